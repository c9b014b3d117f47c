"""The promise's machine (b.3): P-1 to P-4. Trust is the product (R-057)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from letstalk.commitments.domain import agreeing, promises
from letstalk.commitments.models import Promise, PromiseOutcome
from letstalk.commitments.queries import hold_on_asks
from letstalk.commitments.words import PromiseOutcomeKind
from letstalk.kit.refusal import NothingWritten
from tests.moments import DAY, FIRM, NOW

pytestmark = pytest.mark.django_db
MADE_ON = date(2026, 3, 2)


def promised(cast, words: str = "the childcare list", **more) -> Promise:
    return promises.make_promise(relationship=cast.relationship, words=words, by=cast.organizer, at=NOW, **more)


def stopped(cast, today: date) -> bool:
    return hold_on_asks(cast.person, organizer_id=cast.organizer.pk, today=today).stops_suggestions


def test_p1_a_promise_is_due_within_seven_days(cast):
    assert promised(cast).due_on == date(2026, 3, 9)


def test_p1_a_promise_that_enables_a_commitment_is_due_before_it(cast):
    commitment = agreeing.agree(relationship=cast.relationship, terms=FIRM, by=cast.organizer, at=NOW + 8 * DAY)

    promise = promises.make_promise(
        relationship=cast.relationship, words="a ride", enables=commitment, by=cast.organizer, at=NOW + 8 * DAY
    )

    assert promise.due_on == date(2026, 3, 13)


def test_p2_a_late_promise_blocks_suggestions_until_it_is_made_good(cast):
    promise = promised(cast)
    on_the_day, the_day_after = stopped(cast, date(2026, 3, 9)), stopped(cast, date(2026, 3, 10))

    promises.repair(promise=promise, by=cast.organizer, at=NOW + 9 * DAY)

    assert (on_the_day, the_day_after, stopped(cast, date(2026, 3, 11))) == (False, True, False)


def test_p3_a_promise_never_expires_silently(cast):
    promised(cast)

    assert Promise.objects.late(date(2031, 1, 1)).count() == 1


def test_p4_a_promise_is_the_new_owners_only_once_they_accepted(cast):
    promise = promised(cast)
    offered = promises.offer(promise=promise, to=cast.outsider, by=cast.organizer, at=NOW)
    promise.refresh_from_db()
    before = promise.organizer

    promises.accept(handover=offered, by=cast.outsider, at=NOW + DAY)

    promise.refresh_from_db()
    assert (before, promise.organizer) == (cast.organizer, cast.outsider)


def test_p4_nobody_else_can_accept_it_and_a_declined_one_stays(cast):
    promise = promised(cast)
    offered = promises.offer(promise=promise, to=cast.outsider, by=cast.organizer, at=NOW)

    with pytest.raises(promises.NotOffered):
        promises.accept(handover=offered, by=cast.lead, at=NOW)
    promises.decline(handover=offered, by=cast.outsider, at=NOW)
    with pytest.raises(promises.NotOffered):
        promises.accept(handover=offered, by=cast.outsider, at=NOW)

    promise.refresh_from_db()
    assert promise.organizer == cast.organizer


def test_only_a_late_promise_is_repaired(cast):
    with pytest.raises(promises.NotLate):
        promises.repair(promise=promised(cast), by=cast.organizer, at=NOW + DAY)


def test_a_kept_promise_cannot_be_kept_again(cast):
    promise = promised(cast)
    promises.keep(promise=promise, by=cast.organizer, at=NOW + DAY)

    with pytest.raises(promises.PromiseSettled):
        promises.keep(promise=promise, by=cast.organizer, at=NOW + DAY)


def test_the_database_too_lets_only_one_outcome_of_a_promise_stand(cast):
    promise = promised(cast)
    PromiseOutcome.objects.create(promise=promise, kind=PromiseOutcomeKind.KEPT, at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        PromiseOutcome.objects.create(promise=promise, kind=PromiseOutcomeKind.RELEASED, at=NOW)


def test_a_promise_says_what(cast):
    with pytest.raises(NothingWritten):
        promised(cast, words="   ")
