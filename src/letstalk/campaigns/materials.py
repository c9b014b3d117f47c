"""What a campaign's pack brings for graphics, with its open words filled in (R-051)."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from letstalk.campaigns.models import Campaign
from letstalk.campaigns.pack_format import BrokenPack, Design, Graphic, Pack, load_pack
from letstalk.campaigns.pack_writing import filled

LONGEST = 400
HASHTAGS = ("#", "{campaign_hashtag}")
SHIPPED = "womens-march.yaml"


@dataclass(frozen=True)
class Materials:
    """The sentences to fill in, and how they can look. Without sentences there is nothing to make."""

    graphics: tuple[Graphic, ...]
    designs: tuple[Design, ...]


def materials_of(campaign: Campaign | None) -> Materials:
    """Of the campaign's own pack; one that was taken up before packs had designs, or by hand, looks as ours does."""
    if campaign is None:
        return Materials((), ())
    pack = _read(campaign.pack) if campaign.pack else None
    shipped = _shipped()
    graphics = (pack.graphics if pack else ()) or shipped.graphics
    return Materials(graphics, (pack.designs if pack else ()) or shipped.designs)


def in_words(text: str, campaign: Campaign) -> str:
    """A line of the pack as this chapter says it."""
    return filled(text, campaign.variables, most=LONGEST)


def prompt_of(graphic: Graphic, campaign: Campaign) -> str:
    """How it begins: its lines but the hashtag, which stands at its foot."""
    return " ".join(in_words(line, campaign) for line in graphic.lines if not line.startswith(HASHTAGS))


@lru_cache(maxsize=16)
def _read(source: str) -> Pack | None:
    try:
        return load_pack(source)
    except BrokenPack:
        return None


@lru_cache(maxsize=1)
def _shipped() -> Pack:
    return load_pack((files("letstalk.campaigns") / "packs" / SHIPPED).read_text(encoding="utf-8"))
