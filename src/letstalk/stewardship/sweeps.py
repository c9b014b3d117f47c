"""Due work of this room: what is kept no longer than it is needed goes, once a day (h.2)."""

from datetime import datetime, timedelta

from letstalk.kit.models import Beat
from letstalk.reports.going import BEGAN, FIRST_WARNING
from letstalk.stewardship.domain.retention import AT_ONCE, let_old_go

LOOKED = "retention looked"
LOOK_AGAIN_AFTER = timedelta(hours=20)


def run(*, at: datetime) -> int:
    """One round. Returns how much went: nothing in the first 30 days, in which the reviews tell of it."""
    begun, _is_new = Beat.objects.get_or_create(name=BEGAN, defaults={"at": at})
    if at < begun.at + FIRST_WARNING or Beat.objects.filter(name=LOOKED, at__gt=at - LOOK_AGAIN_AFTER).exists():
        return 0
    number = let_old_go(at=at)
    if number < AT_ONCE:
        Beat.objects.update_or_create(name=LOOKED, defaults={"at": at})
    return number
