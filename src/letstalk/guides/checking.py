"""A draft looked over by the same rules as a pack, each mistake told beside its question or its part (R-084).

The rules are those of campaigns.pack_questions and pack_agendas. A pack tells a mistake by its line, so here every
value of the draft gets a line of its own, and a list says which question and which of its fields that line belongs to.
What moving and taking out breaks is said first, in the editor's own words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from letstalk.campaigns.pack_agendas import agenda_reader
from letstalk.campaigns.pack_questions import Asking
from letstalk.campaigns.pack_questions import Question as PackQuestion
from letstalk.campaigns.pack_reader import Wrong
from letstalk.campaigns.pack_yaml import Fields, Listing, Node, PackError, Text
from letstalk.guides.conditions import named_in, short
from letstalk.guides.rearranging import Item, every
from letstalk.kit.saying import translated

PIPED = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.+-]*)(?:\|[^{}|]*)?\}")
NEVER_WRITTEN = ("implied",)
AS_ABOVE = "as above"
GUIDE = "guide"


@dataclass(frozen=True)
class Mistake:
    """Something to put right before a draft can be published: at which question, in which of its fields."""

    question: str
    field: str
    sentence: str


@dataclass(frozen=True)
class Checked:
    """The questions as the pack's reader understood them, and what is wrong with them."""

    questions: tuple[PackQuestion, ...]
    mistakes: tuple[Mistake, ...]

    def of(self, question: str) -> list[Mistake]:
        return [mistake for mistake in self.mistakes if mistake.question == question]


def check_questions(questions: Iterable[Item], *, variables: Collection[str], asks: Collection[str] = ()) -> Checked:
    """Read a draft's questions as if they came in a pack. `variables` and `asks` are the names they may use."""
    asked = list(questions)
    ours = list(_what_looks_ahead(asked, variables))
    lines = _Lines()
    errors: list[PackError] = []
    asking = Asking(variables=variables, asks={*asks, *_asks_named(asked)}, errors=errors)
    try:
        read = asking.questions(lines.listing(asked, "", "questions"))
    except Wrong as wrong:
        errors.append(wrong.error)
        read = ()
    told = {(mistake.question, mistake.field) for mistake in ours}
    theirs = dict.fromkeys(Mistake(*lines.place(error.line), translated(error.message, _)) for error in errors)
    return Checked(read, (*ours, *(one for one in theirs if (one.question, one.field) not in told)))


def check_parts(body: Mapping[str, Any], *, questions: Collection[str]) -> list[Mistake]:
    """Read a draft of an agenda as if it came in a pack; `question` of a mistake is the key of its part.

    questions: the ids of the guide it draws on. Its texts stand as they are, so they hold no words in braces.
    """
    lines, errors = _Lines(), list[PackError]()
    asks = {ask for section in body["sections"] for ask in section.get("asks", ())}
    read = agenda_reader(guides={GUIDE: questions}, asks=asks, names=(), errors=errors)
    try:
        read(lines.agenda(body, questions))
    except Wrong as wrong:
        errors.append(wrong.error)
    return list(dict.fromkeys(Mistake(*lines.place(error.line), translated(error.message, _)) for error in errors))


def _what_looks_ahead(questions: list[Item], variables: Collection[str]) -> Iterable[Mistake]:
    """A question may only look back: what it names has to stand before it."""
    texts = {question["id"]: question["text"] for question in every(questions)}
    before: set[str] = set()
    for question in every(questions):
        for field, ids in _looks_at(question, texts, variables):
            for id in sorted(ids - before):
                yield Mistake(question["id"], field, _sentence(texts.get(id)))
        yield from _unknown_words(question, {*texts, *variables})
        before.add(question["id"])


def _looks_at(
    question: Mapping[str, Any], texts: Mapping[str, str], variables: Collection[str]
) -> Iterable[tuple[str, set[str]]]:
    yield "when", named_in(question.get("when"))
    yield "repeat", {question["repeat"]["over"]} if question.get("repeat") else set()
    yield "consent", {question["consent"]} if question.get("consent") else set()
    yield "compares", {question["compares"]["with"]} if question.get("compares") else set()
    for field, said in _spoken(question):
        yield field, {name for name in PIPED.findall(said) if name in texts and name not in variables}


def _spoken(question: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    yield "text", question["text"]
    for words in question.get("wordings", {}).values():
        yield "wordings", words


def _unknown_words(question: Mapping[str, Any], known: Collection[str]) -> Iterable[Mistake]:
    """Words in braces that stand for nothing, or for a question that was taken out."""
    for field, said in _spoken(question):
        for name in sorted({*PIPED.findall(said)} - {*known, "item"}):
            sentence = _("“{%(name)s}” stands for nothing here: no earlier question, no word of the campaign.")
            yield Mistake(question["id"], field, sentence % {"name": name})


def _sentence(text: str | None) -> str:
    if text is None:
        return _("This looks at a question that is not here any more. Choose another, or none.")
    return _("This looks at “%(question)s”, which comes only later. Move this one below it, or choose another.") % {
        "question": short(text)
    }


def _asks_named(questions: list[Item]) -> set[str]:
    """The asks that options stand for; which there are is the campaign's matter, not this editor's."""
    return {
        option["ask"] for question in every(questions) for option in question.get("options", ()) if option.get("ask")
    }


class _Lines:
    """Plain values as the pack's nodes, every one in a line of its own."""

    def __init__(self) -> None:
        self._places: list[tuple[str, str]] = []

    def place(self, line: int) -> tuple[str, str]:
        """The question and the field a line belongs to; empty where it is the guide as a whole."""
        return self._places[line - 1] if 0 < line <= len(self._places) else ("", "")

    def listing(self, questions: Iterable[Item], parent: str, field: str) -> Node:
        line = self._line(parent, field)
        above: Any = None
        items: list[Node] = []
        for question in questions:
            items.append(self._question(question, above))
            above = question.get("when") or above
        return Listing(line, tuple(items))

    def agenda(self, body: Mapping[str, Any], questions: Collection[str]) -> Node:
        """A whole agenda; parts ask only what the guide has, as when it is published."""
        sections = [
            {**section, "questions": [id for id in section.get("questions", ()) if id in questions]}
            for section in body["sections"]
        ]
        about = {
            "key": "draft",
            "meeting_kind": body["meeting_kind"],
            "name": body["name"],
            "minutes": sum(section.get("minutes", 0) for section in sections) or 40,
            "guide": GUIDE,
            "success": body.get("success_words"),
            "success_rule": body.get("success_rule"),
            "current_until": body.get("current_until"),
        }
        line = self._line("", "")
        entries: list[tuple[Text, Node]] = [
            (Text(self._line("", key), key), self._node(value, "", key)) for key, value in about.items() if value
        ]
        name = Text(self._line("", "sections"), "sections")
        items = tuple(self._section(section) for section in sections)
        return Fields(line, (*entries, (name, Listing(name.line, items))))

    def _section(self, section: Mapping[str, Any]) -> Node:
        id = section["key"]
        line = self._line(id, "name")
        return Fields(
            line, tuple((Text(self._line(id, key), key), self._node(value, id, key)) for key, value in section.items())
        )

    def _question(self, question: Mapping[str, Any], above: Any) -> Node:
        id = question["id"]
        line = self._line(id, "text")
        entries: list[tuple[Text, Node]] = []
        for key, value in question.items():
            if key in NEVER_WRITTEN:
                continue
            name = Text(self._line(id, key), key)
            if key == "questions":
                entries.append((name, self.listing(value, id, key)))
            elif key == "when" and question.get("implied") and value == above:
                entries.append((name, Text(self._line(id, key), AS_ABOVE)))
            else:
                entries.append((name, self._node(value, id, key)))
        return Fields(line, tuple(entries))

    def _node(self, value: Any, id: str, field: str) -> Node:
        line = self._line(id, field)
        if isinstance(value, Mapping):
            return Fields(
                line,
                tuple(
                    (Text(self._line(id, field), str(key)), self._node(one, id, field)) for key, one in value.items()
                ),
            )
        if isinstance(value, list | tuple):
            return Listing(line, tuple(self._node(one, id, field) for one in value))
        if isinstance(value, bool):
            return Text(line, "yes" if value else "no")
        return Text(line, str(value).strip())

    def _line(self, id: str, field: str) -> int:
        self._places.append((id, field))
        return len(self._places)
