"""One's own calendars: one-on-ones in them by a secret address, and what keeps one busy read from them."""

from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.desk import saying
from letstalk.desk.forms.calendars import CalendarForm, DetailsForm
from letstalk.desk.frame import for_organizers, show
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.meetings.access import own_calendar_or_404, own_meeting_or_404
from letstalk.meetings.domain import calendars as domain
from letstalk.meetings.domain.schedule import standing_slot
from letstalk.meetings.models import BusyCalendar
from letstalk.meetings.queries import calendar_file, calendars_of, conflicts_of, feed_of
from letstalk.meetings.words import CalendarKind, CalendarProblem
from letstalk.people.access import home_chapter


@require_http_methods(["GET", "POST"])
@for_organizers
def calendars(request: HttpRequest) -> HttpResponse:
    """What is read and what is given; sent, it takes up one more of one's own calendars."""
    form = CalendarForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            wanted = _wanted(form)
            if len(wanted) > 1 and not form.cleaned_data["chosen"]:
                form.offer(wanted)
                return _show(request, form=form)
            _take_up(request, form.cleaned_data, wanted)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Read just now. What is in it keeps you busy here from now on."))
            return redirect("desk:calendars")
    return _show(request, form=form, status=422 if form.errors else 200)


def _wanted(form: CalendarForm) -> list[tuple[str, str]]:
    """Addresses and names: of those chosen, of those a CalDAV server has, or of the one that was typed."""
    said = form.cleaned_data
    if said["chosen"]:
        return form.addresses_chosen
    if said["kind"] != CalendarKind.CALDAV:
        return [(said["address"], said["name"])]
    who = {name: said[name] for name in ("address", "username", "password")}
    found = domain.find_calendars(**who)
    return [(one.address, one.name) for one in found]


def _take_up(request: HttpRequest, said: dict[str, Any], wanted: list[tuple[str, str]]) -> None:
    """Each under an id of its own that was born with the form, so that a form sent twice takes each up once."""
    for address, name in wanted:
        domain.add_calendar(
            organizer=request.user,
            kind=said["kind"],
            address=address,
            name=(said["name"] if len(wanted) == 1 and said["name"] else name)[:60],
            username=said["username"],
            password=said["password"],
            id=uuid5(entry_id(request), address),
            at=clock.now(),
        )


@never_cache
@require_POST
@for_organizers
def make_address(request: HttpRequest) -> HttpResponse:
    """A new secret address, shown this once: only its hash is kept, so nothing is redirected to."""
    form = DetailsForm(request.POST)
    form.is_valid()
    token = domain.make_feed(organizer=request.user, at=clock.now(), **form.cleaned_data)
    address = settings.LETSTALK_URL + reverse("public:feed", args=[token])
    return _show(request, form=CalendarForm(), address=address)


@require_POST
@for_organizers
def show_details(request: HttpRequest) -> HttpResponse:
    form = DetailsForm(request.POST)
    form.is_valid()
    if domain.show_details(organizer=request.user, at=clock.now(), **form.cleaned_data):
        messages.success(request, _("Saved. Your calendar program shows it when it next looks."))
    return redirect("desk:calendars")


@require_POST
@for_organizers
def revoke_address(request: HttpRequest) -> HttpResponse:
    if domain.revoke_feed(organizer=request.user, at=clock.now()):
        messages.success(request, _("That address stopped working. You can make a new one at any time."))
    return redirect("desk:calendars")


@require_POST
@for_organizers
def read_calendar(request: HttpRequest, calendar_id: UUID) -> HttpResponse:
    """Look into it now, and not only when its turn comes."""
    calendar = own_calendar_or_404(request.user, calendar_id)
    if domain.refresh(calendar=calendar, at=clock.now()):
        messages.success(request, _("Read again just now."))
    return redirect("desk:calendars")


@require_POST
@for_organizers
def remove_calendar(request: HttpRequest, calendar_id: UUID) -> HttpResponse:
    calendar = own_calendar_or_404(request.user, calendar_id)
    domain.remove_calendar(calendar=calendar, by=request.user, at=clock.now())
    messages.success(request, _("It is not read any more, and its address is forgotten here."))
    return redirect("desk:calendars")


@require_GET
@for_organizers
def meeting_file(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The agreed time as a file, to hand on to whoever gets no mail from here; it names nobody."""
    slot = standing_slot(own_meeting_or_404(request.user, meeting_id))
    if slot is None:
        raise Http404
    response = HttpResponse(calendar_file(slot), content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response.headers["Content-Disposition"] = 'attachment; filename="our-conversation.ics"'
    return response


def _show(request: HttpRequest, *, form: CalendarForm, address: str = "", status: int = 200) -> HttpResponse:
    at = clock.now()
    zone = saying.zone_of(request.user, home_chapter(request.user))
    feed = feed_of(request.user)
    context = {
        "form": form,
        "calendars": [_line(calendar) for calendar in calendars_of(request.user)],
        "feed": feed,
        "details": DetailsForm(initial={"shows_details": feed.shows_details if feed else False}),
        "address": address,
        "conflicts": conflicts_of(request.user, at=at),
        "now": at,
        "today": clock.local_day(at, zone),
        "zone": zone,
    }
    return show(request, "desk/settings/calendars.html", "settings", context, status=status)


def _line(calendar: BusyCalendar) -> dict[str, Any]:
    return {
        "row": calendar,
        "name": calendar.name or _host(calendar.address),
        "problem": str(CalendarProblem(calendar.problem).label) if calendar.problem else "",
    }


def _host(address: str) -> str:
    return address.split("/")[2] if address.count("/") > 1 else address
