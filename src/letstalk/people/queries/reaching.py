"""Who may be reached, for what and how: the consent ledger read as b.6 says."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from letstalk.kit import clock
from letstalk.kit.statements import worked_out_once
from letstalk.outbox.queries import is_suppressed
from letstalk.people.access import standing_answers
from letstalk.people.models import Consent, Person, Way
from letstalk.people.words import (
    BY_THEMSELVES,
    CHANNELS_OF_WAY,
    NO_ANSWERS,
    WAY_FOR_CHANNEL,
    Answer,
    Purpose,
    WayKind,
    Why,
)

TEXTS_FROM, TEXTS_UNTIL = time(8), time(21)
LAST_TEXTS = time(20)
ASKED_BY_CHANNEL = {Purpose.PERSONAL, Purpose.REMINDERS}
NEED_NO_YES = {Purpose.CONTACT, Purpose.PERSONAL}
# A no to one of these outweighs every yes.
OVER_EVERYTHING = (Purpose.CONTACT, Purpose.USE)

Ledger = dict[tuple[str, str], Consent]


@dataclass(frozen=True)
class Reach:
    """Whether somebody may be reached, why not (a code of `words.Why`), and the way that was judged."""

    may: bool
    why: str = ""
    way: Way | None = None

    @property
    def sentence(self) -> str:
        return str(Why(self.why).label) if self.why else ""


def may_reach(
    person: Person, purpose: str, channel: str, *, at: datetime, scope: str = "", at_any_hour: bool = False
) -> Reach:
    """Whether this person may be written to, called or named now, for this purpose and by this channel (b.6).

    `scope` names the list or the level where the purpose has one; personal messages and reminders are asked for by
    channel. A list needs a yes that they gave by themselves: what they told somebody waits for their click (R-058). A
    no to being contacted overrides everything (L-1). Texts keep to 8:00-21:00 where the person is, unless one is only
    being planned (`at_any_hour`).
    """
    ledger = _ledger(person)
    scope = channel if purpose in ASKED_BY_CHANNEL else scope
    why = _never(person, ledger) or _by_their_answers(ledger, purpose, scope) or _unconfirmed(ledger, purpose, scope)
    if why:
        return Reach(False, why)
    return _by_channel(person, channel, at=at, at_any_hour=at_any_hour)


def has_agreed(person: Person, purpose: str, scope: str = "") -> bool:
    """Whether they said yes to exactly this, and did not refuse more since: a photo, a mention, a list (R-049)."""
    return person.erased_at is None and _stands(_ledger(person), purpose, scope)


def who_agreed(people: Collection[UUID], purpose: str, scope: str = "") -> set[UUID]:
    """Of these people those who said yes to exactly this and did not refuse more since; asked of many at once."""
    ledgers: dict[UUID, list[Consent]] = {}
    wanted = Consent.objects.filter(person__in=people, person__erased_at__isnull=True, superseded_at__isnull=True)
    for line in wanted.filter(purpose__in=[purpose, *OVER_EVERYTHING]).defer("words"):
        ledgers.setdefault(line.person_id, []).append(line)
    return {person for person, answers in ledgers.items() if _stands(_by_purpose(answers), purpose, scope)}


def _stands(ledger: Ledger, purpose: str, scope: str) -> bool:
    is_no = _is_left_alone(ledger) or _is_refused(ledger, purpose, scope)
    return not is_no and _answer(ledger, purpose, scope) == Answer.GRANTED


def has_refused(person: Person, purpose: str, scope: str = "") -> bool:
    """Whether they said no to this, or took an earlier yes back."""
    return _is_refused(_ledger(person), purpose, scope)


def said_no_to_contact() -> QuerySet[Any]:
    """The ids of everyone to be left alone, for a query to leave out: not to be contacted at all (L-1), restricted."""
    return _said_no_to(*OVER_EVERYTHING)


def restricted() -> QuerySet[Any]:
    """The ids of everyone of whom nothing that is kept may be used for now, for a query to leave out (h.2)."""
    return _said_no_to(Purpose.USE)


def restricted_among(people: Collection[UUID]) -> set[UUID]:
    """Of these people those of whom nothing may be used for now (h.2)."""
    return {person for (person,) in _restricted_among(people=list(people))} if people else set()


@worked_out_once
def _restricted_among(*, people: list[UUID]) -> QuerySet[Consent, Any]:
    said_no = Consent.objects.filter(person__in=people, purpose=Purpose.USE, answer__in=NO_ANSWERS)
    return said_no.filter(superseded_at__isnull=True).order_by("person").values_list("person")


def _said_no_to(*purposes: str) -> QuerySet[Any]:
    said_no = Consent.objects.filter(purpose__in=purposes, answer__in=NO_ANSWERS, superseded_at__isnull=True)
    return said_no.values("person")


def is_do_not_contact(person: Person) -> bool:
    """L-1: they asked not to be contacted at all."""
    return _is_refused(_ledger(person), Purpose.CONTACT, "")


def is_left_alone(person: Person) -> bool:
    """Whether nothing may be sent or suggested, for whichever reason: L-1, or what is kept is not to be used (h.2)."""
    return _is_left_alone(_ledger(person))


def stops_contact(answers: Iterable[Consent]) -> bool:
    """Whether these standing answers of one person ask that nothing be sent at all (L-1)."""
    return _is_refused(_by_purpose(answers), Purpose.CONTACT, "")


def stops_use(answers: Iterable[Consent]) -> bool:
    """Whether these standing answers of one person leave what is kept unused for now (h.2)."""
    return _is_refused(_by_purpose(answers), Purpose.USE, "")


def _is_left_alone(ledger: Ledger) -> bool:
    return any(_is_refused(ledger, purpose, "") for purpose in OVER_EVERYTHING)


def consents_of(person: Person) -> QuerySet[Consent]:
    """The standing lines of the ledger."""
    return Consent.objects.filter(person=person, superseded_at__isnull=True).order_by("purpose", "scope", "pk")


def ledger_of(person: Person) -> QuerySet[Consent]:
    """Every line that was ever written, the newest first."""
    return Consent.objects.filter(person=person).order_by("-at", "-superseded_at", "pk")


def ways_of(person: Person) -> QuerySet[Way]:
    """The ways on file, the newest of each kind first."""
    return Way.objects.filter(person=person, until__isnull=True).order_by("kind", "-added_at", "pk")


def best_way(person: Person, kind: str) -> Way | None:
    """The way to use: the newest of that kind that something may still go to."""
    channels = CHANNELS_OF_WAY[WayKind(kind)]
    for way in ways_of(person).filter(kind=kind):
        if not all(is_suppressed(channel, way.key) for channel in channels):
            return way
    return None


def in_text_hours(person: Person, at: datetime) -> datetime:
    """The instant itself when it lies between 8 and 21 o'clock where the person is; else the nearest hour that does.

    Early in the morning it becomes 8:00, late in the evening 20:00 of the same day: an answer may still come.
    """
    zone = zone_of(person)
    here = clock.local(at, zone)
    if _is_texting_hour(person, at):
        return at
    hour = TEXTS_FROM if here.time() < TEXTS_FROM else LAST_TEXTS
    return clock.instant_or_nearest(here.date(), hour, zone)


def zone_of(person: Person) -> str:
    """Where their day begins and ends: their own zone, or else their home chapter's."""
    return person.zone or person.chapter.zone


def _ledger(person: Person) -> Ledger:
    return _by_purpose(standing_answers(person))


def _by_purpose(answers: Iterable[Consent]) -> Ledger:
    return {(line.purpose, line.scope): line for line in answers}


def _never(person: Person, ledger: Ledger) -> str:
    if person.erased_at is not None:
        return Why.ERASED
    if _is_refused(ledger, Purpose.CONTACT, ""):
        return Why.NO_CONTACT
    return Why.RESTRICTED if _is_refused(ledger, Purpose.USE, "") else ""


def _by_their_answers(ledger: Ledger, purpose: str, scope: str) -> str:
    """Why their own answers forbid it, or nothing."""
    if _is_refused(ledger, purpose, scope):
        return Why.REFUSED
    if purpose not in NEED_NO_YES and _answer(ledger, purpose, scope) != Answer.GRANTED:
        return Why.NOT_ASKED
    return ""


def _unconfirmed(ledger: Ledger, purpose: str, scope: str) -> str:
    """Of a list, whether the yes that stands was only told to somebody."""
    if purpose != Purpose.LIST:
        return ""
    return "" if ledger[purpose, scope].how in BY_THEMSELVES else Why.UNCONFIRMED


def _is_refused(ledger: Ledger, purpose: str, scope: str) -> bool:
    """The later of what they said of this scope and of the purpose as a whole is a no."""
    said = [ledger[key] for key in {(purpose, scope), (purpose, "")} if key in ledger]
    return bool(said) and max(said, key=lambda line: (line.at, line.answer in NO_ANSWERS)).answer in NO_ANSWERS


def _answer(ledger: Ledger, purpose: str, scope: str) -> str:
    line = ledger.get((purpose, scope))
    return line.answer if line else ""


def _by_channel(person: Person, channel: str, *, at: datetime, at_any_hour: bool) -> Reach:
    kind = WAY_FOR_CHANNEL.get(channel)
    if kind is None:
        return Reach(True)
    ways = list(ways_of(person).filter(kind=kind))
    if not ways:
        return Reach(False, Why.NO_WAY)
    way = next((way for way in ways if not is_suppressed(channel, way.key)), None)
    if way is None:
        return Reach(False, Why.SUPPRESSED)
    if channel == "text" and not at_any_hour and not _is_texting_hour(person, at):
        return Reach(False, Why.QUIET_HOURS, way)
    return Reach(True, "", way)


def _is_texting_hour(person: Person, at: datetime) -> bool:
    return TEXTS_FROM <= clock.local(at, zone_of(person)).time() < TEXTS_UNTIL
