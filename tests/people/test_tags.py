"""The words of a chapter: whose they are, said otherwise, joined, retired."""

import pytest

from letstalk.followups.queries import group_rhythms
from letstalk.people.domain.tags import NotAlike, WordTaken, join_tags, rename_tag, retire_tag, tag
from letstalk.people.models import Tag, Tagging
from letstalk.people.queries.tags import tags_to_mend
from tests.factories import AT, a_person, a_role, a_user

pytestmark = pytest.mark.django_db


def say(cast, name, *, person=None, kind="issue", by=None) -> Tag:
    about = {"person": person or cast.person, "chapter": cast.chapter, "by": by or cast.organizer, "at": AT}
    return tag(kind=kind, name=name, **about).tag


def test_a_word_is_whose_said_it_first_and_the_leads_to_mend(cast):
    second = a_role(a_user("Sam Ode", email="sam@example.org"), cast.chapter)
    word = say(cast, "rents")
    say(cast, "Rents", by=second)

    mend = {user.name: list(tags_to_mend(user)) for user in (cast.organizer, cast.lead, second, cast.outsider)}

    assert word.made_by == cast.organizer
    assert mend == {"Rosa Marin": [word], "Lee Park": [word], "Sam Ode": [], "Omar Haddad": []}


def test_said_in_another_way_it_stands_so_on_everybody_and_never_twice(cast):
    word, other = say(cast, "rents"), say(cast, "buses")

    with pytest.raises(WordTaken):
        rename_tag(tag=word, name="Buses", by=cast.organizer, at=AT)
    rename_tag(tag=word, name="Rents!", by=cast.organizer, at=AT)

    assert {row.tag.name for row in Tagging.objects.filter(person=cast.person)} == {"Rents!", other.name}


def test_joined_everybody_has_the_other_word_once_and_the_first_is_retired(cast):
    ben = a_person(cast.organizer, cast.chapter, "Ben Ito")
    word, other = say(cast, "rent"), say(cast, "rents")
    say(cast, "rent", person=ben)

    join_tags(from_=word, to=other, by=cast.lead, at=AT)

    assert list(Tagging.objects.values_list("tag", flat=True)) == [other.pk, other.pk]
    assert Tag.objects.get(pk=word.pk).retired_at == AT
    with pytest.raises(NotAlike):
        join_tags(from_=word, to=say(cast, "drives", kind="skill"), by=cast.lead, at=AT)


def test_a_retired_word_is_offered_no_more_until_somebody_says_it_again(cast):
    word = say(cast, "rents")

    retire_tag(tag=word, by=cast.organizer, at=AT)

    assert group_rhythms(cast.chapter) == []
    assert Tagging.objects.filter(tag=word).count() == 1
    assert say(cast, "RENTS", person=a_person(cast.organizer, cast.chapter, "Ben Ito")) == word
    assert Tag.objects.offered().get() == word
