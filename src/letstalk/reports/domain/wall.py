"""The "why we resist" wall: lines given with consent, shown once a lead looked at them, taken off at once (R-049)."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.domain.limits import attempt
from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.lookup import token_hash
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.people.models import Chapter, Person
from letstalk.people.queries.lists import mention_scope
from letstalk.people.queries.reaching import has_agreed
from letstalk.people.words import Level, Platform, Purpose
from letstalk.reports.models import WallLine
from letstalk.reports.queries import names_known_to
from letstalk.reports.validators import spot

LONGEST, LONGEST_NAME = 400, 60
TOKEN_BYTES = 16
FROM_ONE_PLACE, WITHIN = 20, timedelta(hours=1)


class TooManyLines(Refused):
    """More than one place may send at a time."""


class NotAllowed(Refused):
    """The person has not said yes to this."""


class IsOff(Refused):
    """It was taken off; nothing of it is kept that could be shown."""


def may_give(*, peer: str, at: datetime) -> None:
    """Count the try; outside of a transaction. Raises TooManyLines."""
    if not attempt("wall.place", peer, at=at, most=FROM_ONE_PLACE, within=WITHIN):
        raise TooManyLines(_("Many lines came in just now. Please try again later."))


def give_line(*, chapter: Chapter, words: str, said_by: str, consent_words: str, id: UUID, at: datetime) -> str:
    """Somebody without an account gives a line; the secret of the link by which they take it off again.

    The same `id` twice is one line, whose newest link counts. Raises NothingWritten, Refused.
    """
    words = _checked(words, names=[], region=chapter.region)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        first_time = {
            "chapter": chapter,
            "words": words,
            "said_by": " ".join(said_by.split())[:LONGEST_NAME],
            "consent_words": consent_words,
            "given_at": at,
        }
        line, is_new = WallLine.objects.select_for_update().get_or_create(pk=id, defaults=first_time)
        if not is_new and (line.chapter_id != chapter.pk or line.by_id is not None or line.given_at < at - WITHIN):
            raise Refused(_("This form was already used. Open it afresh."))
        line.token_hash = token_hash(token)
        line.save(update_fields=["token_hash"])
        if is_new:
            record("wall.given", about=line, by=None, at=at)
    return token


def bring_line(
    *, person: Person, chapter: Chapter, words: str, is_named: bool, id: UUID, by: User, at: datetime
) -> WallLine:
    """An organizer brings what a person said, by the permission that person recorded for the website (R-049).

    Nobody is named in it, and the person only by the first name, where they agreed to that level. Raises NotAllowed,
    NothingWritten.
    """
    words = _checked(words, names=names_known_to(by), region=chapter.region)
    level = Level.FIRST_NAME if is_named else Level.ANONYMOUS
    if not has_agreed(person, Purpose.MENTION, mention_scope(Platform.WEBSITE, level)):
        raise NotAllowed(
            _("%(name)s has not said yes to this on the group’s website. Ask, and write the answer down with them.")
            % {"name": person.first_name},
            field="is_named" if is_named else "words",
        )
    with transaction.atomic():
        first_time = {
            "chapter": chapter,
            "words": words,
            "said_by": person.first_name if is_named else "",
            "person": person,
            "by": by,
            "consent_words": mention_scope(Platform.WEBSITE, level),
            "given_at": at,
        }
        line, is_new = WallLine.objects.get_or_create(pk=id, defaults=first_time)
        if is_new:
            record("wall.brought", about=line, by=by, at=at)
    return line


def show_line(*, line: WallLine, by: User, at: datetime) -> WallLine:
    """A lead looked at it: everybody reads it from now on. Raises IsOff."""
    with transaction.atomic():
        line = WallLine.objects.select_for_update().get(pk=line.pk)
        if line.taken_off_at is not None:
            raise IsOff(_("It was taken off meanwhile."))
        if line.shown_at is None:
            line.shown_at, line.shown_by = at, by
            line.save(update_fields=["shown_at", "shown_by"])
            record("wall.shown", about=line, by=by, at=at)
    return line


def take_line_off(*, line: WallLine, by: User | None, at: datetime) -> None:
    """Off at once, and its words are not kept. By a lead, or (`by` is None) by whoever gave it."""
    with transaction.atomic():
        line = WallLine.objects.select_for_update().get(pk=line.pk)
        if line.taken_off_at is None:
            line.words, line.said_by, line.taken_off_at = "", "", at
            line.save(update_fields=["words", "said_by", "taken_off_at"])
            record("wall.taken_off", about=line, by=by, at=at)


def _checked(words: str, *, names: list[str], region: str) -> str:
    """Raises NothingWritten for no words, too many, or such as tell who somebody is or how to reach them."""
    words = "\n".join(" ".join(line.split()) for line in words.strip().splitlines())
    if not words:
        raise NothingWritten({"words": _("Write the line.")})
    if len(words) > LONGEST:
        raise NothingWritten({"words": _("The wall holds 400 characters a line. Say it shorter.")})
    found = spot(words, names=names, region=region)
    if found:
        pieces = ", ".join(f"“{span.text}” ({span.kind.label})" for span in found)
        raise NothingWritten(
            {"words": _("Everybody can read the wall, so it names nobody. Leave out: %(pieces)s.") % {"pieces": pieces}}
        )
    return words
