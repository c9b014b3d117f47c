"""/healthz: whether the database, the migrations and the sweeps are well, for a monitor or a load balancer."""

from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from letstalk.kit.clock import now
from letstalk.kit.models import Beat
from letstalk.ops.loop import BEAT

SILENCE_IS_TOO_LONG = timedelta(minutes=2)


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all is well, else 503; the words tell which part is not."""
    found = health(at=now())
    return JsonResponse(found, status=200 if found["ok"] else 503)


def health(*, at: datetime) -> dict[str, bool]:
    database = database_answers()
    migrations = database and nothing_unapplied()
    sweeps = migrations and sweeps_go_round(at=at)
    return {"ok": database and migrations and sweeps, "database": database, "migrations": migrations, "sweeps": sweeps}


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def nothing_unapplied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def sweeps_go_round(*, at: datetime) -> bool:
    return Beat.objects.filter(name=BEAT, at__gt=at - SILENCE_IS_TOO_LONG).exists()
