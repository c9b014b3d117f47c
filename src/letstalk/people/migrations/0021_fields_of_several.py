"""What stands for a field of a chapter's own is among what is changed of several at once (issue 8)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0020_keeping_longer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="bulkedit",
            name="people_bulk_kind",
        ),
        migrations.AddField(
            model_name="bulkedit",
            name="choice",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.customchoice"
            ),
        ),
        migrations.AddField(
            model_name="bulkedit",
            name="field",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.customfield"
            ),
        ),
        migrations.AddField(
            model_name="bulkedit",
            name="is_yes",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="bulkeditrow",
            name="value_before",
            field=models.UUIDField(null=True),
        ),
        migrations.AlterField(
            model_name="bulkedit",
            name="kind",
            field=models.CharField(
                choices=[
                    ("tag", "Give them a word"),
                    ("untag", "Take a word off them"),
                    ("cadence", "How often you talk"),
                    ("field", "What stands for a field of your own"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkedit",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["tag", "untag", "cadence", "field"])), name="people_bulk_kind"
            ),
        ),
    ]
