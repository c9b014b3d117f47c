"""The campaign that ships, taken up by the cast's organization, for tests that need its guides, agendas and asks."""

from datetime import date

from letstalk.campaigns.models import Campaign
from letstalk.stewardship.domain.first_visit import shipped_pack
from letstalk.stewardship.domain.packs import adopt_pack
from tests.moments import NOW

FIRST_ON = date(2026, 3, 1)


def adopted(cast, *, first_on: date = FIRST_ON) -> Campaign:
    return adopt_pack(pack=shipped_pack(), chapter=cast.organization, first_on=first_on, by=cast.founder, at=NOW)
