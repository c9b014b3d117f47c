"""What the organizer chooses to carry into the room (R-029, R-034, R-066)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.models import Ask
from letstalk.guides.walk import question_ids
from letstalk.guides.wordings import AS_WRITTEN, Wanted, offered_by
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.meetings.models import Meeting

MOST_ASKS_CARRIED = 4


class NotInGuide(Refused):
    """A chosen question is not one of this guide's."""


class TooManyAsks(Refused):
    """More asks than anyone can carry (R-029)."""


def choose_questions(*, meeting: Meeting, questions: list[str], by: User, at: datetime) -> Meeting:
    """Keep the chosen questions in their order, each once. Raises NotInGuide."""
    chosen = list(dict.fromkeys(questions))
    known = question_ids(meeting.guide_version.body) if meeting.guide_version else set()
    if not set(chosen) <= set(known):
        raise NotInGuide(
            _("One of these questions is not in this guide any more. Open the page afresh and choose again.")
        )
    meeting.questions = chosen
    with transaction.atomic():
        meeting.save(update_fields=["questions"])
        record("meeting.questions_chosen", about=meeting, by=by, at=at, count=len(chosen))
    return meeting


def choose_asks(*, meeting: Meeting, asks: list[Ask], by: User, at: datetime) -> Meeting:
    """Keep up to four asks in their order; two to four is what one can carry (R-029). Raises TooManyAsks."""
    if len(asks) > MOST_ASKS_CARRIED:
        raise TooManyAsks(_("Carry at most four asks, so that you can listen."), field="asks")
    meeting.asks = [str(ask.pk) for ask in asks]
    with transaction.atomic():
        meeting.save(update_fields=["asks"])
        record("meeting.asks_chosen", about=meeting, by=by, at=at, count=len(asks))
    return meeting


def choose_wordings(*, meeting: Meeting, wanted: Wanted, by: User, at: datetime) -> Meeting:
    """Keep in which words this one-on-one is asked; what the guide does not have is left out (R-070, R-077)."""
    has = offered_by(meeting.guide_version.body) if meeting.guide_version else None
    picks = {pick.id: [part for part, _words in pick.choices] for pick in has.picks} if has else {}
    fitting = Wanted(
        language=wanted.language if has and wanted.language in ("", AS_WRITTEN, *has.languages) else "",
        plain=wanted.plain and has is not None and has.plain,
        sides=wanted.sides if has and wanted.sides in has.sides else "",
        picked={id: part for id, part in wanted.picked.items() if part in picks.get(id, [])},
    )
    meeting.wordings = fitting.as_plain()
    with transaction.atomic():
        meeting.save(update_fields=["wordings"])
        record("meeting.wordings_chosen", about=meeting, by=by, at=at)
    return meeting


def arrange_agenda(*, meeting: Meeting, sections: list[dict], by: User, at: datetime) -> Meeting:
    """Reorder, leave out or change the sections of this meeting's own copy (R-034, R-036)."""
    meeting.agenda = sections
    with transaction.atomic():
        meeting.save(update_fields=["agenda"])
        record("meeting.agenda_arranged", about=meeting, by=by, at=at, count=len(sections))
    return meeting
