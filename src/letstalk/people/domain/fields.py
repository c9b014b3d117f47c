"""A chapter's own fields, few and typed, and what is said for them; what is said later takes its place (issue 8)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.people.domain.refusals import refuse_if_forgotten
from letstalk.people.models import Chapter, CustomChoice, CustomField, CustomValue, Person, folded
from letstalk.people.queries.fields import choices_of, live_fields, named_alike
from letstalk.people.validators import clean_field_name, clean_field_value, clean_why
from letstalk.people.words import MOST_CHOICES, MOST_FIELDS, YES, FieldKind

FEWEST_CHOICES = 2


class NameTaken(Refused):
    """There is a live field of that name here, above or below."""


class NoRoom(Refused):
    """The chapter has eight fields."""


class NotAskedHere(Refused):
    """The field was ended, or belongs to a chapter that is not above this one."""


@dataclass(frozen=True)
class FieldWords:
    """What a field is called, what it is for, and its choices: those that are there by id, an emptied one is ended."""

    name: str
    why: str
    choices: Mapping[UUID, str] = field(default_factory=dict)
    more: Sequence[str] = ()


def add_field(*, chapter: Chapter, kind: str, words: FieldWords, id: UUID, by: User, at: datetime) -> CustomField:
    """Ask for one thing more in a chapter and those below it. The same id twice is one field.

    Raises NothingWritten with a sentence for each part, NameTaken, NoRoom.
    """
    known = CustomField.objects.filter(pk=id, chapter=chapter).first()
    if known is not None:
        return known
    checked = _checked(words, kind)
    try:
        with transaction.atomic():
            list(Chapter.objects.select_for_update().filter(pk=chapter.pk))
            _refuse_taken(chapter, checked.name)
            made = CustomField.objects.create(
                id=id,
                chapter=chapter,
                kind=kind,
                name=checked.name,
                why=checked.why,
                slot=_free_slot(chapter),
                place=_last_place(chapter),
                made_by=by,
                made_at=at,
            )
            _add_choices(made, checked.more, first=0)
            record("people.field_added", about=made, by=by, at=at)
    except IntegrityError:
        raise NameTaken(_("Somebody added one just now. Please look again."), field="name") from None
    return made


def change_field(*, field: CustomField, words: FieldWords, by: User, at: datetime) -> CustomField:
    """Say in other words what is asked, and what one chooses from; what people said stays.

    A choice that is emptied is offered no more, and stays with whom it was said of. Raises NothingWritten, NameTaken.
    """
    checked = _checked(words, field.kind)
    with transaction.atomic():
        list(CustomField.objects.select_for_update().filter(pk=field.pk))
        _refuse_taken(field.chapter, checked.name, but=field)
        field.name, field.why = checked.name, checked.why
        field.save(update_fields=["name", "name_folded", "why"])
        _change_choices(field, checked, at=at)
        record("people.field_changed", about=field, by=by, at=at)
    return field


def move_field(*, field: CustomField, is_up: bool, by: User, at: datetime) -> None:
    """One place up or down among those of its chapter; at the end nothing happens."""
    with transaction.atomic():
        rows = list(_live(field.chapter).select_for_update().order_by("place", "pk"))
        here = next((nth for nth, row in enumerate(rows) if row.pk == field.pk), None)
        there = None if here is None else here + (-1 if is_up else 1)
        if here is None or there is None or not 0 <= there < len(rows):
            return
        rows[here], rows[there] = rows[there], rows[here]
        for nth, row in enumerate(rows):
            CustomField.objects.filter(pk=row.pk).update(place=nth)
        record("people.field_moved", about=field, by=by, at=at)


def end_field(*, field: CustomField, by: User, at: datetime) -> None:
    """Ask it no more: it is shown nowhere, and what people said stays until they are forgotten. Twice is once."""
    with transaction.atomic():
        if CustomField.objects.filter(pk=field.pk, ended_at__isnull=True).update(ended_at=at, ended_by=by):
            record("people.field_ended", about=field, by=by, at=at)
    field.refresh_from_db()


def fill_in(
    *, person: Person, chapter: Chapter, values: Mapping[UUID, str], source: str, by: User | None, at: datetime
) -> list[CustomValue]:
    """What a person said for fields of a chapter, by the field's id; nothing said is not known again. The rows made.

    Fields that are not named stay as they are, and what is said still keeps its day. Raises NothingWritten with a
    sentence for each field (`field_` and its id in hex), NotAskedHere, Forgotten.
    """
    refuse_if_forgotten(person)
    asked = {row.pk: row for row in live_fields(chapter).filter(pk__in=list(values))} if values else {}
    if len(asked) < len(values):
        raise NotAskedHere(_("This is asked no more. Please look again."))
    with transaction.atomic():
        list(Person.objects.select_for_update().filter(pk=person.pk))
        rows = CustomValue.objects.filter(person=person, chapter=chapter, superseded_at__isnull=True)
        stands = {row.field_id: row for row in rows.filter(field__in=list(asked)).select_related("field")}
        told = _cleaned(asked, values, stands)
        changed = [id for id, text in told.items() if text != (stands[id].text if id in stands else "")]
        gone = [stands[id].pk for id in changed if id in stands]
        CustomValue.objects.filter(pk__in=gone).update(superseded_at=at)
        about = {"person": person, "chapter": chapter, "source": source, "by": by, "at": at}
        made = [
            CustomValue(field=asked[id], **as_kept(asked[id].kind, told[id]), **about) for id in changed if told[id]
        ]
        CustomValue.objects.bulk_create(made)
        if made or gone:
            record("people.fields_filled", about=person, by=by, at=at, made=len(made), superseded=len(gone))
    return made


def take_value_back(*, value: CustomValue, before: UUID | None, by: User, at: datetime) -> bool:
    """Let what stood before stand again, as if this had not been said; False where something else stands since."""
    with transaction.atomic():
        list(Person.objects.select_for_update().filter(pk=value.person_id))
        gone, _each = CustomValue.objects.filter(pk=value.pk, superseded_at__isnull=True).delete()
        if gone and before is not None:
            again = CustomValue.objects.filter(pk=before, person=value.person_id, field=value.field_id)
            again.filter(superseded_at__isnull=False).update(superseded_at=None)
        if gone:
            record("people.field_taken_back", about=value, by=by, at=at, person=value.person_id)
    return bool(gone)


def as_kept(kind: str, text: str) -> dict[str, object]:
    """In which column a cleaned value is kept, with the others that stay empty."""
    is_typed = kind not in (FieldKind.CHOICE, FieldKind.YES_NO)
    return {
        "choice_id": UUID(text) if kind == FieldKind.CHOICE else None,
        "is_yes": text == YES if kind == FieldKind.YES_NO else None,
        "words": text if is_typed else "",
    }


def _cleaned(
    asked: Mapping[UUID, CustomField], values: Mapping[UUID, str], stands: Mapping[UUID, CustomValue]
) -> dict[UUID, str]:
    found, errors = {}, {}
    for id, text in values.items():
        choices = choices_of(asked[id], stands.get(id))
        try:
            found[id] = clean_field_value(asked[id].kind, text, choices=choices)
        except ValidationError as wrong:
            errors[f"field_{id.hex}"] = " ".join(wrong.messages)
    if errors:
        raise NothingWritten(errors)
    return found


def _checked(words: FieldWords, kind: str) -> FieldWords:
    """Each part cleaned, with a sentence for each that is wrong."""
    errors: dict[str, str] = {}
    name = _part(clean_field_name, words.name, "name", errors)
    why = _part(clean_why, words.why, "why", errors)
    if kind not in FieldKind.values:
        errors["kind"] = _("Choose from what is offered here.")
    if kind != FieldKind.CHOICE:
        choices, more = {}, []
    else:
        choices = {
            id: _part(clean_field_name, text, f"choice_{id.hex}", errors) if text.strip() else ""
            for id, text in words.choices.items()
        }
        more = [_part(clean_field_name, line, "more", errors) for line in words.more if line.strip()]
        _check_number([*filter(None, choices.values()), *more], errors)
    if errors:
        raise NothingWritten(errors)
    return FieldWords(name, why, choices, more)


def _part(clean: Callable[[str], str], text: str, part: str, errors: dict[str, str]) -> str:
    try:
        return clean(text)
    except ValidationError as wrong:
        errors.setdefault(part, " ".join(wrong.messages))
        return ""


def _check_number(names: Sequence[str], errors: dict[str, str]) -> None:
    if len({folded(name) for name in names}) < len(names):
        errors.setdefault("more", _("Each choice stands here once."))
    elif not FEWEST_CHOICES <= len(names) <= MOST_CHOICES:
        errors.setdefault(
            "more",
            _("Write from %(fewest)d to %(most)d choices, each on a line of its own.")
            % {"fewest": FEWEST_CHOICES, "most": MOST_CHOICES},
        )


def _live(chapter: Chapter) -> QuerySet[CustomField]:
    return CustomField.objects.filter(chapter=chapter, ended_at__isnull=True)


def _refuse_taken(chapter: Chapter, name: str, *, but: CustomField | None = None) -> None:
    alike = named_alike(chapter, folded(name)).select_related("chapter")
    same = (alike.exclude(pk=but.pk) if but else alike).first()
    if same is not None:
        raise NameTaken(
            _("“%(name)s” is asked already, in %(chapter)s.") % {"name": same.name, "chapter": same.chapter.name},
            field="name",
        )


def _free_slot(chapter: Chapter) -> int:
    taken = set(_live(chapter).values_list("slot", flat=True))
    free = next((slot for slot in range(1, MOST_FIELDS + 1) if slot not in taken), None)
    if free is None:
        raise NoRoom(
            _("There are %(most)d fields here, which is the most. End one that is not needed any more first.")
            % {"most": MOST_FIELDS}
        )
    return free


def _last_place(chapter: Chapter) -> int:
    last = _live(chapter).order_by("-place").values_list("place", flat=True).first()
    return 0 if last is None else last + 1


def _add_choices(field: CustomField, names: Sequence[str], *, first: int) -> None:
    for nth, name in enumerate(names, first):
        CustomChoice.objects.create(field=field, name=name, place=nth)


def _change_choices(field: CustomField, words: FieldWords, *, at: datetime) -> None:
    rows = {row.pk: row for row in CustomChoice.objects.filter(field=field, ended_at__isnull=True)}
    ended = [id for id, name in words.choices.items() if not name and id in rows]
    CustomChoice.objects.filter(pk__in=ended).update(ended_at=at)
    renamed = {id: name for id, name in words.choices.items() if name and id in rows and name != rows[id].name}
    # First out of each other's way, so that two may swap their names.
    for id in renamed:
        CustomChoice.objects.filter(pk=id).update(name_folded=id.hex)
    for id, name in renamed.items():
        rows[id].name = name
        rows[id].save(update_fields=["name", "name_folded"])
    last = CustomChoice.objects.filter(field=field).order_by("-place").values_list("place", flat=True).first()
    _add_choices(field, words.more, first=0 if last is None else last + 1)
