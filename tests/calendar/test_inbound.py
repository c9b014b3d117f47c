"""Answers of calendar programs, handed in as mail: each changes its own one-on-one or nothing (RFC 5546, 3.2.3)."""

import io
import sys
from datetime import timedelta
from email.message import EmailMessage

import pytest
from icalendar import Calendar

from letstalk.journal.models import Entry
from letstalk.meetings import sweeps
from letstalk.meetings.domain.replies import Heard, hear_mail
from letstalk.meetings.domain.rhythms import begin_rhythm, plan_next_turns
from letstalk.meetings.domain.schedule import standing_slot
from letstalk.meetings.models import CalendarReply, CalledOff, Confirmed, Rhythm, RhythmTurn
from letstalk.meetings.queries import calendar_notices, entry_of
from letstalk.meetings.words import CalendarAnswer, Side, State
from letstalk.ops.commands import inbound
from tests.factories import a_person, relationship_of
from tests.moments import DAY, HOUR, NOW, agree_on, planned, scheduled

pytestmark = pytest.mark.django_db
AMINA, ROSA = "amina@example.org", "rosa@example.org"


def answer(
    meeting,
    partstat: str = "ACCEPTED",
    *,
    attendee: str = AMINA,
    sender: str = "",
    method: str = "REPLY",
    sequence: int = 0,
    message_id: str = "<1@mail.example.org>",
    starts_at=NOW + DAY,
    broken: tuple[str, str] = ("", ""),
) -> bytes:
    """The mail as a calendar program makes it."""
    text = "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//A calendar program//EN",
            f"METHOD:{method}",
            "BEGIN:VEVENT",
            f"UID:{meeting.pk}@letstalk",
            f"SEQUENCE:{sequence}",
            "DTSTAMP:20260302T160000Z",
            f"DTSTART:{starts_at:%Y%m%dT%H%M%SZ}",
            f"ATTENDEE;PARTSTAT={partstat};CN=Amina:MAILTO:{attendee}",
            "ORGANIZER:mailto:rosa@example.org",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )
    assert broken[0] in text
    text = text.replace(*broken) if broken[0] else text
    mail = EmailMessage()
    mail["From"] = f"Amina <{sender or attendee}>"
    mail["To"] = ROSA
    mail["Subject"] = "Accepted: Our conversation"
    mail["Message-ID"] = message_id
    mail.set_content("Amina has answered.")
    mail.add_alternative(text.encode(), maintype="text", subtype="calendar", params={"method": method})
    return mail.as_bytes()


def test_a_no_calls_the_one_on_one_off_from_their_side(cast):
    meeting = scheduled(cast)

    heard = hear_mail(answer(meeting, "DECLINED"), at=NOW + HOUR)

    assert heard.has_counted
    assert meeting.state == State.CANCELLED
    assert CalledOff.objects.get().whose == Side.PERSON


def test_a_yes_two_days_before_or_later_confirms(cast):
    meeting = scheduled(cast)

    hear_mail(answer(meeting), at=NOW + HOUR)

    assert meeting.state == State.CONFIRMED


def test_a_yes_long_before_is_noted_and_confirms_nothing(cast):
    """b.1: confirmed is who reconfirmed shortly before."""
    meeting = planned(cast)
    agree_on(meeting, cast, starts_at=NOW + 9 * DAY)

    hear_mail(answer(meeting), at=NOW + HOUR)

    assert CalendarReply.objects.get().answer == CalendarAnswer.ACCEPTED
    assert meeting.state == State.SCHEDULED


def test_perhaps_and_another_time_are_put_before_the_organizer(cast):
    meeting = scheduled(cast)
    another = NOW + 3 * DAY

    hear_mail(answer(meeting, "TENTATIVE"), at=NOW + HOUR)
    hear_mail(
        answer(meeting, method="COUNTER", message_id="<2@mail.example.org>", starts_at=another), at=NOW + 2 * HOUR
    )

    [news] = calendar_notices(cast.organizer, at=NOW + 3 * HOUR).news
    assert (news.answer, news.proposed_at) == (CalendarAnswer.COUNTER, another)
    assert meeting.state == State.SCHEDULED


def test_news_go_once_another_time_is_agreed(cast):
    meeting = scheduled(cast)
    hear_mail(answer(meeting, "DECLINED"), at=NOW + HOUR)
    assert len(calendar_notices(cast.organizer, at=NOW + 2 * HOUR).news) == 1

    agree_on(meeting, cast, starts_at=NOW + 4 * DAY, at=NOW + 3 * HOUR)

    assert calendar_notices(cast.organizer, at=NOW + 4 * HOUR).news == []


@pytest.mark.parametrize(
    ("attendee", "sender"),
    [
        ("stranger@example.org", "stranger@example.org"),
        (AMINA, "stranger@example.org"),
        ("stranger@example.org", AMINA),
    ],
)
def test_an_answer_from_another_address_changes_nothing_and_says_so(cast, attendee, sender):
    meeting = scheduled(cast)

    heard = hear_mail(answer(meeting, "DECLINED", attendee=attendee, sender=sender), at=NOW + HOUR)

    assert not heard.has_counted
    assert "another address" in heard.sentence
    assert meeting.state == State.SCHEDULED
    assert not CalendarReply.objects.exists()
    assert Entry.objects.filter(kind="meeting.calendar_reply_refused", about=meeting.pk).exists()


def test_somebody_else_we_know_cannot_answer_for_them(cast):
    meeting = scheduled(cast)
    other = a_person(cast.organizer, cast.chapter, "Bo Lindgren", email="bo@example.org")
    other_meeting = planned(cast)
    agree_on(other_meeting, cast, starts_at=NOW + 2 * DAY)
    assert relationship_of(other, cast.organizer)

    heard = hear_mail(answer(meeting, "DECLINED", attendee="bo@example.org"), at=NOW + HOUR)

    assert not heard.has_counted
    assert meeting.state == other_meeting.state == State.SCHEDULED


def test_the_same_mail_twice_counts_once(cast):
    meeting = scheduled(cast)
    mail = answer(meeting, "DECLINED")
    hear_mail(mail, at=NOW + HOUR)
    agree_on(meeting, cast, starts_at=NOW + 4 * DAY, at=NOW + 2 * HOUR)

    again = hear_mail(mail, at=NOW + 3 * HOUR)

    assert not again.has_counted
    assert meeting.state == State.SCHEDULED
    assert CalendarReply.objects.count() == 1


def test_an_answer_to_a_time_that_was_moved_is_noted_and_changes_nothing(cast):
    meeting = scheduled(cast)
    agree_on(meeting, cast, starts_at=NOW + 2 * DAY, at=NOW + HOUR)

    heard = hear_mail(answer(meeting, "DECLINED", sequence=0), at=NOW + 2 * HOUR)

    assert not heard.has_counted
    assert meeting.state == State.SCHEDULED
    assert CalendarReply.objects.get().slot is None


def test_the_organizers_own_no_is_shown_to_them_and_calls_nothing_off(cast):
    meeting = scheduled(cast)

    hear_mail(answer(meeting, "DECLINED", attendee=ROSA), at=NOW + HOUR)

    assert meeting.state == State.SCHEDULED
    [news] = calendar_notices(cast.organizer, at=NOW + 2 * HOUR).news
    assert news.whose == Side.ORGANIZER


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b"From: a@example.org\n\nhello", b"x" * (1024 * 1024 + 1)])
def test_what_is_no_answer_changes_nothing_and_says_so(cast, raw):
    scheduled(cast)

    heard = hear_mail(raw, at=NOW + HOUR)

    assert heard == Heard(False, "This is no answer of a calendar to one of our one-on-ones. Nothing was changed.")


@pytest.mark.parametrize(
    "broken",
    [
        ("@letstalk", "@elsewhere"),
        ("PARTSTAT=DECLINED", "PARTSTAT=DELEGATED"),
        ("SEQUENCE:0", "SEQUENCE:many"),
        ("METHOD:REPLY", "METHOD:REQUEST"),
        ("END:VEVENT", "BEGIN:VEVENT"),
        ("ATTENDEE;PARTSTAT=DECLINED;CN=Amina:MAILTO:amina@example.org", "COMMENT:no"),
    ],
)
def test_a_broken_answer_changes_nothing(cast, broken):
    meeting = scheduled(cast)

    heard = hear_mail(answer(meeting, "DECLINED", broken=broken), at=NOW + HOUR)

    assert not heard.has_counted
    assert meeting.state == State.SCHEDULED


def test_the_answer_to_our_very_own_file_is_understood(cast):
    """What we write is what comes back: UID and SEQUENCE of the file, after a change of time."""
    meeting = scheduled(cast)
    agree_on(meeting, cast, starts_at=NOW + 1.5 * DAY, at=NOW + HOUR)
    entry = entry_of(standing_slot(meeting))
    assert entry.sequence == 1

    heard = hear_mail(answer(meeting, sequence=entry.sequence, starts_at=entry.starts_at), at=NOW + 2 * HOUR)

    assert heard.has_counted
    assert Confirmed.objects.count() == 1


def test_the_command_reads_a_mail_and_says_one_sentence(cast, monkeypatch, capsys):
    meeting = planned(cast)
    agree_on(meeting, cast, starts_at=NOW + timedelta(days=4000))
    stdin = io.TextIOWrapper(io.BytesIO(answer(meeting, "TENTATIVE")))
    monkeypatch.setattr(sys, "stdin", stdin)

    code = inbound.run(None)

    assert code == 0
    assert capsys.readouterr().out == "The answer was noted and is put before the organizer.\n"


def test_our_reader_of_answers_and_our_writer_agree_on_the_uid(cast):
    slot = standing_slot(scheduled(cast))

    [event] = Calendar.from_ical(_published(slot)).walk("VEVENT")

    assert event["UID"] == f"{slot.meeting_id}@letstalk"


def _published(slot) -> str:
    from letstalk.meetings.queries import calendar_file

    return calendar_file(slot)


# --- answers to a rhythm ---


@pytest.fixture
def turn(cast) -> RhythmTurn:
    """The next of a weekly rhythm, which both have in their calendars as one entry that repeats."""
    first = scheduled(cast)
    begin_rhythm(meeting=first, every_weeks=1, by=cast.organizer, at=NOW)
    plan_next_turns(at=NOW + 3 * DAY)
    sweeps.run(at=NOW + 3 * DAY)
    return RhythmTurn.objects.get(is_apart=False)


def answer_to(turn: RhythmTurn, partstat: str, *, instead_of=None) -> bytes:
    day = f"RECURRENCE-ID:{instead_of:%Y%m%dT%H%M%SZ}\r\nSEQUENCE:" if instead_of else "SEQUENCE:"
    return answer(turn.file, partstat, broken=("SEQUENCE:", day))


def test_a_no_to_one_of_a_rhythm_calls_that_one_off_and_no_other(cast, turn):
    slot = standing_slot(turn.meeting)

    heard = hear_mail(answer_to(turn, "DECLINED", instead_of=slot.starts_at), at=NOW + 4 * DAY)

    assert heard.has_counted
    assert turn.meeting.state == State.CANCELLED
    assert Rhythm.objects.filter(ended_at__isnull=True).count() == 1


def test_a_no_to_the_whole_rhythm_is_put_before_the_organizer_and_ends_nothing(cast, turn):
    heard = hear_mail(answer_to(turn, "DECLINED"), at=NOW + 4 * DAY)

    assert "It answers the whole rhythm." in heard.sentence
    assert turn.meeting.state == State.SCHEDULED
    [news] = calendar_notices(cast.organizer, at=NOW + 4 * DAY).news
    assert (news.meeting_id, news.answer) == (turn.meeting_id, CalendarAnswer.DECLINED)


def test_an_answer_to_a_day_the_rhythm_does_not_have_yet_changes_nothing(cast, turn):
    heard = hear_mail(answer_to(turn, "DECLINED", instead_of=NOW + 90 * DAY), at=NOW + 4 * DAY)

    assert heard == Heard(False, "There is no such one-on-one here. Nothing was changed.")
