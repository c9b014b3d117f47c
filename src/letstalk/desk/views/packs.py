"""Packs: a campaign as a file, looked at and taken up, or written out as it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.campaigns.access import campaign_shaped_or_404, chapters_shaped
from letstalk.campaigns.models import Campaign
from letstalk.campaigns.pack_format import Pack, PackError
from letstalk.campaigns.pack_writing import filled
from letstalk.desk.forms.packs import PackForm, TakeUpPackForm
from letstalk.desk.frame import for_role, show
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.saying import translated
from letstalk.people.access import home_chapter
from letstalk.people.models import Chapter
from letstalk.people.words import RoleKind
from letstalk.stewardship.domain.packs import UnreadablePack, adopt_anew, read_pack, write_pack

for_those_who_shape = for_role(RoleKind.LEAD, RoleKind.ADMINISTRATOR)


@dataclass(frozen=True)
class Mistake:
    """What is to be put right in one line, beside that line."""

    line: int
    source: str
    message: str


@require_http_methods(["GET", "POST"])
@for_those_who_shape
def packs(request: HttpRequest) -> HttpResponse:
    """Hand a pack in to look at it, and find those of one's campaigns to download; nothing changes yet."""
    if request.method == "GET":
        return _show_packs(request, PackForm())
    form = PackForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_packs(request, form, status=422)
    text = form.cleaned_data["text"]
    try:
        pack = read_pack(text)
    except UnreadablePack as refused:
        form = PackForm(initial={"text": text})
        return _show_packs(request, form, mistakes=_beside(text, refused.errors), status=422)
    shown = {"text": text, "first_on": _today(request), "chapter": _first(request)}
    chapters = chapters_shaped(request.user)
    return _show_preview(request, pack, TakeUpPackForm(chapters=chapters, today=_today(request), initial=shown))


@require_POST
@for_those_who_shape
def take_up_pack(request: HttpRequest) -> HttpResponse:
    """Take up the pack that was looked at, from a first day (R-008)."""
    form = TakeUpPackForm(request.POST, chapters=chapters_shaped(request.user), today=_today(request))
    is_valid = form.is_valid()
    text = form.cleaned_data.get("text", "")
    try:
        pack = read_pack(text)
    except UnreadablePack as refused:
        again = PackForm(initial={"text": text})
        return _show_packs(request, again, mistakes=_beside(text, refused.errors), status=422)
    if not is_valid:
        return _show_preview(request, pack, form, status=422)
    try:
        first_on = form.cleaned_data["first_on"]
        taken_up = adopt_anew(pack=pack, chapter=form.chosen, first_on=first_on, by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _show_preview(request, pack, form, status=422)
    messages.success(
        request, _("%(chapter)s is in “%(campaign)s”.") % {"chapter": form.chosen.name, "campaign": taken_up.name}
    )
    return redirect("desk:campaign")


@require_GET
@for_those_who_shape
def pack_file(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """The campaign as it stands now, as a file to keep or hand on (R-084)."""
    campaign = campaign_shaped_or_404(request.user, campaign_id)
    try:
        text = write_pack(campaign=campaign, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:packs")
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{campaign.key}.yaml"'
    answer["Cache-Control"] = "no-store"
    return answer


def _show_packs(
    request: HttpRequest, form: PackForm, *, mistakes: Sequence[Mistake] = (), status: int = 200
) -> HttpResponse:
    standing = Campaign.objects.filter(chapter__in=chapters_shaped(request.user), ended_at__isnull=True)
    context = {
        "form": form,
        "mistakes": mistakes,
        "campaigns": standing.select_related("chapter").order_by("chapter__path", "-adopted_at", "pk"),
    }
    return show(request, "desk/packs/page.html", "campaign", context, status=status)


def _show_preview(request: HttpRequest, pack: Pack, form: TakeUpPackForm, *, status: int = 200) -> HttpResponse:
    standing = Campaign.objects.filter(
        chapter__in=chapters_shaped(request.user), key=pack.campaign.key, ended_at__isnull=True
    )
    until, words = pack.campaign.current_until, pack.campaign.defaults()
    context = {
        "pack": pack,
        "form": form,
        "actions": [filled(action.title, words, most=200) for action in pack.actions],
        "asks": [filled(ask.title, words, most=200) for ask in pack.asks],
        "guides": [(guide, len(guide.every_question())) for guide in pack.guides],
        "is_of_the_past": until is not None and until < _today(request),
        "standing": standing.select_related("chapter").order_by("chapter__path"),
    }
    return show(request, "desk/packs/preview.html", "campaign", context, status=status)


def _beside(text: str, errors: Sequence[PackError]) -> list[Mistake]:
    lines = text.splitlines()
    stands = [lines[error.line - 1].strip()[:200] if error.line <= len(lines) else "" for error in errors]
    return [Mistake(error.line, here, translated(error.message, _)) for error, here in zip(errors, stands, strict=True)]


def _today(request: HttpRequest) -> date:
    return clock.local_day(clock.now(), home_chapter(request.user).zone)


def _first(request: HttpRequest) -> Chapter:
    """One's own chapter where one may take campaigns up for it, else the uppermost."""
    shaped = list(chapters_shaped(request.user).order_by("path"))
    home = home_chapter(request.user)
    return home if home in shaped else shaped[0]
