"""What somebody without an account answered by themselves comes in: what they looked at and said yes to, no more."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.domain.limits import attempt
from letstalk.guides.surveying import OwnAnswers, WouldKeep
from letstalk.guides.validators import check_answers
from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.people.models import Chapter
from letstalk.people.queries import organization
from letstalk.reports.models import SelfSurvey
from letstalk.reports.validators import spot

FROM_ONE_PLACE, WITHIN = 20, timedelta(hours=1)


class TooManySurveys(Refused):
    """More than one place may send at a time."""


class NothingToKeep(Refused):
    """Nothing was answered that may be kept, or all of it was left out."""


def may_send_survey(*, peer: str, at: datetime) -> None:
    """Count the try; outside of a transaction. Raises TooManySurveys."""
    if not attempt("survey.place", peer, at=at, most=FROM_ONE_PLACE, within=WITHIN):
        raise TooManySurveys(_("Many answers came in just now. Please try again later."))


def send_survey(
    *, chapter: Chapter, answered: OwnAnswers, keep: Collection[str], consent_words: str, id: UUID, at: datetime
) -> SelfSurvey:
    """Keep those of the answers that the page showed and that were left in; the same `id` twice is one.

    There is no line in the journal: its moment could be laid beside who was on this page when. Raises NothingToKeep,
    NothingWritten with a sentence for each answer that tells how to reach somebody or where they live, Refused.
    """
    kept = [line for line in answered.would_keep() if line.key in keep]
    if not kept:
        raise NothingToKeep(_("There is nothing to send yet: nothing you answered is kept, or all of it is left out."))
    check_answers({line.key: line.value for line in kept})
    _refuse_who_it_is(kept, region=chapter.region)
    first_time = {
        "chapter": chapter,
        "version": answered.version,
        "month": clock.local_day(at, organization().zone).replace(day=1),
        "answers": {line.key: line.value for line in kept},
        "consent_words": consent_words,
    }
    with transaction.atomic():
        row, is_new = SelfSurvey.objects.get_or_create(pk=id, defaults=first_time)
        if not is_new and row.chapter_id != chapter.pk:
            raise Refused(_("This form was already used. Open it afresh."))
    return row


def _refuse_who_it_is(kept: Collection[WouldKeep], *, region: str) -> None:
    """No names are looked up here: a stranger would learn by the refusal whom somebody knows."""
    found = {line.key: spot(line.words, names=[], region=region) for line in kept}
    errors = {
        key: _("Nobody should be found by it. Leave out: %(pieces)s. Change it, or untick it.")
        % {"pieces": ", ".join(f"“{span.text}” ({span.kind.label})" for span in spans)}
        for key, spans in found.items()
        if spans
    }
    if errors:
        raise NothingWritten(errors)
