"""The facts of one organizer or one chapter, read in a fixed number of queries however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, Min, OuterRef, QuerySet, Subquery

from letstalk.accounts.models import User
from letstalk.campaigns.models import AskDate
from letstalk.campaigns.words import NextStep
from letstalk.commitments.models import (
    AskMade,
    AskStanding,
    Commitment,
    Firmed,
    Outcome,
    Promise,
    PromiseOutcome,
    Reconfirmed,
    is_agreed,
)
from letstalk.commitments.queries import MeetingOutcome, with_outcome
from letstalk.commitments.words import SUGGESTED, Answer, OutcomeKind
from letstalk.followups import timings
from letstalk.followups.models import Contact, FollowUpResult, TagCadence
from letstalk.followups.queries import Rhythm, rhythm_of
from letstalk.followups.words import ContactKind, ResultKind
from letstalk.journal.models import Entry
from letstalk.kit import clock
from letstalk.meetings.models import CalledOff, Debriefed, HeardByLink, Held, Invitation, Meeting, NoShow, Slot
from letstalk.meetings.words import Heard, Mode
from letstalk.people.models import Chapter, Consent, Membership, Person, PersonRequest, Relationship, Tagging
from letstalk.people.words import LADDER, Purpose, Stage
from letstalk.people.words import Answer as Said
from letstalk.reports.measures.facts import (
    Agreed,
    Asked,
    Began,
    Ending,
    History,
    Moved,
    Promised,
    Spoken,
    Standing,
    Talk,
    Waited,
)
from letstalk.reports.models import ReportSent

# How far back anything is counted.
KEPT_FOR = timedelta(days=2 * 365)
LATE_WITHIN = timedelta(hours=24)
THANKS_WITHIN = timedelta(hours=48)
ACTIVE_WITHIN = timedelta(days=90)
# b.1: two more tries over 14 days, then it is no answer.
ANSWER_WITHIN = timedelta(days=14)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Whose:
    """Whose facts: of one organizer, wherever they are, or of everybody in one chapter, without those below it."""

    zone: str
    chapter: UUID | None = None
    organizer: UUID | None = None

    @classmethod
    def chapters(cls, chapter: Chapter) -> Whose:
        return cls(zone=chapter.zone, chapter=chapter.pk)

    @classmethod
    def own(cls, user: User, *, zone: str) -> Whose:
        return cls(zone=zone, organizer=user.pk)

    def rows(self, rows: QuerySet[Any], *, by: str = "organizer", to: str = "") -> QuerySet[Any]:
        """Of these rows theirs; `to` leads to the row that carries chapter and organizer (`by`)."""
        if self.organizer is not None:
            return rows.filter(**{f"{to}{by}": self.organizer})
        return rows.filter(**{f"{to}chapter": self.chapter})

    def day(self, at: datetime) -> date:
        return clock.local_day(at, self.zone)


def history_of(whose: Whose, *, at: datetime) -> History:
    """Everything that is counted of them, of the last two years."""
    since = at - KEPT_FOR
    commitments = _Commitments.read(whose, since=since, today=whose.day(at))
    return History(
        today=whose.day(at),
        talks=_talks(whose, commitments, since=since, at=at),
        asks=_asks(whose, commitments, since=since),
        agreed=commitments.agreed(whose),
        promises=_promises(whose, since=since),
        spoken=_spoken(whose, since=since),
        moves=_moves(whose, since=since),
        began=_began(whose, since=since),
        waits=_waits(whose, since=since),
        standing=_standing(whose, at=at),
    )


# --- one-on-ones ---


def _talks(whose: Whose, commitments: _Commitments, *, since: datetime, at: datetime) -> list[Talk]:
    meetings = whose.rows(Meeting.objects.filter(made_at__gte=since))
    rows = with_outcome(meetings).values_list(
        "pk", "person", "organizer", "kind", "is_spontaneous", "success_rule", "outcome_now"
    )
    found = list(rows.order_by("made_at", "pk"))
    there: dict[str, Any] = {"to": "meeting__"}
    after = {"meeting__made_at__gte": since}
    tries = _grouped(whose.rows(Invitation.objects.filter(**after), **there).values_list("meeting", "at"))
    replied = set(
        whose.rows(Invitation.objects.filter(**after), **there)
        .filter(reply__answer="declined")
        .values_list("meeting", flat=True)
    )
    slots = _slots(whose, since=since)
    held = {row[0]: row for row in _held(whose, since=since)}
    asked = set(
        whose.rows(AskMade.objects.filter(**after), **there)
        .exclude(answer=Answer.NOT_ASKED)
        .values_list("meeting", flat=True)
    )
    thanked = _thanked(whose, since=since)
    reported = set(
        whose.rows(ReportSent.objects.filter(report__meeting__made_at__gte=since), to="report__meeting__").values_list(
            "report__meeting", flat=True
        )
    )
    written = {row[0]: row for row in _written(whose, after)}
    first = _first_held([row[1] for row in found if row[0] in held], whose)
    talks = []
    for pk, person, organizer, kind, is_spontaneous, rule, outcome in found:
        slot = slots.get(pk)
        took_place = held.get(pk)
        began_at = took_place[1] if took_place else None
        days = tuple(sorted(whose.day(then) for then in tries.get(pk, ())))
        _meeting, settled_at, spoke, circle = written.get(pk, (pk, None, "", ""))
        talks.append(
            Talk(
                person=person,
                organizer=organizer,
                kind=kind,
                is_spontaneous=is_spontaneous,
                tried=days,
                answered=slot is not None or took_place is not None or pk in replied,
                agreed_on=whose.day(slot.first_at) if slot else None,
                starts_on=whose.day(slot.starts_at) if slot else None,
                ending="held" if took_place else (slot.ending if slot else ""),
                held_on=whose.day(began_at) if began_at else None,
                minutes=took_place[2] if took_place else None,
                in_person=took_place is None or took_place[3] == Mode.IN_PERSON,
                is_first=began_at is not None and first.get(person) == began_at,
                asked=pk in asked or pk in commitments.of_meeting,
                firm=pk in commitments.firm_meetings,
                done=pk in commitments.done_meetings,
                successful=outcome == MeetingOutcome.SUCCESSFUL,
                in_the_room=rule != "commitment" or commitments.firm_by(pk, settled_at),
                thanked_in_time=began_at is not None and _is_within(thanked.get(pk), began_at, THANKS_WITHIN),
                reported=pk in reported,
                spoke=spoke,
                circle=circle,
                is_open=_is_open(days, slot, took_place is not None, settled_at, pk in commitments.ahead, whose, at=at),
            )
        )
    return talks


def _written(whose: Whose, after: dict[str, Any]) -> Iterable[tuple[UUID, datetime, str, str]]:
    """What was written up when, and the organizer's own view of it; who spoke more is nobody else's (M25)."""
    rows = whose.rows(Debriefed.objects.filter(**after), to="meeting__").only("meeting", "at", "spoke", "circle", "by")
    for row in rows:
        yield row.meeting_id, row.at, row.spoke if row.by_id == whose.organizer else "", row.circle


def _is_open(
    tried: tuple[date, ...],
    slot: _Agreed | None,
    was_held: bool,
    written_at: datetime | None,
    has_firm_ahead: bool,
    whose: Whose,
    *,
    at: datetime,
) -> bool:
    """Whether its next step may still come."""
    if was_held:
        return has_firm_ahead or written_at is None
    if slot is not None:
        return not slot.ending and slot.starts_at > at
    return bool(tried) and max(tried) + ANSWER_WITHIN >= whose.day(at)


@dataclass
class _Agreed:
    """The times of one one-on-one: when the first was agreed, which stands or stood last, and how it ended."""

    first_at: datetime
    starts_at: datetime
    ending: Ending


def _slots(whose: Whose, *, since: datetime) -> dict[UUID, _Agreed]:
    called_off = CalledOff.objects.filter(slot=OuterRef("pk")).values("at")[:1]
    rows = whose.rows(Slot.objects.filter(meeting__made_at__gte=since), to="meeting__")
    rows = rows.annotate(
        off_at=Subquery(called_off), nobody_came=Exists(NoShow.objects.filter(slot=OuterRef("pk")))
    ).order_by("at", "pk")
    agreed: dict[UUID, _Agreed] = {}
    for meeting, at, starts_at, off_at, nobody_came in rows.values_list(
        "meeting", "at", "starts_at", "off_at", "nobody_came"
    ):
        ending: Ending = ""
        if nobody_came:
            ending = "no_show"
        elif off_at is not None:
            ending = "late" if starts_at - off_at < LATE_WITHIN else "off"
        before = agreed.get(meeting)
        agreed[meeting] = _Agreed(before.first_at if before else at, starts_at, ending)
    return agreed


def _held(whose: Whose, *, since: datetime) -> QuerySet[Any]:
    rows = whose.rows(Held.objects.standing().filter(meeting__made_at__gte=since), to="meeting__")
    return rows.values_list("meeting", "began_at", "minutes", "mode")


def _thanked(whose: Whose, *, since: datetime) -> dict[UUID, datetime]:
    """When the person of a one-on-one was first thanked for it."""
    rows = whose.rows(
        FollowUpResult.objects.filter(
            kind=ResultKind.DONE, follow_up__step=timings.THANK_YOU, follow_up__set__meeting__made_at__gte=since
        ),
        to="follow_up__",
    )
    return dict(
        rows.values_list("follow_up__set__meeting")
        .annotate(first=Min("at"))
        .values_list("follow_up__set__meeting", "first")
    )


def _first_held(people: Iterable[UUID], whose: Whose) -> dict[UUID, datetime]:
    """When anybody here first met each of those somebody of theirs met."""
    theirs = whose.rows(Held.objects.standing(), to="meeting__").values("meeting__person")
    rows = Held.objects.standing().filter(meeting__person__in=theirs).order_by()
    return dict(rows.values_list("meeting__person").annotate(first=Min("began_at")))


def _is_within(then: datetime | None, since: datetime, span: timedelta) -> bool:
    return then is not None and then <= since + span


def _grouped(rows: Iterable[tuple[UUID, Any]]) -> dict[UUID, list[Any]]:
    groups: dict[UUID, list[Any]] = defaultdict(list)
    for key, value in rows:
        groups[key].append(value)
    return groups


# --- asks and what came of them ---


@dataclass
class _Commitments:
    """Everything people took on, read once, since one-on-ones, asks and commitments all look at it."""

    rows: list[tuple[Any, ...]]
    firm_at: dict[UUID, datetime]
    reconfirmed: set[UUID]
    outcomes: dict[UUID, tuple[str, datetime]]
    today: date

    @classmethod
    def read(cls, whose: Whose, *, since: datetime, today: date) -> _Commitments:
        days = AskDate.objects.filter(ask=OuterRef("ask_made__ask"))
        rows = whose.rows(Commitment.objects.filter(agreed_at__gte=since)).annotate(has_days=Exists(days))
        there: dict[str, Any] = {"to": "commitment__"}
        after = {"commitment__agreed_at__gte": since}
        told = whose.rows(Outcome.objects.standing().filter(**after), **there)
        return cls(
            rows=list(
                rows.order_by("agreed_at", "pk").values_list(
                    "pk", "person", "meeting", "ask_made", "on", "ask_made__ask", "has_days"
                )
            ),
            firm_at=dict(whose.rows(Firmed.objects.filter(**after), **there).values_list("commitment", "at")),
            reconfirmed=set(
                whose.rows(Reconfirmed.objects.filter(**after), **there).values_list("commitment", flat=True)
            ),
            outcomes={pk: (kind, at) for pk, kind, at in told.values_list("commitment", "kind", "at")},
            today=today,
        )

    def __post_init__(self) -> None:
        self.of_meeting = {row[2] for row in self.rows}
        self.firm_meetings = {row[2] for row in self.rows if row[0] in self.firm_at}
        self.done_meetings = {row[2] for row in self.rows if self._outcome(row[0]) == OutcomeKind.DONE}
        self.ahead = {
            meeting
            for pk, _person, meeting, _made, on, *_ask in self.rows
            if pk in self.firm_at and pk not in self.outcomes and on >= self.today
        }
        self.firm_asks = {row[3] for row in self.rows if row[0] in self.firm_at}
        self._first_firm: dict[UUID, datetime] = {}
        for row in self.rows:
            at = self.firm_at.get(row[0])
            if at is not None:
                self._first_firm[row[2]] = min(at, self._first_firm.get(row[2], at))

    def firm_by(self, meeting: UUID, at: datetime | None) -> bool:
        """Whether something of this one-on-one was firm by then (I-1)."""
        first = self._first_firm.get(meeting)
        return at is not None and first is not None and first <= at

    def agreed(self, whose: Whose) -> list[Agreed]:
        return [
            Agreed(
                person=person,
                due_on=on if pk in self.firm_at else None,
                reconfirmed=pk in self.reconfirmed,
                outcome=self._outcome(pk),
                told_on=whose.day(self.outcomes[pk][1]) if pk in self.outcomes else None,
                event=str(ask)[:8] if has_days else "",
            )
            for pk, person, _meeting, _made, on, ask, has_days in self.rows
        ]

    def _outcome(self, pk: UUID) -> str:
        return self.outcomes[pk][0] if pk in self.outcomes else ""


def _asks(whose: Whose, commitments: _Commitments, *, since: datetime) -> list[Asked]:
    made = whose.rows(AskMade.objects.filter(at__gte=since), to="meeting__").exclude(answer=Answer.NOT_ASKED)
    stood = dict(
        whose.rows(AskStanding.objects.filter(made__at__gte=since), to="made__meeting__").values_list("made", "stood")
    )
    return [
        Asked(
            person=person,
            on=whose.day(at),
            agreed=is_agreed(Answer(answer)),
            firm=pk in commitments.firm_asks,
            was_suggested=stood[pk] in SUGGESTED if pk in stood else None,
        )
        for pk, person, at, answer in made.order_by("at", "pk").values_list("pk", "person", "at", "answer")
    ]


def _promises(whose: Whose, *, since: datetime) -> list[Promised]:
    made = whose.rows(Promise.objects.filter(made_at__gte=since))
    told = whose.rows(PromiseOutcome.objects.standing().filter(promise__made_at__gte=since), to="promise__")
    outcomes = {pk: (kind, at) for pk, kind, at in told.values_list("promise", "kind", "at")}
    return [
        Promised(due_on, outcomes[pk][0], whose.day(outcomes[pk][1])) if pk in outcomes else Promised(due_on)
        for pk, due_on in made.order_by("due_on", "pk").values_list("pk", "due_on")
    ]


# --- between one-on-ones ---


def _spoken(whose: Whose, *, since: datetime) -> list[Spoken]:
    rows = whose.rows(Contact.objects.filter(at__gte=since)).exclude(kind=ContactKind.REMINDER)
    return [
        Spoken(whose.day(at), is_ask=kind == ContactKind.ASK)
        for at, kind in rows.order_by("at", "pk").values_list("at", "kind")
    ]


def _moves(whose: Whose, *, since: datetime) -> list[Moved]:
    """Stages that changed; of one organizer's people, those who are or were their own."""
    members = Membership.objects.filter(**{"chapter": whose.chapter} if whose.chapter else {})
    if whose.organizer is not None:
        # By a list of ids: an EXISTS would be asked of every member there is.
        own = Relationship.objects.filter(organizer=whose.organizer).values("person")
        members = members.filter(person__in=own)
    entries = Entry.objects.filter(about__in=members.values("pk"), kind="people.stage_changed", at__gte=since)
    ladder = [str(stage) for stage in LADDER]
    moves = []
    for at, details in entries.order_by("at", "pk").values_list("at", "details"):
        before, after = details["before"], details["after"]
        rose = before in ladder and after in ladder and ladder.index(after) > ladder.index(before)
        moves.append(Moved(UUID(details["person"]), whose.day(at), rose=rose, rests=after == Stage.RESTING))
    return moves


def _began(whose: Whose, *, since: datetime) -> list[Began]:
    """Who said yes to one-on-ones of their own (step d), and when the account that is theirs held its first."""
    yeses = whose.rows(AskMade.objects.filter(at__gte=since, ask__step=NextStep.START_OWN), to="meeting__")
    rows = yeses.filter(answer__in=(Answer.YES, Answer.COUNTER_OFFER)).order_by("at", "pk")
    chosen = {person: (at, user) for person, at, user in rows.values_list("person", "at", "person__user")}
    users = [user for _at, user in chosen.values() if user is not None]
    held = Held.objects.standing().filter(meeting__organizer__in=users).order_by()
    first = dict(held.values_list("meeting__organizer").annotate(first=Min("began_at")))
    return [
        Began(person, whose.day(at), whose.day(first[user]) if user in first else None)
        for person, (at, user) in chosen.items()
    ]


def _waits(whose: Whose, *, since: datetime) -> list[Waited]:
    """From another time proposed to the next time agreed, and from a wish on their page to its being settled."""
    proposed = whose.rows(HeardByLink.objects.filter(at__gte=since, what=Heard.PROPOSED), to="meeting__")
    answer = Slot.objects.filter(meeting=OuterRef("meeting"), at__gt=OuterRef("at")).order_by("at").values("at")[:1]
    spans = list(proposed.annotate(answered_at=Subquery(answer)).values_list("at", "answered_at"))
    wishes = whose.rows(PersonRequest.objects.filter(at__gte=since), to="relationship__")
    spans += list(wishes.values_list("at", "settled_at"))
    return [Waited(whose.day(at), (then - at) // HOUR) for at, then in spans if then is not None]


# --- as it stands today ---


def _standing(whose: Whose, *, at: datetime) -> Standing:
    rhythms = list(_rhythms(whose))
    usual = timings.cadence_days(list({chapter for _organizer, _person, chapter, *_rest in rhythms}))
    spans: dict[UUID, int] = defaultdict(int)
    inside = with_target = 0
    for organizer, _person, chapter, own, stage, last_at, group in rhythms:
        spans[organizer] += last_at is not None and at - last_at <= ACTIVE_WITHIN
        where = Stage(stage or Stage.PROSPECTIVE)
        # Its id is asked for by nobody here.
        rhythm = Rhythm(chapter, chapter, own, group, where, last_at)
        every = rhythm_of(rhythm, usual=usual.get((chapter, where)))
        if every is not None and last_at is not None:
            with_target += 1
            inside += (at - last_at).days <= every
    agreed, people, ages = _consents(whose, at=at)
    return Standing(tuple(spans.values()), inside, with_target, agreed, people, ages)


def _rhythms(whose: Whose) -> QuerySet[Any]:
    last = Contact.objects.filter(relationship=OuterRef("pk")).order_by().values("relationship")
    there = Membership.objects.filter(person=OuterRef("person"), chapter=OuterRef("chapter"), until__isnull=True)
    words = Tagging.objects.filter(person=OuterRef(OuterRef("person"))).values("tag")
    groups = TagCadence.objects.filter(tag__in=words, tag__chapter=OuterRef("chapter")).order_by("every_days")
    rows = whose.rows(Relationship.objects.current().filter(person__erased_at__isnull=True))
    rows = rows.annotate(
        stage=Subquery(there.values("stage")[:1]),
        last_at=Subquery(last.annotate(last=Max("at")).values("last")),
        group=Subquery(groups.values("every_days")[:1]),
    )
    return rows.order_by("pk").values_list(
        "organizer", "person", "chapter", "contact_every_days", "stage", "last_at", "group"
    )


def _consents(whose: Whose, *, at: datetime) -> tuple[int, int, tuple[int, ...]]:
    """How many said yes to being contacted, of how many, and how many days the others have been here unasked."""
    asked = Consent.objects.filter(person=OuterRef("pk"), purpose=Purpose.CONTACT, superseded_at__isnull=True)
    people = Person.objects.filter(erased_at__isnull=True)
    if whose.organizer is not None:
        own = Relationship.objects.current().filter(organizer=whose.organizer)
        people = people.filter(pk__in=own.values("person"))
    else:
        people = people.filter(chapter=whose.chapter)
    rows = list(people.annotate(answer=Subquery(asked.values("answer")[:1])).values_list("added_at", "answer"))
    ages = tuple((at - added_at).days for added_at, answer in rows if answer is None)
    return sum(answer == Said.GRANTED for _added_at, answer in rows), len(rows), ages
