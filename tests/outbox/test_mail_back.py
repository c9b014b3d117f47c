"""What comes back by mail, read as programs of many makers write it (RFC 5322, 3464, 3834)."""

from email.message import EmailMessage
from uuid import UUID

import pytest

from letstalk.outbox.mail_back import MOST_BYTES, NotThat, own_words, read_answer, read_returned
from tests.support.returned import returned

LETTER = UUID("01900000-0000-7000-8000-000000000001")


def a_mail(words="STOP", *, sender="Amina <Amina@example.org>", kind="plain", **headers):
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = "rosa@example.org"
    mail["Subject"] = "Re: Our conversation"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(words, subtype=kind)
    return mail.as_bytes()


@pytest.mark.parametrize(
    "below",
    [
        "> If you want no more, answer STOP.",
        "On Mon, 2 Mar 2026 at 16:00, Rosa Marin <rosa@example.org> wrote:\n> Stop by on Tuesday?",
        "On Mon, 2 Mar 2026 at 16:00, Rosa Marin\n<rosa@example.org> wrote:\n\n> Stop by on Tuesday?",
        "Am 02.03.26 um 16:00 schrieb Rosa Marin:\n> STOP",
        "Le lun. 2 mars 2026 à 16:00, Rosa a écrit :\n> STOP",
        "El lun, 2 mar 2026, Rosa Marin escribió:\nSTOP",
        "-----Original Message-----\nFrom: Rosa Marin\nSTOP",
        "________________________________\nFrom: Rosa Marin\nSTOP",
        "From: Rosa Marin <rosa@example.org>\nSent: Monday\nSTOP",
        "-- \nSTOP the bill",
        "2026年3月2日 Rosa：\n> STOP".replace("：", ":"),
    ],
)
def test_the_letter_below_an_answer_is_not_part_of_it(below):
    assert own_words(f"Yes, gladly!\n\n{below}\n") == "Yes, gladly!"


def test_words_below_what_is_quoted_are_ones_own():
    assert own_words("On Monday, Rosa Marin wrote:\n> Shall I go on?\n\nSTOP") == "STOP"


def test_the_words_of_a_page_are_read_without_what_it_quotes():
    page = "<html><style>p{}</style><p>Please stop</p><blockquote>We meet on Tuesday</blockquote></html>"

    answer = read_answer(a_mail(page, kind="html"))

    assert (answer.sender, answer.words) == ("amina@example.org", "Please stop")


@pytest.mark.parametrize(
    "raw",
    [
        a_mail(Auto_Submitted="auto-replied"),
        a_mail(Precedence="bulk"),
        a_mail(sender="Amina <amina@example.org>, Bo <bo@example.org>"),
        b"",
        b"\xff\xfe\x00 no mail at all",
        b"x" * (MOST_BYTES + 1),
        returned(LETTER),
    ],
)
def test_what_no_single_person_wrote_is_no_answer(raw):
    with pytest.raises(NotThat):
        read_answer(raw)


@pytest.mark.parametrize(
    ("status", "is_about_address"),
    [("5.1.1", True), ("5.0.0", True), ("5.2.1", True), ("5.2.2", True), ("5.2.3", False), ("5.7.1", False)],
)
def test_a_report_names_the_letter_and_whether_it_was_the_address(status, is_about_address):
    report = read_returned(returned(LETTER, status=status))

    assert (report.message, report.status, report.is_about_address) == (LETTER, status, is_about_address)


def test_a_report_with_the_headers_alone_is_understood():
    assert read_returned(returned(LETTER, headers_only=True)).message == LETTER


@pytest.mark.parametrize(
    "raw",
    [
        returned(LETTER, action="delayed", status="4.4.1"),
        returned(LETTER, action="failed", status="4.2.2"),
        returned(LETTER, action="delivered", status="2.0.0"),
        returned(None),
        a_mail(),
        b"",
    ],
)
def test_a_delay_a_delivery_and_a_letter_of_others_is_no_returned_letter(raw):
    with pytest.raises(NotThat):
        read_returned(raw)
