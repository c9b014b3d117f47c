"""Days and times in named zones, over both changes of the clock (R-022; "tests cross both clock changes")."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from letstalk.kit.clock import (
    NoSuchTime,
    country_of,
    day_bounds,
    instant,
    instant_or_nearest,
    is_zone,
    local,
    local_day,
)

HOUR = timedelta(hours=1)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "at", "zone", "expected"),
    [
        (date(2026, 11, 22), time(18, 0), "America/New_York", utc(2026, 11, 22, 23, 0)),
        (date(2026, 7, 1), time(18, 0), "America/New_York", utc(2026, 7, 1, 22, 0)),
        (date(2026, 7, 1), time(9, 30), "Asia/Kolkata", utc(2026, 7, 1, 4, 0)),
        (date(2026, 7, 1), time(0, 15), "Pacific/Kiritimati", utc(2026, 6, 30, 10, 15)),
        (date(2026, 7, 1), time(12, 0), "UTC", utc(2026, 7, 1, 12, 0)),
        # Lord Howe moves its clock by half an hour only.
        (date(2026, 1, 10), time(12, 0), "Australia/Lord_Howe", utc(2026, 1, 10, 1, 0)),
        (date(2026, 7, 10), time(12, 0), "Australia/Lord_Howe", utc(2026, 7, 10, 1, 30)),
    ],
)
def test_a_local_time_is_one_instant_and_comes_back(on, at, zone, expected):
    found = instant(on, at, zone)

    assert found == expected
    assert (local(found, zone).date(), local(found, zone).time()) == (on, at)


@pytest.mark.parametrize(
    ("on", "at", "zone"),
    [
        (date(2026, 3, 8), time(2, 30), "America/New_York"),
        (date(2026, 3, 29), time(2, 0), "Europe/Berlin"),
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe"),
        # In Havana the clock jumps at midnight, so the day has no 0:30.
        (date(2026, 3, 8), time(0, 30), "America/Havana"),
        # Apia had no 30 December in 2011 at all.
        (date(2011, 12, 30), time(12, 0), "Pacific/Apia"),
    ],
)
def test_a_time_the_clock_jumps_over_is_refused_with_a_sentence(on, at, zone):
    with pytest.raises(NoSuchTime, match=f"{at:%H:%M} does not exist on {on} in {zone}"):
        instant(on, at, zone)


@pytest.mark.parametrize(
    ("on", "at", "zone", "expected"),
    [
        (date(2026, 3, 8), time(2, 30), "America/New_York", utc(2026, 3, 8, 7, 30)),
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", utc(2026, 10, 3, 15, 45)),
        (date(2026, 3, 8), time(0, 30), "America/Havana", utc(2026, 3, 8, 5, 30)),
        (date(2026, 7, 1), time(18, 0), "America/New_York", utc(2026, 7, 1, 22, 0)),
    ],
)
def test_a_date_agreed_before_the_rules_changed_still_has_an_instant(on, at, zone, expected):
    assert instant_or_nearest(on, at, zone) == expected


@pytest.mark.parametrize(
    ("on", "at", "zone", "first", "apart"),
    [
        (date(2026, 11, 1), time(1, 30), "America/New_York", utc(2026, 11, 1, 5, 30), HOUR),
        (date(2026, 10, 25), time(2, 30), "Europe/Berlin", utc(2026, 10, 25, 0, 30), HOUR),
        (date(2026, 4, 5), time(1, 45), "Australia/Lord_Howe", utc(2026, 4, 4, 14, 45), HOUR / 2),
        (date(2026, 11, 1), time(0, 30), "America/Havana", utc(2026, 11, 1, 4, 30), HOUR),
    ],
)
def test_of_a_time_that_comes_twice_the_first_is_meant(on, at, zone, first, apart):
    assert instant(on, at, zone) == first
    assert instant(on, at.replace(fold=1), zone) == first
    assert local(first + apart, zone).time() == at.replace(fold=1)


def test_an_instant_belongs_to_different_days_in_different_places():
    late = utc(2026, 11, 22, 23, 30)

    days = [local_day(late, zone) for zone in ("America/New_York", "UTC", "Asia/Tokyo")]

    assert days == [date(2026, 11, 22), date(2026, 11, 22), date(2026, 11, 23)]


@pytest.mark.parametrize(
    ("on", "zone", "start", "hours"),
    [
        (date(2026, 11, 22), "America/New_York", utc(2026, 11, 22, 5, 0), 24),
        (date(2026, 3, 8), "America/New_York", utc(2026, 3, 8, 5, 0), 23),
        (date(2026, 11, 1), "America/New_York", utc(2026, 11, 1, 4, 0), 25),
        (date(2026, 10, 4), "Australia/Lord_Howe", utc(2026, 10, 3, 13, 30), 23.5),
        (date(2026, 4, 5), "Australia/Lord_Howe", utc(2026, 4, 4, 13, 0), 24.5),
        # The day begins at 1:00, and in autumn at the first of its two midnights.
        (date(2026, 3, 8), "America/Havana", utc(2026, 3, 8, 5, 0), 23),
        (date(2026, 11, 1), "America/Havana", utc(2026, 11, 1, 4, 0), 25),
    ],
)
def test_a_day_is_as_long_as_its_clock_changes_make_it(on, zone, start, hours):
    first, next_first = day_bounds(on, zone)

    assert (first, next_first - first) == (start, timedelta(hours=hours))
    assert local_day(first, zone) == on
    assert local_day(first - timedelta(microseconds=1), zone) == on - timedelta(days=1)
    assert local_day(next_first - timedelta(microseconds=1), zone) == on


@pytest.mark.parametrize("zone", ["America/New_York", "Australia/Lord_Howe", "America/Havana"])
def test_the_days_of_a_year_follow_without_gap_or_overlap(zone):
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]

    bounds = [day_bounds(day, zone) for day in days]

    assert all(end == begin for (_, end), (begin, _) in pairwise(bounds))
    assert bounds[-1][1] - bounds[0][0] == timedelta(days=365)


def test_a_zone_is_known_by_its_name():
    assert is_zone("America/New_York")
    assert not is_zone("EDT")
    assert not is_zone("")


@pytest.mark.parametrize(
    ("zone", "country"),
    [("America/New_York", "US"), ("Europe/Berlin", "DE"), ("Australia/Lord_Howe", "AU"), ("UTC", ""), ("Nowhere", "")],
)
def test_a_zone_tells_its_country(zone, country):
    assert country_of(zone) == country
