"""The consent ledger: answers are appended, the latest stands, and a no takes effect at once (b.6)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.words import NOT_YET_OUT, State
from letstalk.people.domain.refusals import refuse_if_forgotten
from letstalk.people.models import Chapter, Consent, Mailing, Note, Person, Way
from letstalk.people.words import BY_THEMSELVES, CHANNELS_OF_WAY, NEW_ADDRESS, NO_ANSWERS, Answer, Purpose, WayKind


class OwnWordNeeded(Refused):
    """Someone who asked not to be contacted opens the door again themselves, and nobody else does (L-1)."""


class NothingToLapse(Refused):
    """Only a yes can lapse."""


def record_answer(
    *,
    person: Person,
    chapter: Chapter,
    purpose: str,
    scope: str = "",
    answer: str,
    how: str,
    words: str,
    by: User | None,
    at: datetime,
) -> Consent:
    """Append what a person answered: for what, how, when, and in which words. The line before it stands no longer.

    by: the organizer who heard it, or None for the person on their own page. Consequences of a no or a withdrawal, at
    once: to being contacted, as in `stop_everything`; to notes, those about them are removed; to a list, its letters
    that are not out yet are taken back; to anything else, what was released already is held back and looked at anew.
    Raises OwnWordNeeded, NothingToLapse, Forgotten.
    """
    refuse_if_forgotten(person)
    with transaction.atomic():
        _lock(person)
        before = _standing(person, purpose, scope)
        if purpose == Purpose.CONTACT and answer == Answer.GRANTED and before and before.answer in NO_ANSWERS:
            return _open_again(person, chapter, how=how, words=words, by=by, at=at)
        if answer == Answer.LAPSED and (before is None or before.answer != Answer.GRANTED):
            raise NothingToLapse(_("There is no yes here that could lapse."))
        line = _append(person, chapter, purpose, scope, answer, how=how, words=words, by=by, at=at)
        if answer in NO_ANSWERS:
            take_effect(person, purpose, scope, at=at)
    return line


def stop_everything(
    *, person: Person, chapter: Chapter, how: str, words: str, by: User | None, at: datetime
) -> Consent:
    """No more contact of any kind: said to the organizer, or with the button on the person's own page (L-1).

    Consequences, in one transaction: what waits to go out is taken back, and every address is suppressed.
    """
    return record_answer(
        person=person,
        chapter=chapter,
        purpose=Purpose.CONTACT,
        answer=Answer.WITHDRAWN,
        how=how,
        words=words,
        by=by,
        at=at,
    )


def resume_contact(*, person: Person, chapter: Chapter, how: str, words: str, by: User | None, at: datetime) -> Consent:
    """The person opens the door again by their own word, and their addresses may be used again.

    Either they did it on their own page (`by` is None), or an organizer writes down the very words they said.
    An address stays closed while another of its users wants to be left alone. Raises OwnWordNeeded,
    Forgotten.
    """
    refuse_if_forgotten(person)
    with transaction.atomic():
        _lock(person)
        return _open_again(person, chapter, how=how, words=words, by=by, at=at)


def restrict(*, person: Person, chapter: Chapter, how: str, words: str, by: User | None, at: datetime) -> Consent:
    """Leave all that is kept about a person unused until it is cleared up: nothing is sent or suggested (h.2).

    It stays where it is, is told to whoever asks, and can be corrected or erased. A line of the ledger like any no, so
    that merging keeps it. Consequences: what waits to go out is taken back. Raises Forgotten.
    """
    return _answer_about_use(Answer.WITHDRAWN, person, chapter, how=how, words=words, by=by, at=at)


def lift_restriction(
    *, person: Person, chapter: Chapter, how: str, words: str, by: User | None, at: datetime
) -> Consent:
    """It is cleared up, or they said so: what is kept may be used again. Raises Forgotten."""
    return _answer_about_use(Answer.GRANTED, person, chapter, how=how, words=words, by=by, at=at)


def _answer_about_use(
    answer: Answer, person: Person, chapter: Chapter, *, how: str, words: str, by: User | None, at: datetime
) -> Consent:
    return record_answer(
        person=person, chapter=chapter, purpose=Purpose.USE, answer=answer, how=how, words=words, by=by, at=at
    )


def _lock(person: Person) -> None:
    # Two answers at the same moment follow each other, so that one of them stands and neither is lost.
    Person.objects.select_for_update().only("pk").get(pk=person.pk)


def _standing(person: Person, purpose: str, scope: str) -> Consent | None:
    return Consent.objects.filter(person=person, purpose=purpose, scope=scope, superseded_at__isnull=True).first()


def _append(
    person: Person,
    chapter: Chapter,
    purpose: str,
    scope: str,
    answer: str,
    *,
    how: str,
    words: str,
    by: User | None,
    at: datetime,
) -> Consent:
    standing = Consent.objects.filter(person=person, purpose=purpose, scope=scope, superseded_at__isnull=True)
    standing.update(superseded_at=at)
    line = Consent.objects.create(
        chapter=chapter,
        person=person,
        purpose=purpose,
        scope=scope,
        answer=answer,
        how=how,
        words=words.strip(),
        by=by,
        at=at,
    )
    record("people.consent_answered", about=line, by=by, at=at, person=person.pk, purpose=purpose, answer=answer)
    return line


def wait_for_new_address(person: Person, *, by: User | None, at: datetime) -> int:
    """A yes to a list was confirmed at an address; at a new one each waits to be confirmed there, too (R-058).

    The sweep asks once. Until then no letter goes there, since nobody knows yet whose address it is. How many wait.
    """
    theirs = Consent.objects.filter(
        person=person,
        purpose=Purpose.LIST,
        answer=Answer.GRANTED,
        how__in=BY_THEMSELVES,
        superseded_at__isnull=True,
    )
    confirmed = list(theirs.select_related("chapter").order_by("at", "pk"))
    for line in confirmed:
        _append(
            person, line.chapter, line.purpose, line.scope, line.answer, how=NEW_ADDRESS, words=line.words, by=by, at=at
        )
    return len(confirmed)


def take_effect(person: Person, purpose: str, scope: str, *, at: datetime) -> None:
    """What follows from a no at once, as `record_answer` says."""
    if purpose == Purpose.CONTACT:
        close_addresses(person, reason="no_contact", at=at)
        outbox.withdraw_all(recipient=person.pk, at=at, reason="no_contact")
        return
    if purpose == Purpose.USE:
        outbox.withdraw_all(recipient=person.pk, at=at, reason="restricted")
        return
    if purpose == Purpose.KEEP_NOTES:
        Note.objects.filter(person=person).delete()
    if purpose == Purpose.LIST:
        _take_letters_back(person, scope, at=at)
    released = Message.objects.filter(recipient=person.pk, state__in=[State.READY, State.CLAIMED])
    for message in released.order_by("pk"):
        # Whether this no is about that message is known to its owner, who looks again before it may go.
        outbox.postpone(message, due_at=max(message.due_at, at), at=at)


def _take_letters_back(person: Person, scope: str, *, at: datetime) -> None:
    """What waits of this list, or of every list where the no has no scope."""
    of_list = Q(list__scope=scope) if scope else Q()
    letters = Mailing.objects.filter(of_list, begun_at__isnull=False).values("pk")
    for message in Message.objects.filter(recipient=person.pk, about__in=letters, state__in=NOT_YET_OUT).order_by("pk"):
        outbox.withdraw(message, reason="refused", at=at)


def close_addresses(person: Person, *, reason: str, at: datetime) -> None:
    """Suppress every address that was ever theirs, by every channel it serves."""
    for channel, key in addresses_of(Way.objects.filter(person=person)):
        outbox.suppress(channel=channel, address_key=key, reason=reason, at=at)


def addresses_of(ways: Iterable[Way]) -> list[tuple[str, str]]:
    """Each channel and key of these ways, once."""
    pairs = [(channel, way.key) for way in ways for channel in CHANNELS_OF_WAY[WayKind(way.kind)]]
    return list(dict.fromkeys(pairs))


def _open_again(person: Person, chapter: Chapter, *, how: str, words: str, by: User | None, at: datetime) -> Consent:
    if by is not None and not words.strip():
        raise OwnWordNeeded(
            _("%(name)s asked not to be contacted. Only their own word changes that: write down what they said.")
            % {"name": person.first_name},
            field="words",
        )
    line = _append(person, chapter, Purpose.CONTACT, "", Answer.GRANTED, how=how, words=words, by=by, at=at)
    ways = Way.objects.filter(person=person, until__isnull=True)
    for channel, key in addresses_of(way for way in ways if not _is_closed_by_another(way)):
        outbox.lift_suppression(channel=channel, address_key=key, reason="own_word", by=by, at=at)
    return line


def _is_closed_by_another(way: Way) -> bool:
    """Someone else with the same address asked to be left alone: the same household, or another chapter's row."""
    return _said_no_to_contact(Way.objects.filter(kind=way.kind, key=way.key).exclude(person=way.person_id))


def is_closed_by_somebody(key: str) -> bool:
    """Someone with this address, whoever else has it, asked not to be contacted at all."""
    return _said_no_to_contact(Way.objects.filter(key=key))


def _said_no_to_contact(ways: QuerySet[Way]) -> bool:
    return Consent.objects.filter(
        person__in=ways.values("person"), purpose=Purpose.CONTACT, answer__in=NO_ANSWERS, superseded_at__isnull=True
    ).exists()
