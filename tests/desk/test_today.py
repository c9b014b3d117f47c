"""Today: what is due, in the order of what matters, each one tap from done."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from letstalk.accounts.models import User
from letstalk.commitments.domain.agreeing import agree
from letstalk.commitments.domain.promises import make_promise
from letstalk.commitments.models import Promise
from letstalk.commitments.validators import Terms
from letstalk.followups.domain.contacts import log_contact
from letstalk.followups.words import Channel, ContactKind
from letstalk.kit import clock
from letstalk.people.domain.consent import stop_everything
from letstalk.people.words import RoleKind
from tests.factories import a_person, a_role, a_user, relationship_of
from tests.moments import DAY, FIRM, HOUR, NOW, debriefed, held, scheduled

TODAY = reverse("desk:today")


def promise(cast, words: str, *, days_ago: int) -> Promise:
    at = NOW - timedelta(days=days_ago)
    return make_promise(relationship=cast.relationship, words=words, by=cast.organizer, at=at)


def order_of(page: str, *words: str) -> list[str]:
    return sorted(words, key=page.index)


@pytest.mark.parametrize(
    ("hour", "greeting"), [(13, "Good morning"), (19, "Good afternoon"), (26, "Good evening"), (7, "Good evening")]
)
def test_the_greeting_follows_the_hour_where_the_organizer_is(desk, at_hour, hour, greeting):
    midnight = NOW.replace(hour=0)
    at_hour(midnight + timedelta(hours=hour))

    page = desk.get(TODAY).content.decode()

    assert f"{greeting}, <bdi>Rosa</bdi>" in page


def test_late_promises_come_first_and_the_rest_in_the_order_of_the_method(cast, desk, at_hour):
    """R-057; the order of Today."""
    other = a_person(cast.organizer, cast.chapter, "June Park")
    log_contact(
        relationship=relationship_of(other, cast.organizer),
        channel=Channel.CALL,
        kind=ContactKind.NON_ASK,
        by=cast.organizer,
        at=NOW - 60 * DAY,
    )
    type(other.memberships.get()).objects.filter(person=other).update(stage="participating")
    held(cast)
    agree(relationship=cast.relationship, terms=FIRM, by=cast.organizer, at=NOW)
    at_hour(NOW + 13 * DAY)
    promise(cast, "Send the childcare list", days_ago=20)
    make_promise(
        relationship=cast.relationship, words="Bring a story", by=cast.organizer, at=NOW + 7 * DAY, due_on=None
    )

    page = desk.get(TODAY).content.decode()
    listed = page[page.index("Follow up</h2>") :]

    expected = ["Send the childcare list", "Bring a story", ">Thank ", "bring two neighbours", "June Park"]
    assert order_of(listed, *expected) == expected


def test_a_promise_is_kept_in_one_tap_and_twice_is_once(cast, desk, on_the_day):
    owed = promise(cast, "Send the list", days_ago=9)
    keep = reverse("desk:keep_promise", args=[owed.pk]) + "?back=today"
    assert keep in desk.get(TODAY).content.decode()

    first = desk.post(keep)
    second = desk.post(keep, follow=True)

    assert (first.status_code, first["Location"]) == (302, TODAY)
    assert owed.outcomes.count() == 1
    assert "already marked" in second.content.decode()


def test_the_debrief_is_one_tap_away(cast, desk, at_hour):
    meeting = scheduled(cast)
    at_hour(NOW + DAY + HOUR)

    page = desk.get(TODAY).content.decode()

    assert reverse("field:debrief", args=[meeting.pk]) in page


def test_the_next_one_on_one_offers_to_start_prepare_and_say_one_is_late(cast, desk, at_hour):
    meeting = scheduled(cast)
    at_hour(NOW + DAY - HOUR)

    page = desk.get(TODAY).content.decode()

    assert "in 1 h" in page
    assert reverse("field:card", args=[meeting.pk]) in page
    assert reverse("field:prepare", args=[meeting.pk]) in page
    assert "sms:+12025550143?&amp;body=Hi%20Amina" in page


@pytest.mark.parametrize(("after", "is_next"), [(HOUR, True), (3 * HOUR, False), (3 * DAY, False)])
def test_an_agreed_time_is_the_next_one_on_one_until_two_hours_after_it(cast, desk, at_hour, after, is_next):
    meeting = scheduled(cast)
    at_hour(NOW + DAY + after)

    page = desk.get(TODAY)

    assert (page.context["day"].next == meeting) is is_next
    assert page.context["day"].to_write_up == [meeting]


def test_l1_nobody_who_asked_to_be_left_alone_is_offered_for_a_call(cast, desk, at_hour):
    scheduled(cast)
    stop_everything(person=cast.person, chapter=cast.chapter, how="call", words="Please stop", by=None, at=NOW)
    at_hour(NOW + DAY - HOUR)

    page = desk.get(TODAY).content.decode()

    assert "sms:" not in page
    assert "tel:" not in page


def test_the_first_day_says_how_to_begin(cast, client, on_the_day):
    newcomer = a_role(a_user("Nadia Aziz", email="nadia@example.org"), cast.chapter)
    client.force_login(newcomer)

    page = client.get(TODAY).content.decode()

    assert reverse("desk:add_person") in page
    assert reverse("desk:method") in page


def test_an_administrator_is_shown_chapters_and_no_people(cast, client, on_the_day):
    client.force_login(cast.administrator)

    page = client.get(TODAY).content.decode()

    assert reverse("desk:add_person") not in page
    assert cast.person.name not in page


def test_one_s_own_name_is_asked_once_and_kept(cast, client, on_the_day):
    nameless = a_role(a_user("", email="new@example.org"), cast.chapter, RoleKind.ORGANIZER)
    client.force_login(nameless)
    assert 'name="name"' in client.get(TODAY).content.decode()

    empty = client.post(reverse("desk:own_name"), {"name": "  "})
    told = client.post(reverse("desk:own_name"), {"name": "Nadia Aziz"}, follow=True)

    assert empty.status_code == 422
    assert User.objects.get(pk=nameless.pk).name == "Nadia Aziz"
    assert 'name="name"' not in told.content.decode()


def test_counts_are_said_as_counts_and_never_as_percentages(cast, desk, at_hour):
    debriefed(cast)
    at_hour(NOW + 2 * DAY)

    page = desk.get(TODAY).content.decode()

    assert not re.search(r"\d\s*%", re.sub(r"<[^>]+>", "", page))


def test_the_cost_of_today_does_not_grow_with_the_people(cast, desk, on_the_day, cost):
    busy_with(cast, "June Park")
    for_one = cost(desk, TODAY)

    busy_with(cast, "Dolores Kims")
    busy_with(cast, "Marcus")

    assert cost(desk, TODAY) == for_one


def busy_with(cast, name: str) -> None:
    """A late promise, an outcome to ask for and a phone."""
    person = a_person(cast.organizer, cast.chapter, name, phone=f"+120255501{50 + len(name)}")
    relationship = relationship_of(person, cast.organizer)
    make_promise(relationship=relationship, words="Bring a map", by=cast.organizer, at=NOW - 9 * DAY)
    terms = Terms(what="come", goal="came", on=clock.local_day(NOW, "UTC"), time=FIRM.time)
    agree(relationship=relationship, terms=terms, by=cast.organizer, at=NOW - DAY)
