"""How many one-on-ones a chapter hopes to hold in a campaign."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.models import Action, Campaign
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused

MOST = 1_000_000


class NotANumberToHopeFor(Refused):
    """Fewer than one, or more than there are people to meet."""


class NothingOfOurs(Refused):
    """The campaign has no action that is held one-on-one."""


def hope_for(*, campaign: Campaign, wanted: int | None, by: User | None, at: datetime) -> Action:
    """Set how many one-on-ones the chapter hopes for; None takes the number away. The same number twice is once.

    Raises NotANumberToHopeFor, NothingOfOurs.
    """
    if wanted is not None and not 1 <= wanted <= MOST:
        raise NotANumberToHopeFor(_("Choose a number from 1 up, or leave it empty."), field="wanted")
    with transaction.atomic():
        action = campaign.actions.select_for_update().filter(is_ours=True).order_by("number").first()
        if action is None:
            raise NothingOfOurs(_("No action of this campaign is held one-on-one."))
        if action.wanted != wanted:
            action.wanted = wanted
            action.save(update_fields=["wanted"])
            record("campaign.hoped_for", about=campaign, by=by, at=at, wanted=wanted)
    return action
