"""The codes of this room and how they are said (R-045 to R-064, b.4, b.5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The five kinds of follow-up, and one's own (R-047)."""

    GRATITUDE = "gratitude", _("Say thank you")
    REINFORCE = "reinforce", _("Help them succeed")
    KEEP_PROMISE = "keep_promise", _("Keep your promise")
    DEEPEN = "deepen", _("Deepen the relationship")
    BEYOND_TEAM = "beyond_team", _("Beyond the local team")
    CUSTOM = "custom", _("Something else")


class End(models.TextChoices):
    """The end a follow-up serves (R-045)."""

    RELATIONSHIP = "relationship", _("the relationship")
    ACTION = "action", _("the action")


SERVES = {
    Kind.GRATITUDE: End.RELATIONSHIP,
    Kind.REINFORCE: End.ACTION,
    Kind.KEEP_PROMISE: End.RELATIONSHIP,
    Kind.DEEPEN: End.RELATIONSHIP,
    Kind.BEYOND_TEAM: End.RELATIONSHIP,
    Kind.CUSTOM: End.RELATIONSHIP,
}


class State(models.TextChoices):
    """Where a follow-up stands (b.4)."""

    SUGGESTED = "suggested", _("Suggested")
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    WAIVED = "waived", _("Left out")
    BLOCKED = "blocked", _("Waiting for a way to reach them")


class ResultKind(models.TextChoices):
    DONE = "done", _("Done")
    WAIVED = "waived", _("Left out")


class Channel(models.TextChoices):
    EMAIL = "email", _("Email")
    TEXT = "text", _("Text")
    CALL = "call", _("Call")
    LETTER = "letter", _("Note or letter")
    MET = "met", _("Met")
    VIDEO = "video", _("Video")


class ContactKind(models.TextChoices):
    """What a contact was for. Asks and non-asks are counted against each other (L-2, R-061)."""

    ASK = "ask", _("Asked for something")
    THANKS = "thanks", _("Said thank you")
    NON_ASK = "non_ask", _("Just to talk")
    REMINDER = "reminder", _("Reminder")
    MEETING = "meeting", _("One-on-one")


class Warmth(models.TextChoices):
    """How recent the last real contact is, measured against the cadence (b.5)."""

    FRESH = "fresh", _("in touch")
    DUE = "due", _("time to talk")
    COOLING = "cooling", _("cooling")
    QUIET = "quiet", _("quiet")


class EntryKind(models.TextChoices):
    """What a phone writes down and sends later."""

    DEBRIEF = "debrief", _("Write-up")
    QUESTIONS = "questions", _("Questions to carry")
    ASKS = "asks", _("Asks to carry")
    NOTE = "note", _("Note")
    TAPS = "taps", _("Tapped in the room")


class Choice(models.TextChoices):
    """What the organizer decides when two devices said different things."""

    STANDS = "stands", _("Keep what stands")
    OTHER = "other", _("Take the other one")
    BOTH = "both", _("Keep both to read")


class App(models.TextChoices):
    """What a chapter may offer beside texts, calls and Signal, for writing from one's own phone."""

    WHATSAPP = "whatsapp", _("WhatsApp")


class HandoverStep(models.TextChoices):
    """What was done on the way from one organizer to the next (d.9, L-4, P-4)."""

    NAMED = "named", _("They may be named to who would follow")
    AGREED = "agreed", _("Whoever follows said yes")
    READ_OUT = "read_out", _("The promises were read out")
    NOTES = "notes", _("They chose which notes go along")
    YES = "yes", _("They said yes")
    INTRODUCED = "introduced", _("The three met")
    DECLINED = "declined", _("Whoever would follow can’t")
    NO = "no", _("They would rather not")
    TAKEN_BACK = "taken_back", _("Taken back")
    DONE = "done", _("Handed over")


HANDOVER_ENDS = (HandoverStep.DECLINED, HandoverStep.NO, HandoverStep.TAKEN_BACK, HandoverStep.DONE)
# Said again whenever there is more to say; everything else is said once.
HANDOVER_AGAIN = (HandoverStep.READ_OUT, HandoverStep.NOTES)


class SaidHow(models.TextChoices):
    """How a person said something about who keeps in touch with them."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("On the phone")
    OWN_PAGE = "own_page", _("On their own page")
