"""A chapter's page for everybody: off until a lead opens it, and closed again by one tap (issue 7, h.2)."""

from datetime import datetime

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.campaigns.models import ActionPage
from letstalk.journal.models import record
from letstalk.people.models import Chapter

LONGEST_PLACES = 1000


def open_action_page(*, chapter: Chapter, places: str = "", by: User, at: datetime) -> ActionPage:
    """Open it, or say anew which places this chapter is near. Opened twice, it is one page."""
    wanted = "\n".join(line for line in (" ".join(one.split()) for one in places.splitlines()) if line)[:LONGEST_PLACES]
    with transaction.atomic():
        # Two leads at the same moment follow each other: the page of the first is found by the second.
        Chapter.objects.select_for_update().only("pk").get(pk=chapter.pk)
        page = ActionPage.objects.filter(chapter=chapter, closed_at__isnull=True).first()
        if page is None:
            page = ActionPage.objects.create(chapter=chapter, places=wanted, opened_by=by, opened_at=at)
            record("campaigns.action_page_opened", about=page, by=by, at=at)
        elif page.places != wanted:
            page.places = wanted
            page.save(update_fields=["places"])
            record("campaigns.action_page_changed", about=page, by=by, at=at)
    return page


def close_action_page(*, page: ActionPage, by: User, at: datetime) -> None:
    """Nobody finds it any more; who signed up stays. Closed twice, the first time counts."""
    with transaction.atomic():
        if ActionPage.objects.filter(pk=page.pk, closed_at__isnull=True).update(closed_at=at) == 1:
            record("campaigns.action_page_closed", about=page, by=by, at=at)
