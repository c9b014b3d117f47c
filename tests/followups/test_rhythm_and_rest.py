"""Rhythms per person, group and stage, a rest until a day, news for calls, and who else spoke with them (b.5, C-6)."""

from datetime import date

import pytest

from letstalk.followups import timings
from letstalk.followups.domain.contacts import log_contact
from letstalk.followups.domain.news import end_news, write_news
from letstalk.followups.domain.resting import end_rest, rest_until
from letstalk.followups.domain.rhythm import set_group_rhythm
from letstalk.followups.models import FollowUp
from letstalk.followups.queries import news_for, person_page, today_page
from letstalk.followups.sweeps import end_rests
from letstalk.followups.words import Channel, ContactKind
from letstalk.kit.refusal import NothingWritten
from letstalk.people.access import relationships_with
from letstalk.people.domain.relationships import set_cadence, take_on
from letstalk.people.domain.stages import set_stage
from letstalk.people.domain.tags import tag
from letstalk.people.models import Membership
from letstalk.people.words import Stage, TagKind
from tests.factories import a_role, a_user
from tests.moments import DAY, HOUR, NOW, held

pytestmark = pytest.mark.django_db


def spoke(cast, *, relationship=None, kind=ContactKind.NON_ASK, at=NOW) -> None:
    one = relationship or cast.relationship
    log_contact(relationship=one, channel=Channel.CALL, kind=kind, by=one.organizer, at=at)


def is_due(cast, days: int) -> bool:
    return bool(today_page(cast.organizer, at=NOW + days * DAY + HOUR).check_ins)


def stage_of(cast) -> str:
    return Membership.objects.get(person=cast.person, chapter=cast.chapter).stage


@pytest.mark.parametrize(
    ("own", "group", "due_after"),
    [(None, None, 28), (None, 10, 10), (5, 10, 5), (40, 10, 40), (None, 60, 60)],
)
def test_r060_the_rhythm_is_that_of_the_two_then_of_their_group_then_of_their_stage(cast, own, group, due_after):
    set_stage(person=cast.person, chapter=cast.chapter, stage=Stage.CONNECTED, by=cast.organizer, at=NOW)
    set_cadence(relationship=cast.relationship, every_days=own, by=cast.organizer, at=NOW)
    team = tag(person=cast.person, chapter=cast.chapter, kind=TagKind.SKILL, name="bus team", by=cast.organizer, at=NOW)
    set_group_rhythm(tag=team.tag, every_days=group, by=cast.lead, at=NOW)
    spoke(cast)

    assert (is_due(cast, due_after), is_due(cast, due_after + 1)) == (False, True)


def test_a_group_s_rhythm_can_be_taken_off_again(cast):
    team = tag(person=cast.person, chapter=cast.chapter, kind=TagKind.SKILL, name="bus team", by=cast.organizer, at=NOW)
    spoke(cast)
    set_group_rhythm(tag=team.tag, every_days=3, by=cast.lead, at=NOW)
    before = is_due(cast, 5)

    set_group_rhythm(tag=team.tag, every_days=None, by=cast.lead, at=NOW)

    assert (before, is_due(cast, 5)) == (True, False)


@pytest.mark.parametrize("every", [0, 731])
def test_a_rhythm_no_one_could_keep_is_refused(cast, every):
    team = tag(person=cast.person, chapter=cast.chapter, kind=TagKind.SKILL, name="bus team", by=cast.organizer, at=NOW)

    with pytest.raises(NothingWritten):
        set_group_rhythm(tag=team.tag, every_days=every, by=cast.lead, at=NOW)


def test_c6_whoever_rests_is_asked_for_by_no_rhythm_until_the_agreed_day(cast):
    held(cast)
    set_cadence(relationship=cast.relationship, every_days=5, by=cast.organizer, at=NOW)

    rest_until(relationship=cast.relationship, until_on=date(2026, 5, 1), by=cast.organizer, at=NOW + 3 * DAY)
    resting = stage_of(cast), is_due(cast, 40), end_rests(at=NOW + 50 * DAY)
    waits = FollowUp.objects.get(step=timings.CHECK_IN).due_at
    back = end_rests(at=NOW + 60 * DAY)

    assert resting == (Stage.RESTING, False, 0)
    assert waits.isoformat() == "2026-05-01T05:00:00+00:00"
    assert (back, stage_of(cast), is_due(cast, 61)) == (1, Stage.CONNECTED, True)


def test_c6_after_a_rest_a_call_just_to_talk_is_due_once(cast):
    rest = rest_until(relationship=cast.relationship, until_on=date(2026, 3, 20), by=cast.organizer, at=NOW)

    for _ in range(2):
        end_rest(rest=rest, by=cast.organizer, at=NOW + 5 * DAY)

    assert FollowUp.objects.open().filter(step=timings.CHECK_IN).count() == 1


def test_whoever_moved_on_meanwhile_is_not_put_back(cast):
    rest_until(relationship=cast.relationship, until_on=date(2026, 3, 20), by=cast.organizer, at=NOW)
    set_stage(person=cast.person, chapter=cast.chapter, stage=Stage.LEADER, by=cast.organizer, at=NOW + DAY)

    end_rests(at=NOW + 30 * DAY)

    assert stage_of(cast) == Stage.LEADER
    assert not FollowUp.objects.filter(step=timings.CHECK_IN).exists()


def test_a_rest_said_again_has_the_new_day_and_one_in_the_past_is_refused(cast):
    for day in (date(2026, 3, 20), date(2026, 4, 20)):
        rest = rest_until(relationship=cast.relationship, until_on=day, by=cast.organizer, at=NOW)

    with pytest.raises(NothingWritten):
        rest_until(relationship=cast.relationship, until_on=NOW.date(), by=cast.organizer, at=NOW)

    assert (rest.until_on, rest.stage_before) == (date(2026, 4, 20), Stage.PROSPECTIVE)


def test_r062_news_of_the_chapter_and_the_organization_is_there_for_every_call_below(cast):
    write_news(chapter=cast.organization, words="We won the night bus.", by=cast.founder, at=NOW)
    own = write_news(chapter=cast.chapter, words="The library opens on Sundays.", by=cast.lead, at=NOW + DAY)
    write_news(chapter=cast.sibling, words="Hilltop's own.", by=cast.founder, at=NOW)

    told = [news.words for news in news_for(cast.chapter)]
    end_news(news=own, by=cast.lead, at=NOW + 2 * DAY)

    assert told == ["The library opens on Sundays.", "We won the night bus."]
    assert [news.words for news in news_for(cast.chapter)] == ["We won the night bus."]


def page_for(cast, user, at=NOW + DAY):
    return person_page(user, cast.person, relationships_with(cast.person), at=at)


def test_r061_when_most_were_asks_a_call_just_to_talk_comes_first(cast):
    for kind in (ContactKind.NON_ASK, ContactKind.ASK, ContactKind.ASK):
        spoke(cast, kind=kind)
    before = page_for(cast, cast.organizer).just_talk_first
    for _ in range(4):
        spoke(cast, at=NOW + HOUR)

    assert before is True
    assert page_for(cast, cast.organizer).just_talk_first is False


def test_someone_spoke_with_them_is_told_inside_the_chapter_and_for_a_week_and_never_what(cast):
    noor = a_role(a_user("Noor Haddad", email="noor@example.org"), cast.chapter)
    hers = take_on(person=cast.person, chapter=cast.chapter, organizer=noor, by=noor, at=NOW)
    log_contact(
        relationship=hers, channel=Channel.CALL, kind=ContactKind.NON_ASK, words="about her mother", by=noor, at=NOW
    )

    this_week, later = page_for(cast, cast.organizer), page_for(cast, cast.organizer, at=NOW + 8 * DAY)

    assert (this_week.others_spoke, later.others_spoke) == (True, False)
    assert this_week.story == []
    assert this_week.last_contact_at is None


def test_a_contact_made_in_another_chapter_does_not_exist_here(cast):
    there = take_on(person=cast.person, chapter=cast.sibling, organizer=cast.outsider, by=cast.outsider, at=NOW)
    spoke(cast, relationship=there)

    assert page_for(cast, cast.organizer).others_spoke is False
    assert page_for(cast, cast.outsider).others_spoke is False
