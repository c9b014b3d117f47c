"""From rows to what asks are weighed by, for one person or many, in as many queries for one as for all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length

from letstalk.campaigns.access import paths_above
from letstalk.campaigns.models import Ask
from letstalk.campaigns.validators import When
from letstalk.campaigns.words import Access, NextStep, Risk, SetUpKind
from letstalk.commitments.fit import (
    REFUSED_FOR_DAYS,
    WEIGHTS,
    Abilities,
    AskFacts,
    Company,
    Explained,
    Factor,
    FreeTime,
    PersonFacts,
    Picks,
    Scales,
    Weighed,
    Window,
    deciding,
    explain,
    lighter_than,
    pick,
)
from letstalk.commitments.models import AskMade, AskWeights, Commitment, Outcome, Promise
from letstalk.commitments.rooms import Room, rooms_of
from letstalk.commitments.words import Answer, OutcomeKind, Stood
from letstalk.kit import clock
from letstalk.kit.statements import worked_out_once
from letstalk.people.models import Chapter, Membership, Tagging, folded
from letstalk.people.queries import said_no_to_contact
from letstalk.people.queries.said import SaidOfThemselves, said_of_people
from letstalk.people.words import LADDER, MINUTES_OF, PartOfDay, SaidKind, Stage, TagKind

USUAL_MINUTES = 60
# People by their ids, or as a query of ids.
People = Sequence[UUID] | QuerySet[Any, Any]
# Where an ask leads to, by the five next steps of the guide; what is of the chapter's own says so itself.
RUNGS = {
    NextStep.NEWS: LADDER.index(Stage.CONNECTED),
    NextStep.LOCAL_ACTION: LADDER.index(Stage.PARTICIPATING),
    NextStep.NATIONAL_ACTION: LADDER.index(Stage.PARTICIPATING),
    NextStep.JOIN_TEAM: LADDER.index(Stage.PARTICIPATING),
    NextStep.START_OWN: LADDER.index(Stage.ORGANIZER),
}


@dataclass(frozen=True)
class Fits:
    """A chapter's menu weighed for one person, and everything about it that is told."""

    person: PersonFacts
    ranked: list[Weighed]
    weights: Mapping[Factor, int]
    asks: Mapping[str, Ask]

    @cached_property
    def picks(self) -> Picks:
        return pick(self.ranked)

    @cached_property
    def deciding(self) -> list[Factor]:
        """What to ask about, since the answer could change the order (R-066)."""
        return deciding(self.ranked, self.person, self.weights)

    def explained(self, one: Weighed) -> Explained:
        return explain(one, self.person, self.weights)

    def of(self, ask: Ask) -> Weighed | None:
        return next((one for one in self.ranked if one.ask.key == str(ask.pk)), None)

    def stood(self, ask: Ask) -> Stood:
        """How an ask stands among the others."""
        one = self.of(ask)
        if one is None or one.gates:
            return Stood.HELD_BACK
        for stood, picked in zip(
            (Stood.TARGET, Stood.STRETCH, Stood.LIGHT),
            (self.picks.target, self.picks.stretch, self.picks.light),
            strict=True,
        ):
            if picked is one:
                return stood
        return Stood.OTHER if one.is_shown else Stood.FOLDED

    def lighter(self, ask: Ask) -> Ask | None:
        """The one other ask that may follow a no."""
        found = lighter_than(self.ranked, str(ask.pk))
        return self.asks[found.ask.key] if found else None


def weights_for(chapter: Chapter) -> dict[Factor, int]:
    """What counts how much here: as the nearest chapter at or above this one settled it, or as the method says."""
    settled = settled_for(chapter)
    return read_weights(settled.weights) if settled else dict(WEIGHTS)


def settled_for(chapter: Chapter) -> AskWeights | None:
    """What the nearest chapter at or above this one settled; None where the method's own weights hold."""
    return next(iter(_settled(paths=paths_above(chapter))), None)


def read_weights(plain: Mapping[str, int]) -> dict[Factor, int]:
    return {factor: plain.get(factor, 0) for factor in Factor}


@worked_out_once
def _settled(*, paths: list[str]) -> QuerySet[AskWeights]:
    rows = AskWeights.objects.filter(chapter__path__in=paths).select_related("chapter", "by")
    return rows.order_by(Length("chapter__path").desc(), "pk")[:1]


def fits_for(
    person_id: UUID,
    asks: Iterable[Ask],
    *,
    chapter: Chapter,
    organizer_id: UUID,
    at: datetime,
    weights: Mapping[Factor, int] | None = None,
) -> Fits:
    """These asks weighed for one person, by the weights of the chapter unless others are tried out."""
    found = fits_of([person_id], asks, chapter=chapter, organizer_id=organizer_id, at=at, weights=weights)
    return found[person_id]


def fits_of(
    person_ids: People,
    asks: Iterable[Ask],
    *,
    chapter: Chapter,
    organizer_id: UUID,
    at: datetime,
    weights: Mapping[Factor, int] | None = None,
) -> dict[UUID, Fits]:
    """These asks weighed for each of these people: the time grows with the people, the number of queries does not."""
    by_key = {str(ask.pk): ask for ask in asks}
    counted = weights_for(chapter) if weights is None else dict(weights)
    scales = Scales(facts_of_asks(by_key.values(), zone=chapter.zone, at=at), counted)
    people = facts_of_people(person_ids, chapter=chapter, organizer_id=organizer_id, at=at)
    return {id: Fits(person, scales.weigh(person), counted, by_key) for id, person in people.items()}


def facts_of_asks(asks: Iterable[Ask], *, zone: str, at: datetime) -> list[AskFacts]:
    """What each ask says of itself; its day and time are read in the zone of the chapter whose menu it is on."""
    menu = list(asks)
    rooms = rooms_of(menu, at=at)
    return [_facts_of_ask(ask, rooms[ask.pk], zone=zone) for ask in menu]


def _facts_of_ask(ask: Ask, rooms: Sequence[Room], *, zone: str) -> AskFacts:
    open_now = [room.date.local(zone) for room in rooms if room.left != 0]
    return AskFacts(
        key=str(ask.pk),
        title=ask.title,
        issues=_said(ask.issues),
        uses=_said(ask.uses) or frozenset(),
        teaches=_said(ask.teaches) or frozenset(),
        motives=ask.motives or None,
        solves=_solves(ask),
        minutes=ask.minutes,
        company=Company(ask.company) if ask.company else None,
        urgency=ask.urgency,
        is_risky=ask.risk != Risk.NONE,
        times=_times(open_now, ask.minutes),
        rung=RUNGS.get(NextStep(ask.step)) if ask.rung is None else ask.rung - 1,
        is_at_home=ask.step == NextStep.NEWS or Access.REMOTE in ask.access,
        languages=frozenset(ask.languages) or None,
        least_age=ask.least_age,
        needs_done=frozenset(ask.before),
        is_past=(ask.on is not None and not rooms) or ask.retired_at is not None,
        is_full=bool(rooms) and not open_now,
    )


def _said(words: list[str]) -> frozenset[str] | None:
    """Folded as people's own words are; None where nobody said."""
    return frozenset(map(folded, words)) or None


def _solves(ask: Ask) -> frozenset[str] | None:
    """What is seen to, in its own words and by the words of what was ticked; None where nobody said any of it."""
    words = [*ask.solves, *ask.access, *(Access(code).label for code in ask.access)]
    if ask.child_care:
        words += [SetUpKind.CHILD_CARE, SetUpKind.CHILD_CARE.label]
    is_said = words or ask.child_care is not None
    return frozenset(folded(str(word)) for word in words) if is_said else None


def _times(days: Sequence[When], minutes: int | None) -> frozenset[Window]:
    return frozenset(_window(on, time, minutes) for on, time in days)


def _window(on: date, time: time | None, minutes: int | None) -> Window:
    if time is None:
        return Window(on.weekday(), 0, 24 * 60)
    begins = time.hour * 60 + time.minute
    return Window(on.weekday(), begins, begins + (minutes or USUAL_MINUTES))


def facts_of_people(
    person_ids: People, *, chapter: Chapter, organizer_id: UUID, at: datetime
) -> dict[UUID, PersonFacts]:
    """What is known of each of these people that an ask may be weighed by."""
    # A query of ids stays one, so that hundreds of them are not written into each statement.
    ids = person_ids if isinstance(person_ids, QuerySet) else list(person_ids)
    today = clock.local_day(at, chapter.zone)
    stages = dict(_stages(ids, chapter))
    said = _words_of(ids)
    of_themselves = said_of_people(ids, organizer_id=organizer_id)
    late = _counted(Promise.objects.late(today).filter(person__in=ids, organizer=organizer_id))
    open_now = _counted(Commitment.objects.open().filter(person__in=ids, organizer=organizer_id))
    refused = _keys_by_person(_refused(ids, at=at, today=today))
    done = _keys_by_person(_done(ids))
    not_to_be_asked = set(said_no_to_contact().filter(person__in=ids).values_list("person", flat=True))
    return {
        id: PersonFacts(
            issues=_or_unknown(said[id, TagKind.ISSUE]),
            motives=_or_unknown(frozenset(of_themselves[id].said[SaidKind.MOTIVE])),
            time=_free_time(of_themselves[id]),
            abilities=_abilities(said[id, TagKind.SKILL], of_themselves[id]),
            languages=_or_unknown(frozenset(of_themselves[id].said[SaidKind.LANGUAGE])),
            under_age=_under_age(of_themselves[id]),
            needs=_or_unknown(said[id, TagKind.NEED]),
            level=_level(stages.get(id)),
            has_done=done[id],
            refused=refused[id],
            is_not_to_be_asked=id in not_to_be_asked or stages.get(id) in (Stage.RESTING, Stage.LEFT),
            open_commitments=open_now.get(id, 0),
            late_promises=late.get(id, 0),
        )
        for id in ids
    }


def _or_unknown(words: frozenset[str]) -> frozenset[str] | None:
    """Nobody writes down that nothing was named, so none at all is not known."""
    return words or None


def _free_time(said: SaidOfThemselves) -> FreeTime | None:
    windows = frozenset(_free_window(code) for code in said.said[SaidKind.TIME])
    minutes = [int(code) for code in said.said[SaidKind.AMOUNT]]
    return FreeTime(windows or None, minutes[-1] if minutes else None) if windows or minutes else None


def _free_window(code: str) -> Window:
    weekday, part = code.split()
    return Window(int(weekday), *MINUTES_OF[PartOfDay(part)])


def _abilities(skills: frozenset[str], said: SaidOfThemselves) -> Abilities | None:
    wishes = frozenset(map(folded, said.said[SaidKind.WISH]))
    return Abilities(skills=skills, wishes=wishes) if skills or wishes else None


def _under_age(said: SaidOfThemselves) -> int | None:
    return next((int(code) for code in said.said[SaidKind.AGE] if code.isdecimal()), None)


def _level(stage: str | None) -> int | None:
    """Where they stand once an ask is made, which is in a one-on-one; who rests or left stands nowhere."""
    if stage is None:
        return LADDER.index(Stage.CONNECTED)
    return max(LADDER.index(Stage(stage)), LADDER.index(Stage.CONNECTED)) if stage in LADDER else None


def _stages(ids: People, chapter: Chapter) -> QuerySet[Membership, tuple[UUID, str]]:
    here = Membership.objects.filter(person__in=ids, chapter=chapter, until__isnull=True)
    return here.values_list("person", "stage")


def _words_of(ids: People) -> dict[tuple[UUID, str], frozenset[str]]:
    """What they named, by kind, folded so that one spelling meets another."""
    found: dict[tuple[UUID, str], set[str]] = defaultdict(set)
    rows = Tagging.objects.filter(person__in=ids).values_list("person", "tag__kind", "tag__name")
    for person, kind, name in rows:
        found[person, kind].add(folded(name))
    return defaultdict(frozenset, {key: frozenset(words) for key, words in found.items()})


def _counted(rows: QuerySet) -> dict[UUID, int]:
    return dict(rows.order_by().values_list("person").annotate(number=Count("pk")).values_list("person", "number"))


def _refused(ids: People, *, at: datetime, today: date) -> QuerySet[AskMade, tuple[UUID, UUID]]:
    """What they said no to lately, or asked to be asked about after a day that has not come."""
    lately = Q(answer=Answer.NO, at__gt=at - timedelta(days=REFUSED_FOR_DAYS))
    later = Q(answer=Answer.NOT_NOW, revisit_on__gt=today)
    rows = AskMade.objects.filter(lately | later, person__in=ids, ask__isnull=False)
    return rows.values_list("person", "ask")


def _done(ids: People) -> QuerySet[Outcome, tuple[UUID, UUID]]:
    told = Outcome.objects.standing().filter(kind=OutcomeKind.DONE, commitment__person__in=ids)
    return told.filter(commitment__ask_made__ask__isnull=False).values_list(
        "commitment__person", "commitment__ask_made__ask"
    )


def _keys_by_person(rows: Iterable[tuple[UUID, UUID]]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    for person, ask in rows:
        found[person].add(str(ask))
    return defaultdict(frozenset, {person: frozenset(keys) for person, keys in found.items()})
