"""The editor's forms and every capability the test packs hold: what is shown and sent back unchanged stays so."""

from pathlib import Path
from typing import Any

import pytest
from django.forms import BaseForm

from letstalk.campaigns.pack_format import load_pack
from letstalk.desk.card_preview import preview_of
from letstalk.desk.forms.agendas import SectionForm
from letstalk.desk.forms.guides import QuestionForm
from letstalk.desk.outline import question_rows
from letstalk.guides.checking import check_parts, check_questions
from letstalk.guides.rearranging import before, every

PACKS = sorted((Path(__file__).parent.parent / "cases" / "packs").glob("*.yaml"))


def sent(form: BaseForm) -> dict[str, Any]:
    """What a browser would send of the form as it was shown."""
    shown = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in shown.items() if value not in (None, False)}


def unlike(questions: list[dict[str, Any]]) -> list[str]:
    """The questions that come back otherwise than they were shown."""
    found = []
    for question in every(questions):
        about = {"question": question, "earlier": before(questions, question["id"]), "fixed_kind": False}
        form = QuestionForm(sent(QuestionForm(**about)), **about)
        if not form.is_valid() or form.changed() != question:
            found.append(f"{question['id']}: {dict(form.errors)} {form.changed()}")
    return found


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_whatever_a_pack_can_say_passes_through_the_editor_unharmed(path):
    pack = load_pack(path.read_text(encoding="utf-8"))
    variables = list(pack.campaign.variables)

    for guide in pack.guides:
        questions = guide.to_dict().get("questions", [])
        checked = check_questions(questions, variables=variables)
        rows = question_rows(questions, checked, variables=pack.campaign.defaults(), at="", way="")
        assert unlike(questions) == []
        assert checked.mistakes == ()
        assert len(rows) == len(list(every(questions)))
        assert all(preview_of(questions, row.id, variables={}) for row in rows)


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_whatever_an_agenda_can_say_passes_through_the_editor_unharmed(path):
    pack = load_pack(path.read_text(encoding="utf-8"))

    for agenda in pack.agenda_templates:
        ids = [question.id for question in pack.guide(agenda.guide).every_question()] if agenda.guide else []
        questions = [{"id": id, "text": id, "depth": 1} for id in ids]
        sections = [section.to_dict() for section in agenda.sections]
        for section in sections:
            form = SectionForm(
                sent(SectionForm(section=section, questions=questions)), section=section, questions=questions
            )
            assert form.is_valid(), form.errors
            assert form.changed() == section
        body = {"name": agenda.name, "meeting_kind": agenda.meeting_kind, "sections": sections}
        assert [one for one in check_parts(body, questions=ids) if "{" not in one.sentence] == []


def test_a_condition_too_deep_for_lines_is_kept_until_it_is_let_go():
    either = {"or": [{"and": [{"question": "A", "equals": "yes"}, {"fact": "first_meeting", "equals": True}]}]}
    question = {"id": "B", "kind": "open", "text": "And then?", "when": either}
    about = {"question": question, "earlier": [{"id": "A", "kind": "yes_no", "text": "So?"}], "fixed_kind": True}
    kept = QuestionForm(sent(QuestionForm(**about)), **about)
    let_go = QuestionForm(
        sent(QuestionForm(**about)) | {"keep_when": "", "when_0": '{"equals": "no", "question": "A"}'}, **about
    )

    assert kept.is_valid()
    assert let_go.is_valid()
    assert kept.changed() == question
    assert let_go.changed()["when"] == {"question": "A", "equals": "no"}
