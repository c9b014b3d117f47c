"""Who should talk with whom: a lead's rounds, moved by hand and handed out; and what an organizer brings to them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.desk import pairing_said as said
from letstalk.desk.forms.pairing import BringsForm, RoundForm, SeenForm, TimeForm
from letstalk.desk.frame import for_leads, for_organizers, show
from letstalk.followups.domain import pairing as deciding
from letstalk.followups.models import Pairing, PairingRound
from letstalk.followups.pairing_pages import (
    Option,
    brings_of,
    options_for,
    pairing_led_or_404,
    round_led_or_404,
    round_page,
    rounds_page,
)
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people.access import chapters_led, home_chapter

HERE = "chapter"
NOTHING_SEEN = -1


@require_http_methods(["GET", "POST"])
@for_leads
def pairing(request: HttpRequest) -> HttpResponse:
    """The rounds of the chapters one leads, and a new one."""
    chapters = list(chapters_led(request.user).order_by("path"))
    form = RoundForm(request.POST or None, chapters=chapters)
    if request.method == "POST" and form.is_valid():
        try:
            made = deciding.propose_round(
                chapter=form.chapter_chosen,
                first_on=form.cleaned_data["first_on"],
                last_on=form.last_on,
                minutes=form.cleaned_data["minutes"],
                by=request.user,
                at=clock.now(),
                id=entry_id(request),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect("desk:pairing_round", made.pk)
    context = {"form": form, "rounds": rounds_page(request.user), "has_chapters": len(chapters) > 1}
    return show(request, "desk/pairing/list.html", HERE, context, status=422 if form.errors else 200)


@require_GET
@for_leads
def pairing_round(request: HttpRequest, round_id: UUID) -> HttpResponse:
    return _show(request, round_led_or_404(request.user, round_id))


@require_POST
@for_leads
def pair_again(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Work it out anew, around what was decided by hand."""
    found = round_led_or_404(request.user, round_id)
    try:
        deciding.solve_again(round=found, seen=_seen(request), by=request.user, at=clock.now())
    except Refused as refused:
        return _show(request, round_led_or_404(request.user, round_id), trouble=str(refused))
    messages.success(request, _("Worked out anew. What you decided by hand is as it was."))
    return redirect("desk:pairing_round", found.pk)


@require_POST
@for_leads
def hand_out(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Give each organizer their own, as drafts; nothing goes out."""
    found = round_led_or_404(request.user, round_id)
    try:
        handed = deciding.draft_invitations(round=found, seen=_seen(request), by=request.user, at=clock.now())
    except Refused as refused:
        return _show(request, round_led_or_404(request.user, round_id), trouble=str(refused))
    words = ngettext(
        "One invitation stands ready. Its organizer looks at it and sends it in their own words.",
        "%(count)d invitations stand ready. Their organizers look at them and send them in their own words.",
        handed,
    )
    messages.success(request, words % {"count": handed})
    return redirect("desk:pairing_round", found.pk)


@require_POST
@for_leads
def let_round_go(request: HttpRequest, round_id: UUID) -> HttpResponse:
    found = round_led_or_404(request.user, round_id)
    try:
        deciding.let_go(round=found, by=request.user, at=clock.now())
    except Refused as refused:
        return _show(request, found, trouble=str(refused))
    messages.success(request, _("Let go. Nobody was told of it."))
    return redirect("desk:pairing")


@require_http_methods(["GET", "POST"])
@for_leads
def move_pairing(request: HttpRequest, pairing_id: UUID) -> HttpResponse:
    """Choose with whom, then when: two pages of plain links and boxes."""
    found = pairing_led_or_404(request.user, pairing_id)
    options = options_for(found, at=clock.now())
    chosen = next((one for one in options if str(one.organizer.pk) == request.GET.get("with", "")), None)
    if "with" in request.GET and chosen is None:
        raise Http404
    form = TimeForm(request.POST or None, times=_times(chosen, found), seen=found.round.version) if chosen else None
    if request.method == "POST" and chosen and form and form.is_valid():
        try:
            deciding.move(
                pairing=found,
                organizer=chosen.organizer,
                starts_at=form.starts_at,
                seen=form.cleaned_data["seen"],
                by=request.user,
                at=clock.now(),
            )
        except deciding.Changed as refused:
            return _show(request, round_led_or_404(request.user, found.round_id), trouble=str(refused))
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Moved. It stays so when the rest is worked out anew."))
            return redirect("desk:pairing_round", found.round_id)
    context = {
        "pairing": found,
        "options": [(one, said.reasons_said(one.reasons)) for one in options],
        "chosen": chosen,
        "form": form,
        "zone": found.round.chapter.zone,
    }
    return show(request, "desk/pairing/move.html", HERE, context, status=422 if form and form.errors else 200)


@require_POST
@for_leads
def leave_pairing_out(request: HttpRequest, pairing_id: UUID) -> HttpResponse:
    """Leave somebody out of the round, or let the round decide about them again."""
    found = pairing_led_or_404(request.user, pairing_id)
    what = {"pairing": found, "seen": _seen(request), "by": request.user, "at": clock.now()}
    try:
        if "free" in request.POST:
            deciding.let_decide(**what)
        else:
            deciding.move(organizer=None, starts_at=None, **what)
    except Refused as refused:
        return _show(request, round_led_or_404(request.user, found.round_id), trouble=str(refused))
    return redirect("desk:pairing_round", found.round_id)


@require_http_methods(["GET", "POST"])
@for_organizers
def brings(request: HttpRequest) -> HttpResponse:
    """What one brings to being paired with somebody."""
    chapter = home_chapter(request.user)
    own = [code for code in dict.fromkeys([request.user.language, chapter.language]) if code]
    form = BringsForm(request.POST or None, brings=brings_of(request.user), own=own)
    if request.method == "POST" and form.is_valid():
        try:
            deciding.set_brings(organizer=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:brings")
    return show(request, "desk/pairing/brings.html", "settings", {"form": form}, status=422 if form.errors else 200)


def _seen(request: HttpRequest) -> int:
    form = SeenForm(request.POST)
    return form.cleaned_data["seen"] if form.is_valid() else NOTHING_SEEN


def _times(option: Option, found: Pairing) -> list[tuple[str, str]]:
    zone = found.round.chapter.zone
    return [
        (
            str(seconds),
            _("%(when)s (now %(name)s, who would be placed anew)")
            % {"when": deciding.said_start(clock.from_epoch(seconds), zone), "name": whose}
            if whose
            else deciding.said_start(clock.from_epoch(seconds), zone),
        )
        for seconds, whose in option.times
    ]


def _show(request: HttpRequest, found: PairingRound, *, trouble: str = "") -> HttpResponse:
    page = round_page(found, number=request.GET.get("page", ""))
    context: dict[str, Any] = {
        "round": found,
        "days": [(day.on, [(row, said.reasons_said(row.reasons)) for row in day.pairs]) for day in page.days],
        "page": page.page,
        "left": [(said.left_said(code), count, rows) for code, count, rows in page.left],
        "without_hours": page.without_hours,
        "paired": page.paired,
        "proof": said.proof_said(found),
        "trouble": trouble,
        "zone": found.chapter.zone,
    }
    return show(request, "desk/pairing/round.html", HERE, context, status=422 if trouble else 200)
