"""Weekly or fortnightly one-on-ones, as with leaders: the next is planned one ahead and moves with the last (b.5).

The hour is the one on the wall: across a clock change it stays 18:00 where the two agreed on it.
"""

import uuid
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.guides.words import MeetingKind
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain.moves import AGREED, OVER, lock, require, require_current
from letstalk.meetings.domain.plan import plan
from letstalk.meetings.domain.schedule import agree
from letstalk.meetings.models import Held, Meeting, Rhythm, RhythmTurn, Slot
from letstalk.meetings.words import Mode, Purpose, State, Use

EVERY_WEEKS = (1, 2)
# Long enough to write the last one up, in which the next may be agreed by word of mouth.
WAITS_FOR_WRITE_UP = timedelta(hours=24)
A_ROUND = 100


class NoRhythm(Refused):
    """There is no rhythm with this person, or not any more."""


def begin_rhythm(*, meeting: Meeting, every_weeks: int, by: User, at: datetime, id: uuid.UUID | None = None) -> Rhythm:
    """Meet every week or every other one from this agreed one-on-one on; a standing rhythm takes the new step.

    Raises WrongMoment unless a time is agreed, RelationshipOver, Refused for another step than one or two weeks.
    """
    if every_weeks not in EVERY_WEEKS:
        raise Refused(_("Choose every week or every other week."), field="every_weeks")
    with transaction.atomic():
        meeting = lock(meeting)
        require_current(meeting)
        require(meeting, AGREED, _("Agree on a time first; the rhythm goes on from there."))
        slot = Slot.objects.standing().get(meeting=meeting)
        rhythm, is_new = Rhythm.objects.get_or_create(
            relationship=meeting.relationship,
            ended_at=None,
            defaults={
                "id": id or uuid.uuid4(),
                "chapter_id": meeting.chapter_id,
                "every_weeks": every_weeks,
                "by": by,
                "made_at": at,
            },
        )
        Rhythm.objects.filter(pk=rhythm.pk).update(every_weeks=every_weeks)
        rhythm.every_weeks = every_weeks
        _take_up(rhythm, meeting, slot, at=at)
        record("rhythm.begun" if is_new else "rhythm.changed", about=rhythm, by=by, at=at, every_weeks=every_weeks)
    return rhythm


def end_rhythm(*, rhythm: Rhythm, by: User | None, at: datetime) -> None:
    """No next one is planned by itself any more; what is agreed stays agreed. Ended twice it is ended once."""
    with transaction.atomic():
        if Rhythm.objects.filter(pk=rhythm.pk, ended_at__isnull=True).update(ended_at=at):
            record("rhythm.ended", about=rhythm, by=by, at=at)


def rhythm_of(meeting: Meeting) -> Rhythm | None:
    """The standing rhythm this one-on-one belongs to."""
    return Rhythm.objects.filter(turns__meeting=meeting, ended_at__isnull=True).first()


def plan_next_turns(*, at: datetime) -> int:
    """For each rhythm whose last one-on-one is over, the next one; how many there were. The clock's own doing.

    One ahead and never more: while one is still to come, or may still be written up, nothing is planned.
    """
    ahead = RhythmTurn.objects.filter(
        rhythm=OuterRef("pk"), meeting__slots__superseded_at__isnull=True, meeting__slots__starts_at__gt=at
    )
    rows = Rhythm.objects.filter(ended_at__isnull=True).exclude(Exists(ahead)).order_by("made_at", "pk")
    rows = rows.select_related("relationship__person", "relationship__chapter", "relationship__organizer")
    return sum(_go_on(rhythm, at=at) for rhythm in rows[:A_ROUND])


def next_of(on: date, hour: time, zone: str, *, every_weeks: int, after: datetime) -> tuple[date, datetime]:
    """The first day of a rhythm whose hour lies after an instant, and the instant itself; the hour on the wall stays.

    An hour that a clock change leaves out becomes the same moment counted without the jump, for that day alone.
    """
    step = timedelta(weeks=every_weeks)
    while True:
        on += step
        starts_at = clock.instant_or_nearest(on, hour, zone)
        if starts_at > after:
            return on, starts_at


def _go_on(rhythm: Rhythm, *, at: datetime) -> int:
    relationship = rhythm.relationship
    if relationship.until is not None or relationship.person.erased_at is not None:
        end_rhythm(rhythm=rhythm, by=None, at=at)
        return 0
    with transaction.atomic():
        # Two processes that go round at once plan one next, not two.
        Rhythm.objects.select_for_update().get(pk=rhythm.pk)
        turn = RhythmTurn.objects.filter(rhythm=rhythm).select_related("meeting").order_by("-at", "-on").first()
        if turn is None or not _is_over(turn, at=at):
            return 0
        agreed = _agreed_meanwhile(rhythm, at=at)
        if agreed is not None:
            _take_up(rhythm, agreed.meeting, agreed, at=at)
            return 1
        return _plan_after(rhythm, turn, at=at)


def _is_over(turn: RhythmTurn, *, at: datetime) -> bool:
    """Written up; or its time has passed for a day, whatever became of it: called off, it may yet be agreed anew."""
    if turn.meeting.state in OVER - {State.HELD}:
        return True
    slot = _latest_slot(turn.meeting)
    ended = slot.ends_at if slot else clock.instant_or_nearest(turn.on, turn.hour, turn.zone)
    return ended + WAITS_FOR_WRITE_UP <= at


def _agreed_meanwhile(rhythm: Rhythm, *, at: datetime) -> Slot | None:
    """A time these two agreed on themselves since, as at the end of the last one: it is the next of the rhythm."""
    ahead = Slot.objects.standing().filter(meeting__relationship=rhythm.relationship_id, starts_at__gt=at)
    ahead = ahead.exclude(Exists(RhythmTurn.objects.filter(meeting=OuterRef("meeting"))))
    ahead = ahead.exclude(Exists(Held.objects.standing().filter(meeting=OuterRef("meeting"))))
    return ahead.select_related("meeting").order_by("starts_at", "pk").first()


def _take_up(rhythm: Rhythm, meeting: Meeting, slot: Slot, *, at: datetime) -> None:
    """This one-on-one is the rhythm's latest; days that were given before and not used make room."""
    here = clock.local(slot.starts_at, slot.zone)
    RhythmTurn.objects.filter(rhythm=rhythm, on=here.date()).exclude(meeting=meeting).delete()
    RhythmTurn.objects.update_or_create(
        meeting=meeting,
        defaults={"rhythm": rhythm, "on": here.date(), "hour": here.time(), "zone": slot.zone, "at": at},
    )


def _plan_after(rhythm: Rhythm, turn: RhythmTurn, *, at: datetime) -> int:
    last, slot = turn.meeting, _latest_slot(turn.meeting)
    on, hour, zone = _goes_on_from(turn, slot)
    on, starts_at = next_of(on, hour, zone, every_weeks=rhythm.every_weeks, after=at)
    there = clock.local(starts_at, zone)
    try:
        with transaction.atomic():
            relationship = rhythm.relationship
            organizer = relationship.organizer
            meeting = plan(
                relationship=relationship,
                kind=MeetingKind(last.kind),
                use=Use(last.use) if last.use else None,
                purpose=Purpose(last.purpose) if last.purpose else None,
                template=last.template,
                grew_from=last,
                by=organizer,
                at=at,
            )
            RhythmTurn.objects.create(rhythm=rhythm, meeting=meeting, on=on, hour=hour, zone=zone, at=at)
            record("rhythm.next_planned", about=meeting, by=None, at=at)
    except IntegrityError:
        return 0
    if slot is not None:
        _agree_as_before(meeting, slot, clock.LocalTime(there.date(), there.time(), zone), at=at)
    return 1


def _agree_as_before(meeting: Meeting, slot: Slot, when: clock.LocalTime, *, at: datetime) -> None:
    place = slot.place if slot.place is not None and slot.place.retired_at is None else None
    try:
        agree(
            meeting=meeting,
            when=when,
            minutes=slot.minutes,
            mode=Mode(slot.mode),
            mode_reason=slot.mode_reason,
            place=place,
            place_words=slot.place_words or (slot.where if place is None else ""),
            by=None,
            at=at,
        )
    except Refused:
        # The hour is taken. The next one-on-one is there as an idea, for its organizer to agree on a time.
        return


def _goes_on_from(turn: RhythmTurn, slot: Slot | None) -> tuple[date, time, str]:
    """The day and hour the rhythm gave, unless the one-on-one was moved: then where it was moved to."""
    given = clock.instant_or_nearest(turn.on, turn.hour, turn.zone)
    if slot is None or slot.starts_at == given:
        return turn.on, turn.hour, turn.zone
    here = clock.local(slot.starts_at, slot.zone)
    return here.date(), here.time(), slot.zone


def _latest_slot(meeting: Meeting) -> Slot | None:
    """The standing slot, or the last one when it was called off."""
    rows = Slot.objects.filter(meeting=meeting).select_related("place")
    return rows.filter(superseded_at__isnull=True).first() or rows.order_by("-at", "pk").first()
