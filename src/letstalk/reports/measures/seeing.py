"""Who sees which figures: an organizer their own, a lead their chapter, above it only sums of groups large enough."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from letstalk.accounts.models import User
from letstalk.campaigns.models import Campaign
from letstalk.people.access import scope_of
from letstalk.people.models import Chapter
from letstalk.reports.measures.counting import counted, counted_now
from letstalk.reports.measures.counts import Counts, Fact
from letstalk.reports.measures.loading import Whose, history_of
from letstalk.reports.models import MeasureStanding, MeasureWeek
from letstalk.reports.suppression import FEWEST_ORGANIZERS, FEWEST_PEOPLE

WEEK = timedelta(days=7)


@dataclass
class Seen:
    """What somebody may see: counts week by week, and how things stand. as_of: when it was counted.

    groups, left_out: of the chapters below, how many are in the sums, and how many are too small to be. is_withheld:
    the chapter itself is too small to be shown from above.
    """

    as_of: datetime | None
    weeks: dict[date, Counts] = field(default_factory=dict)
    now: Counts = field(default_factory=Counts)
    groups: int = 0
    left_out: int = 0
    is_withheld: bool = False

    def between(self, since: date, until: date) -> Counts:
        """All that was counted in the weeks that begin on these days or between them."""
        counts = Counts()
        for week_on, week in self.weeks.items():
            if since <= week_on <= until:
                counts.add(week)
        return counts

    def series(self, what: str, since: date, until: date) -> list[tuple[date, int]]:
        """A number for each week from the first to the last, zero where nothing was counted."""
        first = monday(since)
        mondays = [first + WEEK * week for week in range((monday(until) - first).days // 7 + 1)]
        return [(on, self.weeks[on].number(what) if on in self.weeks else 0) for on in mondays]


def monday(on: date) -> date:
    return on - timedelta(days=on.weekday())


def is_large_enough(standing: MeasureStanding) -> bool:
    """Whether its sums say nothing of one person: five people met, by two organizers."""
    return standing.people >= FEWEST_PEOPLE and standing.organizers >= FEWEST_ORGANIZERS


def leads_itself(user: User, chapter: Chapter) -> bool:
    """Whether this very chapter is theirs to lead, and not only a node above it."""
    return any(node.pk == chapter.pk for node in scope_of(user).led)


def own_seen(user: User, *, zone: str, at: datetime, campaign: Campaign | None = None) -> Seen:
    """An organizer's own figures, counted as they stand this very moment."""
    history = history_of(Whose.own(user, zone=zone), at=at)
    weeks: dict[date, Counts] = {}
    for fact in counted(history):
        if campaign is None or _is_in(campaign, fact):
            weeks.setdefault(monday(fact.on), Counts()).count(fact)
    return Seen(as_of=at, weeks=weeks, now=Counts.of(counted_now(history)))


def chapter_seen(user: User, chapter: Chapter, *, campaign: Campaign | None = None) -> Seen:
    """The sums kept of a chapter and of the large enough ones below it. The chapter's own, for whoever leads it from
    above, only when it is large enough itself.
    """
    standings = {row.is_below: row for row in MeasureStanding.objects.filter(chapter=chapter)}
    own, below = standings.get(False), standings.get(True)
    if own is None:
        return Seen(as_of=None)
    may_see = leads_itself(user, chapter) or is_large_enough(own)
    seen = Seen(
        as_of=min(row.at for row in standings.values()),
        groups=below.groups if below else 0,
        left_out=below.left_out if below else 0,
        is_withheld=not may_see,
    )
    for row in filter(None, (own if may_see else None, below)):
        seen.now.add(Counts.read(row.counts))
    for week_on, counts in _weeks(chapter.pk, own=may_see, campaign=campaign).values_list("week_on", "counts"):
        seen.weeks.setdefault(week_on, Counts()).add(Counts.read(counts))
    return seen


def _weeks(chapter: UUID, *, own: bool, campaign: Campaign | None) -> QuerySet[MeasureWeek]:
    rows = MeasureWeek.objects.filter(
        Q(is_below=True) | Q(is_below=False) if own else Q(is_below=True), chapter=chapter
    )
    return rows.filter(campaign=campaign) if campaign is not None else rows


def _is_in(campaign: Campaign, fact: Fact) -> bool:
    return campaign.first_on <= fact.on <= campaign.last_on
