"""A graphic made on a phone without a network; the exact file once there is one again."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_offline import Through, take_along
from tests.browser.test_the_walk import begin

pytestmark = [pytest.mark.browser, pytest.mark.phone]

WHY = "the night bus matters"


def test_a_graphic_is_drawn_by_the_phone_and_taken_once_there_is_a_network(make_phone, live, line):
    """R-051: what is typed is on no disk, neither the phone's nor the server's."""
    phone = make_phone()
    page = phone.page
    begin(page, Through(line))
    page.goto(f"{line.url}/field/graphics/")
    take_along(page)
    line.cut()
    page.goto(f"{line.url}/field/")
    page.get_by_role("link", name="Make a graphic").click()
    picture = page.locator("[data-picture]")
    expect(picture).to_be_visible()
    before = picture.get_attribute("src") or ""

    page.locator("[name^=blank_]").first.fill(WHY)

    expect(picture).not_to_have_attribute("src", before)
    expect(picture).to_have_attribute("alt", f"I resist because {WHY} #WhyWeResist")
    assert picture.evaluate(
        "(it) => it.decode().then(() => it.naturalWidth === it.naturalHeight && it.naturalWidth > 0)"
    )
    page.get_by_role("button", name="Download PNG").click()
    expect(page.locator("[data-problem]")).to_contain_text("There is no network just now. Try again")
    line.mend()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download PNG").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    assert page.locator("[name^=blank_]").first.input_value() == WHY
    page.locator("[name^=blank_]").first.fill("word " * 79)
    expect(page.locator("[data-problem]")).to_be_hidden()
    assert not any(WHY.encode() in file for file in phone.files_of_the_store())
