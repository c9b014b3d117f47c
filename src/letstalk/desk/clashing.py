"""What two devices said differently, as the page of a one-on-one shows it, and what its form chose."""

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from letstalk.desk.seen import version
from letstalk.followups.clashes import Field, clashes_of, fields_of
from letstalk.followups.models import Clash
from letstalk.kit.refusal import Refused
from letstalk.meetings.models import Meeting
from letstalk.reports.queries import was_reported

BY_FIELD = "fields"


class ChangedMeanwhile(Refused):
    """The page was opened before one of the two came to stand otherwise."""


def clashes_shown(meeting: Meeting, *, at: datetime) -> list[dict[str, Any]]:
    """Each with a mark of what the page shows of it, so that a stale page decides nothing."""
    return [
        {"row": shown.clash, "is_settled": shown.is_settled, "fields": shown.fields, "seen": _mark(shown.fields)}
        for shown in clashes_of(meeting, at=at, report_is_open=lambda: not was_reported(meeting))
    ]


def fields_taken(posted: QueryDict, clash: Clash, *, at: datetime, report_is_open: bool) -> set[str]:
    """The keys of the fields in which the other one was chosen. Raises ChangedMeanwhile."""
    fields = fields_of(clash, at=at, report_is_open=report_is_open) if clash.words else []
    if posted.get("seen") != _mark(fields):
        raise ChangedMeanwhile(_("This changed meanwhile. Look at both once more; nothing is decided yet."))
    return {field.key for field in fields if not field.is_fixed and posted.get(field.key) == "other"}


def _mark(fields: list[Field]) -> str:
    return version(*(part for field in fields for part in (field.key, field.stands, field.other)))
