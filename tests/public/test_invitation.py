"""The page of an invitation: take a time, propose another, not now, please don't contact me; and what it withstands."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from letstalk.kit import clock
from letstalk.kit.logs import SECRET_LINK
from letstalk.meetings.domain import schedule
from letstalk.meetings.domain.links import GOOD_FOR, make_meeting_link
from letstalk.meetings.domain.offer import offer_times
from letstalk.meetings.domain.schedule import Where
from letstalk.meetings.models import HeardByLink, Meeting, MeetingLink, Slot
from letstalk.meetings.words import Heard, State
from letstalk.outbox.words import Channel
from letstalk.people.queries import is_do_not_contact
from letstalk.public.meeting_forms import as_value
from tests.moments import busy, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def times():
    """Three afternoons from the day after tomorrow on, at the full hour."""
    noon = clock.now().replace(hour=20, minute=0, second=0, microsecond=0)
    return [noon + timedelta(days=ahead) for ahead in (2, 3, 4)]


@pytest.fixture
def meeting(cast, times) -> Meeting:
    return invited(cast, times)


@pytest.fixture
def token(meeting) -> str:
    return make_meeting_link(meeting=meeting, at=clock.now())


def invited(cast, times, **more) -> Meeting:
    meeting = planned(cast, at=clock.now(), **more)
    zone = cast.chapter.zone
    there = [clock.local(start, zone) for start in times]
    offer_times(
        meeting=meeting,
        times=[clock.LocalTime(one.date(), one.time(), zone) for one in there],
        minutes=40,
        where=Where(place_words="Rosewater Café"),
        channel=Channel.TEXT,
        words="",
        by=cast.organizer,
        at=clock.now(),
    )
    return meeting


def url(name: str, token: str) -> str:
    return reverse(f"public:{name}", args=[token])


def state_of(meeting) -> State:
    return Meeting.objects.with_state().get(pk=meeting.pk).state


def test_the_page_says_who_what_for_how_long_and_where_r_022_r_023(client, token):
    page = client.get(url("invitation", token)).text

    for words in ("Rosa", "40 minutes", "Rosewater Café", "what matters to you", "anything you want to talk about"):
        assert words in page
    assert page.count('type="radio"') == 3
    assert "(Chicago time)" in page


def test_opening_the_page_changes_nothing_and_is_kept_by_nobody(client, token, meeting):
    before = MeetingLink.objects.count(), Slot.objects.count(), HeardByLink.objects.count()

    response = client.get(url("invitation", token))

    assert (MeetingLink.objects.count(), Slot.objects.count(), HeardByLink.objects.count()) == before
    assert state_of(meeting) == State.INVITED
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_a_time_is_taken_with_what_they_want_to_talk_about(client, token, meeting, times):
    response = client.post(url("take", token), {"start": as_value(times[1]), "words": "The school bus"}, follow=True)

    assert Slot.objects.standing().get().starts_at == times[1]
    assert state_of(meeting) == State.SCHEDULED
    assert HeardByLink.objects.get().words == "The school bus"
    assert "is looking forward to it" in response.text


def test_a_double_click_takes_it_once(client, token, times):
    for _click in range(2):
        response = client.post(url("take", token), {"start": as_value(times[0])})

    assert response.status_code == 302
    assert (Slot.objects.count(), HeardByLink.objects.count()) == (1, 1)


def test_a_time_somebody_else_has_meanwhile_is_said_kindly_and_the_words_stay(client, cast, token, times):
    other = invited(cast, times)
    theirs = make_meeting_link(meeting=other, at=clock.now())
    client.post(url("take", theirs), {"start": as_value(times[0])})

    response = client.post(url("take", token), {"start": as_value(times[0]), "words": "The school bus"})

    assert response.status_code == 422
    assert "Somebody was a moment quicker" in response.text
    assert "The school bus" in response.text
    assert response.text.count('type="radio"') == 2, "what is left is still there to take"


def test_a_time_over_which_something_came_up_is_refused_kindly_with_the_next_free_ones(client, cast, token, times):
    client.get(url("invitation", token))
    busy(cast.organizer, times[0] - timedelta(minutes=10), minutes=20)

    response = client.post(url("take", token), {"start": as_value(times[0]), "words": "The school bus"})

    assert response.status_code == 422
    assert "Something came up at this time" in response.text
    assert f"{clock.local(times[0] + timedelta(minutes=15), cast.chapter.zone):%H:%M}" in response.text
    assert "The school bus" in response.text
    assert response.text.count('type="radio"') == 2, "what is left is still there to take"
    assert not Slot.objects.exists()


@pytest.mark.parametrize("start", ("", "x", "99999999999", "-5", "1"))
def test_a_time_that_was_not_offered_cannot_be_taken(client, token, start):
    response = client.post(url("take", token), {"start": start})

    assert response.status_code == 422
    assert not Slot.objects.exists()


def test_another_time_is_proposed_and_nothing_is_agreed_by_it(client, cast, token, meeting):
    day = clock.local_day(clock.now(), cast.chapter.zone) + timedelta(days=9)

    response = client.post(
        url("propose", token), {"on": day.isoformat(), "at": "18:30", "zone": "Europe/Berlin", "words": ""}, follow=True
    )

    heard = HeardByLink.objects.get()
    assert (heard.what, heard.starts_at) == (Heard.PROPOSED, clock.instant(day, heard_time(), "Europe/Berlin"))
    assert "has your proposal" in response.text
    assert state_of(meeting) == State.INVITED


def heard_time():
    from datetime import time

    return time(18, 30)


def test_an_hour_the_clock_skips_is_said_so(client, token):
    response = client.post(url("propose", token), {"on": "2027-03-14", "at": "02:30", "zone": "America/Chicago"})

    assert response.status_code == 422
    assert "put forward over this time" in response.text


def test_an_empty_proposal_asks_for_a_day_or_a_word(client, token):
    response = client.post(url("propose", token), {"on": "", "at": "", "words": " "})

    assert response.status_code == 422
    assert "Say a day and a time" in response.text


def test_not_now_is_a_good_answer_and_said_twice_is_said_once(client, token, meeting):
    client.post(url("not_now", token), {"words": ""})
    response = client.post(url("not_now", token), {"words": ""}, follow=True)

    assert state_of(meeting) == State.DECLINED
    assert HeardByLink.objects.count() == 1
    assert "That is always all right" in response.text


def test_who_cannot_come_calls_it_off_and_the_time_is_free_again(client, token, meeting, times):
    client.post(url("take", token), {"start": as_value(times[0])})
    client.post(url("not_now", token), {"words": "The children are ill"})

    assert state_of(meeting) == State.CANCELLED
    assert not Slot.objects.standing().exists()


def test_please_dont_contact_me_works_at_once_and_everywhere_l_1(client, cast, token, meeting):
    response = client.post(url("no_contact", token), follow=True)

    assert is_do_not_contact(cast.person)
    assert state_of(meeting) == State.DECLINED
    assert "You will not hear from us again" in response.text


def test_a_tampered_link_opens_nothing_and_says_what_to_do(client, token):
    response = client.get(url("invitation", token[:-1] + ("A" if token[-1] != "A" else "B")))

    assert response.status_code == 404
    assert "Perhaps a piece of it is missing" in response.text


def test_an_expired_link_says_so(client, token):
    MeetingLink.objects.update(expires_at=clock.now() - timedelta(minutes=1))

    response = client.get(url("invitation", token))

    assert response.status_code == 410
    assert "opens nothing any more" in response.text
    assert timedelta(days=90) == GOOD_FOR


def test_a_link_used_again_after_the_one_on_one_is_over_changes_nothing(client, cast, token, meeting, times):
    client.post(url("take", token), {"start": as_value(times[0])})
    from letstalk.followups.domain.hold import mark_held

    mark_held(meeting=meeting, began_at=clock.now(), by=cast.organizer, at=clock.now())

    for name in ("take", "not_now"):
        client.post(url(name, token), {"start": as_value(times[1])})
    page = client.get(url("invitation", token)).text

    assert state_of(meeting) == State.HELD
    assert "nothing to answer just now" in page


def test_a_second_look_moves_to_another_of_the_times_with_its_history_i_4(client, token, meeting, times):
    for start in times[:2]:
        client.post(url("take", token), {"start": as_value(start)})

    assert schedule.standing_slot(meeting).starts_at == times[1]
    assert Slot.objects.count() == 2


def test_each_side_sees_its_own_clock_named(client, token, times):
    page = client.get(url("invitation", token), {"zone": "Asia/Kathmandu"}).text

    here = clock.local(times[0], "Asia/Kathmandu")
    assert f"{here:%H:%M} (Kathmandu time)" in page


def test_the_file_for_ones_own_calendar_is_neutral(client, token, times):
    client.post(url("take", token), {"start": as_value(times[0])})

    response = client.get(url("meeting_file", token))

    assert response.status_code == 200
    assert "Amina" not in response.text
    assert "our-conversation.ics" in response.headers["Content-Disposition"]


def test_only_the_hash_of_the_link_is_kept_and_no_log_has_it(token):
    assert token not in str(MeetingLink.objects.values_list("token_hash", flat=True))
    assert token not in SECRET_LINK.sub(r"/\1/…", f"GET {url('take', token)}")
    assert re.fullmatch(r"[\w-]{22}", token)


def test_what_they_are_asked_is_told_beforehand_r_023(client, cast, times):
    meeting = planned(cast, at=clock.now())
    Meeting.objects.filter(pk=meeting.pk).update(asks=["00000000-0000-0000-0000-000000000001"])
    meeting.refresh_from_db()
    there = clock.local(times[0], cast.chapter.zone)
    offer_times(
        meeting=meeting,
        times=[clock.LocalTime(there.date(), there.time(), cast.chapter.zone)],
        minutes=45,
        where=Where(place_words="Library"),
        channel=Channel.EMAIL,
        words="",
        by=cast.organizer,
        at=clock.now(),
    )

    page = client.get(url("invitation", make_meeting_link(meeting=meeting, at=clock.now()))).text

    assert "you will be asked for something" in page
