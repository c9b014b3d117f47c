"""What we're hearing: one's own reports, looked at before they leave, and themes without names (R-095 to R-098)."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.followups.domain.debrief import HeardEntry
from letstalk.guides.queries import answers_of, report_guide_version
from letstalk.guides.words import MeetingKind
from letstalk.meetings.domain import plan as planning
from letstalk.reports import sweeps
from letstalk.reports.domain.draft import write_report
from letstalk.reports.domain.send import send_report
from letstalk.reports.models import Report, ReportSent
from letstalk.reports.queries import themes_of
from tests.campaign import adopted
from tests.factories import a_person, a_role, a_user, relationship_of
from tests.moments import DAY, NOW, debriefed

HEARING = reverse("desk:hearing")
NEW = reverse("desk:report_back")
FIVE_WORDS = "Shown only where at least five conversations name a theme. Nobody is named."


@pytest.fixture
def form(cast):
    adopted(cast)
    return report_guide_version(cast.chapter)


def signed_in(user) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def written(cast, form, *, issues=("Rents",), author=None, **more) -> Report:
    more.setdefault("answers", {})
    return write_report(
        chapter=cast.chapter, author=author or cast.organizer, version=form, issues=issues, at=NOW, **more
    )


def sent_about(cast, form, *issues: str, author) -> None:
    """A report about a one-on-one with somebody new, sent."""
    person = a_person(author, cast.chapter, f"Guest {uuid.uuid4().hex[:6]}")
    relationship = relationship_of(person, author)
    meeting = planning.plan(relationship=relationship, kind=MeetingKind.INTRODUCTORY, by=author, at=NOW)
    report = written(cast, form, issues=issues, author=author, meeting=meeting)
    send_report(report=report, by=author, at=NOW)


def page_of(report: Report) -> str:
    return reverse("desk:report", args=[report.pk])


def seen(browser: Client, report: Report) -> str:
    return browser.get(page_of(report)).context["seen"]


def send(browser: Client, report: Report):
    return browser.post(reverse("desk:send_report", args=[report.pk]), {"seen": seen(browser, report)})


def test_the_form_asks_the_questions_of_the_chapters_campaign(desk, form):
    page = desk.get(NEW).content.decode()

    assert "What did you learn from this conversation?" in page
    assert "Which issues did you hear?" in page


def test_r095_a_report_is_kept_sent_twice_it_is_one_and_nothing_leaves_yet(cast, desk, form):
    typed = {"entry": str(uuid.uuid4()), "R1": "People wait in the dark.", "R4": "yes", "issues": "Rents, night buses"}

    answers = [desk.post(NEW, typed), desk.post(NEW, typed)]

    report = Report.objects.get()
    assert [answer.headers["Location"] for answer in answers] == [page_of(report)] * 2
    assert themes_of(report) == ["Rents", "night buses"]
    assert answers_of(report.sheet) == {"R1": "People wait in the dark.", "R4": "yes"}
    assert not ReportSent.objects.exists()


def test_an_answer_that_is_too_long_comes_back_with_what_was_typed(desk, form):
    answer = desk.post(NEW, {"R1": "x" * 4_001, "issues": "Rents"})

    assert answer.status_code == 422
    assert 'value="Rents"' in answer.content.decode()
    assert not Report.objects.exists()


def test_without_a_campaign_the_page_says_where_the_form_comes_from(desk):
    assert "The form comes with a campaign" in desk.get(NEW).content.decode()


def test_reporting_back_on_a_one_on_one_with_a_draft_opens_the_draft(cast, desk, form):
    """R-026"""
    meeting = debriefed(cast, heard=HeardEntry(version=form, answers={"R1": "First thought.", "R3": "Rents"}))
    sweeps.run(at=NOW + 2 * DAY)

    answer = desk.get(NEW, {"meeting": str(meeting.pk)})

    assert answer.headers["Location"] == page_of(Report.objects.get())


def test_somebody_elses_one_on_one_is_not_there(cast, form):
    meeting = debriefed(cast)

    assert signed_in(cast.outsider).get(NEW, {"meeting": str(meeting.pk)}).status_code == 404


def test_r096_what_looks_like_a_name_a_phone_or_an_email_is_marked(cast, desk, form):
    report = written(cast, form, issues=["Amina’s rent", "call +1 202 555 0143", "amina@example.org"])

    page = desk.get(page_of(report)).content.decode()

    assert '<mark dir="auto">Amina</mark><small> (looks like the name of someone you know)' in page
    assert '<mark dir="auto">+1 202 555 0143</mark><small> (looks like a phone number)' in page
    assert '<mark dir="auto">amina@example.org</mark><small> (looks like an email address)' in page
    assert "It points to nobody: send it" in page


def test_r098_own_words_are_shown_as_staying(cast, desk, form):
    report = written(cast, form, answers={"R1": "She cried."})

    page = desk.get(page_of(report)).content.decode()

    assert page.index("This stays with you") < page.index("She cried.")


def test_a_report_is_changed_until_it_is_sent(cast, desk, form):
    report = written(cast, form, answers={"R1": "First."})

    desk.post(page_of(report), {"seen": seen(desk, report), "R1": "Second.", "issues": "Schools"})

    report.refresh_from_db()
    assert (themes_of(report), answers_of(report.sheet)) == (["Schools"], {"R1": "Second."})


def test_a_change_made_elsewhere_is_not_overwritten_unseen(cast, desk, form):
    report = written(cast, form)
    first = seen(desk, report)
    desk.post(page_of(report), {"seen": first, "issues": "Schools"})

    answer = desk.post(page_of(report), {"seen": first, "issues": "Clinics"})

    assert answer.status_code == 422
    assert "This changed meanwhile" in answer.content.decode()
    assert 'value="Clinics"' in answer.content.decode()
    assert themes_of(report) == ["Schools"]


def test_r096_only_what_was_looked_at_is_sent(cast, desk, form):
    report = written(cast, form)
    first = seen(desk, report)
    desk.post(page_of(report), {"seen": first, "issues": "Schools"})

    desk.post(reverse("desk:send_report", args=[report.pk]), {"seen": first})

    assert not ReportSent.objects.exists()


def test_a_report_is_sent_once(cast, desk, form):
    report = written(cast, form)

    answers = [send(desk, report), send(desk, report)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert ReportSent.objects.get().report == report
    page = desk.get(page_of(report)).content.decode()
    assert "It stays as it was sent" in page
    assert "Save and look again" not in page


def test_a_sent_report_cannot_be_changed_by_hand(cast, desk, form):
    report = written(cast, form)
    send(desk, report)

    answer = desk.post(page_of(report), {"seen": seen(desk, report), "issues": "Schools"})

    assert answer.status_code == 422
    assert "This report was sent" in answer.content.decode()
    assert themes_of(report) == ["Rents"]


def test_a_report_without_anything_to_leave_is_not_sent(cast, desk, form):
    report = written(cast, form, issues=[], answers={"R1": "Only for me."})

    page = desk.post(
        reverse("desk:send_report", args=[report.pk]), {"seen": seen(desk, report)}, follow=True
    ).content.decode()

    assert "Name at least one issue you heard; the rest of this stays with you." in page
    assert not ReportSent.objects.exists()


def test_a_report_is_its_authors_alone(cast, form):
    report = written(cast, form)

    answers = [signed_in(user).get(page_of(report)) for user in (cast.lead, cast.administrator, cast.outsider)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_the_list_has_drafts_first_and_costs_the_same_with_one_and_three(cast, desk, form, cost):
    send(desk, written(cast, form, issues=["Schools"]))
    one = cost(desk, HEARING)
    written(cast, form, issues=["Clinics"])
    written(cast, form, issues=["Buses"])

    page = desk.get(HEARING).content.decode().split("Your reports", 1)[1]

    assert cost(desk, HEARING) == one
    assert page.index("Clinics") < page.index("Schools")


def test_r096_themes_are_shown_from_five_conversations_up_and_nobody_is_named(cast, desk, form, at_hour):
    other = a_role(a_user("Sam Ito"), cast.chapter)
    for author in (cast.organizer, other, other, other, other):
        sent_about(cast, form, "Rents", author=author)
    sent_about(cast, form, "Clinics", author=other)
    at_hour(NOW + 40 * DAY)

    page = desk.get(HEARING).content.decode()

    assert "Rents: 5 conversations" in page
    assert "Clinics" not in page
    assert FIVE_WORDS in page
    assert "Guest" not in page


def test_an_administrator_who_does_not_organize_reads_no_themes(cast, form, at_hour):
    other = a_role(a_user("Sam Ito"), cast.chapter)
    for author in (cast.organizer, other, other, other, other):
        sent_about(cast, form, "Rents", author=author)
    at_hour(NOW + 40 * DAY)

    page = signed_in(cast.administrator).get(HEARING).content.decode()

    assert "Rents" not in page
    assert NEW not in page
    assert FIVE_WORDS in page


def test_a_lead_reads_the_themes_of_the_chapter_and_no_report(cast, form, at_hour):
    other = a_role(a_user("Sam Ito"), cast.chapter)
    for author in (cast.organizer, other, other, other, other):
        sent_about(cast, form, "Rents", author=author)
    at_hour(NOW + 40 * DAY)

    page = signed_in(cast.lead).get(HEARING).content.decode()

    assert "Rents: 5 conversations" in page
    assert "Your reports" not in page
