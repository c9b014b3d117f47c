"""The organization, its chapters and roles."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from letstalk.people.domain.organization import (
    AlreadyFounded,
    LastAdministrator,
    TooDeep,
    add_chapter,
    change_settings,
    end_role,
    found_organization,
    give_role,
    rename,
)
from letstalk.people.domain.organizers import SomeoneElse, become_organizer
from letstalk.people.models import Chapter, Role
from letstalk.people.queries import organization, organization_exists
from tests.factories import AT, a_chapter, a_person, a_role, a_user

LATER = AT + timedelta(days=1)


def found(by, **more):
    more = {"name": "River Valley", "zone": "America/Chicago", "region": "us", "language": "en"} | more
    return found_organization(by=by, is_demo=False, at=AT, **more)


@pytest.mark.django_db
def test_the_first_account_founds_the_organization_and_holds_all_three_roles():
    assert not organization_exists()
    founder = a_user()

    root = found(founder)

    assert organization_exists()
    assert organization() == root
    assert (root.parent, root.region, root.slug) == (None, "US", "river-valley")
    roles = Role.objects.filter(user=founder, chapter=root).values_list("kind", flat=True)
    assert sorted(roles) == ["administrator", "lead", "organizer"]


@pytest.mark.django_db
def test_there_is_one_organization():
    founder = a_user()
    found(founder)

    with pytest.raises(AlreadyFounded):
        found(a_user("Omar"), name="Another")

    assert Chapter.objects.count() == 1
    assert Role.objects.count() == 3


@pytest.mark.django_db
def test_the_database_too_knows_one_root():
    found(a_user())

    with pytest.raises(IntegrityError), transaction.atomic():
        Chapter.objects.create(name="Second", slug="second", path="second/", made_at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"name": "  "}, {"name": "n" * 201}, {"zone": "Mars/North"}, {"region": "ZZ"}, {"language": "tlh"}]
)
def test_an_organization_is_not_founded_on_what_will_not_do(wrong):
    with pytest.raises(ValidationError):
        found(a_user(), **wrong)

    assert not organization_exists()


def test_a_chapter_is_like_its_parent_unless_said_otherwise(cast):
    chapter = add_chapter(parent=cast.chapter, name="North", word="huddle", zone="", by=cast.founder, at=AT)

    assert (chapter.zone, chapter.region, chapter.language) == ("America/Chicago", "US", "en")
    assert (chapter.word, chapter.parent) == ("huddle", cast.chapter)
    assert cast.chapter.holds(chapter)
    assert cast.organization.holds(chapter)
    assert not cast.sibling.holds(chapter)
    assert set(Chapter.objects.at_or_below(cast.chapter)) == {cast.chapter, chapter}


def test_chapters_of_one_name_have_addresses_of_their_own(cast):
    slugs = [a_chapter(cast.chapter, "North").slug for _number in range(3)]

    assert slugs == ["north", "north-2", "north-3"]


def test_a_chapter_name_in_any_script_has_an_address(cast):
    assert a_chapter(cast.chapter, "北の輪").slug == "北の輪"
    assert a_chapter(cast.chapter, "🌻").slug == "chapter"
    assert len(a_chapter(cast.chapter, "long " * 40).slug) <= 60


def test_the_tree_of_chapters_ends_somewhere_with_a_sentence(cast):
    chapter = cast.chapter
    with pytest.raises(TooDeep):
        for _level in range(100):
            chapter = a_chapter(chapter, "Deeper")

    assert len(chapter.path) <= 400


def test_a_renamed_chapter_keeps_its_address(cast):
    rename(chapter=cast.chapter, name="Riverbank", by=cast.founder, at=AT)

    cast.chapter.refresh_from_db()
    assert (cast.chapter.name, cast.chapter.slug) == ("Riverbank", "riverside")


def test_a_chapter_changes_its_settings(cast):
    change_settings(
        chapter=cast.chapter, word="circle", zone="Europe/London", region="gb", language="en", by=None, at=AT
    )

    cast.chapter.refresh_from_db()
    assert (cast.chapter.word, cast.chapter.zone, cast.chapter.region) == ("circle", "Europe/London", "GB")


def test_a_role_given_twice_is_one(cast):
    first = give_role(user=cast.organizer, chapter=cast.chapter, kind="lead", by=cast.founder, at=AT)

    assert give_role(user=cast.organizer, chapter=cast.chapter, kind="lead", by=cast.founder, at=LATER) == first


def test_a_role_that_ended_can_be_given_again(cast):
    first = give_role(user=cast.organizer, chapter=cast.chapter, kind="lead", by=None, at=AT)
    end_role(role=first, by=None, at=LATER)
    end_role(role=first, by=None, at=LATER + timedelta(days=1))

    second = give_role(user=cast.organizer, chapter=cast.chapter, kind="lead", by=None, at=LATER)

    first.refresh_from_db()
    assert first.until == LATER
    assert (second.pk != first.pk, second.until) == (True, None)


def test_the_last_administrator_of_the_organization_stays(cast):
    of_ada = Role.objects.get(user=cast.administrator, kind="administrator")
    of_founder = Role.objects.get(user=cast.founder, kind="administrator")
    end_role(role=of_ada, by=None, at=LATER)

    with pytest.raises(LastAdministrator):
        end_role(role=of_founder, by=None, at=LATER)

    of_founder.refresh_from_db()
    assert of_founder.until is None


def test_a_chapters_own_administrator_may_go(cast):
    user = a_role(a_user(), cast.chapter, "administrator")

    assert end_role(role=Role.objects.get(user=user), by=None, at=LATER).until == LATER


def test_a_person_becomes_an_organizer_with_an_account_of_their_own(cast):
    """R-092: nothing that was written about them goes along."""
    account = a_user("Amina Okafor")

    role = become_organizer(person=cast.person, user=account, chapter=cast.chapter, by=cast.organizer, at=LATER)

    cast.person.refresh_from_db()
    assert (cast.person.user, role.kind, role.chapter) == (account, "organizer", cast.chapter)
    assert become_organizer(person=cast.person, user=account, chapter=cast.chapter, by=None, at=LATER) == role


def test_an_account_belongs_to_one_person(cast):
    account = a_user("Amina Okafor")
    become_organizer(person=cast.person, user=account, chapter=cast.chapter, by=None, at=LATER)
    ben = a_person(cast.organizer, cast.chapter, "Ben")

    with pytest.raises(SomeoneElse):
        become_organizer(person=ben, user=account, chapter=cast.chapter, by=None, at=LATER)
    with pytest.raises(SomeoneElse):
        become_organizer(person=cast.person, user=a_user(), chapter=cast.chapter, by=None, at=LATER)
