"""A pack's follow-up timings become the chapter's own (b.4)."""

from datetime import datetime

from letstalk.accounts.models import User
from letstalk.campaigns.models import Campaign
from letstalk.campaigns.pack_format import Pack
from letstalk.campaigns.pack_format import Timing as PackTiming
from letstalk.followups import timings
from letstalk.followups.models import Timing
from letstalk.journal.models import record

# What a pack counts from, and the step of the follow-up set it is about. The rest of a pack's timings speak of single
# commitments, whose messages are planned one by one.
STEP_OF = {
    ("gratitude", "after_held"): timings.THANK_YOU,
    ("keep_promise", "after_promised"): timings.KEEP_PROMISES,
    ("deepen", "after_held"): timings.CHECK_IN,
    ("beyond_team", "every"): timings.BEYOND_TEAM,
}


def adopt_timings(*, pack: Pack, campaign: Campaign, by: User | None, at: datetime) -> list[Timing]:
    """Set when each step of a follow-up set is due; what the chapter has set itself stays. Callers hold a transaction.

    A span such as 24 to 48 hours is due at its end.
    """
    hours = dict(_due(timing) for timing in pack.follow_up_timings if (timing.kind, timing.counted) in STEP_OF)
    rows = [Timing(chapter_id=campaign.chapter_id, step=step, hours=after) for step, after in hours.items()]
    Timing.objects.bulk_create(rows, ignore_conflicts=True)
    record("followup.timings_adopted", about=campaign, by=by, at=at, count=len(rows))
    return list(Timing.objects.filter(chapter=campaign.chapter_id).order_by("step"))


def _due(timing: PackTiming) -> tuple[str, int]:
    return STEP_OF[timing.kind, timing.counted], round(timing.latest_hours)
