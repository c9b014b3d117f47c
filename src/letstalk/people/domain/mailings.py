"""A letter to a list: written, seen as a test copy, sent in batches; paused, gone on with, or stopped (R-058)."""

import hashlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.queries import current_route
from letstalk.outbox.words import NOT_YET_OUT, Channel
from letstalk.people.domain.lists import CONFIRM, UNSUBSCRIBE
from letstalk.people.models import Consent, Mailing, MailingList
from letstalk.people.queries.lists import is_standing, list_of_line, list_token, on_list, said_yes_to
from letstalk.people.queries.reaching import may_reach
from letstalk.people.words import BY_THEMSELVES, Purpose

LETTER = "people.list_letter"
TEST_COPY = "people.list_test"
ASK_TO_CONFIRM = "people.list_confirm"
KINDS = "people.list_"

IN_A_BATCH = 100
# A letter that could not leave for so long is old news.
USEFUL_FOR = timedelta(days=7)
# While it is paused what waits is looked at again after this long, and put off once more.
WHILE_PAUSED = timedelta(hours=1)
# Whoever does not click within this time is not written to about it again.
CONFIRMED_WITHIN = timedelta(days=30)


class NotYet(Refused):
    """Something has to be done before the letter may go out."""


class NoLongerADraft(Refused):
    """The letter is going out or was sent; its words stay as they went."""


@dataclass(frozen=True)
class LetterWords:
    """A letter as its writer has it; what stands below it, everyone gets in their own language."""

    subject: str
    body: str

    @property
    def version(self) -> str:
        """The same for the same words, and for no others."""
        joined = f"{self.subject}\0{self.body}"
        return hashlib.blake2b(joined.encode(), digest_size=16).hexdigest()


def write(*, list: MailingList, words: LetterWords, id: uuid.UUID, by: User, at: datetime) -> Mailing:
    """Begin a letter or change its words; nothing goes out. Unfinished ones are kept as they are.

    The same id twice is one letter. Raises NothingWritten for one without a word, NoLongerADraft.
    """
    if not words.body.strip() and not words.subject.strip():
        raise NothingWritten({"body": _("Write a line or two first.")})
    said = {"subject": words.subject.strip(), "body": words.body.strip()}
    with transaction.atomic():
        letter = Mailing.objects.select_for_update().filter(pk=id, list=list).first()
        if letter is None:
            letter = Mailing.objects.create(id=id, chapter=list.chapter, list=list, by=by, made_at=at, **said)
            record("people.mailing_written", about=letter, by=by, at=at)
            return letter
        if not letter.is_draft:
            raise NoLongerADraft(_("This letter is on its way, so its words stay as they are."))
        letter.subject, letter.body = said["subject"], said["body"]
        letter.save(update_fields=["subject", "body"])
    return letter


def words_of(letter: Mailing) -> LetterWords:
    return LetterWords(letter.subject, letter.body)


def send_test_copy(*, letter: Mailing, by: User, at: datetime) -> Message:
    """Send the letter to its writer as everyone will get it. The same words twice are one copy.

    Raises NothingWritten beside the field, NotYet while no mail can leave, NoLongerADraft.
    """
    _refuse_unfinished(letter)
    if not letter.is_draft:
        raise NoLongerADraft(_("This letter is on its way, so its words stay as they are."))
    if current_route() is None:
        raise NotYet(
            _("No mail is set up yet, so no letter can leave. Whoever administers this can do it in Settings.")
        )
    version = words_of(letter).version
    with transaction.atomic():
        message = outbox.plan(
            kind=TEST_COPY,
            about=uuid.uuid5(letter.pk, version),
            recipient=by.pk,
            by=None,
            chapter_id=letter.chapter_id,
            channel=Channel.EMAIL,
            due_at=at,
            useless_after=at + USEFUL_FOR,
            at=at,
        )
        with translation.override(letter.chapter.language):
            body = with_ending(letter, stop=_("(here stands the link by which they stop these letters)"))
            subject = _("Test: %(subject)s") % {"subject": letter.subject}
        outbox.release(
            message, address=by.email, subject=subject, body=body, sender_name=letter.list.sender_name, at=at
        )
        Mailing.objects.filter(pk=letter.pk).update(tested=version)
        record("people.mailing_tested", about=letter, by=by, at=at)
    letter.tested = version
    return message


def begin(*, letter: Mailing, by: User, at: datetime) -> Mailing:
    """Let it go out to everyone who is on the list now; in batches, by the sweep. Begun twice, it is begun once.

    Raises NothingWritten, NotYet without a test copy of these very words or with nobody on the list.
    """
    _refuse_unfinished(letter)
    if letter.tested != words_of(letter).version:
        raise NotYet(_("First send these words to yourself, and read them there as everyone will."))
    if letter.list.closed_at is not None:
        raise NotYet(_("This list is closed, and nothing goes to it any more."))
    if not on_list(letter.list).exists():
        raise NotYet(_("Nobody is on this list yet."))
    with transaction.atomic():
        if Mailing.objects.filter(pk=letter.pk, begun_at__isnull=True).update(begun_at=at) == 1:
            record("people.mailing_begun", about=letter, by=by, at=at)
    letter.refresh_from_db()
    return letter


def _refuse_unfinished(letter: Mailing) -> None:
    errors = {}
    if not letter.subject:
        errors["subject"] = _("Give it a subject.")
    if not letter.body:
        errors["body"] = _("Write a line or two first.")
    if errors:
        raise NothingWritten(errors)


def pause(*, letter: Mailing, by: User, at: datetime) -> None:
    """Nothing more of it leaves until it is gone on with; what is being sent this moment still arrives."""
    going = Mailing.objects.filter(
        pk=letter.pk, begun_at__isnull=False, paused_at__isnull=True, stopped_at__isnull=True
    )
    with transaction.atomic():
        if going.update(paused_at=at) == 1:
            _put_off(letter, due_at=at + WHILE_PAUSED, at=at)
            record("people.mailing_paused", about=letter, by=by, at=at)


def go_on(*, letter: Mailing, by: User, at: datetime) -> None:
    """What was paused goes out from now on."""
    paused = Mailing.objects.filter(pk=letter.pk, paused_at__isnull=False, stopped_at__isnull=True)
    with transaction.atomic():
        if paused.update(paused_at=None) == 1:
            _put_off(letter, due_at=at, at=at)
            record("people.mailing_gone_on", about=letter, by=by, at=at)


def stop(*, letter: Mailing, by: User, at: datetime) -> None:
    """Whoever does not have it yet does not get it; for good."""
    going = Mailing.objects.filter(pk=letter.pk, begun_at__isnull=False, stopped_at__isnull=True)
    with transaction.atomic():
        if going.update(stopped_at=at) == 1:
            outbox.withdraw_about(about=letter.pk, kinds=[LETTER], reason="stopped", at=at)
            record("people.mailing_stopped", about=letter, by=by, at=at)


def discard(*, letter: Mailing, by: User, at: datetime) -> None:
    """Throw a draft away, on its writer's word. Raises NoLongerADraft."""
    with transaction.atomic():
        record("people.mailing_discarded", about=letter, by=by, at=at)
        gone, _rows = Mailing.objects.filter(pk=letter.pk, begun_at__isnull=True).delete()
        if not gone:
            raise NoLongerADraft(_("This letter is on its way, so its words stay as they are."))


def _put_off(letter: Mailing, *, due_at: datetime, at: datetime) -> None:
    for message in Message.objects.filter(kind=LETTER, about=letter.pk, state__in=NOT_YET_OUT).order_by("pk"):
        outbox.postpone(message, due_at=due_at, at=at)


def plan_batch(*, letter: Mailing, at: datetime) -> int:
    """Plan it for the next people on the list who have no row for it yet; how many those were.

    A row for each person, in one transaction: whoever stops in the middle is gone on from there, and the outbox's own
    constraint keeps a second row for the same person away. Whoever came to the list after it began is left out.
    """
    planned = Message.objects.filter(kind=LETTER, about=letter.pk, recipient=OuterRef("person"))
    lines = on_list(letter.list).filter(at__lte=letter.begun_at).exclude(Exists(planned))
    people = list(lines.order_by("person").values_list("person", flat=True)[:IN_A_BATCH])
    with transaction.atomic():
        for person in people:
            outbox.plan(
                kind=LETTER,
                about=letter.pk,
                recipient=person,
                # Nobody's own message: thousands would bury those an organizer has to look after.
                by=None,
                chapter_id=letter.chapter_id,
                channel=Channel.EMAIL,
                due_at=at,
                useless_after=at + USEFUL_FOR,
                at=at,
            )
        if len(people) < IN_A_BATCH:
            Mailing.objects.filter(pk=letter.pk).update(all_planned_at=at)
    return len(people)


def release_letter(message: Message, *, at: datetime) -> None:
    """One person's letter: looked at once more, and let go, put off while paused, or taken back (b.6)."""
    letter = Mailing.objects.select_related("list__chapter", "chapter", "by").filter(pk=message.about).first()
    if letter is None or letter.stopped_at is not None or letter.list.closed_at is not None:
        outbox.withdraw(message, reason="stopped", at=at)
        return
    if letter.paused_at is not None:
        outbox.postpone(message, due_at=at + WHILE_PAUSED, at=at)
        return
    line = on_list(letter.list).select_related("person__chapter").filter(person=message.recipient).first()
    if line is None:
        outbox.withdraw(message, reason="not_on_the_list", at=at)
        return
    reach = may_reach(line.person, Purpose.LIST, message.channel, scope=letter.list.scope, at=at)
    if not reach.may or reach.way is None:
        outbox.withdraw(message, reason=reach.why or "no_way", at=at)
        return
    address = link_of(line, use=UNSUBSCRIBE)
    with translation.override(line.person.language or letter.chapter.language):
        body = with_ending(letter, stop=address)
    outbox.release(
        message,
        address=reach.way.value,
        subject=letter.subject,
        body=body,
        sender_name=letter.list.sender_name,
        reply_to=letter.by.email if letter.by else "",
        unsubscribe=address,
        at=at,
    )


def with_ending(letter: Mailing, *, stop: str) -> str:
    """The letter with what stands below it: why they get it, and how it ends."""
    why = _("You get this because you said yes to letters of “%(name)s” from %(chapter)s.") % {
        "name": letter.list.name,
        "chapter": letter.chapter.name,
    }
    how = _("To get no more of them, one tap is enough:")
    return f"{letter.body}\n\n-- \n{why}\n{how}\n{stop}"


def link_of(line: Consent, *, use: str) -> str:
    name = {UNSUBSCRIBE: "public:unsubscribe", CONFIRM: "public:confirm_list"}[use]
    return iri_to_uri(settings.LETSTALK_URL.rstrip("/") + reverse(name, args=[list_token(line, use=use)]))


# --- the second yes ---


def ask_to_confirm(*, line: Consent, at: datetime) -> Message:
    """Plan the one email by which somebody makes the yes they told an organizer their own (R-058)."""
    return outbox.plan(
        kind=ASK_TO_CONFIRM,
        about=line.pk,
        recipient=line.person_id,
        by=None,
        chapter_id=line.chapter_id,
        channel=Channel.EMAIL,
        due_at=at,
        useless_after=at + USEFUL_FOR,
        at=at,
    )


def lines_to_ask(lists: Collection[MailingList], *, at: datetime, most: int) -> list[Consent]:
    """Those who told somebody yes lately, and were not written to about it yet."""
    found: list[Consent] = []
    asked = Message.objects.filter(kind=ASK_TO_CONFIRM, about=OuterRef("pk"))
    for one in lists:
        waiting = said_yes_to(Purpose.LIST, one.scope, one.chapter).exclude(how__in=BY_THEMSELVES)
        lately = waiting.filter(at__gt=at - CONFIRMED_WITHIN).exclude(Exists(asked))
        found += lately.select_related("person__chapter", "chapter").order_by("at", "pk")[:most]
    return found[:most]


def release_question(message: Message, *, at: datetime) -> None:
    """“Was that you?”: one message about what they said themselves, so that nobody else's word puts them on a list."""
    rows = Consent.objects.select_related("person__chapter", "chapter")
    line = rows.filter(pk=message.about).first()
    if line is None or not is_standing(line) or line.how in BY_THEMSELVES:
        outbox.withdraw(message, reason="answered", at=at)
        return
    found = list_of_line(line)
    reach = may_reach(line.person, Purpose.PERSONAL, message.channel, at=at)
    if found is None or found.closed_at is not None or not reach.may or reach.way is None:
        outbox.withdraw(message, reason=reach.why or "no_longer_open", at=at)
        return
    with translation.override(line.person.language or line.chapter.language):
        parts = [
            _("Dear %(name)s,") % {"name": line.person.first_name},
            _("You said that you would like letters of “%(name)s” from %(chapter)s. If so, please confirm it here:")
            % {"name": found.name, "chapter": line.chapter.name},
            link_of(line, use=CONFIRM),
            _("If not, there is nothing to do: without it none are sent."),
        ]
        subject = _("Shall we write to you?")
    outbox.release(
        message,
        address=reach.way.value,
        subject=subject,
        body="\n\n".join(parts),
        sender_name=found.sender_name,
        at=at,
    )
