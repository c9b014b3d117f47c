"""Sending a report to the chapter, after its author looked at exactly what leaves (R-096)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.reports.models import Report, ReportSent
from letstalk.reports.queries import preview


class NothingToSend(Refused):
    """Nothing in it would leave."""


def send_report(*, report: Report, by: User, at: datetime) -> ReportSent:
    """Send it; from then on its issues are counted among what the chapter hears. Sent twice is sent once.

    Raises NothingToSend when it names no issue and has no line that may leave.
    """
    with transaction.atomic():
        report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
        looked_at = preview(report)
        if not looked_at.issues and not looked_at.leaves:
            raise NothingToSend(
                _("Name at least one issue you heard; the rest of this stays with you."), field="issues"
            )
        sent, is_new = ReportSent.objects.get_or_create(report=report, defaults={"by": by, "at": at})
        if is_new:
            record("report.sent", about=report, by=by, at=at, issues=len(looked_at.issues))
    return sent
