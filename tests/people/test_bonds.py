"""What people are to each other: only with a yes of both, and only for who sees both (h.2, h.3)."""

import pytest

from letstalk.journal.models import Entry
from letstalk.people.domain.bonds import CannotBond, say_bond, take_bond_back
from letstalk.people.domain.persons import erase, held_about, move
from letstalk.people.domain.refusals import Forgotten
from letstalk.people.domain.relationships import belong
from letstalk.people.models import Bond
from letstalk.people.queries.bonds import bonds_around, bonds_in, bonds_visible_to, may_be_beside
from tests.factories import AT, a_person, a_role, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(cast):
    return a_person(cast.organizer, cast.chapter, "Ben Ito")


def say(cast, one, other, kind="knows", **more):
    told = {"chapter": cast.chapter, "both_said_yes": True, "by": cast.organizer, "at": AT}
    return say_bond(one=one, other=other, kind=kind, **told | more)


def test_h3_nothing_is_written_about_two_people_without_a_yes_of_both(cast, ben):
    with pytest.raises(CannotBond):
        say(cast, cast.person, ben, both_said_yes=False)

    assert not Bond.objects.exists()
    assert not Entry.objects.filter(kind="people.bond_said").exists()


def test_whoever_says_first_that_two_know_each_other_it_is_one_bond(cast, ben):
    assert say(cast, cast.person, ben) == say(cast, ben, cast.person)

    assert Entry.objects.filter(kind="people.bond_said").count() == 1


def test_who_brought_whom_reads_rightly_from_either_side(cast, ben):
    bond = say(cast, ben, cast.person, kind="brought")

    assert bond.words_from(ben.pk) == "was brought along by"
    assert bond.words_from(cast.person.pk) == "brought along"


def test_nobody_stands_beside_themselves_nor_who_is_elsewhere_or_forgotten(cast, ben):
    afar = a_person(cast.outsider, cast.sibling, "Grace Obi")
    for other in (cast.person, afar):
        with pytest.raises(CannotBond):
            say(cast, cast.person, other)
    erase(ben, at=AT)

    with pytest.raises(Forgotten):
        say(cast, cast.person, ben)


def test_who_does_not_see_both_sees_nothing_of_it(cast, ben):
    """Two organizers of one chapter: each reads what stands between people they see, the lead all of the chapter."""
    second = a_role(a_user("Sam Ode", email="sam@example.org"), cast.chapter)
    grace = a_person(second, cast.chapter, "Grace Obi")
    say(cast, cast.person, ben)
    say(cast, ben, grace, by=cast.lead)

    seen = {user.name: bonds_visible_to(user).count() for user in (cast.organizer, second, cast.lead, cast.outsider)}

    assert seen == {"Rosa Marin": 1, "Sam Ode": 0, "Lee Park": 2, "Omar Haddad": 0}
    assert len(bonds_in(second).rows) == 0
    assert bonds_visible_to(cast.administrator).count() == 0


def test_a_lead_reads_only_what_was_said_in_the_chapters_they_lead(cast, ben):
    for person in (cast.person, ben):
        belong(person=person, chapter=cast.sibling, by=None, at=AT)
    say(cast, cast.person, ben, chapter=cast.sibling)

    assert bonds_visible_to(cast.lead).count() == 0


def test_around_somebody_stand_their_own_and_those_among_the_people_beside_them(cast, ben):
    grace, far = (a_person(cast.organizer, cast.chapter, name) for name in ("Grace Obi", "Far Away"))
    between = say(cast, ben, grace, kind="household")
    own = [say(cast, cast.person, ben), say(cast, grace, cast.person, kind="introduced")]
    say(cast, grace, far)

    around = bonds_around(cast.organizer, cast.person)

    assert set(around.rows) == {*own, between}
    assert around.is_all


def test_whom_to_choose_from_is_found_among_those_one_sees_here(cast, ben):
    a_person(cast.outsider, cast.sibling, "Ben Elsewhere")

    assert may_be_beside(cast.organizer, cast.person, cast.chapter, "ben") == [ben]
    assert may_be_beside(cast.organizer, cast.person, cast.chapter, "") == []


def test_merging_hands_the_bonds_on_once_each_and_none_to_oneself(cast, ben):
    twin = a_person(cast.organizer, cast.chapter, "A. Okafor")
    say(cast, twin, ben)
    say(cast, cast.person, ben)
    say(cast, twin, cast.person)
    say(cast, ben, twin, kind="introduced")

    move(twin, cast.person, at=AT)

    left = {(bond.kind, frozenset((bond.one, bond.other))) for bond in Bond.objects.select_related("one", "other")}
    assert left == {("knows", frozenset((cast.person, ben))), ("introduced", frozenset((cast.person, ben)))}
    assert Bond.objects.count() == 2


def test_whoever_asks_hears_of_a_bond_but_not_with_whom_and_forgetting_removes_it(cast, ben):
    say(cast, cast.person, ben, kind="household")

    told = [row for row in held_about(cast.person) if row["what"] == "bond"]

    assert [row["words"] for row in told] == ["Amina Okafor lives with somebody."]
    erase(ben, at=AT)
    assert not Bond.objects.exists()


def test_taken_back_nothing_of_it_stays_but_the_line_of_the_journal(cast, ben):
    take_bond_back(bond=say(cast, cast.person, ben), by=cast.organizer, at=AT)

    assert not Bond.objects.exists()
    assert Entry.objects.filter(kind="people.bond_taken_back").count() == 1
