"""What each measure means, in words one click away, and which figures it is read out by (e.1)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from letstalk.kit.shares import Share
from letstalk.reports.measures.counts import Counts, Middle

Words = str | Lazy
Shown = Literal["share", "middle", "most", "count"]
LAST_EVENTS = 10


@dataclass(frozen=True)
class Line:
    """One figure of a measure: what it is called beside the others, and which count it is read from."""

    what: str
    label: Words = ""
    shown: Shown = "share"
    unit: Words = ""


@dataclass(frozen=True)
class Definition:
    """A measure in words. below: whether a smaller share is the better one."""

    code: str
    name: Words
    means: Words
    lines: tuple[Line, ...]
    below: bool = False


@dataclass(frozen=True)
class Group:
    title: Words
    measures: tuple[Definition, ...]


DAYS = pgettext_lazy("unit of a median", "days")
HOURS = pgettext_lazy("unit of a median", "hours")
MINUTES = pgettext_lazy("unit of a median", "minutes")
PEOPLE = pgettext_lazy("unit of a median", "people")

MEETING = (
    Definition(
        "M1",
        _("Contact rate"),
        _(
            "Answers of any kind, a yes or a no, of all the times you asked for a one-on-one; below it, of the "
            "one-on-ones you asked for, however often. It belongs to the week of the first try."
        ),
        (Line("M1", _("of attempts")), Line("M1.people", _("of one-on-ones asked for"))),
    ),
    Definition(
        "M2",
        _("Invitations taken up"),
        _(
            "One-on-ones for which a time was agreed, of those asked for. A time agreed at once counts as asked for "
            "that day; what nobody planned is not in here."
        ),
        (Line("M2"),),
    ),
    Definition(
        "M3",
        _("Hold rate"),
        _(
            "One-on-ones held, of those held, those nobody or only one of you came to, and those called off late: "
            "less than 24 hours before. Moving one to another time, and calling it off in good time, count as neither."
        ),
        (Line("M3"),),
    ),
    Definition(
        "M4",
        _("Lead time and length"),
        _("The middle of the days from first asking to meeting, the middle of the minutes, and the share of 30 to 45."),
        (
            Line("M4.lead", _("from asking to meeting"), "middle", DAYS),
            Line("M4.minutes", _("length"), "middle", MINUTES),
            Line("M4.inside", _("of 30 to 45 minutes")),
        ),
    ),
    Definition("M5", _("Face to face"), _("One-on-ones held in person, of all held."), (Line("M5"),)),
    Definition(
        "M22",
        _("New voices"),
        _(
            "One-on-ones that were the first anybody here had with that person, of all held; below it, with somebody "
            "from outside the circle one usually talks with, of those where the organizer said so or said no."
        ),
        (Line("M22"), Line("M22.circle", _("from outside the usual circle"))),
    ),
)
ASKING = (
    Definition(
        "M6",
        _("Ask rate"),
        _("One-on-ones in which something was asked for, of all held."),
        (Line("M6"),),
    ),
    Definition("M7", _("Agreement"), _("A yes, firm or not yet, of all asks made."), (Line("M7"),)),
    Definition(
        "M8",
        _("Firmness"),
        _("Those with a date, a time and a goal, of all yeses. It may come later, by a call."),
        (Line("M8"),),
    ),
    Definition(
        "M9",
        _("Success"),
        _(
            "One-on-ones that led to something firm, with date, time and goal, of all held; below it, those where it "
            "was firm by the time you wrote it up. What is missed later changes nothing here."
        ),
        (Line("M9", _("of those held")), Line("M9.room", _("settled in the room"))),
    ),
    Definition(
        "M24",
        _("Do suggestions fit?"),
        _(
            "What became firm, of the asks that were suggested and of those chosen otherwise. Two ranges that overlap "
            "say that nothing is known yet."
        ),
        (Line("M24.suggested", _("suggested")), Line("M24.own", _("chosen otherwise"))),
    ),
)
FOLLOWING = (
    Definition(
        "M10",
        _("Thanked in time"),
        _("Thanked within 48 hours, of the one-on-ones held. The last two days are not counted yet."),
        (Line("M10"),),
    ),
    Definition(
        "M11",
        _("Promises kept"),
        _(
            "Your own promises kept by their day, of those due; below it, those kept later or made good, of the late "
            "ones. What somebody let you off is not counted."
        ),
        (Line("M11", _("on time")), Line("M11.late", _("late ones made good"))),
    ),
    Definition(
        "M12",
        _("Reconfirmed"),
        _("People who said “I’m on it”, of the firm commitments whose day is over."),
        (Line("M12"),),
    ),
    Definition(
        "M13",
        _("Follow-through"),
        _(
            "Done, of the firm commitments whose day is over; then with what was partly done as a half; then those of "
            "which nobody has told yet. What was let go or agreed anew is not counted, and is no verdict on anyone."
        ),
        (
            Line("M13", _("done")),
            Line("M13.half", _("partly done as a half")),
            Line("M13.untold", _("not told yet")),
        ),
    ),
    Definition(
        "M14",
        _("Said yes and did not come"),
        _("For gatherings and shifts with a day of their own: did not come, of the yeses of which it is known."),
        (Line("M14"),),
        below=True,
    ),
    Definition(
        "M15",
        _("Halves factor"),
        _(
            "Came, of those who said yes, over the last ten gatherings. To have so many come, ask until that many "
            "divided by this have said yes. Half is the old rule of thumb, until there is one of your own."
        ),
        (Line("M15"),),
    ),
    Definition(
        "M28",
        _("Time to an answer"),
        _("The middle of the hours from what a person wrote on their page to what was done about it."),
        (Line("M28", "", "middle", HOURS),),
    ),
)
GROWING = (
    Definition(
        "M16",
        _("Second step"),
        _("People who did another thing within 60 days, of those who did a first. Counted once the 60 days are over."),
        (Line("M16"),),
    ),
    Definition(
        "M17",
        _("Movement"),
        _(
            "People who moved on by what they did, of those you had a one-on-one with in the same quarter; and how "
            "often somebody chose to rest, which is as good a choice."
        ),
        (Line("M17"), Line("M17.rests", _("chose to rest"), "count")),
    ),
    Definition(
        "M18",
        _("Passed on"),
        _("People who held a first one-on-one of their own, of those who chose to."),
        (Line("M18"),),
    ),
    Definition(
        "M23",
        _("Still here"),
        _(
            "People active in the next quarter too, of those active in one: a one-on-one, or something they did. "
            "Counted once the next quarter is over."
        ),
        (Line("M23"),),
    ),
)
CARING = (
    Definition(
        "M19",
        _("Span of care"),
        _("How many people each organizer was in touch with in the last 90 days: the middle, and the most."),
        (Line("M19", "", "middle", PEOPLE), Line("M19", _("the most"), "most")),
    ),
    Definition(
        "M20",
        _("In touch as agreed"),
        _("Relationships inside the rhythm that was agreed on or is usual, of all that have one. As it stands today."),
        (Line("M20"),),
    ),
    Definition(
        "M21",
        _("Contacts that ask for nothing"),
        _(
            "Of all contacts, those that ask for nothing. Reminders and the asks inside a one-on-one are not counted. "
            "Two in three is the least."
        ),
        (Line("M21"),),
    ),
    Definition(
        "M25",
        _("Listening"),
        _(
            "One-on-ones in which the other spoke more, and in which both spoke about the same, of those where you "
            "made a guess. It is yours alone: nobody else sees it, and no chapter adds it up."
        ),
        (Line("M25", _("they spoke more")), Line("M25.even", _("about the same"))),
    ),
    Definition(
        "M26",
        _("Reported back"),
        _("One-on-ones of which a report was sent, of all held."),
        (Line("M26"),),
    ),
    Definition(
        "M27",
        _("Asked before kept"),
        _(
            "People who said yes to being contacted, of all who are kept here; and the middle of the days the others "
            "have been here without being asked."
        ),
        (Line("M27"), Line("M27.age", _("without being asked"), "middle", DAYS)),
    ),
)
GROUPS = (
    Group(_("Meeting people"), MEETING),
    Group(_("Asking"), ASKING),
    Group(_("Following up"), FOLLOWING),
    Group(_("Growing"), GROWING),
    Group(_("Caring"), CARING),
)
DEFINITIONS = {one.code: one for group in GROUPS for one in group.measures}


@dataclass(frozen=True)
class Figure:
    """What is told of one line: a share, the middle of values, or a number alone."""

    line: Line
    share: Share | None = None
    middle: Middle | None = None
    number: int | None = None

    @property
    def is_known(self) -> bool:
        counted = self.share or self.middle
        return self.number is not None if counted is None else counted.of > 0


def figures(definition: Definition, counts: Counts) -> list[Figure]:
    """Its figures, as these counts have them."""
    return [_figure(line, counts) for line in definition.lines]


def _figure(line: Line, counts: Counts) -> Figure:
    if line.shown == "middle":
        return Figure(line, middle=counts.middle(line.what))
    if line.shown == "most":
        return Figure(line, number=counts.middle(line.what).most)
    if line.shown == "count":
        return Figure(line, number=counts.number(line.what))
    return Figure(line, share=halves(counts) if line.what == "M15" else counts.share(line.what))


def halves(counts: Counts) -> Share:
    """Came, of those who said yes, over the last ten gatherings (M15)."""
    events = sorted(counts.beginning("M15.").items())[-LAST_EVENTS:]
    return Share(sum(share.number for _event, share in events), sum(share.of for _event, share in events))


def yeses_needed(wanted: int, counts: Counts, *, usual: float = 0.5) -> int:
    """How many yeses it takes that so many come: by the halves factor here, or the usual half while few are known."""
    factor = halves(counts)
    share = factor.number / factor.of if factor.is_enough and factor.number else usual
    return -int(-wanted // share)


def measured(counts: Counts) -> Iterator[tuple[Words, list[tuple[Definition, list[Figure]]]]]:
    """Every measure with its figures, group by group."""
    for group in GROUPS:
        yield group.title, [(one, figures(one, counts)) for one in group.measures]


def known(rows: Iterable[Figure]) -> list[Figure]:
    return [figure for figure in rows if figure.is_known]
