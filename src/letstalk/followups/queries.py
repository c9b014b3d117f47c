"""Reads that span the rooms below: Today, the follow-ups page, a person's page and the page to prepare with."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from letstalk.accounts.models import User
from letstalk.campaigns.models import Action, Ask, Campaign
from letstalk.campaigns.queries import current_campaign
from letstalk.commitments.models import Commitment, Promise
from letstalk.commitments.queries import Kept, kept_since, with_outcome
from letstalk.followups import timings
from letstalk.followups.models import Contact, FollowUp
from letstalk.followups.words import ContactKind, Warmth
from letstalk.kit import clock
from letstalk.meetings.access import own_meetings
from letstalk.meetings.models import Held, Meeting, Slot
from letstalk.people.access import home_chapter
from letstalk.people.models import Chapter, Membership, Note, Person, Relationship
from letstalk.people.queries import said_no_to_contact
from letstalk.people.words import LADDER, Stage

LOOK_BACK = timedelta(days=30)
CHECK_INS_SHOWN = 3
INVITES_SHOWN = 3
LAST_CONTACTS = 6
LOOKED_AT_FROM = 4
ONE_ASK_IN = 3


@dataclass(frozen=True)
class CheckIn:
    """Someone the rhythm asks to be spoken with, and how many days ago the last contact was."""

    relationship: Relationship
    stage: Stage
    warmth: Warmth
    days: int


@dataclass(frozen=True)
class Rhythm:
    """A relationship with what its rhythm is measured by; no last contact is None."""

    relationship: Relationship
    stage: Stage
    last_contact_at: datetime | None


@dataclass(frozen=True)
class Week:
    """The organizer's own week, in counts."""

    held: int
    commitments: int
    kept: Kept


@dataclass(frozen=True)
class CampaignNow:
    """Where the campaign stands on a day: which action, which day of it, how many one-on-ones were held."""

    campaign: Campaign
    day: int
    action: Action | None
    actions: list[Action]
    held: int


@dataclass(frozen=True)
class Today:
    """One organizer's day, in the order of what matters: late promises first (R-057)."""

    on: date
    next: Meeting | None
    next_slot: Slot | None
    is_first_conversation: bool
    late_promises: list[Promise]
    due_promises: list[Promise]
    thank_yous: list[FollowUp]
    to_ask: list[Commitment]
    others: list[FollowUp]
    check_ins: list[CheckIn]
    to_write_up: list[Meeting]
    invite_next: list[Relationship]
    week: Week
    campaign: CampaignNow | None
    waiting_requests: int = 0

    @property
    def is_clear(self) -> bool:
        lists = (self.late_promises, self.due_promises, self.thank_yous, self.to_ask, self.others, self.check_ins)
        return not any(lists) and not self.to_write_up


def today_page(user: User, *, at: datetime) -> Today:
    """Everything of Today in a fixed number of queries, however many people there are."""
    chapter = home_chapter(user)
    zone = user.zone or (chapter.zone if chapter else "UTC")
    on = clock.local_day(at, zone)
    promises = list(_open_promises(user, until=on + timedelta(days=2)))
    items = list(_open_items(user, until=clock.day_bounds(on, zone)[1]))
    thank_yous = [item for item in items if item.step == timings.THANK_YOU]
    rhythms = _own_rhythms(user)
    meeting, slot = _next_meeting(user, at=at)
    return Today(
        on=on,
        next=meeting,
        next_slot=slot,
        is_first_conversation=meeting is not None and not _was_met(meeting),
        late_promises=[promise for promise in promises if promise.due_on < on],
        due_promises=[promise for promise in promises if promise.due_on >= on],
        thank_yous=thank_yous + _thank_yous_ahead(user, items, at=at),
        to_ask=_to_ask(user, at=at),
        others=[item for item in items if item.step in TODAY_STEPS],
        check_ins=_check_ins(rhythms, at=at)[:CHECK_INS_SHOWN],
        to_write_up=list(_to_write_up(user, at=at)),
        invite_next=_invite_next(rhythms),
        week=_week(user, on=on, at=at),
        campaign=campaign_now(chapter, at=at) if chapter else None,
    )


# What Today lists beside promises, thank-yous and outcomes; see_through and keep_promises stand for those.
TODAY_STEPS = {
    timings.SETTLE_DETAILS,
    timings.REMIND,
    timings.CONFIRM,
    timings.HELP,
    timings.MOVED,
    timings.CUSTOM,
    timings.CHECK_IN,
    timings.BEYOND_TEAM,
}


def late_count(user: User, *, at: datetime) -> int:
    """How many promises of this organizer are late; the only thing the navigation counts."""
    chapter_day = clock.local_day(at, user.zone or "UTC")
    return Promise.objects.late(chapter_day).filter(organizer=user, person__erased_at__isnull=True).count()


def follow_ups_of(user: User) -> QuerySet[FollowUp]:
    """The open items, soonest first; what is only when possible comes last and is never red (R-064)."""
    rows = FollowUp.objects.open().filter(organizer=user, person__erased_at__isnull=True)
    return rows.select_related("person", "relationship", "set__meeting").order_by("when_possible", "due_at", "pk")


def campaign_now(chapter: Chapter, *, at: datetime) -> CampaignNow | None:
    """The chapter's campaign as it stands; planned one-on-ones count, those nobody planned do not (R-015)."""
    campaign = current_campaign(chapter, at)
    if campaign is None:
        return None
    actions = list(campaign.actions.order_by("number"))
    day = campaign.day_number(clock.local_day(at, chapter.zone))
    ours = next((action for action in actions if action.is_ours), None)
    since = clock.day_bounds(campaign.first_on, chapter.zone)[0]
    held = Held.objects.standing().filter(
        meeting__chapter__path__startswith=campaign.chapter.path, began_at__gte=since, meeting__is_spontaneous=False
    )
    return CampaignNow(campaign=campaign, day=day, action=ours, actions=actions, held=held.count())


def warmth(days: int | None, *, every: int | None) -> Warmth:
    """Measured against the cadence (b.5): fresh within it, due up to half again, cooling to twice, then quiet."""
    if every is None or (days is not None and days <= every):
        return Warmth.FRESH
    if days is None or days > every * 2:
        return Warmth.QUIET
    return Warmth.DUE if days <= every * 1.5 else Warmth.COOLING


def may_suggest_an_ask(relationship: Relationship) -> bool:
    """At most one contact in three is an ask, over the last six, from the fourth on (L-2, R-061).

    The ask that would be suggested is looked at together with the five contacts before it. Reminders do not count, nor
    does the ask inside a planned one-on-one. It changes what is suggested, never what can be recorded.
    """
    rows = Contact.objects.filter(relationship=relationship).exclude(kind=ContactKind.REMINDER)
    kinds = [*rows.order_by("-at", "-pk").values_list("kind", flat=True)[: LAST_CONTACTS - 1], ContactKind.ASK]
    return len(kinds) < LOOKED_AT_FROM or kinds.count(ContactKind.ASK) * ONE_ASK_IN <= len(kinds)


@dataclass(frozen=True)
class Prepare:
    """The page for the ten minutes before (section f)."""

    meeting: Meeting
    slot: Slot | None
    last: Meeting | None
    last_held: Held | None
    last_note: str
    promises: list[Promise]
    commitments: list[Commitment]
    asks: list[Ask]
    needs: list[str]
    issues: list[str]
    stops_asks: bool
    late_promises: int


def prepare_page(meeting: Meeting, *, at: datetime) -> Prepare:
    """What one reads in a minute: last time, what I promised, why this one-on-one, the chosen asks, the needs."""
    relationship = meeting.relationship
    today = clock.local_day(at, meeting.chapter.zone)
    promises = list(Promise.objects.open().filter(relationship=relationship).order_by("due_on", "pk"))
    commitments = list(Commitment.objects.open().filter(relationship=relationship).order_by("on", "pk"))
    earlier = Held.objects.standing().filter(meeting__relationship=relationship).exclude(meeting=meeting)
    last_held = earlier.select_related("meeting").order_by("-began_at", "pk").first()
    note = Note.objects.filter(author=meeting.organizer_id, person=meeting.person_id).order_by("-at", "pk").first()
    tags = list(meeting.person.taggings.select_related("tag").order_by("tag__name"))
    late = sum(1 for promise in promises if promise.due_on < today)
    return Prepare(
        meeting=meeting,
        slot=Slot.objects.standing().select_related("place").filter(meeting=meeting).first(),
        last=last_held.meeting if last_held else None,
        last_held=last_held,
        last_note=note.text if note else "",
        promises=promises,
        commitments=commitments,
        asks=chosen_asks(meeting),
        needs=[tagging.tag.name for tagging in tags if tagging.tag.kind == "need"],
        issues=[tagging.tag.name for tagging in tags if tagging.tag.kind == "issue"],
        stops_asks=late > 0 or len(commitments) >= 2,
        late_promises=late,
    )


def chosen_asks(meeting: Meeting) -> list[Ask]:
    """The asks the organizer carries, in their order."""
    found = {str(ask.pk): ask for ask in Ask.objects.filter(pk__in=meeting.asks)}
    return [found[pk] for pk in meeting.asks if pk in found]


@dataclass(frozen=True)
class StoryItem:
    """One moment of a relationship, newest first on the page. `row` is a Meeting, Commitment, Contact or Note."""

    kind: str
    at: datetime
    row: object
    extra: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonPage:
    """What an organizer or lead may see of a person; the notes are the reader's own and nobody else's."""

    person: Person
    relationship: Relationship | None
    stage: Stage
    ladder: list[Stage]
    story: list[StoryItem]
    promises: list[Promise]
    late_promises: int
    commitments: list[Commitment]
    follow_ups: list[FollowUp]
    last_contact_at: datetime | None


def person_page(user: User, person: Person, chapters: QuerySet[Chapter], *, at: datetime) -> PersonPage:
    """The story of one person as this user may read it.

    chapters: those whose rows this user may see by leading them; an organizer's own relationship is added to that.
    """
    relationship = Relationship.objects.current().filter(organizer=user, person=person).first()
    scope = Q(organizer=user) | Q(chapter__in=chapters)
    membership = _membership_in_view(person, chapters, relationship)
    commitments = list(_commitments_of(person, scope))
    promises = list(Promise.objects.open().filter(scope, person=person).order_by("due_on", "pk"))
    today = clock.local_day(at, person.chapter.zone)
    contacts = list(Contact.objects.filter(scope, person=person).order_by("-at", "pk")[:20])
    notes = list(Note.objects.filter(author=user, person=person).order_by("-at", "pk")[:20])
    meetings = list(_meetings_of(user, person))
    items = FollowUp.objects.open().filter(organizer=user, person=person).order_by("when_possible", "due_at", "pk")
    return PersonPage(
        person=person,
        relationship=relationship,
        stage=Stage(membership.stage) if membership else Stage.PROSPECTIVE,
        ladder=LADDER,
        story=_story(meetings, commitments, contacts, notes),
        promises=promises,
        late_promises=sum(1 for promise in promises if promise.due_on < today),
        commitments=[row for row in commitments if row.outcome_now is None],
        follow_ups=list(items),
        last_contact_at=contacts[0].at if contacts else None,
    )


def _membership_in_view(
    person: Person, chapters: QuerySet[Chapter], relationship: Relationship | None
) -> Membership | None:
    rows = Membership.objects.filter(person=person, until__isnull=True)
    if relationship is not None:
        return rows.filter(chapter_id=relationship.chapter_id).first()
    return rows.filter(chapter__in=chapters).order_by("since", "pk").first()


def _commitments_of(person: Person, scope: Q) -> Any:
    return Commitment.objects.filter(scope, person=person).with_standing().order_by("-agreed_at", "pk")[:20]


def _meetings_of(user: User, person: Person) -> QuerySet[Meeting]:
    rows = with_outcome(Meeting.objects.filter(organizer=user, person=person).with_state())
    return rows.order_by("-made_at", "pk")[:20]


def _story(
    meetings: list[Meeting], commitments: list[Commitment], contacts: list[Contact], notes: list[Note]
) -> list[StoryItem]:
    held = {row.meeting_id: row for row in Held.objects.standing().filter(meeting__in=[m.pk for m in meetings])}
    slots = {
        row.meeting_id: row
        for row in Slot.objects.standing().select_related("place").filter(meeting__in=[m.pk for m in meetings])
    }
    about = defaultdict(list)
    for note in notes:
        about[note.about].append(note)
    known = {meeting.pk for meeting in meetings}
    story = []
    for meeting in meetings:
        moment = _moment(meeting, held.get(meeting.pk), slots.get(meeting.pk))
        extra: dict[str, object] = {
            "held": held.get(meeting.pk),
            "slot": slots.get(meeting.pk),
            "notes": about.get(meeting.pk, []),
        }
        story.append(StoryItem("meeting", moment, meeting, extra))
    story += [StoryItem("commitment", row.agreed_at, row) for row in commitments]
    story += [StoryItem("contact", row.at, row) for row in contacts if row.kind != ContactKind.MEETING]
    story += [StoryItem("note", row.at, row) for row in notes if row.about not in known]
    return sorted(story, key=lambda item: item.at, reverse=True)


def _moment(meeting: Meeting, held: Held | None, slot: Slot | None) -> datetime:
    if held is not None:
        return held.began_at
    return slot.starts_at if slot is not None else meeting.made_at


def _open_promises(user: User, *, until: date) -> QuerySet[Promise]:
    rows = Promise.objects.open().filter(organizer=user, due_on__lte=until, person__erased_at__isnull=True)
    return rows.select_related("person").order_by("due_on", "pk")


def _open_items(user: User, *, until: datetime) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.open().filter(organizer=user, due_at__lt=until, person__erased_at__isnull=True)
    return rows.select_related("person").order_by("when_possible", "due_at", "pk")


def _thank_yous_ahead(user: User, items: list[FollowUp], *, at: datetime) -> list[FollowUp]:
    """A thank-you is for now, not for the last hour of its two days (R-048)."""
    seen = {item.pk for item in items}
    rows = FollowUp.objects.open().filter(
        organizer=user, step=timings.THANK_YOU, due_at__lte=at + timedelta(days=3), person__erased_at__isnull=True
    )
    return [item for item in rows.select_related("person").order_by("due_at", "pk") if item.pk not in seen]


def _to_ask(user: User, *, at: datetime) -> list[Commitment]:
    """Commitments whose time has passed and whose outcome nobody asked for yet."""
    rows = Commitment.objects.open().filter(
        organizer=user, on__lte=clock.local_day(at, user.zone or "UTC"), person__erased_at__isnull=True
    )
    rows = rows.select_related("person").order_by("on", "at", "pk")
    return [row for row in rows if row.due_at is not None and row.due_at <= at]


def _next_meeting(user: User, *, at: datetime) -> tuple[Meeting | None, Slot | None]:
    slots = Slot.objects.standing().filter(
        meeting__organizer=user,
        meeting__person__erased_at__isnull=True,
        starts_at__gte=at - timedelta(hours=2),
        no_shows__isnull=True,
    )
    not_held = slots.exclude(meeting__in=Held.objects.standing().values("meeting"))
    slot = not_held.select_related("meeting__person", "meeting__chapter", "place").order_by("starts_at", "pk").first()
    return (slot.meeting, slot) if slot else (None, None)


def _was_met(meeting: Meeting) -> bool:
    return Held.objects.standing().filter(meeting__relationship=meeting.relationship_id).exists()


def _to_write_up(user: User, *, at: datetime) -> QuerySet[Meeting]:
    """Held and not written up, or agreed for a time that has passed and nothing said since."""
    rows = own_meetings(user).with_state().select_related("person").filter(made_at__gte=at - timedelta(days=365))
    ended = Q(state_now="held") | Q(state_now__in=["scheduled", "confirmed"], starts_at__lt=at - timedelta(minutes=20))
    return rows.filter(ended).order_by("starts_at", "pk")[:10]


def _own_rhythms(user: User) -> list[Rhythm]:
    """Everyone this user is in touch with and may contact (L-1), with the stage and the last real contact."""
    rows = Relationship.objects.current().filter(organizer=user, person__erased_at__isnull=True)
    rows = rows.exclude(person__in=said_no_to_contact())
    contacts = Contact.objects.filter(organizer=user).values("relationship").annotate(last=Max("at"))
    last = {row["relationship"]: row["last"] for row in contacts}
    stages = {
        (row.person_id, row.chapter_id): row.stage
        for row in Membership.objects.filter(person__in=rows.values("person"), until__isnull=True)
    }
    return [
        Rhythm(
            relationship=row,
            stage=Stage(stages.get((row.person_id, row.chapter_id), Stage.PROSPECTIVE)),
            last_contact_at=last.get(row.pk),
        )
        for row in rows.select_related("person").order_by("since", "pk")
    ]


def _check_ins(rhythms: list[Rhythm], *, at: datetime) -> list[CheckIn]:
    usual = timings.cadence_days(list({one.relationship.chapter_id for one in rhythms}))
    found = []
    for one in rhythms:
        if one.last_contact_at is None:
            continue
        row = one.relationship
        days = (at - one.last_contact_at).days
        now = warmth(days, every=row.contact_every_days or usual.get((row.chapter_id, one.stage)))
        if now != Warmth.FRESH:
            found.append(CheckIn(relationship=row, stage=one.stage, warmth=now, days=days))
    return sorted(found, key=lambda one: -one.days)


def _invite_next(rhythms: list[Rhythm]) -> list[Relationship]:
    """New people nobody has asked to meet yet, longest waiting first."""
    new = [one.relationship for one in rhythms if one.stage == Stage.PROSPECTIVE and one.last_contact_at is None]
    if not new:
        return []
    asked = set(
        Meeting.objects.filter(relationship__in=[row.pk for row in new]).values_list("relationship_id", flat=True)
    )
    return [row for row in new if row.pk not in asked][:INVITES_SHOWN]


def _week(user: User, *, on: date, at: datetime) -> Week:
    since = at - timedelta(days=7)
    held = Held.objects.standing().filter(meeting__organizer=user, began_at__gte=since, began_at__lte=at)
    made = Commitment.objects.filter(organizer=user, agreed_at__gte=since, agreed_at__lte=at)
    return Week(
        held=held.count(),
        commitments=made.aggregate(n=Count("pk"))["n"],
        kept=kept_since(on - LOOK_BACK, organizer_id=user.pk, today=on),
    )


def people_spoken_with(user: User, person_ids: list[UUID]) -> dict[UUID, datetime]:
    """Person id to the last contact of this organizer's own; another's contacts do not exist for them."""
    rows = Contact.objects.filter(organizer=user, person__in=person_ids).values("person").annotate(last=Max("at"))
    return {row["person"]: row["last"] for row in rows}
