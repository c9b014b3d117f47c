"""By which apps of their own phone a chapter's organizers write: WhatsApp only where the chapter wants it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from letstalk.accounts.models import User
from letstalk.followups.models import OpenApp
from letstalk.followups.words import App
from letstalk.journal.models import record
from letstalk.kit.statements import worked_out_once
from letstalk.people.models import Chapter


def allows(chapter: Chapter, app: App) -> bool:
    """Nothing is allowed from the beginning: such an app tells its maker who writes to whom."""
    return bool(_open_app(chapter=chapter.pk, app=app))


@worked_out_once
def _open_app(*, chapter: UUID, app: str) -> QuerySet[OpenApp]:
    return OpenApp.objects.filter(chapter=chapter, app=app, until__isnull=True)


def allow(*, chapter: Chapter, app: App, is_allowed: bool, by: User, at: datetime) -> None:
    """Let the organizers of a chapter write by this app, or no longer. Said twice, it is as it was."""
    with transaction.atomic():
        # Two leads at once follow each other.
        Chapter.objects.select_for_update().only("pk").get(pk=chapter.pk)
        standing = OpenApp.objects.filter(chapter=chapter, app=app, until__isnull=True).first()
        if is_allowed and standing is None:
            row = OpenApp.objects.create(chapter=chapter, app=app, since=at)
            record("chapter.app_allowed", about=row, by=by, at=at, app=app)
        elif standing is not None and not is_allowed:
            standing.until = at
            standing.save(update_fields=["until"])
            record("chapter.app_closed", about=standing, by=by, at=at, app=app)
