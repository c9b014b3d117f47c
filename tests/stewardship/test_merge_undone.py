"""Two entries become one and two again: what was theirs is theirs, and no consent comes back that was withdrawn."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest

from letstalk.commitments.domain.promises import make_promise
from letstalk.followups.domain.items import plan_own
from letstalk.journal.models import Entry
from letstalk.meetings.models import Meeting
from letstalk.people.access import link_or_404
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.links import make_link
from letstalk.people.domain.merges import UNDO_FOR, empty_old
from letstalk.people.domain.notes import NotesRefused, jot
from letstalk.people.domain.requests import ask_for
from letstalk.people.domain.tags import tag
from letstalk.people.models import Merge, MergedRow, Note, Person, Way
from letstalk.people.queries import find_people, has_agreed, has_refused
from letstalk.people.words import Answer, Purpose, RequestKind, TagKind
from letstalk.stewardship.domain.erase import erase_person
from letstalk.stewardship.domain.merge import CannotMerge, merge, merge_all
from letstalk.stewardship.domain.merge_undo import CannotSeparate, undo_merge
from letstalk.stewardship.snapshot import standing_about
from tests.factories import a_person, relationship_of
from tests.moments import DAY, NOW, planned
from tests.stewardship.known_person import live_through

pytestmark = pytest.mark.django_db
LATER = NOW + DAY


@pytest.fixture
def twin(cast) -> Person:
    return a_person(cast.organizer, cast.chapter, "Amina O.", phone="+12025550144")


def said(person: Person, cast, answer: str, purpose: str = Purpose.REMINDERS, scope: str = "email", at=NOW) -> None:
    record_answer(
        person=person,
        chapter=cast.chapter,
        purpose=purpose,
        scope=scope,
        answer=answer,
        how="one-on-one",
        words="May I?",
        by=cast.organizer,
        at=at,
    )


def made_one(cast, twin: Person, at=LATER) -> Merge:
    merge(from_=cast.person, to=twin, by=cast.organizer, at=at)
    return Merge.objects.get(merged=cast.person.pk, undone_at__isnull=True)


def something_happens(chance: random.Random, person: Person, cast) -> None:
    relationship = relationship_of(person, cast.organizer)
    by = cast.organizer
    purpose, scope = chance.choice([(Purpose.REMINDERS, "email"), (Purpose.REMINDERS, ""), (Purpose.LIST, "news")])
    at = NOW + timedelta(minutes=chance.randrange(600))
    with suppress(NotesRefused):
        chance.choice(
            [
                lambda: said(person, cast, chance.choice([Answer.GRANTED, Answer.REFUSED]), purpose, scope, at),
                lambda: said(
                    person, cast, Answer.REFUSED, chance.choice([Purpose.CONTACT, Purpose.KEEP_NOTES]), "", at
                ),
                lambda: jot(relationship=relationship, text="Likes to sing.", by=by, at=at),
                lambda: tag(
                    person=person, chapter=cast.chapter, kind=TagKind.ISSUE, name=chance.choice("ab"), by=by, at=at
                ),
                lambda: make_link(relationship=relationship, by=by, at=at),
                lambda: plan_own(relationship=relationship, words="Call.", due_at=at + DAY * 9, by=by, at=at),
                lambda: ask_for(relationship=relationship, kind=RequestKind.SEE, words="", at=at),
            ]
        )()


@pytest.mark.parametrize("seed", range(4))
def test_a_merge_taken_back_leaves_what_was_there_before(cast, twin, seed: int):
    """A property, on random histories of the two."""
    chance = random.Random(seed)
    key = twin.ways.get().key
    Way.objects.create(chapter=cast.sibling, person=cast.person, kind="phone", value="+1202", key=key, added_at=NOW)
    for _nth in range(14):
        something_happens(chance, chance.choice([cast.person, twin]), cast)
    before = standing_about([cast.person, twin])

    undo_merge(merge=made_one(cast, twin), by=cast.organizer, at=LATER)

    after = standing_about([cast.person, twin])
    left_out = {place for place in after if place.table == "people.Merge"}
    assert {place: after[place] for place in after if place not in left_out} == before


def test_even_a_whole_acquaintance_comes_back(cast, twin):
    person = live_through(cast)
    before = standing_about([person, twin])
    at = NOW + 40 * DAY
    merge(from_=person, to=twin, by=cast.organizer, at=at)
    assert not Meeting.objects.filter(person=person).exists()

    undo_merge(merge=Merge.objects.get(merged=person.pk), by=cast.organizer, at=at)

    after = standing_about([person, twin])
    messages = {place for place in before if place.table == "outbox.Message"}
    assert {p: v for p, v in before.items() if p not in messages} == {
        p: v for p, v in after.items() if p in before and p not in messages
    }
    assert {p: after[p]["recipient"] for p in messages} == {p: before[p]["recipient"] for p in messages}
    assert list(find_people(Person.objects.all(), "Okafor")) == [person]


def test_a_consent_withdrawn_since_is_not_given_again(cast, twin):
    said(cast.person, cast, Answer.GRANTED)
    merged = made_one(cast, twin)
    said(twin, cast, Answer.WITHDRAWN, at=LATER + DAY)

    undo_merge(merge=merged, by=cast.organizer, at=LATER + 2 * DAY)

    assert has_refused(cast.person, Purpose.REMINDERS, "email")
    assert has_refused(twin, Purpose.REMINDERS, "email")


def test_who_asked_for_no_contact_since_is_left_in_peace_under_both_names(cast, twin):
    merged = made_one(cast, twin)
    said(twin, cast, Answer.WITHDRAWN, Purpose.CONTACT, "", LATER + DAY)

    undo_merge(merge=merged, by=cast.organizer, at=LATER + 2 * DAY)

    assert has_refused(cast.person, Purpose.CONTACT)


def test_a_refusal_outlives_a_yes_that_was_given_while_they_were_one(cast, twin):
    said(cast.person, cast, Answer.REFUSED)
    merged = made_one(cast, twin)
    said(twin, cast, Answer.GRANTED, at=LATER + DAY)

    undo_merge(merge=merged, by=cast.organizer, at=LATER + 2 * DAY)

    assert has_refused(cast.person, Purpose.REMINDERS, "email")
    assert has_agreed(twin, Purpose.REMINDERS, "email")


def test_a_general_no_beats_a_later_yes_to_a_part_of_it(cast, twin):
    """The stricter wins, across the scopes of a purpose."""
    said(cast.person, cast, Answer.REFUSED, Purpose.REMINDERS, "", NOW)
    said(twin, cast, Answer.GRANTED, Purpose.REMINDERS, "email", NOW + timedelta(hours=1))

    made_one(cast, twin)

    assert has_refused(twin, Purpose.REMINDERS, "email")


def test_a_link_sent_out_works_while_they_are_one_and_points_right_when_they_are_two(cast, twin):
    token = cast.link_token
    merged = made_one(cast, twin)
    assert link_or_404(token, LATER).relationship == relationship_of(twin, cast.organizer)

    undo_merge(merge=merged, by=cast.organizer, at=LATER + DAY)

    assert link_or_404(token, LATER + DAY).relationship.person == cast.person


def test_what_was_written_since_about_a_one_on_one_follows_it(cast, twin):
    meeting = planned(cast)
    merged = made_one(cast, twin)
    item = make_promise(
        relationship=relationship_of(twin, cast.organizer),
        words="Bring the book.",
        meeting=meeting,
        by=cast.organizer,
        at=LATER,
    )

    undo_merge(merge=merged, by=cast.organizer, at=LATER + DAY)

    item.refresh_from_db()
    assert (item.person, item.relationship) == (cast.person, cast.relationship)


def test_what_was_changed_since_stays_changed(cast, twin):
    merge(from_=cast.person, to=twin, take=["name"], by=cast.organizer, at=LATER)
    twin.name = "Amina Okafor-Reyes"
    twin.save()

    undo_merge(merge=Merge.objects.get(), by=cast.organizer, at=LATER + DAY)

    twin.refresh_from_db()
    assert twin.name == "Amina Okafor-Reyes"
    assert Person.objects.get(pk=cast.person.pk).name == "Amina Okafor"


def test_three_become_one_and_are_taken_apart_the_last_first(cast, twin):
    third = a_person(cast.organizer, cast.chapter, "Mina Okafor", email="mina@example.org")

    merge_all(others=[cast.person, third], stays=twin, take={"name": third.pk}, by=cast.organizer, at=LATER)

    assert twin.name == "Mina Okafor"
    assert {way.value for way in twin.ways.all()} == {
        "amina@example.org",
        "+12025550143",
        "+12025550144",
        "mina@example.org",
    }
    first = Merge.objects.get(merged=cast.person.pk)
    last = Merge.objects.get(merged=third.pk)
    with pytest.raises(CannotSeparate):
        undo_merge(merge=first, by=cast.organizer, at=LATER)
    for one in (last, first):
        undo_merge(merge=one, by=cast.organizer, at=LATER)
    twin.refresh_from_db()
    assert twin.name == "Amina O."
    assert [way.value for way in twin.ways.all()] == ["+12025550144"]


@pytest.mark.parametrize("seed", range(3))
def test_one_of_two_that_became_one_goes_into_a_third_and_each_step_is_taken_back_exactly(cast, twin, seed: int):
    """A into B, then B into C: who went is found with C; the last first, and then each stands as it stood."""
    chance = random.Random(seed)
    third = a_person(cast.organizer, cast.chapter, "Mina Okafor", email="mina@example.org")
    for _nth in range(14):
        something_happens(chance, chance.choice([cast.person, twin, third]), cast)
    everybody = [cast.person, twin, third]
    before = standing_about(everybody)
    first = made_one(cast, twin)
    between = standing_about(everybody)
    merge(from_=twin, to=third, take=["name"], by=cast.organizer, at=LATER + DAY)
    last = Merge.objects.get(merged=twin.pk)

    with pytest.raises(CannotSeparate, match="Take that apart first"):
        undo_merge(merge=first, by=cast.organizer, at=LATER + DAY)
    undo_merge(merge=last, by=cast.organizer, at=LATER + DAY)
    assert without_merges(standing_about(everybody)) == without_merges(between)
    undo_merge(merge=first, by=cast.organizer, at=LATER + DAY)

    assert without_merges(standing_about(everybody)) == without_merges(before)


def without_merges(rows):
    return {place: values for place, values in rows.items() if place.table != "people.Merge"}


def test_links_sent_to_whoever_went_open_the_page_of_who_stays_through_two_merges(cast, twin):
    third = a_person(cast.organizer, cast.chapter, "Mina Okafor", email="mina@example.org")
    tokens = [cast.link_token, make_link(relationship=relationship_of(twin, cast.organizer), by=cast.organizer, at=NOW)]
    merge(from_=cast.person, to=twin, by=cast.organizer, at=LATER)

    merge(from_=twin, to=third, by=cast.organizer, at=LATER + DAY)

    assert {link_or_404(token, LATER + DAY).relationship for token in tokens} == {
        relationship_of(third, cast.organizer)
    }
    for one in Merge.objects.order_by("-at"):
        undo_merge(merge=one, by=cast.organizer, at=LATER + DAY)
    assert [link_or_404(token, LATER + DAY).relationship.person for token in tokens] == [cast.person, twin]


def test_who_has_a_right_on_one_only_may_not_merge(cast):
    elsewhere = a_person(cast.outsider, cast.sibling, "Amina Okafor")

    with pytest.raises(CannotMerge):
        merge(from_=cast.person, to=elsewhere, by=cast.organizer, at=LATER)


def test_a_second_undo_and_one_after_90_days_are_refused(cast, twin):
    merged = made_one(cast, twin)
    undo_merge(merge=merged, by=cast.organizer, at=LATER)

    with pytest.raises(CannotSeparate):
        undo_merge(merge=merged, by=cast.organizer, at=LATER)

    assert Entry.objects.filter(kind="stewardship.merge_undone").count() == 1
    again = made_one(cast, twin, at=LATER)
    assert empty_old(at=LATER + UNDO_FOR + DAY) == 1
    assert not MergedRow.objects.exists()
    with pytest.raises(CannotSeparate):
        undo_merge(merge=again, by=cast.organizer, at=LATER + UNDO_FOR + DAY)


def test_nothing_of_a_merge_is_kept_about_whom_was_forgotten(cast, twin):
    made_one(cast, twin)

    erase_person(person=twin, by=cast.organizer, at=LATER)

    assert not MergedRow.objects.exists()


def test_notes_go_where_somebody_refused_that_they_are_kept(cast, twin):
    jot(relationship=relationship_of(twin, cast.organizer), text="Sings.", by=cast.organizer, at=NOW)
    said(cast.person, cast, Answer.REFUSED, Purpose.KEEP_NOTES, "")

    made_one(cast, twin)

    assert not Note.objects.filter(person=twin).exists()
