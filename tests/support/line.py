"""The line between a phone and the server, which a test can cut, break, or let swallow a reply."""

import http.client
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.support.installation import Installation
from tests.support.serving import serve_beside

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer"}


class Line:
    """Passes everything on to an installation, as long as it is told to. `taken`: entries the server got."""

    def __init__(self, installation: Installation) -> None:
        self.behaviour = "open"
        self.taken = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, installation.port))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        serve_beside(self._server)

    def mend(self) -> None:
        self.behaviour = "open"

    def cut(self) -> None:
        """Flight mode: no connection comes about."""
        self.behaviour = "cut"

    def fail(self) -> None:
        """The server answers every entry with a 500."""
        self.behaviour = "fail"

    def lose_replies(self) -> None:
        """Entries reach the server and are stored; its replies never come back."""
        self.behaviour = "lose"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(line: Line, port: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            if line.behaviour == "cut":
                self.close_connection = True
                return
            super().handle_one_request()

        def do_GET(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            is_entry = self.command == "POST" and self.path == "/field/entries/"
            if line.behaviour == "cut":
                self.close_connection = True
                return
            if line.behaviour == "fail" and is_entry:
                self._answer(500, [("Content-Type", "text/plain")], b"Something broke.")
                return
            server = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            server.request(self.command, self.path, body, dict(self.headers))
            answer = server.getresponse()
            content = answer.read()
            server.close()
            line.taken += is_entry and answer.status == 200
            if is_entry and line.behaviour == "lose":
                self.close_connection = True
                return
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP]
            self._answer(answer.status, [pair for pair in kept if pair[0].lower() != "content-length"], content)

        def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *words: Any) -> None:
            """Quiet: the test says what matters."""

    return Handler


@pytest.fixture
def line(live: Installation) -> Iterator[Line]:
    laid = Line(live)
    yield laid
    laid.close()
