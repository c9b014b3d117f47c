"""`letstalk backup` and `letstalk restore`: what goes in comes out, while somebody writes, on either database."""

import stat
import threading
import uuid
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from letstalk.journal.models import Entry
from letstalk.kit import clock
from letstalk.ops.backups import CannotBackUp, keys_beside, write_backup
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.words import State
from letstalk.people.domain.importing import begin
from tests.moments import scheduled
from tests.support.elsewhere import rows_here

pytestmark = pytest.mark.django_db(transaction=True)
PAIR = ("test.left", "test.right")


@pytest.fixture
def writer(cast) -> Iterator[threading.Event]:
    """Somebody who writes two rows at a time, always both or none, for as long as the test goes on."""
    stop, has_begun = threading.Event(), threading.Event()

    def write() -> None:
        try:
            while not stop.is_set():
                with transaction.atomic():
                    for kind in PAIR:
                        Entry.objects.create(kind=kind, about=uuid.uuid4(), at=clock.now(), details={})
                has_begun.set()
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert has_begun.wait(timeout=30)
    yield stop
    stop.set()
    thread.join()


PAIRS = "SELECT kind, COUNT(*) FROM journal_entry WHERE kind LIKE 'test.%' GROUP BY kind ORDER BY kind"
PEOPLE = ("people_person", "people_way", "people_relationship", "accounts_user", "meetings_slot")


def columns_of(table: str) -> str:
    """In one order, whatever that in which they came to be."""
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, table)
    return ", ".join(sorted(f'"{column.name}"' for column in columns))


def test_what_is_backed_up_while_somebody_writes_is_restored_as_of_one_moment(cast, writer, elsewhere, tmp_path):
    file = tmp_path / "today"
    scheduled(cast)
    before = dict(rows_here(PAIRS))
    write_backup(file, at=clock.now())
    writer.set()

    answer = elsewhere.letstalk("restore", file)

    assert answer.returncode == 0, answer.stderr
    assert "Everything is as it was on" in answer.stdout
    left, right = (dict(elsewhere.rows(PAIRS))[kind] for kind in PAIR)
    assert before[PAIR[0]] <= left == right <= dict(rows_here(PAIRS))[PAIR[0]]
    for table in PEOPLE:
        every = f"SELECT {columns_of(table)} FROM {table} ORDER BY id"
        assert elsewhere.rows(every) == rows_here(every) != [], table


def test_what_is_sealed_can_be_opened_again_and_rows_are_counted_on(cast, elsewhere, tmp_path):
    write_backup(tmp_path / "today", at=clock.now())
    elsewhere.letstalk("restore", tmp_path / "today")

    answer = elsewhere.letstalk("sign-in", "rosa@example.org")

    assert answer.returncode == 0, answer.stderr  # found by the keyed hash of her address, and written to the journal
    assert "This link signs in once" in answer.stdout


def test_a_file_that_waits_to_come_in_is_there_again(cast, elsewhere, tmp_path):
    importing = begin(chapter=cast.chapter, text="Name\nRuth Abara\n", by=cast.organizer, at=clock.now())
    (waiting,) = (settings.LETSTALK_DATA / "imports").glob(f"{importing.pk.hex}.rows")
    write_backup(tmp_path / "today", at=clock.now())

    answer = elsewhere.letstalk("restore", tmp_path / "today")

    assert answer.returncode == 0, answer.stderr
    back = elsewhere.data / "imports" / waiting.name
    assert back.read_bytes() == waiting.read_bytes()
    assert stat.S_IMODE(back.stat().st_mode) == 0o600


def test_the_database_is_in_one_file_and_the_keys_in_another(cast, tmp_path):
    file = tmp_path / "today"

    write_backup(file, at=clock.now())

    assert sorted(path.name for path in tmp_path.iterdir()) == ["today", "today.keys"]
    for path in (file, keys_beside(file)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(keys_beside(file)) as keys:
        assert sorted(keys.namelist()) == ["django.key", "field-1.key", "lookup.key"]
        everything = b"".join(archive.read(name) for name in archive.namelist())
    for path in (settings.LETSTALK_DATA / "keys").iterdir():
        assert path.read_bytes().strip() not in everything


def test_a_file_that_is_there_is_never_written_over(cast, tmp_path):
    (tmp_path / "today.keys").write_text("yesterday's")

    with pytest.raises(CannotBackUp, match=r"There is a file .*today\.keys already"):
        write_backup(tmp_path / "today", at=clock.now())

    assert [path.name for path in tmp_path.iterdir()] == ["today.keys"]
    assert (tmp_path / "today.keys").read_text() == "yesterday's"


def test_messages_that_were_due_wait_for_somebodys_word_and_later_ones_go_out(cast, elsewhere, tmp_path):
    now = clock.now()
    for wait in (-timedelta(hours=1), timedelta(days=3)):
        a_message(cast, due_at=now + wait)
    write_backup(tmp_path / "today", at=now)

    elsewhere.letstalk("restore", tmp_path / "today")

    states = [state for (state,) in elsewhere.rows("SELECT state FROM outbox_message ORDER BY due_at")]
    assert states == [State.UNSURE, State.PLANNED]


def a_message(cast, *, due_at) -> Message:
    return outbox.plan(
        kind="followups.thank_you",
        about=uuid.uuid4(),
        recipient=cast.person.pk,
        by=cast.organizer.pk,
        chapter_id=cast.chapter.pk,
        channel="email",
        due_at=due_at,
        at=due_at,
    )


def test_restored_twice_it_is_refused_and_nothing_changes(cast, elsewhere, tmp_path):
    write_backup(tmp_path / "today", at=clock.now())
    elsewhere.letstalk("restore", tmp_path / "today")

    again = elsewhere.letstalk("restore", tmp_path / "today")

    assert again.returncode == 1
    assert again.stderr == "There is something in this database already. A backup only goes into an empty one.\n"


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        ("cut off", "cannot be read. It is not a whole backup"),
        ("not there", "There is no file"),
        ("something else", "is no backup of Let's Talk"),
        ("newer", "was made by a newer Let's Talk"),
        ("newer format", "was made by a newer Let's Talk"),
        ("without keys", "The keys are needed, too."),
        ("other keys", "are not those this backup was sealed with"),
    ],
)
def test_a_backup_that_cannot_be_put_back_is_told_in_a_sentence_and_nothing_is_left(
    cast, elsewhere, tmp_path, spoil, sentence
):
    file = tmp_path / "today"
    write_backup(file, at=clock.now())
    SPOIL[spoil](file)

    answer = elsewhere.letstalk("restore", file)

    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not elsewhere.data.exists() or list(elsewhere.data.iterdir()) == []


def _rewrite(file: Path, change: Callable[[str], str]) -> None:
    with zipfile.ZipFile(file) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    held["manifest.json"] = change(held["manifest.json"].decode()).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)


def _something_else(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("holiday.txt", "sun")


def _other_keys(file: Path) -> None:
    with zipfile.ZipFile(keys_beside(file), "w") as archive:
        for path in (settings.LETSTALK_DATA / "keys").iterdir():
            archive.writestr(path.name, "A" * 43 + "=")


SPOIL: dict[str, Callable[[Path], object]] = {
    "cut off": lambda file: file.write_bytes(file.read_bytes()[:-2000]),
    "not there": lambda file: file.unlink(),
    "something else": _something_else,
    "newer": lambda file: _rewrite(file, lambda text: text.replace('"0001_first"', '"0999_later"', 1)),
    "newer format": lambda file: _rewrite(file, lambda text: text.replace('"format": 1', '"format": 2')),
    "without keys": lambda file: keys_beside(file).unlink(),
    "other keys": _other_keys,
}


def test_the_command_says_which_file_is_which(cast, elsewhere, tmp_path):
    write_backup(tmp_path / "today", at=clock.now())
    elsewhere.letstalk("restore", tmp_path / "today")

    answer = elsewhere.letstalk("backup", tmp_path / "tomorrow")

    assert answer.returncode == 0, answer.stderr
    assert "tomorrow holds the database." in answer.stdout
    assert "tomorrow.keys holds the keys." in answer.stdout
    assert "Keep the two in different places." in answer.stdout
    assert (tmp_path / "tomorrow").exists()
