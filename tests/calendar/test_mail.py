"""Calendar files that go out by themselves, as they come over the wire (R-022; RFC 5546, 6047)."""

import pytest

from letstalk.meetings import sweeps
from letstalk.meetings.domain.calendar_mail import FILE, OFF
from letstalk.meetings.domain.schedule import call_off
from letstalk.meetings.words import Side
from letstalk.outbox.models import Message
from letstalk.outbox.words import State
from letstalk.people.domain.consent import record_answer, stop_everything
from letstalk.people.words import Answer, Purpose
from letstalk.stewardship.domain.erase import erase_person
from tests.calendar.letters import ORGANIZER, PERSON, file_in, go_round, letters_to
from tests.moments import DAY, HOUR, NOW, agree_on, planned, scheduled

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_agreed_time_goes_to_both_as_a_file_to_accept(cast, agreed_to_reminders, post_office):
    meeting = scheduled(cast)

    go_round()

    [letter] = letters_to(post_office, PERSON)
    calendar, event = file_in(letter)
    assert calendar["METHOD"] == "REQUEST"
    assert event["UID"] == f"{meeting.pk}@letstalk"
    assert event["SEQUENCE"] == 0
    assert event["DTSTART"].dt == NOW + DAY
    assert event["DTEND"].dt == NOW + DAY + 45 * HOUR / 60
    assert event["ATTENDEE"] == f"mailto:{PERSON}"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert event["ORGANIZER"] == f"mailto:{ORGANIZER}"
    assert event["ORGANIZER"].params["SENT-BY"] == "mailto:talk@example.org"
    assert len(letters_to(post_office, ORGANIZER)) == 1


def test_the_file_stands_beside_the_words_and_once_more_as_an_attachment(cast, agreed_to_reminders, post_office):
    """RFC 6047: mixed(alternative(text, calendar), application/ics)."""
    scheduled(cast)

    go_round()

    [letter] = letters_to(post_office, PERSON)
    mixed = letter.message
    alternative, file = mixed.iter_parts()
    assert mixed.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in alternative.iter_parts()] == ["text/plain", "text/calendar"]
    assert file.get_content_type() == "application/ics"
    assert file.get_filename() == "our-conversation.ics"


def test_subject_summary_and_file_name_say_nothing(cast, agreed_to_reminders, post_office):
    scheduled(cast, reason="Ask her to lead the rent strike")

    go_round()

    [letter] = letters_to(post_office, PERSON)
    _calendar, event = file_in(letter)
    assert letter.message["Subject"] == event["SUMMARY"] == "Our conversation"
    assert "rent strike" not in letter.raw.decode()


def test_the_organizers_own_copy_does_not_name_the_person(cast, agreed_to_reminders, post_office):
    scheduled(cast)

    go_round()

    [letter] = letters_to(post_office, ORGANIZER)
    calendar, event = file_in(letter)
    assert event["SUMMARY"] == "1:1"
    assert event["ATTENDEE"] == f"mailto:{ORGANIZER}"
    assert "Amina" not in calendar.to_ical().decode()
    assert PERSON not in calendar.to_ical().decode()


def test_a_moved_time_has_the_same_uid_and_a_raised_sequence(cast, agreed_to_reminders, post_office):
    """I-4"""
    meeting = scheduled(cast)
    go_round()

    agree_on(meeting, cast, starts_at=NOW + 2 * DAY, at=NOW + HOUR)
    go_round(NOW + HOUR)

    first, second = (file_in(letter)[1] for letter in letters_to(post_office, PERSON))
    assert first["UID"] == second["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert second["DTSTART"].dt == NOW + 2 * DAY
    assert second["DTSTAMP"].dt > first["DTSTAMP"].dt


def test_what_is_called_off_leaves_both_calendars(cast, agreed_to_reminders, post_office):
    meeting = scheduled(cast)
    go_round()

    call_off(meeting=meeting, whose=Side.PERSON, by=cast.organizer, at=NOW + HOUR)
    go_round(NOW + HOUR)

    for address in (PERSON, ORGANIZER):
        asked, off = (file_in(letter) for letter in letters_to(post_office, address))
        assert off[0]["METHOD"] == "CANCEL"
        assert off[1]["STATUS"] == "CANCELLED"
        assert off[1]["UID"] == asked[1]["UID"]
        assert off[1]["SEQUENCE"] == 1


def test_a_time_agreed_after_calling_off_is_later_than_the_calling_off(cast, agreed_to_reminders, post_office):
    meeting = scheduled(cast)
    go_round()
    call_off(meeting=meeting, whose=Side.PERSON, by=cast.organizer, at=NOW + HOUR)
    go_round(NOW + HOUR)

    agree_on(meeting, cast, starts_at=NOW + 3 * DAY, at=NOW + 2 * HOUR)
    go_round(NOW + 2 * HOUR)

    sequences = [file_in(letter)[1]["SEQUENCE"] for letter in letters_to(post_office, PERSON)]
    assert sequences == [0, 1, 2]


def test_a_time_moved_before_its_file_went_out_is_not_sent(cast, agreed_to_reminders, post_office):
    meeting = scheduled(cast)
    sweeps.plan_files(at=NOW)
    agree_on(meeting, cast, starts_at=NOW + 2 * DAY, at=NOW)

    go_round()

    [letter] = letters_to(post_office, PERSON)
    assert file_in(letter)[1]["DTSTART"].dt == NOW + 2 * DAY


def test_nothing_is_called_off_in_calendars_that_never_heard_of_it(cast, agreed_to_reminders, post_office):
    meeting = scheduled(cast)
    call_off(meeting=meeting, whose=Side.PERSON, by=cast.organizer, at=NOW + HOUR)

    go_round(NOW + HOUR)

    assert post_office.letters == []


def test_without_a_yes_to_reminders_nothing_goes_to_the_person(cast, post_office):
    """b.6: automatic messages need a yes; the organizer's own copy goes all the same."""
    scheduled(cast)

    go_round()
    go_round(NOW + HOUR)

    assert letters_to(post_office, PERSON) == []
    assert len(letters_to(post_office, ORGANIZER)) == 1
    assert Message.objects.get(kind=FILE).state == State.WITHDRAWN


def test_who_asked_not_to_be_contacted_hears_of_nothing_any_more(cast, agreed_to_reminders, post_office):
    """L-1"""
    meeting = scheduled(cast)
    go_round()
    assert len(letters_to(post_office, PERSON)) == 1
    stop_everything(
        person=cast.person, chapter=cast.chapter, how="call", words="Please stop.", by=cast.organizer, at=NOW
    )

    call_off(meeting=meeting, whose=Side.PERSON, by=cast.organizer, at=NOW + HOUR)
    go_round(NOW + HOUR)

    assert len(letters_to(post_office, PERSON)) == 1
    assert not Message.objects.filter(kind=OFF, state=State.SENT).exists()


def test_each_side_reads_the_time_on_their_own_clock_which_is_named(cast, agreed_to_reminders, post_office):
    cast.person.zone = "America/New_York"
    cast.person.save()
    scheduled(cast)

    go_round()

    [to_person] = letters_to(post_office, PERSON)
    [to_organizer] = letters_to(post_office, ORGANIZER)
    assert "10:00 (New York time)" in to_person.text
    assert "09:00 (Chicago time)" in to_organizer.text


def test_answers_go_where_they_are_handed_in_when_there_is_such_a_mailbox(
    cast, agreed_to_reminders, post_office, settings
):
    settings.LETSTALK_REPLIES_TO = "answers@example.org"
    scheduled(cast)

    go_round()

    [letter] = letters_to(post_office, PERSON)
    assert file_in(letter)[1]["ORGANIZER"] == "mailto:answers@example.org"


def test_after_forgetting_somebody_no_calendar_mail_says_where_they_met(cast, agreed_to_reminders, post_office):
    """b.1, Erased: the organizer's own copy too."""
    scheduled(cast)
    go_round()
    assert [message for message in Message.objects.all() if "Rosewater" in message.body]

    erase_person(person=cast.person, by=cast.organizer, at=NOW + HOUR)

    assert [(message.body, message.attachments) for message in Message.objects.all()] == [("", None)] * 2


def test_rounds_of_the_sweep_send_each_file_once(cast, agreed_to_reminders, post_office):
    scheduled(cast)

    for _round in range(3):
        go_round()

    assert len(post_office.letters) == 2


def test_no_one_on_one_means_no_file(cast, agreed_to_reminders, post_office):
    planned(cast)

    go_round()

    assert post_office.letters == []


def consent_to_details(cast, answer: str) -> None:
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.CALENDAR_DETAILS,
        answer=answer,
        how="own page",
        words="My calendar may say whom I meet",
        by=None,
        at=NOW,
    )


def test_b6_with_their_yes_their_calendar_says_whom_they_meet_and_nobody_elses_does(
    cast, agreed_to_reminders, post_office
):
    consent_to_details(cast, Answer.GRANTED)
    scheduled(cast)

    go_round()

    [letter], [own] = letters_to(post_office, PERSON), letters_to(post_office, ORGANIZER)
    assert file_in(letter)[1]["SUMMARY"] == "One-on-one with Rosa Marin, Riverside"
    assert letter.message["Subject"] == "One-on-one with Rosa Marin, Riverside"
    assert "our-conversation.ics" in letter.message.as_string()
    assert file_in(own)[1]["SUMMARY"] == own.message["Subject"] == "1:1"


def test_b6_taken_back_the_next_file_says_nothing_again(cast, agreed_to_reminders, post_office):
    consent_to_details(cast, Answer.GRANTED)
    consent_to_details(cast, Answer.WITHDRAWN)
    scheduled(cast)

    go_round()

    [letter] = letters_to(post_office, PERSON)
    assert file_in(letter)[1]["SUMMARY"] == letter.message["Subject"] == "Our conversation"
