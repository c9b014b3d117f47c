"""Finding people by name, email or phone, in a time that does not grow with how many there are.

Names are searched by trigrams: FTS5 on SQLite, pg_trgm on PostgreSQL (migration 0002_search). Matches are counted
first, up to 3,001. If there are fewer, they are found first and sorted then. Else they are met by walking the people in
the order of their names: first those whose name begins with a word that was typed, since all of these stand together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import phonenumbers
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Case, Func, IntegerField, Q, QuerySet, UUIDField, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from letstalk.kit.endings import ENDING, LONGEST_ENDING, ending_key
from letstalk.kit.lookup import lookup_key
from letstalk.people.models import Chapter, Person, Way, folded
from letstalk.people.nicknames import also_called
from letstalk.people.validators import clean_email, clean_phone, without_invisible
from letstalk.people.words import WayKind

COUNTED_TO = 1000
# So many are put in the order of their names sooner than they are met walking by name.
SORTED_TO = 3000
# Enough for a page, even when some of them left every chapter.
FIRST_FOUND = 100
# Three letters make a trigram; less is looked for at the beginning of the name.
SEARCHED_FROM = 3
LONGEST_SEARCH = 200
FEWEST_DIGITS = LONGEST_ENDING + 1
MOST_OPENED = 1000
AFTER_EVERY_LETTER = "\U0010ffff"


MATCHES_COUNTED = """
    SELECT count(*) FROM (SELECT 1 FROM people_name_trigrams WHERE people_name_trigrams MATCH %s LIMIT %s) AS some
"""
NAMES_READ = """
    SELECT person_id FROM people_name WHERE "row" IN
        (SELECT rowid FROM people_name_trigrams WHERE people_name_trigrams MATCH %s){told} LIMIT %s
"""
AT_A_WORD = " OR instr(' ' || name, %s)"


class FirstNamedLike(Func):
    """The ids of the first with these trigrams, those that begin with the word before the others; on SQLite only."""

    template = (
        '(SELECT person_id FROM people_name WHERE "row" IN'
        " (SELECT rowid FROM people_name_trigrams WHERE people_name_trigrams MATCH %(expressions)s) <> 1,"
        " name, person_id LIMIT %(most)s)"
    )
    # Between the two that are given: the trigrams, and the word.
    arg_joiner = ") ORDER BY instr(name, "
    output_field = UUIDField()


class NamedLike(Func):
    """The ids of those whose name has these trigrams; on SQLite only."""

    template = (
        '(SELECT person_id FROM people_name WHERE "row" IN'
        " (SELECT rowid FROM people_name_trigrams WHERE people_name_trigrams MATCH %(expressions)s))"
    )
    output_field = UUIDField()


@dataclass(frozen=True)
class Wanted:
    """A condition on people; `is_rare` when so few fit that they are best found first and sorted then.

    `is_common` when it is known that more fit than are ever counted. `beginnings` are what a name begins with that is
    shown before the others, in their order and none within another; `word` is what names are asked for where it is
    one word alone, and no other form of it; `matches` is how many have it, counted no further than 3,001.
    `is_whom_they_see` where the condition lets nobody through whom the viewer may not see.
    """

    condition: Q
    is_rare: bool = False
    is_common: bool = False
    beginnings: tuple[str, ...] = ()
    word: str = ""
    matches: int = 0
    is_whom_they_see: bool = False


def begins_with(beginning: str) -> Q:
    """Names that begin so, as an index of names can tell."""
    return Q(name_folded__gte=beginning, name_folded__lt=beginning + AFTER_EVERY_LETTER)


def place(beginnings: Sequence[str]) -> Case:
    """0 for those shown first, 1 for the others."""
    first = Q()
    for beginning in beginnings:
        first |= begins_with(beginning)
    return Case(When(first, then=0), default=1, output_field=IntegerField())


def find_people(people: QuerySet[Person], text: str, *, ways: QuerySet[Way] | None = None) -> QuerySet[Person]:
    """Those of `people` whose name holds every word of `text`, without regard to accents and case.

    An email or phone typed in full finds its owner by the keyed hash, among `ways` if given; so do the last four to
    seven digits of a phone. A first name finds its short and familiar forms, too. Less than three letters are looked
    for at the beginning of the name. Nothing typed finds everyone.
    """
    return people.filter(wanted_by(text, ways=lambda: Way.objects.all() if ways is None else ways).condition)


def wanted_by(text: str, *, ways: Callable[[], QuerySet[Way]], are_few: Callable[[], bool] = lambda: False) -> Wanted:
    """What `find_people` looks for, and whether few fit it. `ways` are built only when an address was typed.

    are_few: asked where a name was typed, whether it is looked for among so few that no index is worth asking.
    """
    typed = without_invisible(text).replace("\0", "").strip()[:LONGEST_SEARCH]
    if typed.isdecimal() or not any(sign.isalpha() for sign in typed):
        digits = "".join(sign for sign in typed if sign.isdecimal())
        if ENDING <= len(digits) <= LONGEST_ENDING and not typed.startswith("+"):
            return _by_ending(digits, ways())
    keys = _keys_typed(typed)
    if keys:
        found = ways().filter(keys, until__isnull=True)
        return Wanted(Q(pk__in=found.values("person")), is_rare=True)
    return _by_name(folded(typed), are_few=are_few)


def _keys_typed(typed: str) -> Q | None:
    """The hash of an email or a phone typed in full, if it is one."""
    if "@" in typed:
        try:
            return Q(kind=WayKind.EMAIL, key=lookup_key("email", clean_email(typed).casefold()))
        except ValidationError:
            return None
    if not any(sign.isalpha() for sign in typed) and sum(sign.isdigit() for sign in typed) >= FEWEST_DIGITS:
        return Q(kind=WayKind.PHONE, key__in=_phone_keys(typed))
    return None


def _by_ending(digits: str, ways: QuerySet[Way]) -> Wanted:
    """Whose phone ends with these. One in ten thousand shares the last four; these are opened where more were typed."""
    alike = ways.filter(kind=WayKind.PHONE, ending=ending_key(digits), until__isnull=True)
    if len(digits) == ENDING:
        return Wanted(Q(pk__in=alike.values("person")), is_rare=True)
    rows = alike.only("person_id", "value")[:MOST_OPENED]
    return Wanted(Q(pk__in={way.person_id for way in rows if way.value.endswith(digits)}), is_rare=True)


def _phone_keys(typed: str) -> list[str]:
    """Without + a number means another phone in each country, so each country with a chapter is tried."""
    regions = Chapter.objects.order_by("region").values_list("region", flat=True).distinct()
    keys = []
    for region in regions if not typed.startswith("+") else [phonenumbers.UNKNOWN_REGION]:
        try:
            keys.append(lookup_key("phone", clean_phone(typed, region)))
        except ValidationError:
            continue
    return keys


def _by_name(sought: str, *, are_few: Callable[[], bool]) -> Wanted:
    if len(sought) < SEARCHED_FROM:
        return Wanted(begins_with(sought) if sought else Q())
    words = sought.split()
    # Short words alone ("li wu") are looked for as they stand, since together they make trigrams.
    asked = words if any(len(word) >= SEARCHED_FROM for word in words) else [sought]
    if are_few():
        return Wanted(_holds_all(_forms(asked)), beginnings=_beginnings(_forms(asked)))
    if any(len(word) < SEARCHED_FROM for word in asked) and _begin_so_beyond_counting(sought):
        return _common([(word,) for word in asked])
    found = _by_words([(word,) for word in asked])
    # Where a page and more has the word itself, nobody waits for those who have another form of it.
    has_forms = any(len(forms) > 1 for forms in _forms(asked))
    return _by_words(_forms(asked)) if has_forms and not found.is_common else found


def _forms(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Each word and what else it is called by."""
    return [(word, *also_called(word)) for word in words]


def _begin_so_beyond_counting(sought: str) -> bool:
    """No index knows a short word beside a long one; but one knows the names that begin with both as typed."""
    begin = Person.objects.filter(begins_with(sought), erased_at__isnull=True).order_by("name_folded", "pk")
    return begin.values_list("pk")[COUNTED_TO : COUNTED_TO + 1].exists()


def _by_words(words: list[tuple[str, ...]]) -> Wanted:
    word = words[0][0] if len(words) == 1 and len(words[0]) == 1 else ""
    ids = _read_by_name(words) if connection.vendor == "sqlite" else None
    matches = _matches(words) if ids is None else len(ids)
    if matches > SORTED_TO:
        return replace(_common(words), word=word, matches=matches)
    condition = _like(words) & _holds_all(words) if ids is None else Q(pk__in=ids)
    return Wanted(condition, is_rare=True, beginnings=_beginnings(words), word=word, matches=matches)


def _common(words: list[tuple[str, ...]]) -> Wanted:
    return Wanted(_holds_all(words, is_walked=True), is_common=True, beginnings=_beginnings(words))


def _matches(words: list[tuple[str, ...]]) -> int:
    """How many names fit, counted no further than 3,001."""
    if connection.vendor != "sqlite":
        return Person.objects.filter(_holds_all(words), erased_at__isnull=True).order_by()[: SORTED_TO + 1].count()
    with connection.cursor() as cursor:
        cursor.execute(MATCHES_COUNTED, [trigrams(words), SORTED_TO + 1])
        return int(cursor.fetchone()[0])


def _read_by_name(words: list[tuple[str, ...]]) -> list[UUID] | None:
    """The first 3,001 whose name fits, where trigrams do not tell; on SQLite only.

    They know all of a long word; of a short one, and of where another form stands, only the names do.
    """
    unknown = [forms for forms in words if len(forms) > 1 or len(forms[0]) < SEARCHED_FROM]
    if not unknown:
        return None
    told = "".join(f" AND (instr(name, %s){AT_A_WORD * (len(forms) - 1)})" for forms in unknown)
    typed = [word if not place else f" {word}" for forms in unknown for place, word in enumerate(forms)]
    with connection.cursor() as cursor:
        cursor.execute(NAMES_READ.format(told=told), [trigrams(words), *typed, SORTED_TO + 1])
        return [UUID(id) for (id,) in cursor.fetchall()]


def _beginnings(words: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The long words and their forms, by letter; what begins with another of them stands with it."""
    found: list[str] = []
    for form in sorted(form for forms in words for form in forms if len(form) >= SEARCHED_FROM):
        if not found or not form.startswith(found[-1]):
            found.append(form)
    return tuple(found)


def _like(words: Sequence[tuple[str, ...]]) -> Q:
    """What the trigrams know, on SQLite; PostgreSQL asks them by itself."""
    return Q(pk__in=NamedLike(Value(trigrams(words)))) if connection.vendor == "sqlite" else Q()


def _holds_all(words: Sequence[tuple[str, ...]], *, is_walked: bool = False) -> Q:
    condition = Q()
    for forms in words:
        condition &= _holds(forms, is_walked=is_walked)
    return condition


def _holds(forms: tuple[str, ...], *, is_walked: bool) -> Q:
    """The word anywhere in a name, or another form of it at the beginning of a word."""
    word, *others = forms
    # A function is no work for the index of trigrams, so PostgreSQL does not try where the names are walked.
    anywhere = GreaterThan(StrIndex("name_folded", Value(word)), 0)
    condition = Q(anywhere) if is_walked else Q(name_folded__contains=word)
    for other in others:
        condition |= Q(name_folded__startswith=other) | Q(name_folded__contains=f" {other}")
    return condition


def trigrams(words: Sequence[tuple[str, ...]]) -> str:
    """Each long word or another form of it, quoted as FTS5 wants it: nothing typed is taken for its query language."""
    long_ones = (forms for forms in words if len(forms[0]) >= SEARCHED_FROM)
    quoted = (['"' + form.replace('"', '""') + '"' for form in forms] for forms in long_ones)
    return " AND ".join(some[0] if len(some) == 1 else f"({' OR '.join(some)})" for some in quoted)
