"""The list of one-on-ones; planning one, and logging a talk that was not planned."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from letstalk.commitments.models import Commitment
from letstalk.desk import saying
from letstalk.desk.forms.one_on_ones import PlanForm, TalkForm
from letstalk.desk.frame import for_organizers, show
from letstalk.desk.hints import hint_at_home
from letstalk.followups.domain.talks import log_talk
from letstalk.followups.one_on_ones import Shown, one_on_ones_page
from letstalk.guides.queries import agenda_for, is_of_the_past, library_of
from letstalk.guides.words import MeetingKind
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.meetings.domain.arrange import plan_and_agree
from letstalk.meetings.domain.plan import plan as plan_it
from letstalk.meetings.models import Held, Meeting
from letstalk.meetings.places import is_first_between, places_offered
from letstalk.meetings.validators import is_usual_length
from letstalk.meetings.words import Mode, Purpose, Use
from letstalk.people.access import home_chapter, own_relationship_or_404
from letstalk.people.models import Relationship
from letstalk.people.queries import is_do_not_contact, people_page

LOOKED_BACK_ON_AT_MOST = 20


@require_GET
@for_organizers
def one_on_ones(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    wanted = request.GET.get("show", "")
    shown = Shown(wanted) if wanted in Shown.values else Shown.COMING
    page = one_on_ones_page(request.user, shown=shown, number=_page_number(request), at=at)
    zone = saying.zone_of(request.user, home_chapter(request.user))
    context = {
        "page": page,
        "filters": Shown,
        "zone": zone,
        "today": clock.local_day(at, zone),
    }
    return show(request, "desk/one_on_ones/list.html", "one_on_ones", context)


def _page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


@require_http_methods(["GET", "POST"])
@for_organizers
def plan(request: HttpRequest) -> HttpResponse:
    relationship = _chosen(request)
    if relationship is None:
        return _choose_person(request, to="desk:plan")
    at = clock.now()
    today = clock.local_day(at, relationship.chapter.zone)
    agendas = list(library_of(relationship.chapter).filter(retired_at__isnull=True))
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        agendas=agendas,
        agenda=next((row for row in agendas if str(row.pk) == request.GET.get("agenda")), None),
        zone=relationship.chapter.zone,
        today=today,
        commitments=_finished(relationship),
        kind=_kind_wanted(request) or _usual_kind(relationship),
        places=places_offered(relationship),
    )
    if request.method == "POST" and form.is_valid():
        try:
            meeting = _plan(request, relationship, form)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return _planned(request, meeting, form)
    context = {
        "form": form,
        "expired": [row for row in agendas if is_of_the_past(row, today)],
        "person": relationship.person,
        "zone": relationship.chapter.zone,
        "viewer_zone": saying.zone_of(request.user, relationship.chapter),
        "is_stopped": is_do_not_contact(relationship.person),
        "is_first": is_first_between(relationship),
    }
    return show(
        request, "desk/one_on_ones/plan.html", "one_on_ones", context, status=422 if request.method == "POST" else 200
    )


def _plan(request: HttpRequest, relationship: Relationship, form: PlanForm) -> Meeting:
    said = form.cleaned_data
    kind = MeetingKind(said["kind"])
    what: dict[str, Any] = {
        "relationship": relationship,
        "id": entry_id(request),
        "kind": kind,
        "use": Use(said["use"]) if said["use"] else None,
        "purpose": Purpose(said["purpose"]) if said["purpose"] else None,
        "reason": said["reason"],
        "template": form.chosen_agenda or agenda_for(kind, relationship.chapter),
        "looks_back_on": UUID(said["looks_back_on"]) if said["looks_back_on"] else None,
        "by": request.user,
        "at": clock.now(),
    }
    if form.has_time:
        with form.asking_once_more():
            return plan_and_agree(appointment=form.appointment(), **what)
    return plan_it(**what)


def _planned(request: HttpRequest, meeting: Meeting, form: PlanForm) -> HttpResponse:
    messages.success(request, _("Planned."))
    if form.has_time and not is_usual_length(form.appointment().minutes, meeting.kind):
        messages.warning(request, _("30 to 45 minutes is usual. That is only a hint."))
    if form.has_time:
        hint_at_home(request, meeting, form.appointment().place_words)
    return redirect(meeting.desk_url)


@require_http_methods(["GET", "POST"])
@for_organizers
def log_spontaneous(request: HttpRequest) -> HttpResponse:
    relationship = _chosen(request)
    if relationship is None:
        return _choose_person(request, to="desk:log_spontaneous")
    at = clock.now()
    form = TalkForm(request.POST if request.method == "POST" else None, zone=relationship.chapter.zone, now=at)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = _log(request, relationship, form)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect("field:debrief", meeting.pk)
    context = {"form": form, "person": relationship.person}
    return show(
        request, "desk/one_on_ones/log.html", "one_on_ones", context, status=422 if request.method == "POST" else 200
    )


def _log(request: HttpRequest, relationship: Relationship, form: TalkForm) -> Meeting:
    said = form.cleaned_data
    kind = _usual_kind(relationship)
    return log_talk(
        relationship=relationship,
        id=entry_id(request),
        kind=kind,
        template=agenda_for(kind, relationship.chapter),
        began_at=form.began_at,
        minutes=said["minutes"],
        mode=Mode(said["mode"]),
        reason=said["reason"],
        by=request.user,
        at=clock.now(),
    )


def _chosen(request: HttpRequest) -> Relationship | None:
    """The person named in the address, who must be the organizer's own; None when nobody is named yet."""
    person_id = request.GET.get("person", "")
    if not person_id:
        if request.method == "POST":
            raise Http404
        return None
    return own_relationship_or_404(request.user, person_id)


def _choose_person(request: HttpRequest, *, to: str) -> HttpResponse:
    """First with whom: found by name among the organizer's own people."""
    text = request.GET.get("q", "")
    page = people_page(request.user, text=text, at=clock.now())
    context = {
        "q": text,
        "to": to,
        "agenda": request.GET.get("agenda", ""),
        "rows": [row for row in page.rows if row.is_mine],
        "is_more": page.next is not None,
    }
    return show(request, "desk/one_on_ones/choose.html", "one_on_ones", context)


def _kind_wanted(request: HttpRequest) -> MeetingKind | None:
    """The kind of a link that leads here, such as a hand-over's."""
    wanted = request.GET.get("kind", "")
    return MeetingKind(wanted) if wanted in MeetingKind.values else None


def _usual_kind(relationship: Relationship) -> MeetingKind:
    """The first one is for getting to know each other; after that it is keeping in touch, until chosen otherwise."""
    met = Held.objects.standing().filter(meeting__relationship=relationship).exists()
    return MeetingKind.MAINTENANCE if met else MeetingKind.INTRODUCTORY


def _finished(relationship: Relationship) -> list[Commitment]:
    """What the two could look back on (R-014)."""
    rows = Commitment.objects.filter(relationship=relationship).order_by("-agreed_at", "pk")
    return list(rows[:LOOKED_BACK_ON_AT_MOST])
