"""A one-on-one without a network, in a real browser that is killed, cut off, and signed out in between.

Whatever happens on the way, what was written is on the server once, and nothing is sent as somebody else.
"""

import re
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_the_walk import EMAIL, PASSWORD, begin, fill, follow, plan_for, press
from tests.support.line import Line
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

KEPT = "Kept on this phone. It is sent by itself"
GOAL = "two come along"
SECRET = "She told me about her first union vote."


class Through:
    """An installation as the phone sees it: through the line."""

    def __init__(self, line: Line) -> None:
        self.url = line.url


def taken_along(phone: Phone, line: Line) -> str:
    """A one-on-one of this hour, prepared and on the phone; its address."""
    page, live = phone.page, Through(line)
    begin(page, live)
    plan_for(page, live, minutes_ago=10)
    address = page.url.split("#")[0]
    choose_an_ask(page)
    take_along(page)
    return address


def choose_an_ask(page: Page) -> None:
    follow(page, "Prepare")
    page.locator("#asks").get_by_label("Join our huddle").check()
    page.locator("#asks").get_by_role("button", name="Carry these").click()
    page.wait_for_load_state()


def take_along(page: Page) -> None:
    page.get_by_role("button", name="Take it with you").click()
    expect(page.get_by_text("Ready offline")).to_be_visible()


def walk(page: Page, address: str) -> None:
    """The card without a network: a branch opens at a tap, two promises are counted."""
    page.goto(f"{address}card/")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Yes", exact=True).first.click()
    expect(page.get_by_text("What was it about", exact=False).first).to_be_visible()
    page.get_by_role("button", name="one more").click()
    page.get_by_role("button", name="one more").click()
    expect(page.locator(".tally .tally-count")).to_have_text("2")


def write_up(page: Page, address: str, *, goal: str = GOAL, note: str = SECRET) -> None:
    """Yes with a day, a time and a goal; two promises; a note."""
    page.goto(f"{address}debrief/")
    ask = page.locator("[data-asked]").filter(has_text="Join our huddle")
    ask.get_by_role("radio", name="Yes").check()
    ask.locator("input[type=date]").first.fill(f"{datetime.now() + timedelta(days=5):%Y-%m-%d}")
    ask.get_by_role("button", name="19:00").click()
    ask.get_by_label("Goal", exact=False).fill(goal)
    page.get_by_label("What you promised").nth(0).fill("Send the bus timetable")
    page.get_by_label("What you promised").nth(1).fill("Lend her the book")
    page.get_by_text("What did you hear?").first.click()
    page.locator("#id_note").fill(note)


def done(page: Page) -> None:
    page.get_by_role("button", name="Done. Thank them tomorrow.").click()


def rows(live, *tables: str) -> dict[str, int]:
    """How many rows the server's database has."""
    with closing(sqlite3.connect(live.data / "letstalk.sqlite3", timeout=10)) as database:
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def everything_is_there_once(live) -> None:
    assert rows(
        live,
        "followups_entry",
        "meetings_debriefed",
        "commitments_commitment",
        "commitments_promise",
        "people_note",
        "followups_clash",
    ) == {
        "followups_entry": 1,
        "meetings_debriefed": 1,
        "commitments_commitment": 1,
        "commitments_promise": 2,
        "people_note": 1,
        "followups_clash": 0,
    }


def received(page: Page, address: str) -> None:
    """The phone says so, and the server's own page shows it."""
    page.goto(f"{address.rpartition('/one-on-ones/')[0]}/field/")
    expect(page.get_by_text("received").first).to_be_visible()


def test_killed_and_offline_the_write_up_reaches_the_server_once(make_phone, live, line):
    phone = make_phone()
    address = taken_along(phone, line)
    line.cut()
    phone.page.reload()
    expect(phone.page.get_by_text("Without a network: as it was when you took it along")).to_be_visible()

    walk(phone.page, address)
    write_up(phone.page, address)
    done(phone.page)
    expect(phone.page.get_by_text(KEPT)).to_be_visible()
    phone.kill()
    page = phone.open()
    page.goto(f"{address}debrief/")
    goal = page.locator("[data-asked]").filter(has_text="Join our huddle").get_by_label("Goal", exact=False)
    expect(goal).to_have_value(GOAL)
    goal.fill("three come along")
    done(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert rows(live, "followups_entry") == {"followups_entry": 0}
    line.mend()
    received(page, address)

    everything_is_there_once(live)
    page.goto(address)
    expect(page.get_by_text("three come along").first).to_be_visible()
