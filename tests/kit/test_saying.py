"""What modules without Django say can be said in another language: mistakes in packs, rows a spreadsheet loses."""

import copy

from letstalk.campaigns.pack_format import BrokenPack, load_pack
from letstalk.guides.xlsform_in import read_xlsform
from letstalk.kit.saying import Saying, _, translated
from tests.guides.test_xlsform_in import form, row

BROKEN = """
letstalk_pack: 1
campaign:
  key: Clean River
  nmae: Clean River
  length_days: many
guides:
  - key: talk
    kind: chat
    title: Talk
    version: 1
    questions:
      - {id: A, kind: yes_no, text: "<b>Do you?</b>"}
      - {id: A, kind: scale, text: "How {much}?"}
      - {id: B, kind: open, text: Why?, when: {question: Z, equals: yes}}
agenda_templates:
  - {key: first, meeting_kind: introductory, name: First, minutes: 40, guide: none, sections: []}
"""
ELSEWHERE = {
    "%(what)s needs a line “%(key)s: …”.": "In %(what)s fehlt die Zeile „%(key)s: …“.",
    "a campaign": "einer Kampagne",
}


def in_german(pattern: str) -> str:
    return ELSEWHERE.get(pattern, pattern)


def mistakes() -> list[str]:
    try:
        load_pack(BROKEN.strip())
    except BrokenPack as broken:
        return [error.message for error in broken.errors]
    raise AssertionError("The pack was taken.")


def test_every_mistake_in_a_pack_can_be_said_in_another_language():
    found = mistakes()

    assert len(found) >= 8
    assert [message for message in found if not isinstance(message, Saying)] == []


def test_blanks_are_said_in_that_language_too_and_sentences_begin_with_a_capital():
    missing = next(message for message in mistakes() if "needs a line “name" in message)

    assert missing == "A campaign needs a line “name: …”."
    assert translated(missing, in_german) == "In einer Kampagne fehlt die Zeile „name: …“."
    assert translated(copy.deepcopy(missing), in_german) == translated(missing, in_german)


def test_what_is_no_saying_stays_as_it_is():
    assert translated("Clean River", in_german) == "Clean River"
    assert translated(_("a campaign"), in_german) == "einer Kampagne"


def test_every_row_a_spreadsheet_loses_can_be_said_in_another_language():
    source = form(
        row("geopoint", "where"),
        row("text", "why", relevant="regex(${where}, 'x')", required="yes", colour="red"),
        row("select_one missing", "which"),
        row("note", "sum", relevant="${a} + 1"),
        row("text", "late", relevant="${nowhere} = 'x'"),
        row("begin repeat", "again"),
        more=[("media", ["a"], [{"a": "x"}])],
    )

    refused = read_xlsform(source).refused

    assert len(refused) >= 6
    assert [one.why for one in refused if not isinstance(one.why, Saying)] == []
