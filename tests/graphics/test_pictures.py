"""Graphics to share: what was typed, in every format, script and design, on a picture nobody else drew (R-051)."""

import io
import re
import shutil
from xml.etree import ElementTree

import pypdf
import pytest
import resvg_py
from fontTools.ttLib import TTCollection, TTFont

from letstalk.graphics.faces import BRICOLAGE, faces_for, is_right_to_left, missing, runs
from letstalk.graphics.fitting import fit
from letstalk.graphics.formats import FORMATS
from letstalk.graphics.pictures import Design, Saying, TooLong, draw, pdf, png, with_faces
from tests.graphics.kept_pictures import FEW, KEPT, differs

PLAIN = Design("plain", "Plain", ground="#ffffff", words="#231a2e", prompt="#b3125d", foot="#231a2e")
BUBBLE = Design(
    "bubble", "Bubble", ground="#ffd1e4", words="#231a2e", prompt="#8a0c47", foot="#8a0c47", panel="bubble",
    panel_color="#ffffff", place="middle",
)  # fmt: skip
SAID = Saying("I resist because", "the night bus matters.", "#WhyWeResist", "Eastside Huddle")
LONG = ("We were told to wait, and we have waited for ten years now. " * 7)[:400]
SCRIPTS = {
    "latin": "Žluťoučký kůň, ¿dónde? – Tiếng Việt",
    "cyrillic": "Мой голос важен, и я не молчу.",
    "greek": "Η φωνή μου έχει σημασία.",
    "arabic": "صوتي مهم ولن أسكت.",
    "hebrew": "הקול שלי חשוב.",
    "devanagari": "मेरी आवाज़ मायने रखती है।",
}
FURTHER = {
    "chinese": "我反抗，因为我们的社区很重要。",
    "korean": "나는 우리 동네가 소중해서 저항한다.",
    "colour": "✊ 😀 1",
}


@pytest.fixture
def further(tmp_path, monkeypatch):
    """A server that added faces of its own."""
    shutil.copytree(FEW, tmp_path / "fonts")
    monkeypatch.setenv("LETSTALK_DATA", str(tmp_path))
    return tmp_path / "fonts"


def texts_of(svg):
    root = ElementTree.fromstring(svg)
    return ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("key", FORMATS)
def test_every_format_is_exactly_as_large_as_it_says(key):
    format = FORMATS[key]

    svg = draw(PLAIN, SAID, format)
    image = png(svg, wide=format.pixels[0], high=format.pixels[1])
    page = pypdf.PdfReader(io.BytesIO(pdf(svg, format, title="Why", alt="Why we do"))).pages[0]

    assert (int.from_bytes(image[16:20]), int.from_bytes(image[20:24])) == format.pixels
    wide, high = (float(side) / 72 * 25.4 for side in page.mediabox[2:])
    assert (wide, high) == pytest.approx(format.millimetres, abs=0.1)


def test_the_sizes_of_the_common_networks():
    shared = {key: FORMATS[key].pixels for key in ("square", "portrait", "story", "landscape", "wide")}

    assert shared == {
        "square": (1080, 1080),
        "portrait": (1080, 1350),
        "story": (1080, 1920),
        "landscape": (1200, 630),
        "wide": (1600, 900),
    }


@pytest.mark.parametrize("design", [PLAIN, BUBBLE], ids=lambda design: design.key)
@pytest.mark.parametrize("key", FORMATS)
def test_four_hundred_characters_fit_into_every_format(design, key):
    svg = draw(design, Saying(SAID.prompt, LONG, SAID.hashtag, SAID.name), FORMATS[key])

    assert "waited" in " ".join(texts_of(svg))


@pytest.mark.parametrize("words", ["a" * 120, "Donaudampfschifffahrtsgesellschaft " * 4])
def test_no_line_is_wider_than_its_box(words):
    fitted = fit(words, BRICOLAGE, wide=800, high=600, largest=200, smallest=33)

    assert fitted is not None
    assert "".join(fitted.lines).replace(" ", "") == words.replace(" ", "")
    assert fitted.width <= 801
    assert fitted.height <= 601


def test_one_long_word_is_broken_in_even_pieces_rather_than_small_or_with_a_letter_left_over():
    fitted = fit("Donaudampfschifffahrtsgesellschaftskapitän", BRICOLAGE, wide=740, high=600, largest=200, smallest=33)

    assert fitted is not None
    assert len(fitted.lines) in (2, 3)
    assert min(map(len, fitted.lines)) > 10
    assert fitted.size > 50


def test_what_cannot_fit_says_so():
    with pytest.raises(TooLong):
        draw(PLAIN, Saying("Why", "word " * 1000), FORMATS["landscape"])


def test_lines_are_of_about_one_length():
    fitted = fit("my daughter is watching.", BRICOLAGE, wide=832, high=600, largest=220, smallest=33)

    assert fitted is not None
    assert fitted.lines == ("my daughter", "is watching.")


def test_a_line_begun_by_hand_stays_one():
    fitted = fit("Buses\nSchools\nRents", BRICOLAGE, wide=900, high=600, largest=120, smallest=33)

    assert fitted is not None
    assert fitted.lines == ("Buses", "Schools", "Rents")


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "]]> & \" '", "a\x00b\x1bc\ud800d", "&#x3c;b>"])
def test_what_is_typed_is_only_ever_text(words):
    svg = draw(PLAIN, Saying(words, words, "#a<b", "c&d"), FORMATS["square"])

    assert "script" not in re.sub(r">[^<]*<", "><", svg)
    assert png(svg, wide=64)


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_are_drawn_whole(script):
    words = SCRIPTS[script]

    svg = draw(PLAIN, Saying(words, words), FORMATS["square"])

    assert missing(words) == []
    nothing = png(draw(PLAIN, Saying(" ", " "), FORMATS["square"]), wide=64)
    assert png(svg, wide=64) != nothing


def test_a_word_in_cyrillic_stands_in_one_face():
    assert [run.text for run in runs(SCRIPTS["cyrillic"], faces_for(SCRIPTS["cyrillic"], BRICOLAGE))] == [
        SCRIPTS["cyrillic"]
    ]


def test_right_to_left_begins_at_the_right():
    svg = draw(PLAIN, Saying(SCRIPTS["arabic"], SCRIPTS["arabic"]), FORMATS["square"])

    assert is_right_to_left(SCRIPTS["hebrew"])
    assert 'text-anchor="end"' in svg
    assert 'text-anchor="start"' not in svg


def test_letters_without_a_face_are_named():
    assert missing("Bus 日本 and 日") == ["日", "本"]


def test_a_blank_one_has_lines_for_a_pen():
    svg = draw(PLAIN, Saying("I resist because", "", "#WhyWeResist"), FORMATS["a4"])

    assert texts_of(svg) == ["I resist because", "#WhyWeResist"]
    assert svg.count("<path") >= 4


def test_the_file_carries_its_faces():
    svg = with_faces(draw(PLAIN, SAID, FORMATS["square"]))
    sheet = pypdf.PdfReader(io.BytesIO(pdf(draw(PLAIN, SAID, FORMATS["a4"]), FORMATS["a4"], title="Why", alt="Alt")))

    assert svg.count("@font-face") == 3
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert "the night\nbus matters." in sheet.pages[0].extract_text()


def test_drawn_as_it_was_when_somebody_looked(further):
    """Small pictures kept beside this test, each compared within a tolerance."""
    for script, words in (SCRIPTS | FURTHER).items():
        svg = draw(BUBBLE, Saying(SAID.prompt, words, SAID.hashtag, SAID.name), FORMATS["square"])

        assert differs(png(svg, wide=135), (KEPT / f"{script}.png").read_bytes()) < 0.02, script


@pytest.mark.parametrize("script", FURTHER)
def test_faces_the_server_added_draw_what_ours_lack_and_go_into_its_files(further, script):
    words = FURTHER[script]
    svg = draw(PLAIN, Saying(SAID.prompt, words), FORMATS["square"])
    file = with_faces(svg)

    assert missing(words) == []
    assert file.count("@font-face") == len(set(re.findall(r'font-family="([^"]+)" font-weight', svg)))
    assert len(file) < 120_000
    assert pdf(svg, FORMATS["square"], title="Why", alt="Why").startswith(b"%PDF")


def test_a_face_that_cannot_be_read_is_left_out_and_said(further, caplog):
    whole = (further / "NotoSansCJKSC-Bold-few.otf").read_bytes()
    (further / "NotoSansCJKSC-Bold-few.otf").write_bytes(whole[:900])
    (further / "empty.ttf").write_bytes(b"")
    (further / "words.ttf").write_text("not a typeface " * 200)

    assert missing("因 나") == ["因"]
    said = {line.getMessage().split()[2] for line in caplog.records if line.name == "letstalk.graphics.further"}
    assert said == {"NotoSansCJKSC-Bold-few.otf", "empty.ttf", "words.ttf"}


def test_several_faces_in_one_file_are_each_found(further):
    files = [further / "NotoSansCJKSC-Bold-few.otf", further / "NotoSansCJKKR-Bold-few.otf"]
    together = TTCollection()
    together.fonts = [TTFont(file) for file in files]
    together.save(further / "both.ttc")
    for file in files:
        file.unlink()

    assert missing(FURTHER["chinese"] + FURTHER["korean"]) == []
    assert faces_for(FURTHER["korean"], BRICOLAGE)[0].family == "Noto Sans CJK KR"
    assert png(draw(PLAIN, Saying(SAID.prompt, FURTHER["korean"]), FORMATS["square"]), wide=64)


@pytest.mark.parametrize(("words", "family"), [("我", "Noto Sans CJK SC"), ("我 나", "Noto Sans CJK KR")])
def test_a_character_that_both_write_has_the_form_of_where_it_is_read(further, words, family):
    assert [run.face.family for run in runs("我", faces_for(words, BRICOLAGE))] == [family]


def test_a_line_of_chinese_ends_behind_any_character_and_begins_with_no_full_stop(further):
    fitted = fit(FURTHER["chinese"] * 6, BRICOLAGE, wide=820, high=700, largest=120, smallest=33)

    assert fitted is not None
    assert len(fitted.lines) > 4
    assert "".join(fitted.lines) == FURTHER["chinese"] * 6
    assert not any(line.startswith(("，", "。")) for line in fitted.lines)
    assert fitted.size > 50


def test_a_space_beside_an_emoji_is_as_wide_as_beside_a_letter():
    fitted = fit("✊ ✊ 1 2", BRICOLAGE, wide=820, high=300, largest=200, smallest=33)

    assert fitted is not None
    assert fitted.width <= 821


def test_nothing_is_drawn_from_the_machine_it_runs_on():
    """A face that is not ours is not looked for."""
    ours = draw(PLAIN, SAID, FORMATS["square"]).replace(' font-family="Bricolage', ' font-family="Arial')

    assert resvg_py.svg_to_bytes(svg_string=ours, skip_system_fonts=True)
