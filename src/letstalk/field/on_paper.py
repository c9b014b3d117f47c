"""A one-on-one on paper: what its screens show, as plain values for the sheets to print (R-067)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from letstalk.campaigns.models import Ask
from letstalk.campaigns.queries import Suggestion
from letstalk.field.forms.debrief import asked_in
from letstalk.field.forms.paper import PaperForm
from letstalk.field.forms.paper_answers import PaperAnswer
from letstalk.field.preparing import prepare_context
from letstalk.followups.queries import Prepare
from letstalk.followups.write_up import write_up_page
from letstalk.graphics.print_sheets import (
    Block,
    DebriefSheet,
    Line,
    Panel,
    PaperPart,
    PaperQuestion,
    Part,
    PocketCard,
    PrepareSheet,
    shortened,
)
from letstalk.kit import days
from letstalk.meetings.models import Meeting, Slot

A_WEEK = timedelta(days=7)
# So much of each fits on one page in a size that can be read; the rest is on the phone.
MOST_OF_NOTE = 400
MOST_OF_WORDS = 200
MOST_OF_LINE = 150
MOST_LINES = 6
MOST_QUESTIONS = 8
TALLY = 8
LINES_FOR_PROMISES = 3
POINTS_AT_A_GLANCE = 4


def prepare_sheet(meeting: Meeting, *, at: datetime) -> PrepareSheet:
    """The page of the ten minutes before, as its screen says it."""
    shown = prepare_context(meeting, at=at)
    page: Prepare = shown["page"]
    today = shown["today"]
    parts = [
        Part(_("Last time"), _last_time(page)),
        Part(_("You promised"), [_promised(promise, today) for promise in page.promises[:MOST_LINES]]),
        Part(_("They said they’d do"), [_agreed(one, today) for one in page.commitments[:MOST_LINES]]),
        Part(_("Why this conversation"), _lines([meeting.reason or meeting.get_purpose_display()], MOST_OF_NOTE)),
        Part(_("Makes it easy"), _lines([", ".join(page.needs)])),
        Part(_("Cares about"), _lines([", ".join(page.issues)])),
        Part(_("Before you go"), _lines(shown["duties"][:MOST_LINES], mark="box")),
        Part(_("Questions to carry"), _questions(shown["lines"])),
        Part(_("A story of yours"), _story(shown["suggestion"])),
        Part(_("Strategy"), [Line(shortened(card.words, MOST_OF_WORDS)) for card in shown["strategy"]]),
        Part(_("Asks you might make"), _asks(page, today)),
        Part(_("What to say, and what not"), _hints(shown["hints"])),
    ]
    return PrepareSheet(
        name=_neutral(),
        title=meeting.person.name,
        facts=_when_and_where(page.slot, shown["place_is"], today),
        parts=[part for part in parts if part.lines],
        foot=_("For your eyes only. Tear it up once you have written up how it went."),
    )


def pocket_card(meeting: Meeting, *, at: datetime) -> PocketCard:
    """Four panels to fold: course, questions, asks with a tally of promises, close. No notes, and no surname."""
    shown = prepare_context(meeting, at=at)
    page: Prepare = shown["page"]
    slot = page.slot
    course = Block("", _lines([_until(slot)] if slot else []))
    return PocketCard(
        name=_neutral(),
        panels=[
            Panel(meeting.person.first_name, [course, *_course(shown["sections"])]),
            Panel(_("Questions"), [Block("", _questions(shown["lines"], strong=False))]),
            Panel(_("Asks, and your promises"), [Block("", _asks(page, shown["today"])), _tally()]),
            Panel(_("Before you part"), _close(meeting, at=at)),
        ],
    )


def debrief_sheet(form: PaperForm, meeting: Meeting, *, slot: Slot | None, today: date) -> DebriefSheet:
    """Boxes and lines for every answer of the debrief, each with the code it is typed in by."""
    return DebriefSheet(
        name=_neutral(),
        title=_("After %(name)s") % {"name": meeting.person.first_name},
        facts=[*([_moment(slot, today)] if slot else []), _("Leave empty what was not.")],
        parts=[
            PaperPart(section.label, [_on_paper(answer, form) for answer in section.answers], section.hint)
            for section in form.on_paper
        ],
        day_hint=_("month, day") if form.is_month_first else _("day, month"),
        stamp=_("Sheet %(stamp)s") % {"stamp": form.stamp},
        foot=_("For your eyes only. Tear it up once it is typed in."),
    )


def _neutral() -> str:
    """A file's own title is seen in lists and windows: it says nothing of anyone."""
    return pgettext("neutral title of a printed sheet", "Our conversation")


def _day(day: date, today: date) -> str:
    """Never "tomorrow": a sheet may be read on another day than it was printed."""
    return days.day_said(day, today - A_WEEK)


def _moment(slot: Slot, today: date) -> str:
    return days.moment_said(slot.starts_at, slot.zone, today - A_WEEK)


def _lines(texts: Iterable[str], most: int = MOST_OF_WORDS, **more: Any) -> list[Line]:
    return [Line(shortened(text, most), **more) for text in texts if text.strip()]


def _when_and_where(slot: Slot | None, place_is: Sequence[str], today: date) -> list[str]:
    if slot is None:
        return []
    minutes = ngettext("%(number)d minute", "%(number)d minutes", slot.minutes) % {"number": slot.minutes}
    when = f"{_moment(slot, today)} · {minutes} · {slot.get_mode_display()}"
    where = f"{slot.where} ({', '.join(place_is)})" if place_is else slot.where
    return [when, *([shortened(where, MOST_OF_WORDS)] if where else [])]


def _until(slot: Slot) -> str:
    hours = f"{days.time_said(slot.starts_at, slot.zone)}–{days.time_said(slot.ends_at, slot.zone)}"
    return f"{hours} · {slot.where}" if slot.where else hours


def _last_time(page: Prepare) -> list[Line]:
    if page.last_note:
        return _lines([page.last_note], MOST_OF_NOTE)
    if page.last_held:
        return [Line(_("You met on %(day)s.") % {"day": date_format(page.last_held.began_at, "j F")})]
    return [Line(_("This is the first time."))]


def _promised(promise: Any, today: date) -> Line:
    late = pgettext("a promise", "late")
    by = late if promise.due_on < today else _day(promise.due_on, today)
    return Line(shortened(promise.words, MOST_OF_LINE), note=by, mark="box")


def _agreed(commitment: Any, today: date) -> Line:
    note = _day(commitment.on, today) if commitment.on else ""
    return Line(shortened(commitment.what, MOST_OF_LINE), note=note)


def _questions(lines: Sequence[Any], *, strong: bool = True) -> list[Line]:
    texts = [line.text for line in lines[:MOST_QUESTIONS]]
    return [Line(shortened(text, MOST_OF_WORDS), mark="number", strong=strong) for text in texts]


def _story(suggestion: Suggestion | None) -> list[Line]:
    if suggestion is None:
        return []
    story = suggestion.story
    return [
        Line(story.title, note=shortened(story.words, MOST_OF_WORDS), strong=True),
        *_lines([story.bridge]),
    ]


def _asks(page: Prepare, today: date) -> list[Line]:
    if page.late_promises:
        return [Line(_("First repair your promise. Then ask, another time."))]
    return [
        Line(ask.title, note=shortened(_day_and_goal(ask, today), MOST_OF_LINE), mark="box", strong=True)
        for ask in page.asks
    ]


def _day_and_goal(ask: Ask, today: date) -> str:
    when = _day(ask.on, today) if ask.on else ""
    if when and ask.at:
        when = f"{when}, {ask.at:%H:%M}"
    return " · ".join(words for words in (when, ask.place, ask.goal or ask.what) if words)


def _hints(sections: Sequence[Mapping[str, Any]]) -> list[Line]:
    """In words, since the faces that print hold no ticks, crosses or arrows."""
    found: list[str] = []
    for section in sections:
        found += [_("Say: %(words)s") % {"words": words} for words in section.get("say", ())]
        found += [_("Do not say: %(words)s") % {"words": words} for words in section.get("do_not_say", ())]
        found += [
            _("When you see: %(seen)s. Then: %(do)s") % {"seen": sign["seen"], "do": sign["do"]}
            for sign in section.get("exit_signs", ())
        ]
    return _lines(found[: MOST_LINES * 2], MOST_OF_LINE)


def _course(sections: Sequence[Mapping[str, Any]]) -> list[Block]:
    """The agenda at a glance; what the close is about has a panel of its own."""
    points = [section.get("points", ())[:POINTS_AT_A_GLANCE] for section in sections[:-1]]
    return [
        Block(_section_said(section), _lines(own, MOST_OF_LINE))
        for section, own in zip(sections, [*points, ()], strict=False)
    ]


def _section_said(section: Mapping[str, Any]) -> str:
    minutes = section.get("minutes")
    if not minutes:
        return str(section["name"])
    return _("%(section)s · %(minutes)d min") % {"section": section["name"], "minutes": minutes}


def _tally() -> Block:
    return Block(_("Promises you made: tick one for each"), [Line("", mark="write")] * LINES_FOR_PROMISES, tally=TALLY)


def _close(meeting: Meeting, *, at: datetime) -> list[Block]:
    """Read back, and can be shown: what they do, what you do, when you talk next, what may be kept, words for no."""
    page = write_up_page(meeting, at=at)
    return [
        Block(
            pgettext("shown to the person", "What you’ll do"),
            [Line("", mark="write"), Line(_("Day, time, and how we both know it is done"), mark="write")],
        ),
        Block(pgettext("shown to the person", "What I’ll do"), [Line("", mark="write")]),
        Block(_("When we talk next"), [Line(_("Day, time and place"), mark="write")]),
        Block(_("What may I keep?"), _lines([asked_in(page.lists, *one) for one in page.to_ask], mark="box")),
        Block(
            _("Words for no, as good as a yes"),
            _lines([_("Not this time."), _("Ask me after …"), _("I would rather not say.")]),
        ),
    ]


def _on_paper(answer: PaperAnswer, form: PaperForm) -> PaperQuestion:
    usual = form.stands_already(answer)
    label = f"{answer.label} ({usual})" if usual else answer.label
    return PaperQuestion(
        code=answer.code,
        label=shortened(label, MOST_OF_WORDS),
        kind=answer.kind,
        options=[words for _value, words in answer.options],
        lines=answer.lines,
        beside=answer.field.endswith("-due_on"),
    )
