"""A guide that somebody answers by themselves, one question at a time; nothing is kept on the way (R-068, R-071).

What was answered so far comes along with each page, so that no row and no cookie holds it. Left out is what only two
people can do (agree on a day, choose a next step, be introduced), and what nobody is asked unless it was chosen for
them: what needs trust first, and what speaks of 2016.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms

from letstalk.guides.domain.sheets import recordable
from letstalk.guides.fields import FieldQuestions, fields_of, name_of
from letstalk.guides.models import GuideVersion
from letstalk.guides.queries import (
    agenda_for,
    may_open,
    newest_version,
    said,
    variables_of,
    version_of,
)
from letstalk.guides.taps import telling
from letstalk.guides.walk import Prepared, Step, question_ids, words_of
from letstalk.guides.wordings import NEUTRAL
from letstalk.guides.words import GuideKind, MeetingKind, Recording
from letstalk.people.models import Chapter

NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True)
class WouldKeep:
    """One answer as it would be kept, and as people read it."""

    key: str
    question: str
    words: str
    value: Any
    policy: str


def survey_version(chapter: Chapter) -> GuideVersion | None:
    """The guide of a first conversation here, which is asked as a self-survey, too; None where nothing is asked."""
    agenda = agenda_for(MeetingKind.INTRODUCTORY, chapter)
    version = version_of(agenda) or newest_version(chapter, GuideKind.CONVERSATION)
    if version is None:
        return None
    return version if set(question_ids(version.body)) - left_out(version.body) else None


def kept_as(step: Step) -> str:
    """What may be kept of an answer here: a `Recording`; of a yes-or-no policy nothing but of such a question."""
    is_lost = step.recording == Recording.YES_NO and step.kind != "yes_no"
    return str(Recording.NEVER) if is_lost or step.kind == "note" else step.recording


class OwnAnswers:
    """The questions for what was answered so far. `data`: a form's fields; `passed`: the keys of those passed over.

    Each is asked once, of all that was named: whoever answers alone is not led through the same question again.
    """

    def __init__(self, version: GuideVersion, *, language: str, data: Any = None, passed: Iterable[str] = ()) -> None:
        self.version = version
        self.passed = set(passed)
        if data is not None:
            # What was tapped before it was passed over opens nothing.
            data = data.copy()
            for key in self.passed:
                data.pop(name_of(key), None)
        prepared = Prepared(
            variables=variables_of(version),
            facts={"language": language},
            prefer=(language, NEUTRAL),
            repeats=dict.fromkeys(question_ids(version.body), "once"),
        )
        self._questions = FieldQuestions(version, prepared, data)
        self._left_out = left_out(version.body)

    @cached_property
    def steps(self) -> list[Step]:
        """What is asked, as far as it is known by now; a question that lacks a word of the campaign's is not."""
        return [step for step in self._questions.steps if step.id not in self._left_out and not step.missing]

    @cached_property
    def done(self) -> list[Step]:
        """What was answered or passed over, in the guide's order."""
        return [step for step in self.steps if step.key in self.passed or self.answer(step) not in NOTHING]

    @property
    def next(self) -> Step | None:
        """The first question that is still open; None once the guide is through."""
        done = {step.key for step in self.done}
        return next((step for step in self.steps if step.key not in done), None)

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def before(self, key: str) -> Step | None:
        """The one done before this question, or the last of all where there is no such question."""
        earlier = [step for step in self.done if step.key != key]
        keys = [step.key for step in self.steps]
        if key in keys:
            earlier = [step for step in earlier if keys.index(step.key) < keys.index(key)]
        return earlier[-1] if earlier else None

    def answer(self, step: Step) -> Any:
        return self._questions.given.get(step.key)

    def form(self, step: Step, data: Any = None) -> forms.Form:
        """The fields of one question, with what was answered before; none where there is nothing to fill in."""
        answer = self.answer(step)
        form = forms.Form(data, label_suffix="")
        form.fields = fields_here(step)
        form.initial = {name: _typed(step, answer) for name in form.fields}
        return form

    def so_far(self, *, but: str = "") -> list[tuple[str, str]]:
        """The fields that carry all answers to the next page, without those to one question."""
        return [
            (name, str(value))
            for step in self.done
            if step.key not in (but, *self.passed)
            for name in fields_of(step)
            for value in _each(_typed(step, self.answer(step)))
        ]

    def passed_so_far(self, *, but: str = "") -> list[str]:
        return [step.key for step in self.done if step.key in self.passed and step.key != but]

    def would_keep(self) -> list[WouldKeep]:
        """Exactly what would be kept, by the recording policy of each question (R-068)."""
        steps = {step.key: step for step in self.done if step.key not in self.passed}
        answers = {key: self._told(step) for key, step in steps.items()}
        kept = recordable(self.version.body, answers)
        return [
            WouldKeep(key, steps[key].text, said(_as_asked(steps[key]), value), value, kept_as(steps[key]))
            for key, value in kept.items()
        ]

    def _told(self, step: Step) -> Any:
        answer = telling(self.answer(step))
        return words_of(step.question, answer) if step.question.get("collects") else answer


def left_out(body: Mapping[str, Any]) -> set[str]:
    """The ids of the questions nobody is asked alone, those below them included."""

    def found(questions: list[Mapping[str, Any]], *, is_above: bool) -> Iterator[str]:
        for question in questions:
            is_out = is_above or _needs_two(question) or not may_open(question)
            if is_out:
                yield question["id"]
            yield from found(question.get("questions", []), is_above=is_out)

    return set(found(body["questions"], is_above=False))


def fields_here(step: Step) -> dict[str, forms.Field]:
    """The fields of a question; what an organizer should know of it is not said to whoever is asked.

    Words that may not be kept and lead nowhere are not asked for: they are for oneself to think about.
    """
    leads_on = step.question.get("collects") or step.question.get("questions")
    if step.kind == "open" and kept_as(step) == Recording.NEVER and not leads_on:
        return {}
    return fields_of(step._replace(tone=""))


def _needs_two(question: Mapping[str, Any]) -> bool:
    acts = any(option.get("action") for option in question.get("options", ()))
    return question["kind"] == "schedule" or bool(question.get("leads_to")) or acts


def _as_asked(step: Step) -> dict[str, Any]:
    """The question with its options and digits in the words they were shown in."""
    shown = {"options": [{"id": one.id, "text": one.text} for one in step.options]} if step.options else {}
    labels = {"labels": {one.id: one.text for one in step.labels}} if step.labels else {}
    return {**step.question, **shown, **labels}


def _typed(step: Step, answer: Any) -> Any:
    """An answer as its field takes it."""
    return ", ".join(answer) if isinstance(answer, list) and step.kind == "open" else answer


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
