"""Adding several people at once: one a line, with name, phone and email in any order, as they come from a sheet."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.people.domain.adding import add_person
from letstalk.people.domain.ways import AddressTaken, taken_words, way_key
from letstalk.people.models import Chapter, Person, Way
from letstalk.people.validators import clean_email, clean_name, clean_phone, without_invisible
from letstalk.people.words import WayKind

MOST_LINES = 500
FEWEST_DIGITS = 5

BETWEEN = re.compile(r"[,;\t،؛，；、]")
EMAIL_LIKE = re.compile(r"[^\s,;<>()،؛，；、]*@[^\s,;<>()،؛，；、]*")
# A run of digits with what people put between them, and an extension behind; "Sam 2" is a name.
PHONE_LIKE = re.compile(r"(?<!\w)[+＋]?[(]?\d[\d \u00a0().\-/‐-―]*\d(?:\s*(?:x|ext\.?|#)\s*\d+)?(?!\w)", re.IGNORECASE)
# Brackets that held an email or a phone, such as <amina@example.org>.
EMPTIED = re.compile(r"[(<\[][\s,]*,[\s,]*[)>\]]")


class TooMany(Refused):
    """More lines than are added in one go."""


@dataclass(frozen=True)
class Line:
    """One line as it was understood; `problem` is a sentence for whoever pasted it, or nothing."""

    number: int
    text: str
    name: str = ""
    email: str = ""
    phone: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Several:
    """What became of the lines: those added, and those left with what is the matter."""

    added: tuple[Person, ...]
    left: tuple[Line, ...]


def read_lines(text: str, region: str) -> list[Line]:
    """Understand what was pasted, for a preview: nothing is looked up and nothing kept. Empty lines are passed over.

    Between name, phone and email may stand a comma, tab, semicolon or spaces. Raises TooMany.
    """
    lines = [_read(number, line, region) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise TooMany(
            _("Please add at most %(most)d people at a time; these are %(count)d lines.")
            % {"most": MOST_LINES, "count": len(lines)},
            field="lines",
        )
    return list(_without_repeats(lines))


def compare_with_chapter(lines: Sequence[Line], *, chapter: Chapter) -> list[Line]:
    """The same lines, those with a problem whose email or phone someone in the chapter has already; in one query."""
    keys = {key for line in lines for _kind, key in _keys(line)}
    own = Way.objects.filter(chapter=chapter, key__in=keys, is_shared=False, until__isnull=True)
    taken = set(own.values_list("kind", "key"))
    return [_with_taken(line, taken) for line in lines]


def add_several(*, lines: Sequence[Line], chapter: Chapter, by: User, at: datetime, entry: UUID) -> Several:
    """Add every line that has no problem as the organizer's own people; the others are left, with their problem.

    All or nothing of it is kept. entry: made with the form, so that the same lines sent twice are added once.
    """
    added: list[Person] = []
    left: list[Line] = []
    with transaction.atomic():
        for line, id in _with_ids(lines, entry):
            if line.problem:
                left.append(line)
                continue
            try:
                added.append(_add(line, id=id, chapter=chapter, by=by, at=at))
            except AddressTaken as taken:
                left.append(replace(line, problem=str(taken)))
        record("people.several_added", about=chapter, by=by, at=at, entry=entry, added=len(added), left=len(left))
    return Several(added=tuple(added), left=tuple(left))


def _add(line: Line, *, id: UUID, chapter: Chapter, by: User, at: datetime) -> Person:
    return add_person(
        id=id, chapter=chapter, name=line.name, email=line.email, phone=line.phone, source="list", by=by, at=at
    )


def _with_ids(lines: Sequence[Line], entry: UUID) -> Iterator[tuple[Line, UUID]]:
    """An id that follows from the form and the line, so that a corrected list sent again adds only what is new."""
    seen: Counter[str] = Counter()
    for line in lines:
        content = "\0".join([line.name, line.email, line.phone])
        yield line, uuid5(entry, f"{content}\0{seen[content]}")
        seen[content] += 1


def _read(number: int, text: str, region: str) -> Line:
    rest = without_invisible(text)
    emails, rest = _take(EMAIL_LIKE, rest)
    phones, rest = _take_phones(rest)
    line = Line(number=number, text=text.strip())
    if len(emails) > 1:
        return replace(line, problem=_("There are two emails on this line. Keep one; the other can be added later."))
    if len(phones) > 1:
        return replace(line, problem=_("There are two phones on this line. Keep one; the other can be added later."))
    try:
        return replace(
            line,
            name=_name_in(rest),
            email=clean_email(_bare(emails[0])) if emails else "",
            phone=clean_phone(phones[0], region) if phones else "",
        )
    except ValidationError as reason:
        return replace(line, problem=" ".join(reason.messages))


def _take(pattern: re.Pattern[str], text: str) -> tuple[list[str], str]:
    """What matches, and the text with a separator in its place."""
    return pattern.findall(text), pattern.sub(" , ", text)


def _take_phones(text: str) -> tuple[list[str], str]:
    phones = []

    def put_aside(match: re.Match[str]) -> str:
        if sum(sign.isdigit() for sign in match.group()) < FEWEST_DIGITS:
            return match.group()
        phones.append(match.group())
        return " , "

    return phones, PHONE_LIKE.sub(put_aside, text)


def _bare(email: str) -> str:
    return email.strip("\"'.:").removeprefix("mailto:")


def _name_in(rest: str) -> str:
    """What is left is the name: "Okafor, Amina" is written as the sheet had it, in that order."""
    parts = [part.strip(" \u00a0\"':|") for part in BETWEEN.split(EMPTIED.sub(",", rest))]
    name = " ".join(part for part in parts if part)
    if not name:
        raise ValidationError(_("There is no name on this line; a first name is enough."))
    return clean_name(name)


def _without_repeats(lines: Sequence[Line]) -> Iterator[Line]:
    """An email or phone that stands on an earlier line too belongs to one of the two, or to a household."""
    first_on: dict[tuple[str, str], int] = {}
    for line in lines:
        again = next((first_on[key] for key in _keys(line) if key in first_on), None)
        for key in _keys(line):
            first_on.setdefault(key, line.number)
        if again is None or line.problem:
            yield line
        else:
            yield replace(line, problem=_repeated(again))


def _repeated(number: int) -> str:
    return _("The same email or phone is on line %(number)d. If the two share it, add one of them on their own.") % {
        "number": number
    }


def _keys(line: Line) -> list[tuple[str, str]]:
    values = [(WayKind.EMAIL, line.email), (WayKind.PHONE, line.phone)]
    return [(str(kind), way_key(kind, value)) for kind, value in values if value]


def _with_taken(line: Line, taken: set[tuple[str, str]]) -> Line:
    found = next((kind for kind, key in _keys(line) if (kind, key) in taken), None)
    return line if line.problem or found is None else replace(line, problem=taken_words(found))
