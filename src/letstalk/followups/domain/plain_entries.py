"""A write-up as plain values and back: what a clash keeps until its organizer decides."""

import uuid
from datetime import date, datetime, time
from typing import Any

from letstalk.campaigns.models import Ask
from letstalk.campaigns.words import SetUpKind
from letstalk.commitments.validators import Terms
from letstalk.commitments.words import Answer
from letstalk.followups.domain.debrief import (
    AskEntry,
    ConsentEntry,
    DebriefEntry,
    HeardEntry,
    NextEntry,
    PromiseEntry,
    TappedEntry,
)
from letstalk.guides.models import AgendaTemplate, GuideVersion
from letstalk.guides.words import MeetingKind
from letstalk.kit import clock
from letstalk.meetings.words import Mode
from letstalk.people.words import Answer as ConsentAnswer
from letstalk.people.words import Purpose, SaidKind

WORDS = ("note", "read_back", "common_ground", "wants_from_us", "spoke", "circle")


def as_plain(entry: DebriefEntry) -> dict[str, Any]:
    """Everything of it that can still be taken over later; that it took place stands as it is."""
    return {
        "id": str(entry.id),
        "asks": [_plain_ask(asked) for asked in entry.asks],
        "promises": [{"words": one.words, "due_on": _text(one.due_on)} for one in entry.promises],
        "next": _plain_next(entry.next) if entry.next else None,
        "consents": [
            {"purpose": one.purpose, "answer": one.answer, "words": one.words, "scope": one.scope}
            for one in entry.consents
        ],
        "issues": list(entry.issues),
        "said": {str(kind): list(said) for kind, said in entry.said.items()},
        "would_meet_others": entry.would_meet_others,
        "heard": {"version": str(entry.heard.version.pk), "answers": dict(entry.heard.answers)}
        if entry.heard
        else None,
        "tapped": {"shown": list(entry.tapped.shown), "kept": dict(entry.tapped.kept)} if entry.tapped else None,
    } | {name: getattr(entry, name) for name in WORDS}


def from_plain(plain: dict[str, Any]) -> DebriefEntry:
    return DebriefEntry(
        id=uuid.UUID(plain["id"]),
        asks=tuple(_ask(one) for one in plain["asks"]),
        promises=tuple(PromiseEntry(words=one["words"], due_on=_day(one["due_on"])) for one in plain["promises"]),
        next=_next(plain["next"]) if plain["next"] else None,
        consents=tuple(
            ConsentEntry(
                purpose=Purpose(one["purpose"]),
                answer=ConsentAnswer(one["answer"]),
                words=one["words"],
                scope=one["scope"],
            )
            for one in plain["consents"]
        ),
        issues=tuple(plain["issues"]),
        # One kept beside before a debrief asked for it says nothing of themselves.
        said={SaidKind(kind): said for kind, said in plain.get("said", {}).items()},
        # One kept beside before a debrief asked for it says nothing of it.
        would_meet_others=plain.get("would_meet_others", False),
        heard=_heard(plain.get("heard")),
        tapped=_tapped(plain.get("tapped")),
        # One kept beside before a debrief asked for some of these says nothing of them.
        **{name: plain.get(name, "") for name in WORDS},
    )


def _tapped(plain: dict[str, Any] | None) -> TappedEntry | None:
    # Kept beside before taps were ever kept, it says nothing of them.
    return TappedEntry(shown=tuple(plain["shown"]), kept=plain["kept"]) if plain else None


def _heard(plain: dict[str, Any] | None) -> HeardEntry | None:
    version = GuideVersion.objects.filter(pk=plain["version"]).first() if plain else None
    return HeardEntry(version=version, answers=plain["answers"]) if plain and version else None


def _plain_ask(asked: AskEntry) -> dict[str, Any]:
    terms = asked.terms
    return {
        "ask": str(asked.ask.pk) if asked.ask else None,
        "answer": asked.answer,
        "words": asked.words,
        "revisit_on": _text(asked.revisit_on),
        "terms": {
            "what": terms.what,
            "goal": terms.goal,
            "on": _text(terms.on),
            "time": _text(terms.time),
            "place": terms.place,
            "if_then": terms.if_then,
        }
        if terms
        else None,
        "needs": list(asked.needs),
        "arranged": asked.arranged,
    }


def _ask(plain: dict[str, Any]) -> AskEntry:
    terms = plain["terms"]
    return AskEntry(
        answer=Answer(plain["answer"]),
        ask=Ask.objects.filter(pk=plain["ask"]).first() if plain["ask"] else None,
        words=plain["words"],
        revisit_on=_day(plain["revisit_on"]),
        terms=Terms(**terms | {"on": _day(terms["on"]), "time": _hour(terms["time"])}) if terms else None,
        # One kept beside before a debrief asked for them says nothing of needs.
        needs=tuple(SetUpKind(need) for need in plain.get("needs", ())),
        arranged=plain.get("arranged", ""),
    )


def _plain_next(next: NextEntry) -> dict[str, Any]:
    return {
        "on": next.when.on.isoformat(),
        "at": next.when.at.isoformat(),
        "zone": next.when.zone,
        "minutes": next.minutes,
        "kind": next.kind,
        "place_words": next.place_words,
        "mode": next.mode,
        "mode_reason": next.mode_reason,
        "template": str(next.template.pk) if next.template else None,
    }


def _next(plain: dict[str, Any]) -> NextEntry:
    return NextEntry(
        when=clock.LocalTime(date.fromisoformat(plain["on"]), time.fromisoformat(plain["at"]), plain["zone"]),
        minutes=plain["minutes"],
        kind=MeetingKind(plain["kind"]),
        place_words=plain["place_words"],
        mode=Mode(plain["mode"]),
        mode_reason=plain["mode_reason"],
        template=AgendaTemplate.objects.filter(pk=plain["template"]).first() if plain["template"] else None,
    )


def _text(value: date | time | datetime | None) -> str | None:
    return value.isoformat() if value else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _hour(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
