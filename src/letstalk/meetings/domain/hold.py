"""Held, written up, closed: the rows of it. Doors go through followups.domain, which makes the follow-up set too."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.guides.models import Sheet
from letstalk.journal.models import record
from letstalk.meetings.domain.moves import AGREED, lock, require
from letstalk.meetings.domain.schedule import NotYet
from letstalk.meetings.models import Closed, Debriefed, Held, Meeting, SetAside
from letstalk.meetings.words import Circle, Mode, Part, Spoke, State

EARLY = timedelta(minutes=30)


def hold(
    *,
    meeting: Meeting,
    began_at: datetime,
    by: User | None,
    at: datetime,
    minutes: int | None = None,
    mode: Mode = Mode.IN_PERSON,
    was_cut_short: bool = False,
) -> Held:
    """It took place, in full or cut short (I-7). A no-show marked by mistake can be corrected to this.

    Raises WrongMoment unless a time was agreed or the talk was not planned at all (R-015), NotYet for the future.
    """
    with transaction.atomic():
        meeting = lock(meeting)
        allowed = AGREED | {State.NO_SHOW} | ({State.IDEA} if meeting.is_spontaneous else set())
        require(meeting, allowed, _("Agree on a time first, or log it as a talk that was not planned."))
        if began_at > at + EARLY:
            raise NotYet(_("This one-on-one has not begun yet, so it cannot have been held."))
        held = Held.objects.create(
            meeting=meeting, began_at=began_at, minutes=minutes, mode=mode, was_cut_short=was_cut_short, by=by, at=at
        )
        record("meeting.held", about=meeting, by=by, at=at, minutes=minutes, mode=mode, cut_short=was_cut_short)
    return held


def take_back(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """It was marked by mistake. What hangs on it stays; marking it again makes no second follow-up set (I-5)."""
    with transaction.atomic():
        meeting = lock(meeting)
        require(meeting, {State.HELD}, _("Only what was marked as held and not written up can be taken back."))
        Held.objects.standing().filter(meeting=meeting).update(taken_back_at=at)
        record("meeting.held_taken_back", about=meeting, by=by, at=at)
    return meeting


def write_up(
    *,
    meeting: Meeting,
    by: User,
    at: datetime,
    read_back: str = "",
    common_ground: str = "",
    wants_from_us: str = "",
    spoke: str = Spoke.NOT_SAID,
    circle: str = Circle.NOT_SAID,
    heard: Sheet | None = None,
) -> Debriefed:
    """The record after it; no text is required (I-8). Raises WrongMoment unless held and not written up."""
    with transaction.atomic():
        meeting = require_held(meeting)
        debriefed = Debriefed.objects.create(
            meeting=meeting,
            read_back=read_back.strip(),
            common_ground=common_ground.strip(),
            wants_from_us=wants_from_us.strip(),
            spoke=Spoke(spoke),
            circle=circle,
            heard=heard,
            by=by,
            at=at,
        )
        record("meeting.debriefed", about=meeting, by=by, at=at)
    return debriefed


def correct_write_up(
    *,
    meeting: Meeting,
    by: User,
    at: datetime,
    read_back: str = "",
    common_ground: str = "",
    wants_from_us: str = "",
    spoke: str = Spoke.NOT_SAID,
    circle: str = Circle.NOT_SAID,
    heard: Sheet | None = None,
) -> Debriefed:
    """Other words for what was written up, where some are given. Raises WrongMoment unless written up and open."""
    with transaction.atomic():
        meeting = lock(meeting)
        require(meeting, {State.DEBRIEFED}, _("Only what is written up and not closed can be put right."))
        debriefed = Debriefed.objects.get(meeting=meeting)
        debriefed.read_back = read_back.strip() or debriefed.read_back
        debriefed.common_ground = common_ground.strip() or debriefed.common_ground
        debriefed.wants_from_us = wants_from_us.strip() or debriefed.wants_from_us
        debriefed.spoke = Spoke(spoke) or debriefed.spoke
        debriefed.circle = circle or debriefed.circle
        debriefed.heard = heard or debriefed.heard
        debriefed.save(update_fields=["read_back", "common_ground", "wants_from_us", "spoke", "circle", "heard"])
        record("meeting.write_up_corrected", about=meeting, by=by, at=at)
    return debriefed


def require_held(meeting: Meeting) -> Meeting:
    """The row, locked, when it was held and not written up; callers hold the transaction. Raises WrongMoment."""
    meeting = lock(meeting)
    require(meeting, {State.HELD}, _("It can be written up once, after it was held."))
    return meeting


def set_aside(*, meeting: Meeting, part: Part, because: str, by: User, at: datetime) -> SetAside:
    """There is no purpose, outcome or next step, and that is meant (R-005). Saying it again replaces the reason."""
    with transaction.atomic():
        SetAside.objects.filter(meeting=meeting, part=part).delete()
        row = SetAside.objects.create(meeting=meeting, part=part, because=because.strip(), by=by, at=at)
        record("meeting.set_aside", about=meeting, by=by, at=at, part=part)
    return row


def close(*, meeting: Meeting, by: User, at: datetime) -> Closed:
    """The row only; whether it may be closed is followups' to know (R-046)."""
    with transaction.atomic():
        meeting = lock(meeting)
        require(meeting, {State.DEBRIEFED}, _("Write it up first."))
        closed = Closed.objects.create(meeting=meeting, by=by, at=at)
        record("meeting.closed", about=meeting, by=by, at=at)
    return closed
