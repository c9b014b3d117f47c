"""b.6: what people write back, and letters that come back, take effect by one verb whatever way they came in."""

import io
import sys
from email.message import EmailMessage

import pytest
from django.utils import timezone

from letstalk.followups.domain.inbound import hear_words, put_before_organizers, take_in
from letstalk.followups.domain.messages import send_thank_you
from letstalk.followups.models import FollowUp
from letstalk.followups.timings import THANK_YOU
from letstalk.journal.models import Entry
from letstalk.ops.commands import inbound
from letstalk.outbox.bounced import CAME_BACK
from letstalk.outbox.domain import delivery
from letstalk.outbox.domain.bounces import confirm
from letstalk.outbox.domain.messages import release, suppress
from letstalk.outbox.models import Message, Suppression
from letstalk.outbox.queries import needing_a_word
from letstalk.outbox.words import Channel, Problem, State
from letstalk.people.domain.consent import resume_contact
from letstalk.people.domain.ways import add_way, end_way, way_key
from letstalk.people.models import Consent, Way
from letstalk.people.queries import best_way, is_do_not_contact, may_reach
from letstalk.people.words import Answer, Purpose, WayKind
from tests.factories import a_person
from tests.moments import DAY, HOUR, NOW, held
from tests.support.returned import returned

pytestmark = pytest.mark.django_db
LATER = NOW + 2 * DAY
AMINA, PHONE = "amina@example.org", "+12025550143"


def a_mail(words, *, sender=AMINA, subject="Re: Our conversation"):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Amina <{sender}>", "rosa@example.org", subject
    mail.set_content(words)
    return mail.as_bytes()


def a_thank_you(cast) -> Message:
    held(cast)
    item = FollowUp.objects.get(step=THANK_YOU)
    return send_thank_you(item=item, subject="Thank you", body="Dear Amina", by=cast.organizer, at=LATER)


def gone_out(cast) -> Message:
    message = a_thank_you(cast)
    assert release(message, address=AMINA, subject="Thank you", body="Dear Amina", at=LATER)
    [claimed] = delivery.claim(channel=Channel.EMAIL, most=5, at=LATER)
    assert delivery.start_sending(claimed, at=LATER)
    delivery.sent(claimed, at=LATER)
    return claimed


def test_a_reply_that_says_stop_takes_effect_at_once(cast):
    message = a_thank_you(cast)

    heard = take_in(a_mail("Please stop\n> Dear Amina"), at=LATER)

    message.refresh_from_db()
    line = Consent.objects.get(person=cast.person, purpose=Purpose.CONTACT, superseded_at=None)
    assert heard.has_counted
    assert is_do_not_contact(cast.person)
    assert message.state == State.WITHDRAWN
    assert (line.answer, line.how, line.words, line.by) == (Answer.WITHDRAWN, "reply by mail", "Please stop", None)
    assert Suppression.objects.filter(address_key=way_key(WayKind.PHONE, PHONE)).count() == 2


def test_the_organizer_finds_it_on_the_list_once(cast):
    take_in(a_mail("STOP"), at=LATER)
    take_in(a_mail("STOP"), at=LATER + HOUR)

    [item] = FollowUp.objects.open().filter(relationship=cast.relationship)
    assert "no more messages" in item.words
    assert Consent.objects.filter(person=cast.person, purpose=Purpose.CONTACT).count() == 1


def test_talk_about_stopping_a_bill_changes_nothing(cast):
    heard = take_in(a_mail("We have got to STOP this bill!\n\nAmina\n\n> STOP"), at=LATER)

    assert not heard.has_counted
    assert not is_do_not_contact(cast.person)
    assert not Suppression.objects.exists()


def test_an_empty_mail_that_says_unsubscribe_as_its_subject_counts(cast):
    take_in(a_mail("", subject="unsubscribe"), at=LATER)

    assert is_do_not_contact(cast.person)


def test_a_text_and_a_mail_feed_the_same_verb(cast):
    heard = hear_words(channel=Channel.TEXT, address=PHONE, words="ARRÊT", at=LATER)

    assert heard.has_counted
    assert not may_reach(cast.person, Purpose.PERSONAL, Channel.EMAIL, at=LATER).may
    assert Consent.objects.get(person=cast.person, purpose=Purpose.CONTACT).how == "reply by text"


def test_everyone_who_shares_the_address_is_left_alone(cast):
    partner = a_person(cast.organizer, cast.chapter, "Bo Lindgren")
    add_way(
        person=partner,
        chapter=cast.chapter,
        kind=WayKind.EMAIL,
        value=AMINA,
        is_shared=True,
        by=cast.organizer,
        at=NOW,
    )

    take_in(a_mail("STOP"), at=LATER)

    assert is_do_not_contact(cast.person)
    assert is_do_not_contact(partner)


def test_an_address_nobody_has_is_closed_for_whoever_gets_it_later(cast):
    heard = take_in(a_mail("STOP", sender="stranger@example.org"), at=LATER)

    person = a_person(cast.organizer, cast.chapter, "Bo Lindgren", email="stranger@example.org")
    assert heard.has_counted
    assert may_reach(person, Purpose.PERSONAL, Channel.EMAIL, at=LATER).why == "suppressed"


def test_an_answer_to_a_text_stands_on_the_list_once(cast):
    for _twice in range(2):
        put_before_organizers(address=PHONE, words="Tuesday suits me", reply="SM1", at=LATER)

    [item] = FollowUp.objects.open().filter(relationship=cast.relationship)
    assert "Tuesday suits me" in item.words
    assert not Entry.objects.filter(details__icontains="Tuesday").exists()


def test_a_returned_letter_marks_the_address_and_not_the_person(cast):
    letter = gone_out(cast)

    heard = take_in(returned(letter.pk), at=LATER + HOUR)

    letter.refresh_from_db()
    assert heard.has_counted
    assert (letter.state, letter.problem) == (State.FAILED, Problem.RECIPIENT_REFUSED)
    assert list(needing_a_word(cast.organizer.pk)) == [letter]
    assert not may_reach(cast.person, Purpose.PERSONAL, Channel.EMAIL, at=LATER).may
    assert may_reach(cast.person, Purpose.PERSONAL, Channel.TEXT, at=LATER).may
    assert not is_do_not_contact(cast.person)


def test_reported_twice_it_counts_once(cast):
    letter = gone_out(cast)

    take_in(returned(letter.pk), at=LATER + HOUR)
    heard = take_in(returned(letter.pk), at=LATER + 2 * HOUR)

    assert not heard.has_counted
    assert Entry.objects.filter(kind="outbox.came_back").count() == 1


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("failed", "4.2.2")])
def test_a_temporary_failure_marks_nothing(cast, action, status):
    letter = gone_out(cast)

    take_in(returned(letter.pk, action=action, status=status), at=LATER + HOUR)

    letter.refresh_from_db()
    assert letter.state == State.SENT
    assert not Suppression.objects.exists()


def test_a_letter_that_was_unwanted_does_not_mark_the_address(cast):
    letter = gone_out(cast)

    take_in(returned(letter.pk, status="5.7.1"), at=LATER + HOUR)

    letter.refresh_from_db()
    assert (letter.state, letter.problem) == (State.FAILED, Problem.MESSAGE_REFUSED)
    assert not Suppression.objects.exists()


def test_a_report_on_a_letter_that_is_not_ours_changes_nothing(cast):
    heard = take_in(returned("01900000-0000-7000-8000-000000000001"), at=LATER)

    assert not heard.has_counted
    assert not Suppression.objects.exists()


def test_a_marked_address_is_used_again_once_somebody_made_sure(cast):
    letter = gone_out(cast)
    take_in(returned(letter.pk), at=LATER + HOUR)

    confirmed = confirm(channel=Channel.EMAIL, address_key=letter.address_key, by=cast.organizer, at=LATER + 2 * HOUR)

    assert confirmed
    assert may_reach(cast.person, Purpose.PERSONAL, Channel.EMAIL, at=LATER).may


def test_another_address_of_theirs_serves_at_once(cast):
    letter = gone_out(cast)
    take_in(returned(letter.pk), at=LATER + HOUR)

    end_way(way=Way.objects.get(person=cast.person, kind=WayKind.EMAIL), by=cast.organizer, at=LATER + 2 * HOUR)
    add_way(
        person=cast.person,
        chapter=cast.chapter,
        kind=WayKind.EMAIL,
        value="amina.okafor@example.org",
        by=cast.organizer,
        at=LATER + 2 * HOUR,
    )

    assert best_way(cast.person, WayKind.EMAIL).value == "amina.okafor@example.org"


def test_making_sure_of_an_address_never_lifts_their_own_no(cast):
    key = way_key(WayKind.EMAIL, AMINA)
    suppress(channel=Channel.EMAIL, address_key=key, reason=CAME_BACK, at=LATER)

    take_in(a_mail("STOP"), at=LATER + HOUR)

    assert not confirm(channel=Channel.EMAIL, address_key=key, by=cast.organizer, at=LATER + 2 * HOUR)
    assert not may_reach(cast.person, Purpose.PERSONAL, Channel.EMAIL, at=LATER).may


def test_their_own_word_opens_the_door_again(cast):
    take_in(a_mail("STOP"), at=LATER)

    resume_contact(
        person=cast.person,
        chapter=cast.chapter,
        how="in person",
        words="Write to me again",
        by=cast.organizer,
        at=LATER + DAY,
    )

    assert may_reach(cast.person, Purpose.PERSONAL, Channel.EMAIL, at=LATER + DAY).may


def test_the_command_takes_in_what_a_person_wrote(cast, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(a_mail("STOP"))))

    code = inbound.run(None)

    assert code == 0
    assert capsys.readouterr().out == "They ask for no more messages: nothing goes to them from now on.\n"
    assert Consent.objects.get(person=cast.person, purpose=Purpose.CONTACT).at <= timezone.now()
