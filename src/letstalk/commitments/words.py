"""The codes of this room and how they are said (R-043, b.2, b.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    """What was said to an ask. Whether a yes is firm or vague is seen from its commitment, never stored."""

    YES = "yes", _("Yes")
    COUNTER_OFFER = "counter_offer", _("Other offer")
    NOT_NOW = "not_now", _("Not now")
    NO = "no", _("No")
    NOT_ASKED = "not_asked", _("Didn’t ask")


AGREED = (Answer.YES, Answer.COUNTER_OFFER)


class OutcomeKind(models.TextChoices):
    DONE = "done", _("Done")
    PARTLY = "partly", _("Partly done")
    MISSED = "missed", _("Didn’t happen")
    RENEGOTIATED = "renegotiated", _("Agreed anew")
    RELEASED = "released", _("Let go")


class PromiseOutcomeKind(models.TextChoices):
    KEPT = "kept", _("Kept")
    REPAIRED = "repaired", _("Made good")
    RELEASED = "released", _("Let go by them")


class Detail(models.TextChoices):
    """The three a firm commitment has (R-016)."""

    DATE = "date", _("date")
    TIME = "time", _("time")
    GOAL = "goal", _("goal")


class Stood(models.TextChoices):
    """How an ask stood among the others when it was chosen or made (section g)."""

    TARGET = "target", _("The one that fits best")
    STRETCH = "stretch", _("A bigger step")
    LIGHT = "light", _("A lighter step")
    OTHER = "other", _("Another that fits")
    FOLDED = "folded", _("Under the line")
    HELD_BACK = "held_back", _("Not suggested")


SUGGESTED = (Stood.TARGET, Stood.STRETCH, Stood.LIGHT)
