"""What is agreed is found by its day."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0003_how_asks_stand"),
        ("meetings", "0007_own_view"),
        ("people", "0018_saved_filters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(
                condition=models.Q(("on__isnull", False)), fields=["on", "ask_made"], name="commitments_commitment_on"
            ),
        ),
    ]
