"""What the editors of agendas and of question guides do alike: order, undo, one step kept, publishing, leaving it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from letstalk.desk.frame import show
from letstalk.desk.seen import show_anew, version
from letstalk.guides.domain import drafts
from letstalk.guides.domain.drafts import Change, Subject
from letstalk.guides.models import Guide
from letstalk.guides.queries import standing_of
from letstalk.guides.rearranging import Item, find, moved, placed, without
from letstalk.guides.words import Did
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id


class ShowsList(Protocol):
    """The list of an editor, with what there is to say about it."""

    def __call__(
        self, request: HttpRequest, *, stale: str = "", refused: str = "", status: int = 200
    ) -> HttpResponse: ...


@dataclass(frozen=True)
class Rearranged:
    """One button or one drop of the list: which item it was about, which way it went, and the list after it."""

    item: Item
    way: str
    items: list[Item]
    did: Did


def rearranged(items: list[Item], posted: str, *, name: str) -> Rearranged | None:
    """Read "up:story", "remove:story" or "place:story:before:ask"; None where there is no such item (any more)."""
    way, _colon, rest = posted.partition(":")
    id, _colon, target = rest.partition(":")
    item = find(items, id, name=name)
    if item is None:
        return None
    if way == "remove":
        return Rearranged(item, way, without(items, id, name=name), Did.REMOVED)
    if way == "place":
        where, _colon, other = target.partition(":")
        return Rearranged(item, way, placed(items, id, where, other, name=name), Did.MOVED)
    return Rearranged(item, way, moved(items, id, way, name=name), Did.MOVED)


def change_list(
    request: HttpRequest, subject: Subject, *, rearrange: Callable[[], tuple[str, str]], show_list: ShowsList
) -> HttpResponse:
    """Undo, redo, or what `rearrange` does, which says which item the list then opens at, and by which button."""
    at = way = ""
    try:
        if "undo" in request.POST:
            drafts.undo(subject=subject, seen=seen(request), at=clock.now())
        elif "redo" in request.POST:
            drafts.redo(subject=subject, seen=seen(request), at=clock.now())
        else:
            at, way = rearrange()
    except drafts.ChangedMeanwhile as changed:
        return show_list(request, stale=str(changed), status=422)
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect(back_to_list(subject, at, way))


def seen(request: HttpRequest) -> str:
    """What the list showed, as it was sent along."""
    return request.POST.get("seen", "")


def back_to_list(subject: Subject, at: str = "", way: str = "") -> str:
    """The address of the list, open at an item, its button ready to be pressed again."""
    place = reverse("desk:edit_guide" if isinstance(subject, Guide) else "desk:edit_agenda", args=[subject.pk])
    return f"{place}?{urlencode({'at': at, 'way': way})}" if at else place


def take(request: HttpRequest, subject: Subject, change: Change, *, seen: str) -> None:
    """One more step of the draft. Raises what `take_step` raises."""
    drafts.take_step(subject=subject, change=change, seen=seen, id=entry_id(request), by=request.user, at=clock.now())


def keep(request: HttpRequest, subject: Subject, form: forms.Form, change: Change, *, seen: str) -> None:
    """The same for what a form tells; a refusal stands in the form."""
    try:
        take(request, subject, change, seen=seen)
    except Refused as refused:
        add_refusal(form, refused)


def change_about(
    request: HttpRequest, subject: Subject, form: forms.Form, *, names: tuple[str, ...], template: str, word: str
) -> HttpResponse:
    """The page of what stands above the items. word: what its template calls the subject."""
    standing = standing_of(subject)
    shown = {name: standing.body.get(name, "") for name in names}
    context: dict[str, Any] = {word: subject, "form": form}
    if not form.is_bound:
        form.initial = {**shown, "seen": version(*shown.values())}
        return show(request, template, "method", context)
    if form.is_valid():
        told = _told(form.cleaned_data, names)
        if form.cleaned_data["seen"] not in (version(*shown.values()), version(*told.values())):
            show_anew(form, version(*shown.values()))
            return show(request, template, "method", context | {"now": shown}, status=422)
        if told != shown:
            keep(request, subject, form, Change({**standing.body, **told}, Did.CHANGED), seen=standing.seen)
        if not form.errors:
            return redirect(back_to_list(subject))
    return show(request, template, "method", context, status=422)


def _told(cleaned: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """As a draft holds it: a day as text."""
    until = cleaned["current_until"]
    return {name: cleaned[name] for name in names} | {"current_until": until.isoformat() if until else ""}


def set_aside(request: HttpRequest, subject: Subject, *, show_list: ShowsList) -> HttpResponse:
    """Leave the draft; what is published stays."""
    try:
        drafts.set_aside(subject=subject, seen=seen(request), by=request.user, at=clock.now())
    except drafts.ChangedMeanwhile as changed:
        return show_list(request, stale=str(changed), status=422)
    messages.success(request, _("The draft is gone. What was published stands as it was."))
    return redirect("desk:guide" if isinstance(subject, Guide) else "desk:agenda", subject.pk)
