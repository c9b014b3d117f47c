"""Paper: one page where one is promised, black words, tagged, fonts inside, and no word of anyone's read as code."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from letstalk.graphics.print_sheets import (
    Block,
    DebriefSheet,
    Line,
    Look,
    Panel,
    PaperPart,
    PaperQuestion,
    Part,
    PocketCard,
    PrepareSheet,
    debrief_pdf,
    pocket_pdf,
    prepare_pdf,
    shortened,
)

A4, LETTER = (595, 842), (612, 792)
# What would do something if any of it were read as Typst's code.
HOSTILE = '#read("/etc/passwd") #panic("no") *b* _i_ $x$ @who <mark> \\ \\u{41} [c] // d /* e */ `f` "g" ~ --- = h'

SHEET = PrepareSheet(
    name="Our conversation",
    title="Amina",
    facts=("Thu 9 March, 10:30 · 45 min", "Rosewater Café"),
    parts=(
        Part("Last time", (Line("She marched with her sister."),)),
        Part("You promised", (Line("The night-bus timetable", note="by Saturday", mark="box"),)),
        Part("Questions", tuple(Line(f"Question {number}?", mark="number", strong=True) for number in range(1, 6))),
        Part("Asks", (Line("Host a house meeting", note="Sun 19 March, 16:00", mark="box"),)),
    ),
    foot="For your eyes only.",
)
CARD = PocketCard(
    name="Our conversation",
    panels=(
        Panel("Amina", (Block("Purpose · 4 min", (Line("Get to know them"),)), Block("Story · 5 min"))),
        Panel("Questions", (Block("", tuple(Line(f"Question {one}?", mark="number") for one in range(1, 9))),)),
        Panel("Promises", (Block("Promises I made", (Line("", mark="write"),), tally=8),)),
        Panel("Before you part", (Block("What you’ll do", (Line("Day, time, goal", mark="write"),)),)),
    ),
)
DEBRIEF = DebriefSheet(
    name="Our conversation",
    title="After Amina",
    facts=("Thu 9 March",),
    parts=(
        PaperPart(
            "Host a house meeting",
            (
                PaperQuestion("A1", "What did they say?", "choice", ("Yes", "No", "Not now")),
                PaperQuestion("A2", "Date", "day"),
                PaperQuestion("A3", "Time", "time"),
                PaperQuestion("A4", "Minutes", "number"),
                PaperQuestion("A5", "Goal", "words", lines=2),
            ),
        ),
    ),
    day_hint="day, month",
    stamp="Sheet K7Q2",
    foot="For your eyes only.",
)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def sizes(pdf: bytes) -> set[tuple[int, int]]:
    return {(round(page.mediabox.width), round(page.mediabox.height)) for page in read(pdf).pages}


def fonts(pdf: bytes) -> Iterator[DictionaryObject]:
    for page in read(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            yield from (below.get_object() for below in font.get_object()["/DescendantFonts"])


def embedded(font: DictionaryObject) -> bool:
    return any(name in font["/FontDescriptor"] for name in ("/FontFile2", "/FontFile3"))


EVERY = [(prepare_pdf, SHEET), (pocket_pdf, CARD), (debrief_pdf, DEBRIEF)]


@pytest.mark.parametrize(("make", "sheet"), EVERY)
@pytest.mark.parametrize(("paper", "size"), [("a4", A4), ("letter", LETTER)])
def test_every_sheet_is_one_page_of_its_paper(make, sheet, paper, size):
    pdf = make(sheet, Look(paper=paper))

    assert len(read(pdf).pages) == 1
    assert sizes(pdf) == {size}


@pytest.mark.parametrize(("make", "sheet"), EVERY)
def test_every_sheet_is_tagged_says_its_language_and_carries_its_fonts(make, sheet):
    pdf = make(sheet, Look(language="es"))

    root = read(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "es"
    assert all(embedded(font) for font in fonts(pdf))
    assert {"AtkinsonHyperlegibleNext" in font["/BaseFont"] for font in fonts(pdf)} == {True}


@pytest.mark.parametrize("large", (False, True))
@pytest.mark.parametrize(("make", "sheet"), EVERY)
def test_every_sheet_follows_the_standard_for_accessible_pdf(make, sheet, large):
    """PDF/UA-1: Typst holds each sheet against it, and writes the mark only when it found nothing."""
    said = read(make(sheet, Look(large=large))).xmp_metadata

    assert said is not None
    assert said.rdf_root.getElementsByTagName("pdfuaid:part")[0].firstChild.data == "1"


@pytest.mark.parametrize(("make", "sheet"), EVERY)
def test_the_file_itself_names_nobody_and_no_hour(make, sheet):
    about = read(make(sheet, Look())).metadata

    assert about is not None
    assert about.title == "Our conversation"
    assert not {"/Author", "/Subject", "/Keywords", "/CreationDate"} & set(about)


def test_words_stand_on_the_page_in_the_order_they_are_read():
    shown = words(prepare_pdf(SHEET, Look()))

    places = [shown.index(part) for part in ("Amina", "Rosewater", "marched", "timetable", "Question 5?", "Sun 19")]
    assert places == sorted(places)


@pytest.mark.parametrize("large", (False, True))
def test_debrief_shows_codes_options_and_its_stamp(large):
    shown = words(debrief_pdf(DEBRIEF, Look(large=large)))

    for part in ("A1", "1 Yes", "3 Not now", "A5", "day, month", "Sheet K7Q2", "1/1"):
        assert part in shown


def test_large_type_is_larger_and_takes_the_pages_it_needs():
    def largest(pdf: bytes) -> float:
        found: list[float] = []
        read(pdf).pages[0].extract_text(visitor_text=lambda text, cm, tm, font, size: found.append(size * abs(tm[0])))
        return max(found)

    assert largest(prepare_pdf(SHEET, Look(large=True))) > largest(prepare_pdf(SHEET, Look())) * 1.15
    assert len(read(pocket_pdf(CARD, Look(large=True))).pages) == 2


@pytest.mark.parametrize("large", (False, True))
def test_words_of_people_are_never_read_as_code(large):
    parts = (Part(HOSTILE, (Line(HOSTILE, note=HOSTILE, mark="box"), Line(HOSTILE, mark="number"))),)

    pdf = prepare_pdf(replace(SHEET, title=HOSTILE, facts=(HOSTILE,), parts=parts, foot=HOSTILE), Look(large=large))

    shown = words(pdf)
    assert '#read("/etc/passwd") #panic("no") *b* _i_ $x$ @who' in shown
    assert "root:" not in shown


@pytest.mark.parametrize(
    ("written", "face"),
    [
        ("Олена Ковальчук", "NotoSans-"),
        ("Ελένη", "NotoSans-"),
        ("أمينة العلي", "NotoSansArabic"),
        ("שרה לוי", "NotoSansHebrew"),
        ("प्रिया शर्मा", "NotoSans-"),
        ("มาลี", "NotoSansThai"),
        ("👩🏽‍🌾🌻🏳️‍🌈", "NotoEmoji"),
        ("Nguyễn Thị Hương", "NotoSans"),
    ],
)
def test_names_of_many_scripts_and_emoji_have_their_face(written, face):
    pdf = prepare_pdf(replace(SHEET, title=written), Look())

    assert len(read(pdf).pages) == 1
    assert any(face in font["/BaseFont"] for font in fonts(pdf))
    assert not any(".notdef" in str(font) for font in fonts(pdf))


def beginnings(pdf: bytes) -> dict[str, float]:
    """How far from the left edge each bit of text begins on the first page."""
    found: dict[str, float] = {}

    def note(text: str, cm: list[float], tm: list[float], *font: object) -> None:
        if text.strip():
            found[text.strip()] = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]

    read(pdf).pages[0].extract_text(visitor_text=note)
    return found


def test_right_to_left_words_begin_at_their_own_side():
    alone = replace(SHEET, facts=(), parts=(), foot="")

    assert min(beginnings(prepare_pdf(replace(alone, title="Amina"), Look())).values()) < 100
    assert min(beginnings(prepare_pdf(replace(alone, title="أمينة"), Look())).values()) > 300


def test_whole_sheet_turns_round_in_a_language_from_right_to_left():
    usual, turned = (beginnings(debrief_pdf(DEBRIEF, Look(language=language))) for language in ("en", "ar"))

    assert usual["A1"] < 100
    assert turned["A1"] > 450


def test_script_without_a_face_does_not_break_the_page():
    pdf = prepare_pdf(replace(SHEET, title="王小明 ᏣᎳᎩ \ud800\x00\x1b"), Look())

    assert len(read(pdf).pages) == 1
    assert read(pdf).trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_folder_of_further_faces_is_looked_into(tmp_path):
    assert "Amina" in words(prepare_pdf(SHEET, Look(fonts=tmp_path)))


@given(
    texts=st.lists(st.text(max_size=400), min_size=1, max_size=5),
    large=st.booleans(),
)
def test_whatever_anyone_writes_there_is_a_sheet(texts, large):
    lines = tuple(Line(text, note=text[:80], mark="box") for text in texts)

    for make, sheet in [
        (prepare_pdf, replace(SHEET, title=texts[0], parts=(Part(texts[0][:40], lines),))),
        (pocket_pdf, replace(CARD, panels=(Panel(texts[0][:40], (Block(texts[-1][:80], lines),)), *CARD.panels[1:]))),
    ]:
        assert read(make(sheet, Look(large=large))).pages


def test_the_longest_that_may_be_written_still_is_one_page():
    long = "Wörter und Sätze, die kein Ende nehmen. " * 40
    lines = tuple(Line(shortened(long, 150), note=shortened(long, 60), mark="box") for _line in range(4))

    pdf = prepare_pdf(replace(SHEET, parts=tuple(Part(f"Part {number}", lines) for number in range(7))), Look())

    assert len(read(pdf).pages) == 1


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("short", 10, "short"),
        ("She marched with her sister.", 16, "She marched…"),
        ("Donaudampfschifffahrt", 8, "Donauda…"),
        ("one, two three", 6, "one…"),
    ],
)
def test_long_words_end_at_a_word(text, most, kept):
    assert shortened(text, most) == kept
    assert len(kept) <= most
