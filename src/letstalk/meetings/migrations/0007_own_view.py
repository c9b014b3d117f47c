"""An organizer’s own view of a one-on-one: who spoke more, and whether the person is from outside their circle."""

from django.conf import settings
from django.db import migrations, models

import letstalk.kit.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0003_agenda_current_until"),
        ("meetings", "0006_wordings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="debriefed",
            name="circle",
            field=models.CharField(
                blank=True,
                choices=[("", "I’d rather not say"), ("outside", "Yes, from outside it"), ("inside", "No")],
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="debriefed",
            name="spoke",
            field=letstalk.kit.sealed.SealedText(blank=True, default=""),
        ),
        migrations.AddConstraint(
            model_name="debriefed",
            constraint=models.CheckConstraint(
                condition=models.Q(("circle__in", ["", "outside", "inside"])), name="meetings_debriefed_circle"
            ),
        ),
    ]
