"""A campaign: its numbered actions, its asks and strategy, and organizers' own stories (R-008, R-029, R-040)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from letstalk.campaigns.words import Company, NextStep, Risk, StrategyPart
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

    letter: a to e for the five next steps of the guide. on, at: local to the chapter; empty when it can be any day.
    urgency: how much the campaign needs it now, in hundredths. issues, uses and teaches (skills), solves (practical
    needs that are seen to): words as people's own are, compared without accents and case. Empty: nobody said.
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
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("step", NextStep, "campaigns_ask_step"),
            one_of("risk", Risk, "campaigns_ask_risk"),
            one_of("company", Company, "campaigns_ask_company"),
            models.CheckConstraint(
                condition=Q(urgency__isnull=True) | Q(urgency__lte=100), name="campaigns_ask_urgency"
            ),
            models.UniqueConstraint(
                fields=["chapter", "campaign", "key"],
                condition=Q(retired_at__isnull=True) & ~Q(key=""),
                name="campaigns_ask_key_once",
            ),
        ]
        indexes = [models.Index(fields=["chapter", "retired_at"])]

    def __str__(self) -> str:
        return self.title


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
