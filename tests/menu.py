"""The ask menu of the cast's chapter: the five next steps of the guide (R-091)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from letstalk.campaigns.models import Ask


@pytest.fixture
def asks(cast) -> list[Ask]:
    # Imported here: pytest reads this module before Django is set up.
    from letstalk.campaigns.models import Ask
    from letstalk.campaigns.words import NextStep

    return [
        Ask.objects.create(
            chapter=cast.chapter, key=letter, letter=letter, step=step, title=f"Step {letter}", made_at=cast.at
        )
        for letter, step in zip("abcde", NextStep.values, strict=False)
    ]
