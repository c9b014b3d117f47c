"""Random verbs in random order, by someone determined: no way around the invariants is found."""

import random
import uuid
from datetime import date, timedelta
from unittest import mock

from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from letstalk.commitments.models import AskMade, Commitment, Firmed, Outcome, Promise, PromiseOutcome
from letstalk.commitments.queries import MeetingOutcome, with_outcome
from letstalk.commitments.validators import Terms
from letstalk.commitments.words import Answer, OutcomeKind
from letstalk.followups import timings
from letstalk.followups.domain import closing, items
from letstalk.followups.domain import commitments as following
from letstalk.followups.domain.contacts import log_contact
from letstalk.followups.domain.debrief import AskEntry, DebriefEntry, HeldEntry, PromiseEntry, debrief
from letstalk.followups.domain.hold import mark_held, take_back_held
from letstalk.followups.models import Contact, FollowUp, FollowUpSet
from letstalk.followups.words import Channel, ContactKind
from letstalk.journal.models import Entry
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain import invite, plan, schedule
from letstalk.meetings.models import Closed, Debriefed, Held, Meeting, Slot
from letstalk.meetings.words import Reply, Side, State
from letstalk.outbox.models import Message
from letstalk.outbox.words import State as MessageState
from tests.cast import make_cast
from tests.moments import NOW, agree_on, planned

days = st.one_of(st.none(), st.dates(date(2026, 3, 1), date(2026, 5, 30)))
times = st.one_of(st.none(), st.times().map(lambda t: t.replace(second=0, microsecond=0)))
words = st.sampled_from(["", "bring two neighbours", "  ", "three people come", "Ω 🙂 שלום"])
terms = st.builds(Terms, what=words, goal=words, on=days, time=times, place=words)
answers = st.sampled_from(list(Answer))
hours = st.integers(min_value=0, max_value=24 * 20)


class AnyOrder(RuleBasedStateMachine):
    """One organizer, one person, a handful of one-on-ones, and a clock that only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOW
        self.sets: dict[uuid.UUID, uuid.UUID] = {}

    @initialize()
    def begin(self) -> None:
        self.cast = make_cast()

    def attempt(self, verb, **kwargs) -> None:
        """Refused or done, and when refused nothing changed."""
        before = Entry.objects.count()
        try:
            with transaction.atomic():
                verb(at=self.at, **kwargs)
        except Refused as refusal:
            assert str(refusal).strip(), "a refusal says why"
            assert Entry.objects.count() == before, "a refusal leaves nothing behind"

    def some(self, rows, data):
        found = list(rows)
        return data.draw(st.sampled_from(found)) if found else None

    @rule(n=hours)
    def time_passes(self, n: int) -> None:
        self.at += timedelta(hours=n)

    @rule(spontaneous=st.booleans())
    def plan_one(self, spontaneous: bool) -> None:
        if Meeting.objects.count() < 4:
            self.attempt(lambda at: planned(self.cast, at=at, is_spontaneous=spontaneous))

    @rule(data=st.data(), n=st.integers(-24, 24 * 10))
    def agree(self, data, n: int) -> None:
        if meeting := self.some(Meeting.objects.order_by("made_at", "pk"), data):
            starts_at = self.at + timedelta(hours=n)
            self.attempt(lambda at: agree_on(meeting, self.cast, starts_at=starts_at, at=at))

    @rule(data=st.data(), step=st.sampled_from(["invite", "no", "confirm", "off", "no_show", "drop", "back", "close"]))
    def step(self, data, step: str) -> None:
        meeting = self.some(Meeting.objects.order_by("made_at", "pk"), data)
        if meeting is None:
            return
        by = self.cast.organizer
        verbs = {
            "invite": lambda at: invite.invite(meeting=meeting, channel=Channel.TEXT, words="", by=by, at=at),
            "no": lambda at: invite.hear_no(meeting=meeting, answer=Reply.DECLINED, by=by, at=at),
            "confirm": lambda at: schedule.confirm(meeting=meeting, by=by, at=at),
            "off": lambda at: schedule.call_off(meeting=meeting, whose=Side.PERSON, by=by, at=at),
            "no_show": lambda at: schedule.did_not_happen(meeting=meeting, whose=Side.BOTH, by=by, at=at),
            "drop": lambda at: plan.drop(meeting=meeting, by=by, at=at),
            "back": lambda at: take_back_held(meeting=meeting, by=by, at=at),
            "close": lambda at: closing.close(meeting=meeting, by=by, at=at),
        }
        self.attempt(verbs[step])

    @rule(data=st.data())
    def hold(self, data) -> None:
        if meeting := self.some(Meeting.objects.order_by("made_at", "pk"), data):
            self.attempt(lambda at: mark_held(meeting=meeting, began_at=at, by=self.cast.organizer, at=at))

    @rule(data=st.data(), answer=answers, agreed=st.one_of(st.none(), terms), implied=st.booleans(), promise=words)
    def debrief_it(self, data, answer, agreed, implied, promise) -> None:
        if meeting := self.some(Meeting.objects.order_by("made_at", "pk"), data):
            entry = DebriefEntry(
                id=uuid.uuid4(),
                held=HeldEntry(began_at=self.at) if implied else None,
                asks=(AskEntry(answer=answer, words="Come along?", terms=agreed),),
                promises=(PromiseEntry(words=promise),) if promise.strip() else (),
            )
            for _ in range(2):  # sending twice is the same as sending once
                self.attempt(lambda at: debrief(meeting=meeting, entry=entry, by=self.cast.organizer, at=at))

    @rule(data=st.data(), agreed=terms, kind=st.sampled_from(["fill", "anew", "move"]))
    def change(self, data, agreed, kind) -> None:
        commitment = self.some(Commitment.objects.order_by("agreed_at", "pk"), data)
        if commitment is None:
            return
        by = self.cast.organizer
        verbs = {
            "fill": lambda at: following.fill_in(commitment=commitment, terms=agreed, by=by, at=at),
            "anew": lambda at: following.agree_anew(commitment=commitment, terms=agreed, by=by, at=at),
            "move": lambda at: following.move_day(commitment=commitment, terms=agreed, at=at),
        }
        self.attempt(verbs[kind])

    @rule(data=st.data(), kind=st.sampled_from([OutcomeKind.DONE, OutcomeKind.PARTLY, OutcomeKind.MISSED]))
    def outcome(self, data, kind) -> None:
        if commitment := self.some(Commitment.objects.order_by("agreed_at", "pk"), data):
            self.attempt(
                lambda at: following.record_outcome(commitment=commitment, kind=kind, by=self.cast.organizer, at=at)
            )

    @rule(data=st.data())
    def let_go(self, data) -> None:
        """C-3: while it is open, letting go is never refused."""
        if commitment := self.some(Commitment.objects.open().order_by("agreed_at", "pk"), data):
            following.release(commitment=commitment, by=None, at=self.at)

    @rule(data=st.data(), kind=st.sampled_from(["keep", "repair", "let_go"]))
    def promise(self, data, kind) -> None:
        promise = self.some(Promise.objects.order_by("made_at", "pk"), data)
        if promise is None:
            return
        by = self.cast.organizer
        verbs = {
            "keep": lambda at: following.keep_promise(promise=promise, by=by, at=at),
            "repair": lambda at: following.repair_promise(promise=promise, by=by, at=at),
            "let_go": lambda at: following.let_promise_go(promise=promise, by=None, at=at),
        }
        self.attempt(verbs[kind])

    @rule(kind=st.sampled_from(list(ContactKind)))
    def contact(self, kind) -> None:
        self.attempt(
            lambda at: log_contact(
                relationship=self.cast.relationship, channel=Channel.CALL, kind=kind, by=self.cast.organizer, at=at
            )
        )

    @rule(data=st.data())
    def waive(self, data) -> None:
        if item := self.some(FollowUp.objects.open().order_by("due_at", "pk"), data):
            self.attempt(lambda at: items.waive(item=item, because="resting", by=self.cast.organizer, at=at))

    @invariant()
    def i1_i2_successful_is_held_with_a_firm_commitment_and_nothing_else(self) -> None:
        for meeting in with_outcome(Meeting.objects.all()):
            held_now = Held.objects.standing().filter(meeting=meeting).exists()
            firm = any(row.is_firm for row in Commitment.objects.filter(meeting=meeting))
            assert (meeting.outcome_now == MeetingOutcome.SUCCESSFUL) == (held_now and firm)

    @invariant()
    def i3_i4_one_slot_stands_and_it_is_somewhere(self) -> None:
        for meeting in Meeting.objects.with_state():
            standing = Slot.objects.standing().filter(meeting=meeting)
            assert standing.count() <= 1
            if meeting.state in {State.SCHEDULED, State.CONFIRMED, State.NO_SHOW}:
                assert standing.get().where

    @invariant()
    def i5_one_set_and_always_the_same_for_whatever_was_ever_held(self) -> None:
        for meeting in Meeting.objects.filter(pk__in=Held.objects.values("meeting")):
            made = FollowUpSet.objects.get(meeting=meeting)
            assert self.sets.setdefault(meeting.pk, made.pk) == made.pk
            steps = list(made.items.filter(step__in=timings.SET_STEPS).values_list("step", flat=True))
            assert sorted(steps) == sorted(timings.SET_STEPS)

    @invariant()
    def what_is_written_up_was_held_and_what_is_closed_was_written_up(self) -> None:
        held = set(Held.objects.standing().values_list("meeting", flat=True))
        written_up = set(Debriefed.objects.values_list("meeting", flat=True))
        assert written_up <= held
        assert set(Closed.objects.values_list("meeting", flat=True)) <= written_up

    @invariant()
    def r046_nothing_is_closed_with_an_obligation_open(self) -> None:
        for closed in Closed.objects.select_related("meeting"):
            assert not Commitment.objects.open().filter(meeting=closed.meeting).exists() or self.came_later(closed)

    def came_later(self, closed: Closed) -> bool:
        return Commitment.objects.open().filter(meeting=closed.meeting, agreed_at__gte=closed.at).exists()

    @invariant()
    def one_outcome_stands_for_each_commitment_and_promise(self) -> None:
        for commitment in Commitment.objects.all():
            assert Outcome.objects.standing().filter(commitment=commitment).count() <= 1
        for promise in Promise.objects.all():
            assert PromiseOutcome.objects.standing().filter(promise=promise).count() <= 1

    @invariant()
    def c1_firm_is_marked_exactly_when_the_three_are_there(self) -> None:
        firm = {row.pk for row in Commitment.objects.all() if row.is_firm}
        assert set(Firmed.objects.values_list("commitment", flat=True)) == firm
        assert set(Commitment.objects.firm().values_list("pk", flat=True)) == firm

    @invariant()
    def r043_a_commitment_from_an_ask_has_a_yes_behind_it(self) -> None:
        made = AskMade.objects.filter(pk__in=Commitment.objects.exclude(ask_made=None).values("ask_made"))
        assert set(made.values_list("answer", flat=True)) <= {Answer.YES, Answer.COUNTER_OFFER}

    @invariant()
    def b2_what_was_agreed_anew_is_linked_to_what_it_replaced(self) -> None:
        replaced = set(
            Outcome.objects.standing().filter(kind=OutcomeKind.RENEGOTIATED).values_list("commitment", flat=True)
        )
        assert replaced == set(Commitment.objects.exclude(renews=None).values_list("renews", flat=True))

    @invariant()
    def p3_every_promise_is_open_or_has_an_outcome(self) -> None:
        settled = PromiseOutcome.objects.standing().count()
        assert Promise.objects.open().count() + settled == Promise.objects.count()

    @invariant()
    def nothing_waits_to_go_out_about_what_is_settled(self) -> None:
        settled = Outcome.objects.standing().values("commitment")
        waiting = Message.objects.filter(state__in=[MessageState.PLANNED, MessageState.READY], about__in=settled)
        assert waiting.count() == 0

    @invariant()
    def r015_every_held_meeting_is_one_contact(self) -> None:
        held = set(Held.objects.standing().values_list("meeting", flat=True))
        logged = list(Contact.objects.filter(meeting__isnull=False).values_list("meeting", flat=True))
        assert sorted(logged) == sorted(held)


class TestAnyOrder(HypothesisTestCase):
    def test_random_verbs_find_no_way_around_the_invariants(self) -> None:
        quick = settings(settings.default, stateful_step_count=30)
        run_state_machine_as_test(AnyOrderWithItsOwnDatabase, settings=quick)

    # So that pytest counts it among the property tests, which `make soak` runs at full size.
    test_random_verbs_find_no_way_around_the_invariants.is_hypothesis_test = True


class AnyOrderWithItsOwnDatabase(AnyOrder):
    """Every run starts from nothing: what it wrote is rolled back at its end.

    Rows made at one moment are told apart by their ids alone, so that the same draws find the same row only when the
    ids come in the same order each time.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ids = mock.patch("os.urandom", random.Random(0).randbytes)
        self.ids.start()
        self.undo = transaction.atomic()
        self.undo.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        self.ids.stop()
