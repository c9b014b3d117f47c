"""How asks are weighed here, in the open, and how the asks that were made are doing (section g)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from letstalk.commitments.domain.weighing import check_weights, settle_weights
from letstalk.commitments.fit import Factor
from letstalk.commitments.fit_words import FACTORS, FACTORS_EXPLAINED
from letstalk.commitments.fitting import settled_for, weights_for
from letstalk.commitments.learning import (
    asked_how_often,
    how_asks_do,
    leads_somewhere,
    names_asked_often,
    names_in_sight,
)
from letstalk.desk.forms.weights import WeightsForm
from letstalk.desk.frame import for_everyone_here, for_leads, for_people_workers, show
from letstalk.desk.plots import Bar, bars
from letstalk.desk.seen import show_anew, version
from letstalk.desk.trying import try_out
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.people.access import chapter_led_or_404, home_chapter, scope_of
from letstalk.people.models import Chapter

SPANS = (1, 3, 12)
USUAL_SPAN = 3


@require_GET
@for_people_workers
def how_asks_are_doing(request: HttpRequest) -> HttpResponse:
    """Counts per ask, and whether what fitted well was done more often than what did not."""
    chosen = request.GET.get("months", "")
    months = int(chosen) if chosen in map(str, SPANS) else USUAL_SPAN
    found = how_asks_do(request.user, months=months, at=clock.now())
    names = names_in_sight(request.user, found)
    often = names_asked_often(found.asks, names=names)
    bands = [(_("80 and more"), found.high), (_("50 to 79"), found.middle), (_("Under 50"), found.low)]
    context = {
        "found": found,
        "lines": [(one, often.get(one.ask_id, [])) for one in found.asks],
        "roles": [(one, asked_how_often(one, names=names)) for one in found.roles],
        "bands": bands,
        "plot": bars([Bar(str(label), counts.done_of_known) for label, counts in bands]),
        "may_be_told": any(counts.done_of_known.is_enough for _label, counts in bands),
        "months": months,
        "spans": SPANS,
        "is_lead": leads_somewhere(request.user),
    }
    return show(request, "desk/fit/learning.html", "campaign", context)


@require_GET
@for_everyone_here
def weights(request: HttpRequest) -> HttpResponse:
    """How much each thing counts in one's own chapter; anybody here may read it."""
    chapter = home_chapter(request.user)
    now = weights_for(chapter)
    context = {
        "chapter": chapter,
        "settled": settled_for(chapter),
        "rows": [(FACTORS[factor], FACTORS_EXPLAINED[factor], now[factor]) for factor in Factor],
        "may_change": any(node.holds(chapter) for node in scope_of(request.user).led),
    }
    return show(request, "desk/fit/weights.html", "campaign", context)


@require_http_methods(["GET", "POST"])
@for_leads
def settle(request: HttpRequest, chapter_id: UUID) -> HttpResponse:
    """Settle them for a chapter one leads: first see what would change, then save."""
    chapter = chapter_led_or_404(request.user, chapter_id)
    now = weights_for(chapter)
    form = WeightsForm(request.POST or None, now=now)
    if request.method == "GET":
        return _show(request, chapter, form)
    if not form.is_valid():
        return _show(request, chapter, form, status=422)
    try:
        check_weights(form.weights())
    except Refused as refused:
        add_refusal(form, refused)
        return _show(request, chapter, form, status=422)
    if form.cleaned_data["seen"] != version(*now.values()) and form.weights() != now:
        show_anew(form, version(*now.values()))
        stands = [(FACTORS[factor], weight) for factor, weight in now.items()]
        return _show(request, chapter, form, stands=stands, status=422)
    if request.POST.get("do") == "try":
        tried = try_out(request.user, chapter, form.weights(), at=clock.now())
        return _show(request, chapter, form, tried=tried)
    settle_weights(chapter=chapter, weights=form.weights(), by=request.user, at=clock.now())
    messages.success(request, _("Saved. From now on asks are weighed like this in %(chapter)s.") % {"chapter": chapter})
    return redirect("desk:weights")


def _show(
    request: HttpRequest, chapter: Chapter, form: WeightsForm, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {"chapter": chapter, "form": form} | more
    return show(request, "desk/fit/settle.html", "campaign", context, status=status)
