"""b.6: the organizer is told that a letter came back, and says whether the address is right."""

import pytest
from django.urls import reverse

from letstalk.followups import timings
from letstalk.followups.domain.messages import send_thank_you
from letstalk.followups.models import FollowUp
from letstalk.outbox.bounced import bounced_among
from letstalk.outbox.domain.bounces import came_back, mark
from letstalk.outbox.models import Message
from letstalk.outbox.words import State
from letstalk.people.domain.ways import way_key
from letstalk.people.models import Way
from letstalk.people.words import WayKind
from tests.moments import DAY, HOUR, NOW, held

pytestmark = pytest.mark.django_db
KEY = ("email", "amina@example.org")


@pytest.fixture
def marked(cast):
    way = Way.objects.get(person=cast.person, kind=WayKind.EMAIL)
    mark(channel="email", address_key=way.key, at=NOW)
    return way


def test_the_page_of_their_ways_says_that_it_came_back_and_takes_their_word(cast, client, marked):
    client.force_login(cast.organizer)
    page = reverse("desk:edit_person", args=[cast.person.pk])

    shown = client.get(page)
    client.post(page, {"right": marked.pk})

    assert "came back" in shown.content.decode()
    assert bounced_among([marked.key]) == set()
    assert "came back" not in client.get(page).content.decode()


def test_another_organizer_cannot_say_so(cast, client, marked):
    client.force_login(cast.outsider)

    answer = client.post(reverse("desk:edit_person", args=[cast.person.pk]), {"right": marked.pk})

    assert answer.status_code == 404
    assert bounced_among([marked.key])


def test_sending_again_is_saying_that_the_address_is_right(cast, client):
    held(cast)
    item = FollowUp.objects.get(step=timings.THANK_YOU)
    letter = send_thank_you(item=item, subject="Thank you", body="Dear Amina", by=cast.organizer, at=NOW + 2 * DAY)
    Message.objects.filter(pk=letter.pk).update(state=State.SENT, address_key=way_key(*KEY))
    came_back(message=letter.pk, is_about_address=True, status="5.1.1", at=NOW + 2 * DAY + HOUR)
    client.force_login(cast.organizer)

    shown = client.get(reverse("desk:messages"))
    client.post(reverse("desk:send_again", args=[letter.pk]))

    assert "The address is right, send again" in shown.content.decode()
    assert bounced_among([way_key(*KEY)]) == set()
    assert Message.objects.get(state=State.PLANNED).body == "Dear Amina"
