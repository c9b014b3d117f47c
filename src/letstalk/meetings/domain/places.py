"""A place to meet in: added, changed, retired, and how it was found to be (R-019)."""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.meetings.models import Held, Meeting, Place, PlaceRating, Slot
from letstalk.people.models import Chapter


class NotMetThere(Refused):
    """The one-on-one was not held, or in no place of the list."""


@dataclass(frozen=True)
class PlaceWords:
    """What is known of a place; None is not known, which is not the same as no."""

    name: str
    address: str = ""
    area: str = ""
    transit: str = ""
    cost: str = ""
    hours: str = ""
    is_quiet: bool | None = None
    is_private: bool | None = None
    is_public: bool | None = None
    is_step_free: bool | None = None
    has_toilets: bool | None = None

    def stripped(self) -> dict[str, str | bool | None]:
        return {name: said.strip() if isinstance(said, str) else said for name, said in asdict(self).items()}


def add_place(*, chapter: Chapter, place: PlaceWords, by: User, at: datetime, id: uuid.UUID | None = None) -> Place:
    """A place for everyone who organizes here or below. The same `id` twice is one. Raises NothingWritten."""
    said = place.stripped()
    _refuse_nameless(said)
    try:
        with transaction.atomic():
            added, is_new = Place.objects.get_or_create(pk=id or uuid.uuid4(), defaults={"chapter": chapter, **said})
            if is_new:
                record("place.added", about=added, by=by, at=at)
    except IntegrityError:
        raise _known_already() from None
    if added.chapter_id != chapter.pk:
        raise Refused(_("This form was used before. Please open it again."))
    return added


def change_place(*, place: Place, words: PlaceWords, by: User, at: datetime) -> Place:
    """What is known of it now; one-on-ones agreed for it stay there. Raises NothingWritten."""
    said = words.stripped()
    _refuse_nameless(said)
    for name, value in said.items():
        setattr(place, name, value)
    try:
        with transaction.atomic():
            place.save(update_fields=list(said))
            record("place.changed", about=place, by=by, at=at)
    except IntegrityError:
        raise _known_already() from None
    return place


def retire_place(*, place: Place, by: User, at: datetime) -> Place:
    """Offer it no more. What was agreed for it, and what was there, keeps its name; done twice it is done once."""
    with transaction.atomic():
        if Place.objects.filter(pk=place.pk, retired_at__isnull=True).update(retired_at=at):
            record("place.retired", about=place, by=by, at=at)
    return place


def rate_place(
    *,
    meeting: Meeting,
    was_quiet: bool | None,
    was_private: bool | None,
    was_safe: bool | None,
    by: User,
    at: datetime,
) -> PlaceRating:
    """How the place was, after a one-on-one in it; said again, the later word counts. Raises NotMetThere."""
    slot = Slot.objects.standing().select_related("place").filter(meeting=meeting).first()
    is_held = Held.objects.standing().filter(meeting=meeting).exists()
    if slot is None or slot.place is None or not is_held:
        raise NotMetThere(_("This one-on-one did not take place in one of your places."))
    with transaction.atomic():
        rating, _is_new = PlaceRating.objects.update_or_create(
            meeting=meeting,
            defaults={
                "chapter_id": slot.place.chapter_id,
                "place": slot.place,
                "was_quiet": was_quiet,
                "was_private": was_private,
                "was_safe": was_safe,
                "by": by,
                "at": at,
            },
        )
        record("place.rated", about=slot.place, by=by, at=at)
    return rating


def _refuse_nameless(said: dict[str, str | bool | None]) -> None:
    if not said["name"]:
        raise NothingWritten({"name": _("Say what it is called, as you would tell someone: “Eastside Library”.")})


def _known_already() -> NothingWritten:
    return NothingWritten({"name": _("A place of this name is in the list already. Give this one another name.")})
