"""Contacts by any way: what they close, what undoing opens again, and whom one has not spoken with (R-060, R-061)."""

import pytest
from django.db import connection

from letstalk.followups import timings
from letstalk.followups.domain.contacts import ReallyWas, log_contact, take_back_contact
from letstalk.followups.models import Contact, FollowUp
from letstalk.followups.queries import not_spoken_with_since, today_page
from letstalk.followups.words import Channel, ContactKind
from letstalk.people.domain.consent import stop_everything
from tests.factories import a_person
from tests.moments import DAY, HOUR, NOW, held

pytestmark = pytest.mark.django_db
LATER = NOW + 30 * DAY


def logged(cast, *, channel=Channel.CALL, kind=ContactKind.NON_ASK, at=LATER) -> Contact:
    return log_contact(relationship=cast.relationship, channel=channel, kind=kind, by=cast.organizer, at=at)


def open_steps() -> set[str]:
    return set(FollowUp.objects.open().values_list("step", flat=True))


@pytest.mark.parametrize("channel", [Channel.CALL, Channel.TEXT, Channel.MET, Channel.LETTER, Channel.EMAIL])
def test_r060_a_real_contact_by_whatever_way_resets_the_rhythm_and_closes_the_check_in(cast, channel):
    held(cast)
    before = len(today_page(cast.organizer, at=LATER).check_ins), timings.CHECK_IN in open_steps()

    logged(cast, channel=channel)

    assert before == (1, True)
    assert today_page(cast.organizer, at=LATER).check_ins == []
    assert timings.CHECK_IN not in open_steps()


def test_a_contact_taken_back_opens_again_what_it_had_done(cast):
    held(cast)
    before = open_steps()
    contact = logged(cast, kind=ContactKind.THANKS)
    between = open_steps()

    for _ in range(2):
        take_back_contact(contact=contact, by=cast.organizer, at=LATER + HOUR)

    assert between == before - {timings.THANK_YOU}
    assert open_steps() == before
    assert not Contact.objects.filter(kind=ContactKind.THANKS).exists()


def test_a_one_on_one_that_took_place_is_not_taken_back_as_a_contact(cast):
    held(cast)

    with pytest.raises(ReallyWas):
        take_back_contact(contact=Contact.objects.get(kind=ContactKind.MEETING), by=cast.organizer, at=LATER)

    assert Contact.objects.count() == 1


@pytest.mark.parametrize(("weeks", "is_found"), [(2, True), (4, True), (5, False)])
def test_r060_whom_one_has_not_spoken_with_for_so_many_weeks(cast, weeks, is_found):
    logged(cast, at=NOW)

    found = not_spoken_with_since(cast.organizer, LATER - weeks * 7 * DAY)

    assert (cast.person.pk in {row["person"] for row in found}) is is_found


def test_l1_nobody_who_asked_to_be_left_alone_is_looked_for(cast):
    stop_everything(person=cast.person, chapter=cast.chapter, how="call", words="Stop.", by=cast.organizer, at=NOW)

    assert list(not_spoken_with_since(cast.organizer, LATER)) == []


def test_looking_for_silence_reads_contacts_off_their_index(cast):
    for number in range(3):
        a_person(cast.organizer, cast.chapter, f"Person {number}")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")

    plan = not_spoken_with_since(cast.organizer, LATER).explain()

    assert "relations" in plan.lower()
    assert "SCAN followups_contact" not in plan
    assert "Seq Scan on followups_contact" not in plan
