"""What this room does when one relationship takes over from another."""

from letstalk.meetings.models import Meeting
from letstalk.people.models import Relationship


def join(*, from_: Relationship, to: Relationship) -> int:
    """Hang every one-on-one of a relationship on the other, when the two turn out to be one. Returns how many."""
    return Meeting.objects.filter(relationship=from_).update(relationship=to)
