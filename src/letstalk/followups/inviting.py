"""What is known of people that decides whom to invite next, read in a fixed number of queries however many they are."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery

from letstalk.accounts.models import User
from letstalk.campaigns.queries import asks_for
from letstalk.commitments.fit import Scales, Weighed
from letstalk.commitments.fitting import facts_of_asks, facts_of_people, weights_for
from letstalk.commitments.models import AskMade, Commitment, Outcome, Promise
from letstalk.commitments.words import OutcomeKind
from letstalk.followups import timings
from letstalk.followups.models import Contact, FollowUp, Rest, TagCadence
from letstalk.followups.queries import Rhythm, rhythm_of
from letstalk.followups.whom_next import SHOWN, Known, Ranking, rank
from letstalk.kit import clock
from letstalk.kit.statements import worked_out_once
from letstalk.meetings.availability import A_WEEK
from letstalk.meetings.models import Held, Hours, Meeting, Slot
from letstalk.meetings.words import State
from letstalk.people.models import Chapter, Consent, Membership, Relationship, RelationshipQuerySet, Tagging
from letstalk.people.queries import said_no_to_contact
from letstalk.people.words import NO_ANSWERS, Purpose, Stage

# A one-on-one that was only thought of is forgotten after this long, so it holds nobody back for good.
OPEN_FOR = timedelta(days=180)
STILL_OPEN = (State.IDEA, State.INVITED, State.SCHEDULED, State.CONFIRMED)
USUAL_MOST_PER_WEEK = 5
WEEKS_AHEAD = 2
# Of a hundred: so much must be known of somebody before a fit is a reason.
KNOWN_ENOUGH = 40


class Row(NamedTuple):
    """One relationship, as far as it is needed here."""

    id: UUID
    person_id: UUID
    organizer_id: UUID
    chapter_id: UUID
    name: str
    language: str
    since: datetime
    contact_every_days: int | None
    group_every_days: int | None
    stage: str | None
    last_contact_at: datetime | None
    says_no: bool
    is_resting: bool


@dataclass(frozen=True)
class Carried:
    """The span of care: how many one-on-ones a week an organizer takes on, and what they carry in the next two weeks.

    waiting: invitations that nobody answered yet, each of which may become one of them.
    """

    most: int
    agreed: int
    waiting: int

    @property
    def room(self) -> int:
        return max(self.most * WEEKS_AHEAD - self.agreed - self.waiting, 0)


@dataclass(frozen=True)
class WhomNext:
    """The list of one organizer; `rows` holds the relationship of everybody it speaks of."""

    ranking: Ranking
    rows: dict[UUID, Row]
    carried: Carried


def whom_next(user: User, *, at: datetime) -> WhomNext:
    """Whom this organizer might invite next, with reasons, as far as their span of care reaches; of their own alone."""
    known = facts_of(user.pk, at=at, today=clock.local_day(at, user.zone or "UTC"))
    carried = carried_by(user, waiting=sum(fact.is_invited for _row, fact in known), at=at)
    known = _with_fits(user, known, at=at)
    ranking = rank([fact for _row, fact in known], room=min(carried.room, SHOWN))
    return WhomNext(ranking, {row.id: row for row, _fact in known}, carried)


def _with_fits(user: User, known: list[tuple[Row, Known]], *, at: datetime) -> list[tuple[Row, Known]]:
    """With the ask that fits each best one step up, of the menu where most of these people are (section g)."""
    if not known:
        return known
    [(busiest, _many)] = Counter(row.chapter_id for row, _fact in known).most_common(1)
    chapter = Chapter.objects.get(pk=busiest)
    there = own_of(user.pk).filter(chapter=busiest).order_by("pk").values_list("person", flat=True)
    people = facts_of_people(there, chapter=chapter, organizer_id=user.pk, at=at)
    scales = Scales(facts_of_asks(asks_for(chapter, at), zone=chapter.zone, at=at), weights_for(chapter))
    # Only the best is looked for: all asks in order for everybody would be tens of thousands of rows.
    return [
        (row, _with_best(fact, scales.best_step_up(people[row.person_id])) if row.person_id in people else fact)
        for row, fact in known
    ]


def _with_best(known: Known, best: Weighed | None) -> Known:
    if best is None or best.points is None or best.confidence < KNOWN_ENOUGH:
        return known
    return replace(known, best_fit=best.points, best_ask=best.ask.title)


def carried_by(user: User, *, waiting: int, at: datetime) -> Carried:
    """How much room there is in the next two weeks: who is asked today is seldom met tomorrow."""
    most = Hours.objects.filter(organizer=user).values_list("most_per_week", flat=True).first()
    ahead = at + A_WEEK * WEEKS_AHEAD
    agreed = Slot.objects.standing().filter(meeting__organizer=user, starts_at__gt=at, starts_at__lte=ahead)
    return Carried(USUAL_MOST_PER_WEEK if most is None else most, agreed.count(), waiting)


def invited_among(relationships: RelationshipQuerySet, *, since: datetime) -> list[UUID]:
    """The organizer of each invitation that nobody answered yet, as often as there is one."""
    rows = Meeting.objects.filter(relationship__in=relationships, made_at__gte=since).not_held().with_state()
    return list(rows.filter(state_now=State.INVITED).order_by("pk").values_list("organizer", flat=True))


def own_of(organizer: UUID) -> RelationshipQuerySet:
    """The current relationships of one organizer."""
    return Relationship.objects.current().filter(organizer=organizer, person__erased_at__isnull=True)


def _once_for_own(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Any]]:
    """The rows of a query about relationships; about one organizer's own, which a page asks for, it is worked out once.

    Their organizer's id stands for those.
    """

    @worked_out_once
    def own(*, organizer: UUID, **more: Any) -> QuerySet[Any, Any]:
        return build(own_of(organizer), **more)

    @wraps(build)
    def rows(whose: RelationshipQuerySet | UUID, **more: Any) -> list[Any]:
        return own(organizer=whose, **more) if isinstance(whose, UUID) else list(build(whose, **more))

    return rows


def facts_of(relationships: RelationshipQuerySet | UUID, *, at: datetime, today: date) -> list[tuple[Row, Known]]:
    """Each of these current relationships, or of an organizer's own, with what is known of it."""
    rows = [Row(*values) for values in _rows(relationships)]
    usual = timings.cadence_days(list({row.chapter_id for row in rows}))
    talks = _latest_talks(relationships, at=at)
    met = _days_ago(_held(relationships), at)
    kept = _days_ago(_kept(relationships), at)
    days_named = dict(_days_named(relationships))
    late = Counter(_late_promises(relationships, today=today))
    open_commitments = Counter(_open_commitments(relationships))
    wishes = set(_wishes(relationships))
    return [
        (
            row,
            Known(
                id=row.id,
                known_for=(at - row.since).days,
                met=met.get(row.id),
                last_contact=(at - row.last_contact_at).days if row.last_contact_at else None,
                every=_every(row, usual),
                says_no=row.says_no,
                has_left=row.stage == Stage.LEFT,
                is_resting=row.is_resting or row.stage == Stage.RESTING,
                has_open_talk=talks.get(row.id, NO_TALK).is_open,
                is_invited=talks.get(row.id, NO_TALK).is_invited,
                their_day=_their_day(days_named.get(row.id), met.get(row.id), today),
                said_no=talks.get(row.id, NO_TALK).said_no,
                no_answer=talks.get(row.id, NO_TALK).no_answer,
                late_promises=late[row.id],
                open_commitments=open_commitments[row.id],
                kept_since=row.id in kept and (row.id not in met or kept[row.id] <= met[row.id]),
                wants_introduction=row.id in wishes,
            ),
        )
        for row in rows
    ]


@_once_for_own
def _rows(relationships: RelationshipQuerySet) -> QuerySet[Relationship, Any]:
    there = Membership.objects.filter(person=OuterRef("person"), chapter=OuterRef("chapter"), until__isnull=True)
    spoken = Contact.objects.filter(relationship=OuterRef("pk")).order_by("-at").values("at")[:1]
    words = Tagging.objects.filter(person=OuterRef(OuterRef("person"))).values("tag")
    groups = TagCadence.objects.filter(tag__in=words, tag__chapter=OuterRef("chapter")).order_by("every_days")
    # Whoever wants no messages of any kind is not suggested either: the list ends in an invitation.
    no_messages = Consent.objects.filter(
        person=OuterRef("person"),
        purpose=Purpose.PERSONAL,
        scope="",
        answer__in=NO_ANSWERS,
        superseded_at__isnull=True,
    )
    resting = Rest.objects.filter(relationship=OuterRef("pk"), ended_at__isnull=True)
    known = relationships.annotate(
        stage_now=Subquery(there.values("stage")[:1]),
        last_contact_at=Subquery(spoken),
        group_every_days=Subquery(groups.values("every_days")[:1]),
        says_no=Exists(said_no_to_contact().filter(person=OuterRef("person"))) | Exists(no_messages),
        is_resting=Exists(resting),
    )
    return known.order_by("since", "pk").values_list(
        "pk",
        "person",
        "organizer",
        "chapter",
        "person__name",
        "person__language",
        "since",
        "contact_every_days",
        "group_every_days",
        "stage_now",
        "last_contact_at",
        "says_no",
        "is_resting",
    )


def _every(row: Row, usual: dict[tuple[object, str], int | None]) -> int | None:
    stage = Stage(row.stage or Stage.PROSPECTIVE)
    rhythm = Rhythm(row.id, row.chapter_id, row.contact_every_days, row.group_every_days, stage, row.last_contact_at)
    return rhythm_of(rhythm, usual=usual.get((row.chapter_id, stage)))


class Talk(NamedTuple):
    """What came of the last one-on-ones that were not held."""

    is_open: bool = False
    is_invited: bool = False
    said_no: int | None = None
    no_answer: int | None = None


NO_TALK = Talk()


def _latest_talks(relationships: RelationshipQuerySet | UUID, *, at: datetime) -> dict[UUID, Talk]:
    found: dict[UUID, Talk] = {}
    for relationship, state, asked_at in _talks(relationships, since=at - OPEN_FOR):
        before = found.get(relationship, NO_TALK)
        days = (at - asked_at).days
        if state in STILL_OPEN:
            found[relationship] = before._replace(is_open=True, is_invited=before.is_invited or state == State.INVITED)
        elif state == State.DECLINED:
            found[relationship] = before._replace(said_no=_lesser(before.said_no, days))
        else:
            found[relationship] = before._replace(no_answer=_lesser(before.no_answer, days))
    return found


@_once_for_own
def _talks(relationships: RelationshipQuerySet, *, since: datetime) -> QuerySet[Meeting, Any]:
    """(relationship, state, when they were asked) of those that are open, or came to nothing by an answer."""
    rows = Meeting.objects.filter(relationship__in=relationships, made_at__gte=since).not_held().with_state()
    rows = rows.filter(state_now__in=[*STILL_OPEN, State.DECLINED, State.NO_ANSWER])
    return rows.order_by("made_at", "pk").values_list("relationship", "state_now", "invited_at")


def _lesser(one: int | None, other: int) -> int:
    return other if one is None else min(one, other)


@_once_for_own
def _held(relationships: RelationshipQuerySet) -> QuerySet[Held, Any]:
    rows = Held.objects.standing().filter(meeting__relationship__in=relationships)
    return rows.order_by().values_list("meeting__relationship").annotate(last=Max("began_at"))


@_once_for_own
def _kept(relationships: RelationshipQuerySet) -> QuerySet[Outcome, Any]:
    """When each last did what they had said."""
    rows = Outcome.objects.standing().filter(kind=OutcomeKind.DONE, commitment__relationship__in=relationships)
    return rows.order_by().values_list("commitment__relationship").annotate(last=Max("at"))


def _days_ago(rows: Iterable[tuple[UUID, datetime]], at: datetime) -> dict[UUID, int]:
    return {key: (at - last).days for key, last in rows}


@_once_for_own
def _days_named(relationships: RelationshipQuerySet) -> QuerySet[AskMade, Any]:
    """The last day each named themselves: "ask me after ..."."""
    rows = AskMade.objects.filter(meeting__relationship__in=relationships, revisit_on__isnull=False)
    return rows.order_by().values_list("meeting__relationship").annotate(last=Max("revisit_on"))


def _their_day(named: date | None, met: int | None, today: date) -> int | None:
    """Days until the day they named; None when there is none, or they have talked since it came."""
    if named is None:
        return None
    days = (named - today).days
    return None if met is not None and met <= -days else days


@_once_for_own
def _late_promises(relationships: RelationshipQuerySet, *, today: date) -> QuerySet[Promise, Any]:
    rows = Promise.objects.late(today).filter(relationship__in=relationships)
    return rows.order_by("pk").values_list("relationship", flat=True)


@_once_for_own
def _open_commitments(relationships: RelationshipQuerySet) -> QuerySet[Commitment, Any]:
    rows = Commitment.objects.open().filter(relationship__in=relationships)
    return rows.order_by("pk").values_list("relationship", flat=True)


@_once_for_own
def _wishes(relationships: RelationshipQuerySet) -> QuerySet[FollowUp, Any]:
    """Who would like to meet others, and has not been introduced to anybody yet (R-089)."""
    rows = FollowUp.objects.open().filter(step=timings.INTRODUCE, about__isnull=True, relationship__in=relationships)
    return rows.order_by("pk").values_list("relationship", flat=True)
