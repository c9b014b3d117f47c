"""In which words a one-on-one is asked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_rhythm_files")]

    operations = [migrations.AddField(model_name="meeting", name="wordings", field=models.JSONField(default=dict))]
