"""How long what was written is kept: this room's part of the retention clocks (h.2)."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from letstalk.guides.domain.sheets import erase_answers
from letstalk.guides.models import SheetAnswer
from letstalk.meetings.domain.invite import hear_no
from letstalk.meetings.models import (
    Booking,
    CalledOff,
    Debriefed,
    HeardByLink,
    Invitation,
    Meeting,
    MeetingLink,
    Offer,
    OfferedTime,
    SetAside,
    Slot,
    SlotCell,
    StandIn,
)
from letstalk.meetings.words import Reply, State
from letstalk.outbox.domain import persons as outbox
from letstalk.people.models import Relationship


def write_ups() -> QuerySet[Debriefed]:
    """Those with words. That it was written up stays, and so do the codes the author's own measures are made of."""
    return Debriefed.objects.exclude(read_back=b"", common_ground=b"", wants_from_us=b"")


def let_words_go(rows: QuerySet[Debriefed]) -> int:
    return rows.update(read_back=b"", common_ground=b"", wants_from_us=b"")


def answered() -> QuerySet[Meeting]:
    """One-on-ones whose answers to the guide are still kept, which are their organizer's alone."""
    return Meeting.objects.filter(Exists(SheetAnswer.objects.filter(sheet=OuterRef("sheet"))))


def let_answers_go(rows: QuerySet[Meeting]) -> int:
    return erase_answers(rows.values_list("sheet", flat=True))


def without_answer() -> Any:
    """Invitations that nobody answered, and of which something is still kept; each with `invited_at`."""
    rows = Meeting.objects.with_state().filter(state_now__in=[State.INVITED, State.NO_ANSWER])
    kept = Invitation.objects.filter(meeting=OuterRef("pk")).filter(
        ~Q(words=b"") | Q(reply__isnull=True) | Q(offer__isnull=False)
    )
    return rows.filter(Exists(kept))


def let_invitation_go(meeting: Meeting, *, at: datetime) -> None:
    """Silence is an answer after so long: that they were asked stays, the words and the links to answer go."""
    if meeting.state == State.INVITED:
        hear_no(meeting=meeting, answer=Reply.NO_ANSWER, by=None, at=at)
    Invitation.objects.filter(meeting=meeting).update(words=b"")
    _forget_what_was_offered(Meeting.objects.filter(pk=meeting.pk))


def keep_only_counts(relationship: Relationship, *, at: datetime) -> None:
    """Of a relationship that ended long ago: every word goes, that so many one-on-ones were held stays."""
    theirs = Meeting.objects.filter(relationship=relationship)
    erase_answers(theirs.filter(sheet__isnull=False).values_list("sheet", flat=True))
    heard = Debriefed.objects.filter(meeting__in=theirs, heard__isnull=False)
    erase_answers(heard.values_list("heard", flat=True))
    blank(theirs, at=at)


def blank(meetings: QuerySet[Meeting], *, at: datetime) -> None:
    """Take the words off these one-on-ones and off what went out about them."""
    ids = list(meetings.values_list("pk", flat=True))
    mine = {"meeting__in": ids}
    Meeting.objects.filter(pk__in=ids).update(reason=b"", questions=[], agenda=[], asks=[], wordings={}, sheet=None)
    for slot in Slot.objects.filter(**mine):
        slot.mode_reason, slot.place_words = "", "…"  # a slot is somewhere (I-3), so the words become a blank
        slot.save(update_fields=["mode_reason", "place_words"])
    Invitation.objects.filter(**mine).update(words=b"")
    _forget_what_was_offered(Meeting.objects.filter(pk__in=ids))
    CalledOff.objects.filter(**mine).update(reason=b"")
    SetAside.objects.filter(**mine).update(because=b"")
    let_words_go(Debriefed.objects.filter(**mine))
    for about in (Slot, CalledOff, StandIn):
        # The organizer's own copies of calendar files say where it was.
        outbox.erase_about(about.objects.filter(**mine).values_list("pk", flat=True), at=at)


def _forget_what_was_offered(meetings: QuerySet[Meeting]) -> None:
    """The links open nothing, nothing they wrote stays, and the time that was kept for them is free again."""
    mine = {"meeting__in": meetings}
    SlotCell.objects.filter(slot__meeting__in=meetings).delete()
    MeetingLink.objects.filter(**mine).delete()
    HeardByLink.objects.filter(**mine).delete()
    Booking.objects.filter(**mine).update(way_key="", words=b"")
    OfferedTime.objects.filter(offer__invitation__meeting__in=meetings).delete()
    Offer.objects.filter(invitation__meeting__in=meetings).delete()
