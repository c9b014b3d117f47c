"""What the campaign's strategy is, in four short cards, and how a chapter says it (R-041)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from letstalk.campaigns.access import chapter_shaped_or_404
from letstalk.campaigns.domain.strategy import write_strategy as write
from letstalk.campaigns.models import Campaign
from letstalk.campaigns.queries import current_campaign, own_strategy, strategy_above, strategy_for
from letstalk.campaigns.words import StrategyPart
from letstalk.desk.forms.stories import StrategyForm
from letstalk.desk.frame import for_everyone_here, for_role, show
from letstalk.desk.seen import show_anew, version
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.people.access import home_chapter, scope_of
from letstalk.people.models import Chapter
from letstalk.people.words import RoleKind


@require_GET
@for_everyone_here
def strategy(request: HttpRequest) -> HttpResponse:
    """The cards as one's own chapter reads them."""
    chapter = home_chapter(request.user)
    campaign = current_campaign(chapter, clock.now())
    scope = scope_of(request.user)
    context = {
        "chapter": chapter,
        "campaign": campaign,
        "cards": strategy_for(chapter, campaign),
        "may_write": campaign is not None and any(node.holds(chapter) for node in (*scope.led, *scope.administered)),
    }
    return show(request, "desk/strategy/page.html", "campaign", context)


@require_http_methods(["GET", "POST"])
@for_role(RoleKind.LEAD, RoleKind.ADMINISTRATOR)
def write_strategy(request: HttpRequest, chapter_id: UUID) -> HttpResponse:
    """Say it in the chapter's own words."""
    chapter: Chapter = chapter_shaped_or_404(request.user, chapter_id)
    campaign = current_campaign(chapter, clock.now())
    if campaign is None:
        raise Http404
    own, above = own_strategy(chapter, campaign), strategy_above(chapter, campaign)
    form = StrategyForm(request.POST or None, own=own, above=above)
    if request.method == "GET":
        return _show(request, chapter, campaign, form)
    if not form.is_valid():
        return _show(request, chapter, campaign, form, status=422)
    if form.cleaned_data["seen"] != version(*own.values()) and form.typed != own:
        show_anew(form, version(*own.values()))
        return _show(request, chapter, campaign, form, changed=own, status=422)
    try:
        write(chapter=chapter, campaign=campaign, words=form.typed, by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _show(request, chapter, campaign, form, status=422)
    messages.success(
        request, _("Saved. Everyone in %(chapter)s finds it when they prepare.") % {"chapter": chapter.name}
    )
    return redirect("desk:strategy")


def _show(
    request: HttpRequest,
    chapter: Chapter,
    campaign: Campaign,
    form: StrategyForm,
    *,
    changed: dict[StrategyPart, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    stands = [(part.label, words) for part, words in changed.items()] if changed is not None else []
    context = {"chapter": chapter, "campaign": campaign, "form": form, "stands": stands}
    return show(request, "desk/strategy/edit.html", "campaign", context, status=status)
