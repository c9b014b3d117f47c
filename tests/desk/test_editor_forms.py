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


WITH_ANSWERS = {
    "id": "Q",
    "kind": "choice",
    "text": "Which one?",
    "options": [{"id": "a", "text": "Rent"}, {"id": "b", "text": "Buses"}],
}
ASKS = [("huddle", "Join our huddle"), ("news", "Get our news")]


def typed(**words: str) -> QuestionForm:
    """The question with something typed into its page."""
    about = {"question": WITH_ANSWERS, "earlier": [], "fixed_kind": False, "asks": ASKS}
    return QuestionForm(sent(QuestionForm(**about)) | words, **about)


def test_wording_says_question_tone_reason_and_answers_in_its_own_words_r_070():
    form = typed(
        wording_name_0="es",
        wording_text_0="¿Cuál?",
        wording_tone_0="Sin prisa.",
        wording_why_0="Para saber qué importa.",
        wording_options_0="El alquiler\r\n\r\n",
    )

    assert form.is_valid(), form.errors
    told = form.changed()
    assert told["wordings"] == {"es": "¿Cuál?"}
    assert told["tone_wordings"] == {"es": "Sin prisa."}
    assert told["why_wordings"] == {"es": "Para saber qué importa."}
    assert told["options"] == [
        {"id": "a", "text": "Rent", "wordings": {"es": "El alquiler"}},
        WITH_ANSWERS["options"][1],
    ]


def test_answer_taken_out_takes_its_other_words_along():
    form = typed(wording_name_0="es", wording_options_0="El alquiler\nLos buses", option_text_0="")

    assert form.is_valid(), form.errors
    assert form.changed()["options"] == [{"id": "b", "text": "Buses", "wordings": {"es": "Los buses"}}]


def test_more_lines_than_answers_and_words_without_a_name_are_told_beside_their_field():
    many = typed(wording_name_0="es", wording_options_0="\n".join("abcdefghijklmnop"))
    nameless = typed(wording_tone_0="Gently.")

    assert "wording_options_0" in many.errors
    assert "wording_name_0" in nameless.errors


def test_answer_names_one_of_the_campaigns_asks():
    form = typed(option_ask_0="huddle")

    assert form.is_valid(), form.errors
    assert form.changed()["options"][0]["ask"] == "huddle"
    assert not typed(option_ask_0="unheard-of").is_valid()


def test_part_of_an_agenda_names_its_asks_in_order_each_once_r_029():
    section = {"key": "ask", "name": "Ask", "minutes": 5, "points": [], "asks": ["gone"]}
    about = {"section": section, "questions": [], "asks": ASKS}
    shown = SectionForm(**about)

    form = SectionForm(sent(shown) | {"ask_0": "news", "ask_1": "huddle", "ask_2": "news"}, **about)

    assert [bound.value() for bound in shown.ask_rows] == ["gone", "", "", ""]
    assert form.is_valid(), form.errors
    assert form.changed()["asks"] == ["news", "huddle"]


def test_without_a_campaign_no_ask_is_offered():
    assert SectionForm(section={"key": "ask", "name": "Ask", "minutes": 5}, questions=[]).ask_rows == []
    assert len(QuestionForm(question=WITH_ANSWERS, earlier=[], fixed_kind=False).option_rows[0]) == 3
