"""What the figures are held against, and whether they keep it."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from tools.bench.asking import Times
from tools.bench.ground import FEW, MANY
from tools.bench.weight import Weight

GROWTH = 1.5
MOST_REQUESTS = 10
MOST_KB = 60.0
# Pages that show every design of the campaign: the pictures are what one comes for.
WITH_PICTURES = {"action", "graphics"}
MOST_REQUESTS_WITH_PICTURES = 14
MOST_KB_WITH_PICTURES = 120.0
START_SECONDS = 30.0
# Page, reference, how many times as long it may take. The reference list is one of fifty, so lists of fifty are held
# against it; what the others take beside theirs is only told.
AGAINST: dict[str, tuple[str, float | None]] = {
    "people": ("list", 1.5),
    "often": ("list_often", 1.5),
    "seldom": ("list_seldom", None),
    "once": ("list_once", None),
    "person": ("detail", 3.0),
    "jot": ("save", 2.0),
    "today": ("list", 3.0),
}
# A search that finds a handful among few and a full page among many: what grows is the answer. Told, not held.
ANSWER_GROWS = {"seldom"}


@dataclass(frozen=True)
class Goal:
    """A figure for each thing it is about, none of which may be above the limit; without one it is only told."""

    sentence: str
    limit: float | None
    figures: dict[str, float]

    @property
    def over(self) -> dict[str, float]:
        return {what: figure for what, figure in self.figures.items() if self.limit is not None and figure > self.limit}

    @property
    def is_met(self) -> bool:
        return not self.over

    def line(self) -> str:
        if not self.figures:
            return f"  --      {self.sentence}: not measured"
        if self.limit is None:
            return f"  told    {self.sentence}: " + ", ".join(
                f"{what} {figure:.2f}" for what, figure in self.figures.items()
            )
        if self.is_met:
            worst = max(self.figures, key=lambda what: self.figures[what])
            return f"  ok      {self.sentence}: at most {self.figures[worst]:.2f} ({worst})"
        found = ", ".join(f"{what} {figure:.2f}" for what, figure in self.over.items())
        return f"  MISSED  {self.sentence}: {found}"


def growth(times: Times, name: str) -> float:
    return median(times[name, MANY]) / median(times[name, FEW])


def against(times: Times, name: str, reference: str, *, ground: str) -> float:
    return median(times[name, ground]) / median(times[reference, ground])


def goals(times: Times, weights: dict[str, Weight], pages: dict[str, str], *, few: int, many: int) -> Iterable[Goal]:
    """pages: name and label of each page that was measured."""
    yield Goal(
        f"{many:,} people at most {GROWTH:g} times {few:,}",
        GROWTH,
        {label: growth(times, name) for name, label in pages.items() if name not in ANSWER_GROWS},
    )
    for name in ANSWER_GROWS & pages.keys():
        yield Goal(f"{pages[name]}, which shows more the more there are", None, {"grows": growth(times, name)})
    for name, (reference, limit) in AGAINST.items():
        if name in pages and limit is not None:
            figures = {
                f"with {people:,}": against(times, name, reference, ground=ground)
                for people, ground in ((few, FEW), (many, MANY))
            }
            yield Goal(f"{pages[name]} at most {limit:g} times by hand", limit, figures)
    labelled = {label: weights[name] for name, label in pages.items() if name in weights}
    drawn = {label: labelled.pop(label) for name, label in pages.items() if name in WITH_PICTURES and label in labelled}
    yield from how_heavy(labelled, "a page", requests=MOST_REQUESTS, kb=MOST_KB)
    yield from how_heavy(drawn, "a page of pictures", requests=MOST_REQUESTS_WITH_PICTURES, kb=MOST_KB_WITH_PICTURES)
    yield Goal(
        "Requests to any other host: none",
        0,
        {label: float(len(weight.elsewhere)) for label, weight in (labelled | drawn).items()},
    )


def how_heavy(weights: dict[str, Weight], what: str, *, requests: int, kb: float) -> Iterable[Goal]:
    """weights: by label. Nothing where no browser weighed anything."""
    if weights:
        asked = {label: float(weight.requests) for label, weight in weights.items()}
        yield Goal(f"At most {requests} requests {what}", requests, asked)
        heavy = {label: weight.bytes / 1024 for label, weight in weights.items()}
        yield Goal(f"At most {kb:g} KB {what} without fonts", kb, heavy)
