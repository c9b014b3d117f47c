"""Whom a filter of the list finds, for whom: everything around a person can be a clause of it."""

import uuid
from datetime import timedelta

import pytest

from letstalk.commitments.domain.agreeing import agree
from letstalk.commitments.validators import Terms
from letstalk.followups.domain.contacts import log_contact
from letstalk.followups.looking_for import clauses_decided_here
from letstalk.meetings.domain.invite import invite
from letstalk.meetings.domain.plan import plan
from letstalk.people.access import remember_scope
from letstalk.people.domain.consent import record_answer, stop_everything
from letstalk.people.domain.lists import ListWords, make_list
from letstalk.people.domain.relationships import take_on
from letstalk.people.domain.said import write_down
from letstalk.people.domain.stages import set_stage
from letstalk.people.domain.tags import tag
from letstalk.people.filters import Filter
from letstalk.people.queries import filtering, listing, people_page
from letstalk.people.queries.listing import found_without_each
from letstalk.people.words import OWN_PAGE, Purpose, SaidKind
from tests.factories import AT, a_chapter, a_person, a_role, a_user, relationship_of

WEEK = timedelta(weeks=1)
LATER = AT + 10 * WEEK


def names(user, **clauses):
    wanted = Filter(**clauses)
    page = people_page(user, wanted=wanted, among=clauses_decided_here(user, wanted, at=LATER), at=LATER)
    return [row.name for row in page.rows]


@pytest.fixture(params=["few", "many"])
def either_way(request, cast, monkeypatch):
    """Few that fit are found first and sorted then; many are met walking by name."""
    if request.param == "many":
        monkeypatch.setattr(filtering, "which_are_few", lambda people: [False for _some in people])
        monkeypatch.setattr(listing, "_known_to_be_many", lambda _wishes: False)
    return cast


def free(cast, person, *codes):
    write_down(
        person=person,
        chapter=cast.chapter,
        said={SaidKind.TIME: list(codes), SaidKind.LANGUAGE: ["es"]},
        source="their page",
        by=cast.organizer,
        at=AT,
    )


def test_all_parts_of_a_sentence_hold_at_once(either_way):
    """Issue 8: members in Riverside who care about schools, not spoken with for 6 weeks, free on Sundays."""
    cast = either_way
    word = None
    for name in ("Abe Fits", "Ben Busy", "Cleo Spoken"):
        person = a_person(cast.organizer, cast.chapter, name)
        set_stage(person=person, chapter=cast.chapter, stage="member", by=None, at=AT)
        word = tag(person=person, chapter=cast.chapter, kind="issue", name="schools", by=None, at=AT).tag
        free(cast, person, "6 morning" if name != "Ben Busy" else "5 morning")
        if name == "Cleo Spoken":
            relationship = relationship_of(person, cast.organizer)
            log_contact(relationship=relationship, channel="call", kind="non_ask", by=cast.organizer, at=LATER - WEEK)

    asked = {"stage": "member", "chapter": cast.chapter.pk, "tag": word.pk, "weeks": 6}

    assert names(cast.organizer, **asked, free=7) == ["Abe Fits"]
    assert names(cast.organizer, **asked) == ["Abe Fits", "Ben Busy"]
    assert names(cast.organizer, **asked, free=7, part="evening") == []
    assert names(cast.organizer, part="morning", language="es") == ["Abe Fits", "Ben Busy", "Cleo Spoken"]
    # With whom an organizer spoke, not even a lead is told.
    assert names(cast.lead, **asked) == []
    assert names(cast.outsider, stage="member") == []


def test_a_chapter_is_with_those_below_it_as_far_as_one_sees_them(either_way):
    cast = either_way
    below = a_chapter(cast.chapter, "North")
    there = a_role(a_user("Lin There"), below)
    a_person(there, below, "Nora North")

    assert names(cast.lead, chapter=cast.chapter.pk) == ["Amina Okafor", "Nora North"]
    assert names(cast.lead, chapter=below.pk) == ["Nora North"]
    assert names(cast.founder, chapter=below.pk) == names(there, chapter=cast.chapter.pk) == ["Nora North"]
    assert names(cast.organizer, chapter=below.pk) == names(cast.organizer, chapter=uuid.uuid4()) == []


def test_a_step_and_a_chapter_are_asked_of_one_and_the_same_membership(either_way):
    cast = either_way
    take_on(person=cast.person, chapter=cast.sibling, organizer=cast.outsider, by=None, at=AT)
    set_stage(person=cast.person, chapter=cast.sibling, stage="leader", by=None, at=AT)

    assert names(cast.founder, stage="leader", chapter=cast.sibling.pk) == ["Amina Okafor"]
    assert names(cast.founder, stage="leader", chapter=cast.chapter.pk) == []


def test_whose_own_somebody_is_goes_by_what_the_viewer_is_told(either_way):
    cast = either_way
    a_person(cast.organizer, cast.chapter, "Ben Alone", own=False)
    cleo = a_person(cast.organizer, cast.chapter, "Cleo Known Elsewhere", own=False)
    take_on(person=cleo, chapter=cast.sibling, organizer=cast.outsider, by=None, at=AT)

    assert names(cast.organizer, whose="mine") == ["Amina Okafor"]
    # That somebody in another chapter knows her is not given away.
    assert names(cast.lead, whose="nobody") == ["Ben Alone", "Cleo Known Elsewhere"]
    assert names(cast.founder, whose="nobody") == ["Ben Alone"]
    assert names(cast.lead, whose="mine") == []


def test_a_list_a_way_and_a_no_are_read_from_the_ledger(either_way):
    cast = either_way
    words = ListWords("Night bus", "What we hear and do about it", "Riverside Huddle")
    one = make_list(chapter=cast.chapter, words=words, is_news=False, id=uuid.uuid4(), by=cast.lead, at=AT)
    ben = a_person(cast.organizer, cast.chapter, "Ben", email="ben@example.org")
    for how, person in ((OWN_PAGE, cast.person), ("in person", ben)):
        told = {"purpose": Purpose.LIST, "scope": one.scope, "answer": "granted", "how": how, "words": "Yes"}
        record_answer(person=person, chapter=cast.chapter, **told, by=None, at=AT)

    assert names(cast.organizer, list=one.pk) == names(cast.lead, list=one.pk) == ["Amina Okafor"]
    assert names(cast.outsider, list=one.pk) == names(cast.lead, list=uuid.uuid4()) == []
    assert names(cast.organizer, reach="email") == ["Amina Okafor", "Ben"]
    assert names(cast.organizer, reach="phone") == ["Amina Okafor"]
    stop_everything(person=cast.person, chapter=cast.chapter, how="in person", words="No", by=cast.organizer, at=AT)
    assert names(cast.lead, reach="any") == ["Ben"]


def test_what_is_open_and_who_was_asked_to_meet(either_way):
    cast = either_way
    ben = a_person(cast.organizer, cast.chapter, "Ben")
    agree(relationship=cast.relationship, terms=Terms(what="Bring two friends"), by=cast.organizer, at=AT)
    meeting = plan(relationship=relationship_of(ben, cast.organizer), kind="introductory", by=cast.organizer, at=AT)
    assert names(cast.organizer, invited="no") == ["Amina Okafor", "Ben"]
    invite(meeting=meeting, channel="call", words="Coffee?", by=cast.organizer, at=AT)

    assert names(cast.organizer, open="commitment") == names(cast.lead, open="commitment") == ["Amina Okafor"]
    assert names(cast.organizer, invited="yes") == ["Ben"]
    assert names(cast.organizer, invited="no") == ["Amina Okafor"]
    assert names(cast.organizer, weeks=0) == ["Amina Okafor", "Ben"]
    assert names(cast.lead, invited="no") == names(cast.lead, open="ask") == names(cast.lead, weeks=0) == []


def test_where_nobody_fits_it_is_told_which_part_to_leave_out_in_as_many_queries_whatever_the_parts(
    cast, django_assert_max_num_queries
):
    set_stage(person=cast.person, chapter=cast.chapter, stage="member", by=None, at=AT)
    remember_scope(cast.organizer)

    def fewer(**clauses):
        return found_without_each(
            cast.organizer,
            wanted=Filter(**clauses),
            among=lambda wanted: clauses_decided_here(cast.organizer, wanted, at=LATER),
        )

    with django_assert_max_num_queries(4):
        assert fewer(stage="member", weeks=6, free=7) == {"stage": 0, "weeks": 0, "free": 1}
    with django_assert_max_num_queries(4):
        assert fewer(stage="leader", weeks=6, whose="mine", reach="email", invited="no", open="commitment") == {
            "stage": 0,
            "weeks": 0,
            "whose": 0,
            "reach": 0,
            "invited": 0,
            "open": 0,
        }


def test_many_parts_cost_no_more_queries_than_one(cast, django_assert_max_num_queries):
    remember_scope(cast.organizer)

    def cost(**clauses):
        with django_assert_max_num_queries(12) as counted:
            names(cast.organizer, **clauses)
        return len(counted)

    assert cost(tag=uuid.uuid4(), free=7, reach="email", language="es", whose="mine", weeks=6) <= cost(stage="member")
