"""`letstalk serve`: make everything ready, run the web server and the sweeps side by side, stop both together."""

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address

from letstalk.config import environment
from letstalk.ops.ground import CannotStart, make_ready
from letstalk.ops.stopping import Stop

HELP = "serve the pages and do what is due, until stopped"

ANSWER_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 10
LOOK_EVERY_SECONDS = 0.2
RESTART_AFTER_SECONDS = 5.0

Child = subprocess.Popen[bytes]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    # For `make run`: a make that is killed cannot pass it on, and the port would stay taken.
    parser.add_argument("--stop-with-parent", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    stop = Stop(parent=os.getppid() if options.stop_with_parent else None).listen()
    host, port, url = environment.bind(), environment.port(), environment.public_url()
    refuse_taken_port(host, port)
    make_ready()
    make_pages_ready()
    if stop.asked:
        return 0

    children = {"web": start("web"), "sweeps": start("sweeps")}
    try:
        if wait_until_it_answers(children["web"], host=host, port=port, stop=stop):
            print(f"Let's Talk is running at {url}/", flush=True)
            tell_how_to_begin(url)
        watch(children, stop=stop)
    finally:
        end(children)
    return 0


def refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as reason:
            raise CannotStart(
                f"Port {port} on {host} cannot be used ({reason.strerror}); perhaps Let's Talk or something else is "
                f"running there already. Choose another one: PORT={other_than(port)} make run"
            ) from None


def other_than(port: int) -> int:
    return port + 1 if port < 65535 else 8000


def make_pages_ready() -> None:
    # Django's parts can be loaded only once make_ready has set it up.
    from letstalk.kit.clock import now
    from letstalk.ops.loop import beat
    from letstalk.ops.static_files import gather_static_files

    gather_static_files()
    # Until the sweeps' first round is done, /healthz is to call them starting, not silent.
    beat(at=now())


def start(command: str) -> Child:
    # Its own session, so that Ctrl-C reaches only this process, which then stops both in order; and a pipe that
    # closes with this process, however it ends.
    words = [sys.executable, "-m", "letstalk", command, "--stop-with-parent"]
    return subprocess.Popen(words, stdin=subprocess.PIPE, start_new_session=True)


def wait_until_it_answers(web: Child, *, host: str, port: int, stop: Stop) -> bool:
    """False when it was asked to stop meanwhile. Raises CannotStart when the server ends or stays silent."""
    until = time.monotonic() + ANSWER_WITHIN_SECONDS
    while not stop.within(LOOK_EVERY_SECONDS):
        if web.poll() is not None:
            raise CannotStart("The web server could not start; the reason stands above.")
        if answers(host=host, port=port):
            return True
        if time.monotonic() > until:
            raise CannotStart(f"The web server did not answer within {ANSWER_WITHIN_SECONDS} seconds.")
    return False


def answers(*, host: str, port: int) -> bool:
    """Whether pages can be served. The sweeps are left out: they may take their time on the first round.

    Raises CannotStart when it answers with an error, which waiting does not mend.
    """
    connection = http.client.HTTPConnection(reachable(host), port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    if answer.status not in {HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE}:
        raise CannotStart(f"The pages answer with an error ({answer.status}); the reason stands above.")
    found = json.loads(body)
    return bool(found["database"] and found["migrations"])


def reachable(host: str) -> str:
    """Where a server bound to `host` can be asked: one that listens on every address also listens on loopback."""
    every_address = {str(IPv4Address(0)): "127.0.0.1", str(IPv6Address(0)): "::1"}
    return every_address.get(host, host)


def tell_how_to_begin(url: str) -> None:
    from letstalk.accounts.domain.first_visit import ensure_code
    from letstalk.people.queries import organization_exists

    if not organization_exists():
        code = ensure_code(data=environment.data_folder())
        print(f"To begin, open {url}/ The page may ask for this code: {code[:4]}-{code[4:]}", flush=True)


def watch(children: dict[str, Child], *, stop: Stop) -> None:
    """Until asked to stop. Raises CannotStart when the web server ends by itself; the sweeps are started again."""
    while not stop.within(LOOK_EVERY_SECONDS):
        if children["web"].poll() is not None:
            raise CannotStart("The web server has stopped by itself, so Let's Talk stops; the reason stands above.")
        if children["sweeps"].poll() is not None:
            print("The sweeps have stopped by themselves; they are started again.", file=sys.stderr, flush=True)
            if not stop.within(RESTART_AFTER_SECONDS):
                children["sweeps"] = start("sweeps")


def end(children: dict[str, Child]) -> None:
    for child in children.values():
        child.terminate()
    for child in children.values():
        try:
            child.wait(timeout=STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        end_what_is_left(child)


def end_what_is_left(child: Child) -> None:
    """A web server that was killed leaves its workers behind, still answering; they are of its process group."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
