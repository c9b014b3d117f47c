"""A person who becomes an organizer in turn (R-092): the only place where a person and an account are joined."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.people.domain.organization import give_role
from letstalk.people.models import Chapter, InvitedToOrganize, Person, Role
from letstalk.people.words import RoleKind


class SomeoneElse(Refused):
    """The person or the account belongs together with another one already."""


def become_organizer(*, person: Person, user: User, chapter: Chapter, by: User | None, at: datetime) -> Role:
    """Join a person with their account and let them organize in a chapter; nothing written about them goes along.

    Who invited them is kept, the first time it happens. Raises SomeoneElse.
    """
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        taken = Person.objects.filter(user=user).exclude(pk=person.pk).exists()
        if taken or locked.user_id not in {None, user.pk}:
            raise SomeoneElse(_("This account belongs to someone else already."))
        if locked.user_id is None:
            Person.objects.filter(pk=person.pk).update(user=user)
            record("people.became_organizer", about=person, by=by, at=at, user=user.pk)
        person.user = user
        if by is not None:
            InvitedToOrganize.objects.get_or_create(person=person, chapter=chapter, defaults={"by": by, "at": at})
        return give_role(user=user, chapter=chapter, kind=RoleKind.ORGANIZER, by=by, at=at)
