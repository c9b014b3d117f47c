"""What two devices said differently about a one-on-one, field by field, for its page and its gate."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from letstalk.accounts.models import User
from letstalk.campaigns.models import Ask
from letstalk.commitments.models import AskMade, Commitment, Promise, is_agreed
from letstalk.commitments.words import Answer
from letstalk.followups.introduction_pages import wishes_to_meet
from letstalk.followups.models import Clash
from letstalk.followups.words import Choice, EntryKind
from letstalk.guides.models import GuideVersion
from letstalk.guides.queries import answers_of, every_question, questions_of, said, variables_of
from letstalk.guides.walk import fill
from letstalk.kit import clock, days
from letstalk.meetings.models import Debriefed, Meeting, Slot
from letstalk.meetings.tapped import answers_in, said_of, tapped_of
from letstalk.meetings.words import Circle, Mode, Spoke
from letstalk.people.models import Consent, Note, Tagging, folded
from letstalk.people.queries.said import said_of_people
from letstalk.people.words import ONE_AT_A_TIME, SaidKind, TagKind, said_in_words
from letstalk.people.words import Answer as ConsentAnswer

TERMS = ("what", "on", "time", "goal", "place", "if_then")
WORDS = ("read_back", "common_ground", "wants_from_us")
OWN_VIEW: tuple[tuple[str, Any, type[Spoke] | type[Circle]], ...] = (
    ("spoke", _lazy("Who spoke more?"), Spoke),
    ("circle", _lazy("Are they from outside the circle you usually talk with?"), Circle),
)


@dataclass(frozen=True)
class Field:
    """One thing both speak of, or only the other: its words as they stand and as the other says them.

    is_added: nothing of the kind stands against it, so that taking it adds to what stands. is_fixed: shown, not chosen.
    """

    key: str
    label: str
    stands: str
    other: str
    is_added: bool = False
    is_fixed: bool = False


@dataclass(frozen=True)
class Shown:
    """A clash as its page shows it. `fields`: where the two differ; none where it was left to be read."""

    clash: Clash
    fields: list[Field]

    @cached_property
    def is_settled(self) -> bool:
        return _decided(self.clash) is not None


def clashes_of(meeting: Meeting, *, at: datetime, report_is_open: Callable[[], bool]) -> list[Shown]:
    """Those to decide first, then those left to be read; what was thrown away is gone.

    report_is_open is asked only where there is something to decide.
    """
    rows = Clash.objects.filter(meeting=meeting).select_related("settled").order_by("at", "pk")
    left = [clash for clash in rows if _decided(clash) in (None, Choice.BOTH)]
    return [
        Shown(clash, [] if _decided(clash) else fields_of(clash, at=at, report_is_open=report_is_open()))
        for clash in left
    ]


def own_clash_or_404(user: User, clash_id: UUID) -> Clash:
    rows = Clash.objects.select_related("meeting__relationship", "meeting__person", "meeting__chapter")
    clash = rows.filter(pk=clash_id, meeting__organizer=user, meeting__person__erased_at__isnull=True).first()
    if clash is None:
        raise Http404
    return clash


def fields_of(clash: Clash, *, at: datetime, report_is_open: bool = True) -> list[Field]:
    """Where the other one says something that does not stand, in the order of the write-up.

    report_is_open: what was sent to the chapter stays as it was sent, so those answers are shown and not chosen.
    """
    plain, meeting = clash.words["entry"], clash.meeting
    if clash.kind != EntryKind.DEBRIEF:
        return [_choice(clash.kind, plain, meeting)]
    today = clock.local_day(at, meeting.chapter.zone)
    found = [
        *_asks(plain["asks"], meeting, today),
        *_promises(plain["promises"], meeting, today),
        *_next(plain["next"], meeting, today),
        *_consents(plain["consents"], meeting),
        *_words(plain, meeting),
        *_issues(plain["issues"], meeting),
        *_said_of_themselves(plain.get("said", {}), meeting),
        *_wish_to_meet(plain.get("would_meet_others", False), meeting),
        *_tapped(plain.get("tapped"), meeting),
        *_heard(plain.get("heard"), meeting, is_fixed=not report_is_open),
    ]
    return [field for field in found if field.other and field.stands != field.other]


def taking(plain: Mapping[str, Any], meeting: Meeting, taken: Collection[str]) -> dict[str, Any]:
    """Of the other write-up only the fields taken, the rest as it stands: what a verb is given to take over."""
    asks = (_ask_taking(asked, meeting, f"ask{place}", taken) for place, asked in enumerate(plain["asks"]))
    heard = plain.get("heard")
    answers = {key: answer for key, answer in (heard["answers"] if heard else {}).items() if f"heard.{key}" in taken}
    return {
        "id": plain["id"],
        "asks": [asked for asked in asks if asked],
        "promises": [one for place, one in enumerate(plain["promises"]) if f"promise{place}" in taken],
        "next": _next_taking(plain["next"], meeting, taken),
        "consents": [one for one in plain["consents"] if _consent_key(one) in taken],
        "issues": [name for place, name in enumerate(plain["issues"]) if f"issue{place}" in taken],
        "said": {kind: said for kind, said in plain.get("said", {}).items() if f"said.{kind}" in taken},
        "would_meet_others": plain.get("would_meet_others", False) and "would_meet_others" in taken,
        "tapped": plain.get("tapped") if "tapped" in taken else None,
        "heard": {"version": heard["version"], "answers": answers} if heard and answers else None,
    } | {name: plain.get(name, "") if name in taken else "" for name in ("note", *WORDS, "spoke", "circle")}


# --- what was asked, and agreed ---


def asked_before(meeting: Meeting, *, ask: UUID | None, words: str) -> AskMade | None:
    """The same ask as it was answered in this one-on-one."""
    rows = AskMade.objects.filter(meeting=meeting).select_related("ask").order_by("-at", "pk")
    if ask is not None:
        return rows.filter(ask=ask).first()
    # Words are sealed, so they are compared one by one; nobody makes more than a handful of asks.
    return next((made for made in rows.filter(ask__isnull=True) if made.words == words.strip()), None)


def standing_commitment(made: AskMade | None) -> Commitment | None:
    return Commitment.objects.open().filter(meeting=made.meeting_id, ask_made=made).first() if made else None


def _asks(asks: list[dict[str, Any]], meeting: Meeting, today: date) -> Iterator[Field]:
    for place, other in enumerate(asks):
        made = asked_before(meeting, ask=_id(other["ask"]), words=other["words"])
        if made is None:
            title = _title(other)
            yield Field(f"ask{place}", title, "", _answer_said(other, today, whole=True), is_added=True)
        else:
            yield from _answers(f"ask{place}", made, other, today)


def _answers(prefix: str, made: AskMade, other: Mapping[str, Any], today: date) -> Iterator[Field]:
    """Answer against answer; where both are a yes, term against term."""
    standing = standing_commitment(made)
    is_both_yes = standing is not None and is_agreed(Answer(other["answer"]))
    here: dict[str, Any] = {"answer": made.answer, "revisit_on": _iso(made.revisit_on), "terms": _terms(standing)}
    stands, said = (_answer_said(one, today, whole=not is_both_yes) for one in (here, other))
    # A yes that was seen through or let go by now is not agreed again, and one yes is as good as another.
    is_over = is_agreed(Answer(made.answer)) and is_agreed(Answer(other["answer"]))
    yield Field(f"{prefix}.answer", made.title, stands, said, is_fixed=is_over)
    if is_both_yes and other["terms"]:
        for name in TERMS:
            label = f"{made.title}: {_term_label(name)}"
            yield Field(
                f"{prefix}.{name}",
                label,
                _term_said(name, (here["terms"] or {}).get(name), today),
                _term_said(name, other["terms"][name], today),
            )


def _ask_taking(other: Mapping[str, Any], meeting: Meeting, prefix: str, taken: Collection[str]) -> dict[str, Any]:
    """The ask as it would stand; empty where nothing of it is taken."""
    own = {key.partition(".")[2] for key in taken if key == prefix or key.startswith(f"{prefix}.")}
    if not own:
        return {}
    made = asked_before(meeting, ask=_id(other["ask"]), words=other["words"])
    standing = standing_commitment(made)
    if made is None or standing is None or not is_agreed(Answer(other["answer"])):
        return dict(other)
    terms = {name: other["terms"][name] if name in own else value for name, value in _terms(standing).items()}
    return dict(other) | {"answer": other["answer"] if "answer" in own else made.answer, "terms": terms}


def _terms(commitment: Commitment | None) -> dict[str, Any]:
    if commitment is None:
        return {}
    return {
        "what": commitment.what,
        "goal": commitment.goal,
        "on": _iso(commitment.on),
        "time": _iso(commitment.at),
        "place": commitment.place,
        "if_then": commitment.if_then,
    }


def _title(other: Mapping[str, Any]) -> str:
    ask = Ask.objects.filter(pk=other["ask"]).first() if other["ask"] else None
    return ask.title if ask else other["words"]


def _answer_said(asked: Mapping[str, Any], today: date, *, whole: bool) -> str:
    """The answer, and with `whole` what was agreed or when to ask again."""
    words = [str(Answer(asked["answer"]).label)]
    if whole:
        terms = asked["terms"] or {}
        words += [_term_said(name, terms.get(name), today) for name in TERMS]
        words.append(_term_said("on", asked["revisit_on"], today))
    return " · ".join(word for word in words if word)


def _term_label(name: str) -> str:
    return {
        "what": _("What will they do?"),
        "on": _("Date"),
        "time": _("Time"),
        "goal": _("Goal: how will you both know?"),
        "place": _("Where?"),
        "if_then": _("If it is …, then they will …"),
    }[name]


def _term_said(name: str, value: str | None, today: date) -> str:
    if not value:
        return ""
    if name == "on":
        return days.day_said(date.fromisoformat(value), today)
    return f"{time.fromisoformat(value):%H:%M}" if name == "time" else value


# --- what was promised, and when they meet next ---


def _promises(promises: list[dict[str, Any]], meeting: Meeting, today: date) -> Iterator[Field]:
    made = {promise.words: promise for promise in Promise.objects.filter(meeting=meeting)}
    for place, other in enumerate(promises):
        standing = made.get(other["words"].strip())
        if standing is None:
            said = " · ".join(filter(None, [other["words"], _term_said("on", other["due_on"], today)]))
            yield Field(f"promise{place}", _("What you promised"), "", said, is_added=True)
        elif other["due_on"]:
            label = _("By when: %(promise)s") % {"promise": standing.words}
            stands, said = (_term_said("on", day, today) for day in (_iso(standing.due_on), other["due_on"]))
            yield Field(f"promise{place}", label, stands, said)


def _next(other: dict[str, Any] | None, meeting: Meeting, today: date) -> Iterator[Field]:
    if other is None:
        return
    here = _next_standing(meeting)
    if here is None:
        said = " · ".join(filter(None, [_when_said(other, today), other["place_words"]]))
        yield Field("next", _("Next time you meet"), "", said, is_added=True)
        return
    yield Field("next.when", _("Next time you meet"), _when_said(here, today), _when_said(other, today))
    yield Field("next.place_words", _("Where you meet next"), here["place_words"], other["place_words"])
    yield Field("next.minutes", _("How long you meet next"), _minutes_said(here), _minutes_said(other))
    yield Field("next.mode", _("How you meet next"), _mode_said(here), _mode_said(other))


def _next_taking(other: Mapping[str, Any] | None, meeting: Meeting, taken: Collection[str]) -> dict[str, Any] | None:
    here = _next_standing(meeting)
    own = {key.partition(".")[2] for key in taken if key == "next" or key.startswith("next.")}
    if other is None or not own:
        return None
    if here is None:
        return dict(other)
    parts = {"when": ("on", "at", "zone"), "mode": ("mode", "mode_reason")}
    names = {name for part in own for name in parts.get(part, (part,))}
    return dict(other) | {name: value for name, value in here.items() if name not in names}


def _next_standing(meeting: Meeting) -> dict[str, Any] | None:
    following = Meeting.objects.filter(grew_from=meeting).order_by("-made_at", "pk").first()
    slot = Slot.objects.standing().select_related("place").filter(meeting=following).first() if following else None
    if slot is None:
        return None
    there = clock.local(slot.starts_at, slot.zone)
    return {
        "on": there.date().isoformat(),
        "at": there.time().isoformat(),
        "zone": slot.zone,
        "minutes": slot.minutes,
        "place_words": slot.where,
        "mode": slot.mode,
        "mode_reason": slot.mode_reason,
    }


def _minutes_said(next: Mapping[str, Any]) -> str:
    return _("%(minutes)d min") % {"minutes": next["minutes"]}


def _mode_said(next: Mapping[str, Any]) -> str:
    return " · ".join(filter(None, [str(Mode(next["mode"]).label), next["mode_reason"]]))


def _when_said(next: Mapping[str, Any], today: date) -> str:
    return f"{_term_said('on', next['on'], today)}, {_term_said('time', next['at'], today)}"


# --- what they said yes to, and what was heard ---


def _consent_key(other: Mapping[str, Any]) -> str:
    return f"consent.{other['purpose']}.{other['scope']}"


def _consents(consents: list[dict[str, Any]], meeting: Meeting) -> Iterator[Field]:
    rows = Consent.objects.filter(person=meeting.person_id, superseded_at__isnull=True)
    standing = {(row.purpose, row.scope): row.get_answer_display() for row in rows.defer("words")}
    for other in consents:
        said = str(ConsentAnswer(other["answer"]).label)
        yield Field(_consent_key(other), other["words"], standing.get((other["purpose"], other["scope"]), ""), said)


def _words(plain: Mapping[str, Any], meeting: Meeting) -> Iterator[Field]:
    notes = [note.text for note in Note.objects.filter(author=meeting.organizer_id, about=meeting.pk).order_by("at")]
    if plain["note"].strip() not in notes:
        yield Field("note", _("What did you hear?"), "\n\n".join(notes), plain["note"].strip(), is_added=True)
    debriefed = Debriefed.objects.filter(meeting=meeting).first()
    labels = (
        _("Read back to them, in their words"),
        _("What the two of you have in common"),
        _("What they need or want from us"),
    )
    for name, label in zip(WORDS, labels, strict=True):
        yield Field(name, label, getattr(debriefed, name, ""), plain[name].strip())
    for name, label, choices in OWN_VIEW:
        stands, other = getattr(debriefed, name, ""), plain.get(name, "")
        if other:
            yield Field(name, label, str(choices(stands).label) if stands else "", str(choices(other).label))


def _issues(issues: list[str], meeting: Meeting) -> Iterator[Field]:
    known = Tagging.objects.filter(person=meeting.person_id, tag__chapter=meeting.chapter_id, tag__kind=TagKind.ISSUE)
    names = {folded(name) for name in known.values_list("tag__name", flat=True)}
    for place, name in enumerate(issues):
        if folded(name) not in names:
            yield Field(f"issue{place}", _("Issues that touch them"), "", name, is_added=True)


def _said_of_themselves(said: Mapping[str, list[str]], meeting: Meeting) -> Iterator[Field]:
    """Of each kind what does not stand yet; only one amount of time can."""
    known = said_of_people([meeting.person_id], organizer_id=meeting.organizer_id)[meeting.person_id]
    for code, others in said.items():
        kind = SaidKind(code)
        here = known.said[kind]
        new = [one for one in others if one not in here]
        stands = here if kind in ONE_AT_A_TIME and new else []
        yield Field(f"said.{kind}", str(kind.label), _in_words(kind, stands), _in_words(kind, new), is_added=not stands)


def _in_words(kind: SaidKind, said: list[str]) -> str:
    return ", ".join(one if kind == SaidKind.WISH else said_in_words(kind, one) for one in said)


def _wish_to_meet(wished: bool, meeting: Meeting) -> Iterator[Field]:
    if wished and not wishes_to_meet(meeting.relationship):
        yield Field("would_meet_others", _("They would like to meet others"), "", _("Yes"), is_added=True)


def _tapped(tapped: Mapping[str, Any] | None, meeting: Meeting) -> Iterator[Field]:
    if tapped:
        stands, other = _taps_said(meeting, tapped_of(meeting)), _taps_said(meeting, tapped["kept"])
        yield Field("tapped", _("Tapped in the room"), stands, other)


def _taps_said(meeting: Meeting, answers: Mapping[str, Any]) -> str:
    return "\n".join(f"{said.question} {said.answer}" for said in said_of(meeting, answers))


def _heard(heard: Mapping[str, Any] | None, meeting: Meeting, *, is_fixed: bool) -> Iterator[Field]:
    version = (
        GuideVersion.objects.select_related("guide__campaign").filter(pk=heard["version"]).first() if heard else None
    )
    if heard is None or version is None:
        return
    debriefed = Debriefed.objects.select_related("heard").filter(meeting=meeting).first()
    here = answers_of(debriefed.heard) if debriefed is not None and debriefed.heard else {}
    questions = {question["id"]: question for question, _depth in every_question(version.body)}
    for key, other in heard["answers"].items():
        id, _at, item = key.partition("@")
        question = questions[id]
        label = fill(question["text"], variables_of(version) | {"item": item})[0]
        yield Field(f"heard.{key}", label, said(question, here.get(key)), said(question, other), is_fixed=is_fixed)


# --- a choice made twice ---


def _choice(kind: str, plain: Mapping[str, Any], meeting: Meeting) -> Field:
    """What to carry as a whole: an order is not chosen line by line."""
    if kind == EntryKind.TAPS:
        stands, other = tapped_of(meeting), answers_in(meeting, plain["taps"])
        return Field("taps", _("Tapped in the room"), _taps_said(meeting, stands), _taps_said(meeting, other))
    if kind == EntryKind.ASKS:
        asks = Ask.objects.filter(pk__in=[*meeting.asks, *plain["asks"]])
        titles = {str(ask.pk): ask.title for ask in asks}
        return Field("asks", _("Asks to carry"), _listed(meeting.asks, titles), _listed(plain["asks"], titles))
    texts = _question_texts(meeting)
    label = _("Questions to carry")
    return Field("questions", label, _listed(meeting.questions, texts), _listed(plain["questions"], texts))


def _listed(ids: list[str], texts: Mapping[str, str]) -> str:
    return "\n".join(texts.get(id, id) for id in ids)


def _question_texts(meeting: Meeting) -> dict[str, str]:
    def below(lines: Any) -> Iterator[tuple[str, str]]:
        for line in lines:
            yield line.id, line.text
            yield from below(line.children)

    return dict(below(questions_of(meeting.guide_version))) if meeting.guide_version else {}


def _decided(clash: Clash) -> str | None:
    settled = getattr(clash, "settled", None)
    return settled.choice if settled else None


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _iso(value: date | time | None) -> str | None:
    return value.isoformat() if value else None
