"""The retention clocks of h.2: what goes when, what is kept for longer, and the review in which it stands before."""

from datetime import date, timedelta

import pytest

from letstalk.commitments.domain.outcomes import record_outcome
from letstalk.commitments.domain.promises import keep, make_promise
from letstalk.commitments.models import Commitment, Promise
from letstalk.followups.domain.contacts import log_contact
from letstalk.followups.models import Contact
from letstalk.followups.words import Channel, ContactKind
from letstalk.guides.models import SheetAnswer
from letstalk.guides.words import MeetingKind
from letstalk.journal.models import Entry
from letstalk.kit.models import Beat
from letstalk.meetings.domain import invite
from letstalk.meetings.domain.plan import plan
from letstalk.meetings.models import Debriefed, Invitation, Meeting
from letstalk.meetings.words import State
from letstalk.outbox.models import Message
from letstalk.outbox.words import Channel as MessageChannel
from letstalk.outbox.words import State as MessageState
from letstalk.people.domain.consent import record_answer, restrict
from letstalk.people.domain.keeping import keep_longer
from letstalk.people.domain.notes import jot
from letstalk.people.domain.relationships import end
from letstalk.people.models import CountsOnly, Note, Way
from letstalk.people.words import Answer, Purpose
from letstalk.reports.going import BEGAN, CLOSED_KEPT, FIRST_WARNING, INVITATIONS_KEPT, WORDS_KEPT, going_for
from letstalk.reports.measures.seeing import own_seen
from letstalk.stewardship import sweeps
from letstalk.stewardship.domain.retention import let_old_go
from tests.factories import a_person, a_user, relationship_of
from tests.moments import DAY, NOW, debriefed
from tests.stewardship.known_person import WORDS, live_through, where_it_stands

pytestmark = pytest.mark.django_db
# What is the person's own, whoever knows them, and the chapter's.
OF_THE_PERSON = {
    "people.Consent.words",
    "people.CustomValue.words",
    "people.ImportRow.before",
    "people.ImportRow.values",
    "people.InTouch.words",
    "people.InTouchAnswer.words",
    "people.MergedRow.after",
    "people.MergedRow.before",
    "people.OtherNumber.value",
    "people.Person.pronouns",
    "people.PersonRequest.words",
    "people.Said.words",
    "reports.WallLine.words",
}
LATER = NOW + WORDS_KEPT + timedelta(days=10)


@pytest.fixture
def note(cast) -> Note:
    return jot(relationship=cast.relationship, text=WORDS, by=cast.organizer, at=NOW)


def silent(cast, person=None) -> Meeting:
    """Invited, and no word since."""
    relationship = relationship_of(person, cast.organizer) if person else cast.relationship
    meeting = plan(relationship=relationship, kind=MeetingKind.INTRODUCTORY, by=cast.organizer, at=NOW)
    invite.invite(meeting=meeting, channel=MessageChannel.TEXT, words=WORDS, by=cast.organizer, at=NOW)
    return meeting


def test_words_go_after_90_days_and_the_facts_stay(cast, note):
    contact = log_contact(
        relationship=cast.relationship,
        channel=Channel.CALL,
        kind=ContactKind.NON_ASK,
        words=WORDS,
        by=cast.organizer,
        at=NOW,
    )
    met = debriefed(cast, read_back=WORDS, common_ground=WORDS, wants_from_us=WORDS)
    answers = SheetAnswer.objects.filter(sheet=met.sheet_id).count()

    number = let_old_go(at=LATER)

    assert number >= 3 and answers == SheetAnswer.objects.filter(sheet=met.sheet_id).count() == 0
    assert not Note.objects.exists()
    assert Contact.objects.get(pk=contact.pk).words == ""
    assert Debriefed.objects.get(meeting=met).read_back == ""
    assert where_it_stands(WORDS) == []
    assert Entry.objects.filter(kind="retention.words_gone", about=cast.relationship.pk, by=None).exists()


def test_words_go_not_a_day_too_soon(cast, note):
    let_old_go(at=NOW + WORDS_KEPT)

    assert Note.objects.exists()


def test_what_is_kept_longer_stays_for_another_90_days_and_then_goes(cast, note):
    keep_longer(relationship=cast.relationship, by=cast.organizer, at=NOW + 80 * DAY)

    let_old_go(at=LATER)
    kept = Note.objects.exists()
    let_old_go(at=NOW + 80 * DAY + WORDS_KEPT + DAY)

    assert (kept, Note.objects.exists()) == (True, False)


def test_nothing_goes_of_somebody_of_whom_use_is_stopped(cast, note):
    """What is being cleared up is neither used nor lost meanwhile."""
    restrict(person=cast.person, chapter=cast.chapter, how="call", words="Some is wrong.", by=cast.organizer, at=NOW)
    silent(cast)

    assert let_old_go(at=LATER) == 0
    assert going_for(cast.organizer, at=LATER) == []


def test_where_the_clocks_begin_nothing_goes_in_the_first_month_and_then_once_a_day(cast, note):
    sweeps.run(at=LATER)
    sweeps.run(at=LATER + FIRST_WARNING - DAY)
    told = [one.goes_at for one in going_for(cast.organizer, at=LATER + DAY)]
    before = Note.objects.count()

    gone = [sweeps.run(at=LATER + FIRST_WARNING + hours * timedelta(hours=1)) for hours in (0, 1, 19, 21)]

    assert (before, told) == (1, [LATER + FIRST_WARNING])
    assert (gone, Note.objects.count()) == ([1, 0, 0, 0], 0)
    assert Beat.objects.get(name=BEGAN).at == LATER


def test_an_invitation_nobody_answered_goes_after_30_days_and_with_it_how_to_reach_whom_nobody_heard_from(cast):
    new = a_person(cast.organizer, cast.chapter, "June Park", email="june@example.org")
    agreed = a_person(cast.organizer, cast.chapter, "Ben Ito", email="ben@example.org")
    record_answer(
        person=agreed,
        chapter=cast.chapter,
        purpose=Purpose.PERSONAL,
        answer=Answer.GRANTED,
        how="call",
        words="",
        by=cast.organizer,
        at=NOW,
    )
    meetings = [silent(cast, person) for person in (new, agreed)]

    let_old_go(at=NOW + INVITATIONS_KEPT + DAY)

    states = [one.state_now for one in Meeting.objects.filter(pk__in=[m.pk for m in meetings]).with_state()]
    assert states == [State.NO_ANSWER, State.NO_ANSWER]
    assert [row.words for row in Invitation.objects.all()] == ["", ""]
    assert [Way.objects.filter(person=person).count() for person in (new, agreed)] == [0, 1]
    assert let_old_go(at=NOW + INVITATIONS_KEPT + 2 * DAY) == 0


def test_of_a_relationship_that_ended_a_year_ago_counts_alone_stay(cast):
    live_through(cast)
    end(relationship=cast.relationship, by=cast.organizer, at=NOW + 2 * DAY)
    year = (date(2026, 1, 1), date(2026, 12, 31))

    def counted(at):
        return own_seen(cast.organizer, zone=cast.chapter.zone, at=at).between(*year)

    at = NOW + 2 * DAY + CLOSED_KEPT + DAY
    _settle_everything(cast)
    Message.objects.update(state=MessageState.WITHDRAWN)  # long ago, when nobody had sent them
    before = counted(at)

    let_old_go(at=at)

    assert CountsOnly.objects.filter(relationship=cast.relationship).exists()
    assert counted(at) == before
    left = set(where_it_stands(WORDS)) - OF_THE_PERSON
    assert not left, sorted(left)


def _settle_everything(cast) -> None:
    for commitment in Commitment.objects.open().filter(relationship=cast.relationship):
        record_outcome(commitment=commitment, kind="done", by=cast.organizer, at=NOW + 30 * DAY)
    for promise in Promise.objects.open().filter(relationship=cast.relationship):
        keep(promise=promise, by=cast.organizer, at=NOW + 30 * DAY)


def test_while_a_promise_is_open_nothing_of_a_closed_relationship_goes_but_its_notes(cast, note):
    make_promise(relationship=cast.relationship, words=WORDS, due_on=date(2026, 4, 1), by=cast.organizer, at=NOW)
    end(relationship=cast.relationship, by=cast.organizer, at=NOW + DAY)

    let_old_go(at=NOW + 2 * CLOSED_KEPT)

    assert not CountsOnly.objects.exists()
    assert where_it_stands(WORDS) == ["commitments.Promise.words"]


def test_a_review_costs_as_much_for_many_as_for_one(cast, note, django_assert_num_queries):
    for number in range(5):
        person = a_person(cast.organizer, cast.chapter, f"Person {number}")
        jot(relationship=relationship_of(person, cast.organizer), text="Sings.", by=cast.organizer, at=NOW)
        silent(cast, person)

    with django_assert_num_queries(11):
        assert len(going_for(cast.organizer, at=NOW + 70 * DAY)) == 11


def test_an_account_with_nothing_has_an_empty_review(cast):
    assert going_for(a_user(), at=NOW) == []
