"""Due work of this room: letters to lists, batch by batch, the question by which a yes is confirmed (R-058), files."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from letstalk.kit import clock
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.queries import current_route, due
from letstalk.people.domain import mailings
from letstalk.people.domain.changing_several import forget_changes
from letstalk.people.domain.duplicates import look_for_duplicates
from letstalk.people.domain.importing import FileGone, discard, empty
from letstalk.people.domain.importing_steps import GOING, go_on_for
from letstalk.people.domain.importing_undo import UNDO_FOR
from letstalk.people.domain.merges import empty_old
from letstalk.people.models import Chapter, DuplicateLook, Import, Mailing, MailingList, Person
from letstalk.people.words import ImportState

AT_ONCE = 200
# The other sweeps wait meanwhile.
SECONDS_A_FILE = 2.0
NIGHT = range(2, 5)
LOOK_AGAIN_AFTER = timedelta(hours=20)
# A look through more would keep the other sweeps waiting in the daytime.
LOOKED_THROUGH_BY_DAY = 20_000


def run(*, at: datetime) -> int:
    """One round. Returns how many things were done."""
    letters = ask_to_confirm(at=at) + plan_letters(at=at) + release_due(at=at)
    kept = bring_files_in(at=at) + forget_files(at=at) + forget_changes(at=at)
    return letters + kept + look_for_duplicates_where_due(at=at)


def look_for_duplicates_where_due(*, at: datetime) -> int:
    """One chapter's list a round: where a file has come in since, and each once a night by its own clock."""
    looked = DuplicateLook.objects.filter(chapter=OuterRef("pk"), at__gt=at - LOOK_AGAIN_AFTER)
    for chapter in Chapter.objects.filter(_grew()).order_by("path", "pk"):
        if Person.objects.filter(chapter=chapter, erased_at__isnull=True).count() <= LOOKED_THROUGH_BY_DAY:
            return look_for_duplicates(chapter=chapter, at=at)
    for chapter in Chapter.objects.filter(~Exists(looked)).order_by("path", "pk"):
        if clock.local(at, chapter.zone).hour in NIGHT:
            return look_for_duplicates(chapter=chapter, at=at)
    return 0


def _grew() -> Exists:
    """A file was brought in, and nobody has looked who is twice since."""
    looked = DuplicateLook.objects.filter(chapter=OuterRef("chapter"), at__gte=OuterRef("done_at"))
    brought_in = Import.objects.filter(chapter=OuterRef("pk"), state=ImportState.DONE)
    return Exists(brought_in.filter(~Exists(looked)))


def bring_files_in(*, at: datetime) -> int:
    """Each file that is on its way goes on for a little, where it stopped the last time."""
    going = Import.objects.filter(state__in=GOING, paused_at__isnull=True).select_related("chapter", "by")
    files = list(going.order_by("made_at", "pk"))
    for importing in files:
        try:
            go_on_for(importing=importing, seconds=SECONDS_A_FILE)
        except FileGone:
            discard(importing=importing, by=None, at=at)
    return len(files)


def forget_files(*, at: datetime) -> int:
    """After 30 days the rows of a file, and what stood before it, are forgotten; it cannot be taken back any more.

    The same of entries put together, after 90.
    """
    kept = Import.objects.filter(emptied_at__isnull=True).exclude(state__in=GOING)
    old = list(kept.filter(Q(done_at__lt=at - UNDO_FOR) | Q(done_at__isnull=True, made_at__lt=at - UNDO_FOR))[:AT_ONCE])
    for importing in old:
        with transaction.atomic():
            empty(importing=importing, at=at)
    return len(old) + empty_old(at=at)


def ask_to_confirm(*, at: datetime) -> int:
    """Whoever told an organizer yes is asked by email whether it was they, once."""
    lists = list(MailingList.objects.filter(closed_at__isnull=True).select_related("chapter").order_by("pk"))
    lines = mailings.lines_to_ask(lists, at=at, most=AT_ONCE) if lists else []
    for line in lines:
        mailings.ask_to_confirm(line=line, at=at)
    return len(lines)


def plan_letters(*, at: datetime) -> int:
    """The next batch of each letter that is going out; one that was stopped in the middle goes on where it was."""
    going = Mailing.objects.filter(
        begun_at__isnull=False, stopped_at__isnull=True, all_planned_at__isnull=True, paused_at__isnull=True
    )
    letters = list(going.select_related("list__chapter", "chapter").order_by("begun_at", "pk"))
    return sum(mailings.plan_batch(letter=letter, at=at) for letter in letters)


def release_due(*, at: datetime) -> int:
    """Each due message is checked against the ledger as it is now, then released or taken back."""
    if current_route() is None:
        return 0
    rows = list(due(mailings.KINDS, at=at)[:AT_ONCE])
    for message in rows:
        with transaction.atomic():
            _release(message, at=at)
    return len(rows)


def _release(message: Message, *, at: datetime) -> None:
    if message.kind == mailings.LETTER:
        mailings.release_letter(message, at=at)
    elif message.kind == mailings.ASK_TO_CONFIRM:
        mailings.release_question(message, at=at)
    else:
        # A test copy that could not leave in time is sent anew by whoever wants it.
        outbox.withdraw(message, reason="no_longer_open", at=at)
