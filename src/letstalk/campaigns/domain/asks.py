"""What an organizer can ask for, put on the menu by hand and taken off it again (R-029, R-042)."""

import uuid
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.campaigns.models import Ask
from letstalk.campaigns.validators import AskWords, check_ask
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.people.models import Chapter


def add_ask(*, chapter: Chapter, words: AskWords, by: User, at: datetime, id: uuid.UUID | None = None) -> Ask:
    """Put an ask of the chapter's own on its menu. The same `id` twice is one. Raises NothingWritten."""
    words = words.stripped()
    check_ask(words, today=clock.local_day(at, chapter.zone), zone=chapter.zone)
    with transaction.atomic():
        ask, is_new = Ask.objects.get_or_create(
            pk=id or uuid.uuid4(),
            defaults={
                "chapter": chapter,
                "step": words.step,
                "title": words.title,
                "what": words.what,
                "why": words.why,
                "goal": words.goal,
                "place": words.place,
                "how_to": words.how_to,
                "on": words.on,
                "at": words.time,
                "made_at": at,
                **{field.name: _plain(getattr(words.suits, field.name)) for field in fields(words.suits)},
            },
        )
        if is_new:
            record("ask.added", about=ask, by=by, at=at, step=ask.step, on=ask.on)
    return ask


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def retire_ask(*, ask: Ask, by: User, at: datetime) -> Ask:
    """Take it off the menu; what was asked and agreed before keeps it. Twice is once."""
    with transaction.atomic():
        if Ask.objects.filter(pk=ask.pk, retired_at__isnull=True).update(retired_at=at):
            record("ask.retired", about=ask, by=by, at=at)
    ask.refresh_from_db(fields=["retired_at"])
    return ask
