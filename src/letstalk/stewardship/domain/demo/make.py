"""The demo: an organization marked as one, once, with people in every state and a campaign on its 48th day."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.domain.users import make_user
from letstalk.accounts.models import User
from letstalk.campaigns.models import Action
from letstalk.kit import clock
from letstalk.kit.refusal import Refused
from letstalk.outbox.domain.routes import use_folder
from letstalk.people.domain.organization import add_chapter, found_organization, give_role
from letstalk.people.models import Chapter
from letstalk.people.queries import organization_exists
from letstalk.people.words import RoleKind
from letstalk.stewardship.domain.demo.crowd import Crowd, add_crowd, tag_some
from letstalk.stewardship.domain.demo.open_door import open_the_door
from letstalk.stewardship.domain.demo.shelf import fill_shelf
from letstalk.stewardship.domain.demo.story import Scene, tell
from letstalk.stewardship.domain.first_visit import shipped_pack
from letstalk.stewardship.domain.packs import adopt_pack

ZONE = "America/New_York"
CAMPAIGN_BEGAN = 47
WANTED = 60
PASSWORD_BYTES = 9


class NotEmpty(Refused):
    """There is a real organization here, or the demo already."""


@dataclass(frozen=True)
class DemoMade:
    """Who to sign in as. The password is random and shown once."""

    user: User
    email: str
    password: str
    chapter: Chapter
    posts: list[tuple[User, Chapter]]


def make_demo(*, at: datetime) -> DemoMade:
    """Make the demo, whole or not at all. Its messages end as files and never at a mail server.

    People, addresses (example.org) and phones (fictional ranges) are invented. Raises NotEmpty.
    """
    with transaction.atomic():
        if organization_exists():
            raise NotEmpty(_("There is an organization here already; the demo needs an empty database."))
        use_folder(at=at)
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        began = at - timedelta(days=CAMPAIGN_BEGAN + 10)
        rosa = _organizer("Rosa Vega", password=password, at=began)
        root = found_organization(
            name=_("Lakeside Neighbors"), by=rosa, zone=ZONE, region="US", language="en", is_demo=True, at=began
        )
        eastside = add_chapter(parent=root, name=_("Eastside Huddle"), word=_("huddle"), by=rosa, at=began)
        harbor = add_chapter(parent=root, name=_("Harbor Huddle"), word=_("huddle"), by=rosa, at=began)
        first_on = clock.local_day(at, ZONE) - timedelta(days=CAMPAIGN_BEGAN)
        campaign = adopt_pack(pack=shipped_pack(), chapter=root, first_on=first_on, by=rosa, at=began)
        Action.objects.filter(campaign=campaign, is_ours=True).update(wanted=WANTED)
        marcus = _organizer("Marcus Bell", password=None, at=began)
        dana = _organizer("Dana Whitfield", password=None, at=began)
        for user, chapter, kinds in (
            (rosa, eastside, (RoleKind.ORGANIZER, RoleKind.LEAD)),
            (marcus, eastside, (RoleKind.ORGANIZER,)),
            (dana, harbor, (RoleKind.ORGANIZER, RoleKind.LEAD)),
        ):
            for kind in kinds:
                give_role(user=user, chapter=chapter, kind=kind, by=rosa, at=began)
        fill_shelf(organizer=rosa, chapter=eastside, campaign=campaign, at=began)
        scene = Scene(at=at, chapter=eastside, organizer=rosa, second=marcus)
        tell(scene)
        open_the_door(scene)
        tell_elsewhere(Scene(at=at, chapter=harbor, organizer=dana, second=dana))
    return DemoMade(user=rosa, email=rosa.email, password=password, chapter=eastside, posts=[(rosa, eastside)])


def enlarge(made: DemoMade, *, people: int, seed: int, at: datetime) -> Crowd:
    """Add so many people with history, Rosa's own among them; the same seed makes the same people."""
    root = made.chapter.parent
    assert root is not None
    crowd = add_crowd(root=root, known=made.posts, people=people, seed=seed, at=at)
    tag_some(root=root, seed=seed, at=at)
    return crowd


def tell_elsewhere(scene: Scene) -> None:
    """A few people of a sibling chapter, whom Rosa's huddle never sees."""
    for name, number in (("Hana Sato", 61), ("Viktor Lindqvist", 62), ("Amara Diallo", 63)):
        scene.meet(scene.add(name, number=number, days=30), days=20)


def _organizer(name: str, *, password: str | None, at: datetime) -> User:
    email = f"{name.lower().replace(' ', '.')}@example.org"
    return make_user(email=email, password=password, name=name, at=at, zone=ZONE, language="en")
