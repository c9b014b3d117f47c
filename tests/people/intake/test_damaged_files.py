"""However a file is damaged: it comes in, or a sentence says why not; never an error, never half of it (issue 8)."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from letstalk.people.models import Import, ImportRow, Person
from tests.people.intake.damage import damaged

pytestmark = pytest.mark.django_db
EVERY_DAY = 100
IN_SOAK = 10_000


@pytest.fixture
def organizer(cast) -> Client:
    browser = Client(raise_request_exception=True)
    browser.force_login(cast.organizer)
    return browser


def go_through(browser: Client, number: int) -> None:
    said, raw = damaged(number)
    before = Person.objects.count()
    answer = browser.post(reverse("desk:files"), {"file": SimpleUploadedFile("people", raw), "text": ""})
    if answer.status_code == 422:
        assert 'class="error"' in answer.content.decode(), said
        assert Person.objects.count() == before
        return
    assert answer.status_code == 302, said
    importing = Import.objects.order_by("-made_at", "pk").first()
    shown = browser.get(reverse("desk:file", args=[importing.pk]))
    assert shown.status_code == 200, said
    sent = {f"target_{n}": target or "leave" for n, target in enumerate(importing.mapping["targets"])}
    sent |= {f"order_{n}": order for n, order in enumerate(importing.mapping["dates"])}
    answer = browser.post(reverse("desk:file_columns", args=[importing.pk]), sent)
    if answer.status_code == 422:
        assert "names" in answer.content.decode(), said
        return
    importing.refresh_from_db()
    assert browser.get(reverse("desk:file", args=[importing.pk])).status_code == 200, said
    assert sum(importing.counts.get(kind, 0) for kind in KINDS) == importing.rows, said
    assert not ImportRow.objects.filter(importing=importing, verdict="refused", reason="").exists(), said
    for kind in ("refused", "new"):
        lines = b"".join(browser.get(reverse("desk:file_rows", args=[importing.pk, kind])).streaming_content)
        assert not any(cell.startswith(("=", "@", "+")) for cell in cells_of(lines)), said
    browser.post(reverse("desk:bring_file_in", args=[importing.pk]), {"doubtful": "add"})
    importing.refresh_from_db()
    assert importing.state == "done", said
    assert Person.objects.count() == before + importing.counts["came_new"], said
    browser.post(reverse("desk:take_file_back", args=[importing.pk]))
    assert Person.objects.count() == before, said


KINDS = ("new", "updated", "unchanged", "probable", "refused")


def cells_of(raw: bytes) -> list[str]:
    import csv
    import io

    return [cell for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"))) for cell in row]


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A busy machine takes its time, and each file is to be done before the page answers."""
    monkeypatch.setattr("letstalk.desk.views.intake.SECONDS", 60)


@pytest.mark.parametrize("tens", range(EVERY_DAY // 10))
def test_a_damaged_file_comes_in_whole_or_says_why_not(organizer, tens):
    for number in range(tens * 10, tens * 10 + 10):
        go_through(organizer, number)


@pytest.mark.soak
def test_ten_thousand_damaged_files_come_in_whole_or_say_why_not(organizer):
    first = int(os.environ.get("SEED", "1"))

    for number in range(first, first + IN_SOAK):
        go_through(organizer, number)
        Import.objects.all().delete()
