"""The action's page: what it is, how a one-on-one works, and every way to take part. No account, no cookie."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from letstalk.campaigns.domain.signing_up import TooMany, may_sign_up, sign_up
from letstalk.campaigns.making import Ground, answer, ground_or_404, link_picture, sample
from letstalk.campaigns.materials import materials_of
from letstalk.campaigns.models import ActionPage
from letstalk.campaigns.nearest import Team, nearest
from letstalk.campaigns.queries import action_now, current_campaign
from letstalk.guides.queries import method_pages
from letstalk.guides.surveying import survey_version
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id, peer
from letstalk.meetings.models import BookingPage
from letstalk.people.queries import organization
from letstalk.public.action_forms import JoinForm
from letstalk.public.door import quietly
from letstalk.reports.queries import has_public_words

View = Callable[..., HttpResponse]
A_WHILE = {"Cache-Control": "public, max-age=300"}
A_DAY = {"Cache-Control": "public, max-age=86400"}
LONGEST_PLACE = 80
DESIGNS_SHOWN = 4


def by_page(view: View) -> View:
    """The door: the view is given the open page of this chapter, in the chapter's language; anything else is a 404.

    Without CSRF tokens, as everywhere in this door: there is no cookie that another site could ride on.
    """

    @csrf_exempt
    @wraps(view)
    def enter(request: HttpRequest, chapter_slug: str, **more: Any) -> HttpResponse:
        rows = ActionPage.objects.filter(chapter__slug=chapter_slug, closed_at__isnull=True)
        page = rows.select_related("chapter").first()
        if page is None:
            raise Http404
        with translation.override(page.chapter.language):
            return view(request, page, **more)

    return enter


@require_safe
@by_page
def action(request: HttpRequest, page: ActionPage) -> HttpResponse:
    """What it is and how to take part; with a place asked for, the teams near it."""
    near = request.GET.get("near", "")[:LONGEST_PLACE].strip()
    at = clock.now()
    campaign = current_campaign(page.chapter, at)
    booking = BookingPage.objects.filter(chapter=page.chapter, organizer__isnull=True, closed_at__isnull=True).first()
    context = {
        "campaign": campaign,
        "action": action_now(campaign, clock.local_day(at, page.chapter.zone)) if campaign else None,
        "booking": booking,
        "designs": materials_of(campaign).designs[:DESIGNS_SHOWN],
        "has_questions": survey_version(page.chapter) is not None,
        "has_heard": has_public_words(page.chapter),
        "near": near,
        "teams": _teams(near) if near else [],
        "url": request.build_absolute_uri(request.path),
        "picture": request.build_absolute_uri(reverse("public:action_picture", args=[page.chapter.slug])),
    }
    return show_action(request, page, "public/action/page.html", context, headers={} if near else A_WHILE)


@require_http_methods(["GET", "HEAD", "POST"])
@by_page
def join(request: HttpRequest, page: ActionPage) -> HttpResponse:
    """Signing up. Whether an address is known here already can't be told from any answer."""
    if request.method != "POST":
        form = JoinForm(chapter=page.chapter, wish=request.GET.get("wish", ""))
        is_done = request.GET.get("said") == "thanks"
        return quietly(show_action(request, page, "public/action/join.html", {"form": form, "is_done": is_done}))
    form = JoinForm(request.POST, chapter=page.chapter)
    if form.is_valid():
        try:
            if not form.is_machine:
                at, said = clock.now(), form.said()
                may_sign_up(peer=peer(request), chapter=page.chapter, way=said.way, at=at)
                sign_up(chapter=page.chapter, said=said, id=entry_id(request), at=at)
            return redirect(f"{reverse('public:join', args=[page.chapter.slug])}?said=thanks")
        except Refused as refused:
            add_refusal(form, refused)
            status = 429 if isinstance(refused, TooMany) else 422
        except ValidationError as wrong:
            form.add_error("way", wrong)
            status = 422
    else:
        status = 422
    return quietly(
        show_action(request, page, "public/action/join.html", {"form": form, "is_done": False}, status=status)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@by_page
def graphics(request: HttpRequest, page: ActionPage) -> HttpResponse:
    """Fill in, look, and take the file along; nothing of it stays here."""

    def framed(context: dict[str, Any], status: int) -> HttpResponse:
        context |= {"wall_url": reverse("public:line", args=[page.chapter.slug])}
        return quietly(show_action(request, page, "public/action/graphics.html", context, status=status))

    return answer(request, ground=_ground(page), show=framed)


@require_safe
@by_page
def design_picture(request: HttpRequest, page: ActionPage, key: str) -> HttpResponse:
    """How a design looks."""
    try:
        picture = sample(_ground(page), key)
    except KeyError:
        raise Http404 from None
    return HttpResponse(picture, content_type="image/png", headers=A_DAY)


@require_safe
@by_page
def picture(request: HttpRequest, page: ActionPage) -> HttpResponse:
    """What other websites show beside a link to this page."""
    return HttpResponse(link_picture(_ground(page)), content_type="image/png", headers=A_DAY)


@require_safe
@by_page
def guide(request: HttpRequest, page: ActionPage) -> HttpResponse:
    """How a one-on-one works, in one page to read or print."""
    pages = method_pages(page.chapter)
    return show_action(request, page, "public/action/guide.html", {"pages": pages}, headers=A_WHILE)


def _ground(page: ActionPage) -> Ground:
    return ground_or_404(page.chapter, current_campaign(page.chapter, clock.now()))


def _teams(near: str) -> list[dict[str, str]]:
    rows = ActionPage.objects.filter(closed_at__isnull=True).select_related("chapter").order_by("pk")
    teams = [Team(row.chapter.slug, row.chapter.name, tuple(row.places.splitlines())) for row in rows]
    return [{"name": team.name, "url": reverse("public:action", args=[team.key])} for team in nearest(near, teams)]


def show_action(
    request: HttpRequest,
    page: ActionPage,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """A page in the frame that all pages of the action have."""
    frame = {"place": page.chapter.name, "slug": page.chapter.slug, "is_demo": organization().is_demo}
    response = render(request, template, frame | context, status=status)
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response
