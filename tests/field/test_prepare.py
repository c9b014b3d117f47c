"""The ten minutes before: last time, what I promised, why, what to carry (section f, R-029, R-066, P-2, C-8)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from letstalk.campaigns.domain.shelf import add_story
from letstalk.campaigns.domain.strategy import write_strategy
from letstalk.campaigns.queries import current_campaign
from letstalk.campaigns.validators import StoryWords
from letstalk.campaigns.words import StrategyPart
from letstalk.commitments.domain.promises import make_promise
from letstalk.followups.domain.commitments import keep_promise
from letstalk.guides.models import AgendaTemplate
from letstalk.kit import clock
from letstalk.meetings.domain import schedule
from letstalk.meetings.domain.prepare import arrange_agenda
from letstalk.meetings.models import Meeting, Place
from letstalk.people.domain.notes import jot
from letstalk.people.domain.tags import tag
from letstalk.people.words import TagKind
from letstalk.stewardship.domain.first_visit import shipped_pack
from letstalk.stewardship.domain.packs import adopt_pack
from tests.moments import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def coming(cast) -> Meeting:
    """A first conversation by the guide that ships, in ten minutes."""
    now = clock.now()
    first_on = clock.local_day(now, cast.chapter.zone)
    adopt_pack(pack=shipped_pack(), chapter=cast.chapter, first_on=first_on, by=cast.founder, at=now)
    template = AgendaTemplate.objects.get(key="why-we-resist")
    meeting = planned(cast, at=now - timedelta(days=3), template=template, reason="Hear what brought her here")
    there = clock.local(now + timedelta(minutes=10), cast.chapter.zone)
    when = clock.LocalTime(there.date(), there.time().replace(second=0, microsecond=0), cast.chapter.zone)
    schedule.agree(meeting=meeting, when=when, minutes=45, place_words="Library", by=cast.organizer, at=now)
    return meeting


@pytest.fixture
def page(client, cast, coming):
    client.force_login(cast.organizer)
    return reverse("field:prepare", args=[coming.pk])


def carried(response) -> list[str]:
    return [line.id for line in response.context["lines"]]


@pytest.mark.parametrize("who", ("lead", "administrator", "outsider"))
@pytest.mark.parametrize("name", ("prepare", "card"))
def test_nobody_else_may_look(client, cast, coming, who, name):
    client.force_login(getattr(cast, who))

    assert client.get(reverse(f"field:{name}", args=[coming.pk])).status_code == 404


def test_page_says_last_time_promises_why_and_where(client, cast, page):
    jot(relationship=cast.relationship, text="Marched with her sister", by=cast.organizer, at=clock.now())
    make_promise(relationship=cast.relationship, words="The bus timetable", by=cast.organizer, at=clock.now())

    shown = client.get(page).text

    for words in ("minutes: Amina", "Marched with her sister", "The bus timetable", "Hear what brought her here"):
        assert words in shown
    assert "Library" in shown


def test_five_are_proposed_and_none_that_needs_trust_or_speaks_of_2016(client, page):
    ids = carried(client.get(page))

    assert len(ids) == 5
    assert not {"Q1", "Q2", "Q3", "Q5", "Q7"} & set(ids)


def test_about_2016_is_said_once(client, page):
    assert client.get(page).text.count("About 2016: adapt or leave out") == 1


def test_others_are_chosen_and_put_in_order_r_066(client, coming, page):
    client.post(page, {"do": "questions", "questions": ["Q6", "Q11", "Q4"]})
    client.post(page, {"earlier": "Q4"})

    assert Meeting.objects.get(pk=coming.pk).questions == ["Q6", "Q4", "Q11"]
    assert carried(client.get(page)) == ["Q6", "Q4", "Q11"]


def test_first_one_cannot_come_earlier(client, coming, page):
    client.post(page, {"do": "questions", "questions": ["Q6", "Q11"]})
    client.post(page, {"earlier": "Q6"})

    assert Meeting.objects.get(pk=coming.pk).questions == ["Q6", "Q11"]


def test_question_of_no_guide_is_refused_with_a_sentence(client, coming, page):
    response = client.post(page, {"do": "questions", "questions": ["Q6", "Q999"]})

    assert response.status_code == 422
    assert "not in this guide any more" in response.text
    assert Meeting.objects.get(pk=coming.pk).questions == []


def test_asks_are_chosen_and_five_are_too_many_r_029(client, page):
    weighed = client.get(page).context["weighed"]
    shown = [line.ask.pk for line in [*weighed.first, *weighed.rest]]

    client.post(page, {"do": "asks", "asks": shown[:3]})
    refused = client.post(page, {"do": "asks", "asks": shown[:5]})

    assert refused.status_code == 422
    assert "Carry at most four asks" in refused.text
    assert [ask.pk for ask in client.get(page).context["page"].asks] == shown[:3]


def test_each_ask_says_why_or_why_not_r_030(client, cast, page):
    shown = client.get(page)

    first, rest = shown.context["weighed"].first, shown.context["weighed"].rest
    assert first[0].stood == "target"
    assert {line.ask.pk for line in [*first, *rest]} == {ask.pk for ask in shown.context["menu"]}
    assert all(line.because or line.held_back for line in [*first, *rest])
    assert "the next step up" in shown.text


def test_question_that_decides_is_carried_by_the_same_form_as_the_asks_r_066(client, cast, coming, page):
    before = client.get(page)
    target = str(before.context["weighed"].first[0].ask.pk)
    also = next(id for id in ("Q4", "Q6", "Q8") if id not in carried(before))

    client.post(page, {"do": "asks", "asks": [target], "also": [also]})

    coming.refresh_from_db()
    assert coming.asks == [target]
    assert coming.questions == [*carried(before), also]


def test_late_promise_stops_suggestions_and_never_recording_p_2(client, cast, page):
    made = clock.now() - timedelta(days=20)
    promise = make_promise(relationship=cast.relationship, words="A ride", by=cast.organizer, at=made)

    stopped = client.get(page)
    menu = stopped.context["menu"]
    client.post(page, {"do": "asks", "asks": [str(menu[0].pk)]})
    keep_promise(promise=promise, by=cast.organizer, at=clock.now())

    assert "First repair your promise." in stopped.text
    assert "None chosen yet" not in stopped.text
    assert client.get(page).context["page"].asks == [menu[0]]
    assert "First repair your promise." not in client.get(page).text


def test_buddy_is_told_time_and_place_and_never_who(client, page):
    words = client.get(page).context["safety_words"]

    assert "Library" in words
    assert "Amina" not in words


def test_place_that_holds_their_name_is_left_out_for_the_buddy(client, cast, coming, page):
    now = clock.now()
    there = clock.local(now + timedelta(hours=2), cast.chapter.zone)
    when = clock.LocalTime(there.date(), there.time().replace(second=0, microsecond=0), cast.chapter.zone)
    schedule.agree(meeting=coming, when=when, minutes=45, place_words="amina’s kitchen", by=cast.organizer, at=now)

    assert "kitchen" not in client.get(page).context["safety_words"]


def cares_about(cast, *issues: str) -> None:
    for issue in issues:
        tag(person=cast.person, chapter=cast.chapter, kind=TagKind.ISSUE, name=issue, by=cast.organizer, at=clock.now())


def on_shelf(cast, title: str, *issues: str, by=None) -> None:
    words = StoryWords(title, f"All of {title}.", f"Where {title} leads.", issues)
    add_story(story=words, chapter=cast.chapter, by=by or cast.organizer, at=clock.now())


def test_story_that_fits_them_is_put_before_the_organizer_with_its_bridge_r_040(client, cast, page):
    cares_about(cast, "Housing", "Transit")
    on_shelf(cast, "the last bus", "transit")
    on_shelf(cast, "the letter", "Schools")
    on_shelf(cast, "another one’s", "Housing", "Transit", by=cast.lead)

    shown = client.get(page).text

    for words in ("the last bus", "Where the last bus leads.", "because of Transit"):
        assert words in shown
    assert "the letter" not in shown
    assert "another one’s" not in shown


def test_without_a_fitting_story_the_shelf_is_one_step_away(client, cast, page):
    assert reverse("desk:add_story") in client.get(page).text

    on_shelf(cast, "the letter", "Schools")
    assert "Once you know what they care about" in client.get(page).text

    cares_about(cast, "Housing")
    assert "None on your shelf is about what they care about." in client.get(page).text


def test_strategy_comes_after_the_questions_and_before_the_asks_r_041(client, cast, coming, page):
    campaign = current_campaign(cast.chapter, clock.now())
    typed = {StrategyPart.LOCAL: "Save bus 12."}
    write_strategy(chapter=cast.chapter, campaign=campaign, words=typed, by=cast.lead, at=clock.now())

    shown = client.get(page).text

    assert shown.index('id="questions"') < shown.index("Save bus 12.") < shown.index('id="asks"')


def test_agenda_says_what_to_do_before_and_what_to_say_and_not(client, cast, coming, page):
    section = {
        "key": "a",
        "name": "Opening",
        "minutes": 5,
        "duties": ["Call the host"],
        "say": ["Thank you for coming"],
        "do_not_say": ["You people"],
        "exit_signs": [{"seen": "Looks at the door", "do": "Offer to stop"}],
    }
    arrange_agenda(meeting=coming, sections=[*coming.agenda, section], by=cast.organizer, at=clock.now())

    shown = client.get(page).text

    for words in (
        "Before you go",
        "Call the host",
        "Thank you for coming",
        "Do not say:",
        "You people",
        "Offer to stop",
    ):
        assert words in shown
    assert shown.index("Call the host") < shown.index('id="questions"')


def test_place_says_whether_it_is_quiet_public_and_step_free_r_019(client, cast, coming, page):
    place = Place.objects.create(chapter=cast.chapter, name="Union hall", is_quiet=True, is_step_free=True)
    now = clock.now()
    there = clock.local(now + timedelta(hours=2), cast.chapter.zone)
    when = clock.LocalTime(there.date(), there.time().replace(second=0, microsecond=0), cast.chapter.zone)
    schedule.agree(meeting=coming, when=when, minutes=45, place=place, by=cast.organizer, at=now)

    assert "(quiet, step-free)" in client.get(page).text


def test_page_is_read_in_a_minute(client, cast, page):
    """What is folded away does not count: at 250 words a minute the open part stays below one."""
    cares_about(cast, "Housing", "Transit")
    on_shelf(cast, "the last bus", "Transit")
    jot(relationship=cast.relationship, text="word " * 60, by=cast.organizer, at=clock.now())
    menu = client.get(page).context["menu"]
    client.post(page, {"do": "asks", "asks": [str(ask.pk) for ask in menu[:3]]})

    main = client.get(page).text.partition("<main ")[2].partition(">")[2].partition("</main>")[0]
    innermost = re.compile(r"<details(?! open)((?!<details).)*?</details>", flags=re.DOTALL)
    while innermost.search(main):
        main = innermost.sub(" ", main)
    seen = re.sub(r'<(\w+)[^>]*(?: hidden|class="visually-hidden")[^>]*>.*?</\1>', " ", main, flags=re.DOTALL)
    words = re.sub(r"<[^>]+>", " ", seen).split()

    assert 100 < len(words) < 250


@pytest.mark.parametrize("rows", (1, 3))
def test_cost_does_not_grow_with_promises(client, cast, page, rows, django_assert_max_num_queries):
    for row in range(rows):
        make_promise(relationship=cast.relationship, words="A ride", by=cast.organizer, at=clock.now())
        cares_about(cast, f"Issue {row}")
        on_shelf(cast, "the last bus", f"Issue {row}")

    with django_assert_max_num_queries(38):
        client.get(page)
