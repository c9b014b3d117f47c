"""An organizer's own shelf of stories: nobody else reads it (R-040)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.campaigns.access import campaign_or_404, story_or_404
from letstalk.campaigns.domain import shelf
from letstalk.campaigns.models import Story
from letstalk.campaigns.queries import current_campaign, issues_named, shelf_of, stories_offered
from letstalk.desk.forms.stories import StoryForm
from letstalk.desk.frame import for_organizers, show
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people.access import home_chapter


@require_GET
@for_organizers
def stories(request: HttpRequest) -> HttpResponse:
    """One's own stories, and those that came with the campaign."""
    campaign = current_campaign(home_chapter(request.user), clock.now())
    context = {
        "stories": list(shelf_of(request.user)),
        "campaign": campaign,
        "offered": stories_offered(request.user, campaign) if campaign else [],
    }
    return show(request, "desk/stories/list.html", "settings", context)


@require_http_methods(["GET", "POST"])
@for_organizers
def add_story(request: HttpRequest) -> HttpResponse:
    """One more story on the shelf."""
    form = StoryForm(request.POST or None, issues=_issues(request))
    if request.method == "GET":
        return _show(request, form)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        shelf.add_story(
            id=entry_id(request),
            story=form.story,
            chapter=home_chapter(request.user),
            by=request.user,
            at=clock.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _show(request, form, status=422)
    messages.success(request, _("It stands on your shelf."))
    return redirect("desk:stories")


@require_http_methods(["GET", "POST"])
@for_organizers
def story(request: HttpRequest, story_id: UUID) -> HttpResponse:
    """One story, to tell it in other words."""
    found: Story = story_or_404(request.user, story_id)
    form = StoryForm(request.POST or None, issues=_issues(request), story=found)
    if request.method == "GET":
        return _show(request, form, found=found)
    if not form.is_valid():
        return _show(request, form, found=found, status=422)
    if form.is_about_another(found):
        form.show_anew(found)
        return _show(request, form, found=found, is_stale=True, status=422)
    try:
        shelf.change_story(story=found, words=form.story, by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _show(request, form, found=found, status=422)
    messages.success(request, _("Saved."))
    return redirect("desk:stories")


@require_http_methods(["GET", "POST"])
@for_organizers
def remove_story(request: HttpRequest, story_id: UUID) -> HttpResponse:
    """Throw one away, after one question."""
    found = story_or_404(request.user, story_id)
    if request.method == "GET":
        return show(request, "desk/stories/remove.html", "settings", {"story": found})
    shelf.remove_story(story=found, by=request.user, at=clock.now())
    messages.success(request, _("It is off your shelf, and its words are gone."))
    return redirect("desk:stories")


@require_POST
@for_organizers
def take_story(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Put one of the campaign's stories on one's own shelf, to tell it in one's own way."""
    campaign = campaign_or_404(request.user, campaign_id)
    offered = {story.key: story for story in stories_offered(request.user, campaign)}
    chosen = offered.get(request.POST.get("story", ""))
    if chosen is None:
        messages.info(request, _("That story is on your shelf already, or is not offered any more."))
        return redirect("desk:stories")
    try:
        taken = shelf.take_story(offered=chosen, campaign=campaign, by=request.user, at=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("desk:stories")
    messages.success(request, _("It stands on your shelf. Tell it in your own way."))
    return redirect("desk:story", taken.pk)


def _issues(request: HttpRequest) -> list[str]:
    return issues_named(home_chapter(request.user))


def _show(
    request: HttpRequest, form: StoryForm, *, found: Story | None = None, is_stale: bool = False, status: int = 200
) -> HttpResponse:
    context = {"form": form, "story": found, "is_stale": is_stale}
    return show(request, "desk/stories/edit.html", "settings", context, status=status)
