"""A round of who could talk with whom: worked out, moved by hand, and handed to the organizers as drafts.

Nothing is sent by any of this: each organizer looks at their own and invites in their own words.
"""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.followups import timings
from letstalk.followups.domain.items import add
from letstalk.followups.models import Brings, Pairing, PairingRound
from letstalk.followups.pairing import Assignment, Left, Pair, Reason, Wanted, assign, points_of, reasons_of
from letstalk.followups.pairing_facts import Facts, apart, facts_for, minute_at, starts_of
from letstalk.guides.queries import agenda_for
from letstalk.guides.words import MeetingKind
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.meetings.domain.plan import plan
from letstalk.meetings.free import instant_of
from letstalk.meetings.models import Held
from letstalk.meetings.validators import LONGEST_MINUTES
from letstalk.people.domain.relationships import take_on
from letstalk.people.models import Chapter, Person, Relationship

LONGEST_DAYS = 7
SHORTEST_MINUTES = 15
BY_HAND = "by_hand"
MOST_ISSUES = 20


class Changed(Refused):
    """Somebody else changed the round meanwhile."""


class Finished(Refused):
    """The organizers have it already, or it was let go."""


class NotThen(Refused):
    """They cannot meet then: it is taken, or not among the organizer's hours."""


def set_brings(*, organizer: User, languages: Iterable[str], issues: Iterable[str], at: datetime) -> Brings:
    """What an organizer brings to being paired: the languages they speak, and what they like to talk about."""
    words = list(dict.fromkeys(" ".join(word.split()) for word in issues if word.strip()))
    if len(words) > MOST_ISSUES:
        raise NothingWritten({"issues": _("A few issues are enough; up to twenty.")})
    with transaction.atomic():
        row, _is_new = Brings.objects.update_or_create(
            organizer=organizer,
            defaults={"languages": sorted(set(languages)), "issues": words, "at": at},
        )
        record("followup.brings_set", about=row, by=organizer, at=at)
    return row


def propose_round(
    *, chapter: Chapter, first_on: date, last_on: date, minutes: int, by: User, at: datetime, id: uuid.UUID
) -> PairingRound:
    """Work out who could talk with whom; the same `id` twice is one. Raises NothingWritten."""
    _check(chapter, first_on, last_on, minutes, at)
    known = PairingRound.objects.filter(pk=id).first()
    if known is not None:
        return known
    facts = facts_for(chapter, first_on=first_on, last_on=last_on, minutes=minutes, at=at)
    found = assign(facts.organizers, facts.people, minutes=minutes)
    with transaction.atomic():
        round, is_new = PairingRound.objects.get_or_create(
            pk=id,
            defaults={
                "chapter": chapter,
                "first_on": first_on,
                "last_on": last_on,
                "minutes": minutes,
                "objective": found.objective,
                "bound": found.bound,
                "by": by,
                "made_at": at,
            },
        )
        if is_new:
            _write(round, found, fixed={})
            record("followup.paired", about=round, by=by, at=at, pairs=len(found.pairs))
    return round


def solve_again(*, round: PairingRound, seen: int, by: User, at: datetime) -> PairingRound:
    """Work the rest out anew around what was decided by hand, by the facts of now. Raises Changed, Finished."""
    _require(round, seen)
    before = list(Pairing.objects.filter(round=round))
    fixed = {row.person_id: row for row in before if row.is_fixed}
    facts = _facts_of(round, keeping=[row.person_id for row in before], at=at)
    # Decided by hand to be left out counts as a word against it.
    left_out = {str(person) for person, row in fixed.items() if row.organizer_id is None}
    people = [_left_out(person) if person.id in left_out and not person.stop else person for person in facts.people]
    pairs = [_pair_of(row) for row in fixed.values() if row.organizer_id is not None]
    found = assign(facts.organizers, people, minutes=round.minutes, fixed=pairs)
    with transaction.atomic():
        round = _lock(round, seen)
        round.objective, round.bound = found.objective, found.bound
        _next_version(round, "objective", "bound")
        Pairing.objects.filter(round=round).delete()
        _write(round, found, fixed=fixed)
        record("followup.paired", about=round, by=by, at=at, pairs=len(found.pairs))
    return round


def move(
    *, pairing: Pairing, organizer: User | None, starts_at: datetime | None, seen: int, by: User, at: datetime
) -> Pairing:
    """Decide it by hand: with whom and when, or that they are left out. It stays so when the rest is worked out anew.

    Whoever had that time and was not decided by hand loses it, and is placed anew then. Raises NotThen where the time
    is not the organizer's to give or the two may not meet (L-1, L-4), Changed, Finished.
    """
    round = pairing.round
    _require(round, seen)
    facts = _facts_of(round, keeping=[pairing.person_id], at=at)
    reasons = _may_meet(facts, pairing, organizer, starts_at, at=at) if organizer is not None else []
    with transaction.atomic():
        round = _lock(round, seen)
        if organizer is not None and starts_at is not None:
            _make_room(round, pairing, facts, organizer, starts_at)
        pairing.organizer, pairing.starts_at = organizer, starts_at if organizer else None
        pairing.is_fixed, pairing.reasons = True, reasons
        pairing.left = "" if organizer else BY_HAND
        pairing.save(update_fields=["organizer", "starts_at", "is_fixed", "reasons", "left"])
        _no_longer_proven(round)
        record("followup.pairing_moved", about=pairing, by=by, at=at)
    return pairing


def let_decide(*, pairing: Pairing, seen: int, by: User, at: datetime) -> Pairing:
    """No longer decided by hand: placed anew with the rest. Raises Changed, Finished."""
    with transaction.atomic():
        round = _lock(pairing.round, seen)
        pairing.is_fixed = False
        pairing.reasons = [why for why in pairing.reasons if why[0] != Reason.BY_HAND]
        pairing.save(update_fields=["is_fixed", "reasons"])
        _no_longer_proven(round)
        record("followup.pairing_freed", about=pairing, by=by, at=at)
    return pairing


def let_go(*, round: PairingRound, by: User, at: datetime) -> PairingRound:
    """The proposal is not used; nobody hears of it. Twice is once. Raises Finished once it was handed out."""
    if round.drafted_at is not None:
        raise Finished(_("The organizers have these already."))
    with transaction.atomic():
        if PairingRound.objects.filter(pk=round.pk, let_go_at__isnull=True).update(let_go_at=at) == 1:
            record("followup.round_let_go", about=round, by=by, at=at)
    round.refresh_from_db()
    return round


def draft_invitations(*, round: PairingRound, seen: int, by: User, at: datetime) -> int:
    """Give each organizer their own: a one-on-one as an idea, and a task to invite with the proposed time.

    Nothing goes out. The facts are asked once more: whoever said no since, or is planned otherwise, is left out with
    the reason. Whoever was nobody's own becomes the organizer's. Returns how many were handed out. Raises Changed,
    Finished.
    """
    _require(round, seen)
    rows = list(Pairing.objects.filter(round=round, organizer__isnull=False).select_related("person", "organizer"))
    facts = _facts_of(round, keeping=[row.person_id for row in rows], at=at)
    wanted = {person.id: person for person in facts.people}
    with transaction.atomic():
        round = _lock(round, seen)
        handed = 0
        for row in rows:
            person = wanted.get(str(row.person_id))
            stop = person.stop if person else str(Left.FULL)
            if stop or not _is_theirs(facts, row):
                _leave_out(row, stop or str(Left.KNOWN_IS_FULL))
                continue
            _draft(row, facts, by=by, at=at)
            handed += 1
        round.drafted_at = at
        _next_version(round, "drafted_at")
        record("followup.pairings_handed_out", about=round, by=by, at=at, pairs=handed)
    return handed


def _draft(row: Pairing, facts: Facts, *, by: User, at: datetime) -> None:
    assert row.organizer is not None
    assert row.starts_at is not None
    relationship = _relationship(row, facts, by=by, at=at)
    has_met = Held.objects.standing().filter(meeting__relationship=relationship).exists()
    kind = MeetingKind.MAINTENANCE if has_met else MeetingKind.INTRODUCTORY
    meeting = plan(
        relationship=relationship,
        kind=kind,
        template=agenda_for(kind, relationship.chapter),
        by=by,
        at=at,
        id=row.pk,
    )
    Pairing.objects.filter(pk=row.pk).update(meeting=meeting)
    add(
        relationship=relationship,
        step=timings.INVITE,
        about=meeting.pk,
        words=_("Proposed: %(when)s") % {"when": said_start(row.starts_at, relationship.chapter.zone)},
        due_at=at,
        planned_at=at,
        at=at,
        id=uuid.uuid5(row.pk, timings.INVITE),
    )


def said_start(starts_at: datetime, zone: str) -> str:
    there = clock.local(starts_at, zone)
    return f"{date_format(there, 'l j F')}, {time_format(there, 'H:i')}"


def _relationship(row: Pairing, facts: Facts, *, by: User, at: datetime) -> Relationship:
    known = facts.relationships.get((str(row.person_id), str(row.organizer_id)))
    if known is not None:
        return Relationship.objects.select_related("chapter", "person").get(pk=known)
    assert row.organizer is not None
    chapter = Chapter.objects.get(pk=facts.chapter_of[str(row.person_id)])
    return take_on(person=row.person, chapter=chapter, organizer=row.organizer, by=by, at=at)


def _is_theirs(facts: Facts, row: Pairing) -> bool:
    """They are nobody's own, or this organizer's (L-4)."""
    known_by = next((person.known_by for person in facts.people if person.id == str(row.person_id)), frozenset())
    return not known_by or str(row.organizer_id) in known_by


def _leave_out(row: Pairing, why: str) -> None:
    Pairing.objects.filter(pk=row.pk).update(organizer=None, starts_at=None, left=why, reasons=[])


def _check(chapter: Chapter, first_on: date, last_on: date, minutes: int, at: datetime) -> None:
    errors = {}
    if first_on < clock.local_day(at, chapter.zone):
        errors["first_on"] = _("Choose a day that is still to come.")
    elif not 0 <= (last_on - first_on).days < LONGEST_DAYS:
        errors["first_on"] = _("A round is for one day, or for a week at the most.")
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        errors["minutes"] = _("30 to 45 minutes is usual; choose at least 15.")
    if errors:
        raise NothingWritten(errors)


def _require(round: PairingRound, seen: int) -> None:
    if round.let_go_at is not None or round.drafted_at is not None:
        raise Finished(_("This proposal is finished: make a new one."))
    if round.version != seen:
        raise Changed(_("This was changed meanwhile. Here is how it stands now."))


def _lock(round: PairingRound, seen: int) -> PairingRound:
    locked = PairingRound.objects.select_for_update().get(pk=round.pk)
    _require(locked, seen)
    locked.chapter = round.chapter
    return locked


def _next_version(round: PairingRound, *changed: str) -> None:
    round.version += 1
    round.save(update_fields=["version", *changed])


def _no_longer_proven(round: PairingRound) -> None:
    round.objective = round.bound = 0
    _next_version(round, "objective", "bound")


def _facts_of(round: PairingRound, *, keeping: Iterable[uuid.UUID], at: datetime) -> Facts:
    return facts_for(
        round.chapter,
        first_on=round.first_on,
        last_on=round.last_on,
        minutes=round.minutes,
        keeping=keeping,
        at=at,
    )


def _may_meet(
    facts: Facts, pairing: Pairing, organizer: User, starts_at: datetime | None, *, at: datetime
) -> list[list[str]]:
    """Why these two; raises NotThen where they may not or cannot."""
    person = next((one for one in facts.people if one.id == str(pairing.person_id)), None)
    host = next((one for one in facts.organizers if one.id == str(organizer.pk)), None)
    if person is None or person.stop:
        raise NotThen(_("They are not to be invited just now."))
    if host is None or starts_at is None:
        raise NotThen(_("This organizer has not said when they can be met."), field="choice")
    if person.known_by and host.id not in person.known_by:
        raise NotThen(_("They are in touch with somebody else, and that is theirs to change."), field="choice")
    round = pairing.round
    starts = starts_of(
        facts.rooms[organizer.pk],
        round.chapter,
        first_on=round.first_on,
        last_on=round.last_on,
        minutes=round.minutes,
        at=at,
    )
    if minute_at(starts_at) not in starts:
        raise NotThen(_("This organizer is not free then any more. Choose another time."), field="choice")
    shared = reasons_of(host, person) if points_of(host, person) is not None else ()
    return [[str(Reason.BY_HAND), ""], *([code, of] for code, of in shared if code != Reason.FREE)]


def _make_room(round: PairingRound, pairing: Pairing, facts: Facts, organizer: User, starts_at: datetime) -> None:
    """Whoever lies over it makes way, unless that was decided by hand."""
    space = timedelta(minutes=apart(facts.rooms[organizer.pk], round.minutes))
    beside = Pairing.objects.filter(
        round=round, organizer=organizer, starts_at__gt=starts_at - space, starts_at__lt=starts_at + space
    ).exclude(pk=pairing.pk)
    if beside.filter(is_fixed=True).exists():
        raise NotThen(_("Somebody else was given this time by hand. Move them first."), field="choice")
    beside.update(organizer=None, starts_at=None, reasons=[], left=str(Left.FULL))
    theirs = Pairing.objects.filter(round=round, organizer=organizer, is_fixed=True).exclude(pk=pairing.pk).count()
    host = next(one for one in facts.organizers if one.id == str(organizer.pk))
    if theirs >= host.seats:
        raise NotThen(_("That would be more one-on-ones than this organizer takes on in a week."), field="choice")
    _keep_within(round, pairing, organizer, host.seats)


def _keep_within(round: PairingRound, pairing: Pairing, organizer: User, seats: int) -> None:
    """The last of those not decided by hand make way when it becomes too many."""
    rows = Pairing.objects.filter(round=round, organizer=organizer).exclude(pk=pairing.pk)
    over = rows.count() + 1 - seats
    for row in rows.filter(is_fixed=False).order_by("-starts_at", "pk")[: max(over, 0)]:
        _leave_out(row, str(Left.FULL))


def _pair_of(row: Pairing) -> Pair:
    assert row.starts_at is not None
    return Pair(str(row.person_id), str(row.organizer_id), minute_at(row.starts_at))


def _left_out(person: Wanted) -> Wanted:
    return Wanted(id=person.id, stop=BY_HAND)


def _write(round: PairingRound, found: Assignment, *, fixed: dict[uuid.UUID, Pairing]) -> None:
    there = set(
        Person.objects.filter(pk__in=[*(pair.person for pair in found.pairs), *found.left]).values_list("pk", flat=True)
    )
    # The same person has the same row in every version of a round, so that a page of an earlier one still finds it.
    rows = [
        Pairing(
            pk=uuid.uuid5(round.pk, pair.person),
            round=round,
            person_id=uuid.UUID(pair.person),
            organizer_id=uuid.UUID(pair.organizer),
            starts_at=instant_of(pair.start),
            is_fixed=uuid.UUID(pair.person) in fixed,
            reasons=[list(why) for why in pair.reasons],
        )
        for pair in found.pairs
    ]
    rows += [
        Pairing(
            pk=uuid.uuid5(round.pk, person),
            round=round,
            person_id=uuid.UUID(person),
            left=why,
            is_fixed=why == BY_HAND,
        )
        for person, why in found.left.items()
    ]
    Pairing.objects.bulk_create([row for row in rows if row.person_id in there])
