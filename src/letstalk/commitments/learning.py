"""How asks are doing: made, agreed, firm and done, in counts, and in ranges where a share is told (section g).

Nobody's name is in here but those of people whom the reader sees anyway. Asks are ranked by what became firm and was
done, never by yeses alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from letstalk.accounts.models import User
from letstalk.commitments.fit import LINE
from letstalk.commitments.models import AskMade, AskStanding, ChosenOtherwise, Commitment, Firmed, Outcome, is_agreed
from letstalk.commitments.words import SUGGESTED, Answer, OutcomeKind
from letstalk.kit.shares import Share
from letstalk.people.access import chapters_led, people_visible_to, scope_of
from letstalk.people.models import folded

HIGH = 80
OFTEN = 3
MOST_NAMED = 5
MONTH = timedelta(days=30)
# Let go of is no verdict on the person and none on the ask (C-3).
ASKED = ("pk", "ask", "ask__title", "ask__uses", "person", "answer")
KNOWN = (OutcomeKind.DONE, OutcomeKind.PARTLY, OutcomeKind.MISSED)


@dataclass
class Counts:
    """Of one ask, or of all asks whose fit lay in one band."""

    made: int = 0
    agreed: int = 0
    firm: int = 0
    done: int = 0
    known: int = 0

    @property
    def done_of_known(self) -> Share:
        return Share(self.done, self.known)

    @property
    def firm_of_made(self) -> Share:
        return Share(self.firm, self.made)

    @property
    def worth(self) -> float:
        """Firm and done, each by its share: a yes that nothing comes of counts for nothing."""
        return (self.firm / self.made if self.made else 0) * (self.done / self.known if self.known else 0)


@dataclass
class FellTo:
    """Whom something fell to: how many people, and how often the one asked most. Counts and no score."""

    title: str
    people: Counter[UUID] = field(default_factory=Counter)

    @property
    def made(self) -> int:
        return self.people.total()

    @property
    def number_of_people(self) -> int:
        return len(self.people)

    @property
    def most_often(self) -> int:
        return max(self.people.values(), default=0)

    @property
    def falls_to_few(self) -> bool:
        """Always the same ones: who is always asked to cook, to interpret (h.4)."""
        return self.most_often >= OFTEN


@dataclass
class OfRole(FellTo):
    """A role that asks call for, such as to cook or to interpret: the skill they use, in the menu's own word."""


@dataclass
class OfAsk(FellTo):
    """One ask of the menu."""

    ask_id: UUID = field(kw_only=True)
    counts: Counts = field(default_factory=Counts)


@dataclass(frozen=True)
class HowAsksDo:
    """asks: best first. roles: those that fall to few first. high, middle, low: by how well they suited when made.

    otherwise: one's own other choices.
    """

    asks: list[OfAsk]
    roles: list[OfRole]
    high: Counts
    middle: Counts
    low: Counts
    suggested: Counts
    not_suggested: Counts
    otherwise: list[ChosenOtherwise]


def asked_in_sight(user: User, *, since: datetime) -> QuerySet[AskMade]:
    """The asks of one's own one-on-ones, and of the chapters one leads."""
    mine = Q(by=user) | Q(chapter__in=chapters_led(user))
    return AskMade.objects.filter(mine, at__gt=since, ask__isnull=False).exclude(answer=Answer.NOT_ASKED)


def how_asks_do(user: User, *, months: int, at: datetime) -> HowAsksDo:
    """What became of the asks made in these months, in as many queries for many as for few."""
    since = at - months * MONTH
    asked = asked_in_sight(user, since=since)
    made: list[Any] = list(asked.order_by("at", "pk").values_list(*ASKED))
    ids = asked.values("pk")
    standing = {row: (points, stood) for row, points, stood in _standings(ids)}
    commitments = dict(Commitment.objects.filter(ask_made__in=ids).values_list("ask_made", "pk"))
    firm = set(Firmed.objects.filter(commitment__ask_made__in=ids).values_list("commitment", flat=True))
    outcomes = dict(Outcome.objects.standing().filter(commitment__ask_made__in=ids).values_list("commitment", "kind"))
    by_ask: dict[UUID, OfAsk] = {}
    by_role: dict[str, OfRole] = {}
    groups: dict[str, Counts] = defaultdict(Counts)
    for id, ask, title, roles, person, answer in made:
        of_ask = by_ask.setdefault(ask, OfAsk(title, ask_id=ask))
        of_ask.people[person] += 1
        for role in {folded(word): word for word in roles}.items():
            by_role.setdefault(role[0], OfRole(role[1])).people[person] += 1
        points, stood = standing.get(id, (None, None))
        counted = [of_ask.counts]
        if stood is not None:
            counted += [groups[_band(points)], groups["suggested" if stood in SUGGESTED else "not_suggested"]]
        commitment = commitments.get(id)
        outcome = outcomes.get(commitment) if commitment else None
        for counts in counted:
            _count(counts, answer, is_firm=commitment in firm, outcome=outcome)
    return HowAsksDo(
        asks=sorted(by_ask.values(), key=lambda one: (-one.counts.worth, -one.counts.made, one.title)),
        roles=sorted(by_role.values(), key=lambda one: (-one.most_often, -one.made, one.title)),
        high=groups["high"],
        middle=groups["middle"],
        low=groups["low"],
        suggested=groups["suggested"],
        not_suggested=groups["not_suggested"],
        otherwise=list(_otherwise(user, since)),
    )


def names_asked_often(asks: Iterable[OfAsk], *, names: dict[UUID, str]) -> dict[UUID, list[str]]:
    """Of each ask that falls to few, who they are; only those among these names."""
    return {
        one.ask_id: [name for name, times in asked_how_often(one, names=names) if times >= OFTEN]
        for one in asks
        if one.falls_to_few
    }


def asked_how_often(one: FellTo, *, names: dict[UUID, str]) -> list[tuple[str, int]]:
    """Of those it fell to most often, who and how many times; only those among these names."""
    told = [(names[id], times) for id, times in one.people.most_common(MOST_NAMED) if id in names]
    return sorted(told, key=lambda pair: (-pair[1], pair[0]))


def names_in_sight(user: User, found: HowAsksDo) -> dict[UUID, str]:
    """The names of those who were asked most often whom this user sees anyway, in one query."""
    asked = {id for one in (*found.asks, *found.roles) for id, _times in one.people.most_common(MOST_NAMED)}
    return dict(people_visible_to(user).filter(pk__in=asked).values_list("pk", "name"))


def leads_somewhere(user: User) -> bool:
    return bool(scope_of(user).led)


def _standings(ids: QuerySet) -> QuerySet[AskStanding, Any]:
    return AskStanding.objects.filter(made__in=ids).values_list("made", "points", "stood")


def _otherwise(user: User, since: datetime) -> QuerySet[ChosenOtherwise]:
    """Reasons are words about a person: only whoever wrote them reads them again."""
    rows = ChosenOtherwise.objects.filter(by=user, at__gt=since, meeting__person__erased_at__isnull=True)
    return rows.select_related("ask", "meeting__person").order_by("-at", "pk")[:20]


def _band(points: int | None) -> str:
    if points is None or points < LINE:
        return "low"
    return "high" if points >= HIGH else "middle"


def _count(counts: Counts, answer: str, *, is_firm: bool, outcome: str | None) -> None:
    counts.made += 1
    counts.agreed += is_agreed(Answer(answer))
    counts.firm += is_firm
    counts.done += outcome == OutcomeKind.DONE
    counts.known += outcome in KNOWN
