"""A question as it stands on a card: its words, the answers to tap, what they opened. For the room and the editor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from letstalk.guides.taps import SAID
from letstalk.guides.walk import EITHER_OR, YES_NO, Compared, Step

MOST_DIGITS = 11
WAYS_OUT = ("partly", "both", "not_sure", "did_not_ask", "rather_not_say")


@dataclass(frozen=True)
class Tap:
    """One answer to tap. `value` is what its button sends; `is_on`: it is tapped."""

    value: str
    words: str
    is_on: bool


@dataclass(frozen=True)
class Asked:
    """A question as it stands on a card, with the answers that open what comes below it.

    keeping: whether a tap on it is kept, by `taps.keeping_of`; empty where that is not the question.
    """

    text: str
    depth: int
    main: list[Tap]
    more: list[Tap]
    tone: str
    why_we_ask: str
    say: tuple[str, ...] = ()
    do_not_say: tuple[str, ...] = ()
    compared: Compared | None = None
    keeping: str = ""

    @property
    def has_hints(self) -> bool:
        return bool(self.tone or self.why_we_ask or self.say or self.do_not_say)


def asked(step: Step, answer: Any, *, keeping: str = "") -> Asked:
    """The step as the card shows it, with what was tapped so far."""
    taps = [Tap(f"{step.key}={code}", words, _is_on(answer, code)) for code, words in _codes(step)]
    return Asked(
        text=step.text,
        depth=step.depth,
        main=[tap for tap in taps if tap.value.rpartition("=")[2] not in WAYS_OUT],
        more=[tap for tap in taps if tap.value.rpartition("=")[2] in WAYS_OUT],
        tone=step.tone,
        why_we_ask=step.why_we_ask,
        say=step.say,
        do_not_say=step.do_not_say,
        compared=step.compared,
        keeping=keeping if taps else "",
    )


def words_of_taps() -> dict[str, str]:
    """How each code that can be tapped is said; a phone draws its cards with the same words."""
    return {
        "yes": _("Yes"),
        "no": _("No"),
        "partly": pgettext("answer to a question", "Partly"),
        "both": pgettext("answer to a question", "Both"),
        "not_sure": _("Not sure"),
        "did_not_ask": _("Did not ask"),
        "rather_not_say": _("Rather not say"),
        SAID: _("They named something"),
    }


def words_of_code(question: Mapping[str, Any], code: str) -> str:
    """How one answer that can be tapped is said, its variables still open."""
    options = {option["id"]: str(option["text"]) for option in question.get("options", ())}
    label = question.get("labels", {}).get(code)
    return options.get(code) or words_of_taps().get(code) or (f"{code} · {label}" if label else code)


def _codes(step: Step) -> list[tuple[str, str]]:
    """What can be tapped, with the ways out that every such question needs (R-079, R-080)."""
    out = words_of_taps()
    options = [(one.id, one.text) for one in step.options]
    if step.kind == "yes_no":
        return [(code, out[code]) for code in YES_NO]
    if step.kind == "either_or":
        return [*options, *((code, out[code]) for code in EITHER_OR)]
    if step.kind == "scale":
        return _digits(step)
    if step.question.get("collects") and step.question.get("questions"):
        return [(SAID, out[SAID])]
    return options


def _digits(step: Step) -> list[tuple[str, str]]:
    """A scale is tapped by its digits, each with its word where it has one; one too long for a thumb is only asked."""
    said = dict(step.labels)
    # A pack leaves out a zero, so that the lowest step of most scales is not written.
    digits = range(step.question.get("lowest", 0), step.question.get("highest", 0) + 1)
    if len(digits) > MOST_DIGITS:
        return []
    return [(str(digit), f"{digit} · {said[str(digit)]}" if str(digit) in said else str(digit)) for digit in digits]


def _is_on(answer: Any, code: str) -> bool:
    return code in answer if isinstance(answer, list) else answer is not None and str(answer) == code
