"""What is kept about a person, put so that it can be read out: a heading and lines for each thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letstalk.kit import clock

HEADINGS = {
    "person": gettext_lazy("Who they are"),
    "way": gettext_lazy("How to reach them"),
    "membership": gettext_lazy("Where they belong"),
    "relationship": gettext_lazy("Whom they know here"),
    "answer": gettext_lazy("What they answered"),
    "tag": gettext_lazy("Issues, skills and what makes it easy"),
    "field": gettext_lazy("What your chapter keeps besides"),
    "note": gettext_lazy("Notes, which only their author can read"),
    "request": gettext_lazy("What they asked for"),
    "number elsewhere": gettext_lazy("What another program calls them"),
    "asked around": gettext_lazy("Other chapters were asked to put us in touch"),
    "changed with others": gettext_lazy("What was changed for several at once"),
    "bond": gettext_lazy("What they are to others here"),
    "likely pair": gettext_lazy("Entries that may be about the same person"),
    "row of a file": gettext_lazy("What a file said of them"),
    "file taken out": gettext_lazy("Files they stand in"),
    "one-on-one": gettext_lazy("One-on-ones"),
    "rhythm": gettext_lazy("Meeting regularly"),
    "stand-in": gettext_lazy("Who came instead"),
    "answer by calendar": gettext_lazy("What their calendar answered"),
    "commitment": gettext_lazy("What they said they would do"),
    "promise to you": gettext_lazy("What was promised to them"),
    "contact": gettext_lazy("When there was contact"),
    "follow-up": gettext_lazy("What is still to be done for them"),
    "rest": gettext_lazy("When they took a rest"),
    "handover": gettext_lazy("Who was to keep in touch with them from then on"),
    "message": gettext_lazy("Messages"),
}
LABELS = {
    "name": gettext_lazy("Name"),
    "pronouns": gettext_lazy("Pronouns"),
    "language": gettext_lazy("Language"),
    "zone": gettext_lazy("Time zone"),
    "home": gettext_lazy("Home"),
    "added_at": gettext_lazy("Added"),
    "added_by": gettext_lazy("Added by"),
    "source": gettext_lazy("Where it came from"),
    "kind": gettext_lazy("Kind"),
    "value": gettext_lazy("Kept as"),
    "is_shared": gettext_lazy("Shared with others"),
    "has_an_account": gettext_lazy("Has an account"),
    "chapter": gettext_lazy("Chapter"),
    "until": gettext_lazy("Until"),
    "since": gettext_lazy("Since"),
    "stage": gettext_lazy("Where they stand"),
    "organizer": gettext_lazy("Organizer"),
    "contact_every_days": gettext_lazy("Days between contacts"),
    "purpose": gettext_lazy("About"),
    "scope": gettext_lazy("By"),
    "answer": gettext_lazy("Answer"),
    "answers": gettext_lazy("What was written back"),
    "how": gettext_lazy("How"),
    "words": gettext_lazy("Words"),
    "at": gettext_lazy("When"),
    "superseded_at": gettext_lazy("Stood until"),
    "author": gettext_lazy("Author"),
    "settled_at": gettext_lazy("Settled"),
    "made_at": gettext_lazy("Made"),
    "agreed_for": gettext_lazy("Agreed for"),
    "held_at": gettext_lazy("Held"),
    "state": gettext_lazy("State"),
    "agreed_at": gettext_lazy("Agreed"),
    "goal": gettext_lazy("Goal"),
    "on": gettext_lazy("Day"),
    "place": gettext_lazy("Place"),
    "steps": gettext_lazy("Steps"),
    "set_up": gettext_lazy("What is arranged"),
    "outcome": gettext_lazy("Outcome"),
    "due_on": gettext_lazy("Due"),
    "every": gettext_lazy("How often"),
    "ended_at": gettext_lazy("Ended"),
    "who": gettext_lazy("Who"),
    "due_at": gettext_lazy("Due"),
    "by": gettext_lazy("By"),
    "for": gettext_lazy("For"),
    "planned_at": gettext_lazy("Planned"),
    "to": gettext_lazy("To"),
    "subject": gettext_lazy("Subject"),
    "system": gettext_lazy("Program"),
    "why": gettext_lazy("What it is for"),
    "before": gettext_lazy("What stood there before"),
}


@dataclass(frozen=True)
class Kept:
    """One group of things of the same sort; each thing is a list of (label, words)."""

    heading: str
    things: list[list[tuple[str, str]]]


def readable(held: Iterable[dict[str, Any]], *, zone: str) -> list[Kept]:
    """Group what the rooms hand over by what it is, in the order it came; what is empty is left out."""
    groups: dict[str, list[list[tuple[str, str]]]] = {}
    for thing in held:
        lines = [(_label(key), _said(value, zone)) for key, value in thing.items() if key != "what" and _is_said(value)]
        groups.setdefault(thing["what"], []).append(lines)
    return [Kept(str(HEADINGS.get(what, what)), things) for what, things in groups.items()]


def _is_said(value: Any) -> bool:
    return value not in (None, "", False, [])


def _label(key: str) -> str:
    return str(LABELS.get(key, key.replace("_", " ")))


def _said(value: Any, zone: str) -> str:
    if value is True:
        return _("yes")
    if isinstance(value, datetime):
        return date_format(clock.local(value, zone), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, time):
        return time_format(value, "H:i")
    return ", ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)
