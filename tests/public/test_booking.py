"""A booking page: a time, a name and one way to be reached; answered alike for those who are known and who are not."""

import uuid
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from letstalk.accounts.domain import limits
from letstalk.accounts.models import User
from letstalk.kit import clock
from letstalk.meetings.booking import behind
from letstalk.meetings.domain.availability import (
    HoursWish,
    close_page,
    open_page,
    set_hours,
    set_other_hours,
)
from letstalk.meetings.domain.book import FOR_ONE_ADDRESS, Asking, book
from letstalk.meetings.domain.schedule import standing_slot
from letstalk.meetings.models import Booking, Meeting, Slot
from letstalk.meetings.words import Share
from letstalk.outbox.words import Channel
from letstalk.people.models import Person, Relationship
from letstalk.people.queries import may_reach
from letstalk.people.words import Purpose
from letstalk.public.meeting_forms import as_value
from tests.factories import a_role, a_user

pytestmark = pytest.mark.django_db

ANY_DAY = [(day, "08:00", "20:00") for day in range(7)]


def hours_for(organizer, **more):
    wish = {"zone": "America/Chicago", "weekly": ANY_DAY, "place_words": "Library"} | more
    return set_hours(organizer=organizer, wish=HoursWish(**wish), at=clock.now())


@pytest.fixture
def page(cast):
    hours_for(cast.organizer)
    return open_page(chapter=cast.chapter, organizer=cast.organizer, by=cast.organizer, at=clock.now())


def address(page) -> str:
    return reverse("public:book", args=[page.code])


def offered(client, page, **more):
    """Every time on the page."""
    return [start for day in client.get(address(page), more).context["days"] for start in day.starts]


def typed(start, **more) -> dict:
    return {
        "entry": str(uuid.uuid4()),
        "start": as_value(start),
        "name": "Ben Ito",
        "way": "ben@example.org",
        "words": "The bus",
    } | more


def test_a_time_is_booked_with_a_name_and_one_way_to_be_reached(client, cast, page):
    start = offered(client, page)[0]

    response = client.post(address(page), typed(start, wants_mail="on"), follow=True)

    booking = Booking.objects.get()
    assert standing_slot(booking.meeting).starts_at == start
    assert Relationship.objects.current().get(person__name="Ben Ito").organizer == cast.organizer
    assert booking.words == "The bus"
    assert "It is agreed." in response.text
    assert "Library" in response.text


def test_no_email_is_needed(client, page):
    response = client.post(address(page), typed(offered(client, page)[0], way="+1 202 555 0187"))

    assert response.status_code == 302
    assert Booking.objects.count() == 1


def test_the_confirmation_goes_by_mail_only_where_that_was_asked_for_b_6(client, page):
    starts = offered(client, page)
    client.post(address(page), typed(starts[0], wants_mail="on"))
    client.post(address(page), typed(starts[20], name="Cleo", way="cleo@example.org"))

    may = [
        may_reach(Person.objects.get(name=name), Purpose.REMINDERS, Channel.EMAIL, at=clock.now()).may
        for name in ("Ben Ito", "Cleo")
    ]

    assert may == [True, False]


def test_a_double_click_books_once(client, page):
    form = typed(offered(client, page)[0])

    for _click in range(2):
        assert client.post(address(page), form).status_code == 302

    assert (Booking.objects.count(), Slot.objects.count()) == (1, 1)


def test_known_and_unknown_addresses_are_answered_alike(client, cast, page):
    starts = offered(client, page)
    known = client.post(address(page), typed(starts[90], name="Somebody", way="amina@example.org"), follow=True)
    unknown = client.post(address(page), typed(starts[98], name="Somebody", way="nobody@example.org"), follow=True)

    assert known.status_code == unknown.status_code == 200
    assert "Amina" not in known.text
    assert _without_what_differs(known, starts[90]) == _without_what_differs(unknown, starts[98])
    assert Person.objects.get(pk=cast.person.pk).name == "Amina Okafor", "nobody's row is changed by a stranger"
    assert "Booked in the name of Somebody" in Booking.objects.order_by("at").first().words


def _without_what_differs(response, start) -> str:
    here = clock.local(start, "America/Chicago")
    token = response.redirect_chain[0][0].split("/")[2]
    day = here.strftime("%A ") + str(here.day) + here.strftime(" %B, %H:%M")
    return response.text.replace(token, "").replace(day, "").replace(here.isoformat(), "")


def test_a_second_request_from_one_address_moves_the_first_i_4(client, page):
    starts = offered(client, page)

    for start in (starts[0], starts[10]):
        client.post(address(page), typed(start))

    assert Booking.objects.count() == Meeting.objects.count() == 1
    assert standing_slot(Meeting.objects.get()).starts_at == starts[10]
    assert Slot.objects.count() == 2


def test_one_address_may_hold_two_open_bookings_and_not_three(client, cast, page):
    pages = [page]
    for name in ("Omar Two", "Lea Three"):
        other = a_role(a_user(name), cast.chapter)
        hours_for(other)
        pages.append(open_page(chapter=cast.chapter, organizer=other, by=other, at=clock.now()))
    starts = offered(client, page)

    answers = [client.post(address(one), typed(starts[20 * n])) for n, one in enumerate(pages)]

    assert [one.status_code for one in answers] == [302, 302, 429]
    assert "try again later" in answers[2].text
    assert Booking.objects.count() == 2


def test_a_time_that_is_gone_is_said_kindly_with_the_next_ones_and_nothing_typed_is_lost(client, page):
    start = offered(client, page)[0]
    client.post(address(page), typed(start))

    response = client.post(address(page), typed(start, name="Cleo", way="cleo@example.org", words="My street"))

    assert response.status_code == 422
    assert "a moment quicker" in response.text
    assert "Still free:" in response.text
    assert "My street" in response.text


@pytest.mark.parametrize("start", ("", "soon", "99999999999", "1"))
def test_a_time_nobody_offered_is_not_booked(client, page, start):
    response = client.post(address(page), typed(clock.now()) | {"start": start})

    assert response.status_code == 422
    assert not Booking.objects.exists()


def test_what_is_no_email_and_no_phone_is_said_so(client, page):
    response = client.post(address(page), typed(offered(client, page)[0], way="ben at example"))

    assert response.status_code == 422
    assert "phone number" in response.text


def test_a_closed_page_opens_nothing(client, cast, page):
    close_page(page=page, by=cast.organizer, at=clock.now())

    answers = [client.get(address(page)), client.post(address(page), typed(clock.now()))]

    assert [one.status_code for one in answers] == [404, 404]
    assert all("Nobody can be met by this page" in one.text for one in answers)
    assert not Booking.objects.exists()


def test_a_tampered_address_opens_nothing_and_says_what_to_do(client, page):
    response = client.get(address(page)[:-2] + "/")

    assert response.status_code == 404
    assert "a piece of its address is missing" in response.text


def test_an_hour_the_clock_skips_is_not_offered_and_one_it_repeats_is_two_times(cast, page):
    """Chicago, 8 March 2026 from 02:00 to 03:00, and 1 November 2026 from 01:00 to 02:00."""
    hours_for(cast.organizer, weekly=[(6, "00:30", "04:00")], minutes=30, before=0, after=0)
    spring, autumn = datetime(2026, 3, 6, 15, tzinfo=UTC), datetime(2026, 10, 30, 15, tzinfo=UTC)

    skipped = list(islice(behind(page, at=spring).starts(minutes=None), 9))
    repeated = [start for start in behind(page, at=autumn).starts(minutes=None) if wall(start) == "01:30"][:2]
    for number, start in enumerate(repeated):
        asking = Asking(name=f"G {number}", way=f"g{number}@example.org")
        book(page=page, starts_at=start, asking=asking, minutes=None, at=autumn)

    assert [wall(start) for start in skipped[:6]] == ["00:30", "00:45", "01:00", "01:15", "01:30", "01:45"]
    assert wall(skipped[6]) == "03:00"
    assert repeated[1] - repeated[0] == timedelta(hours=1)
    assert sorted(Slot.objects.values_list("starts_at", flat=True)) == repeated


def wall(start) -> str:
    return f"{clock.local(start, 'America/Chicago'):%H:%M}"


def test_who_keeps_trying_one_address_waits(client, page):
    starts = offered(client, page)

    answers = [client.post(address(page), typed(start)).status_code for start in starts[: FOR_ONE_ADDRESS + 1]]

    assert answers == [302] * FOR_ONE_ADDRESS + [429]
    assert limits.Attempt.objects.exists()


def test_least_notice_other_days_and_the_most_per_week_are_kept(client, cast, page):
    today = clock.local_day(clock.now(), "America/Chicago")
    set_other_hours(
        organizer=cast.organizer,
        first_on=today,
        last_on=today + timedelta(days=6),
        hours=[],
        at=clock.now(),
    )

    found = offered(client, page)

    assert clock.local_day(found[0], "America/Chicago") == today + timedelta(days=7)

    hours_for(cast.organizer, notice_hours=14 * 24, most_per_week=1)
    first = offered(client, page)[0]
    client.post(address(page), typed(first))
    week = clock.local(first, "America/Chicago").isocalendar()[:2]
    left = offered(client, page)
    assert first > clock.now() + timedelta(days=13)
    assert week not in {clock.local(start, "America/Chicago").isocalendar()[:2] for start in left}


def test_sixty_minutes_are_hinted_at_and_not_blocked_r_021(client, page):
    shown = client.get(address(page), {"minutes": "60"})
    client.post(address(page), typed(offered(client, page, minutes="60")[0], minutes="60"))

    assert "30 to 45 minutes is usual" in shown.text
    assert Slot.objects.get().minutes == 60


def test_a_chapter_shares_out_in_turn_and_skips_who_is_away(client, cast, page):
    second, away = a_role(a_user("Omar Two"), cast.chapter), a_role(a_user("Lea Three"), cast.chapter)
    for organizer in (second, away):
        hours_for(organizer)
    today = clock.local_day(clock.now(), "America/Chicago")
    set_other_hours(organizer=away, first_on=today, last_on=today + timedelta(days=70), hours=[], at=clock.now())
    shared = open_page(chapter=cast.chapter, organizer=None, by=cast.lead, at=clock.now())
    starts = offered(client, shared)

    for number in range(4):
        client.post(address(shared), typed(starts[number * 8], name=f"G {number}", way=f"g{number}@example.org"))

    whose = list(Booking.objects.order_by("at").values_list("meeting__organizer", flat=True))
    assert set(whose) == {cast.organizer.pk, second.pk}
    assert whose[0] != whose[1]
    assert whose[:2] == whose[2:]


def test_a_chapter_shares_out_to_whoever_has_the_fewest_ahead(client, cast, page):
    second = a_role(a_user("Omar Two"), cast.chapter)
    hours_for(second)
    starts = offered(client, page)
    client.post(address(page), typed(starts[0]))
    shared = open_page(chapter=cast.chapter, organizer=None, by=cast.lead, at=clock.now(), share=Share.FEWEST)

    client.post(address(shared), typed(starts[30], way="cleo@example.org"))

    assert Booking.objects.order_by("-at").first().meeting.organizer == second


def test_nobody_is_offered_a_day_on_which_they_are_away(client, cast, page):
    starts = offered(client, page)
    zone = ZoneInfo("America/Chicago")
    away_on = starts[0].astimezone(zone).date()
    User.objects.filter(pk=cast.organizer.pk).update(away_from=away_on, away_until=away_on)

    left = offered(client, page)

    assert left
    assert away_on not in {start.astimezone(zone).date() for start in left}


def test_the_cost_does_not_grow_with_the_organizers(client, cast, page, django_assert_num_queries):
    shared = open_page(chapter=cast.chapter, organizer=None, by=cast.lead, at=clock.now())
    with django_assert_num_queries(6):
        client.get(address(shared))
    for number in range(3):
        hours_for(a_role(a_user(f"Organizer {number}"), cast.chapter))

    with django_assert_num_queries(6):
        client.get(address(shared))


def test_each_sees_the_times_by_their_own_clock_and_it_is_named(client, page):
    first = offered(client, page)[0]

    shown = client.get(address(page), {"zone": "Asia/Kathmandu"}).text

    assert f"{clock.local(first, 'Asia/Kathmandu'):%H:%M}" in shown
    assert "Kathmandu time" in shown


def test_whoever_only_typed_an_address_cannot_say_no_in_its_name(client, cast, page):
    booked = client.post(address(page), typed(offered(client, page)[0], way="amina@example.org"))
    token = booked.headers["Location"].split("/")[2]

    response = client.post(reverse("public:no_contact", args=[token]))

    assert response.status_code == 404
    assert may_reach(cast.person, Purpose.PERSONAL, Channel.EMAIL, at=clock.now()).may
