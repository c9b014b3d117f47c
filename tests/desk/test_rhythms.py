"""The pages of rhythms, rests and news for calls."""

import uuid

from django.urls import reverse

from letstalk.followups import timings
from letstalk.followups.domain.items import add
from letstalk.followups.models import News, Rest, TagCadence
from letstalk.people.domain.tags import tag
from letstalk.people.words import TagKind
from tests.moments import NOW


def of_person(cast, name: str) -> str:
    return reverse(f"desk:{name}", args=[cast.person.pk])


def of_chapter(cast, name: str) -> str:
    return reverse(f"desk:{name}", args=[cast.chapter.pk])


def test_the_two_choose_how_often_they_talk(cast, desk, on_the_day):
    desk.post(of_person(cast, "own_rhythm"), {"every_days": "10"})
    page = desk.get(cast.person.desk_url).content.decode()
    refused = desk.post(of_person(cast, "own_rhythm"), {"every_days": "0"})

    assert "talk every 10 days" in page
    assert refused.status_code == 422


def test_c6_a_rest_is_agreed_shown_and_ended(cast, desk, on_the_day):
    desk.post(of_person(cast, "rest"), {"until_on": "2026-05-01"})
    resting = desk.get(cast.person.desk_url).content.decode()
    desk.post(of_person(cast, "rest"), {"back": "1"})

    assert "resting until 1 May 2026" in resting
    assert Rest.objects.get().ended_at == on_the_day


def test_a_rest_that_ends_before_it_begins_is_asked_for_again(cast, desk, on_the_day):
    answer = desk.post(of_person(cast, "rest"), {"until_on": "2026-01-01"})

    assert answer.status_code == 422
    assert "Choose a day that is still to come." in answer.content.decode()


def test_a_lead_sets_the_rhythm_of_a_group(cast, client, on_the_day):
    team = tag(person=cast.person, chapter=cast.chapter, kind=TagKind.SKILL, name="bus team", by=cast.organizer, at=NOW)
    client.force_login(cast.lead)

    client.post(of_chapter(cast, "group_rhythm"), {"tag": str(team.tag.pk), "every_days": "10"})
    page = client.get(of_chapter(cast, "group_rhythm")).content.decode()
    client.post(of_chapter(cast, "group_rhythm"), {"tag": str(team.tag.pk), "every_days": ""})

    assert "bus team" in page
    assert "every 10 days" in page
    assert not TagCadence.objects.exists()


def test_r062_a_lead_writes_news_once_and_whoever_calls_finds_it(cast, client, on_the_day):
    client.force_login(cast.lead)
    told = {"words": "We won the night bus.", "entry": str(uuid.uuid4())}
    for _ in range(2):
        client.post(of_chapter(cast, "call_news"), told)
    call = add(relationship=cast.relationship, step=timings.BEYOND_TEAM, due_at=NOW, when_possible=True, at=NOW)
    client.force_login(cast.organizer)

    on_the_call = client.get(reverse("desk:follow_up_done", args=[call.pk])).content.decode()
    from_a_list = client.get(of_person(cast, "log_contact")).content.decode()

    assert News.objects.count() == 1
    assert "We won the night bus." in on_the_call
    assert "We won the night bus." in from_a_list


def test_r064_a_call_beyond_the_team_is_never_red_and_leads_to_what_there_is_to_tell(cast, desk, at_hour):
    call = add(relationship=cast.relationship, step=timings.BEYOND_TEAM, due_at=NOW, when_possible=True, at=NOW)
    at_hour(NOW.replace(month=9))

    page = desk.get(reverse("desk:today")).content.decode()

    assert "When possible" in page
    assert "chip late" not in page
    assert reverse("desk:follow_up_done", args=[call.pk]) in page


def test_news_that_is_over_is_told_no_more(cast, client, on_the_day):
    client.force_login(cast.lead)
    client.post(of_chapter(cast, "call_news"), {"words": "We won the night bus."})

    client.post(of_chapter(cast, "call_news"), {"end": str(News.objects.get().pk)})

    assert "We won the night bus." not in client.get(of_chapter(cast, "call_news")).content.decode()
