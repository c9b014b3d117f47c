"""A real mail server for the length of a test, which keeps what it is sent and can be told to misbehave."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller

from tests.support.ports import free_port

LONGER_THAN_ANY_TIMEOUT = 3600


@dataclass(frozen=True)
class Letter:
    """One message as it came over the wire."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return cast(EmailMessage, message_from_bytes(self.raw, policy=policy.default))

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        assert part is not None, "the letter has no plain text"
        return part.get_content()


class PostOffice:
    """Takes mail on 127.0.0.1. `letters` holds what was taken, also when the sender was never told so."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.answer = "accept"
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def accept(self) -> None:
        self.answer = "accept"

    def refuse(self) -> None:
        """Every recipient is unknown: a 550, for good."""
        self.answer = "refuse"

    def refuse_for_now(self) -> None:
        """A 451: try again later."""
        self.answer = "refuse for now"

    def drop_after_data(self) -> None:
        """Take the letter and cut the line before saying so: the sender cannot know whether it arrived."""
        self.answer = "drop"

    def stay_silent(self) -> None:
        """Take the letter and never answer."""
        self.answer = "silent"

    def wait_for(self, count: int, *, seconds: float = 20) -> list[Letter]:
        """The letters, once there are as many; fails when they do not come."""
        until = time.monotonic() + seconds
        while len(self.letters) < count and time.monotonic() < until:
            time.sleep(0.05)
        assert len(self.letters) >= count, f"{len(self.letters)} letters after {seconds} s, {count} were expected"
        return self.letters

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.answer == "refuse":
            return "550 5.1.1 No such person here"
        if self.answer == "refuse for now":
            return "451 4.3.0 Come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(Letter(envelope.mail_from, tuple(envelope.rcpt_tos), envelope.original_content))
        if self.answer == "drop":
            server.transport.abort()
        elif self.answer == "silent":
            await asyncio.sleep(LONGER_THAN_ANY_TIMEOUT)
        return "250 Taken"


@pytest.fixture
def smtp_server() -> Iterator[PostOffice]:
    office = PostOffice()
    office.start()
    yield office
    office.stop()
