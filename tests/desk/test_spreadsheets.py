"""Question guides as spreadsheets on the desk: taken out for the ODK tools, brought in as a draft (R-084)."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from letstalk.guides.domain.spreadsheets import bring_in, with_words
from letstalk.guides.models import DraftStep, Guide, GuideVersion
from letstalk.guides.queries import standing_of
from letstalk.guides.workbooks import read_workbook, write_workbook
from letstalk.guides.xlsform_in import read_xlsform
from tests.campaign import adopted
from tests.moments import NOW

BRING_IN = reverse("desk:bring_in_guide")


def signed_in(user) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def lead(cast) -> Client:
    return signed_in(cast.lead)


def form(*rows, **settings):
    columns = ["type", "name", "label", "relevant", "calculation", "required"]
    choices = [{"list_name": "yn", "name": name, "label": name.title()} for name in ("yes", "no")]
    sheets = [("survey", columns, rows), ("choices", ["list_name", "name", "label"], choices)]
    if settings:
        sheets.append(("settings", list(settings), [settings]))
    return write_workbook(sheets)


WHOLE = form(
    {"type": "calculate", "name": "town", "calculation": "'Ashby'"},
    {"type": "select_one yn", "name": "a", "label": "Do you live in ${town}?"},
    {"type": "text", "name": "b", "label": "For how long?", "relevant": "${a} = 'yes'"},
    form_title="Neighbours",
)


def handing_in(source, **more):
    return {"entry": str(uuid.uuid4()), "file": SimpleUploadedFile("form.xlsx", source), "title": ""} | more


def the_guide() -> Guide:
    return Guide.objects.get(key__startswith="own-")


def test_a_form_becomes_a_draft_in_which_open_words_stand_for_themselves(lead):
    answer = lead.post(BRING_IN, handing_in(WHOLE))

    made = the_guide()
    assert answer.status_code == 302
    assert answer.url == reverse("desk:edit_guide", args=[made.pk])
    assert made.title == "Neighbours"
    assert standing_of(made).body["questions"] == [
        {"id": "a", "kind": "yes_no", "text": "Do you live in Ashby?"},
        {"id": "b", "kind": "open", "text": "For how long?", "when": {"question": "a", "equals": "yes"}},
    ]
    assert GuideVersion.objects.get(guide=made).body["questions"] == []


def test_the_editor_shows_what_came_in(lead):
    answer = lead.post(BRING_IN, handing_in(WHOLE, title="Our street"), follow=True)

    page = answer.content.decode()
    assert "Our street" in page
    assert "Do you live in Ashby?" in page
    assert "All of it is here." in page


def test_what_was_not_carried_is_shown_row_by_row(lead):
    source = form(
        {"type": "text", "name": "a", "label": "<b>A</b>?", "required": "yes"},
        {"type": "geopoint", "name": "where", "label": "Where?"},
    )

    answer = lead.post(BRING_IN, handing_in(source))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "sheet “survey”, row 3" in page
    assert "places on a map are not taken in (geopoint)" in page
    assert "Every question may be passed over here" in page
    assert reverse("desk:edit_guide", args=[the_guide().pk]) in page


def test_the_same_page_sent_twice_makes_one_guide_with_one_draft(lead):
    entry = str(uuid.uuid4())

    for _time in range(2):
        lead.post(BRING_IN, handing_in(WHOLE, entry=entry))

    assert the_guide().pk == uuid.UUID(entry)
    assert DraftStep.objects.filter(draft__guide=the_guide()).count() == 1


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (b"PK\x03\x04 and nothing", "cannot be read as a workbook"),
        (b"type,name\ntext,a\n", "cannot be read as a workbook"),
        (write_workbook([("people", ["a"], [{"a": "b"}])]), "no sheet called “survey”"),
        (form({"type": "geopoint", "name": "where", "label": "?"}), "None of the questions in this file"),
    ],
)
def test_a_file_that_is_no_form_is_said_beside_the_field_and_makes_nothing(source, why, lead):
    answer = lead.post(BRING_IN, handing_in(source, title="Kept words"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    assert "Kept words" in page
    assert not Guide.objects.filter(key__startswith="own-").exists()


def test_without_a_file_it_asks_for_one(lead):
    answer = lead.post(BRING_IN, {"entry": str(uuid.uuid4()), "title": "Kept words"})

    assert answer.status_code == 422
    assert "Choose a file." in answer.content.decode()


def test_any_organizer_takes_a_guide_out_as_it_was_published(cast):
    adopted(cast)
    guide = Guide.objects.get(key="why-we-resist")

    answer = signed_in(cast.organizer).get(reverse("desk:guide_form", args=[guide.pk]))

    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="questions.xlsx"'
    assert read_xlsform(answer.content).guide == guide.versions.get().body
    sheets = {sheet.name: sheet for sheet in read_workbook(answer.content)}
    assert any(row.cells["id"] == "Q11a" and row.cells["what"] == "repeat" for row in sheets["letstalk_lost"].rows)


def test_nobody_elses_guide_can_be_taken_out(cast):
    guide = bring_in(source=WHOLE, chapter=cast.chapter, title="Ours", by=cast.lead, at=NOW).guide
    address = reverse("desk:guide_form", args=[guide.pk])
    assert signed_in(cast.lead).get(address).status_code == 200

    answer = signed_in(cast.outsider).get(address)

    assert answer.status_code == 404


def test_an_organizer_brings_nothing_in(cast):
    assert signed_in(cast.organizer).get(BRING_IN).status_code == 404


def test_words_are_put_in_everywhere_but_in_ids_and_conditions():
    question = {
        "id": "{town}",
        "text": "In {town} and {county}?",
        "options": [{"id": "x", "text": "{town}"}],
        "wordings": {"es": "¿{town}?"},
        "when": {"question": "a", "equals": "{town}"},
    }

    assert with_words([question], {"town": "Ashby", "county": ""}) == [
        {
            "id": "{town}",
            "text": "In Ashby and {county}?",
            "options": [{"id": "x", "text": "Ashby"}],
            "wordings": {"es": "¿Ashby?"},
            "when": {"question": "a", "equals": "{town}"},
        }
    ]
