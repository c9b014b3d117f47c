"""Mailing lists and online spaces as the ledger tells them: which there are, who said yes to each (R-058, R-059)."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from letstalk.kit.lookup import lookup_key
from letstalk.people.models import Chapter, Consent, MailingList, Person, SocialSpace
from letstalk.people.words import BY_THEMSELVES, NEWS, Answer, Level, Platform, Purpose

KEY_LENGTH = 24
SPOKEN = {level.value for level in Level}


@dataclass(frozen=True)
class Counted:
    """How many are on a list: those who said yes by themselves, and those whose click is waited for."""

    confirmed: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class Mention:
    """What may be shown of a person on one platform (R-049)."""

    platform: str
    levels: tuple[str, ...]


def lists_of(chapters: Iterable[Chapter]) -> QuerySet[MailingList]:
    """The open lists of these chapters, by name."""
    rows = MailingList.objects.filter(chapter__in=list(chapters), closed_at__isnull=True)
    return rows.select_related("chapter").order_by("chapter__path", "name", "pk")


def spaces_of(chapters: Iterable[Chapter]) -> QuerySet[SocialSpace]:
    """The open spaces of these chapters, by name."""
    rows = SocialSpace.objects.filter(chapter__in=list(chapters), closed_at__isnull=True)
    return rows.select_related("chapter").order_by("chapter__path", "name", "pk")


def has_news(chapter: Chapter) -> bool:
    """Whether there is a list that the chapter's news goes out to."""
    return MailingList.objects.filter(chapter=chapter, scope=NEWS, closed_at__isnull=True).exists()


def said_yes_to(purpose: str, scope: str, chapter: Chapter) -> QuerySet[Consent]:
    """The standing yes of each person in this chapter to one list or space."""
    return Consent.objects.filter(
        purpose=purpose,
        scope=scope,
        chapter=chapter,
        answer=Answer.GRANTED,
        superseded_at__isnull=True,
        person__erased_at__isnull=True,
    )


def on_list(list: MailingList) -> QuerySet[Consent]:
    """Who is on it: a yes they gave by themselves, with when, how and in which words."""
    return said_yes_to(Purpose.LIST, list.scope, list.chapter).filter(how__in=BY_THEMSELVES)


def counted(lists: Iterable[MailingList]) -> dict[UUID, Counted]:
    """How many are on each of these lists, in one query."""
    by_key = {(one.chapter_id, one.scope): one.pk for one in lists}
    rows = Consent.objects.filter(
        purpose=Purpose.LIST,
        scope__in={scope for _chapter, scope in by_key},
        chapter__in={chapter for chapter, _scope in by_key},
        answer=Answer.GRANTED,
        superseded_at__isnull=True,
        person__erased_at__isnull=True,
    )
    themselves = Q(how__in=BY_THEMSELVES)
    found = rows.values_list("chapter", "scope").annotate(
        confirmed=Count("pk", filter=themselves), waiting=Count("pk", filter=~themselves)
    )
    return {
        by_key[chapter, scope]: Counted(confirmed, waiting)
        for chapter, scope, confirmed, waiting in found.order_by("chapter", "scope")
        if (chapter, scope) in by_key
    }


def links_told(person: Person, chapter: Chapter) -> list[SocialSpace]:
    """The spaces of a chapter this person said yes to: the only ones whose link they are told (R-059)."""
    yes = Consent.objects.filter(
        person=person, purpose=Purpose.SPACE, answer=Answer.GRANTED, superseded_at__isnull=True
    )
    return list(spaces_of([chapter]).filter(scope__in=yes.values("scope")))


def mention_scope(platform: str, level: str) -> str:
    """How the ledger writes down one level on one platform."""
    return f"{platform}:{level}"


def mention_said(scope: str) -> str:
    """The same in words, as in "Instagram: first name"; nothing for what is none."""
    platform, _between, level = scope.partition(":")
    if platform not in Platform.values or level not in SPOKEN:
        return ""
    return f"{Platform(platform).label}: {Level(level).label}"


def mentions_of(answers: Iterable[Consent]) -> list[Mention]:
    """Of a person's standing answers, where they may be shown and how far; a no to mentions outweighs them (R-049)."""
    said = {line.scope: line for line in answers if line.purpose == Purpose.MENTION}
    general = said.get("")
    if general is not None and general.answer != Answer.GRANTED:
        said = {scope: line for scope, line in said.items() if line.at > general.at}
    levels: dict[str, list[str]] = {}
    for platform in Platform:
        for level in Level:
            line = said.get(mention_scope(platform, level))
            if line is not None and line.answer == Answer.GRANTED:
                levels.setdefault(str(platform.label), []).append(str(level.label))
    return [Mention(platform, tuple(found)) for platform, found in levels.items()]


def is_scope_free(scope: str) -> bool:
    """No list and no space goes by it yet."""
    taken = MailingList.objects.filter(scope=scope).exists() or SocialSpace.objects.filter(scope=scope).exists()
    return scope != NEWS and not taken


def list_token(line: Consent, *, use: str) -> str:
    """What stands in the link of a list message: which yes it is about, and a keyed hash nobody can make up.

    It rests on no session and no clock, so a link in an old letter works as long as the keys do (RFC 8058).
    """
    return f"{line.pk.hex}{_key(line.pk, use)}"


def line_of_token(token: str, *, use: str) -> Consent | None:
    """The yes a link is about, whether it still stands or not; None for a token nobody was given."""
    id_part, key = token[:32], token[32:]
    try:
        id = UUID(hex=id_part)
    except ValueError:
        return None
    if not secrets.compare_digest(key.encode(), _key(id, use).encode()):
        return None
    rows = Consent.objects.filter(pk=id, purpose=Purpose.LIST).select_related("person__chapter", "chapter")
    return rows.first()


def list_of_line(line: Consent) -> MailingList | None:
    """The list a yes is about; those who said yes to news may have none yet."""
    return MailingList.objects.filter(chapter=line.chapter_id, scope=line.scope).select_related("chapter").first()


def _key(id: UUID, use: str) -> str:
    return lookup_key(f"list.{use}", id.hex)[:KEY_LENGTH]


def is_standing(line: Consent) -> bool:
    """Whether this very yes is still their last word about the list."""
    return line.superseded_at is None and line.answer == Answer.GRANTED
