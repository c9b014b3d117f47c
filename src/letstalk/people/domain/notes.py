"""Notes: written by an organizer, for their own eyes."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.kit.refusal import Refused
from letstalk.kit.statements import insert
from letstalk.people.domain.refusals import form_used, refuse_if_forgotten
from letstalk.people.models import Note, Relationship
from letstalk.people.queries import has_refused
from letstalk.people.words import Purpose


class NothingWritten(Refused):
    """A note without words."""


class NotesRefused(Refused):
    """They asked that no notes be kept about them (I-9)."""


def jot(
    *, id: UUID | None = None, relationship: Relationship, text: str, about: UUID | None = None, by: User, at: datetime
) -> Note:
    """Write down something that only its author can read again.

    id: made with the form, so that sending it twice keeps one note. about: what it belongs to, such as a one-on-one.
    Raises NothingWritten, NotesRefused, FormUsed, Forgotten.
    """
    refuse_if_forgotten(relationship.person)
    if not text.strip():
        raise NothingWritten(_("There is nothing written yet."), field="text")
    if has_refused(relationship.person, Purpose.KEEP_NOTES):
        raise NotesRefused(
            _("%(name)s asked that no notes be kept. Commitments and promises are fine.")
            % {"name": relationship.person.first_name},
            field="text",
        )
    note = Note(
        id=id or uuid4(),
        chapter=relationship.chapter,
        relationship=relationship,
        person=relationship.person,
        author=by,
        about=about,
        text=text.strip(),
        at=at,
    )
    try:
        with transaction.atomic():
            insert(Note, [note])
            record("people.note_jotted", about=note, by=by, at=at, person=note.person_id)
    except IntegrityError:
        return _written_before(note)
    return note


def _written_before(note: Note) -> Note:
    """The note that this form wrote when it was sent the first time."""
    first = Note.objects.get(pk=note.pk)
    if (first.author_id, first.person_id) != (note.author_id, note.person_id):
        raise form_used()
    return first


def pass_on(*, note: Note, to: Relationship, by: User | None, at: datetime) -> Note:
    """Write a note anew for the organizer somebody goes on with, since the person chose so (d.9); the old one stays.

    Its first line names who wrote it and when; it keeps its moment, so that it stands in the story where it belongs.
    Callers hold a transaction.
    """
    day = date_format(clock.local_day(note.at, to.chapter.zone), "j F Y")
    whose = _("%(name)s wrote on %(day)s:") % {"name": note.author, "day": day}
    copy = Note(
        chapter=to.chapter,
        relationship=to,
        person_id=note.person_id,
        author_id=to.organizer_id,
        text=f"{whose}\n{note.text}",
        at=note.at,
    )
    insert(Note, [copy])
    record("people.note_passed_on", about=copy, by=by, at=at, person=note.person_id, note=note.pk)
    return copy


def tear_up(*, note: Note, by: User, at: datetime) -> None:
    """Remove a note for good: its author no longer wants or needs it."""
    with transaction.atomic():
        record("people.note_torn_up", about=note, by=by, at=at, person=note.person_id)
        note.delete()
