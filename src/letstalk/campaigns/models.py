"""A campaign: its numbered actions, its asks and strategy, and organizers' own stories (R-008, R-029, R-040)."""

from datetime import date, datetime, time, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from letstalk.campaigns.words import Again, Company, NextStep, Risk, StrategyPart
from letstalk.kit import clock
from letstalk.kit.rows import Row, one_of
from letstalk.kit.sealed import SealedText
from letstalk.people.models import Chapter


class Campaign(Row):
    """A series such as "10 Actions / 100 Days", adopted by a chapter on a first day of its own choosing.

    key names the pack it came from; credit and licence travel with every copy (R-006). pack is the text adopted.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    first_on = models.DateField()
    length_days = models.PositiveSmallIntegerField(default=100)
    hashtag = models.CharField(max_length=60, blank=True)
    link = models.CharField(max_length=200, blank=True)
    credit = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    variables = models.JSONField(default=dict)
    current_until = models.DateField(null=True)
    pack = models.TextField(blank=True)
    adopted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chapter", "key"], condition=Q(ended_at__isnull=True), name="campaigns_adopted_once"
            ),
            models.CheckConstraint(condition=Q(length_days__gte=1), name="campaigns_has_days"),
        ]

    def __str__(self) -> str:
        return self.name

    def day_number(self, on: date) -> int:
        """1 on the first day; 0 or less before it."""
        return (on - self.first_on).days + 1

    @property
    def last_on(self) -> date:
        return self.first_on + timedelta(days=self.length_days - 1)


class Action(Row):
    """One numbered action of a campaign ("Action 8: Let's Talk"). Days are counted from the campaign's first, 1 up."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="actions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    from_day = models.PositiveSmallIntegerField()
    to_day = models.PositiveSmallIntegerField()
    is_ours = models.BooleanField(default=False)
    wanted = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="campaigns_action_number_once"),
            models.CheckConstraint(
                condition=Q(to_day__gte=models.F("from_day")), name="campaigns_action_days_in_order"
            ),
        ]


class Ask(Row):
    """One thing an organizer can ask for (R-042): named, and dated where the action has a date.

    letter: a to e for the five next steps of the guide. on, at: the next of its days, or the last when all are over,
    local to the chapter and kept by domain/dates.py; empty when it can be any day. again,
    again_from, until: how its days come back. moves_at: when the day that is shown will be over.
    urgency: how much the campaign needs it now, in hundredths. rung: the step of the ladder it leads to, from 1.
    issues, uses and teaches (skills), solves (practical needs that are seen to): words as people's own are, compared
    without accents and case. motives: how far it serves each, in hundredths. access, set_up: codes. before: the ids of
    asks that come first. uid: which entry of a calendar it was read from. Empty: nobody said.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.CharField(max_length=60, blank=True)
    letter = models.CharField(max_length=1, blank=True)
    step = models.CharField(max_length=16, choices=NextStep, default=NextStep.OTHER)
    title = models.CharField(max_length=120)
    what = models.CharField(max_length=300, blank=True)
    why = models.CharField(max_length=300, blank=True)
    goal = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    how_to = models.TextField(blank=True, max_length=2000)
    on = models.DateField(null=True)
    at = models.TimeField(null=True)
    risk = models.CharField(max_length=8, choices=Risk, default=Risk.NONE)
    minutes = models.PositiveSmallIntegerField(null=True)
    company = models.CharField(max_length=16, choices=Company, blank=True)
    urgency = models.PositiveSmallIntegerField(null=True)
    issues = models.JSONField(default=list)
    uses = models.JSONField(default=list)
    teaches = models.JSONField(default=list)
    solves = models.JSONField(default=list)
    rung = models.PositiveSmallIntegerField(null=True)
    motives = models.JSONField(default=dict)
    languages = models.JSONField(default=list)
    access = models.JSONField(default=list)
    child_care = models.BooleanField(null=True)
    least_age = models.PositiveSmallIntegerField(null=True)
    before = models.JSONField(default=list)
    set_up = models.JSONField(default=list)
    again = models.CharField(max_length=10, choices=Again, blank=True)
    again_from = models.DateField(null=True)
    until = models.DateField(null=True)
    moves_at = models.DateTimeField(null=True)
    uid = models.CharField(max_length=255, blank=True)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("step", NextStep, "campaigns_ask_step"),
            one_of("risk", Risk, "campaigns_ask_risk"),
            one_of("company", Company, "campaigns_ask_company"),
            one_of("again", Again, "campaigns_ask_again"),
            models.CheckConstraint(
                condition=Q(rung__isnull=True) | Q(rung__gte=1, rung__lte=6), name="campaigns_ask_rung"
            ),
            models.CheckConstraint(
                condition=Q(urgency__isnull=True) | Q(urgency__lte=100), name="campaigns_ask_urgency"
            ),
            models.UniqueConstraint(
                fields=["chapter", "campaign", "key"],
                condition=Q(retired_at__isnull=True) & ~Q(key=""),
                name="campaigns_ask_key_once",
            ),
            models.UniqueConstraint(fields=["chapter", "uid"], condition=~Q(uid=""), name="campaigns_ask_uid_once"),
        ]
        indexes = [models.Index(fields=["chapter", "retired_at"]), models.Index(fields=["moves_at"])]

    def __str__(self) -> str:
        return self.title


class AskDateQuerySet(models.QuerySet["AskDate"]):
    def coming(self, at: datetime) -> Self:
        """Those that are neither over nor called off, the next first."""
        return self.filter(over_at__gt=at, cancelled_at__isnull=True).order_by("over_at", "pk")


class AskDate(Row):
    """One time an ask takes place: the day and hour in the zone they were said in, where, and for how many.

    place: empty where it is the ask's own. capacity: empty when as many as like can come. over_at: from when nobody
    can be asked to come any more, which is when it begins, or the end of its day.
    """

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="dates")
    on = models.DateField()
    at = models.TimeField(null=True)
    zone = models.CharField(max_length=64)
    place = models.CharField(max_length=200, blank=True)
    capacity = models.PositiveIntegerField(null=True)
    over_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    objects = AskDateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ask", "on", "at"], condition=Q(at__isnull=False), name="campaigns_ask_time_once"
            ),
            models.UniqueConstraint(fields=["ask", "on"], condition=Q(at__isnull=True), name="campaigns_ask_day_once"),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="campaigns_ask_date_has_room"
            ),
        ]
        indexes = [models.Index(fields=["ask", "over_at"])]

    def save(self, *args, **kwargs) -> None:
        self.over_at = over_at(self.on, self.at, self.zone)
        super().save(*args, **kwargs)

    def local(self, zone: str) -> tuple[date, time | None]:
        """Its day and time as the clocks of another zone show them; a day without a time is the same everywhere."""
        if self.at is None or zone == self.zone:
            return self.on, self.at
        there = clock.local(self.over_at, zone)
        return there.date(), there.time()


def over_at(on: date, at: time | None, zone: str) -> datetime:
    """From when nobody can be asked any more to come to something on this day, at this time."""
    return clock.day_bounds(on, zone)[1] if at is None else clock.instant_or_nearest(on, at, zone)


class StrategyCard(Row):
    """One of the four short cards on strategy, as a chapter says it in a campaign (R-041).

    Held by the campaign's key, not its row: a campaign taken up anew from another first day keeps the words a chapter
    wrote. by: whoever wrote them; nobody while they are the pack's own.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    campaign_key = models.SlugField(max_length=60)
    part = models.CharField(max_length=8, choices=StrategyPart)
    words = SealedText()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("part", StrategyPart, "campaigns_strategy_part"),
            models.UniqueConstraint(fields=["chapter", "campaign_key", "part"], name="campaigns_strategy_once"),
        ]


class Story(Row):
    """A story of an organizer's own, on a shelf that nobody else reads (R-040).

    bridge: what the organization's actions would change on that issue. from_pack: the campaign and story it was taken
    from, so that it is taken once; it is the organizer's to change from then on.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    title = SealedText()
    words = SealedText()
    bridge = SealedText()
    issues = models.JSONField(default=list)
    values = models.JSONField(default=list)
    from_pack = models.CharField(max_length=121, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", "from_pack"], condition=~Q(from_pack=""), name="campaigns_story_taken_once"
            )
        ]
        indexes = [models.Index(fields=["author", "changed_at"])]


class ActionPage(Row):
    """A chapter's page for everybody: what the action is, how to take part. There is none until a lead opens it.

    places: names and postal codes this chapter is near, a line each, by which people find their nearest.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    places = models.CharField(max_length=1000, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chapter"], condition=Q(closed_at__isnull=True), name="campaigns_one_action_page"
            )
        ]
