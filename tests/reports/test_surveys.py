"""What came in by self-survey is read as sums by the chapter's leads, from five answers on (R-096)."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.guides.models import Guide, GuideVersion
from letstalk.kit import clock
from letstalk.reports.models import SelfSurvey
from letstalk.reports.surveys import AnswerCount, heard_of, surveys_heard
from letstalk.reports.sweeps import forget_surveys
from tests.moments import DAY, NOW

FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
FITS = {"id": "A", "kind": "yes_no", "text": "Does it fit?", "recording": "theme"}
WHICH = {
    "id": "M", "kind": "multi", "text": "Which?", "recording": "theme",
    "options": [{"id": "local", "text": "Local"}, {"id": "state", "text": "State"}],
}  # fmt: skip
TONE = {"id": "T", "kind": "open", "text": "Which words?", "collects": "words", "recording": "theme"}
OWN = {"id": "O", "kind": "open", "text": "How does it touch you?", "recording": "own_words"}


def heard(question, *values):
    return heard_of(question, list(values), {})


def shown(found) -> dict[str, int]:
    return {one.words: one.people for one in found.counts}


def test_r096_fewer_than_five_answers_to_a_question_are_not_shown():
    assert heard(FITS, *["yes"] * 4) is None
    assert heard(OWN, *["The rent."] * 4) is None


def test_r096_a_count_is_shown_from_five_on_and_never_one_that_follows_from_another():
    """Nine of eleven said yes: with the eleven beside it, the two who did not would be told."""
    all_alike = heard(FITS, *["yes"] * 5)
    few_others = heard(FITS, *["yes"] * 9, "no", "no")
    many_others = heard(FITS, *["yes"] * 6, *["no"] * 5)
    nobody_alike = heard(FITS, *["yes"] * 3, *["no"] * 3)

    assert (shown(all_alike), all_alike.answered) == ({"Yes": 5}, 5)
    assert (shown(few_others), few_others.answered) == ({"Yes": 9}, None)
    assert (shown(many_others), many_others.answered) == ({"Yes": 6, "No": 5}, 11)
    assert (shown(nobody_alike), nobody_alike.answered) == ({}, 6)


def test_r096_of_several_answers_each_is_held_against_all_who_answered():
    found = heard(WHICH, *[["local", "state"]] * 5, ["local"], ["local"])

    assert (shown(found), found.answered) == ({"Local": 7, "State": 5}, None)


def test_words_of_a_list_are_counted_whatever_their_case_and_accents():
    found = heard(TONE, *[["Loud"]] * 3, ["loud", "LOUD"], ["loud", "tired"])

    assert found.counts == (AnswerCount("Loud", 5),)


def test_own_words_are_listed_by_the_alphabet_so_that_no_entry_can_be_put_together():
    found = heard(OWN, "water", "The rent.", "buses", "wages", "air")

    assert (found.words, found.answered) == (("air", "buses", "The rent.", "wages", "water"), 5)


@pytest.fixture
def version(cast) -> GuideVersion:
    guide = Guide.objects.create(chapter=cast.chapter, key="ours", kind="conversation", title="Ours")
    return GuideVersion.objects.create(guide=guide, number=1, body={"questions": [FITS, OWN]}, published_at=NOW)


def came_in(cast, version, number: int, *, month: date = FEBRUARY, **more) -> None:
    for _one in range(number):
        answers = {"A": "yes", "O": "The rent."}
        SelfSurvey.objects.create(
            **{"chapter": cast.chapter, "version": version, "month": month, "answers": answers, "consent_words": "Yes"}
            | more
        )


@pytest.mark.django_db
def test_r096_only_a_month_that_is_over_and_has_five_is_shown(cast, version):
    came_in(cast, version, 5)
    came_in(cast, version, 4, month=date(2026, 1, 1))
    came_in(cast, version, 6, month=MARCH)
    came_in(cast, version, 6, chapter=cast.sibling)

    now = surveys_heard(cast.chapter, at=NOW)
    later = surveys_heard(cast.chapter, at=NOW + 31 * DAY, month=MARCH)

    assert (now.months, now.month) == ((FEBRUARY,), FEBRUARY)
    assert [question.answered for question in now.questions] == [5, 5]
    assert (later.months, later.month, later.questions[0].answered) == ((MARCH, FEBRUARY), MARCH, 6)


@pytest.mark.django_db
def test_leads_read_it_and_organizers_do_not(cast, version):
    last_month = (clock.now().date().replace(day=1) - timedelta(days=1)).replace(day=1)
    came_in(cast, version, 7, month=last_month)
    lead, organizer = Client(), Client()
    lead.force_login(cast.lead)
    organizer.force_login(cast.organizer)
    address = reverse("desk:hearing")

    assert "Answered by themselves" in lead.get(address).content.decode()
    assert "Answered by themselves" not in organizer.get(address).content.decode()


@pytest.mark.django_db
def test_reading_costs_the_same_for_any_number_of_answers(cast, version, django_assert_num_queries):
    came_in(cast, version, 5)
    with django_assert_num_queries(3):
        surveys_heard(cast.chapter, at=NOW)
    came_in(cast, version, 5)

    with django_assert_num_queries(3):
        surveys_heard(cast.chapter, at=NOW)


def test_what_came_in_is_forgotten_after_the_twelve_months_in_which_it_is_shown(cast, version):
    for month in (date(2025, 2, 1), date(2025, 3, 1)):
        came_in(cast, version, 5, month=month)

    gone = forget_surveys(at=NOW)

    assert (gone, set(SelfSurvey.objects.values_list("month", flat=True))) == (5, {date(2025, 3, 1)})
