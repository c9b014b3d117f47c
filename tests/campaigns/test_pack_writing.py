"""Whatever people typed can be written into a pack, and words that were filled in are found again (R-083, R-084)."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from letstalk.campaigns import pack_format
from letstalk.campaigns.pack_agendas import section_of
from letstalk.campaigns.pack_format import Ask, Campaign, Pack, dump_pack, load_pack
from letstalk.campaigns.pack_questions import FACTS, questions_of
from letstalk.campaigns.pack_reader import KEY
from letstalk.campaigns.pack_writing import as_in_pack, filled, fit, key_for
from letstalk.guides.walk import FACTS as WALKED_FACTS
from letstalk.guides.words import MeetingKind
from letstalk.meetings.words import Mode
from letstalk.people.words import Stage

SHIPPED = Path(pack_format.__file__).parent / "packs" / "womens-march.yaml"
EVERY = [SHIPPED, *sorted((Path(__file__).parent.parent / "cases" / "packs").glob("*.yaml"))]
ANYTHING = st.text(max_size=80)


@given(title=ANYTHING, how_to=ANYTHING)
@example("<b>Come</b> {now}", "a: b\r\n\r\n  - c\t\x00 d \n{e|and}")
@example("< script", " \u2028 ")
@example("{{a}}", "<<<a>")
def test_whatever_was_typed_is_fit_for_a_pack_and_stays_the_same_from_then_on(title, how_to):
    written = fit(title, most=120) or "x"
    ask = Ask("a", written, "other", how_to=fit(how_to, most=2000, lines=True))

    text = dump_pack(Pack(Campaign("k", "K"), asks=(ask,)))

    assert load_pack(text).asks == (ask,)
    assert dump_pack(load_pack(text)) == text
    assert fit(written, most=120) == written
    assert fit(ask.how_to, most=2000, lines=True) == ask.how_to


@given(title=ANYTHING, taken=st.lists(st.sampled_from(["ask", "ask-2", "come-on-thursday"]), unique=True))
@example("Come on Thursday!", ["come-on-thursday"])
@example("Приходите", ["ask"])
@example("10 chairs", [])
def test_every_name_gives_a_key_that_nobody_has(title, taken):
    key = key_for(title, taken, otherwise="ask")

    assert KEY.fullmatch(key)
    assert key not in taken


def test_words_that_were_filled_in_are_found_again_and_others_are_written_as_they_stand():
    variables = {"team_word": "circle"}
    shown = filled("Join our {team_word} by {day}", variables, most=120)

    assert shown == "Join our circle by [day]"
    assert as_in_pack(shown, variables, ["Come", "Join our {team_word} by {day}"], most=120) == (
        "Join our {team_word} by {day}"
    )
    assert as_in_pack("Join us", variables, ["Join our {team_word}"], most=120) == "Join us"


@pytest.mark.parametrize("file", EVERY, ids=lambda file: file.stem)
def test_r085_questions_and_sections_come_back_from_how_their_rows_keep_them(file):
    pack = load_pack(file.read_text("utf-8"))

    for guide in pack.guides:
        assert questions_of(guide.to_dict()["questions"]) == guide.questions
    for agenda in pack.agenda_templates:
        assert tuple(section_of(section.to_dict()) for section in agenda.sections) == agenda.sections


def test_what_is_no_list_of_questions_is_refused():
    with pytest.raises(ValueError, match="is not one of the choices"):
        questions_of([{"id": "A", "kind": "slider", "text": "So?"}])


def test_facts_have_the_names_and_values_that_walker_and_rooms_use():
    assert tuple(FACTS) == WALKED_FACTS
    assert FACTS["meeting_kind"] == tuple(MeetingKind.values)
    assert FACTS["stage"] == tuple(Stage.values)
    assert FACTS["mode"] == tuple(Mode.values)
