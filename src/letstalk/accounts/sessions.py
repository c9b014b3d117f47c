"""Sessions in the database, as Django's own, with their one read worked out once: every page begins with it."""

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from letstalk.kit.statements import worked_out_once


class SessionStore(DatabaseSessions):
    """What `SESSION_ENGINE` looks for."""

    def _get_session_from_db(self) -> Session | None:
        found = _sessions(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]


@worked_out_once
def _sessions(*, key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
