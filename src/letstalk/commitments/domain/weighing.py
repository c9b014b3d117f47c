"""How much each thing counts where asks are weighed: settled by a chapter, in the open (section g)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.commitments.fit import WEIGHTS, Factor
from letstalk.commitments.models import AskWeights
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten
from letstalk.people.models import Chapter

TOGETHER = 100


def check_weights(weights: Mapping[Factor, int]) -> None:
    """Whole hundredths, none below nothing, a hundred together. Raises NothingWritten beside the fields."""
    errors = {str(factor): _("Choose a number from 0 to 100.") for factor in Factor if not 0 <= weights[factor] <= 100}
    if errors:
        raise NothingWritten(errors)
    if (together := sum(weights[factor] for factor in Factor)) != TOGETHER:
        raise NothingWritten({"": _("Together these come to %(together)d. Make them 100.") % {"together": together}})


def settle_weights(*, chapter: Chapter, weights: Mapping[Factor, int], by: User, at: datetime) -> AskWeights | None:
    """Weigh asks like this from now on, here and in the chapters below that settled nothing. Every step is journaled.

    The method's own weights are kept like others, so that a chapter can hold on to them. The same again changes
    nothing. Raises NothingWritten.
    """
    check_weights(weights)
    plain = {str(factor): weights[factor] for factor in Factor}
    with transaction.atomic():
        Chapter.objects.select_for_update().get(pk=chapter.pk)
        before = AskWeights.objects.filter(chapter=chapter).first()
        if before is not None and before.weights == plain:
            return before
        settled, _is_new = AskWeights.objects.update_or_create(
            chapter=chapter, defaults={"weights": plain, "by": by, "changed_at": at}
        )
        record(
            "weights.settled",
            about=settled,
            by=by,
            at=at,
            before=list((before.weights if before else WEIGHTS).values()),
            after=list(plain.values()),
        )
    return settled
