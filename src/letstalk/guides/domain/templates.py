"""Agendas adapted to a group, with their origin kept through every copy (R-006, R-034, R-036)."""

import copy
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.guides.models import AgendaTemplate
from letstalk.guides.validators import check_agenda
from letstalk.journal.models import record
from letstalk.people.models import Chapter


def copy_template(
    *,
    template: AgendaTemplate,
    chapter: Chapter,
    by: User,
    at: datetime,
    name: str = "",
    sections: Sequence[Mapping[str, Any]] | None = None,
    id: uuid.UUID | None = None,
) -> AgendaTemplate:
    """Make the chapter an agenda of its own from another; it links to the original and credits it (R-006, R-036).

    The same `id` twice is one copy. Raises NothingWritten.
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
                "guide_id": template.guide_id,
                "copied_from": template,
                "success_rule": template.success_rule,
                "success_words": template.success_words,
                "credit": template.credit,
                "licence": template.licence,
            },
        )
        if is_new:
            record("agenda.copied", about=copied, by=by, at=at, copied_from=template.pk)
    return copied


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
    with transaction.atomic():
        if AgendaTemplate.objects.filter(pk=template.pk, retired_at__isnull=True).update(retired_at=at):
            record("agenda.retired", about=template, by=by, at=at)
    template.refresh_from_db(fields=["retired_at"])
    return template


def _minutes(sections: Sequence[Mapping[str, Any]]) -> int:
    return sum(section.get("minutes", 0) for section in sections)
