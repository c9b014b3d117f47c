"""News for calls that ask for nothing, written once by a chapter or the organization (R-062)."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.followups.models import News
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten
from letstalk.people.models import Chapter

LONGEST = 2_000


def write_news(*, chapter: Chapter, words: str, by: User, at: datetime, id: uuid.UUID | None = None) -> News:
    """Put it before everybody of the chapter, and of those below, who calls just to talk. The same `id` twice is one.

    Raises NothingWritten.
    """
    words = words.strip()
    if not words:
        raise NothingWritten({"words": _("Say in a few sentences what there is to tell.")})
    if len(words) > LONGEST:
        raise NothingWritten({"words": _("Keep this under %(length)d characters.") % {"length": LONGEST}})
    with transaction.atomic():
        news, is_new = News.objects.get_or_create(
            pk=id or uuid.uuid4(), defaults={"chapter": chapter, "words": words, "by": by, "at": at}
        )
        if is_new:
            record("followup.news_written", about=news, by=by, at=at, chapter=chapter.pk)
    return news


def end_news(*, news: News, by: User, at: datetime) -> None:
    """It is no news any more; ended twice, the first time counts."""
    with transaction.atomic():
        if News.objects.filter(pk=news.pk, ended_at__isnull=True).update(ended_at=at) == 1:
            record("followup.news_ended", about=news, by=by, at=at)
