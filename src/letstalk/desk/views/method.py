"""*How a one-on-one works*: six short pages, to read, print and rewrite (R-001)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from letstalk.desk.forms.method import PageForm
from letstalk.desk.frame import for_everyone_here, for_role, show
from letstalk.desk.seen import show_anew, version
from letstalk.guides.domain.method import edit_page, reset_page
from letstalk.guides.models import MethodPage
from letstalk.guides.queries import Page, method_pages
from letstalk.guides.queries import method_page as find_page
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.people.access import home_chapter, scope_of
from letstalk.people.models import Chapter
from letstalk.people.words import RoleKind


@require_safe
@for_everyone_here
def method(request: HttpRequest) -> HttpResponse:
    pages = method_pages(home_chapter(request.user))
    return show(request, "desk/method/list.html", "method", {"pages": pages})


@require_safe
@for_everyone_here
def method_page(request: HttpRequest, slug: str) -> HttpResponse:
    chapter = home_chapter(request.user)
    page = _page_or_404(chapter, slug)
    pages = method_pages(chapter)
    place = [one.slug for one in pages].index(slug)
    context = {
        "page": page,
        "before": pages[place - 1] if place else None,
        "after": pages[place + 1] if place + 1 < len(pages) else None,
        "may_edit": _may_rewrite(request, chapter),
    }
    return show(request, "desk/method/page.html", "method", context)


@require_http_methods(["GET", "POST"])
@for_role(RoleKind.LEAD, RoleKind.ADMINISTRATOR)
def edit_method_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Rewrite a page for one's chapter and those below it, or bring back the one from before."""
    chapter = home_chapter(request.user)
    page = _page_or_404(chapter, slug)
    if not _may_rewrite(request, chapter):
        raise Http404
    if request.method == "GET":
        shown = {"title": page.title, "text": page.text, "seen": version(page.title, page.text)}
        return _show_edit(request, chapter, page, PageForm(initial=shown))
    if "reset" in request.POST:
        reset_page(chapter=chapter, slug=slug, by=request.user, at=clock.now())
        messages.success(request, _("The page is as it was before your chapter rewrote it."))
        return redirect("desk:method_page", slug)
    form = PageForm(request.POST)
    if not form.is_valid():
        return _show_edit(request, chapter, page, form, status=422)
    told = form.cleaned_data
    if told["seen"] != version(page.title, page.text) and (told["title"], told["text"]) != (page.title, page.text):
        show_anew(form, version(page.title, page.text))
        return _show_edit(request, chapter, page, form, is_stale=True, status=422)
    try:
        edit_page(chapter=chapter, slug=slug, title=told["title"], text=told["text"], by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _show_edit(request, chapter, page, form, status=422)
    messages.success(request, _("Saved. Your chapter reads it like this now."))
    return redirect("desk:method_page", slug)


def _show_edit(
    request: HttpRequest, chapter: Chapter, page: Page, form: PageForm, *, is_stale: bool = False, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "chapter": chapter,
        "is_stale": is_stale,
        "is_own": MethodPage.objects.filter(chapter=chapter, slug=page.slug).exists(),
    }
    return show(request, "desk/method/edit.html", "method", context, status=status)


def _may_rewrite(request: HttpRequest, chapter: Chapter) -> bool:
    """Whoever leads or administers the chapter whose pages they read; elsewhere they would write for others."""
    scope = scope_of(request.user)
    return any(node.holds(chapter) for node in (*scope.led, *scope.administered))


def _page_or_404(chapter: Chapter, slug: str) -> Page:
    page = find_page(chapter, slug)
    if page is None:
        raise Http404
    return page
