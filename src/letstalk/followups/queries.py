"""Reads that span the rooms below: Today, the follow-ups page, a person's page and the page to prepare with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.models import Action, Ask, Campaign
from letstalk.campaigns.queries import current_campaign
from letstalk.commitments.models import Commitment, Promise
from letstalk.commitments.queries import Kept, kept_since, with_outcome
from letstalk.followups import timings
from letstalk.followups.models import Cadence, Contact, FollowUp, News, Rest, TagCadence
from letstalk.followups.words import ContactKind, Warmth
from letstalk.kit import clock
from letstalk.kit.statements import worked_out_once
from letstalk.meetings.models import Debriefed, Held, Meeting, Slot
from letstalk.meetings.queries import coming_times, with_people
from letstalk.people.access import home_chapter, scope_of
from letstalk.people.models import Chapter, Membership, Note, Person, Relationship, Tag, Tagging
from letstalk.people.queries import COUNTED_TO, said_no_to_contact
from letstalk.people.words import Stage, TagKind

LOOK_BACK = timedelta(days=30)
# An agreed time is still the next one-on-one for this long after it began.
STILL_NEXT = timedelta(hours=2)
CHECK_INS_SHOWN = 3
INVITES_SHOWN = 3
LAST_CONTACTS = 6
LOOKED_AT_FROM = 4
ONE_ASK_IN = 3
SHOWN = 20
NOTES_OFFERED = 3
NEWS_SHOWN = 5
LATELY = timedelta(days=7)
SHORTEST_RHYTHM = timedelta(days=min(days for days in timings.CADENCE_DAYS.values() if days is not None))
# No chapter has this id: for a list of chapters that is empty.
NOWHERE = UUID(int=0)


@dataclass(frozen=True)
class CheckIn:
    """Someone the rhythm asks to be spoken with, and how many days ago the last contact was."""

    relationship: Relationship
    stage: Stage
    warmth: Warmth
    days: int


class Rhythm(NamedTuple):
    """What the rhythm of a relationship is measured by; no last contact is None."""

    id: UUID
    chapter_id: UUID
    contact_every_days: int | None
    group_every_days: int | None
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
    """Where the campaign stands on a day: which action, which day of it, how many one-on-ones were held.

    held: counted to 1,000, or as far as the number hoped for.
    """

    campaign: Campaign
    day: int
    action: Action | None
    actions: list[Action]
    held: int
    is_more_than_counted: bool = False

    @property
    def held_words(self) -> str:
        return _("more than %(count)s") % {"count": f"{self.held:,}"} if self.is_more_than_counted else str(self.held)


@dataclass(frozen=True)
class Today:
    """One organizer's day, in the order of what matters: late promises first (R-057).

    coming: their `coming_times`, from two hours ago on; `next_slot` is the first that did not take place yet.
    """

    on: date
    next: Meeting | None
    next_slot: Slot | None
    coming: list[Slot]
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
    has_people: bool
    away_until: date | None = None

    @property
    def is_clear(self) -> bool:
        lists = (self.late_promises, self.due_promises, self.thank_yous, self.to_ask, self.others, self.check_ins)
        return not any(lists) and not self.to_write_up


def today_page(user: User, *, at: datetime) -> Today:
    """Everything of Today in a fixed number of queries, however many people there are."""
    chapter = home_chapter(user)
    zone = user.zone or (chapter.zone if chapter else "UTC")
    on = clock.local_day(at, zone)
    promises = _open_promises(user=user.pk, until=_warned_until(user, on=on))
    # A thank-you is for now, not for the last hour of its two days.
    tomorrow, ahead = clock.day_bounds(on, zone)[1], at + timedelta(days=3)
    items = _open_items(user=user.pk, until=max(tomorrow, ahead))
    rhythms = _own_rhythms(user, at=at)
    coming = coming_times(user, since=at - STILL_NEXT)
    slot = _next_of(coming)
    # While they are away nobody is counted as waiting for them.
    slowed = [] if user.is_away(on) else _check_ins(rhythms, at=at)
    invited = _invite_next(rhythms)
    rows = {row.pk: row for row in _relationships(ids=[*(one.id for one, *_measure in slowed), *invited])}
    return Today(
        on=on,
        next=slot.meeting if slot else None,
        next_slot=slot,
        coming=coming,
        late_promises=[promise for promise in promises if promise.due_on < on],
        due_promises=[promise for promise in promises if promise.due_on >= on],
        thank_yous=[item for item in items if item.step == timings.THANK_YOU],
        to_ask=_to_ask(user, at=at),
        others=[item for item in items if item.step != timings.THANK_YOU and item.due_at < tomorrow],
        check_ins=[CheckIn(rows[one.id], one.stage, now, days) for one, now, days in slowed if one.id in rows],
        to_write_up=_to_write_up(user=user.pk, since=at - timedelta(days=365), over=at - timedelta(minutes=20)),
        invite_next=[rows[id] for id in invited if id in rows],
        week=_week(user, on=on, at=at),
        campaign=campaign_now(chapter, at=at) if chapter else None,
        away_until=user.away_until if user.is_away(on) else None,
        has_people=bool(rhythms) or bool(_anybody(user=user.pk)),
    )


def _warned_until(user: User, *, on: date) -> date:
    """Promises are warned of two days ahead; before some days away, all that fall due in them (R-056)."""
    soon = on + timedelta(days=2)
    if user.away_from is None or user.away_until is None or user.away_from > soon:
        return soon
    return max(soon, user.away_until)


# What Today lists beside promises, thank-yous and outcomes; see_through and keep_promises stand for those.
TODAY_STEPS = {
    timings.SETTLE_DETAILS,
    timings.REMIND_EARLY,
    timings.REMIND,
    timings.CONFIRM,
    timings.HELP,
    timings.MOVED,
    timings.RECONFIRM,
    timings.REBOOK,
    timings.CUSTOM,
    timings.INTRODUCE,
    timings.INVITE,
    timings.ORGANIZE,
    timings.CHECK_IN,
    timings.BEYOND_TEAM,
}


def late_count(user: User, *, at: datetime) -> int:
    """How many promises of this organizer are late; the only thing the navigation counts."""
    return len(_late_promises(user=user.pk, today=clock.local_day(at, user.zone or "UTC")))


@worked_out_once
def _late_promises(*, user: UUID, today: date) -> QuerySet[Promise, Any]:
    late = Promise.objects.late(today).filter(organizer=user, person__erased_at__isnull=True)
    return late.order_by("pk").values_list("pk", flat=True)


def follow_ups_of(user: User) -> QuerySet[FollowUp]:
    """The open items, soonest first; what is only when possible comes last and is never red (R-064).

    The items that stand for commitments and promises are left out: those are listed themselves, by their own words.
    """
    rows = FollowUp.objects.open().filter(organizer=user, person__erased_at__isnull=True)
    rows = rows.exclude(step__in=(timings.SEE_THROUGH, timings.KEEP_PROMISES))
    return rows.select_related("person", "relationship", "set__meeting").order_by("when_possible", "due_at", "pk")


def campaign_now(chapter: Chapter, *, at: datetime) -> CampaignNow | None:
    """The chapter's campaign as it stands; planned one-on-ones count, those nobody planned do not (R-015)."""
    campaign = current_campaign(chapter, at)
    if campaign is None:
        return None
    actions = _actions_of(campaign=campaign.pk)
    day = campaign.day_number(clock.local_day(at, chapter.zone))
    ours = next((action for action in actions if action.is_ours), None)
    since = clock.day_bounds(campaign.first_on, chapter.zone)[0]
    limit = max(COUNTED_TO, (ours.wanted or 0) if ours else 0)
    is_more = _is_past(campaign, limit)
    held = limit if is_more else _count_held(campaign, since=since)
    if held > limit:
        PAST[campaign.pk] = limit
    return CampaignNow(
        campaign=campaign,
        day=day,
        action=ours,
        actions=actions,
        held=min(held, limit),
        is_more_than_counted=is_more or held > limit,
    )


# Campaigns seen to be past a limit: what was held stays held, so they are not counted again.
PAST: dict[UUID, int] = {}


def _is_past(campaign: Campaign, limit: int) -> bool:
    return PAST.get(campaign.pk, 0) >= limit


@worked_out_once
def _actions_of(*, campaign: UUID) -> QuerySet[Action]:
    return Action.objects.filter(campaign=campaign).order_by("number")


def _count_held(campaign: Campaign, *, since: datetime) -> int:
    """Planned ones, at or below the campaign's chapter. Everybody is below the organization, so that is not asked."""
    if campaign.chapter.parent_id is None:
        return sum(_number_held(since=since))
    held = Held.objects.standing().filter(began_at__gte=since, meeting__is_spontaneous=False)
    return held.filter(meeting__chapter__path__startswith=campaign.chapter.path).count()


@worked_out_once
def _number_held(*, since: datetime) -> QuerySet[Held, Any]:
    held = Held.objects.standing().filter(began_at__gte=since).order_by().values("meeting__is_spontaneous")
    return held.filter(meeting__is_spontaneous=False).annotate(number=Count("pk")).values_list("number", flat=True)


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
    return leaves_room_for_an_ask(rows.order_by("-at", "-pk").values_list("kind", flat=True)[: LAST_CONTACTS - 1])


def leaves_room_for_an_ask(kinds: Iterable[str]) -> bool:
    """As `may_suggest_an_ask`, of the kinds of the last contacts, the newest first (L-2)."""
    counted: list[str] = [kind for kind in kinds if kind != ContactKind.REMINDER][: LAST_CONTACTS - 1]
    counted.append(ContactKind.ASK)
    return len(counted) < LOOKED_AT_FROM or counted.count(ContactKind.ASK) * ONE_ASK_IN <= len(counted)


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


def prepare_page(meeting: Meeting, *, at: datetime, slot: Slot | None = None) -> Prepare:
    """What one reads in a minute: last time, what I promised, why this one-on-one, the chosen asks, the needs.

    slot: what is agreed for it, where that is known already.
    """
    relationship = meeting.relationship_id
    today = clock.local_day(at, meeting.chapter.zone)
    promises = _open_promises_to(relationship=relationship)
    commitments = _open_commitments_to(relationship=relationship)
    last_held = next(iter(_held_before(relationship=relationship, meeting=meeting.pk)), None)
    note = next(iter(_last_notes(author=meeting.organizer_id, person=meeting.person_id)), None)
    tags = _tags_of(person=meeting.person_id)
    late = sum(1 for promise in promises if promise.due_on < today)
    return Prepare(
        meeting=meeting,
        slot=slot or next(iter(standing_slots(meetings=[meeting.pk])), None),
        last=last_held.meeting if last_held else None,
        last_held=last_held,
        last_note=note.text if note else "",
        promises=promises,
        commitments=commitments,
        asks=chosen_asks(meeting),
        needs=[tagging.tag.name for tagging in tags if tagging.tag.kind == TagKind.NEED],
        issues=[tagging.tag.name for tagging in tags if tagging.tag.kind == TagKind.ISSUE],
        stops_asks=late > 0 or len(commitments) >= 2,
        late_promises=late,
    )


@worked_out_once
def _open_promises_to(*, relationship: UUID) -> QuerySet[Promise]:
    return Promise.objects.open().filter(relationship=relationship).order_by("due_on", "pk")


@worked_out_once
def _open_commitments_to(*, relationship: UUID) -> QuerySet[Commitment]:
    return Commitment.objects.open().filter(relationship=relationship).order_by("on", "pk")


@worked_out_once
def _held_before(*, relationship: UUID, meeting: UUID) -> QuerySet[Held]:
    earlier = Held.objects.standing().filter(meeting__relationship=relationship).exclude(meeting=meeting)
    return earlier.select_related("meeting").order_by("-began_at", "pk")[:1]


@worked_out_once
def _last_notes(*, author: UUID, person: UUID) -> QuerySet[Note]:
    return Note.objects.filter(author=author, person=person).order_by("-at", "pk")[:1]


@worked_out_once
def _tags_of(*, person: UUID) -> QuerySet[Tagging]:
    return Tagging.objects.filter(person=person).select_related("tag").order_by("tag__name", "pk")


@worked_out_once
def standing_held(*, meetings: list[UUID]) -> QuerySet[Held]:
    """When and how each of these took place."""
    return Held.objects.standing().filter(meeting__in=meetings).order_by("pk")


@worked_out_once
def standing_slots(*, meetings: list[UUID]) -> QuerySet[Slot]:
    """What is agreed for each of these, with its place."""
    return Slot.objects.standing().filter(meeting__in=meetings).select_related("place").order_by("pk")


@worked_out_once
def _asks_chosen(*, ids: list[UUID]) -> QuerySet[Ask]:
    return Ask.objects.filter(pk__in=ids).order_by("pk")


def chosen_asks(meeting: Meeting) -> list[Ask]:
    """The asks the organizer carries, in their order."""
    found = {str(ask.pk): ask for ask in _asks_chosen(ids=[UUID(pk) for pk in meeting.asks])}
    return [found[pk] for pk in meeting.asks if pk in found]


@dataclass(frozen=True)
class Noted:
    """One thing the organizer wrote down themselves that a thank-you could begin with."""

    key: str
    words: str


def noted_about(user: User, item: FollowUp) -> list[Noted]:
    """What this organizer noted of the person: of that one-on-one first, then their latest notes (R-048)."""
    noted: list[Noted] = []
    if item.set is not None:
        debriefed = Debriefed.objects.filter(meeting=item.set.meeting_id, by=user).first()
        told = [debriefed.common_ground, debriefed.read_back, debriefed.wants_from_us] if debriefed else []
        noted = [Noted(f"told-{place}", words) for place, words in enumerate(told) if words]
    notes = _own_notes(author=user.pk, person=item.person_id)[:NOTES_OFFERED]
    return noted + [Noted(str(note.pk), note.text) for note in notes]


@dataclass(frozen=True)
class StoryItem:
    """One moment of a relationship, newest first on the page. `row` is a Meeting, Commitment, Contact or Note."""

    kind: str
    at: datetime
    row: object
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonPage:
    """What an organizer or lead may see of a person; the notes are the reader's own and nobody else's."""

    story: list[StoryItem]
    promises: list[Promise]
    late_promises: int
    commitments: list[Commitment]
    follow_ups: list[FollowUp]
    last_contact_at: datetime | None
    # Whether the recent history is so full of asks that a call just to talk comes first (R-061, L-2).
    just_talk_first: bool = False
    # Whether another organizer of a chapter the reader is in spoke with them this week; never who, or what about.
    others_spoke: bool = False


def person_page(user: User, person: Person, relationships: Iterable[Relationship], *, at: datetime) -> PersonPage:
    """The story of one person as this user may read it: their own with them, and that of the chapters they lead.

    relationships: all there are or were with this person.
    """
    scope = scope_of(user)
    led = [row.chapter_id for row in relationships if scope.leads(row.chapter)]
    seen = {"user": user.pk, "person": person.pk, "led": led or [NOWHERE]}
    commitments = _commitments_seen(**seen)
    promises = _promises_seen(**seen)
    beside = [chapter.pk for chapter in scope.organized] or [NOWHERE]
    read = _contacts_seen(**seen, beside=beside, lately=at - LATELY)
    contacts = [row for row in read if row.organizer_id == user.pk or row.chapter_id in led][:SHOWN]
    own = [row for row in contacts if row.organizer_id == user.pk]
    today = clock.local_day(at, person.chapter.zone)
    notes = _own_notes(author=user.pk, person=person.pk)
    meetings = _own_meetings_with(user=user.pk, person=person.pk)
    return PersonPage(
        story=_story(meetings, commitments, contacts, notes),
        promises=promises,
        late_promises=sum(1 for promise in promises if promise.due_on < today),
        commitments=[row for row in commitments if row.outcome_now is None],
        follow_ups=_own_items_for(user=user.pk, person=person.pk),
        last_contact_at=contacts[0].at if contacts else None,
        just_talk_first=not leaves_room_for_an_ask(row.kind for row in own),
        others_spoke=any(row.organizer_id != user.pk and row.at > at - LATELY for row in read),
    )


@worked_out_once
def _commitments_seen(*, user: UUID, person: UUID, led: list[UUID]) -> QuerySet[Commitment]:
    seen = Commitment.objects.filter(Q(organizer=user) | Q(chapter__in=led), person=person)
    return seen.with_standing().order_by("-agreed_at", "pk")[:SHOWN]


@worked_out_once
def _promises_seen(*, user: UUID, person: UUID, led: list[UUID]) -> QuerySet[Promise]:
    seen = Promise.objects.open().filter(Q(organizer=user) | Q(chapter__in=led), person=person)
    return seen.order_by("due_on", "pk")


@worked_out_once
def _contacts_seen(
    *, user: UUID, person: UUID, led: list[UUID], beside: list[UUID], lately: datetime
) -> QuerySet[Contact]:
    """With those of the last days in the chapters the reader is in, of which they learn only that there were any."""
    seen = Contact.objects.filter(
        Q(organizer=user) | Q(chapter__in=led) | Q(chapter__in=beside, at__gt=lately), person=person
    )
    return seen.order_by("-at", "pk")[: SHOWN * 2]


@worked_out_once
def _own_notes(*, author: UUID, person: UUID) -> QuerySet[Note]:
    return Note.objects.filter(author=author, person=person).order_by("-at", "pk")[:SHOWN]


@worked_out_once
def _own_meetings_with(*, user: UUID, person: UUID) -> QuerySet[Meeting]:
    rows = with_outcome(Meeting.objects.filter(organizer=user, person=person).with_state())
    return rows.order_by("-made_at", "pk")[:SHOWN]


@worked_out_once
def _own_items_for(*, user: UUID, person: UUID) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.open().filter(organizer=user, person=person)
    return rows.select_related("person").order_by("when_possible", "due_at", "pk")


def _story(
    meetings: list[Meeting], commitments: list[Commitment], contacts: list[Contact], notes: list[Note]
) -> list[StoryItem]:
    known = [meeting.pk for meeting in meetings]
    held = {row.meeting_id: row for row in standing_held(meetings=known)}
    slots = {row.meeting_id: row for row in standing_slots(meetings=known)}
    about = defaultdict(list)
    for note in notes:
        about[note.about].append(note)
    story = []
    for meeting in meetings:
        moment = _moment(meeting, held.get(meeting.pk), slots.get(meeting.pk))
        extra: dict[str, Any] = {
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


@worked_out_once
def _open_promises(*, user: UUID, until: date) -> QuerySet[Promise]:
    rows = Promise.objects.open().filter(organizer=user, due_on__lte=until, person__erased_at__isnull=True)
    return rows.select_related("person", "relationship").order_by("due_on", "pk")


@worked_out_once
def _open_items(*, user: UUID, until: datetime) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.open().filter(organizer=user, due_at__lt=until, person__erased_at__isnull=True)
    shown = rows.filter(step__in=sorted({timings.THANK_YOU, *TODAY_STEPS}))
    return shown.select_related("person").order_by("when_possible", "due_at", "pk")


def _to_ask(user: User, *, at: datetime) -> list[Commitment]:
    """Commitments whose time has passed and whose outcome nobody asked for yet."""
    rows = _open_commitments(user=user.pk, until=clock.local_day(at, user.zone or "UTC"))
    return [row for row in rows if row.due_at is not None and row.due_at <= at]


@worked_out_once
def _open_commitments(*, user: UUID, until: date) -> QuerySet[Commitment]:
    rows = Commitment.objects.open().filter(organizer=user, on__lte=until, person__erased_at__isnull=True)
    return rows.select_related("person").order_by("on", "at", "pk")


def _next_of(coming: list[Any]) -> Slot | None:
    """The first that neither took place nor was missed."""
    first = next((slot for slot in coming if not slot.is_held and not slot.is_missed), None)
    return with_people([first])[0] if first else None


@worked_out_once
def _to_write_up(*, user: UUID, since: datetime, over: datetime) -> QuerySet[Meeting]:
    """Held and not written up, or agreed for a time that has passed and nothing said since."""
    rows = Meeting.objects.filter(organizer=user, person__erased_at__isnull=True, made_at__gte=since)
    rows = rows.exclude(Exists(Debriefed.objects.filter(meeting=OuterRef("pk"))))
    slot = Slot.objects.standing().filter(meeting=OuterRef("pk"))
    held = Held.objects.standing().filter(meeting=OuterRef("pk"))
    # As `with_state` would say it, asked of so little that a year of meetings is soon looked through.
    ended = Exists(held) | Exists(slot.filter(starts_at__lt=over, no_shows__isnull=True))
    rows = rows.filter(ended).annotate(starts_at=Subquery(slot.values("starts_at")[:1]), is_held=Exists(held))
    return rows.select_related("person").order_by("starts_at", "pk")[:10]


def _own_rhythms(user: User, *, at: datetime) -> list[Rhythm]:
    """Whose rhythm may have slowed down, of those this user is in touch with and may contact (L-1).

    With the stage and the last real contact. Who was spoken with within the shortest usual rhythm is left out.
    """
    return [
        Rhythm(id, chapter_id, every, group, Stage(stage or Stage.PROSPECTIVE), last_contact_at)
        for id, chapter_id, every, group, stage, last_contact_at in _measured(
            user=user.pk, quiet_since=at - SHORTEST_RHYTHM
        )
    ]


@worked_out_once
def _measured(*, user: UUID, quiet_since: datetime) -> QuerySet[Relationship, Any]:
    # Without a look at each person: whoever is erased has no current relationship, and `_relationships` looks again.
    rows = Relationship.objects.current().filter(organizer=user)
    contacts = Contact.objects.filter(relationship=OuterRef("pk")).order_by("-at").values("at")[:1]
    there = Membership.objects.filter(person=OuterRef("person"), chapter=OuterRef("chapter"), until__isnull=True)
    words = Tagging.objects.filter(person=OuterRef(OuterRef("person"))).values("tag")
    groups = TagCadence.objects.filter(tag__in=words, tag__chapter=OuterRef("chapter")).order_by("every_days")
    # Asked once of all chapters, not of each relationship's: most have none.
    any_group = Exists(TagCadence.objects.all())
    known = rows.annotate(
        stage=Subquery(there.values("stage")[:1]),
        last_contact_at=Subquery(contacts),
        group_every_days=Case(When(any_group, then=Subquery(groups.values("every_days")[:1]))),
    )
    known = known.exclude(Exists(said_no_to_contact().filter(person=OuterRef("person")))).order_by("since", "pk")
    lately = Exists(Contact.objects.filter(relationship=OuterRef("pk"), at__gte=quiet_since))
    own_rhythm = Q(contact_every_days__isnull=False) | Q(Exists(Cadence.objects.all())) | Q(any_group)
    known = known.filter(~lately | own_rhythm)
    return known.values_list("pk", "chapter", "contact_every_days", "group_every_days", "stage", "last_contact_at")


@worked_out_once
def _anybody(*, user: UUID) -> QuerySet[Relationship, Any]:
    known = Relationship.objects.current().filter(organizer=user, person__erased_at__isnull=True)
    return known.order_by("pk").values_list("pk")[:1]


@worked_out_once
def _relationships(*, ids: list[UUID]) -> QuerySet[Relationship]:
    rows = Relationship.objects.filter(pk__in=ids, person__erased_at__isnull=True)
    return rows.select_related("person").order_by("since", "pk")


def _check_ins(rhythms: list[Rhythm], *, at: datetime) -> list[tuple[Rhythm, Warmth, int]]:
    """Those whose rhythm has slowed down, the longest silence first, with its days."""
    usual = timings.cadence_days(list({one.chapter_id for one in rhythms}))
    slowed: list[tuple[Rhythm, Warmth, int]] = []
    for one in rhythms:
        if one.last_contact_at is None:
            continue
        days = (at - one.last_contact_at).days
        now = warmth(days, every=rhythm_of(one, usual=usual.get((one.chapter_id, one.stage))))
        if now != Warmth.FRESH:
            slowed.append((one, now, days))
    return sorted(slowed, key=lambda found: -found[2])[:CHECK_INS_SHOWN]


def rhythm_of(one: Rhythm, *, usual: int | None) -> int | None:
    """What the two agreed on, else what their group asks for, else what is usual where they stand (R-060).

    Whoever rests or has left is asked for by none of them.
    """
    if one.stage in (Stage.RESTING, Stage.LEFT):
        return None
    return one.contact_every_days or one.group_every_days or usual


def _invite_next(rhythms: list[Rhythm]) -> list[UUID]:
    """New people nobody has asked to meet yet, longest waiting first."""
    new = [one.id for one in rhythms if one.stage == Stage.PROSPECTIVE and one.last_contact_at is None]
    asked = set(_asked_to_meet(relationships=new)) if new else set()
    return [id for id in new if id not in asked][:INVITES_SHOWN]


@worked_out_once
def _asked_to_meet(*, relationships: list[UUID]) -> QuerySet[Meeting, Any]:
    return Meeting.objects.filter(relationship__in=relationships).order_by("pk").values_list("relationship", flat=True)


def _week(user: User, *, on: date, at: datetime) -> Week:
    since = at - timedelta(days=7)
    return Week(
        held=len(_held_between(user=user.pk, since=since, until=at)),
        commitments=len(_agreed_between(user=user.pk, since=since, until=at)),
        kept=kept_since(on - LOOK_BACK, organizer_id=user.pk, today=on),
    )


def not_spoken_with_since(user: User, since: datetime) -> QuerySet[Relationship, Any]:
    """The ids of this organizer's own people with whom there was no contact since, by any way (R-060).

    Whoever came to them later than that has not been waiting, and whoever said no to being contacted is not asked for.
    """
    spoken = Contact.objects.filter(relationship=OuterRef("pk"), at__gte=since)
    own = Relationship.objects.current().filter(organizer=user, person__erased_at__isnull=True, since__lt=since)
    return own.exclude(Exists(spoken)).exclude(person__in=said_no_to_contact()).values("person")


def news_for(chapter: Chapter) -> list[News]:
    """What there is to tell on a call: of the chapter and of those above it, the newest first (R-062)."""
    above = Chapter.objects.annotate(of=Value(chapter.path)).filter(of__startswith=F("path"))
    rows = News.objects.filter(chapter__in=above, ended_at__isnull=True).select_related("chapter")
    return list(rows.order_by("-at", "pk")[:NEWS_SHOWN])


def rest_of(relationship: Relationship) -> Rest | None:
    """Until when they rest, if they do."""
    return Rest.objects.filter(relationship=relationship, ended_at__isnull=True).first()


def group_rhythms(chapter: Chapter) -> list[tuple[Tag, int | None]]:
    """Each word of a chapter with the days between contacts it asks for, if any."""
    own = dict(TagCadence.objects.filter(tag__chapter=chapter).values_list("tag", "every_days"))
    return [
        (tag, own.get(tag.pk)) for tag in Tag.objects.offered().filter(chapter=chapter).order_by("kind", "name", "pk")
    ]


def people_spoken_with(user: User, person_ids: list[UUID]) -> dict[UUID, datetime]:
    """Person id to the last contact of this organizer's own; another's contacts do not exist for them."""
    return dict(_last_spoken(user=user.pk, people=list(person_ids)))


@worked_out_once
def _last_spoken(*, user: UUID, people: list[UUID]) -> QuerySet[Contact, Any]:
    spoken = Contact.objects.filter(organizer=user, person__in=people)
    return spoken.values_list("person").annotate(last=Max("at")).order_by("person")


@worked_out_once
def _held_between(*, user: UUID, since: datetime, until: datetime) -> QuerySet[Held, Any]:
    held = Held.objects.standing().filter(meeting__organizer=user, began_at__gte=since, began_at__lte=until)
    return held.order_by("pk").values_list("pk")


@worked_out_once
def _agreed_between(*, user: UUID, since: datetime, until: datetime) -> QuerySet[Commitment, Any]:
    agreed = Commitment.objects.filter(organizer=user, agreed_at__gte=since, agreed_at__lte=until)
    return agreed.order_by("pk").values_list("pk")
