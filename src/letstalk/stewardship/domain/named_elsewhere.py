"""Notes about others that name a person who is being forgotten: their authors look at them, nobody else can (h.2)."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import override

from letstalk.followups.domain.items import plan_own
from letstalk.people.domain.persons import NAME_OF_THE_ERASED
from letstalk.people.models import Membership, Note, Person, Relationship, folded

AT_ONCE = 500


def have_authors_look(person: Person, *, at: datetime) -> int:
    """Each author of a note that names them gets a follow-up with whom it is about; how many notes name them.

    The follow-up says not who is meant. Where the author is not in touch any more, so that nobody opens the note again,
    the name itself is taken out of it. To be done while the name is still there.
    """
    notes = [] if person.erased_at else list(_notes_naming(person))
    for note in notes:
        if note.relationship.is_current:
            _ask_the_author(note, at=at)
        else:
            note.text = _whole(person.name).sub(NAME_OF_THE_ERASED, note.text)
            note.save(update_fields=["text"])
    return len(notes)


def names(text: str, name: str) -> bool:
    """Whether a text has this whole name in it, without regard to case and accents."""
    return _whole(folded(name)).search(folded(text)) is not None


def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)


def _notes_naming(person: Person) -> Iterator[Note]:
    """Of the notes in the chapters they belonged to, or were somebody's own in."""
    chapters: set[UUID] = {person.chapter_id}
    for rows in (Membership.objects.filter(person=person), Relationship.objects.filter(person=person)):
        chapters |= set(rows.values_list("chapter", flat=True))
    notes: Iterable[Note] = (
        Note.objects.filter(chapter__in=chapters)
        .exclude(person=person)
        .select_related("relationship__person", "author")
        .order_by("pk")
        .iterator(chunk_size=AT_ONCE)
    )
    return (note for note in notes if names(note.text, person.name))


def _ask_the_author(note: Note, *, at: datetime) -> None:
    with override(note.relationship.chapter.language):
        words = _("Look at your notes: one may name somebody who asked to be forgotten. Tear that one up.")
    # One for a note and a moment, so that erasing twice asks once.
    id = uuid5(NAMESPACE_URL, f"named-elsewhere/{note.pk}/{at.isoformat()}")
    plan_own(relationship=note.relationship, words=words, due_at=at, by=note.author, at=at, id=id)
