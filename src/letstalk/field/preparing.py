"""What the page of the ten minutes before shows, worked out once: for the screen, for a phone, for paper."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from letstalk.campaigns.queries import asks_for
from letstalk.field.questions import carried, carried_lines, groups, is_of_the_past
from letstalk.field.safety import safety_link, safety_words
from letstalk.followups.queries import prepare_page
from letstalk.kit import clock
from letstalk.meetings.models import Meeting, Slot

SOON_MINUTES = 90
TEMPLATE = "field/prepare/page.html"


def prepare_context(meeting: Meeting, *, at: datetime) -> dict[str, Any]:
    """What the template of the page needs, the same with and without a request.

    It is read by the organizer whose one-on-one it is: notes, stories and the viewer's zone are theirs.
    """
    page = prepare_page(meeting, at=at)
    zone = meeting.chapter.zone
    today = clock.local_day(at, zone)
    words = safety_words(page.slot, meeting.person) if page.slot else ""
    menu = list(asks_for(meeting.chapter, at))
    return {
        "page": page,
        "meeting": meeting,
        "person": meeting.person,
        "heading": _heading(meeting, page.slot, at=at),
        "lines": carried_lines(meeting),
        "chosen": set(carried(meeting)),
        "is_proposed": not meeting.questions,
        "groups": groups(meeting),
        "is_of_the_past": is_of_the_past(meeting, today),
        "menu": [*page.asks, *(ask for ask in menu if ask not in page.asks)],
        "carried_asks": {ask.pk for ask in page.asks},
        "safety_words": words,
        "safety_link": safety_link(words) if words else "",
        "today": today,
        "zone": zone,
        "viewer_zone": meeting.organizer.zone or zone,
        "trouble": "",
        "open_part": "",
    }


def _heading(meeting: Meeting, slot: Slot | None, *, at: datetime) -> str:
    """In ten minutes, or some day: the page itself says when."""
    name = meeting.person.first_name
    minutes = round((slot.starts_at - at).total_seconds() / 60) if slot else -1
    if 0 < minutes <= SOON_MINUTES:
        return _("In %(minutes)d minutes: %(name)s") % {"minutes": minutes, "name": name}
    return _("Prepare: %(name)s") % {"name": name}
