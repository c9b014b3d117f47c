"""A calendar of local actions becomes asks: looked at first, then written; read again, they follow it (R-042)."""

from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from letstalk.campaigns.domain.asks import change_ask, retire_ask
from letstalk.campaigns.models import Ask
from letstalk.campaigns.validators import AskSuits, AskWords
from letstalk.commitments.domain.agreeing import agree
from letstalk.commitments.domain.asking import record_ask
from letstalk.commitments.validators import Terms
from letstalk.commitments.words import Answer
from letstalk.stewardship.domain.action_calendar import Proposed, proposals, read_address, read_text, take_in
from tests.calendar.stand_in import SmallInternet, StandIn
from tests.calendar.test_announced import HUDDLE, calendar
from tests.moments import DAY, NOW, planned

pytestmark = pytest.mark.django_db

PAGE = reverse("desk:asks_from_calendar")
TAKE_IN = reverse("desk:take_in_calendar")
WEEKLY = HUDDLE + "\nRRULE:FREQ=WEEKLY;COUNT=3"


@pytest.fixture
def lead(cast, at_hour) -> Client:
    at_hour(NOW)
    browser = Client()
    browser.force_login(cast.lead)
    return browser


def look(cast, *events: str, at=NOW):
    return proposals(read_text(calendar(*events), chapter=cast.chapter, at=at), chapter=cast.chapter, at=at)


def taken_in(cast, *events: str, at=NOW) -> list[Ask]:
    found = read_text(calendar(*events), chapter=cast.chapter, at=at)
    chosen = {event.uid for event in found}
    return take_in(found, chosen=chosen, chapter=cast.chapter, by=cast.lead, at=at)


def days(ask: Ask) -> list[int]:
    return [day.day for day in ask.dates.coming(NOW).values_list("on", flat=True)]


def test_it_is_looked_at_first_and_only_what_is_ticked_is_written(cast, lead):
    file = SimpleUploadedFile("actions.ics", calendar(WEEKLY, HUDDLE.replace("huddle@", "other@")).encode())

    preview = lead.post(PAGE, {"file": file})
    before = Ask.objects.count()
    looked_at = preview.context["form"]["looked_at"].value()
    lead.post(TAKE_IN, {"looked_at": looked_at, "take": ["huddle@example.org"]})
    lead.post(TAKE_IN, {"looked_at": looked_at, "take": ["huddle@example.org"]})

    assert ("Tenants, huddle" in preview.content.decode(), before) == (True, 0)
    ask = Ask.objects.get()
    assert (ask.title, ask.place, ask.minutes, ask.step) == ("Tenants, huddle", "Library", 90, "local_action")
    # Seven in New York is six in the chapter.
    assert (ask.on, ask.at, days(ask)) == (date(2026, 3, 5), time(18, 0), [5, 12, 19])


def test_read_again_an_ask_follows_the_calendar_and_keeps_what_the_chapter_said_of_it(cast):
    [ask] = taken_in(cast, WEEKLY)
    words = AskWords(ask.title, why="Rents went up", on=ask.on, time=ask.at, places=9, suits=AskSuits(least_age=16))
    change_ask(ask=ask, words=words, by=cast.lead, at=NOW)
    moved = WEEKLY.replace("COUNT=3", "COUNT=2").replace("LOCATION:Library", "LOCATION:School")

    [proposed] = look(cast, moved)
    [again] = taken_in(cast, moved)

    assert (proposed.kind, proposed.off) == (Proposed.CHANGED, (date(2026, 3, 19),))
    assert (again.pk, again.place, again.why, again.least_age) == (ask.pk, "School", "Rents went up", 16)
    assert days(again) == [5, 12]
    assert set(again.dates.coming(NOW).values_list("capacity", flat=True)) == {9}
    assert [one.kind for one in look(cast, moved)] == [Proposed.SAME]


def test_what_is_called_off_leaves_the_menu_and_whoever_agreed_to_come_is_counted(cast):
    [ask] = taken_in(cast, WEEKLY)
    made = record_ask(meeting=planned(cast), ask=ask, answer=Answer.YES, by=cast.organizer, at=NOW)
    terms = Terms(what="Come", goal="Stay", on=ask.on, time=ask.at)
    agree(relationship=cast.relationship, terms=terms, ask_made=made, by=cast.organizer, at=NOW)
    off = WEEKLY + "\nSTATUS:CANCELLED"

    [proposed] = look(cast, off)
    taken_in(cast, off)

    assert (proposed.kind, proposed.coming) == (Proposed.CALLED_OFF, 1)
    ask.refresh_from_db()
    assert (ask.retired_at, days(ask)) == (NOW, [])
    assert look(cast, off) == []


def test_what_a_lead_took_off_is_only_put_back_on_purpose(cast, lead):
    [ask] = taken_in(cast, WEEKLY)
    retire_ask(ask=ask, by=cast.lead, at=NOW)

    file = SimpleUploadedFile("actions.ics", calendar(WEEKLY).encode())
    page = lead.post(PAGE, {"file": file}).content.decode()

    assert ('value="huddle@example.org"' in page, "Tick it to put it back" in page, " checked>" in page) == (
        True,
        True,
        False,
    )
    assert [one.kind for one in look(cast, WEEKLY)] == [Proposed.TAKEN_OFF]


def test_the_same_event_is_an_ask_of_each_chapter_that_reads_it(cast):
    taken_in(cast, WEEKLY)
    found = read_text(calendar(WEEKLY), chapter=cast.sibling, at=NOW)

    take_in(found, chosen={found[0].uid}, chapter=cast.sibling, by=cast.founder, at=NOW)

    assert Ask.objects.count() == 2


def test_an_address_is_read_once_and_what_leads_inside_is_not(cast, lead):
    server = StandIn()
    try:
        server.gives("/actions.ics", calendar(WEEKLY))
        found = read_address(
            f"http://actions.example.org:{server.port}/actions.ics",
            chapter=cast.chapter,
            at=NOW,
            internet=SmallInternet(server.port),
        )
    finally:
        server.end()

    inner = lead.post(PAGE, {"address": "http://127.0.0.1/actions.ics"})

    assert [one.title for one in found] == ["Tenants, huddle"]
    assert inner.status_code == 422
    assert "private network" in inner.content.decode()


@pytest.mark.parametrize("typed", [{}, {"address": "ics"}, {"file": b"<html></html>"}])
def test_what_is_no_calendar_is_told_and_nothing_is_written(lead, typed):
    sent = {name: SimpleUploadedFile("a.ics", value) if name == "file" else value for name, value in typed.items()}

    answer = lead.post(PAGE, sent)

    assert answer.status_code == 422
    assert not Ask.objects.exists()


def test_what_was_not_looked_at_here_is_not_written(lead):
    lead.post(TAKE_IN, {"looked_at": "WyJ4Il0:forged", "take": ["x"]})

    assert not Ask.objects.exists()


def test_a_series_whose_days_are_over_is_over(cast):
    [ask] = taken_in(cast, WEEKLY)

    assert ask.dates.coming(NOW + 30 * DAY).count() == 0
