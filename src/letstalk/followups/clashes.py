"""What two devices said differently about a one-on-one, for its page and its gate."""

from uuid import UUID

from django.http import Http404

from letstalk.accounts.models import User
from letstalk.followups.models import Clash
from letstalk.followups.words import Choice
from letstalk.meetings.models import Meeting


def clashes_of(meeting: Meeting) -> list[Clash]:
    """Those to decide first, then those left to be read; what was thrown away is gone."""
    rows = Clash.objects.filter(meeting=meeting).select_related("settled").order_by("at", "pk")
    return [clash for clash in rows if _decided(clash) in (None, Choice.BOTH)]


def own_clash_or_404(user: User, clash_id: UUID) -> Clash:
    rows = Clash.objects.select_related("meeting__relationship", "meeting__person", "meeting__chapter")
    clash = rows.filter(pk=clash_id, meeting__organizer=user, meeting__person__erased_at__isnull=True).first()
    if clash is None:
        raise Http404
    return clash


def _decided(clash: Clash) -> str | None:
    settled = getattr(clash, "settled", None)
    return settled.choice if settled else None
