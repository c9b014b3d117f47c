"""An organizer's own calendars: taken up, read again, and what they mean for agreed times."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten
from letstalk.meetings import sweeps
from letstalk.meetings.calendar_fetch import Internet
from letstalk.meetings.domain import calendars
from letstalk.meetings.domain.calendars import AlreadyRead, CalendarNotRead, add_calendar, refresh, remove_calendar
from letstalk.meetings.domain.schedule import call_off
from letstalk.meetings.models import BusyCalendar, CalendarReply
from letstalk.meetings.queries import busy_between, busy_of, calendar_notices, conflicts_of
from letstalk.meetings.words import CalendarKind, CalendarProblem, Side
from tests.calendar.stand_in import SmallInternet
from tests.moments import DAY, HOUR, NOW, agree_on, planned, scheduled

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "https://calendar.example.org/own.ics"


def with_events(*events: tuple[datetime, float]) -> str:
    whole = [
        f"BEGIN:VEVENT\r\nUID:{number}@example.org\r\nSUMMARY:Dentist\r\n"
        f"DTSTART:{at:%Y%m%dT%H%M%SZ}\r\nDTEND:{at + timedelta(hours=hours):%Y%m%dT%H%M%SZ}\r\nEND:VEVENT\r\n"
        for number, (at, hours) in enumerate(events)
    ]
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(whole) + "END:VCALENDAR\r\n"


def add(cast, internet, **more) -> BusyCalendar:
    more = {"organizer": cast.organizer, "kind": CalendarKind.ICS, "address": ADDRESS, "at": NOW} | more
    return add_calendar(internet=internet, **more)


def test_what_is_in_it_keeps_its_owner_busy(cast, stand_in, internet):
    stand_in.gives("/own.ics", with_events((NOW + DAY, 2), (NOW + DAY + HOUR, 2), (NOW + 3 * DAY, 1)))

    add(cast, internet)

    assert busy_between(cast.organizer, NOW, NOW + 7 * DAY) == [
        (NOW + DAY, NOW + DAY + 3 * HOUR),
        (NOW + 3 * DAY, NOW + 3 * DAY + HOUR),
    ]
    assert busy_between(cast.organizer, NOW + DAY + HOUR, NOW + 2 * DAY) == [(NOW + DAY + HOUR, NOW + DAY + 3 * HOUR)]
    assert busy_between(cast.outsider, NOW, NOW + 7 * DAY) == []


def test_several_calendars_are_laid_over_one_another_and_removed_apart(cast, stand_in, internet):
    stand_in.gives("/own.ics", with_events((NOW + DAY, 1)))
    stand_in.gives("/work.ics", with_events((NOW + DAY, 2)))
    add(cast, internet)
    work = add(cast, internet, address="https://calendar.example.org/work.ics")

    remove_calendar(calendar=work, by=cast.organizer, at=NOW)

    assert busy_between(cast.organizer, NOW, NOW + 7 * DAY) == [(NOW + DAY, NOW + DAY + HOUR)]


def test_many_organizers_are_asked_about_in_one_statement(cast, stand_in, internet, django_assert_num_queries):
    stand_in.gives("/own.ics", with_events((NOW + DAY, 1)))
    add(cast, internet)
    add(cast, internet, organizer=cast.outsider)

    with django_assert_num_queries(1):
        found = busy_of([cast.organizer.pk, cast.outsider.pk, cast.lead.pk], NOW, NOW + 7 * DAY)

    assert set(found) == {cast.organizer.pk, cast.outsider.pk}


def test_only_the_times_are_kept_and_the_address_is_sealed(cast, stand_in, internet):
    stand_in.gives("/own.ics", with_events((NOW + DAY, 1)))

    add(cast, internet)

    kept = repr(BusyCalendar.objects.values().get())
    assert "Dentist" not in kept
    assert "calendar.example.org" not in kept


@pytest.mark.parametrize(
    ("content", "kind", "problem"),
    [
        ("<!doctype html><title>Sign in</title>", "text/html", CalendarProblem.WEB_PAGE),
        ("\n <HTML><body>Please sign in", "text/calendar", CalendarProblem.WEB_PAGE),
        ("Dear reader", "text/plain", CalendarProblem.NOT_A_CALENDAR),
        ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "text/calendar", CalendarProblem.NOT_A_CALENDAR),
        (with_events(*[(NOW + DAY, 1)] * 20_000), "text/calendar", CalendarProblem.TOO_MANY),
    ],
    ids=["login page", "login page as calendar", "plain words", "half a calendar", "20,000 events"],
)
def test_what_is_no_calendar_is_told_in_a_sentence_and_not_kept(cast, stand_in, internet, content, kind, problem):
    stand_in.gives("/own.ics", content, kind=kind)

    with pytest.raises(CalendarNotRead) as refused:
        add(cast, internet)

    assert (refused.value.problem, refused.value.field) == (problem, "address")
    assert str(refused.value) == str(problem.label)
    assert not BusyCalendar.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"address": "my calendar"}, "address"),
        ({"address": "ftp://calendar.example.org/own.ics"}, "address"),
        ({"address": "https://rosa:sunflower@calendar.example.org/own.ics"}, "address"),
        ({"address": "http://calendar.example.org/", "username": "rosa", "password": "p"}, "address"),
        ({"address": "https://calendar.example.org/\nHost: inner"}, "address"),
        ({"address": "https://[calendar"}, "address"),
        ({"kind": CalendarKind.CALDAV}, "username"),
    ],
)
def test_an_address_that_cannot_be_one_is_told_beside_the_field(cast, internet, typed, field):
    with pytest.raises(NothingWritten) as refused:
        add(cast, internet, **typed)

    assert list(refused.value.errors) == [field]
    assert internet.connected == []


def test_on_the_real_network_this_machine_itself_is_never_asked(cast, stand_in):
    stand_in.gives("/own.ics", with_events((NOW + DAY, 1)))

    with pytest.raises(CalendarNotRead) as refused:
        add(cast, Internet(), address=f"http://localhost:{stand_in.port}/own.ics")

    assert refused.value.problem == CalendarProblem.INNER
    assert stand_in.asked == []


def test_webcal_is_https(cast, stand_in, internet):
    stand_in.gives("/own.ics", with_events((NOW + DAY, 1)))

    assert add(cast, internet, address="webcal://calendar.example.org/own.ics").address == ADDRESS


def test_the_same_calendar_twice_is_refused_and_the_same_form_twice_is_one(cast, stand_in, internet):
    stand_in.gives("/own.ics", with_events((NOW + DAY, 1)))
    first = add(cast, internet)

    with pytest.raises(AlreadyRead):
        add(cast, internet)

    assert add(cast, internet, id=first.pk) == first
    assert BusyCalendar.objects.count() == 1


def test_a_caldav_calendar_is_asked_with_name_and_password(cast, stand_in, internet):
    event = with_events((NOW + DAY, 1)).replace("\r\n", "\n")
    stand_in.gives(
        "/dav/rosa/",
        '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:response>'
        f"<d:propstat><d:prop><c:calendar-data>{event}</c:calendar-data></d:prop></d:propstat></d:response>"
        "</d:multistatus>",
        kind="application/xml",
        status=207,
    )

    add(
        cast,
        internet,
        kind=CalendarKind.CALDAV,
        address="https://calendar.example.org/dav/rosa/",
        username="rosa",
        password="p",
    )

    assert busy_between(cast.organizer, NOW, NOW + 7 * DAY) == [(NOW + DAY, NOW + DAY + HOUR)]
    [(method, _path, headers)] = stand_in.asked
    assert method == "REPORT"
    assert headers["Authorization"] == "Basic cm9zYTpw"


def test_a_wrong_password_is_told_beside_the_password(cast, stand_in, internet):
    stand_in.gives("/own.ics", "", status=401)

    with pytest.raises(CalendarNotRead) as refused:
        add(cast, internet, kind=CalendarKind.CALDAV, username="rosa", password="wrong")

    assert refused.value.field == "password"


def test_while_it_cannot_be_read_what_was_read_last_counts_on(cast, stand_in, internet):
    stand_in.gives("/own.ics", with_events((NOW + DAY, 1)))
    calendar = add(cast, internet)
    stand_in.gives("/own.ics", "", status=500)

    assert not refresh(calendar=calendar, at=NOW + HOUR, internet=internet)

    calendar.refresh_from_db()
    assert calendar.problem == CalendarProblem.UNREACHABLE
    assert busy_between(cast.organizer, NOW, NOW + 7 * DAY) != []
    assert calendar_notices(cast.organizer, at=NOW + 2 * HOUR).not_read == 0
    assert calendar_notices(cast.organizer, at=NOW + 2 * DAY).not_read == 1


def test_trouble_is_over_once_it_is_read_again(cast, stand_in, internet):
    stand_in.gives("/own.ics", with_events())
    calendar = add(cast, internet)
    stand_in.gives("/own.ics", "", status=404)
    refresh(calendar=calendar, at=NOW + HOUR, internet=internet)
    stand_in.gives("/own.ics", with_events((NOW + DAY, 1)))
    calendar.refresh_from_db()
    assert calendar.problem == CalendarProblem.GONE

    assert refresh(calendar=calendar, at=NOW + 2 * HOUR, internet=internet)

    calendar.refresh_from_db()
    assert (calendar.problem, calendar.failing_since, calendar.failures) == ("", None, 0)
    assert busy_between(cast.organizer, NOW, NOW + 7 * DAY) != []


def test_the_sweep_reads_each_when_its_turn_comes(cast, stand_in, internet, monkeypatch):
    stand_in.gives("/own.ics", with_events())
    add(cast, internet)
    stand_in.asked.clear()
    monkeypatch.setattr(calendars, "Internet", lambda: SmallInternet(stand_in.port))

    counts = [sweeps.read_calendars(at=NOW + minutes * HOUR / 60) for minutes in (1, 21, 22, 42)]

    assert counts == [0, 1, 0, 1]
    assert len(stand_in.asked) == 2


def test_a_conflict_that_appears_later_is_told(cast, stand_in, internet):
    stand_in.gives("/own.ics", with_events())
    calendar = add(cast, internet)
    meeting = scheduled(cast)
    assert conflicts_of(cast.organizer, at=NOW) == []

    stand_in.gives("/own.ics", with_events((NOW + DAY + HOUR / 2, 1)))
    refresh(calendar=calendar, at=NOW + HOUR, internet=internet)

    assert [slot.meeting_id for slot in conflicts_of(cast.organizer, at=NOW + HOUR)] == [meeting.pk]
    assert conflicts_of(cast.organizer, at=NOW + 2 * DAY) == []


def test_what_only_touches_an_agreed_time_is_no_conflict(cast, stand_in, internet):
    scheduled(cast)
    stand_in.gives("/own.ics", with_events((NOW + DAY - HOUR, 1), (NOW + DAY + 45 * HOUR / 60, 1)))

    add(cast, internet)

    assert conflicts_of(cast.organizer, at=NOW) == []


# The page.


@pytest.fixture
def rosa(cast, client, stand_in, monkeypatch):
    monkeypatch.setattr(calendars, "Internet", lambda: SmallInternet(stand_in.port))
    client.force_login(cast.organizer)
    return client


def sent(**more) -> dict[str, str]:
    return {
        "kind": "ics",
        "address": ADDRESS,
        "name": "Private",
        "entry": "0f5e2a4e-0000-4000-8000-000000000001",
    } | more


def test_the_page_takes_up_a_calendar_once_also_when_sent_twice(cast, rosa, stand_in):
    stand_in.gives("/own.ics", with_events())

    first, second = (rosa.post(reverse("desk:calendars"), sent()) for _time in range(2))

    assert first.status_code == second.status_code == 302
    assert BusyCalendar.objects.get().name == "Private"
    assert "Private" in rosa.get(reverse("desk:calendars")).content.decode()


def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(cast, rosa, stand_in):
    stand_in.gives("/own.ics", "<html>Sign in", kind="text/html")

    response = rosa.post(reverse("desk:calendars"), sent())

    assert response.status_code == 422
    text = response.content.decode()
    assert "This is the address of a web page" in text
    assert ADDRESS in text
    assert "Private" in text


def test_the_secret_address_is_shown_once_and_works(cast, rosa, client):
    response = rosa.post(reverse("desk:make_feed"), {"shows_details": "on"})

    text = response.content.decode()
    address = text.partition('id="feed-address" dir="ltr">')[2].partition("</p>")[0]
    assert "no-store" in response.headers["Cache-Control"]
    assert client.get(address).status_code == 200
    assert address not in rosa.get(reverse("desk:calendars")).content.decode()


def test_details_and_the_end_of_the_address_are_a_button_each(cast, rosa, client):
    text = rosa.post(reverse("desk:make_feed")).content.decode()
    address = text.partition('id="feed-address" dir="ltr">')[2].partition("</p>")[0]
    meeting = planned(cast)
    agree_on(meeting, cast, starts_at=clock.now() + DAY)
    assert b"Amina" not in client.get(address).content

    rosa.post(reverse("desk:feed_details"), {"shows_details": "on"})
    assert b"Amina" in client.get(address).content
    rosa.post(reverse("desk:revoke_feed"))

    assert client.get(address).status_code == 404


def test_three_calendars_cost_as_many_statements_as_one(cast, rosa, stand_in, django_assert_max_num_queries):
    stand_in.gives("/own.ics", with_events())
    add(cast, SmallInternet(stand_in.port))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        rosa.get(reverse("desk:calendars"))
    for number in range(2):
        stand_in.gives(f"/{number}.ics", with_events())
        add(cast, SmallInternet(stand_in.port), address=f"https://calendar.example.org/{number}.ics")

    with django_assert_max_num_queries(len(one)):
        text = rosa.get(reverse("desk:calendars")).content.decode()

    assert text.count("calendar.example.org") >= 3


def test_a_calendar_is_read_now_and_removed_by_its_owner_alone(cast, rosa, stand_in, client):
    stand_in.gives("/own.ics", with_events())
    calendar = add(cast, SmallInternet(stand_in.port))

    assert rosa.post(reverse("desk:read_calendar", args=[calendar.pk])).status_code == 302
    client.force_login(cast.outsider)
    assert client.post(reverse("desk:remove_calendar", args=[calendar.pk])).status_code == 404
    client.force_login(cast.organizer)
    client.post(reverse("desk:remove_calendar", args=[calendar.pk]))

    assert not BusyCalendar.objects.exists()


# Today.


def test_today_tells_of_a_conflict_that_came_up_later(cast, rosa, stand_in):
    at = clock.now()
    meeting = planned(cast)
    agree_on(meeting, cast, starts_at=at + DAY)
    assert "Something else is in your own calendar" not in rosa.get(reverse("desk:today")).content.decode()
    stand_in.gives("/own.ics", with_events((at + DAY, 1)))

    add(cast, SmallInternet(stand_in.port), at=at)

    text = rosa.get(reverse("desk:today")).content.decode()
    assert "Something else is in your own calendar" in text
    assert reverse("desk:one_on_one", args=[meeting.pk]) in text


@pytest.mark.parametrize(
    ("answer", "whose", "is_off", "words"),
    [
        ("declined", "person", True, "they cannot come"),
        ("declined", "person", False, "they would rather not meet regularly"),
        ("tentative", "person", False, "not sure yet"),
        ("counter", "person", False, "proposes another time"),
        ("declined", "organizer", False, "They have not heard of it yet"),
    ],
)
def test_today_tells_what_calendars_answered(cast, rosa, answer, whose, is_off, words):
    at = clock.now()
    meeting = planned(cast)
    slot = agree_on(meeting, cast, starts_at=at + DAY, at=at - HOUR)
    CalendarReply.objects.create(
        chapter=cast.chapter,
        meeting=meeting,
        slot=slot,
        whose=whose,
        answer=answer,
        proposed_at=at + 2 * DAY if answer == "counter" else None,
        message_key="k",
        at=at,
    )
    if is_off:
        call_off(meeting=meeting, whose=Side.PERSON, by=None, at=at)

    assert words in rosa.get(reverse("desk:today")).content.decode()


def test_today_tells_that_a_calendar_could_not_be_read(cast, rosa):
    at = clock.now()
    BusyCalendar.objects.create(
        organizer=cast.organizer,
        address_key="k",
        added_at=at,
        next_at=at,
        read_at=at,
        problem="gone",
        failing_since=at - 2 * DAY,
    )

    assert "could not be read since yesterday" in rosa.get(reverse("desk:today")).content.decode()


# The file to pass on.


def test_an_agreed_time_is_a_file_to_pass_on_that_names_nobody(cast, rosa):
    meeting = planned(cast)
    assert rosa.get(reverse("desk:meeting_file", args=[meeting.pk])).status_code == 404
    agree_on(meeting, cast, starts_at=clock.now() + DAY)
    assert reverse("desk:meeting_file", args=[meeting.pk]) in rosa.get(meeting.desk_url).content.decode()

    response = rosa.get(reverse("desk:meeting_file", args=[meeting.pk]))

    [event] = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["UID"] == f"{meeting.pk}@letstalk"
    assert "Amina" not in response.content.decode()
    assert "our-conversation.ics" in response.headers["Content-Disposition"]


def test_nobody_else_gets_the_file(cast, client):
    meeting = planned(cast)
    agree_on(meeting, cast, starts_at=clock.now() + DAY)
    client.force_login(cast.outsider)

    assert client.get(reverse("desk:meeting_file", args=[meeting.pk])).status_code == 404
