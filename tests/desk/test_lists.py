"""Lists and letters through a lead's pages: made empty, tried out first, paused, taken out with evidence (R-058)."""

import csv
import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from letstalk.followups.domain.hold import make_set
from letstalk.followups.models import FollowUp
from letstalk.journal.models import Entry
from letstalk.kit import clock
from letstalk.outbox.domain.routes import use_folder
from letstalk.outbox.models import Message
from letstalk.outbox.words import State
from letstalk.people import sweeps
from letstalk.people.domain import mailings
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.lists import ListWords, make_list
from letstalk.people.domain.mailings import LetterWords
from letstalk.people.models import Consent, Mailing, MailingList, SocialSpace
from letstalk.people.words import OWN_PAGE, Purpose
from tests.factories import a_person
from tests.moments import DAY, HOUR, NOW, held

pytestmark = pytest.mark.django_db
LETTER = {"subject": "What we heard", "body": "Forty of you told us about the night bus."}


@pytest.fixture
def lead(client, cast):
    client.force_login(cast.lead)
    return client


@pytest.fixture
def one(cast) -> MailingList:
    return a_list(cast, "Night bus")


def a_list(cast, name: str) -> MailingList:
    words = ListWords(name, "What we hear", "Riverside Huddle")
    return make_list(chapter=cast.chapter, words=words, is_news=False, id=uuid.uuid4(), by=cast.lead, at=clock.now())


def says_yes(cast, one, person=None, *, words="Send me letters"):
    return record_answer(
        person=person or cast.person,
        chapter=cast.chapter,
        purpose=Purpose.LIST,
        scope=one.scope,
        answer="granted",
        how=OWN_PAGE,
        words=words,
        by=None,
        at=clock.now(),
    )


def to(name: str, *args) -> str:
    return reverse(f"desk:{name}", args=args)


def a_letter(cast, one) -> Mailing:
    words = LetterWords(**LETTER)
    return mailings.write(list=one, words=words, id=uuid.uuid4(), by=cast.lead, at=clock.now())


def begun(cast, one) -> Mailing:
    letter = a_letter(cast, one)
    mailings.send_test_copy(letter=letter, by=cast.lead, at=clock.now())
    return mailings.begin(letter=letter, by=cast.lead, at=clock.now())


def test_a_list_is_made_once_however_often_the_form_is_sent(lead):
    said = {"name": "Night bus", "sender_name": "Riverside Huddle", "entry": str(uuid.uuid4())}

    first, second = lead.post(to("add_list"), said), lead.post(to("add_list"), said)

    assert first.url == second.url == to("list", MailingList.objects.get().pk)
    assert "Night bus" in lead.get(to("lists")).text


def test_a_list_without_a_sender_is_refused_and_what_was_typed_stays(lead):
    answer = lead.post(to("add_list"), {"name": "Night bus"})

    assert answer.status_code == 422
    assert "Night bus" in answer.text
    assert not MailingList.objects.exists()


def test_a_chapter_has_one_list_for_its_news(lead):
    said = {"name": "News", "sender_name": "Riverside", "is_news": "on"}
    lead.post(to("add_list"), said | {"entry": str(uuid.uuid4())})

    second = lead.post(to("add_list"), said | {"entry": str(uuid.uuid4())})

    assert second.status_code == 422
    assert "has a list for its news already" in second.text


def test_the_pages_cost_as_many_queries_for_three_as_for_one(lead, cast, one):
    says_yes(cast, one)
    a_letter(cast, one)
    costs = []
    for more in (0, 2):
        for number in range(more):
            says_yes(cast, a_list(cast, f"List {number}"))
            a_letter(cast, one)
        with CaptureQueriesContext(connection) as counted:
            lead.get(to("lists"))
            lead.get(to("list", one.pk))
        costs.append(len(counted))

    assert costs[0] == costs[1]


def test_a_letter_is_kept_tried_out_and_then_sent(lead, cast, one):
    """A test copy to oneself first; other words need another one."""
    use_folder(at=clock.now())
    says_yes(cast, one)
    entry = {"entry": str(uuid.uuid4())}

    kept = lead.post(to("write_letter", one.pk), LETTER | entry)
    letter = Mailing.objects.get()
    too_early = lead.post(to("begin_letter", letter.pk), follow=True)
    shown = lead.get(to("letter", letter.pk))
    tried = lead.post(to("letter", letter.pk), LETTER | {"test": "1", "seen": shown.context["form"]["seen"].value()})
    ready = lead.get(to("letter", letter.pk))
    sent = lead.post(to("begin_letter", letter.pk), follow=True)

    assert kept.url == tried.url == to("letter", letter.pk)
    assert "First send these words to yourself" in too_early.text
    assert "one tap is enough" in shown.text
    assert "Send it to 1 person" in ready.text
    assert "Sent to 0 of 1" in sent.text
    assert Message.objects.get(kind=mailings.TEST_COPY).address == "lee@example.org"


def test_unfinished_words_are_kept_before_the_test_copy_is_refused(lead, cast, one):
    use_folder(at=clock.now())

    answer = lead.post(to("write_letter", one.pk), {"body": "Half a letter", "test": "1", "entry": str(uuid.uuid4())})

    assert answer.status_code == 422
    assert "Give it a subject." in answer.text
    assert Mailing.objects.get().body == "Half a letter"


def test_a_stale_page_overwrites_nobodys_words(lead, cast, one):
    letter = a_letter(cast, one)
    seen = lead.get(to("letter", letter.pk)).context["form"]["seen"].value()
    mailings.write(list=one, words=LetterWords("Other", "Words"), id=letter.pk, by=cast.founder, at=clock.now())

    answer = lead.post(to("letter", letter.pk), LETTER | {"seen": seen})

    assert answer.status_code == 422
    assert LETTER["body"] in answer.text
    assert Mailing.objects.get().body == "Words"


def test_progress_is_shown_and_it_is_paused_gone_on_with_and_stopped(lead, cast, one):
    use_folder(at=clock.now())
    says_yes(cast, one)
    letter = begun(cast, one)
    sweeps.run(at=clock.now())

    paused = lead.post(to("pause_letter", letter.pk), follow=True)
    gone_on = lead.post(to("go_on_with_letter", letter.pk), follow=True)
    stopped = lead.post(to("stop_letter", letter.pk), follow=True)

    assert "Go on" in paused.text
    assert "Pause" in gone_on.text
    assert "Stopped" in stopped.text
    assert Message.objects.get(kind=mailings.LETTER).state == State.WITHDRAWN


@pytest.mark.parametrize(("said", "again"), [({}, 1), ({"leave": "1"}, 0)])
def test_who_perhaps_did_not_get_it_gets_it_once_more_only_by_somebodys_word(lead, cast, one, said, again):
    use_folder(at=clock.now())
    says_yes(cast, one)
    letter = begun(cast, one)
    sweeps.run(at=clock.now())
    message = Message.objects.get(kind=mailings.LETTER)
    Message.objects.update(state=State.UNSURE, settled_at=clock.now())

    shown = lead.get(to("letter", letter.pk))
    for _twice in range(2):
        answered = lead.post(to("answer_about_letter", letter.pk, message.pk), said, follow=True)

    assert "Send again" in shown.text
    assert "Send again" not in answered.text
    assert Message.objects.filter(kind=mailings.LETTER, state=State.PLANNED).count() == again


def test_a_word_about_a_letter_is_for_that_letter_s_messages_alone(lead, cast, one):
    use_folder(at=clock.now())
    says_yes(cast, one)
    letter = begun(cast, one)
    sweeps.run(at=clock.now())
    Message.objects.filter(kind=mailings.LETTER).update(state=State.FAILED, about=uuid.uuid4())
    other = Message.objects.get(kind=mailings.LETTER)

    assert lead.post(to("answer_about_letter", letter.pk, other.pk)).status_code == 404


def test_words_that_went_out_stay_as_they_went(lead, cast, one):
    use_folder(at=clock.now())
    says_yes(cast, one)
    letter = begun(cast, one)

    answer = lead.post(to("letter", letter.pk), {"subject": "Other", "body": "Words"})
    thrown = lead.post(to("discard_letter", letter.pk), follow=True)

    assert "How far it is" in answer.text
    assert "stay as they are" in thrown.text
    assert Mailing.objects.get().body == LETTER["body"]


def test_a_draft_can_be_thrown_away(lead, cast, one):
    letter = a_letter(cast, one)

    lead.post(to("discard_letter", letter.pk))

    assert not Mailing.objects.exists()


def test_a_list_is_taken_out_with_evidence_and_without_formulas(lead, cast, one):
    """R-058: exportable with when, how and in which words; a spreadsheet runs nothing of it."""
    says_yes(cast, one)
    odd = a_person(cast.organizer, cast.chapter, name="=HYPERLINK(1)", email="odd@example.org")
    says_yes(cast, one, odd, words="+yes")

    answer = lead.post(to("export_list", one.pk))

    rows = list(csv.reader(io.StringIO(answer.text)))
    assert answer["Cache-Control"] == "no-store"
    assert {row[1] for row in rows[1:]} == {"amina@example.org", "odd@example.org"}
    assert {row[0] for row in rows[1:]} >= {"'=HYPERLINK(1)"}
    assert {row[4] for row in rows[1:]} == {"Send me letters", "'+yes"}
    assert Entry.objects.filter(kind="people.list_exported", by=cast.lead.pk).count() == 1


def test_a_list_is_closed_after_one_question(lead, one):
    asked = lead.get(to("close_list", one.pk))

    lead.post(to("close_list", one.pk))

    assert "Close" in asked.text
    assert MailingList.objects.get().closed_at is not None
    assert "Night bus" not in lead.get(to("lists")).text.replace("The list is closed", "")


def test_a_space_is_added_and_closed(lead, cast):
    refused = lead.post(to("add_space"), {"name": "Chat", "link": "javascript:alert(1)"})
    lead.post(to("add_space"), {"name": "Chat", "link": "https://chat.example.org/r", "entry": str(uuid.uuid4())})
    space = SocialSpace.objects.get()

    lead.post(to("close_space", space.pk))

    assert refused.status_code == 422
    assert "https://chat.example.org/r" not in lead.get(to("lists")).text


def test_what_somebody_said_about_a_list_or_a_mention_is_written_down_on_their_page(lead, cast, one):
    """R-049, R-058: the ledger's own form knows the chapter's lists, and every level of every platform."""
    said = {"answer": "granted", "how": "in person", "words": "Would you like the letters?"}

    lead.post(to("record_consent", cast.person.pk), said | {"about": f"list:{one.scope}"})
    lead.post(to("record_consent", cast.person.pk), said | {"about": "mention:mastodon:first_name"})
    page = lead.get(to("record_consent", cast.person.pk))

    scopes = set(Consent.objects.filter(person=cast.person).values_list("purpose", "scope"))
    assert scopes == {("list", one.scope), ("mention", "mastodon:first_name")}
    assert "May be shown online, Mastodon: first name: yes" in page.text


def test_what_may_be_shown_stands_where_a_mention_would_be_written(client, cast, at_hour):
    """R-049: beside the words for one's own page online; by default nothing."""
    at_hour(NOW + 2 * DAY)
    meeting = held(cast)
    make_set(meeting=meeting, began_at=NOW + DAY, at=NOW + DAY + HOUR)
    item = FollowUp.objects.get(step="thank_you")
    client.force_login(cast.organizer)
    before = client.get(to("thank", item.pk)).text
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.MENTION,
        scope="mastodon:handle",
        answer="granted",
        how="in person",
        words="May I?",
        by=cast.organizer,
        at=clock.now(),
    )

    after = client.get(to("thank", item.pk)).text

    assert "Of them you may show nothing" in before
    assert "On Mastodon you may show: their handle" in after
