"""The guide as a self-survey: asked in full, kept only by policy, after a look and a yes (R-068, R-071, R-096)."""

import re
import uuid

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from letstalk.campaigns.domain.action_page import close_action_page, open_action_page
from letstalk.guides.models import Guide, GuideVersion
from letstalk.guides.surveying import OwnAnswers, kept_as
from letstalk.journal.models import Entry
from letstalk.people.models import Person
from letstalk.reports.domain.surveys import FROM_ONE_PLACE
from letstalk.reports.models import SelfSurvey
from tests.campaign import adopted
from tests.moments import NOW

QUESTIONS = [
    {"id": "A", "kind": "yes_no", "text": "Does it fit?", "recording": "never", "questions": [
        {"id": "A1", "kind": "open", "text": "In what way?", "when": {"question": "A", "equals": "yes"}},
    ]},
    {"id": "B", "kind": "open", "text": "Which words?", "collects": "words", "recording": "theme", "questions": [
        {"id": "B1", "kind": "yes_no", "text": "You said {B|and}. Ever been so?", "recording": "yes_no"},
    ]},
    {"id": "C", "kind": "open", "text": "How does it touch you?", "recording": "own_words"},
    {"id": "D", "kind": "open", "text": "What else?", "recording": "yes_no"},
    {"id": "E", "kind": "schedule", "text": "When are you free?", "recording": "theme", "questions": [
        {"id": "E1", "kind": "open", "text": "Why then?", "recording": "theme"},
    ]},
    {"id": "F", "kind": "yes_no", "text": "Would you like to meet others?", "recording": "yes_no",
     "leads_to": "introduction"},
    {"id": "G", "kind": "yes_no", "text": "Did you vote?", "recording": "never", "only_with_trust": True},
]  # fmt: skip
VERSION = GuideVersion(guide=Guide(title="Ours"), number=1, body={"questions": QUESTIONS})


def answering(said: str = "", *passed: str) -> OwnAnswers:
    data = QueryDict("&".join(f"heard-{one}" for one in said.split(";") if one))
    return OwnAnswers(VERSION, language="en", data=data, passed=passed)


def test_r071_branches_open_and_words_are_piped_on_the_way():
    on_the_way = answering("A=yes;B=loud, tired", "A1")

    assert [step.key for step in answering("A=yes").steps][:2] == ["A", "A1"]
    assert (on_the_way.next.key, on_the_way.next.text) == ("B1", "You said loud and tired. Ever been so?")


def test_what_only_two_can_do_is_left_out_with_all_below_it():
    assert [step.key for step in answering().steps] == ["A", "B", "C", "D"]


def test_r068_exactly_what_the_policies_allow_would_be_kept():
    """Nothing of `never`, of `yes_no` only the yes or no, a theme as its words."""
    told = answering("A=yes;A1=so;B=loud, tired;B1=rather_not_say;C=The rent.;D=words")

    assert {line.key: line.value for line in told.would_keep()} == {"B": ["loud", "tired"], "C": "The rent."}
    assert [line.key for line in answering("B=loud;B1=no").would_keep()] == ["B", "B1"]
    assert [kept_as(step) for step in told.steps] == ["never", "never", "theme", "yes_no", "own_words", "never"]


def test_r071_what_was_passed_over_opens_nothing_and_is_not_kept():
    told = answering("A=yes;B=loud", "A", "B")

    assert told.next.key == "C"
    assert told.would_keep() == []


def test_one_step_back_shows_the_question_with_its_answer_and_carries_the_rest():
    told = answering("A=no;B=loud;B1=no")
    before = told.before("C")

    assert before.key == "B1"
    assert told.form(before).initial == {"heard-B1": "no"}
    assert told.so_far(but="B1") == [("heard-A", "no"), ("heard-B", "loud")]


def test_what_no_form_offers_is_not_taken_for_an_answer():
    assert answering("A=perhaps;Z=1").done == []


@pytest.fixture
def page(cast):
    adopted(cast)
    return open_action_page(chapter=cast.chapter, places="Riverside", by=cast.lead, at=NOW)


def carried(answer) -> dict[str, list[str]]:
    """The hidden fields of a page, as a browser sends them with its next button."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode()):
        found.setdefault(name, []).append(value)
    return found


def at(page) -> str:
    return reverse("public:questions", args=[page.chapter.slug])


def the_end(page, **typed: str):
    """The page that shows what would be kept, for these answers."""
    browser = Client()
    begun = carried(browser.get(at(page)))
    return browser.post(at(page), begun | {f"heard-{key}": value for key, value in typed.items()} | {"go": "look"})


def sent(page, ended, *keys: str, **more: str):
    return Client().post(at(page), carried(ended) | {"keep": list(keys), "yes": "on", "go": "send"} | more)


@pytest.mark.django_db
def test_without_scripts_one_question_leads_to_the_next_and_says_what_is_kept(client, page):
    first = client.get(at(page))
    second = client.post(at(page), carried(first) | {"heard-Q6": "yes", "go": "next"})
    after = client.post(at(page), carried(second) | {"heard-Q6a": "The school", "go": "next"})
    back = client.post(at(page), carried(after) | {"go": "back"})

    assert "What you choose is kept, once you send it." in first.content.decode()
    assert "Of this the theme is kept" in second.content.decode()
    assert "What was it about?" in second.content.decode()
    assert carried(after)["heard-Q6"] == ["yes"]
    assert "What made you go?" in after.content.decode()
    assert ">\nThe school</textarea>" in back.content.decode()
    assert not any(answer.cookies for answer in (first, second, after, back))
    assert SelfSurvey.objects.count() == 0


@pytest.mark.django_db
def test_r068_only_with_a_yes_and_only_what_was_left_in_is_kept(cast, page):
    """Anonymous: the month and no day, no person, no line in the journal."""
    people, lines = Person.objects.count(), Entry.objects.count()
    ended = the_end(page, Q6="yes", Q6a="The school", Q8="loud", Q8a="yes")
    shown = ended.content.decode()

    refused = Client().post(at(page), carried(ended) | {"keep": ["Q6"], "go": "send"})
    slipped_in = sent(page, ended, "Q6", "Q8a")
    thanked = sent(page, ended, "Q6", "Q8")

    assert re.findall(r'name="keep" value="([^"]+)" checked', shown) == ["Q6", "Q6a", "Q8"]
    assert (refused.status_code, slipped_in.status_code) == (422, 422)
    assert thanked.headers["Location"].endswith("?said=thanks")
    row = SelfSurvey.objects.get()
    assert row.answers == {"Q6": "yes", "Q8": ["loud"]}
    assert (row.chapter, row.month.day) == (cast.chapter, 1)
    assert "without my name" in row.consent_words
    assert (Person.objects.count(), Entry.objects.count()) == (people, lines)


@pytest.mark.django_db
def test_what_was_left_out_stays_so_when_another_answer_is_changed(page):
    ended = the_end(page, Q6="yes", Q8="loud")

    changing = Client().post(at(page), carried(ended) | {"keep": ["Q8"], "change": "Q8"})
    again = Client().post(at(page), carried(changing) | {"heard-Q8": "tired", "go": "end"})

    assert re.findall(r'name="keep" value="([^"]+)"( checked)?', again.content.decode()) == [
        ("Q6", ""),
        ("Q8", " checked"),
    ]


@pytest.mark.django_db
def test_sent_twice_it_is_one(page):
    ended = the_end(page, Q6="yes")

    sent(page, ended, "Q6")
    sent(page, ended, "Q6")

    assert SelfSurvey.objects.count() == 1


@pytest.mark.django_db
def test_r096_how_to_reach_somebody_is_not_taken_down(page):
    ended = the_end(page, Q6="yes", Q6a="Ask ben@example.org")

    answer = sent(page, ended, "Q6", "Q6a")
    changing = Client().post(at(page), carried(answer) | {"change": "Q6a"})

    assert answer.status_code == 422
    assert ">\nAsk ben@example.org</textarea>" in changing.content.decode()
    assert "Leave out: “ben@example.org”" in answer.content.decode()
    assert SelfSurvey.objects.count() == 0


@pytest.mark.django_db
def test_nothing_kept_leaves_nothing_to_send(page):
    ended = the_end(page, Q8a="yes")

    answer = sent(page, ended)

    assert "send" not in re.findall(r'name="go" value="(\w+)"', ended.content.decode())
    assert answer.status_code == 422
    assert SelfSurvey.objects.count() == 0


@pytest.mark.django_db
def test_machines_and_floods_are_not_let_in(page):
    ended = the_end(page, Q6="yes")

    trapped = sent(page, ended, "Q6", website="http://example.org")
    tries = [sent(page, ended, "Q6", entry=str(uuid.uuid4())).status_code for _try in range(FROM_ONE_PLACE + 1)]

    assert trapped.status_code == 302
    assert (tries[0], tries[-1]) == (302, 429)
    assert SelfSurvey.objects.count() == FROM_ONE_PLACE


@pytest.mark.django_db
def test_questions_published_anew_begin_again(client, page):
    """R-085: an answer is never read by another version of its question."""
    first = carried(client.get(at(page)))

    answer = client.post(at(page), first | {"version": str(uuid.uuid4()), "heard-Q6": "yes", "go": "look"})

    assert "begin again" in answer.content.decode()
    assert "heard-Q6" not in carried(answer)


@pytest.mark.django_db
def test_it_is_there_while_the_actions_page_is_open(client, cast, page):
    desk = Client()
    desk.force_login(cast.lead)
    linked = at(page) in client.get(reverse("public:action", args=[page.chapter.slug])).content.decode()
    told = at(page) in desk.get(reverse("desk:action_page", args=[cast.chapter.pk])).content.decode()

    close_action_page(page=page, by=cast.lead, at=NOW)

    assert (linked, told, client.get(at(page)).status_code) == (True, True, 404)
