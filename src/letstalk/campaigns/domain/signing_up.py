"""Somebody signs up on the action's page: a name, a way to reach them, and what they would like (R-091, h.2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Exists, OuterRef, When
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from letstalk.accounts.domain.limits import attempt
from letstalk.accounts.models import User
from letstalk.campaigns.access import paths_above
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.people.domain.adding import add_person
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.notes import NotesRefused, jot
from letstalk.people.domain.relationships import take_on
from letstalk.people.domain.ways import AddressTaken, holder_of, way_key
from letstalk.people.models import Chapter, Note, Person, Relationship, Role
from letstalk.people.validators import clean_name, clean_way
from letstalk.people.words import NEWS, Answer, Purpose, RoleKind, WayKind

SOURCE = "action page"
FROM_ONE_PLACE, FROM_ONE_PLACE_WITHIN = 20, timedelta(hours=1)
FOR_ONE_ADDRESS, FOR_ONE_ADDRESS_WITHIN = 6, timedelta(days=1)


class TooMany(Refused):
    """More than one place, or one address, may send at a time. Which of the two is not said."""

    def __init__(self) -> None:
        super().__init__(_("Many people signed up just now. Please try again later, or ask somebody you know here."))


class NobodyHere(Refused):
    """No lead and no organizer could take this up."""

    def __init__(self) -> None:
        super().__init__(_("Nobody looks after this page just now. Please try again another day."))


@dataclass(frozen=True)
class SignUp:
    """What somebody typed. way: an email or a phone; without one, `words` say where they can be found.

    wishes: in the page's own words. news: the question they said yes to, empty where they did not.
    """

    name: str
    way: str = ""
    wishes: tuple[str, ...] = ()
    words: str = ""
    news: str = ""


def may_sign_up(*, peer: str, chapter: Chapter, way: str, at: datetime) -> None:
    """Count the try; outside of a transaction. Raises TooMany, ValidationError for what is no address or number."""
    if not attempt("signup.place", peer, at=at, most=FROM_ONE_PLACE, within=FROM_ONE_PLACE_WITHIN):
        raise TooMany
    if way and not attempt(
        "signup.address", _key(way, chapter), at=at, most=FOR_ONE_ADDRESS, within=FOR_ONE_ADDRESS_WITHIN
    ):
        raise TooMany


def sign_up(*, chapter: Chapter, said: SignUp, id: UUID, at: datetime) -> None:
    """They are an organizer's own from now on (`lead_of`), to invite next, with what they wrote in a note.

    Somebody whose address is known here is not added again, nothing of theirs is changed and nobody hears of it on the
    page: it tells whoever knows them. A yes to news counts only once they confirm it by the email to them (R-058).
    The same `id` twice is one. Raises NothingWritten, NobodyHere, ValidationError.
    """
    name = clean_name(said.name)
    if not said.way and not said.words.strip():
        raise NothingWritten({"way": _("An email or a phone – or say in words where we can find you.")})
    lead = lead_of(chapter)
    if lead is None:
        raise NobodyHere
    with transaction.atomic():
        known = _known(chapter, said.way)
        if known is None:
            known, is_new = _added(chapter, said, name, lead, id=id, at=at), True
        else:
            is_new = known.pk == id
        relationship = _relationship(known, chapter, lead, at=at)
        _tell(relationship, said, "" if is_new else name, id=id, at=at)


def lead_of(chapter: Chapter) -> User | None:
    """Who invites those who sign up: in this chapter or the nearest above, a lead who also holds one-on-ones.

    Without one an organizer there, and a lead who only leads where nobody organizes.
    """
    organizes = Role.objects.filter(user=OuterRef("user"), kind=RoleKind.ORGANIZER, until__isnull=True)
    by_kind = Case(
        When(Exists(organizes), kind=RoleKind.LEAD, then=0), When(kind=RoleKind.ORGANIZER, then=1), default=2
    )
    roles = Role.objects.filter(
        chapter__path__in=paths_above(chapter),
        kind__in=[RoleKind.LEAD, RoleKind.ORGANIZER],
        until__isnull=True,
        user__is_active=True,
    )
    nearest = roles.annotate(depth=Length("chapter__path")).order_by("-depth", by_kind, "since", "pk")
    role = nearest.select_related("user").first()
    return role.user if role else None


def _kind(way: str) -> WayKind:
    return WayKind.EMAIL if "@" in way else WayKind.PHONE


def _key(way: str, chapter: Chapter) -> str:
    return way_key(_kind(way), clean_way(_kind(way), way, chapter.region))


def _known(chapter: Chapter, way: str) -> Person | None:
    return holder_of(chapter=chapter, kind=_kind(way), key=_key(way, chapter)) if way else None


def _added(chapter: Chapter, said: SignUp, name: str, lead: User, *, id: UUID, at: datetime) -> Person:
    kind = _kind(said.way)
    try:
        person = add_person(
            id=id,
            chapter=chapter,
            name=name,
            email=said.way if kind == WayKind.EMAIL else "",
            phone=said.way if said.way and kind == WayKind.PHONE else "",
            source=SOURCE,
            own=False,
            by=lead,
            at=at,
        )
    except AddressTaken as taken:
        # Somebody else signed up with it at the same moment.
        return taken.person
    if said.news and kind == WayKind.EMAIL:
        # Only of somebody new: whoever knows an address could otherwise say yes in another's name.
        record_answer(
            person=person,
            chapter=chapter,
            purpose=Purpose.LIST,
            scope=NEWS,
            answer=Answer.GRANTED,
            how=SOURCE,
            words=said.news,
            by=None,
            at=at,
        )
    return person


def _relationship(person: Person, chapter: Chapter, lead: User, *, at: datetime) -> Relationship:
    """Whoever knows them already hears of it; else the lead."""
    known = Relationship.objects.filter(person=person, chapter=chapter, until__isnull=True)
    first = known.select_related("organizer", "person", "chapter").order_by("since", "pk").first()
    return first or take_on(person=person, chapter=chapter, organizer=lead, by=None, at=at)


def _tell(relationship: Relationship, said: SignUp, other_name: str, *, id: UUID, at: datetime) -> None:
    if Note.objects.filter(pk=id).exists():
        return
    lines = [_("Signed up on the action’s page."), *said.wishes, said.words.strip()]
    if other_name:
        lines.append(_("In the name of %(name)s.") % {"name": other_name})
    try:
        jot(
            id=id,
            relationship=relationship,
            text="\n".join(filter(None, lines)),
            by=relationship.organizer,
            at=at,
        )
    except NotesRefused:
        return
