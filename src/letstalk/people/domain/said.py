"""What people say of themselves that an ask may be weighed by; what is said later takes its place (section g)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.people.domain.refusals import refuse_if_forgotten
from letstalk.people.models import Chapter, Person, Said
from letstalk.people.queries.said import standing_of
from letstalk.people.validators import clean_said
from letstalk.people.words import ONE_AT_A_TIME, SaidAnswer, SaidKind

# A kind and everything said of it: codes, or for wishes words of their own; None where they would rather not say.
SaidByKind = Mapping[SaidKind, Sequence[str] | None]


def write_down(
    *,
    person: Person,
    chapter: Chapter,
    said: SaidByKind,
    source: str,
    about: UUID | None = None,
    by: User,
    at: datetime,
) -> list[Said]:
    """All a person said by now of each of these kinds; a kind without anything is not known again. The rows made.

    What was said before and is said still keeps its day. Of motives only those this organizer heard are touched. about:
    the one-on-one it was said in. Raises ValidationError, Forgotten.
    """
    refuse_if_forgotten(person)
    wanted = {kind: _as_rows(kind, one) for kind, one in said.items()}
    with transaction.atomic():
        list(Person.objects.select_for_update().filter(pk=person.pk))
        made: list[Said] = []
        gone: list[UUID] = []
        for kind, rows in wanted.items():
            stand = {(row.answer, row.code, row.words): row for row in standing_of(person, kind, by=by)}
            gone += [row.pk for what, row in stand.items() if what not in rows]
            made += [
                Said(
                    person=person,
                    chapter=chapter,
                    kind=kind,
                    answer=answer,
                    code=code,
                    words=words,
                    source=source,
                    about=about,
                    by=by,
                    at=at,
                )
                for answer, code, words in rows
                if (answer, code, words) not in stand
            ]
        Said.objects.filter(pk__in=gone).update(superseded_at=at)
        Said.objects.bulk_create(made)
        if made or gone:
            record("people.said", about=person, by=by, at=at, made=len(made), superseded=len(gone))
    return made


def add_said(
    *,
    person: Person,
    chapter: Chapter,
    said: Mapping[SaidKind, Sequence[str]],
    source: str,
    about: UUID | None = None,
    by: User,
    at: datetime,
) -> list[Said]:
    """What came up in a talk, beside what stands already; of an amount and an age the later is the one that holds.

    The rows made. Raises ValidationError, Forgotten.
    """
    with transaction.atomic():
        list(Person.objects.select_for_update().filter(pk=person.pk))
        by_now = {kind: [*_still_said(person, kind, by=by), *more] for kind, more in said.items() if more}
        return write_down(person=person, chapter=chapter, said=by_now, source=source, about=about, by=by, at=at)


def _still_said(person: Person, kind: SaidKind, *, by: User) -> list[str]:
    if kind in ONE_AT_A_TIME:
        return []
    rows = standing_of(person, kind, by=by).filter(answer=SaidAnswer.SAID)
    return [row.code or row.words for row in rows]


def _as_rows(kind: SaidKind, said: Sequence[str] | None) -> list[tuple[str, str, str]]:
    """Answer, code and words of each; said twice it is said once."""
    if said is None:
        return [(SaidAnswer.RATHER_NOT, "", "")]
    cleaned = dict.fromkeys(clean_said(kind, one) for one in said)
    is_wish = kind == SaidKind.WISH
    return [(SaidAnswer.SAID, "" if is_wish else one, one if is_wish else "") for one in cleaned]
