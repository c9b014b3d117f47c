"""The pages on how a one-on-one works, in an organization's own words (R-001)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.guides.models import MethodPage
from letstalk.guides.queries import shipped_pages
from letstalk.guides.validators import check_page
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.people.models import Chapter


class NoSuchPage(Refused):
    """None of the pages that ship has this name."""


def edit_page(*, chapter: Chapter, slug: str, title: str, text: str, by: User, at: datetime) -> MethodPage:
    """Put the chapter's own words in place of the shipped page. Raises NothingWritten beside the fields, NoSuchPage."""
    if slug not in {page.slug for page in shipped_pages()}:
        raise NoSuchPage(_("There is no such page."))
    check_page(title=title, text=text)
    with transaction.atomic():
        page, _is_new = MethodPage.objects.update_or_create(
            chapter=chapter,
            slug=slug,
            defaults={"title": title.strip(), "text": text.strip(), "edited_at": at, "edited_by": by},
        )
        record("guide.page_edited", about=page, by=by, at=at, slug=slug)
    return page


def reset_page(*, chapter: Chapter, slug: str, by: User, at: datetime) -> bool:
    """Go back to the page as it came, or as a chapter above wrote it. False when there was nothing to go back from."""
    with transaction.atomic():
        page = MethodPage.objects.filter(chapter=chapter, slug=slug).first()
        if page is None:
            return False
        record("guide.page_reset", about=page, by=by, at=at, slug=slug)
        page.delete()
    return True
