"""Two entries that were one by mistake are two again, each with what was theirs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.commitments.models import Commitment, Promise
from letstalk.followups.models import FollowUp, FollowUpSet
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.kit.rows import pointing_at
from letstalk.meetings.models import Meeting
from letstalk.outbox.models import Message, Suppression
from letstalk.outbox.words import State
from letstalk.people.domain.consent import is_closed_by_somebody
from letstalk.people.domain.merges import rows_of
from letstalk.people.domain.separating import share_noes, standing_again
from letstalk.people.models import Consent, Merge, MergedRow, Person, Relationship
from letstalk.stewardship.access import may_merge
from letstalk.stewardship.snapshot import column_value, columns_to, model_of, standing_about, values_of

# What others hang on, and by which way it tells whose it is.
ANCHORS: dict[type[models.Model], str] = {Relationship: "", Meeting: "", Commitment: "", FollowUpSet: "meeting__"}


class CannotSeparate(Refused):
    """What was put together cannot be taken apart any more."""


def undo_merge(*, merge: Merge, by: User, at: datetime) -> Person:
    """Make two of one again, whole or not at all; returns the entry that came back.

    Each row stands as it stood, but for what was changed since, which stays changed. What was written since about a
    one-on-one or a commitment follows it. Nothing that was refused or taken back since is given again: a no said to
    the one entry holds for both. What should have gone out meanwhile does not go out late. Raises CannotSeparate.
    """
    with transaction.atomic():
        merge = Merge.objects.select_for_update(of=("self",)).select_related("stays").get(pk=merge.pk)
        people = {
            row.pk: row for row in Person.objects.select_for_update().filter(pk__in=[merge.stays_id, merge.merged])
        }
        stays, back = people[merge.stays_id], people[merge.merged]
        _refuse(merge, stays, by)
        try:
            with transaction.atomic():
                _put_back(rows_of(merge), merge.merged, at=at)
        except IntegrityError:
            raise CannotSeparate(
                _("An address or a number of theirs belongs to somebody else by now. Change that first.")
            ) from None
        back.refresh_from_db()
        stays.refresh_from_db()
        _let_follow(stays, back)
        share_noes(stays, back, since=merge.at, at=at)
        Merge.objects.filter(pk=merge.pk).update(undone_at=at, emptied_at=at)
        MergedRow.objects.filter(merge=merge).delete()
        record("stewardship.merge_undone", about=stays, by=by, at=at, merged=back.pk, merge=merge.pk)
    return back


def _refuse(merge: Merge, stays: Person, by: User) -> None:
    if not merge.can_be_undone:
        raise CannotSeparate(_("This can’t be taken apart any more: it was already, or it is too long ago."))
    if Merge.objects.filter(stays=stays, undone_at__isnull=True, at__gt=merge.at).exclude(pk=merge.pk).exists():
        raise CannotSeparate(_("Another entry was put together with this one later. Take that apart first."))
    if stays.erased_at is not None or not may_merge(by, stays, stays):
        raise CannotSeparate(_("Only who leads their chapter can take the entries apart."))


def _put_back(rows: Sequence[MergedRow], merged: UUID, *, at: datetime) -> None:
    """What came is taken away, what was handed over goes home before what it met, and what went is there again."""
    made = [row for row in rows if row.before is None]
    closed = Suppression.objects.filter(pk__in=[row.row for row in made])
    for row in made:
        model_of(row.table)._default_manager.exclude(pk__in=closed).filter(pk=row.row).delete()
    changed = [row for row in rows if row.before is not None and row.after is not None]
    for row in sorted(changed, key=lambda row: (row.row == merged, not _goes_home(row))):
        _change_back(row, at=at)
    for row in rows:
        if row.after is None:
            _bring_back(row)
    for suppression in closed:
        # Whoever else has this address may have closed it themselves.
        if not is_closed_by_somebody(suppression.address_key):
            suppression.delete()


def _goes_home(row: MergedRow) -> bool:
    names = [name for target in (Person, Relationship) for name in columns_to(target, model_of(row.table))]
    return any(name in row.before for name in names)


def _change_back(row: MergedRow, *, at: datetime) -> None:
    model = model_of(row.table)
    found = model._default_manager.filter(pk=row.row).first()
    if found is None:
        return
    now = values_of(found)
    names = [name for name in row.before if now[name] == row.after[name]]
    if isinstance(found, Message) and not _goes_out_in_time(found, row, at):
        names = [name for name in names if name == "recipient"]
    if isinstance(found, Consent) and "superseded_at" in row.before and not standing_again(found, row.before):
        names = [name for name in names if name != "superseded_at"]
    for name in names:
        setattr(found, name, column_value(model, name, row.before[name]))
    if names:
        found.save()


def _goes_out_in_time(message: Message, row: MergedRow, at: datetime) -> bool:
    return row.before.get("state", State.PLANNED) == State.PLANNED and message.due_at > at


def _bring_back(row: MergedRow) -> None:
    """A row that went, unless what it hung on is gone as well."""
    model = model_of(row.table)
    values = {name: column_value(model, name, plain) for name, plain in row.before.items()}
    for field in model._meta.concrete_fields:
        target, id = field.related_model, values[field.attname]
        if isinstance(target, type) and id is not None and not target._default_manager.filter(pk=id).exists():
            return
    model(**values).save(force_insert=True)


def _let_follow(stays: Person, back: Person) -> None:
    """What was written since about a one-on-one, a commitment or a relationship is about whomever that is about."""
    for anchor, whose in ANCHORS.items():
        theirs = anchor._default_manager.filter(**{f"{whose}person": back})
        for model, name in pointing_at(anchor):
            rows = model._default_manager.filter(**{f"{name}__in": theirs.values("pk")})
            for column in columns_to(Person, model):
                rows.filter(**{column: stays.pk}).update(**{column: back.pk})
            if anchor is not Relationship:
                _follow_relationship(rows, f"{name}__{whose}relationship", stays)
    follow_ups = FollowUp.objects.filter(person=stays)
    for told in (Commitment, Promise):
        for one in told.objects.filter(person=back):
            follow_ups.filter(about=one.pk).update(person=back, relationship=one.relationship_id)
    about = {place.row for place in standing_about([back])}
    Message.objects.filter(recipient=stays.pk, about__in=about).update(recipient=back.pk)


def _follow_relationship(rows: models.QuerySet[Any], path: str, stays: Person) -> None:
    for column in columns_to(Relationship, rows.model):
        of_the_other = rows.filter(**{f"{column.removesuffix('_id')}__person": stays.pk})
        for id, relationship in of_the_other.values_list("pk", path):
            rows.filter(pk=id).update(**{column: relationship})
