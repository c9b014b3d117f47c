"""Letters and cards on paper: accessible PDF, no word read as code, and as many sheets as there are to be."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from letstalk.graphics.print_sheets import Look, Note, Notes, notes_pdf, usual_paper

WORDS = "Dear Amina,\n\nthank you for the story about the last bus.\n\nRosa"
HOSTILE = '#read("/etc/passwd") #panic("no") *b* $x$ @who <mark> \\u{41} // d `f` = h'


def made(kind="card", count=1, words=WORDS, **look) -> PdfReader:
    notes = Notes(name="Thank you", kind=kind, notes=[Note(f"Guest {number}", words) for number in range(count)])
    return PdfReader(BytesIO(notes_pdf(notes, Look(**look))))


@pytest.mark.parametrize(
    ("kind", "count", "pages"), [("card", 1, 1), ("card", 4, 1), ("card", 5, 2), ("letter", 1, 1), ("letter", 3, 3)]
)
@pytest.mark.parametrize("large", [False, True])
def test_cards_stand_four_to_a_sheet_and_letters_alone(kind, count, pages, large):
    assert len(made(kind, count, large=large).pages) == pages


@pytest.mark.parametrize("kind", ["card", "letter"])
def test_the_file_is_tagged_titled_and_of_its_standard(kind):
    pdf = made(kind)

    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.metadata.title == "Thank you"
    assert b"pdfuaid" in pdf.trailer["/Root"]["/Metadata"].get_data()


def test_what_people_wrote_is_shown_and_never_run():
    text = made(words=HOSTILE).pages[0].extract_text()

    assert '#read("/etc/passwd")' in text


@pytest.mark.parametrize("words", ["شكرا لك يا أمينة", "תודה רבה", "ขอบคุณ", "Спасибо, Амина", "x" * 3_000, ""])
def test_any_writing_and_any_length_makes_a_sheet(words):
    assert len(made(words=words).pages) == 1


def test_the_paper_is_the_one_of_the_country():
    assert (usual_paper("US"), usual_paper("DE")) == ("letter", "a4")
