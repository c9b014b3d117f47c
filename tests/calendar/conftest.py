"""What the tests of calendars share: a stand-in for the servers of others."""

from collections.abc import Iterator

import pytest

from tests.calendar.stand_in import SmallInternet, StandIn


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    server = StandIn()
    yield server
    server.end()


@pytest.fixture
def internet(stand_in: StandIn) -> SmallInternet:
    return SmallInternet(stand_in.port)
