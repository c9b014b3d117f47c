"""Hours, booking pages and offered times, as organizers and leads set them."""

import re
import uuid
from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from letstalk.desk.forms.availability import spans_in
from letstalk.kit import clock
from letstalk.meetings.domain.availability import HoursWish, open_page, set_hours
from letstalk.meetings.domain.offer import propose, say_not_now
from letstalk.meetings.domain.places import PlaceWords, add_place
from letstalk.meetings.domain.schedule import standing_slot
from letstalk.meetings.models import BookingPage, Hours, Invitation, Meeting, Offer, OfferedTime, OtherHours, Slot
from letstalk.meetings.sweeps import run
from letstalk.meetings.words import Share, State
from letstalk.outbox.domain.routes import use_folder
from letstalk.outbox.models import Message
from letstalk.people.domain.consent import stop_everything
from letstalk.people.domain.ways import add_way
from tests.moments import busy, planned

pytestmark = pytest.mark.django_db

PAGE = "/settings/booking/"
WEEK = {
    "zone": "America/Chicago",
    "minutes": "45",
    "before": "10",
    "after": "10",
    "notice_hours": "24",
    "most_per_week": "5",
    "place_words": "Library",
    "day_1": "17-20",
    "day_5": "10:00–12:00, 14:00–15:30",
}


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.organizer)
    return client


@pytest.fixture
def meeting(cast) -> Meeting:
    return planned(cast, at=clock.now())


def offer_url(meeting) -> str:
    return reverse("desk:offer", args=[meeting.pk])


def typed(cast, **more) -> dict:
    today = clock.local_day(clock.now(), cast.chapter.zone)
    return {
        "on_1": (today + timedelta(days=3)).isoformat(),
        "at_1": "18:00",
        "on_2": (today + timedelta(days=4)).isoformat(),
        "at_2": "10:30",
        "minutes": "40",
        "place_words": "Rosewater Café",
        "mode": "in_person",
        "channel": "text",
    } | more


# --- hours ---


def test_hours_of_a_week_are_kept_as_they_were_meant(desk, cast):
    response = desk.post(PAGE, WEEK)

    assert response.status_code == 302
    assert Hours.objects.get().weekly == [[1, "17:00", "20:00"], [5, "10:00", "12:00"], [5, "14:00", "15:30"]]
    assert "17:00–20:00" in desk.get(PAGE).text


@pytest.mark.parametrize("words", ("evenings", "20-17", "17-25", "17:00-17:00", "17:61-18"))
def test_hours_nobody_can_read_are_said_so_and_stay_as_typed(desk, words):
    response = desk.post(PAGE, WEEK | {"day_1": words})

    assert response.status_code == 422
    assert words in response.text
    assert not Hours.objects.exists()


def test_times_are_read_in_the_ways_people_write_them():
    assert spans_in("17-20, 21.00 – 21:30") == [("17:00", "20:00"), ("21:00", "21:30")]
    with pytest.raises(ValidationError):
        spans_in("17:00")


def test_a_place_is_needed_and_the_sentence_stands_beside_it(desk):
    """I-3."""
    response = desk.post(PAGE, WEEK | {"place_words": ""})

    assert response.status_code == 422
    assert "Say where you will meet" in response.text


def test_sixty_minutes_are_hinted_at_and_not_blocked_r_021(desk):
    response = desk.post(PAGE, WEEK | {"minutes": "60"}, follow=True)

    assert "30 to 45 minutes is usual" in response.text
    assert Hours.objects.get().minutes == 60


def test_days_away_are_added_and_removed(desk, cast):
    desk.post(reverse("desk:add_other_hours"), {"first_on": "2030-07-01", "last_on": "2030-07-14", "spans": ""})
    shown = desk.get(PAGE).text
    desk.post(reverse("desk:drop_other_hours", args=[OtherHours.objects.get().pk]))

    assert "away" in shown
    assert not OtherHours.objects.exists()


def test_a_last_day_before_the_first_is_said_so(desk):
    response = desk.post(reverse("desk:add_other_hours"), {"first_on": "2030-07-14", "last_on": "2030-07-01"})

    assert response.status_code == 422
    assert "comes before the first" in response.text


# --- pages ---


def test_nobody_can_be_booked_before_they_open_their_page(desk, cast):
    desk.post(reverse("desk:open_booking"))
    assert not BookingPage.objects.exists(), "without hours there is nothing to open"

    desk.post(PAGE, WEEK)
    assert not BookingPage.objects.exists(), "saying hours opens nothing by itself"

    desk.post(reverse("desk:open_booking"))
    page = BookingPage.objects.get()
    assert page.code in desk.get(PAGE).text

    desk.post(reverse("desk:close_booking"))
    page.refresh_from_db()
    assert page.closed_at is not None


def test_a_lead_opens_the_page_of_a_chapter_and_chooses_who_is_asked(client, cast):
    client.force_login(cast.lead)
    address = reverse("desk:chapter_booking", args=[cast.chapter.pk])

    client.post(address, {"share": "fewest"})
    client.post(address, {"share": "first_free"})

    page = BookingPage.objects.get()
    assert (page.organizer, page.share) == (None, Share.FIRST_FREE)
    client.post(address, {"close": "1"})
    page.refresh_from_db()
    assert page.closed_at is not None


def test_the_page_costs_the_same_with_two_rows_and_three(desk, cast):
    set_hours(
        organizer=cast.organizer,
        wish=HoursWish(zone="America/Chicago", weekly=[(1, "17:00", "20:00")], place_words="Library"),
        at=clock.now(),
    )
    open_page(chapter=cast.chapter, organizer=cast.organizer, by=cast.organizer, at=clock.now())
    counts = []
    for number in (1, 2, 3):
        desk.post(reverse("desk:add_other_hours"), {"first_on": f"2030-07-0{number}"})
        with CaptureQueriesContext(connection) as asked:
            desk.get(PAGE)
        counts.append(len(asked))

    assert counts[1] == counts[2]


# --- offers ---


def test_two_times_are_offered_and_the_words_and_the_link_are_shown_once_r_022(desk, cast, meeting):
    response = desk.post(offer_url(meeting), typed(cast))

    assert response.status_code == 200
    assert "sms:+12025550143" in response.text
    assert "/meet/" in response.text
    assert "anything you want to talk about" in response.text
    assert OfferedTime.objects.count() == 2
    assert Meeting.objects.with_state().get().state == State.INVITED
    assert "/meet/" not in Invitation.objects.get().words, "only the hash of the link is kept"


def test_an_invitation_by_mail_goes_out_with_the_words_and_the_link(desk, cast, meeting, client):
    use_folder(at=clock.now())
    response = desk.post(offer_url(meeting), typed(cast, channel="email"))
    run(at=clock.now())

    message = Message.objects.get(kind="meetings.invitation")
    link = re.search(r"/meet/[\w-]{22}/", message.body)
    assert response.status_code == 302
    assert (message.address, message.subject) == ("amina@example.org", "Our conversation")
    assert "anything you want to talk about" in message.body
    assert client.get(link[0]).status_code == 200


def test_a_mailed_invitation_is_looked_at_anew_before_it_leaves(desk, cast, meeting):
    use_folder(at=clock.now())
    desk.post(offer_url(meeting), typed(cast, channel="email"))
    say_not_now(meeting=meeting, at=clock.now())

    run(at=clock.now())

    assert Message.objects.get(kind="meetings.invitation").state == "withdrawn"


def test_who_asked_not_to_be_contacted_is_not_invited_l_1(desk, cast, meeting):
    stop_everything(
        person=cast.person, chapter=cast.chapter, how="told", words="stop", by=cast.organizer, at=clock.now()
    )

    for channel in ("email", "text", "letter"):
        response = desk.post(offer_url(meeting), typed(cast, channel=channel))
        assert response.status_code == 422
    assert not Invitation.objects.exists()


def test_a_day_without_a_time_asks_for_it_and_keeps_what_was_typed(desk, cast, meeting):
    response = desk.post(offer_url(meeting), typed(cast, at_2=""))

    assert response.status_code == 422
    assert "At what time on that day?" in response.text
    assert "Rosewater Café" in response.text


def test_an_hour_the_clock_skips_is_said_beside_the_time(desk, cast, meeting):
    response = desk.post(offer_url(meeting), typed(cast, on_2="2027-03-14", at_2="02:30"))

    assert response.status_code == 422
    assert "put forward over this time" in response.text
    assert "at_2" in response.context["form"].errors


def test_free_times_are_proposed_to_whoever_has_said_their_hours(desk, cast, meeting):
    set_hours(
        organizer=cast.organizer,
        wish=HoursWish(zone="America/Chicago", weekly=[(d, "17:00", "20:00") for d in range(7)], place_words="Library"),
        at=clock.now(),
    )

    form = desk.get(offer_url(meeting)).context["form"]

    assert len({form.initial[f"on_{number}"] for number in (1, 2, 3)}) == 3, "a real choice: three days"
    assert all("17:00" <= form.initial[f"at_{number}"] <= "19:15" for number in (1, 2, 3))
    assert form.initial["place_words"] == "Library"


def test_r019_times_are_offered_for_a_place_near_them_with_what_speaks_for_it(desk, cast, meeting):
    add_place(
        chapter=cast.chapter,
        place=PlaceWords("Eastside Library", area="Eastside", is_quiet=True, is_step_free=True),
        by=cast.organizer,
        at=clock.now(),
    )
    lives = {"kind": "address", "value": "4 Elm Road, Eastside"}
    add_way(person=cast.person, chapter=cast.chapter, source="organizer", by=cast.organizer, at=clock.now(), **lives)
    page = desk.get(offer_url(meeting))
    form = page.context["form"]

    desk.post(offer_url(meeting), typed(cast, place=form.initial["place"], place_words="by the door"))

    assert form.fields["place"].choices[1][1] == "Eastside Library – near them, quiet, step-free"
    assert "somewhere neither of you lives" in page.text
    assert Offer.objects.get().where == "Eastside Library, by the door"


def test_r020_times_by_phone_need_a_reason_and_no_place(desk, cast, meeting):
    refused = desk.post(offer_url(meeting), typed(cast, mode="phone", place_words=""))
    desk.post(offer_url(meeting), typed(cast, mode="phone", place_words="", mode_reason="She works nights."))

    assert (refused.status_code, "mode_reason" in refused.context["form"].errors) == (422, True)
    assert (Offer.objects.get().mode, Offer.objects.get().mode_reason) == ("phone", "She works nights.")


def test_f_a_first_one_on_one_offered_at_a_home_is_gently_hinted_at(desk, cast, meeting):
    page = desk.post(offer_url(meeting), typed(cast, place_words="my place"))

    assert "somewhere neither of you lives is easier for both" in page.text
    assert OfferedTime.objects.count() == 2


def test_nobody_else_offers_times_in_an_organizers_name(client, cast, meeting):
    for who in (cast.lead, cast.outsider, cast.administrator):
        client.force_login(who)
        assert client.get(offer_url(meeting)).status_code == 404


# --- what they answered ---


def test_a_proposal_stands_on_today_and_is_agreed_in_one_tap(desk, cast, meeting):
    desk.post(offer_url(meeting), typed(cast))
    start = clock.now().replace(microsecond=0) + timedelta(days=6)
    propose(meeting=meeting, starts_at=start, words="After work", at=clock.now())
    today, page = desk.get("/today/").text, desk.get(meeting.desk_url).text

    response = desk.post(reverse("desk:accept", args=[meeting.pk]), {"start": str(int(start.timestamp()))})

    assert "proposes another time" in today
    assert "After work" in page
    assert "That time suits me, too" in page
    assert response.status_code == 302
    assert standing_slot(meeting).starts_at == start
    assert standing_slot(meeting).where == "Rosewater Café"
    assert "proposes another time" not in desk.get("/today/").text


def test_a_proposal_that_changed_meanwhile_is_not_agreed_by_an_old_page(desk, cast, meeting):
    desk.post(offer_url(meeting), typed(cast))
    start = clock.now().replace(microsecond=0) + timedelta(days=6)
    propose(meeting=meeting, starts_at=start, words="", at=clock.now())
    propose(meeting=meeting, starts_at=start + timedelta(days=1), words="", at=clock.now())

    response = desk.post(reverse("desk:accept", args=[meeting.pk]), {"start": str(int(start.timestamp()))}, follow=True)

    assert "This changed meanwhile" in response.text
    assert standing_slot(meeting) is None


def test_a_proposal_that_meets_something_in_ones_calendar_is_told_first_and_agreed_knowingly(desk, cast, meeting):
    desk.post(offer_url(meeting), typed(cast))
    start = tomorrow(cast, 17)
    propose(meeting=meeting, starts_at=start, words="", at=clock.now())
    busy(cast.organizer, start)
    accept = reverse("desk:accept", args=[meeting.pk])

    told = desk.post(accept, {"start": int(start.timestamp())}, follow=True)
    assert standing_slot(meeting) is None
    desk.post(accept, {"start": int(start.timestamp()), "knowing": "1"})

    assert "Something else is in your own calendar then" in told.text
    assert 'name="knowing"' in told.text
    assert standing_slot(meeting).starts_at == start


# --- agreed by phone, and by hand ---


def tomorrow(cast, hour: int):
    zone = cast.chapter.zone
    day = clock.local_day(clock.now(), zone) + timedelta(days=1)
    return clock.instant(day, time(hour), zone)


def at_the_library(cast) -> None:
    set_hours(
        organizer=cast.organizer,
        wish=HoursWish(
            zone="America/Chicago",
            weekly=[(d, "17:00", "20:00") for d in range(7)],
            notice_hours=0,
            place_words="Library",
        ),
        at=clock.now(),
    )


def test_what_was_agreed_by_phone_is_entered_in_two_taps_r_022(desk, cast, meeting):
    at_the_library(cast)
    page = desk.get(meeting.desk_url)
    start = page.context["soonest"].starts[1]

    for _tap in range(2):
        response = desk.post(reverse("desk:agree_soon", args=[meeting.pk]), {"start": int(start.timestamp())})

    slot = Slot.objects.get()
    assert response.status_code == 302
    assert (slot.starts_at, slot.where, slot.minutes, slot.by) == (start, "Library", 45, cast.organizer)
    assert f'value="{int(start.timestamp())}"' in page.text
    assert "Another time or place" in page.text


def test_whoever_has_no_usual_place_says_where(desk, cast, meeting):
    start = int(desk.get(meeting.desk_url).context["soonest"].starts[0].timestamp())
    agree = reverse("desk:agree_soon", args=[meeting.pk])

    refused = desk.post(agree, {"start": start})
    desk.post(agree, {"start": start, "place_words": "Rosewater Café"})

    assert (refused.status_code, "Say where you will meet" in refused.text) == (422, True)
    assert Slot.objects.get().where == "Rosewater Café"


@pytest.mark.parametrize("start", ("", "soon", "1", "99999999999"))
def test_no_time_that_is_over_or_none_at_all_is_agreed_by_phone(desk, cast, meeting, start):
    at_the_library(cast)

    response = desk.post(reverse("desk:agree_soon", args=[meeting.pk]), {"start": start})

    assert response.status_code == 422
    assert not Slot.objects.exists()


def test_by_phone_a_time_that_went_meanwhile_is_refused_with_the_next_ones(desk, cast, meeting):
    at_the_library(cast)
    start = desk.get(meeting.desk_url).context["soonest"].starts[0]
    busy(cast.organizer, start)

    response = desk.post(reverse("desk:agree_soon", args=[meeting.pk]), {"start": int(start.timestamp())})

    assert response.status_code == 422
    assert "own calendar at this time. The next free ones:" in response.text
    assert not Slot.objects.exists()


def test_by_hand_whoever_has_something_else_then_is_warned_and_may_go_on_knowingly(desk, cast, meeting):
    start = tomorrow(cast, 18)
    busy(cast.organizer, start + timedelta(minutes=30))
    on = clock.local_day(start, cast.chapter.zone).isoformat()
    said = {"on": on, "at": "18:00", "minutes": "45", "place_words": "Library", "mode": "in_person"}
    when = reverse("desk:schedule", args=[meeting.pk])

    warned = desk.post(when, said)
    assert not Slot.objects.exists()
    desk.post(when, said | {"knowing": "on"})

    assert warned.status_code == 422
    assert "Something else is in the organizer’s own calendar" in warned.text
    assert "I can make it" in warned.text
    assert "Library" in warned.text
    assert Slot.objects.get().starts_at == start


def test_planning_with_a_time_warns_of_ones_calendar_as_well(desk, cast):
    start = tomorrow(cast, 18)
    busy(cast.organizer, start)
    on = clock.local_day(start, cast.chapter.zone).isoformat()
    said = {"kind": "introductory", "on": on, "at": "18:00", "minutes": "45", "place_words": "Library"}
    address = reverse("desk:plan") + f"?person={cast.person.pk}"

    warned = desk.post(address, said | {"entry": str(uuid.uuid4())})
    assert not Meeting.objects.exists()
    desk.post(address, said | {"entry": str(uuid.uuid4()), "knowing": "on"})

    assert (warned.status_code, "I can make it" in warned.text) == (422, True)
    assert Slot.objects.get().starts_at == start
