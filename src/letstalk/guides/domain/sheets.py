"""Answers kept on a sheet: only what a question's recording policy allows (R-068), each under its stable id (R-085)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.guides.models import GuideVersion, Sheet, SheetAnswer
from letstalk.guides.queries import answers_of, every_question, keyed
from letstalk.guides.validators import check_answers
from letstalk.guides.walk import YES_NO, question_ids, recording_policy
from letstalk.journal.models import record
from letstalk.kit.lookup import lookup_key
from letstalk.kit.refusal import Refused
from letstalk.people.models import Chapter

NOT_SAID = {"did_not_ask", "rather_not_say"}


class NotOfThisGuide(Refused):
    """An answer to a question this version of the guide does not have."""


def fill_sheet(
    *, chapter: Chapter, version: GuideVersion, answers: Mapping[str, object], by: User, at: datetime
) -> Sheet:
    """Keep the answers that may be kept, under their author.

    Consequences: what a policy of *never* covers is dropped here, whoever sent it (R-068); a yes-or-no policy keeps
    the yes or no and no words; where nothing was said nothing is kept. An answer's key is that of the walk's step: the
    question's id, or `id@item`. Raises NotOfThisGuide, NothingWritten for one too long.
    """
    _refuse_unknown(version, answers)
    kept = recordable(version.body, answers)
    check_answers(kept)
    with transaction.atomic():
        sheet = Sheet.objects.create(chapter=chapter, version=version, author=by, made_at=at)
        for key, value in kept.items():
            _keep(sheet, key, value, at=at)
        record("sheet.filled", about=sheet, by=by, at=at, version=version.pk, count=len(kept))
    return sheet


def change_sheet(*, sheet: Sheet, answers: Mapping[str, object], by: User, at: datetime) -> Sheet:
    """Keep these answers from now on and no others; of each as much as `fill_sheet` keeps. Raises what that raises.

    An answer that stands as it did keeps its own day.
    """
    _refuse_unknown(sheet.version, answers)
    kept = recordable(sheet.version.body, answers)
    check_answers(kept)
    with transaction.atomic():
        before = answers_of(sheet)
        for row in SheetAnswer.objects.filter(sheet=sheet):
            key, value = keyed(row)
            if kept.get(key) != value:
                row.delete()
        for key, value in kept.items():
            if before.get(key) != value:
                _keep(sheet, key, value, at=at)
        record("sheet.changed", about=sheet, by=by, at=at, count=len(kept))
    return sheet


def recordable(body: Mapping[str, Any], answers: Mapping[str, object]) -> dict[str, object]:
    """The part of these answers that may be kept; a question the guide does not have keeps nothing.

    One that needs a third person's consent keeps nothing unless these answers hold that yes, too.
    """
    questions = {question["id"]: question for question, _depth in every_question(body)}
    allowed = {key: _allowed(_policy(questions, key, answers), answer) for key, answer in answers.items()}
    return {key: value for key, value in allowed.items() if value not in (None, "", [], {})}


def erase_answers(sheets: Iterable[UUID]) -> int:
    """Take every answer off these sheets. The sheet stays, so that what was counted stays a number."""
    removed, _by_model = SheetAnswer.objects.filter(sheet__in=list(sheets)).delete()
    return removed


def _policy(questions: Mapping[str, Mapping[str, Any]], key: str, answers: Mapping[str, object]) -> str:
    id, at, item = key.partition("@")
    question = questions.get(id)
    if question is None:
        return "never"
    consent = question.get("consent")
    is_agreed = consent is None or answers.get(f"{consent}{at}{item}", answers.get(consent)) == "yes"
    return recording_policy(question) if is_agreed else "never"


def _allowed(policy: str, value: object) -> object:
    if policy == "never":
        return None
    if policy == "yes_no":
        return value if value in YES_NO and value not in NOT_SAID else None
    return _trimmed(value)


def _trimmed(value: object) -> object:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list | tuple):
        trimmed = (_trimmed(one) for one in value)
        return [one for one in trimmed if one not in (None, "")]
    return value


def _keep(sheet: Sheet, key: str, value: object, *, at: datetime) -> SheetAnswer:
    question, _at, item = key.partition("@")
    return SheetAnswer.objects.create(
        sheet=sheet,
        question=question,
        item=lookup_key("item", item) if item else "",
        value={"item": item, "answer": value} if item else value,
        at=at,
    )


def _refuse_unknown(version: GuideVersion, answers: Mapping[str, object]) -> None:
    known = set(question_ids(version.body))
    if not {key.partition("@")[0] for key in answers} <= known:
        raise NotOfThisGuide(_("One of these questions is not in this guide any more. Open the page afresh."))
