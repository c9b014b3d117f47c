"""Telling those who were asked what was heard: a page a lead writes and publishes, and who was told (R-007, R-097)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.meetings.models import Held
from letstalk.people.models import Chapter, Person
from letstalk.reports.models import HeardPage, ToldBack

LONGEST = 6_000


class IsOut(Refused):
    """What people read already is not changed under their eyes."""


class NobodyAsked(Refused):
    """No one-on-one was held in those days, so there is nobody to tell."""


@dataclass(frozen=True)
class HeardWords:
    """What a lead writes. is_public: on the action's page, too."""

    words: str
    since_on: date
    until_on: date
    is_public: bool = False

    def checked(self) -> "HeardWords":
        """Raises NothingWritten."""
        wrong = {}
        if not self.words.strip():
            wrong["words"] = _("Say in a few sentences what you heard.")
        elif len(self.words) > LONGEST:
            wrong["words"] = _("That is long for a page people read on a phone. Say it shorter.")
        if self.until_on < self.since_on:
            wrong["until_on"] = _("This day is before the first one.")
        if wrong:
            raise NothingWritten(wrong)
        return self


def write_heard(*, chapter: Chapter, said: HeardWords, id: UUID, by: User, at: datetime) -> HeardPage:
    """Write the page; only the chapter's leads read it yet. The same `id` twice is one. Raises NothingWritten."""
    said = said.checked()
    with transaction.atomic():
        first_time = {
            "chapter": chapter,
            "words": said.words.strip(),
            "since_on": said.since_on,
            "until_on": said.until_on,
            "is_public": said.is_public,
            "by": by,
            "made_at": at,
        }
        page, is_new = HeardPage.objects.get_or_create(pk=id, defaults=first_time)
        if is_new:
            record("heard.written", about=page, by=by, at=at)
        elif page.chapter_id != chapter.pk:
            raise Refused(_("This form was already used for another page. Open it afresh."))
    return page


def rewrite_heard(*, page: HeardPage, said: HeardWords, by: User, at: datetime) -> HeardPage:
    """Change what is not published. Raises IsOut, NothingWritten."""
    said = said.checked()
    with transaction.atomic():
        page = _lock(page)
        if page.is_out:
            raise IsOut(_("People can read this already. Take it back first, then change it."))
        page.words, page.since_on, page.until_on = said.words.strip(), said.since_on, said.until_on
        page.is_public = said.is_public
        page.save(update_fields=["words", "since_on", "until_on", "is_public"])
        record("heard.rewritten", about=page, by=by, at=at)
    return page


def publish_heard(*, page: HeardPage, by: User, at: datetime) -> HeardPage:
    """A lead says yes to it: from now on exactly those who were asked read it on their own page (R-097).

    Who was told before it was taken back stays told. Published twice is published once. Raises NobodyAsked.
    """
    with transaction.atomic():
        page = _lock(page)
        if page.is_out:
            return page
        asked = people_asked(page.chapter, page.since_on, page.until_on)
        if not asked:
            raise NobodyAsked(_("No one-on-one was held in those days, so there is nobody to tell."), field="since_on")
        ToldBack.objects.filter(page=page).exclude(person__in=asked).delete()
        ToldBack.objects.bulk_create((ToldBack(page=page, person_id=one) for one in asked), ignore_conflicts=True)
        page.published_at, page.published_by, page.taken_back_at = at, by, None
        page.save(update_fields=["published_at", "published_by", "taken_back_at"])
        record("heard.published", about=page, by=by, at=at, asked=len(asked), public=page.is_public)
    return page


def take_heard_back(*, page: HeardPage, by: User, at: datetime) -> HeardPage:
    """Nobody reads it any more, from this moment on."""
    with transaction.atomic():
        page = _lock(page)
        if page.is_out:
            page.taken_back_at = at
            page.save(update_fields=["taken_back_at"])
            record("heard.taken_back", about=page, by=by, at=at)
    return page


def tell(*, told: ToldBack, by: User, at: datetime) -> ToldBack:
    """Somebody told this person what was heard. Told twice, the first time stands."""
    with transaction.atomic():
        if ToldBack.objects.filter(pk=told.pk, told_at__isnull=True).update(told_at=at, told_by=by) == 1:
            record("heard.told", about=told, by=by, at=at)
    told.refresh_from_db()
    return told


def not_told(*, told: ToldBack, by: User, at: datetime) -> ToldBack:
    """It was marked by mistake."""
    with transaction.atomic():
        if ToldBack.objects.filter(pk=told.pk, told_at__isnull=False).update(told_at=None, told_by=None) == 1:
            record("heard.not_told", about=told, by=by, at=at)
    told.refresh_from_db()
    return told


def people_asked(chapter: Chapter, since_on: date, until_on: date) -> list[UUID]:
    """Everyone a one-on-one was held with in those days, here or in a chapter below."""
    begins = clock.day_bounds(since_on, chapter.zone)[0]
    ends = clock.day_bounds(until_on, chapter.zone)[1]
    held = Held.objects.standing().filter(
        meeting__chapter__path__startswith=chapter.path,
        began_at__gte=begins,
        began_at__lt=ends,
        meeting__person__erased_at__isnull=True,
    )
    return list(held.values_list("meeting__person", flat=True).distinct().order_by("meeting__person"))


def move_told(from_: Person, to: Person) -> None:
    """Two are one: asked once, and told if either was."""
    both = set(ToldBack.objects.filter(person=to).values_list("page", flat=True))
    rows: Iterable[ToldBack] = ToldBack.objects.filter(person=from_).order_by("pk")
    for row in rows:
        if row.page_id not in both:
            row.person = to
            row.save(update_fields=["person"])
            continue
        if row.told_at is not None:
            waiting = ToldBack.objects.filter(page=row.page_id, person=to, told_at__isnull=True)
            waiting.update(told_at=row.told_at, told_by=row.told_by)
        row.delete()


def _lock(page: HeardPage) -> HeardPage:
    return HeardPage.objects.select_for_update(of=("self",)).select_related("chapter").get(pk=page.pk)
