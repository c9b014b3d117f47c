"""The library and the editors of agendas and question guides (R-033 to R-036, R-069, R-084 to R-088)."""

import uuid
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.guides.domain.templates import copy_guide, copy_template
from letstalk.guides.models import AgendaTemplate, DraftStep, Guide, GuideVersion
from letstalk.guides.queries import agenda_for, standing_of
from letstalk.guides.rearranging import every, find
from letstalk.guides.walk import question_ids
from letstalk.guides.words import MeetingKind
from letstalk.meetings.models import Meeting
from tests.campaign import adopted
from tests.factories import a_chapter
from tests.moments import NOW

LIBRARY = reverse("desk:library")


def signed_in(user) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def lead(cast) -> Client:
    return signed_in(cast.lead)


@pytest.fixture
def campaign(cast):
    return adopted(cast)


@pytest.fixture
def agenda(cast, campaign) -> AgendaTemplate:
    """The lead's chapter's own."""
    shipped = agenda_for(MeetingKind.INTRODUCTORY, cast.chapter)
    assert shipped is not None
    return copy_template(template=shipped, chapter=cast.chapter, name="Ours", by=cast.lead, at=NOW)


@pytest.fixture
def guide(cast, campaign) -> Guide:
    """The lead's chapter's own."""
    shipped = Guide.objects.get(key="why-we-resist")
    return copy_guide(guide=shipped, chapter=cast.chapter, title="Our questions", by=cast.lead, at=NOW)


def to(name: str, row, *more) -> str:
    return reverse(f"desk:{name}", args=[row.pk, *more])


def sent(page) -> dict[str, object]:
    """What a browser would send of the page's form, untouched."""
    form = page.context["form"]
    shown = {bound.html_name: bound.value() for bound in form if not isinstance(bound.value(), bool) or bound.value()}
    return {name: "" if value is None else value for name, value in shown.items()}


def press(browser: Client, subject, words: str, *, page: str):
    return browser.post(to(page, subject), {"seen": standing_of(subject).seen, "do": words, "entry": str(uuid.uuid4())})


def order(subject) -> list[str]:
    return [question["id"] for question in standing_of(subject).body["questions"]]


def parts(subject) -> list[str]:
    return [section["key"] for section in standing_of(subject).body["sections"]]


# --- the library ---


def test_r033_r006_the_library_lists_each_kind_with_origin_and_credit(cast, desk, agenda):
    page = desk.get(LIBRARY).content.decode()

    assert all(str(kind.label) in page for kind in MeetingKind)
    assert "copied from" in page
    assert "Women&#x27;s March" in page


def test_an_organizer_reads_and_an_editor_changes(cast, desk, lead, agenda, guide):
    assert to("edit_agenda", agenda) not in desk.get(to("agenda", agenda)).content.decode()
    assert to("edit_agenda", agenda) in lead.get(to("agenda", agenda)).content.decode()
    for name, row in (("edit_agenda", agenda), ("edit_guide", guide), ("copy_agenda", agenda)):
        assert desk.get(to(name, row)).status_code == 404
        assert lead.get(to(name, row)).status_code == 200


def test_what_belongs_to_a_chapter_elsewhere_is_not_there(cast, agenda, guide):
    outsider = signed_in(cast.outsider)

    assert outsider.get(to("agenda", agenda)).status_code == 404
    assert outsider.get(to("guide", guide)).status_code == 404


def test_what_belongs_above_is_copied_and_not_changed(cast, lead, campaign):
    above = agenda_for(MeetingKind.INTRODUCTORY, cast.chapter)

    assert lead.get(to("agenda", above)).status_code == 200
    assert lead.get(to("edit_agenda", above)).status_code == 404
    assert lead.post(to("retire_agenda", above)).status_code == 404


def test_r069_what_has_expired_says_so_in_the_library_and_on_its_page(cast, desk, campaign):
    campaign.current_until = date(2017, 4, 30)
    campaign.save(update_fields=["current_until"])
    found = agenda_for(MeetingKind.INTRODUCTORY, cast.chapter)

    assert "its dates have passed" in desk.get(LIBRARY).content.decode()
    assert "Its dates have passed" in desk.get(to("agenda", found)).content.decode()
    assert "Its dates have passed" in desk.get(to("guide", found.guide)).content.decode()


@pytest.mark.parametrize("more", [1, 9])
def test_who_edits_for_several_chapters_chooses_which_library_to_see(cast, campaign, more):
    chapters = [a_chapter(cast.organization, f"Chapter {number}") for number in range(more)]
    copy_template(
        template=agenda_for(MeetingKind.COACHING, cast.chapter),
        chapter=chapters[0],
        name="Only there",
        by=cast.founder,
        at=NOW,
    )
    administrator = signed_in(cast.administrator)

    home = administrator.get(LIBRARY).content.decode()
    there = administrator.get(LIBRARY, {"chapter": chapters[0].pk}).content.decode()

    assert str(chapters[0].pk) in home
    assert "Only there" not in home
    assert "Only there" in there


def test_the_library_costs_the_same_with_more_agendas(cast, lead, agenda, cost):
    one = cost(lead, LIBRARY)
    for name in ("Two", "Three"):
        copy_template(template=agenda, chapter=cast.chapter, name=name, by=cast.lead, at=NOW)
        copy_guide(guide=agenda.guide, chapter=cast.chapter, title=name, by=cast.lead, at=NOW)

    assert cost(lead, LIBRARY) == one


def test_r036_copy_and_adapt_sent_twice_is_one_copy_with_its_questions(cast, lead, campaign):
    above = agenda_for(MeetingKind.INTRODUCTORY, cast.chapter)
    typed = {"entry": str(uuid.uuid4()), "name": "Ours", "with_questions": "on"}

    answers = [lead.post(to("copy_agenda", above), typed) for _press in range(2)]

    own = AgendaTemplate.objects.get(chapter=cast.chapter)
    assert [answer.headers["Location"] for answer in answers] == [to("edit_agenda", own)] * 2
    assert (own.name, own.copied_from, own.guide.chapter) == ("Ours", above, cast.chapter)
    assert own.guide.copied_from == above.guide


def test_r033_a_type_of_ones_own_is_begun_under_its_own_name(cast, lead, campaign):
    typed = {"entry": str(uuid.uuid4()), "name": "Tenants’ visit", "meeting_kind": "maintenance"}

    answers = [lead.post(reverse("desk:new_agenda"), typed) for _press in range(2)]

    own = AgendaTemplate.objects.get(chapter=cast.chapter)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert "Tenants’ visit" in lead.get(LIBRARY).content.decode()
    assert own.campaign is None


def test_an_agenda_without_a_name_comes_back_with_what_was_chosen(lead):
    answer = lead.post(reverse("desk:new_agenda"), {"name": " ", "meeting_kind": "coaching"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name"])
    assert answer.context["form"]["meeting_kind"].value() == "coaching"


def test_a_guide_of_ones_own_begins_without_questions(cast, lead):
    typed = {"entry": str(uuid.uuid4()), "title": "Five questions"}

    for _press in range(2):
        answer = lead.post(reverse("desk:new_guide"), typed)

    own = Guide.objects.get()
    assert answer.headers["Location"] == to("edit_guide", own)
    assert "No questions yet" in lead.get(to("edit_guide", own)).content.decode()


def test_an_agenda_and_a_guide_are_taken_off_the_list_and_put_back(lead, agenda, guide):
    for kind, row in (("agenda", agenda), ("guide", guide)):
        lead.post(to(f"retire_{kind}", row))
        row.refresh_from_db()
        assert row.retired_at is not None
        assert "off the list" in lead.get(LIBRARY).content.decode()

        lead.post(to(f"restore_{kind}", row))
        row.refresh_from_db()
        assert row.retired_at is None


# --- the order of questions ---


def test_questions_move_by_buttons_and_the_button_keeps_the_focus(lead, guide):
    answer = press(lead, guide, "up:Q2", page="edit_guide")

    page = lead.get(answer.headers["Location"]).content.decode()
    assert order(guide)[:2] == ["Q2", "Q1"]
    assert 'value="down:Q2" autofocus' in page  # it is first now, and cannot go up any more


def test_a_question_goes_below_another_and_out_again(lead, guide):
    press(lead, guide, "in:Q2", page="edit_guide")
    inside = order(guide)
    press(lead, guide, "out:Q2", page="edit_guide")

    assert "Q2" not in inside
    assert order(guide)[:2] == ["Q1", "Q2"]


def test_a_drop_puts_a_question_where_it_fell(lead, guide):
    press(lead, guide, "place:Q12:before:Q1", page="edit_guide")
    press(lead, guide, "place:Q3:inside:Q4", page="edit_guide")

    assert order(guide)[:4] == ["Q12", "Q1", "Q2", "Q4"]
    assert find(standing_of(guide).body["questions"], "Q4")["questions"][0]["id"] == "Q3"


@pytest.mark.parametrize("words", ["", "up:", "up:Q99", "place:Q1:inside:Q1", "place:Q1:nowhere:Q2", "sideways:Q1"])
def test_a_broken_press_changes_nothing(lead, guide, words):
    answer = press(lead, guide, words, page="edit_guide")

    assert answer.status_code == 302
    assert not DraftStep.objects.exists()


def test_a_question_taken_out_comes_back_by_undo_and_goes_again_by_redo(lead, guide):
    press(lead, guide, "remove:Q6", page="edit_guide")
    told = lead.get(to("edit_guide", guide)).content.decode()
    lead.post(to("edit_guide", guide), {"seen": standing_of(guide).seen, "undo": "yes"})
    back = order(guide)
    lead.post(to("edit_guide", guide), {"seen": standing_of(guide).seen, "redo": "yes"})

    assert "Undo brings it back" in told
    assert "Q6" in back
    assert "Q6" not in order(guide)


def test_a_press_in_a_tab_that_is_behind_is_not_done_and_says_so(lead, guide):
    behind = standing_of(guide).seen
    press(lead, guide, "up:Q2", page="edit_guide")

    answers = [
        lead.post(to("edit_guide", guide), {"seen": behind, **pressed})
        for pressed in ({"do": "remove:Q1"}, {"undo": "yes"})
    ] + [lead.post(to(name, guide), {"seen": behind}) for name in ("publish_guide", "set_guide_aside")]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert all("changed meanwhile" in answer.content.decode() for answer in answers)
    assert order(guide)[:2] == ["Q2", "Q1"]


def test_the_editor_costs_the_same_with_one_step_and_with_three(lead, guide, cost):
    press(lead, guide, "up:Q2", page="edit_guide")
    one = cost(lead, to("edit_guide", guide))
    for words in ("up:Q3", "up:Q4"):
        press(lead, guide, words, page="edit_guide")

    assert cost(lead, to("edit_guide", guide)) == one


# --- one question ---


def question(guide, id: str) -> dict:
    found = find(standing_of(guide).body["questions"], id)
    assert found is not None
    return found


def test_every_question_of_the_guide_that_ships_is_saved_unchanged_as_it_was_shown(lead, guide):
    before = standing_of(guide).body["questions"]

    answers = [
        lead.post(to("edit_question", guide, one["id"]), sent(lead.get(to("edit_question", guide, one["id"]))))
        for one in every(before)
    ]

    assert {answer.status_code for answer in answers} == {302}
    assert standing_of(guide).body["questions"] == before
    assert not DraftStep.objects.exists()


def test_r087_r088_r068_r070_all_that_a_question_can_have_is_typed_and_kept(lead, guide):
    page = lead.get(to("edit_question", guide, "Q10"))
    typed = sent(page) | {
        "text": "What weighs more here?",
        "tone": "Slowly.",
        "why_we_ask": "So that we know where to begin.",
        "recording": "own_words",
        "sensitivity": "personal",
        "wording_name_0": "plain",
        "wording_text_0": "What matters more?",
        "option_text_0": "Laws of the nation",
        "option_text_2": "Rules of the town",
        "when_0": '{"equals": "yes", "question": "Q9"}',
        "when_not_0": "on",
        "when_1": '{"has": 2, "question": "Q8"}',
        "joined": "or",
        "only_with_trust": "on",
        "propose": "",
    }

    answer = lead.post(to("edit_question", guide, "Q10"), typed)

    assert answer.status_code == 302
    kept = question(guide, "Q10")
    options = page.context["form"].question["options"]
    assert (kept["text"], kept["tone"], kept["recording"]) == ("What weighs more here?", "Slowly.", "own_words")
    assert kept["wordings"] == {"plain": "What matters more?"}
    assert [option["id"] for option in kept["options"]] == [*(one["id"] for one in options), "o1"]
    assert kept["options"][0]["text"] == "Laws of the nation"
    assert kept["when"] == {
        "or": [{"not": {"question": "Q9", "equals": "yes"}}, {"question": "Q8", "has": 2}],
    }
    assert kept["only_with_trust"] is True


def test_r085_the_kind_of_a_published_question_stays(lead, guide):
    typed = sent(lead.get(to("edit_question", guide, "Q10"))) | {"kind": "open"}

    lead.post(to("edit_question", guide, "Q10"), typed)

    assert question(guide, "Q10")["kind"] == "either_or"


def test_r085_a_new_question_gets_an_id_of_its_own_and_sent_twice_it_is_one(lead, guide):
    entry = str(uuid.uuid4())
    typed = {"entry": entry, "text": "Who would come along?", "kind": "open", "collects": "items"} | KEPT

    answers = [lead.post(to("add_question", guide) + "?below=Q9b%2B", typed) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [one["id"] for one in question(guide, "Q9b+")["questions"]] == ["Q13"]
    assert question(guide, "Q13")["collects"] == "items"
    assert DraftStep.objects.count() == 1


KEPT = {"recording": "never", "sensitivity": "ordinary", "joined": "and", "repeat_default": "once"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "Do you know {nobody}?"}, "text"),
        ({"text": "<script>alert(1)</script> Really?"}, "text"),
        ({"kind": "either_or", "option_text_0": "Only one"}, "option_text_0"),
        ({"kind": "scale", "lowest": "5", "highest": "1"}, "highest"),
        ({"kind": "scale", "lowest": "1", "highest": "5", "labels": "strong"}, "labels"),
        ({"wording_name_0": "Plain words", "wording_text_0": "And so?"}, "wording_name_0"),
    ],
)
def test_r084_what_a_pack_would_refuse_stands_beside_its_field_and_nothing_typed_is_lost(lead, guide, wrong, field):
    typed = {"text": "And so?", "kind": "open", "tone": "Slowly.", **KEPT} | wrong

    answer = lead.post(to("add_question", guide), typed)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Slowly." in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()
    assert not DraftStep.objects.exists()


def test_a_question_moved_above_what_it_looks_at_says_so_in_the_list_and_cannot_be_published(lead, guide):
    press(lead, guide, "place:Q9a:before:Q1", page="edit_guide")
    page = lead.get(to("edit_guide", guide)).content.decode()

    answer = lead.post(to("publish_guide", guide), {"seen": standing_of(guide).seen})

    assert "comes only later" in page
    assert answer.status_code == 422
    assert "Not published yet" in answer.content.decode()
    assert guide.versions.count() == 1


def test_a_look_shows_the_card_and_keeps_nothing(lead, guide):
    typed = sent(lead.get(to("edit_question", guide, "Q6"))) | {"text": "Have you ever marched?", "look": "yes"}
    del typed["look"]

    looked = lead.post(to("edit_question", guide, "Q6"), typed | {"look": "yes"})
    tapped = lead.post(to("edit_question", guide, "Q6"), typed | {"tap": "Q6=yes"})

    assert [looked.status_code, tapped.status_code] == [200, 200]
    assert looked.context["preview"].first.text == "Have you ever marched?"
    assert looked.context["preview"].rest == []
    assert len(tapped.context["preview"].rest) == 3
    assert 'name="tap" value="Q6=yes" aria-pressed="true"' in tapped.content.decode()
    assert not DraftStep.objects.exists()


def test_a_question_changed_meanwhile_is_shown_with_both_versions(lead, guide):
    typed = sent(lead.get(to("edit_question", guide, "Q6")))
    lead.post(to("edit_question", guide, "Q6"), typed | {"text": "In the other tab?"})

    answer = lead.post(to("edit_question", guide, "Q6"), typed | {"text": "In this tab?"})
    again = lead.post(to("edit_question", guide, "Q6"), sent(answer))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "In the other tab?" in page
    assert "In this tab?" in page
    assert again.status_code == 302
    assert question(guide, "Q6")["text"] == "In this tab?"


def test_words_for_a_question_taken_out_meanwhile_can_be_kept_as_a_new_one(lead, guide):
    typed = sent(lead.get(to("edit_question", guide, "Q6"))) | {"text": "Still worth asking?"}
    press(lead, guide, "remove:Q6", page="edit_guide")

    answer = lead.post(to("edit_question", guide, "Q6"), typed)

    assert answer.status_code == 422
    assert "taken out meanwhile" in answer.content.decode()
    assert "Still worth asking?" in answer.content.decode()
    assert f'action="{to("add_question", guide)}"' in answer.content.decode()


def test_the_name_and_the_last_day_of_a_guide_are_part_of_the_draft(lead, guide):
    typed = sent(lead.get(to("about_guide", guide)))

    answer = lead.post(to("about_guide", guide), typed | {"title": "For spring", "current_until": "2026-05-01"})
    lead.post(to("publish_guide", guide), {"seen": standing_of(guide).seen})

    guide.refresh_from_db()
    newest = guide.versions.get(number=2)
    assert answer.status_code == 302
    assert (guide.title, newest.current_until, newest.body["current_until"]) == (
        "For spring",
        date(2026, 5, 1),
        "2026-05-01",
    )


def test_r086_publishing_from_the_page_makes_a_version_and_the_old_one_can_still_be_read(lead, guide):
    press(lead, guide, "remove:Q1", page="edit_guide")
    sent_twice = {"seen": standing_of(guide).seen, "entry": str(uuid.uuid4())}

    answers = [lead.post(to("publish_guide", guide), sent_twice) for _press in range(2)]

    first = GuideVersion.objects.get(guide=guide, number=1)
    lead.get(LIBRARY)  # reads the messages, which name the question too
    new, old = (lead.get(to("guide", guide) + f"?version={number}").content.decode() for number in (2, 1))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert guide.versions.count() == 2
    assert "Q1" in question_ids(first.body)
    assert "fit with what you believe in" in old
    assert "fit with what you believe in" not in new


def test_a_draft_is_thrown_away(lead, guide):
    press(lead, guide, "remove:Q1", page="edit_guide")

    lead.post(to("set_guide_aside", guide), {"seen": standing_of(guide).seen})

    assert "Q1" in order(guide)
    assert standing_of(guide).draft is None


# --- agendas ---


def test_r034_parts_move_by_buttons_and_their_minutes_are_added_up(lead, agenda):
    press(lead, agenda, "up:story", page="edit_agenda")
    press(lead, agenda, "place:ask:before:purpose", page="edit_agenda")
    press(lead, agenda, "remove:strategy", page="edit_agenda")

    page = lead.get(to("edit_agenda", agenda)).content.decode()
    assert parts(agenda) == ["ask", "purpose", "story", "connection"]
    assert "35 min together" in page


def test_a_part_is_reworded_with_all_it_can_hold_and_the_rest_of_it_stays(lead, agenda):
    typed = sent(lead.get(to("edit_section", agenda, "ask"))) | {
        "name": "The ask",
        "minutes": "10",
        "points": "One thing\r\nOne day\r\n",
        "say": "It is fine to say no",
        "do_not_say": "",
        "duties": "Look up the next meeting",
        "sign_seen_0": "They look at the door",
        "sign_do_0": "Offer to stop here",
        "at_least": "5",
        "when": '{"equals": true, "fact": "first_meeting"}',
        "questions": ["Q12"],
    }

    answer = lead.post(to("edit_section", agenda, "ask"), typed)

    section = find(standing_of(agenda).body["sections"], "ask", name="key")
    assert answer.status_code == 302
    assert section == {
        "key": "ask",
        "name": "The ask",
        "minutes": 10,
        "points": ["One thing", "One day"],
        "questions": ["Q12"],
        "say": ["It is fine to say no"],
        "duties": ["Look up the next meeting"],
        "exit_signs": [{"seen": "They look at the door", "do": "Offer to stop here"}],
        "at_least": 5,
        "when": {"fact": "first_meeting", "equals": True},
    }


def test_every_part_of_the_agenda_that_ships_is_saved_unchanged_as_it_was_shown(lead, agenda):
    before = standing_of(agenda).body["sections"]

    for key in parts(agenda):
        page = lead.get(to("edit_section", agenda, key))
        assert lead.post(to("edit_section", agenda, key), sent(page)).status_code == 302

    assert standing_of(agenda).body["sections"] == before
    assert not DraftStep.objects.exists()


def test_a_new_part_sent_twice_is_one(lead, agenda):
    typed = {"entry": str(uuid.uuid4()), "name": "Tea", "minutes": "5", "points": "Milk or lemon?"}

    answers = [lead.post(to("add_section", agenda), typed) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert parts(agenda)[-1] == "part-1"
    assert DraftStep.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"minutes": "5000"}, "minutes"),
        ({"points": "x" * 401}, "points"),
        ({"points": "<b>Tea</b> for two"}, "points"),
        ({"points": "Ask about {river}"}, "points"),
        ({"at_least": "6"}, "at_least"),
        ({"sign_seen_0": "They look at the clock"}, "sign_do_0"),
    ],
)
def test_a_part_that_will_not_do_comes_back_with_what_was_typed(lead, agenda, wrong, field):
    typed = {"name": "Tea", "minutes": "5", "say": "With milk"} | wrong

    answer = lead.post(to("add_section", agenda), typed)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert "With milk" in answer.content.decode()


def test_an_agenda_keeps_its_last_part(lead, agenda):
    for key in parts(agenda):
        press(lead, agenda, f"remove:{key}", page="edit_agenda")

    assert parts(agenda) == ["ask"]


def test_a_part_changed_meanwhile_is_shown_with_both_versions(lead, agenda):
    typed = sent(lead.get(to("edit_section", agenda, "story")))
    lead.post(to("edit_section", agenda, "story"), typed | {"name": "In the other tab"})

    answer = lead.post(to("edit_section", agenda, "story"), typed | {"name": "In this tab"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "In the other tab" in page
    assert "In this tab" in page


def test_i6_success_and_the_questions_of_an_agenda_are_changed_and_published(cast, lead, agenda, guide):
    typed = sent(lead.get(to("about_agenda", agenda)))

    lead.post(to("about_agenda", agenda), typed | {"success_rule": "continue", "guide": str(guide.pk)})
    before = AgendaTemplate.objects.get(pk=agenda.pk)
    sent_twice = {"seen": standing_of(agenda).seen}
    answers = [lead.post(to("publish_agenda", agenda), sent_twice) for _press in range(2)]

    agenda.refresh_from_db()
    assert before.success_rule == "commitment"
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (agenda.success_rule, agenda.guide) == ("continue", guide)


def test_what_a_pack_would_refuse_of_an_agenda_is_not_published(lead, agenda):
    typed = sent(lead.get(to("about_agenda", agenda)))
    lead.post(to("about_agenda", agenda), typed | {"name": "<b>Ours</b>", "current_until": "2026-05-01"})

    answer = lead.post(to("publish_agenda", agenda), {"seen": standing_of(agenda).seen})

    agenda.refresh_from_db()
    assert answer.status_code == 422
    assert "plain text" in answer.content.decode()
    assert "<b>Ours" not in answer.content.decode()
    assert agenda.name == "Ours"


def test_r069_an_agenda_says_until_when_it_is_current(lead, agenda):
    typed = sent(lead.get(to("about_agenda", agenda)))
    lead.post(to("about_agenda", agenda), typed | {"current_until": "2020-05-01"})

    lead.post(to("publish_agenda", agenda), {"seen": standing_of(agenda).seen})

    agenda.refresh_from_db()
    assert agenda.current_until == date(2020, 5, 1)
    assert "Its dates have passed" in lead.get(to("agenda", agenda)).content.decode()


def test_a_look_at_a_part_keeps_nothing(lead, agenda):
    typed = sent(lead.get(to("edit_section", agenda, "story"))) | {"points": "A new point", "look": "yes"}

    answer = lead.post(to("edit_section", agenda, "story"), typed)

    assert answer.status_code == 200
    assert '<li><span dir="auto">A new point</span></li>' in answer.content.decode()
    assert not DraftStep.objects.exists()


# --- planning with one ---


def plan(browser: Client, cast, **typed):
    address = reverse("desk:plan") + f"?person={cast.person.pk}"
    return browser.post(address, {"entry": str(uuid.uuid4()), "kind": "introductory", **typed})


def test_r033_a_type_of_ones_own_is_chosen_when_a_one_on_one_is_planned(cast, desk, agenda):
    page = desk.get(reverse("desk:plan") + f"?person={cast.person.pk}&agenda={agenda.pk}")

    plan(desk, cast, agenda=str(agenda.pk))

    meeting = Meeting.objects.get()
    assert f'<option value="{agenda.pk}" selected>' in page.content.decode()
    assert (meeting.template, meeting.agenda) == (agenda, agenda.sections)


def test_an_agenda_of_another_kind_is_asked_about_and_nothing_typed_is_lost(cast, desk, agenda):
    answer = plan(desk, cast, agenda=str(agenda.pk), kind="coaching", reason="She asked for help.")

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["agenda"])
    assert "She asked for help." in answer.content.decode()
    assert not Meeting.objects.exists()


def test_the_agenda_chosen_first_is_remembered_while_the_person_is_chosen(cast, desk, agenda):
    page = desk.get(reverse("desk:plan") + f"?agenda={agenda.pk}").content.decode()

    assert f"?person={cast.person.pk}&amp;agenda={agenda.pk}" in page


def test_r069_an_agenda_that_has_expired_says_so_where_it_is_offered(cast, desk, campaign):
    campaign.current_until = date(2017, 4, 30)
    campaign.save(update_fields=["current_until"])

    page = desk.get(reverse("desk:plan") + f"?person={cast.person.pk}").content.decode()

    assert "its dates have passed" in page
