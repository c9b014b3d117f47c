"""Reporting back: drawn from the debrief, looked at as it leaves, sent once (R-026, R-095 to R-098)."""

import uuid

import pytest
from django.http import Http404

from letstalk.followups.domain.debrief import HeardEntry
from letstalk.guides.models import Sheet, SheetAnswer
from letstalk.guides.queries import answers_of
from letstalk.journal.models import Entry
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.tags import tag
from letstalk.people.words import Answer, Purpose, TagKind
from letstalk.reports import sweeps
from letstalk.reports.access import own_report_or_404
from letstalk.reports.domain.draft import AlreadySent, rewrite_report, write_report
from letstalk.reports.domain.send import NothingToSend, send_report
from letstalk.reports.models import Report, ReportSent
from letstalk.reports.queries import own_reports, own_themes, preview, themes_of
from tests.factories import a_person, a_role, a_user
from tests.moments import DAY, NOW, debriefed, held

LATER = NOW + 2 * DAY
QUOTE = "“I have not slept since the rent letter came.”"


def written(cast, form, *, answers=None, issues=("Rents",), meeting=None, **more) -> Report:
    return write_report(
        chapter=cast.chapter,
        author=cast.organizer,
        version=form,
        answers=answers or {},
        issues=issues,
        meeting=meeting,
        at=LATER,
        **more,
    )


def words(lines) -> list[str]:
    return [line.words for line in lines]


def test_r026_what_the_debrief_heard_becomes_a_draft_once(cast, form):
    tag(person=cast.person, chapter=cast.chapter, kind=TagKind.ISSUE, name="Night buses", by=cast.organizer, at=NOW)
    meeting = debriefed(cast, heard=HeardEntry(version=form, answers={"R1": "People wait in the dark.", "R3": "Rents"}))

    rounds = [sweeps.run(at=LATER), sweeps.run(at=LATER)]

    report = Report.objects.get(meeting=meeting)
    assert rounds == [1, 0]
    assert (report.author, report.chapter, themes_of(report)) == (
        cast.organizer,
        cast.chapter,
        ["Night buses", "Rents"],
    )
    assert report.campaign.name == "10 Actions / 100 Days"
    assert answers_of(report.sheet) == {"R1": "People wait in the dark.", "R3": "Rents"}


def test_a_debrief_that_heard_nothing_for_the_report_drafts_none(cast, form):
    debriefed(cast, note="Only for me.")

    assert sweeps.run(at=LATER) == 0


def test_r026_issues_tagged_by_somebody_else_or_later_are_not_in_the_draft(cast, form):
    tag(person=cast.person, chapter=cast.chapter, kind=TagKind.ISSUE, name="Schools", by=cast.lead, at=NOW)
    debriefed(cast, heard=HeardEntry(version=form, answers={"R3": "Rents"}))
    tag(person=cast.person, chapter=cast.chapter, kind=TagKind.ISSUE, name="Clinics", by=cast.organizer, at=LATER)

    sweeps.run(at=LATER)

    assert themes_of(Report.objects.get()) == ["Rents"]


def test_issues_are_folded_for_case_and_take_the_chapters_own_word(cast, form):
    tag(person=cast.person, chapter=cast.chapter, kind=TagKind.ISSUE, name="Night buses", by=cast.organizer, at=NOW)

    report = written(cast, form, issues=["night BUSES", "Rents"], answers={"R3": ["rents", " Night  Buses "]})

    assert themes_of(report) == ["Night buses", "Rents"]


def test_the_same_form_sent_twice_is_one_report(cast, form):
    id = uuid.uuid4()

    first, again = written(cast, form, id=id), written(cast, form, id=id)

    assert first == again
    assert (Report.objects.count(), Sheet.objects.count()) == (1, 1)


def test_reporting_back_on_a_one_on_one_with_a_draft_changes_the_draft(cast, form):
    meeting = debriefed(cast, heard=HeardEntry(version=form, answers={"R1": "First thought.", "R3": "Rents"}))
    sweeps.run(at=LATER)

    report = written(cast, form, meeting=meeting, answers={"R1": "Second thought."}, issues=["Schools"])

    assert Report.objects.get() == report
    assert (answers_of(report.sheet), themes_of(report)) == ({"R1": "Second thought."}, ["Schools"])
    assert SheetAnswer.objects.count() == 1


def test_what_was_sent_stays_as_it_was_sent(cast, form):
    report = written(cast, form)
    send_report(report=report, by=cast.organizer, at=LATER)

    with pytest.raises(AlreadySent):
        rewrite_report(report=report, answers={}, issues=["Schools"], by=cast.organizer, at=LATER)

    assert themes_of(report) == ["Rents"]


def test_sending_twice_is_sending_once(cast, form):
    report = written(cast, form)

    sent = [send_report(report=report, by=cast.organizer, at=LATER + n * DAY) for n in range(2)]

    assert sent[0] == sent[1]
    assert ReportSent.objects.get().at == LATER
    assert Entry.objects.filter(kind="report.sent").count() == 1


def test_a_report_of_which_nothing_leaves_is_not_sent(cast, form):
    report = written(cast, form, issues=[], answers={"R1": "Only in my own words."})

    with pytest.raises(NothingToSend):
        send_report(report=report, by=cast.organizer, at=LATER)


def test_r096_own_words_stay_with_their_author_unless_the_person_agreed(cast, form):
    meeting = held(cast)
    report = written(cast, form, meeting=meeting, answers={"R1": QUOTE, "R4": "yes"})

    before = preview(report)
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.ANONYMOUS_REPORTS,
        answer=Answer.GRANTED,
        how="one-on-one",
        words="May I pass on what you said, without your name?",
        by=cast.organizer,
        at=LATER,
    )
    after = preview(report)

    assert (words(before.issues), words(before.leaves), words(before.stays)) == (["Rents"], ["Yes"], [QUOTE])
    assert (words(after.leaves), words(after.stays)) == ([QUOTE, "Yes"], [])


def test_a4_check_8_the_preview_holds_no_name_phone_email_or_quote_by_default(cast, form):
    """R-096: nothing of the person is put into a report by itself, and what was typed in is pointed out."""
    meeting = debriefed(
        cast,
        note="Amina Okafor, +1 202 555 0143, amina@example.org",
        heard=HeardEntry(version=form, answers={"R1": f"Amina said {QUOTE}", "R3": "Rents"}),
    )
    sweeps.run(at=LATER)

    seen = preview(Report.objects.get(meeting=meeting))

    everything = " ".join(words([*seen.issues, *seen.leaves]))
    assert everything == "Rents"


def test_a4_check_8_a_name_that_was_typed_in_is_pointed_out(cast, form):
    report = written(cast, form, issues=["Rents, says amina okafor, +1 202 555 0143"])

    warnings = preview(report).warnings

    assert [(span.text, span.kind) for span in warnings] == [("amina okafor", "name"), ("+1 202 555 0143", "phone")]


def test_only_the_author_reads_a_report(cast, form):
    report = written(cast, form)
    send_report(report=report, by=cast.organizer, at=LATER)

    assert own_report_or_404(cast.organizer, report.pk) == report
    for somebody in (cast.lead, cast.administrator, cast.founder, cast.outsider):
        assert list(own_reports(somebody)) == []
        with pytest.raises(Http404):
            own_report_or_404(somebody, report.pk)


def test_r097_ones_own_themes_are_ones_own_to_read_however_few(cast, form):
    written(cast, form)

    assert [(theme.name, theme.conversations) for theme in own_themes(cast.organizer)] == [("Rents", 1)]
    assert own_themes(cast.lead) == []


@pytest.mark.parametrize("reports", (1, 3))
def test_the_list_of_own_reports_costs_the_same_for_one_and_three(cast, form, reports, django_assert_num_queries):
    for _number in range(reports):
        written(cast, form)

    with django_assert_num_queries(2):
        for report in own_reports(cast.organizer):
            assert (report.is_sent, [theme.name for theme in report.themes.all()]) == (False, ["Rents"])


def test_a_name_known_only_to_somebody_else_raises_no_warning(cast, form):
    other = a_role(a_user("Noor Khan"), cast.chapter)
    a_person(other, cast.chapter, "Thandiwe Mbeki")
    report = written(cast, form, issues=["Rents, as Thandiwe said"])

    assert preview(report).warnings == ()
