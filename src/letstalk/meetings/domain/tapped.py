"""Keeping what was tapped in the room, and letting it go again when the person's yes does not stand any more."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.guides.domain.sheets import change_sheet, erase_answers, fill_sheet
from letstalk.guides.models import GuideVersion, Sheet, SheetAnswer
from letstalk.guides.queries import every_question
from letstalk.guides.taps import is_offered
from letstalk.guides.words import Sensitivity
from letstalk.kit.refusal import Refused
from letstalk.meetings.models import Meeting
from letstalk.meetings.tapped import keepable_of, tapped_of, without
from letstalk.people.models import Consent
from letstalk.people.words import Answer, Purpose

MOST_AT_ONCE = 200
POLITICAL = str(Sensitivity.POLITICAL)


class MayNotBeKept(Refused):
    """Their yes does not stand, or the question is one of which nothing is kept."""


def keep_taps(*, meeting: Meeting, answers: Mapping[str, Any], by: User, at: datetime) -> Meeting:
    """Keep these answers from now on, and no others, on a sheet of this one-on-one's own (R-068, R-071).

    Raises MayNotBeKept for one of a question that keeps nothing, or without the person's yes; then nothing changed.
    """
    _refuse_unkeepable(meeting, answers)
    version = meeting.guide_version
    with transaction.atomic():
        if meeting.sheet is not None:
            change_sheet(sheet=meeting.sheet, answers=answers, by=by, at=at)
        elif answers and version is not None:
            meeting.sheet = fill_sheet(chapter=meeting.chapter, version=version, answers=answers, by=by, at=at)
            meeting.save(update_fields=["sheet"])
    return meeting


def decide_taps(
    *, meeting: Meeting, shown: Collection[str], kept: Mapping[str, Any], by: User, at: datetime
) -> Meeting:
    """Of the taps that were shown only these stay; what was not shown is left as it is. Raises MayNotBeKept."""
    answers = {**without(tapped_of(meeting), shown), **kept}
    return keep_taps(meeting=meeting, answers=answers, by=by, at=at) if answers != tapped_of(meeting) else meeting


def forget_taps_without_a_yes(*, at: datetime) -> int:
    """What was tapped goes where their yes to it was taken back (b.6). Returns how many answers went."""
    without_notes = list(_sheets_without(Purpose.KEEP_NOTES)[:MOST_AT_ONCE])
    return (erase_answers(without_notes) if without_notes else 0) + _forget_views()


def _forget_views() -> int:
    sheets = _sheets_without(Purpose.KEEP_VIEWS)
    gone = 0
    for version in GuideVersion.objects.filter(pk__in=Sheet.objects.filter(pk__in=sheets).values("version")):
        about = [one["id"] for one, _depth in every_question(version.body) if one.get("sensitivity") == POLITICAL]
        answers = SheetAnswer.objects.filter(sheet__in=sheets, sheet__version=version, question__in=about)
        gone += answers.delete()[0]
    return gone


def _sheets_without(purpose: Purpose) -> QuerySet[Any]:
    """Those of one-on-ones that hold answers while the person's yes to this does not stand."""
    yes = Consent.objects.filter(
        person=OuterRef("person"), purpose=purpose, answer=Answer.GRANTED, superseded_at__isnull=True
    )
    answers = SheetAnswer.objects.filter(sheet=OuterRef("sheet"))
    return Meeting.objects.filter(Exists(answers), ~Exists(yes)).values_list("sheet", flat=True)


def _refuse_unkeepable(meeting: Meeting, answers: Mapping[str, Any]) -> None:
    if not answers:
        return
    allowed = keepable_of(meeting)
    body = meeting.guide_version.body if meeting.guide_version else {"questions": []}
    questions = {question["id"]: question for question, _depth in every_question(body)}
    if not all(key in allowed and is_offered(questions[key], answer) for key, answer in answers.items()):
        raise MayNotBeKept(
            _("%(name)s’s yes to keeping this does not stand any more. Take away what was tapped; the rest is fine.")
            % {"name": meeting.person.first_name},
            field="tapped",
        )
