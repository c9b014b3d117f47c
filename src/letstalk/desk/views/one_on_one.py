"""One one-on-one: where it stands, what is agreed, what comes next; and each step as a button."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from letstalk.desk import saying
from letstalk.desk.clashing import BY_FIELD, clashes_shown, fields_taken
from letstalk.desk.forms.before import StandInForm
from letstalk.desk.forms.one_on_one import (
    CallOffForm,
    DescribeForm,
    InviteForm,
    NoForm,
    NoShowForm,
    SetAsideForm,
)
from letstalk.desk.forms.one_on_ones import MoveSlotForm
from letstalk.desk.forms.places import RateForm
from letstalk.desk.frame import for_organizers, show
from letstalk.desk.hints import hint_at_home
from letstalk.desk.inviting import invitation_for
from letstalk.desk.reach import phones_of
from letstalk.desk.seen import show_anew, version
from letstalk.desk.soon import soon
from letstalk.desk.soonest import is_busy_at, soonest_for
from letstalk.followups.clashes import own_clash_or_404
from letstalk.followups.domain import before
from letstalk.followups.domain.clashes import settle_clash as settle_it
from letstalk.followups.domain.closing import close as close_it
from letstalk.followups.domain.hold import mark_held, take_back_held
from letstalk.followups.one_on_ones import OVER_AFTER, OneOnOne, one_on_one_page
from letstalk.followups.words import Choice
from letstalk.guides.queries import variables_of
from letstalk.guides.walk import Prepared, walk
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.meetings.access import own_meeting_or_404
from letstalk.meetings.domain import hold, plan
from letstalk.meetings.domain import invite as inviting
from letstalk.meetings.domain import schedule as scheduling
from letstalk.meetings.domain.moves import AGREED, OPEN_AGAIN, where_it_stands
from letstalk.meetings.heard import said_by_them
from letstalk.meetings.models import Meeting, RunningLate, Slot
from letstalk.meetings.places import is_first_between, place_to_rate, places_offered
from letstalk.meetings.validators import is_usual_length
from letstalk.meetings.words import Part, Reply, Side, State
from letstalk.outbox.words import Channel
from letstalk.reports.queries import was_reported

Verb = Callable[[datetime], Any]


@require_GET
@for_organizers
def one_on_one(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    return _page(request, own_meeting_or_404(request.user, meeting_id))


@require_POST
@for_organizers
def describe(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Say what it is for."""
    meeting = own_meeting_or_404(request.user, meeting_id)
    form = DescribeForm(request.POST, meeting=meeting, seen=_seen_words(meeting))
    if form.is_valid() and _is_stale(form, _seen_words(meeting)):
        form.add_error(
            None, _("This was changed meanwhile, on another screen. It now says: “%(now)s”.") % _now(meeting)
        )
        return _again(request, meeting, "describe", form)
    said = form.cleaned_data if form.is_valid() else {}
    what: dict[str, Any] = {name: said.get(name) for name in ("use", "purpose", "reason")}
    return _with(request, meeting, "describe", form, lambda at: plan.describe(**_who(meeting, request, at), **what))


@require_POST
@for_organizers
def invite(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Log that the invitation went out, in the organizer's own way."""
    meeting = own_meeting_or_404(request.user, meeting_id)
    form = InviteForm(request.POST)

    def sent(at: datetime) -> Any:
        channel = Channel(form.cleaned_data["channel"])
        return inviting.invite(channel=channel, words=form.cleaned_data["words"], **_who(meeting, request, at))

    return _with(request, meeting, "invite", form, sent, said=_("Noted. Now it is their turn."))


@require_POST
@for_organizers
def hear_no(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = own_meeting_or_404(request.user, meeting_id)
    form = NoForm(request.POST)

    def heard(at: datetime) -> Any:
        return inviting.hear_no(answer=Reply(form.cleaned_data["answer"]), **_who(meeting, request, at))

    return _with(request, meeting, "no", form, heard, said=_("Noted. A no is a good answer, too."))


@require_POST
@for_organizers
def schedule(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Agree on a time, or on another one; the earlier is kept as history (I-4)."""
    meeting = own_meeting_or_404(request.user, meeting_id)
    slot = scheduling.standing_slot(meeting)
    form = _slot_form(meeting, slot, data=request.POST)
    if form.is_valid() and _is_stale(form, _seen_slot(meeting, slot)):
        form.add_error(None, _("This changed meanwhile. Now: %(now)s What you chose is below.") % _now(meeting))
        return _again(request, meeting, "when", form)

    def agreed(at: datetime) -> Any:
        with form.asking_once_more():
            return scheduling.agree(**vars(form.appointment()), **_who(meeting, request, at))

    if form.is_valid() and slot is not None and _is_as_agreed(form, slot):
        return redirect(meeting.desk_url)
    answer = _with(request, meeting, "when", form, agreed, said=_("Agreed."))
    if answer.status_code == 302 and not is_usual_length(form.appointment().minutes, meeting.kind):
        messages.warning(request, _("30 to 45 minutes is usual. That is only a hint."))
    if answer.status_code == 302:
        hint_at_home(request, meeting, form.appointment().place_words)
    return answer


@require_POST
@for_organizers
def confirm(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = own_meeting_or_404(request.user, meeting_id)
    return _step(request, meeting, lambda at: before.confirm(**_who(meeting, request, at)), said=_("Confirmed."))


@require_POST
@for_organizers
def call_off(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = own_meeting_or_404(request.user, meeting_id)
    form = CallOffForm(request.POST)

    def called_off(at: datetime) -> Any:
        said = form.cleaned_data
        return scheduling.call_off(whose=Side(said["whose"]), reason=said["reason"], **_who(meeting, request, at))

    return _with(request, meeting, "call_off", form, called_off, said=_("Called off. You can agree on another time."))


@require_POST
@for_organizers
def no_show(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The time came and someone did not."""
    meeting = own_meeting_or_404(request.user, meeting_id)
    form = NoShowForm(request.POST)

    def stayed_away(at: datetime) -> Any:
        return before.did_not_come(whose=Side(form.cleaned_data["whose"]), **_who(meeting, request, at))

    was_me = request.POST.get("whose") == Side.ORGANIZER
    said = _("Noted. It stands among your promises until you made it good.") if was_me else _("Noted. Things come up.")
    return _with(request, meeting, "no_show", form, stayed_away, said=said)


@require_POST
@for_organizers
def held(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """It took place as agreed; the follow-up set is made (R-027)."""
    meeting = own_meeting_or_404(request.user, meeting_id)
    slot = scheduling.standing_slot(meeting)

    def took_place(at: datetime) -> Any:
        began_at = slot.starts_at if slot else at
        mode: dict[str, Any] = {"mode": slot.mode} if slot else {}
        return mark_held(began_at=began_at, **mode, **_who(meeting, request, at))

    return _step(request, meeting, took_place, said=_("Held. Write it up while it is fresh."))


@require_POST
@for_organizers
def drop(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = own_meeting_or_404(request.user, meeting_id)
    return _step(request, meeting, lambda at: plan.drop(**_who(meeting, request, at)), said=_("Let go."))


@require_POST
@for_organizers
def take_back(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """It was marked as held by mistake."""
    meeting = own_meeting_or_404(request.user, meeting_id)
    return _step(request, meeting, lambda at: take_back_held(**_who(meeting, request, at)), said=_("Taken back."))


@require_POST
@for_organizers
def set_aside(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """There is no purpose, outcome or next step, and that is meant (R-005)."""
    meeting = own_meeting_or_404(request.user, meeting_id)
    form = SetAsideForm(request.POST, part=request.POST.get("part", "") if _is_part(request) else "")

    def none_because(at: datetime) -> Any:
        said = form.cleaned_data
        return hold.set_aside(part=Part(said["part"]), because=said["because"], **_who(meeting, request, at))

    return _with(request, meeting, "none", form, none_because)


@require_POST
@for_organizers
def settle_clash(request: HttpRequest, clash_id: UUID) -> HttpResponse:
    """Two devices said different things: field by field, or all of one of them; or leave both to be read."""
    clash = own_clash_or_404(request.user, clash_id)
    chosen = request.POST.get("choice", "")
    if chosen not in (*Choice.values, BY_FIELD):
        return redirect(clash.meeting.desk_url)

    def settle(at: datetime) -> Any:
        report_is_open = not was_reported(clash.meeting)
        if chosen != BY_FIELD:
            choice, taken = Choice(chosen), None
        else:
            taken = fields_taken(request.POST, clash, at=at, report_is_open=report_is_open)
            choice = Choice.OTHER if taken else Choice.STANDS
        return settle_it(clash=clash, choice=choice, taken=taken, report_is_open=report_is_open, by=request.user, at=at)

    return _step(request, clash.meeting, settle, said=_("Decided."))


@require_POST
@for_organizers
def close(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = own_meeting_or_404(request.user, meeting_id)
    return _step(request, meeting, lambda at: close_it(**_who(meeting, request, at)), said=_("Closed. Well done."))


# --- one step ---


def _who(meeting: Meeting, request: HttpRequest, at: datetime) -> dict[str, Any]:
    return {"meeting": meeting, "by": request.user, "at": at}


def _step(request: HttpRequest, meeting: Meeting, verb: Verb, *, said: str) -> HttpResponse:
    """Take a step without a form; refused, the page says why and shows where it stands now."""
    try:
        verb(clock.now())
    except Refused as refused:
        fresh = own_meeting_or_404(request.user, meeting.pk)
        return _page(request, fresh, trouble=str(refused), status=422)
    messages.success(request, said)
    return redirect(meeting.desk_url)


def _with(request: HttpRequest, meeting: Meeting, name: str, form: Form, verb: Verb, *, said: str = "") -> HttpResponse:
    """Take a step with what a form says; refused, the form is open on the page and nothing typed is lost."""
    if form.is_valid():
        try:
            verb(clock.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            if said:
                messages.success(request, said)
            return redirect(meeting.desk_url)
    return _again(request, own_meeting_or_404(request.user, meeting.pk), name, form)


def _again(request: HttpRequest, meeting: Meeting, name: str, form: Form) -> HttpResponse:
    return _page(request, meeting, form=form, open_form=name, status=422)


def _is_stale(form: Form, now: str) -> bool:
    """Whether the page the form came from showed something else; the form that goes back is about what is now."""
    seen = form.cleaned_data.get("seen", "")
    if not seen or seen == now:
        return False
    show_anew(form, now)
    return True


def _seen_words(meeting: Meeting) -> str:
    return version(meeting.use, meeting.purpose, meeting.reason)


def _seen_slot(meeting: Meeting, slot: Slot | None) -> str:
    return version(meeting.state, slot.pk if slot else None)


def _now(meeting: Meeting) -> dict[str, str]:
    return {"now": meeting.reason or where_it_stands(meeting, meeting.state)}


def _is_part(request: HttpRequest) -> bool:
    return request.POST.get("part", "") in Part.values


def _slot_form(meeting: Meeting, slot: Slot | None, *, data: Any = None) -> MoveSlotForm:
    zone = slot.zone if slot else meeting.chapter.zone
    form = MoveSlotForm(
        data,
        zone=zone,
        today=clock.local_day(clock.now(), zone),
        slot=slot,
        places=places_offered(meeting.relationship),
        auto_id="id_when_%s",
    )
    form.initial["seen"] = _seen_slot(meeting, slot)
    return form


def _is_as_agreed(form: MoveSlotForm, slot: Slot) -> bool:
    """Saved without a change: no move, so the history stays true (I-4)."""
    wish = form.appointment()
    assert wish.when is not None
    starts_at = clock.instant(wish.when.on, wish.when.at, wish.when.zone)
    place = wish.place.pk if wish.place else None
    new = (starts_at, wish.minutes, wish.mode, wish.mode_reason, place, wish.place_words)
    agreed = (slot.starts_at, slot.minutes, slot.mode, slot.mode_reason, slot.place_id, slot.place_words)
    return new == agreed and not slot.no_shows.exists()


# --- the page ---


def page_again(
    request: HttpRequest, meeting: Meeting, *, form: Form | None = None, open_form: str = "", trouble: str = ""
) -> HttpResponse:
    """The page as it stands now, with what was refused on it; for the steps that have a module of their own."""
    fresh = own_meeting_or_404(request.user, meeting.pk)
    return _page(request, fresh, form=form, open_form=open_form, trouble=trouble, status=422)


def _page(
    request: HttpRequest,
    meeting: Meeting,
    *,
    form: Form | None = None,
    open_form: str = "",
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    at = clock.now()
    found = one_on_one_page(meeting)
    zone = saying.zone_of(request.user, meeting.chapter)
    shortly = soon(found, at=at, form=form if isinstance(form, StandInForm) else None)
    may = _steps(found, late=shortly.late, at=at)
    heard = said_by_them(meeting)
    forms = _forms(found)
    if form is not None and open_form == "none":
        forms["none"][str(form.data.get("part", ""))] = form
    elif form is not None:
        forms[open_form] = form
    context = {
        "one": found,
        "meeting": meeting,
        "person": meeting.person,
        "form": form,
        "forms": forms,
        "open_form": open_form,
        "trouble": trouble,
        "may": may,
        "soonest": soonest_for(meeting, forms["when"], at=at) if may["agree"] and not may["move"] else None,
        "soon": shortly,
        "clashes": clashes_shown(meeting, at=at),
        "heard": heard,
        "is_busy_then": heard.proposed_at is not None and is_busy_at(meeting, heard.proposed_at),
        "invitation": invitation_for(meeting, organizer=request.user, at=at),
        "questions": _questions(meeting),
        "is_first": is_first_between(meeting.relationship),
        "place_to_rate": place_to_rate(meeting),
        "rate_form": RateForm(),
        "phone": phones_of([meeting.person_id]).get(meeting.person_id),
        "zone": zone,
        "viewer_zone": zone,
        "today": clock.local_day(at, zone),
        "now": at,
    }
    return show(request, "desk/one_on_one/page.html", "one_on_ones", context, status=status)


def _forms(found: OneOnOne) -> dict[str, Any]:
    meeting = found.meeting
    return {
        "describe": DescribeForm(meeting=meeting, seen=_seen_words(meeting)),
        "invite": InviteForm(),
        "when": _slot_form(meeting, found.slot),
        "call_off": CallOffForm(),
        "no_show": NoShowForm(),
        "none": {part.value: SetAsideForm(part=part.value) for part in Part},
    }


def _steps(found: OneOnOne, *, late: RunningLate | None, at: datetime) -> dict[str, bool]:
    """Which steps the state allows, so that only those are offered; the verbs have the last word.

    Whether it took place is asked 20 minutes after the start, and as much later as somebody said to be (b.1).
    """
    state, slot = found.state, found.slot
    is_agreed = state in AGREED
    waits = OVER_AFTER + timedelta(minutes=late.minutes if late else 0)
    is_over = is_agreed and slot is not None and slot.starts_at + waits < at
    has_begun = is_agreed and slot is not None and slot.starts_at <= at
    is_unplanned = found.meeting.is_spontaneous
    return {
        "invite": state in OPEN_AGAIN and not is_unplanned,
        "hear_no": state == State.INVITED,
        "agree": (state in OPEN_AGAIN or is_agreed) and not is_unplanned,
        "move": is_agreed,
        "confirm": state == State.SCHEDULED and not has_begun,
        "call_off": is_agreed and not is_over,
        "no_show": has_begun,
        "hold": has_begun,
        "prepare": state in OPEN_AGAIN | AGREED,
        "start": is_agreed,
        "write_up": has_begun or state in {State.HELD, State.NO_SHOW},
        "is_over": is_over,
        "drop": state in OPEN_AGAIN - {State.DROPPED, State.NO_SHOW},
        "take_back": state == State.HELD,
        "close": found.may_be_closed,
        "plan_next": state in {State.DEBRIEFED, State.CLOSED} and found.next is None,
    }


def _questions(meeting: Meeting) -> list[str]:
    """The chosen questions in the campaign's words."""
    version_of_guide = meeting.guide_version
    if version_of_guide is None or not meeting.questions:
        return []
    prepared = Prepared(variables=variables_of(version_of_guide), chosen=meeting.questions)
    return [step.text for step in walk(version_of_guide.body, {}, prepared) if step.depth == 1]
