"""Weekly or fortnightly one-on-ones, as with leaders: the next is planned one ahead and moves with the last (b.5).

The hour is the one on the wall: across a clock change it stays 18:00 where the two agreed on it.
"""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.guides.words import MeetingKind
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.kit.refusal import Refused
from letstalk.meetings.calendar import LONGEST_SERIES
from letstalk.meetings.domain.moves import AGREED, OVER, lock, require, require_current
from letstalk.meetings.domain.plan import plan
from letstalk.meetings.domain.schedule import agree
from letstalk.meetings.models import Held, Meeting, Rhythm, RhythmFile, RhythmTurn, Slot
from letstalk.meetings.rhythm_files import goes_on_from, last_day_used, latest_slot, latest_turn, newest_file, next_of
from letstalk.meetings.words import Mode, Purpose, State, Use

EVERY_WEEKS = (1, 2)
# Long enough to write the last one up, in which the next may be agreed by word of mouth.
WAITS_FOR_WRITE_UP = timedelta(hours=24)
A_ROUND = 100
USUAL_MINUTES = 45


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
        turn = _take_up(rhythm, meeting, slot, at=at)
        _let_repeat(rhythm, turn, slot, at=at)
        record("rhythm.begun" if is_new else "rhythm.changed", about=rhythm, by=by, at=at, every_weeks=every_weeks)
    return rhythm


def end_rhythm(*, rhythm: Rhythm, by: User | None, at: datetime) -> None:
    """No next one is planned by itself any more; what is agreed stays agreed. Ended twice it is ended once."""
    with transaction.atomic():
        if Rhythm.objects.filter(pk=rhythm.pk, ended_at__isnull=True).update(ended_at=at):
            _stop(newest_file(rhythm))
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


def _go_on(rhythm: Rhythm, *, at: datetime) -> int:
    relationship = rhythm.relationship
    if relationship.until is not None or relationship.person.erased_at is not None:
        end_rhythm(rhythm=rhythm, by=None, at=at)
        return 0
    with transaction.atomic():
        # Two processes that go round at once plan one next, not two.
        Rhythm.objects.select_for_update().get(pk=rhythm.pk)
        turn = latest_turn(rhythm)
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
    slot = latest_slot(turn.meeting)
    ended = slot.ends_at if slot else clock.instant_or_nearest(turn.on, turn.hour, turn.zone)
    return ended + WAITS_FOR_WRITE_UP <= at


def _agreed_meanwhile(rhythm: Rhythm, *, at: datetime) -> Slot | None:
    """A time these two agreed on themselves since, as at the end of the last one: it is the next of the rhythm."""
    ahead = Slot.objects.standing().filter(meeting__relationship=rhythm.relationship_id, starts_at__gt=at)
    ahead = ahead.exclude(Exists(RhythmTurn.objects.filter(meeting=OuterRef("meeting"))))
    ahead = ahead.exclude(Exists(Held.objects.standing().filter(meeting=OuterRef("meeting"))))
    return ahead.select_related("meeting").order_by("starts_at", "pk").first()


def _take_up(rhythm: Rhythm, meeting: Meeting, slot: Slot, *, at: datetime) -> RhythmTurn:
    """This one-on-one is the rhythm's latest; days that were given before and not used make room.

    Agreed by themselves, it is in calendars by itself, in the stead of one day of the rhythm's own entry.
    """
    here = clock.local(slot.starts_at, slot.zone)
    given = {"rhythm": rhythm, "on": here.date(), "hour": here.time(), "zone": slot.zone, "at": at}
    earlier = RhythmTurn.objects.filter(rhythm=rhythm, on=here.date()).exclude(meeting=meeting)
    room = earlier.values("file", "file_on").first() or _next_day(rhythm)
    earlier.delete()
    turn, _new = RhythmTurn.objects.update_or_create(
        meeting=meeting,
        defaults=given,
        create_defaults=given | {"file_id": room["file"], "file_on": room["file_on"], "is_apart": True},
    )
    return turn


def _next_day(rhythm: Rhythm) -> dict[str, Any]:
    file = newest_file(rhythm)
    on = last_day_used(file) + timedelta(weeks=file.every_weeks) if file else None
    return {"file": file.pk, "file_on": on} if file and on and on <= file.until else {"file": None, "file_on": None}


def _let_repeat(rhythm: Rhythm, turn: RhythmTurn, slot: Slot, *, at: datetime) -> None:
    """Calendars get an entry that repeats from the next one on; the old one ends where another step begins."""
    file = newest_file(rhythm)
    if file is not None and file.every_weeks == rhythm.every_weeks and file.until > last_day_used(file):
        return
    _stop(file)
    on, _starts_at = next_of(turn.on, turn.hour, turn.zone, every_weeks=rhythm.every_weeks, after=slot.starts_at)
    _new_file(rhythm, clock.LocalTime(on, turn.hour, turn.zone), slot.minutes, at=at)


def _stop(file: RhythmFile | None) -> None:
    """It goes no further than the days that were taken."""
    if file is not None:
        RhythmFile.objects.filter(pk=file.pk).update(until=last_day_used(file))


def _plan_after(rhythm: Rhythm, turn: RhythmTurn, *, at: datetime) -> int:
    last, slot = turn.meeting, latest_slot(turn.meeting)
    before, hour, zone = goes_on_from(turn, slot)
    on, starts_at = next_of(before, hour, zone, every_weeks=rhythm.every_weeks, after=at)
    there = clock.local(starts_at, zone)
    minutes = slot.minutes if slot else USUAL_MINUTES
    try:
        with transaction.atomic():
            meeting = _next_meeting(rhythm, last, at=at)
            file, file_on = _day_in_file(rhythm, on - before, clock.LocalTime(on, hour, zone), minutes, at=at)
            RhythmTurn.objects.create(
                rhythm=rhythm,
                meeting=meeting,
                on=on,
                hour=hour,
                zone=zone,
                file=file,
                file_on=file_on,
                is_apart=False,
                at=at,
            )
            record("rhythm.next_planned", about=meeting, by=None, at=at)
    except IntegrityError:
        return 0
    if slot is not None:
        _agree_as_before(meeting, slot, clock.LocalTime(there.date(), there.time(), zone), at=at)
    return 1


def _next_meeting(rhythm: Rhythm, last: Meeting, *, at: datetime) -> Meeting:
    relationship = rhythm.relationship
    return plan(
        relationship=relationship,
        kind=MeetingKind(last.kind),
        use=Use(last.use) if last.use else None,
        purpose=Purpose(last.purpose) if last.purpose else None,
        template=last.template,
        grew_from=last,
        by=relationship.organizer,
        at=at,
    )


def _day_in_file(
    rhythm: Rhythm, since: timedelta, when: clock.LocalTime, minutes: int, *, at: datetime
) -> tuple[RhythmFile, date]:
    """The day of the repeating entry that the next one takes; after its year there is another entry."""
    file = newest_file(rhythm)
    if file is not None and last_day_used(file) + since <= file.until:
        return file, last_day_used(file) + since
    _stop(file)
    return _new_file(rhythm, when, minutes, at=at), when.on


def _new_file(rhythm: Rhythm, when: clock.LocalTime, minutes: int, *, at: datetime) -> RhythmFile:
    rule = {"hour": when.at, "zone": when.zone, "every_weeks": rhythm.every_weeks, "minutes": minutes}
    file, _new = RhythmFile.objects.update_or_create(
        rhythm=rhythm, first_on=when.on, defaults={**rule, "until": when.on + LONGEST_SERIES, "changed_at": at}
    )
    return file


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
