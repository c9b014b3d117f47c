"""Through other people's programs and back: a real CalDAV server, and clients that people use (vdirsyncer, khal)."""

import subprocess
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from uuid import UUID

import pytest
from django.urls import reverse
from icalendar import Calendar

from letstalk.kit import clock
from letstalk.meetings.calendar import Entry, Series, published, published_series
from letstalk.meetings.domain.calendars import CalendarNotRead, add_calendar, find_calendars, make_feed, refresh
from letstalk.meetings.queries import busy_between, conflicts_of
from letstalk.meetings.words import CalendarKind
from tests.calendar.others import BIN, make_environment
from tests.calendar.stand_in import SmallInternet
from tests.moments import DAY, HOUR, agree_on, planned
from tests.support.ports import free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.installation]
USER, PASSWORD = "rosa", "sunflower"
PATH = "/rosa/private/"
PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Radicale:
    """A CalDAV server with one user and one calendar."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{PATH}"

    def ask(self, method: str, path: str, body: str = "") -> int:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=body.encode() or None, method=method
        )
        request.add_header("Authorization", "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode())
        request.add_header("Content-Type", "text/calendar; charset=utf-8")
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as response:
            return response.status

    def put(self, name: str, text: str) -> int:
        # What is stored carries no METHOD (RFC 4791, 4.1).
        stored = "\r\n".join(line for line in text.split("\r\n") if not line.startswith("METHOD:"))
        return self.ask("PUT", f"{PATH}{name}.ics", stored)


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[Radicale]:
    make_environment()
    port = free_port()
    (tmp_path / "users").write_text(f"{USER}:{PASSWORD}\n")
    settings = {
        "server-hosts": f"127.0.0.1:{port}",
        "auth-type": "htpasswd",
        "auth-htpasswd-filename": str(tmp_path / "users"),
        "auth-htpasswd-encryption": "plain",
        "auth-delay": "0",
        "storage-filesystem-folder": str(tmp_path / "collections"),
    }
    command = [BIN / "python", "-m", "radicale", *(f"--{name}={value}" for name, value in settings.items())]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = Radicale(port)
    try:
        _wait_for(found)
        yield found
    finally:
        server.terminate()
        server.wait()


def _wait_for(radicale: Radicale) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            radicale.ask("MKCALENDAR", PATH)
            return
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < deadline, "Radicale did not start."
            time.sleep(0.1)


def run(*command: object, **more) -> str:
    answer = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False, timeout=60, **more
    )
    assert answer.returncode == 0, f"{answer.stdout}\n{answer.stderr}"
    return answer.stdout


def synced(tmp_path: Path, remote: str) -> list[Path]:
    """What vdirsyncer makes of a remote calendar: a file for each event."""
    (tmp_path / "vdirsyncer").write_text(
        f"""[general]
status_path = "{tmp_path}/status"
[pair one]
a = "here"
b = "there"
collections = null
[storage here]
type = "filesystem"
path = "{tmp_path}/synced"
fileext = ".ics"
[storage there]
{remote}
"""
    )
    environment = {"VDIRSYNCER_CONFIG": str(tmp_path / "vdirsyncer"), "HOME": str(tmp_path), "PATH": str(BIN)}
    (tmp_path / "synced").mkdir(exist_ok=True)
    run(BIN / "vdirsyncer", "discover", "one", env=environment, input="y\n")
    run(BIN / "vdirsyncer", "sync", env=environment)
    return sorted((tmp_path / "synced").glob("*.ics"))


def listed(tmp_path: Path, since: date, days: int) -> list[str]:
    """What khal, a calendar for the terminal, lists from a folder: day, from, to and title."""
    (tmp_path / "khal").write_text(
        f"""[calendars]
[[one]]
path = {tmp_path}/synced
[locale]
local_timezone = America/Chicago
default_timezone = America/Chicago
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {tmp_path}/khal.db
"""
    )
    lines = run(
        *(BIN / "khal", "-c", tmp_path / "khal", "list", "--format", "{start-date} {start-time} {end-time} {title}"),
        *("--day-format", "", since.isoformat(), f"{days}d"),
        env={"HOME": str(tmp_path), "PATH": str(BIN), "LANG": "C.UTF-8"},
    )
    return [line.strip() for line in lines.splitlines() if line.strip()]


def test_the_subscribed_calendar_reaches_vdirsyncer_and_khal(cast, live_server, tmp_path):
    """In the zone of the reader's clock, named "1:1" and nothing else; what is moved moves."""
    make_environment()
    starts_at = clock.now().replace(hour=15, minute=0, second=0, microsecond=0) + 3 * DAY
    meeting = planned(cast)
    agree_on(meeting, cast, starts_at=starts_at)
    address = live_server.url + reverse("public:feed", args=[make_feed(organizer=cast.organizer, at=clock.now())])
    remote = f'type = "http"\nurl = "{address}"'

    synced(tmp_path, remote)
    there = clock.local(starts_at, "America/Chicago")
    assert listed(tmp_path, there.date(), 1) == [f"{there:%Y-%m-%d %H:%M} {there + timedelta(minutes=45):%H:%M} 1:1"]

    agree_on(meeting, cast, starts_at=starts_at + HOUR, at=clock.now())
    # One file still: the earlier time is gone. (vdirsyncer gives what it subscribes to UIDs of its own.)
    [file] = synced(tmp_path, remote)
    [event] = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert event["SEQUENCE"] == 1
    assert event["DTSTART"].dt == starts_at + HOUR


def test_files_survive_a_caldav_server_and_two_clients(radicale, tmp_path):
    """A single one-on-one in UTC and a rhythm with its zone, over the change of the clock."""
    starts_at = datetime(2026, 3, 5, 18, 30, tzinfo=UTC)
    single = Entry(UUID(int=1), 2, starts_at, starts_at + timedelta(minutes=45), "Our conversation", starts_at, "Café")
    rhythm = Series(
        UUID(int=2), date(2026, 3, 1), hour(18, 30), "America/Chicago", 1, 45, date(2026, 3, 31), summary="1:1"
    )

    stored = [
        radicale.put("one", published([single])),
        radicale.put("two", published_series(rhythm, changed_at=starts_at)),
    ]

    assert stored == [201, 201]
    files = synced(tmp_path, f'type = "caldav"\nurl = "{radicale.url}"\nusername = "{USER}"\npassword = "{PASSWORD}"')
    assert len(files) == 2
    assert listed(tmp_path, date(2026, 3, 1), 31) == [
        "2026-03-01 18:30 19:15 1:1",
        "2026-03-05 12:30 13:15 Our conversation",
        "2026-03-08 18:30 19:15 1:1",
        "2026-03-15 18:30 19:15 1:1",
        "2026-03-22 18:30 19:15 1:1",
        "2026-03-29 18:30 19:15 1:1",
    ]


def test_busy_times_are_read_from_a_caldav_server(cast, radicale):
    """And a conflict that comes up there after something was agreed is told; our own file there is none."""
    at = clock.now().replace(second=0, microsecond=0)
    starts_at = at + 3 * DAY
    meeting = planned(cast)
    agree_on(meeting, cast, starts_at=starts_at)
    radicale.put("own", published([Entry(meeting.pk, 0, starts_at, starts_at + HOUR, "1:1", at)]))
    internet = SmallInternet(radicale.port)
    calendar = add_calendar(
        organizer=cast.organizer,
        kind=CalendarKind.CALDAV,
        address=f"https://dav.example.org{PATH}",
        username=USER,
        password=PASSWORD,
        internet=internet,
        at=at,
    )
    assert busy_between(cast.organizer, at, at + 7 * DAY) == []

    dentist = Entry(UUID(int=9), 0, starts_at, starts_at + HOUR, "Dentist", at)
    radicale.put("dentist", published([dentist]).replace("@letstalk", "@example.org"))
    assert refresh(calendar=calendar, at=at + HOUR, internet=internet)

    assert busy_between(cast.organizer, at, at + 7 * DAY) == [(starts_at, starts_at + HOUR)]
    assert [slot.meeting_id for slot in conflicts_of(cast.organizer, at=at + HOUR)] == [meeting.pk]


TASKS = """<?xml version="1.0"?><C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>
<C:supported-calendar-component-set><C:comp name="VTODO"/></C:supported-calendar-component-set></D:prop></D:set>
</C:mkcalendar>"""


@pytest.mark.parametrize("address", ["https://dav.example.org", "https://dav.example.org/rosa/"])
def test_the_calendars_on_a_real_server_are_found_from_its_address(radicale, address):
    radicale.ask("MKCALENDAR", "/rosa/office/")
    radicale.ask("MKCALENDAR", "/rosa/tasks/", TASKS)

    found = find_calendars(address=address, username=USER, password=PASSWORD, internet=SmallInternet(radicale.port))

    assert sorted(one.address for one in found) == [
        "https://dav.example.org/rosa/office/",
        "https://dav.example.org/rosa/private/",
    ]


def test_a_wrong_password_is_told_by_a_real_server_too(cast, radicale):
    with pytest.raises(CalendarNotRead) as refused:
        add_calendar(
            organizer=cast.organizer,
            kind=CalendarKind.CALDAV,
            address=f"https://dav.example.org{PATH}",
            username=USER,
            password="wrong",
            internet=SmallInternet(radicale.port),
            at=clock.now(),
        )

    assert refused.value.field == "password"
