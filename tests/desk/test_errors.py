"""Kind words where something is not there, is old, or broke."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse


def test_an_address_that_is_none_leads_back_to_the_start(client):
    page = client.get("/no/such/page/")

    assert page.status_code == 404
    assert "There is nothing here" in page.content.decode()
    assert f'href="{reverse("desk:home")}"' in page.content.decode()


def test_a_form_whose_token_is_old_changes_nothing_and_says_so(cast):
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post(reverse("desk:sign_in"), {"email": "rosa@example.org", "password": "x"})

    assert answer.status_code == 403
    assert "This page is old" in answer.content.decode()


def test_a_host_that_is_not_ours_is_answered_in_words(client):
    answer = client.get("/", headers={"Host": "elsewhere.example.org"})

    assert answer.status_code == 400
    assert "We could not read that" in answer.content.decode()


def test_what_breaks_is_said_without_the_tags_and_files_that_may_have_broken(cast, monkeypatch):
    browser = Client(raise_request_exception=False)
    monkeypatch.setattr("letstalk.desk.views.start.organization_exists", lambda: 1 / 0)

    answer = browser.get(reverse("desk:home"))

    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html"])
def test_no_error_page_carries_script_or_style_of_its_own(name, rf):
    page = render_to_string(name, request=rf.get("/"))

    assert "<style" not in page
    assert "style=" not in page
    assert "on our side" in page or "<h1>" in page
