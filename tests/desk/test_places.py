"""Places to meet in, through their pages: kept by the chapter, offered where they fit, rated after use (R-019)."""

import uuid

import pytest
from django.urls import reverse

from letstalk.kit import clock
from letstalk.meetings.domain.places import PlaceWords, add_place, retire_place
from letstalk.meetings.models import Place, PlaceRating, Slot
from letstalk.people.domain.ways import add_way
from tests.factories import a_person, relationship_of
from tests.moments import DAY, NOW, agree_on, held, planned, scheduled

pytestmark = pytest.mark.django_db


def library(cast, name: str = "Eastside Library", **more) -> Place:
    return add_place(chapter=cast.chapter, place=PlaceWords(name=name, **more), by=cast.organizer, at=NOW)


def post(desk, **said):
    return desk.post(reverse("desk:add_place"), {"name": "Eastside Library", "entry": str(uuid.uuid4())} | said)


def test_r019_a_place_is_kept_with_all_one_needs_to_know(desk):
    known = {"is_quiet": "yes", "is_private": "no", "is_public": "yes", "is_step_free": "yes", "has_toilets": ""}
    words = {"address": "12 Mill Street", "area": "Eastside", "transit": "Bus 12", "cost": "free", "hours": "9 to 18"}

    answer = post(desk, **known, **words)

    place = Place.objects.get()
    assert answer.status_code == 302
    assert (place.is_quiet, place.is_private, place.is_public) == (True, False, True)
    assert (place.is_step_free, place.has_toilets) == (True, None)
    assert {name: getattr(place, name) for name in words} == words
    assert "Eastside Library" in desk.get(reverse("desk:places")).text


def test_a_place_without_a_name_is_refused_and_nothing_typed_is_lost(desk):
    answer = post(desk, name=" ", transit="Bus 12 to Mill Street")

    assert answer.status_code == 422
    assert "Bus 12 to Mill Street" in answer.text
    assert not Place.objects.exists()


def test_a_place_sent_twice_is_one_and_a_second_of_the_name_is_refused(desk):
    entry = str(uuid.uuid4())
    post(desk, entry=entry)
    again = post(desk, entry=entry)

    other = post(desk)

    assert (again.status_code, other.status_code) == (302, 422)
    assert "A place of this name is in the list already." in other.text
    assert Place.objects.count() == 1


def test_two_who_change_a_place_at_once_are_told_of_each_other(desk, cast):
    place = library(cast)
    address = reverse("desk:place", args=[place.pk])
    seen = desk.get(address).context["form"]["seen"].value()
    Place.objects.filter(pk=place.pk).update(hours="9 to 20")

    stale = desk.post(address, {"name": place.name, "hours": "9 to 18", "seen": seen})
    anew = desk.post(address, {"name": place.name, "hours": "9 to 18", "seen": stale.context["form"]["seen"].value()})

    assert stale.status_code == 422
    assert "This was changed meanwhile" in stale.text
    assert anew.status_code == 302
    assert Place.objects.get().hours == "9 to 18"


def test_a_retired_place_is_offered_no_more_and_stays_where_it_was_agreed(desk, cast):
    place = library(cast)
    meeting = planned(cast, at=clock.now())
    agree_on(meeting, cast, starts_at=clock.now() + DAY, at=clock.now(), place=place, place_words="")

    desk.post(reverse("desk:retire_place", args=[place.pk]))

    assert "Eastside Library" not in desk.get(reverse("desk:places")).text
    assert "Eastside Library" in desk.get(meeting.desk_url).text
    assert "Eastside Library" not in desk.get(reverse("desk:plan") + f"?person={cast.person.pk}").text


@pytest.mark.parametrize(("who", "status"), [("lead", 200), ("outsider", 404), ("administrator", 404)])
def test_whoever_organizes_or_leads_there_changes_a_place_and_nobody_else(client, cast, who, status):
    place = library(cast)
    client.force_login(getattr(cast, who))

    assert client.get(reverse("desk:place", args=[place.pk])).status_code == status


def test_a_place_of_the_organization_is_offered_in_its_chapters_and_changed_only_above(desk, cast):
    place = add_place(chapter=cast.organization, place=PlaceWords(name="Union Hall"), by=cast.founder, at=NOW)

    assert "Union Hall" in desk.get(reverse("desk:places")).text
    assert "Union Hall" in desk.get(reverse("desk:plan") + f"?person={cast.person.pk}").text
    assert desk.get(reverse("desk:place", args=[place.pk])).status_code == 404


def test_a_place_of_another_chapter_is_not_offered(desk, cast):
    add_place(chapter=cast.sibling, place=PlaceWords(name="Hilltop Hall"), by=cast.outsider, at=NOW)

    assert "Hilltop Hall" not in desk.get(reverse("desk:plan") + f"?person={cast.person.pk}").text
    assert "Hilltop Hall" not in desk.get(reverse("desk:places")).text


def test_r019_a_one_on_one_is_agreed_for_a_known_place_with_a_word_where_exactly(desk, cast):
    place = library(cast)
    meeting = planned(cast, at=clock.now())
    day = clock.local_day(clock.now() + 2 * DAY, cast.chapter.zone).isoformat()
    said = {"on": day, "at": "18:00", "minutes": "45", "place": str(place.pk), "place_words": "by the door"}

    desk.post(reverse("desk:schedule", args=[meeting.pk]), said | {"mode": "in_person"})

    slot = Slot.objects.get()
    assert slot.place == place
    assert slot.where == "Eastside Library, by the door"


def test_r019_a_known_place_alone_is_enough(desk, cast):
    place = library(cast)
    day = clock.local_day(clock.now() + 2 * DAY, cast.chapter.zone).isoformat()
    said = {"kind": "introductory", "on": day, "at": "18:00", "minutes": "40", "place": str(place.pk)}

    desk.post(reverse("desk:plan") + f"?person={cast.person.pk}", said | {"entry": str(uuid.uuid4())})

    assert Slot.objects.get().where == "Eastside Library"


def test_r019_where_they_met_before_and_what_is_near_them_come_first(desk, cast):
    library(cast, "Aspen Café", is_quiet=True, is_private=True, is_public=True)
    library(cast, "Zion Hall", area="Eastside")
    before = library(cast, "Yarrow Garden")
    meeting = held(cast)
    Slot.objects.filter(meeting=meeting).update(place=before)
    lives = {"kind": "address", "value": "4 Elm Road, Eastside"}
    add_way(person=cast.person, chapter=cast.chapter, source="organizer", by=cast.organizer, at=NOW, **lives)

    form = desk.get(reverse("desk:plan") + f"?person={cast.person.pk}").context["form"]

    assert [words for _key, words in form.fields["place"].choices][1:] == [
        "Yarrow Garden – you met here before",
        "Zion Hall – near them",
        "Aspen Café – quiet, private enough to talk, public enough to be safe",
    ]
    assert form.initial["place"] == str(before.pk)


def test_a_place_that_is_only_proposed_makes_no_time_of_an_idea(desk, cast):
    place = library(cast, area="Eastside")
    lives = {"kind": "address", "value": "4 Elm Road, Eastside"}
    add_way(person=cast.person, chapter=cast.chapter, source="organizer", by=cast.organizer, at=NOW, **lives)
    address = reverse("desk:plan") + f"?person={cast.person.pk}"
    said = {"kind": "introductory", "place": str(place.pk), "entry": str(uuid.uuid4())}

    answer = desk.post(address, said)

    assert answer.status_code == 302
    assert not Slot.objects.exists()


def test_r020_by_phone_there_is_no_place_and_no_penalty(desk, cast):
    place = library(cast)
    meeting = planned(cast, at=clock.now())
    day = clock.local_day(clock.now() + 2 * DAY, cast.chapter.zone).isoformat()
    said = {"on": day, "at": "18:00", "minutes": "45", "place": str(place.pk), "mode": "phone"}

    desk.post(reverse("desk:schedule", args=[meeting.pk]), said | {"mode_reason": "She works nights."})

    slot = Slot.objects.get()
    assert (slot.mode, slot.place, slot.mode_reason) == ("phone", None, "She works nights.")


def test_f_a_first_one_on_one_at_a_home_is_gently_hinted_at_and_not_blocked(desk, cast):
    meeting = planned(cast, at=clock.now())
    day = clock.local_day(clock.now() + 2 * DAY, cast.chapter.zone).isoformat()
    said = {"on": day, "at": "18:00", "minutes": "45", "place_words": "at her place", "mode": "in_person"}

    page = desk.post(reverse("desk:schedule", args=[meeting.pk]), said, follow=True)

    assert Slot.objects.get().where == "at her place"
    assert "somewhere neither of you lives is easier for both" in page.text


# --- how it was ---


@pytest.fixture
def there(cast):
    """A one-on-one held in a place of the list."""
    meeting = held(cast)
    Slot.objects.filter(meeting=meeting).update(place=library(cast), place_words=b"")
    return meeting


def test_r019_how_a_place_was_is_said_in_one_tap(desk, there):
    asked = desk.get(there.desk_url).text

    desk.post(reverse("desk:rate_place", args=[there.pk]), {"good": "yes"})

    rating = PlaceRating.objects.get()
    assert "How was it to talk at" in asked
    assert (rating.was_quiet, rating.was_private, rating.was_safe) == (True, True, True)
    assert "How was it to talk at" not in desk.get(there.desk_url).text


def test_what_was_not_good_is_shown_to_whoever_looks_for_a_place(desk, there, cast):
    desk.post(reverse("desk:rate_place", args=[there.pk]), {"was_quiet": "no", "was_safe": "yes"})

    assert "quiet: 0 of 1" in desk.get(reverse("desk:places")).text
    rating = PlaceRating.objects.get()
    assert (rating.was_quiet, rating.was_private, rating.was_safe) == (False, None, True)


def test_a_place_nobody_met_in_is_not_rated(desk, cast):
    meeting = scheduled(cast)

    desk.post(reverse("desk:rate_place", args=[meeting.pk]), {"good": "yes"})

    assert not PlaceRating.objects.exists()


def test_nothing_of_a_map_is_loaded_until_it_is_opened(desk, cast):
    place = library(cast, address="12 Mill Street")

    page = desk.get(reverse("desk:place", args=[place.pk])).text

    assert '<a class="button small quiet" href="https://www.openstreetmap.org/search?query=12%20Mill%20Street"' in page
    assert page.count("openstreetmap.org") == 1


@pytest.mark.parametrize("rows", (1, 3))
def test_the_list_costs_the_same_with_one_and_three(desk, cast, cost, rows):
    for row in range(rows):
        library(cast, f"Library {row}")

    assert cost(desk, reverse("desk:places")) <= 9


@pytest.mark.parametrize("rows", (1, 3))
def test_planning_costs_the_same_with_one_and_three_places(desk, cast, cost, rows):
    for row in range(rows):
        library(cast, f"Library {row}")
    other = a_person(cast.organizer, cast.chapter, "Lena Bright")

    assert relationship_of(other, cast.organizer)
    assert cost(desk, reverse("desk:plan") + f"?person={other.pk}") <= 24


def test_a_place_retired_twice_is_retired_once(cast):
    place = library(cast)
    retire_place(place=place, by=cast.organizer, at=NOW)

    retire_place(place=place, by=cast.organizer, at=NOW + DAY)

    assert Place.objects.get().retired_at == NOW
