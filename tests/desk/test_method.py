"""*How a one-on-one works* on the desk: six pages to read, print, rewrite and bring back (R-001)."""

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.guides.domain.method import edit_page
from letstalk.guides.models import MethodPage
from letstalk.guides.queries import shipped_pages
from letstalk.people.words import RoleKind
from tests.factories import a_role
from tests.moments import NOW

LIST = reverse("desk:method")
SLUG = "the-agenda"
PAGE = reverse("desk:method_page", args=[SLUG])
EDIT = reverse("desk:edit_method_page", args=[SLUG])


def signed_in(user) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def lead(cast) -> Client:
    return signed_in(cast.lead)


def shown(browser: Client) -> dict[str, str]:
    return dict(browser.get(EDIT).context["form"].initial)


def rewrite(browser: Client, **words: str):
    return browser.post(EDIT, shown(browser) | words)


def test_r001_six_pages_are_listed_and_each_can_be_read_and_printed(desk):
    listed = desk.get(LIST).content.decode()

    pages = [desk.get(reverse("desk:method_page", args=[page.slug])) for page in shipped_pages()]

    assert len(pages) == 6
    assert all(page.title in listed for page in shipped_pages())
    assert all(page.status_code == 200 and b"data-print" in page.content for page in pages)


def test_a_page_nobody_wrote_is_not_there(desk, lead):
    assert desk.get(reverse("desk:method_page", args=["no-such-page"])).status_code == 404
    assert lead.get(reverse("desk:edit_method_page", args=["no-such-page"])).status_code == 404


def test_a_lead_rewrites_a_page_for_their_chapter(cast, lead, desk):
    answer = rewrite(lead, title="Our agenda", text="## Begin\r\n\r\n- with *tea*")

    page = desk.get(PAGE).content.decode()
    assert answer.headers["Location"] == PAGE
    assert "Our agenda" in page
    assert "<h2>Begin</h2>" in page
    assert "<em>tea</em>" in page
    assert "Our agenda" not in signed_in(cast.outsider).get(PAGE).content.decode()


def test_an_administrator_rewrites_a_page_for_all(cast, desk):
    rewrite(signed_in(cast.administrator), title="Our agenda")

    assert "Our agenda" in desk.get(PAGE).content.decode()


def test_markup_that_is_typed_is_shown_and_not_run(lead, desk):
    rewrite(lead, text="<script>alert(1)</script> and more")

    assert "<script>alert" not in desk.get(PAGE).content.decode()


def test_an_empty_page_comes_back_with_what_was_typed(lead):
    answer = rewrite(lead, title="Our agenda", text="  ")

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["text"])
    assert answer.context["form"]["title"].value() == "Our agenda"
    assert not MethodPage.objects.exists()


def test_a_page_sent_twice_is_written_once_and_no_clash(lead):
    typed = shown(lead) | {"title": "Our agenda"}

    answers = [lead.post(EDIT, typed) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert MethodPage.objects.get().title == "Our agenda"


def test_a_page_rewritten_meanwhile_is_shown_with_both_versions(cast, lead):
    typed = shown(lead) | {"title": "Our agenda"}
    edit_page(chapter=cast.chapter, slug=SLUG, title="Their agenda", text="Theirs.", by=cast.founder, at=NOW)

    answer = lead.post(EDIT, typed)
    again = lead.post(EDIT, {bound.name: bound.value() for bound in answer.context["form"]})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This changed meanwhile" in page
    assert "Their agenda" in page
    assert "Our agenda" in page
    assert again.status_code == 302
    assert MethodPage.objects.get().title == "Our agenda"


def test_the_page_from_before_is_brought_back(lead, desk):
    rewrite(lead, title="Our agenda")
    offered = "Bring back" in lead.get(EDIT).content.decode()

    answer = lead.post(EDIT, {"reset": "yes"})

    assert offered
    assert answer.headers["Location"] == PAGE
    assert "The agenda, with an example" in desk.get(PAGE).content.decode()
    assert "Bring back" not in lead.get(EDIT).content.decode()


def test_only_who_leads_or_runs_the_chapter_they_read_in_can_rewrite(cast, desk):
    both = a_role(cast.outsider, cast.chapter, RoleKind.LEAD)
    a_role(both, cast.sibling, RoleKind.ORGANIZER)

    assert desk.get(EDIT).status_code == 404
    assert EDIT not in desk.get(PAGE).content.decode()
    assert signed_in(both).post(EDIT, {"title": "Not theirs", "text": "x", "seen": ""}).status_code == 404
