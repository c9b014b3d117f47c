"""Finding people by name, email or phone, in a time that does not grow with how many there are.

Names are searched by trigrams: FTS5 on SQLite, pg_trgm on PostgreSQL (migration 0002_search). On PostgreSQL the
planner knows how common a trigram is; on SQLite it does not, so matches are counted first, up to 1,001. What is rare
is found first and sorted then; what is common is met soon enough by walking the people in the order of their names.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import phonenumbers
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Func, Q, QuerySet, UUIDField, Value

from letstalk.kit.endings import ENDING, LONGEST_ENDING, ending_key
from letstalk.kit.lookup import lookup_key
from letstalk.people.models import Chapter, Person, Way, folded
from letstalk.people.nicknames import also_called
from letstalk.people.validators import clean_email, clean_phone, without_invisible
from letstalk.people.words import WayKind

COUNTED_TO = 1000
# Enough for a page, even when some of them left every chapter.
FIRST_FOUND = 100
# So many are put in the order of their names sooner than they are met walking by name.
SORTED_TO = 3000
# Three letters make a trigram; less is looked for at the beginning of the name.
SEARCHED_FROM = 3
LONGEST_SEARCH = 200
FEWEST_DIGITS = LONGEST_ENDING + 1
MOST_OPENED = 1000
AFTER_EVERY_LETTER = "\U0010ffff"

MATCHES_COUNTED = """
    SELECT count(*) FROM (SELECT 1 FROM people_name_trigrams WHERE people_name_trigrams MATCH %s LIMIT %s) AS some
"""


class FirstNamedLike(Func):
    """The ids of the first, by name, of those whose name has these trigrams; on SQLite only."""

    template = (
        '(SELECT person_id FROM people_name WHERE "row" IN'
        " (SELECT rowid FROM people_name_trigrams WHERE people_name_trigrams MATCH %(expressions)s)"
        " ORDER BY name, person_id LIMIT %(most)s)"
    )
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

    `is_common` when it is known that more fit than are ever counted. `trigrams` are what the index of names is asked
    for where it alone can answer, `word` is what is looked for by walking where it is one word that very many have,
    and `matches` is how many the index knows of, counted no further than 3,001.
    """

    condition: Q
    is_rare: bool = False
    is_common: bool = False
    trigrams: str = ""
    word: str = ""
    matches: int = 0


def find_people(people: QuerySet[Person], text: str, *, ways: QuerySet[Way] | None = None) -> QuerySet[Person]:
    """Those of `people` whose name holds every word of `text`, without regard to accents and case.

    An email or phone typed in full finds its owner by the keyed hash, among `ways` if given; so do the last four to
    seven digits of a phone. A first name finds its short and familiar forms, too. Less than three letters are looked
    for at the beginning of the name. Nothing typed finds everyone.
    """
    return people.filter(wanted_by(text, ways=lambda: Way.objects.all() if ways is None else ways).condition)


def wanted_by(text: str, *, ways: Callable[[], QuerySet[Way]]) -> Wanted:
    """What `find_people` looks for, and whether few fit it. `ways` are built only when an address was typed."""
    typed = without_invisible(text).replace("\0", "").strip()[:LONGEST_SEARCH]
    if typed.isdecimal() or not any(sign.isalpha() for sign in typed):
        digits = "".join(sign for sign in typed if sign.isdecimal())
        if ENDING <= len(digits) <= LONGEST_ENDING and not typed.startswith("+"):
            return _by_ending(digits, ways())
    keys = _keys_typed(typed)
    if keys:
        found = ways().filter(keys, until__isnull=True)
        return Wanted(Q(pk__in=found.values("person")), is_rare=True)
    return _by_name(folded(typed))


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


def _by_name(sought: str) -> Wanted:
    if len(sought) < SEARCHED_FROM:
        prefix = Q(name_folded__gte=sought, name_folded__lt=sought + AFTER_EVERY_LETTER)
        return Wanted(prefix if sought else Q())
    words = sought.split()
    long_words = [word for word in words if len(word) >= SEARCHED_FROM]
    # Short words alone ("li wu") are looked for as they stand, since together they make trigrams.
    asked = words if long_words else [sought]
    if connection.vendor != "sqlite":
        return Wanted(_holds_all(asked, other_forms=True))
    found = _by_words(asked, long_words or [sought])
    has_forms = any(also_called(word) for word in asked)
    # Where a page and more has the word itself, nobody waits for those who have another form of it.
    return _by_other_forms(asked, long_words or [sought]) if has_forms and found.is_rare else found


def _by_words(words: list[str], long_words: list[str]) -> Wanted:
    holds_all, match = _holds_all(words), _match(long_words)
    matches = _matches(match)
    if len(long_words) < len(words):
        # The trigrams know nothing of a short word beside a long one, so their number says nothing either.
        return Wanted(holds_all) if matches > COUNTED_TO else Wanted(_like(match) & holds_all, is_rare=True)
    if matches > COUNTED_TO:
        trigrams, word = (match, "") if matches <= SORTED_TO else ("", words[0] if len(words) == 1 else "")
        return Wanted(holds_all, is_common=True, trigrams=trigrams, word=word, matches=matches)
    return Wanted(_like(match) & holds_all, is_rare=True, trigrams=match, matches=matches)


def _by_other_forms(words: list[str], long_words: list[str]) -> Wanted:
    """The trigrams do not know where in a name another form stands, so their number says nothing."""
    holds_all, match = _holds_all(words, other_forms=True), _match(long_words, other_forms=True)
    if _matches(match) > SORTED_TO:
        return Wanted(holds_all)
    return Wanted(_like(match) & holds_all, is_rare=True)


def _like(match: str) -> Q:
    return Q(pk__in=NamedLike(Value(match)))


def _holds_all(words: Sequence[str], *, other_forms: bool = False) -> Q:
    condition = Q()
    for word in words:
        condition &= _holds(word) if other_forms else Q(name_folded__contains=word)
    return condition


def _holds(word: str) -> Q:
    """The word anywhere in a name, or another form of it at the beginning of a word."""
    condition = Q(name_folded__contains=word)
    for other in also_called(word):
        condition |= Q(name_folded__startswith=other) | Q(name_folded__contains=f" {other}")
    return condition


def _match(words: Sequence[str], *, other_forms: bool = False) -> str:
    """Each word or another form of it, quoted as FTS5 wants it: nothing typed is taken for its query language."""
    forms = ([word, *(also_called(word) if other_forms else ())] for word in words)
    quoted = (['"' + form.replace('"', '""') + '"' for form in some] for some in forms)
    return " AND ".join(some[0] if len(some) == 1 else f"({' OR '.join(some)})" for some in quoted)


def _matches(match: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(MATCHES_COUNTED, [match, SORTED_TO + 1])
        return int(cursor.fetchone()[0])
