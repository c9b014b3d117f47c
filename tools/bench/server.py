"""The real WSGI application, asked in this process, signed in as Rosa."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string as new_csrf_secret

from tools.bench.visits import Visit

HOST = "127.0.0.1"
NOT_COUNTED = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")


@dataclass(frozen=True)
class Answer:
    """`ms` is the time from the request coming in to the last byte of the answer."""

    ms: float
    status: int
    headers: dict[str, str]
    size: int


class Server:
    """Django with all its middlewares, as granian calls it."""

    def __init__(self, application: Any, user: Any) -> None:
        self.application = application
        self.session = session_of(user)
        self.csrf = new_csrf_secret()

    def ask(self, visit: Visit) -> Answer:
        """One request. After a form was sent, the page it leads to is fetched too, outside of the time."""
        answer = self._ask(self._environ(visit))
        if answer.status == 302:
            self._ask(self._environ(Visit("", "", urlsplit(answer.headers["location"]).path)))
        return answer

    def _environ(self, visit: Visit) -> dict[str, Any]:
        parts = urlsplit(visit.path)
        body = b""
        if visit.fields is not None:
            body = urlencode(visit.filled_in() | {"csrfmiddlewaretoken": self.csrf}).encode()
        cookies = [f"{settings.CSRF_COOKIE_NAME}={self.csrf}"]
        if visit.is_signed_in:
            cookies.append(f"{settings.SESSION_COOKIE_NAME}={self.session}")
        return {
            "REQUEST_METHOD": "GET" if visit.fields is None else "POST",
            "SCRIPT_NAME": "",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": HOST,
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": HOST,
            "HTTP_HOST": HOST,
            "HTTP_COOKIE": "; ".join(cookies),
            "HTTP_ACCEPT": "text/html",
            "HTTP_ACCEPT_ENCODING": "gzip, br",
            "HTTP_ACCEPT_LANGUAGE": "en",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
        }

    def _ask(self, environ: dict[str, Any]) -> Answer:
        began: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            began.update(status=int(status.split()[0]), headers={name.lower(): value for name, value in headers})

        start = time.perf_counter()
        parts = self.application(environ, start_response)
        size = sum(len(part) for part in parts)
        parts.close()
        return Answer(ms=(time.perf_counter() - start) * 1000, size=size, **began)

    def queries(self, visit: Visit) -> int:
        """How many statements one request takes; what opens and ends a transaction is not counted."""
        with counted() as statements:
            self._ask(self._environ(visit))
        return len(statements)


def session_of(user: Any) -> str:
    session = SessionStore()
    session[SESSION_KEY] = user._meta.pk.value_to_string(user)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.lstrip().startswith(NOT_COUNTED):
            statements.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield statements
