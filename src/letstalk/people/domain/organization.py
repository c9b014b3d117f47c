"""Founding the organization, its chapters and what they are called, and who has which role in them."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.accounts.validators import clean_language
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.people.domain.refusals import form_used
from letstalk.people.models import PATH_STEP, Chapter, Role
from letstalk.people.validators import clean_chapter_name, clean_region, clean_word, clean_zone
from letstalk.people.words import RoleKind

LONGEST_SLUG = 60
LONGEST_PATH = 400


class AlreadyFounded(Refused):
    """This installation has its organization."""


class TooDeep(Refused):
    """The tree of chapters ends here."""


class SlugTaken(Refused):
    """Two chapters of one name were added at the same moment."""


class LastAdministrator(Refused):
    """Without this role nobody could change a setting again."""


def found_organization(
    *, name: str, by: User, zone: str, region: str = "US", language: str = "en", is_demo: bool = False, at: datetime
) -> Chapter:
    """Make the root of the chapter tree; whoever founds it is its organizer, lead and administrator.

    Raises AlreadyFounded, also for the second of two at once, and ValidationError for what will not do.
    """
    root = _chapter(name=name, parent=None, zone=zone, region=region, language=language, is_demo=is_demo, at=at)
    try:
        with transaction.atomic():
            root.save(force_insert=True)
            record("people.organization_founded", about=root, by=by, at=at, is_demo=is_demo)
            for kind in RoleKind:
                give_role(user=by, chapter=root, kind=kind, by=by, at=at)
    except IntegrityError:
        if not Chapter.objects.filter(parent__isnull=True).exists():
            raise
        raise AlreadyFounded(_("There is an organization here already. Sign in to find it.")) from None
    return root


def add_chapter(
    *,
    parent: Chapter,
    name: str,
    word: str = "",
    zone: str = "",
    by: User | None,
    at: datetime,
    id: UUID | None = None,
) -> Chapter:
    """Add a chapter below another (R-012); what is not said is as in the parent. The same `id` twice is one.

    Raises TooDeep, ValidationError, and FormUsed for the `id` of another chapter's form.
    """
    chapter = _chapter(
        id=id,
        name=name,
        parent=parent,
        zone=zone or parent.zone,
        region=parent.region,
        language=parent.language,
        at=at,
    )
    chapter.word = clean_word(word)
    if len(chapter.path) > LONGEST_PATH:
        raise TooDeep(_("Chapters cannot be nested deeper than this."))
    try:
        with transaction.atomic():
            chapter.save(force_insert=True)
            record("people.chapter_added", about=chapter, by=by, at=at, parent=parent.pk)
    except IntegrityError:
        return _added_before(chapter)
    return chapter


def _added_before(chapter: Chapter) -> Chapter:
    """The chapter a form sent twice has made already."""
    found = Chapter.objects.filter(pk=chapter.pk).first()
    if found is None:
        raise SlugTaken(_("Another chapter took this name at the same moment. Add it once more."), field="name")
    if found.parent_id != chapter.parent_id:
        raise form_used()
    return found


def _chapter(
    *,
    name: str,
    parent: Chapter | None,
    zone: str,
    region: str,
    language: str,
    is_demo: bool = False,
    at: datetime,
    id: UUID | None = None,
) -> Chapter:
    id = id or uuid4()
    return Chapter(
        id=id,
        parent=parent,
        path=f"{parent.path if parent else ''}{id.hex[:PATH_STEP]}/",
        name=clean_chapter_name(name),
        slug=_free_slug(name),
        zone=clean_zone(zone),
        region=clean_region(region),
        language=clean_language(language),
        is_demo=is_demo,
        made_at=at,
    )


def _free_slug(name: str) -> str:
    """The name as it stands in an address; a number behind it when another chapter has it already."""
    wanted = slugify(name, allow_unicode=True)[: LONGEST_SLUG - 5] or "chapter"
    taken = set(Chapter.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in [wanted, *numbered] if slug not in taken)


def rename(*, chapter: Chapter, name: str, by: User | None, at: datetime) -> Chapter:
    """Give a chapter another name; its address stays, since links to it are out there. Raises ValidationError."""
    chapter.name = clean_chapter_name(name)
    with transaction.atomic():
        chapter.save(update_fields=["name"])
        record("people.chapter_renamed", about=chapter, by=by, at=at)
    return chapter


def change_settings(
    *, chapter: Chapter, word: str, zone: str, region: str, language: str, by: User | None, at: datetime
) -> Chapter:
    """Set what a chapter calls itself, its zone, its country for phone numbers and its language.

    What was agreed before keeps the zone it was agreed in. Raises ValidationError.
    """
    chapter.word, chapter.zone = clean_word(word), clean_zone(zone)
    chapter.region, chapter.language = clean_region(region), clean_language(language)
    with transaction.atomic():
        chapter.save(update_fields=["word", "zone", "region", "language"])
        record("people.chapter_changed", about=chapter, by=by, at=at, zone=chapter.zone, region=chapter.region)
    return chapter


def give_role(*, user: User, chapter: Chapter, kind: str, by: User | None, at: datetime) -> Role:
    """Let a user do this in a chapter from now on; a role they have already is returned."""
    with transaction.atomic():
        role, is_new = Role.objects.get_or_create(
            user=user, chapter=chapter, kind=kind, until=None, defaults={"since": at}
        )
        if is_new:
            record("people.role_given", about=role, by=by, at=at, user=user.pk, role=kind)
    return role


def end_role(*, role: Role, by: User | None, at: datetime) -> Role:
    """Take a role back; ended twice it keeps its first end. Raises LastAdministrator for the only one."""
    with transaction.atomic():
        _lock_root()
        if _is_last_administrator(role):
            raise LastAdministrator(_("Someone has to look after the settings. Make someone else administrator first."))
        if Role.objects.filter(pk=role.pk, until__isnull=True).update(until=at) == 1:
            record("people.role_ended", about=role, by=by, at=at, user=role.user_id, role=role.kind)
    role.refresh_from_db()
    return role


def _lock_root() -> Any:
    # Two administrators who end each other's role at the same moment would leave none.
    return Chapter.objects.select_for_update().get(parent__isnull=True)


def _is_last_administrator(role: Role) -> bool:
    if role.kind != RoleKind.ADMINISTRATOR or role.until is not None or role.chapter.parent_id is not None:
        return False
    others = Role.objects.filter(
        kind=RoleKind.ADMINISTRATOR, chapter=role.chapter_id, until__isnull=True, user__is_active=True
    )
    return not others.exclude(pk=role.pk).exists()
