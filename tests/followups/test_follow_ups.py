"""Follow-up (R-045 to R-064, b.4, b.5): the set, the three obligations, contacts, I-9 and L-1 to L-4."""

import uuid
from datetime import date, timedelta

import pytest

from letstalk.commitments.models import Commitment, Promise
from letstalk.commitments.words import Answer, OutcomeKind
from letstalk.followups import timings
from letstalk.followups.domain import closing, items
from letstalk.followups.domain import commitments as following
from letstalk.followups.domain.contacts import log_contact
from letstalk.followups.domain.debrief import (
    AskEntry,
    ConsentEntry,
    DebriefEntry,
    HeldEntry,
    NextEntry,
    PromiseEntry,
    debrief,
)
from letstalk.followups.domain.hold import mark_held
from letstalk.followups.models import Contact, FollowUp, FollowUpResult, FollowUpSet, Timing
from letstalk.followups.queries import late_count, may_suggest_an_ask, today_page, warmth
from letstalk.followups.sweeps import heal_missing_sets
from letstalk.followups.words import SERVES, Channel, ContactKind, End, Kind, Warmth
from letstalk.guides.words import MeetingKind
from letstalk.kit.clock import LocalTime
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.meetings.domain.hold import hold as hold_row
from letstalk.meetings.models import Meeting
from letstalk.meetings.words import State
from letstalk.people.domain.consent import stop_everything
from letstalk.people.models import Membership
from letstalk.people.queries import may_reach
from letstalk.people.words import Answer as ConsentAnswer
from letstalk.people.words import Purpose, Stage
from tests.moments import DAY, FIRM, HOUR, NOW, debriefed, held, planned, scheduled

pytestmark = pytest.mark.django_db
AFTER = NOW + DAY + HOUR


def open_steps() -> set[str]:
    return set(FollowUp.objects.open().values_list("step", flat=True))


def test_acceptance_2_held_creates_the_five_kinds_all_owned_by_the_organizer(cast):
    held(cast)

    made = FollowUp.objects.all()

    assert {item.kind for item in made} == {
        Kind.GRATITUDE,
        Kind.REINFORCE,
        Kind.KEEP_PROMISE,
        Kind.DEEPEN,
        Kind.BEYOND_TEAM,
    }
    assert {item.organizer for item in made} == {cast.organizer}


def test_r045_every_kind_serves_the_relationship_or_the_action():
    assert {SERVES[kind] for kind in Kind} == {End.RELATIONSHIP, End.ACTION}


def test_b4_the_timings_are_defaults_a_chapter_can_change(cast):
    Timing.objects.create(chapter=cast.chapter, step=timings.CHECK_IN, hours=14 * 24)

    held(cast)

    due = dict(FollowUp.objects.values_list("step", "due_at"))
    assert due[timings.THANK_YOU] == NOW + DAY + 48 * HOUR
    assert due[timings.CHECK_IN] == NOW + 15 * DAY


def test_i5_a_held_meeting_that_a_crash_left_without_its_set_is_healed_once(cast):
    meeting = scheduled(cast)
    hold_row(meeting=meeting, began_at=NOW + DAY, by=cast.organizer, at=AFTER)  # as if cut off right after

    healed = [heal_missing_sets(at=AFTER), heal_missing_sets(at=AFTER)]

    assert healed == [1, 0]
    assert FollowUpSet.objects.count() == 1


def test_i9_refusing_notes_fits_with_every_state(cast):
    no_notes = ConsentEntry(purpose=Purpose.KEEP_NOTES, answer=ConsentAnswer.REFUSED, words="May I keep notes?")
    meeting = debriefed(cast, consents=(no_notes,), asks=(AskEntry(answer=Answer.YES, words="Come?", terms=FIRM),))
    following.record_outcome(
        commitment=Commitment.objects.get(), kind=OutcomeKind.DONE, by=cast.organizer, at=NOW + 20 * DAY
    )
    items.settle_steps(
        meeting=meeting, steps=(timings.THANK_YOU, timings.CHECK_IN), by=cast.organizer, at=NOW + 20 * DAY
    )

    closing.close(meeting=meeting, by=cast.organizer, at=NOW + 21 * DAY)

    assert meeting.state == State.CLOSED


def test_r017_a_vague_yes_becomes_a_follow_up_that_closes_when_the_gap_does(cast):
    debriefed(cast, asks=(AskEntry(answer=Answer.YES, words="Will you help?"),))
    before = open_steps()

    following.fill_in(commitment=Commitment.objects.get(), terms=FIRM, by=cast.organizer, at=AFTER + DAY)

    assert timings.SETTLE_DETAILS in before
    assert timings.SETTLE_DETAILS not in open_steps()


def test_r046_what_was_not_agreed_or_promised_needs_no_seeing_through(cast):
    debriefed(cast)

    assert open_steps() == {timings.THANK_YOU, timings.CHECK_IN, timings.BEYOND_TEAM}


def test_r046_a_meeting_closes_when_thanked_seen_through_and_deepened_and_not_before(cast):
    meeting = debriefed(
        cast,
        asks=(AskEntry(answer=Answer.YES, words="Come?", terms=FIRM),),
        promises=(PromiseEntry(words="the childcare list"),),
    )
    with pytest.raises(closing.StillOpen) as refusal:
        closing.close(meeting=meeting, by=cast.organizer, at=AFTER)

    log_contact(
        relationship=cast.relationship, channel=Channel.LETTER, kind=ContactKind.THANKS, by=cast.organizer, at=AFTER
    )
    following.keep_promise(promise=Promise.objects.get(), by=cast.organizer, at=AFTER)
    following.record_outcome(
        commitment=Commitment.objects.get(), kind=OutcomeKind.DONE, by=cast.organizer, at=NOW + 20 * DAY
    )
    check_in = FollowUp.objects.open().get(step=timings.CHECK_IN)
    items.waive(item=check_in, because="They are resting until May.", by=cast.organizer, at=NOW + 20 * DAY)

    assert closing.may_be_closed(meeting) is True
    assert str(refusal.value) == (
        "Before it can be closed: thank them, see their commitment through, keep your promise, check in with them."
    )


def test_leaving_something_out_needs_a_reason(cast):
    held(cast)

    with pytest.raises(NothingWritten):
        items.waive(item=FollowUp.objects.first(), because=" ", by=cast.organizer, at=AFTER)


def test_a_follow_up_is_done_once(cast):
    held(cast)
    item = FollowUp.objects.first()
    items.do(item=item, by=cast.organizer, at=AFTER)

    with pytest.raises(items.AlreadyDone):
        items.do(item=item, by=cast.organizer, at=AFTER)

    assert FollowUpResult.objects.count() == 1


def test_b5_someone_met_once_is_connected_and_someone_who_did_one_thing_participates(cast):
    debriefed(cast, asks=(AskEntry(answer=Answer.YES, words="Come?", terms=FIRM),))
    membership = Membership.objects.get(person=cast.person, chapter=cast.chapter)
    met = membership.stage

    following.record_outcome(
        commitment=Commitment.objects.get(), kind=OutcomeKind.DONE, by=cast.organizer, at=NOW + 20 * DAY
    )

    membership.refresh_from_db()
    assert (met, membership.stage) == (Stage.CONNECTED, Stage.PARTICIPATING)


def test_r090_r094_the_next_one_on_one_is_made_on_the_spot(cast):
    when = LocalTime(on=date(2026, 3, 17), at=FIRM.time, zone=cast.chapter.zone)
    first = debriefed(cast, next=NextEntry(when=when, minutes=45, kind=MeetingKind.DEBRIEF, place_words="her kitchen"))

    following_one = Meeting.objects.get(grew_from=first)

    assert following_one.state == State.SCHEDULED


def test_acceptance_5_choosing_news_without_consent_adds_nobody_to_a_list(cast, asks):
    news = asks[4]

    debriefed(cast, asks=(AskEntry(answer=Answer.YES, ask=news),))

    assert Commitment.objects.count() == 0  # a consent, when it is given, and nothing to do
    assert may_reach(cast.person, Purpose.LIST, "email", at=AFTER).may is False


def test_acceptance_7_a_promise_due_tomorrow_outranks_any_ask_on_today(cast):
    debriefed(cast, promises=(PromiseEntry(words="the bus timetable", due_on=date(2026, 3, 4)),))

    page = today_page(cast.organizer, at=AFTER)

    assert [promise.words for promise in page.due_promises] == ["the bus timetable"]


def test_late_promises_are_counted_and_come_first(cast):
    debriefed(cast, promises=(PromiseEntry(words="the bus timetable", due_on=date(2026, 3, 4)),))

    page = today_page(cast.organizer, at=NOW + 9 * DAY)

    assert [promise.words for promise in page.late_promises] == ["the bus timetable"]
    assert late_count(cast.organizer, at=NOW + 9 * DAY) == 1


def test_l1_do_not_contact_overrides_everything(cast):
    stop_everything(
        person=cast.person, chapter=cast.chapter, how="phone", words="Please stop.", by=cast.organizer, at=NOW
    )

    reaches = [may_reach(cast.person, purpose, "email", at=NOW + DAY) for purpose in Purpose]

    assert {reach.may for reach in reaches} == {False}


def test_l1_today_suggests_nobody_who_asked_not_to_be_contacted(cast):
    Membership.objects.filter(person=cast.person).update(stage=Stage.CONNECTED)
    log_contact(
        relationship=cast.relationship, channel=Channel.CALL, kind=ContactKind.NON_ASK, by=cast.organizer, at=NOW
    )
    suggested = today_page(cast.organizer, at=NOW + 60 * DAY).check_ins

    stop_everything(
        person=cast.person, chapter=cast.chapter, how="phone", words="Please stop.", by=cast.organizer, at=NOW + DAY
    )

    assert [one.relationship for one in suggested] == [cast.relationship]
    assert today_page(cast.organizer, at=NOW + 60 * DAY).check_ins == []


@pytest.mark.parametrize(
    ("kinds", "may"),
    [
        ("ask ask", True),  # a third contact is not looked at yet
        ("ask ask ask", False),  # the fourth is
        ("non_ask non_ask non_ask", True),
        ("non_ask non_ask non_ask ask", False),
        ("non_ask non_ask thanks non_ask ask", True),
        ("non_ask thanks meeting ask non_ask ask", False),
        ("ask ask non_ask non_ask non_ask thanks meeting non_ask", True),  # only the last six count
        ("reminder ask non_ask non_ask reminder non_ask thanks reminder", True),  # reminders do not count
    ],
)
def test_l2_at_most_one_contact_in_three_is_an_ask_and_only_suggestions_change(cast, kinds, may):
    for day, kind in enumerate(kinds.split()):
        log_contact(
            relationship=cast.relationship,
            channel=Channel.CALL,
            kind=ContactKind(kind),
            by=cast.organizer,
            at=NOW + day * DAY,
        )

    assert may_suggest_an_ask(cast.relationship) is may
    recorded = log_contact(
        relationship=cast.relationship, channel=Channel.CALL, kind=ContactKind.ASK, by=cast.organizer, at=NOW + 9 * DAY
    )
    assert recorded.pk is not None


def test_l3_nobody_is_suggested_merely_to_move_a_number(cast):
    Membership.objects.filter(person=cast.person).update(stage=Stage.RESTING)
    log_contact(
        relationship=cast.relationship, channel=Channel.CALL, kind=ContactKind.NON_ASK, by=cast.organizer, at=NOW
    )

    page = today_page(cast.organizer, at=NOW + 400 * DAY)

    assert page.check_ins == []


def test_r064_what_is_only_when_possible_is_never_late(cast):
    held(cast)

    item = FollowUp.objects.get(step=timings.BEYOND_TEAM)

    assert item.when_possible is True
    assert late_count(cast.organizer, at=NOW + 400 * DAY) == 0


def test_any_real_contact_resets_the_rhythm(cast):
    for day, channel in ((0, Channel.MET), (40, Channel.TEXT)):
        log_contact(
            relationship=cast.relationship,
            channel=channel,
            kind=ContactKind.NON_ASK,
            by=cast.organizer,
            at=NOW + day * DAY,
        )
    Membership.objects.filter(person=cast.person).update(stage=Stage.CONNECTED)

    quiet_before = today_page(cast.organizer, at=NOW + 41 * DAY).check_ins

    assert quiet_before == []


@pytest.mark.parametrize(
    ("days", "every", "word"),
    [
        (10, 28, Warmth.FRESH),
        (30, 28, Warmth.DUE),
        (50, 28, Warmth.COOLING),
        (60, 28, Warmth.QUIET),
        (500, None, Warmth.FRESH),
    ],
)
def test_b5_warmth_is_measured_against_the_cadence(days, every, word):
    assert warmth(days, every=every) == word


def test_a_contact_logged_twice_under_one_id_is_one(cast):
    one = uuid.uuid4()
    for _ in range(2):
        log_contact(
            relationship=cast.relationship,
            channel=Channel.CALL,
            kind=ContactKind.THANKS,
            by=cast.organizer,
            at=NOW,
            id=one,
        )

    assert Contact.objects.count() == 1


def test_holding_is_refused_whole_when_the_moment_is_wrong(cast):
    with pytest.raises(Refused):
        mark_held(meeting=planned(cast), began_at=NOW, by=cast.organizer, at=NOW + timedelta(hours=1))

    assert FollowUpSet.objects.count() == 0


def test_a_debrief_implies_that_it_was_held(cast):
    meeting = scheduled(cast)

    debrief(
        meeting=meeting,
        entry=DebriefEntry(id=uuid.uuid4(), held=HeldEntry(began_at=NOW + DAY, minutes=40)),
        by=cast.organizer,
        at=AFTER,
    )

    assert meeting.state == State.DEBRIEFED
    assert FollowUpSet.objects.count() == 1
