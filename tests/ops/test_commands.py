"""The commands beside `serve`, as they are typed."""

import re

import pytest

pytestmark = pytest.mark.installation


def test_a_demo_is_made_once_and_its_organizer_can_be_let_in_by_a_link(make_installation):
    installation = make_installation(LETSTALK_URL="https://talk.example.org")

    made = installation.letstalk("demo")
    again = installation.letstalk("demo")
    email = re.search(r"Sign in as (\S+@example\.org) with the password \S{8,}", made.stdout)[1]
    let_in = installation.letstalk("sign-in", email)
    unknown = installation.letstalk("sign-in", "nobody@example.org")

    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == "There is an organization here already; the demo needs an empty database.\n"
    assert let_in.returncode == 0
    assert re.search(r"within 30 minutes:\nhttps://talk\.example\.org/enter/[\w-]{22}/\n", let_in.stdout)
    assert (unknown.returncode, unknown.stderr) == (1, "Nobody signs in with that email here.\n")


def test_the_sweeps_can_run_alone_and_stop_when_asked(make_installation):
    installation = make_installation()
    assert installation.letstalk("migrate").stdout == "The database is up to date.\n"

    installation.begin("sweeps")
    installation.wait_for_beat()

    assert installation.stop() == 0
    assert installation.console == []
