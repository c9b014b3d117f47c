"""Handing a relationship on: the person's yes, promises first, notes never (L-4, P-4)."""

import pytest

from letstalk.commitments.domain.promises import accept, offer
from letstalk.commitments.models import Commitment, Promise
from letstalk.commitments.words import Answer
from letstalk.followups.domain.debrief import AskEntry, ConsentEntry, PromiseEntry
from letstalk.followups.domain.items import plan_own
from letstalk.followups.models import FollowUp
from letstalk.outbox.models import Message
from letstalk.people.access import notes_of, people_visible_to
from letstalk.people.domain.notes import jot
from letstalk.people.models import Relationship
from letstalk.people.words import Answer as ConsentAnswer
from letstalk.people.words import Purpose
from letstalk.stewardship.domain.handover import (
    MeetFirst,
    NeedsTheirYes,
    NobodyToHandTo,
    PromisesFirst,
    hand_over,
)
from tests.factories import a_role, a_user
from tests.moments import DAY, FIRM, NOW, debriefed, scheduled

pytestmark = pytest.mark.django_db

AFTER = NOW + 2 * DAY


@pytest.fixture
def noor(cast):
    return a_role(a_user("Noor Khan"), cast.chapter)


def handed(cast, noor, *, persons_yes=True) -> Relationship:
    return hand_over(relationship=cast.relationship, to=noor, persons_yes=persons_yes, by=cast.organizer, at=AFTER)


def test_l4_a_relationship_moves_only_with_the_persons_yes(cast, noor):
    with pytest.raises(NeedsTheirYes):
        handed(cast, noor, persons_yes=False)

    assert cast.person in people_visible_to(cast.organizer)
    assert cast.person not in people_visible_to(noor)


def test_l4_with_their_yes_it_ends_here_and_begins_there(cast, noor):
    goes_on = handed(cast, noor)

    cast.relationship.refresh_from_db()
    assert (cast.relationship.until, goes_on.since) == (AFTER, AFTER)
    assert (goes_on.organizer, goes_on.person, goes_on.chapter) == (noor, cast.person, cast.chapter)
    assert list(Relationship.objects.current().filter(person=cast.person)) == [goes_on]


def test_p4_open_promises_are_handed_over_first(cast, noor):
    debriefed(cast, promises=(PromiseEntry(words="Bring the timetable."),))

    with pytest.raises(PromisesFirst):
        handed(cast, noor)

    promise = Promise.objects.get()
    accept(handover=offer(promise=promise, to=noor, by=cast.organizer, at=AFTER), by=noor, at=AFTER)
    goes_on = handed(cast, noor)
    promise.refresh_from_db()
    assert (promise.relationship, promise.organizer) == (goes_on, noor)


def test_open_commitments_and_follow_ups_go_on_with_the_new_organizer(cast, noor):
    debriefed(cast, asks=(AskEntry(answer=Answer.YES, words="Join us.", terms=FIRM),))

    goes_on = handed(cast, noor)

    commitment = Commitment.objects.get()
    assert (commitment.relationship, commitment.organizer) == (goes_on, noor)
    assert {(item.relationship, item.organizer) for item in FollowUp.objects.open()} == {(goes_on, noor)}


def test_the_reminder_goes_out_as_the_new_organizers(cast, noor):
    yes = ConsentEntry(Purpose.REMINDERS, ConsentAnswer.GRANTED, words="May I remind you by email?", scope="email")
    debriefed(cast, consents=(yes,), asks=(AskEntry(answer=Answer.YES, words="Join us.", terms=FIRM),))
    assert Message.objects.filter(by=cast.organizer.pk, kind="followups.reminder", state="planned").exists()

    handed(cast, noor)

    planned = Message.objects.filter(kind="followups.reminder", state="planned")
    assert [message.by for message in planned] == [noor.pk]


def test_notes_never_move_nor_do_plans_in_the_organizers_own_words(cast, noor):
    jot(relationship=cast.relationship, text="She writes poems.", by=cast.organizer, at=NOW)
    plan_own(relationship=cast.relationship, words="Ask about the poems.", due_at=AFTER, by=cast.organizer, at=NOW)

    handed(cast, noor)

    assert (notes_of(noor, cast.person).count(), notes_of(cast.organizer, cast.person).count()) == (0, 1)
    assert not FollowUp.objects.filter(organizer=noor).exists()
    assert not FollowUp.objects.open().filter(organizer=cast.organizer).exists()


def test_an_agreed_one_on_one_is_not_left_behind(cast, noor):
    scheduled(cast)

    with pytest.raises(MeetFirst):
        handed(cast, noor)


def test_nobody_hands_over_to_themselves_or_to_who_does_not_organize_there(cast, noor):
    for somebody in (cast.organizer, cast.outsider, cast.administrator):
        with pytest.raises(NobodyToHandTo):
            handed(cast, somebody)


def test_what_is_over_is_not_handed_over_again(cast, noor):
    handed(cast, noor)

    with pytest.raises(NobodyToHandTo):
        handed(cast, noor)
