"""Packs on the desk: looked at before they are taken up, every mistake beside its line, written out as they are now."""

import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from letstalk.campaigns.models import Ask, Campaign
from letstalk.campaigns.pack_format import dump_pack, load_pack
from letstalk.stewardship.domain.first_visit import shipped_pack
from letstalk.stewardship.domain.packs import adopt_pack
from tests.campaign import FIRST_ON
from tests.moments import DAY, NOW

PACKS = reverse("desk:packs")
TAKE_UP = reverse("desk:take_up_pack")
WHOLE = (Path(__file__).parent.parent / "cases" / "packs" / "whole-campaign.yaml").read_text("utf-8")


def browser_of(user) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def lead(cast, at_hour) -> Client:
    at_hour(NOW + 2 * DAY)
    return browser_of(cast.lead)


def file_of(text) -> SimpleUploadedFile:
    return SimpleUploadedFile("pack.yaml", text if isinstance(text, bytes) else text.encode())


def taking_up(**more):
    return {"entry": str(uuid.uuid4()), "text": WHOLE, "first_on": "2026-03-14"} | more


def test_a_file_is_looked_at_and_changes_nothing_yet(lead):
    answer = lead.post(PACKS, {"file": file_of(WHOLE)})

    page = answer.content.decode()
    assert answer.status_code == 200
    for words in (
        "Clean River",
        "Four seasons for the river",
        "2 of 4",
        "90 days",
        "A talk about the river",
        "Walk the Lea with us",
    ):
        assert words in page
    assert "First swim" not in page
    assert "My first swim" in page
    assert Campaign.objects.count() == 0


def test_r008_what_was_looked_at_is_taken_up_from_its_first_day(cast, lead):
    answer = lead.post(TAKE_UP, taking_up(), follow=True)

    campaign = Campaign.objects.get()
    assert (campaign.key, campaign.chapter, str(campaign.first_on)) == ("clean-river", cast.chapter, "2026-03-14")
    assert "Riverside is in “Clean River”." in answer.content.decode()


def test_a_form_sent_twice_is_one_campaign(lead):
    sent = taking_up()

    lead.post(TAKE_UP, sent)
    lead.post(TAKE_UP, sent)

    assert (Campaign.objects.count(), Ask.objects.count()) == (1, 2)


def test_the_text_survives_the_browser_to_the_letter(lead):
    """A browser sends its own line ends."""
    lead.post(TAKE_UP, taking_up(text=WHOLE.replace("\n", "\r\n")))

    assert Campaign.objects.get().pack == dump_pack(load_pack(WHOLE))


def test_every_mistake_stands_beside_its_line_and_nothing_typed_is_lost(lead):
    broken = WHOLE.replace("  name: Clean River", "  nmae: Clean <3 River", 1)

    answer = lead.post(PACKS, {"text": broken})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 5" in page
    assert '<code dir="ltr">nmae: Clean &lt;3 River</code>' in page
    assert "Did you mean “name”?" in page
    assert "We test the water each month" in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a file, or put the text of a pack in."),
        ({"file": b"\xff\xfe\x00"}, "This is no text in UTF-8."),
        ({"file": b"a: " + b"x" * 1_000_100}, "1,000,000 is the most a pack may have"),
        ({"text": "<script>alert(1)</script>"}, "a pack is a group of lines"),
    ],
)
def test_what_is_no_pack_is_refused_with_a_sentence(sent, said, lead):
    given = {name: file_of(value) if name == "file" else value for name, value in sent.items()}

    answer = lead.post(PACKS, given)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_a_day_that_will_not_do_shows_the_pack_again(lead):
    answer = lead.post(TAKE_UP, taking_up(first_on="1999-01-01"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose a day within about a year of today." in page
    assert "We test the water each month" in page
    assert Campaign.objects.count() == 0


def test_a_pack_that_was_meddled_with_on_the_way_is_refused(lead):
    answer = lead.post(TAKE_UP, taking_up(text="letstalk_pack: 1\n"))

    assert answer.status_code == 422
    assert "needs a line “campaign: …”" in answer.content.decode()


def test_r069_a_pack_whose_days_are_over_says_so(lead):
    answer = lead.post(PACKS, {"text": WHOLE.replace("2031-09-30", "2025-09-30")})

    assert "It was current until 30 September 2025" in answer.content.decode()


def test_whoever_is_in_it_already_is_told_what_becomes_of_it(cast, lead):
    adopt_pack(pack=WHOLE, chapter=cast.chapter, first_on=FIRST_ON, by=cast.lead, at=NOW)

    page = lead.post(PACKS, {"text": WHOLE}).content.decode()

    assert "If it takes this up, it leaves the earlier one" in page


@pytest.mark.parametrize("role", ["lead", "administrator", "founder"])
def test_r084_the_campaign_can_be_downloaded_as_it_is_now(role, cast, at_hour):
    at_hour(NOW + 2 * DAY)
    campaign = adopt_pack(pack=shipped_pack(), chapter=cast.chapter, first_on=FIRST_ON, by=cast.lead, at=NOW)
    browser = browser_of(getattr(cast, role))

    page = browser.get(PACKS).content.decode()
    answer = browser.get(reverse("desk:pack_file", args=[campaign.pk]))

    assert reverse("desk:pack_file", args=[campaign.pk]) in page
    assert answer.content.decode() == dump_pack(shipped_pack())
    assert answer["Content-Disposition"] == 'attachment; filename="womens-march.yaml"'
    assert answer["Cache-Control"] == "no-store"


def test_an_organizer_and_the_chapter_beside_do_not_get_in(cast, at_hour):
    at_hour(NOW + 2 * DAY)
    campaign = adopt_pack(pack=shipped_pack(), chapter=cast.chapter, first_on=FIRST_ON, by=cast.lead, at=NOW)

    for user in (cast.organizer, cast.outsider):
        browser = browser_of(user)
        assert browser.get(PACKS).status_code == 404
        assert browser.post(TAKE_UP, taking_up()).status_code == 404
        assert browser.get(reverse("desk:pack_file", args=[campaign.pk])).status_code == 404


def test_a_lead_cannot_take_a_campaign_up_for_the_chapter_beside(cast, lead):
    lead.post(TAKE_UP, taking_up(chapter=str(cast.sibling.pk)))

    assert set(Campaign.objects.values_list("chapter", flat=True)) <= {cast.chapter.pk}


def test_the_list_costs_the_same_with_one_campaign_and_with_three(cast, at_hour, django_assert_num_queries):
    at_hour(NOW + 2 * DAY)
    browser = browser_of(cast.founder)
    pack = load_pack(WHOLE)
    adopt_pack(pack=pack, chapter=cast.chapter, first_on=FIRST_ON, by=cast.lead, at=NOW)
    browser.get(PACKS)

    with CaptureQueriesContext(connection) as one:
        browser.get(PACKS)
    for chapter in (cast.sibling, cast.organization):
        adopt_pack(pack=pack, chapter=chapter, first_on=FIRST_ON, by=cast.lead, at=NOW)

    with django_assert_num_queries(len(one)):
        browser.get(PACKS)
