"""What is kept about a person is left unused while something is cleared up (h.2): by the one gate of every message."""

import pytest

from letstalk.followups.inviting import whom_next
from letstalk.followups.whom_next import Hold
from letstalk.people.domain.changing_several import Wish, look
from letstalk.people.domain.consent import lift_restriction, record_answer, restrict
from letstalk.people.queries import is_do_not_contact, may_reach
from letstalk.people.queries.reaching import has_agreed, said_no_to_contact, who_agreed
from letstalk.people.queries.taking_out import people_to_take
from letstalk.people.words import Why
from letstalk.stewardship.domain.erase import held_about
from letstalk.stewardship.domain.merge import merge
from tests.factories import AT, a_person
from tests.moments import NOW

pytestmark = pytest.mark.django_db


def said(cast, verb=restrict):
    verb(person=cast.person, chapter=cast.chapter, how="letter", words="Some is wrong.", by=cast.lead, at=NOW)


def test_h2_nothing_is_sent_and_nothing_suggested_until_it_is_cleared_up(cast):
    said(cast)

    reach = may_reach(cast.person, "personal", "email", at=NOW)
    assert (reach.may, reach.why) == (False, Why.RESTRICTED)
    assert not is_do_not_contact(cast.person)
    assert said_no_to_contact().filter(person=cast.person).exists()
    assert not people_to_take(cast.organizer, cast.chapter, "csv").exists()
    assert whom_next(cast.organizer, at=NOW).ranking.held.keys() == {Hold.NO_CONTACT}

    said(cast, lift_restriction)

    assert may_reach(cast.person, "personal", "email", at=NOW).may
    assert people_to_take(cast.organizer, cast.chapter, "csv").exists()


def test_whose_data_rests_is_told_apart_in_a_list_and_left_out_of_a_change_of_several(cast, client):
    said(cast)
    client.force_login(cast.organizer)

    [line] = look(wish=Wish(cast.chapter, "cadence", every_days=14), people=[cast.person.pk], by=cast.organizer)

    assert (line.changes, line.why) == (False, "left alone for now")
    assert "left alone for now" in client.get("/people/").text


def test_it_outweighs_every_yes_and_is_told_to_whoever_asks(cast):
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose="photo",
        answer="granted",
        how="one-on-one",
        words="",
        by=None,
        at=AT,
    )

    said(cast)

    assert not has_agreed(cast.person, "photo") and who_agreed([cast.person.pk], "photo") == set()
    assert "Use of what is kept" in {str(row.get("purpose")) for row in held_about(cast.person)}


def test_merging_keeps_it_as_the_stricter_of_two(cast):
    said(cast)
    other = a_person(cast.organizer, cast.chapter, "A. Okafor", email="okafor@example.org")

    merge(from_=cast.person, to=other, by=cast.organizer, at=NOW)

    assert may_reach(other, "personal", "email", at=NOW).why == Why.RESTRICTED
