"""The cards that a phone draws by itself are the cards the server draws; and what else happens only on the phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_offline import Through, rows, shell, sign_in, take_along, taken_along, until
from tests.browser.test_the_walk import begin, follow, plan_for
from tests.support.browser import PATIENCE_MS, PHONE
from tests.support.line import Line
from tests.support.phone import Phone

pytestmark = [pytest.mark.browser, pytest.mark.phone]

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
        if page.get_by_role("button", name="Yes", exact=True).count():
            tap_both(page, plain, "Yes")
        assert drawn(page) == drawn(plain)
        tap_both(page, plain, "Next")
        compared += 1

    assert drawn(page) == drawn(plain)
    assert compared > 5


def tap_both(page: Page, plain: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    with plain.expect_navigation():
        plain.get_by_role("button", name=name, exact=True).first.click()


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
    expect(close.get_by_text("Two are enough in one talk", exact=False)).to_be_hidden()
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
    before = page.locator(".carried li .words > [dir=auto]").all_inner_texts()

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


SAID_YES_TO_NOTES = """
from letstalk.kit import clock
from letstalk.meetings.models import Meeting
from letstalk.people.domain.consent import record_answer
meeting = Meeting.objects.get()
record_answer(person=meeting.person, chapter=meeting.chapter, purpose="keep_notes", answer="granted",
    how="one-on-one", words="May I?", by=meeting.organizer, at=clock.now())
"""
TAPPED = """
from letstalk.meetings.models import Meeting
from letstalk.meetings.tapped import tapped_of
print(sorted(tapped_of(Meeting.objects.get()).items()))
"""
THEATER = "Have you ever been"
CLIMATE = "Do you feel the"


def taken_along_with_a_yes(phone: Phone, live, line: Line) -> str:
    """They said yes to notes before; its address."""
    begin(phone.page, Through(line))
    plan_for(phone.page, Through(line), minutes_ago=10)
    shell(live, SAID_YES_TO_NOTES)
    address = phone.page.url.split("#")[0]
    follow(phone.page, "Prepare")
    take_along(phone.page)
    return address


def open_question(page: Page, address: str, words: str) -> None:
    page.goto(f"{address}card/")
    page.get_by_role("button", name="All cards").click()
    page.get_by_role("button", name=words).first.click()


def tap(page: Page, words: str) -> None:
    page.locator(".choices").get_by_role("button", name=words, exact=True).click()


def test_tap_that_may_be_kept_outlives_the_phone_and_is_in_the_debrief_to_keep_or_take_away(make_phone, live, line):
    """R-068, R-071: where question and person allow it, a tap is an entry like any other; the debrief decides."""
    phone = make_phone()
    address = taken_along_with_a_yes(phone, live, line)
    line.cut()
    open_question(phone.page, address, THEATER)
    expect(phone.page.locator("[data-tap-is=will]").first).to_be_visible()
    tap(phone.page, "Yes")
    expect(phone.page.get_by_text("Kept on this phone").first).to_be_visible()
    open_question(phone.page, address, CLIMATE)
    tap(phone.page, "No")
    expect(phone.page.get_by_text("Kept on this phone").first).to_be_visible()

    phone.kill()
    page = phone.open()
    open_question(page, address, THEATER)
    expect(page.locator(".choices").get_by_role("button", name="Yes", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.goto(f"{address}debrief/")
    expect(page.get_by_role("heading", name="Tapped in the room")).to_be_visible()
    rows_of_taps = page.locator("[data-tapped-rows] label")
    expect(rows_of_taps).to_have_count(2)
    rows_of_taps.filter(has_text=CLIMATE).get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Done. Thank them tomorrow.").click()
    expect(page.get_by_text("Kept on this phone. It is sent by itself")).to_be_visible()
    line.mend()
    page.goto(f"{line.url}/field/")

    until(lambda: rows(live, "meetings_debriefed")["meetings_debriefed"] == 1)
    assert shell(live, TAPPED).strip() == "[('Q6', 'yes')]"
    assert rows(live, "followups_clash", "guides_sheetanswer") == {"followups_clash": 0, "guides_sheetanswer": 1}


def test_taps_reach_the_server_once_though_its_reply_is_lost(make_phone, live, line):
    phone = make_phone()
    address = taken_along_with_a_yes(phone, live, line)
    page = phone.page
    open_question(page, address, THEATER)
    line.lose_replies()
    tap(page, "Yes")
    expect(page.get_by_text("Kept on this phone").first).to_be_visible()
    until(lambda: rows(live, "guides_sheetanswer")["guides_sheetanswer"] == 1)
    tap(page, "No")
    line.mend()
    open_question(page, address, CLIMATE)
    tap(page, "Yes")
    page.goto(f"{line.url}/field/")

    until(lambda: shell(live, TAPPED).strip() == "[('Q6', 'no'), ('Q9', 'yes')]")
    assert rows(live, "followups_clash") == {"followups_clash": 0}


def test_tap_that_may_not_be_kept_stays_in_memory_though_others_are(phone_page: Page, live):
    """R-071: what somebody says about an election is never kept, whatever else they agreed to."""
    page = phone_page
    begin(page, live)
    plan_for(page, live, minutes_ago=10)
    address = page.url.split("#")[0]
    shell(live, SAID_YES_TO_NOTES)
    carried = "from letstalk.meetings.models import Meeting; Meeting.objects.update(questions=['Q2', 'Q6'])"
    shell(live, carried)
    page.goto(f"{address}card/")
    page.get_by_role("button", name="All cards").click()
    page.locator(".to-card", has_text="2016").first.click()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    tap(page, "Yes")

    expect(page.locator("[data-tap-is=not]").first).to_have_text("Not kept")
    assert asked == []
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_phone_says_of_each_question_whether_a_tap_is_kept_as_the_server_does(phone_page: Page, without_scripts, live):
    page, plain = phone_page, without_scripts
    begin(page, live)
    plan_for(page, live, minutes_ago=0)
    card = f"{page.url.split('#')[0]}card/"
    shell(live, SAID_YES_TO_NOTES)
    sign_in(plain, live.url)
    said: set[str] = set()
    for one in (page, plain):
        one.goto(card)

    while plain.get_by_role("button", name="Next", exact=True).is_visible():
        assert drawn(page) == drawn(plain)
        said |= {line.get_attribute("data-tap-is") or "" for line in plain.locator("[data-tap-is]").all()}
        for one in (page, plain):
            one.get_by_role("button", name="Next", exact=True).click()

    assert "will" in said
