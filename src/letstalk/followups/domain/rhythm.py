"""The chapter's own rhythm: when each follow-up is due, and how often people are spoken with (b.4, b.5)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.followups import timings
from letstalk.followups.models import Cadence, TagCadence, Timing
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten
from letstalk.people.models import Chapter, Tag

MOST_HOURS = 2 * 365 * 24
MOST_DAYS = 2 * 365
STAGES_WITH_RHYTHM = tuple(stage for stage, days in timings.CADENCE_DAYS.items() if days is not None)


def set_rhythm(
    *, chapter: Chapter, hours: Mapping[str, int], every_days: Mapping[str, int], by: User, at: datetime
) -> None:
    """Set when steps are due, in hours after the one-on-one, and the days between contacts by stage.

    What is as it stood is left alone, so only changes are written down. Follow-ups that exist keep their day.
    Raises NothingWritten with a sentence per step and stage.
    """
    _check(hours, every_days)
    with transaction.atomic():
        # Two leads who change one timing at the same moment change it one after the other.
        Chapter.objects.select_for_update().get(pk=chapter.pk)
        standing, rhythm = timings.hours_after(chapter), timings.cadence_days([chapter.pk])
        for step, after in hours.items():
            if after != standing[step]:
                row, _new = Timing.objects.update_or_create(chapter=chapter, step=step, defaults={"hours": after})
                record("followup.timing_set", about=row, by=by, at=at, step=step, hours=after)
        for stage, days in every_days.items():
            if days != rhythm[chapter.pk, stage]:
                turn, _new = Cadence.objects.update_or_create(
                    chapter=chapter, stage=stage, defaults={"every_days": days}
                )
                record("followup.cadence_set", about=turn, by=by, at=at, stage=stage, every_days=days)


def set_group_rhythm(*, tag: Tag, every_days: int | None, by: User, at: datetime) -> None:
    """How often the people with this word on them are to be spoken with; None for what their stage suggests (R-060).

    Raises NothingWritten.
    """
    if every_days is not None and not 1 <= every_days <= MOST_DAYS:
        raise NothingWritten({"every_days": _("Choose between one day and two years.")})
    with transaction.atomic():
        if every_days is None:
            TagCadence.objects.filter(tag=tag).delete()
        else:
            TagCadence.objects.update_or_create(tag=tag, defaults={"every_days": every_days})
        record("followup.group_cadence_set", about=tag, by=by, at=at, every_days=every_days)


def _check(hours: Mapping[str, int], every_days: Mapping[str, int]) -> None:
    errors = {}
    for step, after in hours.items():
        if step not in timings.SET_STEPS or not 1 <= after <= MOST_HOURS:
            errors[str(step)] = _("Choose a time of at least an hour and at most two years.")
    for stage, days in every_days.items():
        if stage not in STAGES_WITH_RHYTHM or not 1 <= days <= MOST_DAYS:
            errors[str(stage)] = _("Choose between one day and two years.")
    if errors:
        raise NothingWritten(errors)
