"""Going on with another organizer: all three want it, promises come first, and notes only as the person chooses (d.9).

Each step is a row. None of them moves anything: that is `stewardship.domain.handover`, once all of it is there.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.commitments.domain import promises as promising
from letstalk.commitments.models import Promise, PromiseHandover
from letstalk.followups.handover_facts import may_know, open_handover, own_notes, steps_of, ways_to_say
from letstalk.followups.models import Handover, HandoverNote, HandoverStepTaken
from letstalk.followups.words import HANDOVER_ENDS, HandoverStep, SaidHow
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.meetings.models import Held, Meeting
from letstalk.people.domain.refusals import refuse_if_forgotten
from letstalk.people.models import Relationship, Role
from letstalk.people.queries import has_refused, is_left_alone
from letstalk.people.words import Purpose, RoleKind

WORDS_LENGTH = 300


class HandoverOver(Refused):
    """It was done, taken back, or somebody said no: there is nothing to add."""


class NobodyToHandTo(Refused):
    """The relationship is over, or the other one is no organizer here, or is the same one."""


class UnderWay(Refused):
    """Another handover of this relationship has not ended yet."""


class NotNamedYet(Refused):
    """The one who would follow may not know of this person before the person agrees to that."""


class NotesStay(Refused):
    """They asked that no notes be kept, or these are not the first organizer's notes about them."""


class Said(NamedTuple):
    """How and on which day the person said it."""

    how: SaidHow
    on: date


def propose(
    *, relationship: Relationship, to: User, reason: str, by: User, at: datetime, id: uuid.UUID | None = None
) -> Handover:
    """Begin to hand a relationship on. Nobody is told yet; the same `id` twice is one.

    by: its organizer, or a lead. Raises NobodyToHandTo, UnderWay, Forgotten, NothingWritten.
    """
    refuse_if_forgotten(relationship.person)
    check_follower(relationship, to)
    if len(reason) > WORDS_LENGTH:
        raise NothingWritten({"reason": _("A sentence or two is enough.")})
    with transaction.atomic():
        list(Relationship.objects.select_for_update().filter(pk=relationship.pk))
        handover, is_new = _proposed(relationship, to, reason=reason, by=by, at=at, id=id or uuid.uuid4())
        if is_new:
            record("followup.handover_proposed", about=handover, by=by, at=at, to=to.pk)
    return handover


def propose_several(
    *, relationships: Sequence[Relationship], to: User, reason: str, by: User, at: datetime, id: uuid.UUID
) -> list[Handover]:
    """The same for each of several, as when an organizer leaves; all of them or none. Each person is asked alone.

    `id` is the form's: sent twice, each is proposed once. Raises what `propose` raises.
    """
    with transaction.atomic():
        return [
            propose(relationship=one, to=to, reason=reason, by=by, at=at, id=uuid.uuid5(id, str(one.pk)))
            for one in relationships
        ]


def _proposed(
    relationship: Relationship, to: User, *, reason: str, by: User, at: datetime, id: uuid.UUID
) -> tuple[Handover, bool]:
    first = Handover.objects.filter(pk=id, relationship=relationship).first()
    if first is not None:
        return first, False
    waiting = open_handover(relationship)
    if waiting is not None:
        raise UnderWay(
            _("%(name)s is to go on with %(to)s already. Take that back first.")
            % {"name": relationship.person.first_name, "to": waiting.to_organizer}
        )
    made = Handover.objects.create(
        pk=id,
        chapter_id=relationship.chapter_id,
        relationship=relationship,
        person_id=relationship.person_id,
        from_organizer_id=relationship.organizer_id,
        to_organizer=to,
        reason=reason.strip(),
        proposed_by=by,
        proposed_at=at,
    )
    return made, True


def check_follower(relationship: Relationship, to: User) -> None:
    """Whether this relationship can go on with this organizer at all. Raises NobodyToHandTo."""
    if relationship.until is not None:
        raise NobodyToHandTo(_("You are no longer in touch with this person here."))
    if relationship.organizer_id == to.pk:
        raise NobodyToHandTo(_("They are this organizer’s own already."), field="to")
    organizes = Role.objects.filter(user=to, kind=RoleKind.ORGANIZER, until__isnull=True).select_related("chapter")
    if not any(role.chapter.holds(relationship.chapter) for role in organizes):
        raise NobodyToHandTo(
            _("%(name)s does not organize in %(chapter)s.") % {"name": to, "chapter": relationship.chapter}, field="to"
        )


# --- what the person says ---


def may_name(*, handover: Handover, said: Said, by: User, at: datetime) -> HandoverStepTaken:
    """They agree that who would follow hears their name; only then does that one learn of it. Twice is once.

    Raises HandoverOver, NothingWritten.
    """
    _check_said(handover, said, by=by, at=at)
    return _step(handover, HandoverStep.NAMED, how=said.how, said_on=said.on, by=by, at=at)


def say_yes(*, handover: Handover, said: Said, by: User | None, at: datetime) -> HandoverStepTaken:
    """L-4: they want to go on with this organizer. by: who heard it; None for the person on their own page.

    Twice is once. Raises HandoverOver, NothingWritten.
    """
    _check_said(handover, said, by=by, at=at)
    return _step(handover, HandoverStep.YES, how=said.how, said_on=said.on, by=by, at=at)


def say_no(*, handover: Handover, by: User | None, at: datetime) -> Handover:
    """They would rather not, or take their yes back: everything stays as it is. Raises HandoverOver."""
    return _end(handover, HandoverStep.NO, by=by, at=at)


def have_met(
    *, handover: Handover, said: Said, meeting: Meeting | None = None, by: User, at: datetime
) -> HandoverStepTaken:
    """The warm introduction of L-4: the three met. meeting: the one-on-one of the two it was part of, if there is one.

    Twice is once. Raises HandoverOver, NothingWritten, and NotNamedYet before who follows has agreed.
    """
    _check_said(handover, said, by=by, at=at)
    if meeting is not None and not _was_held(handover, meeting):
        raise NothingWritten({"meeting": _("Choose a one-on-one with them that was held.")})
    if HandoverStep.AGREED not in steps_of(handover):
        raise NotNamedYet(_("%(name)s has not said yes to following yet.") % {"name": handover.to_organizer})
    return _step(handover, HandoverStep.INTRODUCED, how=said.how, said_on=said.on, meeting=meeting, by=by, at=at)


def read_out(*, handover: Handover, said: Said, by: User, at: datetime) -> HandoverStepTaken:
    """The open promises were read out to them (d.9), so that they know who keeps each. Again after a new promise.

    Raises HandoverOver, NothingWritten.
    """
    _check_said(handover, said, by=by, at=at)
    return _step(handover, HandoverStep.READ_OUT, how=said.how, said_on=said.on, by=by, at=at)


def choose_notes(
    *, handover: Handover, notes: Collection[uuid.UUID], said: Said, by: User, at: datetime
) -> list[HandoverNote]:
    """They chose which of the first organizer's notes go along; chosen anew, the new choice holds. None is one, too.

    Nothing is copied before it is done. Raises NotesStay, HandoverOver, NothingWritten.
    """
    _check_said(handover, said, by=by, at=at)
    if by.pk != handover.from_organizer_id:
        raise NotesStay(_("Only who wrote the notes can read them out."))
    if notes and has_refused(handover.person, Purpose.KEEP_NOTES):
        raise NotesStay(_("%(name)s asked that no notes be kept.") % {"name": handover.person.first_name})
    own = set(own_notes(handover).filter(pk__in=list(notes)).values_list("pk", flat=True))
    if own != set(notes):
        raise NotesStay(_("One of these notes is not there any more. Look again."))
    with transaction.atomic():
        _step(handover, HandoverStep.NOTES, how=said.how, said_on=said.on, by=by, at=at)
        HandoverNote.objects.filter(handover=handover).exclude(note__in=own).delete()
        for note in sorted(own, key=str):
            HandoverNote.objects.get_or_create(handover=handover, note_id=note, defaults={"chosen_at": at})
    return list(HandoverNote.objects.filter(handover=handover).order_by("note__at", "pk"))


# --- what the two organizers say ---


def agree(*, handover: Handover, by: User, at: datetime) -> HandoverStepTaken:
    """Whoever would follow says yes. Twice is once. Raises NotNamedYet, HandoverOver, NobodyToHandTo for others."""
    _check_is_follower(handover, by)
    return _step(handover, HandoverStep.AGREED, by=by, at=at)


def decline(*, handover: Handover, words: str, by: User, at: datetime) -> Handover:
    """Whoever would follow can’t: everything stays as it is, and the first organizer reads these words.

    Raises NobodyToHandTo, NotNamedYet, HandoverOver, NothingWritten.
    """
    _check_is_follower(handover, by)
    if len(words) > WORDS_LENGTH:
        raise NothingWritten({"words": _("A sentence or two is enough.")})
    return _end(handover, HandoverStep.DECLINED, words=words.strip(), by=by, at=at)


def take_back(*, handover: Handover, by: User | None, at: datetime) -> Handover:
    """It does not come about, and that is all right. Promises that were accepted stay accepted. Raises HandoverOver."""
    return _end(handover, HandoverStep.TAKEN_BACK, by=by, at=at)


def offer_promise(*, handover: Handover, promise: Promise, by: User, at: datetime) -> PromiseHandover:
    """Ask who would follow to keep it. Raises NotNamedYet, HandoverOver, and what `promises.offer` raises."""
    refuse_ended(handover)
    _refuse_unnamed(handover)
    return promising.offer(promise=promise, to=handover.to_organizer, by=by, at=at)


def refuse_ended(handover: Handover) -> None:
    if handover.ended_at is not None:
        raise HandoverOver(_("This has ended, so there is nothing to add."))


def finish(*, handover: Handover, by: User, at: datetime) -> Handover:
    """The last row of one that was done. Callers hold its lock and a transaction, and move what moves."""
    return _end(handover, HandoverStep.DONE, by=by, at=at)


def lock(handover: Handover) -> Handover:
    rows = Handover.objects.select_for_update(of=("self",))
    related = rows.select_related("person__chapter", "chapter", "relationship", "from_organizer", "to_organizer")
    return related.get(pk=handover.pk)


def _step(
    handover: Handover, kind: HandoverStep, *, at: datetime, by: User | None, **more: object
) -> HandoverStepTaken:
    with transaction.atomic():
        handover = lock(handover)
        refuse_ended(handover)
        again = kind in (HandoverStep.READ_OUT, HandoverStep.NOTES)
        before = None if again else HandoverStepTaken.objects.filter(handover=handover, kind=kind).first()
        if before is not None:
            return before
        taken = HandoverStepTaken.objects.create(handover=handover, kind=kind, by=by, at=at, **more)
        record(f"followup.handover_{kind}", about=handover, by=by, at=at)
    return taken


def _end(handover: Handover, kind: HandoverStep, *, at: datetime, by: User | None, words: str = "") -> Handover:
    assert kind in HANDOVER_ENDS
    with transaction.atomic():
        handover = lock(handover)
        refuse_ended(handover)
        HandoverStepTaken.objects.create(handover=handover, kind=kind, words=words, by=by, at=at)
        handover.ended_at = at
        handover.save(update_fields=["ended_at"])
        if kind is not HandoverStep.DONE:
            _leave_no_trace(handover, by=by, at=at)
        record(f"followup.handover_{kind}", about=handover, by=by, at=at)
    return handover


def _leave_no_trace(handover: Handover, *, by: User | None, at: datetime) -> None:
    """What was chosen to go along does not, and promises nobody answered for are not asked about any more."""
    HandoverNote.objects.filter(handover=handover).delete()
    for promise in Promise.objects.open().filter(relationship=handover.relationship_id).order_by("pk"):
        asked = promise.handovers.filter(promising.OPEN_HANDOVER, to_organizer=handover.to_organizer_id)
        if asked.exists():
            promising.take_back_offer(promise=promise, by=by, at=at)


def _check_is_follower(handover: Handover, by: User) -> None:
    if handover.to_organizer_id != by.pk:
        raise NobodyToHandTo(_("Only %(name)s can say that.") % {"name": handover.to_organizer})
    _refuse_unnamed(handover)


def _refuse_unnamed(handover: Handover) -> None:
    if not may_know(handover, steps_of(handover)):
        raise NotNamedYet(
            _("Ask %(name)s first whether %(to)s may hear their name.")
            % {"name": handover.person.first_name, "to": handover.to_organizer}
        )


def _check_said(handover: Handover, said: Said, *, by: User | None, at: datetime) -> None:
    """by: whoever heard it; None for the person, whose own page is theirs alone. Raises NothingWritten."""
    person, errors = handover.person, {}
    if is_left_alone(person) and said.how is not SaidHow.IN_PERSON:
        errors["how"] = _("%(name)s is left alone: ask when you meet in person, or not at all.") % {
            "name": person.first_name
        }
    elif said.how not in ([SaidHow.OWN_PAGE] if by is None else ways_to_say(person)):
        errors["how"] = _("Say how they told you.")
    if said.on > clock.local_day(at, handover.chapter.zone):
        errors["said_on"] = _("That day is still to come.")
    if errors:
        raise NothingWritten(errors)


def _was_held(handover: Handover, meeting: Meeting) -> bool:
    rows = Held.objects.standing().filter(meeting=meeting, meeting__relationship=handover.relationship_id)
    return rows.exists()
