"""Who may be twice in the chapters somebody leads, for the page that asks them."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from letstalk.people.access import AnyUser, chapters_led, people_visible_to
from letstalk.people.linkage.finding import probable_duplicates
from letstalk.people.linkage.records import Pair, Record, name_parts
from letstalk.people.models import DuplicateLook, LikelyPair, Person, Way, folded
from letstalk.people.queries.searching import find_people

SHOWN = 50
# More of one name are no help to anybody.
MET = 50
# The id of somebody who is only being entered.
NEW = "new"


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


def compared(people: QuerySet[Person]) -> list[Record]:
    """People as they are compared: by the words of their name and their newest ways."""
    ways: dict[object, dict[str, str]] = {}
    for way in Way.objects.filter(person__in=people, until__isnull=True).order_by("added_at", "pk"):
        ways.setdefault(way.person_id, {})[way.kind] = way.value
    rows = people.only("pk", "name", "name_folded")
    return [_record(str(person.pk), person.name, **ways.get(person.pk, {})) for person in rows]


def _record(id: str, name: str, *, email: str = "", phone: str = "", **_more: str) -> Record:
    given, family = name_parts(folded(name))
    return Record(id, given, family, email=email.casefold(), phone=phone)


def alike_on_entry(user: AnyUser, *, name: str, email: str = "", phone: str = "", id: UUID) -> list[Pair]:
    """Who of those a user sees may be the person just typed in, by the same weights as everywhere; the likeliest first.

    email, phone: cleaned. id: of the entry itself, which may be there already when a form is sent twice. Looked at are
    those who have every word of the name, and whoever has the email or the phone; a first name alone finds nobody.
    """
    coming = _record(NEW, name, email=email, phone=phone)
    seen = people_visible_to(user).exclude(pk=id)
    ids: set[UUID] = set()
    for text in (name if coming.family else "", email, phone):
        if text:
            ids.update(find_people(seen, text).values_list("pk", flat=True)[:MET])
    found = probable_duplicates([coming, *compared(seen.filter(pk__in=ids).order_by("pk"))])
    return [pair for pair in found if NEW in (pair.one, pair.other)]


def other_than_new(pair: Pair) -> str:
    """The id of the one who is here already."""
    return pair.one if pair.other == NEW else pair.other


def people_of(user: AnyUser, pairs: list[Pair]) -> list[Person]:
    """Those the new entry may be, in the order of the pairs."""
    ids = [other_than_new(pair) for pair in pairs]
    rows = {str(person.pk): person for person in people_visible_to(user).filter(pk__in=ids).select_related("chapter")}
    return [rows[id] for id in ids if id in rows]


def led_or_404(user: AnyUser, person_id: UUID) -> Person:
    """Somebody whose home is a chapter this user leads, so that they may say who else it is."""
    found = people_led(user).filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found


def people_led(user: AnyUser) -> QuerySet[Person]:
    return people_visible_to(user).filter(chapter__in=chapters_led(user)).select_related("chapter")


def named_like(user: AnyUser, person: Person, text: str) -> list[Person]:
    """Who else in the chapters this user leads is found by these words; nobody while none are typed."""
    if not text.strip():
        return []
    return list(find_people(people_led(user), text).exclude(pk=person.pk).order_by("name_folded", "pk")[:SHOWN])


def last_look(user: AnyUser) -> DuplicateLook | None:
    """When the list of a chapter they lead was looked through last."""
    return DuplicateLook.objects.filter(chapter__in=chapters_led(user)).order_by("-at").first()
