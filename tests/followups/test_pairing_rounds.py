"""A round of who could talk with whom: from the facts of a chapter to drafts that each organizer looks at."""

import uuid
from datetime import date, time, timedelta
from itertools import pairwise

import pytest

from letstalk.followups.domain.pairing import (
    Changed,
    Finished,
    NotThen,
    draft_invitations,
    let_decide,
    let_go,
    move,
    propose_round,
    set_brings,
    solve_again,
)
from letstalk.followups.models import FollowUp, Pairing, PairingRound
from letstalk.followups.sweeps import run
from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten
from letstalk.meetings.domain import invite
from letstalk.meetings.domain.availability import HoursWish, set_hours
from letstalk.meetings.models import Invitation, Meeting
from letstalk.outbox.models import Message
from letstalk.outbox.words import Channel
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.said import write_down
from letstalk.people.domain.tags import tag
from letstalk.people.models import Relationship
from letstalk.people.words import Answer, Purpose, SaidKind, TagKind
from tests.factories import a_person, a_role, a_user
from tests.moments import DAY, NOW, planned

pytestmark = pytest.mark.django_db

MONDAY, SUNDAY = date(2026, 3, 9), date(2026, 3, 15)
EVENINGS = [(day, "17:00", "20:00") for day in range(5)]


def can_be_met(user, cast, *, most: int = 5, weekly=EVENINGS):
    wish = HoursWish(zone=cast.chapter.zone, weekly=weekly, most_per_week=most, place_words="Library")
    set_hours(organizer=user, wish=wish, at=NOW)
    return user


@pytest.fixture
def lena(cast):
    """A second organizer of the chapter, who can be met."""
    return can_be_met(a_role(a_user("Lena Bright", email="lena@example.org"), cast.chapter), cast)


@pytest.fixture
def week(cast, lena):
    """A round of the coming week, with a newcomer of each kind: the organizer's own, and nobody's yet."""
    can_be_met(cast.organizer, cast)
    a_person(cast.lead, cast.chapter, "Ben Ito", own=False)
    return a_round(cast)


def a_round(cast, **more) -> PairingRound:
    what = {"chapter": cast.chapter, "first_on": MONDAY, "last_on": SUNDAY, "minutes": 45, "id": uuid.uuid4()} | more
    return propose_round(**what, by=cast.lead, at=NOW)


def of(round, name: str) -> Pairing:
    return Pairing.objects.select_related("round__chapter", "organizer", "person").get(round=round, person__name=name)


def refuse(person, cast) -> None:
    record_answer(
        person=person,
        chapter=cast.chapter,
        purpose=Purpose.CONTACT,
        answer=Answer.REFUSED,
        how="said",
        words="no",
        by=cast.organizer,
        at=NOW,
    )


def test_l4_whoever_is_somebodys_own_stays_theirs_and_the_others_are_shared_out(cast, lena, week):
    assert of(week, "Amina Okafor").organizer == cast.organizer
    assert of(week, "Ben Ito").organizer == lena
    assert week.objective == week.bound


def test_what_an_organizer_brings_decides_between_equals(cast, lena):
    can_be_met(cast.organizer, cast)
    ben = a_person(cast.lead, cast.chapter, "Ben Ito", own=False)
    tag(person=ben, chapter=cast.chapter, kind=TagKind.ISSUE, name="Night buses", by=cast.lead, at=NOW)
    set_brings(organizer=cast.organizer, languages=["en"], issues=["night  buses"], at=NOW)

    pairing = of(a_round(cast), "Ben Ito")

    assert pairing.organizer == cast.organizer
    assert ["issue", "night buses"] in pairing.reasons


def test_whoever_said_when_they_are_free_is_met_then_or_left_out_for_that(cast, lena):
    can_be_met(cast.organizer, cast)
    said = {SaidKind.TIME: ["2 evening"], SaidKind.LANGUAGE: ["en"]}
    write_down(person=cast.person, chapter=cast.chapter, said=said, source="their page", by=cast.organizer, at=NOW)

    then = of(a_round(cast), cast.person.name)
    never = of(a_round(cast, last_on=MONDAY), cast.person.name)

    assert clock.local(then.starts_at, cast.chapter.zone).weekday() == 2
    assert (never.organizer, never.left) == (None, "time")


def test_l1_nobody_who_said_no_comes_into_a_round(cast, lena):
    can_be_met(cast.organizer, cast)
    refuse(cast.person, cast)

    assert not Pairing.objects.filter(round=a_round(cast)).exists()


def test_nobody_of_a_sibling_chapter_comes_into_a_round(cast, week):
    a_person(cast.outsider, cast.sibling, "Dana Fox")

    assert not Pairing.objects.filter(round=a_round(cast), person__name="Dana Fox").exists()


def test_r021_no_organizer_has_two_talks_over_one_another_or_more_than_they_take_on(cast):
    can_be_met(cast.organizer, cast, most=3, weekly=[(0, "17:00", "19:00")])
    for number in range(6):
        a_person(cast.lead, cast.chapter, f"Person {number}", own=False)

    round = a_round(cast)

    starts = sorted(Pairing.objects.filter(round=round, organizer=cast.organizer).values_list("starts_at", flat=True))
    gaps = {later - earlier for earlier, later in pairwise(starts)}
    assert len(starts) in (2, 3)
    assert all(gap >= timedelta(minutes=55) for gap in gaps)
    assert set(Pairing.objects.filter(round=round, organizer=None).values_list("left", flat=True)) <= {
        "full",
        "known_is_full",
    }


def test_an_organizer_who_is_away_or_has_no_hours_is_given_nobody(cast, lena):
    lena.away_from, lena.away_until = MONDAY, SUNDAY
    lena.save(update_fields=["away_from", "away_until"])
    a_person(cast.lead, cast.chapter, "Ben Ito", own=False)

    assert not Pairing.objects.filter(round=a_round(cast), organizer__isnull=False).exists()


def test_the_same_form_twice_is_one_round(cast, lena):
    id = uuid.uuid4()

    a_round(cast, id=id)
    a_round(cast, id=id)

    assert PairingRound.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_on": NOW.date() - DAY},
        {"last_on": MONDAY - DAY},
        {"last_on": MONDAY + 7 * DAY},
        {"minutes": 5},
    ],
)
def test_a_round_is_for_a_day_or_a_week_to_come(cast, wrong):
    with pytest.raises(NothingWritten):
        a_round(cast, **wrong)


def test_what_was_moved_by_hand_stays_when_the_rest_is_worked_out_anew(cast, lena, week):
    ben, there = of(week, "Ben Ito"), clock.instant(MONDAY, time(18, 15), cast.chapter.zone)

    move(pairing=ben, organizer=cast.organizer, starts_at=there, seen=1, by=cast.lead, at=NOW)
    solve_again(round=PairingRound.objects.get(), seen=2, by=cast.lead, at=NOW)

    again = of(week, "Ben Ito")
    assert (again.organizer, again.starts_at, again.is_fixed) == (cast.organizer, there, True)
    assert again.reasons[0] == ["by_hand", ""]
    assert PairingRound.objects.get().version == 3


def test_whoever_had_that_time_makes_way_and_is_placed_anew(cast, lena, week):
    amina, ben = of(week, "Amina Okafor"), of(week, "Ben Ito")

    move(pairing=ben, organizer=cast.organizer, starts_at=amina.starts_at, seen=1, by=cast.lead, at=NOW)
    assert (of(week, "Amina Okafor").organizer, of(week, "Amina Okafor").left) == (None, "full")
    solve_again(round=PairingRound.objects.get(), seen=2, by=cast.lead, at=NOW)

    assert of(week, "Amina Okafor").organizer == cast.organizer
    assert of(week, "Amina Okafor").starts_at != of(week, "Ben Ito").starts_at


def test_a_time_given_by_hand_is_not_taken_away_by_another_move(cast, lena, week):
    amina = of(week, "Amina Okafor")
    move(pairing=amina, organizer=cast.organizer, starts_at=amina.starts_at, seen=1, by=cast.lead, at=NOW)
    ben = of(week, "Ben Ito")

    with pytest.raises(NotThen):
        move(pairing=ben, organizer=cast.organizer, starts_at=amina.starts_at, seen=2, by=cast.lead, at=NOW)


def test_l4_somebodys_own_is_not_moved_to_another_organizer(cast, lena, week):
    amina = of(week, "Amina Okafor")

    with pytest.raises(NotThen):
        move(pairing=amina, organizer=lena, starts_at=amina.starts_at + DAY, seen=1, by=cast.lead, at=NOW)


def test_a_time_outside_the_hours_is_refused(cast, lena, week):
    ben = of(week, "Ben Ito")

    with pytest.raises(NotThen):
        move(pairing=ben, organizer=lena, starts_at=ben.starts_at + timedelta(hours=6), seen=1, by=cast.lead, at=NOW)


def test_left_out_by_hand_stays_left_out_until_that_is_taken_back(cast, lena, week):
    move(pairing=of(week, "Ben Ito"), organizer=None, starts_at=None, seen=1, by=cast.lead, at=NOW)
    solve_again(round=PairingRound.objects.get(), seen=2, by=cast.lead, at=NOW)
    assert (of(week, "Ben Ito").organizer, of(week, "Ben Ito").left) == (None, "by_hand")

    let_decide(pairing=of(week, "Ben Ito"), seen=3, by=cast.lead, at=NOW)
    solve_again(round=PairingRound.objects.get(), seen=4, by=cast.lead, at=NOW)

    assert of(week, "Ben Ito").organizer == lena


def test_of_two_who_change_it_at_once_the_second_is_told(cast, lena, week):
    move(pairing=of(week, "Ben Ito"), organizer=None, starts_at=None, seen=1, by=cast.lead, at=NOW)

    for change in (
        lambda: move(pairing=of(week, "Ben Ito"), organizer=None, starts_at=None, seen=1, by=cast.lead, at=NOW),
        lambda: solve_again(round=PairingRound.objects.get(), seen=1, by=cast.lead, at=NOW),
        lambda: draft_invitations(round=PairingRound.objects.get(), seen=1, by=cast.lead, at=NOW),
    ):
        with pytest.raises(Changed):
            change()


def test_invite_all_makes_drafts_for_each_organizer_and_sends_nothing(cast, lena, week):
    handed = draft_invitations(round=week, seen=1, by=cast.lead, at=NOW)

    meetings = Meeting.objects.with_state().order_by("person__name")
    assert handed == 2
    assert [(row.organizer, row.state_now) for row in meetings] == [(cast.organizer, "idea"), (lena, "idea")]
    assert set(FollowUp.objects.values_list("organizer", "step")) == {
        (cast.organizer.pk, "invite"),
        (lena.pk, "invite"),
    }
    assert not Message.objects.exists()
    assert not Invitation.objects.exists()
    assert Relationship.objects.current().filter(organizer=lena, person__name="Ben Ito").exists()


def test_whoever_said_no_since_is_left_out_when_it_is_handed_out(cast, lena, week):
    refuse(of(week, "Ben Ito").person, cast)
    planned(cast)

    assert draft_invitations(round=week, seen=1, by=cast.lead, at=NOW) == 0

    assert [of(week, name).left for name in ("Ben Ito", "Amina Okafor")] == ["no_contact", "open"]
    assert not Relationship.objects.filter(organizer=lena).exists()


def test_handed_out_or_let_go_it_is_finished(cast, lena, week):
    other = a_round(cast)
    let_go(round=other, by=cast.lead, at=NOW)
    draft_invitations(round=week, seen=1, by=cast.lead, at=NOW)

    for round in (week, other):
        with pytest.raises(Finished):
            solve_again(round=PairingRound.objects.get(pk=round.pk), seen=2, by=cast.lead, at=NOW)


def test_once_the_person_was_invited_the_task_is_done_by_itself(cast, lena, week):
    draft_invitations(round=week, seen=1, by=cast.lead, at=NOW)
    meeting = Meeting.objects.get(organizer=lena)
    invite.invite(meeting=meeting, channel=Channel.TEXT, words="Coffee?", by=lena, at=NOW)

    run(at=NOW)

    assert list(FollowUp.objects.open().values_list("organizer", flat=True)) == [cast.organizer.pk]


def test_a_round_takes_as_many_queries_for_many_people_as_for_few(cast, lena, django_assert_max_num_queries):
    can_be_met(cast.organizer, cast)
    a_person(cast.lead, cast.chapter, "Ben Ito", own=False)
    a_round(cast)
    with django_assert_max_num_queries(40) as few:
        a_round(cast)
    for number in range(3):
        a_person(cast.lead, cast.chapter, f"Person {number}", own=False)
        a_person(cast.organizer, cast.chapter, f"Own {number}")

    with django_assert_max_num_queries(len(few.captured_queries)):
        a_round(cast)
