"""The pages of the measures: whose figures, which pictures, what is left out, and the sheets of week and month."""

import xml.etree.ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.reports.domain.sums import count_chapter
from tests.campaign import adopted
from tests.moments import DAY, NOW, held, planned

PAGE = reverse("desk:measures")


@pytest.fixture
def later(at_hour):
    return at_hour(NOW + 10 * DAY)


def words_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_an_organizer_sees_their_own_figures_with_their_counts(cast, desk, later):
    held(cast)

    page = words_of(desk, PAGE)

    assert "Your own one-on-ones" in page
    assert "1 of 1 <small" in page and "too few to say" in page
    assert "Too few to say yet where the road leaks." in page


def test_a_lead_sees_the_kept_sums_of_their_chapter_and_an_organizer_does_not(cast, desk, client, later):
    held(cast)
    count_chapter(cast.chapter, at=later)
    address = f"{PAGE}?of={cast.chapter.pk}"

    as_organizer = desk.get(address)
    client.force_login(cast.lead)
    page = words_of(client, address)

    assert as_organizer.status_code == 404
    assert "Riverside" in page and "Where the road leaks" in page


def test_from_above_a_small_chapter_is_withheld(cast, client, later):
    held(cast)
    count_chapter(cast.chapter, at=later)
    client.force_login(cast.founder)

    page = words_of(client, f"{PAGE}?of={cast.chapter.pk}")

    assert "too small to be shown from above" in page
    assert "1 of 1 <small" not in page


def test_before_the_first_count_the_page_says_so(cast, client, later):
    client.force_login(cast.lead)

    assert "Not counted yet" in words_of(client, PAGE)


def test_a_number_that_is_tried_out_says_how_many_to_invite(cast, desk, later):
    adopted(cast)
    held(cast)

    page = words_of(desk, f"{PAGE}?of=own&goal=20")

    assert "To reach 20 one-on-ones by day 100, invite about" in page
    assert "goal 20" in page


def test_a_picture_is_taken_along_as_svg_png_and_csv(cast, desk, later):
    held(cast)

    svg, png, csv = (desk.get(reverse("desk:chart_file", args=["road", end])) for end in ("svg", "png", "csv"))
    nothing = desk.get(reverse("desk:chart_file", args=["road", "exe"]))

    assert ET.fromstring(svg.content).tag.endswith("svg")
    assert png.content[:4] == b"\x89PNG"
    assert csv.content.decode().splitlines()[1].startswith("Invited,1")
    assert nothing.status_code == 404


def test_the_page_costs_the_same_for_one_and_for_three(cast, desk, cost, later):
    held(cast)
    one = cost(desk, PAGE)
    held(cast)
    held(cast)

    assert cost(desk, PAGE) == one


def test_the_week_and_the_month_are_pages_and_paper(cast, desk, later):
    planned(cast)
    held(cast)

    week, month = words_of(desk, reverse("desk:weekly_sheet")), words_of(desk, reverse("desk:monthly_sheet"))
    printed = [desk.get(reverse(name)).content[:5] for name in ("desk:weekly_pdf", "desk:monthly_pdf")]

    assert "Two calls that ask for nothing" in week
    assert "What is no longer needed" in month
    assert printed == [b"%PDF-"] * 2
