"""The pictures of a dashboard with their sentences, out of what somebody may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from letstalk.campaigns.models import Campaign
from letstalk.kit.shares import Share
from letstalk.reports.charts.canvas import Chart
from letstalk.reports.charts.pace import Pace, PaceWords, pace_chart
from letstalk.reports.charts.rows import Row, ShareRow, bars_chart, shares_chart
from letstalk.reports.charts.snowflake import Flake, generations, snowflake_chart
from letstalk.reports.charts.weeks import Column, weeks_chart
from letstalk.reports.measures.counting import ROAD
from letstalk.reports.measures.counts import Counts
from letstalk.reports.measures.definitions import halves, yeses_needed
from letstalk.reports.measures.forecast import Known, Needed, fan, invitations_needed
from letstalk.reports.measures.seeing import WEEK, Seen, monday

LATELY_WEEKS = 4
COLUMNS = 13
HOPED = 10


@dataclass(frozen=True)
class View:
    """What is looked at: a campaign or a span of weeks, until today; and how many one-on-ones are hoped for."""

    today: date
    since: date
    campaign: Campaign | None = None
    goal: int = 0

    @property
    def length(self) -> int:
        """In days; of a span without a campaign all that is over."""
        return self.campaign.length_days if self.campaign else (self.today - self.since).days + 1

    @property
    def day(self) -> int:
        return min(max((self.today - self.since).days + 1, 0), self.length)


@dataclass(frozen=True)
class Dashboard:
    """counts: of the whole span. forecast: None without a goal, or without a day left."""

    counts: Counts
    charts: list[Chart]
    forecast: Needed | None
    known: Known | None

    def chart(self, key: str) -> Chart | None:
        return next((chart for chart in self.charts if chart.key == key), None)


def dashboard(seen: Seen, view: View, flake: Flake) -> Dashboard:
    """All pictures there is something to show in, and the forecast."""
    counts = seen.between(monday(view.since), view.today)
    known = _known(seen, view, counts)
    needed = invitations_needed(known) if view.goal else None
    charts = [
        _pace(seen, view, known),
        _road(counts),
        _follow_through(counts),
        _promises(seen, view, counts),
        _cadence(seen, counts),
        _voices(seen, view, counts),
        *_developing(flake, counts),
    ]
    return Dashboard(counts, charts, needed, known if view.goal else None)


def forecast_said(needed: Needed | None, known: Known | None) -> str:
    """One sentence: how many to invite a week."""
    if known is None or needed is None:
        return ""
    if not needed.high:
        return _("%(goal)d is within reach with what stands in the calendar.") % {"goal": known.goal}
    said = ngettext(
        "To reach %(goal)d one-on-ones by day %(day)d, invite about one person a week.",
        "To reach %(goal)d one-on-ones by day %(day)d, invite about %(about)d people a week.",
        needed.about,
    )
    return said % {"goal": known.goal, "day": known.length, "about": needed.about}


def range_said(needed: Needed | None) -> str:
    """How sure that is, and what it rests on."""
    if needed is None or not needed.high:
        return ""
    return _("Between %(low)d and %(high)d; of ten who are invited, about %(meet)d meet with you.") % {
        "low": needed.low,
        "high": needed.high,
        "meet": round(10 * needed.meet),
    }


def _known(seen: Seen, view: View, counts: Counts) -> Known:
    """Rates of the whole span, and how many were asked for in a week of late."""
    lately = seen.between(monday(view.today) - LATELY_WEEKS * WEEK, monday(view.today) - WEEK)
    weeks = min(max((view.today - view.since).days / 7, 1.0), LATELY_WEEKS)
    invited, due = counts.share("M2"), counts.share("M3")
    ahead = seen.between(monday(view.today), date.max)
    return Known(
        goal=view.goal,
        held_so_far=counts.number("pace.held"),
        day=view.day,
        length=view.length,
        invited=invited.of,
        agreed=invited.number,
        due=due.of,
        held=due.number,
        planned=ahead.number("pace.planned"),
        a_week=lately.share("M2").of / weeks,
    )


# --- the pictures ---


def _pace(seen: Seen, view: View, known: Known) -> Chart:
    held, so_far = [(0, 0)], 0
    for on, number in seen.series("pace.held", view.since, view.today):
        so_far += number
        held.append((min(max((on + timedelta(days=6) - view.since).days + 1, 1), view.day), so_far))
    planned = known.planned
    has_line = bool(view.goal)
    line = view.goal * view.day / view.length
    return pace_chart(
        Pace(view.length, view.goal, held, fan(known) if has_line else [], planned),
        PaceWords(
            title=_pace_title(so_far, line) if has_line else _("One-on-ones held"),
            finding=_pace_finding(so_far, line if has_line else None, view, planned),
            day=_("day 0"),
            now=_("%(held)d held, day %(day)d") % {"held": so_far, "day": view.day},
            goal=_("goal %(goal)d") % {"goal": view.goal},
            head=[
                _("Day"),
                _("Held so far"),
                _("The line to the goal"),
                _("Likely"),
                _("Likely, at least"),
                _("Likely, at most"),
            ],
        ),
    )


def _pace_title(held: int, line: float) -> str:
    if held >= line * 1.15:
        return _("Ahead of the pace")
    if held >= line:
        return _("A little ahead of the pace")
    return _("On the way") if held >= line * 0.85 else _("There is room to catch up")


def _pace_finding(held: int, line: float | None, view: View, planned: int) -> str:
    said = ngettext("One held by day %(day)d.", "%(held)d held by day %(day)d.", held) % {"held": held, "day": view.day}
    if line is not None:
        said += " " + _("The line to the goal stands at %(line)d.") % {"line": round(line)}
    if planned:
        more = ngettext("And one more stands in the calendar.", "And %(planned)d more stand in the calendar.", planned)
        said += " " + more % {"planned": planned}
    return said


def _road(counts: Counts) -> Chart:
    names = {
        "invited": pgettext("step of the road", "Invited"),
        "scheduled": pgettext("step of the road", "Scheduled"),
        "held": pgettext("step of the road", "Held"),
        "asked": pgettext("step of the road", "Asked"),
        "firm": pgettext("step of the road", "Firm"),
        "done": pgettext("step of the road", "Done"),
    }
    numbers = [counts.number(f"road.{step}") for step in ROAD]
    still = [0, *(counts.number(f"road.open.{step}") for step in ROAD[1:])]
    lost = [0, *(before - now - ahead for (before, now), ahead in zip(pairwise(numbers), still[1:], strict=True))]
    return bars_chart(
        "road",
        _("Where the road leaks"),
        _leak(names, numbers, lost),
        [Row(names[step], number) for step, number in zip(ROAD, numbers, strict=True)],
        head=[_("Step"), _("One-on-ones"), _("Lost on the way here"), _("Still ahead")],
        other=list(zip(lost, still, strict=True)),
    )


def _leak(names: dict[str, str], numbers: list[int], lost: list[int]) -> str:
    """Where most are lost, and what helps most groups there."""
    if numbers[0] < 5:
        return _("Too few to say yet where the road leaks.")
    helps = {
        "scheduled": _("A personal word by text or call is answered more often than an email."),
        "held": _("Asking the day before whether it still suits helps most groups."),
        "asked": _("An ask that is announced beforehand is easier to make."),
        "firm": _("Ask when, where from and with whom: a day and an hour make it firm."),
        "done": _("A reminder the day before, and help with what is in the way, bring more people."),
    }
    most, step = max((lost[place], -place) for place in range(1, len(ROAD)))
    place = -step
    if not most:
        return _("Nobody was lost on the way.")
    said = _("Most are lost between %(before)s and %(after)s: %(lost)d of %(of)d.") % {
        "before": names[ROAD[place - 1]].lower(),
        "after": names[ROAD[place]].lower(),
        "lost": most,
        "of": numbers[place - 1],
    }
    return f"{said} {helps[ROAD[place]]}"


def _follow_through(counts: Counts) -> Chart:
    factor = halves(counts)
    rows = [
        ShareRow(_("Done, of firm"), counts.share("M13")),
        ShareRow(_("Came, of yeses"), factor),
        ShareRow(_("Said “I’m on it”"), counts.share("M12")),
        ShareRow(_("Took a second step"), counts.share("M16")),
    ]
    needed = yeses_needed(HOPED, counts)
    if factor.is_enough:
        finding = _("Here %(came)d of %(of)d came who said yes: to have %(hoped)d, ask until %(needed)d said yes.") % {
            "came": factor.number,
            "of": factor.of,
            "hoped": HOPED,
            "needed": needed,
        }
    else:
        finding = _("Count on half of the yeses until more is known here: to have %(hoped)d, ask for %(needed)d.") % {
            "hoped": HOPED,
            "needed": needed,
        }
    return _shares("through", _("What becomes of a yes"), finding, rows)


def _cadence(seen: Seen, counts: Counts) -> Chart:
    inside = seen.now.share("M20")
    rows = [
        ShareRow(_("In touch as agreed"), inside),
        ShareRow(_("Asked for nothing"), counts.share("M21")),
        ShareRow(_("Thanked in 48 hours"), counts.share("M10")),
        ShareRow(_("Asked before kept"), seen.now.share("M27")),
    ]
    if inside.of:
        finding = _("%(inside)d of %(of)d relationships are inside their rhythm.") % {
            "inside": inside.number,
            "of": inside.of,
        }
    else:
        finding = _("No relationship has a rhythm yet.")
    return _shares("cadence", _("How we stay in touch"), finding, rows)


def _shares(key: str, title: str, finding: str, rows: list[ShareRow]) -> Chart:
    return shares_chart(
        key,
        title,
        finding,
        rows,
        head=[_("What"), _("How many"), _("Of"), _("At least, in 100"), _("At most, in 100")],
        too_few=_("too few to say"),
    )


def _promises(seen: Seen, view: View, counts: Counts) -> Chart:
    kept, late = counts.share("M11"), counts.share("M11.late")
    finding = _("%(kept)d of %(of)d promises were kept by their day.") % {"kept": kept.number, "of": kept.of}
    if late.of:
        made_good = ngettext(
            "Of the one that was late %(good)d was made good.",
            "Of %(late)d late ones %(good)d were made good.",
            late.of,
        )
        finding += " " + made_good % {"late": late.of, "good": late.number}
    if not kept.of:
        finding = _("No promise was due yet.")
    names = (pgettext("promises", "kept by their day"), pgettext("promises", "not by then"))
    return _weekly("promises", _("Promises kept"), finding, seen, view, "M11", names)


def _voices(seen: Seen, view: View, counts: Counts) -> Chart:
    first = counts.share("M22")
    finding = _("%(first)d of %(of)d one-on-ones were somebody’s first with us.") % {
        "first": first.number,
        "of": first.of,
    }
    names = (pgettext("one-on-ones", "a first time"), pgettext("one-on-ones", "again"))
    return _weekly("voices", _("New voices"), finding, seen, view, "M22", names)


def _weekly(key: str, title: str, finding: str, seen: Seen, view: View, what: str, names: tuple[str, str]) -> Chart:
    columns = [
        Column(date_format(on, "j M"), share.number, share.of - share.number)
        for on, share in _shares_by_week(seen, view, what)
    ]
    return weeks_chart(key, title, finding, columns, names=names, head=[_("Week of"), *names])


def _shares_by_week(seen: Seen, view: View, what: str) -> Iterator[tuple[date, Share]]:
    first = max(monday(view.since), monday(view.today) - (COLUMNS - 1) * WEEK)
    for place in range((monday(view.today) - first).days // 7 + 1):
        on = first + place * WEEK
        yield on, seen.weeks[on].share(what) if on in seen.weeks else Share(0, 0)


def _developing(flake: Flake, counts: Counts) -> list[Chart]:
    """The snowflake and its generations; none where nobody organizes."""
    if not flake.organizers:
        return []
    rings, people = generations(flake), sum(flake.people.values())
    said = ngettext("One organizer", "%(many)d organizers", len(flake.organizers)) % {"many": len(flake.organizers)}
    met = ngettext("has met one person.", "have met %(people)d people.", people) % {"people": people}
    began = counts.share("M18")
    if began.of:
        passed_on = ngettext(
            "Of the one person who chose to hold one-on-ones of their own, %(began)d has begun.",
            "Of %(of)d people who chose to hold one-on-ones of their own, %(began)d have begun.",
            began.of,
        ) % {"of": began.of, "began": began.number}
    else:
        passed_on = _("Nobody has chosen yet to hold one-on-ones of their own.")
    snowflake = snowflake_chart(
        flake,
        title=_("Who develops whom"),
        finding=f"{said} {met}",
        more=_("and %(number)d more"),
        head=[_("Organizer"), _("Generation"), _("Organizers developed"), _("People met")],
    )
    rows = [
        Row(_("Generation %(number)d") % {"number": place}, many, "two") for place, many in enumerate(rings, start=1)
    ]
    return [
        snowflake,
        bars_chart("generations", _("Generations"), passed_on, rows, head=[_("Generation"), _("Organizers")]),
    ]
