"""What this room does when one relationship takes over from another."""

from django.db.models import F

from letstalk.meetings.models import Meeting, Rhythm
from letstalk.people.models import Relationship


def join(*, from_: Relationship, to: Relationship) -> int:
    """Hang every one-on-one of a relationship on the other, when the two turn out to be one. Returns how many."""
    ours = Rhythm.objects.filter(relationship=to, ended_at__isnull=True)
    theirs = Rhythm.objects.filter(relationship=from_)
    # Two rhythms with one person are one too many: that of the relationship which goes on stays.
    if ours.exists():
        theirs.filter(ended_at__isnull=True).update(ended_at=F("made_at"))
    theirs.update(relationship=to)
    return Meeting.objects.filter(relationship=from_).update(relationship=to)
