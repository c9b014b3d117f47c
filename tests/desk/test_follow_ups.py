"""The follow-ups, saying thank you, and the messages that wait."""

import uuid

import pytest
from django.urls import reverse

from letstalk.commitments.domain.promises import make_promise
from letstalk.commitments.words import Answer
from letstalk.followups import timings
from letstalk.followups.domain.agreements import agree_outside
from letstalk.followups.domain.debrief import AskEntry
from letstalk.followups.domain.items import add, plan_own
from letstalk.followups.domain.messages import THANK_YOU, send_thank_you
from letstalk.followups.models import Contact, FollowUp, FollowUpResult
from letstalk.followups.words import Channel, ContactKind, ResultKind
from letstalk.outbox.models import Message
from letstalk.outbox.words import State
from letstalk.people.domain.consent import record_answer, stop_everything
from letstalk.people.domain.notes import jot
from tests.factories import a_person, relationship_of
from tests.moments import DAY, FIRM, HOUR, NOW, VAGUE, debriefed, held

LIST = reverse("desk:follow_ups")
MESSAGES = reverse("desk:messages")
LATER = NOW + 2 * DAY


def item_of(step: str) -> FollowUp:
    return FollowUp.objects.get(step=step)


def page_of(item: FollowUp, name: str) -> str:
    return reverse(f"desk:{name}", args=[item.pk])


def written(cast) -> Message:
    """A thank-you that waits to go out."""
    held(cast)
    item = item_of(timings.THANK_YOU)
    return send_thank_you(item=item, subject="Thank you", body="For the story.", by=cast.organizer, at=LATER)


def failed(cast, state: State = State.FAILED) -> Message:
    message = written(cast)
    Message.objects.filter(pk=message.pk).update(state=state, problem="recipient_refused", settled_at=LATER)
    return message


def test_everything_open_is_listed_with_what_it_serves_and_promises_first(cast, desk, at_hour):
    """R-045, R-064"""
    held(cast)
    make_promise(relationship=cast.relationship, words="Bring a map", by=cast.organizer, at=NOW - 9 * DAY)
    agree_outside(relationship=cast.relationship, terms=VAGUE, by=cast.organizer, at=LATER + DAY)
    at_hour(LATER)

    page = desk.get(LIST).content.decode()

    listed = ["Bring a map", "Thank <bdi>", "Settle what", "Check in with", "just to talk"]
    assert sorted(listed, key=page.index) == listed
    assert "See through" not in page  # commitments and promises are listed by their own words
    assert "for the relationship" in page
    assert "for the action" in page


def test_the_list_is_an_organizer_s_own(cast, client, at_hour):
    held(cast)
    at_hour(LATER)
    client.force_login(cast.outsider)
    assert cast.person.name not in client.get(LIST).content.decode()

    client.force_login(cast.lead)
    assert client.get(LIST).status_code == 404


def test_the_cost_of_the_list_does_not_grow_with_the_items(cast, desk, at_hour, cost):
    def more(name: str) -> None:
        person = a_person(cast.organizer, cast.chapter, name)
        relationship = relationship_of(person, cast.organizer)
        add(relationship=relationship, step=timings.REMIND, due_at=NOW, at=NOW)
        make_promise(relationship=relationship, words="Bring a map", by=cast.organizer, at=NOW)

    at_hour(LATER)
    more("June Park")
    for_one = cost(desk, LIST)
    more("Marcus Bell")
    more("Dolores Kim")

    assert cost(desk, LIST) == for_one


def test_an_empty_list_says_how_things_come_here(desk, on_the_day):
    page = desk.get(LIST).content.decode()

    assert "Nothing is open" in page


@pytest.mark.parametrize("name", ["follow_up_done", "follow_up_waive", "thank"])
def test_a_follow_up_is_nobody_else_s(cast, client, at_hour, name):
    held(cast)
    at_hour(LATER)
    for user in (cast.lead, cast.outsider, cast.administrator):
        client.force_login(user)
        assert client.get(page_of(item_of(timings.THANK_YOU), name)).status_code == 404

    client.force_login(cast.organizer)
    assert client.get(page_of(item_of(timings.THANK_YOU), name)).status_code == 200


def test_done_by_being_in_touch_logs_the_contact_once(cast, desk, at_hour):
    held(cast)
    at_hour(NOW + 20 * DAY)
    item = item_of(timings.CHECK_IN)
    told = {"channel": "call", "entry": str(uuid.uuid4())}

    first = desk.post(page_of(item, "follow_up_done") + "?back=follow_ups", told)
    desk.post(page_of(item, "follow_up_done") + "?back=follow_ups", told)

    assert first["Location"] == LIST
    logged = Contact.objects.exclude(kind=ContactKind.MEETING).get()
    assert (logged.channel, logged.kind) == (Channel.CALL, ContactKind.NON_ASK)
    assert FollowUpResult.objects.get(follow_up=item).contact == logged


def test_a_check_in_weeks_ahead_is_done_when_the_organizer_says_so(cast, desk, at_hour):
    held(cast)
    at_hour(LATER)
    item = item_of(timings.CHECK_IN)

    desk.post(page_of(item, "follow_up_done"), {"channel": "met", "entry": str(uuid.uuid4())})

    assert FollowUpResult.objects.get(follow_up=item).kind == ResultKind.DONE


def test_an_own_follow_up_is_done_in_one_tap_and_twice_is_once(cast, desk, at_hour):
    item = plan_own(relationship=cast.relationship, words="Return the book", due_at=NOW, by=cast.organizer, at=NOW)
    at_hour(LATER)
    done = page_of(item, "follow_up_done")
    assert f'action="{done}?back=follow_ups"' in desk.get(LIST).content.decode()

    desk.post(done)
    again = desk.post(done)

    assert again.status_code == 302
    assert FollowUpResult.objects.count() == 1
    assert not Contact.objects.exists()


def test_leaving_out_asks_for_a_reason(cast, desk, at_hour):
    """R-046"""
    held(cast)
    at_hour(LATER)
    item = item_of(timings.BEYOND_TEAM)

    without = desk.post(page_of(item, "follow_up_waive"), {"because": " "})
    desk.post(page_of(item, "follow_up_waive"), {"because": "She moves away"})
    late = desk.post(page_of(item, "follow_up_waive"), {"because": "She moves away"})

    assert without.status_code == 422
    assert FollowUpResult.objects.get(follow_up=item).because == "She moves away"
    assert late.status_code == 422
    assert "taken care of" in late.content.decode()


def test_a_thank_you_begins_as_a_draft_and_with_a_line_from_one_s_own_note_if_one_likes(cast, desk, at_hour):
    """R-048"""
    held(cast)
    note = jot(relationship=cast.relationship, text="Her first union vote.", by=cast.organizer, at=NOW)
    at_hour(LATER)
    thank = page_of(item_of(timings.THANK_YOU), "thank")

    plain = desk.get(thank).context["form"]["body"].value()
    specific = desk.get(f"{thank}?note={note.pk}").context["form"]["body"].value()

    assert "Dear Amina," in plain
    assert "Her first union vote." not in plain
    assert "Her first union vote." in specific


def test_a_thank_you_without_mail_waits_with_its_words_to_copy(cast, desk, at_hour):
    held(cast)
    at_hour(LATER)
    item = item_of(timings.THANK_YOU)
    told = {"subject": "Thank you", "body": "For the story of your first vote."}

    answer = desk.post(page_of(item, "thank"), told)
    desk.post(page_of(item, "thank"), told)
    page = desk.get(MESSAGES).content.decode()

    assert answer["Location"] == MESSAGES
    assert Message.objects.filter(kind=THANK_YOU).count() == 1
    assert "No mail is set up yet" in page
    assert "For the story of your first vote." in page
    assert "data-copy" in page


def test_an_empty_thank_you_is_not_sent_and_the_subject_stays(cast, desk, at_hour):
    held(cast)
    at_hour(LATER)

    answer = desk.post(page_of(item_of(timings.THANK_YOU), "thank"), {"subject": "With thanks", "body": ""})

    assert answer.status_code == 422
    assert "With thanks" in answer.content.decode()
    assert not Message.objects.exists()


def test_whoever_said_no_to_emails_is_thanked_another_way(cast, desk, at_hour):
    held(cast)
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose="personal",
        scope="email",
        answer="refused",
        how="call",
        words="May I write to you?",
        by=cast.organizer,
        at=NOW,
    )
    at_hour(LATER)
    thank = page_of(item_of(timings.THANK_YOU), "thank")

    page = desk.get(thank).content.decode()
    tried = desk.post(thank, {"subject": "Thank you", "body": "For the story."})

    assert "Send by email" not in page
    assert "said no to messages" in page
    assert tried.status_code == 422
    assert "For the story." in tried.content.decode()


def test_thanked_by_a_call_is_one_tap_and_the_email_is_taken_back(cast, desk, at_hour):
    message = written(cast)
    at_hour(LATER)
    item = item_of(timings.THANK_YOU)

    desk.post(page_of(item, "follow_up_done"), {"channel": "call", "entry": str(uuid.uuid4())})

    logged = Contact.objects.get(kind=ContactKind.THANKS)
    assert logged.channel == Channel.CALL
    assert FollowUpResult.objects.get(follow_up=item).contact == logged
    assert Message.objects.get(pk=message.pk).state == State.WITHDRAWN


def test_only_a_thank_you_has_the_page_of_one(cast, desk, at_hour):
    held(cast)
    at_hour(LATER)

    assert desk.get(page_of(item_of(timings.CHECK_IN), "thank")).status_code == 404


@pytest.mark.parametrize("state", [State.FAILED, State.UNSURE])
def test_a_message_that_may_not_have_arrived_asks_for_a_word(cast, desk, at_hour, state):
    message = failed(cast, state)
    at_hour(LATER + HOUR)
    page = desk.get(MESSAGES).content.decode()
    assert "need a word from you" in page
    assert "Is it still right?" in page

    desk.post(reverse("desk:send_again", args=[message.pk]))

    again = Message.objects.get(state=State.PLANNED)
    assert (again.subject, again.body) == ("Thank you", "For the story.")


def test_a_message_can_be_left_as_it_is(cast, desk, at_hour):
    message = failed(cast)
    at_hour(LATER + HOUR)

    desk.post(reverse("desk:send_again", args=[message.pk]), {"leave": "1"})

    assert "need a word" not in desk.get(MESSAGES).content.decode()
    assert Message.objects.count() == 1


def test_a_waiting_message_can_be_taken_back_by_its_writer_alone(cast, client, at_hour):
    message = written(cast)
    at_hour(LATER + HOUR)
    address = reverse("desk:take_back_message", args=[message.pk])
    client.force_login(cast.outsider)
    assert client.post(address).status_code == 404
    assert client.post(reverse("desk:send_again", args=[message.pk])).status_code == 404

    client.force_login(cast.organizer)
    client.post(address)

    assert Message.objects.get(pk=message.pk).state == State.WITHDRAWN


def test_what_a_confirmation_will_say_can_be_copied_before_it_is_written(cast, desk, at_hour):
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose="reminders",
        scope="email",
        answer="granted",
        how="call",
        words="May I remind you?",
        by=cast.organizer,
        at=NOW,
    )
    debriefed_with_a_firm_commitment(cast)
    at_hour(LATER)

    page = desk.get(MESSAGES).content.decode()

    assert page.count("bring two neighbours") == 3
    assert "this is what we agreed" in page
    assert "a short reminder" in page


def debriefed_with_a_firm_commitment(cast) -> None:
    debriefed(cast, asks=[AskEntry(answer=Answer.YES, words="bring two", terms=FIRM)])


def test_the_cost_of_the_messages_does_not_grow(cast, desk, at_hour, cost):
    def more(name: str) -> None:
        person = a_person(cast.organizer, cast.chapter, name, email=f"{name[:4].lower()}@example.org")
        item = add(relationship=relationship_of(person, cast.organizer), step=timings.THANK_YOU, due_at=NOW, at=NOW)
        send_thank_you(item=item, subject="Thank you", body="For it all.", by=cast.organizer, at=NOW)

    at_hour(LATER)
    more("June Park")
    for_one = cost(desk, MESSAGES)
    more("Marcus Bell")
    more("Dolores Kim")

    assert cost(desk, MESSAGES) == for_one


def test_l1_a_person_who_stopped_contact_is_not_written_to(cast, desk, at_hour):
    held(cast)
    stop_everything(person=cast.person, chapter=cast.chapter, how="call", words="Please stop", by=None, at=NOW)
    at_hour(LATER)

    answer = desk.post(page_of(item_of(timings.THANK_YOU), "thank"), {"subject": "Thank you", "body": "For the story."})

    assert answer.status_code == 422
    assert "asked not to be contacted" in answer.content.decode()
    assert not Message.objects.exists()
