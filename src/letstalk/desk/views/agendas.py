"""The editor of an agenda: its parts with their minutes, in an order of one's own, with undo (R-033 to R-036)."""

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
from letstalk.desk.forms.agendas import AboutAgendaForm, SectionForm
from letstalk.desk.frame import show
from letstalk.desk.outline import section_rows
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
from letstalk.guides.access import template_to_change_or_404
from letstalk.guides.checking import Mistake, check_parts
from letstalk.guides.domain import drafts, publish
from letstalk.guides.domain.drafts import Change
from letstalk.guides.models import AgendaTemplate, Guide
from letstalk.guides.queries import Standing, every_question, guides_of, standing_of, variables_of
from letstalk.guides.rearranging import SECTION, Item, added, find, replaced
from letstalk.guides.walk import fill
from letstalk.guides.words import Did, GuideKind, MeetingKind, SuccessRule
from letstalk.kit import clock
from letstalk.kit.refusal import Refused

ABOUT = ("name", "meeting_kind", "guide", "success_rule", "success_words", "current_until")


# --- the list ---


@require_http_methods(["GET", "POST"])
@for_editors
def edit_agenda(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """The parts in their order, with buttons and handles to put them in another, and their minutes added up."""
    agenda = template_to_change_or_404(request.user, template_id)
    if request.method == "GET":
        return _show_list(request, agenda=agenda, at=request.GET.get("at", ""), way=request.GET.get("way", ""))
    return change_list(
        request, agenda, rearrange=lambda: _rearrange(request, agenda), show_list=partial(_show_list, agenda=agenda)
    )


def _rearrange(request: HttpRequest, agenda: AgendaTemplate) -> tuple[str, str]:
    """Which part a button of the list was about, and which button."""
    standing = standing_of(agenda)
    sections: list[Item] = standing.body["sections"]
    new = rearranged(sections, request.POST.get("do", ""), name=SECTION)
    if new is None:
        return "", ""
    if not new.items:
        messages.warning(request, _("An agenda has at least one part."))
        return new.item["key"], ""
    if new.items != sections:
        take(request, agenda, Change({**standing.body, "sections": new.items}, new.did), seen=seen(request))
    if new.did == Did.REMOVED:
        messages.success(request, _("“%(part)s” is taken out. Undo brings it back.") % {"part": new.item["name"]})
        return "", ""
    return new.item["key"], new.way


def _show_list(
    request: HttpRequest,
    *,
    agenda: AgendaTemplate,
    at: str = "",
    way: str = "",
    stale: str = "",
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    standing = standing_of(agenda)
    body = standing.body
    sections: list[Item] = body["sections"]
    guide = _guide(body)
    mistakes = check_parts(body, questions={question["id"] for question in _questions(body)})
    context = {
        "agenda": agenda,
        "standing": standing,
        "mistakes": mistakes,
        "about": body,
        "kind": MeetingKind(body["meeting_kind"]).label,
        "success": body["success_words"] or SuccessRule(body["success_rule"]).label,
        "draws_on": guide,
        "rows": section_rows(sections, mistakes, at=at, way=way),
        "minutes": sum(section.get("minutes", 0) for section in sections),
        "sections": sections,
        "names": [section["name"] for section in sections],
        "stale": stale,
        "refused": refused,
    }
    return show(request, "desk/guides/edit_agenda.html", "method", context, status=status)


def _guide(body: Mapping[str, Any]) -> Guide | None:
    return Guide.objects.filter(pk=body["guide"]).first() if body["guide"] else None


def _questions(body: Mapping[str, Any]) -> list[Item]:
    """The questions of the guide it draws on, in the campaign's words, each with its depth."""
    guide = _guide(body)
    newest = guide.versions.select_related("guide__campaign").order_by("-number").first() if guide else None
    if newest is None:
        return []
    variables = variables_of(newest)
    return [
        {"id": question["id"], "text": fill(question["text"], variables)[0], "depth": depth}
        for question, depth in every_question(newest.body)
    ]


def _asks(agenda: AgendaTemplate) -> list[tuple[str, str]]:
    return asks_by_key(agenda.campaign)


def _mistakes(body: Mapping[str, Any], key: str) -> list[Mistake]:
    """What the pack's own rules find wrong with this part."""
    found = check_parts(body, questions={question["id"] for question in _questions(body)})
    return [mistake for mistake in found if mistake.question == key]


# --- one part ---


@require_http_methods(["GET", "POST"])
@for_editors
def edit_section(request: HttpRequest, template_id: UUID, part: str) -> HttpResponse:
    """Its name, minutes, points, hints and questions; `look` shows the card and keeps nothing."""
    agenda = template_to_change_or_404(request.user, template_id)
    standing = standing_of(agenda)
    sections: list[Item] = standing.body["sections"]
    section = find(sections, part, name=SECTION)
    if section is None:
        if request.method == "GET":
            raise Http404
        return _show_orphan(request, agenda, standing)
    questions = _questions(standing.body)
    if request.method == "GET":
        form = SectionForm(section=section, questions=questions, asks=_asks(agenda))
        form.initial["seen"] = _version(section)
        return _show_section(request, agenda, form, sections, part)
    form = SectionForm(request.POST, section=section, questions=questions, asks=_asks(agenda))
    is_valid = form.is_valid()
    told = form.changed()
    reworded = replaced(sections, part, told, name=SECTION)
    if "look" in request.POST:
        return _show_section(request, agenda, form, reworded, part)
    if request.POST.get("seen") not in (_version(section), _version(told)):
        show_anew(form, _version(section))
        return _show_section(request, agenda, form, reworded, part, now=section, status=422)
    if is_valid:
        form.place_mistakes(_mistakes({**standing.body, "sections": reworded}, part))
    if not form.errors and told != section:
        keep(request, agenda, form, Change({**standing.body, "sections": reworded}, Did.CHANGED), seen=standing.seen)
    if form.errors:
        return _show_section(request, agenda, form, reworded, part, status=422)
    return redirect(back_to_list(agenda, part))


@require_http_methods(["GET", "POST"])
@for_editors
def add_section(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """One more part: after another, or at the end."""
    agenda = template_to_change_or_404(request.user, template_id)
    standing = standing_of(agenda)
    sections: list[Item] = standing.body["sections"]
    after, questions = request.GET.get("after", ""), _questions(standing.body)
    key = _new_key(sections)
    if request.method == "GET":
        form = SectionForm(section={}, questions=questions, asks=_asks(agenda))
        blank: Item = {"key": key, "name": ""}
        new = added(sections, blank, after=after, name=SECTION)
        return _show_section(request, agenda, form, new, key, is_new=True)
    form = SectionForm(request.POST, section={}, questions=questions, asks=_asks(agenda))
    is_valid = form.is_valid()
    new = added(sections, {"key": key, **form.changed()}, after=after, name=SECTION)
    if "look" in request.POST:
        return _show_section(request, agenda, form, new, key, is_new=True)
    if is_valid:
        form.place_mistakes(_mistakes({**standing.body, "sections": new}, key))
    if not form.errors:
        keep(request, agenda, form, Change({**standing.body, "sections": new}, Did.ADDED), seen=standing.seen)
    if form.errors:
        return _show_section(request, agenda, form, new, key, is_new=True, status=422)
    return redirect(back_to_list(agenda, key))


def _show_orphan(request: HttpRequest, agenda: AgendaTemplate, standing: Standing) -> HttpResponse:
    """Words typed for a part that somebody took out meanwhile: they can be kept as a new one."""
    sections: list[Item] = standing.body["sections"]
    form = SectionForm(request.POST, section={}, questions=_questions(standing.body), asks=_asks(agenda))
    if form.is_valid():
        form.add_error(None, _("This part was taken out meanwhile. Keep what you typed as a new one, or undo."))
    key = _new_key(sections)
    new = added(sections, {"key": key, **form.changed()}, name=SECTION)
    return _show_section(request, agenda, form, new, key, is_new=True, status=422)


def _new_key(sections: list[Item]) -> str:
    taken = {section["key"] for section in sections}
    return next(f"part-{number}" for number in range(1, len(taken) + 2) if f"part-{number}" not in taken)


def _version(section: Mapping[str, Any]) -> str:
    return version(json.dumps(section, sort_keys=True))


def _show_section(
    request: HttpRequest,
    agenda: AgendaTemplate,
    form: SectionForm,
    sections: list[Item],
    key: str,
    *,
    is_new: bool = False,
    now: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    section = find(sections, key, name=SECTION) or {}
    place = next((number for number, one in enumerate(sections, 1) if one["key"] == key), 0)
    context = {
        "agenda": agenda,
        "form": form,
        "is_new": is_new,
        "section": {**section, "name": section.get("name") or "…"},
        "names": [one["name"] or "…" for one in sections],
        "place": place,
        "is_last": place == len(sections),
        "minutes": sum(one.get("minutes", 0) for one in sections),
        "now": now,
        "back": back_to_list(agenda, "" if is_new else key),
    }
    return show(request, "desk/guides/section.html", "method", context, status=status)


# --- the agenda as a whole ---


@require_http_methods(["GET", "POST"])
@for_editors
def about_agenda(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Its name and kind, the questions it draws on, and what counts as success (I-6)."""
    agenda = template_to_change_or_404(request.user, template_id)
    guides = list(guides_of(agenda.chapter).filter(kind=GuideKind.CONVERSATION))
    now = _guide(standing_of(agenda).body)
    if now is not None and now not in guides:
        guides.append(now)
    form = AboutAgendaForm(request.POST if request.method == "POST" else None, guides=guides)
    return change_about(request, agenda, form, names=ABOUT, template="desk/guides/about_agenda.html", word="agenda")


@require_POST
@for_editors
def publish_agenda(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """The draft becomes what the next one-on-ones copy."""
    agenda = template_to_change_or_404(request.user, template_id)
    try:
        publish.publish_agenda(template=agenda, seen=seen(request), by=request.user, at=clock.now())
    except drafts.ChangedMeanwhile as changed:
        return _show_list(request, agenda=agenda, stale=str(changed), status=422)
    except publish.NothingToPublish as nothing:
        # A button pressed twice gets here, too.
        messages.info(request, str(nothing))
        return redirect("desk:agenda", agenda.pk)
    except Refused as refused:
        return _show_list(request, agenda=agenda, refused=str(refused), status=422)
    messages.success(request, _("Published. One-on-ones planned from now on carry it."))
    return redirect("desk:agenda", agenda.pk)


@require_POST
@for_editors
def set_agenda_aside(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Leave the draft; what is published stays."""
    agenda = template_to_change_or_404(request.user, template_id)
    return set_aside(request, agenda, show_list=partial(_show_list, agenda=agenda))
