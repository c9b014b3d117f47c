"""The campaign: where it stands, what can be asked for, and what a lead sets for it."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from letstalk.campaigns.access import campaign_led_or_404
from letstalk.campaigns.domain.hoping import hope_for
from letstalk.campaigns.models import Campaign
from letstalk.campaigns.queries import asks_for
from letstalk.desk.forms.campaign import AdoptForm, HopeForm
from letstalk.desk.frame import for_everyone_here, for_leads, show
from letstalk.desk.menu import first_led, told_of
from letstalk.desk.seen import show_anew
from letstalk.followups.queries import CampaignNow, campaign_now
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.people.access import chapters_led, home_chapter, scope_of
from letstalk.people.models import Chapter
from letstalk.stewardship.domain.first_visit import shipped_pack
from letstalk.stewardship.domain.packs import adopt_anew


@require_GET
@for_everyone_here
def campaign(request: HttpRequest) -> HttpResponse:
    """Day, actions, how far along, and the menu of asks (R-008, R-029)."""
    at = clock.now()
    chapter = home_chapter(request.user)
    now = campaign_now(chapter, at=at)
    menu = told_of(asks_for(chapter, at).select_related("chapter"), at=at)
    led = set(chapters_led(request.user).values_list("pk", flat=True))
    context = {
        "chapter": chapter,
        "now": now,
        "ours": [action for action in now.actions if action.is_ours] if now else [],
        "next_steps": [told for told in menu if told.ask.letter],
        "own_asks": [told for told in menu if not told.ask.letter],
        "led": led,
        "is_lead": bool(led),
        "may_hand_on": bool(led) or bool(scope_of(request.user).administered),
        "may_set": now is not None and now.campaign.chapter_id in led,
        "today": clock.local_day(at, chapter.zone),
    }
    return show(request, "desk/campaign/page.html", "campaign", context)


def _today(request: HttpRequest) -> date:
    return clock.local_day(clock.now(), home_chapter(request.user).zone)


@require_http_methods(["GET", "POST"])
@for_leads
def hope_for_held(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """How many one-on-ones the chapter hopes for."""
    found: Campaign = campaign_led_or_404(request.user, campaign_id)
    standing = _hoped(found)
    if request.method == "GET":
        return _show_hope(request, found, HopeForm(initial={"wanted": standing, "seen": _as_seen(standing)}))
    form = HopeForm(request.POST)
    if not form.is_valid():
        return _show_hope(request, found, form, status=422)
    if form.cleaned_data["seen"] not in (_as_seen(standing), _as_seen(form.cleaned_data["wanted"])):
        show_anew(form, _as_seen(standing))
        return _show_hope(request, found, form, is_stale=True, status=422)
    try:
        hope_for(campaign=found, wanted=form.cleaned_data["wanted"], by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _show_hope(request, found, form, status=422)
    return redirect("desk:campaign")


def _hoped(found: Campaign) -> int | None:
    ours = found.actions.filter(is_ours=True).order_by("number").first()
    return ours.wanted if ours else None


def _as_seen(wanted: int | None) -> str:
    return "" if wanted is None else str(wanted)


def _show_hope(
    request: HttpRequest, found: Campaign, form: HopeForm, *, is_stale: bool = False, status: int = 200
) -> HttpResponse:
    context = {"campaign": found, "form": form, "is_stale": is_stale, "standing": _hoped(found)}
    return show(request, "desk/campaign/hope.html", "campaign", context, status=status)


@require_http_methods(["GET", "POST"])
@for_leads
def adopt_campaign(request: HttpRequest) -> HttpResponse:
    """Take the shipped campaign up, for the first time or anew from another first day."""
    led, today = chapters_led(request.user), _today(request)
    if request.method == "GET":
        shown = {"chapter": _taken_up_by(request), "first_on": today}
        return _show_adopt(request, AdoptForm(chapters=led, today=today, initial=shown))
    form = AdoptForm(request.POST, chapters=led, today=today)
    if not form.is_valid():
        return _show_adopt(request, form, status=422)
    try:
        taken_up = adopt_anew(
            pack=shipped_pack(),
            chapter=form.chosen,
            first_on=form.cleaned_data["first_on"],
            by=request.user,
            at=clock.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _show_adopt(request, form, status=422)
    messages.success(
        request,
        _("%(chapter)s is in “%(campaign)s”.") % {"chapter": form.chosen.name, "campaign": taken_up.name},
    )
    return redirect("desk:campaign")


def _taken_up_by(request: HttpRequest) -> Chapter:
    """The chapter that is in the campaign now, where one leads it; what is anew there is anew for all below."""
    first = first_led(request.user)
    standing = campaign_now(first, at=clock.now())
    above = standing.campaign.chapter if standing else first
    return above if scope_of(request.user).leads(above) else first


def _show_adopt(request: HttpRequest, form: AdoptForm, status: int = 200) -> HttpResponse:
    standing: CampaignNow | None = campaign_now(first_led(request.user), at=clock.now())
    context = {"form": form, "pack": shipped_pack().campaign, "standing": standing}
    return show(request, "desk/campaign/adopt.html", "campaign", context, status=status)
