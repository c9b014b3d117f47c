"""The one-on-ones of an organizer: the list, and one of them with everything that hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from letstalk.accounts.models import User
from letstalk.campaigns.models import Ask
from letstalk.commitments.models import AskMade, Commitment, Promise, PromiseOutcome
from letstalk.commitments.queries import MeetingOutcome, outcome_of, with_outcome
from letstalk.followups.domain.closing import Obligations, obligations
from letstalk.followups.models import FollowUp, FollowUpSet
from letstalk.followups.queries import chosen_asks, standing_held, standing_slots
from letstalk.kit.statements import worked_out_once
from letstalk.meetings.access import own_meetings
from letstalk.meetings.models import (
    CalledOff,
    Debriefed,
    Held,
    Invitation,
    Meeting,
    NoShow,
    SetAside,
    Slot,
)
from letstalk.meetings.tapped import TapSaid, said_of, tapped_of
from letstalk.meetings.words import Part, State
from letstalk.people.models import Note

A_PAGE = 50
OVER_AFTER = timedelta(minutes=20)
AGREED = [State.SCHEDULED, State.CONFIRMED]
NOT_YET_AGREED = [State.IDEA, State.INVITED]
PAST = [
    State.DEBRIEFED,
    State.CLOSED,
    State.DECLINED,
    State.NO_ANSWER,
    State.CANCELLED,
    State.NO_SHOW,
    State.DROPPED,
]


class Shown(models.TextChoices):
    """Which one-on-ones a list shows."""

    COMING = "coming", _("Coming")
    TO_WRITE_UP = "to-write-up", _("To write up")
    PAST = "past", _("Past")


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    meeting: Meeting
    state: State
    outcome: MeetingOutcome | None
    slot: Slot | None
    held: Held | None

    @property
    def is_to_write_up(self) -> bool:
        """Held, or its time has passed: the list it stands in says so."""
        return self.state in (State.HELD, *AGREED)


@dataclass(frozen=True)
class ListPage:
    shown: Shown
    lines: list[Line]
    number: int
    has_next: bool
    to_write_up: int


def one_on_ones_page(user: User, *, shown: Shown, number: int, at: datetime) -> ListPage:
    """Fifty at most, in a fixed number of queries."""
    first = (number - 1) * A_PAGE
    found = list(_ids(user, shown, at=at)[first : first + A_PAGE + 1])
    return ListPage(
        shown=shown,
        lines=_lines(found[:A_PAGE]),
        number=number,
        has_next=len(found) > A_PAGE,
        to_write_up=_to_write_up(user, at=at).count(),
    )


def _ids(user: User, shown: Shown, *, at: datetime) -> QuerySet[Meeting, UUID]:
    rows = {Shown.COMING: _coming, Shown.TO_WRITE_UP: _to_write_up, Shown.PAST: _past}[shown](user, at=at)
    # Of those past, the latest made come first: that order is an index, so fifty of many thousands cost little.
    order = ("-made_at", "pk") if shown == Shown.PAST else (F("starts_at").asc(nulls_last=True), "made_at", "pk")
    return rows.order_by(*order).values_list("pk", flat=True)


def _here(rows: QuerySet) -> Exists:
    return Exists(rows.filter(meeting=OuterRef("pk")))


def _coming(user: User, *, at: datetime) -> QuerySet[Meeting]:
    """Agreed for a time to come, or an idea or invitation that nothing became of yet."""
    # What was held is left out first: working out a state costs a dozen look-ups, and most rows are held.
    open_ones = own_meetings(user).filter(~_here(Held.objects.standing())).with_state()
    ahead = Q(state_now__in=AGREED, starts_at__gte=at - OVER_AFTER)
    return open_ones.filter(ahead | Q(state_now__in=NOT_YET_AGREED))


def _to_write_up(user: User, *, at: datetime) -> QuerySet[Meeting]:
    """Held and not written up, or agreed for a time that has passed and nothing said since."""
    open_ones = own_meetings(user).filter(~_here(Debriefed.objects.all())).with_state()
    over = Q(state_now__in=AGREED, starts_at__lt=at - OVER_AFTER)
    return open_ones.filter(over | Q(state_now=State.HELD))


def _past(user: User, *, at: datetime) -> QuerySet[Meeting]:
    return own_meetings(user).with_state().filter(state_now__in=PAST)


def _lines(ids: list[UUID]) -> list[Line]:
    found = {row.pk: row for row in _described(ids=ids)}
    slots = {row.meeting_id: row for row in standing_slots(meetings=ids)}
    held = {row.meeting_id: row for row in standing_held(meetings=ids)}
    return [
        Line(
            meeting=found[pk],
            state=State(found[pk].state_now),
            outcome=MeetingOutcome(found[pk].outcome_now) if found[pk].outcome_now else None,
            slot=slots.get(pk),
            held=held.get(pk),
        )
        for pk in ids
    ]


@worked_out_once
def _described(*, ids: list[UUID]) -> QuerySet[Meeting]:
    rows = with_outcome(Meeting.objects.filter(pk__in=ids).with_state())
    return rows.select_related("person").order_by("pk")


# --- one of them ---


@dataclass(frozen=True)
class PartNow:
    """Purpose, outcome or next step (R-005): filled, none because ..., or open."""

    part: Part
    is_filled: bool
    none_because: str | None

    @property
    def is_open(self) -> bool:
        return not self.is_filled and self.none_because is None


@dataclass(frozen=True)
class OneOnOne:
    """A one-on-one with all that hangs on it, newest first where it is a history."""

    meeting: Meeting
    state: State
    outcome: MeetingOutcome | None
    slot: Slot | None
    earlier_slots: list[Slot]
    invitations: list[Invitation]
    called_off: list[CalledOff]
    no_shows: list[NoShow]
    held: Held | None
    debriefed: Debriefed | None
    parts: list[PartNow]
    asks: list[Ask]
    asks_made: list[AskMade]
    commitments: list[Commitment]
    promises: list[Promise]
    notes: list[Note]
    tapped: list[TapSaid]
    next: Meeting | None
    next_slot: Slot | None
    looked_back_on: Commitment | None
    items: list[FollowUp]
    obligations: Obligations | None

    @property
    def may_be_closed(self) -> bool:
        """Closing is proposed once the three obligations are met and nothing is open (R-046)."""
        return self.state == State.DEBRIEFED and self.obligations is not None and self.obligations.all_met

    @property
    def is_following_up(self) -> bool:
        """A state of b.1 that is seen and never stored: written up, with something still open."""
        return self.state == State.DEBRIEFED and not self.may_be_closed


def one_on_one_page(meeting: Meeting) -> OneOnOne:
    """Everything of its page in a fixed number of queries. `meeting` was read `with_state()`."""
    slots = list(Slot.objects.select_related("place").filter(meeting=meeting).order_by("-at", "pk"))
    held = Held.objects.standing().filter(meeting=meeting).first()
    following = Meeting.objects.filter(grew_from=meeting).order_by("-made_at", "pk").first()
    asks_made = list(AskMade.objects.filter(meeting=meeting).select_related("ask").order_by("at", "pk"))
    has_set = FollowUpSet.objects.filter(meeting=meeting).exists()
    return OneOnOne(
        meeting=meeting,
        state=meeting.state,
        outcome=outcome_of(meeting),
        slot=next((slot for slot in slots if slot.superseded_at is None), None),
        earlier_slots=[slot for slot in slots if slot.superseded_at is not None],
        invitations=list(Invitation.objects.filter(meeting=meeting).select_related("reply").order_by("-at", "pk")),
        called_off=list(CalledOff.objects.filter(meeting=meeting).order_by("-at", "pk")),
        no_shows=list(NoShow.objects.filter(slot__meeting=meeting).order_by("-at", "pk")),
        held=held,
        debriefed=Debriefed.objects.filter(meeting=meeting).first(),
        parts=_parts(meeting, asks_made=asks_made, has_next=following is not None),
        asks=chosen_asks(meeting),
        asks_made=asks_made,
        commitments=list(
            Commitment.objects.filter(meeting=meeting).with_standing().order_by("agreed_at", "pk"),
        ),
        promises=_promises(meeting),
        notes=list(Note.objects.filter(author=meeting.organizer_id, about=meeting.pk).order_by("at", "pk")),
        tapped=said_of(meeting, tapped_of(meeting)),
        next=following,
        next_slot=Slot.objects.standing().select_related("place").filter(meeting=following).first()
        if following
        else None,
        looked_back_on=_looked_back_on(meeting),
        items=list(
            FollowUp.objects.open()
            .filter(set__meeting=meeting)
            .select_related("person")
            .order_by("when_possible", "due_at", "pk")
        ),
        obligations=obligations(meeting) if has_set else None,
    )


def _parts(meeting: Meeting, *, asks_made: list[AskMade], has_next: bool) -> list[PartNow]:
    aside = {row.part: row.because for row in SetAside.objects.filter(meeting=meeting)}
    filled = {
        Part.PURPOSE: bool(meeting.reason or meeting.purpose),
        Part.OUTCOME: bool(asks_made),
        Part.NEXT_STEP: has_next,
    }
    return [PartNow(part=part, is_filled=filled[part], none_because=aside.get(part)) for part in Part]


def _promises(meeting: Meeting) -> list[Promise]:
    standing = PromiseOutcome.objects.standing().filter(promise=OuterRef("pk"))
    rows = Promise.objects.filter(meeting=meeting).annotate(outcome_now=models.Subquery(standing.values("kind")[:1]))
    return list(rows.order_by("due_on", "pk"))


def _looked_back_on(meeting: Meeting) -> Commitment | None:
    """The finished commitment a debrief is about (R-014); of this relationship and no other."""
    if meeting.looks_back_on is None:
        return None
    return Commitment.objects.filter(pk=meeting.looks_back_on, relationship=meeting.relationship_id).first()
