"""Accounts: made once for an email, found by its keyed hash, their passwords checked."""

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError

from letstalk.accounts.domain.users import EmailTaken, change_user, make_user, set_password
from letstalk.accounts.models import User
from letstalk.journal.models import Entry
from tests.factories import AT, PASSWORD, a_user

pytestmark = pytest.mark.django_db


def test_an_account_signs_in_with_its_email_in_any_case():
    made = make_user(email=" Rosa@Example.ORG ", password=PASSWORD, name="Rosa  Marin", zone="Europe/Berlin", at=AT)

    found = authenticate(None, email="rosa@example.org", password=PASSWORD)

    assert found == made
    assert (made.name, made.email, made.zone) == ("Rosa Marin", "Rosa@example.org", "Europe/Berlin")


def test_a_second_account_for_an_email_is_refused_beside_the_field():
    make_user(email="rosa@example.org", password=PASSWORD, at=AT)

    with pytest.raises(EmailTaken) as refused:
        make_user(email="ROSA@example.org", password=PASSWORD, at=AT)

    assert refused.value.field == "email"
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "rosa"},
        {"email": "rosa@"},
        {"password": "short"},
        {"password": "password1234"},
        {"password": "20260512345"},
        {"zone": "Middle/Earth"},
        {"language": "tlh"},
    ],
)
def test_an_account_is_not_made_from_what_will_not_do(wrong):
    right = {"email": "rosa@example.org", "password": PASSWORD}

    with pytest.raises(ValidationError):
        make_user(**(right | wrong), at=AT)

    assert not User.objects.exists()


def test_an_account_without_a_password_does_not_sign_in_with_one():
    make_user(email="rosa@example.org", password=None, at=AT)

    assert authenticate(None, email="rosa@example.org", password="") is None


def test_a_new_password_replaces_the_old_and_ends_other_sessions():
    user = a_user(email="rosa@example.org")
    before = user.get_session_auth_hash()

    set_password(user=user, password="another long walk home", at=AT)

    assert authenticate(None, email="rosa@example.org", password=PASSWORD) is None
    assert authenticate(None, email="rosa@example.org", password="another long walk home") == user
    assert user.get_session_auth_hash() != before


def test_a_user_changes_their_own_name_and_zone():
    user = a_user()

    change_user(user=user, name=" Rosa\nMarin ", zone="Asia/Kolkata", language="en", at=AT)

    user.refresh_from_db()
    assert (user.name, user.zone, user.language) == ("Rosa Marin", "Asia/Kolkata", "en")


def test_the_journal_knows_that_an_account_was_made_and_no_word_of_it():
    user = make_user(email="rosa@example.org", password=PASSWORD, name="Rosa", at=AT)

    entry = Entry.objects.get(kind="accounts.user_made")
    assert (entry.about, entry.at, entry.details) == (user.pk, AT, {})
