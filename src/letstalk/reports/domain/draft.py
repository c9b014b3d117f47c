"""A report before it is sent: drawn from a debrief, written by itself, changed as often as wanted (R-026, R-095)."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.models import Campaign
from letstalk.campaigns.queries import current_campaign
from letstalk.guides.domain.sheets import erase_answers, fill_sheet
from letstalk.guides.models import GuideVersion
from letstalk.guides.queries import answers_of
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.meetings.models import Debriefed, Meeting
from letstalk.people.models import Chapter, Person, Tagging
from letstalk.people.words import TagKind
from letstalk.reports.domain.themes import name_themes
from letstalk.reports.models import Report, ReportSent


class AlreadySent(Refused):
    """What was sent stays as it was sent."""


def write_report(
    *,
    chapter: Chapter,
    author: User,
    version: GuideVersion,
    answers: Mapping[str, object],
    issues: Iterable[str] = (),
    at: datetime,
    campaign: Campaign | None = None,
    meeting: Meeting | None = None,
    id: uuid.UUID | None = None,
) -> Report:
    """Write a report of one one-on-one or of several together (R-095); nobody but its author reads it yet.

    The same `id` twice is one report. A one-on-one has one report: a draft that is there is changed instead. Raises
    AlreadySent, NothingWritten.
    """
    with transaction.atomic():
        drafted = _drafted(meeting)
        if drafted is not None and drafted.pk != id:
            return rewrite_report(report=drafted, version=version, answers=answers, issues=issues, by=author, at=at)
        first_time: dict[str, Any] = {
            "chapter": chapter,
            "campaign": campaign or current_campaign(chapter, at),
            "author": author,
            "meeting": meeting,
            "sheet": lambda: fill_sheet(chapter=chapter, version=version, answers=answers, by=author, at=at),
            "made_at": at,
        }
        report, is_new = Report.objects.get_or_create(pk=id or uuid.uuid4(), defaults=first_time)
        if is_new:
            name_themes(report, issues=issues, answers=answers)
            record("report.written", about=report, by=author, at=at)
        elif report.author_id != author.pk:
            raise Refused(_("This form was already used for another report. Open it afresh."))
    return report


def rewrite_report(
    *,
    report: Report,
    answers: Mapping[str, object],
    issues: Iterable[str],
    by: User,
    at: datetime,
    version: GuideVersion | None = None,
) -> Report:
    """Change what is not sent yet, in the version of the form it was begun in unless another is given.

    Raises AlreadySent, NothingWritten.
    """
    with transaction.atomic():
        report = _lock(report)
        _refuse_sent(report)
        before = report.sheet_id
        report.sheet = fill_sheet(
            chapter=report.chapter, version=version or report.sheet.version, answers=answers, by=report.author, at=at
        )
        report.save(update_fields=["sheet"])
        # The words were meant for the report, so an earlier wording is not kept beside the new one.
        erase_answers([before])
        name_themes(report, issues=issues, answers=answers)
        record("report.rewritten", about=report, by=by, at=at)
    return report


def draft_report(*, debriefed: Debriefed, at: datetime) -> Report:
    """The report that what was heard makes (R-026), with the issues the organizer tagged; once for each one-on-one."""
    meeting, sheet = debriefed.meeting, debriefed.heard
    assert sheet is not None
    with transaction.atomic():
        _drafted(meeting)
        report, is_new = Report.objects.get_or_create(
            meeting=meeting,
            defaults={
                "chapter_id": meeting.chapter_id,
                "campaign": current_campaign(meeting.chapter, debriefed.at),
                "author_id": sheet.author_id,
                "sheet": sheet,
                "made_at": at,
            },
        )
        if is_new:
            issues = issues_tagged(meeting.person, by=debriefed.by, until=debriefed.at)
            name_themes(report, issues=issues, answers=answers_of(sheet))
            record("report.drafted", about=report, by=None, at=at)
    return report


def issues_tagged(person: Person, *, by: User, until: datetime) -> list[str]:
    """The issues this organizer heard this person name, up to then."""
    heard = Tagging.objects.filter(person=person, by=by, tag__kind=TagKind.ISSUE, at__lte=until)
    return list(heard.order_by("at", "tag__name").values_list("tag__name", flat=True))


def _drafted(meeting: Meeting | None) -> Report | None:
    """The report of this one-on-one. Its row is held, so that the sweep does not draft one at the same moment."""
    if meeting is None:
        return None
    Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    return Report.objects.filter(meeting=meeting).first()


def _lock(report: Report) -> Report:
    rows = Report.objects.select_for_update(of=("self",)).select_related("sheet__version", "chapter", "author")
    return rows.get(pk=report.pk)


def _refuse_sent(report: Report) -> None:
    if ReportSent.objects.filter(report=report).exists():
        raise AlreadySent(_("This report was sent. Write another one to add to it."))
