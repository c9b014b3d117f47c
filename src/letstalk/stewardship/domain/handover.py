"""A relationship goes on with another organizer: with the person's yes, and promises first (L-4, P-4)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.commitments.domain import relationships as commitments
from letstalk.commitments.models import Promise
from letstalk.followups.domain import relationships as followups
from letstalk.followups.domain.handovers import check_follower, finish, lock, refuse_ended
from letstalk.followups.handover_facts import Steps, has_their_word, is_read_out, open_promises, own_notes, steps_of
from letstalk.followups.models import Handover, HandoverNote
from letstalk.followups.words import HandoverStep
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain.moves import AGREED
from letstalk.meetings.models import Meeting
from letstalk.people.domain.keeping import keep_longer
from letstalk.people.domain.notes import pass_on
from letstalk.people.domain.relationships import end, take_on
from letstalk.people.models import Relationship
from letstalk.people.queries import has_refused
from letstalk.people.words import Purpose


class NeedsTheirYes(Refused):
    """A relationship belongs to the two people; it moves when the person says so (L-4)."""


class PromisesFirst(Refused):
    """A promise that is open has not been accepted by the one who would owe it (P-4)."""


class ReadThemOut(Refused):
    """The person has not heard what is promised to them, and who keeps it from now on (d.9)."""


class MeetFirst(Refused):
    """A time with the first organizer is agreed and would be forgotten."""


class NotAgreed(Refused):
    """Whoever would follow has not said yes; nobody is given a person."""


def hand_over(*, handover: Handover, by: User, at: datetime) -> Relationship:
    """End this relationship and begin one with the new organizer, whole or not at all.

    Nothing but the steps of a handover moves anybody: the yes of who follows, the person's yes or the three of them
    having met, each open promise accepted, and read out. Consequences, in this order: the person's page of the first
    relationship is closed; open commitments, promises and follow-ups go on with the new one; what waits to go out goes
    out as theirs; the notes the person chose are written anew for them, and every other note stays; journal. The
    one-on-ones that were stay, too. Raises HandoverOver, NobodyToHandTo, NotAgreed, NeedsTheirYes, PromisesFirst,
    ReadThemOut, MeetFirst.
    """
    with transaction.atomic():
        handover = lock(handover)
        relationship = _lock_relationship(handover)
        refuse_what_is_missing(handover, relationship)
        end(relationship=relationship, by=by, at=at)
        to = handover.to_organizer
        goes_on = take_on(person=relationship.person, chapter=relationship.chapter, organizer=to, by=by, at=at)
        moved = commitments.hand_over(from_=relationship, to=goes_on, by=by, at=at)
        followups.hand_over(from_=relationship, to=goes_on, commitments=moved, by=by, at=at)
        _pass_notes_on(handover, goes_on, by=by, at=at)
        finish(handover=handover, by=by, at=at)
        record("stewardship.handed_over", about=goes_on, by=by, at=at, before=relationship.pk)
    return goes_on


def refuse_what_is_missing(handover: Handover, relationship: Relationship) -> None:
    """Raises for the first thing that still has to happen, in the order in which it usually does."""
    refuse_ended(handover)
    check_follower(relationship, handover.to_organizer)
    steps = steps_of(handover)
    if HandoverStep.AGREED not in steps:
        raise NotAgreed(_("%(name)s has not said yes to following yet.") % {"name": handover.to_organizer})
    _refuse_without_yes(handover, steps)
    promises = open_promises(relationship)
    _refuse_open_promises(promises, handover)
    if not is_read_out(promises, steps):
        raise ReadThemOut(
            _("Read out to %(name)s what is promised, so that they know who keeps it.")
            % {"name": relationship.person.first_name}
        )
    _refuse_agreed_meeting(relationship)


def what_is_missing(handover: Handover) -> str:
    """The first thing that still has to happen, as a sentence; nothing once all of it is there."""
    try:
        refuse_what_is_missing(handover, handover.relationship)
    except Refused as refused:
        return str(refused)
    return ""


def _lock_relationship(handover: Handover) -> Relationship:
    rows = Relationship.objects.select_for_update(of=("self",)).select_related("person", "chapter")
    return rows.get(pk=handover.relationship_id)


def _pass_notes_on(handover: Handover, goes_on: Relationship, *, by: User, at: datetime) -> None:
    """As they chose, which renews them: what is old already does not go the day after (h.2)."""
    if has_refused(handover.person, Purpose.KEEP_NOTES):
        return
    own = own_notes(handover).values("pk")
    chosen = HandoverNote.objects.filter(handover=handover, note__in=own)
    rows = list(chosen.select_related("note__author").order_by("note__at", "pk"))
    for row in rows:
        row.copy = pass_on(note=row.note, to=goes_on, by=by, at=at)
        row.save(update_fields=["copy"])
    if rows:
        keep_longer(relationship=goes_on, by=by, at=at)


def _refuse_without_yes(handover: Handover, steps: Steps) -> None:
    if not has_their_word(steps):
        raise NeedsTheirYes(
            _("Ask %(name)s first. It is theirs to say who keeps in touch with them.")
            % {"name": handover.person.first_name}
        )


def _refuse_open_promises(promises: Iterable[Promise], handover: Handover) -> None:
    """P-4: what the first organizer owes still. What a third one said yes to stays theirs to keep."""
    if any(promise.organizer_id == handover.from_organizer_id for promise in promises):
        raise PromisesFirst(
            _("What was promised to %(name)s comes first: keep it, or let %(to)s accept it.")
            % {"name": handover.person.first_name, "to": handover.to_organizer}
        )


def _refuse_agreed_meeting(relationship: Relationship) -> None:
    if AGREED & {meeting.state for meeting in Meeting.objects.filter(relationship=relationship).with_state()}:
        raise MeetFirst(
            _("A one-on-one with %(name)s is agreed. Hold it, or call it off, before you hand over.")
            % {"name": relationship.person.first_name}
        )
