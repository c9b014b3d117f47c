"""The day before a one-on-one, and when someone did not come (b.1, b.6, I-4)."""

from datetime import UTC, datetime, time, timedelta

import pytest

from letstalk.commitments.models import Promise
from letstalk.followups import sweeps, timings
from letstalk.followups.domain.before import RECONFIRM, ask_at, confirm, did_not_come, said_slot
from letstalk.followups.domain.relationships import hand_over
from letstalk.followups.models import FollowUp, FollowUpResult
from letstalk.kit import clock
from letstalk.meetings.domain import schedule
from letstalk.meetings.models import Meeting, Slot
from letstalk.meetings.words import Side, State
from letstalk.outbox import sweeps as outbox
from letstalk.outbox.models import Message
from letstalk.people.domain.consent import record_answer, stop_everything
from letstalk.people.domain.relationships import end, take_on
from letstalk.people.models import Person
from letstalk.people.queries import in_text_hours
from letstalk.people.words import Answer, Purpose
from tests.moments import DAY, HOUR, NOW, agree_on, planned

pytestmark = pytest.mark.django_db(transaction=True)
# On Thursday at noon in Chicago, agreed on Monday morning.
STARTS = NOW + 3 * DAY + 3 * HOUR
DAY_BEFORE = STARTS - DAY


@pytest.fixture
def post_office(settings, smtp_server):
    settings.LETSTALK_SMTP_URL = smtp_server.url
    settings.LETSTALK_MAIL_FROM = "organizers@example.org"
    return smtp_server


@pytest.fixture
def agreed(cast) -> Meeting:
    meeting = planned(cast)
    agree_on(meeting, cast, starts_at=STARTS)
    return meeting


def says_yes_to_reminders(cast, scope: str = "email") -> None:
    answers(cast, Answer.GRANTED, scope=scope, at=NOW)


def answers(cast, answer: Answer, *, scope: str = "email", at) -> None:
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.REMINDERS,
        scope=scope,
        answer=answer,
        how="debrief",
        words="May I remind you?",
        by=cast.organizer,
        at=at,
    )


def go_round(at) -> None:
    sweeps.run(at=at)
    outbox.run(at=at)


def questions(post_office) -> list:
    return [letter for letter in post_office.letters if "Does that still suit you?" in letter.text]


def to_ask():
    return FollowUp.objects.open().filter(step=timings.RECONFIRM)


def test_b1_the_day_before_the_person_is_asked_once_by_the_channel_they_agreed_to(cast, agreed, post_office):
    says_yes_to_reminders(cast)

    go_round(DAY_BEFORE - HOUR)
    before = len(questions(post_office))
    for minute in range(3):
        go_round(DAY_BEFORE + minute * HOUR / 60)

    (letter,) = questions(post_office)
    assert before == 0
    assert letter.message["Subject"] == "Our conversation"
    assert letter.message["Reply-To"] == cast.organizer.email
    assert "Thursday 5 March, 12:00, Rosewater Café" in letter.text
    assert "/meet/" in letter.text
    assert not to_ask().exists()


def test_b6_without_their_yes_the_organizer_texts_or_calls(cast, agreed, post_office):
    go_round(DAY_BEFORE)
    go_round(DAY_BEFORE + HOUR)

    assert questions(post_office) == []
    assert to_ask().get().about == agreed.pk


def test_b6_a_yes_to_texts_is_no_yes_to_emails_the_organizer_texts_from_their_own_phone(cast, agreed, post_office):
    says_yes_to_reminders(cast, "text")

    go_round(DAY_BEFORE)

    assert questions(post_office) == []
    assert to_ask().count() == 1


def test_a_yes_taken_back_before_it_went_out_makes_it_the_organizers(cast, agreed, post_office):
    says_yes_to_reminders(cast)
    sweeps.ask_the_day_before(at=DAY_BEFORE)
    answers(cast, Answer.WITHDRAWN, at=DAY_BEFORE)

    go_round(DAY_BEFORE)

    assert questions(post_office) == []
    assert to_ask().count() == 1


@pytest.mark.parametrize("stopped_at", [NOW, DAY_BEFORE])
def test_l1_nobody_asks_whoever_said_stop_neither_by_email_nor_by_hand(cast, agreed, post_office, stopped_at):
    says_yes_to_reminders(cast)
    if stopped_at == DAY_BEFORE:
        sweeps.ask_the_day_before(at=DAY_BEFORE)
    stop_everything(
        person=cast.person, chapter=cast.chapter, how="phone", words="Stop.", by=cast.organizer, at=stopped_at
    )

    go_round(DAY_BEFORE + HOUR / 60)

    assert questions(post_office) == []
    assert not to_ask().exists()


def test_without_mail_it_is_the_organizers_to_ask(cast, agreed):
    says_yes_to_reminders(cast)

    go_round(DAY_BEFORE)

    assert to_ask().count() == 1
    assert not Message.objects.filter(kind=RECONFIRM).exists()


def test_what_was_agreed_within_the_last_day_is_not_asked_about(cast):
    meeting = planned(cast)
    agree_on(meeting, cast, starts_at=NOW + 20 * HOUR)

    go_round(NOW + HOUR)

    assert not to_ask().exists()


def test_b1_no_answer_calls_nothing_off_and_the_item_goes_when_the_time_has_come(cast, agreed):
    go_round(DAY_BEFORE)
    asked = to_ask().count()

    go_round(STARTS + HOUR)

    assert asked == 1
    assert not to_ask().exists()
    assert Meeting.objects.get().state == State.SCHEDULED


def test_who_has_confirmed_is_not_asked_and_nobody_need_ask(cast, agreed):
    go_round(DAY_BEFORE)

    confirm(meeting=agreed, by=cast.organizer, at=DAY_BEFORE + HOUR)
    go_round(DAY_BEFORE + 2 * HOUR)

    assert FollowUpResult.objects.get().kind == "done"
    assert not to_ask().exists()


def test_i4_a_moved_one_on_one_is_asked_about_anew_before_its_new_time(cast, agreed):
    go_round(DAY_BEFORE)
    agree_on(agreed, cast, starts_at=STARTS + 7 * DAY, at=DAY_BEFORE + HOUR)

    go_round(DAY_BEFORE + 2 * HOUR)
    between = to_ask().count()
    go_round(DAY_BEFORE + 7 * DAY)

    assert between == 0
    assert to_ask().count() == 1
    assert Slot.objects.filter(meeting=agreed).count() == 2


def test_a_question_that_waits_is_taken_back_when_the_time_is_moved(cast, agreed, post_office):
    says_yes_to_reminders(cast)
    sweeps.ask_the_day_before(at=DAY_BEFORE)
    agree_on(agreed, cast, starts_at=STARTS + 7 * DAY, at=DAY_BEFORE)

    go_round(DAY_BEFORE)

    assert questions(post_office) == []
    assert Message.objects.get(kind=RECONFIRM).state == "withdrawn"


# --- the hours are the recipient's ---


@pytest.mark.parametrize(
    ("zone", "utc_hour", "asked"),
    [
        ("America/Chicago", 18, "12:00"),  # noon there: as it is
        ("America/Los_Angeles", 15, "08:00"),  # 7:00 there, and 9:00 at the organizer's
        ("Pacific/Auckland", 15, "08:00"),  # 4:00 on the next day there
        ("Europe/Berlin", 22, "20:00"),  # 23:00 there, and 16:00 at the organizer's
        ("Asia/Kathmandu", 15, "20:45"),
        ("Asia/Kolkata", 16, "20:00"),  # 21:30 there
    ],
)
def test_the_hours_of_asking_are_the_recipients_and_not_the_organizers(cast, zone, utc_hour, asked):
    Person.objects.filter(pk=cast.person.pk).update(zone=zone)
    person = Person.objects.get(pk=cast.person.pk)

    chosen = in_text_hours(person, datetime(2026, 3, 4, utc_hour, 0, tzinfo=UTC))

    assert f"{clock.local(chosen, zone):%H:%M}" == asked
    assert time(8) <= clock.local(chosen, zone).time() < time(21)


@pytest.mark.parametrize("zone", ["America/Havana", "Australia/Lord_Howe", "Africa/Casablanca", "America/Phoenix"])
def test_every_hour_of_a_year_becomes_an_hour_one_may_text_in(cast, zone):
    person = Person(zone=zone, chapter=cast.chapter, name="Amina")
    first = datetime(2026, 1, 1, tzinfo=UTC)

    chosen = [in_text_hours(person, first + timedelta(hours=hour)) for hour in range(0, 365 * 24, 5)]

    assert {time(8) <= clock.local(one, zone).time() < time(21) for one in chosen} == {True}


def test_one_who_lives_elsewhere_is_asked_in_their_day_and_told_their_own_time(cast, agreed, post_office):
    says_yes_to_reminders(cast)
    Person.objects.filter(pk=cast.person.pk).update(zone="Asia/Tokyo")  # the one-on-one is at 3:00 there
    slot = Slot.objects.select_related("meeting__person__chapter", "place").get()

    asked_at = ask_at(slot)
    go_round(asked_at - HOUR / 60)
    too_early = len(questions(post_office))
    go_round(asked_at)

    assert clock.local(asked_at, "Asia/Tokyo").time() == time(8)
    assert too_early == 0
    assert said_slot(slot) == "Friday 6 March, 03:00 (Tokyo time), Rosewater Café"
    assert said_slot(slot) in questions(post_office)[0].text


# --- someone did not come ---


def test_i4_the_organizers_own_absence_is_a_broken_promise(cast, agreed):
    did_not_come(meeting=agreed, whose=Side.ORGANIZER, by=cast.organizer, at=STARTS + HOUR)

    promise = Promise.objects.get()
    assert promise.words == "Make good that I did not come"
    assert promise.is_late(clock.local_day(STARTS + DAY, cast.chapter.zone))
    assert FollowUp.objects.open().filter(step=timings.REBOOK).count() == 1


@pytest.mark.parametrize("whose", [Side.PERSON, Side.BOTH])
def test_i4_another_absence_is_no_promise_of_the_organizer(cast, agreed, whose):
    did_not_come(meeting=agreed, whose=whose, by=cast.organizer, at=STARTS + HOUR)

    assert not Promise.objects.exists()
    assert FollowUp.objects.open().get(step=timings.REBOOK).about == agreed.pk


def test_a_new_time_settles_what_was_to_be_found(cast, agreed):
    did_not_come(meeting=agreed, whose=Side.PERSON, by=cast.organizer, at=STARTS + HOUR)
    agree_on(agreed, cast, starts_at=STARTS + 5 * DAY, at=STARTS + 2 * HOUR)

    go_round(STARTS + 2 * HOUR)

    assert not FollowUp.objects.open().filter(step=timings.REBOOK).exists()
    assert Meeting.objects.get().state == State.SCHEDULED


def test_too_early_nobody_is_missing(cast, agreed):
    with pytest.raises(schedule.NotYet):
        did_not_come(meeting=agreed, whose=Side.ORGANIZER, by=cast.organizer, at=STARTS - HOUR)

    assert not Promise.objects.exists()


def test_a_new_organizer_does_not_inherit_what_was_about_the_first_ones_one_on_one(cast, agreed):
    did_not_come(meeting=agreed, whose=Side.PERSON, by=cast.organizer, at=STARTS + HOUR)
    end(relationship=cast.relationship, by=cast.organizer, at=STARTS + DAY)
    new = take_on(person=cast.person, chapter=cast.chapter, organizer=cast.founder, by=cast.organizer, at=STARTS + DAY)

    hand_over(from_=cast.relationship, to=new, commitments=[], by=cast.organizer, at=STARTS + DAY)

    assert not FollowUp.objects.open().exists()
