"""An organizer's shelf of their own stories: put there, changed, taken from a campaign, thrown away (R-040)."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.models import Campaign, Story
from letstalk.campaigns.pack_format import Story as PackStory
from letstalk.campaigns.queries import mark_in_pack
from letstalk.campaigns.validators import LONGEST_OF_STORY, MOST_TAGS, StoryWords, check_story
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.people.models import Chapter

MOST_STORIES = 100


class ShelfIsFull(Refused):
    """More stories than anyone can keep in mind."""


def add_story(*, story: StoryWords, chapter: Chapter, by: User, at: datetime, id: uuid.UUID | None = None) -> Story:
    """Put a story on one's own shelf. The same `id` twice is one. Raises NothingWritten, ShelfIsFull."""
    check_story(story)
    story = story.stripped()
    pk = id or uuid.uuid4()
    with transaction.atomic():
        kept = Story.objects.filter(pk=pk, author=by).first()
        return kept or _made(story, pk=pk, chapter=chapter, by=by, at=at)


def change_story(*, story: Story, words: StoryWords, by: User, at: datetime) -> Story:
    """Tell it in other words, or tag it anew. Raises NothingWritten."""
    check_story(words)
    words = words.stripped()
    story.title, story.words, story.bridge = words.title, words.words, words.bridge
    story.issues, story.values, story.changed_at = list(words.issues), list(words.values), at
    with transaction.atomic():
        story.save(update_fields=["title", "words", "bridge", "issues", "values", "changed_at"])
        record("story.changed", about=story, by=by, at=at)
    return story


def take_story(*, offered: PackStory, campaign: Campaign, by: User, at: datetime) -> Story:
    """Put a story that came with a campaign on one's own shelf, to be told in one's own way. Twice is once.

    Raises ShelfIsFull.
    """
    mark = mark_in_pack(campaign, offered)
    kept = Story.objects.filter(author=by, from_pack=mark).first()
    if kept is not None:
        return kept
    story = StoryWords(
        title=offered.title[: LONGEST_OF_STORY["title"]],
        words=offered.text[: LONGEST_OF_STORY["words"]],
        bridge=offered.bridge[: LONGEST_OF_STORY["bridge"]],
        issues=offered.issues[:MOST_TAGS],
        values=offered.values[:MOST_TAGS],
    )
    check_story(story)
    try:
        with transaction.atomic():
            return _made(story.stripped(), pk=uuid.uuid4(), chapter=campaign.chapter, by=by, at=at, from_pack=mark)
    except IntegrityError:
        # A second tap came in between; the row it made is the one.
        return Story.objects.get(author=by, from_pack=mark)


def remove_story(*, story: Story, by: User, at: datetime) -> None:
    """Throw it away for good; only that it was there stays in the journal."""
    with transaction.atomic():
        record("story.removed", about=story, by=by, at=at)
        story.delete()


def _made(story: StoryWords, *, pk: uuid.UUID, chapter: Chapter, by: User, at: datetime, from_pack: str = "") -> Story:
    if Story.objects.filter(author=by).count() >= MOST_STORIES:
        raise ShelfIsFull(_("Your shelf holds %(most)d stories. Take one off first.") % {"most": MOST_STORIES})
    made = Story.objects.create(
        pk=pk,
        chapter=chapter,
        author=by,
        title=story.title,
        words=story.words,
        bridge=story.bridge,
        issues=list(story.issues),
        values=list(story.values),
        from_pack=from_pack,
        made_at=at,
        changed_at=at,
    )
    record("story.added", about=made, by=by, at=at)
    return made
