"""The codes of this room and how they are said (b.1; R-011, R-014, R-020)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class State(models.TextChoices):
    """Where a one-on-one stands (b.1). *Following up* is seen from above: it needs follow-ups to be known."""

    IDEA = "idea", _("Idea")
    INVITED = "invited", _("Invited")
    SCHEDULED = "scheduled", _("Scheduled")
    CONFIRMED = "confirmed", _("Confirmed")
    HELD = "held", _("Held")
    DEBRIEFED = "debriefed", _("Debriefed")
    CLOSED = "closed", _("Closed")
    DECLINED = "declined", _("Declined")
    NO_ANSWER = "no_answer", _("No answer")
    CANCELLED = "cancelled", _("Called off")
    NO_SHOW = "no_show", _("Did not happen")
    DROPPED = "dropped", _("Dropped")


class Use(models.TextChoices):
    """What the one-on-one is for in the life of the group (R-011)."""

    NEWCOMER = "newcomer", _("Bringing someone in")
    LEADERS = "leaders", _("Developing a leader")
    KEEPING_UP = "keeping_up", _("Keeping up a relationship")


class Purpose(models.TextChoices):
    """The three purposes of the definition (R-014)."""

    ABOUT_US = "about_us", _("Talk about the organization")
    PLAN = "plan", _("Plan work ahead")
    DEBRIEF = "debrief", _("Look back on a finished action")


class Mode(models.TextChoices):
    """Face to face by default; the others are exceptions with a reason, and no penalty (R-020)."""

    IN_PERSON = "in_person", _("Face to face")
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video")


class Side(models.TextChoices):
    ORGANIZER = "organizer", _("I")
    PERSON = "person", _("They")
    BOTH = "both", _("Neither of us")


class Reply(models.TextChoices):
    DECLINED = "declined", _("Not now, thank you")
    NO_ANSWER = "no_answer", _("No answer")


class Part(models.TextChoices):
    """What every held one-on-one has, or knowingly has not (R-005)."""

    PURPOSE = "purpose", _("Purpose")
    OUTCOME = "outcome", _("Outcome")
    NEXT_STEP = "next_step", _("Next step")


def every_said(weeks: int) -> str:
    """How often two people meet, in words."""
    return ngettext("every week", "every %(weeks)d weeks", weeks) % {"weeks": weeks}


class CalendarKind(models.TextChoices):
    """How an organizer's own calendar is read, to know when they are busy."""

    ICS = "ics", _("Calendar address (ICS)")
    CALDAV = "caldav", _("CalDAV")


class CalendarAnswer(models.TextChoices):
    """What a calendar program answered to a file of ours (RFC 5546, 3.2.3 and 3.2.7)."""

    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    TENTATIVE = "tentative", _("Perhaps")
    COUNTER = "counter", _("Another time proposed")


class CalendarProblem(models.TextChoices):
    """Why a calendar could not be read, in a sentence for whose calendar it is."""

    UNREACHABLE = "unreachable", _("The calendar could not be reached. Please check the address.")
    INNER = "inner", _("This address leads into a private network, where we do not look. Use a public one.")
    NOT_SAFE = "not_safe", _("The address could not be reached safely: its certificate is not right.")
    REDIRECTS = "redirects", _("This address sends us from one place to another without end.")
    SIGN_IN = "sign_in", _("The calendar asks for another name or password.")
    GONE = "gone", _("There is no calendar at this address any more.")
    REFUSED = "refused", _("The server did not give us the calendar.")
    TOO_LARGE = "too_large", _("This calendar is too large for us to read. Share one with less in it.")
    TOO_SLOW = "too_slow", _("The calendar did not come to an end in time.")
    TOO_MANY = "too_many", _("There is more in the coming weeks of this calendar than we can read.")
    WEB_PAGE = (
        "web_page",
        _("This is the address of a web page, perhaps to sign in. Look for the secret address that ends in .ics."),
    )
    NOT_A_CALENDAR = "not_a_calendar", _("What is at this address is not a calendar.")


class Share(models.TextChoices):
    """How a chapter's booking page chooses among organizers who are free at the time asked for."""

    ROTA = "rota", _("In turn: whoever was asked longest ago")
    FEWEST = "fewest", _("Whoever has the fewest one-on-ones ahead")
    FIRST_FREE = "first_free", _("Whoever is free first")


class Heard(models.TextChoices):
    """What a person answered on the page of an invitation, without an account."""

    TAKEN = "taken", _("Took a time")
    PROPOSED = "proposed", _("Proposed another time")
    NOT_NOW = "not_now", _("Not now, thank you")
    CANNOT_COME = "cannot_come", _("Cannot come")
    NO_CONTACT = "no_contact", _("Please don’t contact me")


class Spoke(models.TextChoices):
    """An organizer's own guess of who spoke more (M25)."""

    NOT_SAID = "", _("I’d rather not guess")
    THEY = "they", _("They did")
    EVEN = "even", _("About the same")
    ME = "me", _("I did")


class Circle(models.TextChoices):
    """Whether somebody is from outside the organizer's usual circle, as the organizer sees it (M22)."""

    NOT_SAID = "", _("I’d rather not say")
    OUTSIDE = "outside", _("Yes, from outside it")
    INSIDE = "inside", _("No")


# What a kind of one-on-one proposes for its use and purpose; both stay changeable.
PROPOSED = {
    "introductory": (Use.NEWCOMER, Purpose.ABOUT_US),
    "leadership": (Use.LEADERS, Purpose.PLAN),
    "planning": (Use.KEEPING_UP, Purpose.PLAN),
    "debrief": (Use.KEEPING_UP, Purpose.DEBRIEF),
    "maintenance": (Use.KEEPING_UP, Purpose.ABOUT_US),
    "reengagement": (Use.KEEPING_UP, Purpose.ABOUT_US),
    "coaching": (Use.LEADERS, Purpose.DEBRIEF),
    "house_meeting": (Use.LEADERS, Purpose.PLAN),
    "handover": (Use.KEEPING_UP, Purpose.ABOUT_US),
}
