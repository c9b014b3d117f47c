"""The measures M1 to M28 of e.1, one small function each: a history in, what is counted and on which day out.

Whatever can turn out well or badly is counted on the day it began (asked for, agreed, due), so that a week's figure is
about the same people above and below the line, and goes on changing until all of them are known.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from letstalk.reports.measures.counts import Fact, one, valued
from letstalk.reports.measures.facts import Agreed, History, Talk

THANK_WITHIN_DAYS = 2
SECOND_STEP_WITHIN = timedelta(days=60)
SHORTEST, LONGEST = 30, 45
LET_GO = ("released", "renegotiated")
CAME = ("done", "partly")
KNOWN = (*CAME, "missed")

Measure = Callable[[History], Iterator[Fact]]


def m1(history: History) -> Iterator[Fact]:
    """Contact rate: answers of attempts, and of one-on-ones asked for."""
    for talk in history.talks:
        if talk.tried:
            yield Fact(min(talk.tried), "M1", int(talk.answered), len(talk.tried))
            yield one(min(talk.tried), "M1.people", talk.answered)


def m2(history: History) -> Iterator[Fact]:
    """Invitation acceptance: agreed times of those invited."""
    for on, talk in _invited(history):
        yield one(on, "M2", talk.agreed_on is not None)


def m3(history: History) -> Iterator[Fact]:
    """Hold rate: held of held, not come to, and called off late. Moving it is neither (I-4)."""
    for talk in history.talks:
        on = talk.held_on or talk.starts_on
        if on is not None and not talk.is_spontaneous and talk.ending in ("held", "no_show", "late"):
            yield one(on, "M3", talk.ending == "held")


def m4(history: History) -> Iterator[Fact]:
    """Lead time and length: days from invitation to one-on-one, minutes, and the share inside 30 to 45."""
    for on, talk in _held(history):
        if talk.invited_on is not None:
            yield valued(on, "M4.lead", max((on - talk.invited_on).days, 0))
        if talk.minutes is not None:
            yield valued(on, "M4.minutes", talk.minutes)
            yield one(on, "M4.inside", SHORTEST <= talk.minutes <= LONGEST)


def m5(history: History) -> Iterator[Fact]:
    """Face-to-face share of what was held."""
    for on, talk in _held(history):
        yield one(on, "M5", talk.in_person)


def m6(history: History) -> Iterator[Fact]:
    """Ask rate: held with an ask made, in all and by kind of one-on-one."""
    for on, talk in _held(history):
        yield one(on, "M6", talk.asked)
        yield one(on, f"M6.kind.{talk.kind}", talk.asked)


def m7(history: History) -> Iterator[Fact]:
    """Agreement rate: yeses of asks made."""
    for ask in history.asks:
        yield one(ask.on, "M7", ask.agreed)


def m8(history: History) -> Iterator[Fact]:
    """Firmness: with date, time and goal, of all yeses."""
    for ask in history.asks:
        if ask.agreed:
            yield one(ask.on, "M8", ask.firm)


def m9(history: History) -> Iterator[Fact]:
    """Success rate of the method (R-016), and the share closed in the room (I-1)."""
    for on, talk in _held(history):
        yield one(on, "M9", talk.successful)
        yield one(on, "M9.room", talk.successful and talk.in_the_room)


def m10(history: History) -> Iterator[Fact]:
    """Thanked within 48 hours, of what was held that long ago, or was thanked for already."""
    for on, talk in _held(history):
        if talk.thanked_in_time or on + timedelta(days=THANK_WITHIN_DAYS) < history.today:
            yield one(on, "M10", talk.thanked_in_time)


def m11(history: History) -> Iterator[Fact]:
    """Promises kept on time of those due, and made good of the late ones."""
    for promise in history.promises:
        if promise.outcome == "released" or promise.due_on > history.today:
            continue
        in_time = promise.outcome == "kept" and promise.told_on is not None and promise.told_on <= promise.due_on
        # Today is not over: what is due today and open is neither kept nor late.
        if in_time or promise.due_on < history.today:
            yield one(promise.due_on, "M11", in_time)
        if not in_time and promise.due_on < history.today:
            yield one(promise.due_on, "M11.late", promise.outcome in ("kept", "repaired"))


def m12(history: History) -> Iterator[Fact]:
    """Reconfirmation rate: said "I’m on it", of what was firm and due."""
    for on, agreed in _due(history):
        yield one(on, "M12", agreed.reconfirmed)


def m13(history: History) -> Iterator[Fact]:
    """Follow-through: done of firm and due; partly done as a half in the second figure; not told yet in the third."""
    for on, agreed in _due(history):
        yield one(on, "M13", agreed.outcome == "done")
        yield Fact(on, "M13.half", 2 * (agreed.outcome == "done") + (agreed.outcome == "partly"), 2)
        yield one(on, "M13.untold", agreed.outcome not in KNOWN)


def m14(history: History) -> Iterator[Fact]:
    """Flake rate, for what has a day of its own: did not come, of those of whom it is known."""
    for on, agreed in _due(history):
        if agreed.event and agreed.outcome in KNOWN:
            yield one(on, "M14", agreed.outcome == "missed")


def m15(history: History) -> Iterator[Fact]:
    """Halves factor: came of said yes, event by event, so that the last ten can be told."""
    for on, agreed in _due(history):
        if agreed.event and agreed.outcome in KNOWN:
            yield one(on, f"M15.{on.isoformat()}:{agreed.event}", agreed.outcome in CAME)


def m16(history: History) -> Iterator[Fact]:
    """Second step: did another within 60 days of the first. Counted once the 60 days are over."""
    done: dict[object, list[date]] = defaultdict(list)
    for agreed in history.agreed:
        on = agreed.due_on or agreed.told_on
        if agreed.outcome == "done" and on is not None:
            done[agreed.person].append(on)
    for days in done.values():
        first, *rest = sorted(days)
        if first + SECOND_STEP_WITHIN <= history.today:
            yield one(first, "M16", bool(rest) and rest[0] <= first + SECOND_STEP_WITHIN)


def m17(history: History) -> Iterator[Fact]:
    """Movement: stage rose in the quarter, of people with a one-on-one in it; and how many chose to rest."""
    rose = {(move.person, _quarter(move.on)) for move in history.moves if move.rose}
    first: dict[tuple[object, date], date] = {}
    for on, talk in _held(history):
        key = (talk.person, _quarter(on))
        first[key] = min(first.get(key, on), on)
    for key, on in first.items():
        yield one(on, "M17", key in rose)
    for move in history.moves:
        if move.rests:
            yield one(move.on, "M17.rests", True)


def m18(history: History) -> Iterator[Fact]:
    """Reproduction: held a first one-on-one of their own, of people who chose to (step d)."""
    for began in history.began:
        yield one(began.chose_on, "M18", began.first_own_on is not None)


def m19(history: History) -> Iterator[Fact]:
    """Span of care: active relationships of each organizer, as it stands today."""
    for span in history.standing.spans:
        yield valued(history.today, "M19", span)


def m20(history: History) -> Iterator[Fact]:
    """Cadence kept: inside their rhythm, of all who have one, as it stands today."""
    yield Fact(history.today, "M20", history.standing.inside, history.standing.with_target)


def m21(history: History) -> Iterator[Fact]:
    """Non-ask share of contacts."""
    for spoken in history.spoken:
        yield one(spoken.on, "M21", not spoken.is_ask)


def m22(history: History) -> Iterator[Fact]:
    """New voices: first-time one-on-ones of all; from outside the usual circle, where the organizer said."""
    for on, talk in _held(history):
        yield one(on, "M22", talk.is_first)
        if talk.circle:
            yield one(on, "M22.circle", talk.circle == "outside")


def m23(history: History) -> Iterator[Fact]:
    """Retention: active in the next quarter too, of people active in one. Counted once the next is over."""
    active: dict[object, dict[date, date]] = defaultdict(dict)
    for person, on in _acts(history):
        quarter = _quarter(on)
        active[person][quarter] = min(active[person].get(quarter, on), on)
    for quarters in active.values():
        for quarter, on in quarters.items():
            following = _after(quarter)
            if _after(following) <= history.today:
                yield one(on, "M23", following in quarters)


def m24(history: History) -> Iterator[Fact]:
    """Ask fit: firm, of asks that were suggested, and of the organizer's own choices."""
    for ask in history.asks:
        if ask.was_suggested is not None:
            yield one(ask.on, "M24.suggested" if ask.was_suggested else "M24.own", ask.firm)


def m25(history: History) -> Iterator[Fact]:
    """Listening: an organizer's own guess of who spoke more, where they made one."""
    for on, talk in _held(history):
        if talk.spoke:
            yield one(on, "M25", talk.spoke == "they")
            yield one(on, "M25.even", talk.spoke == "even")


def m26(history: History) -> Iterator[Fact]:
    """Report-back: one-on-ones whose report was sent, of those held."""
    for on, talk in _held(history):
        yield one(on, "M26", talk.reported)


def m27(history: History) -> Iterator[Fact]:
    """Consent health: said yes to being contacted, of all people; and how long the others are here unasked."""
    yield Fact(history.today, "M27", history.standing.may_be_contacted, history.standing.people)
    for days in history.standing.ages:
        yield valued(history.today, "M27.age", days)


def m28(history: History) -> Iterator[Fact]:
    """Response time: hours from a person's message to an answer."""
    for waited in history.waits:
        yield valued(waited.on, "M28", waited.hours)


def road(history: History) -> Iterator[Fact]:
    """Invited, scheduled, held, asked, firm, done: how far each one-on-one came, and no step without the one before.

    Whoever did not come to a step is lost there, unless it may still come.
    """
    for on, talk in _invited(history):
        steps = (talk.agreed_on is not None, talk.held_on is not None, talk.asked, talk.firm, talk.done)
        yield one(on, "road.invited", True)
        came = True
        for name, reached in zip(ROAD[1:], steps, strict=True):
            if came and not reached:
                yield one(on, f"road.open.{name}", talk.is_open)
            came = came and reached
            yield one(on, f"road.{name}", came)


ROAD = ("invited", "scheduled", "held", "asked", "firm", "done")


def pace(history: History) -> Iterator[Fact]:
    """What was held, and what stands in the calendar; what nobody planned is not counted toward a goal (R-015)."""
    for talk in history.talks:
        if talk.is_spontaneous:
            continue
        if talk.held_on is not None:
            yield one(talk.held_on, "pace.held", True)
        elif talk.starts_on is not None and not talk.ending and talk.starts_on >= history.today:
            yield one(talk.starts_on, "pace.planned", True)


MEASURES: dict[str, Measure] = {
    f"M{number}": measure
    for number, measure in enumerate(
        (
            m1,
            m2,
            m3,
            m4,
            m5,
            m6,
            m7,
            m8,
            m9,
            m10,
            m11,
            m12,
            m13,
            m14,
            m15,
            m16,
            m17,
            m18,
            m19,
            m20,
            m21,
            m22,
            m23,
            m24,
            m25,
            m26,
            m27,
            m28,
        ),
        start=1,
    )
}
# As they stand today: they have no week of their own.
NOW = ("M19", "M20", "M27")


def counted(history: History) -> Iterator[Fact]:
    """Everything that has a day."""
    for code, measure in MEASURES.items():
        if code not in NOW:
            yield from measure(history)
    yield from road(history)
    yield from pace(history)


def counted_now(history: History) -> Iterator[Fact]:
    for code in NOW:
        yield from MEASURES[code](history)


def _held(history: History) -> Iterator[tuple[date, Talk]]:
    for talk in history.talks:
        if talk.held_on is not None:
            yield talk.held_on, talk


def _invited(history: History) -> Iterator[tuple[date, Talk]]:
    for talk in history.talks:
        on = talk.invited_on
        if on is not None:
            yield on, talk


def _due(history: History) -> Iterator[tuple[date, Agreed]]:
    """Firm, its day over, and neither let go of nor agreed anew: that is no verdict on anyone (C-3)."""
    for agreed in history.agreed:
        if agreed.due_on is not None and agreed.due_on < history.today and agreed.outcome not in LET_GO:
            yield agreed.due_on, agreed


def _acts(history: History) -> Iterator[tuple[object, date]]:
    """What makes somebody active in a quarter: a one-on-one, or something they did."""
    for on, talk in _held(history):
        yield talk.person, on
    for agreed in history.agreed:
        on_day = agreed.due_on or agreed.told_on
        if agreed.outcome in CAME and on_day is not None:
            yield agreed.person, on_day


def _quarter(on: date) -> date:
    """The first day of its quarter."""
    return on.replace(month=3 * ((on.month - 1) // 3) + 1, day=1)


def _after(quarter: date) -> date:
    """The first day of the next one."""
    return _quarter(quarter + timedelta(days=95))
