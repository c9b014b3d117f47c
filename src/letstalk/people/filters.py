"""A filter of the list of people: a few clauses that are typed, kept as codes, and read as one sentence."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from letstalk.kit.languages import language_name
from letstalk.people.validators import LANGUAGE_CODE
from letstalk.people.words import PartOfDay, Stage, TagKind

# After how many weeks without a word one may look for somebody; 0 is for never.
NEVER = 0
WEEKS = (2, 4, 6, 8, 12, 26)
# Monday is 1.
ISO_WEEKDAYS = range(1, 8)
REACHED_BY = {
    "any": pgettext_lazy("a way to reach somebody", "any way"),
    "email": gettext_lazy("email"),
    "phone": gettext_lazy("phone"),
}
OPEN = {"commitment": gettext_lazy("a commitment"), "ask": gettext_lazy("an ask they said not now to")}
OF_A_FIELD = re.compile("[0-9a-f]{32}:(yes|no|[0-9a-f]{32})")
INVITED = {"yes": gettext_lazy("already"), "no": gettext_lazy("not yet")}
WHOSE = {"mine": gettext_lazy("my own"), "nobody": gettext_lazy("nobody’s own yet")}


@dataclass(frozen=True)
class Filter:
    """Whom somebody looks for. What is empty is not asked; what moves somebody can never be asked for (h.2).

    chapter: at or below it. tag, list: ids. field: a chapter's own field and what was said for it, as ids in hex, or
    yes or no after the colon. weeks: not spoken with for so many, 0 for never. free: a weekday, Monday is 1; part: of
    the day. reach, open, invited, whose: codes of this module.
    """

    stage: str = ""
    chapter: UUID | None = None
    whose: str = ""
    tag: UUID | None = None
    field: str = ""
    language: str = ""
    weeks: int | None = None
    free: int | None = None
    part: str = ""
    list: UUID | None = None
    reach: str = ""
    open: str = ""
    invited: str = ""

    @property
    def clauses(self) -> dict[str, str]:
        """Each that is asked, as it stands in an address and in a filter that is kept."""
        found = {name: getattr(self, name) for name in CLAUSES}
        return {name: str(value) for name, value in found.items() if value not in (None, "")}

    def without(self, name: str) -> "Filter":
        return replace(self, **{name: getattr(EVERYBODY, name)})


CLAUSES = tuple(one.name for one in fields(Filter))
EVERYBODY = Filter()


@dataclass(frozen=True)
class Named:
    """What a filter's ids are called; nothing for what is there no more. tag_kind: of which kind the word is.

    is_retired: the word is offered no more. field: it, and what was said for it.
    """

    chapter: str = ""
    tag: str = ""
    tag_kind: str = ""
    is_retired: bool = False
    field: str = ""
    list: str = ""


def read_filter(told: Mapping[str, object]) -> tuple[Filter, tuple[str, ...]]:
    """The filter these clauses make, and the names of those that are not understood and so are not asked."""
    understood: dict[str, Any] = {}
    unknown = []
    for name, value in told.items():
        text = str(value).strip() if isinstance(value, str | int | UUID) else "?"
        if not text:
            continue
        try:
            understood[name] = READ[name](text)
        except (KeyError, ValueError):
            unknown.append(name)
    return replace(EVERYBODY, **understood), tuple(unknown)


def _one_of(*codes: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in codes:
            raise ValueError(text)
        return text

    return read


def _number(*numbers: int) -> Callable[[str], int]:
    allowed = _one_of(*(str(number) for number in numbers))
    return lambda text: int(allowed(text))


def _language(text: str) -> str:
    if len(text) > 20 or not LANGUAGE_CODE.fullmatch(text):
        raise ValueError(text)
    return text


def _field(text: str) -> str:
    if not OF_A_FIELD.fullmatch(text):
        raise ValueError(text)
    return text


READ: dict[str, Callable[[str], object]] = {
    "stage": _one_of(*Stage.values),
    "chapter": UUID,
    "whose": _one_of(*WHOSE),
    "tag": UUID,
    "field": _field,
    "language": _language,
    "weeks": _number(NEVER, *WEEKS),
    "free": _number(*ISO_WEEKDAYS),
    "part": _one_of(*PartOfDay.values),
    "list": UUID,
    "reach": _one_of(*REACHED_BY),
    "open": _one_of(*OPEN),
    "invited": _one_of(*INVITED),
}


WHO = {
    "": pgettext_lazy("begins the sentence of a filter", "People"),
    Stage.PROSPECTIVE: pgettext_lazy("begins the sentence of a filter", "New people"),
    Stage.CONNECTED: pgettext_lazy("begins the sentence of a filter", "Connected people"),
    Stage.PARTICIPATING: pgettext_lazy("begins the sentence of a filter", "People who take part"),
    Stage.MEMBER: pgettext_lazy("begins the sentence of a filter", "Members"),
    Stage.LEADER: pgettext_lazy("begins the sentence of a filter", "Leaders"),
    Stage.ORGANIZER: pgettext_lazy("begins the sentence of a filter", "Organizers of others"),
    Stage.RESTING: pgettext_lazy("begins the sentence of a filter", "People taking a rest"),
    Stage.LEFT: pgettext_lazy("begins the sentence of a filter", "People who left as friends"),
}
ON_DAYS = {
    1: gettext_lazy("on Mondays"),
    2: gettext_lazy("on Tuesdays"),
    3: gettext_lazy("on Wednesdays"),
    4: gettext_lazy("on Thursdays"),
    5: gettext_lazy("on Fridays"),
    6: gettext_lazy("on Saturdays"),
    7: gettext_lazy("on Sundays"),
}
AT_A_PART = {
    PartOfDay.MORNING: gettext_lazy("in the morning"),
    PartOfDay.AFTERNOON: gettext_lazy("in the afternoon"),
    PartOfDay.EVENING: gettext_lazy("in the evening"),
}
ON_DAYS_AT_A_PART = {
    PartOfDay.MORNING: gettext_lazy("%(on_days)s in the morning"),
    PartOfDay.AFTERNOON: gettext_lazy("%(on_days)s in the afternoon"),
    PartOfDay.EVENING: gettext_lazy("%(on_days)s in the evening"),
}


def sentence(wanted: Filter, named: Named) -> str:
    """Whom a filter finds, in one sentence of the reader's language.

    Each clause is a message with the people it is about in it, so that a language may put it in front of them or
    behind, and bend it as it likes: nothing is glued together here. What has a name of its own is set apart, so that a
    name in another script does not turn the sentence round.
    """
    people = str(WHO[wanted.stage])
    for name in wanted.clauses:
        if name in SAID:
            people = SAID[name](people, wanted, named)
    return people


def _apart(name: str) -> str:
    """A name whose direction of writing is its own (Unicode's first strong isolate)."""
    return f"\u2068{name}\u2069"


def _in_chapter(people: str, wanted: Filter, named: Named) -> str:
    if not named.chapter:
        return _("%(people)s in a chapter that is not there any more") % {"people": people}
    return _("%(people)s in %(chapter)s") % {"people": people, "chapter": _apart(named.chapter)}


def _whose(people: str, wanted: Filter, named: Named) -> str:
    if wanted.whose == "mine":
        return _("%(people)s of your own") % {"people": people}
    return _("%(people)s who are nobody’s own yet") % {"people": people}


def _with_word(people: str, wanted: Filter, named: Named) -> str:
    if not named.tag:
        return _("%(people)s with a word that is not there any more") % {"people": people}
    told = {"people": people, "word": _apart(named.tag)}
    if named.tag_kind == TagKind.ISSUE:
        return _("%(people)s who care about %(word)s") % told
    if named.tag_kind == TagKind.SKILL:
        return _("%(people)s who can do this: %(word)s") % told
    return _("%(people)s for whom this makes it easy: %(word)s") % told


def _with_field(people: str, wanted: Filter, named: Named) -> str:
    if not named.field:
        return _("%(people)s, by a field that is not there any more") % {"people": people}
    return _("%(people)s, with %(said)s") % {"people": people, "said": _apart(named.field)}


def _speaking(people: str, wanted: Filter, named: Named) -> str:
    return _("%(people)s who speak %(language)s") % {"people": people, "language": language_name(wanted.language)}


def _not_spoken_with(people: str, wanted: Filter, named: Named) -> str:
    if wanted.weeks == NEVER:
        return _("%(people)s, never spoken with yet") % {"people": people}
    weeks = wanted.weeks or 0
    said = ngettext(
        "%(people)s, not spoken with for %(weeks)d week", "%(people)s, not spoken with for %(weeks)d weeks", weeks
    )
    return said % {"people": people, "weeks": weeks}


def _free(people: str, wanted: Filter, named: Named) -> str:
    return _("%(people)s, free %(when)s") % {"people": people, "when": _when(wanted)}


def _when(wanted: Filter) -> str:
    if not wanted.part:
        return str(ON_DAYS[wanted.free or 0])
    if not wanted.free:
        return str(AT_A_PART[PartOfDay(wanted.part)])
    return str(ON_DAYS_AT_A_PART[PartOfDay(wanted.part)]) % {"on_days": ON_DAYS[wanted.free]}


def _free_at_a_part(people: str, wanted: Filter, named: Named) -> str:
    """Where a day is asked for, it was said with it."""
    return people if wanted.free else _free(people, wanted, named)


def _on_list(people: str, wanted: Filter, named: Named) -> str:
    if not named.list:
        return _("%(people)s, on a list that is not there any more") % {"people": people}
    return _("%(people)s, on the list %(list)s") % {"people": people, "list": _apart(named.list)}


def _reached(people: str, wanted: Filter, named: Named) -> str:
    if wanted.reach == "email":
        return _("%(people)s, with an email on file") % {"people": people}
    if wanted.reach == "phone":
        return _("%(people)s, with a phone on file") % {"people": people}
    return _("%(people)s, with a way to reach them") % {"people": people}


def _with_open(people: str, wanted: Filter, named: Named) -> str:
    if wanted.open == "commitment":
        return _("%(people)s, with an open commitment") % {"people": people}
    return _("%(people)s, with an ask they said not now to") % {"people": people}


def _invited(people: str, wanted: Filter, named: Named) -> str:
    if wanted.invited == "yes":
        return _("%(people)s, asked to a one-on-one before") % {"people": people}
    return _("%(people)s, not asked to a one-on-one yet") % {"people": people}


SAID: dict[str, Callable[[str, Filter, Named], str]] = {
    "chapter": _in_chapter,
    "whose": _whose,
    "tag": _with_word,
    "field": _with_field,
    "language": _speaking,
    "weeks": _not_spoken_with,
    "free": _free,
    "part": _free_at_a_part,
    "list": _on_list,
    "reach": _reached,
    "open": _with_open,
    "invited": _invited,
}
TITLES = {
    "stage": gettext_lazy("Where they stand"),
    "chapter": gettext_lazy("In"),
    "whose": gettext_lazy("Whose own"),
    "tag": gettext_lazy("With the word"),
    "field": gettext_lazy("By a field of your own"),
    "language": gettext_lazy("Speak"),
    "weeks": gettext_lazy("Not spoken with for"),
    "free": gettext_lazy("Free on"),
    "part": gettext_lazy("Free in the"),
    "list": gettext_lazy("On the list"),
    "reach": gettext_lazy("Can be reached by"),
    "open": gettext_lazy("With something open"),
    "invited": gettext_lazy("Asked to a one-on-one"),
}


def weeks_said(weeks: int) -> str:
    """As it stands among the choices."""
    if weeks == NEVER:
        return pgettext("not spoken with", "never spoken with")
    return ngettext("%(n)d week", "%(n)d weeks", weeks) % {"n": weeks}
