"""The journal: who did what and when, in codes alone, so that it may be kept for ever and a person still be erased."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

import letstalk
from letstalk.journal.models import AppendOnly, Entry, NotACode, record
from letstalk.kit.models import KeyProof
from letstalk.outbox.models import Message
from letstalk.outbox.words import State

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
PACKAGE = Path(letstalk.__file__).parent


@pytest.fixture
def about():
    return KeyProof(key_id=1)


@pytest.fixture
def user():
    from letstalk.accounts.models import User

    return User(email_key="k", joined_at=AT)


def test_a_line_says_what_about_which_row_by_whom_and_when(about, user):
    record("kit.proven", about=about, by=user, at=AT, key=1)

    entry = Entry.objects.get()
    assert (entry.kind, entry.about, entry.chapter_id, entry.by, entry.at, entry.details) == (
        "kit.proven",
        about.pk,
        None,
        user.pk,
        AT,
        {"key": 1},
    )


def test_a_line_carries_the_chapter_of_what_it_is_about():
    message = Message(chapter_id=uuid4())

    assert record("outbox.planned", about=message, by=None, at=AT).chapter_id == message.chapter_id


IDS = [uuid4(), uuid4()]


@pytest.mark.parametrize(
    ("detail", "kept"),
    [
        (None, None),
        (True, True),
        (0, 0),
        (IDS[0], str(IDS[0])),
        (IDS, [str(one) for one in IDS]),
        ((1, 2), [1, 2]),
        ("no_show", "no_show"),
        (State.SENT, "sent"),
        (date(2026, 11, 22), "2026-11-22"),
        (AT, "2026-11-22T18:00:00+00:00"),
        ("America/New_York", "America/New_York"),
        ([], []),
    ],
)
def test_ids_numbers_days_and_codes_are_kept(about, detail, kept):
    record("kit.proven", about=about, by=None, at=AT, detail=detail)

    assert Entry.objects.get().details == {"detail": kept}


@pytest.mark.parametrize(
    "detail",
    [
        "she said yes",
        "amina@example.org",
        "",
        "a" * 65,
        "Zoë",
        "مرحبا",
        "two\nlines",
        "code\n",
        {"name": "Amina"},
        ["no_show", "said by Amina"],
        [["x y"]],
    ],
)
def test_words_and_contact_data_are_refused(about, detail):
    """Journal details hold ids and codes, never words or contact data."""
    with pytest.raises(NotACode):
        record("kit.proven", about=about, by=None, at=AT, detail=detail)

    assert not Entry.objects.exists()


def test_a_line_is_never_edited_or_removed(about):
    entry = record("kit.proven", about=about, by=None, at=AT)
    entry.kind = "kit.disproven"

    with pytest.raises(AppendOnly):
        entry.save()
    with pytest.raises(AppendOnly):
        entry.delete()

    assert Entry.objects.get().kind == "kit.proven"


WRITERS = {"record", "record_each"}


def kinds_in_the_code():
    """Every kind of line that some verb writes, with the room whose folder the verb stands in."""
    for file in sorted(PACKAGE.rglob("*.py")):
        room = file.relative_to(PACKAGE).parts[0]
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) in WRITERS:
                for kind in literals(call.args[0]) if call.args else []:
                    yield room, kind


def literals(node):
    return [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def test_every_kind_the_code_writes_fits_and_comes_back(about):
    kinds = sorted({kind for _, kind in kinds_in_the_code()})
    assert "outbox.sent" in kinds

    for kind in kinds:
        record(kind, about=about, by=None, at=AT)

    assert list(Entry.objects.order_by("kind").values_list("kind", flat=True)) == kinds
    assert [kind for kind in kinds if kind.count(".") != 1] == []
