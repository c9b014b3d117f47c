"""Reads about campaigns: which one a chapter is in, where it stands, what can be asked for, and what is told in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Length

from letstalk.accounts.models import User
from letstalk.campaigns.access import own_and_above, paths_above
from letstalk.campaigns.models import Action, Ask, AskDate, Campaign, Story, StrategyCard
from letstalk.campaigns.pack_format import BrokenPack, load_pack
from letstalk.campaigns.pack_format import Story as PackStory
from letstalk.campaigns.words import StrategyPart
from letstalk.kit import clock
from letstalk.kit.statements import worked_out_once
from letstalk.people.models import Chapter, Tag
from letstalk.people.words import TagKind

ISSUES_OFFERED = 16


def current_campaign(chapter: Chapter, at: datetime) -> Campaign | None:
    """The campaign this chapter is in, its own before that of a node above (R-008); None without any.

    Of several at one node, the one whose days are now; else the one adopted last.
    """
    found = _adopted(paths=paths_above(chapter), at=at)
    here = [campaign for campaign in found if campaign.chapter_id == found[0].chapter_id]
    today = clock.local_day(at, chapter.zone)
    return next((one for one in here if one.first_on <= today <= one.last_on), here[0] if here else None)


@worked_out_once
def _adopted(*, paths: list[str], at: datetime) -> QuerySet[Campaign]:
    adopted = Campaign.objects.filter(ended_at__isnull=True, chapter__path__in=paths, adopted_at__lte=at)
    nearest = adopted.annotate(depth=Length("chapter__path")).select_related("chapter")
    return nearest.order_by("-depth", "-adopted_at", "pk")


def action_now(campaign: Campaign, day: date) -> Action | None:
    """The action of that day, the one this pack is for before others; None between actions."""
    number = campaign.day_number(day)
    running = campaign.actions.filter(from_day__lte=number, to_day__gte=number)
    return running.order_by("-is_ours", "-number").first()


def asks_by_key(campaign: Campaign | None) -> list[tuple[str, str]]:
    """Key and title of the asks a guide or an agenda of this campaign can name, in the order of its menu.

    By the campaign's key: what was adapted outlasts the first day it was taken up from.
    """
    if campaign is None:
        return []
    theirs = {"campaign__key": campaign.key, "campaign__chapter": campaign.chapter_id, "campaign__ended_at": None}
    rows = Ask.objects.filter(retired_at__isnull=True, **theirs).exclude(key="").order_by("letter", "title", "pk")
    return list(dict(rows.values_list("key", "title")).items())


def asks_for(chapter: Chapter, at: datetime) -> QuerySet[Ask]:
    """What can be asked for here and now: the five next steps a to e (R-091), then what has a day, then the rest.

    Asks of the chapter and of every node above it; neither retired, nor past, nor of a campaign it is not in.
    """
    is_on = Q(on__isnull=True) | Exists(AskDate.objects.coming(at).filter(ask=OuterRef("pk")))
    ours = Q(campaign__isnull=True) | Q(campaign=current_campaign(chapter, at))
    rows = Ask.objects.filter(ours, is_on, chapter__in=own_and_above(chapter), retired_at__isnull=True)
    without_letter = Case(When(letter="", then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.annotate(without_letter=without_letter).order_by(
        "without_letter", "letter", F("on").asc(nulls_last=True), F("at").asc(nulls_last=True), "title", "pk"
    )


def own_asks(chapter: Chapter) -> QuerySet[Ask]:
    """What a chapter put on its menu by hand: it belongs to no campaign, and outlasts each."""
    rows = Ask.objects.filter(chapter=chapter, campaign__isnull=True, retired_at__isnull=True)
    return rows.order_by("made_at", "pk")


def shelf_of(author: User) -> QuerySet[Story]:
    """An organizer's own stories, the one told anew last first."""
    return Story.objects.filter(author=author.pk).order_by("-changed_at", "pk")


@dataclass(frozen=True)
class Suggestion:
    """A story that fits someone, and the words they have in common with it."""

    story: Story
    because: list[str]


def fitting_story(stories: Iterable[Story], issues: Iterable[str]) -> Suggestion | None:
    """Of these, the one that touches most of someone's issues, then most of them as values; None without any (R-040).

    Of several that fit as well the first is taken, so pass those told last in front.
    """
    named = list(issues)
    found = [Suggestion(story, _shared(named, [*story.issues, *story.values])) for story in stories]
    best = max(found, key=lambda one: (len(_shared(named, one.story.issues)), len(one.because)), default=None)
    return best if best is not None and best.because else None


def _shared(named: Iterable[str], tags: Iterable[str]) -> list[str]:
    """Those of someone's words that a story is tagged by: the same, or one in the other, as buses in night buses."""
    of_story = [frozenset(tag.casefold().split()) for tag in tags]

    def is_among(word: str) -> bool:
        theirs = frozenset(word.casefold().split())
        return any(theirs <= tag or tag <= theirs for tag in of_story)

    return [word for word in named if is_among(word)]


def issues_named(chapter: Chapter) -> list[str]:
    """The issues people here have named, to tag a story by: those of the chapter and of every node above it."""
    tags = Tag.objects.offered().filter(chapter__in=own_and_above(chapter), kind=TagKind.ISSUE)
    return list(tags.order_by("name").values_list("name", flat=True).distinct()[:ISSUES_OFFERED])


def mark_in_pack(campaign: Campaign, offered: PackStory) -> str:
    """How a shelf knows again a story that came with a campaign."""
    return f"{campaign.key}/{offered.key}"


def stories_offered(author: User, campaign: Campaign) -> list[PackStory]:
    """The stories that came with a campaign and are not on this shelf yet."""
    taken = set(Story.objects.filter(author=author.pk).exclude(from_pack="").values_list("from_pack", flat=True))
    return [story for story in _stories_in(campaign.pack) if mark_in_pack(campaign, story) not in taken]


def _stories_in(pack: str) -> tuple[PackStory, ...]:
    """A campaign made by hand has none, and one adopted under a format of its day may not be readable any more."""
    try:
        return load_pack(pack).stories if pack else ()
    except BrokenPack:
        return ()


@dataclass(frozen=True)
class StrategyNow:
    """One part of the strategy as a chapter reads it: its own words, or those of the nearest node above."""

    part: StrategyPart
    words: str
    chapter: Chapter


def strategy_for(chapter: Chapter, campaign: Campaign | None) -> list[StrategyNow]:
    """The cards in their order, each from the nearest chapter that says it (R-041); those nobody says are left out."""
    if campaign is None:
        return []
    nearest: dict[str, StrategyCard] = {}
    for card in _cards(paths=paths_above(chapter), key=campaign.key):
        if card.words:
            nearest.setdefault(card.part, card)
    return [StrategyNow(part, nearest[part].words, nearest[part].chapter) for part in StrategyPart if part in nearest]


@worked_out_once
def _cards(*, paths: list[str], key: str) -> QuerySet[StrategyCard]:
    cards = StrategyCard.objects.filter(chapter__path__in=paths, campaign_key=key).select_related("chapter")
    return cards.annotate(depth=Length("chapter__path")).order_by("-depth", "pk")


def own_strategy(chapter: Chapter, campaign: Campaign) -> dict[StrategyPart, str]:
    """What a chapter itself says on each card; empty where it leaves the word to the node above."""
    cards = StrategyCard.objects.filter(chapter=chapter, campaign_key=campaign.key)
    words = {card.part: card.words for card in cards}
    return {part: words.get(part, "") for part in StrategyPart}


def strategy_above(chapter: Chapter, campaign: Campaign) -> dict[StrategyPart, str]:
    """What is said on each card by the nodes above a chapter: what holds there while it says nothing itself."""
    if chapter.parent is None:
        return {}
    return {card.part: card.words for card in strategy_for(chapter.parent, campaign)}
