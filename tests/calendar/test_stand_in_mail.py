"""Who comes instead gets the file, and who is replaced loses it; to the person nothing changes (R-022, L-4)."""

import pytest

from letstalk.accounts.models import User
from letstalk.meetings.domain.before import NeedsTheirYes, end_stand_in, let_stand_in
from letstalk.meetings.domain.calendars import make_feed
from letstalk.meetings.domain.rhythms import begin_rhythm, plan_next_turns
from letstalk.meetings.domain.schedule import call_off
from letstalk.meetings.models import Meeting, RhythmTurn, StandIn
from letstalk.meetings.queries import feed_at, feed_of
from letstalk.meetings.words import Side
from letstalk.stewardship.domain.erase import erase_person
from tests.calendar.letters import ORGANIZER, PERSON, calendar_in, file_in, go_round, letters_to
from tests.factories import a_role, a_user
from tests.moments import DAY, HOUR, NOW, agree_on, scheduled

pytestmark = pytest.mark.django_db(transaction=True)
LENA = "lena@example.org"
SOON = NOW + 2 * DAY


@pytest.fixture
def lena(cast) -> User:
    return a_role(a_user("Lena Bright", email=LENA), cast.chapter)


@pytest.fixture
def meeting(cast, agreed_to_reminders, post_office) -> Meeting:
    meeting = scheduled(cast)
    agree_on(meeting, cast, starts_at=SOON, at=NOW)
    go_round()
    return meeting


def stands_in(cast, meeting, lena, at=NOW + HOUR) -> StandIn:
    found = let_stand_in(meeting=meeting, to=lena, persons_yes=True, by=cast.organizer, at=at)
    go_round(at)
    return found


def test_without_the_persons_yes_nothing_goes_out(cast, meeting, lena, post_office):
    with pytest.raises(NeedsTheirYes):
        let_stand_in(meeting=meeting, to=lena, persons_yes=False, by=cast.organizer, at=NOW + HOUR)
    go_round(NOW + HOUR)

    assert letters_to(post_office, LENA) == []


def test_who_stands_in_gets_a_request_and_who_is_replaced_a_cancel(cast, meeting, lena, post_office):
    before = len(letters_to(post_office, PERSON))

    stands_in(cast, meeting, lena)

    calendar, event = file_in(letters_to(post_office, LENA)[-1])
    assert (calendar["METHOD"], event["UID"]) == ("REQUEST", f"{meeting.pk}@letstalk")
    assert event["DTSTART"].dt == SOON
    assert event["ATTENDEE"] == f"mailto:{LENA}"
    assert event["SUMMARY"] == "1:1"
    own, gone = file_in(letters_to(post_office, ORGANIZER)[-1])
    assert (own["METHOD"], gone["STATUS"], gone["UID"]) == ("CANCEL", "CANCELLED", event["UID"])
    assert gone["SEQUENCE"] == 2
    assert len(letters_to(post_office, PERSON)) == before


def test_the_letter_names_nobody_they_meet(cast, meeting, lena, post_office):
    stands_in(cast, meeting, lena)

    letter = letters_to(post_office, LENA)[-1]
    words = letter.message.get_body(("plain",)).get_content()
    assert "in the stead of Rosa Marin, this once" in words
    assert "Wednesday 4 March, 09:00 (Chicago time)" in words
    assert f"/standing-in/{meeting.pk}/" in words or str(meeting.pk) in words
    assert "Amina" not in letter.message.as_string()


def test_ended_the_one_gets_a_cancel_and_the_other_a_request_again(cast, meeting, lena, post_office):
    stands_in(cast, meeting, lena)

    end_stand_in(meeting=meeting, by=cast.organizer, at=NOW + 2 * HOUR)
    go_round(NOW + 2 * HOUR)

    theirs, gone = file_in(letters_to(post_office, LENA)[-1])
    own, back = file_in(letters_to(post_office, ORGANIZER)[-1])
    assert (theirs["METHOD"], gone["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (own["METHOD"], back["STATUS"]) == ("REQUEST", "CONFIRMED")
    assert back["SEQUENCE"] == gone["SEQUENCE"] == 3


def test_another_one_takes_over_from_the_first(cast, meeting, lena, post_office):
    other = a_role(a_user("Tom Reed", email="tom@example.org"), cast.chapter)
    stands_in(cast, meeting, lena)

    stands_in(cast, meeting, other, at=NOW + 2 * HOUR)

    assert file_in(letters_to(post_office, LENA)[-1])[0]["METHOD"] == "CANCEL"
    assert file_in(letters_to(post_office, "tom@example.org")[-1])[0]["METHOD"] == "REQUEST"
    assert file_in(letters_to(post_office, ORGANIZER)[-1])[0]["METHOD"] == "CANCEL"


@pytest.mark.parametrize("change", ["moved", "called off"])
def test_when_the_time_goes_it_leaves_the_stand_ins_calendar_too(cast, meeting, lena, post_office, change):
    stands_in(cast, meeting, lena)

    if change == "moved":
        agree_on(meeting, cast, starts_at=SOON + DAY, at=NOW + 2 * HOUR)
    else:
        call_off(meeting=meeting, whose=Side.PERSON, by=cast.organizer, at=NOW + 2 * HOUR)
    go_round(NOW + 2 * HOUR)

    calendar, event = file_in(letters_to(post_office, LENA)[-1])
    assert (calendar["METHOD"], event["DTSTART"].dt) == ("CANCEL", SOON)
    own, _event = file_in(letters_to(post_office, ORGANIZER)[-1])
    assert own["METHOD"] == ("REQUEST" if change == "moved" else "CANCEL")


def test_each_is_sent_once_in_however_many_rounds(cast, meeting, lena, post_office):
    stands_in(cast, meeting, lena)
    count = len(post_office.letters)

    go_round(NOW + HOUR)
    go_round(NOW + 2 * HOUR)

    assert len(post_office.letters) == count


def test_of_a_rhythm_that_one_day_leaves_the_organizers_entry_and_not_the_persons(cast, meeting, lena, post_office):
    begin_rhythm(meeting=meeting, every_weeks=1, by=cast.organizer, at=NOW)
    go_round()
    plan_next_turns(at=SOON + 2 * DAY)
    turn = RhythmTurn.objects.get(is_apart=False).meeting
    count = len(letters_to(post_office, PERSON))

    stands_in(cast, turn, lena, at=SOON + 3 * DAY)

    own = calendar_in(letters_to(post_office, ORGANIZER)[-1]).walk("VEVENT")[0]
    assert own["EXDATE"].dts[0].dt == SOON + 7 * DAY - HOUR  # by the clock on the wall, which went forward
    assert len(letters_to(post_office, LENA)) == 1
    assert len(letters_to(post_office, PERSON)) == count + 1
    assert "EXDATE" not in calendar_in(letters_to(post_office, PERSON)[-1]).walk("VEVENT")[0]


def test_it_is_in_the_feed_of_whoever_comes_and_of_nobody_else(cast, meeting, lena):
    for organizer in (cast.organizer, lena):
        make_feed(organizer=organizer, at=NOW)

    stands_in(cast, meeting, lena)

    shown = {organizer.email: feed_at(feed_of(organizer), at=NOW).entries for organizer in (cast.organizer, lena)}
    assert {email: len(entries) for email, entries in shown.items()} == {ORGANIZER: 0, LENA: 1}


def test_after_forgetting_the_person_nothing_more_goes_to_whoever_stood_in(cast, meeting, lena, post_office):
    let_stand_in(meeting=meeting, to=lena, persons_yes=True, by=cast.organizer, at=NOW + HOUR)
    erase_person(person=cast.person, by=cast.organizer, at=NOW + HOUR)

    go_round(NOW + HOUR)

    assert letters_to(post_office, LENA) == []
