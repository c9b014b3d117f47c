"""Handing a relationship on: the person's yes, promises first, notes only as they choose (L-4, P-4, d.9)."""

import uuid
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import letstalk
from letstalk.commitments.domain.promises import accept, make_promise, offer
from letstalk.commitments.models import Commitment, Promise
from letstalk.commitments.words import Answer
from letstalk.followups.domain import handovers
from letstalk.followups.domain.debrief import AskEntry, ConsentEntry, PromiseEntry
from letstalk.followups.domain.handovers import HandoverOver, NobodyToHandTo, NotesStay, NotNamedYet, UnderWay
from letstalk.followups.domain.hold import take_back_held
from letstalk.followups.domain.items import plan_own
from letstalk.followups.models import FollowUp, Handover, HandoverNote
from letstalk.followups.words import SaidHow
from letstalk.journal.models import Entry
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.outbox.models import Message
from letstalk.people.access import notes_of, people_visible_to
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.notes import jot
from letstalk.people.models import Note, Relationship
from letstalk.people.words import Answer as ConsentAnswer
from letstalk.people.words import Purpose
from letstalk.stewardship.domain.erase import erase_person
from letstalk.stewardship.domain.handover import (
    MeetFirst,
    NeedsTheirYes,
    NotAgreed,
    PromisesFirst,
    ReadThemOut,
    hand_over,
)
from letstalk.stewardship.domain.merge import merge
from letstalk.stewardship.domain.retention import let_old_go
from tests.factories import a_person, a_role, a_user, relationship_of
from tests.handovers import AFTER, IN_PERSON, agreed, all_said, named, proposed
from tests.moments import DAY, FIRM, NOW, debriefed, held, scheduled

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor(cast):
    return a_role(a_user("Noor Khan"), cast.chapter)


def handed(cast, noor) -> Relationship:
    return hand_over(handover=all_said(cast, noor), by=cast.organizer, at=AFTER)


def test_l4_a_relationship_moves_only_with_the_persons_yes(cast, noor):
    handover = agreed(cast, noor)

    with pytest.raises(NeedsTheirYes):
        hand_over(handover=handover, by=cast.organizer, at=AFTER)

    assert cast.person in people_visible_to(cast.organizer)
    assert cast.person not in people_visible_to(noor)


def test_l4_a_warm_introduction_of_the_three_is_enough(cast, noor):
    meeting = held(cast)
    handover = agreed(cast, noor)
    handovers.have_met(handover=handover, said=IN_PERSON, meeting=meeting, by=cast.organizer, at=AFTER)

    goes_on = hand_over(handover=handover, by=cast.organizer, at=AFTER)

    assert goes_on.organizer == noor
    assert handover.steps.get(kind="introduced").meeting == meeting


def test_only_a_one_on_one_of_the_two_that_was_held_counts_as_having_met(cast, noor):
    handover = agreed(cast, noor)

    with pytest.raises(NothingWritten):
        handovers.have_met(handover=handover, said=IN_PERSON, meeting=scheduled(cast), by=cast.organizer, at=AFTER)


def test_l4_a_one_on_one_that_was_not_held_after_all_introduces_nobody(cast, noor):
    meeting = held(cast)
    handover = agreed(cast, noor)
    handovers.have_met(handover=handover, said=IN_PERSON, meeting=meeting, by=cast.organizer, at=AFTER)
    take_back_held(meeting=meeting, by=cast.organizer, at=AFTER)

    with pytest.raises(NeedsTheirYes):
        hand_over(handover=handover, by=cast.organizer, at=AFTER)


def test_p4_what_a_third_organizer_took_over_stays_theirs_to_keep(cast, noor):
    promise = make_promise(relationship=cast.relationship, words="the map", by=cast.organizer, at=NOW)
    accept(handover=offer(promise=promise, to=cast.founder, by=cast.organizer, at=NOW), by=cast.founder, at=NOW)

    goes_on = handed(cast, noor)

    promise.refresh_from_db()
    assert (promise.organizer, promise.relationship) == (cast.founder, goes_on)


def test_nobody_follows_who_has_not_said_yes(cast, noor):
    handover = named(cast, noor)
    handovers.say_yes(handover=handover, said=IN_PERSON, by=cast.organizer, at=AFTER)

    with pytest.raises(NotAgreed):
        hand_over(handover=handover, by=cast.organizer, at=AFTER)


def test_whoever_would_follow_says_yes_only_once_they_may_know_of_whom(cast, noor):
    handover = proposed(cast, noor)

    with pytest.raises(NotNamedYet):
        handovers.agree(handover=handover, by=noor, at=AFTER)

    handovers.say_yes(handover=handover, said=IN_PERSON, by=cast.organizer, at=AFTER)
    assert handovers.agree(handover=handover, by=noor, at=AFTER).kind == "agreed"


def test_nobody_says_yes_for_whoever_would_follow(cast, noor):
    handover = named(cast, noor)

    for somebody in (cast.organizer, cast.lead):
        with pytest.raises(NobodyToHandTo):
            handovers.agree(handover=handover, by=somebody, at=AFTER)


@pytest.mark.parametrize("how_it_ends", ("decline", "say_no", "take_back"))
def test_a_no_of_anybody_leaves_everything_as_it_is(cast, noor, how_it_ends):
    jot(relationship=cast.relationship, text="She writes poems.", by=cast.organizer, at=NOW)
    promise = make_promise(relationship=cast.relationship, words="the timetable", by=cast.organizer, at=NOW)
    handover = all_said(cast, noor)
    handovers.offer_promise(handover=handover, promise=promise, by=cast.organizer, at=AFTER)
    chosen = [note.pk for note in Note.objects.all()]
    handovers.choose_notes(handover=handover, notes=chosen, said=IN_PERSON, by=cast.organizer, at=AFTER)
    ends = {
        "decline": lambda: handovers.decline(handover=handover, words="Too much just now.", by=noor, at=AFTER),
        "say_no": lambda: handovers.say_no(handover=handover, by=None, at=AFTER),
        "take_back": lambda: handovers.take_back(handover=handover, by=cast.organizer, at=AFTER),
    }

    ends[how_it_ends]()

    with pytest.raises(HandoverOver):
        hand_over(handover=handover, by=cast.organizer, at=AFTER)
    assert list(Relationship.objects.current().filter(person=cast.person)) == [cast.relationship]
    assert not HandoverNote.objects.exists()
    assert not promise.handovers.filter(accepted_at__isnull=True, declined_at__isnull=True).exists()


def test_one_handover_at_a_time_and_another_after_a_no(cast, noor):
    first = proposed(cast, noor)
    with pytest.raises(UnderWay):
        proposed(cast, cast.founder)

    handovers.take_back(handover=first, by=cast.organizer, at=AFTER)

    assert proposed(cast, cast.founder).pk != first.pk


def test_the_same_form_sent_twice_proposes_once(cast, noor):
    wish = {"relationship": cast.relationship, "to": noor, "reason": "", "by": cast.organizer, "at": AFTER}
    same = uuid.uuid4()

    twice = {handovers.propose(id=same, **wish).pk for _nth in range(2)}

    assert twice == {Handover.objects.get().pk}


def test_who_is_left_alone_is_asked_in_person_or_not_at_all(cast, noor):
    handover = proposed(cast, noor)
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.CONTACT,
        answer=ConsentAnswer.REFUSED,
        how="call",
        words="No more.",
        by=cast.organizer,
        at=NOW,
    )

    for how, by in ((SaidHow.PHONE, cast.organizer), (SaidHow.OWN_PAGE, None)):
        with pytest.raises(NothingWritten):
            handovers.say_yes(handover=handover, said=handovers.Said(how, AFTER.date()), by=by, at=AFTER)

    assert handovers.say_yes(handover=handover, said=IN_PERSON, by=cast.organizer, at=AFTER).how == "in_person"


def test_no_organizer_says_that_it_was_said_on_the_persons_own_page(cast, noor):
    handover = proposed(cast, noor)
    said = handovers.Said(SaidHow.OWN_PAGE, AFTER.date())

    with pytest.raises(NothingWritten):
        handovers.say_yes(handover=handover, said=said, by=cast.organizer, at=AFTER)

    assert handovers.say_yes(handover=handover, said=said, by=None, at=AFTER).by is None


def test_a_day_that_is_still_to_come_is_not_when_it_was_said(cast, noor):
    said = handovers.Said(SaidHow.PHONE, (AFTER + 2 * DAY).date())

    with pytest.raises(NothingWritten) as refused:
        handovers.say_yes(handover=proposed(cast, noor), said=said, by=cast.organizer, at=AFTER)

    assert refused.value.errors == {"said_on": "That day is still to come."}


def test_l4_with_their_yes_it_ends_here_and_begins_there(cast, noor):
    goes_on = handed(cast, noor)

    cast.relationship.refresh_from_db()
    assert (cast.relationship.until, goes_on.since) == (AFTER, AFTER)
    assert (goes_on.organizer, goes_on.person, goes_on.chapter) == (noor, cast.person, cast.chapter)
    assert list(Relationship.objects.current().filter(person=cast.person)) == [goes_on]


def test_p4_open_promises_are_handed_over_first(cast, noor):
    debriefed(cast, promises=(PromiseEntry(words="Bring the timetable."),))
    handover = all_said(cast, noor)

    with pytest.raises(PromisesFirst):
        hand_over(handover=handover, by=cast.organizer, at=AFTER)

    promise = Promise.objects.get()
    offer = handovers.offer_promise(handover=handover, promise=promise, by=cast.organizer, at=AFTER)
    accept(handover=offer, by=noor, at=AFTER)
    goes_on = hand_over(handover=handover, by=cast.organizer, at=AFTER)
    promise.refresh_from_db()
    assert (promise.relationship, promise.organizer) == (goes_on, noor)


def test_d9_what_was_promised_since_is_read_out_too(cast, noor):
    handover = all_said(cast, noor)
    late = make_promise(relationship=cast.relationship, words="the map", by=cast.organizer, at=AFTER + DAY)
    accept(
        handover=handovers.offer_promise(handover=handover, promise=late, by=cast.organizer, at=AFTER),
        by=noor,
        at=AFTER,
    )
    then = AFTER + 2 * DAY

    with pytest.raises(ReadThemOut):
        hand_over(handover=handover, by=cast.organizer, at=then)

    handovers.read_out(handover=handover, said=IN_PERSON, by=cast.organizer, at=then)
    assert hand_over(handover=handover, by=cast.organizer, at=then).organizer == noor


def test_p4_nobody_is_asked_to_keep_a_promise_before_they_may_know_to_whom(cast, noor):
    promise = make_promise(relationship=cast.relationship, words="the map", by=cast.organizer, at=NOW)

    with pytest.raises(NotNamedYet):
        handovers.offer_promise(handover=proposed(cast, noor), promise=promise, by=cast.organizer, at=AFTER)


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


def test_no_note_goes_along_unless_chosen_nor_do_plans_in_the_organizers_own_words(cast, noor):
    jot(relationship=cast.relationship, text="She writes poems.", by=cast.organizer, at=NOW)
    plan_own(relationship=cast.relationship, words="Ask about the poems.", due_at=AFTER, by=cast.organizer, at=NOW)

    handed(cast, noor)

    assert (notes_of(noor, cast.person).count(), notes_of(cast.organizer, cast.person).count()) == (0, 1)
    assert not FollowUp.objects.filter(organizer=noor).exists()
    assert not FollowUp.objects.open().filter(organizer=cast.organizer).exists()


def test_d9_a_note_the_person_chose_goes_along_with_its_authors_name(cast, noor):
    chosen = jot(relationship=cast.relationship, text="She writes poems.", by=cast.organizer, at=NOW)
    jot(relationship=cast.relationship, text="Her brother is ill.", by=cast.organizer, at=NOW)
    handover = all_said(cast, noor)
    handovers.choose_notes(handover=handover, notes=[chosen.pk], said=IN_PERSON, by=cast.organizer, at=AFTER)
    assert not notes_of(noor, cast.person).exists()

    hand_over(handover=handover, by=cast.organizer, at=AFTER)

    copy = notes_of(noor, cast.person).get()
    assert (copy.text, copy.at) == ("Rosa Marin wrote on 2 March 2026:\nShe writes poems.", NOW)
    assert notes_of(cast.organizer, cast.person).count() == 2
    assert HandoverNote.objects.get().copy == copy


def test_h2_an_old_note_they_chose_does_not_go_the_day_after(cast, noor):
    old = jot(relationship=cast.relationship, text="She writes poems.", by=cast.organizer, at=AFTER - 89 * DAY)
    handover = all_said(cast, noor)
    handovers.choose_notes(handover=handover, notes=[old.pk], said=IN_PERSON, by=cast.organizer, at=AFTER)
    hand_over(handover=handover, by=cast.organizer, at=AFTER)

    let_old_go(at=AFTER + 2 * DAY)

    assert notes_of(noor, cast.person).count() == 1
    assert not notes_of(cast.organizer, cast.person).exists()


def test_d9_the_last_choice_holds_and_none_is_one(cast, noor):
    note = jot(relationship=cast.relationship, text="She writes poems.", by=cast.organizer, at=NOW)
    handover = all_said(cast, noor)
    for notes in ([note.pk], []):
        handovers.choose_notes(handover=handover, notes=notes, said=IN_PERSON, by=cast.organizer, at=AFTER)

    hand_over(handover=handover, by=cast.organizer, at=AFTER)

    assert not notes_of(noor, cast.person).exists()


def test_only_the_authors_own_notes_about_them_can_go_along(cast, noor):
    handover = all_said(cast, noor)
    others = jot(relationship=cast.relationship, text="As a lead sees it.", by=cast.lead, at=NOW)

    with pytest.raises(NotesStay):
        handovers.choose_notes(handover=handover, notes=[others.pk], said=IN_PERSON, by=cast.organizer, at=AFTER)
    with pytest.raises(NotesStay):
        handovers.choose_notes(handover=handover, notes=[others.pk], said=IN_PERSON, by=cast.lead, at=AFTER)


def test_i9_where_notes_were_refused_since_none_goes_along(cast, noor):
    note = jot(relationship=cast.relationship, text="She writes poems.", by=cast.organizer, at=NOW)
    handover = all_said(cast, noor)
    handovers.choose_notes(handover=handover, notes=[note.pk], said=IN_PERSON, by=cast.organizer, at=AFTER)
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.KEEP_NOTES,
        answer=ConsentAnswer.REFUSED,
        how="call",
        words="No notes, please.",
        by=cast.organizer,
        at=AFTER,
    )

    hand_over(handover=handover, by=cast.organizer, at=AFTER)

    assert not notes_of(noor, cast.person).exists()


def test_an_agreed_one_on_one_is_not_left_behind(cast, noor):
    scheduled(cast)
    handover = all_said(cast, noor)

    with pytest.raises(MeetFirst):
        hand_over(handover=handover, by=cast.organizer, at=AFTER)


def test_nobody_hands_over_to_themselves_or_to_who_does_not_organize_there(cast, noor):
    for somebody in (cast.organizer, cast.outsider, cast.administrator):
        with pytest.raises(NobodyToHandTo):
            proposed(cast, somebody)


def test_what_is_over_is_not_handed_over_again(cast, noor):
    handover = all_said(cast, noor)
    hand_over(handover=handover, by=cast.organizer, at=AFTER)

    with pytest.raises(HandoverOver):
        hand_over(handover=handover, by=cast.organizer, at=AFTER)
    cast.relationship.refresh_from_db()
    with pytest.raises(NobodyToHandTo):
        proposed(cast, noor)


def test_two_entries_of_one_person_that_become_one_have_one_handover_under_way(cast, noor):
    twin = a_person(cast.organizer, cast.chapter, "Amina O.")
    of_twin = handovers.propose(
        relationship=relationship_of(twin, cast.organizer), to=noor, reason="", by=cast.organizer, at=NOW
    )
    kept = agreed(cast, noor)

    merge(from_=twin, to=cast.person, by=cast.lead, at=AFTER)

    of_twin.refresh_from_db()
    kept.refresh_from_db()
    assert (of_twin.person, of_twin.relationship) == (cast.person, cast.relationship)
    assert of_twin.steps.get().kind == "taken_back"
    assert (of_twin.ended_at, kept.ended_at) == (AFTER, None)


def test_who_was_merged_takes_along_what_is_under_way(cast, noor):
    handover = all_said(cast, noor)
    stays = a_person(cast.outsider, cast.chapter, "Amina O.", own=False)

    merge(from_=cast.person, to=stays, by=cast.lead, at=AFTER)

    assert hand_over(handover=handover, by=cast.organizer, at=AFTER).person == stays


def test_whoever_is_forgotten_meanwhile_is_not_handed_over(cast, noor):
    handover = all_said(cast, noor)

    erase_person(person=cast.person, by=cast.organizer, at=AFTER)

    with pytest.raises(HandoverOver):
        hand_over(handover=handover, by=cast.organizer, at=AFTER)
    assert Handover.objects.get().reason == ""


def test_no_message_is_planned_about_a_handover_to_anybody(cast, noor):
    handed(cast, noor)

    assert not Message.objects.exists()


def test_the_journal_knows_each_step_and_no_word(cast, noor):
    handover = all_said(cast, noor)

    hand_over(handover=handover, by=cast.organizer, at=AFTER)

    kinds = [entry.kind.partition("handover_")[2] for entry in Entry.objects.filter(about=handover.pk)]
    assert sorted(kinds) == sorted(["proposed", "named", "agreed", "yes", "read_out", "done"])


ALL_GOOD = ("name", "agree", "yes", "offer", "accept", "read", "note", "over")
ANY = (*ALL_GOOD, "meet", "no", "decline", "back")
# All that is needed with some of it left out, in any order, or anything at all.
NEARLY = st.sets(st.integers(0, len(ALL_GOOD) - 2), max_size=2).map(
    lambda gone: [name for place, name in enumerate(ALL_GOOD) if place not in gone]
)
WALKS = NEARLY | st.permutations(ALL_GOOD) | st.lists(st.sampled_from(ANY), max_size=12)


@given(walk=WALKS)
@example(walk=list(ALL_GOOD))
@example(walk=["meet" if name == "yes" else name for name in ALL_GOOD])
@example(walk=[*ALL_GOOD[:-1], "no", "over"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_l4_by_no_order_of_steps_does_anybody_move_without_their_word_or_a_note_unchosen(
    cast, noor, walk, db_rolled_back
):
    """Whatever is tried in whatever order: what is not allowed is refused, and the rule holds all the time."""
    with db_rolled_back():
        promise = make_promise(relationship=cast.relationship, words="the map", by=cast.organizer, at=NOW)
        chosen = jot(relationship=cast.relationship, text="She writes poems.", by=cast.organizer, at=NOW)
        jot(relationship=cast.relationship, text="Her brother is ill.", by=cast.organizer, at=NOW)
        handover = proposed(cast, noor)
        by = {"by": cast.organizer, "at": AFTER}
        steps = {
            "name": lambda: handovers.may_name(handover=handover, said=IN_PERSON, **by),
            "agree": lambda: handovers.agree(handover=handover, by=noor, at=AFTER),
            "yes": lambda: handovers.say_yes(handover=handover, said=IN_PERSON, **by),
            "meet": lambda: handovers.have_met(handover=handover, said=IN_PERSON, **by),
            "no": lambda: handovers.say_no(handover=handover, by=None, at=AFTER),
            "decline": lambda: handovers.decline(handover=handover, words="", by=noor, at=AFTER),
            "read": lambda: handovers.read_out(handover=handover, said=IN_PERSON, **by),
            "offer": lambda: handovers.offer_promise(handover=handover, promise=promise, **by),
            "accept": lambda: [accept(handover=one, by=noor, at=AFTER) for one in promise.handovers.all()],
            "note": lambda: handovers.choose_notes(handover=handover, notes=[chosen.pk], said=IN_PERSON, **by),
            "back": lambda: handovers.take_back(handover=handover, **by),
            "over": lambda: hand_over(handover=handover, **by),
        }
        for name in walk:
            with suppress(Refused):
                steps[name]()
            taken = set(handover.steps.values_list("kind", flat=True))
            has_moved = Relationship.objects.current().filter(person=cast.person, organizer=noor).exists()
            assert not has_moved or ({"yes", "introduced"} & taken and {"agreed", "read_out", "done"} <= taken)
            assert has_moved != Relationship.objects.current().filter(pk=cast.relationship.pk).exists()
            assert not has_moved or Promise.objects.get().organizer == noor
            read = [note.text for note in notes_of(noor, cast.person)]
            assert len(read) == int(has_moved and "notes" in taken)
            assert not any("brother" in text for text in read)


@pytest.fixture
def db_rolled_back():
    """A savepoint that is always gone back to, so that each walk begins anew."""

    @contextmanager
    def enter():
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return enter


def test_l4_nothing_else_of_ours_ends_a_relationship():
    """The source is read: only `hand_over` calls the verb that takes somebody from their organizer."""
    source = Path(letstalk.__file__).parent
    named = ("from letstalk.people.domain.relationships import end", "relationships.end(")

    ending = [
        path.relative_to(source).as_posix()
        for path in sorted(source.rglob("*.py"))
        if any(words in path.read_text("utf-8") for words in named)
    ]

    assert ending == ["stewardship/domain/handover.py"]
