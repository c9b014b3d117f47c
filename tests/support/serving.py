"""A server of the standard library beside a test."""

import threading
from http.server import HTTPServer

# How often it looks whether it is to stop; half a second, which is usual, is waited for at the end of each test.
LOOKS_EVERY_SECONDS = 0.01


def serve_beside(server: HTTPServer) -> None:
    """Answer in a thread of its own until the server is shut down."""
    threading.Thread(target=server.serve_forever, args=(LOOKS_EVERY_SECONDS,), daemon=True).start()
