"""Helping somebody succeed: what is set up, and how far they have come (R-028, R-054, C-7)."""

from datetime import timedelta

import pytest

from letstalk.campaigns.words import SetUpKind
from letstalk.commitments.domain import succeeding
from letstalk.commitments.domain.agreeing import agree, agree_anew
from letstalk.commitments.domain.outcomes import AlreadySettled, release
from letstalk.commitments.models import Promise
from letstalk.commitments.queries import progress_of, set_ups_of
from letstalk.kit.refusal import NothingWritten
from tests.moments import DAY, FIRM, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment(cast):
    return agree(relationship=cast.relationship, terms=FIRM, by=cast.organizer, at=NOW)


def test_r028_what_the_organizer_sees_to_becomes_a_promise_due_before_the_day(cast, commitment):
    succeeding.set_up(
        commitment=commitment,
        kind=SetUpKind.RIDE,
        words="I pick you up at 18:30",
        is_promised=True,
        by=cast.organizer,
        at=NOW + 9 * DAY,
    )

    promise = Promise.objects.get()
    assert (promise.words, promise.enables) == ("A ride: I pick you up at 18:30", commitment)
    assert promise.due_on == commitment.on - timedelta(days=1)


def test_r028_arranged_anew_the_new_words_hold_and_what_is_not_needed_goes(cast, commitment):
    for words in ("Bus 14", "Tram 3"):
        succeeding.set_up(commitment=commitment, kind=SetUpKind.DIRECTIONS, words=words, by=cast.organizer, at=NOW)
    held = [one.words for one in set_ups_of(commitment)]

    succeeding.not_needed(commitment=commitment, kind=SetUpKind.DIRECTIONS, by=cast.organizer, at=NOW)

    assert held == ["Tram 3"]
    assert set_ups_of(commitment) == []


def test_c7_progress_is_a_count_toward_a_number_and_the_latest_holds(cast, commitment):
    succeeding.count_toward(commitment=commitment, wanted=5, by=cast.organizer, at=NOW)
    for day, number in enumerate([1, 4, 3]):
        succeeding.count(commitment=commitment, number=number, by=cast.organizer, at=NOW + day * DAY)

    commitment.refresh_from_db()
    now = progress_of(commitment)

    assert (now.counted, now.wanted) == (3, 5)


def test_c7_progress_is_steps_taken_once(cast, commitment):
    steps = [
        succeeding.add_step(commitment=commitment, words=words, by=cast.organizer, at=NOW + place * DAY)
        for place, words in enumerate(["ask the Lopez family", "ask next door"])
    ]
    for day in (1, 2):
        taken = succeeding.take_step(step=steps[0], by=cast.organizer, at=NOW + day * DAY)

    now = progress_of(commitment)

    assert [step.words for step in now.steps] == ["ask the Lopez family", "ask next door"]
    assert (now.steps_done, taken.done_at) == (1, NOW + DAY)


def test_what_was_set_up_goes_on_with_what_is_agreed_in_its_place(cast, commitment):
    succeeding.set_up(commitment=commitment, kind=SetUpKind.BUDDY, words="Lee comes along", by=cast.organizer, at=NOW)
    succeeding.count_toward(commitment=commitment, wanted=2, by=cast.organizer, at=NOW)
    succeeding.add_step(commitment=commitment, words="ask next door", by=cast.organizer, at=NOW)
    commitment.refresh_from_db()

    renewed = agree_anew(commitment=commitment, terms=FIRM, by=cast.organizer, at=NOW + DAY)

    assert [one.words for one in set_ups_of(renewed)] == ["Lee comes along"]
    assert (progress_of(renewed).wanted, len(progress_of(renewed).steps)) == (2, 1)


@pytest.mark.parametrize("number", [-1, 10_001])
def test_a_count_no_one_could_mean_is_refused_beside_its_field(cast, commitment, number):
    with pytest.raises(NothingWritten) as refusal:
        succeeding.count(commitment=commitment, number=number, by=cast.organizer, at=NOW)

    assert set(refusal.value.errors) == {"number"}


def test_what_was_let_go_is_not_counted_on(cast, commitment):
    release(commitment=commitment, by=None, at=NOW)

    with pytest.raises(AlreadySettled):
        succeeding.count(commitment=commitment, number=1, by=cast.organizer, at=NOW)
