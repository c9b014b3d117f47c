"""Relationships, stages, tags, notes, and what people ask for on their page."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from letstalk.people.domain.notes import NothingWritten, jot, tear_up
from letstalk.people.domain.persons import erase
from letstalk.people.domain.refusals import Forgotten, FormUsed
from letstalk.people.domain.relationships import belong, end, set_cadence, take_on
from letstalk.people.domain.requests import ask_for, settle
from letstalk.people.domain.stages import raise_to, set_stage
from letstalk.people.domain.tags import tag, untag
from letstalk.people.models import Membership, Note, PersonRequest, Relationship, Tag, Tagging
from letstalk.people.words import LADDER
from tests.factories import AT, a_person, relationship_of

LATER = AT + timedelta(days=1)


def test_taking_someone_on_twice_is_the_same_as_once(cast):
    again = take_on(person=cast.person, chapter=cast.chapter, organizer=cast.organizer, by=None, at=LATER)

    assert again == cast.relationship
    assert Relationship.objects.count() == 1


def test_the_database_too_keeps_one_relationship_of_two_people_in_a_chapter(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Relationship.objects.create(person=cast.person, chapter=cast.chapter, organizer=cast.organizer, since=LATER)


def test_whoever_is_taken_on_belongs_to_the_chapter(cast):
    take_on(person=cast.person, chapter=cast.sibling, organizer=cast.outsider, by=None, at=LATER)

    assert Membership.objects.filter(person=cast.person, chapter=cast.sibling, until__isnull=True).count() == 1


def test_a_relationship_that_ended_keeps_its_first_end_and_may_begin_again(cast):
    end(relationship=cast.relationship, by=None, at=LATER)
    end(relationship=cast.relationship, by=None, at=LATER + timedelta(days=1))

    assert cast.relationship.until == LATER
    anew = take_on(person=cast.person, chapter=cast.chapter, organizer=cast.organizer, by=None, at=LATER)
    assert anew != cast.relationship


def test_a_relationship_never_ends_before_it_began(cast):
    end(relationship=cast.relationship, by=None, at=AT - timedelta(days=3))

    assert cast.relationship.until == cast.relationship.since


def test_two_people_agree_how_often_they_talk(cast):
    set_cadence(relationship=cast.relationship, every_days=21, by=cast.organizer, at=LATER)

    assert relationship_of(cast.person, cast.organizer).contact_every_days == 21


def test_a_stage_is_raised_by_what_someone_did_and_never_lowered(cast):
    """b.5: movement is by what they did."""
    reached = []
    for stage in ["connected", "participating", "connected", "leader", "prospective", "member"]:
        reached.append(raise_to(person=cast.person, chapter=cast.chapter, stage=stage, by=None, at=LATER).stage)

    assert reached == ["connected", "participating", "participating", "leader", "leader", "leader"]


@pytest.mark.parametrize("chosen", ["resting", "left"])
@pytest.mark.parametrize("reached", LADDER)
def test_rest_and_goodbye_are_chosen_and_stay(cast, chosen, reached):
    set_stage(person=cast.person, chapter=cast.chapter, stage=chosen, by=None, at=AT)

    assert raise_to(person=cast.person, chapter=cast.chapter, stage=reached, by=None, at=LATER).stage == chosen


def test_a_stage_is_one_of_a_chapter(cast):
    belong(person=cast.person, chapter=cast.sibling, by=None, at=AT)

    raise_to(person=cast.person, chapter=cast.chapter, stage="leader", by=None, at=LATER)

    stages = dict(Membership.objects.filter(person=cast.person).values_list("chapter__name", "stage"))
    assert stages == {"Riverside": "leader", "Hilltop": "prospective"}


def test_a_tag_is_one_word_of_the_chapter_whatever_its_accents_and_case(cast):
    ben = a_person(cast.organizer, cast.chapter, "Ben")
    first = tag(person=cast.person, chapter=cast.chapter, kind="issue", name="#Öffis ", by=cast.organizer, at=AT)
    again = tag(person=cast.person, chapter=cast.chapter, kind="issue", name="öffis", by=cast.organizer, at=AT)
    of_ben = tag(person=ben, chapter=cast.chapter, kind="issue", name="OFFIS", by=cast.organizer, at=AT)

    assert first == again
    assert [one.name for one in Tag.objects.all()] == ["Öffis"]
    assert of_ben.tag == first.tag


def test_the_same_word_may_be_an_issue_and_a_skill_and_another_chapters(cast):
    for chapter, kind in [(cast.chapter, "issue"), (cast.chapter, "skill"), (cast.sibling, "issue")]:
        tag(person=cast.person, chapter=chapter, kind=kind, name="food", by=None, at=AT)

    assert Tag.objects.count() == 3


@pytest.mark.parametrize("name", ["", " # ", "t" * 61])
def test_what_is_no_tag_is_refused(cast, name):
    with pytest.raises(ValidationError):
        tag(person=cast.person, chapter=cast.chapter, kind="issue", name=name, by=None, at=AT)


def test_a_tag_is_taken_off_and_stays_the_chapters_word(cast):
    tagging = tag(person=cast.person, chapter=cast.chapter, kind="issue", name="rent", by=None, at=AT)

    untag(tagging=tagging, by=cast.organizer, at=LATER)

    assert not Tagging.objects.exists()
    assert Tag.objects.filter(name="rent").exists()


def test_a_note_is_sealed_and_belongs_to_its_author(cast):
    note = jot(relationship=cast.relationship, text=" likes the early bus \n", by=cast.organizer, at=AT)

    note = Note.objects.get(pk=note.pk)
    assert (note.text, note.author, note.chapter) == ("likes the early bus", cast.organizer, cast.chapter)
    assert b"bus" not in bytes(Note.objects.values_list("text", flat=True).get())


def test_the_same_note_sent_twice_is_kept_once(cast):
    id = uuid.uuid4()
    first = jot(id=id, relationship=cast.relationship, text="sings", by=cast.organizer, at=AT)

    assert jot(id=id, relationship=cast.relationship, text="sings", by=cast.organizer, at=LATER) == first
    assert Note.objects.count() == 1
    with pytest.raises(FormUsed):
        jot(id=id, relationship=cast.relationship, text="sings", by=cast.lead, at=LATER)


def test_an_empty_note_is_refused_beside_its_field(cast):
    with pytest.raises(NothingWritten) as refused:
        jot(relationship=cast.relationship, text="  \n ", by=cast.organizer, at=AT)

    assert refused.value.field == "text"


def test_a_note_is_torn_up_by_its_author(cast):
    note = jot(relationship=cast.relationship, text="sings", by=cast.organizer, at=AT)

    tear_up(note=note, by=cast.organizer, at=LATER)

    assert not Note.objects.exists()


def test_asking_again_adds_to_the_open_request(cast):
    first = ask_for(relationship=cast.relationship, kind="correct", words="my name is Amína", at=AT)
    again = ask_for(relationship=cast.relationship, kind="correct", words="and I moved", at=LATER)
    third = ask_for(relationship=cast.relationship, kind="correct", words="and I moved", at=LATER)

    assert first == again == third
    assert PersonRequest.objects.get().words == "my name is Amína\nand I moved"


def test_a_request_is_settled_once_and_may_be_made_again(cast):
    request = ask_for(relationship=cast.relationship, kind="erase", at=AT)
    settle(request=request, by=cast.organizer, at=LATER)
    settle(request=request, by=cast.lead, at=LATER + timedelta(days=1))

    assert (request.settled_at, request.settled_by) == (LATER, cast.organizer)
    assert ask_for(relationship=cast.relationship, kind="erase", at=LATER) != request


def test_nothing_new_is_written_about_someone_forgotten(cast):
    erase(cast.person, at=AT)
    relationship = Relationship.objects.select_related("person").get()
    for verb in (
        lambda: jot(relationship=relationship, text="sings", by=cast.organizer, at=LATER),
        lambda: tag(person=cast.person, chapter=cast.chapter, kind="issue", name="rent", by=None, at=LATER),
        lambda: take_on(person=cast.person, chapter=cast.chapter, organizer=cast.lead, by=None, at=LATER),
        lambda: raise_to(person=cast.person, chapter=cast.chapter, stage="leader", by=None, at=LATER),
    ):
        with pytest.raises(Forgotten):
            verb()
