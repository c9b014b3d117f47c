"""Words as a debrief takes them down: as long as a commitment may be."""

from typing import Any

from letstalk.commitments.validators import WORDS_LENGTH
from letstalk.kit import inputs


class Words(inputs.Words):
    """Somebody's words: one line, or several `rows`."""

    def __init__(self, *, label: Any, rows: int = 0, most: int = WORDS_LENGTH, **more: Any) -> None:
        super().__init__(label=label, rows=rows, most=most, **more)
