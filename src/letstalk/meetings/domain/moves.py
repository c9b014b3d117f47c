"""Which step may follow which state (b.1); every verb of this room asks here first."""

from django.utils.translation import gettext as _

from letstalk.kit.refusal import Refused
from letstalk.meetings.models import Meeting
from letstalk.meetings.words import State

BESIDE = ("relationship", "person", "organizer")
OVER = {State.HELD, State.DEBRIEFED, State.CLOSED}
AGREED = {State.SCHEDULED, State.CONFIRMED}
OPEN_AGAIN = {State.IDEA, State.INVITED, State.DECLINED, State.NO_ANSWER, State.CANCELLED, State.NO_SHOW, State.DROPPED}


class WrongMoment(Refused):
    """The one-on-one is not where this step starts from."""


class RelationshipOver(Refused):
    """The two are no longer in touch through this organizer."""


def lock(meeting: Meeting) -> Meeting:
    """The row again, held until the transaction ends, so that two phones cannot take the same step twice."""
    return Meeting.objects.select_for_update(of=("self",)).select_related(*BESIDE).get(pk=meeting.pk)


def require(meeting: Meeting, allowed: set[State], sentence: str) -> State:
    """The state, when it is one of those the step may start from. Raises WrongMoment with what is true instead."""
    state = meeting.state
    if state not in allowed:
        raise WrongMoment(f"{sentence} {where_it_stands(meeting, state)}")
    return state


def require_current(meeting: Meeting) -> None:
    if meeting.relationship.until is not None or meeting.person.erased_at is not None:
        raise RelationshipOver(_("You are no longer in touch with this person here, so nothing new can be planned."))


def where_it_stands(meeting: Meeting, state: State) -> str:
    name = meeting.person.first_name
    return {
        State.IDEA: _("So far your one-on-one with %(name)s is an idea; no time is agreed."),
        State.INVITED: _("You have invited %(name)s; no time is agreed yet."),
        State.SCHEDULED: _("Your one-on-one with %(name)s is agreed."),
        State.CONFIRMED: _("%(name)s has confirmed your one-on-one."),
        State.HELD: _("Your one-on-one with %(name)s was already marked as held."),
        State.DEBRIEFED: _("Your one-on-one with %(name)s was already written up."),
        State.CLOSED: _("Your one-on-one with %(name)s is closed."),
        State.DECLINED: _("%(name)s said not now."),
        State.NO_ANSWER: _("%(name)s did not answer."),
        State.CANCELLED: _("Your one-on-one with %(name)s was called off."),
        State.NO_SHOW: _("Your one-on-one with %(name)s did not happen."),
        State.DROPPED: _("You let the idea of meeting %(name)s go."),
    }[state] % {"name": name}
