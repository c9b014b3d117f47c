"""Of all that suggests people, nothing suggests those of whom what is kept is left unused for now (h.2)."""

import uuid
from datetime import date

import pytest

from letstalk.campaigns.queries import asks_for
from letstalk.commitments.fitting import fits_for
from letstalk.commitments.words import SUGGESTED
from letstalk.followups.domain.contacts import log_contact
from letstalk.followups.domain.introductions import CannotIntroduce, SideWish, propose
from letstalk.followups.domain.pairing import propose_round
from letstalk.followups.models import Introduction, Pairing
from letstalk.followups.queries import today_page
from letstalk.followups.words import Channel, ContactKind
from letstalk.meetings.domain.availability import HoursWish, set_hours
from letstalk.people.domain.consent import lift_restriction, restrict
from letstalk.people.models import Membership
from letstalk.people.words import Stage
from letstalk.reports.looking_back import weekly_sheet
from tests.campaign import adopted
from tests.factories import a_person, relationship_of
from tests.moments import DAY, NOW

pytestmark = pytest.mark.django_db
LATER = NOW + 60 * DAY


def said(cast, verb=restrict) -> None:
    verb(person=cast.person, chapter=cast.chapter, how="letter", words="Some is wrong.", by=cast.lead, at=NOW)


def where_suggested(cast) -> set[str]:
    """Where the cast's person comes up by themselves."""
    asks = list(asks_for(cast.chapter, LATER))
    fits = fits_for(cast.person.pk, asks, chapter=cast.chapter, organizer_id=cast.organizer.pk, at=LATER)
    round = propose_round(
        chapter=cast.chapter,
        first_on=date(2026, 3, 9),
        last_on=date(2026, 3, 15),
        minutes=45,
        id=uuid.uuid4(),
        by=cast.lead,
        at=NOW,
    )
    sheet = weekly_sheet(cast.organizer, at=LATER)
    found = {
        "calls": any(one.relationship == cast.relationship for one in today_page(cast.organizer, at=LATER).check_ins),
        "asks": any(fits.stood(ask) in SUGGESTED for ask in asks),
        "rounds": Pairing.objects.filter(round=round, person=cast.person).exists(),
        "week": any(item.text == cast.person.name for part in sheet.sections for item in part.items),
    }
    round.delete()
    return {name for name, comes_up in found.items() if comes_up}


def test_nothing_suggests_whose_data_rests_and_everything_again_when_it_is_cleared_up(cast):
    adopted(cast)
    Membership.objects.filter(person=cast.person).update(stage=Stage.CONNECTED)
    log_contact(
        relationship=cast.relationship, channel=Channel.CALL, kind=ContactKind.NON_ASK, by=cast.organizer, at=NOW
    )
    weekly = [(day, "09:00", "20:00") for day in range(7)]
    hours = HoursWish(zone=cast.chapter.zone, weekly=weekly, most_per_week=5, place_words="Library")
    set_hours(organizer=cast.organizer, wish=hours, at=NOW)
    before = where_suggested(cast)

    said(cast)
    meanwhile = where_suggested(cast)
    said(cast, lift_restriction)

    assert (before, meanwhile) == ({"calls", "asks", "rounds", "week"}, set())
    assert where_suggested(cast) == before


def test_nobody_whose_data_rests_is_introduced(cast):
    other = a_person(cast.organizer, cast.chapter, "June Park")
    sides = [SideWish(one, "Gardens.") for one in (cast.relationship, relationship_of(other, cast.organizer))]
    said(cast)

    with pytest.raises(CannotIntroduce, match="left alone"):
        propose(first=sides[0], second=sides[1], by=cast.organizer, at=NOW, id=uuid.uuid4())

    assert not Introduction.objects.exists()
