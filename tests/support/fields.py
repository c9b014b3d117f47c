"""A chapter's own fields, and what people said for them, through the same verbs as the pages."""

import uuid

from letstalk.people.domain.fields import FieldWords, add_field, fill_in
from letstalk.people.models import Chapter, CustomField
from letstalk.people.words import FieldKind
from tests.factories import AT

WHY = "To know what to bring for whom."


def a_field(chapter: Chapter, name: str = "Allotment", kind: str = FieldKind.WORDS, *, choices=(), by=None, at=AT):
    words = FieldWords(name, WHY, {}, list(choices))
    return add_field(chapter=chapter, kind=kind, words=words, id=uuid.uuid4(), by=by, at=at)


def say(cast, field: CustomField, text: str, *, person=None, chapter=None, at=AT):
    return fill_in(
        person=person or cast.person,
        chapter=chapter or cast.chapter,
        values={field.pk: text},
        source="their page",
        by=cast.organizer,
        at=at,
    )


def choice_named(field: CustomField, name: str) -> str:
    return str(field.choices.get(name=name).pk)
