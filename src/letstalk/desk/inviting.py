"""The words of an invitation, ready to be changed and sent by hand (R-009, R-023)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.kit.days import mailto_link, sms_link
from letstalk.meetings.models import Meeting
from letstalk.meetings.words import Purpose
from letstalk.outbox.words import Channel
from letstalk.people.queries import Reach, may_reach
from letstalk.people.words import Purpose as MessagePurpose

USUAL_MINUTES = 40


@dataclass(frozen=True)
class Invitation:
    """The words, and links that open them in one's own messages or mail; a link is empty where that may not be."""

    words: str
    text_link: str
    mail_link: str
    stopped: str


def invitation_for(meeting: Meeting, *, organizer: User, at: datetime, minutes: int = USUAL_MINUTES) -> Invitation:
    """Purpose and, when asks are carried, that there will be one: nobody is to be ambushed (R-023).

    What the organizer wrote down as the reason is theirs alone and does not go in.
    """
    words = _words(meeting, organizer, minutes)
    text = may_reach(meeting.person, MessagePurpose.PERSONAL, Channel.TEXT, at=at, at_any_hour=True)
    mail = may_reach(meeting.person, MessagePurpose.PERSONAL, Channel.EMAIL, at=at)
    return Invitation(
        words=words,
        text_link=sms_link(text.way.value, words) if text.may and text.way else "",
        mail_link=mailto_link(mail.way.value, subject=_("Our conversation"), words=words)
        if mail.may and mail.way
        else "",
        stopped=_stopped(text, mail),
    )


def _words(meeting: Meeting, organizer: User, minutes: int) -> str:
    names = {
        "name": meeting.person.first_name,
        "me": organizer.first_name,
        "group": meeting.chapter.name,
        "minutes": minutes,
    }
    opening = _("Hi %(name)s, it’s %(me)s from %(group)s.") if names["me"] else _("Hi %(name)s, I’m with %(group)s.")
    wish = _("Would you have %(minutes)s minutes for a conversation, just the two of us?")
    sentences = [opening % names, wish % names, _purpose_said(meeting.purpose)]
    if meeting.asks:
        sentences.append(_("So that you know: I will ask you for something, and no is a good answer, too."))
    sentences.append(_("Is there anything you want to talk about? And when would suit you?"))
    return " ".join(filter(None, sentences))


def _purpose_said(purpose: str) -> str:
    sentences = {
        Purpose.ABOUT_US: _("I’d like to hear what matters to you, and tell you what we are about."),
        Purpose.PLAN: _("I’d like to plan with you what comes next."),
        Purpose.DEBRIEF: _("I’d like to look back with you on how it went."),
    }
    return sentences[Purpose(purpose)] if purpose else ""


def _stopped(text: Reach, mail: Reach) -> str:
    """Why neither may be used, when they asked for it; a missing number is no reason of theirs."""
    refused = {"no_contact", "refused", "suppressed"}
    return mail.sentence if text.why in refused and mail.why in refused else ""
