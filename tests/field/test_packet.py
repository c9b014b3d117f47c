"""What a phone takes along, and what it is told about itself."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from letstalk.field.phones import lock_of
from letstalk.field.shell import FILES
from letstalk.followups.domain.debrief import DebriefEntry, HeldEntry, debrief
from letstalk.kit import clock
from letstalk.people.domain.notes import jot
from tests.field.test_debrief import met

pytestmark = pytest.mark.django_db
__all__ = ["met"]


@pytest.fixture
def phone(client, cast):
    client.force_login(cast.organizer)
    return client


def test_packet_holds_the_pages_as_the_server_shows_them(phone, cast, met):
    jot(relationship=cast.relationship, text="Marched with her sister", by=cast.organizer, at=clock.now())

    packet = phone.get(reverse("field:packet", args=[met.pk])).json()

    assert (packet["meeting"], packet["owner"], packet["name"]) == (str(met.pk), str(cast.organizer.pk), "Amina")
    assert set(packet["pages"]) == {"prepare", "card", "debrief"}
    assert "Marched with her sister" in packet["pages"]["prepare"]
    assert 'name="ask0-answer"' in packet["pages"]["debrief"]
    assert "csrfmiddlewaretoken" not in "".join(packet["pages"].values())
    for name in ("card", "debrief"):
        online = phone.get(reverse(f"field:{name}", args=[met.pk])).text
        assert screen(packet["pages"][name]) == screen(online)


def screen(page: str) -> str:
    """What is on it, without what is made anew each time."""
    main = page[page.index("<main") : page.index("</main>")]
    main = re.sub(r'<input type="hidden" name="(csrfmiddlewaretoken|entry)"[^>]*>', "", main)
    return re.sub(r"\s+", " ", main)


@pytest.mark.parametrize("who", ("lead", "administrator", "outsider"))
def test_packet_is_its_organizer_s_alone(client, cast, met, who):
    client.force_login(getattr(cast, who))

    assert client.get(reverse("field:packet", args=[met.pk])).status_code == 404


@pytest.mark.parametrize("name", ("field:packet", "field:me"))
def test_no_cache_keeps_it(phone, met, name):
    response = phone.get(reverse(name, args=[met.pk] if name == "field:packet" else []))

    assert response.headers["Cache-Control"] == "no-store"


def test_phone_is_told_who_is_signed_in_and_its_half_of_the_lock(phone, cast):
    me = phone.get(reverse("field:me")).json()

    assert me == {"user": str(cast.organizer.pk), "lock": lock_of(cast.organizer), "gone": []}
    assert re.fullmatch("[0-9a-f]{32}", me["lock"])
    assert lock_of(cast.outsider) != me["lock"]


def test_nobody_signed_in_gets_no_lock(client, db):
    response = client.get(reverse("field:me"))

    assert response.status_code == 401
    assert response.json() == {"signed_out": True}


def test_packets_that_had_their_time_are_named(phone, cast, met):
    other = "00000000-0000-4000-8000-000000000000"
    held = {"packets": f"{met.pk},{other},nonsense"}
    before = phone.get(reverse("field:me"), held).json()["gone"]
    phone.post(reverse("field:debrief", args=[met.pk]))

    after = phone.get(reverse("field:me"), held).json()["gone"]

    assert before == [other]
    assert sorted(after) == sorted([other, str(met.pk)])


def test_shell_is_the_same_for_everybody(phone, cast):
    signed_in = phone.get(reverse("field:shell")).content
    phone.logout()

    assert phone.get(reverse("field:shell")).content == signed_in
    assert str(cast.organizer.pk).encode() not in signed_in


def test_service_worker_names_every_file_of_the_shell(client, db):
    response = client.get(reverse("field:service_worker"))

    assert response.headers["Content-Type"].startswith("text/javascript")
    files = json.loads(re.search(r"const FILES = (\[.*?\]);", response.text, re.S)[1])
    assert any(name.endswith("walk.js") for name in files)
    assert len(files) == len(set(files))


def test_shell_has_every_behaviour_a_page_may_ask_for(client, db):
    page = Path(finders.find("kit/js/page.js")).read_text()

    asked_for = {f"kit/js/{name}" for name in re.findall(r'import\("\./([^"]+)"\)', page)}

    assert asked_for
    assert asked_for <= set(FILES)


def test_manifest_names_icons_that_are_there(client, db):
    manifest = client.get(reverse("field:manifest")).json()

    assert manifest["start_url"] == "/field/"
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon


def test_cost_of_a_packet_does_not_grow_with_notes(phone, cast, met, django_assert_max_num_queries):
    for number in range(3):
        jot(relationship=cast.relationship, text=f"Note {number}", by=cast.organizer, at=clock.now())

    with django_assert_max_num_queries(75):
        phone.get(reverse("field:packet", args=[met.pk]))


def test_written_up_is_over(phone, cast, met):
    entry = DebriefEntry(id=met.pk, held=HeldEntry(began_at=clock.now()))
    debrief(meeting=met, entry=entry, by=cast.organizer, at=clock.now())

    assert phone.get(reverse("field:me"), {"packets": str(met.pk)}).json()["gone"] == [str(met.pk)]


def test_packet_holds_each_ask_that_may_be_chosen_as_the_pages_show_it(phone, cast, met, asks):
    packet = phone.get(reverse("field:packet", args=[met.pk])).json()

    there = {part["id"]: part for part in packet["asks_there"]}
    assert set(there) == {*(str(ask.pk) for ask in asks), ""}
    carried = there[str(asks[1].pk)]
    assert carried["row"].strip() in packet["pages"]["debrief"]
    assert carried["close"].strip() in packet["pages"]["card"]
    assert asks[3].title in there[str(asks[3].pk)]["close"]
