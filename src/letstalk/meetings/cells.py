"""Time as steps of five minutes, so that two agreed times can never lie over one another. No Django."""

from datetime import datetime, timedelta

STEP = timedelta(minutes=5)
STEP_SECONDS = 300


def cells_of(starts_at: datetime, minutes: int, *, before: int = 0, after: int = 0) -> range:
    """The steps since 1970 that a time of so many minutes touches, with the breathing space around it (R-021)."""
    begin = int(starts_at.timestamp()) - before * 60
    end = int(starts_at.timestamp()) + (minutes + after) * 60
    return range(begin // STEP_SECONDS, -(-end // STEP_SECONDS))
