"""A phone is found by its last digits: a keyed hash of how each ends, of the numbers that are here already, too."""

from django.db import migrations, models

import letstalk.kit.endings

AT_ONCE = 1000


def keep_endings(apps, schema_editor):
    ways = apps.get_model("people", "Way").objects.using(schema_editor.connection.alias)
    some = []
    for way in ways.filter(kind="phone").only("value").iterator(chunk_size=AT_ONCE):
        way.ending = letstalk.kit.endings.ending_of(way.value)
        some.append(way)
        if len(some) == AT_ONCE:
            ways.bulk_update(some, ["ending"])
            some.clear()
    ways.bulk_update(some, ["ending"])


class Migration(migrations.Migration):
    dependencies = [("people", "0010_taken_out")]

    operations = [
        migrations.AddField(
            model_name="way",
            name="ending",
            field=letstalk.kit.endings.EndingField(of="value"),
        ),
        migrations.AddIndex(
            model_name="way",
            index=models.Index(
                condition=models.Q(("ending__isnull", False)), fields=["ending"], name="people_way_ending"
            ),
        ),
        migrations.RunPython(keep_endings, migrations.RunPython.noop, elidable=True),
    ]
