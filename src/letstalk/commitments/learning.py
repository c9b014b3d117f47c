"""How asks are doing: made, agreed, firm and done, in counts, and in ranges where a share is told (section g).

Nobody's name is in here but those of one's own people; ranked by what became firm and was done, never by yeses alone.
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
from letstalk.people.access import chapters_led, scope_of

HIGH = 80
OFTEN = 3
MONTH = timedelta(days=30)
# Let go of is no verdict on the person and none on the ask (C-3).
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
class OfAsk:
    """One ask of the menu, and whom it fell to: how many people, and how often the one asked most."""

    ask_id: UUID
    title: str
    counts: Counts = field(default_factory=Counts)
    people: Counter[UUID] = field(default_factory=Counter)

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


@dataclass(frozen=True)
class HowAsksDo:
    """asks: best first. high, middle, low: by how well they suited when made. otherwise: one's own other choices."""

    asks: list[OfAsk]
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
    made: list[Any] = list(asked.order_by("at", "pk").values_list("pk", "ask", "ask__title", "person", "answer"))
    ids = asked.values("pk")
    standing = {row: (points, stood) for row, points, stood in _standings(ids)}
    commitments = dict(Commitment.objects.filter(ask_made__in=ids).values_list("ask_made", "pk"))
    firm = set(Firmed.objects.filter(commitment__ask_made__in=ids).values_list("commitment", flat=True))
    outcomes = dict(Outcome.objects.standing().filter(commitment__ask_made__in=ids).values_list("commitment", "kind"))
    by_ask: dict[UUID, OfAsk] = {}
    groups: dict[str, Counts] = defaultdict(Counts)
    for id, ask, title, person, answer in made:
        of_ask = by_ask.setdefault(ask, OfAsk(ask, title))
        of_ask.people[person] += 1
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
        high=groups["high"],
        middle=groups["middle"],
        low=groups["low"],
        suggested=groups["suggested"],
        not_suggested=groups["not_suggested"],
        otherwise=list(_otherwise(user, since)),
    )


def names_asked_often(user: User, asks: Iterable[OfAsk], *, names: dict[UUID, str]) -> dict[UUID, list[str]]:
    """Of each ask that falls to few, the names among them that are one's own people's, and no others."""
    return {
        one.ask_id: sorted(names[id] for id, times in one.people.items() if times >= OFTEN and id in names)
        for one in asks
        if one.falls_to_few
    }


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
