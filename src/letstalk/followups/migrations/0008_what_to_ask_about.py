from django.db import migrations

import letstalk.kit.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0007_pairings_and_introductions"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="next_time",
            field=letstalk.kit.sealed.SealedText(blank=True, default=""),
        ),
    ]
