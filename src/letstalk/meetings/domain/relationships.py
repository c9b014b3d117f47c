"""What this room does when one relationship takes over from another."""

from datetime import datetime

from letstalk.meetings.domain.rhythms import end_rhythm
from letstalk.meetings.models import Meeting, Rhythm
from letstalk.people.models import Relationship


def join(*, from_: Relationship, to: Relationship, at: datetime) -> int:
    """Hang every one-on-one of a relationship on the other, when the two turn out to be one. Returns how many."""
    ours = Rhythm.objects.filter(relationship=to, ended_at__isnull=True)
    theirs = Rhythm.objects.filter(relationship=from_)
    # Two rhythms with one person are one too many: that of the relationship which goes on stays.
    if ours.exists():
        for rhythm in theirs.filter(ended_at__isnull=True):
            end_rhythm(rhythm=rhythm, by=None, at=at)
    theirs.update(relationship=to)
    return Meeting.objects.filter(relationship=from_).update(relationship=to)
