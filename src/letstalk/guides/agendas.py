"""What of an agenda holds for one one-on-one: the sections for what is known, in the minutes there are (R-034).

Pure: sections are plain dicts as an agenda keeps them, and come out as new ones.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from letstalk.guides.walk import fits

Section = Mapping[str, Any]


def fitting(sections: Sequence[Section], facts: Mapping[str, Any]) -> list[Section]:
    """The sections whose condition holds, such as those for a first one-on-one."""
    return [section for section in sections if fits(section.get("when"), facts)]


def scaled(sections: Sequence[Section], minutes: int) -> list[dict[str, Any]]:
    """The same course in another time: each part keeps its share, and `at_least` its own minutes where all is shorter.

    The minutes of the parts add up to `minutes` again, unless what the parts keep at least is more than that: then each
    gives up its share of it, too.
    """
    planned = [max(0, int(section.get("minutes", 0))) for section in sections]
    if sum(planned) in (0, minutes):
        return [dict(section) for section in sections]
    kept = [min(most, max(0, int(section.get("at_least", 0)))) for section, most in zip(sections, planned, strict=True)]
    given = _shares(kept, minutes) if sum(kept) > minutes else _above(kept, planned, minutes)
    return [{**section, "minutes": share} for section, share in zip(sections, given, strict=True)]


def _above(kept: Sequence[int], planned: Sequence[int], minutes: int) -> list[int]:
    """Everyone's share of the time, those that would get less than they keep set aside first, one after another."""
    fixed: set[int] = set()
    while True:
        open_ones = [place for place in range(len(planned)) if place not in fixed]
        left = minutes - sum(kept[place] for place in fixed)
        shares = _shares([0 if place in fixed else planned[place] for place in range(len(planned))], left)
        short = [place for place in open_ones if shares[place] < kept[place]]
        if not short:
            return [kept[place] if place in fixed else shares[place] for place in range(len(planned))]
        fixed.update(short)


def _shares(weights: Sequence[int], minutes: int) -> list[int]:
    """Whole minutes in proportion, adding up: what rounding leaves over goes to those it cut most, the first before."""
    total = sum(weights)
    if total == 0:
        return [0] * len(weights)
    whole = [weight * minutes // total for weight in weights]
    cut = sorted(range(len(weights)), key=lambda place: -(weights[place] * minutes % total))
    for place in cut[: minutes - sum(whole)]:
        whole[place] += 1
    return whole
