"""A booking page: times at which somebody can be met, a name and one way to be reached. No account, no email needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, islice
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from letstalk.kit import clock, days
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id, peer
from letstalk.meetings.booking import Behind, behind, page_or_404
from letstalk.meetings.domain.book import Asking, TooMany, book, may_ask
from letstalk.meetings.domain.links import make_meeting_link
from letstalk.meetings.models import BookingPage
from letstalk.meetings.validators import LONGEST_MINUTES, is_usual_length
from letstalk.people.queries import organization
from letstalk.public.door import quietly
from letstalk.public.meeting_forms import BookForm

DAYS_SHOWN = 5


@dataclass(frozen=True)
class Day:
    """A day and the times on it, as the reader's clock has them."""

    on: date
    starts: Sequence[datetime]


@csrf_exempt
@require_http_methods(["GET", "POST"])
def booking(request: HttpRequest, code: str) -> HttpResponse:
    """The page, or a time taken. Whether an address is known here already can't be told from any answer.

    Without CSRF tokens, as everywhere in this door: there is no cookie that another site could ride on.
    """
    try:
        page = page_or_404(code)
    except Http404:
        return quietly(render(request, "public/no_booking.html", status=404))
    with translation.override(page.chapter.language):
        if request.method == "GET":
            return quietly(_show(request, page, form=BookForm(chapter=page.chapter)))
        return quietly(_book(request, page))


def _book(request: HttpRequest, page: BookingPage) -> HttpResponse:
    form = BookForm(request.POST, chapter=page.chapter)
    at = clock.now()
    if not form.is_valid():
        return _show(request, page, form=form, status=422)
    said = form.cleaned_data
    try:
        may_ask(peer=peer(request), chapter=page.chapter, way=said["way"], at=at)
        booked = book(
            page=page,
            starts_at=said["start"],
            asking=Asking(said["name"], said["way"], wants_mail=said["wants_mail"], words=said["words"]),
            minutes=_minutes(request),
            at=at,
            id=entry_id(request),
        )
    except TooMany as refused:
        add_refusal(form, refused)
        return _show(request, page, form=form, status=429)
    except Refused as refused:
        add_refusal(form, refused)
        return _show(request, page, form=form, status=422)
    except ValidationError as wrong:
        form.add_error("way", wrong)
        return _show(request, page, form=form, status=422)
    token = make_meeting_link(meeting=booked.meeting, at=at)
    zone = _zone(request, page)
    return redirect(f"{reverse('public:invitation', args=[token])}?said=booked&zone={zone}")


def _show(request: HttpRequest, page: BookingPage, *, form: BookForm, status: int = 200) -> HttpResponse:
    at = clock.now()
    zone, minutes = _zone(request, page), _minutes(request)
    there = behind(page, at=at)
    since = max(_from(request, zone) or at, at)
    found, is_more = _days(there, zone, minutes=minutes, since=since)
    context: dict[str, Any] = {
        "page": page,
        "place": page.chapter.name,
        "organizer": (page.organizer.first_name or page.organizer.email) if page.organizer else "",
        "form": form,
        "days": found,
        "later": (found[-1].on + timedelta(days=1)).isoformat() if is_more else "",
        "is_later": since > at,
        "minutes": minutes or "",
        "lengths": there.lengths,
        "is_usual": minutes is None or is_usual_length(minutes),
        "where": _where(there),
        "zone": zone,
        "zone_place": days.place_of_zone(zone),
        "kept": {"minutes": minutes} if minutes else {},
        "is_demo": organization().is_demo,
    }
    return render(request, "public/booking.html", context, status=status)


def _days(there: Behind, zone: str, *, minutes: int | None, since: datetime) -> tuple[list[Day], bool]:
    """The next few days on which somebody is free, and whether there are more."""
    by_day = groupby(there.starts(minutes=minutes, since=since), key=lambda start: clock.local_day(start, zone))
    found = [Day(on, list(group)) for on, group in islice(by_day, DAYS_SHOWN)]
    return found, next(by_day, None) is not None


def _where(there: Behind) -> str:
    """The place, when it is the same whoever comes."""
    places = {row.where for row in there.hours.values()}
    return places.pop() if len(places) == 1 else ""


def _zone(request: HttpRequest, page: BookingPage) -> str:
    asked = request.POST.get("zone") or request.GET.get("zone") or ""
    return asked if asked and clock.is_zone(asked) else page.chapter.zone


def _minutes(request: HttpRequest) -> int | None:
    """The length asked for; None for the usual one of whoever comes."""
    asked = request.POST.get("minutes") or request.GET.get("minutes") or ""
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 3):
        return None
    return int(asked) if 5 <= int(asked) <= LONGEST_MINUTES else None


def _from(request: HttpRequest, zone: str) -> datetime | None:
    try:
        day = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        return None
    return clock.day_bounds(day, zone)[0] if 2000 < day.year < 9000 else None
