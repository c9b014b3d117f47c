"""Entries that may be one person: found in a chapter's list, asked of its lead, and not asked twice."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from letstalk.journal.models import Entry
from letstalk.people import sweeps
from letstalk.people.domain.duplicates import NotTwo, look_for_duplicates, say_two_people
from letstalk.people.domain.persons import erase, move
from letstalk.people.models import LikelyPair
from letstalk.people.queries.duplicates import likely_pairs
from tests.factories import AT, a_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def twice(cast):
    """One person entered twice, with a slip of the pen, beside others."""
    for number, name in enumerate(["Kofi Mensah", "Lee Chan", "Ana Lima", "Ivan Petrov"]):
        a_person(cast.organizer, cast.chapter, name, phone=f"+120255501{50 + number}")
    first = a_person(cast.organizer, cast.chapter, "Maria Santos", email="maria.santos@example.org")
    second = a_person(cast.organizer, cast.chapter, "María Santos", email="maria.santo@example.org")
    return first, second


def pairs_of(cast) -> list[set]:
    return [{pair.one_id, pair.other_id} for pair in likely_pairs(cast.lead)]


def test_who_was_entered_twice_is_found_with_what_each_column_adds(cast, twice):
    assert look_for_duplicates(chapter=cast.chapter, at=AT) == 1

    pair = likely_pairs(cast.lead).get()
    assert {pair.one_id, pair.other_id} == {person.pk for person in twice}
    assert pair.weight == pytest.approx(pair.start + sum(bits for _column, _level, bits in pair.parts), abs=0.05)
    assert {column for column, _level, _bits in pair.parts} == {"given", "family", "email"}


def test_looking_again_asks_the_same_once(cast, twice):
    look_for_duplicates(chapter=cast.chapter, at=AT)

    look_for_duplicates(chapter=cast.chapter, at=AT + DAY)

    assert LikelyPair.objects.count() == 1


def test_whom_somebody_called_two_people_is_never_asked_about_again(cast, twice):
    look_for_duplicates(chapter=cast.chapter, at=AT)
    first, second = twice

    say_two_people(one=first, other=second, by=cast.lead, at=AT)
    say_two_people(one=second, other=first, by=cast.lead, at=AT)
    look_for_duplicates(chapter=cast.chapter, at=AT + DAY)

    assert pairs_of(cast) == []
    assert Entry.objects.filter(kind="people.said_two").count() == 1


def test_of_a_pair_that_nobody_found_nothing_is_said(cast, twice):
    with pytest.raises(NotTwo):
        say_two_people(one=twice[0], other=cast.person, by=cast.lead, at=AT)


def test_only_a_lead_of_the_chapter_is_asked(cast, twice):
    look_for_duplicates(chapter=cast.chapter, at=AT)

    assert pairs_of(cast) != []
    assert not likely_pairs(cast.outsider).exists()
    assert not likely_pairs(cast.administrator).exists()
    assert not likely_pairs(cast.organizer).exists()


def test_another_chapter_is_not_looked_into(cast, twice):
    a_person(cast.outsider, cast.sibling, "Maria Santos", email="maria.santos@example.org")

    look_for_duplicates(chapter=cast.sibling, at=AT)

    assert LikelyPair.objects.count() == 0


def test_whoever_is_forgotten_is_in_no_pair(cast, twice):
    look_for_duplicates(chapter=cast.chapter, at=AT)

    erase(twice[0], by=cast.lead, at=AT)

    assert LikelyPair.objects.count() == 0


def test_a_no_goes_along_when_an_entry_becomes_another(cast, twice):
    look_for_duplicates(chapter=cast.chapter, at=AT)
    first, second = twice
    say_two_people(one=first, other=second, by=cast.lead, at=AT)
    third = a_person(cast.organizer, cast.chapter, "Maria dos Santos")

    move(first, third, at=AT)

    pair = LikelyPair.objects.get()
    assert {pair.one_id, pair.other_id} == {second.pk, third.pk}
    assert pair.different_at == AT


def test_the_database_keeps_a_pair_once_and_in_order(cast, twice):
    look_for_duplicates(chapter=cast.chapter, at=AT)
    pair = LikelyPair.objects.get()
    turned = LikelyPair(
        chapter=cast.chapter, one_id=pair.other_id, other_id=pair.one_id, weight=9, start=-5, parts=[], found_at=AT
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        turned.save()


def test_a_list_is_looked_through_once_a_night(cast, twice):
    noon = AT.replace(hour=18)
    night = (AT + DAY).replace(hour=9)  # four in the morning in Chicago

    for at in (noon, night, night + timedelta(minutes=5), night + timedelta(minutes=10), night + timedelta(minutes=15)):
        sweeps.look_for_duplicates_where_due(at=at)

    assert {pair.found_at for pair in LikelyPair.objects.all()} <= {
        night + timedelta(minutes=m) for m in (0, 5, 10, 15)
    }
    assert LikelyPair.objects.count() == 1
    found_at = LikelyPair.objects.get().found_at
    sweeps.look_for_duplicates_where_due(at=night + timedelta(hours=1))
    assert LikelyPair.objects.get().found_at == found_at
