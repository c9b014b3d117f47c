"""How the list of whom to invite next says its reasons, and why somebody is not on it."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from letstalk.desk.saying import days_ago_said
from letstalk.followups.inviting import Row, WhomNext
from letstalk.followups.whom_next import Because, Hold, Reason
from letstalk.people.words import Stage

HELD_BACK = {
    Hold.OPEN: gettext_lazy("A one-on-one is planned, or they were asked and have not answered yet."),
    Hold.LATER: gettext_lazy("They asked to be asked later, and that day has not come."),
    Hold.SAID_NO: gettext_lazy("They said not now, less than two months ago."),
    Hold.NO_ANSWER: gettext_lazy("They did not answer lately. Silence is an answer for a while."),
    Hold.REPAIR: gettext_lazy("You owe them something first: keep your promise, or say when."),
    Hold.HANDS_FULL: gettext_lazy("They have their hands full with two things they took on."),
    Hold.RESTING: gettext_lazy("They are taking a rest."),
    Hold.NO_CONTACT: gettext_lazy("They asked not to be written to."),
}


@dataclass(frozen=True)
class Line:
    """One person of the list; `reasons` are sentences, the strongest first."""

    person_id: UUID
    name: str
    stage: str
    reasons: list[str]


@dataclass(frozen=True)
class HeldBack:
    why: str
    people: list[Row]


def lines_of(found: WhomNext) -> list[Line]:
    rows = [(found.rows[one.id], one.reasons) for one in found.ranking.suggested if isinstance(one.id, UUID)]
    return [
        Line(row.person_id, row.name, str(Stage(row.stage or Stage.PROSPECTIVE).label), [said(why) for why in reasons])
        for row, reasons in rows
    ]


def held_back(found: WhomNext) -> list[HeldBack]:
    """Whoever has left is not listed: they said goodbye as friends."""
    held = found.ranking.held
    return [
        HeldBack(str(why), sorted((found.rows[id] for id in held[hold] if isinstance(id, UUID)), key=_by_name))
        for hold, why in HELD_BACK.items()
        if hold in held
    ]


def _by_name(row: Row) -> str:
    return row.name.casefold()


def said(because: Because) -> str:
    """A reason as a sentence."""
    if because.reason == Reason.THEIR_DAY:
        return _their_day(because.number)
    if because.reason == Reason.COOLING:
        return _("You last spoke %(ago)s.") % {"ago": days_ago_said(because.number)}
    if because.reason == Reason.NEW:
        return _("New: added %(ago)s, and you have not met yet.") % {"ago": days_ago_said(because.number)}
    if because.reason == Reason.FIT:
        return _("There is something to ask that would suit them well: %(ask)s.") % {"ask": because.about}
    return {
        Reason.STEP: _("They did what they said they would. A good moment to thank them and ask what comes next."),
        Reason.INTRODUCTION: _("They would like to meet others."),
    }[because.reason]


def _their_day(days: int) -> str:
    if days == 0:
        return _("They asked you to come back to them today.")
    return ngettext(
        "They asked you to come back to them; that day was %(days)d day ago.",
        "They asked you to come back to them; that day was %(days)d days ago.",
        days,
    ) % {"days": days}
