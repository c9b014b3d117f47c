"""The four short cards on strategy: as a pack brings them, and as a chapter says them itself (R-041)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.campaigns.models import Campaign, StrategyCard
from letstalk.campaigns.validators import LONGEST_STRATEGY, check_strategy
from letstalk.campaigns.words import StrategyPart
from letstalk.journal.models import record
from letstalk.people.models import Chapter


def write_strategy(
    *, chapter: Chapter, campaign: Campaign, words: Mapping[StrategyPart, str], by: User, at: datetime
) -> list[StrategyCard]:
    """Say the cards in the chapter's own words; an empty one falls back to those of the node above.

    Only what differs is written. Raises NothingWritten.
    """
    check_strategy(words)
    with transaction.atomic():
        standing = _held(chapter, campaign.key)
        changed = [
            part for part, text in words.items() if text.strip() != (standing[part].words if part in standing else "")
        ]
        for part in changed:
            _write(chapter, campaign.key, part, words[part].strip(), standing.get(part), by=by, at=at)
        if changed:
            record("strategy.written", about=campaign, by=by, at=at, count=len(changed))
    return list(_standing(chapter, campaign.key).values())


def adopt_strategy(*, words: Mapping[str, str], campaign: Campaign, at: datetime) -> None:
    """Put a pack's cards beside its campaign; a card the chapter wrote itself stays as it wrote it.

    An empty one takes away what an earlier pack of this campaign said.
    """
    with transaction.atomic():
        standing = _held(campaign.chapter, campaign.key)
        for part, text in words.items():
            card = standing.get(StrategyPart(part))
            if (card is None and text.strip()) or (card is not None and card.by_id is None):
                kept = text.strip()[:LONGEST_STRATEGY]
                _write(campaign.chapter, campaign.key, StrategyPart(part), kept, card, by=None, at=at)


def strategy_for_pack(campaign: Campaign) -> dict[str, str]:
    """The cards of the campaign's own chapter as they are now, for its pack."""
    standing = _standing(campaign.chapter, campaign.key)
    return {str(part): standing[part].words for part in StrategyPart if part in standing and standing[part].words}


def _standing(chapter: Chapter, campaign_key: str) -> dict[StrategyPart, StrategyCard]:
    rows = StrategyCard.objects.filter(chapter=chapter, campaign_key=campaign_key)
    return {StrategyPart(card.part): card for card in rows}


def _held(chapter: Chapter, campaign_key: str) -> dict[StrategyPart, StrategyCard]:
    """The cards, and nobody else writes any for this chapter until the transaction ends."""
    Chapter.objects.select_for_update().get(pk=chapter.pk)
    return _standing(chapter, campaign_key)


def _write(
    chapter: Chapter,
    campaign_key: str,
    part: StrategyPart,
    text: str,
    card: StrategyCard | None,
    *,
    by: User | None,
    at: datetime,
) -> None:
    if card is None:
        StrategyCard.objects.create(
            chapter=chapter, campaign_key=campaign_key, part=part, words=text, by=by, changed_at=at
        )
        return
    card.words, card.by, card.changed_at = text, by, at
    card.save(update_fields=["words", "by", "changed_at"])
