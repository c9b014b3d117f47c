"""The cards that a phone draws by itself are the cards the server draws; and what else happens only on the phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_offline import rows, shell, sign_in, take_along, taken_along, until
from tests.browser.test_the_walk import begin, follow, plan_for
from tests.support.browser import PATIENCE_MS, PHONE

pytestmark = pytest.mark.browser

TYPED_INTO = "input:not([type=hidden], [type=radio], [type=checkbox]), textarea, select, [contenteditable]"


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(**PHONE, java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def drawn(page: Page) -> str:
    """What stands on the card, without what only one of the two needs."""
    html = page.locator("[data-card-body]").inner_html()
    for mark in (r' data-(?:key|kind)="[^"]*"', r' hidden=""', r"\s*<!--.*?-->"):
        html = re.sub(mark, "", html)
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", html)).strip()


def test_phone_draws_the_same_cards_as_the_server(phone_page: Page, without_scripts: Page, live):
    page, plain = phone_page, without_scripts
    begin(page, live)
    plan_for(page, live, minutes_ago=0)
    card = f"{page.url.split('#')[0]}card/"
    sign_in(plain, live.url)
    for one in (page, plain):
        one.goto(card)

    compared = 0
    while plain.get_by_role("button", name="Next", exact=True).is_visible():
        assert drawn(page) == drawn(plain)
        for one in (page, plain):
            if one.get_by_role("button", name="Yes", exact=True).count():
                one.get_by_role("button", name="Yes", exact=True).first.click()
        assert drawn(page) == drawn(plain)
        for one in (page, plain):
            one.get_by_role("button", name="Next", exact=True).click()
        compared += 1

    assert drawn(page) == drawn(plain)
    assert compared > 5


def test_nothing_tapped_goes_to_the_server_and_no_card_asks_for_typing(phone_page: Page, live):
    page = phone_page
    begin(page, live)
    plan_for(page, live, minutes_ago=42)
    page.goto(f"{page.url.split('#')[0]}card/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    while page.get_by_role("button", name="Next", exact=True).is_visible():
        for tap in page.locator(".choices button").all()[:1]:
            tap.click()
        assert page.locator(TYPED_INTO).count() == 0
        page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_role("button", name="one more").click()

    expect(page.get_by_text("Five minutes: read it back")).to_be_visible()
    assert [url for url in asked if "favicon" not in url] == []
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_close_is_turned_round_and_shows_the_other_only_what_was_agreed(phone_page: Page, live):
    page = phone_page
    begin(page, live)
    plan_for(page, live, minutes_ago=0)
    follow(page, "Prepare")
    page.locator("#asks").get_by_label("Join our huddle").check()
    page.locator("#asks").get_by_role("checkbox").nth(1).check()
    page.locator("#asks").get_by_role("button", name="Carry these").click()
    follow(page, "Phone away. Start.")
    page.get_by_role("button", name="All cards").click()
    page.get_by_role("button", name="Ask and close").click()

    page.locator("[data-tap=ask]", has_text="Join our huddle").click()
    page.locator("[data-tap=day]").nth(2).click()
    page.locator("[data-tap=hour]", has_text="19:00").click()
    page.get_by_role("button", name="Turn it round").click()

    close = page.locator("dialog[open]")
    expect(close.get_by_text("Join our huddle")).to_be_visible()
    expect(close.locator("[data-tap=hour]", has_text="19:00")).to_be_visible()
    expect(close.locator("[data-tap=hour]", has_text="18:00")).to_be_hidden()
    expect(close.get_by_text("not this time", exact=False)).to_be_visible()
    expect(close.get_by_text("What may I keep?")).to_be_visible()
    assert close.locator("[data-tap=ask]:visible").count() == 1
    assert close.evaluate("(it) => getComputedStyle(it).rotate") == "180deg"
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Turn it round")).to_be_focused()


def test_questions_and_a_note_chosen_without_a_network_arrive_once(make_phone, live, line):
    phone = make_phone()
    address = taken_along(phone, line)
    page = phone.page
    line.cut()
    page.goto(f"{address}prepare/")
    expect(page.locator(".carried li").first).to_be_visible()
    before = page.locator(".carried li").all_inner_texts()

    page.locator(".carried li").nth(0).get_by_role("button", name="Later").click()
    expect(page.locator(".carried li").nth(1)).to_contain_text(before[0].splitlines()[0])
    page.goto(f"{address}card/")
    page.get_by_role("button", name="All cards").click()
    expect(page.locator(".to-card").first).to_be_visible()
    titles = page.locator(".to-card").all_inner_texts()
    assert titles.index(before[1].splitlines()[0]) < titles.index(before[0].splitlines()[0])
    page.goto(f"{line.url}/field/")
    page.get_by_text("Jot a note").click()
    page.locator("[data-note] textarea").fill("Her sister sings.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("[data-entries] [data-state=kept]:visible")).to_have_count(2)
    line.mend()
    page.get_by_role("button", name="Send now").click()

    expect(page.locator("[data-entries] [data-state=received]:visible")).to_have_count(2)
    until(lambda: rows(live, "people_note")["people_note"] == 1)
    chosen = "from letstalk.meetings.models import Meeting; print(len(Meeting.objects.get().questions))"
    assert int(shell(live, chosen)) == len(before)


def test_taken_off_the_phone_it_is_gone(make_phone, live, line):
    phone = make_phone()
    address = taken_along(phone, line)
    page = phone.page

    page.get_by_role("button", name="Take it off this phone").click()
    expect(page.get_by_role("button", name="Take it with you")).to_be_visible()
    line.cut()
    page.goto(f"{address}card/")

    expect(page.get_by_text("This one-on-one is not on this phone")).to_be_visible()
    line.mend()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-cards]")).to_be_visible()
    page.goto(f"{address}prepare/")
    take_along(page)
