"""Mail services by their own API: the same three outcomes as a mail server, against a stand-in on this machine."""

import json
import threading
from datetime import timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from letstalk.journal.models import Entry
from letstalk.outbox import queries, sweeps
from letstalk.outbox.channels.email.services import Service
from letstalk.outbox.domain import routes
from letstalk.outbox.models import Message, Route
from letstalk.outbox.validators import SERVICES, Attachment, BadMailServer, MailService, mail_server
from letstalk.outbox.words import State
from tests.support.ports import free_port
from tests.support.serving import serve_beside

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
QUEUED = {"id": "<1@example.org>", "message": "Queued. Thank you."}
CUT = "cut the line"


class StandIn:
    """Answers each request with what was laid down for it, and keeps what it was asked."""

    def __init__(self):
        self.answers, self.asked = [], []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        serve_beside(self.server)

    @property
    def host(self):
        return f"127.0.0.1:{self.server.server_address[1]}"

    def handler(self):
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                stand_in.asked.append((self.path, dict(self.headers), body))
                answer = stand_in.answers.pop(0) if stand_in.answers else QUEUED
                if answer == CUT:
                    self.close_connection = True
                    return
                status, said = (200, answer) if isinstance(answer, dict) else answer
                words = json.dumps(said).encode() if isinstance(said, dict) else said.encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(words)))
                self.end_headers()
                self.wfile.write(words)

            def log_message(self, *args):
                """Silent."""

        return Handler

    def form(self, number):
        """The fields of a form that was sent, as Mailgun takes them."""
        _path, headers, body = self.asked[number]
        whole = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode() + body
        if not headers["Content-Type"].startswith("multipart"):
            return body.decode()
        return message_from_bytes(whole, policy=policy.HTTP)


@pytest.fixture
def mailgun(settings):
    stand_in = StandIn()
    settings.LETSTALK_SMTP_URL = f"anymail+mailgun://key-1@{stand_in.host}/v3"
    settings.LETSTALK_MAIL_FROM = "organizers@example.org"
    yield stand_in
    stand_in.server.shutdown()
    stand_in.server.server_close()


def outcome(message):
    message = Message.objects.get(pk=message.pk)
    return message.state, message.problem


def test_a_message_goes_to_the_service_in_one_request(mailgun, ready, at):
    message = ready({"sender_name": "Rosa", "reply_to": "rosa@example.org"})

    sent = sweeps.run(at=at)

    ((path, headers, _body),) = mailgun.asked
    form = mailgun.form(0)
    assert sent == 1
    assert outcome(message) == (State.SENT, "")
    assert path == "/v3/example.org/messages"
    assert headers["Authorization"].startswith("Basic ")
    assert "to=amina%40example.org" in form
    assert "Rosa" in form and "organizers%40example.org" in form
    assert f"%3C{message.pk}%40example.org%3E" in form


def test_a_calendar_goes_along_as_a_file_that_says_what_it_is_for(mailgun, ready, at):
    ready({"attachments": [Attachment("one.ics", "text/calendar; method=REQUEST", "BEGIN:VCALENDAR\r\n")]})

    sweeps.run(at=at)

    parts = {part.get_filename(): part for part in mailgun.form(0).iter_parts()}
    assert parts["one.ics"].get_content_type() == "text/calendar"
    assert parts["one.ics"].get_param("method") == "REQUEST"


@pytest.mark.parametrize(
    ("answer", "becomes", "problem"),
    [
        ((400, {"message": "'to' parameter is not a valid address"}), State.FAILED, "message_refused"),
        ((429, {"message": "Too many"}), State.PLANNED, "try_later"),
        ((503, {"message": "Down for a moment"}), State.PLANNED, "try_later"),
        ((500, {"message": "Oops"}), State.UNSURE, "connection_lost"),
        ((502, "<html>Bad gateway</html>"), State.UNSURE, "connection_lost"),
        ((200, "not JSON"), State.UNSURE, "connection_lost"),
        (CUT, State.UNSURE, "connection_lost"),
        ((401, {"message": "Forbidden"}), State.READY, "sign_in_refused"),
    ],
)
def test_only_a_clear_no_or_not_now_is_taken_as_one(mailgun, ready, at, answer, becomes, problem):
    """What may have been taken in is in doubt, and never sent again without a person's word."""
    mailgun.answers.append(answer)
    message = ready()

    assert sweeps.run(at=at) == 0

    assert outcome(message) == (becomes, problem)
    assert len(mailgun.asked) == 1
    assert "amina" not in str(list(Entry.objects.values_list("details", flat=True)))


def test_a_service_that_keeps_silent_leaves_it_in_doubt(mailgun, ready, at, monkeypatch):
    monkeypatch.setattr("letstalk.outbox.channels.email.services.TIMEOUT_SECONDS", 0.2)
    release = threading.Event()
    mailgun.server.RequestHandlerClass.do_POST = lambda handler: release.wait(10)
    message = ready()

    sweeps.run(at=at)
    release.set()

    assert outcome(message) == (State.UNSURE, "connection_lost")


def test_a_service_that_is_not_there_costs_messages_nothing(ready, at, settings):
    settings.LETSTALK_SMTP_URL = f"anymail+mailgun://key@127.0.0.1:{free_port()}"
    settings.LETSTALK_MAIL_FROM = "organizers@example.org"
    message = ready()

    assert sweeps.run(at=at) == 0

    assert outcome(message) == (State.READY, "unreachable")
    assert queries.route_problem().code == "unreachable"


def test_a_recipient_the_service_knows_to_be_gone_is_refused(settings, ready, at):
    postmark = StandIn()
    settings.LETSTALK_SMTP_URL = f"anymail+postmark://token@{postmark.host}"
    settings.LETSTALK_MAIL_FROM = "organizers@example.org"
    said = (
        "You tried to send to a recipient that has been marked as inactive.\n Found inactive addresses: "
        "amina@example.org.\n Inactive recipients are ones that have generated a hard bounce or a spam complaint. "
    )
    postmark.answers.extend((422, {"ErrorCode": 406, "Message": words}) for words in (said, "In words of tomorrow"))
    gone, unclear = ready(), ready({"address": "ben@example.org", "at": at + MINUTE})

    sweeps.run(at=at + MINUTE)

    assert outcome(gone) == (State.FAILED, "recipient_refused")
    assert outcome(unclear) == (State.UNSURE, "connection_lost")


@pytest.mark.parametrize(
    ("url", "service"),
    [
        ("anymail+mailgun://key@", MailService("mailgun", {"api_key": "key"})),
        (
            "anymail+mailgun://key@api.eu.mailgun.net/v3",
            MailService("mailgun", {"api_key": "key", "api_url": "https://api.eu.mailgun.net/v3"}),
        ),
        ("anymail+mailjet://one:two@", MailService("mailjet", {"api_key": "one", "secret_key": "two"})),
        (
            "anymail+postmark://a%2Fb@?message_stream=outbound",
            MailService("postmark", {"server_token": "a/b", "message_stream": "outbound"}),
        ),
    ],
)
def test_a_service_is_read_from_its_address(url, service):
    assert mail_server(url) == service
    assert "key" not in repr(mail_server(url))


@pytest.mark.parametrize(
    "url", ["anymail+pigeon://key@", "anymail+mailgun://", "anymail+mailjet://one@", "anymail+mailgun://key@?x"]
)
def test_an_address_that_names_no_service_is_refused_without_its_key(url):
    with pytest.raises(BadMailServer) as refused:
        mail_server(url)

    assert "key" not in str(refused.value)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_service_we_name_can_be_spoken_to(name):
    post = Service(mail_server(f"anymail+{name}://{':'.join(SERVICES[name])}@"))

    post.reach()
    post.leave()


def test_a_service_can_be_the_route_of_the_settings_page(rosa, at):
    routes.set_route(url="anymail+mailgun://key@", sender="organizers@example.org", by=rosa, at=at)

    route = queries.current_route()

    assert Route.objects.get().kind == route.kind == "api"
    assert (route.sender, route.service.name) == ("organizers@example.org", "mailgun")
    assert route.key != queries.RouteNow("api", sender=route.sender, service=mail_server("anymail+mailgun://k2@")).key
