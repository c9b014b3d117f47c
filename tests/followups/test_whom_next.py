"""Whom to invite next: reasons that happened, and never against somebody's word (R-013, b.5, L-1, L-3, P-2)."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letstalk.commitments.domain.outcomes import record_outcome
from letstalk.commitments.models import Commitment
from letstalk.commitments.words import Answer, OutcomeKind
from letstalk.followups.domain.contacts import log_contact
from letstalk.followups.domain.debrief import AskEntry, PromiseEntry
from letstalk.followups.domain.resting import rest_until
from letstalk.followups.inviting import whom_next
from letstalk.followups.whom_next import Hold, Known, Reason, hold_of, rank, reasons_for
from letstalk.followups.words import Channel, ContactKind
from letstalk.meetings.domain import invite
from letstalk.meetings.domain.availability import HoursWish, set_hours
from letstalk.meetings.words import Reply
from letstalk.outbox.words import Channel as MessageChannel
from letstalk.people.domain.consent import record_answer
from letstalk.people.words import Answer as ConsentAnswer
from letstalk.people.words import Purpose
from tests.factories import a_person, relationship_of
from tests.moments import DAY, FIRM, NOW, VAGUE, debriefed, planned, scheduled

LATER = NOW + 40 * DAY

days = st.one_of(st.none(), st.integers(0, 400))
anybody = st.builds(
    Known,
    id=st.uuids(),
    known_for=st.integers(0, 400),
    met=days,
    last_contact=days,
    every=st.sampled_from([None, 14, 28]),
    says_no=st.booleans(),
    has_left=st.booleans(),
    is_resting=st.booleans(),
    has_open_talk=st.booleans(),
    their_day=st.one_of(st.none(), st.integers(-100, 100)),
    said_no=days,
    no_answer=days,
    late_promises=st.integers(0, 2),
    open_commitments=st.integers(0, 3),
    kept_since=st.booleans(),
    wants_introduction=st.booleans(),
    best_fit=st.one_of(st.none(), st.integers(0, 100)),
)


@given(st.lists(anybody, max_size=30), st.integers(0, 12))
def test_l1_nobody_who_is_held_back_is_ever_suggested_and_the_list_is_no_longer_than_the_room(people, room):
    found = rank(people, room=room)

    known = {person.id: person for person in people}
    assert len(found.suggested) <= min(room, 10)
    assert not [one for one in found.suggested if hold_of(known[one.id])]
    assert all(one.reasons for one in found.suggested)


@given(anybody)
def test_l3_without_a_reason_nobody_is_suggested(person):
    suggested = rank([person]).suggested

    assert bool(suggested) == bool(hold_of(person) is None and reasons_for(person))


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (Known(1, says_no=True), Hold.NO_CONTACT),
        (Known(1, is_resting=True), Hold.RESTING),
        (Known(1, has_open_talk=True), Hold.OPEN),
        (Known(1, their_day=3), Hold.LATER),
        (Known(1, said_no=59), Hold.SAID_NO),
        (Known(1, said_no=60), None),
        (Known(1, said_no=20, their_day=0), None),
        (Known(1, no_answer=29), Hold.NO_ANSWER),
        (Known(1, late_promises=1), Hold.REPAIR),
        (Known(1, open_commitments=2), Hold.HANDS_FULL),
    ],
)
def test_what_holds_somebody_back(known, why):
    assert hold_of(known) == why


def test_the_day_they_named_counts_most_then_a_newcomer_then_who_has_gone_quiet():
    theirs = Known("theirs", met=50, their_day=0)
    new = Known("new", known_for=3)
    quiet = Known("quiet", met=80, last_contact=80, every=28)

    assert [one.id for one in rank([quiet, new, theirs]).suggested] == ["theirs", "new", "quiet"]


def test_whoever_was_just_met_is_left_in_peace():
    assert reasons_for(Known(1, met=5, last_contact=100, every=14, kept_since=True, best_fit=99)) == ()


def reasons(user, at=LATER) -> dict[str, list[str]]:
    found = whom_next(user, at=at)
    return {found.rows[one.id].name: [str(why.reason) for why in one.reasons] for one in found.ranking.suggested}


def held_back(user, at=LATER) -> set[str]:
    return {str(hold) for hold in whom_next(user, at=at).ranking.held}


@pytest.mark.django_db
def test_a_newcomer_nobody_has_asked_is_on_the_list(cast):
    assert reasons(cast.organizer) == {"Amina Okafor": ["new"]}


@pytest.mark.django_db
def test_nobody_of_another_organizer_is_on_the_list(cast):
    a_person(cast.outsider, cast.sibling, "Ben Ito")

    assert set(whom_next(cast.organizer, at=LATER).rows) == {cast.relationship.pk}


@pytest.mark.django_db
def test_who_said_no_to_being_contacted_or_to_messages_is_not_on_it(cast):
    other = a_person(cast.organizer, cast.chapter, "Ben Ito")
    for person, purpose in ((cast.person, Purpose.CONTACT), (other, Purpose.PERSONAL)):
        record_answer(
            person=person,
            chapter=cast.chapter,
            purpose=purpose,
            answer=ConsentAnswer.REFUSED,
            how="said",
            words="please do not",
            by=cast.organizer,
            at=NOW,
        )

    assert reasons(cast.organizer) == {}
    assert held_back(cast.organizer) == {"no_contact"}


@pytest.mark.django_db
def test_c6_whoever_rests_is_left_to_rest(cast):
    rest_until(relationship=cast.relationship, until_on=(LATER + 9 * DAY).date(), by=cast.organizer, at=NOW)

    assert held_back(cast.organizer) == {"resting"}


@pytest.mark.django_db
def test_an_open_invitation_an_agreed_time_and_a_no_hold_somebody_back(cast):
    meeting = planned(cast)
    assert held_back(cast.organizer, NOW) == {"open"}
    invite.invite(meeting=meeting, channel=MessageChannel.TEXT, words="Coffee?", by=cast.organizer, at=NOW)
    assert whom_next(cast.organizer, at=NOW).carried.waiting == 1
    invite.hear_no(meeting=meeting, answer=Reply.DECLINED, by=cast.organizer, at=NOW + DAY)
    assert held_back(cast.organizer) == {"said_no"}

    assert reasons(cast.organizer, NOW + 61 * DAY) == {"Amina Okafor": ["new"]}


@pytest.mark.django_db
def test_p2_a_late_promise_is_kept_before_anything_is_asked(cast):
    debriefed(cast, promises=(PromiseEntry(words="the bus timetable"),))

    assert held_back(cast.organizer) == {"repair"}


@pytest.mark.django_db
def test_ask_me_after_a_day_is_that_day_and_not_before(cast):
    named = (LATER + DAY).date()
    debriefed(cast, asks=(AskEntry(answer=Answer.NOT_NOW, words="Come along?", revisit_on=named),))

    assert held_back(cast.organizer, LATER) == {"later"}
    assert reasons(cast.organizer, LATER + 2 * DAY)["Amina Okafor"][0] == Reason.THEIR_DAY


@pytest.mark.django_db
def test_who_did_what_they_said_is_near_a_step_and_who_was_not_spoken_with_is_cooling(cast):
    debriefed(cast, asks=(AskEntry(answer=Answer.YES, words="Come?", terms=FIRM),))
    record_outcome(commitment=Commitment.objects.get(), kind=OutcomeKind.DONE, by=cast.organizer, at=NOW + 13 * DAY)

    assert reasons(cast.organizer, NOW + 50 * DAY) == {"Amina Okafor": ["step", "cooling"]}


@pytest.mark.django_db
def test_two_open_commitments_are_enough(cast):
    two = tuple(AskEntry(answer=Answer.YES, words=words, terms=VAGUE) for words in ("Come?", "Bring a chair?"))
    debriefed(cast, asks=two)

    assert held_back(cast.organizer) == {"hands_full"}


@pytest.mark.django_db
def test_m19_the_list_ends_where_the_span_of_care_does(cast):
    for number in range(4):
        a_person(cast.organizer, cast.chapter, f"Person {number}")
    week = [(day, "09:00", "17:00") for day in range(7)]
    wish = HoursWish(zone=cast.chapter.zone, weekly=week, most_per_week=1, place_words="Library")
    set_hours(organizer=cast.organizer, wish=wish, at=NOW)
    scheduled(cast)

    found = whom_next(cast.organizer, at=NOW)

    assert (found.carried.room, len(found.ranking.suggested), found.ranking.more) == (1, 1, 3)


@pytest.mark.django_db
def test_it_takes_the_same_queries_for_one_and_for_many(cast, django_assert_num_queries, django_assert_max_num_queries):
    whom_next(cast.organizer, at=LATER)
    with django_assert_max_num_queries(30) as few:
        whom_next(cast.organizer, at=LATER)
    for number in range(3):
        person = a_person(cast.organizer, cast.chapter, f"Person {number}")
        log_contact(
            relationship=relationship_of(person, cast.organizer),
            channel=Channel.CALL,
            kind=ContactKind.NON_ASK,
            by=cast.organizer,
            at=NOW,
        )

    with django_assert_num_queries(len(few.captured_queries)):
        whom_next(cast.organizer, at=LATER)


@pytest.mark.django_db
def test_an_ask_one_step_up_that_fits_well_is_a_reason_once_enough_is_known(cast, monkeypatch):
    """Section g: what nobody knows is no reason."""
    ask = SimpleNamespace(title="Tenants' huddle")
    weighed = SimpleNamespace(ask=ask, points=85, confidence=60)
    scales = SimpleNamespace(best_step_up=lambda _person: weighed)
    monkeypatch.setattr("letstalk.followups.inviting.Scales", lambda *_asks: scales)
    well = whom_next(cast.organizer, at=LATER).ranking.suggested[0].reasons
    weighed.confidence = 20

    little = whom_next(cast.organizer, at=LATER).ranking.suggested[0].reasons

    assert [(why.reason, why.about) for why in well] == [(Reason.NEW, ""), (Reason.FIT, "Tenants' huddle")]
    assert [why.reason for why in little] == [Reason.NEW]
