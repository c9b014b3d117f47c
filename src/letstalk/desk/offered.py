"""What somebody may choose from, part by part, where they say whom they look for; and how what is chosen is said."""

from collections.abc import Mapping

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.kit.languages import LANGUAGES, language_name
from letstalk.people.access import is_organizer, scope_of
from letstalk.people.filters import (
    INVITED,
    ISO_WEEKDAYS,
    NEVER,
    OPEN,
    REACHED_BY,
    WEEKS,
    WHOSE,
    Filter,
    Named,
    weeks_said,
)
from letstalk.people.queries import tags_in_use
from letstalk.people.queries.fields import fields_to_look_by
from letstalk.people.queries.filtering import looked_into
from letstalk.people.queries.lists import lists_of
from letstalk.people.words import LADDER, PartOfDay, Stage

Choices = list[tuple[str, str]]
CODES: dict[str, Mapping[str, object]] = {
    "stage": {stage.value: stage.label for stage in [*LADDER, Stage.RESTING, Stage.LEFT]},
    "whose": WHOSE,
    "free": {str(day): WEEKDAYS[day - 1] for day in ISO_WEEKDAYS},
    "part": dict(PartOfDay.choices),
    "reach": REACHED_BY,
    "open": OPEN,
    "invited": INVITED,
}
# With whom somebody spoke and whom they asked to meet is an organizer's own.
OF_ORGANIZERS = {"weeks", "invited"}


def offered(user: User) -> dict[str, Choices]:
    """By the name of the clause, in five queries; none where there is nothing this user may choose."""
    chapters = list(looked_into(scope_of(user)).order_by("path"))
    found = {name: [(code, str(label)) for code, label in codes.items()] for name, codes in CODES.items()}
    found |= {
        "chapter": [(str(one.pk), one.name) for one in chapters] if len(chapters) > 1 else [],
        "tag": [(str(one.pk), one.name) for one in tags_in_use(user).filter(retired_at=None)],
        "field": fields_to_look_by(scope_of(user)),
        "language": sorted(((code, language_name(code)) for code in LANGUAGES), key=lambda one: one[1]),
        "weeks": [(str(weeks), weeks_said(weeks)) for weeks in (*WEEKS, NEVER)],
        "list": [(str(one.pk), one.name) for one in lists_of(chapters)],
    }
    if not is_organizer(user):
        found |= {name: [] for name in OF_ORGANIZERS}
        found["open"] = [one for one in found["open"] if one[0] == "commitment"]
    return found


def part_said(name: str, wanted: Filter, named: Named) -> str:
    """What is chosen there, as it is offered; of what is not there any more, that."""
    if name in CODES:
        return str(CODES[name][str(getattr(wanted, name))])
    if name == "language":
        return language_name(wanted.language)
    if name == "weeks":
        return weeks_said(wanted.weeks or NEVER)
    if name == "tag" and named.is_retired:
        return _("%(word)s (offered no more)") % {"word": named.tag}
    return getattr(named, name) or _("not there any more")


def gone(wanted: Filter, named: Named) -> list[str]:
    """What a filter asks for that is not there any more, or is offered no more, in words."""
    lost = {
        "chapter": _("The chapter is not there any more, or not yours to look into."),
        "tag": _("The word is not there any more: it was joined with another, or is not of your chapters."),
        "field": _("The field is asked no more, or not in your chapters."),
        "list": _("The list is closed, or not of your chapters."),
    }
    found = [words for name, words in lost.items() if getattr(wanted, name) and not getattr(named, name)]
    if named.is_retired:
        found.append(_("“%(word)s” is offered no more. Whoever has it is still found.") % {"word": named.tag})
    return found
