"""R-089: two people are introduced once both have said yes, each asked alone; nobody learns whose a no was."""

import uuid

import pytest

from letstalk.followups.domain.introductions import (
    CannotIntroduce,
    NotOpen,
    SideWish,
    let_be,
    propose,
    say_no,
    say_yes,
    sides_of,
    wish_to_meet_others,
)
from letstalk.followups.models import FollowUp, Introduction, IntroductionSide
from letstalk.followups.sweeps import run
from letstalk.journal.models import Entry
from letstalk.kit.refusal import NothingWritten
from letstalk.outbox.models import Message
from letstalk.people.domain.consent import record_answer
from letstalk.people.models import Consent
from letstalk.people.words import Answer, Purpose
from tests.factories import a_person, relationship_of
from tests.moments import DAY, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(cast):
    """Another of the organizer's own, with an email."""
    return relationship_of(a_person(cast.organizer, cast.chapter, "Ben Ito", email="ben@example.org"), cast.organizer)


@pytest.fixture
def mail(settings):
    """A way for mail to leave; the sweep that would send is not run here."""
    settings.LETSTALK_SMTP_URL = "smtp://127.0.0.1:9"
    settings.LETSTALK_MAIL_FROM = "organizers@example.org"


def begun(cast, ben, **words) -> Introduction:
    first = SideWish(cast.relationship, words.get("to_amina", "somebody who lost their night bus, too"))
    second = SideWish(ben, words.get("to_ben", "a neighbour who bakes"))
    return propose(first=first, second=second, by=cast.organizer, at=NOW, id=uuid.uuid4())


def side_of(introduction, person) -> IntroductionSide:
    return next(side for side in sides_of(introduction) if side.person_id == person.pk)


def yes(side, way: str = "email", **more):
    return say_yes(side=side, way=way, how="one-on-one", by=None, at=NOW, **more)


def both_agree(cast, ben, way: str = "email") -> Introduction:
    introduction = begun(cast, ben)
    yes(side_of(introduction, cast.person), way)
    yes(side_of(introduction, ben.person))
    return introduction


def refuse(person, cast, purpose: str, scope: str = "") -> None:
    record_answer(
        person=person,
        chapter=cast.chapter,
        purpose=purpose,
        scope=scope,
        answer=Answer.WITHDRAWN,
        how="said",
        words="rather not",
        by=None,
        at=NOW + DAY,
    )


def test_after_one_yes_nothing_goes_out_and_nothing_stands_in_the_ledger(cast, ben):
    yes(side_of(begun(cast, ben), cast.person))

    assert not Message.objects.exists()
    assert not Consent.objects.filter(purpose=Purpose.INTRODUCE).exists()


def test_after_both_said_yes_one_message_is_planned_to_each_and_says_first_names_and_the_ways_they_chose(
    cast, ben, mail
):
    both_agree(cast, ben, way="phone")

    run(at=NOW)

    bodies = {message.body for message in Message.objects.all()}
    recipients = set(Message.objects.values_list("recipient", flat=True))
    assert recipients == {cast.person.pk, ben.person_id}
    assert len(bodies) == 1
    body = bodies.pop()
    assert "Amina: +12025550143" in body
    assert "Ben: ben@example.org" in body
    assert "Okafor" not in body
    assert "amina@example.org" not in body
    assert "night bus" not in body


def test_b6_each_yes_stands_in_the_ledger_with_the_words_it_was_given_to(cast, ben):
    introduction = both_agree(cast, ben)

    lines = Consent.objects.filter(purpose=Purpose.INTRODUCE, answer=Answer.GRANTED)
    assert {line.person_id for line in lines} == {cast.person.pk, ben.person_id}
    assert {line.scope for line in lines} == {f"introduction:{introduction.pk}"}
    assert {line.words for line in lines} == {
        "You may introduce me to this one person, by my first name and this way to reach me: Email"
    }


@pytest.mark.parametrize("whose", ["first", "second"])
def test_whose_no_it_was_is_kept_nowhere(cast, ben, whose):
    introduction = begun(cast, ben)
    refusing, agreeing = (cast.person, ben.person) if whose == "first" else (ben.person, cast.person)
    yes(side_of(introduction, agreeing))

    say_no(side=side_of(introduction, refusing), by=None, at=NOW)

    told = [(side.yes_at, side.how, side.way) for side in sides_of(introduction)]
    ended = Entry.objects.get(kind="followup.introduction_ended")
    assert told == [(None, "", "")] * 2
    assert (ended.by, ended.about) == (None, introduction.pk)
    assert str(refusing.pk) not in str(ended.details)
    assert not Message.objects.exists()
    assert not Consent.objects.filter(purpose=Purpose.INTRODUCE).exists()


def test_a_yes_taken_back_before_the_message_left_takes_both_messages_back(cast, ben):
    introduction = both_agree(cast, ben)

    say_no(side=side_of(introduction, ben.person), by=None, at=NOW)

    assert set(Message.objects.values_list("state", flat=True)) == {"withdrawn"}


@pytest.mark.parametrize("purpose", [Purpose.INTRODUCE, Purpose.CONTACT])
def test_l1_a_no_in_the_ledger_after_both_agreed_stops_it_for_both(cast, ben, mail, purpose):
    introduction = both_agree(cast, ben)

    refuse(cast.person, cast, purpose)
    run(at=NOW + 2 * DAY)

    assert set(Message.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert Introduction.objects.get(pk=introduction.pk).ended_at is not None
    assert not FollowUp.objects.filter(step="introduce").exists()


def test_without_an_email_of_both_their_organizer_introduces_them_by_hand(cast):
    carla = relationship_of(a_person(cast.organizer, cast.chapter, "Carla Roy", phone="+12025550144"), cast.organizer)
    introduction = begun(cast, carla)
    yes(side_of(introduction, cast.person))
    yes(side_of(introduction, carla.person), "phone")

    assert not Message.objects.exists()
    assert "both said yes" in FollowUp.objects.get(step="introduce", about=introduction.pk).words


def test_a_way_that_is_not_on_file_is_no_way(cast, ben):
    side = side_of(begun(cast, ben), ben.person)

    with pytest.raises(NothingWritten) as refused:
        yes(side, "phone")

    assert "way" in refused.value.errors


@pytest.mark.parametrize("words", ["Ben from the bus stop", "our friend ITO", " "])
def test_what_is_told_of_the_other_names_nobody(cast, ben, words):
    with pytest.raises(NothingWritten) as refused:
        begun(cast, ben, to_amina=words)

    assert "about_second" in refused.value.errors
    assert not Introduction.objects.exists()


def test_who_refuses_introductions_or_contact_is_not_asked(cast, ben):
    refuse(ben.person, cast, Purpose.INTRODUCE)

    with pytest.raises(CannotIntroduce):
        begun(cast, ben)


def test_nobody_introduces_another_organizers_people(cast, ben):
    theirs = relationship_of(a_person(cast.outsider, cast.sibling, "Dana Fox"), cast.outsider)

    with pytest.raises(CannotIntroduce):
        begun(cast, theirs)


def test_the_same_two_are_not_asked_twice_but_again_after_it_did_not_come_about(cast, ben):
    introduction = begun(cast, ben)
    with pytest.raises(CannotIntroduce):
        begun(cast, ben)
    let_be(introduction=introduction, by=cast.organizer, at=NOW)

    begun(cast, ben)

    assert Introduction.objects.count() == 2


def test_once_it_did_not_come_about_there_is_nothing_to_answer(cast, ben):
    introduction = begun(cast, ben)
    let_be(introduction=introduction, by=cast.organizer, at=NOW)

    with pytest.raises(NotOpen):
        yes(side_of(introduction, ben.person))


def test_the_same_form_twice_and_the_same_yes_twice_are_one(cast, ben):
    introduction = both_agree(cast, ben)

    yes(side_of(introduction, ben.person))

    assert Message.objects.count() == 2
    assert Consent.objects.filter(purpose=Purpose.INTRODUCE).count() == 2


def test_r089_a_wish_to_meet_others_becomes_one_task_however_often_it_is_said(cast):
    for _time in range(2):
        wish_to_meet_others(relationship=cast.relationship, by=cast.organizer, at=NOW, id=uuid.uuid4())

    assert FollowUp.objects.get().step == "introduce"
