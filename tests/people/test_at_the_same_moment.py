"""Two hands at once: what is to happen once happens once, on either database."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from letstalk.accounts.domain.limits import attempt
from letstalk.accounts.domain.links import LinkSpent, make_sign_in_link, use_sign_in_link
from letstalk.kit.refusal import Refused
from letstalk.people.access import link_or_404
from letstalk.people.domain.adding import add_person
from letstalk.people.domain.codes import check_code, make_code
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.organization import found_organization
from letstalk.people.models import Chapter, Person, Relationship, Way
from letstalk.people.queries import consents_of
from tests.factories import AT, a_user

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 4


def at_once(act):
    """What each hand got, or the kind of refusal it met."""
    ready = Barrier(HANDS)

    def one(number):
        try:
            ready.wait(timeout=20)
            return act(number)
        except Refused as refused:
            return type(refused).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as hands:
        return list(hands.map(one, range(HANDS)))


def test_a_form_sent_several_times_at_once_adds_one_person(cast):
    id = uuid.uuid4()

    added = at_once(
        lambda _hand: add_person(
            id=id, chapter=cast.chapter, name="Ben", email="ben@example.org", by=cast.organizer, at=AT
        )
    )

    assert added == [Person.objects.get(pk=id)] * HANDS
    assert Relationship.objects.filter(person=id).count() == Way.objects.filter(person=id).count() == 1


def test_one_address_typed_for_two_people_at_once_goes_to_one_of_them(cast):
    got = at_once(
        lambda hand: add_person(
            chapter=cast.chapter, name=f"Ben {hand}", email="ben@example.org", by=cast.organizer, at=AT
        )
    )

    assert got.count("AddressTaken") == HANDS - 1
    assert Person.objects.filter(name__startswith="Ben").count() == 1


def test_answers_given_at_once_follow_each_other_and_one_stands(cast):
    at_once(
        lambda hand: record_answer(
            person=cast.person,
            chapter=cast.chapter,
            purpose="photo",
            answer="granted" if hand % 2 else "refused",
            how="own_page",
            words="",
            by=None,
            at=AT,
        )
    )

    assert consents_of(cast.person).count() == 1


def test_a_code_used_at_once_opens_once(cast):
    link = link_or_404(cast.link_token, AT)
    code = make_code(link=link, at=AT)

    opened = at_once(lambda _hand: check_code(link=link, code=code, at=AT))

    assert opened.count(True) == 1


def test_a_sign_in_link_used_at_once_signs_in_once(cast):
    token = make_sign_in_link(email="rosa@example.org", at=AT)

    used = at_once(lambda _hand: use_sign_in_link(token=token, at=AT))

    assert used.count(LinkSpent.__name__) == HANDS - 1
    assert cast.organizer in used


def test_tries_made_at_once_are_never_more_than_allowed(db):
    passed = at_once(lambda _hand: attempt("door", "rosa", at=AT, most=2, within=timedelta(minutes=15)))

    assert passed.count(True) <= 2


def test_two_first_visits_at_once_found_one_organization(db):
    users = [a_user() for _hand in range(HANDS)]

    at_once(
        lambda hand: found_organization(
            name=f"River {hand}", by=users[hand], zone="UTC", region="US", language="en", is_demo=False, at=AT
        )
    )

    assert Chapter.objects.count() == 1
