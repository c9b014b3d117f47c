"""The ask and its answer (R-042, R-043)."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.models import Ask
from letstalk.commitments.models import AskMade
from letstalk.commitments.words import Answer
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten
from letstalk.meetings.models import Meeting


def record_ask(
    *,
    meeting: Meeting,
    answer: Answer,
    by: User,
    at: datetime,
    ask: Ask | None = None,
    words: str = "",
    revisit_on: date | None = None,
    id: uuid.UUID | None = None,
) -> AskMade:
    """Write down what was asked and what was said. What really happened is never refused (R-003).

    `revisit_on` goes with *not now* only. The same `id` twice is one ask.
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
    return made


def correct_answer(*, made: AskMade, answer: Answer, by: User, at: datetime, revisit_on: date | None = None) -> AskMade:
    """The answer was written down otherwise on another device, and that one is right."""
    with transaction.atomic():
        made.answer = answer
        made.revisit_on = revisit_on if answer == Answer.NOT_NOW else None
        made.save(update_fields=["answer", "revisit_on"])
        record("ask.answer_corrected", about=made, by=by, at=at, answer=answer, meeting=made.meeting_id)
    return made
