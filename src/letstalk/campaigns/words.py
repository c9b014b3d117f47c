"""The codes of this room and how they are said."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NextStep(models.TextChoices):
    """The five next steps of the guide (R-091), and an ask of the chapter's own."""

    JOIN_TEAM = "join_team", _("Join the local team")
    NATIONAL_ACTION = "national_action", _("Take part in the next national action")
    LOCAL_ACTION = "local_action", _("Take part in a local action")
    START_OWN = "start_own", _("Start one-on-ones of your own")
    NEWS = "news", _("Receive news and information")
    OTHER = "other", _("Something else")


class Risk(models.TextChoices):
    """What an ask may cost whoever says yes (h.1, h.5). All but none are chosen by hand, and never suggested."""

    NONE = "none", _("None beyond the usual")
    ARREST = "arrest", _("They could be arrested")
    WORK = "work", _("Their employer could hear of it")


class Company(models.TextChoices):
    """Who is there with whoever says yes; unsaid is a value."""

    UNSAID = "", _("Not said")
    WITH_SOMEONE = "with_someone", _("They go with someone they know, or with you")
    MEETS_PEOPLE = "meets_people", _("They will meet people there")
    ALONE = "alone", _("They do it by themselves")


class SetUpKind(models.TextChoices):
    """What may be needed so that somebody can do what they took on (R-028)."""

    DIRECTIONS = "directions", _("How to get there")
    RIDE = "ride", _("A ride")
    CHILD_CARE = "child_care", _("Child care")
    INTERPRETER = "interpreter", _("An interpreter")
    BUDDY = "buddy", _("Someone to go with")
    TRAINING = "training", _("Training")
    MATERIALS = "materials", _("Materials")


class Access(models.TextChoices):
    """What a place or a way of taking part offers, so that nobody is shut out."""

    STEP_FREE = "step_free", _("Step-free")
    TOILET = "toilet", _("An accessible toilet")
    SEATS = "seats", _("A seat for everyone")
    SIGNING = "signing", _("Sign language")
    HEARING = "hearing", _("A hearing loop, or captions")
    QUIET = "quiet", _("A quiet corner")
    REMOTE = "remote", _("From home, by phone or video")


class Again(models.TextChoices):
    """Whether an ask takes place again and again; each time has a day of its own."""

    ONCE = "", _("On the days named")
    WEEK = "week", _("Every week")
    FORTNIGHT = "fortnight", _("Every two weeks")
    MONTH = "month", _("Every month, on the same weekday")


class StrategyPart(models.TextChoices):
    """The short cards on strategy, in the order they are read (R-041)."""

    VISION = "vision", _("The vision")
    NATIONAL = "national", _("Everywhere")
    LOCAL = "local", _("Around here")
    BOTH = "both", _("What it does for you both")


# Offered where a story is tagged by what it shows someone holding dear; anyone writes their own beside them.
VALUES = [
    pgettext_lazy("something held dear", "Family"),
    pgettext_lazy("something held dear", "Fairness"),
    pgettext_lazy("something held dear", "Freedom"),
    pgettext_lazy("something held dear", "Belonging"),
    pgettext_lazy("something held dear", "Dignity"),
    pgettext_lazy("something held dear", "Safety"),
    pgettext_lazy("something held dear", "Courage"),
    pgettext_lazy("something held dear", "Learning"),
]
