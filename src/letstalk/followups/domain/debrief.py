"""Ninety seconds after it: what was asked and agreed, what was promised, when next; one entry, one transaction."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.models import Ask
from letstalk.campaigns.queries import asks_for
from letstalk.campaigns.words import NextStep, SetUpKind
from letstalk.commitments.domain.agreeing import agree
from letstalk.commitments.domain.asking import correct_answer, record_ask
from letstalk.commitments.domain.promises import make_promise
from letstalk.commitments.domain.succeeding import set_up
from letstalk.commitments.fitting import Fits, fits_for
from letstalk.commitments.models import AskMade, Commitment, Promise, is_agreed
from letstalk.commitments.validators import Terms
from letstalk.commitments.words import Answer
from letstalk.followups import timings
from letstalk.followups.domain.answers import hear_consent
from letstalk.followups.domain.hold import mark_held
from letstalk.followups.domain.introductions import wish_to_meet_others
from letstalk.followups.domain.items import add, settle_steps
from letstalk.followups.domain.messages import plan_for_commitment
from letstalk.followups.models import Entry, FollowUp, FollowUpSet
from letstalk.guides.domain.sheets import fill_sheet
from letstalk.guides.models import AgendaTemplate, GuideVersion
from letstalk.guides.words import MeetingKind
from letstalk.kit import clock
from letstalk.meetings.domain import schedule
from letstalk.meetings.domain.hold import require_held, set_aside, write_up
from letstalk.meetings.domain.plan import plan
from letstalk.meetings.domain.tapped import decide_taps
from letstalk.meetings.models import Meeting
from letstalk.meetings.words import Circle, Mode, Part, Spoke
from letstalk.people.domain.notes import jot
from letstalk.people.domain.said import add_said
from letstalk.people.domain.tags import tag
from letstalk.people.words import Answer as ConsentAnswer
from letstalk.people.words import Purpose, SaidKind, TagKind


@dataclass(frozen=True)
class HeldEntry:
    """That it took place, when it was not marked before."""

    began_at: datetime
    minutes: int | None = None
    mode: Mode = Mode.IN_PERSON
    was_cut_short: bool = False


@dataclass(frozen=True)
class AskEntry:
    """One ask and its answer; with a yes or a counter-offer `terms`, and what would make it easy for them (R-028).

    arranged: how what they need is arranged; empty while it is still to be, which is a promise of the organizer's.
    """

    answer: Answer
    ask: Ask | None = None
    words: str = ""
    revisit_on: date | None = None
    terms: Terms | None = None
    needs: tuple[SetUpKind, ...] = ()
    arranged: str = ""


@dataclass(frozen=True)
class PromiseEntry:
    words: str
    due_on: date | None = None


@dataclass(frozen=True)
class NextEntry:
    """The next contact agreed: date, time and place (R-090, R-094)."""

    when: clock.LocalTime
    minutes: int
    kind: MeetingKind
    place_words: str = ""
    mode: Mode = Mode.IN_PERSON
    mode_reason: str = ""
    template: AgendaTemplate | None = None


@dataclass(frozen=True)
class ConsentEntry:
    """What the person answered to a question about messages or notes, and the words it was put in (b.6)."""

    purpose: Purpose
    answer: ConsentAnswer
    words: str
    scope: str = ""


@dataclass(frozen=True)
class HeardEntry:
    """Answers for the report: question id to value. Kept on a sheet of their own, apart from notes (R-026)."""

    version: GuideVersion
    answers: dict[str, object]


@dataclass(frozen=True)
class TappedEntry:
    """What was tapped in the room: the taps that were shown, and of those the answers to keep (R-068, R-071)."""

    shown: tuple[str, ...]
    kept: Mapping[str, Any]


@dataclass(frozen=True)
class DebriefEntry:
    """All of it. Only `id` is required: nothing needs to be written (I-8), and a person may refuse notes (I-9)."""

    id: uuid.UUID
    held: HeldEntry | None = None
    asks: tuple[AskEntry, ...] = ()
    promises: tuple[PromiseEntry, ...] = ()
    next: NextEntry | None = None
    consents: tuple[ConsentEntry, ...] = ()
    heard: HeardEntry | None = None
    tapped: TappedEntry | None = None
    issues: tuple[str, ...] = ()
    said: Mapping[SaidKind, Sequence[str]] = field(default_factory=dict)
    note: str = ""
    read_back: str = ""
    common_ground: str = ""
    wants_from_us: str = ""
    spoke: str = Spoke.NOT_SAID
    circle: str = Circle.NOT_SAID
    would_meet_others: bool = False
    none_because: dict[Part, str] = field(default_factory=dict)


def debrief(
    *, meeting: Meeting, entry: DebriefEntry, by: User, at: datetime, revision: uuid.UUID | None = None
) -> Meeting:
    """Write a one-on-one up, whole or not at all. The same entry twice is one (exactly once).

    revision: which state of the entry it is, where a phone wrote it (`followups.domain.entries`).

    Consequences, in this order: held, if it was not yet; consents; what was tapped; asks, commitments and promises;
    the next one-on-one; the organizer's note and the report's sheet; the follow-up set planned, and what it has no need
    of left out; confirmation and reminder planned. Raises WrongMoment, NothingWritten, MayNotBeKept; then nothing was
    written.
    """
    with transaction.atomic():
        receipt = {"meeting": meeting, "revision": revision, "by": by, "at": at}
        _receipt, is_new = Entry.objects.get_or_create(pk=entry.id, defaults=receipt)
        if not is_new:
            return meeting
        _hold(meeting, entry.held, by=by, at=at)
        require_held(meeting)
        hear_consents(meeting, entry, by=by, at=at)
        keep_or_take_away(meeting, entry, by=by, at=at)
        commitments = _hear_answers(meeting, entry, by=by, at=at)
        promises = _keep_promises_in_mind(meeting, entry, commitments, by=by, at=at)
        if entry.next is not None:
            agree_on_next(meeting, entry.next, by=by, at=at)
        _write_down(meeting, entry, by=by, at=at)
        _plan_follow_up(meeting, commitments, promises, by=by, at=at)
    return meeting


def _hold(meeting: Meeting, held: HeldEntry | None, *, by: User, at: datetime) -> None:
    if held is not None:
        mark_held(
            meeting=meeting,
            began_at=held.began_at,
            minutes=held.minutes,
            mode=held.mode,
            was_cut_short=held.was_cut_short,
            by=by,
            at=at,
        )


def hear_consents(meeting: Meeting, entry: DebriefEntry, *, by: User, at: datetime) -> None:
    """What they answered to each question about messages and notes, in the words it was put in (b.6)."""
    for consent in entry.consents:
        hear_consent(
            person=meeting.person,
            chapter=meeting.chapter,
            purpose=consent.purpose,
            scope=consent.scope,
            answer=consent.answer,
            how="one-on-one",
            words=consent.words,
            by=by,
            at=at,
        )


def keep_or_take_away(meeting: Meeting, entry: DebriefEntry, *, by: User, at: datetime) -> None:
    """Of what was tapped in the room only what they ticked stays. Raises MayNotBeKept."""
    if entry.tapped is not None:
        decide_taps(meeting=meeting, shown=entry.tapped.shown, kept=entry.tapped.kept, by=by, at=at)


def _hear_answers(meeting: Meeting, entry: DebriefEntry, *, by: User, at: datetime) -> list[Commitment]:
    fits = _weighed(meeting, [asked.ask for asked in entry.asks if asked.ask is not None], at=at)
    heard = [hear_answer(meeting, asked, fits=fits, by=by, at=at) for asked in entry.asks]
    return [commitment for commitment in heard if commitment is not None]


def _weighed(meeting: Meeting, asks: list[Ask], *, at: datetime) -> Fits | None:
    """How the menu suited them while nobody knew their answers; what was asked is weighed too if it is off the menu."""
    if not asks:
        return None
    menu = {ask.pk: ask for ask in (*asks, *asks_for(meeting.chapter, at))}
    return fits_for(meeting.person_id, menu.values(), chapter=meeting.chapter, organizer_id=meeting.organizer_id, at=at)


def hear_answer(
    meeting: Meeting,
    asked: AskEntry,
    *,
    by: User,
    at: datetime,
    before: AskMade | None = None,
    fits: Fits | None = None,
) -> Commitment | None:
    """One ask with its answer, and the commitment that a yes is (R-043). `before`: as it was written down otherwise."""
    if before is not None:
        made = correct_answer(made=before, answer=asked.answer, revisit_on=asked.revisit_on, by=by, at=at)
    else:
        made = record_ask(
            meeting=meeting,
            ask=asked.ask,
            words=asked.words,
            answer=asked.answer,
            revisit_on=asked.revisit_on,
            fits=fits,
            by=by,
            at=at,
        )
    if not is_agreed(asked.answer) or _is_news(asked.ask):
        return None
    terms = asked.terms or Terms(what=made.title)
    commitment = agree(relationship=meeting.relationship, meeting=meeting, ask_made=made, terms=terms, by=by, at=at)
    for need in asked.needs:
        set_up(
            commitment=commitment,
            kind=need,
            words=asked.arranged.strip() or _("still to be arranged"),
            is_promised=not asked.arranged.strip(),
            by=by,
            at=at,
        )
    return commitment


def _is_news(ask: Ask | None) -> bool:
    """A yes to news is a consent with its scope (R-093), not something to do."""
    return ask is not None and ask.step == NextStep.NEWS


def _keep_promises_in_mind(
    meeting: Meeting, entry: DebriefEntry, commitments: list[Commitment], *, by: User, at: datetime
) -> list[Promise]:
    enables = commitments[0] if commitments else None
    return [
        make_promise(
            relationship=meeting.relationship,
            meeting=meeting,
            words=promise.words,
            due_on=promise.due_on,
            enables=enables,
            by=by,
            at=at,
        )
        for promise in entry.promises
    ]


def agree_on_next(meeting: Meeting, next: NextEntry, *, by: User, at: datetime) -> None:
    """The next one-on-one, made on the spot (R-094)."""
    following = plan(
        relationship=meeting.relationship, kind=next.kind, template=next.template, grew_from=meeting, by=by, at=at
    )
    settle_when(following, next, by=by, at=at)


def settle_when(following: Meeting, next: NextEntry, *, by: User, at: datetime) -> None:
    """Its day, time and place (R-090)."""
    schedule.agree(
        meeting=following,
        when=next.when,
        minutes=next.minutes,
        mode=next.mode,
        mode_reason=next.mode_reason,
        place_words=next.place_words,
        by=by,
        at=at,
    )


def _write_down(meeting: Meeting, entry: DebriefEntry, *, by: User, at: datetime) -> None:
    heard = None
    # A zero on a scale is an answer.
    if entry.heard is not None and any(answer not in (None, "", []) for answer in entry.heard.answers.values()):
        heard = fill_sheet(
            chapter=meeting.chapter, version=entry.heard.version, answers=entry.heard.answers, by=by, at=at
        )
    write_up(
        meeting=meeting,
        read_back=entry.read_back,
        common_ground=entry.common_ground,
        wants_from_us=entry.wants_from_us,
        spoke=entry.spoke,
        circle=entry.circle,
        heard=heard,
        by=by,
        at=at,
    )
    if entry.note.strip():
        jot(relationship=meeting.relationship, text=entry.note, about=meeting.pk, by=by, at=at)
    for issue in entry.issues:
        tag(person=meeting.person, chapter=meeting.chapter, kind=TagKind.ISSUE, name=issue, by=by, at=at)
    hear_said(meeting, entry, by=by, at=at)
    hear_wish_to_meet(meeting, entry, by=by, at=at)
    for part, because in entry.none_because.items():
        set_aside(meeting=meeting, part=part, because=because, by=by, at=at)


def hear_said(meeting: Meeting, entry: DebriefEntry, *, by: User, at: datetime) -> None:
    """What they said of themselves, beside what stands (section g)."""
    if entry.said:
        add_said(
            person=meeting.person,
            chapter=meeting.chapter,
            said=entry.said,
            source="one-on-one",
            about=meeting.pk,
            by=by,
            at=at,
        )


def hear_wish_to_meet(meeting: Meeting, entry: DebriefEntry, *, by: User, at: datetime) -> None:
    """They would like to meet others: an introduction to think of, which needs the yes of both (R-089)."""
    if entry.would_meet_others:
        wish_to_meet_others(
            relationship=meeting.relationship, by=by, at=at, id=uuid.uuid5(entry.id, "would meet others")
        )


def _plan_follow_up(
    meeting: Meeting, commitments: list[Commitment], promises: list[Promise], *, by: User, at: datetime
) -> None:
    made = FollowUpSet.objects.get(meeting=meeting)
    FollowUp.objects.filter(set=made, planned_at__isnull=True).update(planned_at=at)
    if not commitments:
        settle_steps(meeting=meeting, steps=(timings.SEE_THROUGH,), because="nothing was agreed", by=None, at=at)
    if not promises:
        settle_steps(meeting=meeting, steps=(timings.KEEP_PROMISES,), because="nothing was promised", by=None, at=at)
    for commitment in commitments:
        after_agreeing(commitment=commitment, set=made, at=at)


def after_agreeing(*, commitment: Commitment, set: FollowUpSet | None, at: datetime) -> None:
    """A gap becomes a follow-up (R-017); what is agreed is confirmed and reminded of (R-053).

    Whoever would hold one-on-ones of their own is to be let in and given the guide (R-092).
    """
    if commitment.missing:
        add(
            set=set,
            relationship=commitment.relationship,
            step=timings.SETTLE_DETAILS,
            about=commitment.pk,
            due_at=at + timings.after(48),
            planned_at=at,
            at=at,
        )
    if _begins_own(commitment):
        add(
            set=set,
            relationship=commitment.relationship,
            step=timings.ORGANIZE,
            about=commitment.pk,
            due_at=at + timings.after(48),
            planned_at=at,
            at=at,
        )
    plan_for_commitment(commitment=commitment, set=set, at=at)


def _begins_own(commitment: Commitment) -> bool:
    """Step d, by somebody who does not organize yet."""
    made = commitment.ask_made
    is_step_d = made is not None and made.ask is not None and made.ask.step == NextStep.START_OWN
    return is_step_d and commitment.person.user_id is None
