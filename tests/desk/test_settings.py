"""One's own settings, the password, and for administrators the mail of this installation."""

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.outbox.domain.routes import use_folder
from letstalk.outbox.models import Route
from letstalk.outbox.queries import current_route
from tests.factories import AT, PASSWORD
from tests.support.ports import free_port

SETTINGS = reverse("desk:settings")
WORD = reverse("desk:change_password")
MAIL = reverse("desk:mail_settings")
TEST = reverse("desk:test_mail")
TYPED = {
    "host": "mail.example.org",
    "port": "587",
    "kind": "smtp",
    "user": "rosa@example.org",
    "password": "p@ss/word: 1",
    "sender": "huddle@example.org",
}


@pytest.fixture
def admin(cast) -> Client:
    browser = Client()
    browser.force_login(cast.administrator)
    return browser


# --- oneself ---


def test_name_zone_and_language_are_ones_own_to_set(cast, desk):
    answer = desk.post(SETTINGS, {"name": " Rosa  Marín ", "zone": "Europe/Madrid", "language": "en"})

    cast.organizer.refresh_from_db()
    assert answer.headers["Location"] == SETTINGS
    assert (cast.organizer.name, cast.organizer.zone) == ("Rosa Marín", "Europe/Madrid")
    assert "Saved." in desk.get(SETTINGS).content.decode()


def test_a_name_left_empty_is_asked_for_and_the_zone_is_not_lost(cast, desk):
    answer = desk.post(SETTINGS, {"name": "", "zone": "Europe/Madrid", "language": ""})

    assert answer.status_code == 422
    assert answer.context["form"]["zone"].value() == "Europe/Madrid"


def test_only_an_administrator_is_shown_the_way_to_the_mail(cast, desk, admin):
    assert MAIL not in desk.get(SETTINGS).content.decode()
    assert MAIL in admin.get(SETTINGS).content.decode()
    assert "without the keys nothing in it can be read" in admin.get(SETTINGS).content.decode()


def test_a_new_password_needs_the_one_before(cast, desk):
    wrong = desk.post(WORD, {"old": "not this one", "new": "four words put together"})
    weak = desk.post(WORD, {"old": PASSWORD, "new": "short"})
    right = desk.post(WORD, {"old": PASSWORD, "new": "four words put together"})

    cast.organizer.refresh_from_db()
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["old"])
    assert (weak.status_code, list(weak.context["form"].errors)) == (422, ["new"])
    assert right.headers["Location"] == SETTINGS
    assert cast.organizer.check_password("four words put together")


def test_a_new_password_signs_other_devices_out_and_not_this_one(cast, desk):
    other = Client()
    other.force_login(cast.organizer)

    desk.post(WORD, {"old": PASSWORD, "new": "four words put together"})

    assert desk.get(SETTINGS).status_code == 200
    assert other.get(SETTINGS).status_code == 302


# --- the mail ---


def test_without_mail_the_page_says_that_messages_wait(admin):
    page = admin.get(MAIL).content.decode()

    assert "No mail is set up yet" in page
    assert TEST not in page


def test_a_mail_server_is_kept_as_typed(admin):
    answer = admin.post(MAIL, TYPED)

    route = current_route()
    assert answer.headers["Location"] == MAIL
    assert (route.server.host, route.server.port, route.sender) == ("mail.example.org", 587, "huddle@example.org")
    assert (route.server.user, route.server.password) == ("rosa@example.org", "p@ss/word: 1")


def test_the_page_shows_what_holds_and_never_the_password(admin):
    admin.post(MAIL, TYPED)

    page = admin.get(MAIL)

    shown = {bound.name: str(bound.value() or "") for bound in page.context["form"]}
    assert shown == TYPED | {"password": ""}
    assert TYPED["password"] not in page.content.decode()


def test_an_empty_password_keeps_the_one_for_this_server_only(admin):
    admin.post(MAIL, TYPED)

    same = admin.post(MAIL, TYPED | {"password": "", "port": "2525"})
    other = admin.post(MAIL, TYPED | {"password": "", "host": "elsewhere.example.org"})

    assert same.status_code == 302
    assert (current_route().server.port, current_route().server.password) == (2525, TYPED["password"])
    assert (other.status_code, list(other.context["form"].errors)) == (422, ["password"])


@pytest.mark.parametrize(
    ("field", "wrong"), [("host", "smtp://mail.example.org:587"), ("port", "0"), ("sender", "huddle"), ("host", " ")]
)
def test_what_cannot_be_meant_is_said_beside_the_field_and_nothing_typed_is_lost(admin, field, wrong):
    answer = admin.post(MAIL, TYPED | {field: wrong})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert {name: answer.context["form"][name].value() for name in TYPED} == TYPED | {field: wrong}
    assert not Route.objects.exists()


def test_what_the_environment_says_is_not_changed_on_the_page(admin, settings):
    settings.LETSTALK_SMTP_URL = "smtp://rosa:secret@environment.example.org"

    answer = admin.post(MAIL, TYPED | {"host": "environment.example.org", "user": "rosa", "password": ""})
    page = admin.get(MAIL).content.decode()

    assert answer.status_code == 302
    assert not Route.objects.exists()
    assert "LETSTALK_SMTP_URL" in page
    assert 'name="host"' not in page


def test_a_demo_stays_with_its_folder(admin):
    use_folder(at=AT)

    answer = admin.post(MAIL, TYPED)
    page = admin.get(MAIL).content.decode()

    assert answer.status_code == 422
    assert "This is a demo" in page
    assert 'name="host"' not in page


def test_a_test_message_goes_through_the_server_and_arrives(admin, smtp_server):
    admin.post(MAIL, TYPED | {"host": "127.0.0.1", "port": str(smtp_server.port), "user": "", "password": ""})

    answer = admin.post(TEST, {"to": "ada@example.org"})

    (letter,) = smtp_server.wait_for(1)
    assert answer.headers["Location"] == MAIL
    assert letter.recipients == ("ada@example.org",)
    assert "The mail server took it" in admin.get(MAIL).content.decode()


def test_what_the_server_really_said_to_a_test_is_shown(admin, smtp_server):
    admin.post(MAIL, TYPED | {"host": "127.0.0.1", "port": str(smtp_server.port), "user": "", "password": ""})
    smtp_server.refuse()

    answer = admin.post(TEST, {"to": "ada@example.org"})

    assert answer.status_code == 422
    assert "takes no mail for this address" in answer.content.decode()
    assert answer.context["test"]["to"].value() == "ada@example.org"
    assert answer.context["form"]["host"].value() == "127.0.0.1"


def test_a_server_that_cannot_be_reached_is_a_standing_problem_until_another_is_chosen(admin, smtp_server):
    here = TYPED | {"host": "127.0.0.1", "user": "", "password": ""}
    admin.post(MAIL, here | {"port": str(free_port())})
    admin.post(TEST, {"to": "ada@example.org"})
    troubled = admin.get(MAIL).content.decode()
    admin.post(MAIL, here | {"port": str(smtp_server.port)})

    page = admin.get(MAIL).content.decode()

    assert "cannot be reached" in troubled
    assert "cannot be reached" not in page


@pytest.mark.parametrize("address", [MAIL, TEST])
def test_the_mail_is_not_there_for_an_organizer(desk, address):
    assert desk.get(address).status_code in (404, 405)
    assert desk.post(address, TYPED | {"to": "rosa@example.org"}).status_code == 404


def test_one_s_hour_and_days_away_are_kept_and_shown(cast, desk, on_the_day):
    told = {"digest_hour": "7", "away_from": "2026-03-09", "away_until": "2026-03-12"}

    desk.post("/settings/day/", told)
    page = desk.get("/settings/").content.decode()
    desk.post("/settings/day/", {"digest_hour": "", "away_from": "", "away_until": ""})
    cast.organizer.refresh_from_db()

    assert '<option value="7" selected>' in page
    assert 'value="2026-03-12"' in page
    assert (cast.organizer.digest_hour, cast.organizer.away_from) == (None, None)


def test_days_away_without_an_end_are_asked_for_again(desk, on_the_day):
    answer = desk.post("/settings/day/", {"digest_hour": "7", "away_from": "2026-03-09", "away_until": ""})

    assert answer.status_code == 422
    assert "Say the first day and the last one." in answer.content.decode()
