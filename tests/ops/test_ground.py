"""The ground is made on the first start, and never made anew over a database that needs the old one."""

import stat
from urllib.parse import quote

import pytest
from django.db import connection

from letstalk.kit.keys import KeysMissing, keys_are_made
from letstalk.ops import ground
from letstalk.ops.ground import CannotStart


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """LETSTALK_DATA of an installation that was never started."""
    monkeypatch.setenv("LETSTALK_DATA", str(tmp_path / "var"))
    monkeypatch.delenv("LETSTALK_DATABASE_URL", raising=False)
    return tmp_path / "var"


def test_the_first_start_makes_keys_that_only_their_owner_can_read(folder):
    ground.make_data_folder()
    ground.make_keys_unless_lost()

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {file.name: stat.S_IMODE(file.stat().st_mode) for file in (folder / "keys").iterdir()} == {
        "field-1.key": 0o600,
        "lookup.key": 0o600,
        "django.key": 0o600,
    }


@pytest.mark.parametrize("lost", ["field-1.key", "lookup.key", "django.key"])
def test_no_key_is_made_anew_once_there_is_a_database(folder, lost):
    ground.make_data_folder()
    ground.make_keys_unless_lost()
    (folder / "letstalk.sqlite3").write_bytes(b"SQLite format 3")
    (folder / "keys" / lost).unlink()

    with pytest.raises(KeysMissing, match="put them back from your backup"):
        ground.make_keys_unless_lost()

    assert not keys_are_made(folder / "keys")


def test_keys_are_made_beside_a_database_file_that_is_still_empty(folder):
    ground.make_data_folder()
    (folder / "letstalk.sqlite3").touch()

    ground.make_keys_unless_lost()

    assert keys_are_made(folder / "keys")


@pytest.mark.django_db
def test_a_database_with_tables_is_recognised_without_django():
    assert ground.has_tables(address_of_this_database())


def test_a_database_that_does_not_answer_is_said_in_a_sentence():
    with pytest.raises(CannotStart, match="The database does not answer") as refused:
        ground.has_tables("postgresql://someone:hushed@127.0.0.1:1/nowhere")

    assert "hushed" not in str(refused.value)


@pytest.mark.parametrize("url", ["mysql://someone:hushed@127.0.0.1/talk", "nonsense"])
def test_a_database_of_another_kind_is_refused_with_what_would_do(url):
    with pytest.raises(CannotStart, match="must look like postgresql://") as refused:
        ground.has_tables(url)

    assert "hushed" not in str(refused.value)


def test_a_data_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("LETSTALK_DATA", str(tmp_path / "file" / "var"))

    with pytest.raises(CannotStart, match="it cannot be made: Not a directory"):
        ground.make_data_folder()


def address_of_this_database():
    here = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{here['NAME']}"
    password = f":{quote(here['PASSWORD'], safe='')}" if here["PASSWORD"] else ""
    port = f":{here['PORT']}" if here["PORT"] else ""
    return f"postgresql://{here['USER']}{password}@{quote(here['HOST'], safe='')}{port}/{here['NAME']}"
