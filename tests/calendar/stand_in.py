"""A calendar server for the length of a test, and an internet in which every public name leads to it."""

import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from letstalk.meetings.calendar_fetch import Internet
from tests.support.serving import serve_beside

PUBLIC = "93.184.215.14"
Answer = Callable[[BaseHTTPRequestHandler], None]


class StandIn:
    """Answers each path as it was told to; `asked` holds what was asked for, with its headers."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.is_over = threading.Event()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_args: object) -> None:
                """Quiet."""

            def do_GET(self) -> None:
                stand_in.asked.append((self.command, self.path, dict(self.headers.items())))
                size = int(self.headers.get("Content-Length", 0))
                self.body = self.rfile.read(size)
                try:
                    stand_in.answers.get(self.path, missing)(self)
                except OSError:
                    self.close_connection = True

            do_REPORT = do_PROPFIND = do_GET

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        serve_beside(self.server)

    def end(self) -> None:
        self.is_over.set()
        self.server.shutdown()
        self.server.server_close()

    def gives(self, path: str, content: bytes | str, *, kind: str = "text/calendar", status: int = 200) -> None:
        raw = content.encode() if isinstance(content, str) else content

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Content-Type", kind)
            handler.send_header("Content-Length", str(len(raw)))
            handler.end_headers()
            handler.wfile.write(raw)

        self.answers[path] = answer

    def sends_on(self, path: str, to: str, *, status: int = 302) -> None:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Location", to)
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        self.answers[path] = answer

    def streams(self, path: str, piece: bytes, *, pause: float = 0.0, headers: bool = True) -> None:
        """Never comes to an end by itself."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            if headers:
                handler.send_response(200)
                handler.send_header("Content-Type", "text/calendar")
                handler.end_headers()
            while not self.is_over.is_set():
                handler.wfile.write(piece)
                time.sleep(pause)

        self.answers[path] = answer


def missing(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(404)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


class SmallInternet(Internet):
    """Names as told, else one public address; whatever is connected to, the stand-in answers. TLS is left out."""

    def __init__(self, port: int, names: dict[str, list[str]] | None = None) -> None:
        self.port, self.names = port, names or {}
        self.connected: list[str] = []

    def addresses(self, host: str, port: int) -> list[str]:
        if host == "nowhere.example.org":
            raise socket.gaierror("Name or service not known")
        try:
            socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
        except OSError:
            return self.names.get(host, [PUBLIC])
        return [host]

    def connect(self, address: str, port: int, *, seconds: float) -> socket.socket:
        self.connected.append(address)
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)

    def secure(self, plain: socket.socket, host: str) -> socket.socket:
        return plain
