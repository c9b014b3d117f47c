"""Taking up a campaign from a pack, and writing it out again: every room its own section, in one transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.domain import written as campaign_written
from letstalk.campaigns.domain.adopt import adopt_campaign, end_campaign
from letstalk.campaigns.domain.hoping import hope_for
from letstalk.campaigns.models import Campaign
from letstalk.campaigns.pack_format import BrokenPack, Pack, PackError, dump_pack, load_pack
from letstalk.followups.domain import adopt as timings_written
from letstalk.followups.domain.adopt import adopt_timings
from letstalk.guides.domain import written as guides_written
from letstalk.guides.domain.adopt import adopt_guides
from letstalk.kit.refusal import Refused
from letstalk.kit.saying import translated
from letstalk.people.models import Chapter


class UnreadablePack(Refused):
    """The text is no pack; `errors` holds what to put right, each with its line."""

    def __init__(self, broken: BrokenPack) -> None:
        super().__init__(_("This pack cannot be used as it is. Each line below says what to write instead."))
        self.errors: Sequence[PackError] = broken.errors


class NotFitForAPack(Refused):
    """Something in the campaign's rows cannot be said in a pack."""


def adopt_pack(*, pack: Pack | str, chapter: Chapter, first_on: date, by: User | None, at: datetime) -> Campaign:
    """Take up a campaign whole or not at all, from its text or already read.

    Consequences, in this order: the campaign with its actions, asks and strategy; guides and agendas; the chapter's
    follow-up timings; journal. Raises UnreadablePack, AlreadyAdopted.
    """
    if isinstance(pack, str):
        pack = read_pack(pack)
    with transaction.atomic():
        campaign = adopt_campaign(pack=pack, chapter=chapter, first_on=first_on, by=by, at=at)
        adopt_guides(pack=pack, campaign=campaign, by=by, at=at)
        adopt_timings(pack=pack, campaign=campaign, by=by, at=at)
    return campaign


def adopt_anew(*, pack: Pack | str, chapter: Chapter, first_on: date, by: User | None, at: datetime) -> Campaign:
    """Take up a campaign from a first day, ending the one of that name the chapter is in.

    How many one-on-ones were hoped for goes along, where the pack does not say. The same pack from the day it stands at
    already changes nothing, so a form sent twice is one campaign. Raises UnreadablePack.
    """
    if isinstance(pack, str):
        pack = read_pack(pack)
    with transaction.atomic():
        # Whoever takes it up at the same moment waits here, and finds it taken up.
        Chapter.objects.select_for_update().get(pk=chapter.pk)
        standing = Campaign.objects.filter(chapter=chapter, key=pack.campaign.key, ended_at__isnull=True).first()
        if standing is None:
            return adopt_pack(pack=pack, chapter=chapter, first_on=first_on, by=by, at=at)
        if standing.first_on == first_on and standing.pack == dump_pack(pack):
            return standing
        end_campaign(campaign=standing, by=by, at=at)
        campaign = adopt_pack(pack=pack, chapter=chapter, first_on=first_on, by=by, at=at)
        _hope_on(standing, campaign, by=by, at=at)
    return campaign


def _hope_on(standing: Campaign, campaign: Campaign, *, by: User | None, at: datetime) -> None:
    hoped = standing.actions.filter(is_ours=True, wanted__isnull=False).order_by("number").first()
    ours = campaign.actions.filter(is_ours=True).order_by("number").first()
    if hoped is not None and ours is not None and ours.wanted is None:
        hope_for(campaign=campaign, wanted=hoped.wanted, by=by, at=at)


def write_pack(*, campaign: Campaign, at: datetime) -> str:
    """The campaign as a pack, from what stands in every room now; taken up elsewhere it writes the same text again.

    Raises NotFitForAPack.
    """
    base = campaign_written.pack_taken_up(campaign)
    try:
        with transaction.atomic():
            pack = campaign_written.written_for_pack(campaign, base=base, at=at)
            asks = {ask.key for ask in pack.asks}
            guides = guides_written.written_for_pack(campaign, base=base, asks=asks)
            timings = timings_written.written_for_pack(campaign, base=base)
        pack = replace(pack, guides=guides.guides, agenda_templates=guides.agendas, follow_up_timings=timings)
        # Written and read once more, so that nobody is handed a file that another chapter cannot use.
        return dump_pack(load_pack(dump_pack(pack)))
    except BrokenPack as broken:
        raise _not_fit(" ".join(translated(error.message, _) for error in broken.errors)) from broken
    except ValueError as trouble:
        raise _not_fit(translated(trouble.args[0], _)) from trouble


def _not_fit(what: str) -> NotFitForAPack:
    return NotFitForAPack(_("Something in this campaign cannot be written into a pack: %(what)s") % {"what": what})


def read_pack(text: str) -> Pack:
    """The pack, or UnreadablePack with everything that is wrong with it at once."""
    try:
        return load_pack(text)
    except BrokenPack as broken:
        raise UnreadablePack(broken) from broken
