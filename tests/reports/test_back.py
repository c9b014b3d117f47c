"""What was heard goes back to exactly those who were asked; lines on the wall stand only by a yes (R-049, R-097)."""

import uuid
from datetime import timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from letstalk.campaigns.domain.action_page import open_action_page
from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.links import make_link
from letstalk.people.queries.lists import mention_scope
from letstalk.people.words import Answer, Level, Platform, Purpose
from letstalk.reports.access import heard_page_or_404, told_or_404
from letstalk.reports.domain import persons
from letstalk.reports.domain.back import (
    HeardWords,
    IsOut,
    NobodyAsked,
    not_told,
    publish_heard,
    rewrite_heard,
    take_heard_back,
    tell,
    write_heard,
)
from letstalk.reports.domain.wall import NotAllowed, bring_line, give_line, show_line, take_line_off
from letstalk.reports.models import HeardPage, ToldBack, WallLine
from letstalk.reports.queries import asked_of, told_count, wall_of
from tests.factories import a_person, relationship_of
from tests.moments import DAY, NOW, held

WORDS = "The night bus matters most. We take it to the council on Tuesday."


def said(words: str = WORDS, **more) -> HeardWords:
    days = {"since_on": NOW.date(), "until_on": NOW.date() + timedelta(days=7)}
    return HeardWords(words, **days | more)


@pytest.fixture
def page(cast) -> HeardPage:
    return write_heard(chapter=cast.chapter, said=said(), id=uuid.uuid4(), by=cast.lead, at=NOW)


def published(page, cast) -> HeardPage:
    held(cast)
    return publish_heard(page=page, by=cast.lead, at=NOW + 2 * DAY)


def on_the_website(cast, answer=Answer.GRANTED, level=Level.ANONYMOUS, at=NOW):
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.MENTION,
        scope=mention_scope(Platform.WEBSITE, level),
        answer=answer,
        how="one-on-one",
        words="May we put this on our page?",
        by=cast.organizer,
        at=at,
    )


def brought(cast, words="For the night bus.", **more) -> WallLine:
    given = {"is_named": False, "id": uuid.uuid4(), "by": cast.organizer, "at": NOW} | more
    return bring_line(person=cast.person, chapter=cast.chapter, words=words, **given)


def test_r097_it_is_published_to_exactly_those_who_were_asked(cast, page):
    not_asked = a_person(cast.organizer, cast.chapter, "Ben Ito")
    published(page, cast)
    both = [relationship_of(one, cast.organizer) for one in (cast.person, not_asked)]
    links = [make_link(relationship=one, at=clock.now()) for one in both]

    read, unread = (Client().get(reverse("public:heard", args=[link])).content.decode() for link in links)

    assert [row.person for row in ToldBack.objects.filter(page=page)] == [cast.person]
    assert (WORDS in read, WORDS in unread) == (True, False)


def test_r097_before_it_is_published_and_once_taken_back_nobody_but_a_lead_reads_it(cast, page):
    with pytest.raises(Http404):
        heard_page_or_404(cast.organizer, page.pk)

    published(page, cast)
    assert heard_page_or_404(cast.organizer, page.pk) == page
    take_heard_back(page=page, by=cast.lead, at=NOW + 3 * DAY)

    for somebody in (cast.organizer, cast.outsider, cast.administrator):
        with pytest.raises(Http404):
            heard_page_or_404(somebody, page.pk)
    assert heard_page_or_404(cast.lead, page.pk) == page


def test_nothing_is_published_where_nobody_was_asked(cast, page):
    with pytest.raises(NobodyAsked):
        publish_heard(page=page, by=cast.lead, at=NOW)


def test_what_is_out_is_not_changed_under_the_eyes_of_its_readers(cast, page):
    published(page, cast)

    with pytest.raises(IsOut):
        rewrite_heard(page=page, said=said("Something else."), by=cast.lead, at=NOW)


def test_told_and_not_told_stand_for_each_person_and_stay_when_it_is_published_anew(cast, page):
    published(page, cast)
    row = told_or_404(cast.organizer, ToldBack.objects.get().pk)
    tell(told=row, by=cast.organizer, at=NOW + 3 * DAY)
    tell(told=row, by=cast.organizer, at=NOW + 4 * DAY)
    take_heard_back(page=page, by=cast.lead, at=NOW + 5 * DAY)
    publish_heard(page=page, by=cast.lead, at=NOW + 6 * DAY)

    (again,) = asked_of(page, cast.organizer)

    assert (again.told_at, told_count(page).told) == (NOW + 3 * DAY, 1)
    assert list(asked_of(page, cast.outsider)) == []
    assert not_told(told=again, by=cast.organizer, at=NOW + 7 * DAY).told_at is None


def test_the_same_form_twice_is_one_page(cast):
    id = uuid.uuid4()

    for _time in range(2):
        write_heard(chapter=cast.chapter, said=said(), id=id, by=cast.lead, at=NOW)

    assert HeardPage.objects.count() == 1


def test_two_who_are_one_were_asked_once_and_told_once(cast, page):
    published(page, cast)
    other = a_person(cast.organizer, cast.chapter, "Amina O.")
    ToldBack.objects.create(page=page, person=other, told_at=NOW, told_by=cast.organizer)

    persons.move(other, cast.person, at=NOW)

    assert [(row.person, row.told_at) for row in ToldBack.objects.all()] == [(cast.person, NOW)]


def test_what_is_kept_of_a_person_is_said_and_erased(cast, page):
    published(page, cast)
    on_the_website(cast)
    brought(cast)

    said_of_them = {row["what"] for row in persons.held_about(cast.person)}
    persons.erase(cast.person, at=NOW)

    assert said_of_them == {"what we heard", "line on the wall"}
    assert (ToldBack.objects.count(), WallLine.objects.count()) == (0, 0)


def test_r049_a_line_is_brought_only_by_the_recorded_permission_of_its_level(cast):
    with pytest.raises(NotAllowed):
        brought(cast)

    on_the_website(cast)

    assert brought(cast).said_by == ""
    with pytest.raises(NotAllowed):
        brought(cast, is_named=True)


@pytest.mark.parametrize("words", ["Amina told me so.", "Call +1 202 555 0143.", "Write to a@example.org."])
def test_r049_nobody_is_named_on_the_wall(cast, words):
    on_the_website(cast)

    with pytest.raises(NothingWritten):
        brought(cast, words)


def test_r049_a_line_is_off_at_once_when_the_yes_is_taken_back(cast):
    on_the_website(cast)
    show_line(line=brought(cast), by=cast.lead, at=NOW)
    before = [line.words for line in wall_of(cast.chapter)]

    on_the_website(cast, Answer.WITHDRAWN, at=NOW + DAY)

    assert (before, wall_of(cast.chapter)) == (["For the night bus."], [])


def test_a_line_that_is_taken_off_leaves_no_words(cast):
    give_line(chapter=cast.chapter, words="For us.", said_by="Ben", consent_words="Yes", id=uuid.uuid4(), at=NOW)

    take_line_off(line=WallLine.objects.get(), by=cast.lead, at=NOW)

    assert [(line.words, line.said_by) for line in WallLine.objects.all()] == [("", "")]


def test_a_line_from_a_graphic_goes_up_with_a_yes_and_off_by_its_own_link(cast):
    open_action_page(chapter=cast.chapter, by=cast.lead, at=NOW)
    address = reverse("public:line", args=[cast.chapter.slug])
    browser = Client()
    typed = {"entry": str(uuid.uuid4()), "words": "For my street.", "said_by": "Ben"}

    from_graphic = browser.post(address, {"blank_issues": "For my street."})
    without_yes = browser.post(address, typed)
    given = [browser.post(address, typed | {"yes": "on"}) for _time in range(2)][-1]
    waiting = wall_of(cast.chapter)
    show_line(line=WallLine.objects.get(), by=cast.lead, at=NOW)
    shown = browser.get(reverse("public:action_heard", args=[cast.chapter.slug])).content.decode()
    browser.post(given.headers["Location"])

    assert from_graphic.context["form"]["words"].value() == "For my street."
    assert (without_yes.status_code, waiting, "For my street." in shown) == (422, [], True)
    assert wall_of(cast.chapter) == []
    assert not browser.cookies


@pytest.mark.parametrize("lines", (1, 3))
def test_a_wall_of_one_line_and_of_three_costs_the_same(cast, lines, django_assert_num_queries):
    on_the_website(cast)
    for _number in range(lines):
        show_line(line=brought(cast), by=cast.lead, at=NOW)

    with django_assert_num_queries(2):
        assert len(wall_of(cast.chapter)) == lines


@pytest.mark.parametrize("asked", (1, 3))
def test_one_who_was_asked_and_three_cost_the_same(cast, page, asked, django_assert_num_queries):
    published(page, cast)
    for number in range(asked - 1):
        ToldBack.objects.create(page=page, person=a_person(cast.organizer, cast.chapter, f"Guest {number}"))
    browser = Client()
    browser.force_login(cast.organizer)
    address = reverse("desk:heard", args=[page.pk])
    browser.get(address)

    with django_assert_num_queries(9):
        answer = browser.get(address)

    assert len(answer.context["asked"]) == asked


def test_a_lead_writes_looks_and_publishes_and_bad_input_keeps_what_was_typed(cast):
    held(cast)
    browser = Client()
    browser.force_login(cast.lead)
    typed = {"entry": str(uuid.uuid4()), "words": WORDS, "since_on": "2026-03-08", "until_on": "2026-03-01"}

    wrong = browser.post(reverse("desk:write_heard"), typed)
    saved = browser.post(reverse("desk:write_heard"), typed | {"since_on": "2026-03-01", "until_on": "2026-03-08"})
    page = HeardPage.objects.get()
    seen = browser.get(saved.headers["Location"]).context["seen"]
    stale = browser.post(reverse("desk:publish_heard", args=[page.pk]), {"seen": "older"}, follow=True)
    browser.post(reverse("desk:publish_heard", args=[page.pk]), {"seen": seen})
    page.refresh_from_db()

    assert (wrong.status_code, WORDS in wrong.content.decode()) == (422, True)
    assert "This changed meanwhile" in stale.content.decode()
    assert page.is_out
