"""Agendas adapted to a group, with their origin kept through every copy (R-006, R-034, R-036)."""

import copy
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.guides.models import AgendaTemplate, Guide, GuideVersion
from letstalk.guides.validators import LONGEST_NAME, check_agenda
from letstalk.guides.words import GuideKind, MeetingKind
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.people.models import Chapter


class KeyStands(Refused):
    """Another agenda has taken this one's place on the list."""


def copy_template(
    *,
    template: AgendaTemplate,
    chapter: Chapter,
    by: User,
    at: datetime,
    name: str = "",
    sections: Sequence[Mapping[str, Any]] | None = None,
    guide: Guide | None = None,
    id: uuid.UUID | None = None,
) -> AgendaTemplate:
    """Make the chapter an agenda of its own from another; it links to the original and credits it (R-006, R-036).

    guide: the questions it draws on, where they are not the original's. The same `id` twice is one copy.
    Raises NothingWritten.
    """
    name = name.strip() or template.name
    sections = template.sections if sections is None else sections
    check_agenda(name=name, sections=sections)
    pk = id or uuid.uuid4()
    with transaction.atomic():
        copied, is_new = AgendaTemplate.objects.get_or_create(
            pk=pk,
            defaults={
                "chapter": chapter,
                "campaign_id": template.campaign_id,
                "meeting_kind": template.meeting_kind,
                "key": f"{template.key[:27]}-{pk.hex}",
                "name": name,
                "minutes": _minutes(sections) or template.minutes,
                "sections": copy.deepcopy(list(sections)),
                "guide_id": guide.pk if guide else template.guide_id,
                "copied_from": template,
                "success_rule": template.success_rule,
                "success_words": template.success_words,
                "credit": template.credit,
                "licence": template.licence,
                "current_until": template.current_until,
            },
        )
        if is_new:
            record("agenda.copied", about=copied, by=by, at=at, copied_from=template.pk)
    return copied


def copy_with_questions(
    *,
    template: AgendaTemplate,
    chapter: Chapter,
    name: str,
    with_questions: bool,
    by: User,
    at: datetime,
    id: uuid.UUID,
) -> AgendaTemplate:
    """Copy an agenda and, where wanted, the guide it draws on, so that both are the chapter's to change (R-036).

    The same `id` twice is one copy of each. Raises NothingWritten.
    """
    with transaction.atomic():
        guide = None
        if with_questions and template.guide is not None:
            own = uuid.uuid5(id, "guide")
            guide = copy_guide(guide=template.guide, chapter=chapter, by=by, at=at, id=own)
        return copy_template(template=template, chapter=chapter, by=by, at=at, name=name, guide=guide, id=id)


def add_template(
    *, chapter: Chapter, meeting_kind: MeetingKind, name: str, by: User, at: datetime, id: uuid.UUID | None = None
) -> AgendaTemplate:
    """An agenda of the chapter's own from nothing: a type of one-on-one under its own name (R-033), in three parts.

    The same `id` twice is one agenda. Raises NothingWritten.
    """
    sections = first_sections()
    check_agenda(name=name, sections=sections)
    pk = id or uuid.uuid4()
    with transaction.atomic():
        made, is_new = AgendaTemplate.objects.get_or_create(
            pk=pk,
            defaults={
                "chapter": chapter,
                "meeting_kind": meeting_kind,
                "key": f"own-{pk.hex}",
                "name": name.strip(),
                "minutes": _minutes(sections),
                "sections": sections,
            },
        )
        if is_new:
            record("agenda.added", about=made, by=by, at=at)
    return made


def first_sections() -> list[dict[str, Any]]:
    """What a new agenda begins with: relationship before task (R-035), and a close that can be checked (R-044)."""
    parts = [
        ("beginning", _("Beginning"), 5, [_("Say what this is for, and how long it takes")]),
        ("listening", _("Listening"), 20, [_("Ask, and let the silence work")]),
        ("next", _("Next step"), 10, [_("Read back: what, which day, what time"), _("Agree when you talk next")]),
    ]
    return [
        {"key": key, "name": name, "minutes": minutes, "points": points, "questions": []}
        for key, name, minutes, points in parts
    ]


def copy_guide(
    *, guide: Guide, chapter: Chapter, by: User, at: datetime, title: str = "", id: uuid.UUID | None = None
) -> Guide:
    """Make the chapter a question guide of its own from the newest version of another.

    Credit and ids stay (R-006, R-085). The same `id` twice is one copy.
    """
    pk = id or uuid.uuid4()
    title = title.strip()[:LONGEST_NAME] or guide.title
    newest = guide.versions.order_by("-number").first()
    body = dict(newest.body) if newest else {"questions": []}
    with transaction.atomic():
        copied, is_new = Guide.objects.get_or_create(
            pk=pk,
            defaults={
                "chapter": chapter,
                "campaign_id": guide.campaign_id,
                "key": f"{guide.key[:27]}-{pk.hex}",
                "kind": guide.kind,
                "title": title,
                "copied_from": guide,
            },
        )
        if is_new:
            GuideVersion.objects.create(
                guide=copied,
                number=1,
                body=body | {"key": copied.key, "title": title, "version": 1},
                current_until=newest.current_until if newest else None,
                published_at=at,
            )
            record("guide.copied", about=copied, by=by, at=at, copied_from=guide.pk)
    return copied


def add_guide(*, chapter: Chapter, title: str, by: User, at: datetime, id: uuid.UUID | None = None) -> Guide:
    """A question guide of the chapter's own, without questions yet.

    The same `id` twice is one. Raises NothingWritten.
    """
    if not title.strip():
        raise NothingWritten({"title": _("Give the guide a name.")})
    pk = id or uuid.uuid4()
    with transaction.atomic():
        made, is_new = Guide.objects.get_or_create(
            pk=pk,
            defaults={
                "chapter": chapter,
                "key": f"own-{pk.hex}",
                "kind": GuideKind.CONVERSATION,
                "title": title.strip()[:LONGEST_NAME],
            },
        )
        if is_new:
            body = {"key": made.key, "kind": made.kind, "title": made.title, "version": 1, "questions": []}
            GuideVersion.objects.create(guide=made, number=1, body=body, published_at=at)
            record("guide.added", about=made, by=by, at=at)
    return made


def rewrite_template(
    *, template: AgendaTemplate, name: str, sections: Sequence[Mapping[str, Any]], by: User, at: datetime
) -> AgendaTemplate:
    """Change an agenda for the one-on-ones to come; those planned have their own copy. Raises NothingWritten."""
    check_agenda(name=name, sections=sections)
    template.name, template.sections = name.strip(), list(sections)
    template.minutes = _minutes(sections) or template.minutes
    with transaction.atomic():
        template.save(update_fields=["name", "sections", "minutes"])
        record("agenda.rewritten", about=template, by=by, at=at, count=len(sections))
    return template


def retire_template(*, template: AgendaTemplate, by: User, at: datetime) -> AgendaTemplate:
    """Take it off the list; one-on-ones planned with it keep their copy. Twice is once."""
    _list_or_not(template, verb="agenda.retired", retired_at=at, by=by, at=at)
    return template


def restore_template(*, template: AgendaTemplate, by: User, at: datetime) -> AgendaTemplate:
    """Put a retired one back on the list. Twice is once. Raises KeyStands where another has taken its place."""
    another = AgendaTemplate.objects.filter(
        chapter=template.chapter_id, campaign=template.campaign_id, key=template.key, retired_at__isnull=True
    ).exclude(pk=template.pk)
    if template.campaign_id and another.exists():
        raise KeyStands(_("There is one like it on the list already. Copy this one to have both."))
    _list_or_not(template, verb="agenda.restored", retired_at=None, by=by, at=at)
    return template


def retire_guide(*, guide: Guide, by: User, at: datetime) -> Guide:
    """Take a question guide off the list; agendas that draw on it, and answers given to it, keep it. Twice is once."""
    _list_or_not(guide, verb="guide.retired", retired_at=at, by=by, at=at)
    return guide


def restore_guide(*, guide: Guide, by: User, at: datetime) -> Guide:
    """Put a retired guide back on the list. Twice is once."""
    _list_or_not(guide, verb="guide.restored", retired_at=None, by=by, at=at)
    return guide


def _list_or_not(
    row: Guide | AgendaTemplate, *, verb: str, retired_at: datetime | None, by: User, at: datetime
) -> None:
    """Retired from this moment on, or on the list again with None; written down only where that changes anything."""
    with transaction.atomic():
        rows = type(row)._default_manager.filter(pk=row.pk, retired_at__isnull=retired_at is not None)
        if rows.update(retired_at=retired_at):
            record(verb, about=row, by=by, at=at)
    row.refresh_from_db(fields=["retired_at"])


def _minutes(sections: Sequence[Mapping[str, Any]]) -> int:
    return sum(section.get("minutes", 0) for section in sections)
