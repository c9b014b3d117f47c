"""Erasing covers notes about other people that name the one who is forgotten: a human resolves them (h.2)."""

import pytest

from letstalk.followups.models import FollowUp
from letstalk.people.domain.notes import jot
from letstalk.people.models import Note, Relationship
from letstalk.stewardship.domain.erase import erase_person
from letstalk.stewardship.domain.named_elsewhere import names
from tests.factories import AT, a_person, relationship_of
from tests.moments import NOW


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("Came with ZOË núñez.", True),
        ("zoe nunez's cousin", True),
        ("Zoe Nunezes", False),
        ("Zoe came.", False),
    ],
)
def test_a_whole_name_is_found_without_regard_to_case_and_accents(text, is_named):
    assert names(text, "Zoë Núñez") is is_named


@pytest.mark.django_db
def test_h2_the_author_of_a_note_that_names_who_is_forgotten_is_asked_to_look_and_not_told_who(cast):
    other = a_person(cast.organizer, cast.chapter, "Zoe Nunez")
    jot(relationship=relationship_of(other, cast.organizer), text=f"With {cast.person.name}.", by=cast.organizer, at=AT)
    jot(relationship=relationship_of(other, cast.organizer), text="Rents.", by=cast.organizer, at=AT)

    erase_person(person=cast.person, by=cast.lead, at=NOW)

    asked = FollowUp.objects.get(relationship__person=other)
    assert asked.words.startswith("Look at your notes") and "Amina" not in asked.words


@pytest.mark.django_db
def test_h2_where_nobody_opens_the_note_again_the_name_is_taken_out_of_it(cast):
    other = a_person(cast.organizer, cast.chapter, "Zoe Nunez")
    jot(relationship=relationship_of(other, cast.organizer), text=f"With {cast.person.name}.", by=cast.organizer, at=AT)
    Relationship.objects.filter(person=other).update(until=NOW)

    erase_person(person=cast.person, by=cast.lead, at=NOW)

    assert (Note.objects.get(person=other).text, FollowUp.objects.filter(relationship__person=other).count()) == (
        "With —.",
        0,
    )
