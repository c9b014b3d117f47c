"""What may be done while the other side thinks."""

from collections.abc import Callable

Meanwhile = Callable[[], None]


def nothing() -> None:
    """When there is nothing to do."""
