"""Who develops whom: organizers, those who brought them to it, and the people each of them meets."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from letstalk.accounts.models import User
from letstalk.meetings.models import Held
from letstalk.people.models import Chapter, InvitedToOrganize, Relationship, Role, standing
from letstalk.people.words import RoleKind
from letstalk.reports.charts.snowflake import Flake

GENERATIONS_FOLLOWED = 6


def own_flake(user: User, *, at: datetime) -> Flake:
    """An organizer, those of their people who organize, and so on. Names are told of one's own people alone."""
    names: dict[UUID, str] = {user.pk: user.name}
    developed_by: dict[UUID, UUID] = {}
    ring = [user.pk]
    for generation in range(GENERATIONS_FOLLOWED):
        found = _developed_by(ring, at=at)
        ring = []
        for organizer, developed, name in found:
            if developed not in names:
                names[developed] = name if generation == 0 else ""
                developed_by[developed] = organizer
                ring.append(developed)
        if not ring:
            break
    return Flake(names, developed_by, _people_of(list(names), at=at))


def chapter_flake(chapter: Chapter, *, with_names: bool, at: datetime) -> Flake:
    """The organizers of one chapter, without those below it."""
    roles = Role.objects.filter(standing(at), chapter=chapter, kind=RoleKind.ORGANIZER)
    rows = dict(roles.order_by("since", "pk").values_list("user", "user__name"))
    names: dict[UUID, str] = {user: name if with_names else "" for user, name in rows.items()}
    developed_by: dict[UUID, UUID] = {}
    for organizer, developed, _name in _developed_by(list(rows), at=at):
        if developed in names:
            developed_by.setdefault(developed, organizer)
    return Flake(names, developed_by, _people_of(list(rows), at=at, chapter=chapter))


def _developed_by(organizers: list[UUID], *, at: datetime) -> list[tuple[UUID, UUID, str]]:
    """Those who organize themselves and were invited to it by these, or are of their people: by whom, who, their name.

    Who invited someone is known since there are invitations to organize (R-092); of others, whose people they are.
    """
    organizes = Role.objects.filter(standing(at), user=OuterRef("person__user"), kind=RoleKind.ORGANIZER)
    invitations = InvitedToOrganize.objects.filter(by__isnull=False, at__lte=at)
    theirs = invitations.filter(Exists(organizes), by__in=organizers).order_by("at", "pk")
    own = Relationship.objects.filter(standing(at), organizer__in=organizers, person__user__isnull=False)
    rest = own.exclude(Exists(invitations.filter(person=OuterRef("person")))).filter(Exists(organizes))
    return [
        *theirs.values_list("by", "person__user", "person__name"),
        *rest.order_by("since", "pk").values_list("organizer", "person__user", "person__name"),
    ]


def _people_of(organizers: list[UUID], *, at: datetime, chapter: Chapter | None = None) -> dict[UUID, int]:
    """How many people each of them is in touch with and has met by then, those who organize left out."""
    met = Held.objects.standing().filter(meeting__relationship=OuterRef("pk"), began_at__lte=at)
    rows = Relationship.objects.filter(standing(at), organizer__in=organizers, person__erased_at__isnull=True)
    if chapter is not None:
        rows = rows.filter(chapter=chapter)
    organizes = Role.objects.filter(standing(at), user=OuterRef("person__user"), kind=RoleKind.ORGANIZER)
    rows = rows.filter(Exists(met)).exclude(Exists(organizes))
    return dict(Counter(rows.values_list("organizer", flat=True)))
