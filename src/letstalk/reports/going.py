"""What is kept no longer than needed, and when it goes: the retention clocks of h.2, as their organizer sees them.

Words go 90 days after they were written; of an invitation nobody answered, what can go goes after 30 days; of a
relationship that ended, counts alone are kept after twelve months. Whose relationship it is may keep any of it for
another period, from then on, as often as they like. What goes within the month stands in their review before it goes;
where the clocks begin to run on what is old already, nothing goes in the first 30 days.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from letstalk.accounts.models import User
from letstalk.commitments.models import Commitment, Promise
from letstalk.followups.domain.keeping import contacts_with_words
from letstalk.followups.domain.keeping import let_words_go as let_words_of_contacts_go
from letstalk.kit.models import Beat
from letstalk.meetings.domain.keeping import answered, let_answers_go, without_answer, write_ups
from letstalk.meetings.domain.keeping import let_words_go as let_words_of_write_ups_go
from letstalk.people.domain.keeping import let_notes_go, notes
from letstalk.people.models import CountsOnly, Relationship, Renewal
from letstalk.people.queries.reaching import restricted

WORDS_KEPT = timedelta(days=90)
INVITATIONS_KEPT = timedelta(days=30)
CLOSED_KEPT = timedelta(days=365)
SHOWN_BEFORE = timedelta(days=30)
# They are kept for no longer than that, so they are shown for half of it.
INVITATIONS_SHOWN_BEFORE = timedelta(days=15)
FIRST_WARNING = timedelta(days=30)
BEGAN = "retention began"
WORDS, INVITATION, CLOSED = "words", "invitation", "closed"


@dataclass(frozen=True)
class Kind:
    """One kind of words: where their relationship and their day are found, and how they go."""

    rows: Callable[[], QuerySet[Any]]
    relationship: str
    at: str
    let_go: Callable[[QuerySet[Any]], int]
    words: Lazy

    def written_before(self, before: datetime) -> QuerySet[Any]:
        """Of people who are not forgotten, and of whom use is not stopped while something is cleared up."""
        rows = self.rows().filter(**{f"{self.at}__lt": before, f"{self.relationship}__person__erased_at": None})
        return rows.exclude(**{f"{self.relationship}__person__in": restricted()})


KINDS = (
    Kind(notes, "relationship", "at", let_notes_go, ngettext_lazy("%d note", "%d notes")),
    Kind(
        write_ups,
        "meeting__relationship",
        "at",
        let_words_of_write_ups_go,
        ngettext_lazy("the words of %d write-up", "the words of %d write-ups"),
    ),
    Kind(
        answered,
        "relationship",
        "sheet__made_at",
        let_answers_go,
        ngettext_lazy("what was answered in %d one-on-one", "what was answered in %d one-on-ones"),
    ),
    Kind(
        contacts_with_words,
        "relationship",
        "at",
        let_words_of_contacts_go,
        ngettext_lazy("your words on %d contact", "your words on %d contacts"),
    ),
)


@dataclass(frozen=True)
class Going:
    """What goes of one relationship. what: words, invitation or closed; goes_at: when, unless it is kept longer."""

    what: str
    relationship: Relationship
    said: str
    goes_at: datetime

    @property
    def id(self) -> str:
        return f"{self.what}-{self.relationship.pk}"


def going_for(user: User, *, at: datetime) -> list[Going]:
    """What goes within the month of an organizer's own, the next first; the number of queries is always the same."""
    begun = Beat.objects.filter(name=BEGAN).values_list("at", flat=True).first() or at
    found = [*_words(user, at=at), *_invitations(user, at=at), *_closed(user, at=at)]
    ids = {relationship for _what, relationship, _said, _goes_at in found}
    known = Relationship.objects.select_related("person", "chapter").in_bulk(ids)
    going = [
        Going(what, known[relationship], said, max(goes_at, begun + FIRST_WARNING))
        for what, relationship, said, goes_at in found
    ]
    return sorted(going, key=lambda one: (one.goes_at, one.relationship.person.name, one.what))


Found = tuple[str, UUID, str, datetime]


def _words(user: User, *, at: datetime) -> Iterable[Found]:
    until = at + SHOWN_BEFORE
    oldest: dict[UUID, datetime] = {}
    said: dict[UUID, list[str]] = {}
    for kind in KINDS:
        rows = kind.written_before(until - WORDS_KEPT).filter(**{f"{kind.relationship}__organizer": user})
        told = rows.order_by().values_list(kind.relationship).annotate(many=Count("pk"), first=Min(kind.at))
        for relationship, many, first in told:
            oldest[relationship] = min(first, oldest.get(relationship, first))
            said.setdefault(relationship, []).append(str(kind.words % many))
    renewed = _renewed(user)
    for relationship, first in oldest.items():
        goes_at = max(first, renewed.get(relationship, first)) + WORDS_KEPT
        if goes_at <= until:
            yield WORDS, relationship, ", ".join(said[relationship]), goes_at


def _invitations(user: User, *, at: datetime) -> Iterable[Found]:
    until = at + INVITATIONS_SHOWN_BEFORE
    renewed = _renewed(user)
    last: dict[UUID, datetime] = {}
    for meeting in old_invitations(until - INVITATIONS_KEPT).filter(organizer=user):
        last[meeting.relationship_id] = max(meeting.invited_at, last.get(meeting.relationship_id, meeting.invited_at))
    for relationship, invited_at in last.items():
        goes_at = max(invited_at, renewed.get(relationship, invited_at)) + INVITATIONS_KEPT
        if goes_at <= until:
            yield INVITATION, relationship, _("an invitation without an answer, and how to reach them"), goes_at


def _closed(user: User, *, at: datetime) -> Iterable[Found]:
    until = at + SHOWN_BEFORE
    renewed = _renewed(user)
    for relationship in closed_before(until - CLOSED_KEPT).filter(organizer=user):
        ended = relationship.until or at
        goes_at = max(ended, renewed.get(relationship.pk, ended)) + CLOSED_KEPT
        if goes_at <= until:
            yield CLOSED, relationship.pk, _("every word of what was between you, which ended long ago"), goes_at


def _renewed(user: User) -> Mapping[UUID, datetime]:
    rows = Renewal.objects.filter(relationship__organizer=user).order_by()
    return dict(rows.values_list("relationship").annotate(last=Max("at")))


def old_invitations(before: datetime) -> Any:
    """One-on-ones whose last invitation nobody answered, and of which something is still kept."""
    rows = without_answer().filter(invited_at__lt=before, person__erased_at__isnull=True)
    return rows.exclude(person__in=restricted())


def closed_before(before: datetime) -> QuerySet[Relationship]:
    """Relationships that ended before then, of which more is kept than counts, and nothing is left to be done."""
    here = {"relationship": OuterRef("pk")}
    ended = Relationship.objects.filter(until__lt=before, person__erased_at__isnull=True)
    done = ended.exclude(person__in=restricted())
    for rows in (CountsOnly.objects.all(), Commitment.objects.open(), Promise.objects.open()):
        done = done.exclude(Exists(rows.filter(**here)))
    return done


def renewed_since(rows: QuerySet[Any], since: datetime, *, relationship: str) -> QuerySet[Any]:
    """Those of `rows` that nobody kept longer since then."""
    return rows.exclude(Exists(Renewal.objects.filter(relationship=OuterRef(relationship), at__gte=since)))


def many_said(going: list[Going]) -> str:
    """Of how many people something goes soon, in one sentence."""
    people = len({one.relationship.person_id for one in going})
    return ngettext(
        "Something you wrote of one person goes within two weeks.",
        "Something you wrote of %(number)d people goes within two weeks.",
        people,
    ) % {"number": people}
