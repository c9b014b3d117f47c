"""Keeping the sums of the measures: of each chapter by itself, and of all below a node that are large enough."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from letstalk.campaigns.models import Campaign
from letstalk.kit import clock
from letstalk.people.models import Chapter
from letstalk.reports.measures.counting import counted, counted_now
from letstalk.reports.measures.counts import Counts, Fact
from letstalk.reports.measures.facts import History
from letstalk.reports.measures.loading import KEPT_FOR, Whose, history_of
from letstalk.reports.measures.seeing import is_large_enough, monday
from letstalk.reports.models import MeasureStanding, MeasureWeek

Cell = tuple[UUID | None, date]
Cells = dict[Cell, Counts]


def count_chapter(chapter: Chapter, *, at: datetime) -> MeasureStanding:
    """Count one chapter anew, without those below it, and keep the sums in place of the earlier ones."""
    history = history_of(Whose.chapters(chapter), at=at)
    since = clock.local_day(at - KEPT_FOR, chapter.zone)
    cells = in_cells(counted(history), campaigns=_campaigns(chapter), since=since)
    standing = MeasureStanding(chapter=chapter, counts=Counts.of(counted_now(history)).kept(), at=at, **_about(history))
    return _keep(standing, cells)


def add_up_below(chapter: Chapter, *, at: datetime) -> MeasureStanding:
    """Add up what is kept of the chapters below: each that is large enough by itself, and nothing else.

    What is shown of a node less what is shown of the chapters in it therefore leaves nothing that was withheld.
    """
    children = Chapter.objects.filter(parent=chapter).values("pk")
    parts = list(MeasureStanding.objects.filter(chapter__in=children))
    shown = [part for part in parts if part.is_below or is_large_enough(part)]
    now, cells = Counts(), defaultdict[Cell, Counts](Counts)
    for part in shown:
        now.add(Counts.read(part.counts))
    own = {part.chapter_id for part in shown if not part.is_below}
    weeks = MeasureWeek.objects.filter(Q(chapter__in=own, is_below=False) | Q(chapter__in=children, is_below=True))
    for campaign, week_on, counts in weeks.values_list("campaign", "week_on", "counts").iterator():
        cells[campaign, week_on].add(Counts.read(counts))
    standing = MeasureStanding(
        chapter=chapter,
        is_below=True,
        counts=now.kept(),
        people=sum(part.people for part in shown),
        organizers=sum(part.organizers for part in shown),
        groups=len(own) + sum(part.groups for part in shown if part.is_below),
        left_out=sum(not part.is_below and not is_large_enough(part) for part in parts)
        + sum(part.left_out for part in shown),
        at=at,
    )
    return _keep(standing, cells)


def in_cells(facts: Iterable[Fact], *, campaigns: list[Campaign], since: date) -> Cells:
    """The facts since a day, by the campaign whose days they fall into and by week."""
    by_day: dict[date, Counts] = defaultdict(Counts)
    for fact in facts:
        if fact.on >= since:
            by_day[fact.on].count(fact)
    cells: Cells = defaultdict(Counts)
    for day, counts in by_day.items():
        campaign = next((one.pk for one in campaigns if one.first_on <= day <= one.last_on), None)
        cells[campaign, monday(day)].add(counts)
    return cells


def stale_chapters(*, before: datetime, most: int) -> list[Chapter]:
    """Those never counted, then those counted longest ago."""
    counted_one = MeasureStanding.objects.filter(chapter=OuterRef("pk"), is_below=False)
    never = list(Chapter.objects.exclude(Exists(counted_one)).order_by("path")[:most])
    old = MeasureStanding.objects.filter(is_below=False, at__lt=before).select_related("chapter").order_by("at", "pk")
    return [*never, *(row.chapter for row in old[: most - len(never)])]


def stale_nodes(*, before: datetime, most: int) -> list[Chapter]:
    """Nodes with chapters below whose sum was never added up or is old, the deepest first."""
    children = Chapter.objects.filter(parent=OuterRef("pk"))
    fresh = MeasureStanding.objects.filter(chapter=OuterRef("pk"), is_below=True, at__gte=before)
    nodes = Chapter.objects.filter(Exists(children)).exclude(Exists(fresh)).only("pk", "path")
    return sorted(nodes, key=lambda node: (-node.path.count("/"), node.path))[:most]


def _about(history: History) -> dict[str, int]:
    held = [talk for talk in history.talks if talk.held_on is not None]
    return {"people": len({talk.person for talk in held}), "organizers": len({talk.organizer for talk in held})}


def _campaigns(chapter: Chapter) -> list[Campaign]:
    """Of this chapter and of the nodes above, the nearest first, then the one adopted last."""
    above = [row for row in Campaign.objects.select_related("chapter") if row.chapter.holds(chapter)]
    return sorted(above, key=lambda row: (len(row.chapter.path), row.adopted_at, row.pk), reverse=True)


def _keep(standing: MeasureStanding, cells: Cells) -> MeasureStanding:
    """Write what changed, and no more: most weeks are long over."""
    same = {"chapter": standing.chapter, "is_below": standing.is_below}
    with transaction.atomic():
        # The chapter's row is the lock: two rounds at once would write every week twice.
        Chapter.objects.select_for_update().get(pk=standing.chapter.pk)
        there = MeasureWeek.objects.filter(**same).values_list("pk", "campaign", "week_on", "counts")
        before: dict[Cell, tuple[UUID, Any]] = {
            (campaign, week_on): (pk, counts) for pk, campaign, week_on, counts in there
        }
        now = {cell: counts.kept() for cell, counts in cells.items()}
        gone = [pk for cell, (pk, counts) in before.items() if now.get(cell) != counts]
        MeasureWeek.objects.filter(pk__in=gone).delete()
        MeasureWeek.objects.bulk_create(
            MeasureWeek(**same, campaign_id=campaign, week_on=week_on, counts=counts)
            for (campaign, week_on), counts in now.items()
            if (campaign, week_on) not in before or before[campaign, week_on][1] != counts
        )
        MeasureStanding.objects.filter(**same).delete()
        standing.save(force_insert=True)
    return standing
