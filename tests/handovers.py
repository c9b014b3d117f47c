"""The steps of a handover, each as the tests of it need it: by the organizer, in person, on the day it is."""

from letstalk.followups.domain import handovers
from letstalk.followups.domain.handovers import Said
from letstalk.followups.models import Handover
from letstalk.followups.words import SaidHow
from tests.moments import DAY, NOW

AFTER = NOW + 2 * DAY
IN_PERSON = Said(SaidHow.IN_PERSON, AFTER.date())


def proposed(cast, to, *, at=AFTER) -> Handover:
    return handovers.propose(relationship=cast.relationship, to=to, reason="I move away.", by=cast.organizer, at=at)


def named(cast, to, *, at=AFTER) -> Handover:
    """Proposed, and the one who would follow may know of whom."""
    handover = proposed(cast, to, at=at)
    handovers.may_name(handover=handover, said=IN_PERSON, by=cast.organizer, at=at)
    return handover


def agreed(cast, to, *, at=AFTER) -> Handover:
    """The one who would follow said yes; the person was not asked yet."""
    handover = named(cast, to, at=at)
    handovers.agree(handover=handover, by=to, at=at)
    return handover


def all_said(cast, to, *, at=AFTER) -> Handover:
    """All three want it, and what was promised was read out."""
    handover = agreed(cast, to, at=at)
    handovers.say_yes(handover=handover, said=IN_PERSON, by=cast.organizer, at=at)
    handovers.read_out(handover=handover, said=IN_PERSON, by=cast.organizer, at=at)
    return handover
