"""Shortly before a one-on-one, through its page: does it suit, who is late, who stands in, every week (b.1, L-4)."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from letstalk.accounts.models import User
from letstalk.followups import timings
from letstalk.followups.models import FollowUp, FollowUpSet
from letstalk.kit import clock
from letstalk.meetings.domain import schedule
from letstalk.meetings.domain.plan import plan
from letstalk.meetings.models import Held, Meeting, NoShow, Rhythm, RunningLate, Slot, SlotCell, StandIn
from letstalk.meetings.words import State
from letstalk.people.domain.notes import jot
from letstalk.people.models import Person
from tests.factories import a_person, a_role, a_user, relationship_of
from tests.moments import DAY, HOUR, planned

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def agreed(cast, starts_at, *, reason: str = "", meeting: Meeting | None = None) -> Meeting:
    meeting = meeting or planned(cast, at=clock.now() - 9 * DAY, reason=reason)
    there = clock.local(starts_at, cast.chapter.zone)
    when = clock.LocalTime(there.date(), there.time().replace(second=0, microsecond=0), cast.chapter.zone)
    agreed_at = clock.now() - 8 * DAY
    schedule.agree(meeting=meeting, when=when, minutes=45, place_words="Library", by=cast.organizer, at=agreed_at)
    return meeting


@pytest.fixture
def tomorrow(cast) -> Meeting:
    return agreed(cast, clock.now() + DAY, reason="She signed up at the march.")


@pytest.fixture
def colleague(cast) -> User:
    return a_role(a_user("Lena Bright", email="lena@example.org"), cast.chapter)


def step(desk, name: str, meeting: Meeting, **fields):
    return desk.post(reverse(f"desk:{name}", args=[meeting.pk]), fields, follow=True)


def state_of(meeting: Meeting) -> State:
    return Meeting.objects.get(pk=meeting.pk).state


# --- does it still suit, and who is late ---


def test_b1_the_day_before_words_stand_ready_to_ask_whether_it_suits(desk, tomorrow):
    page = desk.get(tomorrow.desk_url).text

    assert "Hi Amina, does it still suit you?" in page
    assert "Library. Another time is always all right." in page
    assert "sms:+12025550143?&amp;body=Hi%20Amina%2C%20does%20it%20still%20suit" in page


def test_a_week_ahead_nobody_is_to_be_asked_yet(desk, cast):
    page = desk.get(agreed(cast, clock.now() + 6 * DAY).desk_url).text

    assert "does it still suit you?" not in page


def test_the_organizer_is_told_when_it_is_night_where_the_person_is(desk, cast, tomorrow):
    here = clock.now()
    night = next(zone for zone in ZONES if clock.local(here, zone).hour in (22, 23, 0, 1, 2, 3, 4, 5, 6))
    Person.objects.filter(pk=cast.person.pk).update(zone=night)

    page = desk.get(tomorrow.desk_url).text

    assert f"It is {clock.local(here, night):%H:%M} where" in page


ZONES = ("Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata", "Europe/Berlin", "America/Chicago", "Pacific/Honolulu")


def test_running_late_is_said_in_one_tap_and_the_words_stand_ready(desk, cast):
    meeting = agreed(cast, clock.now() + HOUR)

    page = step(desk, "run_late", meeting, whose="organizer", minutes="10").text

    assert RunningLate.objects.get().minutes == 10
    assert "about 10 minutes late" in page
    assert state_of(meeting) == State.SCHEDULED


def test_a_delay_tapped_twice_is_noted_once_and_a_longer_one_after_it(desk, cast):
    meeting = agreed(cast, clock.now() + HOUR)

    for minutes in ("10", "10", "20"):
        step(desk, "run_late", meeting, whose="organizer", minutes=minutes)

    assert sorted(RunningLate.objects.values_list("minutes", flat=True)) == [10, 20]


@pytest.mark.parametrize("minutes", ["", "0", "121", "many"])
def test_a_delay_that_is_none_is_refused_and_nothing_is_noted(desk, tomorrow, minutes):
    answer = desk.post(reverse("desk:run_late", args=[tomorrow.pk]), {"whose": "organizer", "minutes": minutes})

    assert answer.status_code == 422
    assert not RunningLate.objects.exists()


def test_b1_twenty_minutes_past_the_start_late_move_and_did_not_happen_are_offered_and_a_call_first(desk, cast):
    just_begun = desk.get(agreed(cast, clock.now() - 10 * MINUTE).desk_url).text

    page = desk.get(agreed(cast, clock.now() - 70 * MINUTE).desk_url).text

    assert "Call before you mark anything." not in just_begun
    assert "Call before you mark anything." in page
    assert '<a href="tel:+12025550143">' in page
    assert '<a href="#before">Running late</a>' in page
    assert '<a href="#when">Move it</a>' in page
    assert "It did not happen" in page


def test_b1_whoever_said_they_are_late_is_waited_for_so_much_longer(desk, cast):
    meeting = agreed(cast, clock.now() - 30 * MINUTE)
    asked = "Did it take place?" in desk.get(meeting.desk_url).text

    page = step(desk, "run_late", meeting, whose="person", minutes="20").text

    assert asked is True
    assert "They are 20 minutes late." in page
    assert "Did it take place?" not in page


@pytest.mark.parametrize(
    ("whose", "words"),
    [("person", "we missed each other today. No harm done."), ("organizer", "I did not come, and I’m sorry.")],
)
def test_i4_who_did_not_come_is_noted_and_friendly_words_lead_to_another_time(desk, cast, whose, words):
    meeting = agreed(cast, clock.now() - 3 * HOUR)

    page = step(desk, "no_show", meeting, whose=whose).text

    assert NoShow.objects.get().whose == whose
    assert words in page
    assert FollowUp.objects.open().filter(step=timings.REBOOK).count() == 1
    assert "Find another time with" in desk.get(reverse("desk:today")).text


# --- somebody else comes instead ---


def test_l4_nobody_stands_in_without_the_persons_yes(desk, cast, tomorrow, colleague):
    page = step(desk, "find_stand_in", tomorrow, to=str(colleague.pk))

    assert page.status_code == 422
    assert "It is theirs to say whom they meet." in page.text
    assert not StandIn.objects.exists()


def test_l4_a_stand_in_sees_when_where_and_whom_and_not_a_note(desk, client, cast, tomorrow, colleague):
    words = "Her mother is ill."
    jot(relationship=cast.relationship, text=words, about=tomorrow.pk, by=cast.organizer, at=clock.now())
    step(desk, "find_stand_in", tomorrow, to=str(colleague.pk), persons_yes="on")
    client.force_login(colleague)

    today = client.get(reverse("desk:today")).text
    page = client.get(reverse("desk:standing_in", args=[tomorrow.pk])).text

    assert "Amina Okafor" in today
    assert "Library" in page
    assert words not in page
    assert "She signed up at the march." not in page
    assert client.get(tomorrow.desk_url).status_code == 404
    assert client.get(cast.person.desk_url).status_code == 404


def test_l4_what_a_stand_in_held_is_followed_up_by_the_first_organizer(desk, client, cast, colleague):
    meeting = agreed(cast, clock.now() + HOUR)
    step(desk, "find_stand_in", meeting, to=str(colleague.pk), persons_yes="on")
    Slot.objects.update(starts_at=clock.now() - HOUR)
    client.force_login(colleague)

    client.post(reverse("desk:stood_in", args=[meeting.pk]), {"held": "yes"})

    again = client.post(reverse("desk:stood_in", args=[meeting.pk]), {"held": "yes"}, follow=True)

    assert "was already marked as held" in again.text
    assert client.get(reverse("desk:standing_in", args=[meeting.pk])).status_code == 404
    assert Held.objects.get().by == colleague
    assert FollowUpSet.objects.filter(meeting=meeting).count() == 1
    assert set(FollowUp.objects.values_list("organizer", flat=True)) == {cast.organizer.pk}
    assert Meeting.objects.get().organizer == cast.organizer


def test_a_stand_in_who_cannot_after_all_says_so_and_sees_nothing_any_more(desk, client, tomorrow, colleague):
    step(desk, "find_stand_in", tomorrow, to=str(colleague.pk), persons_yes="on")
    client.force_login(colleague)

    client.post(reverse("desk:cannot_stand_in", args=[tomorrow.pk]))

    assert client.get(reverse("desk:standing_in", args=[tomorrow.pk])).status_code == 404
    assert StandIn.objects.filter(ended_at__isnull=True).count() == 0


def test_a_stand_in_was_found_for_this_time_and_not_for_another(desk, client, cast, tomorrow, colleague):
    step(desk, "find_stand_in", tomorrow, to=str(colleague.pk), persons_yes="on")
    Slot.objects.update(at=clock.now() + MINUTE)
    client.force_login(colleague)

    assert client.get(reverse("desk:standing_in", args=[tomorrow.pk])).status_code == 404


def test_two_days_later_a_stand_in_sees_nothing_any_more(desk, client, cast, tomorrow, colleague):
    step(desk, "find_stand_in", tomorrow, to=str(colleague.pk), persons_yes="on")
    Slot.objects.update(starts_at=clock.now() - 3 * DAY)
    client.force_login(colleague)

    assert client.get(reverse("desk:standing_in", args=[tomorrow.pk])).status_code == 404
    assert client.post(reverse("desk:stood_in", args=[tomorrow.pk]), {"held": "yes"}).status_code == 404


def test_only_another_organizer_from_here_can_stand_in(desk, cast, tomorrow, colleague):
    offered = list(desk.get(tomorrow.desk_url).context["soon"].stand_in_form.organizers.values())

    page = step(desk, "find_stand_in", tomorrow, to=str(cast.outsider.pk), persons_yes="on")

    assert colleague in offered
    assert cast.organizer not in offered
    assert cast.outsider not in offered
    assert page.status_code == 422


def test_nobody_stands_in_while_they_meet_somebody_of_their_own(desk, cast, tomorrow, colleague):
    own = a_person(colleague, cast.chapter, "Femi Adeyemi")
    theirs = plan(relationship=relationship_of(own, colleague), kind="introductory", by=colleague, at=clock.now() - DAY)
    agreed(cast, clock.now() + DAY + 10 * MINUTE, meeting=theirs)

    page = step(desk, "find_stand_in", tomorrow, to=str(colleague.pk), persons_yes="on")

    assert page.status_code == 422
    assert "has a one-on-one of their own at that time" in page.text


def test_a_stand_in_is_booked_at_that_time_until_they_are_not(desk, cast, tomorrow, colleague):
    step(desk, "find_stand_in", tomorrow, to=str(colleague.pk), persons_yes="on")
    while_standing_in = SlotCell.objects.filter(organizer=colleague).count()

    step(desk, "end_stand_in", tomorrow)

    assert while_standing_in > 0
    assert not SlotCell.objects.filter(organizer=colleague).exists()
    assert SlotCell.objects.filter(organizer=cast.organizer).exists()


def test_found_twice_there_is_one_stand_in_and_another_takes_over(desk, cast, tomorrow, colleague):
    for _again in range(2):
        step(desk, "find_stand_in", tomorrow, to=str(colleague.pk), persons_yes="on")
    step(desk, "find_stand_in", tomorrow, to=str(cast.founder.pk), persons_yes="on")

    assert StandIn.objects.count() == 2
    assert StandIn.objects.get(ended_at__isnull=True).to == cast.founder


# --- every week ---


def test_a_rhythm_begins_and_ends_with_one_tap(desk, tomorrow):
    begun = step(desk, "begin_rhythm", tomorrow, every_weeks="2", entry=str(uuid.uuid4())).text
    ended = step(desk, "end_rhythm", tomorrow).text

    assert "You meet every other week." in begun
    assert "What is agreed stays." in ended
    assert Rhythm.objects.get().ended_at is not None
    assert state_of(tomorrow) == State.SCHEDULED


@pytest.mark.parametrize("every", ["", "3", "always"])
def test_another_rhythm_than_one_or_two_weeks_is_refused(desk, tomorrow, every):
    answer = desk.post(reverse("desk:begin_rhythm", args=[tomorrow.pk]), {"every_weeks": every})

    assert answer.status_code == 422
    assert not Rhythm.objects.exists()


@pytest.mark.parametrize("rows", (1, 3))
def test_the_page_costs_the_same_with_one_colleague_and_three(desk, cast, cost, tomorrow, rows):
    for row in range(rows):
        a_role(a_user(f"Colleague {row}"), cast.chapter)

    assert cost(desk, tomorrow.desk_url) <= 56
