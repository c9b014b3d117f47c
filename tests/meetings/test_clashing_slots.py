"""Times that were agreed over one another before times were held: the migration lets both stand, and says so."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from letstalk.journal.models import Entry
from letstalk.kit import clock
from letstalk.meetings.models import Slot, SlotCell
from letstalk.meetings.queries import calendar_notices
from tests.moments import DAY, HOUR, agree_on, planned

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, AFTER = [("meetings", "0002_calendars")], [("meetings", "0003_slots")]


@pytest.fixture
def clashing(cast) -> list:
    """Two one-on-ones over one another and one beside them, in the order in which they were agreed."""
    at = clock.now().replace(microsecond=0)
    meetings = [planned(cast, at=at) for _each in range(3)]
    for number, meeting in enumerate(meetings):
        agree_on(meeting, cast, starts_at=at + (number + 1) * DAY, at=at - (3 - number) * HOUR)
    return meetings


@pytest.fixture
def tables_as_before(cast, clashing):
    """As an installation was before times were held; afterwards everything is up to date again."""
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    MigrationExecutor(connection).migrate(BEFORE)
    yield
    MigrationExecutor(connection).migrate(newest)


def migrate_to(targets) -> None:
    MigrationExecutor(connection).migrate(targets)


def lay_over_one_another(meetings) -> None:
    """The second begins twenty minutes into the first."""
    slots = MigrationExecutor(connection).loader.project_state(BEFORE).apps.get_model("meetings", "Slot").objects
    first = slots.get(meeting_id=meetings[0].pk)
    slots.filter(meeting_id=meetings[1].pk).update(starts_at=first.starts_at + timedelta(minutes=20))


def test_the_first_agreed_holds_its_time_and_the_other_stands_and_is_written_down(cast, clashing, tables_as_before):
    lay_over_one_another(clashing)

    migrate_to(AFTER)
    migrate_to(MigrationExecutor(connection).loader.graph.leaf_nodes())

    held = [SlotCell.objects.filter(slot__meeting=meeting).count() for meeting in clashing]
    assert [count > 0 for count in held] == [True, False, True]
    assert Slot.objects.standing().filter(meeting__in=clashing).count() == 3
    entry = Entry.objects.get(kind="meeting.lies_over_another")
    assert entry.about == clashing[1].pk
    overlaps = calendar_notices(cast.organizer, at=clock.now()).overlaps
    assert [slot.meeting_id for slot in overlaps] == [clashing[1].pk]


def test_the_organizer_sees_it_on_today_until_one_is_moved(cast, clashing, client):
    first, second, _third = clashing
    SlotCell.objects.filter(slot__meeting=second).delete()
    Slot.objects.filter(meeting=second).update(starts_at=Slot.objects.get(meeting=first).starts_at)
    client.force_login(cast.organizer)

    before = client.get(reverse("desk:today")).text
    agree_on(second, cast, starts_at=clock.now().replace(microsecond=0) + 9 * DAY, at=clock.now())
    after = client.get(reverse("desk:today")).text

    assert "These were agreed over another one-on-one of yours." in before
    assert "These were agreed over another one-on-one of yours." not in after
