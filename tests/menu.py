"""The ask menu of the cast's chapter: the five next steps of the guide (R-091)."""

import pytest
from tests.moments import NOW

from letstalk.campaigns.models import Ask
from letstalk.campaigns.words import NextStep


@pytest.fixture
def asks(cast) -> list[Ask]:
    steps = zip("abcde", NextStep.values, strict=False)
    return [
        Ask.objects.create(
            chapter=cast.chapter, key=letter, letter=letter, step=step, title=f"Step {letter}", made_at=NOW
        )
        for letter, step in steps
    ]
