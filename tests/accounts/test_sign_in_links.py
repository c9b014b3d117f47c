"""One-time links for the locked out."""

from datetime import timedelta

import pytest

from letstalk.accounts.domain.links import LinkSpent, UnknownEmail, make_sign_in_link, use_sign_in_link
from letstalk.accounts.models import SignInLink
from tests.factories import AT, a_user

pytestmark = pytest.mark.django_db


def test_a_link_signs_its_owner_in_once():
    user = a_user(email="rosa@example.org")
    token = make_sign_in_link(email="Rosa@example.org", at=AT)

    assert use_sign_in_link(token=token, at=AT + timedelta(minutes=29)) == user
    with pytest.raises(LinkSpent):
        use_sign_in_link(token=token, at=AT + timedelta(minutes=29))


def test_a_link_is_good_for_half_an_hour():
    a_user(email="rosa@example.org")
    token = make_sign_in_link(email="rosa@example.org", at=AT)

    with pytest.raises(LinkSpent):
        use_sign_in_link(token=token, at=AT + timedelta(minutes=30))


def test_a_link_that_never_was_one_opens_nothing():
    with pytest.raises(LinkSpent):
        use_sign_in_link(token="AAAAAAAAAAAAAAAAAAAAAA", at=AT)


def test_a_link_does_not_let_in_who_may_no_longer_sign_in():
    user = a_user(email="rosa@example.org")
    token = make_sign_in_link(email="rosa@example.org", at=AT)
    user.is_active = False
    user.save()

    with pytest.raises(LinkSpent):
        use_sign_in_link(token=token, at=AT)


def test_a_link_for_nobody_is_refused():
    with pytest.raises(UnknownEmail):
        make_sign_in_link(email="nobody@example.org", at=AT)


def test_only_the_hash_of_a_link_is_kept():
    a_user(email="rosa@example.org")

    token = make_sign_in_link(email="rosa@example.org", at=AT)

    assert len(token) >= 22
    assert token not in str(SignInLink.objects.values().get())
