"""The person says the day before that they are coming, by the link of their one-on-one (b.1)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from letstalk.followups.domain.before import ask_by_hand
from letstalk.followups.models import FollowUp
from letstalk.kit import clock
from letstalk.meetings.domain import schedule
from letstalk.meetings.domain.links import make_meeting_link
from letstalk.meetings.models import Confirmed, Meeting
from letstalk.meetings.words import Side, State
from tests.moments import DAY, HOUR, agree_on, planned

pytestmark = pytest.mark.django_db


def agreed(cast, ahead: timedelta) -> Meeting:
    meeting = planned(cast, at=clock.now() - 3 * DAY)
    starts_at = clock.now().replace(second=0, microsecond=0) + ahead
    agree_on(meeting, cast, starts_at=starts_at, at=clock.now() - 3 * DAY)
    return meeting


def address(name: str, meeting: Meeting) -> str:
    return reverse(f"public:{name}", args=[make_meeting_link(meeting=meeting, at=clock.now())])


def state_of(meeting: Meeting) -> State:
    return Meeting.objects.get(pk=meeting.pk).state


def test_b1_the_day_before_they_confirm_in_one_tap_and_nobody_need_ask(client, cast):
    meeting = agreed(cast, DAY)
    ask_by_hand(slot=meeting.slots.select_related("meeting__relationship").get(), at=clock.now())
    offered = client.get(address("invitation", meeting)).text

    page = client.post(address("coming", meeting), follow=True).text

    assert "I’ll be there" in offered
    assert "Rosa knows that you are coming." in page
    assert "I’ll be there" not in page
    assert state_of(meeting) == State.CONFIRMED
    assert not FollowUp.objects.open().exists()


def test_opening_the_page_confirms_nothing(client, cast):
    meeting = agreed(cast, DAY)

    client.get(address("invitation", meeting))
    refused = client.get(address("coming", meeting))

    assert refused.status_code == 405
    assert state_of(meeting) == State.SCHEDULED


def test_tapped_twice_it_is_said_once(client, cast):
    meeting = agreed(cast, DAY)

    for _again in range(2):
        page = client.post(address("coming", meeting), follow=True).text

    assert "Rosa knows that you are coming." in page
    assert Confirmed.objects.count() == 1


def test_days_ahead_there_is_nothing_to_confirm_yet(client, cast):
    assert "I’ll be there" not in client.get(address("invitation", agreed(cast, 5 * DAY))).text


def test_what_was_called_off_meanwhile_is_not_confirmed_and_said_so(client, cast):
    meeting = agreed(cast, 20 * HOUR)
    schedule.call_off(meeting=meeting, whose=Side.ORGANIZER, by=cast.organizer, at=clock.now())

    page = client.post(address("coming", meeting), follow=True).text

    assert "This changed meanwhile." in page
    assert not Confirmed.objects.exists()
