"""Marking a one-on-one as held, which makes its follow-up set in the same breath (R-027, I-5)."""

from datetime import datetime

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.followups import timings
from letstalk.followups.domain.contacts import log_contact
from letstalk.followups.domain.items import add
from letstalk.followups.models import Contact, FollowUpSet
from letstalk.followups.words import Channel, ContactKind
from letstalk.journal.models import record
from letstalk.meetings.domain import hold
from letstalk.meetings.models import Held, Meeting
from letstalk.meetings.words import Mode
from letstalk.people.domain.stages import raise_to
from letstalk.people.words import Stage

CHANNEL_OF_MODE = {Mode.IN_PERSON: Channel.MET, Mode.PHONE: Channel.CALL, Mode.VIDEO: Channel.VIDEO}


def mark_held(
    *,
    meeting: Meeting,
    began_at: datetime,
    by: User,
    at: datetime,
    minutes: int | None = None,
    mode: Mode = Mode.IN_PERSON,
    was_cut_short: bool = False,
) -> Held:
    """It took place.

    Consequences: the follow-up set, once (I-5), all of it the organizer's (R-027); the contact is logged; someone
    met for the first time is connected (b.5). Raises WrongMoment, NotYet.
    """
    with transaction.atomic():
        held = hold.hold(
            meeting=meeting,
            began_at=began_at,
            minutes=minutes,
            mode=mode,
            was_cut_short=was_cut_short,
            by=by,
            at=at,
        )
        make_set(meeting=meeting, began_at=began_at, at=at)
        log_contact(
            relationship=meeting.relationship,
            channel=CHANNEL_OF_MODE[Mode(mode)],
            kind=ContactKind.MEETING,
            meeting=meeting,
            happened_at=began_at,
            by=by,
            at=at,
        )
        raise_to(person=meeting.person, chapter=meeting.chapter, stage=Stage.CONNECTED, by=by, at=at)
    return held


def make_set(*, meeting: Meeting, began_at: datetime, at: datetime) -> FollowUpSet:
    """The follow-up set of a held one-on-one: made once, found again ever after (I-5, R-046, R-047)."""
    with transaction.atomic():
        made, is_new = FollowUpSet.objects.get_or_create(meeting=meeting, defaults={"made_at": at})
        if is_new:
            for step, hours in timings.hours_after(meeting.chapter).items():
                add(
                    set=made,
                    relationship=meeting.relationship,
                    step=step,
                    due_at=began_at + timings.after(hours),
                    when_possible=step in timings.WHEN_POSSIBLE,
                    at=at,
                )
            record("followup.set_made", about=meeting, by=None, at=at)
    return made


def take_back_held(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """It was marked by mistake: the contact goes, the set stays for when it is marked again (I-5)."""
    with transaction.atomic():
        hold.take_back(meeting=meeting, by=by, at=at)
        Contact.objects.filter(meeting=meeting, kind=ContactKind.MEETING).delete()
    return meeting
