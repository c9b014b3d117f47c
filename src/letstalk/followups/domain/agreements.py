"""What somebody agrees to outside a one-on-one, with everything that follows from it."""

import uuid
from datetime import datetime

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.commitments.domain.agreeing import agree
from letstalk.commitments.models import Commitment
from letstalk.commitments.validators import Terms
from letstalk.followups.domain.debrief import after_agreeing
from letstalk.people.models import Relationship


def agree_outside(
    *, relationship: Relationship, terms: Terms, by: User, at: datetime, id: uuid.UUID | None = None
) -> Commitment:
    """Write down what the person will do, said on the phone or in passing.

    Consequences: a gap becomes a follow-up (R-017), a firm one is confirmed and reminded of (R-053). The same `id`
    twice is one commitment with one set of consequences. Raises NothingWritten beside the fields.
    """
    with transaction.atomic():
        was_there = id is not None and Commitment.objects.filter(pk=id).exists()
        commitment = agree(relationship=relationship, terms=terms, id=id, by=by, at=at)
        if not was_there:
            after_agreeing(commitment=commitment, set=None, at=at)
    return commitment
