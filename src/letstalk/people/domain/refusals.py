"""What several verbs of this room refuse, and the sentences for it."""

from django.utils.translation import gettext as _

from letstalk.kit.refusal import Refused
from letstalk.people.models import Person


class Forgotten(Refused):
    """The person asked to be forgotten: nothing is written about them again."""


class FormUsed(Refused):
    """The form was sent before, by someone else or about something else."""


def refuse_if_forgotten(person: Person) -> None:
    """Raises Forgotten for a person who was erased."""
    if person.erased_at is not None:
        raise Forgotten(_("They asked to be forgotten, so nothing new can be kept about them."))


def form_used() -> FormUsed:
    return FormUsed(_("This form was used before. Please open it again."))
