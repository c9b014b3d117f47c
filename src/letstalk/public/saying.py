"""How a person's own page says things: what just happened, what they are asked, and what is kept about them."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letstalk.people.words import NEWS, Purpose


def what_happened(code: str, organizer: str) -> str:
    """A sentence, or nothing for a word we do not know."""
    sentences = {
        "on_it": _("Good to know. %(organizer)s can count on you."),
        "moved": _("The day is changed, and %(organizer)s can see it."),
        "help": _("%(organizer)s knows that you would like a hand, and will be in touch."),
        "let_go": _("You are free of it. That is always all right, and thank you for saying so."),
        "stopped": _("You will get no more messages. This page stays until you close it."),
        "erase": _("%(organizer)s has been asked to erase what is kept about you, and will."),
        "hear": _("%(organizer)s knows that you would like to hear the notes, and will read them to you."),
        "language": _("We write to you in this language from now on."),
        "taken_back": _("Taken back. It holds from now on."),
        "corrected": _("Put right. Thank you."),
        "correct": _("%(organizer)s has been told what is wrong, and will put it right."),
        "sent": _("A code is on its way to your email. It is good for ten minutes."),
        "would_meet": _("Good. If the other says yes, too, you both get a message."),
        "rather_not": _("That is all right. Nobody is told."),
        "goes_on": _("Thank you. %(organizer)s knows that it is all right with you."),
        "stays": _("That is all right. It stays as it is with %(organizer)s."),
        "changed": _("This changed meanwhile. Here is how it stands now."),
    }
    return sentences.get(code, "") % {"organizer": organizer} if code in sentences else ""


def question_said(purpose: str, scope: str, organizer: str, about: str = "") -> str:
    """The very words a person says yes or no to; they are kept with the answer (b.6).

    about: the name of the list or space, or what may be shown where.
    """
    named = {
        Purpose.LIST: _("Send me letters of “%(about)s”"),
        Purpose.SPACE: _("Invite me to “%(about)s”, and tell me its link"),
        Purpose.MENTION: _("You may show this of me online: %(about)s"),
    }
    questions = {
        (Purpose.REMINDERS, "email"): _("Remind me of what we agreed, by email"),
        (Purpose.REMINDERS, "text"): _("Remind me of what we agreed, by text"),
        (Purpose.LIST, NEWS): _("Send me news and information"),
        (Purpose.KEEP_NOTES, ""): _("%(organizer)s may keep notes about our talks, unseen by anyone else"),
        (Purpose.SHARE_WITH_TEAM, ""): _("The team may know what I can and would like to do"),
        (Purpose.ANONYMOUS_REPORTS, ""): _("What I said may go into reports, without my name"),
        (Purpose.CALENDAR_DETAILS, ""): _("My calendar may say whom I meet; without this it says “Our conversation”"),
        (Purpose.MENTION, ""): _("You may name me online"),
    }
    words = questions.get((Purpose(purpose), scope)) or named[Purpose(purpose)]
    return words % {"organizer": organizer, "about": about}


def kept_said(row: dict[str, Any], organizer: str) -> dict[str, Any]:
    """One thing that is kept, in words: what it is, what it says, and since when."""
    names = {
        "name": _("Your name"),
        "pronouns": _("Your pronouns"),
        "stage": _("Where you stand with us"),
        "one-on-one": _("One-on-one"),
        "rhythm": _("You meet regularly"),
        "stand-in": _("Came in the stead of %(organizer)s"),
        "ask": _("What you were asked"),
        "commitment": _("What you said you’d do"),
        "promise": _("What %(organizer)s promised you"),
        "contact": _("We were in touch"),
        "introduction": _("You were asked whether you would like to meet somebody"),
        "handover": _("Who was to follow %(organizer)s"),
        "follow-up": _("Something %(organizer)s still wants to do"),
        "notes": _("Notes"),
    }
    words = row.get("words", "")
    if row["what"] == "notes":
        words = ngettext(
            "%(count)d note, for the eyes of %(organizer)s alone. You can ask to hear it.",
            "%(count)d notes, for the eyes of %(organizer)s alone. You can ask to hear them.",
            row["count"],
        ) % {"count": row["count"], "organizer": organizer}
    when: date | datetime | None = row.get("at")
    return {
        "name": row.get("label") or names.get(row["what"], row["what"]) % {"organizer": organizer},
        "words": words,
        "answer": row.get("answer", ""),
        "why": row.get("why", ""),
        "on": row.get("on"),
        "at": when,
    }
