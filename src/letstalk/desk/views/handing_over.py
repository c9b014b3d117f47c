"""A promise goes on with another organizer: they are asked, and it is theirs once they say yes (P-4)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from letstalk.commitments.access import offered_promise_or_404, own_promise_or_404
from letstalk.commitments.domain import promises as verbs
from letstalk.desk.forms.commitments import HandOverForm
from letstalk.desk.frame import for_organizers, show
from letstalk.desk.going_back import back_to
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.people.queries import organizers_for


@require_http_methods(["GET", "POST"])
@for_organizers
def hand_over_promise(request: HttpRequest, promise_id: UUID) -> HttpResponse:
    """Ask another organizer of the chapter to keep it. Until they say yes it stays where it is."""
    promise = own_promise_or_404(request.user, promise_id)
    if request.method == "POST" and "take_back" in request.POST:
        if verbs.take_back_offer(promise=promise, by=request.user, at=clock.now()):
            messages.success(request, _("It stays with you."))
        return redirect("desk:follow_ups")
    others = [user for user in organizers_for(promise.chapter) if user.pk != request.user.pk]
    form = HandOverForm(request.POST if request.method == "POST" else None, organizers=others)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.offer(promise=promise, to=form.chosen, by=request.user, at=clock.now())
            asked = _("%(name)s is asked. Until they say yes, it stays with you.") % {"name": form.chosen}
            messages.success(request, asked)
            return redirect("desk:follow_ups")
        except Refused as refused:
            add_refusal(form, refused)
    context = {"promise": promise, "person": promise.person, "form": form, "has_others": bool(others)}
    status = 422 if form.is_bound else 200
    return show(request, "desk/follow_ups/hand_over.html", "follow_ups", context, status=status)


@require_POST
@for_organizers
def answer_handover(request: HttpRequest, promise_id: UUID) -> HttpResponse:
    """Taken on, or not; nobody takes on a promise by being given it."""
    handover = offered_promise_or_404(request.user, promise_id)
    try:
        if "accept" in request.POST:
            verbs.accept(handover=handover, by=request.user, at=clock.now())
            messages.success(request, _("It stands among your promises now."))
        else:
            verbs.decline(handover=handover, by=request.user, at=clock.now())
            told = _("%(name)s is told that it stays with them.") % {"name": handover.from_organizer}
            messages.success(request, told)
    except Refused as refused:
        messages.warning(request, str(refused))
    return back_to(request, "desk:follow_ups")
