"""The forty-eight hours after a one-on-one and what they began, on a phone, with real mail and a clock put ahead."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_the_walk import EMAIL, PASSWORD, begin, follow, plan_for, prepare, press
from tests.support.moving_clock import MovingClock
from tests.support.smtp import PostOffice

pytestmark = pytest.mark.browser

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_what_a_one_on_one_begins_is_seen_through_and_nobody_is_written_to_too_often(
    phone_page: Page, live_ahead, smtp_server: PostOffice, moving_clock: MovingClock
) -> None:
    page, clock = phone_page, moving_clock
    begin(page, live_ahead)
    plan_for(page, live_ahead, minutes_ago=60)
    prepare(page)
    due = agree_on_something_in_twelve_days(page, live_ahead)

    smtp_server.wait_for(1)
    thank_with_something_they_said(page, live_ahead)
    letters = smtp_server.wait_for(2)
    clock.put_to(clock.now + 30 * HOUR)
    keep_the_promise(page, live_ahead)
    assert_that_confirmation_and_thanks_went_out(letters)

    clock.put_to(due - 5 * DAY + HOUR)
    smtp_server.wait_for(3)
    clock.put_to(due - DAY + HOUR)
    smtp_server.wait_for(4)
    clock.put_to(due + 14 * HOUR)
    ask_what_happened(page, live_ahead)

    clock.put_to(due + 30 * DAY)
    check_in_with_two_taps(page, live_ahead)
    assert [str(letter.message["Subject"]) for letter in smtp_server.letters].count("Our conversation") == 3
    assert len(smtp_server.letters) == 4
    for reminder in smtp_server.letters[2:]:
        assert "A short reminder of what we agreed" in reminder.text
        assert "How to get there: Bus 14 to the library" in reminder.text


def go_to(page: Page, live, path: str) -> None:
    """A page of the desk; whoever was away long enough signs in again."""
    page.goto(f"{live.url}{path}")
    if "/sign-in/" in page.url:
        page.get_by_label("Email").fill(EMAIL)
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Sign in")
        page.goto(f"{live.url}{path}")


def agree_on_something_in_twelve_days(page: Page, live) -> datetime:
    """The write-up: a yes with day, time and goal, a promise, reminders welcome; and how to get there."""
    go_to(page, live, "/today/")
    follow(page, "Write it up")
    ask = page.locator("[data-asked]").filter(has_text="Join our huddle")
    ask.get_by_role("radio", name="Yes").check()
    ask.get_by_label("What will they do?").fill("Bring two neighbours")
    on = datetime.now() + 12 * DAY
    ask.locator("input[type=date]").first.fill(f"{on:%Y-%m-%d}")
    ask.get_by_role("button", name="19:00").click()
    ask.get_by_label("Goal", exact=False).fill("two come along")
    page.get_by_label("What you promised").first.fill("Send the bus timetable")
    reminders = page.get_by_role("group", name="May I remind you of what we agreed, by email?")
    reminders.get_by_role("radio", name="Yes").check()
    page.get_by_text("What did you hear?").first.click()
    page.locator("#id_note").fill("Your first union vote stayed with me.")
    press(page, "Done. Thank them tomorrow.")
    follow(page, "Bring two neighbours")
    page.get_by_text("Arrange something").click()
    page.get_by_label("How it is arranged").fill("Bus 14 to the library")
    page.locator("form", has=page.get_by_label("How it is arranged")).get_by_role("button", name="Save").click()
    page.wait_for_load_state()
    expect(page.get_by_text("Bus 14 to the library")).to_be_visible()
    return local(page, f"{on:%Y-%m-%d}T19:00")


def local(page: Page, moment: str) -> datetime:
    """An instant from a local day and time; the page's zone is the chapter's."""
    return datetime.fromtimestamp(page.evaluate(f"new Date('{moment}').getTime()") / 1000, UTC)


def thank_with_something_they_said(page: Page, live) -> None:
    """Nothing goes out with the gap of the draft in it; a line from one's own note fills it (R-048)."""
    go_to(page, live, "/today/")
    follow(page, "Write")
    press(page, "Send by email")
    expect(page.get_by_text("Say what it was that stayed with you").first).to_be_visible()
    follow(page, "Begin with this")
    press(page, "Send by email")
    expect(page.get_by_text("On its way to Imani.")).to_be_visible()


def assert_that_confirmation_and_thanks_went_out(letters) -> None:
    confirmation, thanks = letters[:2]
    assert "Bring two neighbours" in confirmation.text
    assert any(part.get_content_type() == "text/calendar" for part in confirmation.message.walk())
    assert "Your first union vote stayed with me." in thanks.text


def keep_the_promise(page: Page, live) -> None:
    go_to(page, live, "/follow-ups/")
    promise = page.locator("section[aria-labelledby=promises] li").filter(has_text="Send the bus timetable")
    promise.get_by_role("button", name="Done").click()
    page.wait_for_load_state()
    expect(page.get_by_text("You kept your word.")).to_be_visible()


def ask_what_happened(page: Page, live) -> None:
    """The day after, Today asks, and one tap answers."""
    go_to(page, live, "/today/")
    asked = page.locator(".todo > li").filter(has_text="Did Imani Okafor do it")
    expect(asked).to_be_visible()
    asked.get_by_role("button", name="Done").click()
    page.wait_for_load_state()
    expect(page.get_by_text("Imani did it. Say thank you again.")).to_be_visible()


def check_in_with_two_taps(page: Page, live) -> None:
    """Weeks later Today asks for a call just to talk; said in two taps, it is undone in one and said again."""
    go_to(page, live, "/today/")
    expect(page.get_by_text("Check in with").first).to_be_visible()
    say_that_we_talked(page, live)
    press(page, "Undo")
    go_to(page, live, "/today/")
    expect(page.get_by_text("Check in with").first).to_be_visible()
    say_that_we_talked(page, live)
    go_to(page, live, "/today/")
    expect(page.get_by_text("Check in with")).to_have_count(0)


def say_that_we_talked(page: Page, live) -> None:
    go_to(page, live, "/people/")
    follow(page, "We talked")
    press(page, "Called")
