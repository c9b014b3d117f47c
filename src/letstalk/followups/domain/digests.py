"""One email a day that tells an organizer what their day holds, at their hour; none when it holds nothing (R-060)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letstalk.accounts.models import User
from letstalk.commitments.queries import offered_to
from letstalk.followups.domain.messages import Words
from letstalk.followups.models import Digest
from letstalk.followups.queries import Today, today_page
from letstalk.kit import clock
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.words import Channel
from letstalk.people.access import home_chapter
from letstalk.people.models import Chapter

DIGEST = "followups.digest"
# After an outage, a day that is told this much later is no longer told.
USEFUL_FOR = timedelta(hours=6)


def is_time_for(user: User, *, zone: str, at: datetime) -> bool:
    """Whether their hour has come and is not long past, by their own clock; never while they are away."""
    there = clock.local(at, zone)
    if user.digest_hour is None or user.is_away(there.date()):
        return False
    return user.digest_hour <= there.hour < user.digest_hour + USEFUL_FOR // timedelta(hours=1)


def tell_the_day(*, user: User, chapter: Chapter, at: datetime) -> Message | None:
    """Plan the digest of this day, if it holds anything. A day is looked at once, however often this is asked."""
    zone = user.zone or chapter.zone
    on = clock.local_day(at, zone)
    with transaction.atomic():
        digest, is_new = Digest.objects.get_or_create(user=user, on=on, defaults={"at": at})
        if not is_new or not _lines(user, zone=zone, at=at):
            return None
        return outbox.plan(
            kind=DIGEST,
            about=digest.pk,
            recipient=user.pk,
            # To the organizer and from nobody: it is not one of the messages they wrote.
            by=None,
            chapter_id=chapter.pk,
            channel=Channel.EMAIL,
            due_at=at,
            useless_after=min(at + USEFUL_FOR, clock.day_bounds(on, zone)[1]),
            at=at,
        )


def words_of_day(user: User, *, at: datetime) -> Words | None:
    """What the day holds, or None when it holds nothing. In counts and without a name: mailboxes have many readers."""
    chapter = home_chapter(user)
    zone = user.zone or (chapter.zone if chapter else "UTC")
    with translation.override(user.language or (chapter.language if chapter else settings.LANGUAGE_CODE)):
        lines = _lines(user, zone=zone, at=at)
        if not lines:
            return None
        day = date_format(clock.local_day(at, zone), "l j F")
        today, own = settings.LETSTALK_URL + reverse("desk:today"), settings.LETSTALK_URL + reverse("desk:settings")
        parts = [
            _("Your day, %(day)s:") % {"day": day},
            "\n".join(f"- {line}" for line in lines),
            today,
            _("You asked for this once a day. Another hour, or none: %(address)s") % {"address": own},
        ]
        return Words(subject=_("Your day"), body="\n\n".join(parts))


def _lines(user: User, *, zone: str, at: datetime) -> list[str]:
    """A line for each sort of thing that waits, in the order of Today; empty when nothing does."""
    asked = len(offered_to(user=user.pk))
    to_answer = ngettext("%(n)d promise you are asked to keep", "%(n)d promises you are asked to keep", asked)
    return [*([to_answer % {"n": asked}] if asked else []), *_lines_of(today_page(user, at=at), zone=zone)]


def _lines_of(page: Today, *, zone: str) -> list[str]:
    late, due, thanks = len(page.late_promises), len(page.due_promises), len(page.thank_yous)
    ask, others, calls = len(page.to_ask), len(page.others), len(page.check_ins)
    write_up = len(page.to_write_up)
    said = [
        (late, ngettext("%(n)d promise of yours is late", "%(n)d promises of yours are late", late)),
        (due, ngettext("%(n)d promise of yours is due soon", "%(n)d promises of yours are due soon", due)),
        (write_up, ngettext("%(n)d one-on-one to write up", "%(n)d one-on-ones to write up", write_up)),
        (thanks, ngettext("%(n)d thank-you to write", "%(n)d thank-yous to write", thanks)),
        (ask, ngettext("%(n)d person to ask how it went", "%(n)d people to ask how it went", ask)),
        (others, ngettext("%(n)d more follow-up", "%(n)d more follow-ups", others)),
        (calls, ngettext("%(n)d person to call just to talk", "%(n)d people to call just to talk", calls)),
    ]
    return _next_today(page, zone=zone) + [words % {"n": n} for n, words in said if n]


def _next_today(page: Today, *, zone: str) -> list[str]:
    if page.next_slot is None or clock.local_day(page.next_slot.starts_at, zone) != page.on:
        return []
    return [_("a one-on-one at %(time)s") % {"time": f"{clock.local(page.next_slot.starts_at, zone):%H:%M}"}]
