"""The page of one one-on-one: take a time, propose another, not now, please don't. Opening it changes nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.meetings.booking import own_page
from letstalk.meetings.domain import offer as answering
from letstalk.meetings.domain.moves import AGREED, WrongMoment
from letstalk.meetings.domain.offer import standing_offer
from letstalk.meetings.domain.schedule import standing_slot
from letstalk.meetings.domain.time_held import CameUp, TimeTaken, times_said
from letstalk.meetings.models import Offer
from letstalk.meetings.queries import calendar_file as calendar_of
from letstalk.meetings.taken import still_free
from letstalk.meetings.words import Purpose, State
from letstalk.people.queries import is_do_not_contact
from letstalk.public.meeting_door import MeetingVisit, by_meeting_link, show
from letstalk.public.meeting_forms import ProposeForm, TakeForm, WordsForm

ANSWERABLE = AGREED | {State.INVITED}
# Earlier than that, a yes is the agreement itself and confirms nothing.
CONFIRMED_WITHIN = timedelta(hours=36)


@require_safe
@by_meeting_link
def invitation(request: HttpRequest, visit: MeetingVisit) -> HttpResponse:
    return page(request, visit)


@require_safe
@by_meeting_link
def meeting_file(request: HttpRequest, visit: MeetingVisit) -> HttpResponse:
    """The agreed time for their own calendar; its name and summary are neutral."""
    slot = standing_slot(visit.meeting)
    if slot is None or visit.meeting.state not in AGREED:
        raise Http404
    response = HttpResponse(calendar_of(slot), content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response.headers["Content-Disposition"] = 'attachment; filename="our-conversation.ics"'
    return response


@require_POST
@by_meeting_link
def take(request: HttpRequest, visit: MeetingVisit) -> HttpResponse:
    """Tapped twice, it is taken once; taken by somebody else meanwhile, the page says so with what is left."""
    form = TakeForm(request.POST, offer=standing_offer(visit.meeting))
    if not form.is_valid():
        return page(request, visit, take=form)
    try:
        answering.take(
            meeting=visit.meeting, starts_at=form.starts_at, words=form.cleaned_data["words"], at=clock.now()
        )
    except TimeTaken as taken:
        form.add_error("start", _gone(taken, _zone(request, visit)))
        return page(request, visit, take=form)
    except WrongMoment:
        return visit.back("changed", zone=_zone(request, visit))
    except Refused as refused:
        add_refusal(form, refused)
        return page(request, visit, take=form)
    return visit.back("taken", zone=_zone(request, visit))


def _gone(taken: TimeTaken, zone: str) -> str:
    """Kindly, and with what is free by the reader's clock; what keeps the organizer busy is not told."""
    if isinstance(taken, CameUp):
        sentence = _("Something came up at this time, and it is no longer free.")
    else:
        sentence = _("Somebody was a moment quicker, and this time is taken.")
    if not taken.free:
        return sentence
    again = _("Also free: %(times)s. Propose one of these, if it suits you better.")
    return f"{sentence} {again % {'times': times_said(taken.free, zone)}}"


@require_POST
@by_meeting_link
def propose(request: HttpRequest, visit: MeetingVisit) -> HttpResponse:
    form = ProposeForm(request.POST, zone=_zone(request, visit), now=clock.now())
    if form.is_valid():
        try:
            answering.propose(
                meeting=visit.meeting, starts_at=form.starts_at, words=form.cleaned_data["words"], at=clock.now()
            )
        except WrongMoment:
            return visit.back("changed", zone=form.zone)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return visit.back("proposed", zone=form.zone)
    return page(request, visit, propose=form)


@require_POST
@by_meeting_link
def not_now(request: HttpRequest, visit: MeetingVisit) -> HttpResponse:
    """Not now to an invitation, or cannot come to what was agreed; no reason is needed."""
    form = WordsForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    try:
        answering.say_not_now(meeting=visit.meeting, words=words, at=clock.now())
    except WrongMoment:
        return visit.back("changed", zone=_zone(request, visit))
    return visit.back("not_now", zone=_zone(request, visit))


@require_POST
@by_meeting_link
def no_contact(request: HttpRequest, visit: MeetingVisit) -> HttpResponse:
    """At once, and everywhere (L-1). Not for whoever only typed an address on a booking page: it may be another's."""
    if not visit.is_invited:
        raise Http404
    answering.say_no_contact(meeting=visit.meeting, at=clock.now())
    return visit.back("no_contact")


def page(
    request: HttpRequest, visit: MeetingVisit, *, take: TakeForm | None = None, propose: ProposeForm | None = None
) -> HttpResponse:
    """The page; with a form that needs another look the answer is a 422, and nothing typed is lost."""
    meeting, at = visit.meeting, clock.now()
    state = meeting.state
    slot = standing_slot(meeting) if state in AGREED else None
    offer = standing_offer(meeting) if state in ANSWERABLE | {State.CANCELLED} else None
    zone = _zone(request, visit)
    form = take or propose
    context: dict[str, Any] = {
        "state": state.value,
        "slot": slot,
        "offer": offer,
        "times": _left(offer, visit, leaving_out=slot.starts_at if slot else None, at=at),
        "may_answer": state in ANSWERABLE,
        "may_confirm": slot is not None and at < slot.starts_at <= at + CONFIRMED_WITHIN,
        "may_stop": visit.is_invited and not is_do_not_contact(meeting.person),
        "is_stopped": visit.is_invited and is_do_not_contact(meeting.person),
        "purpose": _purpose_said(meeting.purpose),
        "tells_of_ask": bool(offer and offer.invitation.tells_of_ask),
        "book": None if visit.is_invited else own_page(meeting.organizer),
        "form": form,
        "take": take or TakeForm(offer=offer),
        "propose": propose or ProposeForm(zone=zone, now=at),
        "is_proposing": propose is not None,
        "words": WordsForm(),
        "said": "" if form else _said(request.GET.get("said", ""), visit.organizer),
        "zone": zone,
        "today": clock.local_day(at, zone),
    }
    return show(request, visit, "public/invitation.html", context, status=422 if form else 200)


def _left(
    offer: Offer | None, visit: MeetingVisit, *, leaving_out: datetime | None, at: datetime
) -> Sequence[datetime]:
    """The times offered that nobody took meanwhile; an offer holds nothing."""
    if offer is None:
        return []
    ahead = sorted(time.starts_at for time in offer.times.all() if time.starts_at > at)
    free = still_free(visit.meeting, ahead, minutes=offer.minutes)
    return [start for start in free if start != leaving_out]


def _zone(request: HttpRequest, visit: MeetingVisit) -> str:
    """The clock times are read by: the one asked for, the person's own, or else the chapter's."""
    asked = request.POST.get("zone") or request.GET.get("zone") or ""
    if asked and clock.is_zone(asked):
        return asked
    return (visit.meeting.person.zone if visit.is_invited else "") or visit.meeting.chapter.zone


def _purpose_said(purpose: str) -> str:
    sentences = {
        Purpose.ABOUT_US: _("To hear what matters to you, and to tell you what we are about."),
        Purpose.PLAN: _("To plan together what comes next."),
        Purpose.DEBRIEF: _("To look back together on how it went."),
    }
    return sentences[Purpose(purpose)] if purpose else ""


def _said(code: str, organizer: str) -> str:
    sentences = {
        "taken": _("Agreed. %(organizer)s is looking forward to it."),
        "booked": _("It is agreed. Keep the address of this page: by it you can say that you cannot come."),
        "proposed": _("%(organizer)s has your proposal, and will answer you."),
        "coming": _("Good. %(organizer)s knows that you are coming."),
        "not_now": _("That is always all right, and thank you for saying so."),
        "no_contact": _("Understood. You will not hear from us again."),
        "changed": _("This changed meanwhile. Here is how it stands now."),
    }
    return sentences[code] % {"organizer": organizer} if code in sentences else ""
