"""A chapter's own fields come in from a file by the same validator, and are taken back with it (issue 8)."""

import io
from datetime import timedelta

import pytest

from letstalk.kit.refusal import NothingWritten
from letstalk.people.domain.fields import end_field
from letstalk.people.domain.importing import begin, dated_columns, understand
from letstalk.people.domain.importing_steps import finish
from letstalk.people.domain.importing_undo import undo
from letstalk.people.domain.importing_writing import commit
from letstalk.people.domain.persons import held_about
from letstalk.people.models import CustomValue, ImportRow, Person
from letstalk.people.words import RowState
from tests.factories import a_person
from tests.moments import DAY, NOW
from tests.support.fields import a_field, choice_named, say

pytestmark = pytest.mark.django_db
FILE = """Name,Email,Shirt size,Needs a ride,Plots,Gardens since
Ben Ito,ben@example.org,large,x,3,31/12/2020
Cleo Vance,cleo@example.org,Huge,perhaps,1.000.000,02/03/2021
"""


@pytest.fixture
def fields(cast):
    return {
        "size": a_field(cast.organization, "Shirt size", "choice", choices=["Small", "Large"]),
        "ride": a_field(cast.chapter, "Needs a ride", "yes_no"),
        "plots": a_field(cast.chapter, "Plots", "number"),
        "since": a_field(cast.chapter, "Gardens since", "date"),
    }


def begun(cast, raw=FILE):
    return begin(chapter=cast.chapter, file=io.BytesIO(raw.encode()), name="people.csv", by=cast.organizer, at=NOW)


def brought_in(cast, raw=FILE):
    looked = finish(importing=understand(importing=begun(cast, raw), by=cast.organizer, at=NOW))
    return finish(importing=commit(importing=looked, by=cast.organizer, at=NOW))


def said_of(name):
    rows = CustomValue.objects.filter(person__name=name, superseded_at__isnull=True)
    return {row.field.name: row.in_words for row in rows}


def test_a_column_called_as_a_field_means_it_and_the_days_of_a_date_have_their_order(cast, fields):
    importing = begun(cast)

    targets = importing.mapping["targets"]

    assert targets == ["full", "email", *(f"field:{fields[key].pk.hex}" for key in ("size", "ride", "plots", "since"))]
    assert dated_columns(importing) == {5: "dmy"}


def test_what_fits_comes_in_and_what_does_not_is_left_out_and_said(cast, fields):
    brought_in(cast)

    assert said_of("Ben Ito") == {
        "Shirt size": "Large",
        "Needs a ride": "yes",
        "Plots": "3",
        "Gardens since": "31 December 2020",
    }
    assert said_of("Cleo Vance") == {"Gardens since": "2 March 2021"}
    row = ImportRow.objects.get(person__name="Cleo Vance")
    assert row.values["remarks"] == ["field_left_out"]
    assert CustomValue.objects.filter(source="import", by=cast.organizer, chapter=cast.chapter).count() == 5


def test_what_stands_is_not_replaced_and_the_second_time_nothing_is_new(cast, fields):
    ben = a_person(cast.organizer, cast.chapter, "Ben Ito", email="ben@example.org")
    say(cast, fields["plots"], "7", person=ben)

    first, second = brought_in(cast), brought_in(cast)

    assert said_of("Ben Ito")["Plots"] == "7"
    assert said_of("Ben Ito")["Shirt size"] == "Large"
    assert (first.counts["new"], first.counts["updated"]) == (1, 1)
    assert second.counts["unchanged"] == 2


def test_taken_back_nobody_new_and_nothing_that_was_added_is_left(cast, fields):
    ben = a_person(cast.organizer, cast.chapter, "Ben Ito", email="ben@example.org")
    say(cast, fields["plots"], "7", person=ben)

    finish(importing=undo(importing=brought_in(cast), by=cast.organizer, at=NOW))

    assert said_of("Ben Ito") == {"Plots": "7"}
    assert not Person.objects.filter(name="Cleo Vance").exists()
    assert CustomValue.objects.count() == 1


def test_somebody_new_of_whom_more_was_said_by_hand_stays_and_is_asked_about(cast, fields):
    importing = brought_in(cast)
    ben = Person.objects.get(name="Ben Ito")
    say(cast, fields["plots"], "4", person=ben, at=NOW + timedelta(hours=1))

    finish(importing=undo(importing=importing, by=cast.organizer, at=NOW + DAY))

    assert ImportRow.objects.get(person=ben).state == RowState.ASKED
    assert said_of("Ben Ito")["Plots"] == "4"


def test_a_field_of_another_chapter_or_one_that_was_ended_is_no_meaning(cast, fields):
    beside = a_field(cast.sibling, "Choir voice")
    importing = begun(cast)
    targets = importing.mapping["targets"]

    with pytest.raises(NothingWritten):
        understand(
            importing=importing,
            targets=[*targets[:-1], f"field:{beside.pk.hex}"],
            by=cast.organizer,
            at=NOW,
        )
    brought_in(cast)
    end_field(field=fields["size"], by=cast.lead, at=NOW)

    assert begun(cast).mapping["targets"][2] == ""


def test_a_field_that_is_ended_before_the_rows_come_in_gets_nothing(cast, fields):
    looked = finish(importing=understand(importing=begun(cast), by=cast.organizer, at=NOW))
    end_field(field=fields["size"], by=cast.lead, at=NOW)

    finish(importing=commit(importing=looked, by=cast.organizer, at=NOW))

    assert not CustomValue.objects.filter(field=fields["size"]).exists()
    assert said_of("Ben Ito")["Plots"] == "3"


def test_what_a_row_of_a_file_said_is_told_by_the_name_of_the_choice(cast, fields):
    brought_in(cast)

    held = held_about(Person.objects.get(name="Ben Ito"))

    told = next(one["words"] for one in held if one["what"] == "row of a file")
    assert "Large" in told
    assert choice_named(fields["size"], "Large") not in told
