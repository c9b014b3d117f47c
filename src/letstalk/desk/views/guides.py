"""The editor of a question guide: order, words, conditions, undo, and how it will look on the card (R-065 to R-088)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from letstalk.campaigns.queries import asks_by_key
from letstalk.desk.card_preview import Preview, preview_of
from letstalk.desk.forms.guides import AboutGuideForm, QuestionForm
from letstalk.desk.frame import show
from letstalk.desk.outline import question_rows
from letstalk.desk.seen import show_anew, version
from letstalk.desk.views.editing import (
    back_to_list,
    change_about,
    change_list,
    keep,
    rearranged,
    seen,
    set_aside,
    take,
)
from letstalk.desk.views.library import for_editors
from letstalk.guides.access import guide_to_change_or_404
from letstalk.guides.checking import check_questions
from letstalk.guides.conditions import sentence
from letstalk.guides.domain import drafts, publish
from letstalk.guides.domain.drafts import Change
from letstalk.guides.models import Guide
from letstalk.guides.queries import Standing, new_question_id, published_ids, standing_of, words_known
from letstalk.guides.rearranging import QUESTION, Item, added, before, every, find, replaced
from letstalk.guides.walk import fill
from letstalk.guides.words import Did
from letstalk.kit import clock
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id

ABOUT = ("title", "current_until")

# --- the list ---


@require_http_methods(["GET", "POST"])
@for_editors
def edit_guide(request: HttpRequest, guide_id: UUID) -> HttpResponse:
    """The questions in their order, with buttons and handles to put them in another."""
    guide = guide_to_change_or_404(request.user, guide_id)
    if request.method == "GET" or "tap" in request.POST:
        return _show_list(request, guide=guide, at=request.GET.get("at", ""), way=request.GET.get("way", ""))
    return change_list(
        request, guide, rearrange=lambda: _rearrange(request, guide), show_list=partial(_show_list, guide=guide)
    )


def _rearrange(request: HttpRequest, guide: Guide) -> tuple[str, str]:
    """Which question a button of the list was about, and which button."""
    standing = standing_of(guide)
    questions: list[Item] = standing.body["questions"]
    new = rearranged(questions, request.POST.get("do", ""), name=QUESTION)
    if new is None:
        return "", ""
    if new.items != questions:
        take(request, guide, Change({**standing.body, "questions": new.items}, new.did), seen=seen(request))
    if new.did == Did.REMOVED:
        text = fill(new.item["text"], _variables(guide))[0]
        messages.success(request, _("“%(question)s” is taken out. Undo brings it back.") % {"question": text})
        return "", ""
    return new.item["id"], new.way


def _show_list(
    request: HttpRequest,
    *,
    guide: Guide,
    at: str = "",
    way: str = "",
    stale: str = "",
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    standing = standing_of(guide)
    questions: list[Item] = standing.body["questions"]
    at = request.POST.get("at", at)
    chosen = at if find(questions, at) else (questions[0]["id"] if questions else "")
    variables = _variables(guide)
    checked = check_questions(questions, variables=words_known(guide))
    context = {
        "guide": guide,
        "standing": standing,
        "rows": question_rows(questions, checked, variables=variables, at=chosen if at else "", way=way),
        "mistakes": checked.mistakes,
        "about": standing.body,
        "chosen": chosen,
        "preview": _preview(request, questions, chosen, variables),
        "stale": stale,
        "refused": refused,
    }
    return show(request, "desk/guides/edit_guide.html", "method", context, status=status)


def _asks(guide: Guide) -> list[tuple[str, str]]:
    return asks_by_key(guide.campaign)


def _variables(guide: Guide) -> Mapping[str, str]:
    return dict(guide.campaign.variables) if guide.campaign else {}


def _preview(request: HttpRequest, questions: list[Item], id: str, variables: Mapping[str, str]) -> Preview:
    return preview_of(
        questions, id, variables=variables, posted=request.POST.getlist("taps"), tap=request.POST.get("tap", "")
    )


# --- one question ---


@require_http_methods(["GET", "POST"])
@for_editors
def edit_question(request: HttpRequest, guide_id: UUID, question_id: str) -> HttpResponse:
    """Everything a question can have; `look` and `tap` show the card and keep nothing."""
    guide = guide_to_change_or_404(request.user, guide_id)
    standing = standing_of(guide)
    questions: list[Item] = standing.body["questions"]
    question = find(questions, question_id)
    if question is None:
        if request.method == "GET":
            raise Http404
        return _show_orphan(request, guide, questions, standing)
    fixed = question_id in published_ids(guide)
    earlier = before(questions, question_id)
    if request.method == "GET":
        form = QuestionForm(question=question, earlier=earlier, fixed_kind=fixed, asks=_asks(guide))
        form.initial["seen"] = _version(question)
        return _show_question(request, guide, form, questions, question_id)
    form = QuestionForm(request.POST, question=question, earlier=earlier, fixed_kind=fixed, asks=_asks(guide))
    is_valid = form.is_valid()
    reworded = replaced(questions, question_id, form.changed())
    if _is_only_a_look(request):
        return _show_question(request, guide, form, reworded, question_id)
    told = find(reworded, question_id)
    if request.POST.get("seen") not in (_version(question), _version(told)):
        show_anew(form, _version(question))
        return _show_question(request, guide, form, reworded, question_id, now=question, status=422)
    is_well = is_valid and _passes(guide, form, reworded, question_id)
    if not is_well:
        return _show_question(request, guide, form, reworded, question_id, status=422)
    if told != question:
        keep(request, guide, form, Change({**standing.body, "questions": reworded}, Did.CHANGED), seen=standing.seen)
        if form.errors:
            return _show_question(request, guide, form, reworded, question_id, status=422)
    return redirect(back_to_list(guide, question_id))


def _show_orphan(request: HttpRequest, guide: Guide, questions: list[Item], standing: Standing) -> HttpResponse:
    """Words typed for a question that somebody took out meanwhile: they can be kept as a new one."""
    form = QuestionForm(request.POST, question={}, earlier=list(every(questions)), fixed_kind=False, asks=_asks(guide))
    if form.is_valid():
        form.add_error(None, _("This question was taken out meanwhile. Keep what you typed as a new one, or undo."))
    id = new_question_id(guide, standing.body)
    new = added(questions, {**form.changed(), "id": id})
    return _show_question(request, guide, form, new, id, is_new=True, status=422)


@require_http_methods(["GET", "POST"])
@for_editors
def add_question(request: HttpRequest, guide_id: UUID) -> HttpResponse:
    """One more: after another, below another, or at the end."""
    guide = guide_to_change_or_404(request.user, guide_id)
    standing = standing_of(guide)
    questions: list[Item] = standing.body["questions"]
    place = {name: request.GET.get(name, "") for name in ("after", "below")}
    id = new_question_id(guide, standing.body)
    blank: Item = {"id": id, "kind": "open", "text": ""}
    earlier = before(added(questions, blank, **place), id)
    if request.method == "GET":
        form = QuestionForm(question={}, earlier=earlier, fixed_kind=False, asks=_asks(guide))
        return _show_question(request, guide, form, added(questions, blank, **place), id, is_new=True)
    form = QuestionForm(request.POST, question={}, earlier=earlier, fixed_kind=False, asks=_asks(guide))
    is_valid = form.is_valid()
    new = added(questions, {**form.changed(), "id": id}, **place)
    if _is_only_a_look(request):
        return _show_question(request, guide, form, new, id, is_new=True)
    if not (is_valid and _passes(guide, form, new, id)):
        return _show_question(request, guide, form, new, id, is_new=True, status=422)
    keep(request, guide, form, Change({**standing.body, "questions": new}, Did.ADDED), seen=standing.seen)
    if form.errors:
        return _show_question(request, guide, form, new, id, is_new=True, status=422)
    return redirect(back_to_list(guide, id))


def _passes(guide: Guide, form: QuestionForm, questions: list[Item], id: str) -> bool:
    """The pack's own rules, for this question; what is wrong elsewhere is told in the list."""
    checked = check_questions(questions, variables=words_known(guide))
    form.place_mistakes(checked.of(id))
    return not form.errors


def _is_only_a_look(request: HttpRequest) -> bool:
    return "look" in request.POST or "tap" in request.POST


def _version(question: Mapping[str, Any] | None) -> str:
    """Of the question itself, not of those below it: they have pages of their own."""
    own = {name: value for name, value in (question or {}).items() if name not in ("questions", "implied")}
    return version(json.dumps(own, sort_keys=True))


def _show_question(
    request: HttpRequest,
    guide: Guide,
    form: QuestionForm,
    questions: list[Item],
    id: str,
    *,
    is_new: bool = False,
    now: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "guide": guide,
        "form": form,
        "is_new": is_new,
        "id": id,
        "preview": _preview(request, questions, id, _variables(guide)),
        "now": now,
        "back": back_to_list(guide, "" if is_new else id),
        "kept_condition": _kept_condition(form, questions),
    }
    return show(request, "desk/guides/question.html", "method", context, status=status)


def _kept_condition(form: QuestionForm, questions: list[Item]) -> str:
    """A condition too deep for lines, in words."""
    when = form.question.get("when")
    return sentence(when, {one["id"]: one for one in every(questions)}) if when and form.lines is None else ""


# --- the guide as a whole ---


@require_http_methods(["GET", "POST"])
@for_editors
def about_guide(request: HttpRequest, guide_id: UUID) -> HttpResponse:
    """Its name, and until when it is current."""
    guide = guide_to_change_or_404(request.user, guide_id)
    form = AboutGuideForm(request.POST if request.method == "POST" else None)
    return change_about(request, guide, form, names=ABOUT, template="desk/guides/about_guide.html", word="guide")


@require_POST
@for_editors
def publish_guide(request: HttpRequest, guide_id: UUID) -> HttpResponse:
    """The draft becomes the next version; what is planned keeps the one it has (R-086)."""
    guide = guide_to_change_or_404(request.user, guide_id)
    try:
        made = publish.publish_guide(
            guide=guide, seen=seen(request), id=entry_id(request), by=request.user, at=clock.now()
        )
    except drafts.ChangedMeanwhile as changed:
        return _show_list(request, guide=guide, stale=str(changed), status=422)
    except publish.NotReady:
        words = _("Not published yet: look at what stands beside the questions.")
        return _show_list(request, guide=guide, refused=words, status=422)
    except Refused as refused:
        return _show_list(request, guide=guide, refused=str(refused), status=422)
    words = _("Published as version %(number)s. One-on-ones planned from now on carry it.")
    messages.success(request, words % {"number": made.number})
    return redirect("desk:guide", guide.pk)


@require_POST
@for_editors
def set_guide_aside(request: HttpRequest, guide_id: UUID) -> HttpResponse:
    """Leave the draft; what is published stays."""
    guide = guide_to_change_or_404(request.user, guide_id)
    return set_aside(request, guide, show_list=partial(_show_list, guide=guide))
