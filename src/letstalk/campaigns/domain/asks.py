"""What an organizer can ask for, put on the menu by hand, changed, and taken off it again (R-029, R-042)."""

import uuid
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.campaigns.domain.dates import days_of, set_dates
from letstalk.campaigns.models import Ask
from letstalk.campaigns.validators import LONGEST, AskWords, as_column, check_ask
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.people.models import Chapter


def add_ask(*, chapter: Chapter, words: AskWords, by: User, at: datetime, id: uuid.UUID | None = None) -> Ask:
    """Put an ask of the chapter's own on its menu. The same `id` twice is one. Raises NothingWritten."""
    words = words.stripped()
    check_ask(words, today=clock.local_day(at, chapter.zone), zone=chapter.zone)
    with transaction.atomic():
        ask, is_new = Ask.objects.get_or_create(
            pk=id or uuid.uuid4(), defaults={"chapter": chapter, "step": words.step, "made_at": at, **_columns(words)}
        )
        if is_new:
            set_dates(ask=ask, words=words, at=at)
            record("ask.added", about=ask, by=by, at=at, step=ask.step, on=ask.on)
    return ask


def change_ask(*, ask: Ask, words: AskWords, by: User, at: datetime) -> Ask:
    """Say an ask in other words, on other days; what was asked and agreed before stays as it was agreed.

    The days of one that was read from a calendar are the calendar's. Raises NothingWritten.
    """
    words = words.stripped()
    standing = {date.local(ask.chapter.zone) for date in ask.dates.all()}
    check_ask(words, today=clock.local_day(at, ask.chapter.zone), zone=ask.chapter.zone, standing=standing)
    with transaction.atomic():
        begun = _again_from(ask, words)
        for column, value in _columns(words).items():
            setattr(ask, column, value)
        ask.again_from = begun
        ask.save()
        if ask.uid:
            ask.dates.filter(over_at__gt=at).update(capacity=words.places)
        else:
            set_dates(ask=ask, words=words, at=at)
        record("ask.changed", about=ask, by=by, at=at, on=ask.on)
    return ask


def _again_from(ask: Ask, words: AskWords) -> date | None:
    """Since when it comes back: as before, where the day named is one on which it came back anyhow."""
    if ask.again_from and words.on and ask.again == words.again:
        is_same = words.on in days_of(ask.again_from, ask.again, last=words.on)
        return ask.again_from if is_same else words.on
    return words.on if words.again else None


def _columns(words: AskWords) -> dict[str, Any]:
    texts = {name: getattr(words, name) for name in LONGEST}
    suits = {field.name: as_column(getattr(words.suits, field.name)) for field in fields(words.suits)}
    return texts | suits | {"again": words.again, "again_from": words.on if words.again else None, "until": words.until}


def retire_ask(*, ask: Ask, by: User, at: datetime) -> Ask:
    """Take it off the menu; what was asked and agreed before keeps it. Twice is once."""
    with transaction.atomic():
        if Ask.objects.filter(pk=ask.pk, retired_at__isnull=True).update(retired_at=at):
            record("ask.retired", about=ask, by=by, at=at)
    ask.refresh_from_db(fields=["retired_at"])
    return ask
