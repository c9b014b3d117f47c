"""The gate: what a user may do and whom they may see. Whoever is out of scope does not exist: always a 404.

An organizer sees the people with a current relationship to them and those they added. A lead sees the people with a
standing membership at or below the node they lead, and of them only rows whose chapter is there. An administrator
sees nobody by that role.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.kit.lookup import token_hash
from letstalk.kit.statements import worked_out_once
from letstalk.people.models import (
    Chapter,
    Consent,
    CustomValue,
    Import,
    Mailing,
    MailingList,
    Membership,
    Note,
    Person,
    PersonRequest,
    Relationship,
    Role,
    SocialSpace,
    SupporterLink,
    Tagging,
    Way,
    standing,
)
from letstalk.people.words import RoleKind

AnyUser = User | AnonymousUser
REMEMBERED = "_scope_remembered"


@dataclass(frozen=True)
class Scope:
    """What a user's roles reach, read once. `led`, `organized` and `administered` hold the nodes themselves."""

    user_id: UUID | None
    led: tuple[Chapter, ...] = ()
    organized: tuple[Chapter, ...] = ()
    administered: tuple[Chapter, ...] = ()

    def of_kind(self, kind: str) -> tuple[Chapter, ...]:
        nodes = {RoleKind.LEAD: self.led, RoleKind.ORGANIZER: self.organized, RoleKind.ADMINISTRATOR: self.administered}
        return nodes[RoleKind(kind)]

    @property
    def organizes(self) -> bool:
        return bool(self.organized)

    @property
    def leads_everything(self) -> bool:
        return any(chapter.parent_id is None for chapter in self.led)

    def leads(self, chapter: Chapter) -> bool:
        return any(node.holds(chapter) for node in self.led)


def roles(user: AnyUser, at: datetime) -> QuerySet[Role]:
    """The roles a user holds at an instant, with their chapters, from the root down."""
    return Role.objects.filter(standing(at), user=user.pk).select_related("chapter").order_by("chapter__path", "kind")


def scope_of(user: AnyUser) -> Scope:
    """A user's present roles, in one query; in none where a door remembers them for the time of a request."""
    known: Scope | None = getattr(user, REMEMBERED, None)
    return known or _scope_read(user)


def remember_scope(user: AnyUser) -> Scope:
    """Read a user's roles and keep them beside this very object, which lives as long as one request."""
    scope = _scope_read(user)
    if isinstance(user, User):
        setattr(user, REMEMBERED, scope)
    return scope


def _scope_read(user: AnyUser) -> Scope:
    if not user.is_authenticated:
        return Scope(user_id=None)
    by_kind: dict[str, list[Chapter]] = {kind: [] for kind in RoleKind}
    for role in _roles_held(user=user.pk):
        by_kind[role.kind].append(role.chapter)
    return Scope(
        user_id=user.pk,
        led=tuple(by_kind[RoleKind.LEAD]),
        organized=tuple(by_kind[RoleKind.ORGANIZER]),
        administered=tuple(by_kind[RoleKind.ADMINISTRATOR]),
    )


@worked_out_once
def _roles_held(*, user: UUID) -> QuerySet[Role]:
    return Role.objects.filter(user=user, until__isnull=True).select_related("chapter").order_by("chapter__path", "pk")


def is_organizer(user: AnyUser) -> bool:
    return _has_role(user, RoleKind.ORGANIZER)


def is_lead(user: AnyUser) -> bool:
    return _has_role(user, RoleKind.LEAD)


def is_administrator(user: AnyUser) -> bool:
    return _has_role(user, RoleKind.ADMINISTRATOR)


def _has_role(user: AnyUser, kind: RoleKind) -> bool:
    return bool(scope_of(user).of_kind(kind))


def below(nodes: tuple[Chapter, ...], *, path: str = "path") -> Q:
    """The chapters at or below any of these nodes; nothing for no nodes."""
    condition = Q(pk__in=[])
    for node in nodes:
        condition |= Q(**{f"{path}__startswith": node.path})
    return condition


def chapters_led(user: AnyUser) -> QuerySet[Chapter]:
    """Every chapter at or below a node this user leads."""
    return Chapter.objects.filter(below(scope_of(user).led))


def chapters_organized(user: AnyUser) -> QuerySet[Chapter]:
    """The chapters in which this user is an organizer: where they may add people."""
    return Chapter.objects.filter(pk__in=[chapter.pk for chapter in scope_of(user).organized])


def chapters_administered(user: AnyUser) -> QuerySet[Chapter]:
    """Every chapter at or below a node this user administers."""
    return Chapter.objects.filter(below(scope_of(user).administered))


def chapters_asking(user: AnyUser) -> QuerySet[Chapter]:
    """Every chapter whose own fields this user sets: at or below a node they lead or administer (issue 8)."""
    scope = scope_of(user)
    return Chapter.objects.filter(below((*scope.led, *scope.administered)))


def home_chapter(user: AnyUser) -> Chapter:
    """The chapter whose campaign and words a user sees first: the deepest they organize in, else of any role.

    Raises Http404 for someone without a role.
    """
    scope = scope_of(user)
    chapters = scope.organized or scope.led or scope.administered
    if not chapters:
        raise Http404
    # Nodes come ordered by path; of those equally deep the first stays.
    return max(chapters, key=lambda chapter: chapter.path.count("/"))


def people_visible_to(user: AnyUser) -> QuerySet[Person]:
    """The people this user may see."""
    return people_in(scope_of(user))


def people_in(scope: Scope, among: QuerySet[Person] | None = None) -> QuerySet[Person]:
    """The same for roles that were read already; `among` is asked first, and the roles only of those it leaves."""
    sources: list[QuerySet[Any]] = []
    if scope.led:  # first, since it lets most people through and the rest need not be asked of them
        sources.append(memberships_led(scope))
    if scope.organizes:
        sources.append(Relationship.objects.current().filter(organizer=scope.user_id))
    seen = about_one_of(*sources)
    if scope.organizes:
        seen |= Q(added_by=scope.user_id)
    people = Person.objects.all() if among is None else among
    return people.filter(seen, erased_at__isnull=True)


def about_one_of(*sources: QuerySet[Any]) -> Q:
    """A condition on people: a row of one of these is about them; nobody without any."""
    exists = Exists if len(sources) == 1 else ExistsAskedOneByOne
    condition = Q(pk__in=[])
    for rows in sources:
        condition |= Q(exists(rows.filter(person=OuterRef("pk"))))
    return condition


class ExistsAskedOneByOne(Exists):
    """Among alternatives PostgreSQL would read whole tables to know all answers first; an OFFSET keeps it from that."""

    template = "EXISTS(%(subquery)s OFFSET 0)"


def memberships_led(scope: Scope) -> QuerySet[Membership]:
    """Standing memberships at or below the nodes led."""
    rows = Membership.objects.filter(until__isnull=True)
    return rows if scope.leads_everything else rows.filter(chapter__in=Chapter.objects.filter(below(scope.led)))


def person_or_404(user: AnyUser, id: UUID | str) -> Person:
    """A person this user may see."""
    # Asked first, since it is the usual case: an organizer opens the page of someone of their own.
    own = _own_person(user=user.pk, id=_as_id(id)) if scope_of(user).organizes else []
    return own[0] if own else _one_or_404(people_visible_to(user).select_related("chapter"), id)


@worked_out_once
def _own_person(*, user: UUID, id: UUID) -> QuerySet[Person]:
    own = Relationship.objects.current().filter(organizer=user, person=OuterRef("pk"))
    seen = Person.objects.filter(Q(Exists(own)) | Q(added_by=user), pk=id, erased_at__isnull=True)
    return seen.select_related("chapter")


def own_relationship_or_404(user: AnyUser, person_id: UUID | str) -> Relationship:
    """The organizer's own current relationship with a person. For someone they added for another there is none."""
    if not is_organizer(user):
        raise Http404
    for found in _own_relationships(user=user.pk, person=_as_id(person_id)):
        return found
    raise Http404


def relationships_with(person: Person) -> list[Relationship]:
    """Whose own a person is or was, the earliest first; which of it a user may know, the caller says."""
    return _relationships(person=person.pk)


@worked_out_once
def _relationships(*, person: UUID) -> QuerySet[Relationship]:
    return Relationship.objects.filter(person=person).select_related("chapter").order_by("since", "pk")


@worked_out_once
def _own_relationships(*, user: UUID, person: UUID) -> QuerySet[Relationship]:
    own = Relationship.objects.current().filter(organizer=user, person=person, person__erased_at__isnull=True)
    return own.select_related("person__chapter", "chapter").order_by("since", "pk")


def relationships_visible_to(user: AnyUser) -> QuerySet[Relationship]:
    """An organizer's own current ones, and all in the chapters a lead leads: rows of higher rooms hang on them."""
    scope = scope_of(user)
    seen = Q(pk__in=[])
    if scope.organizes:
        seen |= Q(organizer=scope.user_id, until__isnull=True)
    if scope.led:
        seen |= below(scope.led, path="chapter__path")
    return Relationship.objects.filter(seen, person__erased_at__isnull=True)


def _seen(user: AnyUser, person: Person, rows: list[Any], chapter_of: Callable[[Any], Chapter]) -> list[Any]:
    """Of a person's rows: all for the organizer whose own they are, for a lead only those of the chapters led."""
    scope = scope_of(user)
    if scope.organizes and _is_own(scope, person):
        return rows
    return [row for row in rows if scope.leads(chapter_of(row))]


def _is_own(scope: Scope, person: Person) -> bool:
    return person.added_by_id == scope.user_id or bool(_own_relationships(user=scope.user_id, person=person.pk))


def ways_seen_by(user: AnyUser, person: Person) -> list[Way]:
    """The ways on file this user may read, the newest first."""
    return _seen(user, person, _ways(person=person.pk), lambda way: way.chapter)


@worked_out_once
def _ways(*, person: UUID) -> QuerySet[Way]:
    rows = Way.objects.filter(person=person, until__isnull=True).select_related("chapter")
    return rows.order_by("kind", "-added_at", "pk")


def taggings_seen_by(user: AnyUser, person: Person) -> list[Tagging]:
    return _seen(user, person, _taggings(person=person.pk), lambda tagging: tagging.tag.chapter)


@worked_out_once
def _taggings(*, person: UUID) -> QuerySet[Tagging]:
    rows = Tagging.objects.filter(person=person).select_related("tag__chapter")
    return rows.order_by("tag__kind", "tag__name", "pk")


def values_seen_by(user: AnyUser, person: Person, chapter: Chapter) -> list[CustomValue]:
    """What stands for the live fields in one chapter, in their order; of another chapter's page it says nothing."""
    return _seen(user, person, _values(person=person.pk, chapter=chapter.pk), lambda value: value.chapter)


@worked_out_once
def _values(*, person: UUID, chapter: UUID) -> QuerySet[CustomValue]:
    rows = CustomValue.objects.filter(
        person=person, chapter=chapter, superseded_at__isnull=True, field__ended_at__isnull=True
    )
    related = rows.select_related("field", "choice", "chapter", "by")
    return related.order_by("field__chapter__path", "field__place", "pk")


def memberships_seen_by(user: AnyUser, person: Person) -> list[Membership]:
    return _seen(user, person, _memberships(person=person.pk), lambda membership: membership.chapter)


@worked_out_once
def _memberships(*, person: UUID) -> QuerySet[Membership]:
    rows = Membership.objects.filter(person=person, until__isnull=True).select_related("chapter")
    return rows.order_by("since", "pk")


def consents_seen_by(user: AnyUser, person: Person, answers: list[Consent]) -> list[Consent]:
    """Of the standing lines of the ledger those this user may read."""
    return _seen(user, person, answers, lambda consent: consent.chapter)


def standing_answers(person: Person) -> list[Consent]:
    """The standing lines of the ledger in every chapter: they decide who may be reached, whoever reads them."""
    return _standing_answers(person=person.pk)


@worked_out_once
def _standing_answers(*, person: UUID) -> QuerySet[Consent]:
    rows = Consent.objects.filter(person=person, superseded_at__isnull=True).select_related("chapter")
    return rows.order_by("purpose", "scope", "pk")


def notes_of(user: AnyUser, person: Person) -> QuerySet[Note]:
    """What this user wrote about a person, the newest first. Nobody reads another's (h.2)."""
    return Note.objects.filter(author=user.pk, person=person).order_by("-at", "pk")


def chapter_led_or_404(user: AnyUser, id: UUID | str) -> Chapter:
    return _one_or_404(chapters_led(user), id)


def chapter_organized_or_404(user: AnyUser, id: UUID | str) -> Chapter:
    return _one_or_404(chapters_organized(user), id)


def chapter_administered_or_404(user: AnyUser, id: UUID | str) -> Chapter:
    return _one_or_404(chapters_administered(user), id)


def link_or_404(token: str, at: datetime) -> SupporterLink:
    """The link behind a person's own page: not revoked, its relationship current, the person not erased.

    How long it is good for depends on what was agreed, so a higher room decides that.
    """
    living = SupporterLink.objects.filter(
        revoked_at__isnull=True,
        relationship__since__lte=at,
        relationship__until__isnull=True,
        relationship__person__erased_at__isnull=True,
    )
    found = living.select_related(
        "relationship__person__chapter", "relationship__organizer", "relationship__chapter"
    ).filter(token_hash=token_hash(token))
    link = found.first()
    if link is None:
        raise Http404
    return link


def request_or_404(user: AnyUser, id: UUID | str) -> PersonRequest:
    """What a person asked for, shown to the organizer it was asked of and to the leads of that chapter."""
    seen = PersonRequest.objects.filter(relationship__in=relationships_visible_to(user))
    return _one_or_404(seen.select_related("person", "relationship"), id)


def _one_or_404(rows: QuerySet[Any], id: UUID | str) -> Any:
    found = rows.filter(pk=_as_id(id)).first()
    if found is None:
        raise Http404
    return found


def _as_id(id: UUID | str) -> UUID:
    try:
        return id if isinstance(id, UUID) else UUID(id)
    except ValueError:
        raise Http404 from None


def list_led_or_404(user: AnyUser, id: UUID | str) -> MailingList:
    """A list of a chapter this user leads: they alone write to it and see who is on it."""
    return _one_or_404(MailingList.objects.filter(chapter__in=chapters_led(user)).select_related("chapter"), id)


def space_led_or_404(user: AnyUser, id: UUID | str) -> SocialSpace:
    return _one_or_404(SocialSpace.objects.filter(chapter__in=chapters_led(user)).select_related("chapter"), id)


def letter_led_or_404(user: AnyUser, id: UUID | str) -> Mailing:
    """A letter to a list of a chapter this user leads."""
    rows = Mailing.objects.filter(chapter__in=chapters_led(user)).select_related("list__chapter", "chapter", "by")
    return _one_or_404(rows, id)


def chapters_filled(user: AnyUser) -> QuerySet[Chapter]:
    """Where this user may bring people in from a file: where they organize, and at or below a node they lead."""
    scope = scope_of(user)
    return Chapter.objects.filter(Q(pk__in=[chapter.pk for chapter in scope.organized]) | below(scope.led))


def imports_of(user: AnyUser) -> QuerySet[Import]:
    """The files this user brings in, while they may; of what the shell brought in, that of the chapters they lead."""
    own = Q(by=user.pk) | Q(by__isnull=True, chapter__in=chapters_led(user))
    return Import.objects.filter(own, chapter__in=chapters_filled(user)).select_related("chapter", "by")


def import_or_404(user: AnyUser, id: UUID | str) -> Import:
    return _one_or_404(imports_of(user), id)
