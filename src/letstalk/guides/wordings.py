"""In which words a guide can be asked, and what an organizer wants: language, plain words, no side (R-070, R-077).

A wording's name tells what it is for, one part or several joined by dots: a language ("es"), "plain", "neutral" for
words that take no side between parties, "partisan" for those that do, "each" for once per item, a stage for who is
asked. Any other part, such as "treated", is the organizer's to pick for that one question.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf.locale import LANG_INFO

from letstalk.guides.queries import every_question
from letstalk.people.words import Stage

PLAIN, NEUTRAL, PARTISAN, EACH = "plain", "neutral", "partisan", "each"
SIDES = (NEUTRAL, PARTISAN)
AS_WRITTEN = "as_written"
OTHER_WORDS = ("wordings", "tone_wordings", "why_wordings")


@dataclass(frozen=True)
class Wanted:
    """What was chosen for one one-on-one. language: a code, AS_WRITTEN, or empty for the one they are known to speak.

    sides: neutral, partisan, or empty for as written. picked: for one question, the part of a name (R-077).
    """

    language: str = ""
    plain: bool = False
    sides: str = ""
    picked: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Wanted:
        """As a row keeps it; an empty one is what nobody has chosen for yet."""
        return cls(
            language=kept.get("language", ""),
            plain=bool(kept.get("plain")),
            sides=kept.get("sides", ""),
            picked=dict(kept.get("picked", {})),
        )

    def as_plain(self) -> dict[str, Any]:
        """What a row keeps: nothing where nothing was chosen."""
        said = {"language": self.language, "plain": self.plain, "sides": self.sides, "picked": dict(self.picked)}
        return {name: value for name, value in said.items() if value}

    def prefer(self, language: str, stage: str) -> list[str]:
        """The parts of names that are wanted, best first: to be understood, then to take no side, then plain."""
        return [part for part in (language, self.sides, PLAIN if self.plain else "", stage) if part]


@dataclass(frozen=True)
class Pick:
    """A question that has words of several kinds to choose between: what stands, and each part with its words."""

    id: str
    text: str
    choices: list[tuple[str, str]]


@dataclass(frozen=True)
class Offered:
    """What a guide has."""

    languages: list[str]
    plain: bool
    sides: list[str]
    picks: list[Pick]

    def __bool__(self) -> bool:
        return bool(self.languages or self.plain or self.sides or self.picks)


def offered_by(body: Mapping[str, Any], *, asked: Collection[str] | None = None) -> Offered:
    """What there is to choose. asked: the outermost questions that are carried; picks are of those and below."""
    parts = {part for question, _depth in every_question(body) for part in _parts_of(question)}
    return Offered(
        languages=sorted(part for part in parts if part in LANG_INFO),
        plain=PLAIN in parts,
        sides=[part for part in SIDES if part in parts],
        picks=list(_picks(body["questions"], asked)),
    )


def language_said(code: str) -> str:
    """A language by the name its speakers have for it."""
    return str(LANG_INFO[code]["name_local"]) if code in LANG_INFO else code


def _parts_of(question: Mapping[str, Any]) -> Iterator[str]:
    holders = [question, *question.get("options", ())]
    for holder in holders:
        for others in OTHER_WORDS:
            for name in holder.get(others, {}):
                yield from name.split(".")


def _picks(questions: list[Mapping[str, Any]], asked: Collection[str] | None) -> Iterator[Pick]:
    for question in questions:
        is_asked = asked is None or question["id"] in asked
        if is_asked:
            choices = [(part, _words_with(question, part)) for part in _own_parts(question)]
            if choices:
                yield Pick(question["id"], question["text"], choices)
        # What hangs on a question that is carried comes along with it.
        yield from _picks(question.get("questions", []), None if is_asked else asked)


def _own_parts(question: Mapping[str, Any]) -> list[str]:
    parts = [part for name in question.get("wordings", {}) for part in name.split(".")]
    return [part for part in dict.fromkeys(parts) if not _is_for_all(part)]


def _is_for_all(part: str) -> bool:
    return part in LANG_INFO or part in (PLAIN, *SIDES, EACH) or part in Stage.values


def _words_with(question: Mapping[str, Any], part: str) -> str:
    names = [name for name in question["wordings"] if part in name.split(".")]
    return str(question["wordings"][min(names, key=len)])
