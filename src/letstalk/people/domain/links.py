"""The key to a person's own page."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.lookup import token_hash
from letstalk.kit.refusal import Refused
from letstalk.people.models import Relationship, SupporterLink

TOKEN_BYTES = 16


class NoLongerTheirs(Refused):
    """The relationship ended, or the person was erased: there is no page any more."""


def make_link(*, relationship: Relationship, by: User | None = None, at: datetime) -> str:
    """The secret part of a new link to the person's own page: 128 random bits, of which only a hash is kept.

    Links made before go on working, since they may be in the person's mail. Raises NoLongerTheirs.
    """
    if not relationship.is_current or relationship.person.erased_at is not None:
        raise NoLongerTheirs(_("There is no page of their own any more, because you are no longer in touch."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        link = SupporterLink.objects.create(relationship=relationship, token_hash=token_hash(token), made_at=at)
        record("people.link_made", about=link, by=by, at=at, relationship=relationship.pk)
    return token


def revoke(*, link: SupporterLink, by: User | None, at: datetime) -> SupporterLink:
    """Close one link, by either side; closed twice it keeps its first time."""
    with transaction.atomic():
        if SupporterLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=at) == 1:
            record("people.link_revoked", about=link, by=by, at=at, relationship=link.relationship_id)
    link.refresh_from_db()
    return link


def revoke_all(*, relationship: Relationship, by: User | None, at: datetime) -> int:
    """Close every link to a relationship's page; how many there were."""
    links = SupporterLink.objects.filter(relationship=relationship, revoked_at__isnull=True)
    with transaction.atomic():
        return sum(revoke(link=link, by=by, at=at).revoked_at == at for link in links.order_by("pk"))
