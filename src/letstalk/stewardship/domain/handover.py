"""A relationship goes on with another organizer: with the person's yes, and promises first (L-4, P-4)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.commitments.domain import relationships as commitments
from letstalk.commitments.models import Promise
from letstalk.followups.domain import relationships as followups
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain.moves import AGREED
from letstalk.meetings.models import Meeting
from letstalk.people.domain.relationships import end, take_on
from letstalk.people.models import Relationship, Role
from letstalk.people.words import RoleKind


class NeedsTheirYes(Refused):
    """A relationship belongs to the two people; it moves when the person says so (L-4)."""


class PromisesFirst(Refused):
    """A promise that is open has not been accepted by the one who would owe it (P-4)."""


class MeetFirst(Refused):
    """A time with the first organizer is agreed and would be forgotten."""


class NobodyToHandTo(Refused):
    """The relationship is over, or the other one is no organizer here, or is the same one."""


def hand_over(*, relationship: Relationship, to: User, persons_yes: bool, by: User, at: datetime) -> Relationship:
    """End this relationship and begin one with the new organizer, whole or not at all.

    Consequences, in this order: the person's page of the first relationship is closed; open commitments, promises and
    follow-ups go on with the new one; what waits to go out goes out as theirs; journal. Notes never move (h.2), nor do
    the one-on-ones that were. Raises NeedsTheirYes, PromisesFirst, MeetFirst, NobodyToHandTo.
    """
    with transaction.atomic():
        rows = Relationship.objects.select_for_update(of=("self",)).select_related("person", "chapter")
        relationship = rows.get(pk=relationship.pk)
        _refuse_nobody(relationship, to)
        _refuse_without_yes(relationship, persons_yes)
        _refuse_open_promises(relationship, to)
        _refuse_agreed_meeting(relationship)
        end(relationship=relationship, by=by, at=at)
        goes_on = take_on(person=relationship.person, chapter=relationship.chapter, organizer=to, by=by, at=at)
        moved = commitments.hand_over(from_=relationship, to=goes_on, by=by, at=at)
        followups.hand_over(from_=relationship, to=goes_on, commitments=moved, by=by, at=at)
        record("stewardship.handed_over", about=goes_on, by=by, at=at, before=relationship.pk)
    return goes_on


def promises_to_accept(relationship: Relationship, *, to: User) -> list[Promise]:
    """What the new organizer has to accept first, the soonest due first (P-4)."""
    open_now = Promise.objects.open().filter(relationship=relationship).exclude(organizer=to)
    return list(open_now.order_by("due_on", "pk"))


def _refuse_nobody(relationship: Relationship, to: User) -> None:
    if relationship.until is not None:
        raise NobodyToHandTo(_("You are no longer in touch with this person here."))
    if relationship.organizer_id == to.pk:
        raise NobodyToHandTo(_("They are this organizer’s own already."))
    organizes = Role.objects.filter(user=to, kind=RoleKind.ORGANIZER, until__isnull=True).select_related("chapter")
    if not any(role.chapter.holds(relationship.chapter) for role in organizes):
        raise NobodyToHandTo(
            _("%(name)s does not organize in %(chapter)s.") % {"name": to, "chapter": relationship.chapter}
        )


def _refuse_without_yes(relationship: Relationship, persons_yes: bool) -> None:
    if not persons_yes:
        raise NeedsTheirYes(
            _("Ask %(name)s first. It is theirs to say who keeps in touch with them.")
            % {"name": relationship.person.first_name},
            field="persons_yes",
        )


def _refuse_open_promises(relationship: Relationship, to: User) -> None:
    if promises_to_accept(relationship, to=to):
        raise PromisesFirst(
            _("What was promised to %(name)s comes first: keep it, or let %(to)s accept it.")
            % {"name": relationship.person.first_name, "to": to}
        )


def _refuse_agreed_meeting(relationship: Relationship) -> None:
    if AGREED & {meeting.state for meeting in Meeting.objects.filter(relationship=relationship).with_state()}:
        raise MeetFirst(
            _("A one-on-one with %(name)s is agreed. Hold it, or call it off, before you hand over.")
            % {"name": relationship.person.first_name}
        )
