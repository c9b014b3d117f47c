"""Who may see whom. Each test that something is not seen first makes sure that there is something to see."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from letstalk.people import access
from letstalk.people.domain import organization as organizing
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.links import make_link, revoke
from letstalk.people.domain.notes import jot
from letstalk.people.domain.persons import erase
from letstalk.people.domain.relationships import belong, end, leave, take_on
from letstalk.people.domain.requests import ask_for
from letstalk.people.domain.tags import tag
from letstalk.people.domain.ways import add_way
from letstalk.people.models import Person, Role, SupporterLink
from letstalk.people.words import RoleKind
from tests.factories import AT, a_chapter, a_person, a_role, a_user

LATER = AT + timedelta(days=1)


def sees(user) -> set[str]:
    return {person.name for person in access.people_visible_to(user)}


def end_roles(user):
    for role in Role.objects.filter(user=user):
        organizing.end_role(role=role, by=None, at=LATER)


def test_an_organizer_sees_those_they_know_and_those_they_added(cast):
    a_person(cast.organizer, cast.chapter, "Ben Added", own=False)
    a_person(cast.outsider, cast.sibling, "Cleo Elsewhere")
    stranger = a_person(cast.lead, cast.chapter, "Dina Nextdoor", own=False)

    assert sees(cast.organizer) == {"Amina Okafor", "Ben Added"}

    take_on(person=stranger, chapter=cast.chapter, organizer=cast.organizer, by=cast.lead, at=AT)
    assert sees(cast.organizer) == {"Amina Okafor", "Ben Added", "Dina Nextdoor"}


def test_an_organizer_no_longer_sees_someone_they_are_no_longer_in_touch_with(cast):
    person = a_person(cast.lead, cast.chapter, "Ben Handed", own=False)
    relationship = take_on(person=person, chapter=cast.chapter, organizer=cast.organizer, by=None, at=AT)
    assert "Ben Handed" in sees(cast.organizer)

    end(relationship=relationship, by=None, at=LATER)

    assert "Ben Handed" not in sees(cast.organizer)


def test_an_organizer_sees_nobody_once_their_role_has_ended(cast):
    assert sees(cast.organizer)

    end_roles(cast.organizer)

    assert not sees(cast.organizer)
    with pytest.raises(Http404):
        access.own_relationship_or_404(cast.organizer, cast.person.pk)


def test_a_lead_sees_those_who_belong_at_or_below_their_node(cast):
    below = a_chapter(cast.chapter, "Riverside North")
    a_person(cast.organizer, below, "Ben Below")
    a_person(cast.outsider, cast.sibling, "Cleo Sibling")
    a_person(cast.founder, cast.organization, "Dina Above")

    assert sees(cast.lead) == {"Amina Okafor", "Ben Below"}


def test_a_lead_of_the_parent_sees_every_chapter_below(cast):
    a_person(cast.outsider, cast.sibling, "Cleo Sibling")
    parent_lead = a_role(a_user("Pat"), cast.organization, RoleKind.LEAD)

    assert sees(parent_lead) == {"Amina Okafor", "Cleo Sibling"}


def test_a_lead_no_longer_sees_someone_who_left_the_chapter(cast):
    assert sees(cast.lead) == {"Amina Okafor"}

    leave(membership=cast.person.memberships.get(), by=None, at=LATER)

    assert sees(cast.lead) == set()
    assert sees(cast.organizer) == {"Amina Okafor"}


def test_an_administrator_sees_nobody_by_that_role(cast):
    assert Person.objects.exists()

    assert sees(cast.administrator) == set()
    with pytest.raises(Http404):
        access.person_or_404(cast.administrator, cast.person.pk)


def test_the_founder_holds_all_three_roles(cast):
    kinds = [role.kind for role in access.roles(cast.founder, AT)]

    assert kinds == ["administrator", "lead", "organizer"]
    assert sees(cast.founder) == {"Amina Okafor"}


@pytest.mark.parametrize("who", ["outsider", "administrator"])
def test_for_whoever_is_out_of_scope_a_person_does_not_exist(cast, who):
    user = getattr(cast, who)

    assert sees(user) == set()
    with pytest.raises(Http404):
        access.person_or_404(user, cast.person.pk)
    with pytest.raises(Http404):
        access.own_relationship_or_404(user, cast.person.pk)
    assert not access.relationships_visible_to(user).exists()


def test_nobody_signed_in_sees_nobody(cast):
    nobody = AnonymousUser()

    assert sees(nobody) == set()
    assert not access.is_organizer(nobody)
    with pytest.raises(Http404):
        access.person_or_404(nobody, cast.person.pk)
    with pytest.raises(Http404):
        access.own_relationship_or_404(nobody, cast.person.pk)


@pytest.mark.parametrize("id", ["", "7", "not-an-id", str(uuid.UUID(int=0))])
def test_an_id_that_is_none_is_not_found(cast, id):
    with pytest.raises(Http404):
        access.person_or_404(cast.organizer, id)
    with pytest.raises(Http404):
        access.own_relationship_or_404(cast.organizer, id)


def test_an_id_may_come_as_text(cast):
    assert access.person_or_404(cast.organizer, str(cast.person.pk)) == cast.person
    assert access.own_relationship_or_404(cast.organizer, str(cast.person.pk)) == cast.relationship


def test_someone_added_for_another_is_seen_but_is_not_ones_own(cast):
    person = a_person(cast.organizer, cast.chapter, "Ben Added", own=False)

    assert access.person_or_404(cast.organizer, person.pk) == person
    with pytest.raises(Http404):
        access.own_relationship_or_404(cast.organizer, person.pk)


def test_a_lead_sees_a_person_but_has_no_relationship_of_their_own(cast):
    assert access.person_or_404(cast.lead, cast.person.pk) == cast.person

    with pytest.raises(Http404):
        access.own_relationship_or_404(cast.lead, cast.person.pk)


def in_two_chapters(cast):
    """The person also belongs to the sibling, where the outsider knows them."""
    lead_there = a_role(a_user("Lin There"), cast.sibling, RoleKind.LEAD)
    relationship = take_on(person=cast.person, chapter=cast.sibling, organizer=cast.outsider, by=None, at=AT)
    add_way(person=cast.person, chapter=cast.sibling, kind="email", value="second@example.org", by=None, at=AT)
    tag(person=cast.person, chapter=cast.sibling, kind="issue", name="buses", by=None, at=AT)
    tag(person=cast.person, chapter=cast.chapter, kind="issue", name="rent", by=None, at=AT)
    record_answer(
        person=cast.person, chapter=cast.sibling, purpose="photo", answer="granted", how="met", words="", by=None, at=AT
    )
    return lead_there, relationship


def rows_of(user, person):
    return {
        "ways": [way.value for way in access.ways_seen_by(user, person)],
        "tags": [tagging.tag.name for tagging in access.taggings_seen_by(user, person)],
        "chapters": [membership.chapter.name for membership in access.memberships_seen_by(user, person)],
        "answers": [line.purpose for line in access.consents_seen_by(user, person, access.standing_answers(person))],
        "known by": [row.organizer.name for row in access.relationships_visible_to(user).filter(person=person)],
    }


def test_of_a_person_in_two_chapters_each_lead_sees_their_chapters_rows_only(cast):
    lead_there, _relationship = in_two_chapters(cast)

    assert rows_of(lead_there, cast.person) == {
        "ways": ["second@example.org"],
        "tags": ["buses"],
        "chapters": ["Hilltop"],
        "answers": ["photo"],
        "known by": ["Omar Haddad"],
    }
    assert rows_of(cast.lead, cast.person) == {
        "ways": ["amina@example.org", "+12025550143"],
        "tags": ["rent"],
        "chapters": ["Riverside"],
        "answers": [],
        "known by": ["Rosa Marin"],
    }


def test_an_organizer_sees_all_rows_of_their_own_person_but_not_who_else_knows_them(cast):
    in_two_chapters(cast)

    seen = rows_of(cast.outsider, cast.person)

    assert set(seen["ways"]) == {"second@example.org", "amina@example.org", "+12025550143"}
    assert seen["tags"] == ["buses", "rent"]
    assert seen["known by"] == ["Omar Haddad"]


def test_an_administrator_or_outsider_reads_no_row_of_a_person(cast):
    nothing = {"ways": [], "tags": [], "chapters": [], "answers": [], "known by": []}
    assert rows_of(cast.organizer, cast.person) != nothing

    assert rows_of(cast.administrator, cast.person) == nothing
    assert rows_of(cast.outsider, cast.person) == nothing


def test_a_note_is_read_by_its_author_and_nobody_else(cast):
    jot(relationship=cast.relationship, text="likes the early bus", by=cast.organizer, at=AT)
    _lead, relationship = in_two_chapters(cast)
    jot(relationship=relationship, text="sings", by=cast.outsider, at=AT)

    assert [note.text for note in access.notes_of(cast.organizer, cast.person)] == ["likes the early bus"]
    assert [note.text for note in access.notes_of(cast.outsider, cast.person)] == ["sings"]
    for user in (cast.lead, cast.administrator, cast.founder, AnonymousUser()):
        assert not access.notes_of(user, cast.person).exists()


def test_nobody_sees_someone_who_was_forgotten(cast):
    assert sees(cast.organizer) == sees(cast.lead) == {"Amina Okafor"}

    erase(cast.person, at=LATER)

    assert sees(cast.organizer) == sees(cast.lead) == sees(cast.founder) == set()
    with pytest.raises(Http404):
        access.person_or_404(cast.organizer, cast.person.pk)


def test_a_link_opens_one_relationship(cast):
    link = access.link_or_404(cast.link_token, AT)

    assert link.relationship == cast.relationship


def test_a_link_opens_nothing_once_revoked_or_no_longer_in_touch_or_forgotten(cast):
    second = make_link(relationship=cast.relationship, at=AT)
    revoke(link=access.link_or_404(cast.link_token, AT), by=None, at=AT)
    assert access.link_or_404(second, AT)

    with pytest.raises(Http404):
        access.link_or_404(cast.link_token, AT)

    end(relationship=cast.relationship, by=None, at=LATER)
    with pytest.raises(Http404):
        access.link_or_404(second, LATER)


def test_the_link_of_someone_forgotten_opens_nothing(cast):
    erase(cast.person, at=LATER)

    with pytest.raises(Http404):
        access.link_or_404(cast.link_token, LATER)


@pytest.mark.parametrize("token", ["", "x", "A" * 22, "\0", "é" * 300])
def test_a_made_up_token_opens_nothing(cast, token):
    assert SupporterLink.objects.exists()

    with pytest.raises(Http404):
        access.link_or_404(token, AT)


def test_chapters_are_led_and_administered_at_or_below_the_node(cast):
    below = a_chapter(cast.chapter, "Riverside North")

    assert access.chapter_led_or_404(cast.lead, below.pk) == below
    assert access.chapter_administered_or_404(cast.administrator, cast.sibling.pk) == cast.sibling
    assert set(access.chapters_organized(cast.organizer)) == {cast.chapter}
    for user, chapter in [(cast.lead, cast.sibling), (cast.lead, cast.organization), (cast.organizer, cast.chapter)]:
        with pytest.raises(Http404):
            access.chapter_led_or_404(user, chapter.pk)
    with pytest.raises(Http404):
        access.chapter_administered_or_404(cast.lead, cast.chapter.pk)
    with pytest.raises(Http404):
        access.chapter_organized_or_404(cast.organizer, below.pk)


def test_home_is_the_deepest_chapter_one_organizes_in(cast):
    a_role(cast.founder, cast.chapter)

    assert access.home_chapter(cast.founder) == cast.chapter
    assert access.home_chapter(cast.organizer) == cast.chapter
    assert access.home_chapter(cast.lead) == cast.chapter
    assert access.home_chapter(cast.administrator) == cast.organization
    with pytest.raises(Http404):
        access.home_chapter(a_user("Without A Role"))


def test_roles_hold_at_an_instant(cast):
    end_roles(cast.organizer)

    assert [role.kind for role in access.roles(cast.organizer, AT)] == ["organizer"]
    assert not access.roles(cast.organizer, LATER).exists()
    assert not access.is_organizer(cast.organizer)
    assert access.is_lead(cast.lead)
    assert access.is_administrator(cast.administrator)


def test_a_request_is_seen_by_the_organizer_it_was_asked_of_and_the_lead_there(cast):
    request = ask_for(relationship=cast.relationship, kind="see", at=AT)

    assert access.request_or_404(cast.organizer, request.pk) == request
    assert access.request_or_404(cast.lead, request.pk) == request
    for user in (cast.outsider, cast.administrator):
        with pytest.raises(Http404):
            access.request_or_404(user, request.pk)


def test_belonging_to_a_second_chapter_shows_a_person_to_its_lead(cast):
    lead_there = a_role(a_user("Lin There"), cast.sibling, RoleKind.LEAD)
    assert sees(lead_there) == set()

    belong(person=cast.person, chapter=cast.sibling, by=None, at=AT)

    assert sees(lead_there) == {"Amina Okafor"}


def test_the_gate_costs_the_same_for_one_person_and_for_many(cast, django_assert_num_queries):
    for number in range(5):
        a_person(cast.organizer, cast.chapter, f"Person {number}")

    with django_assert_num_queries(2):
        access.person_or_404(cast.organizer, cast.person.pk)
    with django_assert_num_queries(2):
        list(access.people_visible_to(cast.founder))
