"""Reads of this room: the organization, who may be reached and how, and the list of people with its search."""

from letstalk.people.queries.listing import PeoplePage, PersonRow, people_page, tags_in_use
from letstalk.people.queries.organization import organization, organization_exists, organizers_for
from letstalk.people.queries.own_pages import has_link, requests_waiting
from letstalk.people.queries.reaching import (
    Reach,
    best_way,
    consents_of,
    has_agreed,
    has_refused,
    in_text_hours,
    is_do_not_contact,
    is_left_alone,
    ledger_of,
    may_reach,
    said_no_to_contact,
    stops_contact,
    stops_use,
    ways_of,
    zone_of,
)
from letstalk.people.queries.searching import COUNTED_TO, find_people

__all__ = [
    "COUNTED_TO",
    "PeoplePage",
    "PersonRow",
    "Reach",
    "best_way",
    "consents_of",
    "find_people",
    "has_agreed",
    "has_link",
    "has_refused",
    "in_text_hours",
    "is_do_not_contact",
    "is_left_alone",
    "ledger_of",
    "may_reach",
    "organization",
    "organization_exists",
    "organizers_for",
    "people_page",
    "requests_waiting",
    "said_no_to_contact",
    "stops_contact",
    "stops_use",
    "tags_in_use",
    "ways_of",
    "zone_of",
]
