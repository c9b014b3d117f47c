"""The day before a one-on-one: does it still suit? And what follows when someone did not come (b.1, I-4)."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.commitments.domain.promises import make_promise
from letstalk.followups import timings
from letstalk.followups.domain.items import add, settle_about
from letstalk.followups.domain.messages import Words
from letstalk.followups.domain.texts import may_text_reminders
from letstalk.followups.models import FollowUp
from letstalk.kit import clock, days
from letstalk.meetings.domain import schedule
from letstalk.meetings.models import Confirmed, Meeting, NoShow, Slot
from letstalk.meetings.words import Mode, Side
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.queries import current_route
from letstalk.outbox.words import Channel
from letstalk.people.queries import in_text_hours, may_reach, zone_of
from letstalk.people.words import Purpose

RECONFIRM = "followups.reconfirm"
ASK_BEFORE = timedelta(days=1)
# An answer that comes later than this before the time helps nobody.
USEFUL_UNTIL = timedelta(hours=1)


def ask_at(slot: Slot) -> datetime:
    """When to ask whether it still suits: the day before, between 8 and 21 o'clock where the person is."""
    return in_text_hours(slot.meeting.person, slot.starts_at - ASK_BEFORE)


def ask_whether_it_suits(*, slot: Slot, at: datetime) -> Message | FollowUp:
    """Ask the person to reconfirm: by email or text where they said yes to reminders so, else the organizer does (b.6).

    The same slot twice is one question. No answer changes nothing: it does not call the one-on-one off (b.1).
    """
    person = slot.meeting.person
    if may_reach(person, Purpose.REMINDERS, Channel.EMAIL, at=at).may and current_route() is not None:
        return _plan_question(slot, Channel.EMAIL, at=at)
    if may_text_reminders(person, at=at):
        return _plan_question(slot, Channel.TEXT, at=at)
    return ask_by_hand(slot=slot, at=at)


def ask_by_hand(*, slot: Slot, at: datetime) -> FollowUp:
    """An item of the organizer: text or call them yourself; the words stand ready on the page of the one-on-one."""
    return add(
        relationship=slot.meeting.relationship,
        step=timings.RECONFIRM,
        about=slot.meeting_id,
        due_at=at,
        planned_at=at,
        at=at,
        id=uuid.uuid5(slot.pk, timings.RECONFIRM),
    )


def confirm(*, meeting: Meeting, by: User | None, at: datetime) -> Confirmed:
    """They are coming; nobody need ask them any more. Raises WrongMoment."""
    with transaction.atomic():
        confirmed = schedule.confirm(meeting=meeting, by=by, at=at)
        settle_about(about=meeting.pk, steps=(timings.RECONFIRM,), by=by, at=at)
        outbox.withdraw_about(about=confirmed.slot_id, kinds=(RECONFIRM,), reason="confirmed", at=at)
    return confirmed


def did_not_come(*, meeting: Meeting, whose: Side, by: User, at: datetime) -> NoShow:
    """The time came and someone did not (I-4).

    Consequences: an item to find another time, with friendly words ready. The organizer's own absence is a broken
    promise: it stands among their promises, due on that day, until it is made good. Raises NotYet, WrongMoment.
    """
    with transaction.atomic():
        no_show = schedule.did_not_happen(meeting=meeting, whose=whose, by=by, at=at)
        slot = no_show.slot
        settle_about(about=meeting.pk, steps=(timings.RECONFIRM,), by=by, at=at, because="its time has passed")
        add(
            relationship=meeting.relationship,
            step=timings.REBOOK,
            about=meeting.pk,
            due_at=at,
            planned_at=at,
            at=at,
            id=uuid.uuid5(slot.pk, timings.REBOOK),
        )
        if whose == Side.ORGANIZER:
            make_promise(
                relationship=meeting.relationship,
                words=_("Make good that I did not come"),
                meeting=meeting,
                due_on=clock.local_day(slot.starts_at, slot.zone),
                id=uuid.uuid5(slot.pk, "no_show"),
                by=by,
                at=at,
            )
    return no_show


def words_of_question(slot: Slot, *, page: str, channel: str = Channel.EMAIL) -> Words:
    """Does it still suit? In the person's language, by the clock of where they are; neutral on the outside."""
    meeting = slot.meeting
    with translation.override(meeting.person.language or meeting.chapter.language):
        organizer = meeting.organizer.first_name or meeting.organizer.name
        parts = [
            _("Dear %(name)s,") % {"name": meeting.person.first_name},
            _("We said we would talk: %(when)s. Does that still suit you?") % {"when": said_slot(slot)},
            _("Here you can say “I’ll be there”, propose another time, or call it off. All of it is all right:")
            + f"\n{page}",
            _("Or just answer this email.") if channel == Channel.EMAIL else _("Or just answer this text."),
            organizer,
        ]
        return Words(subject=_("Our conversation"), body="\n\n".join(part for part in parts if part))


def said_slot(slot: Slot) -> str:
    """When and where, as the person's own clock has it; its city is named where the agreed clock shows another time."""
    zone = zone_of(slot.meeting.person)
    there = clock.local(slot.starts_at, zone)
    when = f"{date_format(there, 'l j F')}, {there:%H:%M}"
    if days.is_other_clock(slot.starts_at, zone, slot.zone):
        when = _("%(when)s (%(place)s time)") % {"when": when, "place": days.place_of_zone(zone)}
    where = slot.where or ("" if slot.mode == Mode.IN_PERSON else str(slot.get_mode_display()))
    return f"{when}, {where}" if where else when


def _plan_question(slot: Slot, channel: Channel, *, at: datetime) -> Message:
    return outbox.plan(
        kind=RECONFIRM,
        about=slot.pk,
        recipient=slot.meeting.person_id,
        by=slot.meeting.organizer_id,
        chapter_id=slot.meeting.chapter_id,
        channel=channel,
        due_at=at,
        useless_after=slot.starts_at - USEFUL_UNTIL,
        at=at,
    )
