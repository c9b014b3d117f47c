"""A lead makes an agenda and its questions their own: keys, drag, undo, a card that follows, publishing, its use."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_the_walk import begin, fill

pytestmark = pytest.mark.browser

SHIPPED = "Let's Talk: a first conversation"
REWORDED = "Which march would you walk again?"


def press(page: Page, words: str) -> None:
    """Press a button and be where it leads: what is read next is read from the new page."""
    with page.expect_navigation():
        page.get_by_role("button", name=words).first.click()


def follow(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=words).first.click()


def titles(page: Page) -> list[str]:
    return [words.strip() for words in page.locator("[data-item] .words > a").all_text_contents()]


def item(page: Page, id: str):
    return page.locator(f'[data-item="{id}"]')


def copy_for_ourselves(page: Page, live) -> None:
    expect(page.get_by_role("heading", name="Imani Okafor")).to_be_visible()
    page.goto(f"{live.url}/how-it-works/")
    follow(page, "Types of one-on-one")
    follow(page, SHIPPED)
    follow(page, "Copy and adapt")
    fill(page, What_will_you_call_it="Our first talk")
    press(page, "Copy it")


def drag(page: Page, id: str, *, onto: str, towards_end: float = 0) -> None:
    """Lift one line by its handle and let it go on the upper part of another."""
    grip = item(page, id).locator("[data-grip]")
    # In the middle of the window: near its edge, dragging scrolls the page.
    item(page, onto).evaluate("line => line.scrollIntoView({block: 'center'})")
    start, goal = grip.bounding_box(), item(page, onto).bounding_box()
    assert start
    assert goal
    page.mouse.move(start["x"] + 8, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 8 + towards_end, goal["y"] + 20, steps=5)
    page.mouse.move(start["x"] + 8 + towards_end, goal["y"] + 8, steps=3)
    with page.expect_navigation():
        page.mouse.up()


def order_the_parts(page: Page) -> None:
    """Keyboard first, then undo, then the mouse."""
    assert titles(page) == ["Purpose", "Connection", "Story", "Strategy", "Ask"]
    item(page, "story").get_by_role("button", name=re.compile("^Up")).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert titles(page) == ["Purpose", "Story", "Connection", "Strategy", "Ask"]
    expect(item(page, "story").get_by_role("button", name=re.compile("^Up"))).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert titles(page) == ["Story", "Purpose", "Connection", "Strategy", "Ask"]
    press(page, "Undo")
    assert titles(page) == ["Purpose", "Story", "Connection", "Strategy", "Ask"]
    page.reload()
    press(page, "Do again")
    assert titles(page) == ["Story", "Purpose", "Connection", "Strategy", "Ask"]
    drag(page, "strategy", onto="purpose")
    assert titles(page) == ["Story", "Strategy", "Purpose", "Connection", "Ask"]


def reword_a_part(page: Page) -> None:
    follow(page, "Purpose")
    page.get_by_label("Name").fill("Why we meet")
    page.get_by_label("Minutes").fill("9")
    expect(page.locator("#preview .question")).to_have_text("Why we meet")
    expect(page.locator("#preview")).to_contain_text("45 min together")
    press(page, "Keep in the draft")
    expect(page.get_by_text("45 min together")).to_be_visible()


def order_the_questions(page: Page) -> None:
    first, second = titles(page)[:2]
    drag(page, "Q2", onto="Q1")
    assert titles(page)[:2] == [second, first]
    drag(page, "Q4", onto="Q3", towards_end=80)
    expect(item(page, "Q4")).to_have_attribute("data-level", "2")
    press(page, "Undo")
    expect(item(page, "Q4")).to_have_attribute("data-level", "1")


def reword_a_question(page: Page) -> None:
    """The card follows while one types, and its taps open branches."""
    with page.expect_navigation():
        item(page, "Q6").locator(".words > a").click()
    page.get_by_label("What you ask").fill(REWORDED)
    card = page.locator("#preview")
    expect(card.locator(".question")).to_have_text(REWORDED)
    expect(card.get_by_text("What was it about")).to_have_count(0)
    card.get_by_role("button", name="Yes").click()
    expect(card.get_by_text("What was it about", exact=False).first).to_be_visible()
    press(page, "Keep in the draft")


def test_an_agenda_made_ones_own_is_carried_into_the_room(desk_page: Page, live) -> None:
    page = desk_page
    begin(page, live)
    copy_for_ourselves(page, live)

    order_the_parts(page)
    reword_a_part(page)
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name="Let's Talk: Why We Resist").click()
    follow(page, "Change it")
    order_the_questions(page)
    reword_a_question(page)
    press(page, "Publish")
    expect(page.get_by_text("Published as version 2")).to_be_visible()
    publish_the_agenda(page, live)
    meeting = plan_with_it(page)

    page.goto(f"{meeting}card/")
    everything = page.locator("main, body").first
    expect(page.get_by_text("Story", exact=True).first).to_be_visible()
    page.get_by_role("button", name="All cards").click()
    expect(everything).to_contain_text("Why we meet")
    expect(everything).to_contain_text(REWORDED)


def publish_the_agenda(page: Page, live) -> None:
    page.goto(f"{live.url}/library/")
    follow(page, "Our first talk")
    follow(page, "Change it")
    press(page, "Publish")
    expect(page.get_by_text("Published. One-on-ones planned from now on carry it.")).to_be_visible()


def plan_with_it(page: Page) -> str:
    """From the agenda's own page; the address of the one-on-one."""
    follow(page, "Plan a one-on-one")
    follow(page, "Imani Okafor")
    expect(page.get_by_label("Agenda")).to_have_value(re.compile(".+"))
    fill(page, What_is_this_for="She signed up at the march.")
    press(page, "Plan it")
    return page.url


def test_without_scripts_the_buttons_do_it_all(browser, live) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    begin(page, live)
    copy_for_ourselves(page, live)

    with page.expect_navigation():
        item(page, "story").get_by_role("button", name=re.compile("^Up")).click()
    moved = titles(page)
    follow(page, "Purpose")
    page.get_by_label("Name").fill("Why we meet")
    press(page, "Show the card")
    shown = page.locator("#preview .question").text_content()
    press(page, "Keep in the draft")
    press(page, "Publish")

    assert moved == ["Purpose", "Story", "Connection", "Strategy", "Ask"]
    assert shown == "Why we meet"
    expect(page.get_by_text("Published. One-on-ones planned from now on carry it.")).to_be_visible()
    context.close()
