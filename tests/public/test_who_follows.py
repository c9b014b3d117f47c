"""L-4 on a person's own page: they see who would follow, and nothing moves without their word."""

import pytest
from django.urls import reverse

from letstalk.followups.domain import handovers
from letstalk.people.domain.consent import stop_everything
from letstalk.people.domain.links import make_link
from letstalk.people.models import Relationship
from letstalk.stewardship.domain.handover import hand_over
from tests.factories import a_person, a_role, a_user, relationship_of
from tests.handovers import AFTER, agreed, proposed
from tests.moments import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def then(monkeypatch):
    monkeypatch.setattr("letstalk.kit.clock.now", lambda: AFTER)


@pytest.fixture
def noor(cast):
    return a_role(a_user("Noor Khan", email="noor@example.org"), cast.chapter)


@pytest.fixture
def token(cast):
    return make_link(relationship=cast.relationship, at=AFTER)


def asked(token) -> str:
    return reverse("public:who_follows", args=[token])


def answer(client, token, handover, word):
    return client.post(reverse("public:answer_who_follows", args=[token, handover.pk]), {word: "1"})


def test_their_own_page_says_who_would_follow_and_takes_their_yes(cast, client, noor, token):
    handover = agreed(cast, noor)
    before = client.get(reverse("public:supporter", args=[token])).text, client.get(asked(token)).text

    answer(client, token, handover, "yes")

    yes = handover.steps.get(kind="yes")
    assert asked(token) in before[0]
    assert "Noor Khan" in before[1]
    assert (yes.by, yes.how, yes.said_on) == (None, "own_page", AFTER.date())
    assert "You said yes." in client.get(asked(token)).text
    assert hand_over(handover=handover, by=cast.organizer, at=AFTER).organizer == noor


def test_a_no_ends_it_and_everything_stays(cast, client, noor, token):
    handover = agreed(cast, noor)

    shown = client.get(answer(client, token, handover, "no")["Location"]).text

    assert "It stays as it is with Rosa." in shown
    assert "Nothing to answer just now." in shown
    assert Relationship.objects.current().get(person=cast.person) == cast.relationship


def test_a_yes_is_taken_back_until_it_is_done(cast, client, noor, token):
    handover = agreed(cast, noor)
    answer(client, token, handover, "yes")

    answer(client, token, handover, "no")

    with pytest.raises(handovers.HandoverOver):
        hand_over(handover=handover, by=cast.organizer, at=AFTER)


def test_with_their_own_yes_who_would_follow_learns_of_whom(cast, client, noor, token):
    handover = proposed(cast, noor)

    answer(client, token, handover, "yes")

    assert handovers.agree(handover=handover, by=noor, at=AFTER)


def test_who_is_left_alone_is_not_asked_there(cast, client, noor, token):
    handover = proposed(cast, noor)
    stop_everything(person=cast.person, chapter=cast.chapter, how="own page", words="Stop.", by=None, at=AFTER)
    page = client.get(reverse("public:supporter", args=[token])).text

    assert answer(client, token, handover, "yes")["Location"].endswith("said=changed")

    assert asked(token) not in page
    assert not handover.steps.exists()


def test_nobody_answers_by_the_link_of_somebody_else(cast, client, noor, token):
    handover = proposed(cast, noor)
    other = relationship_of(a_person(cast.organizer, cast.chapter, "Ben Ito"), cast.organizer)
    others = make_link(relationship=other, at=AFTER)

    assert answer(client, others, handover, "yes").status_code == 404
    assert "Noor" not in client.get(asked(others)).text


def test_a_page_that_is_open_while_it_is_taken_back_is_told_so(cast, client, noor, token):
    handover = proposed(cast, noor)
    handovers.take_back(handover=handover, by=cast.organizer, at=AFTER + DAY)

    answered = answer(client, token, handover, "yes")

    assert "This changed meanwhile." in client.get(answered["Location"]).text
