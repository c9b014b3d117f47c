"""The right ask, from the page of the ten minutes before to what the person offered instead, on a phone (section g)."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_the_walk import begin, follow, plan_for, press

pytestmark = pytest.mark.browser

OFFER = "Bring soup to the next huddle"


def test_another_offer_becomes_the_commitment_in_their_words(phone_page: Page, live) -> None:
    page = phone_page
    begin(page, live)
    plan_for(page, live, minutes_ago=0)

    choose_what_fits(page)
    ask_in_the_room(page)
    write_up_their_offer(page)

    expect(page.get_by_text(OFFER).first).to_be_visible()
    page.goto(f"{live.url}/campaign/asks/doing/")
    expect(page.get_by_role("row", name="Join our huddle 1 1")).to_be_visible()


def test_asks_come_from_a_calendar_and_one_day_is_called_off_and_on_again(phone_page: Page, live) -> None:
    """R-042: looked at before anything is written, and the real days stand on the page of the ask."""
    page = phone_page
    begin(page, live)
    page.goto(f"{live.url}/campaign/asks/from-a-calendar/")
    page.get_by_label("A calendar file from your device").set_input_files(
        {"name": "actions.ics", "mimeType": "text/calendar", "buffer": weekly_huddle().encode()}
    )

    press(page, "Look at it")
    expect(page.get_by_role("checkbox", name="Tenants’ huddle")).to_be_checked()
    press(page, "Take these in")
    follow(page, "Tenants’ huddle")
    expect(page.get_by_role("button", name="Call off")).to_have_count(3)

    page.get_by_role("button", name="Call off").first.click()
    expect(page.get_by_role("button", name="Call off")).to_have_count(2)
    page.get_by_role("button", name="On after all").click()
    expect(page.get_by_role("button", name="Call off")).to_have_count(3)


def weekly_huddle() -> str:
    first = datetime.now() + timedelta(days=3)
    event = [
        "UID:huddle@example.org",
        f"DTSTART:{first:%Y%m%d}T190000",
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "SUMMARY:Tenants’ huddle",
        "LOCATION:Library",
    ]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", *event, "END:VEVENT", "END:VCALENDAR", ""])


def choose_what_fits(page: Page) -> None:
    """The one that fits best with its reasons, and the lighter one that may follow a no."""
    follow(page, "Prepare")
    asks = page.locator("#asks")
    expect(asks.locator("label", has_text="The one that fits best")).to_contain_text("the next step up")
    asks.locator("label", has_text="The one that fits best").click()
    asks.locator("label", has_text="A lighter step").click()
    asks.get_by_text("The whole menu, and why not").first.click()
    asks.locator("details details label.check").first.click()
    press(page, "Carry these")
    expect(page.locator("#asks > ul.todo li")).to_have_count(3)


def ask_in_the_room(page: Page) -> None:
    """On the close the target stands first, and what to do after a no is said."""
    follow(page, "Phone away. Start.")
    press(page, "All cards")
    press(page, "Ask and close")
    expect(page.locator("[data-close-card] [data-one-ask]").first).to_contain_text("Join our huddle")
    expect(page.get_by_text("Two are enough in one talk", exact=False)).to_be_visible()
    asked = page.locator('[data-close-card] [data-tap="ask"]')
    for place in range(3):
        asked.nth(place).click()
    expect(page.get_by_text("That would be a third ask.", exact=False)).to_be_visible()
    expect(asked.nth(2)).to_have_attribute("aria-pressed", "false")
    asked.nth(0).click()
    expect(page.get_by_text("That would be a third ask.", exact=False)).to_be_hidden()
    follow(page, "Write it up")


def write_up_their_offer(page: Page) -> None:
    """Their offer, in their words: those of the ask make room for it."""
    ask = page.locator("[data-asked]").filter(has_text="Join our huddle")
    ask.get_by_role("radio", name="Other offer").check()
    expect(ask.get_by_label("What will they do?")).to_have_value("")
    ask.get_by_label("What will they do?").fill(OFFER)
    ask.locator("input[type=date]").first.fill(f"{datetime.now() + timedelta(days=5):%Y-%m-%d}")
    ask.get_by_role("button", name="19:00").click()
    ask.get_by_label("Goal", exact=False).fill("six bowls eaten")
    press(page, "Done. Thank them tomorrow.")
