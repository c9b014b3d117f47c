"""What somebody said they would do, and what became of it; and what the organizer promised."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.commitments.access import commitments_visible_to, own_commitment_or_404, own_promise_or_404
from letstalk.commitments.models import Commitment, Reconfirmed
from letstalk.commitments.queries import needs_a_smaller_step, progress_of, set_ups_of, usually_taken
from letstalk.commitments.words import OutcomeKind
from letstalk.desk import saying
from letstalk.desk.forms.commitments import CountForm, FillInForm, NumberForm, SetUpForm, StepForm, TermsForm
from letstalk.desk.frame import for_organizers, for_people_workers, show
from letstalk.desk.going_back import back_to
from letstalk.desk.reach import phones_of
from letstalk.desk.seen import show_anew, version
from letstalk.followups import timings
from letstalk.followups.domain import commitments as verbs
from letstalk.followups.models import FollowUp
from letstalk.kit import clock, days
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.outbox.models import Message
from letstalk.people.access import home_chapter

TOLD_AFTERWARDS = (OutcomeKind.DONE, OutcomeKind.PARTLY, OutcomeKind.MISSED)


@require_GET
@for_people_workers
def commitment(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """For its organizer to see through; a lead of the chapter reads it."""
    rows = commitments_visible_to(request.user).select_related("person", "relationship__chapter", "organizer")
    found = rows.filter(pk=commitment_id).first()
    if found is None:
        raise Http404
    return show_commitment(request, found)


def show_commitment(
    request: HttpRequest, commitment: Commitment, *, form: FillInForm | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of a commitment, as it stands."""
    at = clock.now()
    today = clock.local_day(at, commitment.zone)
    outcome = commitment.standing_outcome
    # Without their yes to reminders it is the organizer who sends what was agreed (b.6).
    is_to_confirm = FollowUp.objects.open().filter(about=commitment.pk, step=timings.CONFIRM).exists()
    context = {
        "commitment": commitment,
        "person": commitment.person,
        "outcome": outcome,
        "outcome_code": outcome.kind if outcome else "",
        "is_mine": commitment.organizer_id == request.user.pk,
        "is_ahead": commitment.due_at is None or commitment.due_at > at,
        "form": form or FillInForm(initial={"seen": _version(commitment)}),
        "seen": _version(commitment),
        "today": today,
        "now": at,
        "zone": commitment.zone,
        "viewer_zone": saying.zone_of(request.user, home_chapter(request.user)),
        "days": days.day_choices(today),
        "hours": days.hour_choices(),
        "reconfirmed": Reconfirmed.objects.filter(commitment=commitment).first(),
        "in_its_place": Commitment.objects.filter(renews=commitment).first(),
        "messages_about": list(Message.objects.filter(about=commitment.pk).order_by("due_at", "pk")),
        "smaller_step": needs_a_smaller_step(commitment.person, organizer_id=commitment.organizer_id),
        "set_ups": set_ups_of(commitment),
        "usual": [kind.label for kind in usually_taken(commitment)],
        "progress": progress_of(commitment),
        "set_up_form": SetUpForm(),
        "count_form": CountForm(initial={"wanted": commitment.wanted}),
        "number_form": NumberForm(),
        "step_form": StepForm(),
        "phone": phones_of([commitment.person_id]).get(commitment.person_id),
        "is_to_confirm": is_to_confirm,
        "reminder": saying.agreed_words(commitment, is_reminder=not is_to_confirm),
    }
    return show(request, "desk/commitments/page.html", "people", context | more, status=status)


def _version(commitment: Commitment) -> str:
    """What a page shows of a commitment that may change: the open details and what became of it."""
    outcome = commitment.standing_outcome
    return version(
        commitment.on,
        commitment.at,
        commitment.goal,
        commitment.place,
        commitment.if_then,
        outcome.pk if outcome else None,
    )


@require_http_methods(["GET", "POST"])
@for_organizers
def fill_in(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """The day, time or goal that was still open (R-017). What was filled in meanwhile is shown, not passed over."""
    commitment = own_commitment_or_404(request.user, commitment_id)
    if request.method == "GET":
        return redirect("desk:commitment", commitment.pk)
    form = FillInForm(request.POST)
    if not form.is_valid():
        return show_commitment(request, commitment, form=form, status=422)
    if form.cleaned_data["seen"] != _version(commitment):
        show_anew(form, _version(commitment))
        return show_commitment(request, commitment, form=form, is_stale=True, status=422)
    try:
        verbs.fill_in(commitment=commitment, terms=form.terms_for(commitment.what), by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        commitment.refresh_from_db()
        return show_commitment(request, commitment, form=form, status=422)
    return redirect("desk:commitment", commitment.pk)


@require_http_methods(["GET", "POST"])
@for_organizers
def agree_anew(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """Another day, or a smaller step, in its place (C-5, C-6)."""
    commitment = own_commitment_or_404(request.user, commitment_id)
    at = clock.now()
    today = clock.local_day(at, commitment.zone)
    form = TermsForm(request.POST if request.method == "POST" else None, initial=_as_it_was(commitment))
    if request.method == "POST" and form.is_valid():
        try:
            renewed = verbs.agree_anew(commitment=commitment, terms=form.terms, by=request.user, at=at)
            return redirect("desk:commitment", renewed.pk)
        except Refused as refused:
            add_refusal(form, refused)
    context = {
        "commitment": commitment,
        "person": commitment.person,
        "form": form,
        "today": today,
        "days": days.day_choices(today),
        "hours": days.hour_choices(),
        "in_its_place": Commitment.objects.filter(renews=commitment).first(),
        "smaller_step": needs_a_smaller_step(commitment.person, organizer_id=request.user.pk),
    }
    status = 422 if form.is_bound else 200
    return show(request, "desk/commitments/anew.html", "people", context, status=status)


def _as_it_was(commitment: Commitment) -> dict[str, Any]:
    """Everything but the day, which is what has to be new."""
    return {
        "what": commitment.what,
        "goal": commitment.goal,
        "time": commitment.at,
        "place": commitment.place,
        "if_then": commitment.if_then,
    }


@require_POST
@for_organizers
def record_outcome(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """Done, partly, or it did not happen, in one tap; with `correct`, what was said before was wrong."""
    commitment = own_commitment_or_404(request.user, commitment_id)
    kind = request.POST.get("kind", "")
    if kind not in TOLD_AFTERWARDS:
        return redirect("desk:commitment", commitment.pk)
    if "correct" in request.POST and request.POST.get("seen") != _version(commitment):
        return show_commitment(request, commitment, is_stale=True, status=422)
    verb = verbs.correct_outcome if "correct" in request.POST else verbs.record_outcome
    try:
        verb(commitment=commitment, kind=OutcomeKind(kind), by=request.user, at=clock.now())
    except Refused as refused:
        return show_commitment(request, commitment, refused=refused, status=422)
    messages.success(request, _after(OutcomeKind(kind), commitment))
    return back_to(request, request.path.replace("outcome/", "") if kind == OutcomeKind.MISSED else _person(commitment))


def _after(kind: OutcomeKind, commitment: Commitment) -> str:
    sentences = {
        OutcomeKind.DONE: _("%(name)s did it. Say thank you again."),
        OutcomeKind.PARTLY: _("Written down. %(name)s did part of it, and that counts."),
        OutcomeKind.MISSED: _("Written down. It is not a verdict: begin with “what happened?”."),
    }
    return sentences[kind] % {"name": commitment.person.first_name}


def _person(commitment: Commitment) -> str:
    return commitment.person.desk_url


@require_POST
@for_organizers
def release(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """Let them go: no reason asked, no mark made (C-3)."""
    commitment = own_commitment_or_404(request.user, commitment_id)
    try:
        verbs.release(commitment=commitment, by=request.user, at=clock.now())
    except Refused as refused:
        return show_commitment(request, commitment, refused=refused, status=422)
    messages.success(request, _("Let go. %(name)s owes nothing.") % {"name": commitment.person.first_name})
    return back_to(request, _person(commitment))


@require_POST
@for_organizers
def keep_promise(request: HttpRequest, promise_id: UUID) -> HttpResponse:
    return _settle(request, promise_id, verb=verbs.keep_promise, said=_("You kept your word."))


@require_POST
@for_organizers
def repair_promise(request: HttpRequest, promise_id: UUID) -> HttpResponse:
    """Late, told them, made good (R-057)."""
    return _settle(request, promise_id, verb=verbs.repair_promise, said=_("Told them and made good."))


@require_POST
@for_organizers
def let_promise_go(request: HttpRequest, promise_id: UUID) -> HttpResponse:
    """They said that it is no longer needed."""
    return _settle(request, promise_id, verb=verbs.let_promise_go, said=_("Crossed off: they no longer need it."))


def _settle(request: HttpRequest, promise_id: UUID, *, verb: Any, said: str) -> HttpResponse:
    promise = own_promise_or_404(request.user, promise_id)
    try:
        verb(promise=promise, by=request.user, at=clock.now())
        messages.success(request, said)
    except Refused as refused:
        # Nothing was typed that could be lost, so the list it was pressed on says it.
        messages.warning(request, str(refused))
    return back_to(request, promise.person.desk_url)
