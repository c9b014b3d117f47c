"""Letting go of what is kept no longer than it is needed: each room does its own part (h.2)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.commitments.domain.keeping import keep_only_counts as only_counts_of_commitments
from letstalk.followups.domain.keeping import keep_only_counts as only_counts_of_follow_ups
from letstalk.followups.models import Contact
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain.keeping import keep_only_counts as only_counts_of_meetings
from letstalk.meetings.domain.keeping import let_invitation_go
from letstalk.meetings.models import Booking, HeardByLink, Held, InvitationReply, Meeting
from letstalk.meetings.words import Reply
from letstalk.outbox.domain import persons as outbox
from letstalk.people.domain.keeping import keep_longer, let_notes_go, let_ways_go, notes
from letstalk.people.models import Consent, CountsOnly, Person, Relationship
from letstalk.people.words import Answer
from letstalk.reports.going import (
    CLOSED,
    CLOSED_KEPT,
    INVITATION,
    INVITATIONS_KEPT,
    INVITATIONS_SHOWN_BEFORE,
    KINDS,
    SHOWN_BEFORE,
    WORDS_KEPT,
    Going,
    closed_before,
    going_for,
    old_invitations,
    renewed_since,
)

AT_ONCE = 200


class NothingChosen(Refused):
    """Nothing was ticked, or what was is not there any more."""


def keep_some(*, ids: Collection[str], by: User, at: datetime) -> int:
    """Keep what was ticked in a review for another period; how much. Raises NothingChosen."""
    chosen = _chosen(ids, by=by, at=at)
    with transaction.atomic():
        for relationship in {one.relationship.pk: one.relationship for one in chosen}.values():
            keep_longer(relationship=relationship, by=by, at=at)
    return len(chosen)


def let_some_go(*, ids: Collection[str], by: User, at: datetime) -> int:
    """Let what was ticked in a review go now, rather than when its time comes; how much. Raises NothingChosen."""
    chosen = _chosen(ids, by=by, at=at)
    with transaction.atomic():
        for one in chosen:
            _let_go_now(one, by=by, at=at)
    return len(chosen)


def _chosen(ids: Collection[str], *, by: User, at: datetime) -> list[Going]:
    """Only of what stands in this organizer's own review: nobody else's is found by its id."""
    chosen = [one for one in going_for(by, at=at) if one.id in ids]
    if not chosen:
        raise NothingChosen(_("Tick what is meant first."))
    return chosen


def _let_go_now(one: Going, *, by: User, at: datetime) -> None:
    relationship = one.relationship
    if one.what == INVITATION:
        shown = old_invitations(at + INVITATIONS_SHOWN_BEFORE - INVITATIONS_KEPT)
        for meeting in shown.filter(relationship=relationship):
            _let_silence_be(meeting, by=by, at=at)
    elif one.what == CLOSED:
        _keep_only_counts(relationship, by=by, at=at)
    else:
        for kind in KINDS:
            rows = kind.written_before(at + SHOWN_BEFORE - WORDS_KEPT)
            kind.let_go(rows.filter(**{kind.relationship: relationship}))
        record("retention.words_gone", about=relationship, by=by, at=at, person=relationship.person_id)


def let_old_go(*, at: datetime) -> int:
    """Everything whose time has come, a few hundred of each sort at once. Returns how much there was."""
    return _let_words_go(at=at) + _let_invitations_go(at=at) + _let_closed_go(at=at)


def _let_words_go(*, at: datetime) -> int:
    before = at - WORDS_KEPT
    number = 0
    for kind in KINDS:
        due = renewed_since(kind.written_before(before), before, relationship=kind.relationship)
        old = dict(due.order_by("pk").values_list("pk", kind.relationship)[:AT_ONCE])
        with transaction.atomic():
            kind.let_go(kind.rows().filter(pk__in=list(old)))
            _say_gone(set(old.values()), at=at)
        number += len(old)
    return number


def _say_gone(relationships: set[UUID], *, at: datetime) -> None:
    for relationship in Relationship.objects.filter(pk__in=relationships).order_by("pk"):
        record("retention.words_gone", about=relationship, by=None, at=at, person=relationship.person_id)


def _let_invitations_go(*, at: datetime) -> int:
    before = at - INVITATIONS_KEPT
    due = renewed_since(old_invitations(before), before, relationship="relationship")
    old = list(due.select_related("person", "relationship").order_by("pk")[:AT_ONCE])
    for meeting in old:
        with transaction.atomic():
            _let_silence_be(meeting, by=None, at=at)
    return len(old)


def _let_silence_be(meeting: Meeting, *, by: User | None, at: datetime) -> None:
    """They never answered; and where they never gave how to reach them either, that goes as well (b.1)."""
    let_invitation_go(meeting, at=at)
    if _never_heard_from(meeting.person, organizer=meeting.organizer_id):
        let_ways_go(person=meeting.person, at=at)
    record("retention.invitation_gone", about=meeting, by=by, at=at, person=meeting.person_id)


def _never_heard_from(person: Person, *, organizer: Any) -> bool:
    """Written down by this organizer alone, with no yes to anything, and no word from them by any way."""
    if (person.source, person.added_by_id) != ("organizer", organizer):
        return False
    mine, asked = {"person": person}, {"meeting__person": person}
    answered = InvitationReply.objects.filter(invitation__meeting__person=person).exclude(answer=Reply.NO_ANSWER)
    signs = (
        Consent.objects.filter(**mine, answer=Answer.GRANTED, superseded_at__isnull=True),
        Relationship.objects.filter(**mine).exclude(organizer=organizer),
        Held.objects.filter(**asked),
        HeardByLink.objects.filter(**asked),
        Booking.objects.filter(**asked),
        Contact.objects.filter(**mine),
        answered,
        Meeting.objects.filter(**mine).with_state().filter(starts_at__isnull=False),
    )
    return not any(rows.exists() for rows in signs)


def _let_closed_go(*, at: datetime) -> int:
    before = at - CLOSED_KEPT
    due = renewed_since(closed_before(before), before, relationship="pk")
    old = list(due.order_by("pk")[:AT_ONCE])
    for relationship in old:
        with transaction.atomic():
            _keep_only_counts(relationship, by=None, at=at)
    return len(old)


def _keep_only_counts(relationship: Relationship, *, by: User | None, at: datetime) -> None:
    let_notes_go(notes().filter(relationship=relationship))
    only_counts_of_follow_ups(relationship)
    only_counts_of_commitments(relationship)
    only_counts_of_meetings(relationship, at=at)
    outbox.forget_settled(relationship.person_id, before=relationship.until or at)
    CountsOnly.objects.get_or_create(relationship=relationship, defaults={"at": at})
    record("retention.counts_only", about=relationship, by=by, at=at, person=relationship.person_id)
