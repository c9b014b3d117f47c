"""Signing in: ten wrong passwords in fifteen minutes for an email, fifty from one address."""

from datetime import timedelta

import pytest

from letstalk.accounts.domain.sign_in import TooManyTries, WrongEmailOrPassword, check_sign_in
from letstalk.accounts.models import Attempt
from letstalk.journal.models import Entry
from tests.factories import AT, PASSWORD, a_user

pytestmark = pytest.mark.django_db


def sign_in(email="rosa@example.org", password=PASSWORD, *, peer="198.51.100.7", at=AT):
    return check_sign_in(request=None, email=email, password=password, peer=peer, at=at)


def fail(times, **where):
    for _try in range(times):
        with pytest.raises(WrongEmailOrPassword):
            sign_in(password="a wrong guess at it", **where)


def test_the_right_email_and_password_sign_in_and_count_as_no_failure():
    user = a_user(email="rosa@example.org")

    for _visit in range(60):
        assert sign_in(" Rosa@Example.org ") == user

    assert not Attempt.objects.exists()
    assert Entry.objects.filter(kind="accounts.signed_in", about=user.pk).count() == 60


def test_after_ten_failures_the_right_password_has_to_wait():
    a_user(email="rosa@example.org")
    fail(10)

    with pytest.raises(TooManyTries):
        sign_in()
    with pytest.raises(TooManyTries):
        sign_in("ROSA@example.org", peer="203.0.113.9")

    assert sign_in(at=AT + timedelta(minutes=15))


def test_one_locked_email_leaves_the_others_alone():
    a_user(email="rosa@example.org")
    omar = a_user(email="omar@example.org")
    fail(10)

    assert sign_in("omar@example.org") == omar


def test_fifty_failures_from_one_address_lock_that_address_only():
    user = a_user(email="rosa@example.org")
    for number in range(50):
        fail(1, email=f"guess{number}@example.org")

    with pytest.raises(TooManyTries):
        sign_in()

    assert sign_in(peer="203.0.113.9") == user


def test_an_unknown_email_and_a_wrong_password_sound_the_same():
    a_user(email="rosa@example.org")

    with pytest.raises(WrongEmailOrPassword) as unknown:
        sign_in("nobody@example.org")
    with pytest.raises(WrongEmailOrPassword) as wrong:
        sign_in(password="a wrong guess at it")

    assert str(unknown.value) == str(wrong.value)


def test_someone_who_may_no_longer_sign_in_does_not():
    user = a_user(email="rosa@example.org")
    user.is_active = False
    user.save()

    with pytest.raises(WrongEmailOrPassword):
        sign_in()
