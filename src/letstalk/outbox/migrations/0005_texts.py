import uuid

from django.db import migrations, models

import letstalk.kit.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0004_mail_services"),
    ]

    operations = [
        migrations.CreateModel(
            name="Gateway",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("url", letstalk.kit.sealed.SealedText(blank=True, default="")),
                ("sender", models.CharField(blank=True, max_length=40)),
                ("set_at", models.DateTimeField()),
                ("set_by", models.UUIDField(null=True)),
            ],
            options={"abstract": False},
        ),
    ]
