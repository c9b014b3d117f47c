"""Somebody who said yes to one-on-ones of their own becomes an organizer in turn, with nobody's notes (R-092)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.backend import email_key
from letstalk.accounts.domain.links import make_sign_in_link
from letstalk.accounts.domain.users import make_user
from letstalk.accounts.models import User
from letstalk.commitments.queries import would_organize
from letstalk.followups.domain.items import settle_with
from letstalk.followups.timings import ORGANIZE
from letstalk.kit.refusal import Refused
from letstalk.people.access import is_organizer
from letstalk.people.domain.organizers import become_organizer
from letstalk.people.models import InvitedToOrganize, Person, Relationship, Role
from letstalk.people.words import RoleKind, WayKind
from letstalk.stewardship.domain.roles import LetIn, account_of, never_entered


class AskThemFirst(Refused):
    """They have not said yes to one-on-ones of their own in a one-on-one."""


class NotTheirEmail(Refused):
    """Somebody signs in with this email, and nothing says that it is this person."""


def invite_to_organize(*, relationship: Relationship, email: str, by: User, at: datetime) -> LetIn:
    """Let a person organize in the chapter of this relationship, with an account of their own if they have none.

    Consequences, in this order: the account; the person joined with it, the role, and who invited them; the follow-up
    that proposed it done; a link that lets them in once, as long as nobody was in that account. No note, answer, story
    or one-on-one of anybody goes along: an organizer sees their own people, and has none yet.
    Raises AskThemFirst, NotTheirEmail, SomeoneElse, EmailTaken, and ValidationError for an email that will not do.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=relationship.person_id)
        _refuse_unasked(relationship, person, by)
        user = account_of(email)
        is_new = user is None
        if user is None:
            user = make_user(email=email, password=None, name=person.name, language=person.language, at=at)
        else:
            _refuse_stranger(user, person, email)
        role = become_organizer(person=person, user=user, chapter=relationship.chapter, by=by, at=at)
        settle_with(relationship=relationship, steps=(ORGANIZE,), by=by, at=at)
        is_theirs = is_new or _gives_nothing_away(user, role, person, by)
        token = make_sign_in_link(email=email, at=at) if is_theirs else ""
    return LetIn(role=role, token=token)


def _refuse_unasked(relationship: Relationship, person: Person, by: User) -> None:
    if relationship.until is not None or relationship.organizer_id != by.pk or not is_organizer(by):
        raise AskThemFirst(_("Only whoever is in touch with them invites them to organize."))
    if not would_organize(person):
        raise AskThemFirst(
            _("%(name)s has not said yes to one-on-ones of their own yet. Ask them in your next one.")
            % {"name": person.first_name}
        )


def _refuse_stranger(user: User, person: Person, email: str) -> None:
    """An account that is there already is this person's when it was joined with them, or their email is on file."""
    on_file = person.ways.filter(kind=WayKind.EMAIL, key=email_key(email), until__isnull=True)
    if person.user_id != user.pk and not on_file.exists():
        raise NotTheirEmail(
            _("Someone signs in with this email already. Is it %(name)s? Then enter it on their page first.")
            % {"name": person.first_name},
            field="email",
        )


def _gives_nothing_away(user: User, role: Role, person: Person, by: User) -> bool:
    """Whether whoever invited may make another link: never used, and there is nothing in that account but this role."""
    invited = InvitedToOrganize.objects.filter(person=person, chapter=role.chapter_id, by=by)
    roles = Role.objects.filter(user=user).exclude(pk=role.pk)
    people = Relationship.objects.filter(organizer=user)
    is_bare = not roles.exists() and not people.exists() and role.kind == RoleKind.ORGANIZER
    return never_entered(user) and invited.exists() and is_bare
