"""The codes of this room and how they are said."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GuideKind(models.TextChoices):
    CONVERSATION = "conversation", _("Conversation")
    REPORT = "report", _("Report back")


class MeetingKind(models.TextChoices):
    """The kinds of one-on-one of section d."""

    INTRODUCTORY = "introductory", _("First conversation")
    LEADERSHIP = "leadership", _("Leadership")
    PLANNING = "planning", _("Planning")
    DEBRIEF = "debrief", _("Looking back together")
    MAINTENANCE = "maintenance", _("Check-in")
    REENGAGEMENT = "reengagement", _("Getting back in touch")
    COACHING = "coaching", _("Coaching")
    HOUSE_MEETING = "house_meeting", _("Hosting a house meeting")
    HANDOVER = "handover", _("Hand-over")


class SuccessRule(models.TextChoices):
    """When a one-on-one of this agenda counts as successful (I-6). The first is the seed's and the default (R-016)."""

    COMMITMENT = "commitment", _("They committed to something with a date, a time and a goal")
    CONTINUE = "continue", _("Both of you want to talk again, and agreed when")


class QuestionKind(models.TextChoices):
    """How a question is answered, as its author chooses it. The codes are the pack's."""

    OPEN = "open", _("Open: they tell")
    YES_NO = "yes_no", _("Yes or no")
    EITHER_OR = "either_or", _("One or the other")
    CHOICE = "choice", _("One of several")
    MULTI = "multi", _("Several of several")
    OPTIONS = "options", _("Next steps to choose from")
    SCALE = "scale", _("A scale")
    NUMBER = "number", _("A number")
    DAY = "day", _("A day")
    SCHEDULE = "schedule", _("A day, a time and a place")
    NOTE = "note", _("Something to say, no answer")
    GROUP = "group", _("A heading for those below it")


class Recording(models.TextChoices):
    """What may be kept of an answer (R-068)."""

    NEVER = "never", _("Nothing")
    YES_NO = "yes_no", _("The yes or no, no words")
    THEME = "theme", _("The theme")
    OWN_WORDS = "own_words", _("Their own words, if they agree")


class Sensitivity(models.TextChoices):
    """How careful to be (R-068)."""

    ORDINARY = "ordinary", _("Ordinary")
    PERSONAL = "personal", _("Personal")
    SENSITIVE = "sensitive", _("Sensitive")
    POLITICAL = "political", _("Political")


class Tells(models.TextChoices):
    """What of a person an answer may tell that asks are weighed by (section g)."""

    ISSUES = "issues", _("What they care about")
    MOTIVES = "motives", _("What moves them")
    TIME = "time", _("When they are free")
    SKILLS = "skills", _("What they can do or want to learn")
    STEP = "step", _("What they have taken part in")
    COMPANY = "company", _("Who goes with them")
    PRACTICAL = "practical", _("What they need to come")


class Did(models.TextChoices):
    """What one step of a draft changed, as the undo button says it."""

    ADDED = "added", _("something added")
    CHANGED = "changed", _("words changed")
    MOVED = "moved", _("something moved")
    REMOVED = "removed", _("something taken out")


class Said(models.TextChoices):
    """The answers that are tapped, beside a question's own options (R-079, R-080)."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    PARTLY = "partly", _("Partly")
    BOTH = "both", _("Both")
    NOT_SURE = "not_sure", _("Not sure")
    DID_NOT_ASK = "did_not_ask", _("Did not ask")
    RATHER_NOT_SAY = "rather_not_say", _("Rather not say")
