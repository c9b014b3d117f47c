"""An agenda may say itself until when it is current (R-069)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guides", "0002_drafts")]

    operations = [
        migrations.AddField(
            model_name="agendatemplate",
            name="current_until",
            field=models.DateField(null=True),
        ),
    ]
