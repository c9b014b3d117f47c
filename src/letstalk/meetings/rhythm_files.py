"""A rhythm as calendars show it: the days its rule gives, and what became of each (b.5; RFC 5545, 3.8.4.4)."""

import hashlib
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from letstalk.kit import clock
from letstalk.meetings.calendar import Series
from letstalk.meetings.models import Meeting, Rhythm, RhythmFile, RhythmTurn, Slot
from letstalk.meetings.stand_ins import standing_now


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


def goes_on_from(turn: RhythmTurn, slot: Slot | None) -> tuple[date, time, str]:
    """The day and hour the rhythm gave, unless the one-on-one was moved: then where it was moved to."""
    given = clock.instant_or_nearest(turn.on, turn.hour, turn.zone)
    if slot is None or slot.starts_at == given:
        return turn.on, turn.hour, turn.zone
    here = clock.local(slot.starts_at, slot.zone)
    return here.date(), here.time(), slot.zone


def latest_turn(rhythm: Rhythm) -> RhythmTurn | None:
    return RhythmTurn.objects.filter(rhythm=rhythm).select_related("meeting").order_by("-at", "-on").first()


def latest_slot(meeting: Meeting) -> Slot | None:
    """The standing slot, or the last one when it was called off."""
    rows = Slot.objects.filter(meeting=meeting).select_related("place")
    return rows.filter(superseded_at__isnull=True).first() or rows.order_by("-at", "pk").first()


def file_of(meeting: Meeting) -> RhythmFile | None:
    """The entry that repeats in which calendars show this one-on-one; None where it has one of its own."""
    turns = RhythmTurn.objects.filter(meeting=meeting, is_apart=False).select_related("file__rhythm__relationship")
    turn = turns.first()
    return turn.file if turn else None


def file_after(meeting: Meeting) -> RhythmFile | None:
    """The entry that repeats from this one on, while the two meet regularly."""
    turn = RhythmTurn.objects.filter(meeting=meeting, rhythm__ended_at__isnull=True).select_related("rhythm").first()
    return newest_file(turn.rhythm) if turn else None


def newest_file(rhythm: Rhythm) -> RhythmFile | None:
    return RhythmFile.objects.filter(rhythm=rhythm).order_by("-first_on").first()


def not_in_a_file() -> Q:
    """Rows with a `meeting` that calendars show as an entry of its own."""
    return Q(~Exists(RhythmTurn.objects.filter(meeting=OuterRef("meeting"), is_apart=False)))


def last_day_used(file: RhythmFile) -> date:
    """The last day of its rule that a one-on-one took, or the one before its first."""
    used = RhythmTurn.objects.filter(file=file).order_by("-file_on").values_list("file_on", flat=True).first()
    return used or file.first_on - timedelta(weeks=file.every_weeks)


def series_of(file: RhythmFile, *, summary: str = "", for_organizer: bool = False) -> Series:
    """What it shows now. What is called off, has an entry of its own, or is not agreed yet is left out of the rule.

    One that was moved takes all that follow along. for_organizer: without those somebody stands in for.
    """
    turns = list(file.turns.select_related("meeting").order_by("file_on"))
    slots = _standing_of(turns, for_organizer=for_organizer)
    latest = latest_turn(file.rhythm)
    last = latest_slot(latest.meeting) if latest else None
    at_the_end = latest_slot(turns[-1].meeting) if turns else last
    moved: dict[date, datetime] = {}
    lengths: dict[date, int] = {}
    skipped: list[date] = []
    for turn in turns:
        slot, day = slots.get(turn.meeting_id), turn.file_on or file.first_on
        if turn.is_apart or slot is None:
            skipped.append(day)
        else:
            moved[day], lengths[day] = slot.starts_at, slot.minutes
    bare = Series(
        id=file.pk,
        first_on=file.first_on,
        at=file.hour,
        zone=file.zone,
        weeks_apart=file.every_weeks,
        minutes=file.minutes,
        until=file.until,
        sequence=file.sequence,
        summary=summary,
        where=at_the_end.where if at_the_end else "",
        skipped=tuple(skipped),
        moved=moved,
        lengths=lengths,
    )
    if latest is not None:
        _carry_on(bare, latest, last, after=last_day_used(file))
    return bare


def _standing_of(turns: list[RhythmTurn], *, for_organizer: bool) -> dict[object, Slot]:
    rows: QuerySet[Slot] = Slot.objects.standing().filter(meeting__in=[turn.meeting_id for turn in turns])
    if for_organizer:
        rows = rows.exclude(Exists(standing_now().filter(meeting=OuterRef("meeting"))))
    return {slot.meeting_id: slot for slot in rows}


def _carry_on(series: Series, latest: RhythmTurn, last: Slot | None, *, after: date) -> None:
    """The days nobody has come to yet, from where the latest one stands on."""
    on, hour, zone = goes_on_from(latest, last)
    for day in series.days:
        if day > after:
            series.moved[day] = clock.instant_or_nearest(on + (day - after), hour, zone)
            series.lengths[day] = last.minutes if last else series.minutes


def seal_of(file: RhythmFile) -> str:
    """Tells whether anything that either side's calendar shows has changed."""
    theirs, own = series_of(file), series_of(file, for_organizer=True)
    said = (theirs.first_on, theirs.at, theirs.zone, theirs.weeks_apart, theirs.last_on, theirs.where)
    return hashlib.sha256(repr((said, theirs.times(), own.times())).encode()).hexdigest()[:32]
