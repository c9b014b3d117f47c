"""Helping somebody succeed at what they took on: what is set up for them, and how far they have come (R-028, R-054)."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from letstalk.campaigns.words import SetUpKind
from letstalk.commitments.access import own_commitment_or_404
from letstalk.commitments.domain import succeeding as verbs
from letstalk.commitments.models import Commitment, Step
from letstalk.desk.forms.commitments import CountForm, NumberForm, SetUpForm, StepForm
from letstalk.desk.frame import for_organizers
from letstalk.desk.views.commitments import show_commitment
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id


@require_POST
@for_organizers
def set_up(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """How one thing they need is arranged; "I will see to it" is a promise due before the day."""
    commitment = own_commitment_or_404(request.user, commitment_id)
    if request.POST.get("remove") in SetUpKind.values:
        kind = SetUpKind(request.POST["remove"])
        verbs.not_needed(commitment=commitment, kind=kind, by=request.user, at=clock.now())
        return _back(commitment)
    form = SetUpForm(request.POST)

    def arrange() -> None:
        told = form.cleaned_data
        verbs.set_up(
            commitment=commitment,
            kind=SetUpKind(told["kind"]),
            words=told["words"],
            is_promised=told["is_promised"],
            id=entry_id(request),
            by=request.user,
            at=clock.now(),
        )

    if not _is_done(form, arrange):
        return show_commitment(request, commitment, set_up_form=form, status=422)
    if form.cleaned_data["is_promised"]:
        messages.success(request, _("It stands among your promises now."))
    return _back(commitment)


@require_POST
@for_organizers
def count_toward(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """The number it counts toward, or none."""
    commitment = own_commitment_or_404(request.user, commitment_id)
    form = CountForm(request.POST)

    def choose() -> None:
        wanted = form.cleaned_data["wanted"]
        verbs.count_toward(commitment=commitment, wanted=wanted, by=request.user, at=clock.now())

    if not _is_done(form, choose):
        return show_commitment(request, commitment, count_form=form, status=422)
    return _back(commitment)


@require_POST
@for_organizers
def count(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """So many so far."""
    commitment = own_commitment_or_404(request.user, commitment_id)
    form = NumberForm(request.POST)

    def tell() -> None:
        verbs.count(commitment=commitment, number=form.cleaned_data["number"], by=request.user, at=clock.now())

    if not _is_done(form, tell):
        return show_commitment(request, commitment, number_form=form, status=422)
    return _back(commitment)


@require_POST
@for_organizers
def add_step(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """One more step on the way; with `done`, one of them is taken."""
    commitment = own_commitment_or_404(request.user, commitment_id)
    if "done" in request.POST:
        verbs.take_step(step=_step_or_404(commitment, request.POST["done"]), by=request.user, at=clock.now())
        return _back(commitment)
    form = StepForm(request.POST)

    def add() -> None:
        words = form.cleaned_data["step"]
        verbs.add_step(commitment=commitment, words=words, id=entry_id(request), by=request.user, at=clock.now())

    if not _is_done(form, add):
        return show_commitment(request, commitment, step_form=form, status=422)
    return _back(commitment)


def _is_done(form: Form, verb: Callable[[], None]) -> bool:
    """Call the verb with a form that was filled in rightly; what it refuses stands beside its field."""
    if form.is_valid():
        try:
            verb()
        except Refused as refused:
            add_refusal(form, refused)
    return not form.errors


def _step_or_404(commitment: Commitment, code: str) -> Step:
    found = next((step for step in Step.objects.filter(commitment=commitment) if str(step.pk) == code), None)
    if found is None:
        raise Http404
    return found


def _back(commitment: Commitment) -> HttpResponse:
    return redirect("desk:commitment", commitment.pk)
