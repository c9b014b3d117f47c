"""Texts through a gateway that speaks Twilio's API: one call for one text, with the same outcomes as a letter."""

import base64
import http.client
import json
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from letstalk.outbox.channels.outcomes import NobodyKnows, NotNow, RouteDown, TurnedDown, Undelivered
from letstalk.outbox.gateways import TextGateway
from letstalk.outbox.models import Message
from letstalk.outbox.words import Problem

# Connecting and answering each: together below the time after which a message counts as lost.
TIMEOUT_SECONDS = 20
MOST_READ = 64 * 1024
# Twilio's own codes (twilio.com/docs/api/errors); others that speak its API use the same.
TOLD_TO_STOP = {21610}
NO_SUCH_NUMBER = {21211, 21214, 21217, 21612, 21614, 30005, 30006}
OUR_NUMBER = {21212, 21603, 21606, 21611, 21659, 21660}
# Said before anything was taken in.
NOT_TAKEN_IN = {429, 503}


def deliver(message: Message, gateway: TextGateway, *, tell: str = "") -> None:
    """Send one text; `tell` is where the service reports what became of it. Raises what `outcomes` names."""
    values = {"To": message.address, "Body": message.body}
    values["MessagingServiceSid" if gateway.sender.startswith("MG") else "From"] = gateway.sender
    if tell:
        values["StatusCallback"] = tell
    connection = _reached(gateway)
    try:
        status, said = _asked(connection, gateway, values)
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise what_became(status, said)


def _reached(gateway: TextGateway) -> http.client.HTTPConnection:
    """Before the first byte: what fails here has sent nothing."""
    parts = urlsplit(gateway.api)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.connect()
    except OSError:
        raise RouteDown(Problem.GATEWAY_UNREACHABLE) from None
    return connection


def _asked(
    connection: http.client.HTTPConnection, gateway: TextGateway, values: Mapping[str, str]
) -> tuple[int, dict[str, object]]:
    who = base64.b64encode(f"{gateway.account}:{gateway.token}".encode()).decode()
    headers = {"Authorization": f"Basic {who}", "Content-Type": "application/x-www-form-urlencoded"}
    path = f"/2010-04-01/Accounts/{gateway.account}/Messages.json"
    try:
        connection.request("POST", path, body=urlencode(values), headers=headers)
        response = connection.getresponse()
        status = response.status
        content = response.read(MOST_READ)
    except (OSError, http.client.HTTPException):
        raise NobodyKnows(Problem.CONNECTION_LOST) from None
    return status, _read(content)


def _read(content: bytes) -> dict[str, object]:
    try:
        said = json.loads(content)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def what_became(status: int, said: Mapping[str, object]) -> Undelivered:
    """Sort what the service answered: a definite no, not now, the gateway's fault, or nobody knows."""
    code = said.get("code")
    reply = code if isinstance(code, int) else status
    if status in {401, 403}:
        return RouteDown(Problem.GATEWAY_SIGN_IN, reply=reply)
    if status in NOT_TAKEN_IN:
        return NotNow(Problem.GATEWAY_BUSY, reply=reply)
    if status >= 500 or status < 400:
        return NobodyKnows(Problem.CONNECTION_LOST, reply=reply)
    if code in OUR_NUMBER:
        return RouteDown(Problem.GATEWAY_NUMBER, reply=reply)
    return TurnedDown(problem_of(code), reply=reply)


def problem_of(code: object) -> Problem:
    """What the service's code for one text means for whoever wrote it."""
    if code in TOLD_TO_STOP:
        return Problem.TEXTS_STOPPED
    return Problem.NUMBER_REFUSED if code in NO_SUCH_NUMBER else Problem.TEXT_REFUSED
