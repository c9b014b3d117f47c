"""Where a handover stands, worked out from its steps and from what is open between the two (d.9, L-4, P-4)."""

from collections.abc import Iterable

from django.db.models import QuerySet

from letstalk.accounts.models import User
from letstalk.commitments.models import Promise
from letstalk.followups.models import Handover, HandoverStepTaken
from letstalk.followups.words import HandoverStep, SaidHow
from letstalk.meetings.models import Held
from letstalk.people.access import people_visible_to
from letstalk.people.models import Note, Person, Relationship
from letstalk.people.queries import is_left_alone

Steps = dict[str, HandoverStepTaken]


def open_handover(relationship: Relationship) -> Handover | None:
    """The one that has not ended, of which there is one at most."""
    rows = Handover.objects.filter(relationship=relationship, ended_at__isnull=True)
    return rows.select_related("to_organizer").first()


def steps_of(handover: Handover) -> Steps:
    """The last of each kind; that the three met counts only while the one-on-one it was part of counts as held."""
    steps = last_of_each(HandoverStepTaken.objects.filter(handover=handover).order_by("at", "pk"))
    met = steps.get(HandoverStep.INTRODUCED)
    if met is not None and met.meeting_id and not Held.objects.standing().filter(meeting=met.meeting_id).exists():
        del steps[HandoverStep.INTRODUCED]
    return steps


def last_of_each(taken: Iterable[HandoverStepTaken]) -> Steps:
    return {step.kind: step for step in taken}


def may_know(handover: Handover, steps: Steps) -> bool:
    """Whether who would follow may learn whom it is about: the person agreed, or they see this person anyway."""
    told = {HandoverStep.NAMED, HandoverStep.YES, HandoverStep.INTRODUCED}
    return bool(told & set(steps)) or sees_anyway(handover.to_organizer, handover.person)


def sees_anyway(user: User, person: Person) -> bool:
    return people_visible_to(user).filter(pk=person.pk).exists()


def has_their_word(steps: Steps) -> bool:
    """L-4: the person's yes, or the warm introduction."""
    return HandoverStep.YES in steps or HandoverStep.INTRODUCED in steps


def is_read_out(promises: Iterable[Promise], steps: Steps) -> bool:
    """Whether each open promise was there already when they were read out; with none there is nothing to read."""
    last = steps.get(HandoverStep.READ_OUT)
    made = [promise.made_at for promise in promises]
    return not made or (last is not None and last.at >= max(made))


def ways_to_say(person: Person) -> list[SaidHow]:
    """How somebody may have said something: whoever is left alone is asked in person, or not at all."""
    return [SaidHow.IN_PERSON] if is_left_alone(person) else [SaidHow.IN_PERSON, SaidHow.PHONE]


def open_promises(relationship: Relationship) -> list[Promise]:
    """Every promise to this person that is open, whoever keeps it by now, the soonest due first."""
    rows = Promise.objects.open().filter(relationship=relationship).select_related("organizer", "chapter", "person")
    return list(rows.order_by("due_on", "pk"))


def own_notes(handover: Handover) -> QuerySet[Note]:
    """What the first organizer wrote about this person, the newest first."""
    rows = Note.objects.filter(author=handover.from_organizer_id, person=handover.person_id)
    return rows.order_by("-at", "pk")
