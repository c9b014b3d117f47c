"""A person's page, what is written on it, and what they may decide about themselves."""

import uuid
from datetime import date, timedelta
from functools import partial

import pytest
from django.urls import reverse

from letstalk.commitments.domain.agreeing import agree
from letstalk.commitments.domain.outcomes import record_outcome
from letstalk.commitments.domain.promises import make_promise
from letstalk.commitments.models import Commitment, Promise
from letstalk.commitments.validators import Terms
from letstalk.followups import timings
from letstalk.followups.domain.contacts import log_contact
from letstalk.followups.domain.items import plan_own
from letstalk.followups.models import Contact, FollowUp
from letstalk.followups.words import Channel, ContactKind
from letstalk.people.domain.notes import jot
from letstalk.people.domain.relationships import take_on
from letstalk.people.domain.requests import ask_for
from letstalk.people.models import Consent, Note, Person, PersonRequest, SupporterLink, Tagging, Way
from letstalk.people.queries import is_do_not_contact, may_reach
from letstalk.people.words import Answer, RequestKind, Stage
from tests.factories import a_person, a_role, relationship_of
from tests.moments import DAY, FIRM, NOW, debriefed, scheduled

SECRET = "Her brother is out of work."
OF_A_PERSON = (
    "person",
    "edit_person",
    "jot_note",
    "log_contact",
    "add_promise",
    "add_commitment",
    "add_follow_up",
    "record_consent",
    "stop_contact",
    "set_stage",
    "said",
    "supporter_link",
    "kept_about",
    "erase_person",
)
OF_THEIR_ORGANIZER = ("jot_note", "log_contact", "add_promise", "add_commitment", "add_follow_up", "supporter_link")


def page_of(cast, name: str = "person", person: Person | None = None) -> str:
    return reverse(f"desk:{name}", args=[(person or cast.person).pk])


def a_note(cast) -> Note:
    return jot(relationship=cast.relationship, text=SECRET, by=cast.organizer, at=NOW)


@pytest.mark.parametrize("name", OF_A_PERSON)
def test_every_page_of_a_person_opens_for_their_organizer_and_for_no_outsider(cast, client, on_the_day, name):
    client.force_login(cast.organizer)
    assert client.get(page_of(cast, name)).status_code == 200

    client.force_login(cast.outsider)
    assert client.get(page_of(cast, name)).status_code == 404

    client.force_login(cast.administrator)
    assert client.get(page_of(cast, name)).status_code == 404


@pytest.mark.parametrize("name", OF_THEIR_ORGANIZER)
def test_what_is_between_the_two_is_not_a_lead_s_to_write(cast, client, on_the_day, name):
    client.force_login(cast.lead)

    assert client.get(page_of(cast, name)).status_code == 404


def test_notes_are_read_by_their_author_and_not_by_a_lead(cast, client, on_the_day):
    """h.2"""
    a_note(cast)
    client.force_login(cast.organizer)
    assert SECRET in client.get(page_of(cast)).content.decode()

    client.force_login(cast.lead)
    page = client.get(page_of(cast)).content.decode()

    assert cast.person.name in page
    assert SECRET not in page


def test_a_lead_sees_commitments_promises_and_needs_but_not_the_words_of_a_contact(cast, client, on_the_day):
    agree(relationship=cast.relationship, terms=FIRM, by=cast.organizer, at=NOW)
    make_promise(relationship=cast.relationship, words="Bring a map", by=cast.organizer, at=NOW)
    log_contact(
        relationship=cast.relationship,
        channel=Channel.CALL,
        kind=ContactKind.NON_ASK,
        words=SECRET,
        by=cast.organizer,
        at=NOW,
    )
    client.force_login(cast.lead)

    page = client.get(page_of(cast)).content.decode()

    assert "bring two neighbours" in page
    assert "Bring a map" in page
    assert reverse("desk:keep_promise", args=[Promise.objects.get().pk]) not in page
    assert SECRET not in page


def test_another_chapter_s_contacts_do_not_exist_for_a_lead(cast, client, on_the_day):
    theirs = take_on(person=cast.person, chapter=cast.sibling, organizer=cast.outsider, by=None, at=NOW)
    agree(relationship=theirs, terms=Terms(what="paint banners"), by=cast.outsider, at=NOW)
    client.force_login(cast.lead)

    page = client.get(page_of(cast)).content.decode()

    assert "paint banners" not in page
    assert cast.sibling.name not in page


def test_the_story_shows_what_is_missing_and_where(cast, desk, on_the_day):
    """R-017, R-090"""
    agree(relationship=cast.relationship, terms=Terms(what="help out sometime"), by=cast.organizer, at=NOW)

    page = desk.get(page_of(cast)).content.decode()

    for words in ("which day?", "what time?", "what goal?", "where?"):
        assert words in page


def test_the_story_has_meetings_commitments_contacts_and_notes(cast, desk, at_hour):
    debriefed(cast)
    a_note(cast)
    at_hour(NOW + 3 * DAY)

    page = desk.get(page_of(cast)).content.decode()

    assert "First conversation" in page
    assert SECRET in page
    assert "Only you can read this" in page


def test_the_cost_of_a_person_does_not_grow_with_their_story(cast, desk, on_the_day, cost):
    def more() -> None:
        scheduled(cast)
        agree(relationship=cast.relationship, terms=FIRM, by=cast.organizer, at=NOW)
        make_promise(relationship=cast.relationship, words="Bring a map", by=cast.organizer, at=NOW)
        a_note(cast)

    more()
    for_one = cost(desk, page_of(cast))
    more()
    more()

    assert cost(desk, page_of(cast)) == for_one


def test_a_contact_is_logged_in_two_taps_and_once_however_often_it_is_sent(cast, desk, on_the_day):
    choose = page_of(cast, "log_contact") + "?channel=text"
    assert choose in desk.get(page_of(cast)).content.decode()
    told = {"channel": "text", "kind": "non_ask", "entry": str(uuid.uuid4())}

    desk.post(choose, told)
    desk.post(choose, told)

    logged = Contact.objects.get()
    assert (logged.channel, logged.kind, logged.at) == (Channel.TEXT, ContactKind.NON_ASK, on_the_day)


def test_from_a_list_a_contact_is_two_taps_too_and_undone_in_one(cast, desk, on_the_day):
    """R-060: "We talked" on the list, then how; the next page has a button that undoes it."""
    choose = page_of(cast, "log_contact") + "?back=people"
    assert choose in desk.get(reverse("desk:people")).content.decode()
    assert 'name="channel" value="met"' in desk.get(choose).content.decode()

    answer = desk.post(choose, {"channel": "met", "kind": "non_ask"})
    logged = Contact.objects.get()
    undo = reverse("desk:take_back_contact", args=[cast.person.pk, logged.pk]) + "?back=people"

    assert answer["Location"] == reverse("desk:people")
    assert f'action="{undo}"' in desk.get(reverse("desk:people")).content.decode()
    assert desk.post(undo)["Location"] == reverse("desk:people")
    assert not Contact.objects.exists()


def test_a_contact_is_taken_back_by_its_organizer_alone(cast, client, on_the_day):
    contact = Contact.objects.create(
        chapter=cast.chapter,
        relationship=cast.relationship,
        person=cast.person,
        organizer=cast.organizer,
        channel=Channel.CALL,
        kind=ContactKind.NON_ASK,
        at=on_the_day,
    )
    client.force_login(cast.lead)

    answer = client.post(reverse("desk:take_back_contact", args=[cast.person.pk, contact.pk]))

    assert answer.status_code == 404
    assert Contact.objects.exists()


def test_a_contact_of_yesterday_counts_from_yesterday_and_one_of_tomorrow_is_refused(cast, desk, on_the_day):
    yesterday = {"channel": "met", "kind": "thanks", "on": (on_the_day - DAY).date().isoformat()}
    tomorrow = yesterday | {"on": (on_the_day + DAY).date().isoformat(), "words": "we will meet"}

    desk.post(page_of(cast, "log_contact"), yesterday)
    refused = desk.post(page_of(cast, "log_contact"), tomorrow)

    assert Contact.objects.get().at.date() == (on_the_day - DAY).date()
    assert refused.status_code == 422
    assert "we will meet" in refused.content.decode()


@pytest.mark.parametrize(
    ("name", "told", "model"),
    [
        ("jot_note", {"text": "Likes the early hours."}, Note),
        ("add_promise", {"words": "Send the list", "due_on": "2026-03-10"}, Promise),
        ("add_commitment", {"what": "bring a friend", "on": "2026-03-14", "time": "19:00", "goal": "one"}, Commitment),
        ("add_follow_up", {"words": "Return the book", "on": "2026-03-10"}, FollowUp),
    ],
)
def test_what_is_written_down_twice_is_kept_once(cast, desk, on_the_day, name, told, model):
    told = told | {"entry": str(uuid.uuid4())}

    first = desk.post(page_of(cast, name), told)
    desk.post(page_of(cast, name), told)

    assert first["Location"] == cast.person.desk_url
    of_the_kind = model.objects.filter(step=timings.CUSTOM) if model is FollowUp else model.objects.all()
    assert of_the_kind.count() == 1


@pytest.mark.parametrize(
    ("name", "told", "kept"),
    [
        ("jot_note", {"text": " "}, ""),
        ("add_promise", {"words": "", "due_on": "2026-03-10"}, "2026-03-10"),
        ("add_commitment", {"what": "", "goal": "two neighbours"}, "two neighbours"),
        ("add_commitment", {"what": "come along", "time": "19:00"}, "come along"),
        ("add_follow_up", {"words": "Return the book", "on": ""}, "Return the book"),
        ("record_consent", {"about": "photo:", "how": "call", "words": "May I take one?"}, "May I take one?"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(cast, desk, on_the_day, name, told, kept):
    answer = desk.post(page_of(cast, name), told)

    assert answer.status_code == 422
    assert kept in answer.content.decode()
    assert 'class="error-summary"' in answer.content.decode()


def test_the_editor_says_once_what_is_better_left_unwritten(cast, desk, on_the_day):
    """h.3"""
    assert desk.get(page_of(cast)).content.decode().count("immigration status") == 1


def test_saving_a_note_reads_none_of_the_notes_before_it(cast, desk, on_the_day, django_assert_max_num_queries):
    """Measured as well by `make bench`: each statement more is a tenth of what saving costs."""
    save = partial(desk.post, page_of(cast, "jot_note"))
    for number in range(3):
        save({"text": f"The {number}. thing."})

    with django_assert_max_num_queries(9):  # two of them begin and end the writing
        save({"text": "Likes the early hours."})

    assert Note.objects.count() == 4


def test_a_commitment_said_on_the_phone_with_gaps_becomes_a_follow_up(cast, desk, on_the_day):
    """R-017"""
    desk.post(page_of(cast, "add_commitment"), {"what": "help out sometime", "entry": str(uuid.uuid4())})

    assert FollowUp.objects.get(step=timings.SETTLE_DETAILS).about == Commitment.objects.get().pk


def test_a_changed_name_shows_both_versions_to_whoever_saved_too_late(cast, desk, on_the_day):
    edit = page_of(cast, "edit_person")
    seen = desk.get(edit).context["form"]["seen"].value()
    Person.objects.filter(pk=cast.person.pk).update(name="Amina Bello")

    stale = desk.post(edit, {"name": "Amina O.", "seen": seen})
    page = stale.content.decode()

    assert stale.status_code == 422
    assert "Amina Bello" in page
    assert "Amina O." in page
    again = desk.post(edit, {"name": "Amina O.", "seen": stale.context["form"]["seen"].value()})
    assert again.status_code == 302
    assert Person.objects.get(pk=cast.person.pk).name == "Amina O."


def test_a_taken_address_leaves_the_name_as_it_was(cast, desk, on_the_day):
    a_person(cast.organizer, cast.chapter, "June Park", phone="+12025550153")
    edit = page_of(cast, "edit_person")
    seen = desk.get(edit).context["form"]["seen"].value()

    answer = desk.post(edit, {"name": "Changed", "phone": "+12025550153", "seen": seen})

    assert answer.status_code == 422
    assert Person.objects.get(pk=cast.person.pk).name == cast.person.name


def test_a_way_that_is_no_longer_right_is_ended(cast, desk, on_the_day):
    way = Way.objects.get(person=cast.person, kind="email")

    desk.post(page_of(cast, "edit_person"), {"end": str(way.pk)})

    assert Way.objects.get(pk=way.pk).until == on_the_day


def test_a_person_with_three_follow_ups_costs_what_one_costs(cast, desk, cost, on_the_day):
    plan_own(relationship=cast.relationship, words="Send the leaflet", due_at=on_the_day, by=cast.organizer, at=NOW)
    once = cost(desk, page_of(cast))

    for words in ("Bring a chair", "Return the book"):
        plan_own(relationship=cast.relationship, words=words, due_at=on_the_day, by=cast.organizer, at=NOW)

    assert "Return the book" in desk.get(page_of(cast)).content.decode()
    assert cost(desk, page_of(cast)) == once


def test_words_are_added_to_a_person_and_taken_off(cast, desk, on_the_day):
    address = page_of(cast, "tag_person")
    assert "Words about" in desk.get(address).content.decode()

    desk.post(address, {"kind": "issue", "name": "night buses"})
    tagging = Tagging.objects.get(person=cast.person)
    assert "night buses" in desk.get(page_of(cast)).content.decode()
    desk.post(address, {"remove": str(tagging.pk)})

    assert not Tagging.objects.filter(person=cast.person).exists()
    assert desk.post(address, {"kind": "issue", "name": ""}).status_code == 422


def test_an_answer_is_written_down_with_the_words_it_was_asked_in(cast, desk, on_the_day):
    """b.6"""
    told = {"about": "reminders:email", "answer": "granted", "how": "call", "words": "May I remind you by email?"}

    desk.post(page_of(cast, "record_consent"), told)

    line = Consent.objects.get(person=cast.person)
    assert (line.answer, line.words) == (Answer.GRANTED, "May I remind you by email?")
    assert may_reach(cast.person, "reminders", "email", at=on_the_day).may
    assert "Reminders by email: yes" in desk.get(page_of(cast)).content.decode()


def test_l1_stopping_works_at_once_and_only_their_word_opens_the_door_again(cast, desk, on_the_day):
    stop = page_of(cast, "stop_contact")

    desk.post(stop, {"how": "call", "words": "Please stop"})
    page = desk.get(page_of(cast)).content.decode()
    assert is_do_not_contact(cast.person)
    assert "tel:" not in page
    assert "sms:" not in page

    without_words = desk.post(stop, {"how": "call", "words": "", "resume": "1"})
    assert without_words.status_code == 422
    desk.post(stop, {"how": "call", "words": "She called and said she misses us", "resume": "1"})
    assert not is_do_not_contact(cast.person)


def test_a_stage_set_meanwhile_is_shown(cast, desk, on_the_day):
    address = page_of(cast, "set_stage")

    stale = desk.post(address, {"stage": Stage.RESTING, "seen": Stage.LEADER})
    desk.post(address, {"stage": Stage.RESTING, "seen": Stage.PROSPECTIVE})

    assert stale.status_code == 422
    assert "Prospective" in stale.content.decode()
    assert cast.person.memberships.get(chapter=cast.chapter).stage == Stage.RESTING


def test_the_address_of_their_page_is_shown_once_with_a_code_to_scan(cast, desk, on_the_day):
    made = desk.post(page_of(cast, "supporter_link"))
    page = made.content.decode()
    address = made.context["address"]

    assert address in page
    assert "<svg" in page[page.index('class="qr"') :]
    assert "no-store" in made["Cache-Control"]
    assert address not in desk.get(page_of(cast, "supporter_link")).content.decode()
    assert SupporterLink.objects.filter(revoked_at__isnull=True).count() == 2


def test_every_address_of_their_page_is_closed_at_once(cast, desk, on_the_day):
    desk.post(page_of(cast, "supporter_link"))

    desk.post(page_of(cast, "revoke_link"))

    assert not SupporterLink.objects.filter(revoked_at__isnull=True).exists()


def test_what_is_kept_is_shown_without_the_words_of_notes(cast, client, on_the_day):
    a_note(cast)
    client.force_login(cast.organizer)

    page = client.get(page_of(cast, "kept_about")).content.decode()

    assert "amina@example.org" in page
    assert SECRET not in page


def test_what_another_chapter_keeps_is_not_shown_to_those_who_do_not_lead_it(cast, client, on_the_day):
    theirs = take_on(person=cast.person, chapter=cast.sibling, organizer=cast.outsider, by=None, at=NOW)
    agree(relationship=theirs, terms=Terms(what="paint banners"), by=cast.outsider, at=NOW)
    for user in (cast.organizer, cast.lead):
        client.force_login(user)
        page = client.get(page_of(cast, "kept_about")).content.decode()
        assert "paint banners" not in page
        assert cast.sibling.name not in page

    client.force_login(cast.founder)
    assert "paint banners" in client.get(page_of(cast, "kept_about")).content.decode()


def test_erasing_asks_first_and_then_forgets(cast, desk, on_the_day):
    a_note(cast)
    erase = page_of(cast, "erase_person")

    assert "cannot be taken back" in desk.get(erase).content.decode()
    assert Note.objects.exists()
    answer = desk.post(erase)

    assert answer["Location"] == reverse("desk:people")
    assert Person.objects.get(pk=cast.person.pk).erased_at == on_the_day
    assert not Note.objects.exists()
    assert desk.get(page_of(cast)).status_code == 404


@pytest.mark.parametrize("who", ["organizer", "lead"])
def test_a_request_is_shown_and_settled_by_the_organizer_or_a_lead(cast, client, on_the_day, who):
    asked = ask_for(relationship=cast.relationship, kind=RequestKind.CORRECT, words="My name has one n", at=NOW)
    client.force_login(getattr(cast, who))
    assert "My name has one n" in client.get(page_of(cast)).content.decode()

    client.post(reverse("desk:settle_request", args=[asked.pk]))

    assert PersonRequest.objects.get(pk=asked.pk).settled_by == getattr(cast, who)


def test_a_request_to_be_forgotten_leads_to_the_page_that_does_it(cast, desk, on_the_day):
    asked = ask_for(relationship=cast.relationship, kind=RequestKind.ERASE, at=NOW)
    settle = reverse("desk:settle_request", args=[asked.pk])

    answer = desk.post(settle)
    assert answer["Location"] == page_of(cast, "erase_person")
    assert PersonRequest.objects.get(pk=asked.pk).settled_at is None

    desk.post(settle, {"declined": "1"})
    assert PersonRequest.objects.get(pk=asked.pk).settled_at == on_the_day


def test_a_request_of_another_chapter_is_nobody_else_s(cast, client, on_the_day):
    asked = ask_for(relationship=cast.relationship, kind=RequestKind.SEE, at=NOW)
    client.force_login(cast.outsider)

    assert client.post(reverse("desk:settle_request", args=[asked.pk])).status_code == 404


def test_p2_a_late_promise_is_named_before_anything_more_is_asked(cast, desk, at_hour):
    make_promise(
        relationship=cast.relationship, words="Send the list", due_on=date(2026, 3, 4), by=cast.organizer, at=NOW
    )
    at_hour(NOW + timedelta(days=8))

    page = desk.get(page_of(cast)).content.decode()

    assert "You owe them a promise" in page
    assert "Told them, made good" in page


def test_someone_added_for_another_is_seen_but_not_written_about(cast, desk, on_the_day):
    other = a_person(cast.organizer, cast.chapter, "June Park", own=False)

    assert desk.get(page_of(cast, person=other)).status_code == 200
    assert desk.get(page_of(cast, "jot_note", person=other)).status_code == 404


def test_an_organizer_who_also_leads_sees_their_own_person_as_their_own(cast, client, on_the_day):
    a_role(cast.organizer, cast.chapter, "lead")
    client.force_login(cast.organizer)

    page = client.get(page_of(cast)).content.decode()

    assert relationship_of(cast.person, cast.organizer)
    assert "Plan a one-on-one" in page


def test_c5_after_one_miss_the_page_begins_with_what_happened_and_asks_for_nothing(cast, desk, at_hour):
    at_hour(NOW + 30 * DAY)
    commitment = agree(relationship=cast.relationship, terms=FIRM, by=cast.organizer, at=NOW)
    record_outcome(commitment=commitment, kind="missed", by=cast.organizer, at=NOW + 20 * DAY)

    page = desk.get(page_of(cast)).content.decode()

    assert "which is no verdict" in page
    assert "Perhaps a smaller step" not in page


def test_r063_what_to_ask_about_next_time_waits_on_the_page_for_its_author_until_they_spoke(client, cast):
    client.force_login(cast.organizer)
    log = reverse("desk:log_contact", args=[cast.person.pk])

    client.post(log, {"channel": "call", "kind": "non_ask", "next_time": "her choir", "entry": str(uuid.uuid4())})
    waiting = client.get(cast.person.desk_url).text
    client.force_login(cast.lead)
    of_the_lead = client.get(cast.person.desk_url).text
    client.force_login(cast.organizer)
    client.post(log, {"channel": "call", "kind": "non_ask", "entry": str(uuid.uuid4())})
    spoken = client.get(cast.person.desk_url).text

    assert "You meant to ask about: <bdi>her choir</bdi>" in waiting
    assert "her choir" not in of_the_lead
    assert "her choir" not in spoken
