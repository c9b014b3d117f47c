"""How long what was agreed is kept in words: this room's part of the retention clocks (h.2)."""

from django.db.models import Q

from letstalk.commitments.models import AskMade, ChosenOtherwise, Commitment, Promise, SetUp, Step
from letstalk.people.models import Relationship

BLANK = "…"


def keep_only_counts(relationship: Relationship) -> None:
    """Of a relationship that ended long ago: every word goes, what became of what was agreed stays as a number."""
    blank(Q(relationship=relationship), meetings=Q(meeting__relationship=relationship))


def blank(whose: Q, *, meetings: Q) -> None:
    """Take the words off commitments and promises, and off the asks made in these one-on-ones."""
    AskMade.objects.filter(meetings).update(words=b"")
    ChosenOtherwise.objects.filter(meetings).update(words=b"")
    theirs = Commitment.objects.filter(whose)
    for commitment in theirs:
        was_firm = commitment.is_firm
        commitment.what, commitment.place, commitment.if_then = BLANK, "", ""
        commitment.goal = BLANK if was_firm else ""
        commitment.save(update_fields=["what", "goal", "place", "if_then"])
    SetUp.objects.filter(commitment__in=theirs).delete()
    Step.objects.filter(commitment__in=theirs).delete()
    for promise in Promise.objects.filter(whose):
        promise.words = BLANK
        promise.save(update_fields=["words"])
