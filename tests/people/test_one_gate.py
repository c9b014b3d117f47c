"""One gate for every message: nothing is released to a person without `may_reach`, whichever room it comes from (b.6).

What each message needs is a table here; the source itself is read for anybody who goes round the gate.
"""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

import letstalk
from letstalk.outbox.domain.messages import suppress
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.persons import erase
from letstalk.people.queries import may_reach
from letstalk.people.words import Why
from tests.factories import AT

SOURCE = Path(letstalk.__file__).parent
NOON = datetime(2026, 2, 5, 18, 0, tzinfo=UTC)  # noon in Chicago

# Who may release a message without asking the ledger, and why. Nobody else.
TO_NO_PERSON_ON_FILE = {
    ("followups/sweeps.py", "_release_digest"): "followups.digest: an organizer's own day, to the organizer",
    ("people/domain/mailings.py", "send_test_copy"): "a test copy, to the lead who wrote it",
}
ASKED_FOR_THIS_MOMENT = {
    ("followups/domain/codes.py", "send_code"): "six digits the person asked for, good for ten minutes",
}
WHERE_LETTERS_ARE = "meetings/domain/calendar_letters.py"
# A calendar file is let go by `hand_over`; whoever writes one to a person asks before that.
FILES_WRITTEN_ELSEWHERE = {(WHERE_LETTERS_ARE, "hand_over"): "the question is put by its writers"}


@cache
def functions() -> list[tuple[str, str, ast.FunctionDef]]:
    return list(read())


def read() -> Iterator[tuple[str, str, ast.FunctionDef]]:
    """Every function of ours outside the outbox."""
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if not name.startswith("outbox/"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    yield name, node.name, node


def calls(node: ast.AST) -> set[str]:
    """What is called in it, as written: `outbox.release`, `may_reach`."""
    return {ast.unparse(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)}


def releasing() -> dict[tuple[str, str], set[str]]:
    found = {(path, name): calls(node) for path, name, node in functions()}
    return {key: called for key, called in found.items() if called & {"outbox.release", "messages.release"}}


def test_whoever_releases_a_message_asks_the_ledger_in_the_same_breath():
    """b.6, L-1: the question is put in the very function that lets the words go."""
    without = {key for key, called in releasing().items() if "may_reach" not in called}

    assert len(releasing()) > len(without)
    assert without == {*TO_NO_PERSON_ON_FILE, *ASKED_FOR_THIS_MOMENT, *FILES_WRITTEN_ELSEWHERE}


def test_whoever_writes_a_calendar_file_to_a_person_asks_the_ledger_first():
    """b.6: `why_not` of the calendar letters is `may_reach` for reminders by email."""
    writers = {(path, name): calls(node) for path, name, node in functions() if "to_person" in calls(node)}
    asking = next(calls(node) for path, name, node in functions() if (path, name) == (WHERE_LETTERS_ARE, "why_not"))

    assert writers
    assert all(called & {"why_not", "_why_not"} for called in writers.values())
    assert "may_reach" in asking


def test_nobody_outside_the_outbox_makes_a_message_ready_by_another_way():
    """Only `release` gives a message its address; rows are made, and states changed, in the outbox alone."""
    ways_round = {"Message", "Message.objects.create", "Message.objects.bulk_create", "message.turn"}

    found = {(path, name, way) for path, name, node in functions() for way in calls(node) & ways_round}

    assert found == set()


def test_nothing_imports_release_under_another_name():
    """So that the reading above misses nobody."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "letstalk.outbox.domain.messages":
                assert "release" not in {one.name for one in node.names}, path
            if isinstance(node, ast.ImportFrom) and node.module == "letstalk.outbox.domain":
                spelled = {one.asname or one.name for one in node.names if one.name == "messages"}
                assert spelled <= {"outbox", "messages"}, path


def says(cast, purpose, scope, answer, *, how="own page"):
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=purpose,
        scope=scope,
        answer=answer,
        how=how,
        words="said so",
        by=None,
        at=AT,
    )


# What comes of each standing answer: none, yes, no, taken back, lapsed.
UNLESS_REFUSED = {"": "", "granted": "", "refused": Why.REFUSED, "withdrawn": Why.REFUSED, "lapsed": ""}
ONLY_A_YES = UNLESS_REFUSED | {"": Why.NOT_ASKED, "lapsed": Why.NOT_ASKED}
WHAT_EACH_NEEDS = [
    ("personal", "email", "email", UNLESS_REFUSED),
    ("personal", "text", "text", UNLESS_REFUSED),
    ("personal", "call", "call", UNLESS_REFUSED),
    ("reminders", "email", "email", ONLY_A_YES),
    ("reminders", "text", "text", ONLY_A_YES),
    ("list", "email", "news", ONLY_A_YES),
    ("list", "email", "night-bus", ONLY_A_YES),
    ("space", "", "signal-group", ONLY_A_YES),
    ("mention", "", "mastodon:first_name", ONLY_A_YES),
    ("photo", "", "", ONLY_A_YES),
    ("introduce", "", "", ONLY_A_YES),
    ("anonymous_reports", "", "", ONLY_A_YES),
]
CASES = [
    pytest.param(purpose, channel, scope, said, why, id=f"{purpose} {scope}: {said or 'not asked'}")
    for purpose, channel, scope, answers in WHAT_EACH_NEEDS
    for said, why in answers.items()
]


@pytest.mark.parametrize(("purpose", "channel", "scope", "said", "why"), CASES)
def test_what_each_message_needs(cast, purpose, channel, scope, said, why):
    """The table of b.6."""
    if said == "lapsed":
        says(cast, purpose, scope, "granted")
    if said:
        says(cast, purpose, scope, said)

    reach = may_reach(cast.person, purpose, channel, scope=scope, at=NOON)

    assert (reach.may, reach.why) == (why == "", why)


@pytest.mark.parametrize(("purpose", "channel", "scope", "_answers"), WHAT_EACH_NEEDS)
@pytest.mark.parametrize("never", ["no contact", "forgotten"])
def test_a_no_to_contact_and_being_forgotten_outweigh_every_yes(cast, purpose, channel, scope, _answers, never):
    """L-1, b.1."""
    says(cast, purpose, scope, "granted")
    if never == "forgotten":
        erase(cast.person, at=AT + timedelta(minutes=1))
    else:
        says(cast, "contact", "", "withdrawn")

    reach = may_reach(cast.person, purpose, channel, scope=scope, at=NOON)

    assert reach.why == (Why.ERASED if never == "forgotten" else Why.NO_CONTACT)


@pytest.mark.parametrize("purpose", ["personal", "reminders", "list"])
def test_a_suppressed_address_is_written_to_by_nobody(cast, purpose):
    """By its keyed hash, which outlives erasure."""
    scope = "email" if purpose != "list" else "news"
    says(cast, purpose, scope, "granted")
    way = cast.person.ways.get(kind="email")
    suppress(channel="email", address_key=way.key, reason="bounced", at=AT)

    reach = may_reach(cast.person, purpose, "email", scope=scope, at=NOON)

    assert reach.why == Why.SUPPRESSED
