"""A paper sheet typed in without the mouse, each stroke counted."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page

import letstalk.field
from letstalk.commitments.models import Commitment, Promise
from letstalk.commitments.queries import MeetingOutcome, outcome_of
from letstalk.kit import clock
from letstalk.meetings.domain import schedule
from letstalk.meetings.domain.prepare import choose_asks
from letstalk.meetings.models import Held, Meeting
from tests.moments import planned

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SCRIPT = Path(letstalk.field.__file__).parent / "static" / "field" / "paper.js"
FORM = "Array.from(new FormData(document.querySelector('#paper')))"
FOCUS = "document.activeElement.name || document.activeElement.textContent"


@pytest.fixture
def met(cast, asks) -> Meeting:
    now = clock.now()
    meeting = planned(cast, at=now - timedelta(days=3))
    there = clock.local(now - timedelta(hours=2), cast.chapter.zone)
    when = clock.LocalTime(there.date(), there.time().replace(second=0, microsecond=0), cast.chapter.zone)
    schedule.agree(
        meeting=meeting, when=when, minutes=45, place_words="Café", by=cast.organizer, at=now - timedelta(days=2)
    )
    choose_asks(meeting=meeting, asks=asks[:1], by=cast.organizer, at=now)
    return meeting


@pytest.fixture
def address(client, cast, met) -> str:
    client.force_login(cast.organizer)
    return reverse("field:paper", args=[met.pk])


@pytest.fixture
def opened(client, address, browser):
    """The page as the server wrote it, with its script, in a browser of its own."""
    context = browser.new_context()
    page = context.new_page()
    page.set_content(client.get(address).text.replace("<script", "<template").replace("</script", "</template"))
    page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"), type="module")
    page.wait_for_function("document.activeElement.name === 'A1'")
    yield page
    context.close()


def press(page: Page, strokes: str) -> int:
    """Type; a vertical bar stands for Enter."""
    for stroke in strokes:
        page.keyboard.press("Enter" if stroke == "|" else stroke)
    return len(strokes)


def test_a_sheet_goes_in_by_few_strokes_and_the_mouse_is_never_touched(client, cast, met, address, opened):
    day = clock.local_day(clock.now(), cast.chapter.zone) + timedelta(days=7)
    on_the_sheet = [
        f"1|{day:%m%d}1930Two come|||",  # A: a yes, what stood printed, its day and time, the goal
        "||||||||",  # M: nothing else was asked for
        "A ride||||||||",  # P: one promise, its day the usual one
        "|||",  # N: no next time yet
        "12|||",  # Y: reminders by email yes, by text no; the rest was not asked
        "50||",  # H: how long it took
    ]

    strokes = sum(press(opened, part) for part in on_the_sheet)

    assert client.post(address, dict(opened.evaluate(FORM))).url == met.desk_url
    commitment = Commitment.objects.get()
    assert (commitment.what, commitment.on, commitment.goal) == ("Step a", day, "Two come")
    assert Promise.objects.get().words == "A ride"
    assert Held.objects.get().minutes == 50
    assert outcome_of(met) == MeetingOutcome.SUCCESSFUL
    words = len("Two come") + len("A ride")
    assert strokes - words < 45


def test_enter_goes_on_to_the_next_code_and_at_the_end_to_the_button(opened):
    codes = opened.evaluate("Array.from(document.querySelectorAll('[data-answer]'), (field) => field.name)")

    passed = []
    for _code in codes:
        passed.append(opened.evaluate(FOCUS))
        press(opened, "|")

    assert passed == codes
    assert "That is the sheet" in opened.evaluate(FOCUS)


def test_only_a_complete_answer_moves_on_by_itself(opened):
    press(opened, "9")
    assert opened.evaluate(FOCUS) == "A1"

    opened.keyboard.press("Backspace")
    press(opened, "1|03")
    assert opened.evaluate(FOCUS) == "A3"

    press(opened, "14")
    assert opened.evaluate(FOCUS) == "A4"


def test_shift_and_enter_begin_a_line_where_words_are_long(opened):
    opened.focus("[name=W1]")

    press(opened, "She")
    opened.keyboard.press("Shift+Enter")
    press(opened, "marched|")

    assert opened.input_value("[name=W1]") == "She\nmarched"
    assert opened.evaluate(FOCUS) == "W2"
