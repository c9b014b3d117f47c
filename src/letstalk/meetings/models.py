"""The one-on-one as an object: planned, invited, agreed, held, and everything that happened instead (b.1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from letstalk.guides.models import AgendaTemplate, GuideVersion, Sheet
from letstalk.guides.words import MeetingKind, SuccessRule
from letstalk.kit.addresses import address
from letstalk.kit.rows import Row, one_of
from letstalk.kit.sealed import SealedText
from letstalk.meetings.validators import LONGEST_DELAY, LONGEST_MINUTES
from letstalk.meetings.words import (
    CalendarAnswer,
    CalendarKind,
    CalendarProblem,
    Circle,
    Heard,
    Mode,
    Part,
    Purpose,
    Reply,
    Share,
    Side,
    State,
    Use,
)
from letstalk.people.models import Chapter, Person, Relationship

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def with_state(self) -> Any:
        """Each row with `state_now` and `starts_at`, worked out from the rows that hang on it."""
        slot = Slot.objects.standing().filter(meeting=OuterRef("pk"))
        here = {"meeting": OuterRef("pk")}
        never = Value(NEVER, output_field=DateTimeField())

        def latest(rows: models.QuerySet) -> Coalesce:
            return Coalesce(Subquery(rows.filter(**here).order_by("-at").values("at")[:1]), never)

        return self.annotate(
            starts_at=Subquery(slot.values("starts_at")[:1]),
            invited_at=latest(Invitation.objects.all()),
            called_off_at=latest(CalledOff.objects.all()),
            dropped_at=latest(Dropped.objects.all()),
            last_reply=Subquery(Invitation.objects.filter(**here).order_by("-at").values("reply__answer")[:1]),
        ).annotate(
            state_now=Case(
                When(Exists(Closed.objects.filter(**here)), then=Value(State.CLOSED)),
                When(Exists(Debriefed.objects.filter(**here)), then=Value(State.DEBRIEFED)),
                When(Exists(Held.objects.standing().filter(**here)), then=Value(State.HELD)),
                When(Exists(slot.filter(no_shows__isnull=False)), then=Value(State.NO_SHOW)),
                When(Exists(slot.filter(confirmations__isnull=False)), then=Value(State.CONFIRMED)),
                When(Exists(slot), then=Value(State.SCHEDULED)),
                When(
                    Q(called_off_at__gt=F("invited_at")) & Q(called_off_at__gte=F("dropped_at")),
                    then=Value(State.CANCELLED),
                ),
                When(Q(dropped_at__gt=F("invited_at")), then=Value(State.DROPPED)),
                When(Q(last_reply=Reply.DECLINED), then=Value(State.DECLINED)),
                When(Q(last_reply=Reply.NO_ANSWER), then=Value(State.NO_ANSWER)),
                When(Q(invited_at__gt=never), then=Value(State.INVITED)),
                default=Value(State.IDEA),
                output_field=models.CharField(),
            )
        )

    def held(self) -> MeetingQuerySet:
        return self.filter(Exists(Held.objects.standing().filter(meeting=OuterRef("pk"))))

    def not_held(self) -> MeetingQuerySet:
        return self.exclude(Exists(Held.objects.standing().filter(meeting=OuterRef("pk"))))


class Meeting(Row):
    """One one-on-one between an organizer and a person, from the first idea on.

    agenda: the sections as copied from the template, so that an agenda agreed with someone does not change when the
    template does (R-036). questions, asks: the chosen ids, in order (R-029, R-066). wordings: the words to ask in, as
    `guides.wordings.Wanted` keeps them (R-070). is_spontaneous: it was not
    planned; logged as such and counted apart (R-015). looks_back_on: the finished commitment a debrief is about.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="+")
    organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=MeetingKind, default=MeetingKind.INTRODUCTORY)
    use = models.CharField(max_length=12, choices=Use, blank=True)
    purpose = models.CharField(max_length=12, choices=Purpose, blank=True)
    reason = SealedText()
    is_spontaneous = models.BooleanField(default=False)
    template = models.ForeignKey(AgendaTemplate, null=True, on_delete=models.SET_NULL, related_name="+")
    agenda = models.JSONField(default=list)
    success_rule = models.CharField(max_length=12, choices=SuccessRule, default=SuccessRule.COMMITMENT)
    guide_version = models.ForeignKey(GuideVersion, null=True, on_delete=models.PROTECT, related_name="+")
    questions = models.JSONField(default=list)
    asks = models.JSONField(default=list)
    wordings = models.JSONField(default=dict)
    looks_back_on = models.UUIDField(null=True)
    grew_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    sheet = models.ForeignKey(Sheet, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", MeetingKind, "meetings_meeting_kind"),
            one_of("success_rule", SuccessRule, "meetings_meeting_success_rule"),
            models.CheckConstraint(condition=Q(use__in=["", *Use.values]), name="meetings_meeting_use"),
            models.CheckConstraint(condition=Q(purpose__in=["", *Purpose.values]), name="meetings_meeting_purpose"),
        ]
        indexes = [
            models.Index(fields=["organizer", "made_at"]),
            models.Index(fields=["person", "made_at"]),
            models.Index(fields=["relationship", "made_at"]),
        ]

    @property
    def state(self) -> State:
        """Worked out afresh unless the row was read `with_state()`."""
        code = getattr(self, "state_now", None)
        if code is None:
            code = Meeting.objects.with_state().get(pk=self.pk).state_now
        return State(code)

    @property
    def desk_url(self) -> str:
        return address("desk:one_on_one", self.pk)


class Place(Row):
    """A place to meet in, with what someone needs to know before saying yes to it (R-019); None is not known.

    area: the part of town, by which it is found near somebody. is_private: private enough to talk. is_public: public
    enough to be safe.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300, blank=True)
    area = models.CharField(max_length=80, blank=True)
    is_quiet = models.BooleanField(null=True)
    is_private = models.BooleanField(null=True)
    is_public = models.BooleanField(null=True)
    is_step_free = models.BooleanField(null=True)
    has_toilets = models.BooleanField(null=True)
    transit = models.CharField(max_length=200, blank=True)
    cost = models.CharField(max_length=80, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chapter", "name"], condition=Q(retired_at__isnull=True), name="meetings_place_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


def where_said(place: Place | None, words: str) -> str:
    """The name of a place of the list with what is said beside it, or the words alone."""
    return ", ".join(filter(None, [place.name if place else "", words]))


class PlaceRating(Row):
    """How a place was, said once after each one-on-one in it; None where nothing was said (R-019)."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="ratings")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="+")
    was_quiet = models.BooleanField(null=True)
    was_private = models.BooleanField(null=True)
    was_safe = models.BooleanField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Invitation(Row):
    """A request to meet went out, by a way and in words; its purpose, and that there will be an ask, said (R-023)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    channel = models.CharField(max_length=8)
    words = SealedText()
    tells_of_ask = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class InvitationReply(Row):
    """The invitation was declined or came to nothing; a yes is a slot."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="reply")
    answer = models.CharField(max_length=12, choices=Reply)
    at = models.DateTimeField()

    class Meta:
        constraints = [one_of("answer", Reply, "meetings_reply_answer")]


class SlotQuerySet(models.QuerySet["Slot"]):
    def standing(self) -> SlotQuerySet:
        return self.filter(superseded_at__isnull=True)


class Slot(Row):
    """A date, time, length and place both agreed on (I-3). One stands; earlier ones are the history (I-4).

    starts_at is an instant; zone is the IANA name of the zone it was agreed in.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField(default=45)
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.IN_PERSON)
    mode_reason = SealedText()
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    place_words = SealedText()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = SlotQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("mode", Mode, "meetings_slot_mode"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(superseded_at__isnull=True), name="meetings_one_standing_slot"
            ),
            models.CheckConstraint(
                condition=~Q(mode=Mode.IN_PERSON) | Q(place__isnull=False) | ~Q(place_words=b""),
                name="meetings_slot_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=LONGEST_MINUTES), name="meetings_slot_minutes"
            ),
        ]
        indexes = [models.Index(fields=["starts_at"])]

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def where(self) -> str:
        """The place in words, with what was said beside its name; empty when nothing was said."""
        return where_said(self.place, self.place_words)


class Confirmed(Row):
    """The person reconfirmed this slot shortly before it."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="confirmations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slot"], name="meetings_confirmed_once")]


class CalledOff(Row):
    """Somebody called the agreed meeting off, beforehand."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="+")
    whose = models.CharField(max_length=12, choices=Side)
    reason = SealedText()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("whose", Side, "meetings_called_off_whose"),
            models.UniqueConstraint(fields=["slot"], name="meetings_called_off_once"),
        ]


class NoShow(Row):
    """The time came and someone did not; the organizer's own absence is a broken promise (I-4)."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="no_shows")
    whose = models.CharField(max_length=12, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("whose", Side, "meetings_no_show_whose"),
            models.UniqueConstraint(fields=["slot"], name="meetings_no_show_once"),
        ]


class RunningLate(Row):
    """Someone said that they come so many minutes later than agreed; it moves nothing and blames nobody."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="delays")
    whose = models.CharField(max_length=12, choices=Side)
    minutes = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("whose", Side, "meetings_running_late_whose"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=LONGEST_DELAY), name="meetings_running_late_minutes"
            ),
        ]


class StandIn(Row):
    """Another organizer comes in the first one's stead, this once, with the person's yes (in the spirit of L-4).

    The relationship, its notes and its follow-ups stay where they are. ended_at: it was taken back by either.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="stand_ins")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(ended_at__isnull=True), name="meetings_one_stand_in"
            )
        ]
        indexes = [models.Index(fields=["to", "ended_at"])]


class Rhythm(Row):
    """Two people meet every week or every other one; the next is planned one ahead, never a pile of them."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="+")
    every_weeks = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["relationship"], condition=Q(ended_at__isnull=True), name="meetings_one_rhythm"
            ),
            models.CheckConstraint(condition=Q(every_weeks__gte=1, every_weeks__lte=8), name="meetings_rhythm_weeks"),
        ]


class RhythmFile(Row):
    """A stretch of a rhythm as calendars have it: one entry that repeats, under one UID.

    first_on, hour, zone: where its rule begins; until: the last day of it. sequence is raised with every change of
    what it shows, of which `shown` is the hash that was last made known.
    """

    rhythm = models.ForeignKey(Rhythm, on_delete=models.CASCADE, related_name="files")
    first_on = models.DateField()
    hour = models.TimeField()
    zone = models.CharField(max_length=64)
    every_weeks = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    until = models.DateField()
    sequence = models.PositiveIntegerField(default=0)
    shown = models.CharField(max_length=32, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rhythm", "first_on"], name="meetings_rhythm_file_once")]


class RhythmTurn(Row):
    """A one-on-one that belongs to a rhythm, with the day and hour the rhythm gave it, as a clock on the wall has it.

    When its slot says something else it was moved, and the rhythm goes on from there. file, file_on: which day of
    which calendar entry it takes; is_apart: it has an entry of its own, and that day of the file is left out.
    """

    rhythm = models.ForeignKey(Rhythm, on_delete=models.CASCADE, related_name="turns")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    hour = models.TimeField()
    zone = models.CharField(max_length=64)
    file = models.ForeignKey(RhythmFile, null=True, on_delete=models.CASCADE, related_name="turns")
    file_on = models.DateField(null=True)
    is_apart = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rhythm", "on"], name="meetings_rhythm_turn_once"),
            models.UniqueConstraint(fields=["file", "file_on"], name="meetings_rhythm_file_day_once"),
            models.CheckConstraint(
                condition=Q(is_apart=True) | Q(file__isnull=False, file_on__isnull=False),
                name="meetings_rhythm_turn_has_an_entry",
            ),
        ]


class Dropped(Row):
    """The idea was let go before anything was agreed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class HeldQuerySet(models.QuerySet["Held"]):
    def standing(self) -> HeldQuerySet:
        return self.filter(taken_back_at__isnull=True)


class Held(Row):
    """It took place, in full or cut short (I-7). Marked by mistake, it is taken back, and can be marked again (I-5).

    began_at: when it took place; minutes: how long it was, None when nobody looked.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True)
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.IN_PERSON)
    was_cut_short = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    objects = HeldQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("mode", Mode, "meetings_held_mode"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(taken_back_at__isnull=True), name="meetings_held_once"
            ),
        ]
        indexes = [models.Index(fields=["began_at"])]


class Debriefed(Row):
    """The record made after it. Every text is optional (I-8) and its author's alone.

    read_back: what the person said, as they agreed it was meant (R-025). common_ground: what the two share (R-010).
    wants_from_us: what the person needs or wants from the group (R-035). heard: answers for the report (R-026).
    spoke, circle: what the author makes of it for themselves (M25, M22); who spoke more nobody else reads.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="+")
    read_back = SealedText()
    common_ground = SealedText()
    wants_from_us = SealedText()
    spoke = SealedText()
    circle = models.CharField(max_length=8, choices=Circle, default=Circle.NOT_SAID, blank=True)
    heard = models.ForeignKey(Sheet, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [one_of("circle", Circle, "meetings_debriefed_circle")]


class SetAside(Row):
    """A part of a held one-on-one there knowingly is none of, because ... (R-005)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    part = models.CharField(max_length=12, choices=Part)
    because = SealedText()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("part", Part, "meetings_set_aside_part"),
            models.UniqueConstraint(fields=["meeting", "part"], name="meetings_set_aside_once"),
        ]


class Closed(Row):
    """Thanked, seen through, deepened, nothing open: the organizer closed it (R-046)."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class CalendarFeed(Row):
    """The secret address at which an organizer's calendar program reads their one-on-ones; only its hash is kept.

    shows_details: the first name and the place are in it, by the organizer's choice; else each is just "1:1".
    """

    organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=32, unique=True)
    shows_details = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organizer"], condition=Q(revoked_at__isnull=True), name="meetings_one_feed_at_a_time"
            )
        ]


class BusyCalendar(Row):
    """One of an organizer's own calendars, read now and then so that nobody can book over it.

    times: when they are busy by it, as `meetings.busy.packed` writes it; what the events are called is never kept.
    While it cannot be read (problem, failing_since) the times last read go on counting.
    """

    organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=CalendarKind, default=CalendarKind.ICS)
    name = SealedText()
    address = SealedText()
    address_key = models.CharField(max_length=32)
    username = SealedText()
    password = SealedText()
    times = models.BinaryField(default=bytes)
    added_at = models.DateTimeField()
    next_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=16, blank=True)
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            one_of("kind", CalendarKind, "meetings_busy_calendar_kind"),
            models.UniqueConstraint(fields=["organizer", "address_key"], name="meetings_busy_calendar_once"),
            models.CheckConstraint(
                condition=Q(problem__in=["", *CalendarProblem.values]), name="meetings_busy_calendar_problem"
            ),
        ]
        indexes = [models.Index(fields=["next_at"])]


class BusyDiary(Row):
    """All of an organizer's busy calendars laid over one another: one small row to read where many are compared."""

    organizer = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    times = models.BinaryField(default=bytes)
    at = models.DateTimeField()


class CalendarReply(Row):
    """A calendar program answered a file of ours. The same message counts once; what it said in words is not kept.

    slot: the agreed time it answers; None when that was moved or called off before the answer came.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    slot = models.ForeignKey(Slot, null=True, on_delete=models.CASCADE, related_name="+")
    whose = models.CharField(max_length=12, choices=Side)
    answer = models.CharField(max_length=12, choices=CalendarAnswer)
    proposed_at = models.DateTimeField(null=True)
    message_key = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("whose", Side, "meetings_calendar_reply_whose"),
            one_of("answer", CalendarAnswer, "meetings_calendar_reply_answer"),
        ]
        indexes = [models.Index(fields=["meeting", "at"])]


class SlotCell(models.Model):
    """Five minutes of an organizer's that a standing slot, or the breathing space around it, holds.

    cell: five-minute steps since 1970. That nobody holds one twice is why a double booking cannot happen.
    """

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="cells")
    organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    cell = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organizer", "cell"], name="meetings_cell_held_once")]


class Offer(Row):
    """The times an invitation offers, and what is the same of each: how long, and where. It holds nothing (R-022)."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="offer")
    zone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField(default=45)
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.IN_PERSON)
    mode_reason = SealedText()
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    place_words = SealedText()

    class Meta:
        constraints = [
            one_of("mode", Mode, "meetings_offer_mode"),
            models.CheckConstraint(
                condition=~Q(mode=Mode.IN_PERSON) | Q(place__isnull=False) | ~Q(place_words=b""),
                name="meetings_offer_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=LONGEST_MINUTES), name="meetings_offer_minutes"
            ),
        ]

    @property
    def where(self) -> str:
        return where_said(self.place, self.place_words)


class OfferedTime(Row):
    """One of the times offered."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="times")
    starts_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "starts_at"], name="meetings_offered_once")]


class MeetingLink(Row):
    """The key to the page of one one-on-one, on which its person answers: only the hash is kept, and it expires."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class HeardByLink(Row):
    """What the person answered on that page. words: what they would like to talk about, or which times would suit."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=12, choices=Heard)
    starts_at = models.DateTimeField(null=True)
    words = SealedText()
    at = models.DateTimeField()

    class Meta:
        constraints = [one_of("what", Heard, "meetings_heard_what")]
        indexes = [models.Index(fields=["meeting", "at"])]


class Hours(Row):
    """When an organizer lets themselves be booked. One row each; who has none cannot be booked by a page.

    weekly: [weekday from Monday = 0, "HH:MM", "HH:MM"] in `zone`. before, after: minutes kept free around every
    one-on-one (R-021). most_per_week: the span of care.
    """

    organizer = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    zone = models.CharField(max_length=64)
    weekly = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField(default=45)
    before = models.PositiveSmallIntegerField(default=10)
    after = models.PositiveSmallIntegerField(default=10)
    notice_hours = models.PositiveSmallIntegerField(default=24)
    most_per_week = models.PositiveSmallIntegerField(default=5)
    place = models.ForeignKey(Place, null=True, on_delete=models.SET_NULL, related_name="+")
    place_words = SealedText()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=LONGEST_MINUTES), name="meetings_hours_minutes"
            ),
            models.CheckConstraint(condition=Q(before__lte=120, after__lte=120), name="meetings_hours_buffers"),
        ]

    @property
    def where(self) -> str:
        return where_said(self.place, self.place_words)


class OtherHours(Row):
    """Days that are not like the others: hours of their own, ["HH:MM", "HH:MM"] each, or none at all while away."""

    organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    hours = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="meetings_other_hours_in_order")
        ]
        indexes = [models.Index(fields=["organizer", "last_on"])]


class BookingPage(Row):
    """A public page on which anyone may take a time: one organizer's, or a chapter's, which shares them out.

    code: what its address ends in; not a secret, only not to be guessed in passing. Closed, it opens nothing.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    organizer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=24, unique=True)
    share = models.CharField(max_length=12, choices=Share, default=Share.ROTA)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("share", Share, "meetings_page_share"),
            models.UniqueConstraint(
                fields=["chapter", "organizer"],
                condition=Q(closed_at__isnull=True, organizer__isnull=False),
                name="meetings_one_own_page",
            ),
            models.UniqueConstraint(
                fields=["chapter"],
                condition=Q(closed_at__isnull=True, organizer__isnull=True),
                name="meetings_one_chapter_page",
            ),
        ]


class Booking(Row):
    """Somebody took a time on a booking page. way_key: finds the address again by which they can be reached."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    page = models.ForeignKey(BookingPage, on_delete=models.PROTECT, related_name="+")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="+")
    way_key = models.CharField(max_length=32, blank=True)
    words = SealedText()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["way_key"]), models.Index(fields=["page", "at"])]
