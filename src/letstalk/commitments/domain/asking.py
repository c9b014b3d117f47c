"""The ask and its answer (R-042, R-043)."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.models import Ask
from letstalk.commitments.fitting import Fits
from letstalk.commitments.models import AskMade, AskStanding
from letstalk.commitments.words import Answer
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten
from letstalk.meetings.models import Meeting

# The one that fits, and after a no a lighter one (section g). More would be pressing.
MOST_IN_THE_ROOM = 2


def asks_too_much(answers: Iterable[str]) -> bool:
    """Whether more was asked for in one talk than two things; what was not asked does not count."""
    return sum(1 for answer in answers if answer and answer != Answer.NOT_ASKED) > MOST_IN_THE_ROOM


def record_ask(
    *,
    meeting: Meeting,
    answer: Answer,
    by: User,
    at: datetime,
    ask: Ask | None = None,
    words: str = "",
    revisit_on: date | None = None,
    fits: Fits | None = None,
    id: uuid.UUID | None = None,
) -> AskMade:
    """Write down what was asked and what was said. What really happened is never refused (R-003).

    `revisit_on` goes with *not now* only. fits: how the menu was weighed before the answer was known; how this ask
    stood in it is kept (section g). The same `id` twice is one ask.
    """
    if ask is None and not words.strip() and answer != Answer.NOT_ASKED:
        raise NothingWritten({"ask": _("Say what you asked for.")})
    with transaction.atomic():
        made, is_new = AskMade.objects.get_or_create(
            pk=id or uuid.uuid4(),
            defaults={
                "chapter_id": meeting.chapter_id,
                "meeting": meeting,
                "person_id": meeting.person_id,
                "ask": ask,
                "words": words.strip(),
                "answer": answer,
                "revisit_on": revisit_on if answer == Answer.NOT_NOW else None,
                "by": by,
                "at": at,
            },
        )
        if is_new:
            record("ask.made", about=made, by=by, at=at, answer=answer, meeting=meeting.pk)
            _keep_how_it_stood(made, fits)
    return made


def _keep_how_it_stood(made: AskMade, fits: Fits | None) -> None:
    if fits is None or made.ask is None:
        return
    weighed = fits.of(made.ask)
    AskStanding.objects.create(
        made=made,
        points=weighed.points if weighed else None,
        confidence=weighed.confidence if weighed else 0,
        stood=fits.stood(made.ask),
    )


def correct_answer(*, made: AskMade, answer: Answer, by: User, at: datetime, revisit_on: date | None = None) -> AskMade:
    """The answer was written down otherwise on another device, and that one is right."""
    with transaction.atomic():
        made.answer = answer
        made.revisit_on = revisit_on if answer == Answer.NOT_NOW else None
        made.save(update_fields=["answer", "revisit_on"])
        record("ask.answer_corrected", about=made, by=by, at=at, answer=answer, meeting=made.meeting_id)
    return made
