"""The chapter's page: the tree, settings and roles for administrators, the rhythm for leads (R-012, b.4, b.5)."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.accounts.models import User
from letstalk.followups import timings
from letstalk.journal.models import Entry
from letstalk.people.models import Chapter, Role
from letstalk.people.words import RoleKind, Stage
from tests.factories import a_chapter, a_person, a_role, a_user
from tests.moments import held

CHAPTER = reverse("desk:chapter")


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def admin(cast) -> Client:
    return signed_in(cast.administrator)


@pytest.fixture
def lead(cast) -> Client:
    return signed_in(cast.lead)


def edit(chapter: Chapter) -> str:
    return reverse("desk:edit_chapter", args=[chapter.pk])


def roles_of(chapter: Chapter) -> str:
    return reverse("desk:give_role", args=[chapter.pk])


def settings_shown(admin: Client, chapter: Chapter) -> dict[str, str]:
    initial = admin.get(edit(chapter)).context["form"].initial
    return dict(initial)


def rhythm(chapter: Chapter) -> str:
    return reverse("desk:edit_timings", args=[chapter.pk])


def rhythm_shown(lead: Client, chapter: Chapter) -> dict[str, str]:
    form = lead.get(rhythm(chapter)).context["form"]
    return {bound.name: str(bound.value()) for bound in form}


def text_of(browser: Client, address: str = CHAPTER) -> str:
    return browser.get(address).content.decode()


def test_an_organizer_sees_their_chapter_and_what_is_above_it_and_no_sibling(cast, desk):
    page = text_of(desk)

    assert "Riverside" in page
    assert "River Valley Alliance" in page
    assert "Hilltop" not in page
    assert edit(cast.chapter) not in page


def test_a_lead_reads_counts_and_no_names(cast, lead):
    held(cast)

    page = text_of(lead)

    assert re.search(r"<dt>person</dt><dd>1</dd>", page)
    assert re.search(r"<dt>one-on-one held</dt><dd>1</dd>", page)
    assert cast.person.name not in page


def test_r012_an_administrator_sees_the_whole_tree_and_no_person_nor_count(cast, admin):
    page = text_of(admin)

    assert all(name in page for name in ("River Valley Alliance", "Riverside", "Hilltop"))
    assert cast.person.name not in page
    assert "people" not in page.split("<main", 1)[1]


def test_the_tree_costs_the_same_with_one_chapter_more_and_with_three(cast, cost):
    browser = signed_in(cast.founder)
    one = cost(browser, CHAPTER)
    for name in ("Southside", "Old Town"):
        a_person(cast.organizer, a_chapter(cast.chapter, name))

    assert cost(browser, CHAPTER) == one


def test_an_administrator_renames_a_chapter_and_says_what_it_calls_itself(cast, admin):
    told = settings_shown(admin, cast.chapter) | {"name": "Riverside Huddle", "word": "huddle", "zone": "Europe/Berlin"}

    answer = admin.post(edit(cast.chapter), told)

    assert answer.status_code == 302
    cast.chapter.refresh_from_db()
    assert (cast.chapter.name, cast.chapter.word, cast.chapter.zone) == (
        "Riverside Huddle",
        "huddle",
        "Europe/Berlin",
    )


def test_settings_are_not_overwritten_unseen(cast, admin):
    first = settings_shown(admin, cast.chapter)
    admin.post(edit(cast.chapter), first | {"name": "Riverside One"})

    answer = admin.post(edit(cast.chapter), first | {"name": "Riverside Two"})

    assert answer.status_code == 422
    assert "It now says: <bdi>Riverside One</bdi>" in answer.content.decode()
    assert 'value="Riverside Two"' in answer.content.decode()


def test_a_country_nobody_knows_is_asked_about_again(cast, admin):
    answer = admin.post(edit(cast.chapter), settings_shown(admin, cast.chapter) | {"region": "QQ", "word": "circle"})

    assert answer.status_code == 422
    assert 'value="circle"' in answer.content.decode()


def test_r012_a_chapter_is_added_below_and_sent_twice_it_is_one(cast, admin):
    typed = {"entry": str(uuid.uuid4()), "name": "Mill Street", "word": "circle", "zone": "America/Chicago"}
    address = reverse("desk:add_chapter", args=[cast.chapter.pk])

    answers = [admin.post(address, typed), admin.post(address, typed)]

    assert [answer.status_code for answer in answers] == [302, 302]
    made = Chapter.objects.get(name="Mill Street")
    assert (made.parent, made.word) == (cast.chapter, "circle")


def test_somebody_new_gets_a_role_and_a_link_that_is_shown_once_and_lets_them_in(cast, admin):
    typed = {"email": "noor@example.org", "name": "Noor Aziz", "kind": "organizer"}

    answer = admin.post(roles_of(cast.chapter), typed)

    link = re.search(r"http://127\.0\.0\.1:8000(/enter/[\w-]+/)", answer.content.decode())
    assert link
    assert "no-store" in answer.headers["Cache-Control"]
    assert link[1] not in text_of(admin, edit(cast.chapter))
    noor = User.objects.get(name="Noor Aziz")
    assert Role.objects.filter(user=noor, chapter=cast.chapter, kind=RoleKind.ORGANIZER, until=None).count() == 1


def test_a_role_given_twice_is_one_role_of_one_account(cast, admin):
    typed = {"email": "noor@example.org", "name": "Noor Aziz", "kind": "lead"}

    answers = [admin.post(roles_of(cast.chapter), typed) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert Role.objects.filter(user__name="Noor Aziz").count() == 1


def test_somebody_who_signs_in_already_gets_a_role_and_no_link(cast, admin):
    answer = admin.post(roles_of(cast.chapter), {"email": cast.outsider.email, "kind": "lead"})

    assert answer.status_code == 302
    assert Role.objects.filter(user=cast.outsider, chapter=cast.chapter, kind=RoleKind.LEAD).exists()


def test_no_link_opens_an_account_with_roles_beyond_what_the_administrator_runs(cast):
    local = a_role(a_user("Lou Berg"), cast.chapter, RoleKind.ADMINISTRATOR)
    fresh = a_role(a_user("Noor Aziz", email="noor@example.org"), cast.organization, RoleKind.ADMINISTRATOR)
    fresh.set_unusable_password()
    fresh.save()

    answer = signed_in(local).post(roles_of(cast.chapter), {"email": "noor@example.org", "kind": "organizer"})

    assert answer.status_code == 302


def test_an_email_that_is_none_comes_back_as_typed(cast, admin):
    answer = admin.post(roles_of(cast.chapter), {"email": "noor at example", "kind": "lead"})

    assert answer.status_code == 422
    assert 'value="noor at example"' in answer.content.decode()


def test_a_role_is_ended(cast, admin):
    role = Role.objects.get(user=cast.organizer)

    answer = admin.post(reverse("desk:end_role", args=[role.pk]), follow=True)

    assert "is no longer Organizer here" in answer.content.decode()
    role.refresh_from_db()
    assert role.until is not None


def test_the_last_administrator_of_all_stays(cast, admin):
    for role in Role.objects.filter(kind=RoleKind.ADMINISTRATOR).exclude(user=cast.administrator):
        admin.post(reverse("desk:end_role", args=[role.pk]))
    last = Role.objects.get(kind=RoleKind.ADMINISTRATOR, until=None)

    answer = admin.post(reverse("desk:end_role", args=[last.pk]), follow=True)

    assert "Make someone else administrator first" in answer.content.decode()


def test_a_chapter_beyond_ones_own_is_not_there(cast):
    local = signed_in(a_role(a_user("Lou Berg"), cast.chapter, RoleKind.ADMINISTRATOR))

    assert local.get(edit(cast.sibling)).status_code == 404
    assert local.get(edit(cast.organization)).status_code == 404


def test_a_lead_sets_when_follow_ups_are_due_and_how_often_to_talk(cast, lead):
    told = rhythm_shown(lead, cast.chapter) | {"thank_you": "24", "check_in": "14", "connected": "21"}

    answer = lead.post(rhythm(cast.chapter), told)

    assert answer.status_code == 302
    hours = timings.hours_after(cast.chapter)
    assert (hours["thank_you"], hours["check_in"], hours["keep_promises"]) == (24, 14 * 24, 7 * 24)
    assert timings.cadence_days([cast.chapter.pk])[cast.chapter.pk, Stage.CONNECTED] == 21


def test_only_what_changed_is_written_in_the_journal(cast, lead):
    told = rhythm_shown(lead, cast.chapter) | {"thank_you": "24"}

    lead.post(rhythm(cast.chapter), told)
    lead.post(rhythm(cast.chapter), told)

    lines = Entry.objects.filter(kind__in=["followup.timing_set", "followup.cadence_set"])
    assert [line.details for line in lines] == [{"step": "thank_you", "hours": 24}]


def test_timings_are_not_overwritten_unseen(cast, lead):
    first = rhythm_shown(lead, cast.chapter)
    lead.post(rhythm(cast.chapter), first | {"thank_you": "24"})

    answer = lead.post(rhythm(cast.chapter), first | {"thank_you": "12"})

    assert answer.status_code == 422
    assert "This changed meanwhile" in answer.content.decode()
    assert timings.hours_after(cast.chapter)["thank_you"] == 24


def test_no_days_at_all_is_no_rhythm(cast, lead):
    answer = lead.post(rhythm(cast.chapter), rhythm_shown(lead, cast.chapter) | {"leader": "0", "member": "30"})

    assert answer.status_code == 422
    assert 'value="30"' in answer.content.decode()
