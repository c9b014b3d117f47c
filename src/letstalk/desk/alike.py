"""Why two entries may be one person, as a picture and in words: each column adds its weight, or takes it away."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letstalk.people.linkage.records import CERTAIN, OFFERED, Level
from letstalk.people.models import LikelyPair, Merge, MergedRow

COLUMNS = {
    "given": gettext_lazy("First name"),
    "family": gettext_lazy("Last name"),
    "email": gettext_lazy("Email"),
    "phone": gettext_lazy("Phone"),
    "born": gettext_lazy("Day of birth"),
    "house": gettext_lazy("House number"),
    "street": gettext_lazy("Street"),
    "locality": gettext_lazy("Part of town"),
    "place": gettext_lazy("Place"),
    "postcode": gettext_lazy("Postal code"),
    "region": gettext_lazy("State or province"),
}
LEVELS = {
    Level.SAME: gettext_lazy("the same"),
    Level.CLOSE: gettext_lazy("nearly the same"),
    Level.NEAR: gettext_lazy("somewhat alike"),
    Level.OTHER: gettext_lazy("different"),
}

# Of the picture, in its own units.
WIDTH, ROW, BAR = 320.0, 30.0, 18.0


@dataclass(frozen=True)
class Bar:
    """A column's share: where it begins and how wide it is, in the units of the picture, and bits. y: its row's top."""

    what: str
    how: str
    bits: float
    x: str
    width: str
    y: str

    @property
    def said(self) -> str:
        return f"{self.bits:+.1f}"

    @property
    def adds(self) -> bool:
        return self.bits >= 0


@dataclass(frozen=True)
class Waterfall:
    """zero: where the two answers are equally likely. width and height: of the whole picture."""

    bars: list[Bar]
    zero: str
    width: str
    height: str
    bar: str
    total: str


def how_likely(pair: LikelyPair) -> str:
    """In words, by the two thresholds: a number with a percent sign would promise more than it knows."""
    if pair.weight < OFFERED:
        return _("Little of what is written here says that they are one: it is you who knows.")
    return _("Almost certainly one person") if pair.weight >= CERTAIN else _("Probably one person")


def waterfall(pair: LikelyPair) -> Waterfall:
    """From the weight of any two entries to that of these, column by column."""
    steps = [(_("Any two entries"), "", pair.start)]
    steps += [(str(COLUMNS[column]), str(LEVELS[Level(level)]), bits) for column, level, bits in pair.parts]
    ends = [sum(bits for _what, _how, bits in steps[:place]) for place in range(len(steps) + 1)]
    low, high = min(ends), max(*ends, 0.0)
    scale = WIDTH / (high - low)
    bars = [
        Bar(
            what=what,
            how=how,
            bits=bits,
            x=_number((min(ends[place], ends[place] + bits) - low) * scale),
            width=_number(abs(bits) * scale),
            y=_number(place * ROW),
        )
        for place, (what, how, bits) in enumerate(steps)
    ]
    size = {"width": _number(WIDTH), "height": _number(len(steps) * ROW), "bar": _number(BAR)}
    return Waterfall(bars, zero=_number(-low * scale), total=f"{ends[-1]:+.1f}", **size)


# What a person would count, by its table.
COUNTED = {
    "people.Way": gettext_lazy("ways to reach them"),
    "people.Note": gettext_lazy("notes"),
    "people.Consent": gettext_lazy("answers"),
    "people.Tagging": gettext_lazy("tags"),
    "people.Relationship": gettext_lazy("relationships"),
    "people.SupporterLink": gettext_lazy("links to their page"),
    "meetings.Meeting": gettext_lazy("one-on-ones"),
    "commitments.Commitment": gettext_lazy("commitments"),
    "commitments.Promise": gettext_lazy("promises"),
    "followups.FollowUp": gettext_lazy("follow-ups"),
    "followups.Contact": gettext_lazy("contacts"),
}


def counted(rows: Iterable[MergedRow]) -> list[tuple[str, int]]:
    """How much of what would go back to the entry it came from."""
    many = Counter(row.table for row in rows if row.before is not None)
    return [(str(words), many[table]) for table, words in COUNTED.items() if many[table]]


def name_before(merge: Merge, rows: Iterable[MergedRow]) -> str:
    """What the entry that was emptied was called."""
    of_it = (row.before for row in rows if row.row == merge.merged and row.before)
    return next((str(before["name"]) for before in of_it if "name" in before), "")


def _number(value: float) -> str:
    """As SVG reads it, in every language."""
    return f"{value:.1f}"
