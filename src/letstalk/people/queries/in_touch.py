"""Who would like to be put in touch with somebody: what one asked, and what others ask of one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet
from django.http import Http404

from letstalk.people.access import AnyUser, chapters_led
from letstalk.people.models import InTouch, InTouchAnswer, Person, Way
from letstalk.people.queries.duplicates import people_led
from letstalk.people.words import WayKind

GOOD_FOR = timedelta(days=30)
# By what somebody is known in two chapters. A name alone is no sign.
KEYED = (WayKind.EMAIL, WayKind.PHONE)
SHOWN = 50


@dataclass(frozen=True)
class AskedOf:
    """A question of another chapter, and who it may be about: an entry of one's own list, never of theirs."""

    asked: InTouch
    person: Person


def asked_by(user: AnyUser) -> QuerySet[InTouch]:
    """What was asked for the chapters this user leads, the newest first, with who said yes to it."""
    yes = InTouchAnswer.objects.filter(is_yes=True).select_related("chapter", "by").order_by("at", "pk")
    rows = InTouch.objects.filter(person__in=people_led(user).values("pk"), chapter__in=chapters_led(user))
    rows = rows.select_related("person__chapter", "by").prefetch_related(
        Prefetch("answers", queryset=yes, to_attr="yes")
    )
    return rows.order_by("-at", "-pk")


def asked_of(user: AnyUser, *, at: datetime) -> list[AskedOf]:
    """What other chapters ask about people in the chapters this user leads, unanswered; the oldest first."""
    led = chapters_led(user)
    open_ones = InTouch.objects.filter(at__gt=at - GOOD_FOR).exclude(chapter__in=led)
    wanted = Way.objects.filter(person__in=open_ones.values("person"), kind__in=KEYED, until__isnull=True)
    ways = Way.objects.filter(person__in=people_led(user).values("pk"), kind__in=KEYED, until__isnull=True)
    ways = ways.filter(key__in=wanted.values("key")).select_related("person__chapter").order_by("pk")
    known: dict[str, list[Person]] = {}
    for way in ways[:SHOWN]:
        known.setdefault(way.key, []).append(way.person)
    rows = open_ones.filter(person__ways__key__in=known, person__ways__until__isnull=True)
    rows = rows.select_related("by", "chapter").prefetch_related("answers").order_by("at", "pk")
    found: dict[tuple[UUID, UUID], AskedOf] = {}
    for asked in rows.annotate(key=F("person__ways__key"))[:SHOWN]:
        answered = {one.chapter_id for one in asked.answers.all()}
        for person in known[asked.key]:
            if person.chapter_id not in answered:
                found.setdefault((asked.pk, person.chapter_id), AskedOf(asked, person))
    return list(found.values())


def asked_of_or_404(user: AnyUser, asked_id: UUID, person_id: UUID, *, at: datetime) -> AskedOf:
    """A question about this entry that this user may answer now."""
    for one in asked_of(user, at=at):
        if (one.asked.pk, one.person.pk) == (asked_id, person_id):
            return one
    raise Http404
