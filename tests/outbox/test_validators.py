"""Mail servers and addresses as people type them."""

import pytest

from letstalk.outbox.validators import BadAddress, BadMailServer, SmtpServer, clean_address, smtp_server


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", SmtpServer("mail.example.org", 587)),
        (" smtp://mail.example.org:25/ ", SmtpServer("mail.example.org", 25)),
        ("smtp://rosa:a%40b%2Fc@mail.example.org", SmtpServer("mail.example.org", 587, "rosa", "a@b/c")),
        (
            "smtps://rosa%40example.org:secret@mail.example.org",
            SmtpServer("mail.example.org", 465, "rosa@example.org", "secret", True),
        ),
        ("smtps://[::1]:2465", SmtpServer("::1", 2465, implicit_tls=True)),
    ],
)
def test_a_mail_server_is_read_from_its_address(url, server):
    assert smtp_server(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://mail.example.org:port",
        "smtp://mail.example.org:99999",
        "smtp://[",
        "smtp://h/path",
    ],
)
def test_anything_else_is_refused_with_an_example(url):
    with pytest.raises(BadMailServer, match=r"smtp://user:password@mail.example.org:587") as refused:
        smtp_server(url)

    assert refused.value.field == "url"


def test_a_password_needs_a_safe_connection_and_is_never_shown():
    server = smtp_server("smtp://rosa:secret@mail.example.org")

    assert server.start_tls
    assert "secret" not in repr(server)
    assert not smtp_server("smtp://mail.example.org").start_tls
    assert not smtp_server("smtps://rosa:secret@mail.example.org").start_tls


@pytest.mark.parametrize("address", ["amina@example.org", "a.b+c@sub.example.org", "amina@bücher.example"])
def test_addresses_that_can_be_written_to(address):
    assert clean_address(f" {address}\n") == address


@pytest.mark.parametrize(
    "address",
    ["", "amina", "@example.org", "a@b@c.example", "ämina@example.org", "a\n@example.org", "a@" + "b." * 130 + "org"],
)
def test_addresses_that_cannot(address):
    with pytest.raises(BadAddress):
        clean_address(address)
