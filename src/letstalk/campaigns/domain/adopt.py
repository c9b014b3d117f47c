"""A pack's campaign, actions and asks become rows of a chapter (R-008, R-091)."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.domain.strategy import adopt_strategy
from letstalk.campaigns.models import Action, Ask, Campaign
from letstalk.campaigns.pack_format import Ask as PackAsk
from letstalk.campaigns.pack_format import Pack, dump_pack
from letstalk.campaigns.pack_writing import filled, fit
from letstalk.campaigns.queries import own_asks
from letstalk.campaigns.validators import LONGEST, LONGEST_STRATEGY, AskSuits, as_column
from letstalk.campaigns.words import NextStep, StrategyPart
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
# Texts of an ask that may have several lines.
IN_LINES = ("how_to",)


class AlreadyAdopted(Refused):
    """The chapter is in this campaign."""


def adopt_campaign(*, pack: Pack, chapter: Chapter, first_on: date, by: User | None, at: datetime) -> Campaign:
    """Make the chapter's campaign with its actions, asks and strategy; the pack holds lengths, not the first day.

    The words a pack leaves open are filled with their usual values. An ask that the chapter has on its menu already,
    word for word, is not put there a second time. Raises AlreadyAdopted.
    """
    with transaction.atomic():
        campaign = _campaign(pack, chapter, first_on=first_on, at=at)
        Action.objects.bulk_create(_actions(pack, campaign))
        Ask.objects.bulk_create(_asks(pack, campaign, at=at))
        _point_to_those_now(campaign)
        adopt_strategy(words=_strategy(pack, campaign), campaign=campaign, at=at)
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
            title=filled(action.title, campaign.variables, most=200),
            from_day=action.from_day,
            to_day=action.to_day,
            is_ours=action.ours,
            wanted=action.wanted,
        )
        for action in pack.actions
    ]


def _asks(pack: Pack, campaign: Campaign, *, at: datetime) -> list[Ask]:
    letters = dict(LETTERS)
    own = {words_of_ask(ask): ask.pk for ask in own_asks(campaign.chapter)}
    ids = {ask.key: _id_of(ask, campaign, own) for ask in pack.asks}
    rows = []
    for ask in pack.asks:
        words = filled_words(ask, campaign.variables)
        step = NextStep(ask.action)
        # The first of each kind is the next step of the guide; another one of that kind stands below it.
        letter = letters.pop(step, "")
        if (step, *words.values()) not in own:
            rows.append(
                Ask(
                    pk=ids[ask.key],
                    chapter_id=campaign.chapter_id,
                    campaign=campaign,
                    key=ask.key,
                    letter=letter,
                    step=step,
                    made_at=at,
                    **words,
                    **suits_of(ask),
                    before=[str(ids[key]) for key in ask.before],
                )
            )
    return rows


def _point_to_those_now(campaign: Campaign) -> None:
    """Of the chapter's own asks, what comes before is the same ask of the campaign as it is taken up now."""
    of_it = Ask.objects.filter(chapter=campaign.chapter_id, campaign__key=campaign.key).exclude(key="")
    keys = {str(pk): key for pk, key in of_it.values_list("pk", "key")}
    now = {key: str(pk) for pk, key in of_it.filter(campaign=campaign).values_list("pk", "key")}
    for ask in own_asks(campaign.chapter):
        before = [now.get(keys.get(id, ""), id) for id in ask.before]
        if before != ask.before:
            ask.before = before
            ask.save(update_fields=["before"])


def _id_of(ask: PackAsk, campaign: Campaign, own: Mapping[tuple[str, ...], UUID]) -> UUID:
    """Of an ask that stands on the menu already, the one it has."""
    return own.get((ask.action, *filled_words(ask, campaign.variables).values())) or uuid4()


def suits_of(ask: PackAsk) -> dict[str, Any]:
    """Whom a pack's ask suits, as columns; what comes before it is told by its ids, once they are known."""
    said = {one.name: getattr(ask, one.name) for one in fields(AskSuits) if one.name != "before"}
    return {name: as_column(value) for name, value in said.items()}


def filled_words(ask: PackAsk, variables: Mapping[str, str]) -> dict[str, str]:
    """A pack's ask in the words of the campaign."""
    return {field: filled(getattr(ask, field), variables, most=most) for field, most in LONGEST.items()}


def words_of_ask(ask: Ask) -> tuple[str, ...]:
    """What tells two asks apart: what kind they are of, and all their words as a pack would hold them."""
    words = (fit(getattr(ask, field), most=most, lines=field in IN_LINES) for field, most in LONGEST.items())
    return (ask.step, *words)


def _strategy(pack: Pack, campaign: Campaign) -> dict[str, str]:
    return {
        str(part): filled(getattr(pack.strategy, part), campaign.variables, most=LONGEST_STRATEGY)
        for part in StrategyPart
    }
