"""What the page of the ten minutes before shows, worked out once: for the screen, for a phone, for paper."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from letstalk.campaigns.queries import Suggestion, asks_for, current_campaign, fitting_story, shelf_of, strategy_for
from letstalk.field.forms.wordings import WordingsForm
from letstalk.field.menu import menu_of
from letstalk.field.questions import carried, carried_lines, groups
from letstalk.field.safety import safety_link, safety_words
from letstalk.followups.queries import prepare_page
from letstalk.graphics.print_sheets import PAPERS
from letstalk.graphics.print_sheets import usual_paper as paper_of
from letstalk.guides.queries import variables_of
from letstalk.guides.walk import question_ids
from letstalk.guides.wordings import Wanted
from letstalk.kit import clock
from letstalk.meetings.course import is_of_the_past, sections_of
from letstalk.meetings.models import Meeting, Place, Slot
from letstalk.meetings.wordings import language_for, offered_for

SOON_MINUTES = 90
HINTS = ("say", "do_not_say", "exit_signs")
TEMPLATE = "field/prepare/page.html"


def prepare_context(meeting: Meeting, *, at: datetime) -> dict[str, Any]:
    """What the template of the page needs, the same with and without a request.

    It is read by the organizer whose one-on-one it is: notes, stories and the viewer's zone are theirs.
    """
    page = prepare_page(meeting, at=at)
    zone = meeting.chapter.zone
    today = clock.local_day(at, zone)
    words = safety_words(page.slot, meeting.person) if page.slot else ""
    asks = [*page.asks, *(ask for ask in asks_for(meeting.chapter, at) if ask not in page.asks)]
    menu = menu_of(meeting, asks, chosen=page.asks, at=at)
    suggestion, shelf_holds = _story(meeting, page.issues)
    sections = sections_of(meeting, minutes=page.slot.minutes if page.slot else None)
    return {
        "page": page,
        "meeting": meeting,
        "person": meeting.person,
        "heading": _heading(meeting, page.slot, at=at),
        "place_is": _place_is(page.slot.place) if page.slot else [],
        "sections": sections,
        "duties": list(dict.fromkeys(duty for section in sections for duty in section.get("duties", ()))),
        "hints": [section for section in sections if any(section.get(hint) for hint in HINTS)],
        "lines": carried_lines(meeting),
        "deciding": {one.line.id for one in menu.deciding if one.line},
        "chosen": set(carried(meeting)),
        "is_proposed": not meeting.questions,
        "groups": groups(meeting),
        "is_of_the_past": is_of_the_past(meeting, today),
        "wordings": wordings_form(meeting),
        "menu": asks,
        "weighed": menu,
        "suggestion": suggestion,
        "shelf_holds": shelf_holds,
        "strategy": strategy_for(meeting.chapter, current_campaign(meeting.chapter, at)),
        "safety_words": words,
        "safety_link": safety_link(words) if words else "",
        "today": today,
        "zone": zone,
        "viewer_zone": meeting.organizer.zone or zone,
        "papers": paper_choices(),
        "paper": usual_paper(meeting),
        "trouble": "",
        "open_part": "",
    }


def wordings_form(meeting: Meeting, data: Any = None) -> WordingsForm | None:
    """In which words to ask, where this guide leaves a choice."""
    offered = offered_for(meeting, asked=carried(meeting))
    if offered is None or meeting.guide_version is None:
        return None
    dots = dict.fromkeys(question_ids(meeting.guide_version.body), "…")
    return WordingsForm(
        data,
        offered=offered,
        wanted=Wanted.read(meeting.wordings),
        language=language_for(meeting),
        variables=dots | variables_of(meeting.guide_version),
    )


def usual_paper(meeting: Meeting) -> str:
    """What lies in the printers there."""
    return paper_of(meeting.chapter.region)


def paper_choices() -> list[tuple[str, str]]:
    """The sizes a sheet can be printed on, and how they are said."""
    said = {"a4": _("A4"), "letter": _("Letter")}
    return [(paper, said[paper]) for paper in PAPERS]


def _place_is(place: Place | None) -> list[str]:
    """What one needs to know of a place before going there (R-019)."""
    if place is None:
        return []
    known = [
        (place.is_quiet, _("quiet")),
        (place.is_private, _("private enough")),
        (place.is_public, _("public")),
        (place.is_step_free, _("step-free")),
        (place.has_toilets, _("toilets")),
    ]
    said = [place.transit, place.hours, place.cost]
    return [words for is_so, words in known if is_so] + [words for words in said if words]


def _story(meeting: Meeting, issues: list[str]) -> tuple[Suggestion | None, int]:
    """The story of the organizer's own that fits what this person cares about, and how many they have (R-040)."""
    shelf = list(shelf_of(meeting.organizer))
    return fitting_story(shelf, issues), len(shelf)


def _heading(meeting: Meeting, slot: Slot | None, *, at: datetime) -> str:
    """In ten minutes, or some day: the page itself says when."""
    name = meeting.person.first_name
    minutes = round((slot.starts_at - at).total_seconds() / 60) if slot else -1
    if 0 < minutes <= SOON_MINUTES:
        return _("In %(minutes)d minutes: %(name)s") % {"minutes": minutes, "name": name}
    return _("Prepare: %(name)s") % {"name": name}
