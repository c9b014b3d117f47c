"""Sheets keep what a question's recording policy allows, unreadable in the database (R-068, R-071, R-078, R-085)."""

import pytest
from django.db import connection
from django.http import Http404

from letstalk.guides.access import own_sheet_or_404
from letstalk.guides.domain.sheets import NotOfThisGuide, erase_answers, fill_sheet, recordable
from letstalk.guides.models import GuideVersion, Sheet, SheetAnswer
from letstalk.guides.queries import answers_of
from letstalk.kit.refusal import NothingWritten
from tests.campaign import adopted
from tests.moments import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cast) -> GuideVersion:
    adopted(cast)
    return GuideVersion.objects.get(guide__key="why-we-resist")


def filled(cast, version, answers) -> Sheet:
    return fill_sheet(chapter=cast.chapter, version=version, answers=answers, by=cast.organizer, at=NOW)


def test_r068_what_is_never_to_be_recorded_is_dropped_whoever_sends_it(cast, version):
    answers = {"Q1": "no", "Q2": "yes", "Q3": "Because.", "Q5": "yes", "Q7": "no", "Q7c": "Papers.", "Q8a": "yes"}

    sheet = filled(cast, version, answers)

    assert answers_of(sheet) == {}


def test_r068_themes_and_own_words_are_kept_and_a_yes_or_no_without_its_words(cast, version):
    answers = {
        "Q6": "yes",
        "Q6a": " Night buses ",
        "Q6b": "My sister asked me.",
        "Q11": ["Rents", " ", "Schools"],
        "Q11c": "Yes, Maria next door",
        "Q11c.i": "yes",
    }

    sheet = filled(cast, version, answers)

    assert answers_of(sheet) == {
        "Q6": "yes",
        "Q6a": "Night buses",
        "Q6b": "My sister asked me.",
        "Q11": ["Rents", "Schools"],
        "Q11c.i": "yes",
    }


def test_r068_words_about_a_third_person_are_kept_only_with_their_yes():
    body = {
        "questions": [
            {"id": "ok", "kind": "yes_no", "text": "Have they said yes?"},
            {"id": "who", "kind": "open", "text": "Who is it?", "recording": "own_words", "consent": "ok"},
        ]
    }

    assert recordable(body, {"ok": "yes", "who": "Ada"}) == {"who": "Ada"}
    assert recordable(body, {"ok": "no", "who": "Ada"}) == {}
    assert recordable(body, {"who": "Ada"}) == {}
    assert recordable(body, {"ok@a": "yes", "who@a": "Ada", "ok@b": "no", "who@b": "Ben"}) == {"who@a": "Ada"}


def test_r071_what_was_not_said_leaves_no_trace(cast, version):
    sheet = filled(cast, version, {"Q6a": "", "Q8": [], "Q9": None, "Q11c": "rather_not_say"})

    assert SheetAnswer.objects.filter(sheet=sheet).count() == 0


def test_r078_answers_about_single_issues_stay_with_their_issue(cast, version):
    answers = {"Q11": ["Rents", "Schools"], "Q11b@Rents": "We moved twice.", "Q11b@Schools": "My son’s class."}

    sheet = filled(cast, version, answers)

    assert answers_of(sheet) == answers


def test_answers_and_what_they_were_asked_about_are_unreadable_in_the_database(cast, version):
    filled(cast, version, {"Q11": ["Rents"], "Q11b@Rents": "We moved twice."})

    with connection.cursor() as cursor:
        cursor.execute("SELECT question, item, value FROM guides_sheetanswer")
        kept = " ".join(
            str(bytes(part)) if isinstance(part, memoryview) else str(part) for row in cursor for part in row
        )

    assert "Q11b" in kept
    assert "Rents" not in kept
    assert "moved" not in kept


def test_a_question_that_is_not_in_this_version_is_refused_and_nothing_is_lost_in_silence(cast, version):
    with pytest.raises(NotOfThisGuide):
        filled(cast, version, {"Q6": "yes", "Q99": "A new question."})

    assert Sheet.objects.count() == 0


def test_an_answer_of_a_whole_book_is_refused_beside_its_question(cast, version):
    with pytest.raises(NothingWritten) as refused:
        filled(cast, version, {"Q6b": "x" * 4001})

    assert list(refused.value.errors) == ["Q6b"]


def test_only_the_author_opens_a_sheet(cast, version):
    sheet = filled(cast, version, {"Q6": "yes"})

    assert own_sheet_or_404(cast.organizer, sheet.pk) == sheet
    for somebody in (cast.lead, cast.administrator, cast.founder, cast.outsider):
        with pytest.raises(Http404):
            own_sheet_or_404(somebody, sheet.pk)


def test_erasing_the_answers_leaves_the_sheet_to_be_counted(cast, version):
    sheet = filled(cast, version, {"Q6": "yes", "Q6a": "Night buses"})

    removed = erase_answers([sheet.pk])

    assert (removed, answers_of(sheet), Sheet.objects.count()) == (2, {}, 1)
