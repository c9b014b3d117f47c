"""The commitment's machine (b.2): from a yes to a kept word, C-1 to C-8, and what counts as success (I-1, I-2, I-6)."""

import uuid
from dataclasses import replace
from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from letstalk.commitments.domain import agreeing, asking, outcomes
from letstalk.commitments.models import Commitment, Firmed, Outcome
from letstalk.commitments.queries import (
    MeetingOutcome,
    hold_on_asks,
    is_successful,
    needs_a_smaller_step,
    outcome_of,
    was_closed_in_the_room,
)
from letstalk.commitments.validators import Terms
from letstalk.commitments.words import Answer, Detail, OutcomeKind
from letstalk.followups.domain import commitments as following
from letstalk.followups.domain.debrief import AskEntry, DebriefEntry, debrief
from letstalk.guides.words import SuccessRule
from letstalk.kit.refusal import NothingWritten
from letstalk.meetings.models import Meeting
from tests.moments import DAY, FIRM, HOUR, NOW, VAGUE, agree_on, debriefed, held, planned, scheduled

pytestmark = pytest.mark.django_db
LATER = NOW + 20 * DAY


def committed(cast, terms: Terms = FIRM, **more) -> Commitment:
    return agreeing.agree(relationship=cast.relationship, terms=terms, by=cast.organizer, at=NOW, **more)


def asked(answer: Answer, terms: Terms | None = None) -> dict:
    return {"asks": (AskEntry(answer=answer, words="Will you bring two neighbours?", terms=terms),)}


def test_r016_acceptance_1_a_vague_yes_is_no_success_and_the_three_details_make_it_one(cast):
    meeting = debriefed(cast, **asked(Answer.YES, VAGUE))
    before = outcome_of(meeting)

    following.fill_in(commitment=Commitment.objects.get(), terms=FIRM, by=cast.organizer, at=NOW + 2 * DAY)

    assert (before, outcome_of(meeting)) == (MeetingOutcome.DETAILS_MISSING, MeetingOutcome.SUCCESSFUL)


@pytest.mark.parametrize("blank", ["on", "time", "goal"])
def test_i1_successful_is_held_and_date_and_time_and_goal_a_blank_in_any_means_not_yet(cast, blank):
    terms = replace(FIRM, **{blank: "" if blank == "goal" else None})
    if blank == "on":
        terms = replace(terms, time=None)
    meeting = debriefed(cast, **asked(Answer.YES, terms))

    assert is_successful(meeting) is False


def test_i1_a_firm_commitment_without_a_held_meeting_is_no_success(cast):
    meeting = scheduled(cast)
    committed(cast, meeting=meeting)

    assert outcome_of(meeting) is None


def test_i1_reached_by_a_later_call_it_carries_the_later_date_and_was_not_closed_in_the_room(cast):
    meeting = debriefed(cast, **asked(Answer.YES, replace(FIRM, time=None)))

    following.fill_in(commitment=Commitment.objects.get(), terms=FIRM, by=cast.organizer, at=NOW + 3 * DAY)

    assert is_successful(meeting) is True
    assert Firmed.objects.get().at == NOW + 3 * DAY
    assert was_closed_in_the_room(meeting) is False


def test_i1_firm_in_the_debrief_was_closed_in_the_room(cast):
    meeting = debriefed(cast, **asked(Answer.YES, FIRM))

    assert was_closed_in_the_room(meeting) is True


def test_r018_r090_a_missing_place_blocks_nothing(cast):
    meeting = debriefed(cast, **asked(Answer.YES, replace(FIRM, place="")))

    assert is_successful(meeting) is True


def test_i2_a_commitment_missed_later_does_not_unsucceed_the_meeting(cast):
    meeting = debriefed(cast, **asked(Answer.YES, FIRM))

    following.record_outcome(commitment=Commitment.objects.get(), kind=OutcomeKind.MISSED, by=cast.organizer, at=LATER)

    assert is_successful(meeting) is True


def test_i6_another_success_rule_asks_for_a_next_time_and_the_seeds_is_the_default(cast):
    relational, usual = held(cast), planned(cast)
    Meeting.objects.filter(pk=relational.pk).update(success_rule=SuccessRule.CONTINUE)
    before = is_successful(relational)

    agree_on(planned(cast, grew_from=relational), cast, starts_at=NOW + 9 * DAY)

    assert (before, is_successful(relational)) == (False, True)
    assert usual.success_rule == SuccessRule.COMMITMENT


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (None, MeetingOutcome.UNKNOWN),
        ({}, MeetingOutcome.RELATIONSHIP_ONLY),
        (asked(Answer.NOT_ASKED), MeetingOutcome.RELATIONSHIP_ONLY),
        (asked(Answer.NOT_NOW), MeetingOutcome.NOT_NOW),
        (asked(Answer.NO), MeetingOutcome.DECLINED),
        (asked(Answer.YES), MeetingOutcome.DETAILS_MISSING),
        (asked(Answer.COUNTER_OFFER, FIRM), MeetingOutcome.SUCCESSFUL),
    ],
)
def test_the_outcome_is_computed_from_what_was_recorded_and_cannot_be_typed_in(cast, answers, outcome):
    meeting = held(cast) if answers is None else debriefed(cast, **answers)

    assert outcome_of(meeting) == outcome


def test_c1_firm_needs_date_time_and_goal_and_says_what_is_missing(cast):
    commitment = committed(cast, VAGUE)

    assert commitment.missing == [Detail.DATE, Detail.TIME, Detail.GOAL]
    assert committed(cast, FIRM).is_firm


def test_c1_what_they_will_do_is_the_one_thing_that_must_be_said(cast):
    with pytest.raises(NothingWritten) as refusal:
        committed(cast, Terms(what="  "))

    assert set(refusal.value.errors) == {"what"}


def test_c2_the_person_may_correct_the_day_and_the_old_one_is_kept_and_linked(cast):
    commitment = committed(cast)

    renewed = following.move_day(commitment=commitment, terms=replace(FIRM, on=date(2026, 3, 20)), at=NOW + DAY)

    assert (renewed.renews, renewed.on) == (commitment, date(2026, 3, 20))
    assert commitment.standing_outcome.kind == OutcomeKind.RENEGOTIATED
    assert commitment.standing_outcome.by is None


@pytest.mark.parametrize("terms", [FIRM, VAGUE])
def test_c3_letting_go_is_always_possible_while_open_and_leaves_no_mark(cast, terms):
    commitment = committed(cast, terms)

    released = outcomes.release(commitment=commitment, by=None, at=NOW + HOUR)
    again = outcomes.release(commitment=commitment, by=None, at=NOW + 2 * HOUR)

    assert (released, released.kind) == (again, OutcomeKind.RELEASED)


def test_c4_an_if_then_line_is_kept_with_the_commitment(cast):
    words = "If it is Saturday after breakfast, then I ring Nadia's bell."

    commitment = committed(cast, replace(FIRM, if_then=words))

    assert Commitment.objects.get(pk=commitment.pk).if_then == words


def test_c5_after_a_miss_another_day_can_be_agreed(cast):
    commitment = committed(cast)
    following.record_outcome(commitment=commitment, kind=OutcomeKind.MISSED, by=cast.organizer, at=LATER)

    renewed = following.agree_anew(
        commitment=commitment, terms=replace(FIRM, on=date(2026, 4, 11)), by=cast.organizer, at=LATER
    )

    assert renewed.is_firm
    assert commitment.standing_outcome.kind == OutcomeKind.RENEGOTIATED
    assert Outcome.objects.filter(commitment=commitment, kind=OutcomeKind.MISSED).count() == 1  # kept as history


def test_c5_it_cannot_be_missed_before_its_time(cast):
    with pytest.raises(outcomes.StillAhead):
        outcomes.record_outcome(commitment=committed(cast), kind=OutcomeKind.MISSED, by=cast.organizer, at=NOW + DAY)


def test_c6_after_two_misses_a_smaller_step_or_a_rest_is_suggested(cast):
    seen = []
    for day in (12, 14):
        commitment = committed(cast, replace(FIRM, on=date(2026, 3, day)))
        outcomes.record_outcome(
            commitment=commitment, kind=OutcomeKind.MISSED, by=cast.organizer, at=LATER + day * HOUR
        )
        seen.append(needs_a_smaller_step(cast.person, organizer_id=cast.organizer.pk))

    assert seen == [False, True]


def test_c7_the_goal_can_be_a_count(cast):
    commitment = committed(cast, replace(FIRM, goal="3 of 5 conversations"))

    assert commitment.is_firm


def test_c8_two_open_commitments_stop_suggestions_and_a_third_is_recorded_all_the_same(cast):
    for _ in range(2):
        committed(cast)
    stopped = hold_on_asks(cast.person, organizer_id=cast.organizer.pk, today=date(2026, 3, 3)).stops_suggestions

    third = committed(cast)

    assert stopped is True
    assert third.pk is not None


def test_exactly_one_outcome_stands_and_a_correction_supersedes(cast):
    commitment = committed(cast)
    first = outcomes.record_outcome(commitment=commitment, kind=OutcomeKind.DONE, by=cast.organizer, at=LATER)

    outcomes.correct_outcome(commitment=commitment, kind=OutcomeKind.PARTLY, by=cast.organizer, at=LATER + HOUR)

    first.refresh_from_db()
    assert first.superseded_at == LATER + HOUR
    assert commitment.standing_outcome.kind == OutcomeKind.PARTLY


def test_the_database_too_lets_only_one_outcome_stand(cast):
    commitment = committed(cast)
    Outcome.objects.create(commitment=commitment, kind=OutcomeKind.DONE, at=LATER)

    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.create(commitment=commitment, kind=OutcomeKind.MISSED, at=LATER)


def test_a_settled_commitment_is_refused_with_who_and_when(cast):
    commitment = committed(cast)
    outcomes.record_outcome(commitment=commitment, kind=OutcomeKind.DONE, by=cast.organizer, at=LATER)

    with pytest.raises(outcomes.AlreadySettled) as refusal:
        outcomes.record_outcome(commitment=commitment, kind=OutcomeKind.DONE, by=cast.organizer, at=LATER + DAY)

    assert str(refusal.value) == f"This commitment was already marked “Done” by {cast.organizer.name} on 22 March."


def test_what_was_agreed_is_not_overwritten_by_filling_in(cast):
    commitment = committed(cast, replace(FIRM, goal=""))

    filled = agreeing.fill_in(
        commitment=commitment,
        terms=Terms(what="something else", goal="two come", on=date(2026, 5, 1), time=time(8, 0)),
        by=cast.organizer,
        at=NOW + DAY,
    )

    assert (filled.what, filled.goal, filled.on, filled.at) == (FIRM.what, "two come", FIRM.on, FIRM.time)


@pytest.mark.parametrize("answer", [Answer.NO, Answer.NOT_NOW, Answer.NOT_ASKED])
def test_r043_only_a_yes_or_a_counter_offer_becomes_a_commitment(cast, answer):
    made = asking.record_ask(meeting=held(cast), answer=answer, words="Come along?", by=cast.organizer, at=NOW)

    with pytest.raises(agreeing.NoYes):
        committed(cast, ask_made=made)


def test_r043_not_now_keeps_the_day_to_come_back_to_and_nothing_else_does(cast):
    meeting = held(cast)
    day = date(2026, 5, 1)

    not_now = asking.record_ask(
        meeting=meeting, answer=Answer.NOT_NOW, words="Host?", revisit_on=day, by=cast.organizer, at=NOW
    )
    no = asking.record_ask(meeting=meeting, answer=Answer.NO, words="Cook?", revisit_on=day, by=cast.organizer, at=NOW)

    assert (not_now.revisit_on, no.revisit_on) == (day, None)


def test_the_same_debrief_sent_twice_is_one(cast):
    meeting = held(cast)
    entry = DebriefEntry(id=uuid.uuid4(), **asked(Answer.YES, FIRM))

    for hour in (1, 2):
        debrief(meeting=meeting, entry=entry, by=cast.organizer, at=NOW + DAY + hour * HOUR)

    assert Commitment.objects.count() == 1


def test_a_debrief_that_is_refused_leaves_nothing_behind(cast):
    meeting = held(cast)
    wrong = replace(FIRM, on=None)

    with pytest.raises(NothingWritten):
        debrief(
            meeting=meeting,
            entry=DebriefEntry(id=uuid.uuid4(), note="kept only if all is", **asked(Answer.YES, wrong)),
            by=cast.organizer,
            at=NOW + DAY + HOUR,
        )

    assert Commitment.objects.count() == 0
    assert outcome_of(meeting) == MeetingOutcome.UNKNOWN
