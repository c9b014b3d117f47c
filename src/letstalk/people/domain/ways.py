"""Ways to reach a person: added with where they came from, ended rather than removed (b.6)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.lookup import lookup_key
from letstalk.kit.refusal import Refused
from letstalk.people.domain.consent import close_addresses, wait_for_new_address
from letstalk.people.domain.refusals import refuse_if_forgotten
from letstalk.people.models import Chapter, Person, Way
from letstalk.people.queries import is_do_not_contact
from letstalk.people.validators import clean_way
from letstalk.people.words import WayKind

# As the outbox knows addresses, so that what is suppressed there is found by the same key.
KEYED_AS = {WayKind.EMAIL: "email", WayKind.PHONE: "phone", WayKind.ADDRESS: "letter"}


class AddressTaken(Refused):
    """Someone else in this chapter has it. `person` is for a door to show to those who may see them."""

    def __init__(self, sentence: str, *, field: str, person: Person) -> None:
        super().__init__(sentence, field=field)
        self.person = person


def way_key(kind: str, value: str) -> str:
    """The keyed hash of a way that was cleaned already."""
    return lookup_key(KEYED_AS[WayKind(kind)], value.strip().casefold())


def add_way(
    *,
    person: Person,
    chapter: Chapter,
    kind: str,
    value: str,
    source: str = "organizer",
    is_shared: bool = False,
    by: User | None,
    at: datetime,
) -> Way:
    """Keep one more way to reach someone, and where it came from; one they have already is returned.

    is_shared: a household or a couple uses it together. Of someone who asked not to be contacted it
    is suppressed at once. Raises AddressTaken, Forgotten, ValidationError.
    """
    refuse_if_forgotten(person)
    cleaned = clean_way(kind, value, chapter.region)
    way = Way(
        chapter=chapter,
        person=person,
        kind=kind,
        value=cleaned,
        key=way_key(kind, cleaned),
        is_shared=is_shared,
        source=source,
        added_at=at,
    )
    return _theirs_already(way) or _insert(way, by=by, at=at)


def _theirs_already(way: Way) -> Way | None:
    return Way.objects.filter(person=way.person, kind=way.kind, key=way.key, until__isnull=True).first()


def _insert(way: Way, *, by: User | None, at: datetime) -> Way:
    try:
        with transaction.atomic():
            way.save(force_insert=True)
            record("people.way_added", about=way, by=by, at=at, person=way.person_id, way=way.kind)
            if way.kind == WayKind.EMAIL:
                wait_for_new_address(way.person, by=by, at=at)
            if is_do_not_contact(way.person):
                close_addresses(way.person, reason="no_contact", at=at)
    except IntegrityError:
        holder = holder_of(chapter=way.chapter, kind=way.kind, key=way.key)
        if holder is None:
            raise
        raise AddressTaken(taken_words(way.kind), field=way.kind, person=holder) from None
    return way


def holder_of(*, chapter: Chapter, kind: str, key: str) -> Person | None:
    """Who in this chapter has this email or phone for themselves."""
    own = Way.objects.filter(chapter=chapter, kind=kind, key=key, is_shared=False, until__isnull=True)
    way = own.select_related("person").first()
    return way.person if way else None


def taken_words(kind: str) -> str:
    if kind == WayKind.EMAIL:
        return _("Someone in this chapter has this email already. If two people share it, say so.")
    return _("Someone in this chapter has this phone already. If two people share it, say so.")


def end_way(*, way: Way, by: User | None, at: datetime) -> Way:
    """Stop using a way; ended twice it keeps its first end. That it was suppressed is remembered by its hash."""
    with transaction.atomic():
        if Way.objects.filter(pk=way.pk, until__isnull=True).update(until=at) == 1:
            record("people.way_ended", about=way, by=by, at=at, person=way.person_id, way=way.kind)
    way.refresh_from_db()
    return way
