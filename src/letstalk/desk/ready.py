"""Words that stand ready shortly before or after a one-on-one, to be sent by the organizer's own hand (R-009)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from letstalk.followups.domain.before import said_slot
from letstalk.kit import clock
from letstalk.kit.days import mailto_link, sms_link
from letstalk.meetings.models import Meeting, Slot
from letstalk.meetings.words import Side
from letstalk.outbox.words import Channel
from letstalk.people.models import Person
from letstalk.people.queries import may_reach, zone_of
from letstalk.people.words import Purpose, Why


@dataclass(frozen=True)
class Ready:
    """The words, and links that open them in one's own messages or mail; a link is empty where that may not be.

    night: what time it is where the person is, when it is too early or late there for a text.
    """

    words: str
    text_link: str
    mail_link: str
    stopped: str
    night: str


def ready(person: Person, words: str, *, at: datetime) -> Ready:
    """These words for this person, by the ways they have not said no to (b.6, L-1)."""
    text = may_reach(person, Purpose.PERSONAL, Channel.TEXT, at=at)
    mail = may_reach(person, Purpose.PERSONAL, Channel.EMAIL, at=at)
    is_night = text.why == Why.QUIET_HOURS
    may_text = (text.may or is_night) and text.way is not None
    return Ready(
        words=words,
        text_link=sms_link(text.way.value, words) if may_text and text.way else "",
        mail_link=mailto_link(mail.way.value, subject=_("Our conversation"), words=words)
        if mail.may and mail.way
        else "",
        stopped=mail.sentence if mail.why in (Why.NO_CONTACT, Why.RESTRICTED, Why.ERASED) else "",
        night=f"{clock.local(at, zone_of(person)):%H:%M}" if is_night else "",
    )


def asking_words(slot: Slot) -> str:
    """Does it still suit? In the person's language and by their own clock."""
    meeting = slot.meeting
    with translation.override(meeting.person.language or meeting.chapter.language):
        said = {"name": meeting.person.first_name, "when": said_slot(slot)}
        return _("Hi %(name)s, does it still suit you? %(when)s. Another time is always all right.") % said


def late_words(meeting: Meeting, minutes: int) -> str:
    with translation.override(meeting.person.language or meeting.chapter.language):
        said = {"name": meeting.person.first_name, "minutes": minutes}
        return _("Hi %(name)s, I’m about %(minutes)s minutes late. I’m sorry, and I’m on my way.") % said


def missed_words(meeting: Meeting, whose: str) -> str:
    """Friendly words to find another time; whoever stayed away oneself says sorry first."""
    with translation.override(meeting.person.language or meeting.chapter.language):
        name = {"name": meeting.person.first_name}
        if whose == Side.ORGANIZER:
            return (
                _("Hi %(name)s, I did not come, and I’m sorry. I’d like to make it good: when would suit you?") % name
            )
        if whose == Side.PERSON:
            return _("Hi %(name)s, we missed each other today. No harm done. Shall we find another time?") % name
        return _("Hi %(name)s, today did not work out for either of us. Shall we find another time?") % name
