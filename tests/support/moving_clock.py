"""A running Let's Talk whose clock can be put ahead, to see on one afternoon what happens in three weeks."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.installation import SOURCE, Installation
from tests.support.smtp import PostOffice


class MovingClock:
    """How far ahead the installation's clock is; it goes on from there."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.ahead = timedelta()
        self._write()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def put_to(self, moment: datetime) -> None:
        """Never back: what happened stays behind."""
        further = moment - self.now
        assert further > timedelta(), "a clock is put ahead here, and never back"
        self.ahead += further
        self._write()

    def _write(self) -> None:
        beside = self.file.with_suffix(".new")
        beside.write_text(str(self.ahead.total_seconds()), encoding="ascii")
        # Read by other processes at any moment, so it is never half written.
        beside.replace(self.file)


@pytest.fixture
def moving_clock(tmp_path: Path) -> MovingClock:
    return MovingClock(tmp_path / "ahead")


@pytest.fixture
def live_ahead(
    make_prepared: Callable[..., Installation], smtp_server: PostOffice, moving_clock: MovingClock
) -> Installation:
    """As `live`, by the moving clock."""
    moved = Path(__file__).parent / "moved_clock"
    return make_prepared(
        LETSTALK_SMTP_URL=smtp_server.url,
        LETSTALK_MAIL_FROM="organizers@example.org",
        PYTHONPATH=f"{moved}:{SOURCE}",
        CLOCK_AHEAD=str(moving_clock.file),
    ).start()
