"""What was tapped in the room may come from a phone, too."""

from django.db import migrations, models

KINDS = ["debrief", "questions", "asks", "note", "taps"]
CHOICES = [
    ("debrief", "Write-up"),
    ("questions", "Questions to carry"),
    ("asks", "Asks to carry"),
    ("note", "Note"),
    ("taps", "Tapped in the room"),
]


class Migration(migrations.Migration):
    dependencies = [("followups", "0002_entries_from_a_phone")]

    operations = [
        migrations.RemoveConstraint(model_name="entry", name="followups_entry_kind"),
        migrations.RemoveConstraint(model_name="clash", name="followups_clash_kind"),
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(choices=CHOICES, default="debrief", max_length=10),
        ),
        migrations.AlterField(model_name="clash", name="kind", field=models.CharField(choices=CHOICES, max_length=10)),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="followups_entry_kind"),
        ),
        migrations.AddConstraint(
            model_name="clash",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="followups_clash_kind"),
        ),
    ]
