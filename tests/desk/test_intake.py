"""People come in from a file on the desk: chosen, understood, looked over, brought in, taken back (issue 8)."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from letstalk.people.models import CustomValue, Import, ImportRow, Note, Person, Relationship
from letstalk.people.words import RowState
from tests.people.intake.reading import FILES
from tests.support.fields import a_field

pytestmark = pytest.mark.django_db
FILES_PAGE = reverse("desk:files")


def signed_in(user) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def organizer(cast) -> Client:
    return signed_in(cast.organizer)


def handing_in(raw, name="people.csv", **more):
    raw = raw.encode() if isinstance(raw, str) else raw
    return {"entry": str(uuid.uuid4()), "file": SimpleUploadedFile(name, raw), "text": ""} | more


def columns(importing, **changed):
    """What the page of columns sends when nothing is changed but this."""
    mapping = importing.mapping
    sent = {f"target_{number}": target or "leave" for number, target in enumerate(mapping["targets"])}
    sent |= {f"order_{n}": mapping["dates"][n] for n, target in enumerate(mapping["targets"]) if "since" in target}
    return sent | {"yes_source": "", "yes_on": "", "yes_words": ""} | changed


def address(name, importing, **kwargs):
    return reverse(f"desk:{name}", kwargs={"import_id": importing.pk} | kwargs)


def brought_to_preview(browser, raw, name="people.csv", **changed):
    assert browser.post(FILES_PAGE, handing_in(raw, name)).status_code == 302
    importing = Import.objects.order_by("-made_at").first()
    answer = browser.post(address("file_columns", importing), columns(importing, **changed))
    assert answer.status_code == 302, answer.content.decode()
    return importing


def read(browser, importing):
    return browser.get(address("file", importing)).content.decode()


def test_a_file_goes_all_the_way_in_and_back(cast, organizer):
    people = Person.objects.count()
    raw = (FILES / "membership-semicolon.csv").read_bytes()

    assert organizer.post(FILES_PAGE, handing_in(raw, "members.csv")).status_code == 302
    importing = Import.objects.get()
    shown = read(organizer, importing)
    assert "Membership list (ActionKit)" in shown
    assert "month, day, year" in shown
    assert "Apolonia · Gary" in shown

    organizer.post(address("file_columns", importing), columns(importing, own="on"))
    assert Person.objects.count() == people
    shown = read(organizer, importing)
    assert "New people (50)" in shown
    assert "The ZIP code had lost its leading zero." in shown

    organizer.post(address("bring_file_in", importing), {"doubtful": "leave"})
    assert Person.objects.count() == people + 50
    assert Relationship.objects.filter(organizer=cast.organizer).count() == 51
    assert "They are here" in read(organizer, importing)

    organizer.post(address("take_file_back", importing))
    assert Person.objects.count() == people
    assert "The file was taken back" in read(organizer, importing)


def test_a_form_sent_twice_brings_one_file(cast, organizer):
    once = handing_in("Name\nRuth Abara\n")

    for _unused in range(2):
        organizer.post(FILES_PAGE, once | {"file": SimpleUploadedFile("p.csv", b"Name\nRuth Abara\n")})

    assert Import.objects.count() == 1


def test_rows_may_be_pasted(cast, organizer):
    organizer.post(
        FILES_PAGE, {"entry": str(uuid.uuid4()), "text": "Ruth Abara\tr@example.org\nSol Reyes\ts@example.org"}
    )

    importing = Import.objects.get()
    assert importing.mapping["targets"] == ["full", "email"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [(b"", "This file is empty."), (b"%PDF-1", "This is a PDF"), (b"PK\x03\x04", "This zip cannot be read")],
)
def test_a_file_that_cannot_be_read_says_why_and_what_was_pasted_stays(cast, organizer, raw, said):
    answer = organizer.post(FILES_PAGE, handing_in(raw, text="Ruth, r@example.org"))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Ruth, r@example.org" in answer.content.decode()
    assert not Import.objects.exists()


def test_columns_that_hold_no_name_are_asked_for_and_the_choice_stays(cast, organizer):
    organizer.post(FILES_PAGE, handing_in("Who,Mail\nRuth Abara,r@example.org\n"))
    importing = Import.objects.get()

    answer = organizer.post(address("file_columns", importing), columns(importing, target_0="note"))

    assert answer.status_code == 422
    assert "Say which column holds the names." in answer.content.decode()
    assert '<option value="note" selected>' in answer.content.decode()


def test_a_yes_needs_both_its_source_and_its_words(cast, organizer):
    organizer.post(FILES_PAGE, handing_in((FILES / "action-network.csv").read_bytes()))
    importing = Import.objects.get()

    answer = organizer.post(address("file_columns", importing), columns(importing, yes_source="rally"))

    assert answer.status_code == 422
    assert "A yes counts only with where it was said" in answer.content.decode()


def test_each_kind_of_row_can_be_taken_out_with_its_reason_and_no_cell_begins_a_formula(cast, organizer):
    raw = "Name,Email,Note\n,=1+1,x\n=SUM(A1),sum@example.org,\nAmina Okafor,new@example.org,\n"
    importing = brought_to_preview(organizer, raw)

    refused, new, probable = (
        b"".join(organizer.get(address("file_rows", importing, verdict=kind)).streaming_content).decode()
        for kind in ("refused", "new", "probable")
    )

    assert "2,There is no name; a first name is enough.,,'=1+1,x" in refused
    assert "3,,'=SUM(A1),sum@example.org" in new
    assert "4,Perhaps somebody who is here already.,Amina Okafor" in probable
    assert organizer.get(address("file_rows", importing, verdict="nonsense")).status_code == 404


def test_notes_come_in_with_ones_own_people_and_stay_out_with_a_leads(cast, organizer):
    raw = "Name,Note\nRuth Abara,likes tea\n"
    importing = brought_to_preview(organizer, raw, own="on")
    organizer.post(address("bring_file_in", importing), {})
    assert Note.objects.get().text == "likes tea"

    lead = signed_in(cast.lead)
    theirs = brought_to_preview(lead, "Name,Note\nSol Reyes,sings\n", own="on")
    lead.post(address("bring_file_in", theirs), {})
    assert Note.objects.count() == 1
    assert Person.objects.get(name="Sol Reyes").source == "import"


def test_nobody_else_finds_a_file(cast, organizer):
    importing = brought_to_preview(organizer, "Name\nRuth Abara\n")

    for user in (cast.lead, cast.outsider, cast.administrator, cast.founder):
        assert signed_in(user).get(address("file", importing)).status_code == 404
        assert signed_in(user).post(address("bring_file_in", importing)).status_code == 404


def test_a_large_file_shows_how_far_it_is_and_can_be_paused(cast, organizer, monkeypatch):
    monkeypatch.setattr("letstalk.desk.views.intake.SECONDS", 0)
    importing = brought_to_preview(organizer, "Name\n" + "Ruth Abara\n" * 5)

    assert "0 of 5 rows" in read(organizer, importing)
    organizer.post(address("pause_file", importing))
    assert "paused" in read(organizer, importing)
    organizer.post(address("go_on_with_file", importing))
    assert "it goes on by itself" in read(organizer, importing)
    organizer.post(address("put_file_away", importing))
    assert "The file was put away" in read(organizer, importing)


def test_what_was_changed_since_is_asked_field_by_field(cast, organizer):
    first = brought_to_preview(organizer, "Name,Email\nSol,sol@example.org\n", own="on")
    organizer.post(address("bring_file_in", first), {})
    importing = brought_to_preview(organizer, "Name,Email,Pronouns\nSol Reyes,sol@example.org,they\n")
    organizer.post(address("bring_file_in", importing), {})
    sol = Person.objects.get(name="Sol Reyes")
    sol.name = "Soledad Reyes"
    sol.save()

    organizer.post(address("take_file_back", importing))
    shown = read(organizer, importing)

    assert "Name: back to <bdi>Sol</bdi>; now it is <bdi>Soledad Reyes</bdi>" in shown
    organizer.post(address("settle_row", importing, place=1), {"back": ["name"]})
    sol.refresh_from_db()
    assert (sol.name, sol.pronouns) == ("Sol", "")
    assert not ImportRow.objects.filter(importing=importing, state=RowState.ASKED).exists()


def test_a_page_asks_as_much_of_the_database_for_one_row_as_for_many(cast, organizer):
    def queries(rows):
        importing = brought_to_preview(organizer, "Name,Email\n" + rows)
        with CaptureQueriesContext(connection) as asked:
            read(organizer, importing)
        return len(asked)

    assert queries("Ruth Abara,r@example.org\n") == queries("Sol Ro,s@example.org\nMia Ro,m@example.org\nTom Bo,\n")


def test_the_list_of_files_names_each_and_where_it_stands(cast, organizer):
    brought_to_preview(organizer, "Name\nRuth Abara\n", name="rally.csv")

    shown = organizer.get(FILES_PAGE).content.decode()

    assert "rally.csv" in shown
    assert "Waits for your word" in shown


def test_fields_of_the_chapter_are_among_the_meanings_of_a_column_with_the_order_of_their_days(cast, organizer):
    size, since = a_field(cast.organization, "Shirt size"), a_field(cast.chapter, "Gardens since", "date")
    beside = a_field(cast.sibling, "Choir voice")
    organizer.post(FILES_PAGE, handing_in("Name,T-shirt,Gardens since\nRuth Abara,Large,31/12/2020\n"))
    importing = Import.objects.get()

    page = read(organizer, importing)
    sent = columns(importing, target_1=f"field:{size.pk.hex}", order_2="dmy")
    organizer.post(address("file_columns", importing), sent)
    organizer.post(address("bring_file_in", importing), {"doubtful": "leave"})

    assert 'name="order_2"' in page
    assert beside.name not in page
    said = {row.field: row.text for row in CustomValue.objects.select_related("field")}
    assert said == {size: "Large", since: "2020-12-31"}
