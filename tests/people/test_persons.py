"""Merging, forgetting and telling: every table of the room that is about a person is covered by all three."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from letstalk.journal.models import Entry
from letstalk.outbox.domain.messages import plan
from letstalk.outbox.models import Message, Suppression
from letstalk.outbox.queries import is_suppressed
from letstalk.people.access import link_or_404
from letstalk.people.domain.adding import add_person
from letstalk.people.domain.codes import make_code
from letstalk.people.domain.consent import record_answer, stop_everything
from letstalk.people.domain.notes import jot
from letstalk.people.domain.organizers import become_organizer
from letstalk.people.domain.persons import NAME_OF_THE_ERASED, erase, held_about, move
from letstalk.people.domain.relationships import take_on
from letstalk.people.domain.requests import ask_for
from letstalk.people.domain.stages import set_stage
from letstalk.people.domain.tags import tag
from letstalk.people.models import (
    Bond,
    BulkEditRow,
    Consent,
    ContactCode,
    CustomValue,
    ImportRow,
    InTouch,
    InvitedToOrganize,
    LikelyPair,
    Membership,
    Merge,
    Note,
    OtherNumber,
    Person,
    PersonRequest,
    Relationship,
    Said,
    SupporterLink,
    Tagging,
    TakenOutRow,
    Way,
)
from letstalk.people.queries import consents_of, is_do_not_contact, may_reach, ways_of
from tests.factories import AT, a_person, a_user, relationship_of
from tests.support.files import bring_in

LATER = AT + timedelta(days=1)
ABOUT_A_PERSON = {Consent, ImportRow, Membership, Note, OtherNumber, PersonRequest, Relationship, Tagging, Way}
SECRETS = [
    "Amina",
    "Okafor",
    "amina@",
    "0143",
    "sings",
    "buses",
    "she / her",
    "Lagos",
    "gladly",
    "my name is",
    "market",
]


@pytest.fixture
def full(cast):
    """The person of the cast, with a row in every table and a secret in every word."""
    bring_in("Reach ID,Name,Email\nR-4711,Amina Okafor,amina@example.org\n", chapter=cast.chapter, at=AT)
    person = cast.person
    person.pronouns, person.zone, person.source = "she / her", "Africa/Lagos", "market stall"
    person.save()
    about = {"person": person, "chapter": cast.chapter, "by": cast.organizer, "at": AT}
    record_answer(purpose="photo", answer="granted", how="market stall", words="yes, gladly", **about)
    tag(kind="issue", name="buses", **about)
    set_stage(stage="leader", **about)
    jot(relationship=cast.relationship, text="sings", by=cast.organizer, at=AT)
    ask_for(relationship=cast.relationship, kind="correct", words="my name is Amína", at=AT)
    make_code(link=link_or_404(cast.link_token, AT), at=AT)
    become_organizer(person=person, user=a_user("Amina's account"), chapter=cast.chapter, by=None, at=AT)
    person.refresh_from_db()
    return cast


def everything_kept(person):
    """Every column of every row about a person, opened where it is sealed."""
    rows = [person]
    for model in ABOUT_A_PERSON:
        rows += model.objects.filter(person=person)
    values = [str(getattr(row, field.attname)) for row in rows for field in row._meta.concrete_fields]
    return " ".join([*values, *[tagging.tag.name for tagging in Tagging.objects.filter(person=person)]])


def rows_about(person):
    return {model.__name__: model.objects.filter(person=person).count() for model in ABOUT_A_PERSON}


def test_every_key_to_a_person_in_this_room_is_known_here():
    found = {
        model
        for model in apps.get_app_config("people").get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is Person
    }

    # Pairs and bonds point at two people, and have tests of their own (test_duplicates.py, test_bonds.py); so have
    # merges (tests/stewardship/test_merge_undone.py), and the others, that a whole acquaintance stands in
    # (tests/stewardship/test_every_person_is_covered.py).
    others = {BulkEditRow, CustomValue, InTouch, InvitedToOrganize, Said, TakenOutRow}
    assert found == ABOUT_A_PERSON | {Bond, LikelyPair, Merge} | others


def test_nothing_that_tells_who_they_were_is_left_after_forgetting(full):
    kept = everything_kept(full.person)
    assert [secret for secret in SECRETS if secret not in kept] == []

    erase(full.person, by=full.lead, at=LATER)

    kept = everything_kept(full.person)
    assert [secret for secret in SECRETS if secret in kept] == []
    assert (full.person.name, full.person.erased_at) == (NAME_OF_THE_ERASED, LATER)
    assert (full.person.user, full.person.added_by) == (None, None)
    assert not ContactCode.objects.exists()


def test_the_search_index_forgets_too(full):
    if connection.vendor != "sqlite":
        return
    erase(full.person, at=LATER)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_name WHERE person_id = %s", [full.person.pk.hex])
        assert cursor.fetchone() == (0,)


def test_after_forgetting_the_totals_stay_and_everything_has_ended(full):
    erase(full.person, at=LATER)

    membership = Membership.objects.get(person=full.person)
    assert (membership.stage, membership.until) == ("leader", LATER)
    assert Relationship.objects.get(person=full.person).until == LATER
    assert Consent.objects.get(person=full.person).answer == "granted"
    assert PersonRequest.objects.get(person=full.person).settled_at == LATER
    assert SupporterLink.objects.get().revoked_at == LATER


def test_the_addresses_of_someone_forgotten_cannot_be_reached_again(full):
    keys = {way.kind: way.key for way in ways_of(full.person)}
    message = plan(
        kind="followups.reminder",
        about=full.person.pk,
        recipient=full.person.pk,
        by=None,
        chapter_id=full.chapter.pk,
        channel="email",
        due_at=LATER,
        at=AT,
    )

    erase(full.person, at=LATER)

    assert is_suppressed("email", keys["email"])
    assert is_suppressed("text", keys["phone"])
    assert Message.objects.get(pk=message.pk).state == "withdrawn"
    again = a_person(full.organizer, full.chapter, "Amina again", email="amina@example.org")
    assert may_reach(again, "personal", "email", at=LATER).why == "suppressed"


def test_forgetting_happens_wholly_or_not_at_all(full, monkeypatch):
    monkeypatch.setattr("letstalk.people.domain.persons.record", _cut)

    with pytest.raises(ConnectionError):
        erase(full.person, at=LATER)

    kept = everything_kept(Person.objects.get(pk=full.person.pk))
    assert [secret for secret in SECRETS if secret not in kept] == []
    assert not Suppression.objects.exists()


def _cut(*_what, **_more):
    raise ConnectionError


def test_forgetting_twice_counts_once(full):
    erase(full.person, at=LATER)
    erase(full.person, at=LATER + timedelta(days=1))

    assert full.person.erased_at == LATER
    assert Entry.objects.filter(kind="people.erased").count() == 1


def test_forgetting_one_leaves_the_others_as_they_are(full):
    ben = a_person(full.organizer, full.chapter, "Ben", email="ben@example.org")
    before = everything_kept(ben)

    erase(full.person, at=LATER)

    assert everything_kept(Person.objects.get(pk=ben.pk)) == before
    assert may_reach(ben, "personal", "email", at=LATER).may


def test_a_person_is_told_everything_that_is_kept_but_the_words_of_notes(full):
    told = held_about(full.person)

    kinds = sorted(row["what"] for row in told)
    told_once = ["answer", "membership", "note", "number elsewhere", "person", "relationship", "request"]
    assert kinds == [*told_once, "row of a file", "tag", "way", "way"]
    words = str(told)
    for secret in set(SECRETS) - {"sings"}:
        assert secret in words
    assert "sings" not in words
    assert {"what": "note", "author": "Rosa Marin", "chapter": "Riverside", "at": AT} in told


def test_of_someone_forgotten_only_bare_rows_are_told(full):
    erase(full.person, at=LATER)

    told = str(held_about(full.person))

    assert [secret for secret in SECRETS if secret in told] == []


def test_merging_moves_every_row_and_leaves_none(full):
    other = a_person(full.organizer, full.sibling, "A. Okafor", own=False)
    before = rows_about(full.person)
    assert all(before.values())

    move(full.person, other, at=LATER)

    assert not any(rows_about(full.person).values())
    assert rows_about(other) == before | {"Membership": 2}
    other.refresh_from_db()
    full.person.refresh_from_db()
    assert full.person.user is None
    assert other.user is not None
    assert [note.text for note in Note.objects.filter(person=other)] == ["sings"]


def twins(cast):
    """Added twice in one chapter by the same organizer, sharing everything that may stand only once."""
    twin = add_person(
        chapter=cast.chapter,
        name="Amina O.",
        email="amina@example.org",
        is_shared=True,
        by=cast.organizer,
        at=AT,
    )
    for person in (cast.person, twin):
        tag(person=person, chapter=cast.chapter, kind="issue", name="buses", by=None, at=AT)
        relationship = relationship_of(person, cast.organizer)
        ask_for(relationship=relationship, kind="see", at=AT)
    return twin


def test_where_only_one_may_stand_one_stands_after_merging(cast):
    twin = twins(cast)
    set_stage(person=cast.person, chapter=cast.chapter, stage="leader", by=None, at=AT)
    set_stage(person=twin, chapter=cast.chapter, stage="member", by=None, at=AT)

    move(cast.person, twin, at=LATER)

    assert Membership.objects.get(person=twin, until__isnull=True).stage == "leader"
    assert Relationship.objects.current().filter(person=twin).count() == 1
    assert [way.value for way in ways_of(twin)] == ["amina@example.org", "+12025550143"]
    assert Tagging.objects.filter(person=twin).count() == 1
    assert PersonRequest.objects.filter(person=twin, settled_at__isnull=True).count() == 1


@pytest.mark.parametrize("who_stopped", ["from", "to"])
def test_a_no_of_either_stands_for_both_after_merging(cast, who_stopped):
    """L-1: a stop said once is not lost because the same human was kept twice."""
    twin = twins(cast)
    stopped, other = (cast.person, twin) if who_stopped == "from" else (twin, cast.person)
    stop_everything(person=stopped, chapter=cast.chapter, how="call", words="stop", by=None, at=AT)
    record_answer(
        person=other, chapter=cast.chapter, purpose="contact", answer="granted", how="m", words="", by=None, at=LATER
    )

    move(cast.person, twin, at=LATER)

    assert is_do_not_contact(twin)
    assert consents_of(twin).count() == 1
    for way in ways_of(twin):
        assert is_suppressed("email" if way.kind == "email" else "text", way.key)


def test_of_two_yeses_the_later_stands_after_merging(cast):
    twin = twins(cast)
    for person, words, at in [(cast.person, "yes", LATER), (twin, "sure", AT)]:
        record_answer(
            person=person, chapter=cast.chapter, purpose="photo", answer="granted", how="m", words=words, by=None, at=at
        )

    move(cast.person, twin, at=LATER)

    assert consents_of(twin).get().words == "yes"


def test_merging_keeps_a_second_organizers_relationship(cast):
    twin = twins(cast)
    take_on(person=cast.person, chapter=cast.sibling, organizer=cast.outsider, by=None, at=AT)

    move(cast.person, twin, at=LATER)

    assert {row.organizer for row in Relationship.objects.current().filter(person=twin)} == {
        cast.organizer,
        cast.outsider,
    }
