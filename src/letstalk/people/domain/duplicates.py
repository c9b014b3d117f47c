"""Entries of a chapter that may be one person: looked for in the whole list, and remembered when they are two."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.people.linkage.finding import probable_duplicates
from letstalk.people.linkage.records import Pair, Record
from letstalk.people.linkage.rules import Weigher
from letstalk.people.models import Chapter, DuplicateLook, LikelyPair, Person
from letstalk.people.queries.duplicates import compared, other_than_new

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
                parts=parts_of(pair),
                found_at=at,
            )
            for pair in wanted
        ]
        LikelyPair.objects.bulk_create(rows, batch_size=500)
        DuplicateLook.objects.update_or_create(chapter=chapter, defaults={"at": at})
    return len(wanted)


def records_of(chapter: Chapter) -> list[Record]:
    """Everybody whose home a chapter is, as they are compared: by the words of their name and their newest ways."""
    return compared(Person.objects.filter(chapter=chapter, erased_at__isnull=True).order_by("pk"))


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


def keep_apart(*, person: Person, others: Sequence[Pair], by: User, at: datetime) -> None:
    """Whoever entered somebody was asked about these, and said that it is another person: nobody is asked again."""
    for pair in others:
        first, second = sorted((person.pk, UUID(other_than_new(pair))), key=str)
        LikelyPair.objects.get_or_create(
            one_id=first,
            other_id=second,
            defaults={
                "chapter": person.chapter,
                "weight": pair.weight,
                "start": pair.start,
                "parts": parts_of(pair),
                "found_at": at,
                "different_at": at,
                "different_by": by,
            },
        )
    if others:
        record("people.kept_apart", about=person, by=by, at=at, others=len(others))


def take_for_one(*, one: Person, other: Person, at: datetime) -> LikelyPair:
    """Somebody takes two entries for one person that no look has found: they are weighed and laid side by side.

    Whether they are one is said then; two of whom it was said that they are two may be looked at again. Raises NotTwo.
    """
    if one.pk == other.pk:
        raise NotTwo(_("This is one and the same entry already."))
    first, second = sorted((one, other), key=lambda person: str(person.pk))
    records = compared(Person.objects.filter(pk__in=[one.pk, other.pk]).order_by("pk"))
    pair = Weigher(records)(*sorted(records, key=lambda record: record.id))
    weighed = {"weight": pair.weight, "start": pair.start, "parts": parts_of(pair), "found_at": at}
    row, _made = LikelyPair.objects.update_or_create(
        one=first,
        other=second,
        defaults={"different_at": None, "different_by": None},
        create_defaults={"chapter": one.chapter, **weighed},
    )
    return row


def parts_of(pair: Pair) -> list[list[Any]]:
    """What each column adds, as it is kept."""
    return [[part.column, part.level, round(part.weight, 2)] for part in pair.parts if part.weight]


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
