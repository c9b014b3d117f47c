"""Each thing a pack can say does what it says: one small pack for each (section d, R-065 to R-089, I-6)."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.campaigns import pack_format
from letstalk.campaigns.models import Action, Ask, Campaign
from letstalk.campaigns.pack_format import BrokenPack, Pack, dump_pack, load_pack
from letstalk.campaigns.words import Access, Company, Risk, SetUpKind
from letstalk.commitments.fit import NEIGHBOURS
from letstalk.commitments.fitting import RUNGS
from letstalk.guides.agendas import fitting, scaled
from letstalk.guides.models import AgendaTemplate, GuideVersion
from letstalk.guides.walk import Prepared, acts, walk
from letstalk.meetings.course import duties_of, sections_of
from letstalk.meetings.domain.plan import plan
from letstalk.people.words import Motive
from letstalk.stewardship.domain.first_visit import shipped_pack
from letstalk.stewardship.domain.packs import adopt_pack, write_pack
from tests.moments import NOW, held

PACKS = Path(__file__).parent.parent / "cases" / "packs"
EVERY = sorted(PACKS.glob("*.yaml"))
FIRST_ON = date(2026, 3, 1)


def pack_of(name: str) -> Pack:
    return load_pack((PACKS / f"{name}.yaml").read_text("utf-8"))


def guide_of(name: str) -> dict:
    return pack_of(name).guides[0].to_dict()


def asked(guide, answers=None, **prepared):
    return [step.id for step in walk(guide, answers or {}, Prepared(**prepared))]


def step_of(guide, key, answers=None, **prepared):
    return next(step for step in walk(guide, answers or {}, Prepared(**prepared)) if step.key == key)


def taken_up(cast, name: str) -> Campaign:
    return adopt_pack(pack=pack_of(name), chapter=cast.chapter, first_on=FIRST_ON, by=cast.founder, at=NOW)


def planned_with(cast, name: str, key: str):
    taken_up(cast, name)
    template = AgendaTemplate.objects.select_related("campaign").get(key=key)
    return plan(
        relationship=cast.relationship, kind=template.meeting_kind, by=cast.organizer, at=NOW, template=template
    )


def minutes_of(sections):
    return [section["minutes"] for section in sections]


@pytest.mark.parametrize("file", EVERY, ids=lambda file: file.stem)
def test_r084_each_is_the_same_after_writing_and_reading_it(file):
    pack = load_pack(file.read_text("utf-8"))

    written = dump_pack(pack)

    assert load_pack(written) == pack
    assert dump_pack(load_pack(written)) == written


@pytest.mark.django_db
@pytest.mark.parametrize("file", EVERY, ids=lambda file: file.stem)
def test_r084_each_is_the_same_after_a_chapter_took_it_up_and_wrote_it_out(file, cast):
    campaign = taken_up(cast, file.stem)

    assert write_pack(campaign=campaign, at=NOW) == dump_pack(pack_of(file.stem))


def test_an_hour_is_scaled_to_half_of_one_and_what_needs_its_minutes_keeps_them():
    sections = [section.to_dict() for section in pack_of("scaled-minutes").agenda_templates[0].sections]

    half = scaled(sections, 30)

    assert minutes_of(sections) == [10, 30, 10, 10]
    assert minutes_of(half) == [5, 13, 4, 8]
    assert minutes_of(scaled(sections, 60)) == [10, 30, 10, 10]
    assert minutes_of(scaled(sections, 90)) == [15, 45, 15, 15]
    assert sum(minutes_of(scaled(sections, 5))) == 5


@pytest.mark.django_db
def test_a_planned_one_on_one_is_scaled_to_the_length_that_was_agreed(cast):
    meeting = planned_with(cast, "scaled-minutes", "long-talk")

    assert minutes_of(sections_of(meeting, minutes=30)) == [5, 13, 4, 8]
    assert minutes_of(sections_of(meeting)) == [10, 30, 10, 10]


@pytest.mark.django_db
def test_beside_an_exit_sign_stands_what_you_do(cast):
    meeting = planned_with(cast, "exit-signs", "doorway")

    signs = sections_of(meeting)[0]["exit_signs"]
    assert signs[1] == {"seen": "They look at the time", "do": "Thank them, leave the card, ask when to come back"}
    assert len(signs) == 2


@pytest.mark.django_db
def test_a_course_without_questions_can_be_planned(cast):
    meeting = planned_with(cast, "no-questions", "walk")

    assert (meeting.guide_version, [section["name"] for section in sections_of(meeting)]) == (
        None,
        ["Walk", "On a bench"],
    )


@pytest.mark.django_db
def test_i6_without_an_ask_the_one_on_one_carries_the_other_success_rule(cast):
    meeting = planned_with(cast, "no-ask", "neighbours")

    assert (meeting.success_rule, meeting.asks) == ("continue", [])
    assert acts(meeting.guide_version.body, {"S2": {"on": "2026-03-02", "at": "18:00", "place": "Café"}})[0][0] == (
        "meeting"
    )


def test_questions_depend_on_the_kind_and_on_whether_it_is_the_first():
    guide = guide_of("depends-on-kind")

    first = asked(guide, facts={"first_meeting": True, "meeting_kind": "introductory"})
    later = asked(guide, facts={"first_meeting": False, "meeting_kind": "coaching", "mode": "in_person"})
    by_phone = asked(guide, facts={"first_meeting": False, "meeting_kind": "coaching", "mode": "phone"})

    assert (first, later, by_phone) == (["Who", "Next"], ["Since", "Stuck", "Next"], ["Since", "Next"])


@pytest.mark.django_db
def test_sections_depend_on_whether_it_is_the_first_and_leave_their_minutes_to_the_others(cast):
    meeting = planned_with(cast, "depends-on-kind", "any-talk")
    first = sections_of(meeting)
    held(cast)

    later = sections_of(meeting)

    assert [section["key"] for section in first] == ["hello", "work", "close"]
    assert [section["key"] for section in later] == ["since", "work", "close"]
    assert (sum(minutes_of(first)), sum(minutes_of(later))) == (40, 40)


def test_a_section_whose_fact_is_not_known_is_left_out():
    sections = [section.to_dict() for section in pack_of("depends-on-kind").agenda_templates[0].sections]

    assert [section["key"] for section in fitting(sections, {})] == ["work", "close"]


@pytest.mark.django_db
def test_duties_before_the_one_on_one_come_once_each_and_in_the_chapters_words(cast):
    meeting = planned_with(cast, "duties", "prepared")

    assert duties_of(meeting) == [
        "Ask two people of the circle what she did well",
        "Read what you promised last time",
        "Try the ramp and the door yourself",
    ]


def test_a_scale_asked_twice_shows_the_difference_and_the_way_it_moved():
    guide = guide_of("rated-twice")

    up, down = {"B": 4, "A": 7}, {"B": 4, "A": 1}

    assert step_of(guide, "A", up).compared == (4, 7, 3)
    assert step_of(guide, "A", {"B": 4}).compared is None
    assert asked(guide, up)[-1] == "Up"
    assert asked(guide, down)[-1] == "Down"
    assert asked(guide, {"B": 4, "A": 4}) == ["B", "Story", "A"]


def test_ratings_have_words_beside_the_digits_of_people_and_things_in_either_direction():
    guide = guide_of("ratings")

    support, building = step_of(guide, "Support"), step_of(guide, "Building")

    assert [tuple(label) for label in support.labels][::4] == [("1", "leads others"), ("5", "against")]
    assert (support.question["rates"], support.question["better"]) == ("person", "low")
    assert (building.question["rates"], building.question["better"]) == ("thing", "high")
    assert step_of(guide, "Leak", {"Building": 1}).text == "You said 1 (falling apart). What is worst?"
    assert "Leak" not in asked(guide, {"Building": 3})


@pytest.mark.django_db
def test_fallback_asks_are_carried_in_their_order_and_one_off_the_menu_is_not(cast):
    """R-029: the next one only after a no."""
    first = planned_with(cast, "fallback-asks", "asking")
    Ask.objects.filter(key="come").update(retired_at=NOW)

    second = plan(relationship=cast.relationship, kind=first.kind, by=cast.organizer, at=NOW, template=first.template)

    titles = {str(ask.pk): ask.title for ask in Ask.objects.all()}
    assert [titles[ask] for ask in first.asks] == [
        "Host an evening",
        "Come on Thursday",
        "Hear from us once a month",
    ]
    assert [titles[ask] for ask in second.asks] == ["Host an evening", "Hear from us once a month"]


@pytest.mark.django_db
def test_what_to_say_and_what_not_stands_on_the_part_and_on_the_question(cast):
    meeting = planned_with(cast, "say-do-not-say", "with-words")
    step = step_of(meeting.guide_version.body, "Rent", variables={"place": "the café"})

    section = sections_of(meeting)[0]

    assert section["say"][1] == "“We meet at the library.”"
    assert section["do_not_say"] == ["“This will only take a minute.”"]
    assert step.say == ("“Many people at the café tell me the same.”",)
    assert step.do_not_say == ("“You should have asked for a contract.”",)


@pytest.mark.parametrize(
    ("prefer", "wording"),
    [
        ([], None),
        (["plain"], "plain"),
        (["es", "plain"], "es.plain"),
        (["es"], "es"),
        (["tenant", "plain"], "tenant"),
        (["partisan"], "partisan"),
    ],
)
def test_r070_wordings_by_role_plain_language_language_and_partisan(prefer, wording):
    guide = guide_of("wordings")

    step = step_of(guide, "Law", prefer=prefer)

    question = guide["questions"][0]
    assert (step.wording, step.text) == (wording, question["wordings"].get(wording, question["text"]))
    assert (step.tone, step.why_we_ask) == (
        ("Pregunte y espere.", "Lo llevamos al concejo.")
        if "es" in prefer
        else ("Ask, then wait.", "We carry this to the council.")
    )


def test_r089_of_a_third_person_nothing_is_kept_and_nothing_begins_without_their_yes():
    guide = guide_of("third-person")
    without, with_yes = {"Knows": "yes", "Meet": "yes"}, {"Knows": "yes", "Asked": "yes", "Meet": "yes"}

    assert step_of(guide, "Name", without).recording == "never"
    assert acts(guide, without) == []
    assert step_of(guide, "Name", with_yes).recording == "own_words"
    assert [act.act for act in acts(guide, with_yes)] == ["introduction"]


def test_r077_r078_repeated_for_each_item_and_with_their_words_in_the_question():
    guide = guide_of("repeat-and-pipe")
    answers = {"Worries": ["rent", "the bus"], "Harder@the bus": "yes"}

    steps = walk(guide, answers)

    assert [step.text for step in steps] == [
        "What worries you here?",
        "So it is rent and the bus. Did I get that right?",
        "rent: does that hit some harder?",
        "the bus: does that hit some harder?",
        "the bus: whom does it hit?",
    ]
    assert asked(guide) == ["Worries"]


def test_r068_r088_each_question_says_what_may_be_kept_how_careful_to_be_and_why_it_is_asked():
    guide = guide_of("policies")

    steps = {step.id: step for step in walk(guide, {"Others": "yes"})}

    assert [(step.id, step.recording, step.sensitivity) for step in steps.values()] == [
        ("Vote", "never", "political"),
        ("Issue", "theme", "ordinary"),
        ("Story", "own_words", "personal"),
        ("Others", "yes_no", "sensitive"),
        ("Plan", "never", "ordinary"),
    ]
    assert (steps["Vote"].why_we_ask, steps["Story"].tone) == ("We ask everyone.", "Let them finish.")


@pytest.mark.django_db
def test_r008_a_whole_campaign_becomes_rows_and_what_has_none_stays_in_its_text(cast):
    campaign = taken_up(cast, "whole-campaign")

    pack = load_pack(campaign.pack)
    talk, by_phone = (AgendaTemplate.objects.get(key=key) for key in ("talk", "talk-by-phone"))
    assert (pack.campaign.series, pack.campaign.place) == ("Four seasons for the river", "2 of 4")
    assert (campaign.length_days, campaign.current_until) == (90, date(2031, 9, 30))
    assert [action.title for action in Action.objects.order_by("number")] == [
        "Walk the Lea together",
        "Talk about the Lea",
    ]
    assert Ask.objects.get(key="walk").place == "At the old lock"
    assert (talk.current_until, by_phone.current_until) == (date(2031, 5, 31), date(2031, 9, 30))
    assert by_phone.copied_from == talk
    assert {version.guide.key: version.current_until for version in GuideVersion.objects.all()} == {
        "first-talk": date(2031, 6, 30),
        "heard": date(2031, 9, 30),
    }
    assert pack.stories[0].bridge == "With the new filter it could open again"
    assert pack.graphics[0].blanks[0].lines == 3


def pages_of(cast, meeting):
    """The prepare page and every card of a one-on-one, as its organizer sees them."""
    browser = Client()
    browser.force_login(cast.organizer)
    prepare = browser.get(reverse("field:prepare", args=[meeting.pk])).content.decode()
    return prepare, browser.get(reverse("field:card", args=[meeting.pk])).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "key", "on_prepare", "on_card"),
    [
        ("duties", "prepared", ["Ask two people of the circle", "Try the ramp and the door yourself"], []),
        ("exit-signs", "doorway", [], ["They look at the time", "leave the card, ask when to come back"]),
        ("say-do-not-say", "with-words", ["We meet at the library"], ["This will only take a minute"]),
        ("fallback-asks", "asking", ["Host an evening"], ["Host an evening"]),
        ("depends-on-kind", "any-talk", [], ["Getting to know each other"]),
        ("no-questions", "walk", [], ["Let them choose the way"]),
    ],
)
def test_what_the_agenda_holds_reaches_the_page_before_and_the_card(name, key, on_prepare, on_card, cast):
    meeting = planned_with(cast, name, key)

    prepare, card = pages_of(cast, meeting)

    assert [words for words in on_prepare if words not in prepare] == []
    assert [words for words in on_card if words not in card] == []
    assert "Since last time" not in card


@pytest.mark.django_db
def test_r069_an_agenda_whose_days_are_over_says_so_before_and_during(cast):
    meeting = planned_with(cast, "whole-campaign", "talk")
    current = pages_of(cast, meeting)
    AgendaTemplate.objects.update(current_until=date(2025, 5, 1))

    over = pages_of(cast, meeting)

    said = "days gone by"
    assert [said in page for page in (*current, *over)] == [False, False, True, True]


def test_whom_an_ask_suits_comes_with_the_pack_and_what_comes_first_is_the_ask_that_stands_there(cast):
    campaign = taken_up(cast, "whole-campaign")

    walk, hear = (Ask.objects.get(campaign=campaign, key=key) for key in ("walk", "hear"))

    assert (walk.motives, walk.rung, walk.risk, walk.child_care) == ({"belong": 60, "protect": 100}, 3, "work", True)
    assert walk.before == [str(hear.pk)]
    assert (hear.motives, hear.child_care, hear.rung, hear.languages) == ({"learn": 100}, False, None, [])


def test_what_comes_before_an_ask_has_to_stand_in_the_pack_and_not_be_itself():
    text = (PACKS / "whole-campaign.yaml").read_text("utf-8")

    for wrong in ("gone", "walk"):
        with pytest.raises(BrokenPack):
            load_pack(text.replace("before: [hear]", f"before: [{wrong}]"))


def test_a_pack_and_the_menu_use_the_same_words_for_whom_an_ask_suits():
    said = [pack_format.RISKS, pack_format.COMPANY, pack_format.MOTIVES, pack_format.ACCESS, pack_format.SET_UP]

    assert said == [tuple(filter(None, words.values)) for words in (Risk, Company, Motive, Access, SetUpKind)]
    assert set(Motive.values) == set(NEIGHBOURS)


def test_the_rungs_of_the_pack_that_ships_are_those_of_the_five_next_steps():
    """R-091"""
    rungs = {ask.action: ask.rung for ask in shipped_pack().asks}

    assert rungs == {step: rung + 1 for step, rung in RUNGS.items()}
