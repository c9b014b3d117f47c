"""When each follow-up is due: the defaults of b.4 and b.5, and what a chapter made of them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from letstalk.followups.models import Cadence, Timing
from letstalk.followups.words import Kind
from letstalk.kit.statements import worked_out_once
from letstalk.people.models import Chapter
from letstalk.people.words import Stage

THANK_YOU = "thank_you"
SEE_THROUGH = "see_through"
KEEP_PROMISES = "keep_promises"
CHECK_IN = "check_in"
BEYOND_TEAM = "beyond_team"
SETTLE_DETAILS = "settle_details"
REMIND_EARLY = "remind_early"
REMIND = "remind"
CONFIRM = "confirm"
HELP = "help"
MOVED = "moved"
RECONFIRM = "reconfirm"
REBOOK = "rebook"
CUSTOM = "custom"
INTRODUCE = "introduce"
INVITE = "invite"
ORGANIZE = "organize"

KIND_OF_STEP = {
    THANK_YOU: Kind.GRATITUDE,
    SEE_THROUGH: Kind.REINFORCE,
    KEEP_PROMISES: Kind.KEEP_PROMISE,
    CHECK_IN: Kind.DEEPEN,
    BEYOND_TEAM: Kind.BEYOND_TEAM,
    SETTLE_DETAILS: Kind.REINFORCE,
    REMIND_EARLY: Kind.REINFORCE,
    REMIND: Kind.REINFORCE,
    CONFIRM: Kind.REINFORCE,
    HELP: Kind.REINFORCE,
    MOVED: Kind.REINFORCE,
    RECONFIRM: Kind.REINFORCE,
    REBOOK: Kind.REINFORCE,
    INTRODUCE: Kind.DEEPEN,
    INVITE: Kind.DEEPEN,
    ORGANIZE: Kind.REINFORCE,
    CUSTOM: Kind.CUSTOM,
}

# The five that every held one-on-one brings, in hours after it.
SET_STEPS = {
    THANK_YOU: 48,
    SEE_THROUGH: 7 * 24,
    KEEP_PROMISES: 7 * 24,
    CHECK_IN: 21 * 24,
    BEYOND_TEAM: 90 * 24,
}
WHEN_POSSIBLE = {BEYOND_TEAM}

STEP_NAMES = {
    THANK_YOU: _("Thank them"),
    SEE_THROUGH: _("See the commitment through"),
    KEEP_PROMISES: _("Keep what you promised"),
    CHECK_IN: _("Check in, and ask what they would like to hear about"),
    BEYOND_TEAM: _("Call just to talk, with news from beyond the local team"),
    SETTLE_DETAILS: _("Settle what is still open"),
    REMIND_EARLY: _("Ask how it is going"),
    REMIND: _("Remind them"),
    CONFIRM: _("Send what you agreed"),
    HELP: _("Help them"),
    MOVED: _("See what they changed"),
    RECONFIRM: _("Ask whether it still suits"),
    REBOOK: _("Find another time"),
    INTRODUCE: _("Introduce them to somebody"),
    INVITE: _("Invite them to a one-on-one"),
    ORGANIZE: _("Let them begin one-on-ones of their own"),
    CUSTOM: _("Something else"),
}

# Days between contacts by stage (b.5); None is no rhythm at all.
CADENCE_DAYS: dict[str, int | None] = {
    Stage.PROSPECTIVE: None,
    Stage.CONNECTED: 28,
    Stage.PARTICIPATING: 28,
    Stage.MEMBER: 42,
    Stage.LEADER: 14,
    Stage.ORGANIZER: 14,
    Stage.RESTING: None,
    Stage.LEFT: None,
}


def hours_after(chapter: Chapter) -> dict[str, int]:
    """Step to hours after the one-on-one, the chapter's own where it has any."""
    own = dict(Timing.objects.filter(chapter=chapter).values_list("step", "hours"))
    return {step: own.get(step, hours) for step, hours in SET_STEPS.items()}


def after(hours: int) -> timedelta:
    return timedelta(hours=hours)


def cadence_days(chapter_ids: list) -> dict[tuple[object, str], int | None]:
    """(chapter id, stage) to days between contacts."""
    own = {(chapter, stage): days for chapter, stage, days in _own_cadences(chapters=chapter_ids)}
    usual = {(chapter, stage): days for chapter in chapter_ids for stage, days in CADENCE_DAYS.items()}
    return usual | own


@worked_out_once
def _own_cadences(*, chapters: list[UUID]) -> QuerySet[Cadence, Any]:
    rows = Cadence.objects.filter(chapter__in=chapters).order_by("pk")
    return rows.values_list("chapter_id", "stage", "every_days")
