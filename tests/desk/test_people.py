"""The list of people, adding one, and adding several."""

import uuid

import pytest
from django.urls import reverse

from letstalk.followups.domain.contacts import log_contact
from letstalk.followups.words import Channel, ContactKind
from letstalk.people.domain.duplicates import look_for_duplicates
from letstalk.people.domain.fields import end_field
from letstalk.people.domain.said import write_down
from letstalk.people.domain.stages import set_stage
from letstalk.people.domain.tags import tag
from letstalk.people.models import LikelyPair, Membership, Person
from letstalk.people.words import SaidKind, Stage, TagKind
from tests.factories import AT, a_chapter, a_person, a_role, a_user, relationship_of
from tests.moments import DAY, NOW
from tests.support.fields import a_field, choice_named, say

PEOPLE = reverse("desk:people")
ADD = reverse("desk:add_person")
SEVERAL = reverse("desk:add_several")


def test_an_organizer_sees_their_own_people_and_nobody_else_s(cast, desk, on_the_day):
    stranger = a_person(cast.outsider, cast.sibling, "Someone Else")

    page = desk.get(PEOPLE).content.decode()

    assert cast.person.name in page
    assert stranger.name not in page


def test_a_lead_is_told_whose_a_person_is_but_not_when_they_last_spoke(cast, client, on_the_day):
    log_contact(
        relationship=cast.relationship,
        channel=Channel.CALL,
        kind=ContactKind.NON_ASK,
        by=cast.organizer,
        at=NOW - 3 * DAY,
    )
    client.force_login(cast.lead)

    page = client.get(PEOPLE).content.decode()

    assert cast.person.name in page
    assert "Rosa Marin" in page
    assert "days ago" not in page
    assert ADD not in page


def test_an_administrator_has_no_list_of_people(cast, client, on_the_day):
    client.force_login(cast.administrator)

    assert client.get(PEOPLE).status_code == 404
    assert client.get(ADD).status_code == 404
    assert client.get(SEVERAL).status_code == 404


def test_people_are_found_by_name_phone_stage_and_tag(cast, desk, on_the_day):
    other = a_person(cast.organizer, cast.chapter, "Zoë Ngata", phone="+12025550150")
    set_stage(person=other, chapter=cast.chapter, stage=Stage.MEMBER, by=cast.organizer, at=AT)
    tagging = tag(person=other, chapter=cast.chapter, kind=TagKind.ISSUE, name="night buses", by=cast.organizer, at=AT)

    for asked in ("q=zoe", "q=%2B12025550150", "stage=member", f"tag={tagging.tag_id}"):
        page = desk.get(f"{PEOPLE}?{asked}").content.decode()
        assert "Zoë Ngata" in page, asked
        assert cast.person.name not in page, asked


def test_a_broken_address_of_the_list_shows_everyone(cast, desk, on_the_day):
    page = desk.get(f"{PEOPLE}?stage=nonsense&tag=1&after=x").content.decode()

    assert cast.person.name in page


def test_the_filter_stands_above_the_list_as_a_sentence_each_part_of_it_left_out_by_a_link(cast, desk, on_the_day):
    set_stage(person=cast.person, chapter=cast.chapter, stage=Stage.MEMBER, by=cast.organizer, at=AT)

    page = desk.get(f"{PEOPLE}?stage=member&reach=phone").content.decode()

    assert "Members, with a phone on file" in page
    assert 'href="?stage=member"' in page and 'href="?reach=phone"' in page
    assert cast.person.name in page


def test_while_a_name_is_typed_nothing_offers_to_keep_or_take_out_more_than_is_shown(cast, desk, on_the_day):
    """A name is no part of the sentence, so without it more people would go into the file."""
    out = reverse("desk:take_out") + "?reach=phone"

    assert out in desk.get(f"{PEOPLE}?reach=phone").content.decode()
    assert out not in desk.get(f"{PEOPLE}?reach=phone&q=am").content.decode()


def test_where_nobody_fits_the_page_says_which_part_to_leave_out(cast, desk, on_the_day):
    page = desk.get(f"{PEOPLE}?stage=prospective&free=7").content.decode()

    assert "Leave out a part of the sentence" in page
    assert '<a href="?stage=prospective">without “<bdi>Free on: Sunday</bdi>”</a>: 1 person' in page


def test_a_lead_is_offered_no_part_that_only_an_organizer_knows_of(cast, client, on_the_day):
    client.force_login(cast.lead)

    page = client.get(f"{PEOPLE}?choose=1").content.decode()

    assert 'name="reach"' in page
    assert 'name="weeks"' not in page and 'name="invited"' not in page


def test_fifty_are_on_a_page_and_the_next_page_goes_on(cast, desk, on_the_day):
    for number in range(55):
        a_person(cast.organizer, cast.chapter, f"Person {number:02}")

    first = desk.get(PEOPLE)
    following = next(part for part in first.content.decode().split('"') if part.startswith("?after="))
    second = desk.get(PEOPLE + following)

    assert first.content.decode().count('class="main-link"') == 50
    assert second.content.decode().count('class="main-link"') == 6
    assert "56 people" in first.content.decode()


def test_the_cost_of_the_list_does_not_grow_with_the_people(cast, desk, on_the_day, cost):
    for_one = cost(desk, PEOPLE)
    a_person(cast.organizer, cast.chapter, "June Park")
    a_person(cast.organizer, cast.chapter, "Marcus Bell")

    assert cost(desk, PEOPLE) == for_one


def test_one_name_is_enough_and_the_form_sent_twice_adds_one_person(cast, desk, on_the_day):
    told = {"name": "🌻 Sol", "phone": "", "email": "", "entry": str(uuid.uuid4())}

    first = desk.post(ADD, told)
    second = desk.post(ADD, told)

    added = Person.objects.get(name="🌻 Sol")
    assert first["Location"] == second["Location"] == added.desk_url
    assert relationship_of(added, cast.organizer)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [("name", " ", "Write a name"), ("phone", "12", "phone number"), ("email", "june@", "email")],
)
def test_bad_input_is_told_beside_its_field_and_nothing_typed_is_lost(desk, on_the_day, field, value, sentence):
    told = {"name": "June Park", "phone": "+12025550151", "email": "june@example.org", "pronouns": "she/her"}

    answer = desk.post(ADD, told | {field: value})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert sentence in page
    assert "she/her" in page
    assert not Person.objects.filter(name="June Park").exists()


def test_a_taken_phone_asks_whether_they_share_it(cast, desk, on_the_day):
    told = {"name": "Nadia Okafor", "phone": "+12025550143", "email": ""}

    asked = desk.post(ADD, told)
    shared = desk.post(ADD, told | {"is_shared": "on"})

    assert asked.status_code == 422
    assert cast.person.desk_url in asked.content.decode()
    assert 'name="is_shared"' in asked.content.decode()
    assert shared.status_code == 302


def test_whoever_may_be_here_already_is_shown_before_anything_is_added_and_asked_about_once(cast, desk, on_the_day):
    """Duplicates are found on entry by the same weights as at night; "not the same" is remembered."""
    here = a_person(cast.organizer, cast.chapter, "June Park", email="june@example.org")
    told = {"name": "JUNE Párk", "entry": str(uuid.uuid4())}

    asked = desk.post(ADD, told)
    shown = asked.content.decode()
    answer = desk.post(ADD, told | {"other_than": str(here.pk)})

    assert (asked.status_code, answer.status_code) == (422, 302)
    assert "Is this the same person?" in shown and here.desk_url in shown and f'value="{here.pk}"' in shown
    look_for_duplicates(chapter=cast.chapter, at=AT)
    assert LikelyPair.objects.get().different_by == cast.organizer


def test_on_entry_nobody_out_of_sight_is_ever_shown(cast, desk, on_the_day):
    a_person(cast.outsider, cast.sibling, "June Park", email="june@example.org")

    assert desk.post(ADD, {"name": "June Park", "email": "june@example.org"}).status_code == 302


def test_an_organizer_of_several_chapters_says_which(cast, desk, on_the_day):
    second = a_chapter(cast.organization, "Lakeside")
    a_role(cast.organizer, second)

    desk.post(ADD, {"name": "June Park", "chapter": str(second.pk)})
    elsewhere = desk.post(ADD, {"name": "Marcus Bell", "chapter": str(cast.sibling.pk)})

    assert Person.objects.get(name="June Park").chapter == second
    assert elsewhere.status_code == 422


def test_several_people_are_looked_over_and_then_added_once(cast, desk, on_the_day):
    lines = "June Park, +1 202 555 0152\nmarcus@example.org Marcus Bell\nחנה"
    entry = str(uuid.uuid4())

    preview = desk.post(SEVERAL, {"lines": lines, "entry": entry})
    assert preview.status_code == 200
    assert "3 people are ready" in preview.content.decode()
    assert Person.objects.count() == 1

    desk.post(SEVERAL, {"lines": lines, "entry": entry, "save": "1"})
    desk.post(SEVERAL, {"lines": lines, "entry": entry, "save": "1"})

    assert set(Person.objects.values_list("name", flat=True)) == {
        cast.person.name,
        "June Park",
        "Marcus Bell",
        "חנה",
    }


def test_a_line_that_cannot_be_read_stays_to_be_mended(cast, desk, on_the_day):
    lines = "June Park, june@\nMarcus Bell"

    answer = desk.post(SEVERAL, {"lines": lines, "save": "1"})
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "June Park, june@" in page
    assert not Person.objects.filter(name__startswith="June").exists()
    assert Person.objects.filter(name="Marcus Bell").exists()


def test_nothing_pasted_is_said_kindly(desk, on_the_day):
    answer = desk.post(SEVERAL, {"lines": ""})

    assert answer.status_code == 422
    assert "at least one name" in answer.content.decode()


def test_r060_the_list_finds_whom_one_has_not_spoken_with_for_weeks(cast, desk, at_hour):
    at = at_hour(NOW + 40 * DAY)
    spoken = a_person(cast.organizer, cast.chapter, "Spoken With")
    log_contact(
        relationship=relationship_of(spoken, cast.organizer),
        channel="call",
        kind="non_ask",
        by=cast.organizer,
        at=at - 3 * DAY,
    )

    page = desk.get("/people/?weeks=4").content.decode()

    assert "Amina Okafor" in page
    assert "Spoken With" not in page


def test_the_list_finds_who_said_they_are_free_on_a_day_monday_too(cast, desk, on_the_day):
    a_person(cast.organizer, cast.chapter, "Not Asked")
    told = {SaidKind.TIME: ["0 evening"]}
    write_down(person=cast.person, chapter=cast.chapter, said=told, source="their page", by=cast.organizer, at=AT)

    page = desk.get("/people/?free=1").content.decode()

    assert cast.person.name in page
    assert "Not Asked" not in page
    assert 'name="free" value="1"' in page
    assert '<option value="1" selected>Monday</option>' in desk.get("/people/?free=1&choose=1").content.decode()


def test_the_list_finds_by_a_choice_and_by_yes_or_no_what_the_viewer_may_read(cast, desk, client, on_the_day):
    size = a_field(cast.organization, "Shirt size", "choice", choices=["Small", "Large"])
    ride = a_field(cast.chapter, "Needs a ride", "yes_no")
    ben = a_person(cast.organizer, cast.chapter, "Ben Ito")
    say(cast, size, "Large")
    say(cast, ride, "no")
    say(cast, ride, "yes", person=ben)
    large, yes = f"{size.pk.hex}:{choice_named(size, 'Large').replace('-', '')}", f"{ride.pk.hex}:yes"

    def found(browser, code):
        page = browser.get(PEOPLE, {"field": code}).text
        return {name for name in ("Amina Okafor", "Ben Ito") if name in page}

    page = desk.get(PEOPLE, {"field": large, "choose": "1"}).text
    assert f'<option value="{large}" selected>Shirt size: Large</option>' in page
    assert f'value="{yes}"' in page
    assert (found(desk, large), found(desk, yes)) == ({"Amina Okafor"}, {"Ben Ito"})
    client.force_login(a_role(a_user("Lena Bright"), cast.sibling, "lead"))
    Membership.objects.create(person=cast.person, chapter=cast.sibling, since=AT)
    assert found(client, large) == set()
    end_field(field=size, by=cast.lead, at=AT)
    assert found(desk, large) == set()
    assert "not there any more" in desk.get(PEOPLE, {"field": large}).text
