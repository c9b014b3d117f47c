"""A pack: one text file that holds a whole campaign, read into frozen values and written out again (R-008, R-084).

``load_pack`` gives a Pack or a BrokenPack with every mistake, each with its line and what to write instead.
``dump_pack`` writes a pack so that it loads to an equal one; what it writes is the same from the second time on.
docs/packs.md explains the format to people. Pure: no Django, no files, no clock; nothing in a pack ever runs.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from letstalk.campaigns import pack_agendas, pack_questions
from letstalk.campaigns.pack_agendas import MEETING_KINDS, Agenda, ExitSign, Section, agenda_reader
from letstalk.campaigns.pack_designs import design_reader
from letstalk.campaigns.pack_plain import fields_of
from letstalk.campaigns.pack_questions import Asking, Question
from letstalk.campaigns.pack_reader import (
    Named,
    Reader,
    Record,
    Wrong,
    day,
    each,
    flag,
    key,
    keyed,
    matching,
    named,
    naming,
    number,
    one_of,
    refuse_unknown,
    text,
)
from letstalk.campaigns.pack_telling import (
    UNTOLD,
    Blank,
    Graphic,
    Story,
    Strategy,
    graphic_reader,
    story_reader,
    strategy_reader,
)
from letstalk.campaigns.pack_yaml import BrokenPack, Listing, Node, PackError, read_nodes, write_text
from letstalk.graphics.pictures import Design
from letstalk.kit.saying import _

__all__ = [
    "ACCESS",
    "ASK_ACTIONS",
    "COMPANY",
    "COUNTED",
    "FOLLOW_UP_KINDS",
    "GUIDE_KINDS",
    "MEETING_KINDS",
    "MOTIVES",
    "RISKS",
    "SET_UP",
    "VERSION",
    "Action",
    "Agenda",
    "Ask",
    "Blank",
    "BrokenPack",
    "Campaign",
    "Design",
    "ExitSign",
    "Graphic",
    "Guide",
    "Pack",
    "PackError",
    "Question",
    "Section",
    "Story",
    "Strategy",
    "Timing",
    "Variable",
    "dump_pack",
    "load_pack",
]

VERSION = 1
GUIDE_KINDS = ("conversation", "report")
ASK_ACTIONS = ("join_team", "national_action", "local_action", "start_own", "news", "other")
RISKS = ("none", "arrest", "work")
COMPANY = ("with_someone", "meets_people", "alone")
MOTIVES = ("protect", "belong", "learn", "useful", "heard", "justice")
ACCESS = ("step_free", "toilet", "seats", "signing", "hearing", "quiet", "remote")
SET_UP = ("directions", "ride", "child_care", "interpreter", "buddy", "training", "materials")
FULLY = 100
FOLLOW_UP_KINDS = ("gratitude", "reinforce", "keep_promise", "deepen", "beyond_team", "custom")
COUNTED = ("after_held", "after_agreed", "before_due", "after_missed", "after_promised", "every")
VARIABLE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
PLACE = re.compile(r"([1-9]\d{0,2}) of ([1-9]\d{0,2})")
HASHTAG = re.compile(r"#\w{1,59}")
LINK = re.compile(r"(?=.{1,200}$)(https?://)?([A-Za-z0-9-]+\.)+[A-Za-z]{2,}(:\d{1,5})?(/[^\s<>\"']*)?")


@dataclass(frozen=True)
class Variable:
    """A word the campaign's texts leave open, such as {administration} (R-083)."""

    default: str = ""
    description: str = ""


@dataclass(frozen=True)
class Campaign:
    """The campaign as such: lengths and words, no first day (adopting the pack asks for it).

    ``series`` is what it is part of, ``place`` which part: "8 of 10". ``length_days`` is its window.
    """

    key: str
    name: str
    series: str = ""
    place: str = ""
    length_days: int = 100
    language: str = "en"
    link: str = ""
    hashtag: str = ""
    credit: str = ""
    licence: str = ""
    current_until: date | None = None
    variables: Mapping[str, Variable] = field(default_factory=dict)

    def defaults(self) -> dict[str, str]:
        """Each variable with the value it has until an organizer changes it; empty where there is none."""
        return {name: variable.default for name, variable in self.variables.items()}


@dataclass(frozen=True)
class Action:
    """One numbered action. Days are counted from the campaign's first, from 1; without days it runs throughout."""

    number: int
    title: str
    from_day: int
    to_day: int
    ours: bool = False
    wanted: int | None = None


@dataclass(frozen=True)
class Ask:
    """Something an organizer can ask for (R-091); the date comes from the calendar, not from the pack.

    ``rung`` is where it leads on the ladder, 1 to 6. What follows it says whom the ask suits; what is left out is not
    known. ``motives`` says how far it serves each, of a hundred; ``before`` names the asks that come first.
    """

    key: str
    title: str
    action: str
    what: str = ""
    why: str = ""
    rung: int | None = None
    goal: str = ""
    place: str = ""
    how_to: str = ""
    issues: tuple[str, ...] = ()
    motives: Mapping[str, int] = field(default_factory=dict)
    uses: tuple[str, ...] = ()
    teaches: tuple[str, ...] = ()
    minutes: int | None = None
    company: str = ""
    urgency: int | None = None
    risk: str = RISKS[0]
    solves: tuple[str, ...] = ()
    child_care: bool | None = None
    access: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    least_age: int | None = None
    before: tuple[str, ...] = ()
    set_up: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guide:
    """A question guide in one version (R-086)."""

    key: str
    kind: str
    title: str
    version: int
    language: str = "en"
    partisan: bool = False
    current_until: date | None = None
    credit: str = ""
    licence: str = ""
    questions: tuple[Question, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The guide as guides/walk.py reads it, and as a guide version keeps it; fit for JSON."""
        return fields_of(self, {"questions": [question.to_dict() for question in self.questions]})

    def every_question(self) -> list[Question]:
        """All questions in the order they stand, sub-questions after their parent."""
        return [one for question in self.questions for one in question.with_branches()]


@dataclass(frozen=True)
class Timing:
    """When a follow-up is due (b.4), counted from something that happens; ``up_to`` ends a span in the same unit."""

    kind: str
    counted: str
    days: int | None = None
    hours: int | None = None
    minutes: int | None = None
    up_to: int | None = None
    note: str = ""

    @property
    def latest_hours(self) -> float:
        """The end of the span in hours."""
        return max(self._hours(self.up_to or 0), self._hours(self.days or self.hours or self.minutes or 0))

    def _hours(self, amount: int) -> float:
        if self.days is not None:
            return amount * 24
        return amount if self.hours is not None else amount / 60


@dataclass(frozen=True)
class Pack:
    """A whole campaign."""

    campaign: Campaign
    actions: tuple[Action, ...] = ()
    asks: tuple[Ask, ...] = ()
    guides: tuple[Guide, ...] = ()
    agenda_templates: tuple[Agenda, ...] = ()
    follow_up_timings: tuple[Timing, ...] = ()
    strategy: Strategy = UNTOLD
    stories: tuple[Story, ...] = ()
    graphics: tuple[Graphic, ...] = ()
    designs: tuple[Design, ...] = ()

    def guide(self, key: str) -> Guide:
        """The guide with this key; LookupError when the pack has none."""
        return {guide.key: guide for guide in self.guides}[key]


def load_pack(source: str) -> Pack:
    """The pack this text holds; BrokenPack with everything that has to be put right."""
    errors: list[PackError] = []
    try:
        pack = _pack(read_nodes(source), errors)
    except Wrong as wrong:
        raise BrokenPack([*errors, wrong.error]) from wrong
    if errors:
        raise BrokenPack(errors)
    return pack


def dump_pack(pack: Pack) -> str:
    """The pack as text: what has its usual value is left out, the order is always the same (R-084)."""
    guides = [fields_of(guide, {"questions": pack_questions.as_written(guide.questions)}) for guide in pack.guides]
    agendas = [pack_agendas.as_written(agenda) for agenda in pack.agenda_templates]
    plain = fields_of(pack, {"guides": guides, "agenda_templates": agendas})
    return write_text({"letstalk_pack": VERSION} | plain)


def _pack(node: Node, errors: list[PackError]) -> Pack:
    record = Record(node, errors, _("a pack"))
    record.need("letstalk_pack", number(VERSION, VERSION), VERSION)
    campaign = record.need("campaign", lambda part: _campaign(part, errors), Campaign("", ""))
    names = campaign.variables
    before: list[Named] = []
    asks = record.may("asks", keyed(lambda part: _ask(part, names, before, errors), errors, _("ask"), most=100), ())
    ask_keys = [ask.key for ask in asks]
    refuse_unknown(before, ask_keys, errors, _("ask"))
    guides = record.may(
        "guides", keyed(lambda part: _guide(part, names, ask_keys, errors), errors, _("guide"), most=60), ()
    )
    question_ids = {guide.key: [question.id for question in guide.every_question()] for guide in guides}
    pack = Pack(
        campaign=campaign,
        actions=record.may(
            "actions",
            keyed(lambda part: _action(part, campaign, errors), errors, _("action"), most=100, by="number"),
            (),
        ),
        asks=asks,
        guides=guides,
        agenda_templates=record.may(
            "agenda_templates",
            keyed(
                agenda_reader(guides=question_ids, asks=ask_keys, names=names, errors=errors),
                errors,
                _("agenda"),
                most=60,
            ),
            (),
        ),
        follow_up_timings=record.may(
            "follow_up_timings", each(lambda part: _timing(part, errors), errors, most=60), ()
        ),
        strategy=record.may("strategy", strategy_reader(names, errors), UNTOLD),
        stories=record.may("stories", keyed(story_reader(errors), errors, _("story"), most=200), ()),
        graphics=record.may("graphics", keyed(graphic_reader(names, errors), errors, _("graphic"), most=60), ()),
        designs=record.may("designs", keyed(design_reader(errors), errors, _("design"), most=12), ()),
    )
    record.close()
    return pack


def _campaign(node: Node, errors: list[PackError]) -> Campaign:
    record = Record(node, errors, _("a campaign"))
    campaign = Campaign(
        key=record.need("key", key, ""),
        name=record.need("name", text(200), ""),
        series=record.may("series", text(200), ""),
        place=record.may("place", _place, ""),
        length_days=record.may("length_days", number(1, 3650), 100),
        language=record.may("language", _language, "en"),
        link=record.may("link", _link, ""),
        hashtag=record.may("hashtag", _hashtag, ""),
        credit=record.may("credit", text(300), ""),
        licence=record.may("licence", text(200), ""),
        current_until=record.may("current_until", day, None),
        variables=record.may("variables", _variables(errors), {}),
    )
    record.close()
    return campaign


def _variables(errors: list[PackError]) -> Reader[dict[str, Variable]]:
    def read_variable(node: Node) -> Variable:
        record = Record(node, errors, _("a variable"))
        variable = Variable(
            default=record.may("default", text(200), ""),
            description=record.need("description", text(300), ""),
        )
        record.close()
        return variable

    return named(read_variable, errors, names=VARIABLE, most=60)


def _action(node: Node, campaign: Campaign, errors: list[PackError]) -> Action:
    record = Record(node, errors, _("an action"))
    days = number(1, campaign.length_days)
    action = Action(
        number=record.need("number", number(1, 100), 1),
        title=record.need("title", text(200), ""),
        from_day=record.may("from_day", days, 1),
        to_day=record.may("to_day", days, campaign.length_days),
        ours=record.may("ours", flag, False),
        wanted=record.may("wanted", number(1, 1_000_000), None),
    )
    if action.to_day < action.from_day:
        record.complain(
            "to_day",
            _("This action would end before it begins: write %(from_day)s or a later day.", from_day=action.from_day),
        )
    record.close()
    return action


def _ask(node: Node, names: Collection[str], before: list[Named], errors: list[PackError]) -> Ask:
    record = Record(node, errors, _("an ask"))
    words = each(text(60), errors, most=12)
    ask = Ask(
        key=record.need("key", key, ""),
        title=record.need("title", pack_questions.spoken(120, names), ""),
        action=record.need("action", one_of(ASK_ACTIONS), "other"),
        what=record.may("what", pack_questions.spoken(300, names), ""),
        why=record.may("why", pack_questions.spoken(300, names), ""),
        rung=record.may("rung", number(1, 6), None),
        goal=record.may("goal", pack_questions.spoken(200, names), ""),
        place=record.may("place", pack_questions.spoken(200, names), ""),
        how_to=record.may("how_to", pack_questions.spoken(2000, names, lines=True), ""),
        issues=record.may("issues", words, ()),
        motives=record.may("motives", _motives(errors), {}),
        uses=record.may("uses", words, ()),
        teaches=record.may("teaches", words, ()),
        minutes=record.may("minutes", number(1, 24 * 60), None),
        company=record.may("company", one_of(COMPANY), ""),
        urgency=record.may("urgency", number(0, 100), None),
        risk=record.may("risk", one_of(RISKS), RISKS[0]),
        solves=record.may("solves", words, ()),
        child_care=record.may("child_care", flag, None),
        access=record.may("access", each(one_of(ACCESS), errors, most=len(ACCESS)), ()),
        languages=record.may("languages", each(_language, errors, most=12), ()),
        least_age=record.may("least_age", number(1, 120), None),
        before=record.may("before", each(naming(before), errors, most=8), ()),
        set_up=record.may("set_up", each(one_of(SET_UP), errors, most=len(SET_UP)), ()),
    )
    if ask.key in ask.before:
        record.complain("before", _("Nothing can come before itself: name another ask, or leave this out."))
    record.close()
    return ask


def _motives(errors: list[PackError]) -> Reader[dict[str, int]]:
    """A list of what it serves, or lines that say how far, of a hundred."""
    listed = each(one_of(MOTIVES), errors, most=len(MOTIVES))
    graded = named(number(1, FULLY), errors, names=re.compile("|".join(MOTIVES)), most=len(MOTIVES))

    def read_motives(node: Node) -> dict[str, int]:
        return dict.fromkeys(listed(node), FULLY) if isinstance(node, Listing) else graded(node)

    return read_motives


def _guide(node: Node, names: Collection[str], asks: Collection[str], errors: list[PackError]) -> Guide:
    record = Record(node, errors, _("a guide"))
    asking = Asking(variables=names, asks=asks, errors=errors)
    guide = Guide(
        key=record.need("key", key, ""),
        kind=record.need("kind", one_of(GUIDE_KINDS), GUIDE_KINDS[0]),
        title=record.need("title", text(200), ""),
        version=record.need("version", number(1, 1_000_000), 1),
        language=record.may("language", _language, "en"),
        partisan=record.may("partisan", flag, False),
        current_until=record.may("current_until", day, None),
        credit=record.may("credit", text(300), ""),
        licence=record.may("licence", text(200), ""),
        questions=record.need("questions", asking.questions, ()),
    )
    if not guide.questions and "questions" in record.values:
        record.complain("questions", _("A guide has at least one question: write one, or take the guide out."))
    record.close()
    return guide


def _timing(node: Node, errors: list[PackError]) -> Timing:
    record = Record(node, errors, _("a follow-up timing"))
    amount = number(0, 10_000)
    timing = Timing(
        kind=record.need("kind", one_of(FOLLOW_UP_KINDS), "custom"),
        counted=record.need("counted", one_of(COUNTED), COUNTED[0]),
        days=record.may("days", amount, None),
        hours=record.may("hours", amount, None),
        minutes=record.may("minutes", amount, None),
        up_to=record.may("up_to", amount, None),
        note=record.may("note", text(300), ""),
    )
    if sum(given is not None for given in (timing.days, timing.hours, timing.minutes)) != 1:
        errors.append(PackError(node.line, _("Write one of days, hours or minutes, such as “hours: 24”.")))
    record.close()
    return timing


def _place(node: Node) -> str:
    found = PLACE.fullmatch(_as_place(node))
    if found is None or int(found[1]) > int(found[2]):
        raise Wrong(node, _("This place lies behind the last: write which one it is and how many there are."))
    return found[0]


_language = matching(LANGUAGE, _("write a language code, such as “en” or “es”"))
_as_place = matching(PLACE, _("write which one it is and how many there are, such as “8 of 10”"))
_link = matching(LINK, _("write an address such as www.example.org/why, without spaces"))
_hashtag = matching(HASHTAG, _("write one word after #, in quotes, such as “#WhyWeResist”"))
