"""Checks on the plain values of an ask, a story and a strategy, the same at every entrance."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from letstalk.campaigns.words import Access, Again, Company, NextStep, Risk, SetUpKind, StrategyPart
from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten
from letstalk.people.validators import clean_tag
from letstalk.people.words import LADDER, Motive

LONGEST = {"title": 120, "what": 300, "why": 300, "goal": 200, "place": 200, "how_to": 2000}
# Two minutes of talk are some 250 words; a title and a bridge are said in a breath.
LONGEST_OF_STORY = {"title": 120, "words": 4000, "bridge": 400}
MOST_TAGS = 8
LONGEST_STRATEGY = 600


@dataclass(frozen=True)
class AskSuits:
    """Whom an ask suits (section g), and what it may cost them. Words are a tuple each; None and () are "not said".

    before: the ids of the asks that come first. set_up: what it usually takes, by the codes of SetUpKind (R-028).
    """

    risk: str = Risk.NONE
    minutes: int | None = None
    company: str = Company.UNSAID
    urgency: int | None = None
    issues: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    teaches: tuple[str, ...] = ()
    solves: tuple[str, ...] = ()
    rung: int | None = None
    motives: Mapping[str, int] = dataclasses.field(default_factory=dict)
    languages: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    child_care: bool | None = None
    least_age: int | None = None
    before: tuple[str, ...] = ()
    set_up: tuple[str, ...] = ()


def as_column(value: Any) -> Any:
    """What is said of an ask as its row keeps it."""
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


WORDS_OF_SUITS = ("issues", "uses", "teaches", "solves")
MOST_WORDS, LONGEST_WORD, MOST_MINUTES, OLDEST = 12, 60, 24 * 60, 120
MOST_LANGUAGES, MOST_BEFORE = 12, 8
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
MOST_DATES, MOST_PLACES = 60, 100_000

# A day, and the hour where it has one.
When = tuple[date, time | None]


@dataclass(frozen=True)
class AskWords:
    """An ask as it was typed. A hard ask names an activity, a day and a time (R-042); all but the title may be open.

    more: further days beside the first. again, until: how the first one comes back. places: for how many, each time.
    """

    title: str
    what: str = ""
    why: str = ""
    goal: str = ""
    place: str = ""
    how_to: str = ""
    on: date | None = None
    time: time | None = None
    step: NextStep = NextStep.OTHER
    suits: AskSuits = AskSuits()
    more: tuple[When, ...] = ()
    again: str = Again.ONCE
    until: date | None = None
    places: int | None = None

    def stripped(self) -> AskWords:
        return replace(self, **{field: getattr(self, field).strip() for field in LONGEST})

    @property
    def dates(self) -> list[When]:
        """Its days in their order, each once."""
        first = [] if self.on is None else [(self.on, self.time)]
        return sorted({*first, *self.more}, key=lambda when: (when[0], when[1] or time.min))


def check_ask(words: AskWords, *, today: date, zone: str, standing: Collection[When] = ()) -> None:
    """Raises NothingWritten with a sentence per field. standing: days it has already, which may have passed."""
    errors: dict[str, str] = {}
    if not words.title.strip():
        errors["title"] = _("Name what you will ask for: “Come to the tenants’ meeting”.")
    for field, most in LONGEST.items():
        if len(getattr(words, field)) > most:
            errors[field] = _("Keep this under %(length)d characters.") % {"length": most}
    if (words.on, words.time) not in standing:
        errors |= _check_day(words, today=today, zone=zone)
    errors |= _check_more(words, today=today) | _check_suits(words.suits)
    if errors:
        raise NothingWritten(errors)


def _check_suits(suits: AskSuits) -> dict[str, str]:
    errors: dict[str, str] = {}
    if suits.risk not in Risk.values:
        errors["risk"] = _("Choose what it may cost them.")
    if suits.company not in Company.values:
        errors["company"] = _("Choose who is there with them.")
    if suits.minutes is not None and not 1 <= suits.minutes <= MOST_MINUTES:
        errors["minutes"] = _("How many minutes does it take? At most a day.")
    if suits.urgency is not None and not 0 <= suits.urgency <= 100:
        errors["urgency"] = _("Choose how much it is needed now.")
    errors |= _check_whom(suits)
    for field in WORDS_OF_SUITS:
        words = getattr(suits, field)
        if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
            errors[field] = _("At most %(words)d words or short phrases, each under %(length)d characters.") % {
                "words": MOST_WORDS,
                "length": LONGEST_WORD,
            }
    return errors


def _check_whom(suits: AskSuits) -> dict[str, str]:
    errors: dict[str, str] = {}
    if suits.rung is not None and not 1 <= suits.rung <= len(LADDER):
        errors["rung"] = _("Choose where it leads to.")
    if any(code not in Motive.values or not 1 <= value <= 100 for code, value in suits.motives.items()):
        errors["motives"] = _("Choose what it serves.")
    if len(suits.languages) > MOST_LANGUAGES or not all(map(LANGUAGE.fullmatch, suits.languages)):
        errors["languages"] = _("Choose the languages it is held in.")
    if not set(suits.access) <= set(Access.values):
        errors["access"] = _("Choose what there is.")
    if suits.least_age is not None and not 1 <= suits.least_age <= OLDEST:
        errors["least_age"] = _("From which age on? Empty when anyone can come.")
    if len(suits.before) > MOST_BEFORE:
        errors["before"] = _("At most %(most)d things can come first.") % {"most": MOST_BEFORE}
    if not set(suits.set_up) <= set(SetUpKind.values):
        errors["set_up"] = _("Choose what it usually takes.")
    return errors


def _check_more(words: AskWords, *, today: date) -> dict[str, str]:
    errors: dict[str, str] = {}
    if words.again not in Again.values:
        errors["again"] = _("Choose how it comes back.")
    if words.more and words.on is None:
        errors["on"] = _("There are more days but no first one. On which day?")
    elif words.again and words.on is None:
        errors["on"] = _("From which day on does it come back?")
    if words.more and words.again:
        errors["more"] = _("Either it comes back by itself, or its days are named. Leave one of the two empty.")
    elif len(words.dates) > MOST_DATES:
        errors["more"] = _("%(most)d days are enough for now.") % {"most": MOST_DATES}
    elif any(on < today for on, _time in words.more):
        errors["more"] = _("One of these days has passed. Name today or later ones.")
    if words.until is not None and not words.again:
        errors["until"] = _("A last day goes with what comes back. Choose how, or leave this empty.")
    elif words.until is not None and words.on is not None and words.until < words.on:
        errors["until"] = _("This lies before its first day.")
    if words.places is not None and not 1 <= words.places <= MOST_PLACES:
        errors["places"] = _("For how many is there room? Empty when as many as like can come.")
    return errors


def _check_day(words: AskWords, *, today: date, zone: str) -> dict[str, str]:
    if words.on is None:
        return {"on": _("There is a time but no day. On which day?")} if words.time is not None else {}
    if words.on < today:
        return {"on": _("This day has passed. Choose today or a later one.")}
    if words.time is not None:
        try:
            clock.instant(words.on, words.time, zone)
        except clock.NoSuchTime:
            return {"time": _("The clock is put forward over this time on that day. Choose an hour later.")}
    return {}


@dataclass(frozen=True)
class StoryWords:
    """A story as it was typed: tagged by issue and value, with its bridge to what we would change (R-040)."""

    title: str
    words: str
    bridge: str = ""
    issues: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    def stripped(self) -> StoryWords:
        """Without the blanks around, and each tag once."""
        texts = {field: getattr(self, field).strip() for field in LONGEST_OF_STORY}
        return StoryWords(**texts, issues=_each_once(self.issues), values=_each_once(self.values))


def check_story(story: StoryWords) -> None:
    """Raises NothingWritten with a sentence per field."""
    errors: dict[str, str] = {}
    if not story.title.strip():
        errors["title"] = _("Give it a name you will know it by: “The night the bus stopped running”.")
    if not story.words.strip():
        errors["words"] = _("Write the story, or a few words that bring it back to you.")
    for field, most in LONGEST_OF_STORY.items():
        if len(getattr(story, field)) > most:
            errors[field] = _("Keep this under %(length)d characters.") % {"length": most}
    for field in ("issues", "values"):
        wrong = _wrong_tags(getattr(story, field))
        if wrong:
            errors[field] = wrong
    if errors:
        raise NothingWritten(errors)


def tags_in(text: str) -> tuple[str, ...]:
    """The words between the commas."""
    return tuple(word.strip() for word in text.split(",") if word.strip(" #"))


def _each_once(tags: Iterable[str]) -> tuple[str, ...]:
    """Two that differ only in how they are written are one, as it was written first."""
    plain = [" ".join(tag.split()).lstrip("#").strip() for tag in tags]
    first = {tag.casefold(): tag for tag in reversed(plain) if tag}
    return tuple(reversed(first.values()))


def _wrong_tags(tags: Iterable[str]) -> str:
    given = list(tags)
    if len(given) > MOST_TAGS:
        return _("%(most)d of them are enough.") % {"most": MOST_TAGS}
    for tag in given:
        try:
            clean_tag(tag)
        except ValidationError as wrong:
            return " ".join(wrong.messages)
    return ""


def check_strategy(words: Mapping[StrategyPart, str]) -> None:
    """Raises NothingWritten with a sentence per card; an empty card is fine."""
    errors = {
        str(part): _("Keep this under %(length)d characters: it is read in a breath.") % {"length": LONGEST_STRATEGY}
        for part, text in words.items()
        if len(text) > LONGEST_STRATEGY
    }
    if errors:
        raise NothingWritten(errors)
