"""From an empty database to an organization with its first organizer and its first campaign."""

from datetime import datetime
from functools import cache
from importlib.resources import files

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.domain.users import EmailTaken, make_user
from letstalk.accounts.models import User
from letstalk.campaigns.pack_format import Pack, load_pack
from letstalk.kit import clock
from letstalk.kit.refusal import Refused
from letstalk.people.domain.organization import AlreadyFounded, found_organization
from letstalk.people.queries import organization_exists
from letstalk.stewardship.domain.packs import adopt_pack

# Where the zone says nothing of a country. An administrator may choose another on the chapter's page.
USUAL_REGION = "US"
SHIPPED = "womens-march.yaml"


class AlreadySetUp(Refused):
    """There is an organization here."""


def set_up(
    *,
    chapter_name: str,
    email: str,
    password: str,
    zone: str,
    at: datetime,
    language: str = "en",
) -> User:
    """Make the organization, its first account and its first campaign, whole or not at all.

    The organization takes the chapter's name, and from its time zone the country phone numbers are read for. The
    account is organizer, lead and administrator. The Women's March pack is taken up from today, so that asks,
    questions, agendas and timings are there. Raises AlreadySetUp, also for the second of two at once, and
    ValidationError for what will not do.
    """
    try:
        with transaction.atomic():
            _refuse_second()
            user = make_user(email=email, password=password, zone=zone, language=language, at=at)
            region = clock.country_of(zone) or USUAL_REGION
            chapter = found_organization(name=chapter_name, by=user, zone=zone, region=region, language=language, at=at)
            first_on = clock.local_day(at, chapter.zone)
            adopt_pack(pack=shipped_pack(), chapter=chapter, first_on=first_on, by=user, at=at)
    except (AlreadyFounded, EmailTaken):
        # The form was sent twice: the other one was a moment faster, with this very email or another.
        _refuse_second()
        raise
    return user


def _refuse_second() -> None:
    if organization_exists():
        raise AlreadySetUp(_("There is an organization here already. Sign in to find it."))


@cache
def shipped_pack() -> Pack:
    """The campaign that comes with the software."""
    return load_pack((files("letstalk.campaigns") / "packs" / SHIPPED).read_text(encoding="utf-8"))
