"""The days an ask takes place: named or coming back by themselves, called off, and the next one shown."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from dateutil.relativedelta import MO
from dateutil.rrule import MONTHLY, WEEKLY, rrule
from django.db import transaction

from letstalk.accounts.models import User
from letstalk.campaigns.models import Ask, AskDate, over_at
from letstalk.campaigns.validators import AskWords, When
from letstalk.campaigns.words import Again
from letstalk.journal.models import record
from letstalk.kit import clock

# How far ahead what comes back is laid out; each day one more is.
LAID_OUT_DAYS = 92
MOST_AT_ONCE = 200
WEEKS_IN_A_MONTH = 4
WEEKS = {Again.WEEK: 1, Again.FORTNIGHT: 2}


def days_of(first: date, again: str, *, last: date) -> list[date]:
    """The first day and those it comes back on, up to the last; by the month on the same weekday: the second Tuesday.

    The fifth of a weekday, which not every month has, comes back as the month's last.
    """
    if again == Again.MONTH:
        which = (first.day - 1) // 7 + 1
        weekday = type(MO)(first.weekday(), which if which <= WEEKS_IN_A_MONTH else -1)
        rule = rrule(MONTHLY, dtstart=_midnight(first), until=_midnight(last), byweekday=weekday)
    elif again:
        rule = rrule(WEEKLY, interval=WEEKS[Again(again)], dtstart=_midnight(first), until=_midnight(last))
    else:
        return [first]
    return [then.date() for then in rule]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def set_dates(*, ask: Ask, words: AskWords, at: datetime) -> None:
    """Its coming days are those said, with room for so many; past ones and those called off stay. In a transaction."""
    wanted = [(on, words.time) for on in _laid_out(ask, at=at)] if ask.again else words.dates
    standing = {(date.on, date.at): date for date in ask.dates.all()}
    gone = [date.pk for when, date in standing.items() if when not in wanted and date.over_at > at]
    AskDate.objects.filter(pk__in=gone).delete()
    add_dates(ask, [when for when in wanted if when not in standing], capacity=words.places)
    ask.dates.filter(over_at__gt=at).update(capacity=words.places)
    settle_day(ask, at=at)


def add_dates(ask: Ask, days: Iterable[When], *, capacity: int | None) -> None:
    """Write down days of an ask, local to its chapter."""
    zone = ask.chapter.zone
    AskDate.objects.bulk_create(
        AskDate(ask=ask, on=on, at=time, zone=zone, capacity=capacity, over_at=over_at(on, time, zone))
        for on, time in days
    )


def settle_day(ask: Ask, *, at: datetime) -> None:
    """Show the next of its days, or the last one when all are over; none where it has none."""
    coming = ask.dates.coming(at).first()
    shown = coming or ask.dates.order_by("over_at").last()
    ask.on, ask.at = shown.local(ask.chapter.zone) if shown else (None, None)
    ask.moves_at = coming.over_at if coming else None
    if coming is None and ask.again:
        # All that is laid out was called off: look again tomorrow, when one more day may be in reach.
        ask.moves_at = at + timedelta(days=1)
    ask.save(update_fields=["on", "at", "moves_at"])


def _laid_out(ask: Ask, *, at: datetime) -> list[date]:
    """The days it comes back on from now, as far ahead as they are laid out."""
    if ask.again_from is None:
        return []
    today = clock.local_day(at, ask.chapter.zone)
    ahead = max(today, ask.again_from) + timedelta(days=LAID_OUT_DAYS)
    days = days_of(ask.again_from, ask.again, last=min(ahead, ask.until) if ask.until else ahead)
    return [day for day in days if day >= today]


def call_off(*, date: AskDate, by: User | None, at: datetime) -> AskDate:
    """This one time it does not take place; the others do. Twice is once."""
    with transaction.atomic():
        if AskDate.objects.filter(pk=date.pk, cancelled_at__isnull=True).update(cancelled_at=at):
            record("ask.date_called_off", about=date.ask, by=by, at=at, on=date.on)
            settle_day(date.ask, at=at)
    date.refresh_from_db(fields=["cancelled_at"])
    return date


def put_back(*, date: AskDate, by: User, at: datetime) -> AskDate:
    """It takes place after all. Twice is once."""
    with transaction.atomic():
        if AskDate.objects.filter(pk=date.pk, cancelled_at__isnull=False).update(cancelled_at=None):
            record("ask.date_put_back", about=date.ask, by=by, at=at, on=date.on)
            settle_day(date.ask, at=at)
    date.refresh_from_db(fields=["cancelled_at"])
    return date


def move_on(*, at: datetime) -> int:
    """Where the day that is shown is over: show the next one, and lay out further what comes back. How many asks."""
    due = Ask.objects.filter(moves_at__lte=at, retired_at__isnull=True).select_related("chapter")
    found = list(due.order_by("moves_at", "pk")[:MOST_AT_ONCE])
    for ask in found:
        with transaction.atomic():
            _lay_out_further(ask, at=at)
            settle_day(ask, at=at)
    return len(found)


def _lay_out_further(ask: Ask, *, at: datetime) -> None:
    last = ask.dates.order_by("over_at").last()
    if last is not None:
        further = [(on, last.at) for on in _laid_out(ask, at=at) if on > last.on]
        add_dates(ask, further, capacity=last.capacity)
