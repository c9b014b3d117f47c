"""Whom a lead or an organizer sees is gone through one by one, without a look at the rows of everybody else."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0015_tags_with_owners"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="person",
            name="people_pers_added_b_494302_idx",
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["chapter", "until", "person"], name="people_memb_chapter_c6ac0b_idx"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("added_by__isnull", False)), fields=["added_by"], name="people_person_by"
            ),
        ),
    ]
