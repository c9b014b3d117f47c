"""The list of people: fifty a page, whose they are and where they stand as far as the viewer may know."""

from datetime import timedelta

import pytest

from letstalk.kit.statements import worked_out_once
from letstalk.people.domain.persons import erase
from letstalk.people.domain.relationships import take_on
from letstalk.people.domain.said import write_down
from letstalk.people.domain.stages import set_stage
from letstalk.people.domain.tags import tag
from letstalk.people.filters import Filter
from letstalk.people.models import Person
from letstalk.people.queries import filtering, listing, people_page, searching, tags_in_use
from letstalk.people.words import RoleKind, SaidKind
from tests.factories import AT, a_chapter, a_person, a_role, a_user

LATER = AT + timedelta(days=1)


def page(user, *, text="", after=None, among=None, **clauses):
    return people_page(user, text=text, wanted=Filter(**clauses), among=among, after=after, at=AT)


def names(user, **wishes):
    return [row.name for row in page(user, **wishes).rows]


@pytest.fixture
def plenty(cast, monkeypatch):
    """More than are counted, so that every list takes the way of the large ones."""
    monkeypatch.setattr(listing, "COUNTED_TO", 2)
    monkeypatch.setattr(searching, "COUNTED_TO", 2)
    return cast


@pytest.fixture(params=["few", "many"])
def either_way(request, cast, monkeypatch):
    """Few matches are found first and sorted then; many are met walking by name. What is shown is the same."""
    if request.param == "many":
        monkeypatch.setattr(filtering, "which_are_few", lambda people: [False for _some in people])
        monkeypatch.setattr(listing, "_known_to_be_many", lambda _wishes: False)
        monkeypatch.setattr(listing, "_named", lambda _scope, _wishes: [])
        monkeypatch.setattr(searching, "_matches", lambda _words: searching.SORTED_TO + 1)
    return cast


def test_a_row_says_whose_they_are_and_where_they_stand(cast):
    set_stage(person=cast.person, chapter=cast.chapter, stage="leader", by=None, at=AT)

    [mine] = page(cast.organizer).rows
    [led] = page(cast.lead).rows

    assert (mine.id, mine.name, mine.stage) == (cast.person.pk, "Amina Okafor", "leader")
    assert (mine.organizers, mine.is_mine) == (("Rosa Marin",), True)
    assert (led.organizers, led.is_mine) == (("Rosa Marin",), False)


def test_each_role_lists_those_they_may_see(either_way):
    cast = either_way
    a_person(cast.organizer, cast.chapter, "Ben Added", own=False)
    a_person(cast.outsider, cast.sibling, "Cleo Elsewhere")
    gone = a_person(cast.organizer, cast.chapter, "Dina Gone")
    erase(gone, at=LATER)

    assert names(cast.organizer) == names(cast.lead) == ["Amina Okafor", "Ben Added"]
    assert names(cast.outsider) == ["Cleo Elsewhere"]
    assert names(cast.founder) == ["Amina Okafor", "Ben Added", "Cleo Elsewhere"]
    assert names(cast.administrator) == []


def test_names_are_in_order_whatever_their_accents_and_case(either_way):
    cast = either_way
    for name in ["Émile", "andré", "Zoë", "ånd", "Beatrix"]:
        a_person(cast.organizer, cast.chapter, name)

    assert names(cast.organizer) == ["Amina Okafor", "ånd", "andré", "Beatrix", "Émile", "Zoë"]


def test_pages_follow_each_other_and_show_everyone_once(either_way, monkeypatch):
    cast = either_way
    monkeypatch.setattr(listing, "A_PAGE", 3)
    for name in ["Maria", "Maria", "Maria", "Maria", "Ben", "Zoe", "Ömer"]:
        a_person(cast.organizer, cast.chapter, name)

    seen, after = [], None
    while True:
        shown = page(cast.organizer, after=after)
        assert shown.count == 8
        seen += shown.rows
        after = shown.next
        if after is None:
            break

    assert [row.name for row in seen] == ["Amina Okafor", "Ben", "Maria", "Maria", "Maria", "Maria", "Ömer", "Zoe"]
    assert len({row.id for row in seen}) == 8


def test_a_page_after_someone_who_is_gone_begins_anew(cast):
    gone = Person.objects.create(chapter=cast.chapter, name="Gone", added_at=AT)
    gone_id = gone.pk
    gone.delete()

    assert names(cast.organizer, after=gone_id) == ["Amina Okafor"]


def test_a_search_narrows_the_list(either_way):
    cast = either_way
    a_person(cast.organizer, cast.chapter, "Ben Okafor")
    a_person(cast.organizer, cast.chapter, "Cleo")
    a_person(cast.outsider, cast.sibling, "Dina Okafor")

    assert names(cast.organizer, text="okafor") == ["Amina Okafor", "Ben Okafor"]
    assert names(cast.organizer, text="am") == ["Amina Okafor"]
    assert names(cast.organizer, text="amina@example.org") == ["Amina Okafor"]
    assert names(cast.outsider, text="okafor") == ["Dina Okafor"]
    assert page(cast.organizer, text="okafor").count == 2


def test_a_stage_and_a_tag_narrow_the_list(either_way):
    cast = either_way
    ben = a_person(cast.organizer, cast.chapter, "Ben")
    set_stage(person=ben, chapter=cast.chapter, stage="member", by=None, at=AT)
    rent = tag(person=ben, chapter=cast.chapter, kind="issue", name="rent", by=None, at=AT).tag
    buses = tag(person=cast.person, chapter=cast.chapter, kind="issue", name="buses", by=None, at=AT).tag

    assert names(cast.organizer, stage="member") == ["Ben"]
    assert names(cast.organizer, stage="prospective") == ["Amina Okafor"]
    assert names(cast.organizer, stage="leader") == []
    assert names(cast.organizer, tag=rent.pk) == ["Ben"]
    assert names(cast.lead, tag=rent.pk, stage="member", text="ben") == ["Ben"]
    assert names(cast.lead, tag=buses.pk, stage="member") == []
    assert names(cast.outsider, tag=rent.pk) == names(cast.outsider, stage="member") == []


def test_of_a_person_in_two_chapters_only_the_viewers_stage_and_organizer_are_shown(either_way):
    cast = either_way
    lead_there = a_role(a_user("Lin There"), cast.sibling, RoleKind.LEAD)
    take_on(person=cast.person, chapter=cast.sibling, organizer=cast.outsider, by=None, at=LATER)
    set_stage(person=cast.person, chapter=cast.sibling, stage="leader", by=None, at=AT)
    secret = tag(person=cast.person, chapter=cast.sibling, kind="issue", name="buses", by=None, at=AT).tag

    def shown(user):
        [row] = page(user).rows
        return row.stage, row.organizers

    assert shown(cast.organizer) == shown(cast.lead) == ("prospective", ("Rosa Marin",))
    assert shown(cast.outsider) == shown(lead_there) == ("leader", ("Omar Haddad",))
    assert shown(cast.founder) == ("prospective", ("Rosa Marin", "Omar Haddad"))
    assert names(cast.lead, stage="leader") == names(cast.organizer, stage="leader") == []
    assert names(lead_there, stage="leader") == ["Amina Okafor"]
    assert page(cast.founder, stage="leader").rows[0].stage == "leader"
    assert names(cast.lead, tag=secret.pk) == []
    assert names(lead_there, tag=secret.pk) == ["Amina Okafor"]
    assert names(lead_there, text="amina@example.org") == []
    assert names(cast.lead, text="amina@example.org") == ["Amina Okafor"]


@pytest.fixture(params=["sorted", "walked"])
def one_a_page(request, cast, monkeypatch):
    """Whether few have a word and are put in order, or many and are met, they come in one order, page by page."""
    monkeypatch.setattr(listing, "A_PAGE", 1)
    if request.param == "walked":
        monkeypatch.setattr(searching, "SORTED_TO", 0)
    for name in ("_first_that_begin", "_first_named"):  # worked out anew with this
        monkeypatch.setattr(listing, name, worked_out_once(getattr(listing, name).__wrapped__))
    return cast


@pytest.mark.parametrize("who", ["founder", "lead", "organizer"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mar", ["Marc", "Marit", "Amar", "Omar"]),
        ("Mar am", ["Amar"]),
        ("a mar", ["Marc", "Marit", "Amar", "Omar"]),
    ],
)
def test_names_that_begin_as_typed_come_first_and_the_others_follow_page_by_page(one_a_page, who, text, expected):
    for name in ["Marit", "Marc", "Omar", "Amar", "Zoe"]:
        a_person(one_a_page.organizer, one_a_page.chapter, name)

    met, after = [], None
    while not met or after:
        shown = page(getattr(one_a_page, who), text=text, after=after)
        met += [row.name for row in shown.rows]
        after = shown.next

    assert met == expected


@pytest.mark.parametrize("who", ["founder", "lead", "organizer"])
def test_other_forms_of_a_first_name_are_among_those_that_begin_as_typed(cast, who):
    for name in ["Abe Tom", "Tommy Wu", "Tom Li", "Thomas Ray"]:
        a_person(cast.organizer, cast.chapter, name)

    assert names(getattr(cast, who), text="tom") == ["Thomas Ray", "Tom Li", "Tommy Wu", "Abe Tom"]


def test_percent_signs_are_letters_like_others(one_a_page):
    a_person(one_a_page.organizer, one_a_page.chapter, "Zoe%Mar")

    assert names(one_a_page.founder, text="e%m") == ["Zoe%Mar"]


def test_a_short_word_beside_a_long_one_is_counted_too(plenty):
    for name in ["Mara Li", "Marc Wu", "Omar Wu", "Tamara Wu"]:
        a_person(plenty.organizer, plenty.chapter, name)

    found = page(plenty.founder, text="mar li")

    assert ([row.name for row in found.rows], found.count) == (["Mara Li"], 1)


def test_counting_stops_and_says_more_than(plenty, monkeypatch):
    cast = plenty
    monkeypatch.setattr(listing, "A_PAGE", 1)
    a_person(cast.organizer, cast.chapter, "Ben")
    assert (page(cast.organizer).count, page(cast.organizer).is_more_than_counted) == (2, False)
    assert page(cast.organizer).count_words == "2 people"

    for number in range(3):
        a_person(cast.organizer, cast.chapter, f"Cleo {number}")

    shown = page(cast.organizer)
    assert (shown.count, shown.is_more_than_counted) == (2, True)
    assert shown.count_words == "more than 1,000 people"
    assert page(cast.organizer, text="ben").count_words == "1 person"


@pytest.mark.parametrize("who", ["organizer", "lead", "founder", "outsider"])
@pytest.mark.parametrize("wishes", [{}, {"text": "okafor"}, {"stage": "prospective"}, {"text": "a"}])
def test_a_list_of_three_costs_as_many_queries_as_a_list_of_one(cast, who, wishes, django_assert_max_num_queries):
    user = getattr(cast, who)
    a_person(cast.outsider, cast.sibling, "Anna Okafor")

    def cost():
        with django_assert_max_num_queries(20) as counted:
            assert page(user, **wishes).rows
        return len(counted)

    for_one = cost()
    for number in range(3):
        a_person(cast.organizer, cast.chapter, f"Ada Okafor {number}")
        a_person(cast.outsider, cast.sibling, f"Abe Okafor {number}")

    assert cost() == for_one <= 8


def test_the_tags_to_choose_from_are_those_of_the_viewers_chapters(cast):
    below = a_chapter(cast.chapter, "North")
    for chapter, name in [(cast.chapter, "rent"), (below, "schools"), (cast.sibling, "buses")]:
        tag(person=cast.person, chapter=chapter, kind="issue", name=name, by=None, at=AT)

    def offered(user):
        return [one.name for one in tags_in_use(user)]

    assert offered(cast.lead) == ["rent", "schools"]
    assert offered(cast.organizer) == ["rent"]
    assert offered(cast.founder) == ["buses", "rent", "schools"]
    assert offered(cast.administrator) == []


def test_the_list_finds_who_said_they_are_free_on_a_day(either_way):
    cast = either_way
    told = {SaidKind.TIME: ["0 morning", "0 evening"]}
    write_down(person=cast.person, chapter=cast.chapter, said=told, source="their page", by=cast.organizer, at=AT)
    a_person(cast.organizer, cast.chapter, "Not Asked")

    assert [names(who, free=1) for who in (cast.organizer, cast.lead)] == [[cast.person.name]] * 2
    assert names(cast.organizer, free=7) == []
    assert names(cast.outsider, free=1) == []
