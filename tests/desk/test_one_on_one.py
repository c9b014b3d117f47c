"""One one-on-one through its page: only the steps its state allows, each refused kindly when it is not (b.1)."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from letstalk.commitments.models import Commitment, Promise
from letstalk.commitments.words import Answer
from letstalk.followups.domain import commitments as following
from letstalk.followups.domain import items
from letstalk.followups.domain.debrief import AskEntry, DebriefEntry, HeldEntry, PromiseEntry, debrief
from letstalk.followups.models import FollowUp, FollowUpSet
from letstalk.kit import clock
from letstalk.meetings.domain import schedule
from letstalk.meetings.domain.prepare import choose_asks
from letstalk.meetings.models import Invitation, Meeting, NoShow, SetAside, Slot
from letstalk.meetings.words import Part, State
from letstalk.people.domain.consent import stop_everything
from tests.moments import FIRM, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.organizer)
    return client


@pytest.fixture
def idea(cast) -> Meeting:
    return planned(cast, at=clock.now() - timedelta(days=9))


def agree(cast, meeting: Meeting, starts_at) -> Meeting:
    there = clock.local(starts_at, cast.chapter.zone)
    when = clock.LocalTime(there.date(), there.time().replace(second=0, microsecond=0), cast.chapter.zone)
    at = clock.now() - timedelta(days=8)
    schedule.agree(meeting=meeting, when=when, minutes=45, place_words="Library", by=cast.organizer, at=at)
    return meeting


@pytest.fixture
def ahead(cast, idea) -> Meeting:
    return agree(cast, idea, clock.now() + timedelta(days=2))


@pytest.fixture
def over(cast, idea) -> Meeting:
    return agree(cast, idea, clock.now() - timedelta(hours=3))


def write_up(cast, meeting: Meeting, **more) -> Meeting:
    entry = DebriefEntry(id=uuid.uuid4(), held=HeldEntry(began_at=clock.now() - timedelta(hours=3)), **more)
    debrief(meeting=meeting, entry=entry, by=cast.organizer, at=clock.now())
    return meeting


def step(desk, name: str, meeting: Meeting, **fields):
    return desk.post(reverse(f"desk:{name}", args=[meeting.pk]), fields)


def state_of(meeting: Meeting) -> State:
    return Meeting.objects.get(pk=meeting.pk).state


def slot_fields(cast, *, days: int, **more) -> dict[str, str]:
    day = clock.local_day(clock.now(), cast.chapter.zone) + timedelta(days=days)
    return {"on": day.isoformat(), "at": "18:00", "minutes": "45", "place_words": "Café", "mode": "in_person"} | more


# --- who, and what it costs ---


@pytest.mark.parametrize("who", ("lead", "administrator", "outsider"))
def test_nobody_but_its_organizer_opens_it(client, cast, idea, who):
    client.force_login(getattr(cast, who))

    assert client.get(idea.desk_url).status_code == 404
    assert client.post(reverse("desk:drop", args=[idea.pk])).status_code == 404
    assert state_of(idea) == State.IDEA


@pytest.mark.parametrize("rows", (1, 3))
def test_page_costs_the_same_with_one_and_three(desk, cast, over, rows, django_assert_max_num_queries):
    asks = tuple(AskEntry(answer=Answer.YES, words=f"Thing {row}", terms=FIRM) for row in range(rows))
    promises = tuple(PromiseEntry(words=f"A ride {row}") for row in range(rows))
    write_up(cast, over, asks=asks, promises=promises)

    with django_assert_max_num_queries(42):
        desk.get(over.desk_url)


# --- the steps ---


def test_invitation_tells_the_purpose_and_that_there_will_be_an_ask_r_023(desk, cast, idea, asks):
    choose_asks(meeting=idea, asks=asks[:1], by=cast.organizer, at=clock.now())

    shown = desk.get(idea.desk_url).text

    assert "hear what matters to you" in shown
    assert "I will ask you for something" in shown
    assert "Is there anything you want to talk about?" in shown
    assert "sms:+12025550143" in shown
    assert "mailto:amina@example.org" in shown


def test_invitation_sent_by_hand_is_logged(desk, idea):
    step(desk, "invite", idea, channel="text", words="Coffee on Tuesday?")

    assert state_of(idea) == State.INVITED
    assert Invitation.objects.get().words == "Coffee on Tuesday?"


def test_nobody_is_invited_who_asked_not_to_be_contacted_l_1(desk, cast, idea):
    stop_everything(
        person=cast.person, chapter=cast.chapter, how="call", words="Stop", by=cast.organizer, at=clock.now()
    )

    shown = desk.get(idea.desk_url).text

    assert "They asked not to be contacted." in shown
    assert "sms:" not in shown


@pytest.mark.parametrize(("answer", "state"), [("declined", State.DECLINED), ("no_answer", State.NO_ANSWER)])
def test_no_and_no_answer_are_noted(desk, idea, answer, state):
    step(desk, "invite", idea, channel="text")

    step(desk, "hear_no", idea, answer=answer)

    assert state_of(idea) == state


def test_time_is_agreed_and_moved_and_the_history_shows_i_4(desk, cast, idea):
    step(desk, "schedule", idea, **slot_fields(cast, days=2, place_words="Library"))
    step(desk, "schedule", idea, **slot_fields(cast, days=4, place_words="Rosewater Café"))

    shown = desk.get(idea.desk_url).text
    assert Slot.objects.count() == 2
    assert "until then agreed for" in shown
    assert "Library" in shown
    assert "Rosewater Café" in shown


def test_saving_the_same_time_again_is_no_move_i_4(desk, cast, idea):
    fields = slot_fields(cast, days=2)

    step(desk, "schedule", idea, **fields)
    step(desk, "schedule", idea, **fields)

    assert Slot.objects.count() == 1


def test_move_from_a_stale_page_shows_what_stands_and_what_was_chosen(desk, cast, ahead):
    seen = desk.get(ahead.desk_url).context["forms"]["when"]["seen"].value()
    step(desk, "schedule", ahead, **slot_fields(cast, days=5), seen=seen)

    stale = step(desk, "schedule", ahead, **slot_fields(cast, days=6, place_words="The park"), seen=seen)

    assert stale.status_code == 422
    assert "This changed meanwhile." in stale.text
    assert "The park" in stale.text
    assert Slot.objects.count() == 2


def test_agreeing_without_a_place_says_so_beside_the_field_i_3(desk, cast, idea):
    response = step(desk, "schedule", idea, **slot_fields(cast, days=2, place_words=""))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["place_words"]
    assert not Slot.objects.exists()


def test_confirmed_called_off_and_agreed_again(desk, cast, ahead):
    step(desk, "confirm", ahead)
    confirmed = state_of(ahead)
    step(desk, "call_off", ahead, whose="person", reason="Her child is ill")

    assert (confirmed, state_of(ahead)) == (State.CONFIRMED, State.CANCELLED)
    assert "they called it off" in desk.get(ahead.desk_url).text


def test_calling_off_asks_who_did_and_keeps_what_was_typed(desk, ahead):
    response = step(desk, "call_off", ahead, reason="Her child is ill")

    assert response.status_code == 422
    assert "Her child is ill" in response.text
    assert state_of(ahead) == State.SCHEDULED


def test_no_show_says_whose_it_was_i_4(desk, over):
    step(desk, "no_show", over, whose="organizer")

    assert state_of(over) == State.NO_SHOW
    assert NoShow.objects.get().whose == "organizer"


def test_what_did_not_happen_yet_is_no_no_show(desk, ahead):
    response = step(desk, "no_show", ahead, whose="person")

    assert response.status_code == 422
    assert "The agreed time has not come yet." in response.text


def test_held_and_taken_back_makes_one_follow_up_set_i_5(desk, over):
    step(desk, "held", over)
    step(desk, "take_back", over)
    step(desk, "held", over)

    assert state_of(over) == State.HELD
    assert FollowUpSet.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "fields", "sentence"),
    [
        ("confirm", {}, "There is nothing to confirm."),
        ("held", {}, "Agree on a time first"),
        ("take_back", {}, "Only what was marked as held"),
        ("close", {}, "Write it up first."),
        ("hear_no", {"answer": "declined"}, "No invitation is waiting for an answer."),
        ("call_off", {"whose": "person"}, "There is nothing to call off."),
    ],
)
def test_impossible_step_is_refused_with_a_sentence(desk, idea, name, fields, sentence):
    response = step(desk, name, idea, **fields)

    assert response.status_code == 422
    assert sentence in response.text
    assert state_of(idea) == State.IDEA


def test_page_offers_only_the_steps_its_state_allows(desk, cast, idea):
    offered = desk.get(idea.desk_url).context["may"]
    agree(cast, idea, clock.now() + timedelta(days=2))
    later = desk.get(idea.desk_url).context["may"]

    assert {name for name, may in offered.items() if may} == {"invite", "agree", "prepare", "drop"}
    assert {name for name, may in later.items() if may} == {
        "agree",
        "move",
        "confirm",
        "call_off",
        "prepare",
        "start",
    }


def test_idea_is_let_go_and_can_be_taken_up_again(desk, idea):
    step(desk, "drop", idea)
    dropped = state_of(idea)
    step(desk, "invite", idea, channel="call")

    assert (dropped, state_of(idea)) == (State.DROPPED, State.INVITED)


# --- what it is for, what came of it ---


def test_what_it_is_for_can_be_said_later_r_004(desk, idea):
    step(desk, "describe", idea, reason="Hear about the bus line", purpose="plan", use="")

    saved = Meeting.objects.get(pk=idea.pk)
    assert (saved.reason, saved.purpose, saved.use) == ("Hear about the bus line", "plan", "")


def test_words_changed_on_another_screen_are_shown_beside_mine(desk, idea):
    seen = desk.get(idea.desk_url).context["forms"]["describe"]["seen"].value()
    step(desk, "describe", idea, reason="From the phone", purpose="", use="", seen=seen)

    stale = step(desk, "describe", idea, reason="From the desk", purpose="", use="", seen=seen)

    assert stale.status_code == 422
    assert "From the phone" in stale.text
    assert "From the desk" in stale.text
    assert Meeting.objects.get(pk=idea.pk).reason == "From the phone"


def test_part_left_open_is_shown_until_there_is_none_because_r_005(desk, cast, over):
    write_up(cast, over)
    before = {part.part: part.is_open for part in desk.get(over.desk_url).context["one"].parts}

    step(desk, "set_aside", over, part="next_step", because="she is moving away")

    after = {part.part: part.is_open for part in desk.get(over.desk_url).context["one"].parts}
    assert before == {Part.PURPOSE: False, Part.OUTCOME: True, Part.NEXT_STEP: True}
    assert after == {Part.PURPOSE: False, Part.OUTCOME: True, Part.NEXT_STEP: False}
    assert SetAside.objects.get().because == "she is moving away"


def test_none_because_wants_a_reason(desk, cast, over):
    write_up(cast, over)

    response = step(desk, "set_aside", over, part="outcome", because="")

    assert response.status_code == 422
    assert "Say in a few words why there is none." in response.text


def test_closing_is_proposed_once_thanked_seen_through_and_deepened_r_046(desk, cast, over):
    asked = AskEntry(answer=Answer.YES, words="Bring two neighbours", terms=FIRM)
    write_up(cast, over, asks=(asked,), promises=(PromiseEntry(words="A ride"),))
    refused = step(desk, "close", over)
    following.record_outcome(commitment=Commitment.objects.get(), kind="done", by=cast.organizer, at=clock.now())
    following.keep_promise(promise=Promise.objects.get(), by=cast.organizer, at=clock.now())
    for item in FollowUp.objects.open():
        items.do(item=item, by=cast.organizer, at=clock.now())

    proposed = desk.get(over.desk_url).context["may"]["close"]
    step(desk, "close", over)

    assert refused.status_code == 422
    assert "Before it can be closed" in refused.text
    assert proposed
    assert state_of(over) == State.CLOSED
