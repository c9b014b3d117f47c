"""Shortly before a one-on-one: running late, a stand-in, a rhythm; and the page of whoever stands in."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from letstalk.desk import saying
from letstalk.desk.forms.before import EveryForm, LateForm, StandInForm
from letstalk.desk.frame import for_organizers, show
from letstalk.desk.reach import phones_of
from letstalk.desk.views.one_on_one import page_again
from letstalk.followups.domain.before import did_not_come
from letstalk.followups.domain.hold import mark_held
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.meetings.access import own_meeting_or_404
from letstalk.meetings.domain import before, rhythms
from letstalk.meetings.domain.moves import AGREED
from letstalk.meetings.domain.schedule import standing_slot
from letstalk.meetings.models import Meeting
from letstalk.meetings.stand_ins import organizers_beside, stood_in_or_404
from letstalk.meetings.words import Mode, Side


@require_POST
@for_organizers
def run_late(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """I am late, or they are: noted, so that nobody asks too soon what became of it."""
    meeting = own_meeting_or_404(request.user, meeting_id)
    form = LateForm(request.POST)
    if not form.is_valid():
        return page_again(request, meeting, trouble=_("Choose how many minutes, up to two hours."))
    said = form.cleaned_data
    try:
        before.run_late(
            meeting=meeting, whose=Side(said["whose"]), minutes=said["minutes"], by=request.user, at=clock.now()
        )
    except Refused as refused:
        return page_again(request, meeting, trouble=str(refused))
    return redirect(f"{meeting.desk_url}#before")


@require_POST
@for_organizers
def find_stand_in(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Another organizer comes this once, with the person's yes (in the spirit of L-4)."""
    meeting = own_meeting_or_404(request.user, meeting_id)
    form = StandInForm(request.POST, organizers=organizers_beside(meeting), name=meeting.person.first_name)
    if form.is_valid():
        try:
            before.let_stand_in(
                meeting=meeting,
                to=form.chosen,
                persons_yes=form.cleaned_data["persons_yes"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("They find it on their page for today."))
            return redirect(meeting.desk_url)
    return page_again(request, meeting, form=form, open_form="stand_in")


@require_POST
@for_organizers
def end_stand_in(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = own_meeting_or_404(request.user, meeting_id)
    _end(request, meeting, _("It is yours again."))
    return redirect(meeting.desk_url)


@require_POST
@for_organizers
def begin_rhythm(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """From this one on every week, or every other one."""
    meeting = own_meeting_or_404(request.user, meeting_id)
    form = EveryForm(request.POST)
    if not form.is_valid():
        return page_again(request, meeting, trouble=_("Choose every week or every other week."))
    try:
        rhythms.begin_rhythm(
            meeting=meeting,
            every_weeks=form.cleaned_data["every_weeks"],
            id=entry_id(request),
            by=request.user,
            at=clock.now(),
        )
    except Refused as refused:
        return page_again(request, meeting, trouble=str(refused))
    messages.success(request, _("The next one is planned when this one is over. Move one, and the rest move with it."))
    return redirect(meeting.desk_url)


@require_POST
@for_organizers
def end_rhythm(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = own_meeting_or_404(request.user, meeting_id)
    rhythm = rhythms.rhythm_of(meeting)
    if rhythm is not None:
        rhythms.end_rhythm(rhythm=rhythm, by=request.user, at=clock.now())
    messages.success(request, _("No next one is planned by itself. What is agreed stays."))
    return redirect(meeting.desk_url)


# --- whoever stands in ---


@require_GET
@for_organizers
def standing_in(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """When, where, whom and what for: all that a stand-in needs, and no note."""
    at = clock.now()
    meeting = stood_in_or_404(request.user, meeting_id, at=at)
    slot = standing_slot(meeting)
    # Once it is held, or came to nothing, there is nothing left for a stand-in to know.
    if slot is None or meeting.state not in AGREED:
        raise Http404
    zone = saying.zone_of(request.user, meeting.chapter)
    context = {
        "meeting": meeting,
        "person": meeting.person,
        "slot": slot,
        "has_begun": slot.starts_at <= at,
        "phone": phones_of([meeting.person_id]).get(meeting.person_id),
        "organizer": _name_of_organizer(meeting),
        "viewer_zone": zone,
        "today": clock.local_day(at, zone),
    }
    return show(request, "desk/one_on_one/standing_in.html", "one_on_ones", context)


@require_POST
@for_organizers
def stood_in(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """It was held, or did not happen; what follows up stays with the first organizer."""
    at = clock.now()
    meeting = stood_in_or_404(request.user, meeting_id, at=at)
    slot = standing_slot(meeting)
    began_at = slot.starts_at if slot else at
    mode = Mode(slot.mode) if slot else Mode.IN_PERSON
    try:
        if "held" in request.POST:
            mark_held(meeting=meeting, began_at=began_at, mode=mode, by=request.user, at=at)
            messages.success(request, _("Noted. Tell %(name)s how it was.") % {"name": _name_of_organizer(meeting)})
        else:
            did_not_come(meeting=meeting, whose=Side.PERSON, by=request.user, at=at)
            messages.success(request, _("Noted. Things come up."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("desk:today")


@require_POST
@for_organizers
def cannot_stand_in(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = stood_in_or_404(request.user, meeting_id, at=clock.now())
    _end(request, meeting, _("Noted. Please tell %(name)s, too.") % {"name": _name_of_organizer(meeting)})
    return redirect("desk:today")


def _end(request: HttpRequest, meeting: Meeting, said: str) -> None:
    try:
        before.end_stand_in(meeting=meeting, by=request.user, at=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, said)


def _name_of_organizer(meeting: Meeting) -> str:
    return meeting.organizer.first_name or meeting.organizer.email
