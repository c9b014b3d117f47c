"""Lists and spaces of a chapter: made, renamed, closed; and the yes that a person confirms or takes back by link."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.refusals import Forgotten
from letstalk.people.models import Chapter, Consent, MailingList, SocialSpace, Way
from letstalk.people.queries.lists import is_scope_free, is_standing, line_of_token, on_list
from letstalk.people.validators import one_line
from letstalk.people.words import NEWS, NO_ANSWERS, OWN_CLICK, Answer, WayKind

SHORT, TOPIC = 80, 200
SCOPE_LENGTH = 40
UNSUBSCRIBE, CONFIRM = "unsubscribe", "confirm"


class AlreadyThere(Refused):
    """The chapter has one list for its news already."""


@dataclass(frozen=True)
class ListWords:
    """What a list is called, what it is about and whom its letters come from."""

    name: str
    topic: str
    sender_name: str


def make_list(*, chapter: Chapter, words: ListWords, is_news: bool, id: UUID, by: User, at: datetime) -> MailingList:
    """Begin a list with nobody on it: who is, each of them says (R-058).

    is_news: those are on it who said yes to "news and information", when they were asked at the end of a one-on-one.
    The same id twice is one list. Raises NothingWritten, AlreadyThere.
    """
    known = MailingList.objects.filter(pk=id, chapter=chapter).first()
    if known is not None:
        return known
    checked = _checked(words)
    scope = NEWS if is_news else free_scope(checked.name, id)
    try:
        with transaction.atomic():
            made = MailingList.objects.create(
                id=id, chapter=chapter, scope=scope, made_by=by, made_at=at, **vars(checked)
            )
            record("people.list_made", about=made, by=by, at=at)
    except IntegrityError:
        raise AlreadyThere(_("This chapter has a list for its news already."), field="is_news") from None
    return made


def change_list(*, list: MailingList, words: ListWords, by: User, at: datetime) -> MailingList:
    """Say anew what a list is called and whom it comes from; who is on it stays. Raises NothingWritten."""
    for name, value in vars(_checked(words)).items():
        setattr(list, name, value)
    with transaction.atomic():
        list.save(update_fields=["name", "topic", "sender_name"])
        record("people.list_changed", about=list, by=by, at=at)
    return list


def close_list(*, list: MailingList, by: User, at: datetime) -> None:
    """No letter goes to it any more, and nobody is asked about it; what people said stays in the ledger."""
    with transaction.atomic():
        if MailingList.objects.filter(pk=list.pk, closed_at__isnull=True).update(closed_at=at) == 1:
            record("people.list_closed", about=list, by=by, at=at)


def make_space(*, chapter: Chapter, name: str, link: str, id: UUID, by: User, at: datetime) -> SocialSpace:
    """Say where the group talks online; the link is told only to who says yes to it (R-059). Raises NothingWritten."""
    known = SocialSpace.objects.filter(pk=id, chapter=chapter).first()
    if known is not None:
        return known
    name, link = one_line(name)[:SHORT], link.strip()
    errors = {}
    if not name:
        errors["name"] = _("Say what it is called, as in “Signal group of Riverside”.")
    if not link.startswith("https://"):
        errors["link"] = _("A link to it begins with https://")
    if errors:
        raise NothingWritten(errors)
    with transaction.atomic():
        made = SocialSpace.objects.create(
            id=id, chapter=chapter, name=name, link=link, scope=free_scope(name, id), made_by=by, made_at=at
        )
        record("people.space_made", about=made, by=by, at=at)
    return made


def close_space(*, space: SocialSpace, by: User, at: datetime) -> None:
    """Nobody is invited there any more."""
    with transaction.atomic():
        if SocialSpace.objects.filter(pk=space.pk, closed_at__isnull=True).update(closed_at=at) == 1:
            record("people.space_closed", about=space, by=by, at=at)


def free_scope(name: str, id: UUID) -> str:
    """How the ledger writes it down: readable, and no other's."""
    slug = slugify(name, allow_unicode=True)[:SCOPE_LENGTH].strip("-") or "list"
    return slug if is_scope_free(slug) else f"{slug}-{id.hex[:8]}"


def confirm(*, token: str, words: str, at: datetime) -> Consent | None:
    """They clicked in the email to them: the yes is their own now. None when there is no such yes any more (R-058).

    A yes that was taken back meanwhile is not given again by an old link. Clicked twice, it is confirmed once.
    """
    line = line_of_token(token, use=CONFIRM)
    if line is None or not is_standing(line):
        return None
    return record_answer(
        person=line.person,
        chapter=line.chapter,
        purpose=line.purpose,
        scope=line.scope,
        answer=Answer.GRANTED,
        how=OWN_CLICK,
        words=words,
        by=None,
        at=at,
    )


def unsubscribe(*, token: str, words: str, at: datetime) -> None:
    """They want no more letters of this list, at once and for good (RFC 8058). A token nobody was given does nothing.

    Whoever asked, and however long ago the letter came, the caller answers the same: a link tells nothing of anyone.
    """
    line = line_of_token(token, use=UNSUBSCRIBE)
    if line is None:
        return
    with transaction.atomic():
        standing = Consent.objects.filter(
            person=line.person, purpose=line.purpose, scope=line.scope, superseded_at__isnull=True
        ).first()
        if standing is None or standing.answer in NO_ANSWERS:
            return
        try:
            record_answer(
                person=line.person,
                chapter=line.chapter,
                purpose=line.purpose,
                scope=line.scope,
                answer=Answer.WITHDRAWN,
                how=OWN_CLICK,
                words=words,
                by=None,
                at=at,
            )
        except Forgotten:
            return


def export(*, list: MailingList, by: User, at: datetime) -> list[Consent]:
    """Who is on a list, each with when, how and in which words they said yes; that it was taken out is written down."""
    lines = [*on_list(list).select_related("person").order_by("person__name_folded", "person", "pk")]
    record("people.list_exported", about=list, by=by, at=at, people=len(lines))
    return lines


def addresses_on(lines: list[Consent]) -> dict[UUID, str]:
    """The newest email on file of each of these people, in one query."""
    people = [line.person_id for line in lines]
    ways = Way.objects.filter(person__in=people, kind=WayKind.EMAIL, until__isnull=True).order_by("added_at", "pk")
    return {way.person_id: way.value for way in ways}


def _checked(words: ListWords) -> ListWords:
    said = ListWords(*(one_line(value) for value in (words.name, words.topic, words.sender_name)))
    errors = {}
    if not said.name or len(said.name) > SHORT:
        errors["name"] = _("Give the list a short name, as in “Schools in Riverside”.")
    if len(said.topic) > TOPIC:
        errors["topic"] = _("Say it in a line.")
    if not said.sender_name or len(said.sender_name) > SHORT:
        errors["sender_name"] = _("Say whom the letters come from, as people will see it.")
    if errors:
        raise NothingWritten(errors)
    return said
