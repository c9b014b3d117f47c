"""A one-on-one on paper: real PDF, one page where promised, nothing of anyone else's, and never kept (R-067)."""

from datetime import time, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from letstalk.campaigns.domain.shelf import add_story
from letstalk.campaigns.queries import asks_for
from letstalk.campaigns.validators import StoryWords
from letstalk.commitments.domain.promises import make_promise
from letstalk.guides.models import AgendaTemplate
from letstalk.kit import clock
from letstalk.meetings.domain import schedule
from letstalk.meetings.domain.prepare import choose_asks
from letstalk.meetings.models import Meeting
from letstalk.people.domain.notes import jot
from letstalk.people.domain.tags import tag
from letstalk.people.models import Chapter
from letstalk.people.words import TagKind
from letstalk.stewardship.domain.first_visit import shipped_pack
from letstalk.stewardship.domain.packs import adopt_pack
from tests.factories import a_person, relationship_of
from tests.moments import planned

pytestmark = pytest.mark.django_db

SHEETS = ("prepare_pdf", "card_pdf", "debrief_pdf")
A4, LETTER = (595, 842), (612, 792)


@pytest.fixture
def coming(cast) -> Meeting:
    """A first conversation by the guide that ships, tomorrow, with two asks to carry."""
    now = clock.now()
    first_on = clock.local_day(now, cast.chapter.zone)
    adopt_pack(pack=shipped_pack(), chapter=cast.chapter, first_on=first_on, by=cast.founder, at=now)
    template = AgendaTemplate.objects.get(key="why-we-resist")
    meeting = planned(cast, at=now - timedelta(days=3), template=template, reason="Hear what brought her here")
    there = clock.local(now + timedelta(days=1), cast.chapter.zone)
    when = clock.LocalTime(there.date(), time(15), cast.chapter.zone)
    schedule.agree(meeting=meeting, when=when, minutes=45, place_words="Library", by=cast.organizer, at=now)
    choose_asks(meeting=meeting, asks=list(asks_for(cast.chapter, now))[:2], by=cast.organizer, at=now)
    return meeting


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.organizer)
    return client


def pdf(client, name: str, meeting: Meeting, **asked: str):
    return client.get(reverse(f"field:{name}", args=[meeting.pk]), asked)


def read(response) -> PdfReader:
    return PdfReader(BytesIO(response.content))


def words(response) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(response).pages).split())


@pytest.mark.parametrize("name", SHEETS)
def test_sheet_is_a_pdf_that_nobody_keeps_and_whose_name_tells_nothing(signed_in, coming, name):
    response = pdf(signed_in, name, coming)

    assert response.headers["Content-Type"] == "application/pdf"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Content-Disposition"] == 'inline; filename="sheet.pdf"'
    assert read(response).metadata.title == "Our conversation"


@pytest.mark.parametrize("who", ("lead", "administrator", "outsider"))
@pytest.mark.parametrize("name", SHEETS)
def test_nobody_else_prints_it(client, cast, coming, who, name):
    client.force_login(getattr(cast, who))

    assert pdf(client, name, coming).status_code == 404


@pytest.mark.parametrize("name", ("prepare_pdf", "card_pdf"))
@pytest.mark.parametrize(("paper", "size"), [("a4", A4), ("letter", LETTER), ("", LETTER), ("papyrus", LETTER)])
def test_prepare_and_card_are_one_page_of_the_paper_asked_for_or_usual_there(signed_in, coming, name, paper, size):
    page = read(pdf(signed_in, name, coming, paper=paper)).pages[0]

    assert len(read(pdf(signed_in, name, coming, paper=paper)).pages) == 1
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_elsewhere_the_usual_paper_is_a4(signed_in, cast, coming):
    Chapter.objects.filter(pk=cast.chapter.pk).update(region="DE")

    page = read(pdf(signed_in, "prepare_pdf", coming)).pages[0]

    assert (round(page.mediabox.width), round(page.mediabox.height)) == A4


def test_prepare_sheet_says_what_the_screen_says(signed_in, cast, coming):
    now = clock.now()
    jot(relationship=cast.relationship, text="Marched with her sister", by=cast.organizer, at=now)
    make_promise(relationship=cast.relationship, words="The bus timetable", by=cast.organizer, at=now)
    tag(person=cast.person, chapter=cast.chapter, kind=TagKind.ISSUE, name="Transit", by=cast.organizer, at=now)
    tag(person=cast.person, chapter=cast.chapter, kind=TagKind.NEED, name="ground floor", by=cast.organizer, at=now)
    story = StoryWords("The last bus", "My mother walked home.", "An hourly bus.", ("Transit",))
    add_story(story=story, chapter=cast.chapter, by=cast.organizer, at=now)

    shown = words(pdf(signed_in, "prepare_pdf", coming))

    page = signed_in.get(reverse("field:prepare", args=[coming.pk]))
    said = [
        "Amina Okafor",
        "15:00",
        "Library",
        "Marched with her sister",
        "The bus timetable",
        "Hear what brought her here",
        "ground floor",
        *[line.text for line in page.context["lines"]],
        "The last bus",
        "An hourly bus.",
        *[ask.title for ask in page.context["page"].asks],
    ]
    assert [part for part in said if part not in shown] == []


def test_paper_holds_nothing_about_anybody_else(signed_in, cast, coming):
    other = a_person(cast.organizer, cast.chapter, "Benedikta Novak", email="benedikta@example.org")
    theirs = relationship_of(other, cast.organizer)
    now = clock.now()
    jot(relationship=theirs, text="Sleeps badly", by=cast.organizer, at=now)
    make_promise(relationship=theirs, words="A ladder", by=cast.organizer, at=now)
    assert "Sleeps badly" in signed_in.get(reverse("desk:person", args=[other.pk])).text

    shown = " ".join(words(pdf(signed_in, name, coming)) for name in SHEETS)

    assert not [part for part in ("Benedikta", "Sleeps", "ladder", "amina@", "555") if part in shown]


def test_card_for_the_pocket_has_first_name_questions_tally_and_close_but_no_notes(signed_in, cast, coming):
    jot(relationship=cast.relationship, text="Marched with her sister", by=cast.organizer, at=clock.now())

    shown = words(pdf(signed_in, "card_pdf", coming))

    for part in ("Amina", "15:00–15:45", "Purpose", "Promises you made", "What you’ll do", "I would rather not say."):
        assert part in shown
    assert "Okafor" not in shown
    assert "Marched" not in shown


def test_sheet_for_afterwards_has_every_answer_with_its_code(signed_in, coming):
    page = signed_in.get(reverse("field:paper", args=[coming.pk]))

    shown = words(pdf(signed_in, "debrief_pdf", coming))

    answers = [answer for section in page.context["form"].sections for answer, _bound in section.rows]
    assert len(answers) > 30
    assert [answer.code for answer in answers if answer.code not in shown] == []
    assert f"Sheet {page.context['form'].stamp}" in shown


@pytest.mark.parametrize("name", SHEETS)
def test_large_type_is_there_for_every_sheet(signed_in, coming, name):
    usual, large = (read(pdf(signed_in, name, coming, type=kind)) for kind in ("", "large"))

    assert len(large.pages) > len(usual.pages) or name == "prepare_pdf"
    assert len(large.pages) >= len(usual.pages)


def test_names_of_every_direction_and_emoji_are_printed(signed_in, cast, coming):
    cast.person.name = "أمينة שרה 🌻 Олена"
    cast.person.save()

    for name in SHEETS:
        assert len(read(pdf(signed_in, name, coming)).pages) >= 1


def test_prepare_page_stays_one_page_with_everything_at_its_longest(signed_in, cast, coming):
    now = clock.now()
    long = "Wörter, die kein Ende nehmen und immer weiter gehen, " * 80
    jot(relationship=cast.relationship, text=long, by=cast.organizer, at=now)
    for number in range(9):
        make_promise(relationship=cast.relationship, words=long[:290], by=cast.organizer, at=now)
        tag(
            person=cast.person,
            chapter=cast.chapter,
            kind=TagKind.ISSUE,
            name=f"{number} a rather long issue of many words",
            by=cast.organizer,
            at=now,
        )
    issue = "1 a rather long issue of many words"
    story = StoryWords("x" * 120, long[:4000], long[:400], (issue,))
    add_story(story=story, chapter=cast.chapter, by=cast.organizer, at=now)
    coming.reason = long[:2000]
    coming.questions = ["Q6", "Q8", "Q9", "Q10", "Q11", "Q12", "Q3", "Q4", "Q1"]
    coming.save()

    for paper in ("a4", "letter"):
        assert len(read(pdf(signed_in, "prepare_pdf", coming, paper=paper)).pages) == 1
        assert len(read(pdf(signed_in, "card_pdf", coming, paper=paper)).pages) == 1


def test_prepare_page_leads_to_paper(signed_in, coming):
    shown = signed_in.get(reverse("field:prepare", args=[coming.pk])).text

    for name in (*SHEETS, "paper"):
        assert reverse(f"field:{name}", args=[coming.pk]) in shown
