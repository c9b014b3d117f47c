"""Leads ask other chapters to put them in touch; who knows the person answers, and nothing else tells who does."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from letstalk.desk.forms.in_touch import AnswerForm, AskAroundForm
from letstalk.desk.frame import for_leads, show
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people.domain import in_touch as asking
from letstalk.people.queries.duplicates import led_or_404
from letstalk.people.queries.in_touch import SHOWN, asked_by, asked_of, asked_of_or_404


@require_GET
@for_leads
def in_touch(request: HttpRequest) -> HttpResponse:
    """What one asked, and what is asked of one."""
    context = {"asked": list(asked_by(request.user)[:SHOWN]), "asked_of": asked_of(request.user, at=clock.now())}
    return show(request, "desk/in_touch/list.html", "people", context)


@require_http_methods(["GET", "POST"])
@for_leads
def ask_around(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The page reads the same whether or not another chapter knows them: it is not looked up."""
    person = led_or_404(request.user, person_id)
    form = AskAroundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        try:
            asking.ask_around(id=entry_id(request), person=person, words=words, by=request.user, at=clock.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(
                request, _("Asked. If another chapter knows them, its lead decides whether to write back.")
            )
            return redirect("desk:in_touch")
    context = {"person": person, "form": form}
    return show(request, "desk/in_touch/ask.html", "people", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_leads
def answer_in_touch(request: HttpRequest, asked_id: UUID, person_id: UUID) -> HttpResponse:
    """Somebody one knows is wanted elsewhere: write back, or let it be."""
    at = clock.now()
    one = asked_of_or_404(request.user, asked_id, person_id, at=at)
    is_no = "no" in request.POST
    form = AnswerForm(None if is_no else request.POST or None)
    if is_no or (request.method == "POST" and form.is_valid()):
        words = "" if is_no else form.cleaned_data["words"]
        told = {"asked": one.asked, "chapter": one.person.chapter}
        asking.answer(**told, is_yes=not is_no, words=words, by=request.user, at=at)
        said = _("Then it stays with you. Nobody is told.") if is_no else _("Your answer is on their page.")
        messages.success(request, said)
        return redirect("desk:in_touch")
    context = {"one": one, "form": form}
    return show(request, "desk/in_touch/answer.html", "people", context, status=422 if form.errors else 200)
