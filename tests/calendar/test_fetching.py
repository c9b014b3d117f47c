"""Addresses that organizers type: read where they may be read, and never led inside or kept for ever."""

import time
from http.server import BaseHTTPRequestHandler

import pytest

from letstalk.meetings import calendar_fetch
from letstalk.meetings.calendar_fetch import CannotRead, Question, Said, fetch, is_public
from letstalk.meetings.words import CalendarProblem
from tests.calendar.stand_in import PUBLIC, SmallInternet

HOST = "https://calendar.example.org"
EMPTY = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"


def problem_of(question: Question, internet: SmallInternet) -> CalendarProblem:
    with pytest.raises(CannotRead) as raised:
        fetch(question, internet=internet)
    return raised.value.problem


def test_a_calendar_is_read(stand_in, internet):
    stand_in.gives("/own.ics?key=a%20b", EMPTY)

    said = fetch(Question(f"{HOST}/own.ics?key=a b"), internet=internet)

    assert said == Said("text/calendar", EMPTY.encode(), f"{HOST}/own.ics?key=a b")
    assert internet.connected == [PUBLIC]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.20",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2002:c0a8:101::",
        "not an address",
    ],
)
def test_inner_addresses_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_of_the_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "192.168.1.20", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]"])
def test_an_inner_address_is_never_connected_to(stand_in, internet, host):
    stand_in.gives("/own.ics", EMPTY)

    problem = problem_of(Question(f"http://{host}/own.ics"), internet)

    assert problem == CalendarProblem.INNER
    assert internet.connected == stand_in.asked == []


@pytest.mark.parametrize("found", [["10.0.0.1"], [PUBLIC, "10.0.0.1"], ["10.0.0.1", PUBLIC]])
def test_a_name_that_leads_inside_is_never_connected_to(stand_in, found):
    internet = SmallInternet(stand_in.port, {"rebinding.example.org": found})

    problem = problem_of(Question("https://rebinding.example.org/own.ics"), internet)

    assert problem == CalendarProblem.INNER
    assert internet.connected == []


def test_a_redirect_to_an_inner_address_is_not_followed(stand_in, internet):
    stand_in.sends_on("/own.ics", "https://169.254.169.254/latest/meta-data/")
    stand_in.gives("/latest/meta-data/", EMPTY)

    problem = problem_of(Question(f"{HOST}/own.ics"), internet)

    assert problem == CalendarProblem.INNER
    assert len(internet.connected) == 1


def test_a_redirect_to_a_name_that_leads_inside_is_not_followed(stand_in):
    internet = SmallInternet(stand_in.port, {"inside.example.org": ["10.0.0.1"]})
    stand_in.sends_on("/own.ics", "https://inside.example.org/own.ics")

    assert problem_of(Question(f"{HOST}/own.ics"), internet) == CalendarProblem.INNER
    assert internet.connected == [PUBLIC]


def test_a_public_redirect_is_followed(stand_in, internet):
    stand_in.sends_on("/own.ics", "/moved/own.ics", status=301)
    stand_in.gives("/moved/own.ics", EMPTY)

    assert fetch(Question(f"{HOST}/own.ics"), internet=internet).content == EMPTY.encode()


def test_redirects_without_end_are_given_up(stand_in, internet):
    stand_in.sends_on("/own.ics", "/own.ics")

    assert problem_of(Question(f"{HOST}/own.ics"), internet) == CalendarProblem.REDIRECTS
    assert len(stand_in.asked) == calendar_fetch.MOST_REDIRECTS + 1


def test_a_redirect_from_https_to_http_is_not_followed(stand_in, internet):
    stand_in.sends_on("/own.ics", "http://calendar.example.org/own.ics")

    assert problem_of(Question(f"{HOST}/own.ics"), internet) == CalendarProblem.NOT_SAFE


def test_a_password_is_told_to_no_other_host(stand_in, internet):
    stand_in.sends_on("/own.ics", "https://other.example.org/taken.ics")
    stand_in.gives("/taken.ics", EMPTY)

    fetch(Question(f"{HOST}/own.ics", username="rosa", password="sunflower"), internet=internet)

    (_get, _path, first), (_again, _to, second) = stand_in.asked
    assert "Authorization" in first
    assert "Authorization" not in second


def test_fifty_megabytes_are_refused_before_they_are_read(stand_in, internet):
    stand_in.gives("/own.ics", b"x" * (50 * 1024 * 1024))
    began = time.monotonic()

    assert problem_of(Question(f"{HOST}/own.ics"), internet) == CalendarProblem.TOO_LARGE
    assert time.monotonic() - began < 5


def test_fifty_megabytes_that_are_not_announced_are_cut_off(stand_in, internet, monkeypatch):
    monkeypatch.setattr(calendar_fetch, "MOST_BYTES", 256 * 1024)
    stand_in.streams("/own.ics", b"x" * 65536)

    assert problem_of(Question(f"{HOST}/own.ics"), internet) == CalendarProblem.TOO_LARGE


@pytest.mark.parametrize("headers", [True, False])
def test_an_endless_trickle_is_cut_off(stand_in, internet, monkeypatch, headers):
    """One byte now and then never trips a timeout that waits for silence, in the body or in the headers."""
    monkeypatch.setattr(calendar_fetch, "LONGEST_SECONDS", 1.0)
    stand_in.streams("/own.ics", b"X", pause=0.05, headers=headers)
    began = time.monotonic()

    assert problem_of(Question(f"{HOST}/own.ics"), internet) == CalendarProblem.TOO_SLOW
    assert time.monotonic() - began < 4


def test_half_a_calendar_is_none(stand_in, internet):
    def cut_off(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(EMPTY.encode())

    stand_in.answers["/own.ics"] = cut_off

    assert problem_of(Question(f"{HOST}/own.ics"), internet) == CalendarProblem.UNREACHABLE


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (401, CalendarProblem.SIGN_IN),
        (403, CalendarProblem.REFUSED),
        (404, CalendarProblem.GONE),
        (410, CalendarProblem.GONE),
        (500, CalendarProblem.UNREACHABLE),
    ],
)
def test_what_the_server_says_becomes_a_sentence(stand_in, internet, status, problem):
    stand_in.gives("/own.ics", "", status=status)

    assert problem_of(Question(f"{HOST}/own.ics"), internet) == problem


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://nowhere.example.org/", CalendarProblem.UNREACHABLE),
        ("ftp://calendar.example.org/", CalendarProblem.UNREACHABLE),
        ("file:///etc/passwd", CalendarProblem.UNREACHABLE),
        ("https:///own.ics", CalendarProblem.UNREACHABLE),
        ("https://calendar.example.org:99999/", CalendarProblem.UNREACHABLE),
        ("https://calendar.example.org:25/", CalendarProblem.INNER),
        ("https://calendar.example.org:22/", CalendarProblem.INNER),
    ],
)
def test_what_is_no_web_address_is_not_asked(internet, url, problem):
    assert problem_of(Question(url), internet) == problem
    assert internet.connected == []


def test_a_server_with_a_false_certificate_is_not_believed(stand_in):
    """Over real TLS: the stand-in speaks none, which no certificate could make right."""

    class WithTls(SmallInternet):
        secure = calendar_fetch.Internet.secure

    problem = problem_of(Question(f"{HOST}/own.ics"), WithTls(stand_in.port))

    assert problem == CalendarProblem.NOT_SAFE
