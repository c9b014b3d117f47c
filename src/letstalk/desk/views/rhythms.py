"""How often people are spoken with, a rest until a day, and what there is to tell on a call that asks for nothing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from letstalk.desk.forms.rhythms import EveryDaysForm, GroupForm, NewsForm, RestForm
from letstalk.desk.frame import for_leads, for_organizers, show
from letstalk.followups.domain.news import end_news, write_news
from letstalk.followups.domain.resting import end_rest, rest_until
from letstalk.followups.domain.rhythm import MOST_DAYS, set_group_rhythm
from letstalk.followups.models import News
from letstalk.followups.queries import group_rhythms, rest_of
from letstalk.kit import clock, days
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people.access import chapter_led_or_404, own_relationship_or_404
from letstalk.people.domain.relationships import set_cadence
from letstalk.people.models import Chapter, Relationship

USUAL_RESTS = (14, 30, 90)


@require_http_methods(["GET", "POST"])
@for_organizers
def own_rhythm(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """How often these two want to be in touch, whatever is usual where the person stands (b.5)."""
    relationship = own_relationship_or_404(request.user, person_id)
    typed = request.POST if request.method == "POST" else None
    form = EveryDaysForm(typed, initial={"every_days": relationship.contact_every_days})
    if form.is_bound and form.is_valid():
        every = form.cleaned_data["every_days"]
        if every is None or 1 <= every <= MOST_DAYS:
            set_cadence(relationship=relationship, every_days=every, by=request.user, at=clock.now())
            return redirect(relationship.person.desk_url)
        form.add_error("every_days", _("Choose between one day and two years."))
    return _show(request, "rhythm", relationship, form)


@require_http_methods(["GET", "POST"])
@for_organizers
def rest(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let somebody rest until a day; with `back`, they are back before it (C-6)."""
    relationship = own_relationship_or_404(request.user, person_id)
    resting = rest_of(relationship)
    form = RestForm(
        request.POST if request.method == "POST" else None,
        initial={"until_on": resting.until_on if resting else None},
    )
    if "back" in request.POST:
        if resting is not None:
            end_rest(rest=resting, by=request.user, at=clock.now())
        return redirect(relationship.person.desk_url)
    if form.is_bound and form.is_valid():
        try:
            until_on = form.cleaned_data["until_on"]
            rest_until(relationship=relationship, until_on=until_on, by=request.user, at=clock.now())
            rests = _("%(name)s rests. Nobody asks anything of them before that day.")
            messages.success(request, rests % {"name": relationship.person.first_name})
            return redirect(relationship.person.desk_url)
        except Refused as refused:
            add_refusal(form, refused)
    return _show(request, "rest", relationship, form, resting=resting)


def _show(
    request: HttpRequest,
    page: str,
    relationship: Relationship,
    form: EveryDaysForm | RestForm,
    **more: object,
) -> HttpResponse:
    today = clock.local_day(clock.now(), relationship.chapter.zone)
    context = {
        "person": relationship.person,
        "form": form,
        "days": [choice for ahead in USUAL_RESTS for choice in days.day_choices(today, first=ahead, count=1)],
    }
    status = 422 if form.is_bound else 200
    return show(request, f"desk/person/{page}.html", "people", context | more, status=status)


@require_http_methods(["GET", "POST"])
@for_leads
def group_rhythm(request: HttpRequest, chapter_id: UUID) -> HttpResponse:
    """How often the people of a group, those with one of the chapter's words on them, are spoken with (R-060)."""
    chapter = chapter_led_or_404(request.user, chapter_id)
    groups = group_rhythms(chapter)
    form = GroupForm(request.POST if request.method == "POST" else None, tags=[tag for tag, _every in groups])
    if form.is_bound and form.is_valid():
        try:
            every = form.cleaned_data["every_days"]
            set_group_rhythm(tag=form.chosen, every_days=every, by=request.user, at=clock.now())
            messages.success(request, _("Saved."))
            return redirect("desk:group_rhythm", chapter.pk)
        except Refused as refused:
            add_refusal(form, refused)
    context = {"chapter": chapter, "groups": groups, "form": form, "chosen": [group for group in groups if group[1]]}
    status = 422 if form.is_bound else 200
    return show(request, "desk/chapter/groups.html", "chapter", context, status=status)


@require_http_methods(["GET", "POST"])
@for_leads
def call_news(request: HttpRequest, chapter_id: UUID) -> HttpResponse:
    """What there is to tell on a call just to talk; with `end`, it is no news any more (R-062)."""
    chapter = chapter_led_or_404(request.user, chapter_id)
    told = News.objects.filter(chapter=chapter, ended_at__isnull=True).order_by("-at", "pk")
    if "end" in request.POST:
        for news in told:
            if str(news.pk) == request.POST["end"]:
                end_news(news=news, by=request.user, at=clock.now())
        return redirect("desk:call_news", chapter.pk)
    form = NewsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _write_news(request, chapter, form)
    return _show_news(request, chapter, form)


def _write_news(request: HttpRequest, chapter: Chapter, form: NewsForm) -> HttpResponse:
    try:
        words = form.cleaned_data["words"]
        write_news(chapter=chapter, words=words, id=entry_id(request), by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _show_news(request, chapter, form)
    return redirect("desk:call_news", chapter.pk)


def _show_news(request: HttpRequest, chapter: Chapter, form: NewsForm) -> HttpResponse:
    told = News.objects.filter(chapter=chapter, ended_at__isnull=True).order_by("-at", "pk")
    context = {"chapter": chapter, "form": form, "told": told}
    return show(request, "desk/chapter/news.html", "chapter", context, status=422 if form.errors else 200)
