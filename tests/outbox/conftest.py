"""A mail server that follows a script, and messages planned and released in one line.

What needs Django's settings is imported where it is used: pytest may load this file before they are chosen.
"""

import asyncio
import threading
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from django.db import connection

from tests.support.smtp import PostOffice

CUT = "cut the line"
AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


class ScriptedOffice(PostOffice):
    """Answers each stage of a delivery by what was laid down for it, and politely once that is used up."""

    def __init__(self):
        super().__init__()
        self.connections = 0
        self.script = defaultdict(list)
        self.on_mail = None
        self.is_there = True

    def answers(self, stage, *replies):
        """`stage` is "MAIL", "RCPT", "DATA" or "RSET"; a reply is what the server says, or "cut the line"."""
        self.script[stage].extend(replies)

    def go_away(self):
        self.stop()
        self.is_there = False

    def come_back(self):
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.start()
        self.is_there = True

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.on_mail is not None:
            await asyncio.to_thread(self.on_mail)
        envelope.mail_from = address
        return self._next("MAIL", server) or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        return self._next("RCPT", server) or await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server, session, envelope):
        reply = self._next("DATA", server)
        if reply and reply != CUT:
            return reply
        return await super().handle_DATA(server, session, envelope)

    async def handle_RSET(self, server, session, envelope):
        return self._next("RSET", server) or "250 OK"

    def _next(self, stage, server):
        reply = self.script[stage].pop(0) if self.script[stage] else ""
        if reply == CUT:
            server.transport.abort()
        return reply


@pytest.fixture
def at():
    return AT


@pytest.fixture
def cut():
    return CUT


@pytest.fixture(autouse=True)
def long_running(monkeypatch):
    """The machine was not started a moment ago, as that of a test run may have been."""
    monkeypatch.setattr("letstalk.outbox.domain.delivery.running_for", lambda: timedelta(days=40))


@pytest.fixture
def office(settings):
    """A mail server of our own, by which all mail leaves."""
    office = ScriptedOffice()
    office.start()
    settings.LETSTALK_SMTP_URL = office.url
    settings.LETSTALK_MAIL_FROM = "organizers@example.org"
    yield office
    if office.is_there:
        office.stop()


@pytest.fixture
def planned():
    """`planned(**changes)` plans a message about something, due now."""
    from letstalk.outbox.domain.messages import plan

    def make(**changes):
        about_nothing = {
            "kind": "followups.thanks",
            "about": uuid4(),
            "recipient": uuid4(),
            "by": uuid4(),
            "chapter_id": uuid4(),
            "channel": "email",
            "due_at": AT,
            "at": AT,
        }
        return plan(**about_nothing | changes)

    return make


@pytest.fixture
def ready(planned):
    """`ready(words={...}, **changes)` plans a message and releases it."""
    from letstalk.outbox.domain.messages import release

    def make(words=None, **changes):
        message = planned(**changes)
        plain = {"address": "amina@example.org", "subject": "Our conversation", "body": "Thank you, Amina.", "at": AT}
        assert release(message, **plain | (words or {}))
        return message

    return make


@pytest.fixture
def again():
    """The row as the database has it now."""
    from letstalk.outbox.models import Message

    def get(message):
        return Message.objects.get(pk=message.pk)

    return get


@pytest.fixture
def in_threads():
    """`in_threads(3)` lets three workers run the sweep at once, each on its own connection; what each of them sent."""
    from letstalk.outbox import sweeps

    def run(workers):
        begin, sent = threading.Barrier(workers), []

        def work():
            try:
                begin.wait()
                sent.append(sweeps.run(at=AT))
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _ in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sent

    return run


@pytest.fixture
def rosa(db):
    from letstalk.accounts.models import User

    return User.objects.create(email_key=uuid4().hex, name="Rosa", joined_at=AT)
