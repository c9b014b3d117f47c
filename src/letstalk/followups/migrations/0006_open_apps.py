import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0005_rests_groups_news"),
        ("people", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpenApp",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("app", models.CharField(choices=[("whatsapp", "WhatsApp")], max_length=12)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "chapter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.chapter"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("app__in", ["whatsapp"])), name="followups_open_app"),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("chapter", "app"),
                        name="followups_open_app_once",
                    ),
                ],
            },
        ),
    ]
