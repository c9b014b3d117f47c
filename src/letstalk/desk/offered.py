"""What somebody may choose from, part by part, where they say whom they look for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.kit.languages import LANGUAGES, language_name
from letstalk.people.access import is_organizer, scope_of
from letstalk.people.filters import INVITED, ISO_WEEKDAYS, NEVER, OPEN, REACHED_BY, WEEKS, WHOSE, Filter, Named
from letstalk.people.filters import weeks_said as said
from letstalk.people.models import Chapter, MailingList, Tag
from letstalk.people.queries import tags_in_use
from letstalk.people.queries.filtering import looked_into
from letstalk.people.queries.lists import lists_of
from letstalk.people.words import LADDER, PartOfDay, Stage

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Offered:
    """To one user, in three queries however many chapters, words and lists there are."""

    user: User

    @cached_property
    def chapters(self) -> list[Chapter]:
        return list(looked_into(scope_of(self.user)).order_by("path"))

    @cached_property
    def tags(self) -> list[Tag]:
        return list(tags_in_use(self.user))

    @cached_property
    def lists(self) -> list[MailingList]:
        return list(lists_of(self.chapters))

    @cached_property
    def choices(self) -> dict[str, Choices]:
        """By the name of the clause; none where there is nothing to choose, or nothing the user may know of."""
        of_organizers = is_organizer(self.user)
        return {
            "stage": [(stage.value, str(stage.label)) for stage in [*LADDER, Stage.RESTING, Stage.LEFT]],
            "chapter": [(str(one.pk), one.name) for one in self.chapters] if len(self.chapters) > 1 else [],
            "whose": _codes(WHOSE),
            "tag": [(str(one.pk), one.name) for one in self.tags if one.retired_at is None],
            "language": sorted(((code, language_name(code)) for code in LANGUAGES), key=lambda one: one[1]),
            "weeks": [(str(weeks), said(weeks)) for weeks in (*WEEKS, NEVER)] if of_organizers else [],
            "free": [(str(day), str(WEEKDAYS[day - 1])) for day in ISO_WEEKDAYS],
            "part": [(part.value, str(part.label)) for part in PartOfDay],
            "list": [(str(one.pk), one.name) for one in self.lists],
            "reach": _codes(REACHED_BY),
            "open": [one for one in _codes(OPEN) if of_organizers or one[0] == "commitment"],
            "invited": _codes(INVITED) if of_organizers else [],
        }

    def other(self, name: str, chosen: str) -> str:
        """What was chosen there and is not offered."""
        if name == "language":
            return language_name(chosen)
        retired = [one.name for one in self.tags if name == "tag" and str(one.pk) == chosen]
        return _("%(word)s (offered no more)") % {"word": retired[0]} if retired else _("not there any more")

    def gone(self, wanted: Filter) -> list[str]:
        """What a filter asks for that is not there any more, or is offered no more, in words."""
        named = self.named(wanted)
        lost = {
            "chapter": _("The chapter is not there any more, or not yours to look into."),
            "tag": _("The word is not there any more: it was joined with another, or is not of your chapters."),
            "list": _("The list is closed, or not of your chapters."),
        }
        found = [words for name, words in lost.items() if getattr(wanted, name) and not getattr(named, name)]
        retired = [one.name for one in self.tags if one.pk == wanted.tag and one.retired_at is not None]
        told = _("“%(word)s” is offered no more. Whoever has it is still found.")
        return found + [told % {"word": word} for word in retired]

    def named(self, wanted: Filter) -> Named:
        """What the ids of a filter are called; nothing for what is there no more, or not for this user."""
        chapter = next((one for one in self.chapters if one.pk == wanted.chapter), None)
        tag = next((one for one in self.tags if one.pk == wanted.tag), None)
        list_ = next((one for one in self.lists if one.pk == wanted.list), None)
        return Named(
            chapter=chapter.name if chapter else "",
            tag=tag.name if tag else "",
            tag_kind=tag.kind if tag else "",
            list=list_.name if list_ else "",
        )


def _codes(labels: Mapping[str, object]) -> Choices:
    return [(code, str(label)) for code, label in labels.items()]
