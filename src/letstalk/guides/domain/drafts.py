"""An agenda or a question guide changed step by step, out of sight until it is published; every step can be undone."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.guides.models import AgendaTemplate, Draft, DraftStep, Guide
from letstalk.guides.queries import Standing, open_draft, standing_of
from letstalk.guides.words import Did
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused

MOST_STEPS = 2_000

Subject = Guide | AgendaTemplate


class ChangedMeanwhile(Refused):
    """The draft has gone on since the page was shown, in another tab or by someone else."""


class TooManySteps(Refused):
    """So many steps are kept only while a draft is open."""


class NothingToUndo(Refused):
    """There is no step before, or none after, the one that stands."""


@dataclass(frozen=True)
class Change:
    """One step: what the draft holds after it, and what was done, as the undo button says it."""

    body: Mapping[str, Any]
    did: Did


def take_step(
    *, subject: Subject, change: Change, seen: str, by: User, at: datetime, id: uuid.UUID | None = None
) -> DraftStep:
    """Keep one more step of a draft, which begins with the first.

    seen: what the page showed (`Standing.seen`). The same `id` twice is one step. Nothing is checked yet but its size:
    a draft may be wrong on the way. Raises ChangedMeanwhile, TooManySteps.
    """
    pk = id or uuid.uuid4()
    with transaction.atomic():
        before = _locked(subject)
        taken = DraftStep.objects.filter(pk=pk, draft__chapter=subject.chapter_id).first()
        if taken is not None:
            return taken
        refuse_changed(before, seen)
        draft = before.draft or _begin(subject, by=by, at=at)
        number = (draft.steps.aggregate(last=Max("number"))["last"] or 0) + 1
        if number > MOST_STEPS:
            raise TooManySteps(_("This draft has very many steps by now. Publish it, and go on from there."))
        step = DraftStep.objects.create(
            pk=pk, draft=draft, number=number, follows=draft.now, did=change.did, body=dict(change.body), at=at, by=by
        )
        Draft.objects.filter(pk=draft.pk).update(now=number)
    return step


def undo(*, subject: Subject, seen: str, at: datetime) -> Standing:
    """Go back to before the step that stands; it stays, to be done again. Raises ChangedMeanwhile, NothingToUndo."""
    with transaction.atomic():
        before = _locked(subject)
        refuse_changed(before, seen)
        if before.draft is None or before.undoes is None:
            raise NothingToUndo(_("There is nothing to undo: this is what was published."))
        Draft.objects.filter(pk=before.draft.pk).update(now=before.undoes.follows)
    return standing_of(subject)


def redo(*, subject: Subject, seen: str, at: datetime) -> Standing:
    """Do again what was undone last. Raises ChangedMeanwhile, NothingToUndo."""
    with transaction.atomic():
        before = _locked(subject)
        refuse_changed(before, seen)
        if before.draft is None or before.redoes is None:
            raise NothingToUndo(_("There is nothing to do again."))
        Draft.objects.filter(pk=before.draft.pk).update(now=before.redoes.number)
    return standing_of(subject)


def set_aside(*, subject: Subject, seen: str, by: User, at: datetime) -> bool:
    """Leave the draft and go back to what is published. False where there was none. Raises ChangedMeanwhile."""
    with transaction.atomic():
        before = _locked(subject)
        if before.draft is None:
            return False
        refuse_changed(before, seen)
        end_draft(before.draft, at=at)
        record("guide.draft_set_aside", about=before.draft, by=by, at=at)
    return True


def end_draft(draft: Draft, *, at: datetime) -> None:
    """Its steps go: what was published is kept elsewhere. Callers hold a transaction."""
    Draft.objects.filter(pk=draft.pk).update(ended_at=at)
    DraftStep.objects.filter(draft=draft).delete()


def refuse_changed(standing: Standing, seen: str) -> None:
    """Raises ChangedMeanwhile unless the page showed what stands now."""
    if standing.seen != seen:
        raise ChangedMeanwhile(_("This changed meanwhile, in another tab or by somebody else. It now stands as below."))


def _begin(subject: Subject, *, by: User, at: datetime) -> Draft:
    about = {"guide": subject} if isinstance(subject, Guide) else {"template": subject}
    draft = Draft.objects.create(chapter_id=subject.chapter_id, begun_by=by, begun_at=at, **about)
    record("guide.draft_begun", about=draft, by=by, at=at, of=subject.pk)
    return draft


def _locked(subject: Subject) -> Standing:
    """What stands, once nobody else is changing it: whoever comes at the same moment waits here."""
    type(subject)._default_manager.select_for_update().get(pk=subject.pk)
    draft = open_draft(subject)
    return standing_of(subject, draft=draft)
