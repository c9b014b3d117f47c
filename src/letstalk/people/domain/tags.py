"""Tags: the issues that touch a person, what they can do, what makes it easy; as they said it (R-031, R-039).

A word is whose who said it first: they and the leads of its chapter mend, join and retire it.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.people.domain.refusals import refuse_if_forgotten
from letstalk.people.models import Chapter, Person, SavedFilter, Tag, Tagging, folded
from letstalk.people.validators import clean_tag


class WordTaken(Refused):
    """The chapter has this very word already: join the two, if they mean the same."""


class NotAlike(Refused):
    """Only two different words of one chapter and one kind can be joined."""


def tag(*, person: Person, chapter: Chapter, kind: str, name: str, by: User | None, at: datetime) -> Tagging:
    """Say that an issue touches a person, or that they can do or need this; twice is the same as once.

    A word the chapter uses already is taken as it stands there, whatever the accents and the case. Raises
    ValidationError, Forgotten.
    """
    refuse_if_forgotten(person)
    cleaned = clean_tag(name)
    with transaction.atomic():
        word = _word(chapter, kind, cleaned, by=by, at=at)
        tagging, is_new = Tagging.objects.get_or_create(tag=word, person=person, defaults={"by": by, "at": at})
        if is_new:
            record("people.tagged", about=tagging, by=by, at=at, person=person.pk, tag=word.pk)
    return tagging


def _word(chapter: Chapter, kind: str, name: str, *, by: User | None, at: datetime) -> Tag:
    """The chapter's own word for it, in use again if it was retired, or a new one of whoever says it first."""
    there = _same_word(chapter, kind, name)
    if there is None:
        made = {"made_by": by, "made_at": at}
        return Tag.objects.get_or_create(chapter=chapter, kind=kind, name=name, defaults=made)[0]
    if there.retired_at is not None:
        bring_back(tag=there, by=by, at=at)
    return there


def _same_word(chapter: Chapter, kind: str, name: str) -> Tag | None:
    wanted = folded(name)
    words = Tag.objects.filter(chapter=chapter, kind=kind).order_by("name", "pk")
    return next((word for word in words if folded(word.name) == wanted), None)


def untag(*, tagging: Tagging, by: User | None, at: datetime) -> None:
    """Take a tag off a person; the word stays with the chapter."""
    with transaction.atomic():
        record("people.untagged", about=tagging, by=by, at=at, person=tagging.person_id, tag=tagging.tag_id)
        tagging.delete()


def rename_tag(*, tag: Tag, name: str, by: User, at: datetime) -> Tag:
    """Say it in another way, for everybody it stands on. Raises ValidationError, WordTaken."""
    cleaned = clean_tag(name)
    same = _same_word(tag.chapter, tag.kind, cleaned)
    if same is not None and same.pk != tag.pk:
        raise WordTaken(_("There is “%(name)s” already. Join the two, if they mean the same.") % {"name": same.name})
    if cleaned != tag.name:
        with transaction.atomic():
            Tag.objects.filter(pk=tag.pk).update(name=cleaned)
            record("people.tag_renamed", about=tag, by=by, at=at)
    tag.refresh_from_db()
    return tag


def join_tags(*, from_: Tag, to: Tag, by: User, at: datetime) -> Tag:
    """Two words mean the same: everybody with the first has the second from now on, and the first is retired.

    Kept searches for the one ask for the other. Raises NotAlike.
    """
    if from_.pk == to.pk or (from_.chapter_id, from_.kind) != (to.chapter_id, to.kind):
        raise NotAlike(_("Choose another word of the same kind and chapter."))
    with transaction.atomic():
        have_both = Tagging.objects.filter(tag=to).values("person")
        Tagging.objects.filter(tag=from_, person__in=list(have_both.values_list("person", flat=True))).delete()
        moved = Tagging.objects.filter(tag=from_).update(tag=to)
        _ask_for_the_other(from_, to)
        record("people.tags_joined", about=to, by=by, at=at, joined=from_.pk, moved=moved)
        retire_tag(tag=from_, by=by, at=at)
        if to.retired_at is not None:
            bring_back(tag=to, by=by, at=at)
    return to


def _ask_for_the_other(from_: Tag, to: Tag) -> None:
    """A kept search that asks for the one word finds by the other from now on those it found before."""
    for saved in SavedFilter.objects.filter(clauses__tag=str(from_.pk)):
        saved.clauses["tag"] = str(to.pk)
        saved.save(update_fields=["clauses"])


def retire_tag(*, tag: Tag, by: User, at: datetime) -> Tag:
    """Offer a word no more; it stays on those who have it. Retired twice, the first time counts."""
    with transaction.atomic():
        if Tag.objects.filter(pk=tag.pk, retired_at__isnull=True).update(retired_at=at):
            record("people.tag_retired", about=tag, by=by, at=at)
    tag.refresh_from_db()
    return tag


def bring_back(*, tag: Tag, by: User | None, at: datetime) -> Tag:
    """Offer a word again that was retired."""
    with transaction.atomic():
        if Tag.objects.filter(pk=tag.pk, retired_at__isnull=False).update(retired_at=None):
            record("people.tag_brought_back", about=tag, by=by, at=at)
    tag.refresh_from_db()
    return tag
