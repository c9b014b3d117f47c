"""A pack's follow-up timings become the chapter's own, and are written out again as they are now (b.4)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from letstalk.accounts.models import User
from letstalk.campaigns.models import Campaign
from letstalk.campaigns.pack_format import BrokenPack, Pack, load_pack
from letstalk.campaigns.pack_format import Timing as PackTiming
from letstalk.followups import timings
from letstalk.followups.models import Timing
from letstalk.journal.models import record

# What a pack counts from, and the step of the follow-up set it is about. The rest of a pack's timings speak of single
# commitments, whose messages are planned one by one.
STEP_OF = {
    ("gratitude", "after_held"): timings.THANK_YOU,
    ("reinforce", "after_held"): timings.SEE_THROUGH,
    ("keep_promise", "after_promised"): timings.KEEP_PROMISES,
    ("deepen", "after_held"): timings.CHECK_IN,
    ("beyond_team", "every"): timings.BEYOND_TEAM,
}
HOURS_A_DAY = 24


def adopt_timings(*, pack: Pack, campaign: Campaign, by: User | None, at: datetime) -> list[Timing]:
    """Set when each step of a follow-up set is due; what the chapter has set itself stays. Callers hold a transaction.

    What an earlier pack had set gives way to this one. A span such as 24 to 48 hours is due at its end.
    """
    hours = _hours_of(pack.follow_up_timings)
    standing = {timing.step: timing for timing in Timing.objects.filter(chapter=campaign.chapter_id)}
    made = [
        Timing(chapter_id=campaign.chapter_id, step=step, hours=hours[step]) for step in hours if step not in standing
    ]
    Timing.objects.bulk_create(made)
    others = [timing for timing in standing.values() if hours.get(timing.step, timing.hours) != timing.hours]
    # Every pack of the chapter is read for this, so only where there is something to give way.
    brought = _brought_by_packs(campaign) if others else set()
    for timing in others:
        if (timing.step, timing.hours) in brought:
            timing.hours = hours[timing.step]
            timing.save(update_fields=["hours"])
    record("followup.timings_adopted", about=campaign, by=by, at=at, count=len(hours))
    return list(Timing.objects.filter(chapter=campaign.chapter_id).order_by("step"))


def written_for_pack(campaign: Campaign, *, base: Pack) -> tuple[PackTiming, ...]:
    """The timings the pack brought, those in the chapter's own hours that it set itself since."""
    brought = _hours_of(base.follow_up_timings)
    by_packs = _brought_by_packs(campaign)
    rows = Timing.objects.filter(chapter=campaign.chapter_id).order_by("step").values_list("step", "hours")
    own = {
        step: hours
        for step, hours in rows
        if step in STEP_OF.values() and hours != brought.get(step) and (step, hours) not in by_packs
    }
    last = {_step(timing): place for place, timing in enumerate(base.follow_up_timings) if _step(timing)}
    written = [
        _anew(timing, own[step]) if (step := _step(timing)) in own and last[step] == place else timing
        for place, timing in enumerate(base.follow_up_timings)
    ]
    codes = {step: code for code, step in STEP_OF.items()}
    added = [_anew(PackTiming(*codes[step]), hours) for step, hours in own.items() if step not in last]
    return (*written, *added)


def _hours_of(given: Iterable[PackTiming]) -> dict[str, int]:
    return {_step(timing): round(timing.latest_hours) for timing in given if _step(timing)}


def _step(timing: PackTiming) -> str:
    return STEP_OF.get((timing.kind, timing.counted), "")


def _anew(timing: PackTiming, hours: int) -> PackTiming:
    days, rest = divmod(hours, HOURS_A_DAY)
    in_days = bool(days) and not rest
    return replace(timing, days=days if in_days else None, hours=None if in_days else hours, minutes=None, up_to=None)


def _brought_by_packs(campaign: Campaign) -> set[tuple[str, int]]:
    """Every step with the hours that some pack of this chapter gave it: those nobody here chose."""
    packs = Campaign.objects.filter(chapter=campaign.chapter_id).values_list("pack", flat=True)
    return {pair for text in dict.fromkeys(packs) for pair in _hours_in(text).items()}


def _hours_in(text: str) -> dict[str, int]:
    try:
        return _hours_of(load_pack(text).follow_up_timings)
    except BrokenPack:
        return {}
