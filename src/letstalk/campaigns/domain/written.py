"""A campaign written out again as a pack: what stands in its rows now, in the words of the pack it came from."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from letstalk.campaigns.domain.adopt import IN_LINES, filled_words, words_of_ask
from letstalk.campaigns.domain.strategy import strategy_for_pack
from letstalk.campaigns.models import Ask, Campaign
from letstalk.campaigns.pack_format import Action, BrokenPack, Pack, Strategy, Variable, load_pack
from letstalk.campaigns.pack_format import Ask as PackAsk
from letstalk.campaigns.pack_format import Campaign as PackCampaign
from letstalk.campaigns.pack_reader import KEY
from letstalk.campaigns.pack_writing import as_in_pack, fit, key_for, texts_fit
from letstalk.campaigns.queries import own_asks
from letstalk.campaigns.validators import LONGEST, LONGEST_STRATEGY, LONGEST_WORD, WORDS_OF_SUITS, AskSuits
from letstalk.kit import clock


def pack_taken_up(campaign: Campaign) -> Pack:
    """The pack as it was taken up; of a campaign made by hand, or under an earlier format, one without any sections."""
    try:
        return load_pack(campaign.pack)
    except BrokenPack:
        key = campaign.key if KEY.fullmatch(campaign.key) else key_for(campaign.key, (), otherwise="campaign")
        return Pack(campaign=PackCampaign(key=key, name=fit(campaign.name, most=200)))


def written_for_pack(campaign: Campaign, *, base: Pack, at: datetime) -> Pack:
    """The sections of this room as they are now: campaign, actions, asks, strategy, stories, graphics, designs.

    Asks of the chapter's own come along, those whose day has passed do not; a pack holds no days. Guides, agendas and
    timings are left empty.
    """
    strategy = strategy_for_pack(campaign)
    return Pack(
        campaign=_campaign(campaign, base.campaign),
        actions=_actions(campaign, base),
        asks=_asks(campaign, base, at=at),
        strategy=_strategy(strategy, campaign, base.strategy),
        stories=base.stories,
        graphics=base.graphics,
        designs=base.designs,
    )


def _campaign(campaign: Campaign, base: PackCampaign) -> PackCampaign:
    names = [*base.variables, *(name for name in campaign.variables if name not in base.variables)]
    return replace(
        base,
        name=as_in_pack(campaign.name, {}, [base.name], most=200),
        length_days=campaign.length_days,
        link=campaign.link,
        hashtag=campaign.hashtag,
        credit=as_in_pack(campaign.credit, {}, [base.credit], most=300),
        licence=as_in_pack(campaign.licence, {}, [base.licence], most=200),
        current_until=campaign.current_until,
        variables={name: _variable(name, campaign, base) for name in names},
    )


def _variable(name: str, campaign: Campaign, base: PackCampaign) -> Variable:
    told = base.variables[name].description if name in base.variables else name
    return Variable(default=fit(campaign.variables.get(name, ""), most=200), description=told)


def _actions(campaign: Campaign, base: Pack) -> tuple[Action, ...]:
    titles = {action.number: action.title for action in base.actions}
    return tuple(
        Action(
            number=action.number,
            title=as_in_pack(action.title, campaign.variables, [titles.get(action.number, "")], most=200),
            from_day=action.from_day,
            to_day=action.to_day,
            ours=action.is_ours,
            wanted=action.wanted,
        )
        for action in campaign.actions.order_by("number")
    )


def _asks(campaign: Campaign, base: Pack, *, at: datetime) -> tuple[PackAsk, ...]:
    known = {ask.key: ask for ask in base.asks}
    standing, added = _menu(campaign, base, at=at)
    in_order = dict.fromkeys([key for key in known if key in standing] + list(standing))
    keyed = {key: standing[key] for key in in_order}
    for ask in added:
        keyed[key_for(ask.title, {*keyed, *known}, otherwise="ask")] = ask
    keys = {str(ask.pk): key for key, ask in keyed.items()}
    return tuple(_ask(ask, key, campaign, known.get(key), keys) for key, ask in keyed.items())


def _menu(campaign: Campaign, base: Pack, *, at: datetime) -> tuple[dict[str, Ask], list[Ask]]:
    """The asks of the campaign by key, and those the chapter added to them."""
    standing = {ask.key: ask for ask in _standing_asks(campaign)}
    taken_up = {(ask.action, *filled_words(ask, campaign.variables).values()): ask.key for ask in reversed(base.asks)}
    added: list[Ask] = []
    for ask in _not_past(own_asks(campaign.chapter), campaign, at=at):
        words = words_of_ask(ask)
        # One that stood on the menu word for word when the pack was taken up is that pack's ask.
        key = taken_up.get(words)
        if key is not None and key not in standing:
            standing[key] = ask
        elif words not in {words_of_ask(other) for other in (*standing.values(), *added)}:
            added.append(ask)
    return standing, added


def _standing_asks(campaign: Campaign) -> Iterable[Ask]:
    rows = Ask.objects.filter(chapter=campaign.chapter_id, campaign=campaign, retired_at__isnull=True)
    return rows.exclude(key="").order_by("made_at", "key")


def _not_past(asks: Iterable[Ask], campaign: Campaign, *, at: datetime) -> Iterable[Ask]:
    today = clock.local_day(at, campaign.chapter.zone)
    return [ask for ask in asks if ask.on is None or ask.on >= today]


def _ask(ask: Ask, key: str, campaign: Campaign, original: PackAsk | None, keys: Mapping[str, str]) -> PackAsk:
    was = asdict(original) if original else {}
    words: dict[str, Any] = {
        field: as_in_pack(
            getattr(ask, field), campaign.variables, [was.get(field, "")], most=most, lines=field in IN_LINES
        )
        for field, most in LONGEST.items()
    }
    suits: dict[str, Any] = {one.name: _in_pack(getattr(ask, one.name)) for one in fields(AskSuits)}
    suits |= {name: texts_fit(getattr(ask, name), most=LONGEST_WORD) for name in WORDS_OF_SUITS}
    suits["before"] = tuple(keys[id] for id in ask.before if id in keys)
    return PackAsk(key=key, action=ask.step, **words, **suits)


def _in_pack(column: Any) -> Any:
    return tuple(column) if isinstance(column, list) else column


def _strategy(words: dict[str, str], campaign: Campaign, base: Strategy) -> Strategy:
    return Strategy(
        **{
            part: as_in_pack(text, campaign.variables, [getattr(base, part)], most=LONGEST_STRATEGY, lines=True)
            for part, text in words.items()
        }
    )
