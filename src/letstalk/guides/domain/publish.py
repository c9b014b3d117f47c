"""A draft becomes what everybody works with: the next version of a guide, or the agenda as the next ones copy it."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.access import own_and_above
from letstalk.guides.checking import Checked, check_parts, check_questions
from letstalk.guides.domain.drafts import Subject, end_draft, refuse_changed
from letstalk.guides.models import AgendaTemplate, Guide, GuideVersion
from letstalk.guides.queries import Standing, standing_of, words_known
from letstalk.guides.validators import LONGEST_NAME, LONGEST_SUCCESS, check_agenda
from letstalk.guides.walk import question_ids
from letstalk.guides.words import MeetingKind, SuccessRule
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten, Refused

PUBLISHED = (
    "name",
    "meeting_kind",
    "guide",
    "success_rule",
    "success_words",
    "current_until",
    "sections",
    "minutes",
)


class NothingToPublish(Refused):
    """No draft is open, or everything in it was undone."""


class NotReady(NothingWritten):
    """The draft holds mistakes; `errors` names the first sentence for each question."""

    def __init__(self, checked: Checked) -> None:
        super().__init__({mistake.question: mistake.sentence for mistake in reversed(checked.mistakes)})
        self.checked = checked


class IdTaken(Refused):
    """A question carries the id of one that was taken out in an earlier version (R-085)."""


def publish_guide(*, guide: Guide, seen: str, by: User, at: datetime, id: uuid.UUID | None = None) -> GuideVersion:
    """Make the draft the guide's next version; what is planned or written down keeps the version it has (R-086).

    The same `id` twice is one version. Raises NothingToPublish, ChangedMeanwhile, NotReady, IdTaken, NothingWritten.
    """
    pk = id or uuid.uuid4()
    with transaction.atomic():
        Guide.objects.select_for_update().get(pk=guide.pk)
        made = GuideVersion.objects.filter(pk=pk, guide=guide).first()
        if made is not None:
            return made
        draft, body = _ready(guide, seen)
        checked = check_questions(body["questions"], variables=words_known(guide))
        if checked.mistakes:
            raise NotReady(checked)
        refuse_taken_ids(guide, body)
        version = _next_version(guide, body, checked, pk=pk, at=at)
        Guide.objects.filter(pk=guide.pk).update(title=_title(body))
        end_draft(draft, at=at)
        record("guide.published", about=guide, by=by, at=at, version=version.pk, number=version.number)
    return version


def publish_agenda(*, template: AgendaTemplate, seen: str, by: User, at: datetime) -> AgendaTemplate:
    """Make the draft the agenda of the one-on-ones to come; those planned keep their own copy (R-036).

    Raises NothingToPublish, ChangedMeanwhile, NothingWritten.
    """
    with transaction.atomic():
        AgendaTemplate.objects.select_for_update().get(pk=template.pk)
        draft, body = _ready(template, seen)
        check_agenda(name=body["name"], sections=body["sections"])
        guide = _guide_of(template, body)
        known = _ids_of(guide)
        mistakes = check_parts(body, questions=known)
        if mistakes:
            raise NothingWritten({mistake.question or mistake.field: mistake.sentence for mistake in mistakes})
        sections = [_with_known(section, known) for section in body["sections"]]
        template.name = body["name"].strip()
        template.meeting_kind = MeetingKind(body["meeting_kind"])
        template.guide = guide
        template.success_rule = SuccessRule(body["success_rule"])
        template.success_words = body["success_words"].strip()[:LONGEST_SUCCESS]
        template.current_until = _until(body)
        template.sections = sections
        template.minutes = sum(section.get("minutes", 0) for section in sections) or template.minutes
        template.save(update_fields=PUBLISHED)
        end_draft(draft, at=at)
        record("agenda.rewritten", about=template, by=by, at=at, count=len(sections))
    return template


def refuse_taken_ids(guide: Guide, body: Mapping[str, Any]) -> None:
    """An id once taken out never comes back for another question, or old answers would seem to be answers to it.

    Raises IdTaken (R-085).
    """
    versions = list(GuideVersion.objects.filter(guide=guide).order_by("number"))
    present = set(question_ids(versions[-1].body)) if versions else set()
    ever = {id for version in versions for id in question_ids(version.body)}
    again = sorted((set(question_ids(body)) - present) & ever)
    if again:
        raise IdTaken(
            _("“%(id)s” was the id of a question that is not asked any more. Add this one as a new question.")
            % {"id": again[0]}
        )


def _ready(subject: Subject, seen: str) -> tuple[Any, dict[str, Any]]:
    standing: Standing = standing_of(subject)
    if standing.draft is None or not standing.is_changed:
        raise NothingToPublish(_("There is nothing to publish: this is how it stands already."))
    refuse_changed(standing, seen)
    return standing.draft, dict(standing.body)


def _next_version(
    guide: Guide, body: Mapping[str, Any], checked: Checked, *, pk: uuid.UUID, at: datetime
) -> GuideVersion:
    newest = guide.versions.order_by("-number").first()
    number = newest.number + 1 if newest else 1
    until = _until(body)
    words = {name: value for name, value in body.items() if name != "current_until"}
    dated = {"current_until": until.isoformat()} if until else {}
    written = [question.to_dict() for question in checked.questions]
    return GuideVersion.objects.create(
        pk=pk,
        guide=guide,
        number=number,
        body=words | dated | {"title": _title(body), "version": number, "questions": written},
        current_until=until,
        published_at=at,
    )


def _until(body: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(body["current_until"]) if body.get("current_until") else None


def _title(body: Mapping[str, Any]) -> str:
    title = str(body.get("title", "")).strip()
    if not title:
        raise NothingWritten({"title": _("Give the guide a name.")})
    return title[:LONGEST_NAME]


def _guide_of(template: AgendaTemplate, body: Mapping[str, Any]) -> Guide | None:
    """The guide the agenda draws on: one of its chapter's or of those above."""
    if not body["guide"]:
        return None
    guide = Guide.objects.filter(pk=body["guide"], chapter__in=own_and_above(template.chapter)).first()
    if guide is None:
        raise NothingWritten({"guide": _("These questions are not yours to take along. Choose others, or none.")})
    return guide


def _ids_of(guide: Guide | None) -> set[str]:
    newest = guide.versions.order_by("-number").first() if guide else None
    return set(question_ids(newest.body)) if newest else set()


def _with_known(section: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """A section without questions the guide no longer has."""
    return {**section, "questions": [id for id in section.get("questions", []) if id in known]}
