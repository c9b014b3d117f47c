"""The whole one-on-one on a phone: from the first visit to the supporter's page and the report, with real mail."""

import re
from datetime import datetime, timedelta

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

EMAIL = "rosa@example.org"
PASSWORD = "four words nobody else"
PICKER_TAPS = 3
MOST_TAPS = 12


def fill(page: Page, **words: str) -> None:
    """Type into the fields with these labels."""
    for label, text in words.items():
        page.get_by_label(label.replace("_", " "), exact=False).first.fill(text)


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).first.click()
    page.wait_for_load_state()


def follow(page: Page, words: str) -> None:
    page.get_by_role("link", name=words).first.click()
    page.wait_for_load_state()


def begin(page: Page, live) -> None:
    """First visit, own name, one person."""
    page.goto(live.url)
    fill(page, Your_chapter="Eastside Huddle", Your_email=EMAIL, A_password=PASSWORD)
    press(page, "Begin")
    fill(page, Your_name="Rosa Vega")
    press(page, "That is me")
    page.goto(f"{live.url}/people/add/")
    fill(page, Name="Imani Okafor", Phone="+1 202 555 0143", Email="imani@example.org")
    press(page, "Add")


def plan_for(page: Page, live, *, minutes_ago: int) -> None:
    """Plan a one-on-one that began so many minutes ago; the page's zone is the chapter's."""
    page.goto(f"{live.url}/people/")
    follow(page, "Imani Okafor")
    follow(page, "Plan a one-on-one")
    fill(page, What_is_this_for="She signed up at the march.")
    local = "new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toJSON()"
    began = datetime.fromisoformat(page.evaluate(local)[:19]) - timedelta(minutes=minutes_ago)
    page.get_by_label("Day", exact=False).first.fill(f"{began:%Y-%m-%d}")
    page.get_by_label("Time", exact=False).first.fill(f"{began:%H:%M}")
    page.get_by_label("Where", exact=False).first.fill("Rosewater Café")
    press(page, "Plan it")


def prepare(page: Page) -> None:
    follow(page, "Prepare")
    asks = page.locator("#asks")
    asks.get_by_label("Join our huddle").check()
    asks.get_by_role("button", name="Carry these").click()
    page.wait_for_load_state()
    expect(page.locator("#asks").get_by_text("Join our huddle").first).to_be_visible()


def carry_the_card(page: Page) -> None:
    """Walk the card to its end: a branch opens at a tap, and one promise is counted."""
    follow(page, "Phone away. Start.")
    press(page, "Next")
    press(page, "Yes")
    expect(page.get_by_text("What was it about", exact=False).first).to_be_visible()
    page.get_by_role("button", name="one more").click()
    expect(page.locator(".tally-count")).to_have_text("1")
    press(page, "All cards")
    press(page, "Ask and close")
    follow(page, "Write it up")


def test_from_a_name_to_a_kept_commitment(phone_page: Page, browser: Browser, live, smtp_server) -> None:
    page = phone_page
    begin(page, live)
    plan_for(page, live, minutes_ago=0)
    prepare(page)
    carry_the_card(page)

    tell_what_was_agreed(page)
    see_the_follow_up_set(page)
    thank_by_email(page, live)
    letters = {str(letter.message["Subject"]): letter for letter in smtp_server.wait_for(2)}

    assert set(letters) == {"Thank you", "Our conversation"}
    assert letters["Thank you"].recipients == ("imani@example.org",)
    assert "your first union vote" in letters["Thank you"].text
    assert letters["Thank you"].message["Reply-To"] == EMAIL
    confirmation = letters["Our conversation"]
    assert "Bring two neighbours" in confirmation.text
    assert "Eastside" not in str(confirmation.message["Subject"])
    told_by_calendar(confirmation)
    answer_as_the_person(browser, re.search(r"http://\S+/p/\S+", confirmation.text)[0])
    see_the_answer(page, live)
    see_what_is_promised(page, live)
    report_back(page, live)
    tell_those_who_were_asked(page, live)
    read_what_was_heard(browser, re.search(r"http://\S+/p/\S+", confirmation.text)[0], live)


def tell_what_was_agreed(page: Page) -> None:
    """The debrief: yes, with a day, a time and a goal; one promise; reminders by email are welcome."""
    ask = page.locator("[data-asked]").filter(has_text="Join our huddle")
    ask.get_by_role("radio", name="Yes").check()
    ask.get_by_label("What will they do?").fill("Bring two neighbours")
    in_five_days = datetime.now() + timedelta(days=5)
    ask.locator("input[type=date]").first.fill(f"{in_five_days:%Y-%m-%d}")
    ask.get_by_role("button", name="19:00").click()
    ask.get_by_label("Goal", exact=False).fill("two come along")
    expect(page.get_by_text("this is a firm commitment").first).to_be_visible()
    page.get_by_label("What you promised").first.fill("Send the bus timetable")
    reminders = page.get_by_role("group", name="May I remind you of what we agreed, by email?")
    reminders.get_by_role("radio", name="Yes").check()
    page.get_by_text("What did you hear?").first.click()
    page.locator("#id_note").fill("She told me about her first union vote.")
    page.get_by_text("For the report").click()
    page.locator("[name='heard-R1']").fill("The last bus leaves before the shift ends.")
    page.locator("[name='heard-R3']").fill("night buses")
    press(page, "Done. Thank them tomorrow.")


def see_the_follow_up_set(page: Page) -> None:
    expect(page.get_by_text("Successful").first).to_be_visible()
    expect(page.get_by_text("Bring two neighbours").first).to_be_visible()


def thank_by_email(page: Page, live) -> None:
    page.goto(f"{live.url}/today/")
    follow(page, "Write")
    page.get_by_label("Subject").fill("Thank you")
    page.locator("#id_body").fill("Dear Imani, thank you for telling me about your first union vote. Rosa")
    press(page, "Send by email")


def told_by_calendar(letter) -> None:
    """The file opens in a calendar and is neutral on the outside."""
    file = next(part for part in letter.message.walk() if part.get_content_type() == "text/calendar")
    event = Calendar.from_ical(file.get_content()).walk("VEVENT")[0]
    assert str(event["SUMMARY"]) == "What we agreed"
    assert "two come along" in str(event["DESCRIPTION"])


def answer_as_the_person(browser: Browser, address: str) -> None:
    """Without an account: opening changes nothing, one button says "I'm on it"."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    response = page.goto(address)
    assert response is not None
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "no-store" in response.headers["cache-control"]
    assert "noindex" in response.headers["x-robots-tag"]
    expect(page.get_by_text("Bring two neighbours")).to_be_visible()
    expect(page.get_by_text("Send the bus timetable")).to_be_visible()
    expect(page.get_by_text("first union vote")).to_have_count(0)
    press(page, "I’m on it")
    expect(page.get_by_text("You’re on it")).to_be_visible()
    assert context.cookies() == []
    context.close()


def see_the_answer(page: Page, live) -> None:
    page.goto(f"{live.url}/people/")
    follow(page, "Imani Okafor")
    follow(page, "Bring two neighbours")
    expect(page.get_by_text("on it", exact=False).first).to_be_visible()


def see_what_is_promised(page: Page, live) -> None:
    """One's own promise stands on Today, and the reminder of the commitment waits for its day."""
    page.goto(f"{live.url}/follow-ups/")
    expect(page.get_by_text("Send the bus timetable").first).to_be_visible()
    page.goto(f"{live.url}/messages/")
    expect(page.get_by_text("Imani Okafor").first).to_be_visible()


def report_back(page: Page, live) -> None:
    """The sweep drafted a report; what leaves is looked at first, and the person's own words stay behind."""
    page.goto(f"{live.url}/hearing/")
    follow(page, "night buses")
    leaves, stays = page.locator("section[aria-labelledby=leaves]"), page.locator("section[aria-labelledby=stays]")
    expect(leaves.get_by_text("night buses")).to_be_visible()
    expect(leaves.get_by_text("The last bus leaves before the shift ends.")).to_have_count(0)
    expect(stays.get_by_text("The last bus leaves before the shift ends.")).to_be_visible()
    press(page, "Send it")
    page.goto(f"{live.url}/hearing/")
    expect(page.get_by_text("Sent", exact=True)).to_be_visible()


def tell_those_who_were_asked(page: Page, live) -> None:
    """R-097: what comes back is looked at before it goes out, and an address in it is marked."""
    page.goto(f"{live.url}/chapter/")
    page.locator("a[href$='/action-page/']").click()
    press(page, "Open the page")
    page.goto(f"{live.url}/heard/new/")
    page.get_by_label("What did we hear", exact=False).fill("The night bus worries many of us. Ask rosa@example.org.")
    page.get_by_label("Put it on the action’s page").check()
    press(page, "Save and look at it")
    expect(page.get_by_text("What is marked might tell who somebody is.")).to_be_visible()
    follow(page, "Change it")
    page.get_by_label("What did we hear", exact=False).fill("The night bus worries many of us. We ask the council.")
    press(page, "Save and look at it")
    expect(page.get_by_text("1 person was asked in these days")).to_be_visible()
    press(page, "Publish it")
    expect(page.get_by_text("0 of 1 told")).to_be_visible()


def read_what_was_heard(browser: Browser, address: str, live) -> None:
    """Whoever was asked reads it on their own page, and everybody on the action's page, without scripts."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    follow(page, "Read it")
    expect(page.get_by_text("The night bus worries many of us.")).to_be_visible()
    page.goto(f"{live.url}/take-part/eastside-huddle/what-we-heard/")
    expect(page.get_by_text("We ask the council.")).to_be_visible()
    assert context.cookies() == []
    context.close()


class Taps:
    """Counts touches that are not typing; the native date or time picker counts as three."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, place: Locator) -> None:
        place.click()
        self.count += 1

    def pick(self, field: Locator, value: str) -> None:
        field.fill(value)
        self.count += PICKER_TAPS


def test_a_firm_commitment_and_a_promise_take_at_most_twelve_taps_from_today(phone_page: Page, live) -> None:
    page, taps = phone_page, Taps()
    begin(page, live)
    plan_for(page, live, minutes_ago=60)
    prepare(page)
    page.goto(f"{live.url}/today/")

    taps.on(page.get_by_role("link", name="Write it up").first)
    ask = page.locator("[data-asked]").filter(has_text="Join our huddle")
    taps.on(ask.get_by_role("radio", name="Yes"))
    taps.on(ask.get_by_role("button", name="Tomorrow"))
    taps.on(ask.get_by_role("button", name="19:00"))
    taps.on(ask.get_by_label("Goal", exact=False))
    ask.get_by_label("Goal", exact=False).fill("two come along")
    promise = page.get_by_label("What you promised").first
    taps.on(promise)
    promise.fill("Send the bus timetable")
    taps.on(page.get_by_role("button", name="Done. Thank them tomorrow."))

    expect(page.get_by_text("Successful").first).to_be_visible()
    assert taps.count <= MOST_TAPS
