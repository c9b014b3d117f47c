"""The desk's pages at a fixed hour, signed in as one of the cast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture
def at_hour(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], datetime]:
    """Puts the clock of the pages to an instant."""

    def stop_clock(at: datetime) -> datetime:
        monkeypatch.setattr("letstalk.kit.clock.now", lambda: at)
        return at

    return stop_clock


@pytest.fixture
def on_the_day(at_hour) -> datetime:
    """The day after what tests.moments plans, at nine in the morning where the cast lives."""
    # Imported here: pytest reads this module before Django is set up.
    from tests.moments import DAY, NOW

    return at_hour(NOW + DAY)


@pytest.fixture
def desk(cast, client: Client) -> Client:
    """A browser in which the cast's organizer is signed in."""
    client.force_login(cast.organizer)
    return client


@pytest.fixture
def cost(django_assert_max_num_queries) -> Callable[[Client, str], int]:
    """How many queries a page takes, once the session is warm."""

    def count(client: Client, address: str) -> int:
        client.get(address)
        with django_assert_max_num_queries(100) as queries:
            assert client.get(address).status_code == 200
        return len(queries.captured_queries)

    return count
