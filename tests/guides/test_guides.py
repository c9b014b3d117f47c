"""Agendas, question guides and the pages on the method, as a chapter finds and changes them."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from letstalk.guides.access import template_or_404, template_to_change_or_404, version_or_404
from letstalk.guides.domain.method import NoSuchPage, edit_page, reset_page
from letstalk.guides.domain.templates import copy_template, retire_template, rewrite_template
from letstalk.guides.models import AgendaTemplate, GuideVersion
from letstalk.guides.queries import (
    agenda_for,
    agendas_for,
    has_expired,
    method_page,
    method_pages,
    proposed_questions,
    questions_of,
    report_guide_version,
    said,
)
from letstalk.guides.words import MeetingKind
from letstalk.kit.refusal import NothingWritten
from tests.campaign import adopted
from tests.factories import a_user
from tests.moments import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(cast):
    return adopted(cast)


@pytest.fixture
def version(campaign) -> GuideVersion:
    return GuideVersion.objects.get(guide__key="why-we-resist")


@pytest.fixture
def agenda(cast, campaign) -> AgendaTemplate:
    found = agenda_for(MeetingKind.INTRODUCTORY, cast.chapter)
    assert found is not None
    return found


def copied(cast, template, **more) -> AgendaTemplate:
    more = {"chapter": cast.chapter, "by": cast.organizer, "at": NOW} | more
    return copy_template(template=template, **more)


# --- agendas ---


def test_r033_each_kind_of_one_on_one_has_its_agenda_also_in_a_chapter_below(cast, campaign):
    kinds = {kind: agenda_for(kind, cast.chapter) for kind in MeetingKind}

    assert [kind for kind, found in kinds.items() if found is None or found.meeting_kind != kind] == []


def test_r037_to_r044_the_first_conversation_has_its_five_parts(agenda):
    assert [section["name"] for section in agenda.sections] == ["Purpose", "Connection", "Story", "Strategy", "Ask"]
    assert sum(section["minutes"] for section in agenda.sections) == agenda.minutes == 40


def test_a4_check_10_r006_credit_and_origin_stay_after_copying_twice(cast, agenda):
    first = copied(cast, agenda, name="Ours")
    second = copied(cast, first, name="Ours, shorter")

    assert (second.credit, second.licence) == (agenda.credit, agenda.licence)
    assert "Women's March" in second.credit
    assert (second.copied_from, second.copied_from.copied_from) == (first, agenda)


def test_r036_changing_a_copy_leaves_the_original_as_it_was(cast, agenda):
    own = copied(cast, agenda)
    before = [section["name"] for section in agenda.sections]

    rewrite_template(template=own, name="Short", sections=agenda.sections[:2], by=cast.organizer, at=NOW)

    agenda.refresh_from_db()
    assert ([section["name"] for section in agenda.sections], own.minutes) == (before, 23)


def test_a_chapters_own_agenda_goes_before_one_from_above_until_it_is_retired(cast, agenda):
    own = copied(cast, agenda, name="Ours")
    assert agenda_for(MeetingKind.INTRODUCTORY, cast.chapter) == own
    assert agenda_for(MeetingKind.INTRODUCTORY, cast.sibling) == agenda

    retire_template(template=own, by=cast.organizer, at=NOW)

    assert agenda_for(MeetingKind.INTRODUCTORY, cast.chapter) == agenda


def test_of_one_chapters_agendas_the_original_is_proposed_and_its_copy_can_be_chosen(cast, agenda):
    copy = copied(cast, agenda, chapter=cast.organization)

    assert agenda_for(MeetingKind.INTRODUCTORY, cast.organization) == agenda
    assert copy in agendas_for(cast.organization)


def test_agendas_of_a_campaign_that_ended_are_not_proposed(cast, campaign):
    campaign.ended_at = NOW
    campaign.save(update_fields=["ended_at"])

    assert agenda_for(MeetingKind.INTRODUCTORY, cast.chapter) is None
    assert report_guide_version(cast.chapter) is None


@pytest.mark.parametrize("sections", [[], [{"name": " ", "minutes": 5}], [{"name": "Talk", "minutes": 5000}]])
def test_an_agenda_without_parts_is_refused(cast, agenda, sections):
    with pytest.raises(NothingWritten) as refused:
        copied(cast, agenda, sections=sections)

    assert list(refused.value.errors) == ["sections"]


def test_an_agenda_is_taken_along_by_all_below_and_changed_by_who_leads_or_runs_the_chapter(cast, agenda):
    own = copied(cast, agenda)

    assert template_or_404(cast.outsider, agenda.pk) == agenda
    assert template_to_change_or_404(cast.lead, own.pk) == own
    assert template_to_change_or_404(cast.administrator, own.pk) == own
    with pytest.raises(Http404):
        template_or_404(cast.outsider, own.pk)
    for user, row in ((cast.organizer, own), (cast.lead, agenda), (cast.outsider, own)):
        with pytest.raises(Http404):
            template_to_change_or_404(user, row.pk)


# --- question guides ---


def test_r066_five_openers_are_proposed_and_never_the_ones_that_need_trust(version):
    proposed = proposed_questions(version)

    assert proposed == ["Q6", "Q8", "Q9", "Q11", "Q12"]
    assert not {"Q1", "Q2", "Q3", "Q5", "Q7"} & set(proposed)


def test_a_guide_that_proposes_nothing_starts_with_its_first_harmless_questions(campaign):
    others = GuideVersion.objects.exclude(guide__key="why-we-resist").filter(guide__kind="conversation")

    openings = {version.guide.key: proposed_questions(version) for version in others}

    assert [key for key, opening in openings.items() if not 1 <= len(opening) <= 5] == []


def test_r065_r087_r088_the_prepare_page_has_each_question_with_its_branches_and_notes(version):
    outermost = {question.id: question for question in questions_of(version)}

    protest = outermost["Q6"]
    assert list(outermost) == [f"Q{number}" for number in range(1, 13)]
    assert [(child.id, child.depth, child.record) for child in protest.children] == [
        ("Q6a", 2, "theme"),
        ("Q6b", 2, "own_words"),
        ("Q6c", 2, "own_words"),
    ]
    assert (protest.is_about_2016, outermost["Q2"].is_about_2016) == (False, True)
    assert protest.tone.startswith("A no is just as good")
    assert protest.why_we_ask.startswith("I'd like to know")


def test_r083_questions_speak_in_the_campaigns_words_and_name_those_it_lacks(campaign, version):
    campaign.variables = campaign.variables | {"administration": "the new council", "winning_party": ""}
    campaign.save(update_fields=["variables"])
    version = GuideVersion.objects.get(pk=version.pk)

    questions = {question.id: question for question in questions_of(version)}

    assert questions["Q1"].text == "Does what the new council is doing fit with what you believe in?"
    assert questions["Q3"].missing == ("winning_party",)


@pytest.mark.parametrize(
    ("until", "today", "expired"),
    [
        (None, date(2026, 3, 2), False),
        (date(2026, 3, 2), date(2026, 3, 2), False),
        (date(2026, 3, 2), date(2026, 3, 3), True),
    ],
)
def test_r069_a_guide_whose_dates_have_passed_is_flagged(until, today, expired):
    assert has_expired(GuideVersion(current_until=until), today) is expired


def test_a_version_is_opened_by_those_who_work_with_its_guide(cast, version):
    assert version_or_404(cast.outsider, version.pk) == version
    for nobody in (a_user("Nia Bell"), AnonymousUser()):
        with pytest.raises(Http404):
            version_or_404(nobody, version.pk)


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        ({"kind": "yes_no"}, "partly", "Partly"),
        ({"kind": "either_or", "options": [{"id": "federal", "text": "Federal laws"}]}, "federal", "Federal laws"),
        ({"kind": "either_or", "options": []}, "not_sure", "Not sure"),
        ({"kind": "open"}, "yes", "yes"),
        ({"kind": "open", "collects": "items"}, ["Rents", "Schools"], "Rents, Schools"),
        ({"kind": "open"}, None, ""),
    ],
)
def test_an_answer_reads_as_people_say_it(question, value, words):
    assert said(question, value) == words


# --- the pages on the method ---


def test_r001_six_pages_explain_the_method_each_with_its_title(cast):
    pages = method_pages(cast.chapter)

    assert [page.slug for page in pages] == [
        "what-it-is",
        "six-characteristics",
        "the-agenda",
        "the-ask",
        "five-kinds-of-follow-up",
        "reporting-back",
    ]
    assert pages[0].title == "What a one-on-one is, and what it is not"
    assert pages[0].html.startswith("<p>A one-on-one is")
    assert not any(page.is_edited for page in pages)


def test_r001_a_rewritten_page_is_read_in_every_chapter_below_and_can_be_taken_back(cast):
    edit_page(chapter=cast.organization, slug="the-ask", title="Asking", text="*Our* way.", by=cast.founder, at=NOW)

    page = method_page(cast.chapter, "the-ask")
    assert page is not None
    assert (page.title, page.html, page.is_edited) == ("Asking", "<p><em>Our</em> way.</p>\n", True)

    assert reset_page(chapter=cast.organization, slug="the-ask", by=cast.founder, at=NOW) is True
    assert reset_page(chapter=cast.organization, slug="the-ask", by=cast.founder, at=NOW) is False
    assert [page.is_edited for page in method_pages(cast.chapter)] == [False] * 6


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[here](javascript:alert(1))",
        "![](https://example.org/pixel.png)",
        "<p style='position:fixed' onclick='x()'>hello</p>",
    ],
)
def test_a_page_carries_no_script_no_link_and_no_picture(cast, text):
    edit_page(chapter=cast.chapter, slug="the-ask", title="Asking", text=text, by=cast.founder, at=NOW)

    page = method_page(cast.chapter, "the-ask")

    assert page is not None
    assert set(re.findall(r"<[^>]*>", page.html)) == {"<p>", "</p>"}


@pytest.mark.parametrize(
    ("title", "text", "field"), [("", "Words.", "title"), ("Title", "  ", "text"), ("Title", "x" * 10_001, "text")]
)
def test_a_page_that_will_not_do_says_so_beside_its_field(cast, title, text, field):
    with pytest.raises(NothingWritten) as refused:
        edit_page(chapter=cast.chapter, slug="the-ask", title=title, text=text, by=cast.founder, at=NOW)

    assert list(refused.value.errors) == [field]


def test_there_are_six_pages_and_no_others(cast):
    with pytest.raises(NoSuchPage):
        edit_page(chapter=cast.chapter, slug="a-seventh", title="More", text="More.", by=cast.founder, at=NOW)

    assert method_page(cast.chapter, "a-seventh") is None
