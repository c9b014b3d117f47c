"""The service for texts is off until an administrator sets one up; its token is never shown again."""

import pytest
from django.urls import reverse

from letstalk.outbox.gateways import current_gateway
from letstalk.outbox.models import Gateway

pytestmark = pytest.mark.django_db
PAGE = reverse("desk:text_settings")
TYPED = {
    "api": "https://api.example.org",
    "account": "AC0123",
    "token": "a token that is a secret",
    "sender": "+1 202 555 0199",
}


@pytest.fixture
def administrator(cast, client):
    client.force_login(cast.administrator)
    return client


def test_texts_are_off_from_the_beginning(administrator):
    assert "Texts are off" in administrator.get(PAGE).content.decode()
    assert current_gateway() is None


def test_an_account_is_set_up_and_its_token_never_shown(administrator):
    answer = administrator.post(PAGE, TYPED)

    shown = administrator.get(PAGE).content.decode()
    assert answer.status_code == 302
    assert current_gateway().sender == "+12025550199"
    assert "AC0123" in shown
    assert TYPED["token"] not in shown


def test_left_empty_the_token_stays_for_the_same_account_and_goes_to_no_other_host(administrator):
    administrator.post(PAGE, TYPED)

    same = administrator.post(PAGE, TYPED | {"token": "", "sender": "+12025550188"})
    other = administrator.post(PAGE, TYPED | {"token": "", "api": "https://evil.example.org"})

    assert same.status_code == 302
    assert current_gateway().token == TYPED["token"]
    assert other.status_code == 422


def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(administrator):
    answer = administrator.post(PAGE, TYPED | {"sender": "555"})

    assert answer.status_code == 422
    assert "AC0123" in answer.content.decode()
    assert not Gateway.objects.exists()


def test_turned_off_the_token_is_forgotten(administrator):
    administrator.post(PAGE, TYPED)

    administrator.post(reverse("desk:texts_off"))

    assert current_gateway() is None
    assert all(not row.url for row in Gateway.objects.all())


def test_who_is_no_administrator_finds_nothing(cast, client):
    client.force_login(cast.organizer)

    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, TYPED).status_code == 404
