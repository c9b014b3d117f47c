"""What a chapter hears: issues alone, from five people and two organizers on, month by month (R-096, R-097)."""

from datetime import UTC, datetime

import pytest

from letstalk.guides.words import MeetingKind
from letstalk.meetings.domain.plan import plan
from letstalk.people.words import RoleKind
from letstalk.reports.domain.draft import write_report
from letstalk.reports.domain.send import send_report
from letstalk.reports.queries import what_we_hear
from tests.factories import a_person, a_role, a_user, relationship_of
from tests.moments import NOW

IN_MARCH = datetime(2026, 3, 20, 18, 0, tzinfo=UTC)
IN_APRIL = datetime(2026, 4, 8, 18, 0, tzinfo=UTC)


@pytest.fixture
def hear(cast, form):
    """Conversations with so many new people who all name an issue, each reported and sent."""

    def tell(organizer, times, *, issue="Rents", person=None, chapter=None, sent_at=IN_MARCH):
        chapter = chapter or cast.chapter
        for _number in range(times):
            someone = person or a_person(organizer, chapter, "Imani Brooks")
            meeting = plan(
                relationship=relationship_of(someone, organizer), kind=MeetingKind.INTRODUCTORY, by=organizer, at=NOW
            )
            report = write_report(
                chapter=chapter,
                author=organizer,
                version=form,
                answers={},
                issues=[issue],
                meeting=meeting,
                at=sent_at,
            )
            send_report(report=report, by=organizer, at=sent_at)

    return tell


@pytest.fixture
def other(cast):
    return a_role(a_user("Noor Khan"), cast.chapter)


def themes(hearing) -> list[tuple[str, int]]:
    return [(theme.name, theme.conversations) for theme in hearing.themes]


def test_r096_five_people_heard_by_two_organizers_are_shown_once_the_month_is_over(cast, hear, other):
    hear(cast.organizer, 3)
    hear(other, 2)

    during = what_we_hear(cast.chapter, cast.lead, at=IN_MARCH)
    after = what_we_hear(cast.chapter, cast.lead, at=IN_APRIL)

    assert (themes(during), themes(after)) == ([], [("Rents", 5)])


def test_r096_four_people_are_never_shown(cast, hear, other):
    hear(cast.organizer, 3)
    hear(other, 1)

    assert themes(what_we_hear(cast.chapter, cast.lead, at=IN_APRIL)) == []


def test_r096_five_conversations_with_four_people_are_never_shown(cast, hear, other):
    hear(other, 3)
    hear(cast.organizer, 2, person=cast.person)

    assert themes(what_we_hear(cast.chapter, cast.lead, at=IN_APRIL)) == []


def test_r096_what_one_organizer_heard_is_shown_to_that_organizer_alone(cast, hear):
    hear(cast.organizer, 5)

    assert themes(what_we_hear(cast.chapter, cast.organizer, at=IN_APRIL)) == [("Rents", 5)]
    assert themes(what_we_hear(cast.chapter, cast.lead, at=IN_APRIL)) == []


def test_r096_two_months_of_four_do_not_add_up_to_a_theme(cast, hear, other):
    hear(cast.organizer, 4, sent_at=datetime(2026, 2, 20, 18, 0, tzinfo=UTC))
    hear(other, 4)

    assert themes(what_we_hear(cast.chapter, cast.lead, at=IN_APRIL)) == []


def test_r096_a_chapter_and_its_neighbour_do_not_add_up_to_a_theme_for_the_lead_of_both(cast, hear, other):
    a_role(cast.lead, cast.organization, RoleKind.LEAD)
    hear(cast.organizer, 4)
    hear(cast.outsider, 4, chapter=cast.sibling)

    assert themes(what_we_hear(cast.organization, cast.lead, at=IN_APRIL)) == []


def test_a_lead_adds_up_what_is_shown_in_the_chapters_below(cast, hear, other):
    a_role(cast.lead, cast.organization, RoleKind.LEAD)
    second = a_role(a_user("Ines Duarte"), cast.sibling)
    hear(cast.organizer, 3)
    hear(other, 2)
    hear(cast.outsider, 4, chapter=cast.sibling)
    hear(second, 2, chapter=cast.sibling)

    above = what_we_hear(cast.organization, cast.lead, at=IN_APRIL)
    beside = what_we_hear(cast.chapter, cast.organizer, at=IN_APRIL)

    assert (themes(above), len(above.cells)) == ([("Rents", 11)], 2)
    assert themes(beside) == [("Rents", 5)]


def test_a_report_of_no_one_on_one_counts_for_nobody(cast, hear, other, form):
    hear(cast.organizer, 2)
    hear(other, 2)
    alone = write_report(chapter=cast.chapter, author=other, version=form, answers={}, issues=["Rents"], at=IN_MARCH)
    send_report(report=alone, by=other, at=IN_MARCH)

    assert themes(what_we_hear(cast.chapter, cast.lead, at=IN_APRIL)) == []


def test_ones_own_stand_beside_it_however_few(cast, hear):
    hear(cast.organizer, 1, issue="Clinic hours")

    hearing = what_we_hear(cast.chapter, cast.organizer, at=IN_MARCH)

    assert [(theme.name, theme.conversations) for theme in hearing.own] == [("Clinic hours", 1)]
    assert hearing.themes == ()


@pytest.mark.parametrize("issues", (1, 3))
def test_one_theme_and_three_cost_the_same(cast, hear, other, issues, django_assert_num_queries):
    for number in range(issues):
        hear(cast.organizer, 3, issue=f"Issue {number}")
        hear(other, 2, issue=f"Issue {number}")

    with django_assert_num_queries(4):
        hearing = what_we_hear(cast.chapter, cast.lead, at=IN_APRIL)
    assert len(hearing.themes) == issues
