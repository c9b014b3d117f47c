"""The meeting's machine (b.1): what may follow what, and the sentence where it may not."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from letstalk.followups.domain.hold import mark_held, take_back_held
from letstalk.followups.models import Contact, FollowUp, FollowUpSet
from letstalk.guides.words import MeetingKind
from letstalk.journal.models import Entry
from letstalk.kit.clock import LocalTime
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.meetings.domain import hold, invite, plan, prepare, schedule
from letstalk.meetings.domain.moves import RelationshipOver, WrongMoment
from letstalk.meetings.models import Meeting, Slot
from letstalk.meetings.words import Mode, Purpose, Reply, Side, State, Use
from letstalk.outbox.words import Channel
from letstalk.people.domain.relationships import end
from tests.moments import DAY, HOUR, NOW, agree_on, held, planned, scheduled

pytestmark = pytest.mark.django_db


def state(meeting: Meeting) -> State:
    return Meeting.objects.with_state().get(pk=meeting.pk).state


def test_a_name_and_a_reason_are_an_idea(cast):
    meeting = planned(cast, reason="She signed up at the march.")

    assert state(meeting) == State.IDEA


@pytest.mark.parametrize(
    ("kind", "use", "purpose"),
    [
        (MeetingKind.INTRODUCTORY, Use.NEWCOMER, Purpose.ABOUT_US),
        (MeetingKind.LEADERSHIP, Use.LEADERS, Purpose.PLAN),
        (MeetingKind.DEBRIEF, Use.KEEPING_UP, Purpose.DEBRIEF),
    ],
)
def test_r011_r014_the_kind_proposes_its_use_and_purpose(cast, kind, use, purpose):
    meeting = planned(cast, kind=kind)

    assert (meeting.use, meeting.purpose) == (use, purpose)


def test_planning_under_one_id_twice_makes_one_meeting(cast):
    first = planned(cast)

    again = planned(cast, id=first.pk)

    assert again == first
    assert Meeting.objects.count() == 1


def test_nothing_new_is_planned_with_someone_no_longer_in_touch(cast):
    end(relationship=cast.relationship, by=cast.organizer, at=NOW)
    cast.relationship.refresh_from_db()

    with pytest.raises(RelationshipOver):
        planned(cast, at=NOW + DAY)


def test_r023_an_invitation_tells_of_the_ask_when_one_is_carried(cast, asks):
    meeting = planned(cast)
    prepare.choose_asks(meeting=meeting, asks=asks[:2], by=cast.organizer, at=NOW)

    sent = invite.invite(meeting=meeting, channel=Channel.TEXT, words="Coffee?", by=cast.organizer, at=NOW)

    assert sent.tells_of_ask is True
    assert state(meeting) == State.INVITED


@pytest.mark.parametrize(("answer", "after"), [(Reply.DECLINED, State.DECLINED), (Reply.NO_ANSWER, State.NO_ANSWER)])
def test_a_no_leaves_the_door_open_for_another_invitation(cast, answer, after):
    meeting = planned(cast)
    invite.invite(meeting=meeting, channel=Channel.CALL, words="", by=cast.organizer, at=NOW)

    invite.hear_no(meeting=meeting, answer=answer, by=cast.organizer, at=NOW + HOUR)

    assert state(meeting) == after
    invite.invite(meeting=meeting, channel=Channel.CALL, words="", by=cast.organizer, at=NOW + 30 * DAY)
    assert state(meeting) == State.INVITED


def test_i3_scheduled_needs_a_day_a_time_a_length_and_a_place_or_channel(cast):
    meeting = planned(cast)

    with pytest.raises(NothingWritten) as nothing_at_all:
        schedule.agree(meeting=meeting, when=None, minutes=0, by=cast.organizer, at=NOW)
    with pytest.raises(NothingWritten) as no_reason:
        agree_on(meeting, cast, mode=Mode.PHONE, place_words="")

    assert set(nothing_at_all.value.errors) == {"on", "minutes", "place_words"}
    assert set(no_reason.value.errors) == {"mode_reason"}
    assert Slot.objects.count() == 0


def test_i3_the_database_too_refuses_a_face_to_face_slot_without_a_place(cast):
    slot = agree_on(planned(cast), cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.filter(pk=slot.pk).update(place_words=b"", place=None)


def test_i3_purpose_is_asked_for_and_not_required(cast):
    meeting = planned(cast)
    plan.describe(meeting=meeting, use="", purpose="", reason="", by=cast.organizer, at=NOW)

    agree_on(meeting, cast)

    assert state(meeting) == State.SCHEDULED


def test_i4_rescheduling_keeps_one_meeting_with_a_history(cast):
    meeting = scheduled(cast)
    schedule.confirm(meeting=meeting, by=cast.organizer, at=NOW)

    agree_on(meeting, cast, starts_at=NOW + 2 * DAY)

    assert Meeting.objects.count() == 1
    assert [slot.superseded_at is None for slot in Slot.objects.order_by("at", "starts_at")] == [False, True]
    assert state(meeting) == State.SCHEDULED  # a confirmation of the earlier time says nothing about this one


def test_i4_a_no_show_records_who_did_not_come(cast):
    meeting = scheduled(cast)

    no_show = schedule.did_not_happen(meeting=meeting, whose=Side.ORGANIZER, by=cast.organizer, at=NOW + DAY + HOUR)

    assert no_show.whose == Side.ORGANIZER
    assert state(meeting) == State.NO_SHOW


def test_a_no_show_cannot_be_said_before_the_time(cast):
    meeting = scheduled(cast)

    with pytest.raises(schedule.NotYet):
        schedule.did_not_happen(meeting=meeting, whose=Side.PERSON, by=cast.organizer, at=NOW + HOUR)


def test_called_off_it_can_be_agreed_again(cast):
    meeting = scheduled(cast)

    schedule.call_off(meeting=meeting, whose=Side.PERSON, by=cast.organizer, at=NOW + HOUR)
    after_calling_off = state(meeting)
    agree_on(meeting, cast, at=NOW + 2 * HOUR)

    assert (after_calling_off, state(meeting)) == (State.CANCELLED, State.SCHEDULED)


def test_i5_the_follow_up_set_is_made_once_however_often_it_is_toggled(cast):
    meeting = held(cast)
    first = FollowUpSet.objects.get()

    for hour in (2, 3):
        take_back_held(meeting=meeting, by=cast.organizer, at=NOW + DAY + hour * HOUR)
        mark_held(meeting=meeting, began_at=NOW + DAY, by=cast.organizer, at=NOW + DAY + hour * HOUR)

    assert FollowUpSet.objects.get() == first
    assert FollowUp.objects.count() == 5
    assert Contact.objects.count() == 1


def test_i5_a_meeting_taken_back_is_not_a_contact(cast):
    meeting = held(cast)

    take_back_held(meeting=meeting, by=cast.organizer, at=NOW + DAY + HOUR)

    assert Contact.objects.count() == 0
    assert state(meeting) == State.SCHEDULED


def test_i7_a_one_on_one_cut_short_was_held_with_its_planned_and_its_actual_length(cast):
    meeting = scheduled(cast)

    row = mark_held(
        meeting=meeting, began_at=NOW + DAY, minutes=12, was_cut_short=True, by=cast.organizer, at=NOW + DAY + HOUR
    )

    assert (Slot.objects.get().minutes, row.minutes, row.was_cut_short) == (45, 12, True)


def test_i8_no_state_requires_any_words(cast):
    meeting = held(cast)

    hold.write_up(meeting=meeting, by=cast.organizer, at=NOW + DAY + 2 * HOUR)

    assert state(meeting) == State.DEBRIEFED


def test_r015_a_talk_nobody_planned_can_be_held_from_the_idea_and_a_planned_one_cannot(cast):
    unplanned, intended = planned(cast, is_spontaneous=True), planned(cast)

    mark_held(meeting=unplanned, began_at=NOW - HOUR, by=cast.organizer, at=NOW)

    assert state(unplanned) == State.HELD
    with pytest.raises(WrongMoment):
        mark_held(meeting=intended, began_at=NOW - HOUR, by=cast.organizer, at=NOW)


def test_what_lies_ahead_cannot_have_been_held(cast):
    meeting = scheduled(cast)

    with pytest.raises(schedule.NotYet):
        mark_held(meeting=meeting, began_at=NOW + DAY, by=cast.organizer, at=NOW)


IMPOSSIBLE = {
    "confirm an idea": (planned, lambda m, by: schedule.confirm(meeting=m, by=by, at=NOW)),
    "call off an idea": (planned, lambda m, by: schedule.call_off(meeting=m, whose=Side.PERSON, by=by, at=NOW)),
    "hear a no to nothing": (planned, lambda m, by: invite.hear_no(meeting=m, answer=Reply.DECLINED, by=by, at=NOW)),
    "write up what was not held": (scheduled, lambda m, by: hold.write_up(meeting=m, by=by, at=NOW)),
    "take back what was not held": (scheduled, lambda m, by: hold.take_back(meeting=m, by=by, at=NOW)),
    "invite to what is agreed": (
        scheduled,
        lambda m, by: invite.invite(meeting=m, channel=Channel.TEXT, words="", by=by, at=NOW),
    ),
    "drop what is agreed": (scheduled, lambda m, by: plan.drop(meeting=m, by=by, at=NOW)),
    "close what is not written up": (held, lambda m, by: hold.close(meeting=m, by=by, at=NOW)),
    "call off what was held": (held, lambda m, by: schedule.call_off(meeting=m, whose=Side.BOTH, by=by, at=NOW)),
}


@pytest.mark.parametrize("attempt", IMPOSSIBLE)
def test_an_impossible_step_is_refused_with_a_sentence_and_changes_nothing(cast, attempt):
    make, step = IMPOSSIBLE[attempt]
    meeting = make(cast)
    before, lines = state(meeting), Entry.objects.count()

    with pytest.raises(WrongMoment) as refusal:
        step(meeting, cast.organizer)

    assert str(refusal.value).endswith(".")
    assert cast.person.first_name in str(refusal.value)
    assert (state(meeting), Entry.objects.count()) == (before, lines)


def test_every_step_is_a_line_of_the_journal_with_who_and_when(cast):
    meeting = scheduled(cast)
    schedule.confirm(meeting=meeting, by=cast.organizer, at=NOW + HOUR)

    lines = Entry.objects.filter(about=meeting.pk).order_by("at", "kind")

    assert [(line.kind, line.by, line.at) for line in lines] == [
        ("meeting.planned", cast.organizer.pk, NOW),
        ("meeting.scheduled", cast.organizer.pk, NOW),
        ("meeting.confirmed", cast.organizer.pk, NOW + HOUR),
    ]


@pytest.mark.parametrize(
    ("local_day", "starts_utc"),
    [
        ((2026, 3, 7), (2026, 3, 8, 0, 0)),  # the evening before New York's clocks go forward
        ((2026, 3, 8), (2026, 3, 8, 23, 0)),  # that evening
        ((2026, 10, 31), (2026, 10, 31, 23, 0)),  # the evening before they go back
        ((2026, 11, 1), (2026, 11, 2, 0, 0)),
    ],
)
def test_seven_in_the_evening_stays_seven_across_both_clock_changes(cast, local_day, starts_utc):
    when = LocalTime(on=date(*local_day), at=time(19, 0), zone="America/New_York")

    slot = schedule.agree(
        meeting=planned(cast), when=when, minutes=45, place_words="Library", by=cast.organizer, at=NOW
    )

    assert slot.starts_at == datetime(*starts_utc, tzinfo=UTC)
    assert slot.zone == "America/New_York"


def test_an_hour_the_clock_jumps_over_is_refused_with_a_sentence(cast):
    when = LocalTime(on=date(2026, 3, 8), at=time(2, 30), zone="America/New_York")

    with pytest.raises(NothingWritten) as refusal:
        schedule.agree(meeting=planned(cast), when=when, minutes=45, place_words="Café", by=cast.organizer, at=NOW)

    assert set(refusal.value.errors) == {"at"}


def test_r029_more_than_four_asks_cannot_be_carried(cast, asks):
    with pytest.raises(Refused):
        prepare.choose_asks(meeting=planned(cast), asks=asks[:5], by=cast.organizer, at=NOW)


def test_at_least_a_minute_apart_the_newest_word_decides(cast):
    meeting = planned(cast)
    plan.drop(meeting=meeting, by=cast.organizer, at=NOW + HOUR)
    dropped = state(meeting)
    invite.invite(
        meeting=meeting, channel=Channel.TEXT, words="", by=cast.organizer, at=NOW + HOUR + timedelta(minutes=1)
    )

    assert (dropped, state(meeting)) == (State.DROPPED, State.INVITED)
