"""A question as it stands on a card: its words, the answers to tap, what they opened. For the room and the editor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from letstalk.guides.walk import Step

# What a tap stands for where only words would do: that something was said. The words stay in the room.
SAID = "…"
WAYS_OUT = ("partly", "both", "not_sure", "did_not_ask", "rather_not_say")


@dataclass(frozen=True)
class Tap:
    """One answer to tap. `value` is what its button sends; `is_on`: it is tapped."""

    value: str
    words: str
    is_on: bool


@dataclass(frozen=True)
class Asked:
    """A question as it stands on a card, with the answers that open what comes below it."""

    text: str
    depth: int
    main: list[Tap]
    more: list[Tap]
    tone: str
    why_we_ask: str


def asked(step: Step, answer: Any) -> Asked:
    """The step as the card shows it, with what was tapped so far."""
    taps = [Tap(f"{step.key}={code}", words, _is_on(answer, code)) for code, words in _codes(step)]
    return Asked(
        text=step.text,
        depth=step.depth,
        main=[tap for tap in taps if tap.value.rpartition("=")[2] not in WAYS_OUT],
        more=[tap for tap in taps if tap.value.rpartition("=")[2] in WAYS_OUT],
        tone=step.question.get("tone", ""),
        why_we_ask=step.question.get("why_we_ask", ""),
    )


def _codes(step: Step) -> list[tuple[str, str]]:
    """What can be tapped, with the ways out that every such question needs (R-079, R-080)."""
    out = {
        "partly": pgettext("answer to a question", "Partly"),
        "both": pgettext("answer to a question", "Both"),
        "not_sure": _("Not sure"),
        "did_not_ask": _("Did not ask"),
        "rather_not_say": _("Rather not say"),
    }
    if step.kind == "yes_no":
        ways = ["partly", "did_not_ask", "rather_not_say"]
        return [("yes", _("Yes")), ("no", _("No")), *((code, out[code]) for code in ways)]
    if step.kind == "either_or":
        ways = ["both", "not_sure", "did_not_ask", "rather_not_say"]
        return [*((one.id, one.text) for one in step.options), *((code, out[code]) for code in ways)]
    if step.kind in ("multi", "options"):
        return [(one.id, one.text) for one in step.options]
    if step.question.get("collects") and step.question.get("questions"):
        return [(SAID, _("They named something"))]
    return []


def _is_on(answer: Any, code: str) -> bool:
    return code in answer if isinstance(answer, list) else answer == code
