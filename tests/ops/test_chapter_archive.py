"""A whole chapter goes out in one file and comes in again without loss, row by row (issue 8)."""

import json
import zipfile

import pytest
from django.conf import settings
from django.test import override_settings

from letstalk.kit import clock
from letstalk.kit.keys import load_keys
from letstalk.ops.archive_coming_in import MANIFEST
from letstalk.ops.backups import CannotBackUp, keys_beside
from letstalk.ops.chapter_archives import insert_rows, write_archive
from letstalk.people.models import Chapter, Note, Person
from letstalk.stewardship.belonging import own_tables
from letstalk.stewardship.domain.demo.make import make_demo
from letstalk.stewardship.snapshot import values_of
from tests.factories import a_person
from tests.moments import NOW
from tests.support.fields import a_field, choice_named, say

pytestmark = pytest.mark.django_db(transaction=True)
BESIDE = {"journal.Entry"}  # also about routes and signing in, which stay with their installation


def everything() -> dict[str, dict]:
    return {
        model._meta.label: {str(row.pk): values_of(row) for row in model._default_manager.all()}
        for model in own_tables()
    }


def test_the_demo_comes_in_again_without_loss_and_notes_stay_sealed_on_the_way(tmp_path):
    """Round trip of every table, sealed words included; the file alone gives nobody's note away (h.2)."""
    make_demo(at=clock.now())
    root, file = Chapter.objects.get(parent=None), tmp_path / "chapter.zip"
    before = everything()
    note = Note.objects.all()[0].text

    write_archive(root, file, at=NOW)
    with zipfile.ZipFile(file) as archive:
        told = json.loads(archive.read(MANIFEST))
        plain = b"".join(archive.read(name) for name in archive.namelist())
        with zipfile.ZipFile(keys_beside(file)) as keys:
            keys.extractall(tmp_path / "keys")
        their_keys = load_keys(tmp_path / "keys")
        with override_settings(LETSTALK_KEYS=their_keys):
            insert_rows(archive, told["rows"])
            after = everything()

    assert {name: after[name] for name in before if name not in BESIDE} == {
        name: rows for name, rows in before.items() if name not in BESIDE
    }
    assert after["journal.Entry"].items() <= before["journal.Entry"].items()
    assert json.dumps(note).encode()[1:-1] not in plain
    assert their_keys.field[1] not in settings.LETSTALK_KEYS.field.values()
    with pytest.raises(CannotBackUp):
        write_archive(root, file, at=NOW)


def test_of_another_chapter_nothing_goes_along_but_what_this_one_stands_on(cast, tmp_path):
    """No more than the chapter: nobody of the sibling, and of the chapters above their names."""
    a_person(cast.outsider, cast.sibling, "Zoe Nunez")

    write_archive(cast.chapter, tmp_path / "chapter.zip", at=NOW)

    with zipfile.ZipFile(tmp_path / "chapter.zip") as archive:
        people = [json.loads(line) for line in archive.read("rows/people.Person.jsonl").splitlines()]
        chapters = archive.read("rows/people.Chapter.jsonl").decode()
        users = [json.loads(line)["name"] for line in archive.read("rows/accounts.User.jsonl").splitlines()]
    assert [one["name"] for one in people] == [cast.person.name]
    assert Person.objects.count() == 2
    assert "Riverside" in chapters and "Hilltop" not in chapters
    assert cast.organizer.name in users and cast.outsider.name not in users


def test_the_fields_asked_in_a_chapter_go_along_with_all_their_choices(cast, tmp_path):
    """Those of the chapters above, too, whoever chose what; of the chapter beside nothing."""
    upper = a_field(cast.organization, "Choir voice", "choice", choices=["Alto", "Bass"])
    a_field(cast.sibling, "Plot")
    say(cast, upper, choice_named(upper, "Alto"))

    write_archive(cast.chapter, tmp_path / "chapter.zip", at=NOW)

    with zipfile.ZipFile(tmp_path / "chapter.zip") as archive:
        rows = {name: archive.read(f"rows/people.{name}.jsonl").decode() for name in ("CustomField", "CustomChoice")}
        values = archive.read("rows/people.CustomValue.jsonl").splitlines()
    assert "Choir voice" in rows["CustomField"] and "Plot" not in rows["CustomField"]
    assert "Alto" in rows["CustomChoice"] and "Bass" in rows["CustomChoice"]
    assert len(values) == 1
