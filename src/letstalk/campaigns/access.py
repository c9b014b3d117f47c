"""The gate to campaigns and asks: those of one's chapters, of every node above them, and of what one leads or runs."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.campaigns.models import Ask, Campaign, Story
from letstalk.people.access import below, scope_of
from letstalk.people.models import Chapter


def own_and_above(chapter: Chapter) -> QuerySet[Chapter]:
    """The chapter and every node above it, up to the organization: whose menu, agendas and guides it shares."""
    return Chapter.objects.filter(path__in=paths_above(chapter))


def chapters_shared_with(user: User) -> QuerySet[Chapter]:
    """The chapters whose campaigns, asks, agendas and guides a user works with."""
    scope = scope_of(user)
    paths = {path for chapter in (*scope.organized, *scope.led, *scope.administered) for path in paths_above(chapter)}
    return Chapter.objects.filter(Q(path__in=paths) | below((*scope.led, *scope.administered)))


def chapters_looked_after(user: User) -> QuerySet[Chapter]:
    """The chapters whose menu and guides a user may change: where they organize, what they lead or administer."""
    scope = scope_of(user)
    own = Q(pk__in=[chapter.pk for chapter in scope.organized])
    return Chapter.objects.filter(own | below((*scope.led, *scope.administered)))


def ask_or_404(user: User, ask_id: UUID) -> Ask:
    """An ask this user can make."""
    rows = Ask.objects.filter(chapter__in=chapters_shared_with(user)).select_related("chapter", "campaign")
    return _one_or_404(rows, ask_id)


def ask_to_change_or_404(user: User, ask_id: UUID) -> Ask:
    """An ask of a chapter this user looks after."""
    rows = Ask.objects.filter(chapter__in=chapters_looked_after(user)).select_related("chapter", "campaign")
    return _one_or_404(rows, ask_id)


def campaign_or_404(user: User, campaign_id: UUID) -> Campaign:
    """A campaign this user works in."""
    rows = Campaign.objects.filter(chapter__in=chapters_shared_with(user)).select_related("chapter")
    return _one_or_404(rows, campaign_id)


def campaign_led_or_404(user: User, campaign_id: UUID) -> Campaign:
    """A campaign of a chapter this user leads."""
    rows = Campaign.objects.filter(chapter__in=Chapter.objects.filter(below(scope_of(user).led)))
    return _one_or_404(rows.select_related("chapter"), campaign_id)


def ask_led_or_404(user: User, ask_id: UUID) -> Ask:
    """An ask on the menu of a chapter this user leads."""
    rows = Ask.objects.filter(chapter__in=Chapter.objects.filter(below(scope_of(user).led)))
    return _one_or_404(rows.select_related("chapter"), ask_id)


def campaign_administered_or_404(user: User, campaign_id: UUID) -> Campaign:
    """A campaign of a chapter this user administers."""
    rows = Campaign.objects.filter(chapter__in=Chapter.objects.filter(below(scope_of(user).administered)))
    return _one_or_404(rows.select_related("chapter"), campaign_id)


def chapters_shaped(user: User) -> QuerySet[Chapter]:
    """The chapters whose campaigns this user takes up and puts into words: those they lead or administer."""
    scope = scope_of(user)
    return Chapter.objects.filter(below((*scope.led, *scope.administered)))


def chapter_shaped_or_404(user: User, chapter_id: UUID) -> Chapter:
    """A chapter whose strategy this user may put into words: one they lead or administer."""
    return _one_or_404(chapters_shaped(user), chapter_id)


def campaign_shaped_or_404(user: User, campaign_id: UUID) -> Campaign:
    """A campaign of a chapter this user leads or administers."""
    rows = Campaign.objects.filter(chapter__in=chapters_shaped(user)).select_related("chapter")
    return _one_or_404(rows, campaign_id)


def story_or_404(user: User, story_id: UUID) -> Story:
    """A story of this user's own shelf. No role opens another one's."""
    return _one_or_404(Story.objects.filter(author=user.pk), story_id)


def paths_above(chapter: Chapter) -> list[str]:
    """The paths of a chapter and of every node above it."""
    return chapter.paths_above


def _one_or_404(rows: QuerySet, pk: UUID):
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
