"""A one-on-one without a network, in a real browser that is killed, cut off, and signed out in between.

Whatever happens on the way, what was written is on the server once, and nothing is sent as somebody else.
"""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.test_the_walk import EMAIL, PASSWORD, begin, follow, plan_for
from tests.support.line import Line
from tests.support.phone import Phone

pytestmark = [pytest.mark.browser, pytest.mark.phone]

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
    page.get_by_role("button", name="All cards").click()
    page.get_by_role("button", name="Have you ever been").first.click()
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
    second = page.get_by_label("What you promised").nth(1)
    if not second.is_visible():
        page.get_by_text("One more promise").click()
    second.fill("Lend her the book")
    page.get_by_text("What did you hear?").first.click()
    page.locator("#id_note").fill(note)


def done(page: Page) -> None:
    page.get_by_role("button", name="Done. Thank them tomorrow.").click()


def rows(live, *tables: str) -> dict[str, int]:
    """How many rows the server's database has."""
    with closing(sqlite3.connect(live.data / "letstalk.sqlite3", timeout=10)) as database:
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def until(holds: Callable[[], object], *, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    assert holds()


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
    """The phone says so."""
    home = f"{address.rpartition('/one-on-ones/')[0]}/field/"
    try:
        page.goto(home)
    except Error:
        page.goto(home)  # Just then the receipt came, and the page went on by itself.
    expect(page.locator("[data-entries] [data-state=received]")).to_be_visible()


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


def test_server_that_answers_500_gets_it_once_when_it_is_well_again(make_phone, live, line):
    phone = make_phone()
    address = taken_along(phone, line)
    line.fail()

    write_up(phone.page, address)
    done(phone.page)
    expect(phone.page.get_by_text(KEPT)).to_be_visible()
    assert rows(live, "followups_entry") == {"followups_entry": 0}
    line.mend()
    received(phone.page, address)

    everything_is_there_once(live)


def test_reply_that_was_lost_after_it_was_stored_makes_nothing_twice(make_phone, live, line):
    phone = make_phone()
    address = taken_along(phone, line)
    line.lose_replies()

    write_up(phone.page, address)
    done(phone.page)
    expect(phone.page.get_by_text(KEPT)).to_be_visible()
    until(lambda: line.taken)
    everything_is_there_once(live)
    line.mend()
    received(phone.page, address)

    assert line.taken >= 2
    everything_is_there_once(live)


def test_two_tabs_at_once_lose_nothing_and_send_nothing_twice(make_phone, live, line):
    phone = make_phone()
    address = taken_along(phone, line)
    first, second = phone.page, phone.context.new_page()
    line.cut()
    for tab in (first, second):
        tab.goto(f"{address}debrief/")

    write_up(second, address, note="From the second tab.")
    write_up(first, address)
    done(first)
    expect(first.get_by_text(KEPT)).to_be_visible()
    expect(second.get_by_text("You changed this in another tab meanwhile")).to_be_visible()
    done(second)
    expect(second.get_by_text(KEPT)).to_be_visible()
    line.mend()
    home = address.rpartition("/one-on-ones/")[0]
    for tab in (first, second):
        tab.goto(f"{home}/field/", wait_until="commit")
    until(lambda: rows(live, "followups_clash")["followups_clash"])

    assert rows(live, "followups_entry", "meetings_debriefed", "followups_clash") == {
        "followups_entry": 1,
        "meetings_debriefed": 1,
        "followups_clash": 1,
    }
    first.goto(address)
    expect(first.get_by_text("You wrote this up twice")).to_be_visible()


def shell(live, code: str) -> str:
    ran = live.letstalk("manage", "shell", "-v", "0", "-c", code)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def let_in_another(live) -> str:
    """A second organizer with the same password; their email."""
    return shell(
        live,
        "from django.contrib.auth.hashers import make_password\n"
        "from letstalk.accounts.backend import email_key\n"
        "from letstalk.accounts.models import User\n"
        "from letstalk.kit import clock\n"
        "from letstalk.people.domain.organization import give_role\n"
        "from letstalk.people.queries import organization\n"
        "email = 'omar@example.org'\n"
        "user = User.objects.create(name='Omar Haddad', email=email, email_key=email_key(email),\n"
        f"    password=make_password({PASSWORD!r}), joined_at=clock.now())\n"
        "give_role(user=user, chapter=organization(), kind='organizer', by=None, at=clock.now())\n"
        "print(email)",
    )


def sign_in(page: Page, home: str, email: str = EMAIL) -> None:
    page.goto(f"{home}/sign-in/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today/")


def sign_out(page: Page, home: str) -> None:
    page.goto(f"{home}/today/")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Sign out").click()


def test_signed_out_in_between_nothing_is_lost_or_sent_as_somebody_else(make_phone, live, line):
    phone = make_phone()
    address = taken_along(phone, line)
    home = address.rpartition("/one-on-ones/")[0]
    page = phone.page
    line.cut()
    write_up(page, address)
    done(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    shell(live, "from django.contrib.sessions.models import Session; Session.objects.all().delete()")
    other = let_in_another(live)
    line.mend()

    page.goto(f"{home}/field/")
    expect(page.locator("[data-told]")).to_contain_text("You are signed out")
    page.goto(f"{address}card/")
    page.wait_for_url("**/sign-in/**")
    page.goto(f"{home}/field/")
    expect(page.get_by_role("heading", name="Sign in to open what is here")).to_be_visible()
    sign_in(page, home, other)
    page.goto(f"{home}/field/")
    expect(page.get_by_text("Nothing is on this phone")).to_be_visible()
    assert "Imani" not in page.content()
    assert rows(live, "followups_entry") == {"followups_entry": 0}
    sign_out(page, home)
    page.wait_for_url("**/sign-in/**")
    sign_in(page, home)
    received(page, address)

    everything_is_there_once(live)
    assert shell(live, "from letstalk.followups.models import Entry; print(Entry.objects.get().by.name)") == "Rosa Vega"


def test_two_devices_keep_both_and_the_clash_is_shown(make_phone, live, line):
    one, other = make_phone(), make_phone()
    address = taken_along(one, line)
    sign_in(other.page, line.url)
    other.page.goto(f"{address}prepare/")
    take_along(other.page)
    line.cut()
    write_up(one.page, address)
    write_up(other.page, address, goal="four come along", note="On the other phone.")
    for phone in (one, other):
        done(phone.page)
        expect(phone.page.get_by_text(KEPT)).to_be_visible()
    other.page.goto("about:blank")
    line.mend()

    received(one.page, address)
    other.page.goto(f"{line.url}/field/")
    expect(other.page.locator("[data-entries] [data-state=clash]")).to_be_visible()
    one.page.goto(address)
    expect(one.page.get_by_text("four come along").first).to_be_visible()
    one.page.get_by_role("button", name="Take all of the other one").click()

    expect(one.page.get_by_text("Decided.")).to_be_visible()
    assert rows(live, "meetings_debriefed", "people_note") == {"meetings_debriefed": 1, "people_note": 2}


def test_refused_entry_comes_back_with_a_reason_and_waits(make_phone, live, line):
    phone = make_phone()
    address = taken_along(phone, line)
    page = phone.page
    line.cut()
    write_up(page, address)
    page.locator("[data-asked]").filter(has_text="Join our huddle").locator("input[type=date]").first.fill("")
    done(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    line.mend()

    page.goto(f"{line.url}/field/")
    expect(page.get_by_text("came back")).to_be_visible()
    phone.kill()
    page = phone.open()
    page.goto(f"{address}debrief/")
    expect(page.get_by_text("There is a time but no day. On which day?").first).to_be_visible()
    expect(page.get_by_text("It came back")).to_be_visible()
    day = f"{datetime.now() + timedelta(days=5):%Y-%m-%d}"
    page.locator("[data-asked]").filter(has_text="Join our huddle").locator("input[type=date]").first.fill(day)
    done(page)
    page.wait_for_url(address)

    everything_is_there_once(live)


def test_words_about_a_one_on_one_that_went_to_another_come_back_and_wait_until_decided(make_phone, live, line):
    phone = make_phone()
    address = taken_along(phone, line)
    page = phone.page
    line.cut()
    write_up(page, address)
    done(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.goto(f"{line.url}/field/")
    page.get_by_text("Jot a note").click()
    page.locator("[data-note] textarea").fill("Her sister sings.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("[data-entries] > li")).to_have_count(2)
    let_in_another(live)
    given = (
        "from letstalk.accounts.models import User\n"
        "from letstalk.meetings.models import Meeting\n"
        "Meeting.objects.update(organizer=User.objects.get(name={name!r}))"
    )
    shell(live, given.format(name="Omar Haddad"))
    line.mend()

    page.goto(f"{line.url}/field/")
    reasons = page.get_by_text("This one-on-one is not among yours any more")
    expect(reasons).to_have_count(2)
    phone.kill()
    page = phone.open()
    page.goto(f"{line.url}/field/")
    written, note = (page.locator("[data-entries] > li").filter(has_text=what) for what in ("Write-up", "Note"))
    expect(written).to_contain_text(GOAL)
    expect(written).to_contain_text(SECRET)
    expect(written.get_by_role("button", name="Copy the words")).to_be_visible()
    expect(written.get_by_role("link", name="Open")).to_be_hidden()
    again = note.get_by_label("Change it, and send it again")
    expect(again).to_have_value("Her sister sings.")
    shell(live, given.format(name="Rosa Vega"))
    again.fill("Her sister sings alto.")
    note.get_by_role("button", name="Send again").click()
    expect(page.locator("[data-entries] [data-state=received]:visible")).to_have_count(1)
    written.get_by_role("button", name="Erase", exact=True).click()
    written.get_by_role("button", name="Erase for good").click()
    expect(written).to_have_count(0)

    assert rows(live, "people_note", "meetings_debriefed") == {"people_note": 1, "meetings_debriefed": 0}


def test_ask_chosen_without_a_network_is_in_the_write_up_and_on_the_close(make_phone, live, line):
    phone = make_phone()
    address = taken_along(phone, line)
    page = phone.page
    line.cut()
    page.goto(f"{address}prepare/")
    page.locator("#asks summary").first.click()
    page.get_by_text("The whole menu, and why not").first.click()
    other = page.locator("#asks details details label.check:has(input:not(:checked))").first
    title = other.locator("[dir=auto]").first.inner_text()
    other.click()
    page.locator("#asks").get_by_role("button", name="Carry these").click()
    expect(page.get_by_text("Kept on this phone. It is sent by itself")).to_be_visible()

    page.goto(f"{address}debrief/")
    row = page.locator("form > [data-asked]").filter(has_text=title)
    row.get_by_role("radio", name="Yes").check()
    row.locator("input[type=date]").first.fill(f"{datetime.now() + timedelta(days=5):%Y-%m-%d}")
    row.get_by_role("button", name="19:00").click()
    row.get_by_label("Goal", exact=False).fill("ten doors")
    expect(page.get_by_text("Kept on this phone as you write")).to_be_visible()
    page.goto(f"{address}card/")
    page.get_by_role("button", name="All cards").click()
    page.locator(".to-card").last.click()
    close = page.locator("[data-close-card] [data-one-ask]").filter(has_text=title)
    expect(close.get_by_role("button", name=title)).to_have_attribute("aria-pressed", "true")
    expect(close).to_contain_text("ten doors")
    expect(close).to_contain_text("19:00")
    expect(page.locator("[data-close-card] [data-one-ask]").filter(has_text="Join our huddle")).to_be_visible()
    page.goto(f"{address}debrief/")
    expect(row.get_by_label("Goal", exact=False)).to_have_value("ten doors")
    done(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    line.mend()
    page.goto(f"{line.url}/field/", wait_until="commit")
    until(lambda: rows(live, "followups_entry")["followups_entry"] == 2)

    told = shell(
        live,
        "from letstalk.commitments.models import Commitment\n"
        "from letstalk.meetings.models import Meeting\n"
        "one = Commitment.objects.get()\n"
        "print(one.ask_made.ask.title, one.goal, len(one.meeting.asks), sep=' | ')",
    )
    assert told == f"{title} | ten doors | 2"


REPORT = [
    {"id": "R1", "kind": "open", "collects": "items", "text": "Which issues?", "recording": "theme"},
    {
        "id": "R2",
        "kind": "scale",
        "text": "How loud is {item}?",
        "highest": 3,
        "recording": "theme",
        "repeat": {"over": "R1", "default": "each"},
    },
    {"id": "R3", "kind": "yes_no", "text": "Is there a group?", "recording": "yes_no"},
    {
        "id": "R4",
        "kind": "number",
        "text": "How many are in it?",
        "recording": "own_words",
        "when": {"question": "R3", "equals": "yes"},
    },
]


def another_report(live) -> None:
    shell(
        live,
        "from letstalk.guides.models import Guide, GuideVersion\n"
        "from letstalk.kit import clock\n"
        "from letstalk.people.queries import organization\n"
        "guide_at = clock.now()\n"
        "Guide.objects.filter(kind='report').update(retired_at=clock.now())\n"
        "guide = Guide.objects.create(chapter=organization(), key='ours', kind='report', title='What we heard')\n"
        f"GuideVersion.objects.create(guide=guide, number=1, body={{'questions': {REPORT!r}}}, published_at=guide_at)",
    )


def test_report_follows_its_guide_without_a_network_r_071(make_phone, live, line):
    phone = make_phone()
    begin(phone.page, Through(line))
    another_report(live)
    plan_for(phone.page, Through(line), minutes_ago=10)
    address = phone.page.url.split("#")[0]
    follow(phone.page, "Prepare")
    take_along(phone.page)
    line.cut()
    page = phone.page
    page.goto(f"{address}debrief/")

    page.get_by_text("For the report").click()
    expect(page.get_by_role("button", name="Show what comes next")).to_have_count(0)
    page.get_by_label("Which issues?", exact=False).fill("heating, bus stop")
    expect(page.get_by_role("group", name="How loud is heating?")).to_be_visible()
    page.get_by_role("group", name="Is there a group?").get_by_role("radio", name="Yes").check()
    page.get_by_label("How many are in it?", exact=False).fill("12")
    page.get_by_role("group", name="How loud is bus stop?").get_by_role("radio", name="3").check()
    expect(page.get_by_text("Kept on this phone as you write")).to_be_visible()
    time.sleep(1)
    phone.kill()
    page = phone.open()
    page.goto(f"{address}debrief/")
    expect(page.get_by_label("How many are in it?", exact=False)).to_have_value("12")
    expect(page.get_by_role("group", name="How loud is bus stop?").get_by_role("radio", name="3")).to_be_checked()
    expect(page.get_by_role("group", name="How loud is heating?")).to_be_visible()
    page.get_by_role("group", name="Is there a group?").get_by_role("radio", name="No", exact=True).check()
    expect(page.get_by_label("How many are in it?", exact=False)).to_have_count(0)
    page.get_by_role("group", name="Is there a group?").get_by_role("radio", name="Yes").check()
    expect(page.get_by_label("How many are in it?", exact=False)).to_have_value("12")
    done(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    line.mend()
    received(page, address)

    heard = shell(
        live,
        "from letstalk.guides.models import SheetAnswer\n"
        "print(sorted(str(row.value) for row in SheetAnswer.objects.all()))",
    )
    assert heard == str(sorted(["12", "yes", "['heating', 'bus stop']", "{'item': 'bus stop', 'answer': 3}"]))


def test_signing_out_asks_before_words_are_lost_and_forgetting_leaves_nothing(make_phone, live, line):
    phone = make_phone()
    address = taken_along(phone, line)
    page = phone.page
    line.fail()
    write_up(page, address)
    done(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    nothing_readable_is_on_the_disk(phone)

    sign_out(page, line.url)
    expect(page.get_by_text("One entry is only on this phone: send it, or erase it for good?")).to_be_visible()
    page.get_by_role("button", name="Send, then sign out").click()
    expect(page.get_by_text("They could not be sent just now.")).to_be_visible()
    page.get_by_role("button", name="Stay signed in").click()
    page.goto(f"{line.url}/field/")
    page.get_by_role("button", name="Forget everything on this phone").click()
    page.get_by_role("button", name="Forget everything", exact=True).click()
    expect(page.locator("[data-told]")).to_have_text("Everything on this phone is forgotten.")

    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    sign_out(page, line.url)
    page.wait_for_url("**/sign-in/**")
    assert rows(live, "followups_entry") == {"followups_entry": 0}


def nothing_readable_is_on_the_disk(phone: Phone) -> None:
    """Neither a name nor a word in what pages keep, and no page of a person among what the service worker put by."""
    kept = b"".join(phone.files_of_the_store())
    assert b"letstalk" in kept
    for words in ("Imani", SECRET, "bus timetable", GOAL):
        assert words.encode() not in kept
        assert words.encode("utf-16-le") not in kept
    cached = phone.page.evaluate(
        "caches.keys().then((names) => Promise.all(names.map(async (name) => (await (await caches.open(name)).keys())"
        ".map(({ url }) => new URL(url).pathname))))"
    )
    paths = [path for names in cached for path in names]
    assert "/field/" in paths
    assert [path for path in paths if not path.startswith("/static/")] == ["/field/"]
