"""One change to several people at once: looked at first, made by the verbs of one, and taken back for 30 days."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.people.access import people_visible_to, scope_of
from letstalk.people.domain.fields import fill_in, take_value_back
from letstalk.people.domain.refusals import form_used
from letstalk.people.domain.relationships import set_cadence
from letstalk.people.domain.tags import tag, untag
from letstalk.people.models import (
    BulkEdit,
    BulkEditRow,
    Chapter,
    CustomValue,
    Membership,
    Person,
    Relationship,
    Tag,
    Tagging,
    folded,
)
from letstalk.people.queries.fields import live_fields
from letstalk.people.queries.reaching import restricted_among
from letstalk.people.words import NO, YES, BulkKind

MOST_AT_ONCE = 200
UNDO_FOR = timedelta(days=30)
WITH_OTHERS = "changed with others"


class NothingToChange(Refused):
    """It stands so with each of them already, or with nobody may it be changed."""


class TooLate(Refused):
    """After 30 days what was there before is forgotten."""


@dataclass(frozen=True)
class Wish:
    """What is to be changed, in which chapter: a word given or taken off, the days between contacts, or a field.

    field: a code as `queries.fields.fields_to_look_by` gives it.
    """

    chapter: Chapter
    kind: str
    tag_kind: str = ""
    name: str = ""
    every_days: int | None = None
    field: str = ""

    @property
    def field_and_text(self) -> tuple[UUID, str]:
        """Which field, and what is said for it as its validator takes it."""
        id, _colon, said = self.field.partition(":")
        return UUID(id), said if said in (YES, NO) else str(UUID(said))


@dataclass(frozen=True)
class Line:
    """Of one person: whether it would change, else why not; `row` is what it would change."""

    person: Person
    changes: bool
    why: str = ""
    row: Any = None


@dataclass(frozen=True)
class Undone:
    """How many went back, and who did not, each with the reason, where a later edit would have been lost."""

    back: int
    left: Sequence[tuple[Person, str]]


def look(*, wish: Wish, people: Collection[UUID], by: User) -> list[Line]:
    """What would change, person by person, by name. Whoever this user may not see is not in it."""
    ids = list(people)[:MOST_AT_ONCE]
    seen = list(people_visible_to(by).filter(pk__in=ids).order_by("name_folded", "pk"))
    here = Membership.objects.filter(chapter=wish.chapter, person__in=seen, until__isnull=True)
    members = set(here.values_list("person", flat=True))
    own = {
        row.person_id: row
        for row in Relationship.objects.current()
        .filter(organizer=by, chapter=wish.chapter, person__in=seen)
        .select_related("chapter", "organizer")
    }
    tagged = _tagged(wish, seen) if wish.kind in (BulkKind.TAG, BulkKind.UNTAG) else {}
    stands = _stands(wish, seen) if wish.kind == BulkKind.FIELD else {}
    leads = scope_of(by).leads(wish.chapter)
    left_alone = restricted_among([person.pk for person in seen])
    lines = []
    for person in seen:
        if person.pk in left_alone:
            lines.append(Line(person, False, _("left alone for now")))
        elif person.pk not in members:
            lines.append(Line(person, False, _("not in this chapter")))
        elif wish.kind == BulkKind.CADENCE:
            lines.append(_cadence_line(wish, person, own.get(person.pk)))
        elif not (leads or person.pk in own or person.added_by_id == by.pk):
            lines.append(Line(person, False, _("not your own")))
        elif wish.kind == BulkKind.FIELD:
            lines.append(_field_line(wish, person, stands))
        else:
            lines.append(_tag_line(wish, person, tagged.get(person.pk)))
    return lines


def _tagged(wish: Wish, people: list[Person]) -> dict[UUID, Tagging]:
    wanted = folded(wish.name)
    rows = Tagging.objects.filter(tag__chapter=wish.chapter, tag__kind=wish.tag_kind, person__in=people)
    return {row.person_id: row for row in rows.select_related("tag") if folded(row.tag.name) == wanted}


def _stands(wish: Wish, people: list[Person]) -> dict[UUID, CustomValue] | None:
    """What stands for the field in this chapter; None where it is not asked there."""
    field, _text = wish.field_and_text
    if not live_fields(wish.chapter).filter(pk=field).exists():
        return None
    rows = CustomValue.objects.filter(field=field, chapter=wish.chapter, person__in=people, superseded_at__isnull=True)
    return {row.person_id: row for row in rows}


def _field_line(wish: Wish, person: Person, stands: dict[UUID, CustomValue] | None) -> Line:
    if stands is None:
        return Line(person, False, _("not asked in this chapter"))
    now = stands.get(person.pk)
    if now is not None and now.text == wish.field_and_text[1]:
        return Line(person, False, _("is so already"))
    return Line(person, True, row=now)


def _cadence_line(wish: Wish, person: Person, relationship: Relationship | None) -> Line:
    if relationship is None:
        return Line(person, False, _("not your own"))
    if relationship.contact_every_days == wish.every_days:
        return Line(person, False, _("is so already"))
    return Line(person, True, row=relationship)


def _tag_line(wish: Wish, person: Person, tagging: Tagging | None) -> Line:
    if wish.kind == BulkKind.TAG:
        return Line(person, False, _("has it already")) if tagging else Line(person, True)
    return Line(person, True, row=tagging) if tagging else Line(person, False, _("does not have it"))


def change_several(*, id: UUID, wish: Wish, people: Collection[UUID], by: User, at: datetime) -> BulkEdit:
    """Make the change with each whom it changes, by the verb for one, all or nobody; sent twice is made once.

    Each person is looked at again, so that who may be changed is decided now. Raises ValidationError, FormUsed,
    NothingToChange.
    """
    with transaction.atomic():
        there = BulkEdit.objects.filter(pk=id).first()
        if there is not None:
            if there.by_id != by.pk:
                raise form_used()
            return there
        # Locked before they are looked at, so that what stands is what is changed.
        list(Person.objects.select_for_update().filter(pk__in=list(people)[:MOST_AT_ONCE]).order_by("pk"))
        lines = [line for line in look(wish=wish, people=people, by=by) if line.changes]
        if not lines:
            raise NothingToChange(_("With none of them there is anything to change."))
        edit = BulkEdit.objects.create(
            id=id, chapter=wish.chapter, by=by, kind=wish.kind, every_days=wish.every_days, at=at, **_as_told(wish)
        )
        rows = [_make(wish, line, edit, by=by, at=at) for line in lines]
        BulkEditRow.objects.bulk_create(rows)
        record("people.several_changed", about=edit, by=by, at=at, kind=wish.kind, people=len(rows))
    return edit


def _as_told(wish: Wish) -> dict[str, Any]:
    """What is said for a field, as a change keeps it."""
    if wish.kind != BulkKind.FIELD:
        return {}
    field, text = wish.field_and_text
    is_choice = text not in (YES, NO)
    return {"field_id": field, "choice_id": text if is_choice else None, "is_yes": None if is_choice else text == YES}


def _make(wish: Wish, line: Line, edit: BulkEdit, *, by: User, at: datetime) -> BulkEditRow:
    made = BulkEditRow(edit=edit, person=line.person)
    if wish.kind == BulkKind.CADENCE:
        made.row, made.days_before = line.row.pk, line.row.contact_every_days
        set_cadence(relationship=line.row, every_days=wish.every_days, by=by, at=at)
        return made
    if wish.kind == BulkKind.FIELD:
        values = dict([wish.field_and_text])
        [value] = fill_in(person=line.person, chapter=wish.chapter, values=values, source=WITH_OTHERS, by=by, at=at)
        made.row, made.value_before = value.pk, line.row.pk if line.row else None
        return made
    if wish.kind == BulkKind.TAG:
        tagging = tag(person=line.person, chapter=wish.chapter, kind=wish.tag_kind, name=wish.name, by=by, at=at)
        made.row = tagging.pk
    else:
        tagging = line.row
        made.row, made.by_before_id, made.at_before = tagging.pk, tagging.by_id, tagging.at
        untag(tagging=tagging, by=by, at=at)
    if edit.tag_id is None:
        edit.tag_id = tagging.tag_id
        edit.save(update_fields=["tag"])
    return made


def take_several_back(*, edit: BulkEdit, by: User, at: datetime) -> Undone:
    """Bring back what stood before, with each where nobody changed it since; who is left is named with the reason.

    Whom this user does not see any more stays as they are, and is not named. Taken back twice, what was left is tried
    again. Raises TooLate.
    """
    if at > edit.at + UNDO_FOR:
        raise TooLate(_("This is more than 30 days ago: what was there before is forgotten."))
    back, left = 0, []
    with transaction.atomic():
        locked = BulkEdit.objects.select_for_update(of=("self",)).select_related("tag", "chapter").get(pk=edit.pk)
        seen = people_visible_to(by).values("pk")
        rows = locked.rows.filter(undone_at__isnull=True, person__in=seen).select_related("person")
        for row in rows.order_by("person__name_folded", "pk"):
            why = _back(locked, row, by=by, at=at)
            if why:
                left.append((row.person, why))
            else:
                BulkEditRow.objects.filter(pk=row.pk).update(undone_at=at)
                back += 1
        BulkEdit.objects.filter(pk=locked.pk, undone_at__isnull=True).update(undone_at=at)
        record("people.several_taken_back", about=locked, by=by, at=at, people=back, left=len(left))
    return Undone(back, left)


def _back(edit: BulkEdit, row: BulkEditRow, *, by: User, at: datetime) -> str:
    """Empty when it went back, else why not."""
    if edit.kind == BulkKind.CADENCE:
        return _cadence_back(edit, row, by=by, at=at)
    if edit.kind == BulkKind.FIELD:
        return _field_back(row, by=by, at=at)
    if edit.tag is None:
        return _("the word is not there any more")
    if edit.kind == BulkKind.UNTAG:
        return _tag_back(edit.tag, row)
    now = Tagging.objects.filter(pk=row.row).first()
    if now is None or now.person_id != row.person_id or now.tag_id != edit.tag_id:
        is_again = Tagging.objects.filter(tag=edit.tag, person=row.person).exists()
        return _("somebody gave them the word again since") if is_again else ""
    untag(tagging=now, by=by, at=at)
    return ""


def _tag_back(word: Tag, row: BulkEditRow) -> str:
    if word.retired_at is not None:
        return _("the word was retired since")
    before = {"by_id": row.by_before_id, "at": row.at_before}
    Tagging.objects.get_or_create(tag=word, person=row.person, defaults={"id": row.row, **before})
    return ""


def _field_back(row: BulkEditRow, *, by: User, at: datetime) -> str:
    now = CustomValue.objects.filter(pk=row.row, person=row.person_id).first()
    is_back = now is not None and take_value_back(value=now, before=row.value_before, by=by, at=at)
    return "" if is_back else _("changed again since")


def _cadence_back(edit: BulkEdit, row: BulkEditRow, *, by: User, at: datetime) -> str:
    now = Relationship.objects.current().filter(pk=row.row, organizer=by).first()
    if now is None:
        return _("not your own any more")
    if now.contact_every_days != edit.every_days:
        return _("changed again since")
    set_cadence(relationship=now, every_days=row.days_before, by=by, at=at)
    return ""


def forget_changes(*, at: datetime) -> int:
    """After 30 days what stood before is forgotten, and with it who was changed."""
    old = BulkEdit.objects.filter(at__lt=at - UNDO_FOR)
    count = old.count()
    old.delete()
    return count
