"""*How a one-on-one works*: six short pages, to read, print and rewrite (R-001)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from letstalk.desk.forms.method import PageForm
from letstalk.desk.frame import for_everyone_here, for_leads, show
from letstalk.guides.domain.method import edit_page, reset_page
from letstalk.guides.queries import Page, method_pages
from letstalk.guides.queries import method_page as find_page
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.people.access import home_chapter, is_lead
from letstalk.people.models import Chapter


@require_GET
@for_everyone_here
def method(request: HttpRequest) -> HttpResponse:
    pages = method_pages(home_chapter(request.user))
    return show(request, "desk/method/list.html", "method", {"pages": pages})


@require_GET
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
        "may_edit": is_lead(request.user),
    }
    return show(request, "desk/method/page.html", "method", context)


@require_http_methods(["GET", "POST"])
@for_leads
def edit_method_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Rewrite a page for one's chapter and those below it, or bring the shipped one back."""
    chapter = home_chapter(request.user)
    page = _page_or_404(chapter, slug)
    if request.method == "POST" and "reset" in request.POST:
        reset_page(chapter=chapter, slug=slug, by=request.user, at=clock.now())
        messages.success(request, _("The page is as it came."))
        return redirect("desk:method_page", slug)
    form = PageForm(request.POST or None, initial={"title": page.title, "text": page.text})
    if request.method == "POST" and form.is_valid():
        try:
            edit_page(chapter=chapter, slug=slug, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Kept. Your chapter reads it like this now."))
            return redirect("desk:method_page", slug)
    context = {"form": form, "page": page}
    return show(request, "desk/method/edit.html", "method", context, status=422 if form.errors else 200)


def _page_or_404(chapter: Chapter, slug: str) -> Page:
    page = find_page(chapter, slug)
    if page is None:
        raise Http404
    return page
