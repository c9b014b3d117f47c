"""Any delimiter, encoding and container is read; what is broken says why and takes no other row with it."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from letstalk.people.intake.reading import CannotRead
from tests.people.intake.reading import read_bytes

PLAIN = "Name,Email,Phone\nRuth Abara,ruth@example.org,202-555-0143\nÁine Ó Sé,aine@example.org,202-555-0144\n"


def names(raw, **kwargs):
    return [one.name for one in read_bytes(raw, **kwargs).people]


def zipped(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


def workbook(rows):
    book, written = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_and_delimiter_is_told_by_itself(encoding, delimiter):
    raw = PLAIN.replace(",", delimiter).encode(encoding)

    assert names(raw) == ["Ruth Abara", "Áine Ó Sé"]


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_every_line_ending_is_read(ends):
    assert names(PLAIN.replace("\n", ends).encode()) == ["Ruth Abara", "Áine Ó Sé"]


def test_excel_says_its_delimiter_on_the_first_line():
    assert names(b"sep=;\r\nName;Email\r\nAbara, Ruth;ruth@example.org\r\n") == ["Abara, Ruth"]


def test_a_workbook_is_read_with_its_numbers_and_days():
    raw = workbook([["Name", "Phone"], ["Ruth Abara", 2025550143], [None, None], ["Sol Reyes", 2025550144.0]])

    people = read_bytes(raw).people

    assert [(one.name, one.phones) for one in people] == [
        ("Ruth Abara", ["+12025550143"]),
        ("Sol Reyes", ["+12025550144"]),
    ]


def test_rows_without_names_of_columns_are_understood_by_what_stands_in_them():
    whole = read_bytes(b"Ruth Abara\truth@example.org\t202 555 0143\nSol Reyes\tsol@example.org\t202 555 0144\n")

    assert whole.columns == ()
    assert next((one.name, one.emails[0]) for one in whole.people) == ("Ruth Abara", "ruth@example.org")


def test_columns_with_other_names_are_guessed_and_letters_that_came_in_broken_are_mended():
    raw = "Vorname;Nachname;E-Mail-Adresse;Handy\nJÃ¼rgen;MÃ¼ller;jm@example.org;\n".encode()

    [one] = read_bytes(raw).people

    assert (one.name, one.emails, one.remarks) == ("Jürgen Müller", ["jm@example.org"], ["letters_mended"])


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Ruth,Abara,Extra,cells,here", "too_wide"),
        (",only@example.org,", "no_name"),
        ("x" * 201 + ",,", "name_long"),
        ("x" * 200_000 + ",,", "quote_open"),
        ("y" * 2_000_000 + ",,", "cell_long"),
    ],
)
def test_a_row_that_cannot_come_in_says_why_and_the_next_one_comes_in(row, problem):
    whole = read_bytes(f"Name,Email,Phone\n{row}\nSol Reyes,sol@example.org,\n".encode())

    assert whole.problems == {2: problem}
    assert [one.name for one in whole.people] == ["Sol Reyes"]


def test_a_quote_that_is_never_closed_takes_one_row_with_it():
    rows = "".join(f"Person {n},p{n}@example.org,\n" for n in range(400))

    whole = read_bytes(f'Name,Email,Phone\n"Ruth,ruth@example.org,\n{rows}'.encode())

    assert whole.problems == {2: "quote_open"}
    assert len(whole.people) == 400


def test_a_quote_closed_rows_later_takes_one_row_with_it():
    raw = b'Name,Email,Phone,Note\n"Ruth,ruth@example.org,,\nSol,sol@example.org,,\nMia,m@example.org,,"said hi"\n'

    whole = read_bytes(raw)

    assert whole.problems == {2: "quote_open"}
    assert [one.name for one in whole.people] == ["Sol", "Mia"]


def test_what_cannot_be_read_of_a_row_is_left_out_and_said():
    [one] = read_bytes(b"Name,Email,Phone\nRuth Abara,not an email,12\n").people

    assert (one.emails, one.phones) == ([], [])
    assert one.remarks == ["email_left_out", "phone_left_out"]


def test_a_broken_card_says_so_and_the_others_are_read():
    raw = b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C3=93 S=C3=A9;=C3=81ine\r\n"
    raw += b"TEL;CELL:202 555 0144\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Broken\r\nBEGIN:VCARD\r\nVERSION:3.0\r\n"
    raw += b"FN:Sol\r\nPHOTO;ENCODING=b:AAAA\r\n BBBB\r\nTEL;VALUE=uri:tel:+12025550143\r\nEND:VCARD\r\n"

    whole = read_bytes(raw)

    assert whole.problems == {3: "card_broken"}
    assert [(one.name, one.phones) for one in whole.people] == [
        ("Áine Ó Sé", ["+12025550144"]),
        ("Sol", ["+12025550143"]),
    ]


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n  \n",
        b"%PDF-1.4 ...",
        b"\xd0\xcf\x11\xe0 old excel",
        b"PK\x03\x04 no zip at all",
        zipped(picture__png=b"x"),
        zipped(one__csv=b"Name\nRuth", two__csv=b"Name\nSol"),
        zipped(inner__csv=zipped(people__csv=b"Name\nRuth")),
        zipped(**{"[Content_Types]__xml": LAUGHS, "xl/workbook__xml": LAUGHS}),
        zipped(**{"[Content_Types]__xml": "<Types/>"}),
        workbook([["Name"], ["Ruth"]])[:-200],
        b"\xff\xfe",
        ",".join(f"c{n}" for n in range(601)).encode() + b"\nRuth\n",
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(raw):
    with pytest.raises(CannotRead) as refused:
        read_bytes(raw)

    assert str(refused.value).endswith(".") or "MB" in str(refused.value)


def test_days_are_read_in_the_order_the_whole_column_tells():
    def since(*days, region="US"):
        raw = "Name,Joined\n" + "".join(f"P{n} Q,{day}\n" for n, day in enumerate(days))
        return [one.since for one in read_bytes(raw.encode(), region=region).people]

    assert since("3/4/2024", "25/4/2024") == ["2024-04-03", "2024-04-25"]
    assert since("3/4/2024", "4/25/2024") == ["2024-03-04", "2024-04-25"]
    assert since("3/4/2024") == ["2024-03-04"]
    assert since("3/4/2024", region="GB") == ["2024-04-03"]
    assert since("2024-04-03", "31.12.24") == ["2024-04-03", "2024-12-31"]
    assert since("30/2/2024", "0/0/0") == ["", ""]
