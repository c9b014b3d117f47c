"""Who may be twice in the chapters somebody leads, for the page that asks them."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from letstalk.people.access import AnyUser, chapters_led, people_visible_to
from letstalk.people.models import DuplicateLook, LikelyPair, Person

SHOWN = 50


def likely_pairs(user: AnyUser) -> QuerySet[LikelyPair]:
    """The unanswered pairs of the chapters this user leads, of whom both may be seen; the likeliest first."""
    seen = people_visible_to(user)
    pairs = LikelyPair.objects.filter(chapter__in=chapters_led(user), different_at__isnull=True)
    pairs = pairs.filter(one__in=seen.values("pk"), other__in=seen.values("pk"))
    return pairs.select_related("one__chapter", "other__chapter", "chapter").order_by("-weight", "pk")


def likely_pair_or_404(user: AnyUser, id: UUID) -> LikelyPair:
    """A pair this user may answer; one that was answered or is gone is a 404, too."""
    found = likely_pairs(user).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def likely_too(user: AnyUser, pair: LikelyPair, *, most: int) -> list[Person]:
    """Others that a pair's entries are taken for, by name: three and more may be one person."""
    ids = [pair.one_id, pair.other_id]
    pairs = likely_pairs(user).filter(Q(one__in=ids) | Q(other__in=ids)).exclude(pk=pair.pk)
    found = {person.pk: person for one in pairs[:most] for person in (one.one, one.other) if person.pk not in ids}
    return sorted(found.values(), key=lambda person: (person.name_folded, str(person.pk)))


def last_look(user: AnyUser) -> DuplicateLook | None:
    """When the list of a chapter they lead was looked through last."""
    return DuplicateLook.objects.filter(chapter__in=chapters_led(user)).order_by("-at").first()
