"""The list of one-on-ones; planning one and logging an unplanned talk, through their pages (R-004, R-015, R-021)."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from letstalk.campaigns.models import Ask
from letstalk.commitments.words import Answer
from letstalk.followups.domain.debrief import AskEntry, DebriefEntry, HeldEntry, debrief
from letstalk.followups.models import FollowUpSet
from letstalk.followups.one_on_ones import A_PAGE
from letstalk.guides.models import AgendaTemplate
from letstalk.kit import clock
from letstalk.meetings.domain import schedule
from letstalk.meetings.models import Held, Meeting, Slot
from letstalk.meetings.words import Mode, Purpose, State, Use
from letstalk.people.models import Relationship
from tests.factories import a_person
from tests.moments import FIRM, planned

pytestmark = pytest.mark.django_db
LIST = "/one-on-ones/"


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.organizer)
    return client


def agreed_for(cast, starts_at, **more) -> Meeting:
    meeting = planned(cast, at=clock.now() - timedelta(days=9), **more)
    there = clock.local(starts_at, cast.chapter.zone)
    when = clock.LocalTime(there.date(), there.time().replace(second=0, microsecond=0), cast.chapter.zone)
    schedule.agree(meeting=meeting, when=when, minutes=45, place_words="Library", by=cast.organizer, at=clock.now())
    return meeting


def shown_ids(response) -> set[uuid.UUID]:
    return {line.meeting.pk for line in response.context["page"].lines}


# --- the list ---


def test_each_one_on_one_stands_under_coming_to_write_up_or_past(desk, cast):
    now = clock.now()
    idea = planned(cast, at=now)
    ahead = agreed_for(cast, now + timedelta(days=2))
    over = agreed_for(cast, now - timedelta(hours=3))
    done = agreed_for(cast, now - timedelta(days=4))
    entry = DebriefEntry(id=uuid.uuid4(), held=HeldEntry(began_at=now - timedelta(days=4)))
    debrief(meeting=done, entry=entry, by=cast.organizer, at=now)
    off = agreed_for(cast, now + timedelta(days=5))
    schedule.call_off(meeting=off, whose="person", by=cast.organizer, at=now)

    found = [shown_ids(desk.get(LIST, {"show": shown})) for shown in ("coming", "to-write-up", "past")]

    assert found == [{idea.pk, ahead.pk}, {over.pk}, {done.pk, off.pk}]


def test_list_says_what_a_one_on_one_came_to_r_016(desk, cast):
    now = clock.now()
    done = agreed_for(cast, now - timedelta(days=1))
    asked = AskEntry(answer=Answer.YES, words="Bring two neighbours", terms=FIRM)
    entry = DebriefEntry(id=uuid.uuid4(), held=HeldEntry(began_at=now - timedelta(days=1)), asks=(asked,))
    debrief(meeting=done, entry=entry, by=cast.organizer, at=now)

    assert "Successful" in desk.get(LIST, {"show": "past"}).text


def test_unplanned_talk_is_labelled_as_such_r_015(desk, cast):
    planned(cast, at=clock.now(), is_spontaneous=True)

    assert "Not planned" in desk.get(LIST).text


def test_nobody_sees_the_one_on_ones_of_another_organizer(client, cast):
    planned(cast, at=clock.now())
    client.force_login(cast.outsider)

    assert shown_ids(client.get(LIST)) == set()


@pytest.mark.parametrize("who", ("lead", "administrator"))
@pytest.mark.parametrize("address", (LIST, "/one-on-ones/plan/", "/one-on-ones/log/"))
def test_who_does_not_organize_finds_no_such_page(client, cast, who, address):
    client.force_login(getattr(cast, who))

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("rows", (1, 3))
@pytest.mark.parametrize("shown", ("coming", "to-write-up"))
def test_list_costs_the_same_with_one_and_three(desk, cast, rows, shown, django_assert_num_queries):
    ahead = timedelta(days=2) if shown == "coming" else -timedelta(hours=3)
    for row in range(rows):
        agreed_for(cast, clock.now() + ahead * (row + 1))

    with django_assert_num_queries(10):
        desk.get(LIST, {"show": shown})


def test_fifty_are_on_a_page_and_the_rest_on_the_next(desk, cast):
    for _row in range(A_PAGE + 1):
        planned(cast, at=clock.now())

    first, second = desk.get(LIST), desk.get(LIST, {"page": "2"})

    assert (len(shown_ids(first)), len(shown_ids(second))) == (A_PAGE, 1)


# --- planning ---


def plan_url(cast) -> str:
    return f"{reverse('desk:plan')}?person={cast.person.pk}"


def in_days(cast, days: int) -> str:
    return (clock.local_day(clock.now(), cast.chapter.zone) + timedelta(days=days)).isoformat()


def typed(cast, **more) -> dict:
    return {
        "entry": str(uuid.uuid4()),
        "kind": "introductory",
        "reason": "See what she cares about",
        "on": in_days(cast, 3),
        "at": "18:00",
        "minutes": "40",
        "place_words": "Rosewater Café",
        "mode": "in_person",
    } | more


def test_first_one_chooses_among_their_own_people(desk, cast):
    a_person(cast.outsider, cast.sibling, "Somebody Else")

    shown = desk.get(reverse("desk:plan"))

    assert "Amina Okafor" in shown.text
    assert "Somebody Else" not in shown.text


def test_planning_with_a_time_makes_an_agreed_one_on_one_with_its_agenda(desk, cast):
    sections = [{"key": "purpose", "name": "Purpose", "minutes": 4, "points": []}]
    AgendaTemplate.objects.create(
        chapter=cast.chapter, meeting_kind="introductory", key="first", name="First", sections=sections
    )

    response = desk.post(plan_url(cast), typed(cast))

    meeting = Meeting.objects.get()
    assert response.url == meeting.desk_url
    assert meeting.state == State.SCHEDULED
    assert (meeting.reason, meeting.agenda) == ("See what she cares about", sections)
    slot = Slot.objects.get()
    assert (slot.minutes, slot.where, slot.zone) == (40, "Rosewater Café", cast.chapter.zone)


def test_kind_proposes_use_and_purpose_and_both_can_be_changed_r_011_r_014(desk, cast):
    desk.post(plan_url(cast), typed(cast))
    desk.post(plan_url(cast), typed(cast, purpose="debrief", at="19:30"))

    assert [(row.use, row.purpose) for row in Meeting.objects.order_by("made_at")] == [
        (Use.NEWCOMER, Purpose.ABOUT_US),
        (Use.NEWCOMER, Purpose.DEBRIEF),
    ]


def test_without_a_time_it_is_an_idea_and_no_reason_is_required_r_004(desk, cast):
    desk.post(plan_url(cast), {"entry": str(uuid.uuid4()), "kind": "maintenance", "mode": "in_person"})

    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.reason) == (State.IDEA, "")


def test_sixty_minutes_are_hinted_at_and_not_blocked_r_021(desk, cast):
    response = desk.post(plan_url(cast), typed(cast, minutes="60"), follow=True)

    assert "30 to 45 minutes is usual." in response.text
    assert Slot.objects.get().minutes == 60


def test_form_sent_twice_plans_one_and_moves_nothing(desk, cast):
    form = typed(cast)

    desk.post(plan_url(cast), form)
    desk.post(plan_url(cast), form)

    assert (Meeting.objects.count(), Slot.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"place_words": ""}, "place_words"),
        ({"at": ""}, "on"),
        ({"minutes": "2000"}, "minutes"),
        ({"mode": "phone"}, "mode_reason"),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(desk, cast, more, field):
    response = desk.post(plan_url(cast), typed(cast, **more))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "See what she cares about" in response.text
    assert not Meeting.objects.exists()


def test_hour_the_clock_jumps_over_is_refused_kindly(desk, cast):
    response = desk.post(plan_url(cast), typed(cast, on="2027-03-14", at="02:30"))

    assert response.status_code == 422
    assert "put forward over this time" in response.text


def test_someone_elses_person_cannot_be_planned_with(client, cast):
    client.force_login(cast.outsider)

    assert client.get(plan_url(cast)).status_code == 404
    assert client.post(plan_url(cast), typed(cast)).status_code == 404


def test_person_whose_relationship_ended_cannot_be_planned_with(desk, cast):
    Relationship.objects.filter(pk=cast.relationship.pk).update(until=clock.now())

    assert desk.get(plan_url(cast)).status_code == 404


# --- a talk that was not planned ---


def test_unplanned_talk_is_held_at_once_and_followed_up_r_015_r_027(desk, cast):
    form = {
        "entry": str(uuid.uuid4()),
        "on": in_days(cast, -1),
        "at": "17:00",
        "minutes": "15",
        "mode": "phone",
        "reason": "Met at the bus stop",
    }

    response = desk.post(f"{reverse('desk:log_spontaneous')}?person={cast.person.pk}", form)
    desk.post(f"{reverse('desk:log_spontaneous')}?person={cast.person.pk}", form)

    meeting = Meeting.objects.get()
    assert response.url == reverse("field:debrief", args=[meeting.pk])
    assert meeting.is_spontaneous
    held = Held.objects.get()
    assert (held.minutes, held.mode) == (15, Mode.PHONE)
    assert FollowUpSet.objects.filter(meeting=meeting).count() == 1
    assert not Ask.objects.exists()


def test_talk_that_is_still_to_come_is_to_be_planned(desk, cast):
    form = {"on": in_days(cast, 2), "at": "17:00", "mode": "in_person"}

    response = desk.post(f"{reverse('desk:log_spontaneous')}?person={cast.person.pk}", form)

    assert response.status_code == 422
    assert "Plan a one-on-one instead." in response.text
