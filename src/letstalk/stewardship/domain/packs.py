"""Taking up a campaign from a pack: every room reads its own section, in one transaction."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.domain.adopt import adopt_campaign, end_campaign
from letstalk.campaigns.domain.hoping import hope_for
from letstalk.campaigns.models import Campaign
from letstalk.campaigns.pack_format import BrokenPack, Pack, load_pack
from letstalk.followups.domain.adopt import adopt_timings
from letstalk.guides.domain.adopt import adopt_guides
from letstalk.kit.refusal import Refused
from letstalk.people.models import Chapter


class UnreadablePack(Refused):
    """The text is no pack; `errors` holds what to put right, each with its line."""

    def __init__(self, broken: BrokenPack) -> None:
        super().__init__(_("This pack cannot be used as it is. Each line below says what to write instead."))
        self.errors = broken.errors


def adopt_pack(*, pack: Pack | str, chapter: Chapter, first_on: date, by: User | None, at: datetime) -> Campaign:
    """Take up a campaign whole or not at all, from its text or already read.

    Consequences, in this order: the campaign with its actions and asks; guides and agendas; the chapter's follow-up
    timings; journal. Raises UnreadablePack, AlreadyAdopted.
    """
    if isinstance(pack, str):
        pack = read_pack(pack)
    with transaction.atomic():
        campaign = adopt_campaign(pack=pack, chapter=chapter, first_on=first_on, by=by, at=at)
        adopt_guides(pack=pack, campaign=campaign, by=by, at=at)
        adopt_timings(pack=pack, campaign=campaign, by=by, at=at)
    return campaign


def adopt_anew(*, pack: Pack, chapter: Chapter, first_on: date, by: User, at: datetime) -> Campaign:
    """Take up a campaign from a first day, ending the one of that name the chapter is in.

    How many one-on-ones were hoped for goes along. From the day it stands at already nothing changes, so a form sent
    twice is one campaign.
    """
    with transaction.atomic():
        # Whoever takes it up at the same moment waits here, and finds it taken up.
        Chapter.objects.select_for_update().get(pk=chapter.pk)
        standing = Campaign.objects.filter(chapter=chapter, key=pack.campaign.key, ended_at__isnull=True).first()
        if standing is None:
            return adopt_pack(pack=pack, chapter=chapter, first_on=first_on, by=by, at=at)
        if standing.first_on == first_on:
            return standing
        end_campaign(campaign=standing, by=by, at=at)
        campaign = adopt_pack(pack=pack, chapter=chapter, first_on=first_on, by=by, at=at)
        hoped = standing.actions.filter(is_ours=True, wanted__isnull=False).order_by("number").first()
        if hoped is not None:
            hope_for(campaign=campaign, wanted=hoped.wanted, by=by, at=at)
    return campaign


def read_pack(text: str) -> Pack:
    """The pack, or UnreadablePack with everything that is wrong with it at once."""
    try:
        return load_pack(text)
    except BrokenPack as broken:
        raise UnreadablePack(broken) from broken
