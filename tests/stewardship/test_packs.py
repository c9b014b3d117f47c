"""Taking up a campaign from its pack: every room its section, all of it or nothing (R-006, R-008, R-084)."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError

from letstalk.campaigns.domain.adopt import AlreadyAdopted
from letstalk.campaigns.models import Action, Ask, Campaign
from letstalk.campaigns.pack_format import dump_pack, load_pack
from letstalk.followups.models import Timing
from letstalk.followups.timings import hours_after
from letstalk.guides.models import AgendaTemplate, Guide, GuideVersion
from letstalk.journal.models import Entry
from letstalk.stewardship.domain.first_visit import shipped_pack
from letstalk.stewardship.domain.packs import UnreadablePack, adopt_pack
from tests.moments import NOW

pytestmark = pytest.mark.django_db

FIRST_ON = date(2026, 3, 1)


def taken_up(cast, pack=None, **more) -> Campaign:
    more = {"chapter": cast.chapter, "first_on": FIRST_ON, "by": cast.founder, "at": NOW} | more
    return adopt_pack(pack=pack or shipped_pack(), **more)


def test_r008_every_section_of_the_pack_becomes_rows_of_the_chapter(cast):
    pack = shipped_pack()

    campaign = taken_up(cast)

    assert (campaign.name, campaign.hashtag, campaign.link) == (
        "10 Actions / 100 Days",
        "#WhyWeResist",
        "www.womensmarch.com/whyweresist",
    )
    assert Action.objects.filter(campaign=campaign).count() == 10
    assert Ask.objects.filter(campaign=campaign, chapter=cast.chapter).count() == len(pack.asks)
    assert Guide.objects.filter(campaign=campaign).count() == len(pack.guides)
    assert GuideVersion.objects.count() == len(pack.guides)
    assert AgendaTemplate.objects.filter(campaign=campaign).count() == len(pack.agenda_templates)


def test_the_same_from_its_text_and_the_text_is_kept_to_be_exported(cast):
    campaign = taken_up(cast, dump_pack(shipped_pack()))

    assert load_pack(campaign.pack) == shipped_pack()


def test_r006_every_agenda_carries_credit_and_licence(cast):
    taken_up(cast)

    without = AgendaTemplate.objects.filter(credit="") | AgendaTemplate.objects.filter(licence="")

    assert list(without) == []


def test_r083_the_words_a_pack_leaves_open_are_filled_in_asks_and_agendas(cast):
    taken_up(cast)

    texts = [ask.title for ask in Ask.objects.all()] + [
        point for agenda in AgendaTemplate.objects.all() for section in agenda.sections for point in section["points"]
    ]

    assert "Join our huddle" in texts
    assert [text for text in texts if "{" in text] == []


def test_b4_the_packs_timings_are_the_chapters_and_what_it_set_itself_stays(cast):
    Timing.objects.create(chapter=cast.chapter, step="check_in", hours=10 * 24)

    taken_up(cast)

    hours = hours_after(cast.chapter)
    assert (hours["thank_you"], hours["keep_promises"], hours["check_in"], hours["beyond_team"]) == (
        48,
        7 * 24,
        10 * 24,
        90 * 24,
    )


def test_a_campaign_is_taken_up_once_and_a_second_try_leaves_nothing(cast):
    taken_up(cast)
    before = (Ask.objects.count(), Guide.objects.count(), Entry.objects.count())

    with pytest.raises(AlreadyAdopted):
        taken_up(cast)

    assert (Ask.objects.count(), Guide.objects.count(), Entry.objects.count()) == before


def test_another_chapter_takes_the_same_campaign_up_on_a_day_of_its_own(cast):
    taken_up(cast)

    beside = taken_up(cast, chapter=cast.sibling, first_on=date(2026, 4, 1))

    assert (beside.chapter, beside.first_on) == (cast.sibling, date(2026, 4, 1))


def test_a_text_that_is_no_pack_says_every_line_to_put_right_and_leaves_nothing(cast):
    with pytest.raises(UnreadablePack) as refused:
        taken_up(cast, "letstalk_pack: 1\ncampaign:\n  key: Not A Key\n")

    assert [error.line for error in refused.value.errors] == [3, 3]
    assert Campaign.objects.count() == 0


def test_a_room_that_fails_takes_the_others_back(cast):
    pack = shipped_pack()
    twice = replace(pack, agenda_templates=(pack.agenda_templates[0], pack.agenda_templates[0]))

    with pytest.raises(IntegrityError):
        taken_up(cast, twice)

    assert (Campaign.objects.count(), Ask.objects.count(), Guide.objects.count()) == (0, 0, 0)
