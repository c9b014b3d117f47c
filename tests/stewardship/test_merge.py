"""Two entries that turn out to be one human being."""

import pytest

from letstalk.followups.domain.items import plan_own
from letstalk.followups.models import FollowUp
from letstalk.meetings.models import Meeting
from letstalk.people.domain.consent import record_answer
from letstalk.people.models import Person, Relationship
from letstalk.people.queries import has_refused
from letstalk.people.words import Answer, Purpose
from letstalk.stewardship.domain.erase import erase_person
from letstalk.stewardship.domain.merge import CannotMerge, merge
from tests.factories import a_person, relationship_of
from tests.moments import DAY, NOW, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(cast) -> Person:
    return a_person(cast.organizer, cast.chapter, "Amina O.", phone="+12025550144")


def test_what_hung_on_either_hangs_on_the_one_relationship_that_goes_on(cast, twin):
    meeting = planned(cast)
    item = plan_own(relationship=cast.relationship, words="Call her.", due_at=NOW + DAY, by=cast.organizer, at=NOW)
    goes_on = relationship_of(twin, cast.organizer)

    merge(from_=cast.person, to=twin, by=cast.organizer, at=NOW)

    assert list(Relationship.objects.current().filter(person=twin)) == [goes_on]
    assert Meeting.objects.get(pk=meeting.pk).relationship == goes_on
    assert FollowUp.objects.get(pk=item.pk).relationship == goes_on


def test_a_no_said_under_either_name_stands(cast, twin):
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.REMINDERS,
        scope="email",
        answer=Answer.REFUSED,
        how="one-on-one",
        words="May I remind you?",
        by=cast.organizer,
        at=NOW,
    )

    merge(from_=cast.person, to=twin, by=cast.organizer, at=NOW)

    assert has_refused(twin, Purpose.REMINDERS, "email")


def test_the_first_entry_comes_up_in_no_search(cast, twin):
    merge(from_=cast.person, to=twin, by=cast.organizer, at=NOW)

    cast.person.refresh_from_db()
    assert cast.person.erased_at == NOW
    assert twin.erased_at is None


def test_one_entry_or_a_forgotten_one_is_not_merged(cast, twin):
    with pytest.raises(CannotMerge):
        merge(from_=twin, to=twin, by=cast.organizer, at=NOW)

    erase_person(person=twin, by=cast.organizer, at=NOW)

    with pytest.raises(CannotMerge):
        merge(from_=cast.person, to=twin, by=cast.organizer, at=NOW)
