"""What a message looks like on the wire: read back by another parser, and proof against odd names (RFC 5322, 6047)."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from letstalk.outbox.channels.email import compose
from letstalk.outbox.channels.email.letters import headers_of, in_parts, needs_no_code, plain_words
from letstalk.outbox.models import Message
from letstalk.outbox.queries import RouteNow
from letstalk.outbox.validators import Attachment
from letstalk.outbox.words import RouteKind

AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
ROUTE = RouteNow(RouteKind.SMTP, sender="organizers@example.org")
ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Unser Gespräch\r\nEND:VCALENDAR\r\n"

ODD_TEXTS = [
    "Our conversation",
    "Nuestra conversación",
    "محادثتنا",
    "שיחה שלנו",
    "👩🏾‍🤝‍👩🏻 hello",
    "long " * 39 + "end",
    "é" * 200,
    "👋" * 200,
]


def letter(at, **facts):
    plain = {"address": "amina@example.org", "subject": "Our conversation", "body": "Hello.\n"}
    composed = compose(Message(**plain | facts, released_at=at), ROUTE)
    # On disk as on Unix, where a mail program would find it.
    return composed, message_from_bytes(composed.content.replace(b"\r\n", b"\n"), policy=policy.default)


def sender_of(composed):
    # The newer parser puts spaces between the parts of a long encoded name, which RFC 2047 (6.2) tells readers to drop.
    name, address = parseaddr(message_from_bytes(composed.content)["From"].replace("\r\n", ""))
    return str(make_header(decode_header(name))), address


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_subjects_names_and_words_in_any_script_come_back_whole(at, text):
    """People with one name, right-to-left names, emoji, 200-character names all work."""
    composed, read = letter(at, subject=text, sender_name=text, body=f"{text}\nsecond line\n")

    assert read["Subject"].strip() == text
    assert sender_of(composed) == (text, "organizers@example.org")
    assert read.get_content() == f"{text}\nsecond line\n"


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_what_travels_is_seven_bits_in_lines_no_server_breaks(at, text):
    composed, _ = letter(at, subject=text, sender_name=text, body=text * 20)

    assert composed.content.isascii()
    assert b"\n" not in composed.content.replace(b"\r\n", b"")
    assert max(map(len, composed.content.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "name", ['Rosa "the Rose" Diaz', "Diaz, Rosa", "Rosa <eve@example.org>", "Rosa \\", "(Rosa)", ""]
)
def test_no_name_passes_for_an_address(at, name):
    _, read = letter(at, sender_name=name)

    (sender,) = read["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "organizers@example.org")


def test_a_line_break_that_came_past_the_verbs_still_ends_no_header(at):
    with pytest.raises(ValueError, match="newlines"):
        letter(at, subject="Our\nBcc: eve@example.org")


def test_the_headers_are_those_of_this_message_and_no_others(at):
    composed, read = letter(at, sender_name="Rosa", reply_to="rosa@example.org")

    assert sorted(read.keys()) == [
        "Content-Transfer-Encoding",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Reply-To",
        "Subject",
        "To",
    ]
    assert read["To"] == composed.recipient == "amina@example.org"
    assert read["Reply-To"] == "rosa@example.org"
    assert read["Date"].datetime == at
    assert read["Message-ID"].endswith("@example.org>")
    assert composed.sender == "organizers@example.org"


def test_the_same_release_makes_the_same_letter(at):
    message = Message(address="amina@example.org", subject="s", body="b", released_at=at)

    assert compose(message, ROUTE) == compose(message, ROUTE)


@given(
    body=st.text(st.sampled_from("ab =.\n\r\t-é\x85\u2028👋")) | st.text(),
    subject=st.text(st.sampled_from('Our talk."=?')),
    name=st.text(st.sampled_from('Rosa D. "\\,<@')),
    reply_to=st.sampled_from(["", "rosa@example.org"]),
)
def test_what_is_written_quickly_is_what_the_email_library_would_write(body, subject, name, reply_to):
    message = Message(address="amina@example.org", subject=subject, body=body, sender_name=name, reply_to=reply_to)
    message.released_at = AT
    headers = headers_of(message, ROUTE)
    assume(all(needs_no_code(name, value) for name, value in headers.items()))

    assert plain_words(headers, body) == in_parts(headers, body, []) == compose(message, ROUTE).content


def test_an_address_at_an_international_domain_is_written_in_ascii(at):
    composed, _ = letter(at, address="amina@bücher.example")

    assert composed.recipient == "amina@xn--bcher-kva.example"


def test_a_calendar_file_stands_beside_the_words_and_goes_along_as_a_file(at):
    """RFC 6047, 2.4: an alternative that a mail program offers to accept, named by its method."""
    calendar = {"name": "one-on-one.ics", "mime": "text/calendar; method=REQUEST", "text": ICS}
    _, read = letter(at, attachments=[calendar])

    assert read.get_content_type() == "multipart/mixed"
    beside, file = read.iter_parts()
    words, offered = beside.iter_parts()
    assert beside.get_content_type() == "multipart/alternative"
    assert words.get_content() == "Hello.\n"
    assert (offered.get_content_type(), offered.get_param("method")) == ("text/calendar", "REQUEST")
    assert offered.get_content_charset() == "utf-8"
    assert offered.get_payload(decode=True).decode().splitlines() == ICS.splitlines()
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "one-on-one.ics")
    assert file.get_payload(decode=True).decode() == ICS


def test_a_calendar_without_a_method_is_only_a_file(at):
    _, read = letter(at, attachments=[{"name": "מפגש.ics", "mime": "text/calendar", "text": ICS}])

    words, file = read.iter_parts()
    assert words.get_content() == "Hello.\n"
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "מפגש.ics")
    assert "Unser Gespräch" in file.get_content()


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("a.ics", "text/calendar\r\nBcc: eve@example.org"),
        ("a.ics", "calendar"),
        ("a\nb.ics", "text/plain"),
        ("", "text/plain"),
    ],
)
def test_a_file_that_could_break_the_headers_is_refused(name, mime):
    with pytest.raises(ValueError, match=r"media type|file name"):
        Attachment(name, mime, "text")


def test_a_letter_to_a_list_names_the_address_that_ends_it_by_one_tap_and_no_other_letter_does(at):
    """RFC 8058: both headers, the address whole and in angle brackets, whatever its length."""
    address = f"https://letstalk.riverside.example.org/u/{'0123456789abcdef' * 8}/"

    composed, read = letter(at, unsubscribe=address)
    _composed, other = letter(at)

    assert read["List-Unsubscribe"] == f"<{address}>"
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert composed.content.count(address.encode()) == 1
    assert other["List-Unsubscribe"] is None
    assert other["List-Unsubscribe-Post"] is None
