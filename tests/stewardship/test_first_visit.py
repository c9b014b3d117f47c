"""The first visit: one page, and everything an organizer needs on the first day is there."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from letstalk.accounts.models import User
from letstalk.campaigns.models import Campaign
from letstalk.campaigns.queries import asks_for, current_campaign
from letstalk.followups.timings import hours_after
from letstalk.guides.queries import agenda_for, report_guide_version
from letstalk.guides.words import MeetingKind
from letstalk.people.access import home_chapter
from letstalk.people.models import Chapter, Role
from letstalk.people.words import RoleKind
from letstalk.stewardship.domain.first_visit import AlreadySetUp, set_up

pytestmark = pytest.mark.django_db

# Late on the first evening in Chicago, when it is the second of March in UTC.
AT = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)
FILLED_IN = {
    "chapter_name": "Eastside Huddle",
    "email": "rosa@example.org",
    "password": "a long enough phrase",
    "zone": "America/Chicago",
    "at": AT,
}


def test_the_organization_takes_the_chapters_name_and_the_first_account_all_three_roles():
    rosa = set_up(**FILLED_IN)

    chapter = Chapter.objects.get()
    assert (chapter.name, chapter.parent, chapter.zone, chapter.is_demo) == (
        "Eastside Huddle",
        None,
        "America/Chicago",
        False,
    )
    assert set(Role.objects.filter(user=rosa, chapter=chapter).values_list("kind", flat=True)) == set(RoleKind)
    assert home_chapter(rosa) == chapter


def test_r008_the_shipped_campaign_is_taken_up_from_that_day_in_the_chapters_own_zone():
    set_up(**FILLED_IN)

    campaign = current_campaign(Chapter.objects.get(), AT)
    assert campaign is not None
    assert (campaign.name, campaign.first_on, campaign.length_days) == ("10 Actions / 100 Days", date(2026, 3, 1), 100)


def test_r033_r047_r091_r095_asks_agendas_report_form_and_timings_are_there():
    set_up(**FILLED_IN)

    chapter = Chapter.objects.get()
    assert [ask.letter for ask in asks_for(chapter, AT)] == ["a", "b", "c", "d", "e"]
    assert [kind for kind in MeetingKind if agenda_for(kind, chapter) is None] == []
    assert report_guide_version(chapter) is not None
    assert hours_after(chapter)["thank_you"] == 48


def test_a_second_first_visit_is_refused_and_changes_nothing():
    set_up(**FILLED_IN)

    with pytest.raises(AlreadySetUp):
        set_up(**FILLED_IN | {"chapter_name": "Another", "email": "someone@example.org"})

    assert (Chapter.objects.count(), User.objects.count(), Campaign.objects.count()) == (1, 1, 1)


def test_the_same_form_sent_twice_says_that_it_is_set_up_not_that_the_email_is_taken():
    set_up(**FILLED_IN)

    with pytest.raises(AlreadySetUp):
        set_up(**FILLED_IN)


@pytest.mark.parametrize("wrong", [{"email": "rosa at home"}, {"password": "short"}, {"zone": "Middle/Earth"}])
def test_what_will_not_do_leaves_nothing_behind(wrong):
    with pytest.raises(ValidationError):
        set_up(**FILLED_IN | wrong)

    assert (Chapter.objects.count(), User.objects.count(), Campaign.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(("zone", "region"), [("Europe/Berlin", "DE"), ("America/Chicago", "US"), ("UTC", "US")])
def test_phone_numbers_are_read_as_in_the_country_of_the_time_zone(zone, region):
    set_up(**FILLED_IN | {"zone": zone})

    assert Chapter.objects.get().region == region
