"""How mail leaves: from the environment, the settings page or into a folder; and "send me a test"."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from letstalk.journal.models import Entry
from letstalk.outbox import queries, sweeps
from letstalk.outbox.domain import messages, routes
from letstalk.outbox.models import Route
from letstalk.outbox.validators import BadAddress, BadMailServer, address_key
from tests.support.ports import free_port

pytestmark = pytest.mark.django_db

URL = "smtp://rosa%40example.org:secret@mail.example.org"
MINUTE = timedelta(minutes=1)


def test_without_anything_set_no_mail_is_set_up():
    assert queries.current_route() is None
    assert queries.route_problem() is None


def test_the_newest_route_of_the_settings_page_stands(rosa, at):
    routes.set_route(url=URL, sender="first@example.org", by=rosa, at=at)
    newest = routes.set_route(url="smtps://other.example.org", sender="", by=rosa, at=at + MINUTE)

    route = queries.current_route()

    assert (route.server.host, route.server.port, route.sender) == ("other.example.org", 465, "letstalk@localhost")
    assert Entry.objects.filter(kind="outbox.route_set", about=newest.pk, by=rosa.pk).exists()


def test_the_environment_beats_the_settings_page(rosa, at, settings):
    routes.set_route(url=URL, sender="", by=rosa, at=at)
    settings.LETSTALK_SMTP_URL = "smtp://environment.example.org"

    assert queries.current_route().server.host == "environment.example.org"


def test_a_folder_beats_both_and_is_never_left(rosa, at, settings):
    routes.set_route(url=URL, sender="", by=rosa, at=at)
    settings.LETSTALK_SMTP_URL = "smtp://environment.example.org"
    routes.use_folder(at=at)

    with pytest.raises(routes.StaysInFolder):
        routes.set_route(url=URL, sender="", by=rosa, at=at + MINUTE)

    route = queries.current_route()
    assert (route.kind, route.server, route.folder) == ("folder", None, settings.LETSTALK_DATA / "mail")


@pytest.mark.parametrize(
    ("mail_from", "url", "own_url", "sender"),
    [
        ("organizers@example.org", URL, "https://talk.example.org", "organizers@example.org"),
        ("", URL, "https://talk.example.org", "rosa@example.org"),
        ("", "smtp://mail.example.org", "https://talk.example.org", "letstalk@talk.example.org"),
        ("", "smtp://mail.example.org", "http://127.0.0.1:8000", "letstalk@localhost"),
    ],
)
def test_a_sender_is_found_when_nobody_chose_one(settings, mail_from, url, own_url, sender):
    settings.LETSTALK_MAIL_FROM, settings.LETSTALK_SMTP_URL, settings.LETSTALK_URL = mail_from, url, own_url

    assert queries.current_route().sender == sender


@pytest.mark.parametrize(
    ("url", "sender", "refusal"), [("mail.example.org", "", BadMailServer), (URL, "organizers", BadAddress)]
)
def test_a_route_that_cannot_work_is_refused(rosa, at, url, sender, refusal):
    with pytest.raises(refusal):
        routes.set_route(url=url, sender=sender, by=rosa, at=at)

    assert not Route.objects.exists()


def test_the_password_cannot_be_read_in_the_database(rosa, at):
    routes.set_route(url=URL, sender="", by=rosa, at=at)

    assert b"secret" not in bytes(Route.objects.values_list("url", flat=True).get())


# Send me a test


def test_a_test_message_goes_out_at_once(office, rosa, at):
    routes.send_test(to="rosa@example.org", by=rosa, at=at)

    (letter,) = office.letters
    assert letter.recipients == ("rosa@example.org",)
    assert letter.message["Subject"] == "A test message"


@pytest.mark.parametrize(
    ("stage", "reply", "sentence"),
    [
        ("RCPT", "550 no", "Their mail server takes no mail for this address. Is it still right?"),
        ("RCPT", "451 later", "The mail server asked us to try again later, and we will."),
        ("MAIL", "553 no", "The mail server does not let us write from this sender address."),
    ],
)
def test_a_test_that_fails_says_why_in_a_sentence(office, rosa, at, stage, reply, sentence):
    office.answers(stage, reply)

    with pytest.raises(routes.MailProblem) as problem:
        routes.send_test(to="rosa@example.org", by=rosa, at=at)

    assert str(problem.value) == sentence


def test_a_test_without_a_route_says_so(rosa, at):
    with pytest.raises(routes.MailProblem, match="No mail is set up yet"):
        routes.send_test(to="rosa@example.org", by=rosa, at=at)


def test_a_test_to_a_suppressed_address_is_not_sent(office, rosa, at):
    messages.suppress(channel="email", address_key=address_key("email", "amina@example.org"), reason="refused", at=at)

    with pytest.raises(routes.MailProblem, match="asked for no more messages"):
        routes.send_test(to="Amina@example.org", by=rosa, at=at)

    assert office.letters == []


def test_a_test_that_arrives_ends_the_trouble(office, ready, rosa, at):
    office.go_away()
    with pytest.raises(routes.MailProblem, match="cannot be reached"):
        routes.send_test(to="rosa@example.org", by=rosa, at=at)
    assert queries.route_problem().since == at
    office.come_back()

    routes.send_test(to="rosa@example.org", by=rosa, at=at)

    assert queries.route_problem() is None


# Safe connections and signing in, by a server that has both


@pytest.fixture
def certificate(tmp_path):
    """A certificate for 127.0.0.1 that vouches for itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    built = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + built.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def trusted(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.fixture
def safe_office(certificate, settings):
    """A mail server that takes mail only from Rosa, whose password is "secret", over a safe connection."""
    took = []

    class Keeps:
        async def handle_DATA(self, server, session, envelope):
            took.append(envelope.rcpt_tos)
            return "250 Taken"

    def knows(server, session, envelope, mechanism, data):
        return AuthResult(success=(data.login, data.password) == (b"rosa", b"secret"), handled=False)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    port = free_port()
    controller = Controller(
        Keeps(), hostname="127.0.0.1", port=port, tls_context=context, authenticator=knows, auth_required=True
    )
    controller.start()
    settings.LETSTALK_SMTP_URL = f"smtp://rosa:secret@127.0.0.1:{port}"
    yield took
    controller.stop()


def test_a_password_goes_over_a_safe_connection(safe_office, trusted, ready, at):
    ready()

    assert sweeps.run(at=at) == 1
    assert safe_office == [["amina@example.org"]]


def test_a_certificate_nobody_vouches_for_gets_no_password(safe_office, ready, at):
    ready()

    assert sweeps.run(at=at) == 0
    assert queries.route_problem().code == "not_safe"


def test_a_server_without_a_safe_connection_gets_no_password(office, ready, at, settings):
    settings.LETSTALK_SMTP_URL = office.url.replace("//", "//rosa:secret@")
    ready()

    assert sweeps.run(at=at) == 0
    assert queries.route_problem().code == "not_safe"


def test_a_wrong_password_is_shown_keeps_messages_and_is_not_tried_all_the_time(
    safe_office, trusted, ready, at, again, settings
):
    right = settings.LETSTALK_SMTP_URL
    settings.LETSTALK_SMTP_URL = right.replace("secret", "wrong")
    message = ready()

    sweeps.run(at=at)
    sweeps.run(at=at + 4 * MINUTE)

    trouble = queries.standing_trouble(queries.current_route())
    assert (trouble.code, trouble.tries) == ("sign_in_refused", 1)
    assert (again(message).state, again(message).attempts) == ("ready", 0)

    settings.LETSTALK_SMTP_URL = right
    assert sweeps.run(at=at + 4 * MINUTE) == 1
