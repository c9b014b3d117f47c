"""How long what was written is kept: this room's part of the retention clocks (h.2)."""

from django.db.models import Q, QuerySet

from letstalk.followups.models import (
    Clash,
    Contact,
    FollowUp,
    FollowUpResult,
    Handover,
    HandoverStepTaken,
    Introduction,
    IntroductionSide,
)
from letstalk.people.models import Relationship


def contacts_with_words() -> QuerySet[Contact]:
    """What has a clock in this room. That the two were in touch stays."""
    return Contact.objects.exclude(words=b"", next_time=b"")


def let_words_go(rows: QuerySet[Contact]) -> int:
    return rows.update(words=b"", next_time=b"")


def keep_only_counts(relationship: Relationship) -> None:
    """Of a relationship that ended long ago: every word of this room goes, what was done stays as a number."""
    blank(Q(relationship=relationship))
    Clash.objects.filter(meeting__relationship=relationship).update(words=b"")
    HandoverStepTaken.objects.filter(handover__relationship=relationship).update(words=b"")
    Handover.objects.filter(relationship=relationship).update(reason=b"")
    told = Introduction.objects.filter(sides__relationship=relationship)
    IntroductionSide.objects.filter(introduction__in=told).update(about_other=b"")


def blank(whose: Q) -> None:
    """Take the words off contacts and follow-ups; an open one is gone with what it was for."""
    Contact.objects.filter(whose).update(words=b"", next_time=b"")
    FollowUp.objects.open().filter(whose).delete()
    FollowUp.objects.filter(whose).update(words=b"")
    results = FollowUpResult.objects.filter(follow_up__in=FollowUp.objects.filter(whose))
    results.update(because=b"")
