"""Agendas and question guides changed step by step, checked like a pack, published (R-033 to R-036, R-085, R-086)."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from letstalk.guides.access import guide_or_404, guide_to_change_or_404
from letstalk.guides.checking import check_questions
from letstalk.guides.domain import drafts, publish, templates
from letstalk.guides.domain.drafts import Change, ChangedMeanwhile, NothingToUndo
from letstalk.guides.domain.sheets import fill_sheet
from letstalk.guides.models import AgendaTemplate, DraftStep, Guide, GuideVersion
from letstalk.guides.queries import (
    agenda_for,
    agendas_for,
    answers_of,
    new_question_id,
    report_guide_version,
    standing_of,
)
from letstalk.guides.rearranging import every, find, moved, placed, replaced, without
from letstalk.guides.walk import question_ids, walk
from letstalk.guides.words import Did, MeetingKind
from letstalk.kit.refusal import NothingWritten
from letstalk.stewardship.domain.first_visit import shipped_pack
from letstalk.stewardship.domain.packs import adopt_anew
from tests.campaign import FIRST_ON, adopted
from tests.moments import DAY, NOW, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(cast):
    return adopted(cast)


@pytest.fixture
def guide(campaign) -> Guide:
    return Guide.objects.get(key="why-we-resist")


@pytest.fixture
def agenda(cast, campaign) -> AgendaTemplate:
    found = agenda_for(MeetingKind.INTRODUCTORY, cast.organization)
    assert found is not None
    return found


def change(cast, subject, did=Did.CHANGED, *, seen=None, id=None, **more) -> DraftStep:
    standing = standing_of(subject)
    return drafts.take_step(
        subject=subject,
        change=Change({**standing.body, **more}, did),
        seen=standing.seen if seen is None else seen,
        by=cast.founder,
        at=NOW,
        id=id,
    )


def rearrange(cast, guide, rearranged) -> DraftStep:
    return change(cast, guide, Did.MOVED, questions=rearranged(standing_of(guide).body["questions"]))


def publish_now(cast, guide, **more) -> GuideVersion:
    return publish.publish_guide(guide=guide, seen=standing_of(guide).seen, by=cast.founder, at=NOW + DAY, **more)


def order(subject) -> list[str]:
    return [question["id"] for question in standing_of(subject).body["questions"]]


# --- steps ---


def test_nobody_sees_a_draft_before_it_is_published(cast, guide):
    before = question_ids(GuideVersion.objects.get(guide=guide).body)

    rearrange(cast, guide, lambda questions: moved(questions, "Q12", "up"))

    assert order(guide)[-2:] == ["Q12", "Q11"]
    assert question_ids(GuideVersion.objects.get(guide=guide).body) == before


def test_every_step_is_undone_and_done_again(cast, guide):
    published = order(guide)
    rearrange(cast, guide, lambda questions: moved(questions, "Q2", "up"))
    once = order(guide)
    rearrange(cast, guide, lambda questions: moved(questions, "Q2", "down"))

    back = [drafts.undo(subject=guide, seen=standing_of(guide).seen, at=NOW) for _step in range(2)]
    again = drafts.redo(subject=guide, seen=standing_of(guide).seen, at=NOW)

    assert [question["id"] for question in back[0].body["questions"]] == once
    assert [question["id"] for question in back[1].body["questions"]] == published
    assert back[1].is_changed is False
    assert [question["id"] for question in again.body["questions"]] == once
    assert again.redoes is not None


def test_going_on_another_way_after_an_undo_keeps_what_was_undone(cast, guide):
    first = rearrange(cast, guide, lambda questions: moved(questions, "Q2", "up"))
    drafts.undo(subject=guide, seen=standing_of(guide).seen, at=NOW)

    second = rearrange(cast, guide, lambda questions: moved(questions, "Q3", "up"))

    assert (first.follows, second.follows) == (0, 0)
    assert DraftStep.objects.count() == 2
    assert order(guide)[:3] == ["Q1", "Q3", "Q2"]


def test_there_is_nothing_to_undo_before_the_first_step_and_nothing_to_redo_after_the_last(cast, guide):
    for verb in (drafts.undo, drafts.redo):
        with pytest.raises(NothingToUndo):
            verb(subject=guide, seen=standing_of(guide).seen, at=NOW)


def test_a_step_sent_twice_is_one(cast, guide):
    id = uuid.uuid4()
    seen = standing_of(guide).seen
    first = change(cast, guide, id=id, title="Ours")

    again = change(cast, guide, id=id, seen=seen, title="Ours")

    assert again == first
    assert DraftStep.objects.count() == 1


def test_a_page_that_is_behind_changes_nothing(cast, guide):
    seen = standing_of(guide).seen
    change(cast, guide, title="In the other tab")

    with pytest.raises(ChangedMeanwhile):
        change(cast, guide, seen=seen, title="Here")
    with pytest.raises(ChangedMeanwhile):
        drafts.undo(subject=guide, seen=seen, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        publish.publish_guide(guide=guide, seen=seen, by=cast.founder, at=NOW)

    assert standing_of(guide).body["title"] == "In the other tab"


def test_the_words_of_a_draft_are_sealed(cast, guide):
    change(cast, guide, title="Nobody's business")

    raw = DraftStep.objects.values_list("body", flat=True).get()

    assert b"Nobody" not in bytes(raw)


def test_a_draft_set_aside_leaves_what_is_published(cast, guide):
    change(cast, guide, title="Rather not")

    assert drafts.set_aside(subject=guide, seen=standing_of(guide).seen, by=cast.founder, at=NOW) is True
    assert drafts.set_aside(subject=guide, seen=standing_of(guide).seen, by=cast.founder, at=NOW) is False
    assert standing_of(guide).body["title"] == guide.title
    assert standing_of(guide).draft is None


# --- publishing a guide ---


def test_r086_publishing_makes_the_next_version_and_what_is_planned_keeps_the_one_it_has(cast, guide, agenda):
    meeting = planned(cast, template=agenda)
    rearrange(cast, guide, lambda questions: without(questions, "Q1"))

    version = publish_now(cast, guide)

    assert (version.number, version.body["version"]) == (2, 2)
    assert "Q1" not in question_ids(version.body)
    meeting.refresh_from_db()
    assert meeting.guide_version.number == 1
    assert "Q1" in question_ids(meeting.guide_version.body)
    assert standing_of(guide).draft is None


def test_r086_a_published_version_cannot_be_edited_by_any_hand(cast, guide):
    version = GuideVersion.objects.get(guide=guide)

    for change_it in ({"body": {"questions": []}}, {"number": 9}, {"published_at": NOW + DAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GuideVersion.objects.filter(pk=version.pk).update(**change_it)

    assert GuideVersion.objects.get(pk=version.pk).body == version.body


def test_publishing_sent_twice_is_one_version(cast, guide):
    change(cast, guide, title="Ours")
    id, seen = uuid.uuid4(), standing_of(guide).seen

    made = [publish.publish_guide(guide=guide, seen=seen, by=cast.founder, at=NOW, id=id) for _press in range(2)]

    assert made[0] == made[1]
    assert guide.versions.count() == 2


def test_without_a_change_there_is_nothing_to_publish(cast, guide):
    with pytest.raises(publish.NothingToPublish):
        publish_now(cast, guide)


def test_r085_ids_stay_when_words_and_order_change_and_old_answers_are_read_under_their_version(cast, guide):
    old = GuideVersion.objects.get(guide=guide)
    sheet = fill_sheet(chapter=cast.chapter, version=old, answers={"Q11": ["Rents"]}, by=cast.organizer, at=NOW)
    rearrange(cast, guide, lambda questions: placed(questions, "Q11", "before", "Q1"))
    reworded = {**find(standing_of(guide).body["questions"], "Q11"), "text": "What worries you near home?"}
    rearrange(cast, guide, lambda questions: replaced(questions, "Q11", reworded))

    new = publish_now(cast, guide)

    assert question_ids(new.body)[0] == "Q11"
    assert question_ids(new.body)[1:4] == ["Q11a", "Q11b", "Q11c"]
    assert find(new.body["questions"], "Q11")["text"] == "What worries you near home?"
    assert answers_of(sheet) == {"Q11": ["Rents"]}
    assert find(sheet.version.body["questions"], "Q11")["text"] != "What worries you near home?"


def test_r085_the_id_of_a_question_taken_out_is_never_given_to_another(cast, guide):
    taken_out = find(standing_of(guide).body["questions"], "Q12")
    rearrange(cast, guide, lambda questions: without(questions, "Q12"))
    publish_now(cast, guide)
    fresh = new_question_id(guide, standing_of(guide).body)
    other = {"id": "Q12", "kind": "open", "text": "Something else altogether?"}

    rearrange(cast, guide, lambda questions: [*questions, other])

    assert taken_out is not None
    assert fresh == "Q13"
    with pytest.raises(publish.IdTaken):
        publish_now(cast, guide)


def test_r084_a_draft_is_checked_like_a_pack_and_each_mistake_stands_beside_its_question(cast, guide):
    rearrange(cast, guide, lambda questions: [*questions, {"id": "Q13", "kind": "scale", "text": "<b>How</b> sure?"}])
    rearrange(cast, guide, lambda questions: placed(questions, "Q6a", "before", "Q1"))

    with pytest.raises(publish.NotReady) as refused:
        publish_now(cast, guide)

    fields = {(mistake.question, mistake.field) for mistake in refused.value.checked.mistakes}
    assert {("Q6a", "when"), ("Q13", "text")} <= fields
    assert {question for question, _field in fields} == {"Q6a", "Q13"}
    assert "comes only later" in refused.value.errors["Q6a"]
    assert GuideVersion.objects.filter(guide=guide).count() == 1


def test_a_question_that_repeats_words_says_so_once_they_are_gone(cast, guide):
    body = standing_of(guide).body
    piping = next(question for question in every(body["questions"]) if "{Q8" in question["text"])
    rearrange(cast, guide, lambda questions: placed(questions, piping["id"], "after", "Q12"))
    rearrange(cast, guide, lambda questions: without(questions, "Q8"))

    checked = check_questions(standing_of(guide).body["questions"], variables=["administration"])

    assert any("stands for nothing here" in mistake.sentence for mistake in checked.of(piping["id"]))


def test_every_shipped_guide_is_read_by_the_editors_check_to_the_same(campaign):
    for version in GuideVersion.objects.all():
        checked = check_questions(version.body["questions"], variables=campaign.variables)

        assert checked.mistakes == ()
        assert [question.to_dict() for question in checked.questions] == version.body["questions"]


# --- copies, types of one's own ---


def test_r006_r036_a_guide_copied_down_keeps_ids_and_credit_and_is_the_chapters_to_change(cast, guide):
    id = uuid.uuid4()

    own, again = (
        templates.copy_guide(guide=guide, chapter=cast.chapter, by=cast.lead, at=NOW, id=id) for _press in range(2)
    )

    assert again == own
    version = own.versions.get()
    assert (own.copied_from, version.body["credit"]) == (guide, guide.versions.get().body["credit"])
    assert question_ids(version.body) == question_ids(guide.versions.get().body)
    assert guide_to_change_or_404(cast.lead, own.pk) == own
    assert guide_or_404(cast.organizer, own.pk) == own


def test_r033_a_type_of_ones_own_is_chosen_by_hand_and_does_not_take_the_place_of_its_kind(cast, agenda):
    usual = agenda_for(MeetingKind.MAINTENANCE, cast.chapter)

    own = templates.add_template(
        chapter=cast.chapter, meeting_kind=MeetingKind.MAINTENANCE, name="Tenants’ visit", by=cast.lead, at=NOW
    )

    assert own in agendas_for(cast.chapter)
    assert agenda_for(MeetingKind.MAINTENANCE, cast.chapter) == usual
    assert sum(section["minutes"] for section in own.sections) == own.minutes == 35


def test_what_a_chapter_adapted_stays_when_the_campaign_is_taken_up_anew(cast, campaign, agenda):
    own = templates.copy_template(template=agenda, chapter=cast.chapter, by=cast.lead, at=NOW)

    adopt_anew(pack=shipped_pack(), chapter=cast.organization, first_on=FIRST_ON + DAY, by=cast.founder, at=NOW + DAY)

    assert own in agendas_for(cast.chapter)
    assert agenda not in agendas_for(cast.chapter)


def test_a_report_form_that_is_retired_gives_way_to_the_one_above_until_it_is_restored(cast, campaign):
    above = report_guide_version(cast.chapter).guide
    own = templates.copy_guide(guide=above, chapter=cast.chapter, by=cast.lead, at=NOW)
    assert report_guide_version(cast.chapter).guide == own

    templates.retire_guide(guide=own, by=cast.lead, at=NOW)
    assert report_guide_version(cast.chapter).guide == above

    templates.restore_guide(guide=own, by=cast.lead, at=NOW)
    assert report_guide_version(cast.chapter).guide == own


def test_a_retired_agenda_is_put_back_on_the_list(cast, agenda):
    templates.retire_template(template=agenda, by=cast.founder, at=NOW)
    assert agenda not in agendas_for(cast.organization)

    templates.restore_template(template=agenda, by=cast.founder, at=NOW)

    assert agenda in agendas_for(cast.organization)


# --- publishing an agenda ---


def publish_agenda_now(cast, template):
    return publish.publish_agenda(template=template, seen=standing_of(template).seen, by=cast.founder, at=NOW + DAY)


def test_r036_an_agenda_published_anew_is_for_the_one_on_ones_to_come(cast, agenda):
    meeting = planned(cast, template=agenda)
    sections = [{**agenda.sections[0], "minutes": 10, "say": ["Thank you"]}, *agenda.sections[1:]]
    change(cast, agenda, sections=sections, name="Ours", guide="")

    published = publish_agenda_now(cast, agenda)

    published.refresh_from_db()
    meeting.refresh_from_db()
    assert (published.name, published.minutes, published.guide) == ("Ours", 46, None)
    assert published.sections[0]["say"] == ["Thank you"]
    assert published.sections[1]["questions"] == []
    assert meeting.agenda[0]["minutes"] == 4


def test_an_agenda_does_not_draw_on_a_guide_of_somebody_else(cast, campaign, guide):
    theirs = templates.copy_guide(guide=guide, chapter=cast.sibling, by=cast.founder, at=NOW)
    own = templates.add_template(
        chapter=cast.chapter, meeting_kind=MeetingKind.PLANNING, name="Ours", by=cast.lead, at=NOW
    )
    change(cast, own, guide=str(theirs.pk))

    with pytest.raises(NothingWritten) as refused:
        publish_agenda_now(cast, own)

    assert list(refused.value.errors) == ["guide"]


def test_a_question_moved_in_and_out_takes_its_branches_along():
    questions = [
        {"id": "A", "questions": [{"id": "A1"}]},
        {"id": "B", "questions": [{"id": "B1"}]},
        {"id": "C"},
    ]

    inside = moved(questions, "B", "in")
    out = moved(inside, "B", "out")
    nowhere = [moved(questions, "A", "up"), moved(questions, "C", "out"), placed(questions, "A", "inside", "A1")]

    assert [question["id"] for question in every(inside)] == ["A", "A1", "B", "B1", "C"]
    assert [question["id"] for question in inside] == ["A", "C"]
    assert out == questions
    assert nowhere == [questions] * 3


def test_what_the_editor_published_is_walked_like_what_came_in_a_pack(cast, guide):
    rearrange(cast, guide, lambda questions: moved(questions, "Q6", "up"))

    version = publish_now(cast, guide)

    assert [step.id for step in walk(version.body, {"Q6": "yes"})][4:9] == ["Q6", "Q6a", "Q6b", "Q6c", "Q5"]
