"""An empty database gets the tables of today at once, not by going through how they came about.

Fifty migrations of an empty database take over ten seconds, nearly all of it spent on imagining the tables in between.
Whoever has tables already is brought forward by the migrations as ever. A test compares, on both databases, what this
makes with what the migrations make.
"""

from collections.abc import Iterator

from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

OURS = "letstalk."


def make_first_tables() -> None:
    """All tables as after the last migration, what our migrations make beside them, and every migration as done.

    In one transaction: whoever is interrupted has an empty database still. Where there are tables it does nothing.
    """
    if connection.introspection.table_names():
        return
    loader = MigrationLoader(connection)
    apps = loader.project_state().apps
    with connection.schema_editor() as editor:
        recorder = MigrationRecorder(connection)
        editor.create_model(recorder.Migration)
        for model in _kept_models(apps):
            editor.create_model(model)
        for step in _made_beside_models(loader):
            step.code(apps, editor)
        recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in loader.graph.nodes)


def is_made_of(migrations: set[tuple[str, str]]) -> bool:
    """Whether tables as of these migrations are the tables of today."""
    return migrations == set(MigrationLoader(connection).graph.nodes)


def _kept_models(apps: Apps) -> Iterator[type[Model]]:
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            yield model


def _made_beside_models(loader: MigrationLoader) -> Iterator[RunPython]:
    """Triggers and indexes of our own. What fills rows that were there before is marked elidable: here are none."""
    for app, name in loader.graph.nodes:
        migration = loader.graph.nodes[app, name]
        if migration.__module__.startswith(OURS):
            yield from (step for step in migration.operations if isinstance(step, RunPython) and not step.elidable)
