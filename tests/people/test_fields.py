"""A chapter's own fields: few, typed, each with what it is for; and what people said for them."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from letstalk.journal.models import Entry
from letstalk.kit.refusal import NothingWritten
from letstalk.kit.unwritten import BETTER_UNWRITTEN
from letstalk.people.access import values_seen_by
from letstalk.people.domain.fields import (
    FieldWords,
    NameTaken,
    NoRoom,
    NotAskedHere,
    add_field,
    change_field,
    end_field,
    move_field,
)
from letstalk.people.domain.persons import erase, held_about
from letstalk.people.models import CustomField, CustomValue, Merge
from letstalk.people.queries.fields import asked_in, fields_to_set, live_fields
from letstalk.people.validators import clean_field_name, clean_field_value
from letstalk.people.words import FieldKind
from letstalk.stewardship.domain.merge import merge
from letstalk.stewardship.domain.merge_undo import undo_merge
from tests.factories import AT, a_chapter, a_person
from tests.support.fields import WHY, a_field, choice_named, say

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)
SIZES = ["Small", "Medium", "Large"]


def standing(person) -> list[str]:
    return [row.in_words for row in CustomValue.objects.filter(person=person, superseded_at__isnull=True)]


def test_a_chapter_has_at_most_eight_and_an_ended_one_makes_room(cast):
    made = [a_field(cast.chapter, f"Field {nth}") for nth in range(8)]

    with pytest.raises(NoRoom):
        a_field(cast.chapter, "One more")
    end_field(field=made[3], by=cast.lead, at=AT)

    assert a_field(cast.chapter, "One more").slot == 4
    assert live_fields(cast.chapter).count() == 8


def test_the_database_too_knows_of_eight(cast):
    field = a_field(cast.chapter)

    for slot in (0, 9, field.slot):
        with pytest.raises(IntegrityError), transaction.atomic():
            CustomField.objects.create(
                chapter=cast.chapter, name="More", kind="words", why=WHY, slot=slot, place=1, made_at=AT
            )


def test_a_name_stands_once_among_a_chapter_and_those_above_and_below(cast):
    a_field(cast.chapter, "Shirt size")
    below = a_chapter(cast.chapter, "Dockside")

    for chapter in (cast.chapter, cast.organization, below):
        with pytest.raises(NameTaken):
            a_field(chapter, "SHIRT  Sizé")

    assert a_field(cast.sibling, "Shirt size").chapter == cast.sibling


def test_a_field_is_asked_in_the_chapters_below_and_not_beside(cast):
    upper, own = a_field(cast.organization, "Choir voice"), a_field(cast.chapter, "Allotment")

    assert [one.field for one in asked_in(cast.chapter)] == [upper, own]
    assert [one.field for one in asked_in(cast.sibling)] == [upper]
    with pytest.raises(NotAskedHere):
        say(cast, own, "Plot 7", chapter=cast.sibling)


@pytest.mark.parametrize(
    "name",
    [
        "Immigration status",
        "Any disability?",
        "Mental health",
        "Sexual orientation",
        "Who they voted for",
        "voted_for",
        "Debts",
        "Bankrupt?",
        "Arrests",
        "Password",
        "Names of their kids",
        "Race",
        "Undocumented",
        "VISA type",
    ],
)
def test_h3_what_is_never_written_down_is_no_field_and_no_choice(cast, name):
    for words in (FieldWords(name, WHY, {}, SIZES), FieldWords("About them", WHY, {}, [name, "Small"])):
        with pytest.raises(NothingWritten) as refused:
            add_field(chapter=cast.chapter, kind="choice", words=words, id=uuid.uuid4(), by=cast.lead, at=AT)
        assert any(str(one.instead) in str(refused.value) for one in BETTER_UNWRITTEN)

    assert not CustomField.objects.exists()


@pytest.mark.parametrize("name", ["Needs a ride", "Just transition pledge", "Speaks Spanish", "Visage", "Racecourse"])
def test_a_name_that_only_looks_like_it_is_a_field(cast, name):
    assert clean_field_name(name) == name


def test_without_a_sentence_what_for_or_with_one_choice_nothing_is_written(cast):
    words = FieldWords("", " ", {}, ["Small", "small"])

    with pytest.raises(NothingWritten) as refused:
        add_field(chapter=cast.chapter, kind="choice", words=words, id=uuid.uuid4(), by=cast.lead, at=AT)

    assert refused.value.errors.keys() == {"name", "why", "more"}
    assert not CustomField.objects.exists()


def test_sent_twice_it_is_one_field(cast):
    id, words = uuid.uuid4(), FieldWords("Allotment", WHY)

    for _nth in range(2):
        add_field(chapter=cast.chapter, kind="words", words=words, id=id, by=cast.lead, at=AT)

    assert CustomField.objects.get().pk == id


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("words", "  Plot   7 ", "Plot 7"),
        ("yes_no", "Yes", "yes"),
        ("yes_no", "N", "no"),
        ("number", "007", "7"),
        ("number", "-1,5", "-1.5"),
        ("number", "1 000", "1000"),
        ("number", "٣", "3"),
        ("number", "-0.0", "0"),
        ("date", "2026-03-12", "2026-03-12"),
        ("choice", "small", "a"),
        ("words", "   ", ""),
    ],
)
def test_what_was_said_is_kept_in_one_form(kind, typed, kept):
    choices = {"a": "Small", "b": "Large"}

    assert clean_field_value(kind, typed, choices=choices) == kept
    assert clean_field_value(kind, kept, choices=choices) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("words", "x" * 201),
        ("yes_no", "perhaps"),
        ("number", "1,000"),
        ("number", "twelve"),
        ("number", "9" * 40),
        ("date", "12/03/2026"),
        ("date", "2026-02-30"),
        ("choice", "Huge"),
    ],
)
def test_what_it_cannot_be_is_said_in_a_sentence(kind, typed):
    with pytest.raises(ValidationError) as wrong:
        clean_field_value(kind, typed, choices={"a": "Small"})

    assert wrong.value.messages[0].endswith(".")


def test_what_is_said_later_takes_its_place_and_what_stands_keeps_its_day(cast):
    field, other = a_field(cast.chapter), a_field(cast.chapter, "Since", FieldKind.DATE)
    say(cast, field, "Plot 7")
    say(cast, other, "2020-05-01")

    say(cast, field, "Plot 9", at=LATER)
    say(cast, other, "2020-05-01", at=LATER)

    rows = CustomValue.objects.order_by("at", "words")
    assert {(row.text, row.at, row.superseded_at) for row in rows} == {
        ("Plot 7", AT, LATER),
        ("Plot 9", LATER, None),
        ("2020-05-01", AT, None),
    }
    say(cast, field, "", at=LATER)
    assert standing(cast.person) == ["1 May 2020"]


def test_one_wrong_value_leaves_the_others_unwritten_too(cast):
    from letstalk.people.domain.fields import fill_in

    size, number = a_field(cast.chapter, "Size", "choice", choices=SIZES), a_field(cast.chapter, "Plots", "number")
    values = {size.pk: choice_named(size, "Small"), number.pk: "many"}

    with pytest.raises(NothingWritten) as refused:
        fill_in(person=cast.person, chapter=cast.chapter, values=values, source="x", by=cast.organizer, at=AT)

    assert refused.value.errors.keys() == {f"field_{number.pk.hex}"}
    assert not CustomValue.objects.exists()


def test_a_choice_said_in_another_way_stays_theirs_and_an_ended_one_too(cast):
    field = a_field(cast.chapter, "Size", "choice", choices=SIZES)
    small, medium, large = (field.choices.get(name=name).pk for name in SIZES)
    say(cast, field, str(small))
    other = a_person(cast.organizer, cast.chapter, "Ben Ito")
    say(cast, field, str(large), person=other)

    words = FieldWords("Size", WHY, {small: "Medium", medium: "Small", large: ""}, ["Huge"])
    change_field(field=field, words=words, by=cast.lead, at=LATER)

    assert (standing(cast.person), standing(other)) == (["Medium"], ["Large"])
    assert list(asked_in(cast.chapter)[0].choices.values()) == ["Medium", "Small", "Huge"]
    stands = values_seen_by(cast.organizer, other, cast.chapter)
    assert "Large" in asked_in(cast.chapter, stands)[0].choices.values()


def test_moved_up_it_stands_before(cast):
    first, second, third = (a_field(cast.chapter, name) for name in ("One", "Two", "Three"))

    move_field(field=third, is_up=True, by=cast.lead, at=AT)
    move_field(field=first, is_up=True, by=cast.lead, at=AT)

    assert [one.field for one in asked_in(cast.chapter)] == [first, third, second]


def test_ended_it_is_shown_nowhere_and_what_was_said_is_kept_and_told(cast):
    field = a_field(cast.chapter)
    say(cast, field, "Plot 7")
    assert [row.text for row in values_seen_by(cast.organizer, cast.person, cast.chapter)] == ["Plot 7"]

    end_field(field=field, by=cast.lead, at=LATER)

    assert values_seen_by(cast.organizer, cast.person, cast.chapter) == []
    assert asked_in(cast.chapter) == []
    told = next(one for one in held_about(cast.person) if one["what"] == "field")
    assert (told["name"], told["value"], told["why"]) == ("Allotment", "Plot 7", WHY)


def test_who_sets_which_fields_and_how_many_people_said_something(cast, django_assert_num_queries):
    field = a_field(cast.chapter)
    a_field(cast.organization, "Choir voice")
    say(cast, field, "Plot 7")
    say(cast, field, "Plot 8", person=a_person(cast.organizer, cast.chapter, "Ben Ito"))

    def seen(user):
        return [(one.chapter.name, [told for _field, told in one.lines]) for one in fields_to_set(user)]

    assert seen(cast.lead) == [("Riverside", [2])]
    assert {name for name, _told in seen(cast.administrator)} == {"River Valley Alliance", "Riverside", "Hilltop"}
    assert seen(cast.organizer) == seen(cast.outsider) == []
    a_field(cast.chapter, "Another")
    with django_assert_num_queries(4):
        fields_to_set(cast.administrator)


def test_what_was_said_in_one_chapter_is_read_by_no_lead_of_another(cast):
    field = a_field(cast.organization, "Choir voice")
    say(cast, field, "Alto")

    assert [row.text for row in values_seen_by(cast.lead, cast.person, cast.chapter)] == ["Alto"]
    assert values_seen_by(cast.outsider, cast.person, cast.chapter) == []
    assert values_seen_by(cast.organizer, cast.person, cast.sibling) == []


def test_merged_what_was_said_last_stands_and_taken_back_each_has_their_own(cast):
    field = a_field(cast.chapter)
    other = a_person(cast.organizer, cast.chapter, "A. Okafor")
    say(cast, field, "Plot 7")
    say(cast, field, "Plot 9", person=other, at=LATER)

    merge(from_=other, to=cast.person, by=cast.organizer, at=LATER)
    assert standing(cast.person) == ["Plot 9"]

    undo_merge(merge=Merge.objects.get(), by=cast.organizer, at=LATER)
    assert (standing(cast.person), standing(other)) == (["Plot 7"], ["Plot 9"])


def test_forgotten_nothing_that_was_said_is_left(cast):
    say(cast, a_field(cast.chapter), "Plot 7")

    erase(cast.person, by=cast.lead, at=LATER)

    assert not CustomValue.objects.exists()
    assert CustomField.objects.get().ended_at is None


def test_the_journal_holds_ids_and_numbers_alone(cast):
    field = a_field(cast.chapter, by=cast.lead)
    say(cast, field, "Plot 7")

    lines = {one.kind: one.details for one in Entry.objects.filter(kind__startswith="people.field")}

    assert lines == {"people.field_added": {}, "people.fields_filled": {"made": 1, "superseded": 0}}
