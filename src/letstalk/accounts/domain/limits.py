"""How often something that must not be guessed may be tried: rows, so that every worker process counts the same."""

from datetime import datetime, timedelta

from letstalk.accounts.models import Attempt
from letstalk.kit.lookup import lookup_key

KEPT_FOR = timedelta(days=1)


def attempt(kind: str, value: str, *, at: datetime, most: int, within: timedelta) -> bool:
    """Count one try of `kind` at `value`; False when `most` were counted `within` before, and this one is not.

    Call it outside of a transaction: a rollback would forget the try, and another worker would not see it. Of several
    tries at the same moment too few may pass, never too many.
    """
    key = lookup_key(kind, value)
    mine = Attempt.objects.create(kind=kind, key=key, at=at)
    if Attempt.objects.filter(kind=kind, key=key, at__gt=at - within).count() <= most:
        return True
    # Only what passed is counted, or a stranger who keeps hammering could lock the owner out for good.
    mine.delete()
    return False


def take_back(kind: str, value: str, *, at: datetime) -> None:
    """The try counted at that moment was a right one, and only wrong ones count."""
    mine = Attempt.objects.filter(kind=kind, key=lookup_key(kind, value), at=at).order_by("-pk").first()
    if mine is not None:
        mine.delete()


def forget_old(at: datetime) -> int:
    """Remove what is older than a day; how many they were."""
    return Attempt.objects.filter(at__lt=at - KEPT_FOR).delete()[0]
