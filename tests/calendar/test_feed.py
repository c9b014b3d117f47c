"""The calendar an organizer subscribes to: secret, revocable, naming nobody, cheap when nothing changed."""

import logging

import pytest
from django.urls import reverse
from icalendar import Calendar

from letstalk.kit import clock
from letstalk.kit.logs import NoSecretLinks
from letstalk.meetings.domain.calendars import make_feed, revoke_feed, show_details
from letstalk.meetings.domain.schedule import call_off
from letstalk.meetings.models import CalendarFeed, StandIn
from letstalk.meetings.words import Side
from tests.moments import DAY, HOUR, agree_on, planned

pytestmark = pytest.mark.django_db


def soon(cast, days: int = 2):
    meeting = planned(cast)
    agree_on(meeting, cast, starts_at=clock.now().replace(microsecond=0) + days * DAY)
    return meeting


def address(token: str) -> str:
    return reverse("public:feed", args=[token])


def events_of(response) -> list:
    calendar = Calendar.from_ical(response.content)
    assert calendar["METHOD"] == "PUBLISH"
    return calendar.walk("VEVENT")


def test_each_one_on_one_is_there_and_names_nobody(cast, client):
    meeting = soon(cast)
    token = make_feed(organizer=cast.organizer, at=clock.now())

    response = client.get(address(token))

    [event] = events_of(response)
    assert event["SUMMARY"] == "1:1"
    assert event["UID"] == f"{meeting.pk}@letstalk"
    assert "LOCATION" not in event
    assert "Amina" not in response.content.decode()
    assert response.headers["Content-Type"].startswith("text/calendar")


def test_first_names_and_places_are_there_by_choice(cast, client):
    soon(cast)
    token = make_feed(organizer=cast.organizer, at=clock.now())

    show_details(organizer=cast.organizer, shows_details=True, at=clock.now())

    [event] = events_of(client.get(address(token)))
    assert event["SUMMARY"] == "1:1 with Amina"
    assert event["LOCATION"] == "Rosewater Café"


def test_only_ones_own_are_there(cast, client):
    soon(cast)
    token = make_feed(organizer=cast.outsider, at=clock.now())

    assert events_of(client.get(address(token))) == []


def test_whoever_stands_in_has_it_in_their_calendar_too(cast, client):
    meeting = soon(cast)
    token = make_feed(organizer=cast.founder, at=clock.now())
    assert events_of(client.get(address(token))) == []

    StandIn.objects.create(meeting=meeting, to=cast.founder, by=cast.organizer, at=clock.now() + HOUR)

    [event] = events_of(client.get(address(token)))
    assert event["UID"] == f"{meeting.pk}@letstalk"


def test_nothing_changed_is_a_304_of_few_statements(cast, client, django_assert_max_num_queries):
    soon(cast)
    token = make_feed(organizer=cast.organizer, at=clock.now())
    etag = client.get(address(token)).headers["ETag"]

    with django_assert_max_num_queries(4):
        response = client.get(address(token), headers={"If-None-Match": etag})

    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["ETag"] == etag


def test_a_packed_answer_is_recognized_too(cast, client):
    soon(cast)
    token = make_feed(organizer=cast.organizer, at=clock.now())
    etag = client.get(address(token)).headers["ETag"]

    response = client.get(address(token), headers={"If-None-Match": f'"other", W/{etag}'})

    assert response.status_code == 304


@pytest.mark.parametrize("change", ["moved", "called off", "one more", "details"])
def test_every_change_is_another_etag(cast, client, change):
    meeting = soon(cast)
    token = make_feed(organizer=cast.organizer, at=clock.now())
    etag = client.get(address(token)).headers["ETag"]

    if change == "moved":
        agree_on(meeting, cast, starts_at=clock.now() + 3 * DAY, at=clock.now())
    elif change == "called off":
        call_off(meeting=meeting, whose=Side.PERSON, by=cast.organizer, at=clock.now())
    elif change == "one more":
        soon(cast, days=5)
    else:
        show_details(organizer=cast.organizer, shows_details=True, at=clock.now())

    response = client.get(address(token), headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert response.headers["ETag"] != etag


def test_asked_again_a_minute_later_the_bytes_are_the_same(cast, client):
    soon(cast)
    token = make_feed(organizer=cast.organizer, at=clock.now() - HOUR)

    assert client.get(address(token)).content == client.get(address(token)).content


def test_three_cost_as_many_statements_as_one(cast, client, django_assert_num_queries):
    soon(cast)
    token = make_feed(organizer=cast.organizer, at=clock.now())
    with django_assert_num_queries(4):
        client.get(address(token))
    soon(cast, days=4)
    soon(cast, days=6)

    with django_assert_num_queries(4):
        response = client.get(address(token))

    assert len(events_of(response)) == 3


def test_a_revoked_or_renewed_address_is_gone(cast, client):
    first = make_feed(organizer=cast.organizer, at=clock.now())
    second = make_feed(organizer=cast.organizer, at=clock.now())
    assert client.get(address(second)).status_code == 200

    revoke_feed(organizer=cast.organizer, at=clock.now())

    assert client.get(address(first)).status_code == 404
    assert client.get(address(second)).status_code == 404


def test_only_the_hash_of_the_address_is_kept(cast):
    token = make_feed(organizer=cast.organizer, at=clock.now())

    assert token not in str(CalendarFeed.objects.values().get())


def test_no_cache_or_search_engine_keeps_it(cast, client):
    token = make_feed(organizer=cast.organizer, at=clock.now())

    response = client.get(address(token))

    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_whoever_guesses_addresses_is_slowed_down(cast, client):
    token = make_feed(organizer=cast.organizer, at=clock.now())

    answers = [client.get(address(f"{number:032}")).status_code for number in range(35)]

    assert answers[0] == 404
    assert answers[-1] == 429
    assert client.get(address(token)).status_code == 200


def test_someone_who_no_longer_organizes_here_gives_no_calendar(cast, client):
    token = make_feed(organizer=cast.organizer, at=clock.now())
    cast.organizer.is_active = False
    cast.organizer.save()

    assert client.get(address(token)).status_code == 404


def test_the_secret_address_is_written_to_no_log(cast):
    token = make_feed(organizer=cast.organizer, at=clock.now())
    line = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (address(token),), None)

    NoSecretLinks().filter(line)

    assert line.getMessage() == "Not Found: /calendar/….ics"
