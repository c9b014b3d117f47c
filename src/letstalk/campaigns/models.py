"""A campaign as a series of numbered actions, and the asks an organizer can make in it (R-008, R-029, R-091)."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from letstalk.campaigns.words import NextStep
from letstalk.kit.rows import Row, one_of
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

    letter: a to e for the five next steps of the guide. on, at: local to the chapter; empty when it can be any day.
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
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("step", NextStep, "campaigns_ask_step"),
            models.UniqueConstraint(
                fields=["chapter", "campaign", "key"],
                condition=Q(retired_at__isnull=True) & ~Q(key=""),
                name="campaigns_ask_key_once",
            ),
        ]
        indexes = [models.Index(fields=["chapter", "retired_at"])]

    def __str__(self) -> str:
        return self.title
