"""Reminders as texts through the gateway: with a yes to that, in the hours of whoever gets them, and never twice."""

import uuid
from datetime import timedelta

import pytest

from letstalk.commitments.words import Answer
from letstalk.followups import sweeps, timings
from letstalk.followups.domain.debrief import AskEntry, ConsentEntry
from letstalk.followups.domain.messages import CONFIRMATION, REMINDER
from letstalk.followups.models import FollowUp
from letstalk.kit import clock
from letstalk.outbox import texting
from letstalk.outbox.domain.gateways import set_gateway
from letstalk.outbox.gateways import text_gateway
from letstalk.outbox.models import Message
from letstalk.outbox.words import Channel, State
from letstalk.people.domain.consent import record_answer
from letstalk.people.words import Answer as ConsentAnswer
from letstalk.people.words import Purpose
from tests.moments import DAY, FIRM, HOUR, NOW, agree_on, debriefed, planned
from tests.support.gateway import TextOffice

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NOW + DAY + HOUR
YES = AskEntry(answer=Answer.YES, words="Will you bring two neighbours?", terms=FIRM)
YES_TO_TEXTS = ConsentEntry(
    purpose=Purpose.REMINDERS, scope="text", answer=ConsentAnswer.GRANTED, words="May I remind you by text?"
)


@pytest.fixture
def texts():
    office = TextOffice()
    made = text_gateway(api=office.url, account="AC0123", token="a secret token", sender="+12025550199")
    set_gateway(made, by=None, at=NOW)
    yield office
    office.end()


def go_round(at) -> None:
    sweeps.run(at=at)
    texting.run(at=at)


def local_hour(cast, at) -> int:
    return clock.local(at, cast.chapter.zone).hour


def test_b6_who_said_yes_to_texts_gets_the_confirmation_as_one(cast, texts):
    debriefed(cast, asks=[YES], consents=[YES_TO_TEXTS])

    go_round(AFTER)
    go_round(AFTER + HOUR)

    [text] = texts.texts
    assert text["To"] == "+12025550143"
    assert "bring two neighbours" in text["Body"]
    assert text["Body"].endswith("Answer STOP for no more texts.")
    assert set(Message.objects.values_list("channel", flat=True)) == {Channel.TEXT}


def test_b6_without_a_yes_to_texts_the_organizer_reminds_by_hand(cast, texts):
    debriefed(cast, asks=[YES])

    go_round(AFTER)

    assert texts.texts == []
    assert FollowUp.objects.open().filter(step=timings.REMIND).exists()


def test_b1_the_day_before_whoever_said_yes_to_texts_is_asked_by_one_and_can_answer_by_one(cast, texts):
    starts = NOW + 3 * DAY + 3 * HOUR
    agree_on(planned(cast), cast, starts_at=starts)
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.REMINDERS,
        scope="text",
        answer=ConsentAnswer.GRANTED,
        how="debrief",
        words="May I remind you by text?",
        by=cast.organizer,
        at=NOW,
    )

    go_round(starts - DAY)
    go_round(starts - DAY + HOUR)

    [text] = texts.texts
    assert "Does that still suit you?" in text["Body"]
    assert "Or just answer this text." in text["Body"]
    assert not FollowUp.objects.open().filter(step=timings.RECONFIRM).exists()


def test_without_a_gateway_they_are_the_organizers_to_give(cast):
    debriefed(cast, asks=[YES], consents=[YES_TO_TEXTS])

    assert not Message.objects.exists()
    assert FollowUp.objects.open().filter(step=timings.REMIND).exists()


def test_a_text_waits_for_the_morning_of_whoever_gets_it(cast, texts):
    debriefed(cast, asks=[YES], consents=[YES_TO_TEXTS])
    late = next(AFTER + HOUR * n for n in range(24) if local_hour(cast, AFTER + HOUR * n) == 22)

    go_round(late)

    message = Message.objects.get(kind=CONFIRMATION)
    assert texts.texts == []
    assert message.state == State.PLANNED
    assert local_hour(cast, message.due_at) == 8
    assert late < message.due_at < late + DAY

    go_round(message.due_at)

    assert len(texts.texts) == 1


def test_what_would_leave_after_nine_in_the_evening_is_not_released_shortly_before(cast, texts):
    debriefed(cast, asks=[YES], consents=[YES_TO_TEXTS])
    evening = next(AFTER + HOUR * n for n in range(24) if local_hour(cast, AFTER + HOUR * n) == 20)
    on_the_hour = evening.replace(minute=0, second=0, microsecond=0)

    go_round(on_the_hour + timedelta(minutes=50))

    assert texts.texts == []


def test_a_reminder_by_text_is_taken_back_when_the_commitment_is_let_go(cast, texts):
    from letstalk.commitments.models import Commitment
    from letstalk.followups.domain.commitments import release

    debriefed(cast, asks=[YES], consents=[YES_TO_TEXTS])

    release(commitment=Commitment.objects.get(), by=None, at=AFTER)

    assert Message.objects.get(kind=REMINDER).state == State.WITHDRAWN
    assert uuid.UUID(str(Message.objects.get(kind=REMINDER).recipient)) == cast.person.pk
