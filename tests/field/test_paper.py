"""A sheet filled in by pen, typed in by its codes: the same debrief, with few strokes."""

import uuid
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from letstalk.campaigns.domain.asks import add_ask
from letstalk.campaigns.validators import AskWords
from letstalk.commitments.models import AskMade, Commitment, Promise
from letstalk.commitments.queries import MeetingOutcome, outcome_of
from letstalk.commitments.words import Answer
from letstalk.field.forms.paper import NotUnderstood, read_choice, read_day, read_hour
from letstalk.kit import clock
from letstalk.meetings.domain.prepare import choose_asks
from letstalk.meetings.models import Debriefed, Held, Slot
from letstalk.people.models import Consent, Note
from tests.field.test_debrief import met
from tests.moments import planned

pytestmark = pytest.mark.django_db
__all__ = ["met"]

OPTIONS = [("yes", "Yes"), ("not_now", "Not now"), ("no", "No")]
TODAY = date(2026, 11, 22)


@pytest.fixture
def page(client, cast, met) -> str:
    client.force_login(cast.organizer)
    return reverse("field:paper", args=[met.pk])


def codes(response) -> dict[str, str]:
    """What each field of the debrief is called on the sheet."""
    sections = response.context["form"].sections
    return {answer.field: answer.code for section in sections for answer, _bound in section.rows}


def in_a_week(cast) -> date:
    return clock.local_day(clock.now(), cast.chapter.zone) + timedelta(days=7)


def typed(cast, response, **answers: str) -> dict[str, str]:
    """The answers under their codes, as the page sends them."""
    named = codes(response)
    shown = response.context["form"]["shown"].value()
    given = {"ask0-answer": "1", "ask0-on": f"{in_a_week(cast):%m%d}", "ask0-time": "1930", "ask0-goal": "Two come"}
    return {"entry": str(uuid.uuid4()), "shown": shown} | {
        named[field.replace("__", "-")]: words for field, words in (given | answers).items()
    }


# --- the strokes ---


@pytest.mark.parametrize(("strokes", "meant"), [("1", "yes"), ("3", "no"), ("y", "yes"), ("not", "not_now")])
def test_choice_is_its_number_or_the_beginning_of_its_words(strokes, meant):
    assert read_choice(strokes, OPTIONS) == meant


@pytest.mark.parametrize("strokes", ("0", "4", "n", "maybe", "-1", "²"))
def test_choice_that_is_none_or_several_is_asked_again(strokes):
    with pytest.raises(NotUnderstood, match="1 to 3"):
        read_choice(strokes, OPTIONS)


@pytest.mark.parametrize(
    ("strokes", "month_first", "meant"),
    [
        ("1125", True, date(2026, 11, 25)),
        ("2511", False, date(2026, 11, 25)),
        ("3 14", True, date(2027, 3, 14)),
        ("14.3.", False, date(2027, 3, 14)),
        ("3/14/28", True, date(2028, 3, 14)),
        ("14032028", False, date(2028, 3, 14)),
        ("2026-12-01", True, date(2026, 12, 1)),
        ("1001", True, date(2026, 10, 1)),
        ("0901", True, date(2027, 9, 1)),
        ("0229", True, date(2028, 2, 29)),
    ],
)
def test_day_is_the_next_such_day_unless_its_year_is_said(strokes, month_first, meant):
    assert read_day(strokes, today=TODAY, is_month_first=month_first) == meant


@pytest.mark.parametrize("strokes", ("1432", "114", "soon", "0230", "1 2 3 4", "99999999"))
def test_day_that_is_none_is_asked_again(strokes):
    with pytest.raises(NotUnderstood, match="0314"):
        read_day(strokes, today=TODAY, is_month_first=True)


@pytest.mark.parametrize(
    ("strokes", "meant"),
    [
        ("1930", time(19, 30)),
        ("730", time(7, 30)),
        ("19", time(19)),
        ("7:30pm", time(19, 30)),
        ("7 p.m.", time(19)),
        ("12am", time(0)),
        ("19.30", time(19, 30)),
        ("9h15", time(9, 15)),
    ],
)
def test_time_is_read_as_people_write_it(strokes, meant):
    assert read_hour(strokes) == meant


@pytest.mark.parametrize("strokes", ("25", "1960", "half past", "13pm", "0pm"))
def test_time_that_is_none_is_asked_again(strokes):
    with pytest.raises(NotUnderstood, match="1930"):
        read_hour(strokes)


# --- the page ---


@pytest.mark.parametrize("who", ("lead", "administrator", "outsider"))
def test_nobody_else_types_it_in(client, cast, page, who):
    client.force_login(getattr(cast, who))

    assert client.get(page).status_code == 404
    assert client.post(page).status_code == 404


def test_page_of_the_debrief_leads_to_it(client, met, page):
    assert page in client.get(reverse("field:debrief", args=[met.pk])).text


def test_codes_go_through_the_sheet_in_order(client, page):
    shown = client.get(page)

    found = list(codes(shown).values())
    assert found[:7] == ["A1", "A2", "A3", "A4", "A5", "A6", "A7"]
    assert found[7] == "B1"
    assert [code[0] for code in found] == sorted([code[0] for code in found], key="ABMPNYHWR".index)
    assert len(set(found)) == len(found)


def test_few_strokes_make_a_firm_commitment_r_016(client, cast, met, page):
    given = typed(cast, client.get(page))

    response = client.post(page, given)

    assert response.url == met.desk_url
    assert outcome_of(met) == MeetingOutcome.SUCCESSFUL
    commitment = Commitment.objects.get()
    assert (commitment.on, commitment.goal) == (in_a_week(cast), "Two come")
    assert commitment.what == "Step a"
    assert Held.objects.get().began_at == Slot.objects.get().starts_at


def test_everything_on_the_sheet_arrives(client, cast, met, page):
    shown = client.get(page)
    given = typed(
        cast,
        shown,
        ask0__what="Bring two neighbours",
        ask1__answer="not",
        more__words="Lend us chairs",
        more__answer="4",
        promise0__words="The sign-up sheet",
        promise0__due_on=f"{in_a_week(cast):%m/%d}",
        promise3__words="A ride",
        next_on=f"{in_a_week(cast):%m%d}",
        next_at="18",
        next_place="Her kitchen",
        minutes="50",
        was_cut_short="1",
        note="She marched.\nTwice.",
        more_issues="rent, buses",
        **{"consent-keep_notes-": "1", "consent-reminders-email": "2"},
    )

    response = client.post(page, given)

    assert response.status_code == 302, response.context["form"].errors
    assert set(AskMade.objects.values_list("answer", flat=True)) == {Answer.YES, Answer.NOT_NOW, Answer.NO}
    assert sorted(promise.words for promise in Promise.objects.all()) == ["A ride", "The sign-up sheet"]
    assert Promise.objects.order_by("due_on").last().due_on == in_a_week(cast)
    assert Note.objects.get().text == "She marched.\nTwice."
    assert set(Consent.objects.values_list("purpose", "answer")) == {
        ("keep_notes", "granted"),
        ("reminders", "refused"),
    }
    held = Held.objects.get()
    assert (held.minutes, held.was_cut_short) == (50, True)
    assert Slot.objects.exclude(meeting=met).get().where == "Her kitchen"


def test_what_was_not_written_stays_as_the_sheet_had_it_printed(client, cast, met, page):
    words = AskWords(title="Host a house meeting", goal="Five come", on=in_a_week(cast), time=time(16))
    ask = add_ask(chapter=cast.chapter, words=words, by=cast.lead, at=clock.now())
    choose_asks(meeting=met, asks=[ask], by=cast.organizer, at=clock.now())
    shown = client.get(page)
    assert "left empty: 16:00" in shown.text

    client.post(page, {"entry": str(uuid.uuid4()), "A1": "1"})

    commitment = Commitment.objects.get()
    assert (commitment.what, commitment.on, commitment.goal) == ("Host a house meeting", in_a_week(cast), "Five come")
    assert outcome_of(met) == MeetingOutcome.SUCCESSFUL


def test_empty_sheet_only_says_that_it_took_place_i_8(client, met, page):
    client.post(page, {"entry": str(uuid.uuid4())})

    assert Debriefed.objects.filter(meeting=met).exists()
    assert not Commitment.objects.exists()


def test_what_cannot_be_read_is_said_beside_its_code_and_nothing_is_lost(client, cast, page):
    given = typed(cast, client.get(page), ask0__time="half past", ask0__what="Bring two neighbours", minutes="many")

    response = client.post(page, given)

    form = response.context["form"]
    assert response.status_code == 422
    assert list(form.errors) == ["A4"]
    assert "Bring two neighbours" in response.text
    assert "half past" in response.text
    assert not Debriefed.objects.exists()


def test_what_the_debrief_refuses_comes_back_to_its_code(client, cast, page):
    shown = client.get(page)
    given = typed(cast, shown, minutes="many", next_on=f"{in_a_week(cast):%m%d}", next_at="18")

    response = client.post(page, given)

    named = codes(shown)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {named["minutes"], named["next_place"]}


def test_sheet_sent_twice_is_one_debrief(client, cast, page):
    given = typed(cast, client.get(page), promise0__words="A ride")

    answers = [client.post(page, given).status_code for _time in range(2)]

    assert answers == [302, 302]
    assert (Commitment.objects.count(), Promise.objects.count(), Debriefed.objects.count()) == (1, 1, 1)


def test_codes_mean_what_they_meant_when_the_page_was_opened(client, cast, met, asks, page):
    shown = client.get(page)
    given = typed(cast, shown)
    choose_asks(meeting=met, asks=[asks[1], asks[0]], by=cast.organizer, at=clock.now())

    client.post(page, given)

    assert AskMade.objects.get().ask == asks[0]


def test_another_choice_of_asks_has_another_stamp(client, cast, met, asks, page):
    stamps = []
    for chosen in (asks[:2], asks[:2], [asks[1], asks[0]], asks[:1]):
        choose_asks(meeting=met, asks=chosen, by=cast.organizer, at=clock.now())
        stamps.append(client.get(page).context["form"].stamp)

    assert stamps[0] == stamps[1]
    assert len(set(stamps)) == 3
    assert {len(stamp) for stamp in stamps} == {4}


def test_sheet_of_a_one_on_one_written_up_already_leads_to_it(client, met, page):
    client.post(page, {"entry": str(uuid.uuid4())})

    assert client.get(page).url == met.desk_url


def test_without_a_time_there_is_nothing_to_type_in(client, cast):
    client.force_login(cast.organizer)
    idea = planned(cast)

    assert "Agree on a time first." in client.get(reverse("field:paper", args=[idea.pk])).text


@pytest.mark.parametrize("number", (1, 3))
def test_cost_does_not_grow_with_asks(client, cast, met, asks, page, number, django_assert_max_num_queries):
    choose_asks(meeting=met, asks=asks[:number], by=cast.organizer, at=clock.now())

    with django_assert_max_num_queries(22):
        client.get(page)
