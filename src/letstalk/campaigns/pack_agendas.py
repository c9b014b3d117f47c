"""The agendas of a pack: the course of one kind of one-on-one, section by section (R-033, R-034)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from letstalk.campaigns.pack_plain import fields_of
from letstalk.campaigns.pack_questions import FACTS, Asking, Condition, condition_as_dict, spoken
from letstalk.campaigns.pack_reader import (
    Reader,
    Record,
    Wrong,
    day,
    each,
    key,
    keyed,
    known,
    number,
    one_of,
    text,
)
from letstalk.campaigns.pack_yaml import Node, PackError, nodes_of
from letstalk.kit.saying import _

MEETING_KINDS = FACTS["meeting_kind"]
# What a one-on-one of this agenda counts as success: the seed's rule, or that both agreed on a next time (I-6).
SUCCESS_RULES = ("commitment", "continue")
MOST_HINTS = 10
MOST_MINUTES = 480
MOST_SECTION_MINUTES = 240


@dataclass(frozen=True)
class ExitSign:
    """Something seen in the other person that says they want to leave, and what the organizer does then."""

    seen: str
    do: str


@dataclass(frozen=True)
class Section:
    """A part of an agenda; minutes are hints (R-034). ``questions`` are ids of the agenda's guide.

    ``duties`` are done before the one-on-one. ``asks`` are made in order, the next one only after a no. ``at_least``:
    the minutes it keeps when all of it has to be shorter. ``when``: a condition made of what is known beforehand.
    """

    key: str
    name: str
    minutes: int
    at_least: int = 0
    when: Condition | None = None
    duties: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    do_not_say: tuple[str, ...] = ()
    exit_signs: tuple[ExitSign, ...] = ()
    questions: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The section as plain values, fit for JSON: points and questions always, the rest where there is any."""
        given = fields_of(self, {"when": self.when and condition_as_dict(self.when)})
        return {"points": [], "questions": []} | given


@dataclass(frozen=True)
class Agenda:
    """The course of one kind of one-on-one (R-033). ``adapted_from``: the agenda of this pack it was made from."""

    key: str
    meeting_kind: str
    name: str
    minutes: int
    adapted_from: str = ""
    guide: str = ""
    success: str = ""
    success_rule: str = "commitment"
    current_until: date | None = None
    credit: str = ""
    licence: str = ""
    sections: tuple[Section, ...] = ()


def agenda_reader(
    *, guides: Mapping[str, Collection[str]], asks: Collection[str], names: Collection[str], errors: list[PackError]
) -> Reader[Agenda]:
    """A reader of agendas. ``guides``: the ids of the questions of each guide; ``names``: the variables there are."""
    before: list[str] = []

    def read_agenda(node: Node) -> Agenda:
        record = Record(node, errors, _("an agenda"))
        guide = record.may("guide", known(guides, _("guide")), "")
        section = _section_reader(ids=guides.get(guide, ()), asks=asks, names=names, errors=errors)
        agenda = Agenda(
            key=record.need("key", key, ""),
            meeting_kind=record.need("meeting_kind", one_of(MEETING_KINDS), MEETING_KINDS[0]),
            name=record.need("name", text(200), ""),
            minutes=record.need("minutes", number(1, MOST_MINUTES), 40),
            adapted_from=record.may("adapted_from", known(before, _("agenda above this one")), ""),
            guide=guide,
            success=record.may("success", spoken(300, names), ""),
            success_rule=record.may("success_rule", one_of(SUCCESS_RULES), SUCCESS_RULES[0]),
            current_until=record.may("current_until", day, None),
            credit=record.may("credit", text(300), ""),
            licence=record.may("licence", text(200), ""),
            sections=record.need("sections", keyed(section, errors, _("section"), most=20), ()),
        )
        total = sum(section.minutes for section in agenda.sections)
        if not agenda.sections and "sections" in record.values:
            record.complain("sections", _("An agenda has at least one section: write one, or take the agenda out."))
        # A course without a clock is one, too: all its sections have 0 minutes.
        if total and total != agenda.minutes:
            message = _(
                "The sections add up to %(total)s minutes: write %(total)s, or change the sections.", total=total
            )
            record.complain("minutes", message)
        record.close()
        before.append(agenda.key)
        return agenda

    return read_agenda


def _section_reader(
    *, ids: Collection[str], asks: Collection[str], names: Collection[str], errors: list[PackError]
) -> Reader[Section]:
    facts = Asking(variables=names, asks=(), errors=errors)
    hints = each(spoken(400, names), errors, most=MOST_HINTS)

    def read_section(node: Node) -> Section:
        record = Record(node, errors, _("a section"))
        section = Section(
            key=record.need("key", key, ""),
            name=record.need("name", text(120), ""),
            minutes=record.need("minutes", number(0, MOST_SECTION_MINUTES), 0),
            at_least=record.may("at_least", number(0, MOST_SECTION_MINUTES), 0),
            when=record.may("when", facts.fact_condition, None),
            duties=record.may("duties", hints, ()),
            points=record.may("points", each(spoken(400, names), errors, most=20), ()),
            say=record.may("say", hints, ()),
            do_not_say=record.may("do_not_say", hints, ()),
            exit_signs=record.may("exit_signs", each(_exit_sign_reader(names, errors), errors, most=MOST_HINTS), ()),
            questions=record.may("questions", each(known(ids, _("question")), errors, most=100), ()),
            asks=record.may("asks", each(known(asks, _("ask")), errors, most=4), ()),
        )
        if section.at_least > section.minutes:
            message = _(
                "This section has %(minutes)s minutes: it cannot keep %(at_least)s when all is shorter.",
                minutes=section.minutes,
                at_least=section.at_least,
            )
            record.complain("at_least", message)
        record.close()
        return section

    return read_section


def _exit_sign_reader(names: Collection[str], errors: list[PackError]) -> Reader[ExitSign]:
    def read_exit_sign(node: Node) -> ExitSign:
        record = Record(node, errors, _("an exit sign"))
        sign = ExitSign(
            seen=record.need("seen", spoken(200, names), ""),
            do=record.need("do", spoken(300, names), ""),
        )
        record.close()
        return sign

    return read_exit_sign


def section_of(plain: Mapping[str, Any]) -> Section:
    """A section out of what ``to_dict`` gave; keys that no section has are left behind.

    Raises ValueError where its condition is none.
    """
    texts = ("duties", "points", "say", "do_not_say", "questions", "asks")
    return Section(
        key=plain["key"],
        name=plain["name"],
        minutes=plain["minutes"],
        at_least=plain.get("at_least", 0),
        when=_condition_of(plain["when"]) if plain.get("when") else None,
        exit_signs=tuple(ExitSign(sign["seen"], sign["do"]) for sign in plain.get("exit_signs", ())),
        **{part: tuple(plain.get(part, ())) for part in texts},
    )


def _condition_of(plain: Mapping[str, Any]) -> Condition:
    errors: list[PackError] = []
    try:
        found = Asking(variables=(), asks=(), errors=errors).fact_condition(nodes_of(plain))
    except Wrong as wrong:
        raise ValueError(wrong.error.message) from wrong
    if errors:
        raise ValueError(errors[0].message)
    return found


def as_written(agenda: Agenda) -> dict[str, Any]:
    """The agenda as a pack writes it."""
    sections = [
        fields_of(section, {"when": section.when and condition_as_dict(section.when)}) for section in agenda.sections
    ]
    return fields_of(agenda, {"sections": sections})
