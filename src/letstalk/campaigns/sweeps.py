"""Due work of this room: the next day of asks is shown once one is over."""

from datetime import datetime

from letstalk.campaigns.domain.dates import move_on


def run(*, at: datetime) -> int:
    """One round. Returns how many things were done. Not within a transaction."""
    return move_on(at=at)
