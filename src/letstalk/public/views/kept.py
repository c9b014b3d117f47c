"""What is kept about a person, and what cannot be undone: behind six digits sent to a way on file (b.6)."""

import json
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from letstalk.followups.domain.answers import hear_consent
from letstalk.followups.domain.codes import can_send_code
from letstalk.followups.domain.codes import send_code as send_it
from letstalk.followups.own_page import Answerable, answerable, kept_in_this_relationship
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.people.domain.codes import check_code
from letstalk.people.domain.correcting import correct_oneself
from letstalk.people.domain.requests import ask_for
from letstalk.people.queries.lists import mention_said
from letstalk.people.words import OWN_PAGE, Answer, Purpose, RequestKind
from letstalk.public.door import Visit, by_link, is_proven, proof_of, show
from letstalk.public.forms import CodeForm, ConsentForm, CorrectForm, ShownForm
from letstalk.public.saying import kept_said, question_said, what_happened


@require_POST
@by_link
def send_code(request: HttpRequest, visit: Visit) -> HttpResponse:
    try:
        send_it(link=visit.link, at=clock.now())
    except Refused as refused:
        return _ask_for_code(request, visit, CodeForm(), trouble=str(refused), status=422)
    return visit.back("sent", to="kept")


@require_http_methods(["GET", "POST"])
@by_link
def kept(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Asked for by GET it only asks for the code; the right code, or its proof, shows what is kept."""
    if request.method == "GET":
        return _ask_for_code(request, visit, CodeForm())
    if is_proven(visit.link, request.POST.get("proof", "")):
        return _file(visit) if "as_file" in request.POST else _show_kept(request, visit)
    form = CodeForm(request.POST)
    if form.is_valid() and check_code(link=visit.link, code=form.cleaned_data["code"], at=clock.now()):
        return _show_kept(request, visit)
    if form.is_valid():
        form.add_error("code", _("These are not the six digits, or they are older than ten minutes. Send new ones?"))
    return _ask_for_code(request, visit, form, status=422)


@require_POST
@by_link
def correct(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not is_proven(visit.link, request.POST.get("proof", "")):
        return _ask_for_code(request, visit, CodeForm(), trouble=_too_old(), status=422)
    form = CorrectForm(request.POST, relationship=visit.relationship)
    if not form.is_valid():
        return _show_kept(request, visit, form=form, status=422)
    right, at = form.right, clock.now()
    words = right.pop("words")
    try:
        correct_oneself(relationship=visit.relationship, at=at, **right)
    except Refused as refused:
        add_refusal(form, refused)
        return _show_kept(request, visit, form=form, status=422)
    if words:
        ask_for(relationship=visit.relationship, kind=RequestKind.CORRECT, words=words, at=at)
    return visit.back("correct" if words else "corrected")


@require_POST
@by_link
def hear_notes(request: HttpRequest, visit: Visit) -> HttpResponse:
    """They would like to hear what was noted; its author, who alone reads it, reads it to them."""
    if not is_proven(visit.link, request.POST.get("proof", "")):
        return _ask_for_code(request, visit, CodeForm(), trouble=_too_old(), status=422)
    ask_for(relationship=visit.relationship, kind=RequestKind.SEE, words=_("The notes, please"), at=clock.now())
    return visit.back("hear")


@require_POST
@by_link
def consent(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A yes or a no to one question, in the words the page asked it in. To take a yes back needs no code (b.6)."""
    proven = is_proven(visit.link, request.POST.get("proof", ""))
    form = ConsentForm(request.POST)
    question = _question(visit, form) if proven else _yes_taken_back(visit, form)
    if question is None and not proven:
        return _ask_for_code(request, visit, CodeForm(), trouble=_too_old(), status=422)
    if question is None:
        return _show_kept(request, visit, status=422)
    answer = form.cleaned_data["answer"]
    if answer != question.answer or question.waits:
        relationship = visit.relationship
        hear_consent(
            person=relationship.person,
            chapter=relationship.chapter,
            purpose=question.purpose,
            scope=question.scope,
            answer=answer,
            how=OWN_PAGE,
            words=question_said(question.purpose, question.scope, visit.organizer, question.about),
            by=None,
            at=clock.now(),
        )
    return _show_kept(request, visit, said=_("Noted. It holds from now on.")) if proven else visit.back("taken_back")


def _yes_taken_back(visit: Visit, form: ConsentForm) -> Answerable | None:
    """Of what they may answer without a code: one they spoke of before, and now say no to."""
    if not form.is_valid() or form.cleaned_data["answer"] != Answer.WITHDRAWN:
        return None
    question = _question(visit, form)
    return question if question and _is_taken_back_at_once(question) else None


def _is_taken_back_at_once(question: Answerable) -> bool:
    """A no is safe in any hands that hold the link; to notes it erases them for good, which is for the person alone."""
    return bool(question.answer) and question.purpose != Purpose.KEEP_NOTES


def _question(visit: Visit, form: ConsentForm) -> Answerable | None:
    if not form.is_valid():
        return None
    asked = (form.cleaned_data["purpose"], form.cleaned_data["scope"])
    known = next((one for one in answerable(visit.link) if (one.purpose, one.scope) == asked), None)
    return known or _mention(*asked)


def _mention(purpose: str, scope: str) -> Answerable | None:
    """A platform and a level that were not spoken of yet (R-049)."""
    about = mention_said(scope) if purpose == Purpose.MENTION else ""
    return Answerable(Purpose.MENTION, scope, "", about) if about else None


def _too_old() -> str:
    return _("It has been a while since you typed the code. For your safety, please ask for a new one.")


def _ask_for_code(
    request: HttpRequest, visit: Visit, form: CodeForm, *, trouble: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "can_send": can_send_code(visit.link),
        "trouble": trouble,
        "agreed": [
            {"one": one, "words": question_said(one.purpose, one.scope, visit.organizer, one.about)}
            for one in answerable(visit.link)
            if one.is_yes and _is_taken_back_at_once(one)
        ],
        "said": what_happened(request.GET.get("said", ""), visit.organizer),
    }
    return show(request, visit, "public/ask_code.html", context, status=status)


def _show_kept(
    request: HttpRequest, visit: Visit, *, form: CorrectForm | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    kept_rows = kept_in_this_relationship(visit.link)
    context = {
        "rows": [kept_said(row, visit.organizer) for row in kept_rows],
        "questions": [
            {
                "words": question_said(one.purpose, one.scope, visit.organizer, one.about),
                "said": _answer_said(one),
                "one": one,
            }
            for one in answerable(visit.link)
        ],
        "zone": visit.relationship.chapter.zone,
        "today": clock.local_day(clock.now(), visit.relationship.chapter.zone),
        "proof": proof_of(visit.link),
        "form": form or CorrectForm(relationship=visit.relationship),
        "shown": ShownForm(),
        "has_notes": any(row["what"] == "notes" for row in kept_rows),
        "said": said,
    }
    return show(request, visit, "public/kept.html", context, status=status)


def _answer_said(one: Answerable) -> str:
    if one.waits:
        return _("You said yes. Please confirm it, and the letters begin.")
    return str(Answer(one.answer).label) if one.answer else _("Not asked yet")


def _file(visit: Visit) -> HttpResponse:
    """The same as a file one can take along."""
    text = json.dumps(kept_in_this_relationship(visit.link), ensure_ascii=False, indent=2, default=_written)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="our-conversation.json"'
    return response


def _written(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)
