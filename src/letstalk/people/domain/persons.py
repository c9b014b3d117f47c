"""What this room does when people are merged, ask what is kept, or are forgotten."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.outbox.domain import messages as outbox
from letstalk.people.domain.bonds import forget_bonds, move_bonds
from letstalk.people.domain.consent import close_addresses, take_effect
from letstalk.people.domain.duplicates import forget_pairs, move_pairs
from letstalk.people.domain.merges import forget_merges
from letstalk.people.domain.separating import said_again
from letstalk.people.models import (
    Bond,
    BulkEditRow,
    Consent,
    ContactCode,
    CustomChoice,
    CustomValue,
    ImportRow,
    InTouch,
    InvitedToOrganize,
    LikelyPair,
    Membership,
    Merge,
    Note,
    OtherNumber,
    Person,
    PersonRequest,
    Relationship,
    Renewal,
    Said,
    SupporterLink,
    Tagging,
    TakenOutRow,
    Way,
)
from letstalk.people.words import LADDER, NO_ANSWERS, RowState, SaidKind

UUID_LIKE = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Not translated: it is kept in the row, and read in whatever language the page has by then.
NAME_OF_THE_ERASED = "—"


def move(from_: Person, to: Person, *, at: datetime) -> None:
    """Hand every row of one person to the other, when both turn out to be the same human being.

    Where both have a row and only one may stand, the more careful one does: a no beats a yes, and a relationship that
    both have goes on as the other's. Relationships keep their ids, so that what hangs on them stays in place.
    """
    with transaction.atomic():
        list(Person.objects.select_for_update().filter(pk__in=[from_.pk, to.pk]).order_by("pk"))
        _move_ways(from_, to, at=at)
        _move_memberships(from_, to, at=at)
        _move_relationships(from_, to, at=at)
        _weigh_noes(from_, to, at=at)
        _move_consents(from_, to, at=at)
        _move_taggings(from_, to)
        _move_said(from_, to, at=at)
        _move_values(from_, to, at=at)
        _move_requests(from_, to, at=at)
        Note.objects.filter(person=from_).update(person=to)
        OtherNumber.objects.filter(person=from_).update(person=to)
        _move_rows(from_, to)
        _move_invitations_to_organize(from_, to)
        TakenOutRow.objects.filter(person=from_).update(person=to)
        InTouch.objects.filter(person=from_).update(person=to)
        move_pairs(from_, to)
        move_bonds(from_, to)
        BulkEditRow.objects.filter(person=from_).update(person=to)
        Merge.objects.filter(stays=from_).update(stays=to)
        _move_account(from_, to)
        let_every_no_take_effect(to, at=at)
        record("people.moved", about=to, by=None, at=at, moved=from_.pk)


def _move_ways(from_: Person, to: Person, *, at: datetime) -> None:
    theirs = Way.objects.filter(person=to, until__isnull=True)
    for way in Way.objects.filter(person=from_, until__isnull=True):
        if theirs.filter(kind=way.kind, key=way.key).exists():
            Way.objects.filter(pk=way.pk).update(until=at)
    Way.objects.filter(person=from_).update(person=to)


def _move_memberships(from_: Person, to: Person, *, at: datetime) -> None:
    for membership in Membership.objects.filter(person=from_, until__isnull=True):
        other = Membership.objects.filter(person=to, chapter=membership.chapter_id, until__isnull=True).first()
        if other is not None:
            other.stage = _higher(other.stage, membership.stage)
            other.save(update_fields=["stage"])
            Membership.objects.filter(pk=membership.pk).update(until=at)
    Membership.objects.filter(person=from_).update(person=to)


def _higher(kept: str, other: str) -> str:
    """The further of two steps of the ladder; rest and goodbye, which are chosen, stay as they are."""
    ladder = [str(step) for step in LADDER]
    return max(kept, other, key=ladder.index) if {kept, other} <= set(ladder) else kept


def _move_relationships(from_: Person, to: Person, *, at: datetime) -> None:
    for relationship in Relationship.objects.current().filter(person=from_):
        same = Relationship.objects.current().filter(
            person=to, organizer=relationship.organizer_id, chapter=relationship.chapter_id
        )
        if same.exists():
            Relationship.objects.filter(pk=relationship.pk).update(until=max(at, relationship.since))
    Relationship.objects.filter(person=from_).update(person=to)


def _move_consents(from_: Person, to: Person, *, at: datetime) -> None:
    for line in Consent.objects.filter(person=from_, superseded_at__isnull=True):
        other = Consent.objects.filter(
            person=to, purpose=line.purpose, scope=line.scope, superseded_at__isnull=True
        ).first()
        if other is not None:
            weaker = min(line, other, key=lambda one: (one.answer in NO_ANSWERS, one.at))
            Consent.objects.filter(pk=weaker.pk).update(superseded_at=at)
    Consent.objects.filter(person=from_).update(person=to)


def _weigh_noes(from_: Person, to: Person, *, at: datetime) -> None:
    """A no of one to a purpose as a whole, or to a part of it, is said again now where a later yes of the other to the
    part or the whole would outweigh it: the stricter wins."""
    rows = Consent.objects.filter(superseded_at__isnull=True).order_by("at", "pk")
    said = {person.pk: list(rows.filter(person=person)) for person in (from_, to)}
    for one, other in ((from_, to), (to, from_)):
        for no in (line for line in said[one.pk] if line.answer in NO_ANSWERS):
            if any(_outweighs(line, no) for line in said[other.pk]):
                Consent.objects.filter(pk=no.pk).update(superseded_at=at)
                said_again(no, of=one, how="merged", at=at)


def _outweighs(yes: Consent, no: Consent) -> bool:
    """A later answer to the whole of what was refused in part, or the other way round."""
    is_about_it = yes.purpose == no.purpose and yes.scope != no.scope and "" in (yes.scope, no.scope)
    return is_about_it and yes.answer not in NO_ANSWERS and yes.at >= no.at


def let_every_no_take_effect(person: Person, *, at: datetime) -> None:
    """What either refused holds for what the other had: addresses, messages that wait, notes."""
    answers = Consent.objects.filter(person=person, answer__in=NO_ANSWERS, superseded_at__isnull=True)
    for line in answers.order_by("purpose", "scope", "pk"):
        take_effect(person, line.purpose, line.scope, at=at)


def _move_taggings(from_: Person, to: Person) -> None:
    twice = Tagging.objects.filter(person=to).values("tag")
    Tagging.objects.filter(person=from_, tag__in=list(twice.values_list("tag", flat=True))).delete()
    Tagging.objects.filter(person=from_).update(person=to)


def _move_said(from_: Person, to: Person, *, at: datetime) -> None:
    """Of each kind both spoke of, what was said last stands; of motives, to each organizer."""
    standing = Said.objects.filter(person__in=[from_, to], superseded_at__isnull=True)
    spoken: dict[Any, list[Said]] = defaultdict(list)
    for row in standing.order_by("at", "pk"):
        spoken[row.kind, row.by_id if row.kind == SaidKind.MOTIVE else None].append(row)
    for rows in spoken.values():
        last = rows[-1].person_id
        Said.objects.filter(pk__in=[row.pk for row in rows if row.person_id != last]).update(superseded_at=at)
    Said.objects.filter(person=from_).update(person=to)


def _move_values(from_: Person, to: Person, *, at: datetime) -> None:
    """Of each field both said something for in a chapter, what was said last stands."""
    theirs = CustomValue.objects.filter(person=to, superseded_at__isnull=True)
    for value in CustomValue.objects.filter(person=from_, superseded_at__isnull=True):
        other = theirs.filter(field=value.field_id, chapter=value.chapter_id).first()
        if other is not None:
            earlier = min(other, value, key=lambda one: one.at)
            CustomValue.objects.filter(pk=earlier.pk).update(superseded_at=at)
    CustomValue.objects.filter(person=from_).update(person=to)


def _move_requests(from_: Person, to: Person, *, at: datetime) -> None:
    open_kinds = PersonRequest.objects.filter(person=to, settled_at__isnull=True).values_list("kind", flat=True)
    twice = PersonRequest.objects.filter(person=from_, settled_at__isnull=True, kind__in=list(open_kinds))
    twice.update(settled_at=at)
    PersonRequest.objects.filter(person=from_).update(person=to)


def _move_rows(from_: Person, to: Person) -> None:
    """What a file brought to either is not taken back any more: that would undo the merging too."""
    ImportRow.objects.filter(person=from_).update(person=to)
    ImportRow.objects.filter(person=to, state=RowState.IN).update(state=RowState.KEPT, before=b"")


def _move_invitations_to_organize(from_: Person, to: Person) -> None:
    invited = list(InvitedToOrganize.objects.filter(person=to).values_list("chapter", flat=True))
    InvitedToOrganize.objects.filter(person=from_, chapter__in=invited).delete()
    InvitedToOrganize.objects.filter(person=from_).update(person=to)


def _move_account(from_: Person, to: Person) -> None:
    if from_.user_id is not None and to.user_id is None:
        user_id = from_.user_id
        Person.objects.filter(pk=from_.pk).update(user=None)
        Person.objects.filter(pk=to.pk).update(user=user_id)


def leave_bare(person: Person, *, at: datetime) -> None:
    """What is left of an entry whose everything was handed to another: a row without a name, found by nobody."""
    _blank(person, at=at)


def join(*, from_: Relationship, to: Relationship) -> None:
    """Notes, requests and the links already sent out go on with the relationship that takes over from another."""
    for model in (Note, PersonRequest, Renewal, SupporterLink):
        model.objects.filter(relationship=from_).update(relationship=to)


def erase(person: Person, *, by: User | None = None, at: datetime) -> None:
    """Forget a person: nothing that is left can tell who they were, only that there was someone (b.1, h.2).

    Consequences, in one transaction: what waits to go out is taken back and the addresses are suppressed by their
    hashes, so that they cannot be reached again; ways, notes, tags and all words are gone; their page is closed; the
    relationships, memberships and answers end as bare rows, which totals need. Done twice, the first time counts.
    """
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        if locked.erased_at is None:
            close_addresses(locked, reason="erased", at=at)
            outbox.withdraw_all(recipient=locked.pk, at=at, reason="erased")
            _remove_words(locked, at=at)
            _end_everything(locked, at=at)
            _blank(locked, at=at)
            record("people.erased", about=locked, by=by, at=at)
    person.refresh_from_db()


def _remove_words(person: Person, *, at: datetime) -> None:
    Way.objects.filter(person=person).delete()
    Note.objects.filter(person=person).delete()
    Tagging.objects.filter(person=person).delete()
    Said.objects.filter(person=person).delete()
    CustomValue.objects.filter(person=person).delete()
    OtherNumber.objects.filter(person=person).delete()
    ImportRow.objects.filter(person=person).delete()
    TakenOutRow.objects.filter(person=person).delete()
    InTouch.objects.filter(person=person).delete()
    forget_pairs(person)
    forget_bonds(person)
    BulkEditRow.objects.filter(person=person).delete()
    forget_merges(person, at=at)
    # Of an answer only the code and the day stay; "how" may say where they met.
    Consent.objects.filter(person=person).update(words=b"", how="erased")
    PersonRequest.objects.filter(person=person).update(words=b"")


def _end_everything(person: Person, *, at: datetime) -> None:
    links = SupporterLink.objects.filter(relationship__person=person)
    ContactCode.objects.filter(link__in=links).delete()
    links.filter(revoked_at__isnull=True).update(revoked_at=at)
    PersonRequest.objects.filter(person=person, settled_at__isnull=True).update(settled_at=at)
    Membership.objects.filter(person=person, until__isnull=True).update(until=at)
    for relationship in Relationship.objects.current().filter(person=person):
        Relationship.objects.filter(pk=relationship.pk).update(until=max(at, relationship.since))


def _blank(person: Person, *, at: datetime) -> None:
    person.name, person.pronouns = NAME_OF_THE_ERASED, ""
    person.language = person.zone = person.source = ""
    person.user = person.added_by = None
    person.erased_at = at
    person.save()


def held_about(person: Person) -> list[dict[str, Any]]:
    """Everything this room keeps about a person, a plain dict for each thing, in words.

    A note says only that there is one, when it was written and by whom: its author was told that nobody else reads it,
    and hands over its words themselves.
    """
    return [
        _who(person),
        *_ways(person),
        *_memberships(person),
        *_relationships(person),
        *_answers(person),
        *_tags(person),
        *_said(person),
        *_values(person),
        *_notes(person),
        *_requests(person),
        *_other_numbers(person),
        *_rows_of_files(person),
        *_invitations_to_organize(person),
        *_bonds(person),
        *_changes_of_several(person),
        *_likely_pairs(person),
        *_merges(person),
        *_files_taken_out(person),
        *_asked_around(person),
    ]


def _who(person: Person) -> dict[str, Any]:
    return {
        "what": "person",
        "name": person.name,
        "pronouns": person.pronouns,
        "language": person.language,
        "zone": person.zone,
        "home": person.chapter.name,
        "added_at": person.added_at,
        "added_by": person.added_by.name if person.added_by else "",
        "source": person.source,
        "has_an_account": person.user_id is not None,
    }


def _ways(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "what": "way",
            "kind": way.get_kind_display(),
            "value": way.value,
            "is_shared": way.is_shared,
            "source": way.source,
            "chapter": way.chapter.name,
            "added_at": way.added_at,
            "until": way.until,
        }
        for way in _in_order(Way.objects.filter(person=person), "added_at")
    ]


def _memberships(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "what": "membership",
            "chapter": membership.chapter.name,
            "stage": membership.get_stage_display(),
            "since": membership.since,
            "until": membership.until,
        }
        for membership in _in_order(Membership.objects.filter(person=person), "since")
    ]


def _relationships(person: Person) -> list[dict[str, Any]]:
    rows = Relationship.objects.filter(person=person).select_related("organizer")
    return [
        {
            "what": "relationship",
            "chapter": relationship.chapter.name,
            "organizer": relationship.organizer.name,
            "since": relationship.since,
            "until": relationship.until,
            "contact_every_days": relationship.contact_every_days,
        }
        for relationship in _in_order(rows, "since")
    ]


def _answers(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "what": "answer",
            "purpose": line.get_purpose_display(),
            "scope": line.scope,
            "answer": line.get_answer_display(),
            "how": line.how,
            "words": line.words,
            "chapter": line.chapter.name,
            "at": line.at,
            "superseded_at": line.superseded_at,
        }
        for line in _in_order(Consent.objects.filter(person=person), "at")
    ]


def _tags(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "what": "tag",
            "kind": tagging.tag.get_kind_display(),
            "name": tagging.tag.name,
            "chapter": tagging.tag.chapter.name,
            "at": tagging.at,
        }
        for tagging in Tagging.objects.filter(person=person).select_related("tag__chapter").order_by("at", "pk")
    ]


def _said(person: Person) -> list[dict[str, Any]]:
    """Who heard it stands beside it: what moves them is read by nobody else."""
    return [
        {
            "what": "said",
            "kind": row.get_kind_display(),
            "answer": row.get_answer_display(),
            "words": row.in_words,
            "source": row.source,
            "heard_by": row.by.name if row.by else "",
            "chapter": row.chapter.name,
            "at": row.at,
            "superseded_at": row.superseded_at,
        }
        for row in _in_order(Said.objects.filter(person=person).select_related("by"), "at")
    ]


def _values(person: Person) -> list[dict[str, Any]]:
    """What was said for a field that is asked no more, too: it is kept."""
    rows = CustomValue.objects.filter(person=person).select_related("field", "choice", "by")
    return [
        {
            "what": "field",
            "name": row.field.name,
            "value": row.in_words,
            "why": row.field.why,
            "source": row.source,
            "by": row.by.name if row.by else "",
            "chapter": row.chapter.name,
            "at": row.at,
            "superseded_at": row.superseded_at,
        }
        for row in _in_order(rows, "at")
    ]


def _notes(person: Person) -> list[dict[str, Any]]:
    return [
        {"what": "note", "author": note.author.name, "chapter": note.chapter.name, "at": note.at}
        for note in _in_order(Note.objects.filter(person=person).select_related("author"), "at")
    ]


def _requests(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "what": "request",
            "kind": request.get_kind_display(),
            "words": request.words,
            "chapter": request.chapter.name,
            "at": request.at,
            "settled_at": request.settled_at,
        }
        for request in _in_order(PersonRequest.objects.filter(person=person), "at")
    ]


def _other_numbers(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "what": "number elsewhere",
            "system": number.system,
            "value": number.value,
            "chapter": number.chapter.name,
            "added_at": number.added_at,
        }
        for number in _in_order(OtherNumber.objects.filter(person=person), "added_at")
    ]


def _invitations_to_organize(person: Person) -> list[dict[str, Any]]:
    rows = InvitedToOrganize.objects.filter(person=person).select_related("by")
    return [
        {
            "what": "invited to organize",
            "by": row.by.name if row.by else "",
            "chapter": row.chapter.name,
            "at": row.at,
        }
        for row in _in_order(rows, "at")
    ]


def _bonds(person: Person) -> list[dict[str, Any]]:
    """Who the other is, is not told: that they are known here is theirs to say."""
    rows = Bond.objects.filter(Q(one=person) | Q(other=person))
    return [
        {
            "what": "bond",
            "words": _("%(name)s %(is_to)s somebody.") % {"name": person.name, "is_to": row.words_from(person.pk)},
            "chapter": row.chapter.name,
            "at": row.at,
        }
        for row in _in_order(rows, "at")
    ]


def _changes_of_several(person: Person) -> list[dict[str, Any]]:
    rows = BulkEditRow.objects.filter(person=person).select_related("edit__chapter", "edit__by")
    return [
        {
            "what": "changed with others",
            "words": row.edit.get_kind_display(),
            "by": row.edit.by.name if row.edit.by else "",
            "chapter": row.edit.chapter.name,
            "at": row.edit.at,
            "undone_at": row.undone_at,
        }
        for row in rows.order_by("edit__at", "pk")
    ]


def _likely_pairs(person: Person) -> list[dict[str, Any]]:
    """Whose entry the other is, is not theirs to read."""
    rows = LikelyPair.objects.filter(Q(one=person) | Q(other=person)).select_related("chapter")
    return [
        {
            "what": "likely pair",
            "words": _("Another entry may be about the same person."),
            "chapter": row.chapter.name,
            "at": row.found_at,
            "different_at": row.different_at,
        }
        for row in rows.order_by("found_at", "pk")
    ]


def _merges(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "what": "merged entry",
            "words": _("Another entry about you was put together with this one."),
            "at": row.at,
            "undone_at": row.undone_at,
        }
        for row in Merge.objects.filter(stays=person).order_by("at", "pk")
    ]


def _asked_around(person: Person) -> list[dict[str, Any]]:
    """What a lead asked of other chapters, and what was written back, which may be about them, too."""
    rows = InTouch.objects.filter(person=person).select_related("chapter").prefetch_related("answers")
    return [
        {
            "what": "asked around",
            "words": row.words,
            "answers": " · ".join(answer.words for answer in row.answers.all() if answer.words),
            "chapter": row.chapter.name,
            "at": row.at,
        }
        for row in _in_order(rows, "at")
    ]


def _files_taken_out(person: Person) -> list[dict[str, Any]]:
    rows = TakenOutRow.objects.filter(person=person).select_related("taken_out__by", "taken_out__chapter")
    return [
        {
            "what": "file taken out",
            "by": row.taken_out.by.name if row.taken_out.by else "",
            "words": row.taken_out.holds_words,
            "chapter": row.taken_out.chapter.name,
            "at": row.taken_out.at,
        }
        for row in rows.order_by("taken_out__at", "pk")
    ]


def _rows_of_files(person: Person) -> list[dict[str, Any]]:
    """What a row brought, and what stood before it, until both are forgotten after 30 days; a note is told as notes."""
    rows = ImportRow.objects.filter(person=person).select_related("importing__chapter")
    return [
        {
            "what": "row of a file",
            "words": _in_words(_told_by_row(row)),
            "before": _in_words(pair[0] for name, pair in (row.before or {}).items() if name in ("name", "pronouns")),
            "chapter": row.importing.chapter.name,
            "at": row.importing.made_at,
        }
        for row in rows.order_by("importing__made_at", "place")
    ]


def _told_by_row(row: ImportRow) -> Iterable[Any]:
    """What a row says, for the chapter's own fields, too: there a choice is kept by its id."""
    values = dict(row.values or {})
    own = [str(value) for value in values.pop("fields", {}).values()]
    chosen = dict.fromkeys(value for value in own if UUID_LIKE.fullmatch(value))
    names = {str(one.pk): one.name for one in CustomChoice.objects.filter(pk__in=list(chosen))} if chosen else {}
    told = [value for name, value in values.items() if name not in ("note", "remarks")]
    return [*told, *(names.get(value, value) for value in own)]


def _in_words(values: Iterable[Any]) -> str:
    told = (", ".join(value) if isinstance(value, list) else str(value) for value in values)
    return " · ".join(one for one in told if one)


def _in_order(rows: QuerySet[Any], moment: str) -> QuerySet[Any]:
    return rows.select_related("chapter").order_by(moment, "pk")
