"""The Women's March pack holds what the method asks: tree, agenda, asks, timings, report, credit (a.1, a.2, d)."""

import re
from pathlib import Path

import pytest

from letstalk.campaigns import pack_format
from letstalk.campaigns.pack_format import MEETING_KINDS, dump_pack, load_pack
from letstalk.guides.walk import missing_variables

SOURCE = (Path(pack_format.__file__).parent / "packs" / "womens-march.yaml").read_text("utf-8")
PACK = load_pack(SOURCE)
GUIDE = PACK.guide("why-we-resist")
QUESTIONS = {question.id: question for question in GUIDE.every_question()}
CREDIT = "Adapted from Women's March, Action 8, with thanks to Sara El-Amine and Organizing for America"
SUB_QUESTIONS = [
    *("Q5a", "Q6a", "Q6b", "Q6c", "Q7a", "Q7b", "Q7c", "Q8a", "Q9a", "Q9b"),
    *("Q11a", "Q11b", "Q11c", "Q11c.i", "Q11c.i.1", "Q11c.ii"),
]


def agenda(key):
    return next(agenda for agenda in PACK.agenda_templates if agenda.key == key)


def test_campaign_is_the_series_and_its_eighth_action():
    """R-008."""
    campaign = PACK.campaign
    ours = [action for action in PACK.actions if action.ours]

    assert (campaign.series, campaign.length_days, campaign.hashtag) == ("10 Actions / 100 Days", 100, "#WhyWeResist")
    assert campaign.place == "8 of 10"
    assert campaign.link == "www.womensmarch.com/whyweresist"
    assert [action.number for action in PACK.actions] == list(range(1, 11))
    assert [(action.number, action.title) for action in ours] == [(8, "Let's Talk: Why We Resist")]


def test_credit_stands_on_campaign_guides_and_agenda():
    """R-006: it has to be there to survive every copy."""
    bearers = [PACK.campaign, GUIDE, PACK.guide("what-we-heard"), agenda("why-we-resist")]

    assert {bearer.credit for bearer in bearers} == {CREDIT}
    assert GUIDE.to_dict()["credit"] == CREDIT


def test_tree_has_its_twenty_eight_prompts_and_the_embedded_one():
    """a.2: twelve questions, sixteen sub-questions, one embedded follow-up, five options; depth four."""
    top = [question.id for question in GUIDE.questions]

    assert top == [f"Q{number}" for number in range(1, 13)]
    assert set(QUESTIONS) == {*top, *SUB_QUESTIONS, "Q9b+", "Q12.next"}
    assert len(SUB_QUESTIONS) == 16
    assert [option.id for option in QUESTIONS["Q12.next"].options] == ["a", "b", "c", "d", "e"]


def test_kinds_are_those_of_the_tree():
    kinds = {identity: question.kind for identity, question in QUESTIONS.items()}
    yes_no = ["Q1", "Q2", "Q5", "Q6", "Q7", "Q8a", "Q9", "Q9b", "Q11a", "Q11c", "Q11c.i", "Q11c.i.1", "Q11c.ii"]
    open_ones = ["Q3", "Q4", "Q5a", "Q6a", "Q6b", "Q6c", "Q7b", "Q7c", "Q8", "Q9a", "Q9b+", "Q11", "Q11b"]
    others = {"Q7a": "multi", "Q10": "either_or", "Q12": "schedule", "Q12.next": "options"}

    assert kinds == dict.fromkeys(yes_no, "yes_no") | dict.fromkeys(open_ones, "open") | others


def test_recording_policies_are_those_of_the_tree():
    """R-068: questions on voting and party are never kept."""
    theme = ["Q6", "Q6a", "Q8", "Q9", "Q9a", "Q9b", "Q10", "Q11a"]
    own_words = ["Q6b", "Q6c", "Q9b+", "Q11", "Q11b"]
    yes_no = ["Q11c", "Q11c.i", "Q11c.i.1", "Q11c.ii"]
    kept = dict.fromkeys(theme, "theme") | dict.fromkeys(own_words, "own_words") | dict.fromkeys(yes_no, "yes_no")

    policies = {identity: question.recording for identity, question in QUESTIONS.items()}

    assert policies == dict.fromkeys(QUESTIONS, "never") | kept


def test_implied_conditions_are_marked_as_such():
    """R-072, and 9b of R-076."""
    assert [identity for identity, question in QUESTIONS.items() if question.implied] == [
        *("Q6b", "Q6c", "Q7b", "Q9b", "Q11b", "Q11c"),
    ]


def test_five_questions_are_proposed_and_none_that_needs_trust_or_speaks_of_2016():
    """R-066 and the tone warnings of a.2."""
    proposed = [question.id for question in GUIDE.questions if question.propose]

    assert proposed == ["Q6", "Q8", "Q9", "Q11", "Q12"]
    assert not set(proposed) & {"Q1", "Q2", "Q3", "Q5", "Q7"}


def test_delicate_questions_say_so_and_have_a_note_and_a_neutral_wording():
    """R-070, R-087."""
    delicate = [question for question in QUESTIONS.values() if question.only_with_trust]

    assert [question.id for question in delicate] == ["Q1", "Q2", "Q3", "Q5", "Q7"]
    assert all(question.tone and question.wordings.get("neutral") for question in delicate)


def test_questions_about_2016_are_marked_and_no_other_names_the_election():
    """R-069."""
    dated = {"{election}", "{election_date}", "{winning_party}"}
    speaking_of_it = [
        question.id for question in QUESTIONS.values() if any(variable in question.text for variable in dated)
    ]

    marked = [question.id for question in QUESTIONS.values() if question.about_2016]

    assert marked == ["Q2", "Q3", "Q4", "Q5", "Q5a", "Q7"]
    assert set(speaking_of_it) <= set(marked)


def test_text_names_no_year_that_is_not_a_variable():
    """R-069, R-083: dated content is in the variables alone."""
    assert not re.search(r"\b(19|20)\d\d\b", str(GUIDE.to_dict()).replace("about_2016", ""))


def test_all_eight_variables_have_a_value_and_an_explanation():
    """R-083."""
    assert list(PACK.campaign.variables) == [
        *("administration", "election_date", "election", "winning_party", "campaign", "campaign_hashtag"),
        *("team_word", "national_action_word"),
    ]
    assert all(variable.default and variable.description for variable in PACK.campaign.variables.values())
    assert missing_variables(GUIDE.to_dict(), PACK.campaign.defaults()) == []


def test_both_wordings_of_the_piped_question_are_offered():
    """R-077."""
    assert {"acted", "treated"} <= set(QUESTIONS["Q8a"].wordings)


def test_issues_are_gone_through_once_by_default_and_can_be_one_by_one():
    """R-078."""
    repeated = [question for question in QUESTIONS.values() if question.repeat]

    assert [(one.id, one.repeat.over, one.repeat.default) for one in repeated] == [
        ("Q11a", "Q11", "once"),
        ("Q11b", "Q11", "once"),
        ("Q11c", "Q11", "once"),
    ]
    assert all("each" in one.wordings for one in repeated)


def test_meeting_others_leads_to_an_introduction_and_the_close_to_a_meeting():
    """R-081, R-089."""
    leading = {question.id: question.leads_to for question in QUESTIONS.values() if question.leads_to}

    assert leading == {"Q11c.i.1": "introduction", "Q11c.ii": "introduction", "Q12": "meeting"}


def test_next_steps_are_the_five_asks():
    """R-091."""
    actions = ["join_team", "national_action", "local_action", "start_own", "news"]

    assert [(ask.key, ask.action) for ask in PACK.asks] == list(zip("abcde", actions, strict=True))
    assert [(option.ask, option.action) for option in QUESTIONS["Q12.next"].options] == [
        (ask.key, ask.action) for ask in PACK.asks
    ]
    assert all(ask.what and ask.why and ask.goal and ask.how_to for ask in PACK.asks)


def test_agenda_has_five_parts_for_forty_minutes():
    """R-037 to R-044, a.3."""
    sections = agenda("why-we-resist").sections

    assert [(section.name, section.minutes) for section in sections] == [
        *(("Purpose", 4), ("Connection", 19), ("Story", 5), ("Strategy", 5), ("Ask", 7)),
    ]
    assert [len(section.points) for section in sections[:2]] == [3, 5]


def test_every_kind_of_meeting_has_an_agenda_with_questions():
    """R-033 and section d."""
    assert list(dict.fromkeys(agenda.meeting_kind for agenda in PACK.agenda_templates)) == list(MEETING_KINDS)
    minutes = {agenda.meeting_kind: agenda.minutes for agenda in PACK.agenda_templates}
    assert minutes == dict.fromkeys(MEETING_KINDS, 40) | {"handover": 20}
    for one in PACK.agenda_templates[1:]:
        asked = [identity for section in one.sections for identity in section.questions]
        top = [question.id for question in PACK.guide(one.guide).questions]
        assert sorted(asked) == sorted(top)
        assert 4 <= len(top) <= 7
        assert one.success


@pytest.mark.parametrize(
    ("key", "minutes"),
    [
        ("why-we-resist", [4, 19, 5, 5, 7]),
        ("leadership", [5, 12, 8, 10, 5]),
        ("planning", [3, 8, 12, 7, 5, 5]),
        ("looking-back", [5, 10, 10, 8, 7]),
        ("check-in", [10, 10, 8, 7, 5]),
        ("getting-back-in-touch", [5, 15, 5, 10, 5]),
        ("coaching", [5, 10, 5, 10, 5, 5]),
    ],
)
def test_minutes_are_those_of_section_d(key, minutes):
    assert [section.minutes for section in agenda(key).sections] == minutes


def test_i6_a_first_conversation_without_an_ask_succeeds_when_both_want_to_go_on():
    """The variant of d.1, linked to the one it came from (R-036)."""
    variant = agenda("getting-to-know")

    assert (variant.meeting_kind, variant.adapted_from) == ("introductory", "why-we-resist")
    assert variant.success_rule == "continue"
    assert [ask for section in variant.sections for ask in section.asks] == []


def test_report_asks_for_what_was_learned_why_this_community_acts_and_the_issues():
    """R-095, R-096."""
    report = PACK.guide("what-we-heard")

    assert report.kind == "report"
    assert [question.id for question in report.every_question()] == ["R1", "R2", "R3", "R4", "R4a"]
    assert "No names" in report.questions[0].tone


def test_follow_ups_come_when_the_method_says():
    """b.4, P-1."""
    told = [(one.kind, one.counted, one.days, one.hours, one.minutes, one.up_to) for one in PACK.follow_up_timings]

    assert told == [
        ("gratitude", "after_held", None, 24, None, 48),
        ("reinforce", "after_agreed", None, 0, None, None),
        ("reinforce", "before_due", 4, None, None, 5),
        ("reinforce", "before_due", 1, None, None, None),
        ("reinforce", "after_missed", None, None, 20, None),
        ("keep_promise", "after_promised", 7, None, None, None),
        ("deepen", "after_held", 14, None, None, 28),
        ("beyond_team", "every", 90, None, None, None),
    ]


def test_pack_is_the_same_after_writing_and_reading_it():
    """R-084."""
    written = dump_pack(PACK)

    assert load_pack(written) == PACK
    assert dump_pack(load_pack(written)) == written


@pytest.mark.parametrize("guide", PACK.guides, ids=lambda guide: guide.key)
def test_questions_are_short_enough_to_be_said_aloud(guide):
    assert [question.id for question in guide.every_question() if len(question.text) > 130] == []


def test_strategy_stories_and_graphics_come_along_and_name_nobody():
    """R-040, R-041, R-051."""
    strategy = PACK.strategy

    assert all((strategy.vision, strategy.national, strategy.local, strategy.both))
    assert PACK.stories
    assert all(story.bridge and story.values for story in PACK.stories)
    assert [blank.label for blank in PACK.graphics[0].blanks] == ["What matters to me and my community"]
    assert all(graphic.alt for graphic in PACK.graphics)


def test_r046_open_promises_are_repaired_before_somebody_is_asked_to_come_back():
    """d.6: it is a duty before the one-on-one."""
    assert agenda("getting-back-in-touch").sections[0].duties == ("Make good on the promises that are still open",)
