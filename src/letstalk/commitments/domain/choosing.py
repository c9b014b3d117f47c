"""The asks to carry into a one-on-one, and what is written down when they are not the ones suggested (section g)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.campaigns.models import Ask
from letstalk.commitments.fitting import Fits
from letstalk.commitments.models import ChosenOtherwise
from letstalk.commitments.validators import WORDS_LENGTH
from letstalk.commitments.words import SUGGESTED, Stood
from letstalk.meetings.domain.prepare import choose_asks
from letstalk.meetings.models import Meeting

_FIRST = {Stood.TARGET: 0, Stood.LIGHT: 1}


def carry_asks(
    *, meeting: Meeting, asks: Sequence[Ask], fits: Fits, why: str = "", by: User, at: datetime
) -> list[ChosenOtherwise]:
    """Carry these asks: the organizer decides (R-030). What differs from a suggestion is kept, with a reason if given.

    They are carried in the order they are made in: the one that fits best, then the lighter one that may follow a no,
    then the others. Nothing is kept where nothing was suggested. Chosen again, the last reason holds; what is no longer
    carried is no longer kept. Raises TooManyAsks.
    """
    in_order = sorted(asks, key=lambda ask: _FIRST.get(fits.stood(ask), len(_FIRST)))
    with transaction.atomic():
        choose_asks(meeting=meeting, asks=in_order, by=by, at=at)
        otherwise = [ask for ask in asks if fits.stood(ask) not in SUGGESTED] if fits.picks.target else []
        ChosenOtherwise.objects.filter(meeting=meeting).exclude(ask__in=otherwise).delete()
        return [_keep(meeting, ask, fits, why=why, by=by, at=at) for ask in otherwise]


def _keep(meeting: Meeting, ask: Ask, fits: Fits, *, why: str, by: User, at: datetime) -> ChosenOtherwise:
    weighed = fits.of(ask)
    row, is_new = ChosenOtherwise.objects.get_or_create(
        meeting=meeting,
        ask=ask,
        defaults={
            "points": weighed.points if weighed else None,
            "stood": fits.stood(ask),
            "words": why.strip()[:WORDS_LENGTH],
            "by": by,
            "at": at,
        },
    )
    if not is_new and why.strip():
        row.words, row.at = why.strip()[:WORDS_LENGTH], at
        row.save(update_fields=["words", "at"])
    return row
