"""Zones that calendar software trips over, and the hours around their clock changes in 2026."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONES = [
    "America/Chicago",  # north: forward 8 March, back 1 November
    "Europe/Berlin",
    "Australia/Sydney",  # south: back 5 April, forward 4 October
    "America/Santiago",
    "America/Havana",  # its midnight is missing in spring and comes twice in autumn
    "Australia/Lord_Howe",  # moves by half an hour
    "Asia/Kathmandu",  # 45 minutes beside the hour
    "Africa/Casablanca",  # summer time all year but in Ramadan
    "America/Phoenix",  # no summer time where its neighbours have it
    "America/St_Johns",
    "Pacific/Auckland",
    "Europe/Dublin",  # its winter time is called summer time less an hour
]
YEAR = 2026


def clock_changes(zone: str) -> list[datetime]:
    """The first instant after each change of the year, to the minute."""
    there = ZoneInfo(zone)
    found = []
    at = datetime(YEAR, 1, 1, tzinfo=ZoneInfo("UTC"))
    while at.year == YEAR:
        later = at + timedelta(days=1)
        if at.astimezone(there).utcoffset() != later.astimezone(there).utcoffset():
            low, high = at, later
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                middle = middle.replace(second=0, microsecond=0)
                if middle.astimezone(there).utcoffset() == at.astimezone(there).utcoffset():
                    low = middle
                else:
                    high = middle
            found.append(high)
        at = later
    return found


def moments(zone: str) -> list[datetime]:
    """Instants to agree on: an evening in winter and in summer, and the hours around each change, the lost one too."""
    there = ZoneInfo(zone)
    evenings = [datetime.combine(date(YEAR, month, 14), time(18, 30), there) for month in (1, 4, 7, 10)]
    around = [
        change + timedelta(minutes=minutes) for change in clock_changes(zone) for minutes in (-75, -30, 0, 15, 60)
    ]
    return [one.astimezone(ZoneInfo("UTC")) for one in (*evenings, *around)]
