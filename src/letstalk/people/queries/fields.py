"""A chapter's own fields: which there are, who sets them, and how many people said something for each (issue 8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.kit.asked import optional_row
from letstalk.people.access import Scope, below, chapters_asking
from letstalk.people.intake.targets import OwnColumn
from letstalk.people.models import Chapter, CustomChoice, CustomField, CustomValue
from letstalk.people.words import MOST_FIELDS, NO, YES, FieldKind, field_said

INPUTS = {FieldKind.NUMBER: "number", FieldKind.DATE: "date"}


@dataclass(frozen=True)
class Asked:
    """A live field as a form shows it. choices: by id, those that are offered and the one that stands."""

    field: CustomField
    choices: dict[str, str]
    text: str = ""

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"field_{self.field.pk.hex}"

    @property
    def in_words(self) -> str:
        """What stands, as it is read."""
        return self.choices.get(self.text) or field_said(self.field.kind, self.text)

    @property
    def options(self) -> list[tuple[str, str]]:
        """What to choose from; nothing where something is typed."""
        if self.field.kind == FieldKind.YES_NO:
            return [(YES, _("Yes")), (NO, _("No"))]
        return list(self.choices.items())

    def as_row(self, *, hint: str) -> forms.Field:
        """A row of a form for it; the verb cleans what is typed."""
        kind = INPUTS.get(FieldKind(self.field.kind), "text")
        return optional_row(label=self.field.name, hint=hint, options=self.options, kind=kind)


@dataclass(frozen=True)
class FieldsOfChapter:
    """A chapter one may set fields in, with its live fields, each with how many people said something for it."""

    chapter: Chapter
    lines: list[tuple[CustomField, int]]

    @property
    def has_room(self) -> bool:
        return len(self.lines) < MOST_FIELDS


def live_fields(chapter: Chapter) -> QuerySet[CustomField]:
    """What is asked in a chapter: the fields of those above it first, then its own, each in its order."""
    rows = CustomField.objects.filter(chapter__path__in=chapter.paths_above, ended_at__isnull=True)
    offered = CustomChoice.objects.order_by("place", "pk")
    return rows.prefetch_related(Prefetch("choices", offered)).order_by("chapter__path", "place", "pk")


def asked_in(chapter: Chapter, values: Iterable[CustomValue] = ()) -> list[Asked]:
    """Each live field of a chapter with what stands."""
    stands = {value.field_id: value for value in values}
    return [_asked(field, stands.get(field.pk)) for field in live_fields(chapter)]


def _asked(field: CustomField, value: CustomValue | None) -> Asked:
    return Asked(field, choices_of(field, value), value.text if value else "")


def choices_of(field: CustomField, value: CustomValue | None = None) -> dict[str, str]:
    """The names of the choices by id; one that is offered no more is there for whom it stands."""
    chosen = value.choice_id if value else None
    return {str(one.pk): one.name for one in field.choices.all() if one.ended_at is None or one.pk == chosen}


def own_values(chapter: Chapter, person: UUID) -> list[CustomValue]:
    """What stands about a person in a chapter, as the person reads it: for fields that are asked no more, too."""
    rows = CustomValue.objects.filter(person=person, chapter=chapter, superseded_at__isnull=True)
    return list(rows.select_related("field", "choice").order_by("field__chapter__path", "field__place", "pk"))


def fields_to_set(user: User) -> list[FieldsOfChapter]:
    """Every chapter whose fields this user sets, from the top down, in three queries however many there are."""
    chapters = list(chapters_asking(user).order_by("path"))
    rows = CustomField.objects.filter(chapter__in=chapters, ended_at__isnull=True).order_by("place", "pk")
    fields: dict[UUID, list[CustomField]] = defaultdict(list)
    for field in rows:
        fields[field.chapter_id].append(field)
    told = _counted(one.pk for some in fields.values() for one in some)
    return [
        FieldsOfChapter(chapter, [(one, told.get(one.pk, 0)) for one in fields[chapter.pk]]) for chapter in chapters
    ]


def _counted(fields: Iterable[UUID]) -> dict[UUID, int]:
    rows = CustomValue.objects.filter(field__in=list(fields), superseded_at__isnull=True)
    return dict(rows.values_list("field").annotate(people=Count("person", distinct=True)).order_by())


def people_told(field: CustomField) -> int:
    """How many people said something for it."""
    return _counted([field.pk]).get(field.pk, 0)


def field_to_set_or_404(user: User, id: UUID) -> CustomField:
    """A live field of a chapter whose fields this user sets."""
    rows = CustomField.objects.filter(pk=id, ended_at__isnull=True, chapter__in=chapters_asking(user))
    found = rows.select_related("chapter").first()
    if found is None:
        raise Http404
    return found


def chapter_asking_or_404(user: User, id: UUID) -> Chapter:
    found = chapters_asking(user).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def named_alike(chapter: Chapter, name_folded: str) -> QuerySet[CustomField]:
    """Live fields of that name which the chapter, one above it or one below it has: they would stand side by side."""
    beside = Q(chapter__path__in=chapter.paths_above) | Q(chapter__path__startswith=chapter.path)
    return CustomField.objects.filter(beside, name_folded=name_folded, ended_at__isnull=True)


def own_columns_in(chapter: Chapter) -> dict[str, OwnColumn]:
    """The live fields of a chapter as what a column of a file may mean there, by their codes."""
    columns = (OwnColumn(one.pk, one.name, one.kind, choices_of(one)) for one in live_fields(chapter))
    return {column.target: column for column in columns}


def fields_to_look_by(scope: Scope) -> list[tuple[str, str]]:
    """What one may look for people by: each choice, and yes and no, of the live fields of one's chapters, with codes
    as `filters.Filter.field` has them."""
    rows = _in_scope(scope).filter(kind__in=[FieldKind.CHOICE, FieldKind.YES_NO])
    asked = [_asked(field, None) for field in rows.order_by("chapter__path", "place", "pk")]
    return [
        (f"{one.field.pk.hex}:{code.replace('-', '')}", _field_and_said(one.field.name, said))
        for one in asked
        for code, said in one.options
    ]


def filter_said(scope: Scope, code: str) -> str:
    """The field and what was said of such a code; nothing where it is asked no more, or not in one's chapters."""
    id, _colon, said = code.partition(":")
    field = _in_scope(scope).filter(pk=UUID(id)).first()
    if field is None:
        return ""
    words = next((one.name for one in field.choices.all() if one.pk.hex == said), "")
    words = field_said(field.kind, said) if said in (YES, NO) and field.kind == FieldKind.YES_NO else words
    return _field_and_said(field.name, words) if words else ""


def _field_and_said(name: str, said: str) -> str:
    return _("%(field)s: %(said)s") % {"field": name, "said": said}


def _in_scope(scope: Scope) -> QuerySet[CustomField]:
    """The live fields asked in the chapters a user leads or organizes in."""
    nodes = (*scope.led, *scope.organized)
    above = {path for node in nodes for path in node.paths_above}
    asked = Q(chapter__path__in=above) | below(scope.led, path="chapter__path")
    offered = CustomChoice.objects.order_by("place", "pk")
    return CustomField.objects.filter(asked, ended_at__isnull=True).prefetch_related(Prefetch("choices", offered))
