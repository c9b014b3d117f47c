"""A pack's campaign, actions and asks become rows of a chapter (R-008, R-091)."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.models import Action, Ask, Campaign
from letstalk.campaigns.pack_format import Pack, dump_pack
from letstalk.campaigns.validators import LONGEST
from letstalk.campaigns.words import NextStep
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.people.models import Chapter

LETTERS = {
    NextStep.JOIN_TEAM: "a",
    NextStep.NATIONAL_ACTION: "b",
    NextStep.LOCAL_ACTION: "c",
    NextStep.START_OWN: "d",
    NextStep.NEWS: "e",
}
VARIABLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class AlreadyAdopted(Refused):
    """The chapter is in this campaign."""


def adopt_campaign(*, pack: Pack, chapter: Chapter, first_on: date, by: User | None, at: datetime) -> Campaign:
    """Make the chapter's campaign with its actions and asks; the pack holds lengths, the chapter gives the first day.

    The words a pack leaves open are filled with their usual values. Raises AlreadyAdopted.
    """
    with transaction.atomic():
        campaign = _campaign(pack, chapter, first_on=first_on, at=at)
        Action.objects.bulk_create(_actions(pack, campaign))
        Ask.objects.bulk_create(_asks(pack, campaign, at=at))
        record("campaign.adopted", about=campaign, by=by, at=at, first_on=first_on)
    return campaign


def end_campaign(*, campaign: Campaign, by: User | None, at: datetime) -> Campaign:
    """Let a chapter leave a campaign: its asks, agendas and guides are no longer offered, what came of them stays.

    Ended twice it keeps its first end.
    """
    with transaction.atomic():
        if Campaign.objects.filter(pk=campaign.pk, ended_at__isnull=True).update(ended_at=at):
            record("campaign.ended", about=campaign, by=by, at=at)
    campaign.refresh_from_db(fields=["ended_at"])
    return campaign


def in_words(text: str, variables: Mapping[str, str], *, most: int) -> str:
    """The text with {variables} filled in; one without a value shows as [name], to be filled by the chapter (R-083).

    most: what a pack's text was measured against before it was filled, and has to hold afterwards.
    """
    return VARIABLE.sub(lambda match: variables.get(match[1]) or f"[{match[1]}]", text)[:most]


def _campaign(pack: Pack, chapter: Chapter, *, first_on: date, at: datetime) -> Campaign:
    about = pack.campaign
    try:
        with transaction.atomic():
            return Campaign.objects.create(
                chapter=chapter,
                key=about.key,
                name=about.name,
                first_on=first_on,
                length_days=about.length_days,
                hashtag=about.hashtag,
                link=about.link,
                credit=about.credit,
                licence=about.licence,
                variables=about.defaults(),
                current_until=about.current_until,
                pack=dump_pack(pack),
                adopted_at=at,
            )
    except IntegrityError:
        raise AlreadyAdopted(
            _("%(chapter)s has taken up “%(campaign)s” already. End it first to take it up anew.")
            % {"chapter": chapter.name, "campaign": about.name}
        ) from None


def _actions(pack: Pack, campaign: Campaign) -> list[Action]:
    return [
        Action(
            campaign=campaign,
            number=action.number,
            title=in_words(action.title, campaign.variables, most=200),
            from_day=action.from_day,
            to_day=action.to_day,
            is_ours=action.ours,
            wanted=action.wanted,
        )
        for action in pack.actions
    ]


def _asks(pack: Pack, campaign: Campaign, *, at: datetime) -> list[Ask]:
    letters = dict(LETTERS)
    rows = []
    for ask in pack.asks:
        step = NextStep(ask.action)
        texts = {field: (getattr(ask, field), most) for field, most in LONGEST.items() if field != "place"}
        rows.append(
            Ask(
                chapter_id=campaign.chapter_id,
                campaign=campaign,
                key=ask.key,
                # The first of each kind is the next step of the guide; another one of that kind stands below it.
                letter=letters.pop(step, ""),
                step=step,
                made_at=at,
                **{field: in_words(text, campaign.variables, most=most) for field, (text, most) in texts.items()},
            )
        )
    return rows
