"""What people say of themselves: small, with where from and when, superseded and never edited (section g, h.2)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from letstalk.people.domain.persons import erase, held_about, move
from letstalk.people.domain.refusals import Forgotten
from letstalk.people.domain.said import write_down
from letstalk.people.models import Person, Said
from letstalk.people.queries.said import free_at, said_of_people, said_seen_by
from letstalk.people.words import SaidAnswer, SaidKind
from tests.factories import AT, a_person

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)
LATEST = AT + timedelta(days=2)


def says(cast, said, *, person=None, by=None, at=AT):
    return write_down(
        person=person or cast.person,
        chapter=cast.chapter,
        said=said,
        source="their page",
        by=by or cast.organizer,
        at=at,
    )


def stands(person, user) -> set[tuple[str, str]]:
    return {(row.kind, row.code or row.words) for row in said_seen_by(user, person)}


def test_what_is_said_later_takes_its_place_and_what_is_said_still_keeps_its_day(cast):
    says(cast, {SaidKind.TIME: ["1 evening", "3 evening"]})

    says(cast, {SaidKind.TIME: ["3 evening", "5 morning"]}, at=LATER)

    assert stands(cast.person, cast.organizer) == {("time", "3 evening"), ("time", "5 morning")}
    assert Said.objects.get(code="3 evening").at == AT
    assert Said.objects.get(code="1 evening").superseded_at == LATER


def test_not_asked_is_no_row_and_would_rather_not_say_is_one(cast):
    says(cast, {SaidKind.AGE: None, SaidKind.LANGUAGE: []})

    row = Said.objects.get()
    assert (row.kind, row.answer, row.code) == (SaidKind.AGE, SaidAnswer.RATHER_NOT, "")
    known = said_of_people([cast.person.pk], organizer_id=cast.organizer.pk)[cast.person.pk]
    assert known.rather_not == {SaidKind.AGE}


def test_only_the_kinds_that_were_spoken_of_change(cast):
    says(cast, {SaidKind.WISH: ["speak in public"], SaidKind.LANGUAGE: ["es"]})

    says(cast, {SaidKind.LANGUAGE: []}, at=LATER)

    assert stands(cast.person, cast.organizer) == {("wish", "speak in public")}


def test_h2_what_moves_them_is_read_only_by_the_organizer_who_heard_it(cast):
    says(cast, {SaidKind.MOTIVE: ["belong"], SaidKind.LANGUAGE: ["es"]})
    says(cast, {SaidKind.MOTIVE: ["justice"]}, by=cast.lead, at=LATER)

    assert stands(cast.person, cast.organizer) == {("motive", "belong"), ("language", "es")}
    assert stands(cast.person, cast.lead) == {("motive", "justice"), ("language", "es")}
    assert said_of_people([cast.person.pk], organizer_id=cast.lead.pk)[cast.person.pk].said[SaidKind.MOTIVE] == [
        "justice"
    ]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (SaidKind.TIME, "7 evening"),
        (SaidKind.MOTIVE, "greed"),
        (SaidKind.AGE, "17"),
        (SaidKind.AMOUNT, "1"),
        (SaidKind.LANGUAGE, "Spanish!"),
        (SaidKind.WISH, " "),
    ],
)
def test_what_is_not_offered_is_refused_and_nothing_is_written(cast, kind, said):
    with pytest.raises(ValidationError):
        says(cast, {SaidKind.LANGUAGE: ["es"], kind: [said]})

    assert not Said.objects.exists()


def test_the_database_too_keeps_no_answer_without_anything_said(cast):
    row = {"chapter": cast.chapter, "person": cast.person, "source": "their page", "at": AT}

    for kind, code in ((SaidKind.TIME, ""), (SaidKind.WISH, "es")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Said.objects.create(**row, kind=kind, code=code)


def test_whoever_was_forgotten_says_nothing_more_and_nothing_is_left(cast):
    says(cast, {SaidKind.WISH: ["sing"]})

    erase(cast.person, at=LATER)

    assert not Said.objects.exists()
    with pytest.raises(Forgotten):
        says(cast, {SaidKind.WISH: ["sing"]}, person=Person.objects.get(pk=cast.person.pk))


def test_of_two_entries_that_are_one_person_what_was_said_last_stands(cast):
    other = a_person(cast.organizer, cast.chapter, "I. Okafor")
    says(cast, {SaidKind.TIME: ["1 evening"], SaidKind.MOTIVE: ["belong"]})
    says(cast, {SaidKind.TIME: ["2 morning"], SaidKind.LANGUAGE: ["es"]}, person=other, at=LATER)
    says(cast, {SaidKind.MOTIVE: ["justice"]}, person=other, by=cast.lead, at=LATER)

    move(other, cast.person, at=LATEST)

    assert stands(cast.person, cast.organizer) == {("time", "2 morning"), ("language", "es"), ("motive", "belong")}
    assert stands(cast.person, cast.lead) == {("time", "2 morning"), ("language", "es"), ("motive", "justice")}


def test_they_are_told_what_is_kept_in_words_and_who_heard_it(cast):
    says(cast, {SaidKind.TIME: ["3 evening"]})

    [told] = [row for row in held_about(cast.person) if row["what"] == "said"]

    assert (told["words"], told["heard_by"]) == ("Thursday, evening", cast.organizer.name)


def test_who_is_free_on_a_day_is_found(cast):
    says(cast, {SaidKind.TIME: ["6 morning", "3 evening"]})
    says(cast, {SaidKind.TIME: ["5 morning"]}, person=a_person(cast.organizer, cast.chapter, "Ben"))

    assert list(Person.objects.filter(pk__in=free_at(6).values("person"))) == [cast.person]
