"""A count of a count, with the range its share may lie in: no percentage stands alone where few were counted."""

from dataclasses import dataclass
from math import sqrt

ENOUGH_TO_SAY = 5
Z = 1.96


@dataclass(frozen=True)
class Share:
    """A count of a count. What it may be in truth is Wilson's range for 95 in 100; too few say nothing."""

    number: int
    of: int

    @property
    def is_enough(self) -> bool:
        return self.of >= ENOUGH_TO_SAY

    @property
    def percent(self) -> int:
        return round(100 * self.number / self.of) if self.of else 0

    @property
    def low(self) -> int:
        return round(100 * self._ends()[0])

    @property
    def high(self) -> int:
        return round(100 * self._ends()[1])

    def _ends(self) -> tuple[float, float]:
        """E. B. Wilson, 1927: it stays between 0 and 1, also for none of few and all of few."""
        if not self.of:
            return 0.0, 1.0
        share = self.number / self.of
        middle = share + Z * Z / (2 * self.of)
        reach = Z * sqrt(share * (1 - share) / self.of + Z * Z / (4 * self.of * self.of))
        out_of = 1 + Z * Z / self.of
        return max((middle - reach) / out_of, 0.0), min((middle + reach) / out_of, 1.0)
