"""Calendar files as they come over the wire: a round of the sweeps, and what is in the letters."""

from icalendar import Calendar

from letstalk.meetings import sweeps
from letstalk.outbox import sweeps as outbox
from tests.moments import NOW

PERSON, ORGANIZER = "amina@example.org", "rosa@example.org"


def go_round(at=NOW) -> None:
    sweeps.run(at=at)
    outbox.run(at=at)


def letters_to(post_office, address: str) -> list:
    return [letter for letter in post_office.letters if letter.recipients == (address,)]


def calendar_in(letter) -> Calendar:
    """As a mail program offers to accept it."""
    [part] = [part for part in letter.message.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == calendar["METHOD"]
    return calendar


def file_in(letter) -> tuple[Calendar, object]:
    """The calendar, and the one event in it."""
    calendar = calendar_in(letter)
    [event] = calendar.walk("VEVENT")
    return calendar, event
