"""Sums kept as rows are what a full count finds; who sees them, and what is left out of them."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from letstalk.commitments.domain.outcomes import record_outcome
from letstalk.commitments.models import Commitment
from letstalk.commitments.words import Answer, OutcomeKind
from letstalk.followups.domain.debrief import AskEntry, PromiseEntry
from letstalk.kit import clock
from letstalk.kit.shares import Share
from letstalk.meetings.domain.invite import invite
from letstalk.outbox.words import Channel
from letstalk.people.words import RoleKind
from letstalk.reports import sweeps
from letstalk.reports.domain.sums import add_up_below, count_chapter, in_cells
from letstalk.reports.measures.counting import counted
from letstalk.reports.measures.counts import Counts, total
from letstalk.reports.measures.loading import Whose, history_of
from letstalk.reports.measures.seeing import chapter_seen, own_seen
from letstalk.reports.models import MeasureStanding, MeasureWeek
from tests.campaign import adopted
from tests.factories import a_chapter, a_role, a_user
from tests.moments import DAY, FIRM, NOW, debriefed, planned

LATER = NOW + 30 * DAY
pytestmark = pytest.mark.django_db


def a_month(cast) -> None:
    """One held, written up with a firm yes that was done and a promise that is late; one invited without an answer."""
    debriefed(
        cast,
        asks=(AskEntry(answer=Answer.YES, words="Bring two", terms=FIRM),),
        promises=(PromiseEntry(words="Send the map", due_on=date(2026, 3, 9)),),
    )
    [commitment] = Commitment.objects.all()
    record_outcome(commitment=commitment, kind=OutcomeKind.DONE, by=cast.organizer, at=NOW + 13 * DAY)
    invite(meeting=planned(cast), channel=Channel.TEXT, words="Coffee?", by=cast.organizer, at=NOW + 2 * DAY)


def test_the_kept_sums_of_a_chapter_are_what_a_full_count_finds(cast):
    a_month(cast)
    campaign = adopted(cast, first_on=date(2026, 3, 4))

    count_chapter(cast.chapter, at=LATER)
    rows = list(MeasureWeek.objects.filter(chapter=cast.chapter))
    everything = Counts.of(counted(history_of(Whose.chapters(cast.chapter), at=LATER)))

    assert total(Counts.read(row.counts) for row in rows) == everything
    assert {row.campaign_id for row in rows} == {None, campaign.pk}
    found = {what: everything.share(what) for what in ("M1", "M2", "M3", "M5", "M7", "M8", "M9", "M9.room", "M13")}
    assert found == {
        "M1": Share(0, 1),
        "M2": Share(1, 2),
        "M3": Share(1, 1),
        "M5": Share(1, 1),
        "M7": Share(1, 1),
        "M8": Share(1, 1),
        "M9": Share(1, 1),
        "M9.room": Share(1, 1),
        "M13": Share(1, 1),
    }
    assert (everything.share("M11"), everything.share("M22")) == (Share(0, 1), Share(1, 1))


def test_m25_who_spoke_more_is_counted_for_its_author_alone_and_m22_the_circle_for_the_chapter(cast):
    debriefed(cast, spoke="they", circle="outside")
    count_chapter(cast.chapter, at=LATER)

    own = own_seen(cast.organizer, zone=cast.chapter.zone, at=LATER).between(date(2026, 1, 1), date(2026, 12, 31))
    kept = total(Counts.read(row.counts) for row in MeasureWeek.objects.all())

    assert (own.share("M25"), own.share("M22.circle")) == (Share(1, 1), Share(1, 1))
    assert (kept.share("M25"), kept.share("M22.circle")) == (Share(0, 0), Share(1, 1))


def test_counting_again_changes_nothing_and_writes_nothing(cast):
    a_month(cast)
    count_chapter(cast.chapter, at=LATER)
    before = set(MeasureWeek.objects.values_list("pk", flat=True))

    count_chapter(cast.chapter, at=LATER)

    assert set(MeasureWeek.objects.values_list("pk", flat=True)) == before
    assert MeasureStanding.objects.count() == 1


def test_an_organizers_own_figures_are_theirs_alone(cast):
    a_month(cast)

    own = own_seen(cast.organizer, zone=cast.chapter.zone, at=LATER)
    other = own_seen(cast.outsider, zone=cast.chapter.zone, at=LATER)

    until = clock.local_day(LATER, cast.chapter.zone)
    assert own.between(date(2026, 1, 1), until).share("M9") == Share(1, 1)
    assert other.between(date(2026, 1, 1), until).pairs == {}


def test_a_count_asks_as_often_for_many_as_for_one(cast):
    a_month(cast)
    whose = Whose.chapters(cast.chapter)
    with CaptureQueriesContext(connection) as few:
        history_of(whose, at=LATER)
    for _time in range(3):
        planned(cast)

    with CaptureQueriesContext(connection) as more:
        history_of(whose, at=LATER)

    assert len(more) == len(few)


def standing(chapter, *, people: int, organizers: int) -> None:
    """As if a chapter had been counted: so many people met by so many organizers, three of them in one week."""
    MeasureStanding.objects.create(chapter=chapter, people=people, organizers=organizers, at=NOW)
    MeasureWeek.objects.create(
        chapter=chapter, week_on=date(2026, 3, 2), counts=Counts(pairs={"M5": (people - 1, people)}).kept()
    )


def test_above_only_groups_large_enough_are_added_and_the_others_are_told_as_a_number(cast):
    third = a_chapter(cast.organization, "Old Mill")
    standing(cast.chapter, people=9, organizers=2)
    standing(cast.sibling, people=5, organizers=3)
    standing(third, people=30, organizers=1)
    count_chapter(cast.organization, at=NOW)

    add_up_below(cast.organization, at=NOW)
    seen = chapter_seen(cast.founder, cast.organization)

    assert seen.between(date(2026, 3, 2), date(2026, 3, 2)).share("M5") == Share(12, 14)
    assert (seen.groups, seen.left_out) == (2, 1)


def test_a_small_chapter_is_shown_to_its_own_lead_and_to_nobody_above(cast):
    standing(cast.chapter, people=3, organizers=1)

    from_here = chapter_seen(cast.lead, cast.chapter)
    from_above = chapter_seen(cast.founder, cast.chapter)

    assert (from_here.is_withheld, from_above.is_withheld) == (False, True)
    assert from_here.weeks != {} and from_above.weeks == {}


def test_sums_are_added_node_by_node_from_the_deepest_up(cast):
    region = a_chapter(cast.organization, "The valley")
    team = a_chapter(region, "Night bus team")
    a_role(a_user("Tess Wild"), team, RoleKind.ORGANIZER)
    sweeps.count_again(at=NOW)
    MeasureStanding.objects.filter(chapter=team).update(people=7, organizers=2)
    MeasureStanding.objects.filter(is_below=True).delete()

    sweeps.count_again(at=NOW)

    above = MeasureStanding.objects.get(chapter=cast.organization, is_below=True)
    assert (above.groups, above.people, above.left_out) == (1, 7, 3)


def test_a_fact_belongs_to_the_campaign_whose_days_it_falls_into(cast):
    a_month(cast)
    campaign = adopted(cast, first_on=date(2026, 3, 4))
    facts = list(counted(history_of(Whose.chapters(cast.chapter), at=LATER)))

    cells = in_cells(facts, campaigns=[campaign], since=date(2026, 1, 1))

    def in_campaign() -> Iterator[Counts]:
        return (counts for (key, _week), counts in cells.items() if key == campaign.pk)

    inside = Counts.of(fact for fact in facts if campaign.first_on <= fact.on <= campaign.last_on)
    assert total(in_campaign()) == inside
    assert all(week.weekday() == 0 for _key, week in cells)
