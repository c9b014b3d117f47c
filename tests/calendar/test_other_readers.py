"""Every kind of file we write, parsed back by four readers that others wrote, in zones that software trips over."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page

from letstalk.meetings.calendar import Entry, Mailbox, Series, cancel, own_request, published, published_series, request
from tests.calendar.others import read_by_others
from tests.calendar.zones import YEAR, ZONES, clock_changes, moments

pytestmark = pytest.mark.browser

ICAL_JS = (Path(__file__).parent.parent / "vendor" / "ical.min.js").read_text(encoding="utf-8")
ROSA = Mailbox("rosa@example.org", 'Rosa "the Bus" Marín, Ñuñoa; Chicago')
AMINA = Mailbox("amina@example.org", "أمينة O’Kafor: 1:1")
PLACE = 'Café “Röschen”; table 4, by the door\\ "left"\n2nd floor ' + "long " * 40
NOW = datetime(YEAR, 1, 2, 3, 4, 5, tzinfo=UTC)

LOAD = """async source => {
  const address = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
  window.ICAL = (await import(address)).default;
}"""
READ = """texts => {
  const utc = time => time.toJSDate().toISOString().replace(/[-:]/g, "").replace(".000", "");
  const read = text => {
    const calendar = new ICAL.Component(ICAL.parse(text));
    return calendar.getAllSubcomponents("vevent").map(part => {
      const event = new ICAL.Event(part), attendee = part.getFirstPropertyValue("attendee") || "";
      return {uid: event.uid, sequence: event.sequence || 0, start: utc(event.startDate), end: utc(event.endDate),
              attendee: attendee.toLowerCase().replace("mailto:", ""), status: part.getFirstPropertyValue("status")};
    });
  };
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => {
    try { return [name, read(text)]; } catch (trouble) { return [name, String(trouble)]; }
  }));
}"""
EXPAND = """([texts, until]) => {
  const utc = time => time.toJSDate().toISOString().replace(/[-:]/g, "").replace(".000", "");
  const read = text => {
    ICAL.TimezoneService.reset();
    const calendar = new ICAL.Component(ICAL.parse(text));
    calendar.getAllSubcomponents("vtimezone").forEach(zone => ICAL.TimezoneService.register(zone));
    const [master, ...moved] = calendar.getAllSubcomponents("vevent");
    const event = new ICAL.Event(master, {exceptions: moved}), times = event.iterator(), found = [];
    for (let next = times.next(); next && found.length < 500; next = times.next()) {
      const details = event.getOccurrenceDetails(next);
      found.push({start: utc(details.startDate), end: utc(details.endDate)});
    }
    return found.sort((one, other) => one.start < other.start ? -1 : 1);
  };
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => {
    try { return [name, read(text)]; } catch (trouble) { return [name, String(trouble)]; }
  }));
}"""


@pytest.fixture(scope="module")
def ical_js(browser: Browser) -> Page:
    page = browser.new_page()
    page.evaluate(LOAD, ICAL_JS)
    return page


def in_utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def entry(starts_at: datetime, number: int) -> Entry:
    return Entry(
        meeting=UUID(int=number + 1),
        sequence=number,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=45),
        summary="Our conversation",
        changed_at=NOW,
        where=PLACE,
    )


def single_files() -> tuple[dict[str, str], dict[str, list[dict[str, Any]]]]:
    """Every kind of file for every moment of every zone, and what each must be read as."""
    texts, expected = {}, {}
    for zone in ZONES:
        for number, starts_at in enumerate(moments(zone)):
            one = entry(starts_at.astimezone(ZoneInfo(zone)), number)
            kinds = {
                "request": (request(one, organizer=ROSA, attendee=AMINA, sent_by="talk@example.org", at=NOW), AMINA),
                "own copy": (own_request(one, organizer=ROSA, sent_by="talk@example.org", at=NOW), ROSA),
                "cancel": (cancel(one, organizer=ROSA, attendee=AMINA, at=NOW), AMINA),
                "feed": (published([one], name="One-on-ones"), None),
            }
            for kind, (text, attendee) in kinds.items():
                name = f"{zone}, {in_utc(starts_at)}, {kind}"
                texts[name] = text
                expected[name] = [
                    {
                        "uid": one.uid,
                        "sequence": number,
                        "start": in_utc(one.starts_at),
                        "end": in_utc(one.ends_at),
                        "attendee": attendee.address if attendee else "",
                        "status": "CANCELLED" if kind == "cancel" else "CONFIRMED",
                    }
                ]
    return texts, expected


def test_four_readers_read_every_single_file_alike(ical_js: Page):
    """UID, SEQUENCE, start and end in UTC, attendee, status; in every zone, around every clock change."""
    texts, expected = single_files()
    assert len(texts) > 500

    said = read_by_others(texts) | {"ical.js": ical_js.evaluate(READ, texts)}

    assert set(said) == {"icalendar", "ical", "vobject", "ical.js"}
    for reader, found in said.items():
        wrong = {name: found[name] for name in texts if found[name] != expected[name]}
        assert wrong == {}, reader


def rhythms(zone: str) -> dict[str, Series]:
    """Weekly for the year: in the evening, in the hour that the clock repeats, and fortnightly with one moved."""
    there = ZoneInfo(zone)
    changes = [change.astimezone(there) for change in clock_changes(zone)]
    first_on = (changes[0].date() if changes else date(YEAR, 3, 8)) - timedelta(weeks=3)
    plain = {"zone": zone, "minutes": 45, "until": first_on + timedelta(days=350), "summary": "1:1"}
    found = {
        "evening": Series(UUID(int=1), first_on, time(18, 30), weeks_apart=1, **plain),
        "moved": Series(
            UUID(int=2),
            first_on,
            time(18, 30),
            weeks_apart=2,
            skipped=(first_on + timedelta(weeks=4),),
            moved={
                first_on + timedelta(weeks=6): datetime.combine(first_on + timedelta(weeks=6, days=1), time(9), there)
            },
            **plain,
        ),
    }
    for number, change in enumerate(changes):
        # On the very weekday of the change: before, within and after the hour that comes twice or is left out.
        for minutes in (-20, 20, 80):
            wall = (change + timedelta(minutes=minutes)).replace(fold=0)
            day = wall.date() - timedelta(weeks=3)
            found[f"change {number} {minutes:+}"] = Series(
                UUID(int=1000 + 100 * number + minutes), day, wall.time(), weeks_apart=1, **plain
            )
    return found


def occurrences(rhythm: Series) -> list[dict[str, str]]:
    """As Python's own zones have them: the wall's clock is what was agreed."""
    there = ZoneInfo(rhythm.zone)
    found = []
    day = rhythm.first_on
    while day <= rhythm.until:
        starts_at = rhythm.moved.get(day, datetime.combine(day, rhythm.at, there))
        if day not in rhythm.skipped:
            ends_at = starts_at.astimezone(UTC) + timedelta(minutes=rhythm.minutes)
            found.append({"start": in_utc(starts_at), "end": in_utc(ends_at)})
        day += timedelta(weeks=rhythm.weeks_apart)
    return sorted(found, key=lambda one: one["start"])


def recurring() -> tuple[dict[str, str], dict[str, list[dict[str, str]]]]:
    named = {f"{zone}, {name}": rhythm for zone in ZONES for name, rhythm in rhythms(zone).items()}
    texts = {name: published_series(rhythm, changed_at=NOW) for name, rhythm in named.items()}
    return texts, {name: occurrences(rhythm) for name, rhythm in named.items()}


def test_icalendar_and_ical_js_read_every_rhythm_alike(ical_js: Page):
    """The agreed local time stays over clock changes, in every zone, with one left out and one moved."""
    texts, expected = recurring()
    window = (f"{YEAR}0101T000000Z", f"{YEAR + 1}1231T000000Z")

    said = read_by_others(texts, window=window)
    by_ical_js = ical_js.evaluate(EXPAND, [texts, window[1]])

    for reader, found in {"icalendar": said["icalendar"], "ical.js": by_ical_js}.items():
        assert {name: found[name] for name in texts if found[name] != expected[name]} == {}, reader
    erring = {
        reader: sorted({name.split(",")[0] for name in texts if said[reader][name] != expected[name]})
        for reader in ("ical", "vobject")
    }
    assert erring == KNOWN_TO_ERR


def all_moved(zone: str) -> Series:
    """Weekly, and from the third on half an hour later and longer, as when one is moved and the others follow."""
    bare = rhythms(zone)["evening"]
    later = bare.days[2:]
    moved = {day: datetime.combine(day, time(19), ZoneInfo(zone)).astimezone(UTC) for day in later}
    return replace(bare, sequence=7, moved=moved, lengths=dict.fromkeys(later, 60), where=PLACE)


def test_a_rhythm_that_is_mailed_is_read_alike_by_both_and_so_is_its_end(ical_js: Page):
    """REQUEST to either side with those that were moved; CANCEL is one event that everybody can read."""
    series = {zone: all_moved(zone) for zone in ZONES}
    texts = {
        f"{zone}, {kind}": write(one)
        for zone, one in series.items()
        for kind, write in {
            "request": lambda one: request(one, organizer=ROSA, attendee=AMINA, sent_by="talk@example.org", at=NOW),
            "own copy": lambda one: own_request(one, organizer=ROSA, sent_by="talk@example.org", at=NOW),
        }.items()
    }
    ends = {zone: cancel(one, organizer=ROSA, attendee=AMINA, at=NOW) for zone, one in series.items()}
    window = (f"{YEAR}0101T000000Z", f"{YEAR + 1}1231T000000Z")

    said = read_by_others(texts, window=window)["icalendar"]
    by_ical_js = ical_js.evaluate(EXPAND, [texts, window[1]])
    off = {"ical": read_by_others(ends)["ical"], "ical.js": ical_js.evaluate(READ, ends)}

    expected = {zone: [_said(starts_at, long) for _day, starts_at, long in one.times()] for zone, one in series.items()}
    for found in (said, by_ical_js):
        assert {name: times for name, times in found.items() if times != expected[name.split(",")[0]]} == {}
    for reader, found in off.items():
        marks = {zone: [(one["sequence"], one["status"]) for one in events] for zone, events in found.items()}
        assert marks == {zone: [(7, "CANCELLED")] for zone in ZONES}, reader


def _said(starts_at: datetime, minutes: int) -> dict[str, str]:
    return {"start": in_utc(starts_at), "end": in_utc(starts_at + timedelta(minutes=minutes))}


# Readers that misread a rhythm, and where; written down so that we learn of it when they change.
# In both zones summer time is the usual one and winter the exception, which vobject does not understand.
KNOWN_TO_ERR: dict[str, list[str]] = {"ical": [], "vobject": ["Africa/Casablanca", "Europe/Dublin"]}


def test_the_rules_of_a_zone_are_written_for_just_that_while():
    """Unbounded ones are kilobytes of the years to 2038, and where readers begin to disagree."""
    for zone in ZONES:
        for rhythm in rhythms(zone).values():
            text = published_series(rhythm, changed_at=NOW)

            assert "BEGIN:VTIMEZONE" in text
            assert "2038" not in text
            assert len(text) < 4000


def test_the_zones_of_the_tests_do_have_changes_of_all_sorts():
    """Or else the tests above would prove little."""
    shifts = {
        zone: {
            abs(after.astimezone(ZoneInfo(zone)).utcoffset() - before.astimezone(ZoneInfo(zone)).utcoffset())
            for before, after in pairwise(sorted(moments(zone)))
        }
        for zone in ZONES
    }

    assert timedelta(minutes=30) in shifts["Australia/Lord_Howe"]
    assert timedelta(hours=1) in shifts["America/Havana"]
    assert shifts["America/Phoenix"] == shifts["Asia/Kathmandu"] == {timedelta(0)}
    assert len(clock_changes("Africa/Casablanca")) == 2
