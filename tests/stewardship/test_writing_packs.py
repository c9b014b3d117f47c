"""A campaign written out again says what stands in its rows now, and the same text again wherever it goes (R-084)."""

import random
import uuid
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from letstalk.accounts.models import User
from letstalk.campaigns.domain.asks import add_ask, retire_ask
from letstalk.campaigns.domain.strategy import write_strategy
from letstalk.campaigns.models import Ask, Campaign
from letstalk.campaigns.pack_format import dump_pack, load_pack
from letstalk.campaigns.validators import AskSuits, AskWords
from letstalk.campaigns.words import StrategyPart
from letstalk.followups.domain.rhythm import set_rhythm
from letstalk.guides.domain.templates import copy_guide, copy_template, retire_template, rewrite_template
from letstalk.guides.models import AgendaTemplate, Guide, GuideVersion
from letstalk.people.models import Chapter
from letstalk.people.words import Motive
from letstalk.stewardship.domain.first_visit import shipped_pack
from letstalk.stewardship.domain.packs import adopt_anew, adopt_pack, write_pack
from tests.moments import NOW

pytestmark = pytest.mark.django_db

FIRST_ON = date(2026, 3, 1)
WHOLE = Path(__file__).parent.parent / "cases" / "packs" / "whole-campaign.yaml"


def taken_up(cast, pack=None, **more) -> Campaign:
    more = {"chapter": cast.chapter, "first_on": FIRST_ON, "by": cast.founder, "at": NOW} | more
    return adopt_pack(pack=pack or shipped_pack(), **more)


def written(campaign) -> str:
    return write_pack(campaign=campaign, at=NOW)


def agenda_of(campaign, key="why-we-resist") -> AgendaTemplate:
    return AgendaTemplate.objects.get(campaign=campaign, key=key)


def changed_everywhere(campaign: Campaign, chapter: Chapter, by: User) -> None:
    """What a chapter does to a campaign in some weeks, in every room."""
    more = {"chapter": chapter, "by": by, "at": NOW}
    add_ask(words=AskWords(title="Come to the <b>tenants’</b> meeting {soon}", place="Library, room 2"), **more)
    retire_ask(ask=Ask.objects.get(campaign=campaign, key="b"), by=by, at=NOW)
    original = agenda_of(campaign)
    sections = [original.sections[1], {**original.sections[0], "minutes": 6, "points": ["Tea first\r\nand a chair"]}]
    copy_template(template=original, name="Let's Talk, shorter", sections=sections, **more)
    planning = agenda_of(campaign, "planning")
    rewrite_template(template=planning, name="Planning at ours", sections=planning.sections[:2], by=by, at=NOW)
    retire_template(template=agenda_of(campaign, "coaching"), by=by, at=NOW)
    guide = Guide.objects.get(campaign=campaign, key="checking-in")
    body = GuideVersion.objects.get(guide=guide).body
    body["questions"][0]["text"] = "How are things, at home, at work, in {administration}?"
    GuideVersion.objects.create(guide=guide, number=2, body=body, published_at=NOW)
    copied = copy_guide(guide=guide, title="Checking in, our way", **more)
    copy_template(template=agenda_of(campaign, "check-in"), guide=copied, name="Checking in at ours", **more)
    set_rhythm(chapter=chapter, hours={"thank_you": 24, "see_through": 96}, every_days={}, by=by, at=NOW)
    words = dict.fromkeys(StrategyPart, "") | {StrategyPart.LOCAL: "Here: the river, and who may walk there"}
    write_strategy(chapter=chapter, campaign=campaign, words=words, by=by, at=NOW)


def test_r084_a_campaign_nobody_changed_is_written_as_it_came(cast):
    assert written(taken_up(cast)) == dump_pack(shipped_pack())


def test_every_room_writes_what_stands_in_it_now(cast):
    campaign = taken_up(cast)
    changed_everywhere(campaign, cast.chapter, cast.founder)

    pack = load_pack(written(campaign))

    agendas = {agenda.name: agenda for agenda in pack.agenda_templates}
    shorter = agendas["Let's Talk, shorter"]
    assert [(ask.key, ask.title) for ask in pack.asks][-1] == (
        "come-to-the-b-tenants-b-meeting-soon",
        "Come to the ‹b>tenants’‹/b> meeting (soon)",
    )
    assert "b" not in {ask.key for ask in pack.asks}
    assert (shorter.adapted_from, shorter.guide, shorter.minutes) == ("why-we-resist", "why-we-resist", 25)
    assert shorter.sections[1].points == ("Tea first and a chair",)
    assert [len(agendas["Planning at ours"].sections), "Coaching" in agendas] == [2, False]
    assert pack.guide("checking-in").version == 2
    assert "{administration}" in pack.guide("checking-in").questions[0].text
    assert pack.guide(agendas["Checking in at ours"].guide).title == "Checking in, our way"
    told = {(one.kind, one.counted): (one.days, one.hours) for one in pack.follow_up_timings}
    assert (told["gratitude", "after_held"], told["reinforce", "after_held"]) == ((1, None), (4, None))
    assert pack.strategy.local == "Here: the river, and who may walk there"


def test_open_words_that_nobody_changed_stay_open(cast):
    """R-083: another chapter fills them with its own."""
    campaign = taken_up(cast)
    changed_everywhere(campaign, cast.chapter, cast.founder)

    pack = load_pack(written(campaign))

    assert [ask.title for ask in pack.asks if ask.key == "a"] == ["Join our {team_word}"]


def test_r084_written_taken_up_elsewhere_and_written_again_is_the_same_to_the_byte(cast):
    campaign = taken_up(cast)
    changed_everywhere(campaign, cast.chapter, cast.founder)
    first = written(campaign)

    elsewhere = taken_up(cast, first, chapter=cast.sibling, first_on=date(2027, 1, 9))

    assert written(elsewhere) == first


def test_r084_taken_up_again_where_it_was_written_it_is_the_same_to_the_byte(cast):
    """Copies and the chapter's own asks are there already, and do not double."""
    campaign = taken_up(cast)
    changed_everywhere(campaign, cast.chapter, cast.founder)
    first = written(campaign)
    copies = set(AgendaTemplate.objects.filter(copied_from__isnull=False).values_list("pk", flat=True))

    anew = adopt_anew(pack=first, chapter=cast.chapter, first_on=FIRST_ON, by=cast.founder, at=NOW)

    assert anew != campaign
    assert written(anew) == first
    assert set(AgendaTemplate.objects.filter(copied_from__isnull=False).values_list("pk", flat=True)) == copies
    assert Ask.objects.filter(title__startswith="Come to the <b>", retired_at__isnull=True).count() == 1


def test_an_option_lets_go_of_an_ask_that_is_off_the_menu(cast):
    campaign = taken_up(cast)
    retire_ask(ask=Ask.objects.get(campaign=campaign, key="e"), by=cast.founder, at=NOW)

    pack = load_pack(written(campaign))

    options = {question.id: question for question in pack.guide("why-we-resist").every_question()}["Q12.next"].options
    assert [option.ask for option in options] == ["a", "b", "c", "d", ""]


def test_an_ask_whose_day_has_passed_stays_behind_and_no_day_is_written(cast):
    campaign = taken_up(cast)
    for title, on in (("Yesterday’s meeting", date(2020, 1, 1)), ("Next year’s meeting", date(2031, 1, 1))):
        Ask.objects.create(chapter=cast.chapter, title=title, on=on, made_at=NOW)

    text = written(campaign)

    assert ["Yesterday’s meeting" in text, "Next year’s meeting" in text, "2031" in text] == [False, True, False]


def test_timings_of_an_earlier_pack_give_way_and_do_not_creep_into_another(cast):
    taken_up(cast)
    other = replace(shipped_pack(), campaign=replace(shipped_pack().campaign, key="other"))
    quicker = replace(other.follow_up_timings[0], hours=12, up_to=None)
    other = replace(other, follow_up_timings=(quicker,))

    campaign = taken_up(cast, other)

    assert load_pack(written(campaign)).follow_up_timings == (quicker,)


def test_a_guide_from_the_node_above_comes_along_with_the_agenda_that_draws_on_it(cast):
    campaign = taken_up(cast)
    above = Guide.objects.create(chapter=cast.organization, key="own-of-all", kind="conversation", title="Of all")
    body = {"questions": [{"id": "A", "kind": "open", "text": "What brings you here?"}]}
    GuideVersion.objects.create(guide=above, number=3, body=body, published_at=NOW)
    copy_template(template=agenda_of(campaign), guide=above, chapter=cast.chapter, by=cast.founder, at=NOW)

    pack = load_pack(written(campaign))

    assert (pack.guide("own-of-all").version, pack.agenda_templates[-1].guide) == (3, "own-of-all")


def test_a_campaign_made_by_hand_can_be_written_and_taken_up_elsewhere(cast):
    campaign = Campaign.objects.create(
        chapter=cast.chapter, key="by_hand", name="By hand", first_on=FIRST_ON, adopted_at=NOW
    )

    text = written(campaign)

    assert written(taken_up(cast, text, chapter=cast.sibling)) == text


def test_the_same_pack_from_the_same_day_is_one_campaign_and_another_text_replaces_it(cast):
    more = {"chapter": cast.chapter, "first_on": FIRST_ON, "by": cast.founder, "at": NOW}
    first = adopt_anew(pack=shipped_pack(), **more)
    renamed = replace(shipped_pack(), campaign=replace(shipped_pack().campaign, name="Let us talk"))

    again = adopt_anew(pack=shipped_pack(), **more)
    replaced = adopt_anew(pack=dump_pack(renamed), **more)

    assert again == first
    assert (replaced.name, Campaign.objects.get(pk=first.pk).ended_at) == ("Let us talk", NOW)


def test_a_copy_that_comes_back_with_other_questions_gets_its_next_version(cast):
    """R-086: the version that was used stays as it was."""
    campaign = taken_up(cast)
    guide = Guide.objects.get(campaign=campaign, key="checking-in")
    copied = copy_guide(guide=guide, chapter=cast.chapter, by=cast.founder, at=NOW, id=uuid.uuid4())
    text = written(campaign).replace("How are things, at home and at work?", "How are you?")

    adopt_anew(pack=text, chapter=cast.chapter, first_on=FIRST_ON, by=cast.founder, at=NOW)

    texts = [version.body["questions"][0]["text"] for version in copied.versions.order_by("number")]
    assert texts == ["How are things, at home and at work?", "How are you?"]


WORDS = ["Tea & bread", "{river}", "<b>bold</b>", "Ünïcödé 🙂", "a: b # c", "two\nlines", "شاي", "- x", "'q'", "{"]


class Chance:
    """A chapter that changes its campaign this way and that, the same for the same seed."""

    def __init__(self, seed: int, campaign: Campaign, chapter: Chapter, by: User) -> None:
        self.pick = random.Random(seed)
        self.campaign, self.chapter = campaign, chapter
        self.more = {"by": by, "at": NOW}

    def change(self) -> None:
        ways = [self.add, self.retire, self.copy, self.rewrite, self.retire_agenda, self.publish, self.adapt, self.time]
        self.pick.choice(ways)()

    def word(self) -> str:
        return f"{self.pick.choice(WORDS)} {self.pick.randrange(3)}"

    def agenda(self) -> AgendaTemplate | None:
        rows = AgendaTemplate.objects.filter(chapter=self.chapter, retired_at__isnull=True).order_by("key")
        return self.pick.choice(list(rows) or [None])

    def add(self) -> None:
        suits = AskSuits(
            issues=(self.word(),),
            motives={self.pick.choice(Motive.values): self.pick.randrange(1, 101)},
            child_care=self.pick.choice([None, True, False]),
            rung=self.pick.choice([None, 1, 6]),
            before=tuple(str(pk) for pk in self.standing().values_list("pk", flat=True)[:1]),
        )
        words = AskWords(title=self.word(), what=self.word(), how_to=self.word(), suits=suits)
        add_ask(chapter=self.chapter, words=words, **self.more)

    def standing(self):
        return Ask.objects.filter(chapter=self.chapter, retired_at__isnull=True).order_by("title", "pk")

    def retire(self) -> None:
        for ask in self.standing()[:1]:
            retire_ask(ask=ask, **self.more)

    def copy(self) -> None:
        template = self.agenda()
        if template:
            copy_template(template=template, chapter=self.chapter, name=self.word(), **self.more)

    def rewrite(self) -> None:
        template = self.agenda()
        if template:
            part = {"key": "new one", "name": self.word(), "minutes": self.pick.randrange(20)}
            part |= {
                "points": [self.word(), ""],
                "say": [self.word()],
                "asks": ["walk", "gone"],
                "questions": ["A", "Z"],
            }
            part |= {
                "exit_signs": [{"seen": self.word(), "do": self.word()}],
                "when": {"fact": "first_meeting", "equals": True},
            }
            sections = [*template.sections, part][-self.pick.randrange(1, 4) :]
            rewrite_template(template=template, name=self.word(), sections=sections, **self.more)

    def retire_agenda(self) -> None:
        template = self.agenda()
        if template:
            retire_template(template=template, **self.more)

    def publish(self) -> None:
        rows = Guide.objects.filter(chapter=self.chapter).order_by("key")
        guide = self.pick.choice(list(rows))
        newest = guide.versions.order_by("-number").first()
        questions = [*newest.body["questions"], {"id": f"N{newest.number}", "kind": "open", "text": "And then?"}]
        GuideVersion.objects.create(
            guide=guide, number=newest.number + 1, body=newest.body | {"questions": questions}, published_at=NOW
        )

    def adapt(self) -> None:
        guide = Guide.objects.filter(chapter=self.chapter, kind="conversation").order_by("key").first()
        copied = copy_guide(guide=guide, chapter=self.chapter, title=self.word(), **self.more)
        template = self.agenda()
        if template:
            copy_template(template=template, chapter=self.chapter, guide=copied, name=self.word(), **self.more)

    def time(self) -> None:
        hours = {self.pick.choice(["thank_you", "keep_promises", "check_in"]): self.pick.randrange(1, 200)}
        set_rhythm(chapter=self.chapter, hours=hours, every_days={}, **self.more)


@pytest.mark.parametrize("seed", range(6))
def test_r084_whatever_a_chapter_changed_the_second_writing_is_the_first_to_the_byte(seed, cast):
    campaign = taken_up(cast, WHOLE.read_text("utf-8"))
    chance = Chance(seed, campaign, cast.chapter, cast.founder)
    for _change in range(8):
        chance.change()
    first = written(campaign)

    elsewhere = taken_up(cast, first, chapter=cast.sibling)
    here = adopt_anew(pack=first, chapter=cast.chapter, first_on=date(2026, 5, 1), by=cast.founder, at=NOW)

    assert written(elsewhere) == first
    assert written(here) == first
