"""Introductions through their pages (R-089): an organizer's own, where nobody's no can be told from the other's."""

import uuid

import pytest
from django.urls import reverse

from letstalk.followups.domain.introductions import SideWish, propose, say_no, say_yes, sides_of
from letstalk.followups.models import Introduction, IntroductionSide
from letstalk.kit import clock
from letstalk.people.domain.links import make_link
from letstalk.people.models import Relationship
from tests.factories import a_person, relationship_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(cast) -> Relationship:
    return relationship_of(a_person(cast.organizer, cast.chapter, "Ben Ito", email="ben@example.org"), cast.organizer)


def begun(cast, ben) -> Introduction:
    first, second = SideWish(cast.relationship, "somebody who sings"), SideWish(ben, "a neighbour who bakes")
    return propose(first=first, second=second, by=cast.organizer, at=clock.now(), id=uuid.uuid4())


def side_of(introduction, relationship) -> IntroductionSide:
    return next(side for side in sides_of(introduction) if side.relationship_id == relationship.pk)


def typed(cast, ben, **more) -> dict[str, str]:
    return {
        "first": str(cast.relationship.pk),
        "second": str(ben.pk),
        "about_second": "somebody who sings",
        "about_first": "a neighbour who bakes",
        "entry": str(uuid.uuid4()),
    } | more


def test_an_organizer_begins_to_ask_two_people_once_however_often_it_is_sent(desk, cast, ben):
    said = typed(cast, ben)

    for _time in range(2):
        desk.post(reverse("desk:introduce"), said)

    shown = desk.get(reverse("desk:introductions")).text
    assert Introduction.objects.count() == 1
    assert "Nobody has answered yet." in shown
    assert "somebody who sings" in shown


def test_a_name_in_the_words_is_refused_beside_them_and_nothing_typed_is_lost(desk, cast, ben):
    answer = desk.post(reverse("desk:introduce"), typed(cast, ben, about_second="Ben, who sings"))

    assert answer.status_code == 422
    assert "Leave the name out" in answer.text
    assert "Ben, who sings" in answer.text
    assert "a neighbour who bakes" in answer.text


@pytest.mark.parametrize("whose", ["first", "second"])
def test_h2_after_a_no_the_pages_are_the_same_whoever_said_it(desk, cast, ben, whose):
    introduction = begun(cast, ben)
    refusing, agreeing = (cast.relationship, ben) if whose == "first" else (ben, cast.relationship)
    say_yes(side=side_of(introduction, agreeing), way="email", how="own page", by=None, at=clock.now())
    one_yes = desk.get(reverse("desk:introductions")).text
    say_no(side=side_of(introduction, refusing), by=None, at=clock.now())

    after = desk.get(reverse("desk:introductions")).text

    assert "One of the two has said yes." in one_yes
    assert "It did not come about" in after
    for relationship in (cast.relationship, ben):
        kept = desk.get(reverse("desk:kept_about", args=[relationship.person_id])).text
        page = desk.get(reverse("desk:person", args=[relationship.person_id])).text
        assert "introduced" not in kept
        assert "introduced" not in page


def test_what_was_told_to_the_organizer_is_written_down_with_how(desk, cast, ben):
    introduction = begun(cast, ben)
    address = reverse("desk:introduction_answer", args=[side_of(introduction, ben).pk])

    without = desk.post(address, {"yes": "1", "way": "email"})
    said = desk.post(address, {"yes": "1", "way": "email", "how": "call"})

    assert (without.status_code, said.status_code) == (422, 302)
    assert side_of(introduction, ben).how == "call"


def test_a_person_answers_by_their_own_link_and_sees_nothing_of_the_other(client, cast, ben):
    introduction = begun(cast, ben)
    token = make_link(relationship=cast.relationship, at=clock.now())
    address = reverse("public:introductions", args=[token])
    own = client.get(reverse("public:supporter", args=[token])).text
    asked = client.get(address).text
    assert "Would you like to meet somebody?" in own
    assert "somebody who sings" in asked
    assert "Ben" not in asked
    assert "bakes" not in asked

    answer = reverse("public:answer_introduction", args=[token, side_of(introduction, cast.relationship).pk])
    unclear = client.post(answer, {"yes": "1"})
    client.post(answer, {"yes": "1", "way": "phone"})

    assert unclear.status_code == 422
    assert side_of(introduction, cast.relationship).way == "phone"
    assert "You can take it back until then." in client.get(address).text


def test_nobody_answers_for_the_other_by_their_own_link(client, cast, ben):
    introduction = begun(cast, ben)
    other = side_of(introduction, ben)
    token = make_link(relationship=cast.relationship, at=clock.now())

    answer = client.post(reverse("public:answer_introduction", args=[token, other.pk]), {"no": "1"})

    assert answer.status_code == 404
    assert Introduction.objects.get().ended_at is None


def test_after_the_others_no_whoever_said_yes_is_told_nothing_but_that_there_is_nothing_to_answer(client, cast, ben):
    introduction = begun(cast, ben)
    say_yes(side=side_of(introduction, cast.relationship), way="phone", how="own page", by=None, at=clock.now())
    token = make_link(relationship=ben, at=clock.now())
    client.post(reverse("public:answer_introduction", args=[token, side_of(introduction, ben).pk]), {"no": "1"})

    own = make_link(relationship=cast.relationship, at=clock.now())
    shown = client.get(reverse("public:introductions", args=[own])).text

    assert "Nothing to answer just now." in shown


def test_a_wish_to_meet_others_stands_on_the_page_and_among_the_follow_ups(desk, cast):
    desk.post(reverse("desk:wishes_to_meet", args=[cast.person.pk]), {"entry": str(uuid.uuid4())})

    assert "Would like to meet others" in desk.get(reverse("desk:introductions")).text
    assert "Introduce <bdi>Amina Okafor</bdi> to somebody" in desk.get(reverse("desk:follow_ups")).text


def test_the_page_costs_the_same_for_one_introduction_and_for_three(desk, cast, ben, cost):
    begun(cast, ben)
    one = cost(desk, reverse("desk:introductions"))
    for name in ("Cleo Abara", "Dana Fox"):
        begun(cast, relationship_of(a_person(cast.organizer, cast.chapter, name), cast.organizer))

    assert cost(desk, reverse("desk:introductions")) == one


@pytest.mark.parametrize("who", ["lead", "outsider", "administrator"])
def test_nobody_else_sees_an_introduction(client, cast, ben, who):
    side = side_of(begun(cast, ben), ben)
    client.force_login(getattr(cast, who))

    assert client.get(reverse("desk:introduction_answer", args=[side.pk])).status_code == 404
