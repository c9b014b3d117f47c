"""A lead asks the other chapters to be put in touch with somebody. Who knows them decides, and nothing tells who does.

Nothing is looked up when it is asked: whoever may know the person finds the question on their own page, by an email or
phone that is in their own list. So what the asking lead sees cannot depend on it, neither in words nor in time.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from letstalk.accounts.domain.limits import attempt
from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.people.domain.refusals import refuse_if_forgotten
from letstalk.people.models import Chapter, InTouch, InTouchAnswer, Person, Way
from letstalk.people.queries.in_touch import GOOD_FOR, KEYED

MOST_ASKED, ASKED_WITHIN = 5, timedelta(days=1)
LONGEST_WORDS = 1000


class CannotAskAround(Refused):
    """There is nothing to be known by, or it was asked too often."""


def ask_around(*, id: UUID | None = None, person: Person, words: str, by: User, at: datetime) -> InTouch:
    """Ask whoever knows this person in another chapter to put one in touch; while it is open, it is asked once.

    Call it outside of a transaction, as `limits.attempt`. Raises CannotAskAround, Forgotten.
    """
    refuse_if_forgotten(person)
    there = InTouch.objects.filter(person=person, chapter=person.chapter, at__gt=at - GOOD_FOR).first()
    if there is not None:
        return there
    if not Way.objects.filter(person=person, kind__in=KEYED, until__isnull=True).exists():
        raise CannotAskAround(_("Write down their email or phone first: by these they are known elsewhere."))
    if not attempt("people.asked_around", str(by.pk), at=at, most=MOST_ASKED, within=ASKED_WITHIN):
        raise CannotAskAround(_("You asked about five people today. Please go on tomorrow."))
    with transaction.atomic():
        asked = InTouch.objects.create(
            id=id or uuid4(), person=person, chapter=person.chapter, words=words.strip()[:LONGEST_WORDS], by=by, at=at
        )
        record("people.asked_around", about=asked, by=by, at=at, person=person.pk)
    return asked


def answer(*, asked: InTouch, chapter: Chapter, is_yes: bool, words: str = "", by: User, at: datetime) -> InTouchAnswer:
    """What the lead of a chapter that knows them says, once. A no is told to nobody."""
    try:
        with transaction.atomic():
            said = InTouchAnswer.objects.create(
                asked=asked,
                chapter=chapter,
                is_yes=is_yes,
                words=words.strip()[:LONGEST_WORDS] if is_yes else "",
                by=by,
                at=at,
            )
            record("people.put_in_touch" if is_yes else "people.not_put_in_touch", about=asked, by=by, at=at)
    except IntegrityError:
        return InTouchAnswer.objects.get(asked=asked, chapter=chapter)
    return said
