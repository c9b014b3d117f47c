"""People taken out as a file: who may, what stands in it, that it is written down, and that it comes in again (h.5)."""

import uuid
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from letstalk.journal.models import Entry
from letstalk.people import outgoing
from letstalk.people.domain.consent import stop_everything
from letstalk.people.domain.fields import end_field
from letstalk.people.domain.notes import jot
from letstalk.people.domain.persons import erase
from letstalk.people.domain.tags import tag
from letstalk.people.domain.taking_out import NobodyToTake, take_out, watermark
from letstalk.people.models import Membership, TakenOut, TakenOutRow
from letstalk.people.outgoing import Line
from letstalk.people.queries.taking_out import lines_of, own_columns
from letstalk.people.words import Holds
from tests.factories import AT, a_chapter, a_person, a_role, a_user
from tests.moments import NOW
from tests.support.fields import a_field, choice_named, say
from tests.support.files import bring_in

EVERYTHING = [one.value for one in Holds]
LINE = Line(
    id=uuid.UUID(int=7),
    name="=HYPERLINK(A1)",
    emails=("amina@example.org", "a@example.org"),
    phones=("+12025550143",),
    issues=("@schools", "Rents"),
)


def taken(cast, by=None, form="csv", holds=EVERYTHING, chapter=None) -> TakenOut:
    by = by or cast.organizer
    return take_out(chapter=chapter or cast.chapter, form=form, holds=holds, id=uuid.uuid4(), by=by, at=NOW)


def read(found: TakenOut) -> list[Line]:
    return list(lines_of(found, by=found.by))


def test_no_cell_of_any_form_begins_a_formula_and_each_line_says_who_took_it_out():
    """Issue 8: exported cells never start a formula; watermarked."""
    text = "".join(outgoing.as_csv([LINE], watermark="Rosa"))
    book = load_workbook(BytesIO(outgoing.as_workbook([LINE], watermark="Rosa").read()))
    card = "".join(outgoing.as_cards([LINE], watermark="Rosa"))

    cells = [str(cell) for row in book["People"].iter_rows(min_row=2, values_only=True) for cell in row if cell]
    assert text.splitlines()[1].startswith("'=HYPERLINK(A1),amina@example.org ::: a@example.org,'+12025550143")
    assert cells[0] == "'=HYPERLINK(A1)" and not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert text.splitlines()[1].endswith(",Rosa") and cells[-1] == "Rosa"
    assert "X-LETSTALK-TAKEN-OUT:Rosa" in card and "NOTE" not in card and "FN:=HYPERLINK(A1)" in card


@pytest.mark.django_db
def test_what_was_taken_out_comes_in_again_as_nothing_new(cast):
    """Round trip: name, ways, address, issues and words are found as they stand."""
    tag(person=cast.person, chapter=cast.chapter, kind="issue", name="=Schools", by=cast.organizer, at=AT)
    a_person(cast.organizer, cast.chapter, "@Zoë Núñez", email="zoe@example.org", phone="+12025550144")
    say(cast, a_field(cast.chapter, "Height", "number"), "-3.5")
    say(cast, a_field(cast.chapter, "Size", "choice", choices=["Small", "Large"]), "Large")
    out = taken(cast)

    text = "".join(outgoing.as_csv(read(out), watermark="Rosa", own=own_columns(out)))
    importing = bring_in(text, chapter=cast.chapter, at=NOW)

    assert (importing.layout, importing.counts.get("unchanged")) == ("own", 2)
    assert sum(target.startswith("field:") for target in importing.mapping["targets"]) == 2


@pytest.mark.django_db
def test_each_takes_out_whom_they_may_see_and_it_is_written_down(cast):
    """Role-gated and logged: an organizer their own, a lead those of the chapter, whoever sees nobody nothing."""
    own = taken(cast)

    assert [line.name for line in read(own)] == [cast.person.name]
    assert [line.emails for line in read(taken(cast, by=cast.lead))] == [("amina@example.org",)]
    with pytest.raises(NobodyToTake):
        taken(cast, by=cast.outsider, chapter=cast.organization)
    entry = Entry.objects.get(kind="people.taken_out", about=own.pk)
    assert (entry.by, own.people, own.by) == (cast.organizer.pk, 1, cast.organizer)
    assert watermark(own).startswith("Rosa Marin · 2")


@pytest.mark.django_db
def test_what_is_sensitive_is_left_out_and_a_note_never_stands_in_it(cast):
    """h.5: no addresses by default; notes are their author's alone."""
    cast.person.pronouns = "she/her"
    cast.person.save()
    tag(person=cast.person, chapter=cast.chapter, kind="need", name="A ride", by=cast.organizer, at=AT)
    jot(relationship=cast.relationship, text="Told me in confidence.", by=cast.organizer, at=AT)

    bare, whole = taken(cast, holds=["reach"]), taken(cast)

    assert [(line.pronouns, line.needs) for line in read(bare)] == [("", ())]
    assert [(line.pronouns, line.needs) for line in read(whole)] == [("she/her", ("A ride",))]
    assert "confidence" not in "".join(outgoing.as_csv(read(whole), watermark=""))


@pytest.mark.django_db
def test_l1_whoever_asked_to_be_left_alone_is_marked_without_an_address_and_in_no_cards(cast):
    a_person(cast.organizer, cast.chapter, "Zoe")
    stop_everything(person=cast.person, chapter=cast.chapter, how="said so", words="No.", by=cast.organizer, at=AT)

    table, cards = read(taken(cast)), read(taken(cast, form="vcard"))

    left = {line.name: (line.is_left_alone, line.emails) for line in table}
    assert left[cast.person.name] == (True, ())
    assert [line.name for line in cards] == ["Zoe"]


@pytest.mark.django_db
def test_a_file_of_five_people_takes_the_queries_of_a_file_of_one(cast):
    one = taken(cast)
    with CaptureQueriesContext(connection) as few:
        read(one)
    for number in range(4):
        a_person(cast.organizer, cast.chapter, f"Person {number}", email=f"p{number}@example.org")
    five = taken(cast)

    with CaptureQueriesContext(connection) as many:
        assert len(read(five)) == 5

    assert len(many) == len(few)


@pytest.mark.django_db
def test_fields_of_ones_own_are_columns_only_where_they_were_asked_for(cast):
    size = a_field(cast.organization, "Size", "choice", choices=["Small", "Large"])
    since, voice = a_field(cast.chapter, "Name", "date"), a_field(cast.chapter, "Choir", "yes_no")
    below = a_field(a_chapter(cast.chapter, "Dockside"), "Choir voice")
    beside, ended = a_field(cast.sibling, "Plot"), a_field(cast.chapter, "Old")
    for field, text in ((size, choice_named(size, "Large")), (since, "2020-05-01"), (voice, "no"), (ended, "x")):
        say(cast, field, text)
    end_field(field=ended, by=cast.lead, at=NOW)
    a_person(cast.organizer, cast.chapter, "Ben Ito")

    whole, bare = taken(cast), taken(cast, holds=["reach"])

    assert own_columns(whole) == ["Size", "Name (Riverside)", "Choir", below.name]
    assert [line.own for line in read(whole)] == [("Large", "2020-05-01", "no", ""), ("", "", "", "")]
    text = "".join(outgoing.as_csv(read(whole), watermark="Rosa", own=own_columns(whole)))
    assert text.splitlines()[1].endswith(",Large,2020-05-01,no,,Rosa")
    assert own_columns(bare) == [] and {line.own for line in read(bare)} == {()}
    assert beside.name not in text


@pytest.mark.django_db
def test_a_lead_takes_out_what_was_said_in_the_chapters_they_lead(cast):
    size = a_field(cast.organization, "Size")
    say(cast, size, "Large")
    Membership.objects.create(person=cast.person, chapter=cast.sibling, since=AT)
    lead = a_role(a_user("Lena Bright"), cast.sibling, "lead")

    assert [line.own for line in read(taken(cast, by=cast.lead))] == [("Large",)]
    assert [line.own for line in read(taken(cast, by=lead, chapter=cast.sibling))] == [("",)]


@pytest.mark.django_db
def test_forgetting_a_person_takes_them_out_of_the_log_and_leaves_the_count(cast):
    """b.1, h.2: erasing covers the log of what was taken out."""
    found = taken(cast)

    erase(cast.person, at=NOW)

    found.refresh_from_db()
    assert (found.people, TakenOutRow.objects.count(), read(found)) == (1, 0, [])
