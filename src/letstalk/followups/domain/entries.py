"""What a phone sends: taken in exactly once, in whatever order it comes; what contradicts is kept beside, not over."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.models import Ask
from letstalk.commitments.domain.choosing import carry_asks
from letstalk.commitments.fitting import Fits
from letstalk.followups.domain.debrief import DebriefEntry, debrief
from letstalk.followups.domain.plain_entries import as_plain
from letstalk.followups.models import Clash, Entry
from letstalk.followups.words import EntryKind
from letstalk.guides.taps import taps_of
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain.moves import lock
from letstalk.meetings.domain.prepare import choose_questions
from letstalk.meetings.domain.tapped import keep_taps
from letstalk.meetings.models import Meeting
from letstalk.meetings.tapped import answers_in, tapped_of
from letstalk.meetings.words import State
from letstalk.people.domain.notes import jot

WRITTEN_UP = {State.DEBRIEFED, State.CLOSED}
CLOCKS_DIFFER_BY = timedelta(minutes=10)
LONGEST_ON_A_PHONE = timedelta(days=60)

Lines = list[tuple[str, str]]


class NotYours(Refused):
    """Somebody else's account wrote this. It stays on the phone until they sign in again."""


class Standing(Enum):
    """How an entry stands here: it was taken in, or it contradicts what was."""

    RECEIVED = "received"
    CLASH = "clash"


@dataclass(frozen=True)
class Slip:
    """What comes with every entry. `revision` is new whenever it was changed before a receipt came back."""

    id: uuid.UUID
    revision: uuid.UUID
    kind: EntryKind
    written_at: datetime
    lines: Lines

    def said_at(self, now: datetime) -> datetime:
        """When it was typed, where the phone's clock can be believed; otherwise now."""
        return self.written_at if now - LONGEST_ON_A_PHONE < self.written_at < now + CLOCKS_DIFFER_BY else now


def standing_of(*, id: uuid.UUID, revision: uuid.UUID, by: User) -> Standing | None:
    """How this very state of an entry stands, so that its receipt can be given again; None when it is news.

    Raises NotYours for an id under which somebody else wrote.
    """
    receipt = Entry.objects.filter(pk=id).first()
    if receipt is not None and receipt.by_id != by.pk:
        raise NotYours(_("This was written under another account."))
    if receipt is not None and receipt.revision == revision:
        return Standing.RECEIVED
    return Standing.CLASH if Clash.objects.filter(pk=revision, by=by).exists() else None


def take_debrief(*, meeting: Meeting, entry: DebriefEntry, slip: Slip, by: User, at: datetime) -> Standing:
    """Write the one-on-one up, unless it was written up meanwhile: then both are kept and it is for them to decide.

    Raises what `debrief` raises; then nothing was written.
    """

    def write(now: Meeting) -> bool:
        if now.state in WRITTEN_UP or Entry.objects.filter(pk=slip.id).exists():
            return False
        debrief(meeting=meeting, entry=entry, revision=slip.revision, by=by, at=at)
        return True

    return _take(write, meeting, slip, plain=as_plain(entry), by=by, at=at)


@dataclass(frozen=True)
class Chosen:
    """What to carry, as a phone chose it without a network.

    seen: what stood when the phone looked. earlier: what it had sent under the same id before, without ever hearing
    that it had arrived, so that a second thought is not taken for another device's.
    """

    wanted: list[str]
    seen: list[str]
    earlier: list[list[str]]


def take_questions(*, meeting: Meeting, chosen: Chosen, slip: Slip, by: User, at: datetime) -> Standing:
    """The questions chosen without a network, by id. Raises NotInGuide."""

    def choose() -> None:
        choose_questions(meeting=meeting, questions=chosen.wanted, by=by, at=at)

    return _take_choice("questions", choose, meeting, chosen, slip, stands=_questions, by=by, at=at)


def take_asks(
    *, meeting: Meeting, chosen: Chosen, asks: list[Ask], fits: Fits, why: str, slip: Slip, by: User, at: datetime
) -> Standing:
    """The asks chosen without a network; `asks` are the rows of those wanted. Raises TooManyAsks.

    As on the desk, what differs from a suggestion is kept, with the reason if one was given (section g).
    """

    def choose() -> None:
        carry_asks(meeting=meeting, asks=asks, fits=fits, why=why, by=by, at=at)

    # They are carried in the order they are made in, whichever they were ticked in.
    return _take_choice("asks", choose, meeting, chosen, slip, stands=_asks, same=sorted, by=by, at=at)


def take_taps(*, meeting: Meeting, chosen: Chosen, slip: Slip, by: User, at: datetime) -> Standing:
    """What was tapped in the room and may be kept, whole, each as "question=code". Raises MayNotBeKept.

    After the write-up, which decides about taps, what is new is kept beside it for its organizer to decide.
    """

    def choose() -> None:
        keep_taps(meeting=meeting, answers=answers_in(meeting, chosen.wanted), by=by, at=at)

    return _take_choice("taps", choose, meeting, chosen, slip, stands=_taps, by=by, at=at)


def _questions(meeting: Meeting) -> list[str] | None:
    return meeting.questions


def _asks(meeting: Meeting) -> list[str] | None:
    return meeting.asks


def _taps(meeting: Meeting) -> list[str] | None:
    """None, which no phone has seen, once it was written up."""
    return None if meeting.state in WRITTEN_UP else taps_of(tapped_of(meeting))


def take_note(*, meeting: Meeting, text: str, slip: Slip, by: User, at: datetime) -> Standing:
    """A note jotted without a network. Notes never contradict: one changed after it came is a second one.

    Raises NothingWritten, NotesRefused, Forgotten.
    """
    with transaction.atomic():
        lock(meeting)
        before = standing_of(id=slip.id, revision=slip.revision, by=by)
        if before is None:
            is_first = not Entry.objects.filter(pk=slip.id).exists()
            _sign_for(meeting, slip, id=slip.id if is_first else slip.revision, by=by, at=at)
            jot(
                id=slip.id if is_first else slip.revision,
                relationship=meeting.relationship,
                text=text,
                about=meeting.pk,
                by=by,
                at=slip.said_at(at),
            )
    return Standing.RECEIVED


def _take_choice(
    what: str,
    choose: Callable[[], None],
    meeting: Meeting,
    chosen: Chosen,
    slip: Slip,
    *,
    stands: Callable[[Meeting], list[str] | None],
    same: Callable[[list[str]], list[str]] = list,
    by: User,
    at: datetime,
) -> Standing:
    """Chosen where what stands is what the phone had seen, or had sent itself. same: what two choices are equal by."""

    def write(now: Meeting) -> bool:
        now_stands = stands(now)
        before = Entry.objects.filter(pk=slip.id).first()
        own = (chosen.seen, chosen.wanted, *(chosen.earlier if before else ()))
        if now_stands is None or same(now_stands) not in [same(one) for one in own]:
            return False
        if before is None:
            _sign_for(meeting, slip, by=by, at=at)
        else:
            before.revision = slip.revision
            before.save(update_fields=["revision"])
        if same(now_stands) != same(chosen.wanted):
            choose()
        return True

    return _take(write, meeting, slip, plain={what: chosen.wanted}, by=by, at=at)


def _take(
    write: Callable[[Meeting], bool], meeting: Meeting, slip: Slip, *, plain: dict[str, Any], by: User, at: datetime
) -> Standing:
    """Once: the same state again gets the same answer. What cannot stand is kept as a clash (exactly once, too)."""
    with transaction.atomic():
        # One entry of a one-on-one after the other, so that two phones cannot both be the first.
        now = lock(meeting)
        before = standing_of(id=slip.id, revision=slip.revision, by=by)
        if before is not None:
            return before
        if write(now):
            return Standing.RECEIVED
        _keep_beside(meeting, slip, plain=plain, by=by, at=at)
    return Standing.CLASH


def _sign_for(meeting: Meeting, slip: Slip, *, by: User, at: datetime, id: uuid.UUID | None = None) -> None:
    Entry.objects.create(pk=id or slip.id, meeting=meeting, kind=slip.kind, revision=slip.revision, by=by, at=at)


def _keep_beside(meeting: Meeting, slip: Slip, *, plain: dict[str, Any], by: User, at: datetime) -> None:
    clash = Clash.objects.create(
        pk=slip.revision,
        chapter_id=meeting.chapter_id,
        meeting=meeting,
        kind=slip.kind,
        words={"lines": slip.lines, "entry": plain},
        by=by,
        written_at=slip.said_at(at),
        at=at,
    )
    record("followup.entries_clashed", about=meeting, by=by, at=at, entry=str(slip.id), clash=str(clash.pk))
