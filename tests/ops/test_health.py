"""/healthz tells the truth about each part."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from letstalk.kit.clock import now
from letstalk.kit.models import Beat
from letstalk.ops.health import health

pytestmark = [pytest.mark.django_db, pytest.mark.urls("letstalk.ops.urls")]


def test_all_is_well_while_the_sweeps_go_round(client):
    Beat.objects.create(name="sweeps", at=now())

    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"ok": True, "database": True, "migrations": True, "sweeps": True}


def test_sweeps_that_never_beat_are_not_well(client):
    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == {"ok": False, "database": True, "migrations": True, "sweeps": False}


def test_sweeps_that_have_been_silent_for_two_minutes_are_not_well():
    at = now()
    Beat.objects.create(name="sweeps", at=at - timedelta(minutes=2))

    assert health(at=at - timedelta(seconds=1))["sweeps"]
    assert not health(at=at)["sweeps"]


def test_a_migration_that_is_not_applied_is_not_well(client):
    Beat.objects.create(name="sweeps", at=now())
    MigrationRecorder(connection).record_unapplied("kit", "0001_first")

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == {"ok": False, "database": True, "migrations": False, "sweeps": False}


def test_a_database_that_does_not_answer_is_said_in_a_503_and_not_in_a_traceback(client, monkeypatch):
    def refuse():
        raise DatabaseError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == {"ok": False, "database": False, "migrations": False, "sweeps": False}


def test_health_can_only_be_read(client):
    assert client.post("/healthz").status_code == 405
