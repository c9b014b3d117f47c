"""Entries of a chapter that may be one person: looked for in the whole list, and remembered when they are two."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.people.linkage.finding import probable_duplicates
from letstalk.people.linkage.records import Record, name_parts
from letstalk.people.models import Chapter, DuplicateLook, LikelyPair, Person, Way, folded
from letstalk.people.words import WayKind

# More would be more than a person looks through; the likeliest come first.
MOST_PAIRS = 500


class NotTwo(Refused):
    """These are not two entries that somebody takes for one person."""


def look_for_duplicates(*, chapter: Chapter, at: datetime) -> int:
    """Look through everybody whose home this chapter is. Returns how many pairs want a look.

    What an earlier look found and nobody answered is found anew or goes; of whom somebody said that they are two
    people, nothing is asked again. The keys of a row are put in order, so that a pair is one row.
    """
    found = probable_duplicates(records_of(chapter))
    with transaction.atomic():
        LikelyPair.objects.filter(chapter=chapter, different_at__isnull=True).delete()
        left = LikelyPair.objects.filter(chapter=chapter).values_list("one", "other")
        answered = {(str(one), str(other)) for one, other in left}
        wanted = [pair for pair in found if (pair.one, pair.other) not in answered][:MOST_PAIRS]
        rows = [
            LikelyPair(
                chapter=chapter,
                one_id=pair.one,
                other_id=pair.other,
                weight=pair.weight,
                start=pair.start,
                parts=[[part.column, part.level, round(part.weight, 2)] for part in pair.parts if part.weight],
                found_at=at,
            )
            for pair in wanted
        ]
        LikelyPair.objects.bulk_create(rows, batch_size=500)
        DuplicateLook.objects.update_or_create(chapter=chapter, defaults={"at": at})
    return len(wanted)


def records_of(chapter: Chapter) -> list[Record]:
    """Everybody whose home a chapter is, as they are compared: by the words of their name and their newest ways."""
    people = Person.objects.filter(chapter=chapter, erased_at__isnull=True).order_by("pk")
    ways: dict[object, dict[str, str]] = {}
    for way in Way.objects.filter(person__in=people, until__isnull=True).order_by("added_at", "pk"):
        ways.setdefault(way.person_id, {})[way.kind] = way.value
    return [_record(person, ways.get(person.pk, {})) for person in people.only("pk", "name", "name_folded")]


def _record(person: Person, ways: dict[str, str]) -> Record:
    given, family = name_parts(folded(person.name))
    email, phone = ways.get(WayKind.EMAIL, ""), ways.get(WayKind.PHONE, "")
    return Record(str(person.pk), given, family, email=email.casefold(), phone=phone)


def say_two_people(*, one: Person, other: Person, by: User, at: datetime) -> None:
    """Somebody who knows says that these are two people; nobody is asked about them again. Said twice is said once.

    Raises NotTwo.
    """
    with transaction.atomic():
        first, second = sorted((one.pk, other.pk), key=str)
        pair = LikelyPair.objects.select_for_update().filter(one=first, other=second).first()
        if pair is None:
            raise NotTwo(_("Nobody takes these two for one person."))
        if pair.different_at is None:
            LikelyPair.objects.filter(pk=pair.pk).update(different_at=at, different_by=by)
            record("people.said_two", about=pair, by=by, at=at, one=first, other=second)


def forget_pairs(person: Person) -> None:
    """Whoever is forgotten is in no pair any more."""
    LikelyPair.objects.filter(Q(one=person) | Q(other=person)).delete()


def move_pairs(from_: Person, to: Person) -> None:
    """Who is another person than one entry is another than the one it became; what is unanswered is found anew."""
    for pair in LikelyPair.objects.filter(Q(one=from_) | Q(other=from_), different_at__isnull=False):
        third = pair.other_id if pair.one_id == from_.pk else pair.one_id
        first, second = sorted((to.pk, third), key=str)
        is_there = LikelyPair.objects.filter(one=first, other=second).exists()
        if third != to.pk and not is_there:
            LikelyPair.objects.filter(pk=pair.pk).update(one=first, other=second)
    forget_pairs(from_)
