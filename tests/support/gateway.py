"""A service for texts, for the length of a test: it speaks Twilio's API on a port of this machine."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from tests.support.serving import serve_beside


class TextOffice:
    """Answers by what was laid down for it, and takes the text once that is used up; `texts` is what came."""

    def __init__(self) -> None:
        self.texts: list[dict[str, str]] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.script: list[tuple[int, dict] | None] = []
        office = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_args: object) -> None:
                """Quiet."""

            def do_POST(self) -> None:
                said = self.rfile.read(int(self.headers["Content-Length"])).decode()
                office.asked.append((self.path, dict(self.headers.items())))
                office.texts.append({name: values[0] for name, values in parse_qs(said).items()})
                answer = office.script.pop(0) if office.script else (201, {"sid": "SM1", "status": "queued"})
                if answer is None:
                    # The line is cut before anything is answered.
                    self.close_connection = True
                    return
                raw = json.dumps(answer[1]).encode()
                self.send_response(answer[0])
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        serve_beside(self.server)

    def answers(self, status: int, **said: object) -> None:
        self.script.append((status, said))

    def cuts_the_line(self) -> None:
        self.script.append(None)

    def end(self) -> None:
        self.server.shutdown()
        self.server.server_close()
