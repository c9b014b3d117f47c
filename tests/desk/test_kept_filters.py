"""Searches of the list of people under a name: kept, shared in the chapter, called otherwise, removed."""

import uuid

import pytest
from django.urls import reverse

from letstalk.journal.models import Entry
from letstalk.people.domain.keeping_filters import MOST_KEPT, NothingAsked, TooMany, keep_filter
from letstalk.people.domain.tags import join_tags, retire_tag, tag
from letstalk.people.filters import EVERYBODY, Filter
from letstalk.people.models import SavedFilter
from tests.factories import AT, a_person, a_role, a_user

PEOPLE = reverse("desk:people")
KEEP = reverse("desk:keep_filter") + "?reach=email"


def kept(cast, name="To write to", *, by=None, is_shared=False, **clauses):
    wanted = Filter(**(clauses or {"reach": "email"}))
    told = {"name": name, "wanted": wanted, "chapter": cast.chapter, "is_shared": is_shared}
    return keep_filter(id=uuid.uuid4(), **told, by=by or cast.organizer, at=AT)


def page_of(saved):
    return reverse("desk:kept_filter", args=[saved.pk])


def test_a_search_is_kept_once_and_opened_again_by_its_name(cast, desk, on_the_day):
    told = {"name": "To write to", "entry": str(uuid.uuid4())}
    asked = desk.get(KEEP).content.decode()

    answers = [desk.post(KEEP, told), desk.post(KEEP, told)]

    assert "People, with an email on file" in asked
    assert {answer["Location"] for answer in answers} == {f"{PEOPLE}?reach=email"}
    saved = SavedFilter.objects.get()
    assert (saved.clauses, saved.is_shared, saved.owner) == ({"reach": "email"}, False, cast.organizer)
    page = desk.get(f"{PEOPLE}?reach=email").content.decode()
    assert '<a href="?reach=email" aria-current="true"><bdi>To write to</bdi></a>' in page
    assert page_of(saved) in page


def test_a_shared_search_finds_for_each_those_they_may_see(cast, desk, client, on_the_day):
    """Nobody is seen by somebody who may not see them, whoever made the search."""
    saved = kept(cast, "Everybody we reach", by=cast.lead, is_shared=True)
    a_person(a_role(a_user("Sam Other"), cast.chapter), cast.chapter, "Not Yours", email="other@example.org")

    page = desk.get(PEOPLE).content.decode()
    found = desk.get(f"{PEOPLE}?reach=email").content.decode()
    theirs = desk.get(page_of(saved)).content.decode()

    assert "Everybody we reach" in page
    assert cast.person.name in found and "Not Yours" not in found
    assert "Lee Park" in theirs and 'name="is_shared"' not in theirs
    assert desk.post(page_of(saved), {"name": "Mine"}).status_code == 404
    client.force_login(cast.outsider)
    assert "Everybody we reach" not in client.get(PEOPLE).content.decode()
    assert client.get(page_of(saved)).status_code == 404


def test_one_s_own_search_is_seen_by_nobody_else_until_it_is_shared(cast, desk, client, on_the_day):
    saved = kept(cast)
    client.force_login(cast.lead)
    assert client.get(page_of(saved)).status_code == 404
    client.force_login(cast.organizer)

    answer = desk.post(page_of(saved), {"name": " To call ", "is_shared": "on"})

    assert answer["Location"] == page_of(saved)
    saved.refresh_from_db()
    assert (saved.name, saved.is_shared) == ("To call", True)
    # The lead of the chapter may put away what is shared there.
    client.force_login(cast.lead)
    assert client.post(reverse("desk:remove_filter", args=[saved.pk]))["Location"] == PEOPLE
    assert not SavedFilter.objects.exists()
    kinds = list(
        Entry.objects.filter(kind__startswith="people.filter").order_by("at", "pk").values_list("kind", flat=True)
    )
    assert sorted(kinds) == ["people.filter_changed", "people.filter_kept", "people.filter_removed"]


def test_a_name_is_asked_for_and_is_one_s_own_only_once(cast, desk, on_the_day):
    kept(cast)
    other = kept(cast, "Another")

    unnamed = desk.post(KEEP, {"name": "  "})
    taken = desk.post(KEEP, {"name": "To write to"})
    renamed = desk.post(page_of(other), {"name": "To write to"})
    stale = desk.post(page_of(other), {"name": "New", "seen": "0"})

    assert [one.status_code for one in (unnamed, taken, renamed, stale)] == [422] * 4
    assert "Give it a name" in unnamed.content.decode()
    assert "There is one of this name already" in taken.content.decode()
    assert "changed meanwhile" in stale.content.decode()
    other.refresh_from_db()
    assert other.name == "Another"


def test_what_of_a_kept_search_is_not_there_any_more_is_said(cast, desk, on_the_day):
    word = tag(person=cast.person, chapter=cast.chapter, kind="issue", name="buses", by=cast.organizer, at=AT).tag
    retired = kept(cast, "Buses", tag=word.pk)
    gone = kept(cast, "Gone", tag=uuid.uuid4())
    retire_tag(tag=word, by=cast.organizer, at=AT)
    broken = kept(cast, "Broken")
    SavedFilter.objects.filter(pk=broken.pk).update(clauses={"reach": "email", "motive": "justice"})

    said = {saved: desk.get(page_of(saved)).content.decode() for saved in (retired, gone, broken)}

    assert "“buses” is offered no more" in said[retired]
    assert "The word is not there any more" in said[gone]
    assert "not understood any more" in said[broken]
    # It is not opened at once, since without the part it would find others than were meant.
    assert f'href="{page_of(broken)}"' in desk.get(PEOPLE).content.decode()


def test_a_search_for_a_word_that_is_joined_with_another_asks_for_the_other(cast):
    one, other = (
        tag(person=cast.person, chapter=cast.chapter, kind="issue", name=name, by=cast.organizer, at=AT).tag
        for name in ("bus", "buses")
    )
    saved, untouched = kept(cast, "Buses", tag=one.pk), kept(cast)

    join_tags(from_=one, to=other, by=cast.organizer, at=AT)

    saved.refresh_from_db(), untouched.refresh_from_db()
    assert (saved.clauses, untouched.clauses) == ({"tag": str(other.pk)}, {"reach": "email"})


def test_everybody_is_no_search_to_keep_and_fifty_are_enough(cast, desk, on_the_day):
    with pytest.raises(NothingAsked):
        keep_filter(
            id=uuid.uuid4(), name="All", wanted=EVERYBODY, chapter=cast.chapter, is_shared=False, by=cast.lead, at=AT
        )
    rows = [
        SavedFilter(chapter=cast.chapter, owner=cast.organizer, name=f"No {number}", clauses={}, made_at=AT)
        for number in range(MOST_KEPT)
    ]
    SavedFilter.objects.bulk_create(rows)

    with pytest.raises(TooMany):
        kept(cast)
    assert desk.get(reverse("desk:keep_filter"))["Location"] == PEOPLE


def test_the_cost_of_the_list_does_not_grow_with_the_searches(cast, desk, on_the_day, cost):
    kept(cast)
    for_one = cost(desk, PEOPLE)
    for number in range(3):
        kept(cast, f"No {number}", is_shared=True, by=cast.lead)

    assert cost(desk, PEOPLE) == for_one
