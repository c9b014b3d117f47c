"""Coming in: the first visit, the demo, signing in and out, the one-time link, the licence."""

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.accounts.domain.first_visit import ensure_code
from letstalk.accounts.domain.links import make_sign_in_link
from letstalk.accounts.models import User
from letstalk.campaigns.models import Campaign
from letstalk.kit import clock
from letstalk.people.models import Chapter, Person, Role
from tests.factories import AT, PASSWORD, a_user

pytestmark = pytest.mark.django_db

HOME = reverse("desk:home")
WELCOME = reverse("desk:welcome")
DEMO = reverse("desk:welcome_demo")
SIGN_IN = reverse("desk:sign_in")
TODAY = reverse("desk:today")
TYPED = {
    "chapter_name": "Eastside Huddle",
    "email": "rosa@example.org",
    "password": PASSWORD,
    "zone": "America/Chicago",
}


@pytest.fixture
def here() -> Client:
    """A browser on the machine itself."""
    return Client(headers={"Host": "localhost"})


@pytest.fixture
def elsewhere() -> Client:
    """A browser on another machine."""
    return Client(REMOTE_ADDR="203.0.113.9", headers={"Host": "localhost"})


@pytest.fixture
def code(settings, tmp_path) -> str:
    settings.LETSTALK_DATA = tmp_path
    return ensure_code(data=tmp_path)


def is_signed_in(browser: Client, user: User) -> bool:
    return browser.session.get("_auth_user_id") == str(user.pk)


def sign_in(browser: Client, **typed: str):
    return browser.post(SIGN_IN, {"email": "rosa@example.org", "password": PASSWORD} | typed)


# --- the first visit ---


def test_an_empty_installation_leads_to_the_first_visit(here):
    assert here.get(HOME).headers["Location"] == WELCOME
    assert here.get(SIGN_IN).headers["Location"] == WELCOME
    assert here.get(WELCOME).status_code == 200


def test_three_answers_make_the_chapter_its_first_organizer_and_a_campaign(here):
    answer = here.post(WELCOME, TYPED)

    user = User.objects.get()
    chapter = Chapter.objects.get()
    assert answer.headers["Location"] == TODAY
    assert is_signed_in(here, user)
    assert (chapter.name, chapter.zone, user.email) == ("Eastside Huddle", "America/Chicago", "rosa@example.org")
    assert sorted(Role.objects.values_list("kind", flat=True)) == ["administrator", "lead", "organizer"]
    assert Campaign.objects.get().chapter == chapter


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"chapter_name": " "}, "Give your group a name"),
        ({"email": "rosa at example"}, "name@example.org"),
        ({"password": "short"}, "at least 10 characters"),
    ],
)
def test_what_will_not_do_is_said_beside_the_field_and_nothing_typed_is_lost(here, wrong, said):
    answer = here.post(WELCOME, TYPED | wrong)

    (field,) = wrong
    page = answer.content.decode()
    kept = {name: answer.context["form"][name].value() for name in TYPED}
    assert answer.status_code == 422
    assert said in " ".join(answer.context["form"].errors[field])
    assert kept == TYPED | wrong
    assert 'aria-invalid="true"' in page
    assert not Chapter.objects.exists()


def test_a_zone_nobody_knows_does_not_stop_the_first_visit(here):
    here.post(WELCOME, TYPED | {"zone": "Middle/Earth"})

    assert Chapter.objects.get().zone == "UTC"


def test_a_first_visit_from_elsewhere_is_asked_for_the_code_on_the_console(elsewhere, code):
    asked = elsewhere.get(WELCOME)
    wrong = elsewhere.post(WELCOME, {"code": "AAAA-AAAA"})
    right = elsewhere.post(WELCOME, {"code": code.lower()})
    begun = elsewhere.post(WELCOME, TYPED | {"code": code})

    assert b"chapter_name" not in asked.content
    assert (wrong.status_code, wrong.context["form"]["code"].value()) == (422, "AAAA-AAAA")
    assert b"chapter_name" in right.content
    assert begun.headers["Location"] == TODAY


def test_without_the_code_nothing_is_set_up_from_elsewhere(elsewhere, code):
    begun = elsewhere.post(WELCOME, TYPED)
    shown = elsewhere.post(DEMO)

    assert b"chapter_name" not in begun.content + shown.content
    assert not Chapter.objects.exists()


def test_the_code_is_spent_by_the_first_visit(elsewhere, code, settings):
    elsewhere.post(WELCOME, TYPED | {"code": code})

    assert not (settings.LETSTALK_DATA / "keys" / "first-visit.code").exists()


def test_only_wrong_codes_count_as_tries(elsewhere, code):
    for _try in range(50):
        elsewhere.post(WELCOME, {"code": code})
    still_right = elsewhere.post(WELCOME, {"code": code})
    for _try in range(50):
        elsewhere.post(WELCOME, {"code": "AAAA-AAAA"})
    too_late = elsewhere.post(WELCOME, {"code": code})

    assert (still_right.status_code, too_late.status_code) == (200, 422)


def test_with_an_organization_there_is_no_first_visit_any_more(cast, here):
    statuses = [here.get(WELCOME), here.post(WELCOME, TYPED), here.post(DEMO)]

    assert [answer.status_code for answer in statuses] == [404, 404, 404]


def test_a_demo_shows_its_random_password_once_and_signs_in(here):
    answer = here.post(DEMO)

    rosa = User.objects.get(name="Rosa Vega")
    password = answer.context["password"]
    assert answer.status_code == 200
    assert password in answer.content.decode()
    assert rosa.check_password(password)
    assert is_signed_in(here, rosa)
    assert "no message leaves this machine" in answer.content.decode()
    assert Chapter.objects.get(parent=None).is_demo
    assert Person.objects.exists()


# --- signing in and out ---


def test_home_leads_to_the_sign_in_and_then_to_today(cast, here):
    before = here.get(HOME).headers["Location"]
    answer = sign_in(here, email=" Rosa@Example.org ")

    assert before == SIGN_IN
    assert answer.headers["Location"] == HOME
    assert here.get(HOME).headers["Location"] == TODAY
    assert here.get(SIGN_IN).headers["Location"] == HOME


def test_a_wrong_password_is_said_kindly_and_keeps_the_email(cast, here):
    answer = sign_in(here, password="a wrong guess at it", next=TODAY)

    assert answer.status_code == 422
    assert "do not go together" in answer.context["form"].errors["password"][0]
    assert answer.context["form"]["email"].value() == "rosa@example.org"
    assert answer.context["form"]["next"].value() == TODAY
    assert "a wrong guess at it" not in answer.content.decode()


def test_after_ten_wrong_passwords_even_the_right_one_waits(cast, here):
    for _try in range(10):
        sign_in(here, password="a wrong guess at it")

    answer = sign_in(here)

    assert answer.status_code == 422
    assert "quarter of an hour" in answer.context["form"].non_field_errors()[0]
    assert not is_signed_in(here, cast.organizer)


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/people/?q=amina", "/people/?q=amina"),
        ("", HOME),
        ("https://elsewhere.example.org/", HOME),
        ("//elsewhere.example.org/", HOME),
        ("javascript:alert(1)", HOME),
    ],
)
def test_after_signing_in_one_is_led_to_a_page_of_ours_only(cast, here, wanted, led_to):
    assert sign_in(here, next=wanted).headers["Location"] == led_to


def test_a_page_that_needs_a_sign_in_is_returned_to(cast, here):
    asked = here.get("/people/").headers["Location"]

    assert f'value="{"/people/"}"' in here.get(asked).content.decode()


def test_signing_out_takes_a_press_of_the_button(cast, desk):
    looked = desk.get(reverse("desk:sign_out"))
    still_in = is_signed_in(desk, cast.organizer)
    pressed = desk.post(reverse("desk:sign_out"))

    assert (looked.status_code, still_in) == (405, True)
    assert pressed.headers["Location"] == HOME
    assert not is_signed_in(desk, cast.organizer)


def test_somebody_without_any_role_is_told_so_and_can_sign_out(cast, client):
    client.force_login(a_user("Noor Aziz"))

    page = client.get(HOME)

    assert page.status_code == 200
    assert "no chapter here just now" in page.content.decode()
    assert reverse("desk:sign_out") in page.content.decode()


# --- the one-time link ---


def link_for(user: User) -> str:
    return reverse("desk:enter", args=[make_sign_in_link(email=user.email, at=clock.now())])


def test_looking_at_a_one_time_link_does_not_spend_it(cast, here):
    link = link_for(cast.organizer)

    looked = [here.get(link).status_code for _preview in range(2)]
    answer = here.post(link)

    assert looked == [200, 200]
    assert answer.headers["Location"] == reverse("desk:change_password")
    assert is_signed_in(here, cast.organizer)


def test_a_one_time_link_opens_nothing_twice(cast, here, elsewhere):
    link = link_for(cast.organizer)
    here.post(link)

    answer = elsewhere.post(link)

    assert answer.status_code == 410
    assert "used already" in answer.content.decode()
    assert not is_signed_in(elsewhere, cast.organizer)


def test_whoever_came_by_a_link_sets_a_password_without_the_old_one(cast, here):
    here.post(link_for(cast.organizer))
    page = here.get(reverse("desk:change_password"))
    answer = here.post(reverse("desk:change_password"), {"new": "four words put together"})

    cast.organizer.refresh_from_db()
    assert "old" not in page.context["form"].fields
    assert answer.headers["Location"] == TODAY
    assert cast.organizer.check_password("four words put together")
    assert is_signed_in(here, cast.organizer)
    assert "old" in here.get(reverse("desk:change_password")).context["form"].fields


def test_half_an_hour_after_the_link_the_old_password_is_asked_for_again(cast, here, at_hour):
    at_hour(AT)
    here.post(link_for(cast.organizer))
    at_hour(AT.replace(hour=AT.hour + 1))

    answer = here.post(reverse("desk:change_password"), {"new": "four words put together"})

    assert answer.status_code == 422
    assert "old" in answer.context["form"].errors


# --- what this is ---


def test_everybody_can_read_the_licence_and_how_to_get_the_source(client):
    page = client.get(reverse("desk:source")).content.decode()

    assert "GNU Affero General Public License" in page
    assert "Women’s March" in page
    assert reverse("desk:source") in client.get(WELCOME).content.decode()
