"""`letstalk serve` as it is really run: it begins by itself, answers, and stops without a trace."""

import base64
import http.client
import json
import os
import secrets
import signal
import socket
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.installation


def ask(installation, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=10)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def installation(make_prepared):
    return make_prepared()


def test_an_empty_folder_becomes_a_running_installation_that_says_how_to_begin(make_installation):
    installation = make_installation().start()

    answer, body = ask(installation, "/healthz")

    assert (answer.status, json.loads(body)["ok"]) == (200, True)
    assert len(installation.first_visit_code()) == 9
    assert not [line for line in installation.console if "Traceback" in line or "WARNING" in line or "ERROR" in line]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_with_both_its_children_when_asked(installation, number):
    installation.start()

    installation.process.send_signal(number)

    assert installation.process.wait(timeout=30) == 0
    assert not is_listening(installation.port)
    assert "Traceback" not in "\n".join(installation.console)


def test_its_children_do_not_outlive_it_even_when_it_is_killed(installation):
    installation.start()

    installation.process.kill()

    until = time.monotonic() + 20
    while is_listening(installation.port) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_listening(installation.port)


def test_a_second_start_keeps_keys_and_code(installation):
    installation.start()
    code = installation.first_visit_code()
    keys = {file.name: file.read_bytes() for file in (installation.data / "keys").iterdir()}
    installation.stop()
    installation.console.clear()

    installation.start()

    assert installation.first_visit_code() == code
    assert {file.name: file.read_bytes() for file in (installation.data / "keys").iterdir()} == keys


def test_a_web_server_that_is_gone_ends_everything_with_a_sentence(installation):
    installation.start()
    for child in children_of(installation, "web"):
        os.kill(child, signal.SIGKILL)

    assert installation.process.wait(timeout=30) == 1
    assert "The web server has stopped by itself" in "\n".join(installation.console)
    assert not is_listening(installation.port)


def test_sweeps_that_are_gone_are_started_again(installation):
    installation.start()
    [first] = children_of(installation, "sweeps")

    os.kill(first, signal.SIGKILL)

    installation.wait_for("The sweeps have stopped by themselves; they are started again.")
    until = time.monotonic() + 20
    while not children_of(installation, "sweeps") and time.monotonic() < until:
        time.sleep(0.1)
    assert children_of(installation, "sweeps") not in ([], [first])


def test_a_port_in_use_is_said_in_a_sentence_that_names_another(make_installation):
    installation = make_installation()
    with socket.socket() as other:
        other.bind(("127.0.0.1", installation.port))
        other.listen()

        ended = installation.letstalk("serve")

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Port {installation.port} on 127.0.0.1 cannot be used (Address already in use)")
    assert f"PORT={installation.port + 1} make run" in ended.stderr
    assert not (installation.data / "letstalk.sqlite3").exists()


def test_a_database_without_its_keys_stops_with_a_sentence(installation):
    for key in (installation.data / "keys").glob("*.key"):
        key.unlink()

    ended = installation.letstalk("serve")

    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "put them back from your backup" in ended.stderr


def test_a_database_with_another_key_stops_with_a_sentence(installation):
    key = installation.data / "keys" / "field-1.key"
    key.write_bytes(base64.b64encode(secrets.token_bytes(32)))

    ended = installation.letstalk("serve")

    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "is not the one this database was sealed with" in ended.stderr


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("PORT", "eighty", "PORT is 'eighty'; it must be a number from 1 to 65535."),
        ("LETSTALK_URL", "talk.example.org", "LETSTALK_URL is 'talk.example.org'"),
        ("LETSTALK_DATABASE_URL", "mysql://localhost/talk", "LETSTALK_DATABASE_URL must look like"),
    ],
)
def test_an_environment_that_cannot_be_meant_is_said_in_a_sentence(make_installation, variable, value, said):
    ended = make_installation(**{variable: value}).letstalk("serve")

    assert ended.returncode == 1
    assert ended.stderr.startswith(said)
    assert "Traceback" not in ended.stderr


def test_commands_before_the_first_start_say_what_to_do(make_installation):
    ended = make_installation().letstalk("sign-in", "rosa@example.org")

    assert ended.returncode == 1
    assert "start with `letstalk serve`" in ended.stderr


def children_of(installation, command):
    """The ids of the processes that `serve` started for a command."""
    parent = installation.process.pid
    ids = [int(word) for word in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    return [child for child in ids if command.encode() in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")]
