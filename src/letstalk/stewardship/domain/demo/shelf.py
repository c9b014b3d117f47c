"""What an organizer of the demo tells of herself, and how her huddle says its strategy."""

from datetime import datetime

from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.domain.shelf import add_story
from letstalk.campaigns.domain.strategy import write_strategy
from letstalk.campaigns.models import Campaign
from letstalk.campaigns.validators import StoryWords
from letstalk.campaigns.words import StrategyPart
from letstalk.people.models import Chapter


def fill_shelf(*, organizer: User, chapter: Chapter, campaign: Campaign, at: datetime) -> None:
    """Two stories of her own, one of which fits whoever she meets next, and a strategy close to home."""
    for story in _stories():
        add_story(story=story, chapter=chapter, by=organizer, at=at)
    words = {StrategyPart.LOCAL: _("Get the night bus back: eleven of us at each council meeting until it runs again.")}
    write_strategy(chapter=chapter, campaign=campaign, words=words, by=organizer, at=at)


def _stories() -> list[StoryWords]:
    return [
        StoryWords(
            title=_("The last bus"),
            words=_(
                "When the night bus was cut, my mother walked home from her shift, forty minutes in the dark. I was "
                "twelve and waited at the window.\n\nYears later I took her letter to the council. They listened when "
                "there were eleven of us, and the bus came back on Fridays."
            ),
            bridge=_("A bus every night would mean that nobody waits at a window."),
            issues=(_("night buses"), _("clinic hours")),
            values=(_("Family"), _("Fairness")),
        ),
        StoryWords(
            title=_("The letter about the rent"),
            words=_(
                "We got the letter on a Tuesday: a third more, from next month. I wanted to hide it. My neighbor rang, "
                "with the same letter in her hand."
            ),
            bridge=_("With a cap on rents, a letter like that could not be written."),
            issues=(_("rents"),),
            values=(_("Belonging"),),
        ),
    ]
