"""Tags: the issues that touch a person, what they can do, what makes it easy; as they said it (R-031, R-039)."""

from datetime import datetime

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.people.domain.refusals import refuse_if_forgotten
from letstalk.people.models import Chapter, Person, Tag, Tagging, folded
from letstalk.people.validators import clean_tag


def tag(*, person: Person, chapter: Chapter, kind: str, name: str, by: User | None, at: datetime) -> Tagging:
    """Say that an issue touches a person, or that they can do or need this; twice is the same as once.

    A word the chapter uses already is taken as it stands there, whatever the accents and the case. Raises
    ValidationError, Forgotten.
    """
    refuse_if_forgotten(person)
    cleaned = clean_tag(name)
    with transaction.atomic():
        word = (
            _same_word(chapter, kind, cleaned) or Tag.objects.get_or_create(chapter=chapter, kind=kind, name=cleaned)[0]
        )
        tagging, is_new = Tagging.objects.get_or_create(tag=word, person=person, defaults={"by": by, "at": at})
        if is_new:
            record("people.tagged", about=tagging, by=by, at=at, person=person.pk, tag=word.pk)
    return tagging


def _same_word(chapter: Chapter, kind: str, name: str) -> Tag | None:
    wanted = folded(name)
    words = Tag.objects.filter(chapter=chapter, kind=kind).order_by("name", "pk")
    return next((word for word in words if folded(word.name) == wanted), None)


def untag(*, tagging: Tagging, by: User | None, at: datetime) -> None:
    """Take a tag off a person; the word stays with the chapter."""
    with transaction.atomic():
        record("people.untagged", about=tagging, by=by, at=at, person=tagging.person_id, tag=tagging.tag_id)
        tagging.delete()
