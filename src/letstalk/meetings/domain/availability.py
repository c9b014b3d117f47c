"""When an organizer lets themselves be booked, and by which page."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.meetings.models import BookingPage, Hours, OtherHours, Place
from letstalk.meetings.validators import LONGEST_MINUTES
from letstalk.meetings.words import Share
from letstalk.people.models import Chapter

CODE_BYTES = 9
LONGEST_BUFFER = 120
LONGEST_NOTICE = 14 * 24
MOST_PER_WEEK = 40


class NoHours(Refused):
    """A page with no hours behind it would offer nobody anything."""


@dataclass(frozen=True)
class HoursWish:
    """What an organizer says about being booked. weekly: (weekday from Monday = 0, "HH:MM", "HH:MM")."""

    zone: str
    weekly: Sequence[tuple[int, str, str]]
    minutes: int = 45
    before: int = 10
    after: int = 10
    notice_hours: int = 24
    most_per_week: int = 5
    place: Place | None = None
    place_words: str = ""


def set_hours(*, organizer: User, wish: HoursWish, at: datetime) -> Hours:
    """Write down when they can be met; what was agreed before stays agreed. Raises NothingWritten beside the fields."""
    _check(wish)
    with transaction.atomic():
        hours, _is_new = Hours.objects.update_or_create(
            organizer=organizer,
            defaults={
                "zone": wish.zone,
                "weekly": [list(span) for span in sorted(wish.weekly)],
                "minutes": wish.minutes,
                "before": wish.before,
                "after": wish.after,
                "notice_hours": wish.notice_hours,
                "most_per_week": wish.most_per_week,
                "place": wish.place,
                "place_words": wish.place_words.strip(),
                "at": at,
            },
        )
        record("meetings.hours_set", about=hours, by=organizer, at=at, spans=len(wish.weekly))
    return hours


def set_other_hours(
    *, organizer: User, first_on: date, last_on: date, hours: Sequence[tuple[str, str]], at: datetime
) -> OtherHours:
    """Days with hours of their own, or none while away. What was said last about a day holds. Raises NothingWritten."""
    if last_on < first_on:
        raise NothingWritten({"last_on": _("The last day comes before the first.")})
    _check_spans(hours)
    with transaction.atomic():
        row = OtherHours.objects.create(
            organizer=organizer, first_on=first_on, last_on=last_on, hours=[list(span) for span in sorted(hours)], at=at
        )
        record("meetings.other_hours_set", about=row, by=organizer, at=at, first=first_on, last=last_on)
    return row


def drop_other_hours(*, row: OtherHours, by: User, at: datetime) -> None:
    """These days are like the others again."""
    with transaction.atomic():
        record("meetings.other_hours_dropped", about=row, by=by, at=at)
        row.delete()


def open_page(
    *, chapter: Chapter, organizer: User | None, by: User, at: datetime, share: Share = Share.ROTA
) -> BookingPage:
    """Open a page of an organizer's own, or without one a chapter's. Open already, it stays, with the `share` given.

    Raises NoHours for an organizer who has not said when they can be met.
    """
    if organizer is not None and not Hours.objects.filter(organizer=organizer).exists():
        raise NoHours(_("Say first when you can be met."))
    with transaction.atomic():
        # The row above is held, so that two windows open one page.
        chapter = Chapter.objects.select_for_update().get(pk=chapter.pk)
        page = BookingPage.objects.filter(chapter=chapter, organizer=organizer, closed_at__isnull=True).first()
        if page is None:
            code = secrets.token_urlsafe(CODE_BYTES)
            page = BookingPage.objects.create(
                chapter=chapter, organizer=organizer, code=code, share=share, opened_at=at
            )
            record("meetings.page_opened", about=page, by=by, at=at, share=share)
        elif page.share != share:
            page.share = share
            page.save(update_fields=["share"])
            record("meetings.page_shared_otherwise", about=page, by=by, at=at, share=share)
    return page


def close_page(*, page: BookingPage, by: User, at: datetime) -> None:
    """It opens nothing any more; what was booked stays."""
    with transaction.atomic():
        if BookingPage.objects.filter(pk=page.pk, closed_at__isnull=True).update(closed_at=at):
            record("meetings.page_closed", about=page, by=by, at=at)


def _check(wish: HoursWish) -> None:
    errors: dict[str, str] = {}
    if not clock.is_zone(wish.zone):
        errors["zone"] = _("This time zone is not known. Choose one from the list.")
    if not 5 <= wish.minutes <= LONGEST_MINUTES:
        errors["minutes"] = _("A one-on-one takes between 5 minutes and 4 hours. 30 to 45 minutes is usual.")
    for name, value in (("before", wish.before), ("after", wish.after)):
        if not 0 <= value <= LONGEST_BUFFER:
            errors[name] = _("Between none and two hours, please.")
    if not 0 <= wish.notice_hours <= LONGEST_NOTICE:
        errors["notice_hours"] = _("Between none and two weeks, please.")
    if not 1 <= wish.most_per_week <= MOST_PER_WEEK:
        errors["most_per_week"] = _("Between 1 and 40, please. A few that are prepared are worth more than many.")
    if wish.place is None and not wish.place_words.strip():
        errors["place_words"] = _("Say where you will meet, even roughly: “library, by the door”.")
    if errors:
        raise NothingWritten(errors)
    _check_spans([(begin, end) for _day, begin, end in wish.weekly])


def _check_spans(spans: Sequence[tuple[str, str]]) -> None:
    if any(begin >= end for begin, end in spans):
        raise NothingWritten({"weekly": _("Each time needs an end after its beginning, such as 17:00 to 20:00.")})
