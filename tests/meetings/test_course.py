"""How a one-on-one is to go: what holds for it, in which minutes, and until when it is current (R-034, R-069)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letstalk.guides.agendas import scaled
from letstalk.guides.models import AgendaTemplate, Guide, GuideVersion
from letstalk.meetings.course import is_of_the_past, sections_of
from tests.moments import NOW, planned

TODAY = NOW.date()
SECTIONS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(
        lambda pair: {"key": "s", "name": "S", "minutes": max(pair), "at_least": min(pair)}
    ),
    min_size=1,
    max_size=12,
)


@given(sections=SECTIONS, minutes=st.integers(1, 180))
def test_however_it_is_scaled_the_minutes_add_up_and_nobody_falls_below_what_they_keep(sections, minutes):
    whole = sum(section["minutes"] for section in sections)
    kept = sum(section["at_least"] for section in sections)

    given = scaled(sections, minutes)

    assert sum(section["minutes"] for section in given) == (minutes if whole else 0)
    if kept <= minutes and whole > minutes:
        assert all(now["minutes"] >= before["at_least"] for now, before in zip(given, sections, strict=True))


@given(sections=SECTIONS)
def test_in_its_own_time_an_agenda_stays_as_it_is(sections):
    assert scaled(sections, sum(section["minutes"] for section in sections)) == sections


@pytest.mark.django_db
def test_without_conditions_the_course_costs_no_query(cast, django_assert_num_queries):
    meeting = planned(cast)
    meeting.agenda = [{"key": "a", "name": "A", "minutes": 40, "points": [], "questions": []}]

    with django_assert_num_queries(0):
        sections = sections_of(meeting, minutes=30)

    assert sections[0]["minutes"] == 30


def an_agenda(cast, *, until: date | None) -> AgendaTemplate:
    return AgendaTemplate.objects.create(
        chapter=cast.chapter, meeting_kind="introductory", key="old", name="Old", sections=[], current_until=until
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("until", "is_past"), [(None, False), (TODAY, False), (TODAY - timedelta(days=1), True)], ids=str
)
def test_r069_an_agenda_whose_days_are_over_says_so_at_the_one_on_one_planned_with_it(cast, until, is_past):
    meeting = planned(cast, template=an_agenda(cast, until=until))

    assert is_of_the_past(meeting, TODAY) is is_past


@pytest.mark.django_db
def test_r069_so_does_a_guide(cast):
    meeting = planned(cast, template=an_agenda(cast, until=None))
    guide = Guide.objects.create(chapter=cast.chapter, key="old", kind="conversation", title="Old")
    meeting.guide_version = GuideVersion.objects.create(
        guide=guide, number=1, body={"questions": []}, current_until=TODAY - timedelta(days=1), published_at=NOW
    )

    assert is_of_the_past(meeting, TODAY)
