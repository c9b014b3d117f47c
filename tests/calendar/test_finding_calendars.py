"""Which calendars somebody has, from the address of their server alone, without being led where we must not go."""

import time

import pytest
from django.urls import reverse

from letstalk.meetings import calendar_dav
from letstalk.meetings.calendar_dav import Elsewhere, find_calendars
from letstalk.meetings.calendar_fetch import CannotRead, Internet, domain_of, may_see_password
from letstalk.meetings.domain import calendars
from letstalk.meetings.models import BusyCalendar
from letstalk.meetings.words import CalendarProblem
from tests.calendar.stand_in import SmallInternet

SERVER = "https://dav.example.org"
WHO = {"username": "rosa", "password": "sunflower"}


def answer(*responses: str) -> str:
    return (
        '<?xml version="1.0"?><D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
        + "".join(responses)
        + "</D:multistatus>"
    )


def one(href: str, properties: str) -> str:
    return (
        f"<D:response><D:href>{href}</D:href><D:propstat><D:prop>{properties}</D:prop>"
        "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    )


def principal(href: str) -> str:
    return f"<D:current-user-principal><D:href>{href}</D:href></D:current-user-principal>"


def home(href: str) -> str:
    return f"<C:calendar-home-set><D:href>{href}</D:href></C:calendar-home-set>"


def calendar(name: str = "", component: str = "VEVENT") -> str:
    return (
        "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
        f"<D:displayname>{name}</D:displayname><C:supported-calendar-component-set>"
        f'<C:comp name="{component}"/></C:supported-calendar-component-set>'
    )


def gives(stand_in, path: str, *responses: str) -> None:
    stand_in.gives(path, answer(*responses), kind="application/xml; charset=utf-8", status=207)


@pytest.fixture
def two_calendars(stand_in):
    """A server as most are: the well-known address leads on, and the owner and the calendars lie apart."""
    stand_in.sends_on("/.well-known/caldav", "/dav/", status=301)
    gives(stand_in, "/dav/", one("/dav/", principal("/dav/people/rosa/")))
    gives(stand_in, "/dav/people/rosa/", one("/dav/people/rosa/", home("/dav/calendars/rosa/")))
    gives(
        stand_in,
        "/dav/calendars/rosa/",
        one("/dav/calendars/rosa/", "<D:resourcetype><D:collection/></D:resourcetype>"),
        one("/dav/calendars/rosa/home/", calendar("Home &amp; garden")),
        one("https://dav.example.org/dav/calendars/rosa/work%20days/", calendar()),
        one("/dav/calendars/rosa/tasks/", calendar("Tasks", "VTODO")),
    )


def found(internet, url: str = SERVER + "/") -> list[tuple[str, str]]:
    return [(one.address, one.name) for one in find_calendars(url, internet=internet, **WHO)]


def test_from_the_server_alone_every_calendar_with_events_is_found(stand_in, internet, two_calendars):
    assert found(internet) == [
        (f"{SERVER}/dav/calendars/rosa/home/", "Home & garden"),
        (f"{SERVER}/dav/calendars/rosa/work%20days/", "work days"),
    ]


def test_each_step_is_asked_with_the_password_and_how_deep(stand_in, internet, two_calendars):
    found(internet)

    asked = [(method, path, headers["Depth"]) for method, path, headers in stand_in.asked]
    assert asked == [
        ("PROPFIND", "/", "0"),
        ("PROPFIND", "/.well-known/caldav", "0"),
        ("PROPFIND", "/dav/", "0"),
        ("PROPFIND", "/dav/people/rosa/", "0"),
        ("PROPFIND", "/dav/calendars/rosa/", "1"),
    ]
    assert all("Authorization" in headers for _method, _path, headers in stand_in.asked)


def test_the_address_of_a_calendar_is_that_calendar(stand_in, internet, two_calendars):
    gives(stand_in, "/dav/calendars/rosa/home/", one("/dav/calendars/rosa/home/", calendar("Home")))

    assert found(internet, f"{SERVER}/dav/calendars/rosa/home/") == [(f"{SERVER}/dav/calendars/rosa/home/", "Home")]
    assert len(stand_in.asked) == 1


def test_a_server_that_says_nothing_has_none(stand_in, internet):
    assert found(internet) == []


def test_a_wrong_password_is_a_reason_and_not_a_server_without_calendars(stand_in, internet):
    stand_in.gives("/", "", status=401)

    with pytest.raises(CannotRead) as reason:
        found(internet)

    assert reason.value.problem == CalendarProblem.SIGN_IN


# --- every step is as safe as the first ---


@pytest.mark.parametrize(
    "inner", ["https://localhost/", "https://10.0.0.7/dav/", "https://[::1]/", "https://169.254.1.1/"]
)
@pytest.mark.parametrize("step", ["redirect", "principal", "home"])
def test_no_step_leads_to_an_inner_address(stand_in, internet, inner, step):
    if step == "redirect":
        stand_in.sends_on("/.well-known/caldav", inner)
    elif step == "principal":
        gives(stand_in, "/", one("/", principal(inner)))
    else:
        gives(stand_in, "/", one("/", home(inner)))
    internet.names["localhost"] = ["127.0.0.1"]

    with pytest.raises((CannotRead, Elsewhere)):
        found(internet)

    assert {headers["Host"] for _method, _path, headers in stand_in.asked} == {"dav.example.org:443"}


def test_a_name_of_the_same_domain_that_leads_inside_is_not_asked(stand_in):
    internet = SmallInternet(stand_in.port, {"inner.example.org": ["192.168.1.4"]})
    gives(stand_in, "/", one("/", home("https://inner.example.org/rosa/")))

    with pytest.raises(CannotRead) as reason:
        found(internet)

    assert reason.value.problem == CalendarProblem.INNER
    assert "192.168.1.4" not in internet.connected


def test_another_server_of_the_same_domain_is_asked_with_the_password(stand_in, internet):
    gives(stand_in, "/", one("/", home("https://p34.example.org/rosa/")))
    gives(stand_in, "/rosa/", one("/rosa/home/", calendar("Home")))

    assert found(internet) == [("https://p34.example.org/rosa/home/", "Home")]


@pytest.mark.parametrize("other", ["https://example.net/rosa/", "http://p34.example.org/rosa/"])
def test_no_other_domain_and_no_open_line_sees_the_password(stand_in, internet, other):
    gives(stand_in, "/", one("/", home(other)))
    gives(stand_in, "/rosa/", one("/rosa/home/", calendar("Home")))

    with pytest.raises(Elsewhere):
        found(internet)

    assert len(stand_in.asked) == 1


def test_a_redirect_to_another_domain_is_asked_without_the_password(stand_in, internet):
    stand_in.sends_on("/.well-known/caldav", "https://calendar.example.net/dav/")
    stand_in.gives("/dav/", "", status=401)

    with pytest.raises(CannotRead):
        found(internet)

    told = {headers["Host"]: "Authorization" in headers for _method, _path, headers in stand_in.asked}
    assert told == {"dav.example.org:443": True, "calendar.example.net:443": False}


def test_all_steps_together_take_no_longer_than_their_time(stand_in, internet, monkeypatch):
    monkeypatch.setattr(calendar_dav, "SECONDS_TO_FIND", 1.0)
    stand_in.streams("/", b" ", pause=0.1)

    began = time.monotonic()
    with pytest.raises(CannotRead) as reason:
        found(internet)

    assert reason.value.problem == CalendarProblem.TOO_SLOW
    assert time.monotonic() - began < 5


def test_an_answer_that_blows_itself_up_tells_of_nothing(stand_in, internet):
    bomb = '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaa">]><D:multistatus xmlns:D="DAV:">&a;</D:multistatus>'
    stand_in.gives("/", bomb, kind="application/xml", status=207)

    assert found(internet) == []


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("caldav.icloud.com", "icloud.com"),
        ("example.org", "example.org"),
        ("dav.example.co.uk", "example.co.uk"),
        ("example.co.uk", "example.co.uk"),
        ("93.184.215.14", "93.184.215.14"),
        ("localhost", "localhost"),
    ],
)
def test_what_servers_of_one_domain_share(host, domain):
    assert domain_of(host) == domain
    assert may_see_password(f"https://{host}/", domain=domain)
    assert not may_see_password(f"https://evil{domain}/", domain=domain)
    assert not may_see_password(f"http://{host}/", domain=domain)


# --- the page ---


@pytest.fixture
def rosa(cast, client, internet, monkeypatch):
    monkeypatch.setattr(calendars, "Internet", lambda: internet)
    client.force_login(cast.organizer)
    return client


FORM = {"kind": "caldav", "address": SERVER, "name": "", "entry": "8a1f6a35-6c5b-4f0e-9a43-3c1a59d6d001", **WHO}


@pytest.mark.django_db(transaction=True)
def test_of_several_one_chooses_and_each_is_read(cast, rosa, stand_in, two_calendars):
    gives(stand_in, "/dav/calendars/rosa/home/")

    page = rosa.post(reverse("desk:calendars"), FORM)
    value = f"{SERVER}/dav/calendars/rosa/home/ Home & garden"
    done = [rosa.post(reverse("desk:calendars"), FORM | {"chosen": [value]}) for _twice in range(2)]

    assert page.status_code == 200
    assert "Which of them keep you busy?" in page.text
    assert "Home &amp; garden" in page.text
    assert "Tasks" not in page.text
    assert [answer.status_code for answer in done] == [302, 302]
    calendar = BusyCalendar.objects.get()
    assert (calendar.name, calendar.address) == ("Home & garden", f"{SERVER}/dav/calendars/rosa/home/")


@pytest.mark.django_db(transaction=True)
def test_the_only_one_is_taken_up_at_once(cast, rosa, stand_in):
    gives(stand_in, "/", one("/", home("/rosa/")))
    gives(stand_in, "/rosa/", one("/rosa/home/", calendar("Home")))
    gives(stand_in, "/rosa/home/")

    answer = rosa.post(reverse("desk:calendars"), FORM)

    assert answer.status_code == 302
    assert BusyCalendar.objects.get().name == "Home"


@pytest.mark.django_db(transaction=True)
def test_at_another_server_the_page_says_where(cast, rosa, stand_in):
    gives(stand_in, "/", one("/", home("https://calendars.example.net/rosa/")))

    answer = rosa.post(reverse("desk:calendars"), FORM)

    assert answer.status_code == 422
    assert "Your calendars lie at calendars.example.net." in answer.text
    assert not BusyCalendar.objects.exists()


def test_on_the_real_network_this_machine_is_not_asked_which_calendars_it_has(stand_in):
    with pytest.raises(CannotRead) as reason:
        find_calendars(f"https://127.0.0.1:{stand_in.port}/", internet=Internet(), **WHO)

    assert reason.value.problem == CalendarProblem.INNER
    assert stand_in.asked == []
