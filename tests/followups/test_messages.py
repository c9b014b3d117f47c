"""What goes out because of a follow-up: planned with what it is about, checked against the facts when due (b.6)."""

from dataclasses import replace
from datetime import date

import pytest
from icalendar import Calendar

from letstalk.campaigns.words import SetUpKind
from letstalk.commitments.domain.succeeding import set_up
from letstalk.commitments.models import Commitment
from letstalk.commitments.validators import Terms
from letstalk.commitments.words import Answer, OutcomeKind
from letstalk.followups import sweeps, timings
from letstalk.followups.domain import commitments as following
from letstalk.followups.domain.answers import hear_consent
from letstalk.followups.domain.contacts import log_contact
from letstalk.followups.domain.debrief import AskEntry, ConsentEntry
from letstalk.followups.domain.messages import (
    CONFIRMATION,
    EARLY_REMINDER,
    REMINDER,
    CannotReach,
    draft_post,
    draft_thank_you,
    send_thank_you,
)
from letstalk.followups.models import Contact, FollowUp
from letstalk.followups.queries import noted_about
from letstalk.followups.words import Channel, ContactKind
from letstalk.kit.refusal import NothingWritten
from letstalk.outbox import sweeps as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.words import NOT_YET_OUT, State
from letstalk.people.domain.consent import record_answer, stop_everything
from letstalk.people.queries.lists import mention_scope
from letstalk.people.words import Answer as ConsentAnswer
from letstalk.people.words import Purpose
from tests.moments import DAY, FIRM, HOUR, NOW, debriefed, held

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NOW + DAY + HOUR
THE_DAY_BEFORE = NOW + 11 * DAY + 8 * HOUR + HOUR / 2  # the commitment is on 14 March at 19:00 in Chicago
DUE = NOW + 12 * DAY + 9 * HOUR
YES_TO_REMINDERS = ConsentEntry(
    purpose=Purpose.REMINDERS, scope="email", answer=ConsentAnswer.GRANTED, words="May I remind you by email?"
)
YES = AskEntry(answer=Answer.YES, words="Will you bring two neighbours?", terms=FIRM)


@pytest.fixture
def post_office(settings, smtp_server):
    settings.LETSTALK_SMTP_URL = smtp_server.url
    settings.LETSTALK_MAIL_FROM = "organizers@example.org"
    return smtp_server


def go_round(at) -> None:
    """One round of the sweeps, in the order in which they run."""
    sweeps.run(at=at)
    outbox.run(at=at)
    sweeps.run(at=at)


def thanked(cast, **words) -> Message:
    item = FollowUp.objects.get(step=timings.THANK_YOU)
    words = {"subject": "Thank you", "body": "For the story about the bus."} | words
    return send_thank_you(item=item, by=cast.organizer, at=AFTER, **words)


def test_r048_a_thank_you_really_goes_out_and_only_then_is_the_follow_up_done(cast, post_office):
    held(cast)
    thanked(cast)
    before = FollowUp.objects.open().filter(step=timings.THANK_YOU).exists()

    go_round(AFTER)

    letter = post_office.letters[0]
    assert before is True
    assert letter.recipients == ("amina@example.org",)
    assert letter.message["Subject"] == "Thank you"
    assert letter.message["From"].addresses[0].display_name == cast.organizer.name
    assert letter.message["Reply-To"] == cast.organizer.email
    assert "For the story about the bus." in letter.text
    assert not FollowUp.objects.open().filter(step=timings.THANK_YOU).exists()
    assert Contact.objects.filter(kind=ContactKind.THANKS).count() == 1


def test_a_thank_you_written_twice_and_swept_often_goes_out_once(cast, post_office):
    held(cast)
    for _ in range(2):
        thanked(cast)

    for minute in range(3):
        go_round(AFTER + minute * HOUR / 60)

    assert len(post_office.letters) == 1


def test_r048_the_draft_leaves_room_for_something_specific_and_invents_nothing(cast):
    held(cast)
    item = FollowUp.objects.get(step=timings.THANK_YOU)

    draft, with_a_line = draft_thank_you(item), draft_thank_you(item, heard="Your first march stayed with me.")

    assert "What you said about …" in draft.body
    assert "Your first march stayed with me." in with_a_line.body


def test_r048_the_gap_of_a_draft_does_not_go_out(cast):
    held(cast)
    item = FollowUp.objects.get(step=timings.THANK_YOU)

    with pytest.raises(NothingWritten) as refusal:
        thanked(cast, body=draft_thank_you(item).body)

    assert refusal.value.errors == {"body": "Say what it was that stayed with you, or take that line out."}


def test_r048_what_a_draft_can_begin_with_is_what_the_organizer_noted_themselves(cast):
    debriefed(cast, common_ground="our mothers walked home", note="Her first march.")
    item = FollowUp.objects.select_related("set").get(step=timings.THANK_YOU)

    mine, a_lead_s = noted_about(cast.organizer, item), noted_about(cast.lead, item)

    assert [one.words for one in mine] == ["our mothers walked home", "Her first march."]
    assert a_lead_s == []


@pytest.mark.parametrize(
    ("answer", "platform", "is_named"),
    [
        (None, "instagram", False),
        ("refused", "instagram", False),
        ("granted", "instagram", True),
        ("granted", "facebook", False),
        ("granted", "", False),
    ],
)
def test_acceptance_3_without_permission_on_that_very_platform_a_post_names_nobody(cast, answer, platform, is_named):
    """R-049, R-052; what it ends with is R-050."""
    held(cast)
    if answer:
        record_answer(
            person=cast.person,
            chapter=cast.chapter,
            purpose=Purpose.MENTION,
            scope=mention_scope("instagram", "first_name"),
            answer=answer,
            how="call",
            words="May I name you on Instagram?",
            by=cast.organizer,
            at=AFTER,
        )

    post = draft_post(FollowUp.objects.get(step=timings.THANK_YOU), hashtag="#WhyWeResist", platform=platform)

    assert ("Amina" in post) is is_named
    assert "Okafor" not in post
    assert post.endswith("#WhyWeResist")


def test_a_thank_you_without_words_is_refused_beside_the_field(cast):
    held(cast)

    with pytest.raises(NothingWritten) as refusal:
        thanked(cast, subject=" ", body="")

    assert set(refusal.value.errors) == {"subject", "body"}


def test_l1_nothing_can_be_written_to_someone_who_said_stop(cast, post_office):
    held(cast)
    stop_everything(
        person=cast.person, chapter=cast.chapter, how="phone", words="Please stop.", by=cast.organizer, at=AFTER
    )

    with pytest.raises(CannotReach):
        thanked(cast)


def test_a_no_between_writing_and_sending_is_in_time(cast, post_office):
    held(cast)
    message = thanked(cast)
    stop_everything(
        person=cast.person, chapter=cast.chapter, how="phone", words="Please stop.", by=cast.organizer, at=AFTER
    )

    go_round(AFTER)

    message.refresh_from_db()
    assert (message.state, post_office.letters) == (State.WITHDRAWN, [])


def test_without_mail_set_up_messages_wait_and_nothing_is_lost(cast, settings):
    settings.LETSTALK_SMTP_URL = ""
    held(cast)
    message = thanked(cast)

    go_round(AFTER + 3 * DAY)

    message.refresh_from_db()
    assert (message.state, message.body) == (State.PLANNED, "For the story about the bus.")


def test_r053_with_a_yes_to_reminders_the_confirmation_goes_now_and_two_reminders_before_and_nothing_more(
    cast, post_office
):
    debriefed(cast, asks=(YES,), consents=(YES_TO_REMINDERS,))

    sent_by = {}
    for name, at in {
        "at once": AFTER,
        "six days before": DUE - 6 * DAY,
        "five days before": DUE - 5 * DAY,
        "two days before": DUE - 2 * DAY,
        "the day before": DUE - DAY,
        "an hour before": DUE - HOUR,
        "the day after": DUE + DAY,
    }.items():
        go_round(at)
        sent_by[name] = len(post_office.letters)

    assert list(sent_by.values()) == [1, 1, 2, 2, 3, 3, 3]
    assert dict(Message.objects.values_list("kind", "state")) == {
        CONFIRMATION: State.SENT,
        EARLY_REMINDER: State.SENT,
        REMINDER: State.SENT,
    }


def test_an_early_reminder_that_downtime_held_up_is_not_sent_late(cast, post_office):
    debriefed(cast, asks=(YES,), consents=(YES_TO_REMINDERS,))
    go_round(AFTER)

    go_round(DUE - 3 * DAY)
    go_round(DUE - DAY)

    assert len(post_office.letters) == 2
    assert Message.objects.get(kind=EARLY_REMINDER).state != State.SENT


def test_what_is_agreed_for_this_week_has_no_early_reminder(cast, post_office):
    soon = replace(FIRM, on=(AFTER + 6 * DAY).date())

    debriefed(cast, asks=(replace(YES, terms=soon),), consents=(YES_TO_REMINDERS,))

    assert not Message.objects.filter(kind=EARLY_REMINDER).exists()


def test_r028_c4_what_they_are_sent_says_how_it_works_and_the_plan_for_the_moment(cast, post_office):
    terms = replace(FIRM, if_then="If it is Saturday after supper, then I will knock at both doors.")
    debriefed(cast, asks=(replace(YES, terms=terms),), consents=(YES_TO_REMINDERS,))
    commitment = Commitment.objects.get()
    for kind, words in [(SetUpKind.DIRECTIONS, "Bus 14 to the library"), (SetUpKind.RIDE, "Rosa at 18:30")]:
        set_up(commitment=commitment, kind=kind, words=words, by=cast.organizer, at=AFTER)

    go_round(AFTER)

    text = post_office.letters[0].text
    for words in (terms.if_then, "How to get there: Bus 14 to the library", "A ride: Rosa at 18:30"):
        assert words in text


def test_b6_without_a_yes_the_organizer_confirms_and_reminds_at_the_same_moments(cast, post_office):
    debriefed(cast, asks=(YES,))

    due = {
        item.step: (Commitment.objects.get().due_at - item.due_at).days
        for item in FollowUp.objects.open().filter(about=Commitment.objects.get().pk)
    }

    assert due == {timings.CONFIRM: 10, timings.REMIND_EARLY: 5, timings.REMIND: 1}


def test_the_early_reminder_by_hand_leaves_the_one_of_the_day_before(cast, post_office):
    debriefed(cast, asks=(YES,))

    log_contact(
        relationship=cast.relationship,
        channel=Channel.CALL,
        kind=ContactKind.REMINDER,
        by=cast.organizer,
        at=THE_DAY_BEFORE - 4 * DAY,
    )

    left = FollowUp.objects.open().filter(about=Commitment.objects.get().pk)
    assert [item.step for item in left] == [timings.REMIND]


def test_r053_it_says_what_when_and_the_goal_with_a_calendar_file_and_is_neutral_outside(cast, post_office):
    debriefed(cast, asks=(YES,), consents=(YES_TO_REMINDERS,))

    go_round(AFTER)

    letter = post_office.letters[0]
    event = calendar_in(letter).walk("VEVENT")[0]
    for words in ("bring two neighbours", "Saturday 14 March, 19:00", "two come along"):
        assert words in letter.text
    assert event["DTSTART"].dt.isoformat() == "2026-03-15T00:00:00+00:00"
    assert cast.organization.name not in str(letter.message["Subject"])


def test_b6_without_a_yes_to_reminders_it_is_the_organizer_who_reminds(cast, post_office):
    debriefed(cast, asks=(YES,))

    go_round(AFTER)

    item = FollowUp.objects.open().get(step=timings.REMIND)
    assert post_office.letters == []
    assert item.organizer == cast.organizer


def test_a_reminder_by_hand_lapses_once_its_time_has_passed(cast, post_office):
    debriefed(cast, asks=(YES,))
    go_round(THE_DAY_BEFORE)
    on_the_day_before = FollowUp.objects.open().filter(step=timings.REMIND).count()

    go_round(NOW + 14 * DAY)

    assert on_the_day_before == 1
    assert not FollowUp.objects.open().filter(about=Commitment.objects.get().pk).exists()


def test_c3_once_let_go_it_is_taken_out_of_their_calendar_and_nothing_more_goes_out_about_it(cast, post_office):
    """RFC 5546, 3.2.5: the same UID, a higher SEQUENCE."""
    debriefed(cast, asks=(YES,), consents=(YES_TO_REMINDERS,))
    go_round(AFTER)

    following.release(commitment=Commitment.objects.get(), by=None, at=AFTER + DAY)
    go_round(AFTER + DAY)
    go_round(THE_DAY_BEFORE)

    asked, taken_back = (calendar_in(letter) for letter in post_office.letters)
    before, after = (calendar.walk("VEVENT")[0] for calendar in (asked, taken_back))
    assert (asked["METHOD"], taken_back["METHOD"], after["STATUS"]) == ("PUBLISH", "CANCEL", "CANCELLED")
    assert (after["UID"], after["DTSTART"].dt) == (before["UID"], before["DTSTART"].dt)
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert "that is all right" in post_office.letters[1].text
    assert Message.objects.get(kind=REMINDER).state == State.WITHDRAWN


def calendar_in(letter) -> Calendar:
    file = next(part for part in letter.message.walk() if part.get_content_type() == "text/calendar")
    return Calendar.from_ical(file.get_content())


def test_what_never_went_out_is_in_no_calendar_and_let_go_without_a_word(cast, post_office):
    debriefed(cast, asks=(YES,), consents=(YES_TO_REMINDERS,))

    following.release(commitment=Commitment.objects.get(), by=None, at=AFTER)
    go_round(AFTER)

    assert post_office.letters == []


def test_moved_to_no_day_yet_it_leaves_the_calendar_and_comes_back_with_its_day(cast, post_office):
    debriefed(cast, asks=(YES,), consents=(YES_TO_REMINDERS,))
    go_round(AFTER)
    someday = Terms(FIRM.what, FIRM.goal, None)

    renewed = following.agree_anew(
        commitment=Commitment.objects.get(), terms=someday, by=cast.organizer, at=AFTER + DAY
    )
    go_round(AFTER + DAY)
    following.fill_in(commitment=renewed, terms=replace(FIRM, what="", goal=""), by=cast.organizer, at=AFTER + 2 * DAY)
    go_round(AFTER + 2 * DAY)

    files = [calendar_in(letter) for letter in post_office.letters]
    assert [file["METHOD"] for file in files] == ["PUBLISH", "CANCEL", "PUBLISH"]
    events = [file.walk("VEVENT")[0] for file in files]
    assert len({event["UID"] for event in events}) == 1
    assert sorted({int(event["SEQUENCE"]) for event in events}) == [int(event["SEQUENCE"]) for event in events]


def test_a_moved_day_is_confirmed_and_reminded_of_anew_and_the_old_one_never(cast, post_office):
    debriefed(cast, asks=(YES,), consents=(YES_TO_REMINDERS,))
    go_round(AFTER)

    following.move_day(commitment=Commitment.objects.get(), terms=replace(FIRM, on=date(2026, 3, 21)), at=AFTER + DAY)
    go_round(AFTER + DAY)
    go_round(THE_DAY_BEFORE)

    assert len(post_office.letters) == 2
    assert "21 March" in post_office.letters[-1].text
    assert FollowUp.objects.open().filter(step=timings.MOVED).count() == 1


def test_a_yes_taken_back_before_the_day_stops_the_reminder(cast, post_office):
    debriefed(cast, asks=(YES,), consents=(YES_TO_REMINDERS,))
    go_round(AFTER)
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.REMINDERS,
        scope="email",
        answer=ConsentAnswer.WITHDRAWN,
        how="phone",
        words="No more, please.",
        by=cast.organizer,
        at=AFTER + DAY,
    )

    go_round(THE_DAY_BEFORE)

    assert len(post_office.letters) == 1


def test_b6_a_yes_taken_back_takes_what_waits_back_at_once_and_the_organizer_reminds(cast, post_office):
    debriefed(cast, asks=(YES,), consents=(YES_TO_REMINDERS,))
    go_round(AFTER)

    for _time in range(2):
        said_no(cast, Purpose.REMINDERS)

    waiting = Message.objects.filter(recipient=cast.person.pk, state__in=NOT_YET_OUT)
    steps = FollowUp.objects.open().filter(step__in=(timings.REMIND_EARLY, timings.REMIND))
    assert not waiting.exists()
    assert sorted(steps.values_list("step", flat=True)) == sorted((timings.REMIND_EARLY, timings.REMIND))
    assert steps.get(step=timings.REMIND).due_at == DUE - DAY


def test_b6_a_no_to_personal_messages_takes_the_written_thank_you_back_and_no_reminder(cast, post_office):
    debriefed(cast, asks=(YES,), consents=(YES_TO_REMINDERS,))
    message = thanked(cast)

    said_no(cast, Purpose.PERSONAL)

    message.refresh_from_db()
    reminders = Message.objects.filter(recipient=cast.person.pk, kind=REMINDER)
    assert (message.state, message.problem) == (State.WITHDRAWN, "refused")
    assert [one.state for one in reminders] == [State.PLANNED]
    assert FollowUp.objects.open().filter(step=timings.THANK_YOU).exists()


def said_no(cast, purpose: Purpose) -> None:
    hear_consent(
        person=cast.person,
        chapter=cast.chapter,
        purpose=purpose,
        scope="email",
        answer=ConsentAnswer.WITHDRAWN,
        how="phone",
        words="No more, please.",
        by=cast.organizer,
        at=AFTER + HOUR,
    )


def test_a_reminder_is_useless_once_the_time_has_passed(cast, post_office):
    debriefed(cast, asks=(YES,), consents=(YES_TO_REMINDERS,))
    go_round(AFTER)

    go_round(NOW + 20 * DAY)  # after a week of downtime

    assert len(post_office.letters) == 1


def test_settled_early_it_needs_no_reminder(cast, post_office):
    debriefed(cast, asks=(YES,), consents=(YES_TO_REMINDERS,))
    go_round(AFTER)
    following.record_outcome(
        commitment=Commitment.objects.get(), kind=OutcomeKind.DONE, by=cast.organizer, at=AFTER + DAY
    )

    go_round(THE_DAY_BEFORE)

    assert len(post_office.letters) == 1
