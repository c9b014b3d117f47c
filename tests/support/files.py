"""Bringing people in from a file, from its first byte to the last row."""

import io
from datetime import datetime

from letstalk.accounts.models import User
from letstalk.people.domain.importing import begin, understand
from letstalk.people.domain.importing_steps import finish
from letstalk.people.domain.importing_writing import commit
from letstalk.people.models import Chapter, Import


def bring_in(raw: str, *, chapter: Chapter, by: User | None = None, at: datetime) -> Import:
    """The columns mean what they are guessed to mean, and people who are perhaps here already stay out."""
    importing = begin(chapter=chapter, file=io.BytesIO(raw.encode()), by=by, at=at)
    importing = finish(importing=understand(importing=importing, by=by, at=at))
    return finish(importing=commit(importing=importing, by=by, at=at))
