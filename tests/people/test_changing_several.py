"""One change to several people: looked at first, only with those one may change, taken back without losing anything."""

from datetime import timedelta
from uuid import uuid4

import pytest

from letstalk.journal.models import Entry
from letstalk.people import sweeps
from letstalk.people.domain.changing_several import (
    NothingToChange,
    TooLate,
    Wish,
    change_several,
    look,
    take_several_back,
)
from letstalk.people.domain.relationships import set_cadence
from letstalk.people.domain.tags import tag, untag
from letstalk.people.models import BulkEdit, Tagging
from tests.factories import AT, a_person, relationship_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def three(cast):
    return [cast.person, *(a_person(cast.organizer, cast.chapter, name) for name in ("Ben Ito", "Grace Obi"))]


def ids(people):
    return [person.pk for person in people]


def rents(cast, kind="tag") -> Wish:
    return Wish(cast.chapter, kind, tag_kind="issue", name="Rents")


def give(cast, person, at=AT):
    about = {"person": person, "chapter": cast.chapter, "kind": "issue", "name": "rents"}
    return tag(**about, by=cast.lead, at=at)


def change(cast, wish, people, *, id=None):
    return change_several(id=id or uuid4(), wish=wish, people=ids(people), by=cast.organizer, at=AT)


def tagged() -> set:
    return set(Tagging.objects.values_list("person", flat=True))


def test_looking_first_says_of_each_what_would_change_and_of_the_unseen_nothing(cast, three):
    give(cast, three[1])
    afar = a_person(cast.outsider, cast.sibling, "Afar")

    lines = look(wish=rents(cast), people=ids([*three, afar]), by=cast.organizer)

    told = [(line.person.name, line.changes, line.why) for line in lines]
    assert told == [("Amina Okafor", True, ""), ("Ben Ito", False, "has it already"), ("Grace Obi", True, "")]
    assert Tagging.objects.count() == 1


def test_sent_twice_it_is_made_once_and_with_those_only_whom_it_changes(cast, three):
    give(cast, three[1])
    id = uuid4()

    first, again = (change(cast, rents(cast), three, id=id) for _nth in range(2))

    assert first == again
    assert first.rows.count() == 2
    assert tagged() == set(ids(three))
    with pytest.raises(NothingToChange):
        change(cast, rents(cast), three)


def test_taken_back_only_what_it_gave_is_gone_and_a_later_edit_is_named(cast, three):
    give(cast, three[1])
    edit = change(cast, rents(cast), three)
    untag(tagging=Tagging.objects.get(person=three[2]), by=cast.lead, at=AT)
    give(cast, three[2], at=AT + DAY)

    undone = take_several_back(edit=edit, by=cast.organizer, at=AT + DAY)

    assert (undone.back, undone.left) == (1, [(three[2], "somebody gave them the word again since")])
    assert tagged() == {three[1].pk, three[2].pk}


def test_a_word_taken_off_comes_back_as_it_was(cast, three):
    before = give(cast, three[0])
    edit = change(cast, rents(cast, kind="untag"), three)
    assert tagged() == set()

    take_several_back(edit=edit, by=cast.organizer, at=AT + DAY)

    back = Tagging.objects.get()
    assert (back.pk, back.person, back.by, back.at) == (before.pk, three[0], cast.lead, AT)


def test_how_often_is_changed_with_ones_own_only_and_taken_back_where_nobody_changed_it_since(cast, three):
    others = a_person(cast.lead, cast.chapter, "Other", own=False)
    set_cadence(relationship=relationship_of(three[0], cast.organizer), every_days=7, by=cast.organizer, at=AT)
    edit = change(cast, Wish(cast.chapter, "cadence", every_days=30), [*three, others])
    set_cadence(relationship=relationship_of(three[1], cast.organizer), every_days=14, by=cast.organizer, at=AT)

    undone = take_several_back(edit=edit, by=cast.organizer, at=AT + DAY)

    days = [relationship_of(person, cast.organizer).contact_every_days for person in three]
    assert days == [7, 14, None]
    assert undone.left == [(three[1], "changed again since")]


def test_after_thirty_days_what_was_before_is_forgotten_and_nothing_goes_back(cast, three):
    edit = change(cast, rents(cast), three)

    with pytest.raises(TooLate):
        take_several_back(edit=edit, by=cast.organizer, at=AT + 31 * DAY)
    sweeps.forget_changes(at=AT + 31 * DAY)

    assert not BulkEdit.objects.exists()
    assert tagged() == set(ids(three))
    assert Entry.objects.filter(kind="people.several_changed").count() == 1
