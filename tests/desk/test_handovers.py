"""The pages on going on with another organizer (d.9, L-4): each sees what is theirs, and nobody is moved alone."""

import uuid

import pytest
from django.urls import reverse

from letstalk.commitments.domain.promises import make_promise
from letstalk.commitments.models import Promise
from letstalk.followups import timings
from letstalk.followups.domain import handovers
from letstalk.followups.domain.debrief import PromiseEntry
from letstalk.followups.models import FollowUp, Handover, HandoverStepTaken
from letstalk.people.access import notes_of, people_visible_to
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.notes import jot
from letstalk.people.domain.organization import end_role
from letstalk.people.models import Relationship, Role
from letstalk.people.words import Answer, Purpose, RoleKind
from tests.factories import a_person, a_role, a_user, relationship_of
from tests.handovers import AFTER, agreed, all_said, named, proposed
from tests.moments import DAY, NOW, debriefed, held

SAID = {"how": "in_person", "said_on": f"{AFTER:%Y-%m-%d}"}


@pytest.fixture
def noor(cast):
    return a_role(a_user("Noor Khan", email="noor@example.org"), cast.chapter)


@pytest.fixture(autouse=True)
def then(at_hour):
    at_hour(AFTER)


def page_of(handover):
    return reverse("desk:handover", args=[handover.pk])


def read(client, handover):
    return client.get(page_of(handover)).content.decode()


def say(client, handover, what, **more):
    fields = {f"{what}-{name}": value for name, value in (SAID | more).items()}
    return client.post(reverse("desk:handover_said", args=[handover.pk, what]), fields)


def test_d9_the_whole_way_by_the_pages(cast, desk, noor):
    """Proposed, named, agreed, promises taken over and read out, a note chosen, their yes, and done."""
    promise = make_promise(relationship=cast.relationship, words="the timetable", by=cast.organizer, at=NOW)
    note = jot(relationship=cast.relationship, text="She writes poems.", by=cast.organizer, at=NOW)
    jot(relationship=cast.relationship, text="Her brother is ill.", by=cast.organizer, at=NOW)

    begun = desk.post(reverse("desk:hand_over", args=[cast.person.pk]), {"to": str(noor.pk), "reason": "I move away."})
    handover = Handover.objects.get()
    assert begun["Location"] == page_of(handover)
    say(desk, handover, "named")
    desk.post(reverse("desk:handover_promise", args=[handover.pk, promise.pk]), {"offer": "1"})
    desk.force_login(noor)
    asked = read(desk, handover)
    desk.post(reverse("desk:handover_promise", args=[handover.pk, promise.pk]), {"accept": "1"})
    desk.post(reverse("desk:answer_following", args=[handover.pk]), {"yes": "1"})
    desk.force_login(cast.organizer)
    say(desk, handover, "read-out")
    desk.post(reverse("desk:handover_notes", args=[handover.pk]), SAID | {"notes": [str(note.pk)]})
    say(desk, handover, "yes")
    ready = read(desk, handover)
    desk.post(reverse("desk:finish_handover", args=[handover.pk]))

    assert "I move away." in asked and "the timetable" in asked
    assert "All of it is there." in ready
    goes_on = Relationship.objects.current().get(person=cast.person)
    assert goes_on.organizer == noor
    assert Promise.objects.get().relationship == goes_on
    assert [one.text.partition("\n")[2] for one in notes_of(noor, cast.person)] == ["She writes poems."]
    assert desk.get(page_of(handover)).status_code == 404


def test_who_would_follow_learns_nothing_before_the_person_agreed_to_be_named(cast, desk, noor):
    handover = proposed(cast, noor)
    desk.force_login(noor)

    assert desk.get(page_of(handover)).status_code == 404
    assert cast.person.first_name not in desk.get(reverse("desk:today")).content.decode()


def test_who_would_follow_sees_neither_notes_nor_a_way_to_reach_them(cast, desk, noor):
    jot(relationship=cast.relationship, text="She writes poems.", by=cast.organizer, at=NOW)
    handover = named(cast, noor)
    desk.force_login(noor)

    page = read(desk, handover)

    assert "Amina Okafor" in page and "Email" in page
    assert "poems" not in page and "amina@example.org" not in page and "2025550143" not in page
    assert desk.get(reverse("desk:handover_notes", args=[handover.pk])).status_code == 404
    assert desk.get(cast.person.desk_url).status_code == 404
    assert cast.person not in people_visible_to(noor)


def test_a_lead_may_propose_and_never_sees_the_notes(cast, desk, noor):
    desk.force_login(cast.lead)

    desk.post(reverse("desk:hand_over", args=[cast.person.pk]), {"to": str(noor.pk), "reason": ""})

    handover = Handover.objects.get()
    assert (handover.proposed_by, handover.from_organizer) == (cast.lead, cast.organizer)
    assert desk.get(reverse("desk:handover_notes", args=[handover.pk])).status_code == 404


def test_nobody_beside_them_enters(cast, desk, noor):
    handover = named(cast, noor)

    for somebody in (cast.outsider, cast.administrator, a_role(a_user("Milan Kos"), cast.chapter)):
        desk.force_login(somebody)
        assert desk.get(page_of(handover)).status_code == 404
        assert say(desk, handover, "yes").status_code == 404


def test_who_follows_cannot_say_what_the_person_says(cast, desk, noor):
    handover = agreed(cast, noor)
    desk.force_login(noor)

    assert say(desk, handover, "yes").status_code == 404
    assert desk.post(reverse("desk:finish_handover", args=[handover.pk])).status_code == 404


def test_nobody_says_yes_in_the_place_of_who_would_follow(cast, desk, noor):
    handover = named(cast, noor)

    assert desk.post(reverse("desk:answer_following", args=[handover.pk]), {"yes": "1"}).status_code == 404


def test_a_kind_no_is_told_to_who_asked(cast, desk, noor):
    handover = named(cast, noor)
    desk.force_login(noor)
    desk.post(reverse("desk:answer_following", args=[handover.pk]), {"no": "1", "words": "In autumn, gladly."})
    desk.force_login(cast.organizer)

    page = read(desk, handover)

    assert "can’t follow just now" in page and "In autumn, gladly." in page


def test_too_many_words_stay_in_the_form(cast, desk, noor):
    handover = named(cast, noor)
    desk.force_login(noor)

    answer = desk.post(reverse("desk:answer_following", args=[handover.pk]), {"no": "1", "words": "so " * 200})

    assert answer.status_code == 422
    assert "so so so" in answer.content.decode()
    assert not handover.steps.filter(kind="declined").exists()


def test_how_they_said_so_is_asked_for_and_nothing_typed_is_lost(cast, desk, noor):
    handover = proposed(cast, noor)

    answer = say(desk, handover, "yes", how="")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say how they told you." in page and SAID["said_on"] in page
    assert not handover.steps.exists()


def test_the_three_met_in_a_one_on_one_that_was_held(cast, desk, noor):
    meeting = held(cast)
    handover = agreed(cast, noor)

    say(desk, handover, "met", meeting=str(meeting.pk))

    assert handover.steps.get(kind="introduced").meeting == meeting


def test_finishing_too_early_says_what_is_missing(cast, desk, noor):
    handover = agreed(cast, noor)

    answer = desk.post(reverse("desk:finish_handover", args=[handover.pk]), follow=True)

    assert "It is theirs to say who keeps in touch with them." in answer.content.decode()
    assert cast.person in people_visible_to(cast.organizer)


def test_what_is_under_way_is_shown_instead_of_a_second_form(cast, desk, noor):
    handover = proposed(cast, noor)

    assert desk.get(reverse("desk:hand_over", args=[cast.person.pk]))["Location"] == page_of(handover)


def test_it_is_taken_back(cast, desk, noor):
    handover = all_said(cast, noor)

    desk.post(reverse("desk:take_handover_back", args=[handover.pk]))

    assert handover.steps.filter(kind="taken_back").exists()
    assert "Everything stays as it is" in read(desk, handover)


def test_who_is_left_alone_is_asked_in_person_alone(cast, desk, noor):
    handover = proposed(cast, noor)
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.USE,
        answer=Answer.REFUSED,
        how="call",
        words="Leave it.",
        by=cast.organizer,
        at=NOW,
    )

    page = read(desk, handover)

    assert "is left alone for now" in page
    assert 'value="in_person"' in page and 'value="phone"' not in page
    assert say(desk, handover, "yes", how="phone").status_code == 422


def test_planning_the_twenty_minutes_begins_with_their_kind(cast, desk):
    answer = desk.get(reverse("desk:plan"), {"person": str(cast.person.pk), "kind": "handover"})

    form = answer.context["form"]
    assert (form["kind"].value(), form["minutes"].value()) == ("handover", 20)


def test_the_twenty_minutes_that_were_held_stand_ready_as_where_the_three_met(cast, desk, noor):
    meeting = held(cast, kind="handover")

    page = desk.get(page_of(agreed(cast, noor)))

    assert page.context["forms"]["met"]["meeting"].value() == str(meeting.pk)


@pytest.mark.parametrize("many", (1, 3))
def test_the_page_costs_the_same_for_many_promises(cast, desk, noor, many, django_assert_max_num_queries):
    handover = all_said(cast, noor)
    for number in range(many):
        promise = make_promise(relationship=cast.relationship, words=f"map {number}", by=cast.organizer, at=NOW)
        handovers.offer_promise(handover=handover, promise=promise, by=cast.organizer, at=AFTER)

    with django_assert_max_num_queries(30):
        page = read(desk, handover)

    assert page.count("has not answered yet") == many


def today(client) -> str:
    return client.get(reverse("desk:today")).content.decode()


def test_today_asks_who_would_follow_and_tells_who_asked_how_it_stands(cast, desk, noor):
    handover = named(cast, noor)
    waits_for_noor = today(desk)
    desk.force_login(noor)
    asked = today(desk)
    desk.post(reverse("desk:answer_following", args=[handover.pk]), {"yes": "1"})
    answered = today(desk)
    desk.force_login(cast.organizer)

    assert "Noor Khan has not answered yet." in waits_for_noor
    assert "A yes or a kind no, both are fine." in asked and page_of(handover) in asked
    assert "A yes or a kind no" not in answered
    assert "Ask them, or meet, the three of you." in today(desk)


def test_today_tells_of_a_no_for_a_week(cast, desk, noor, at_hour):
    handover = named(cast, noor)
    handovers.say_no(handover=handover, by=None, at=AFTER)
    lately = today(desk)

    at_hour(AFTER + 8 * DAY)

    assert "They would rather not go on with somebody else." in lately
    assert "They would rather not" not in today(desk)


@pytest.mark.parametrize("many", (1, 3))
def test_today_costs_the_same_for_many_handovers(cast, desk, noor, many, cost):
    without = cost(desk, reverse("desk:today"))
    for number in range(many):
        relationship = relationship_of(a_person(cast.organizer, cast.chapter, f"Ben {number}"), cast.organizer)
        handovers.propose(relationship=relationship, to=noor, reason="", by=cast.organizer, at=AFTER)

    assert cost(desk, reverse("desk:today")) <= without + 1
    assert today(desk).count("Ask them whether they may be named.") == many


def several(client, people, to, whose, entry="6a3f8f6e-6f0f-4f0e-9c55-7f5f3c9d1b10"):
    fields = {"people": [str(one.pk) for one in people], "to": str(to.pk), "reason": "I move away.", "entry": entry}
    return client.post(f"{reverse('desk:hand_over_several')}?whose={whose.pk}", fields)


def test_when_somebody_leaves_several_are_proposed_at_once_and_each_is_asked_alone(cast, desk, noor):
    other = relationship_of(a_person(cast.organizer, cast.chapter, "Ben Ito"), cast.organizer)

    for _nth in range(2):
        several(desk, [cast.relationship, other], noor, cast.organizer)

    assert {row.relationship for row in Handover.objects.all()} == {cast.relationship, other}
    assert not HandoverStepTaken.objects.exists()
    assert Relationship.objects.current().filter(organizer=cast.organizer).count() == 2
    assert "under way with each of them" in desk.get(reverse("desk:hand_over_several")).content.decode()


def test_a_lead_proposes_for_one_who_has_left(cast, desk, noor):
    desk.force_login(cast.lead)

    several(desk, [cast.relationship], noor, cast.organizer)

    assert Handover.objects.get().proposed_by == cast.lead
    assert "Amina Okafor" in desk.get(reverse("desk:handovers")).content.decode()


def test_whose_people_are_another_chapters_are_not_offered(cast, desk, noor):
    theirs = relationship_of(a_person(cast.outsider, cast.sibling, "Ben Ito"), cast.outsider)

    refused = several(desk, [theirs], noor, cast.outsider)

    assert refused.status_code == 422
    assert not Handover.objects.exists()


def test_all_of_several_or_none(cast, desk, noor):
    other = relationship_of(a_person(cast.organizer, cast.chapter, "Ben Ito"), cast.organizer)
    handovers.propose(relationship=other, to=noor, reason="", by=cast.organizer, at=AFTER)

    with pytest.raises(handovers.UnderWay):
        handovers.propose_several(
            relationships=[cast.relationship, other],
            to=noor,
            reason="",
            by=cast.organizer,
            at=AFTER,
            id=uuid.uuid4(),
        )

    assert Handover.objects.get().relationship == other


def test_the_list_shows_who_would_follow_no_name_before_its_time(cast, desk, noor):
    proposed(cast, noor)
    own = desk.get(reverse("desk:handovers")).content.decode()
    desk.force_login(noor)

    assert "Amina Okafor" in own
    assert "Amina" not in desk.get(reverse("desk:handovers")).content.decode()


@pytest.mark.parametrize("many", (1, 3))
def test_the_list_costs_the_same_for_many(cast, desk, noor, many, django_assert_max_num_queries):
    for number in range(many):
        relationship = relationship_of(a_person(cast.organizer, cast.chapter, f"Ben {number}"), cast.organizer)
        handovers.propose(relationship=relationship, to=noor, reason="", by=cast.organizer, at=AFTER)

    with django_assert_max_num_queries(12):
        page = desk.get(reverse("desk:handovers")).content.decode()

    assert page.count("Ask them whether they may be named.") == many


def test_a_promise_kept_before_going_is_off_the_list_with_its_follow_up(cast, desk, noor):
    debriefed(cast, promises=(PromiseEntry(words="Bring the timetable."),))
    promise = Promise.objects.get()
    handover = proposed(cast, noor)

    desk.post(reverse("desk:handover_promise", args=[handover.pk, promise.pk]), {"keep": "1"})

    assert promise.standing_outcome.kind == "kept"
    assert not FollowUp.objects.open().filter(step=timings.KEEP_PROMISES).exists()


def test_a_lead_settles_what_one_who_left_owes_and_not_what_others_owe(cast, desk, noor):
    promise = make_promise(relationship=cast.relationship, words="the map", by=cast.organizer, at=NOW)
    handover = proposed(cast, noor)
    desk.force_login(cast.lead)
    act = reverse("desk:handover_promise", args=[handover.pk, promise.pk])
    desk.post(act, {"let_go": "1"})
    while_there = promise.standing_outcome

    end_role(role=Role.objects.get(user=cast.organizer), by=cast.founder, at=AFTER)
    desk.post(act, {"let_go": "1"})

    assert while_there is None
    assert Promise.objects.get().standing_outcome.kind == "released"


def test_a_lead_who_follows_one_who_left_can_bring_it_to_its_end(cast, desk, noor):
    a_role(noor, cast.chapter, RoleKind.LEAD)
    promise = make_promise(relationship=cast.relationship, words="the map", by=cast.organizer, at=NOW)
    handover = handovers.propose(relationship=cast.relationship, to=noor, reason="", by=noor, at=AFTER)
    end_role(role=Role.objects.get(user=cast.organizer), by=cast.founder, at=AFTER)
    desk.force_login(noor)
    act = reverse("desk:handover_promise", args=[handover.pk, promise.pk])

    say(desk, handover, "yes")
    for pressed in ("offer", "accept"):
        desk.post(act, {pressed: "1"})
    desk.post(reverse("desk:answer_following", args=[handover.pk]), {"yes": "1"})
    say(desk, handover, "read-out")
    ready = read(desk, handover)
    desk.post(reverse("desk:finish_handover", args=[handover.pk]))

    assert "All of it is there." in ready
    assert Relationship.objects.current().get(person=cast.person).organizer == noor
