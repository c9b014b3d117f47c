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


@pytest.fixture
def post_office(settings, smtp_server):
    settings.LETSTALK_SMTP_URL = smtp_server.url
    settings.LETSTALK_MAIL_FROM = "talk@example.org"
    return smtp_server


@pytest.fixture
def agreed_to_reminders(cast):
    # Imported here: pytest reads this module before Django is set up.
    from letstalk.people.domain.consent import record_answer
    from letstalk.people.words import Answer, Purpose
    from tests.moments import NOW

    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.REMINDERS,
        scope="email",
        answer=Answer.GRANTED,
        how="in person",
        words="May I remind you by email?",
        by=cast.organizer,
        at=NOW,
    )
