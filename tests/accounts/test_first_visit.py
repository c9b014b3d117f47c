"""The code of the first visit: asked for unless the visitor sits at this very machine."""

import stat

import pytest
from django.test import RequestFactory

from letstalk.accounts.domain.first_visit import ALPHABET, ensure_code, is_right, needs_code, spend


def visit(peer="127.0.0.1", host="localhost:8000", **headers):
    return RequestFactory().get("/", REMOTE_ADDR=peer, headers={"Host": host, **headers})


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]"])
def test_whoever_sits_at_the_machine_is_not_asked(peer, host):
    assert not needs_code(visit(peer, host))


@pytest.mark.parametrize(
    "request_",
    [
        visit(peer="198.51.100.7"),
        visit(peer=""),
        visit(peer="not-an-address"),
        visit(host="talk.example.org"),
        visit(host="localhost.example.org"),
        visit(host="127.0.0.1.example.org"),
        visit(host=""),
        visit(host="::1"),
        visit(Forwarded="for=198.51.100.7"),
        visit(**{"X-Forwarded-For": "198.51.100.7"}),
        visit(**{"X-Forwarded-Proto": "https"}),
        visit(**{"X-Forwarded-Host": "talk.example.org"}),
    ],
)
def test_whoever_comes_from_elsewhere_or_through_a_proxy_is_asked(request_):
    assert needs_code(request_)


def test_a_visit_without_any_host_is_asked():
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1")
    request.META.pop("HTTP_HOST", None)

    assert needs_code(request)


def test_all_processes_read_the_same_code_from_a_file_of_their_owner(tmp_path):
    code = ensure_code(data=tmp_path)

    file = tmp_path / "keys" / "first-visit.code"
    assert ensure_code(data=tmp_path) == code == file.read_text()
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["first-visit.code"]


def test_a_code_is_right_however_it_is_typed_until_it_is_spent(tmp_path):
    code = ensure_code(data=tmp_path)
    typed = f" {code[:4].lower()}-{code[4:]} "

    assert is_right(typed, data=tmp_path)
    assert not is_right(code[:-1], data=tmp_path)
    assert not is_right("", data=tmp_path)

    spend(tmp_path)
    spend(tmp_path)

    assert not is_right(code, data=tmp_path)
    assert not is_right("", data=tmp_path)
