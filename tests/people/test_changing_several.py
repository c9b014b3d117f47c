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
from letstalk.people.domain.fields import end_field
from letstalk.people.domain.relationships import set_cadence
from letstalk.people.domain.tags import tag, untag
from letstalk.people.models import BulkEdit, CustomValue, Tagging
from tests.factories import AT, a_person, relationship_of
from tests.support.fields import a_field, choice_named, say

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


def of_field(cast, field, said) -> Wish:
    return Wish(cast.chapter, "field", field=f"{field.pk.hex}:{said.replace('-', '')}")


def standing() -> dict:
    rows = CustomValue.objects.filter(superseded_at__isnull=True).select_related("person", "field", "choice")
    return {row.person.name: row.in_words for row in rows}


def test_what_stands_for_a_field_is_set_for_several_and_what_stood_before_comes_back(cast, three):
    size = a_field(cast.organization, "Size", "choice", choices=["Small", "Large"])
    say(cast, size, "Small")
    say(cast, size, "Large", person=three[1])
    wish = of_field(cast, size, choice_named(size, "Large"))
    told = {line.person.name: line.why for line in look(wish=wish, people=ids(three), by=cast.organizer)}
    before = set(CustomValue.objects.values_list("pk", "superseded_at"))

    edit = change(cast, wish, three)
    assert told == {"Amina Okafor": "", "Ben Ito": "is so already", "Grace Obi": ""}
    assert standing() == {"Amina Okafor": "Large", "Ben Ito": "Large", "Grace Obi": "Large"}
    assert (edit.field, edit.said) == (size, "Large")

    undone = take_several_back(edit=edit, by=cast.organizer, at=AT + DAY)
    assert (undone.back, undone.left) == (2, [])
    assert set(CustomValue.objects.values_list("pk", "superseded_at")) == before


def test_what_was_said_again_since_is_not_taken_back(cast, three):
    ride = a_field(cast.chapter, "Needs a ride", "yes_no")
    edit = change(cast, of_field(cast, ride, "yes"), three)
    say(cast, ride, "no", person=three[1], at=AT + DAY)

    undone = take_several_back(edit=edit, by=cast.organizer, at=AT + DAY)

    assert [(person.name, why) for person, why in undone.left] == [("Ben Ito", "changed again since")]
    assert standing() == {"Ben Ito": "no"}


def test_a_field_that_is_not_asked_in_the_chapter_changes_nobody(cast, three):
    beside, own = a_field(cast.sibling, "Choir", "yes_no"), a_field(cast.chapter, "Ride", "yes_no")
    end_field(field=own, by=cast.lead, at=AT)

    for field in (beside, own):
        lines = look(wish=of_field(cast, field, "yes"), people=ids(three), by=cast.organizer)
        assert {line.why for line in lines} == {"not asked in this chapter"}
        with pytest.raises(NothingToChange):
            change(cast, of_field(cast, field, "yes"), three)
