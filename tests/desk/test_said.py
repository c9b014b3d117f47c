"""The page of what somebody said of themselves: taps, an answer kept, a clash shown, nothing typed lost."""

import pytest
from django.urls import reverse

from letstalk.people.models import Said
from letstalk.people.words import SaidAnswer

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(cast, client) -> str:
    client.force_login(cast.organizer)
    return reverse("desk:said", args=[cast.person.pk])


def standing() -> set[tuple[str, str, str]]:
    rows = Said.objects.filter(superseded_at__isnull=True)
    return {(row.kind, row.answer, row.code or row.words) for row in rows}


def test_what_was_ticked_stands_and_is_ticked_the_next_time(client, address):
    told = {"motive": ["belong"], "wish": "sing, speak in public", "time": ["3 evening"], "amount": "60"}

    client.post(address, told)
    client.post(address, told)
    page = client.get(address).content.decode()

    said = SaidAnswer.SAID
    assert standing() == {
        ("motive", said, "belong"),
        ("wish", said, "sing"),
        ("wish", said, "speak in public"),
        ("time", said, "3 evening"),
        ("amount", said, "60"),
    }
    assert Said.objects.count() == 5
    assert 'value="3 evening" checked' in page
    assert 'value="sing, speak in public"' in page


def test_both_said_and_rather_not_is_asked_about_beside_the_field_and_nothing_is_lost(client, address):
    answer = client.post(address, {"language": ["es"], "rather_not": ["language"], "wish": "sing"})

    assert answer.status_code == 422
    assert "keep one of the two" in answer.content.decode()
    assert 'value="sing"' in answer.content.decode()
    assert standing() == set()


def test_what_another_wrote_meanwhile_is_shown_first(client, address, cast):
    shown = client.get(address).context["form"]["seen"].value()
    client.post(address, {"amount": "60", "seen": shown})

    answer = client.post(address, {"amount": "120", "seen": shown})
    again = client.post(address, {"amount": "120", "seen": answer.context["form"]["seen"].value()})

    assert answer.status_code == 422
    assert "This changed meanwhile" in answer.content.decode()
    assert again.status_code == 302
    assert standing() == {("amount", SaidAnswer.SAID, "120")}
