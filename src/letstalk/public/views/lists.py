"""By the links in list messages: letters end by one tap, and a told yes is confirmed (RFC 8058, R-058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from letstalk.kit import clock
from letstalk.people.domain import lists
from letstalk.people.domain.lists import CONFIRM
from letstalk.people.queries.lists import is_standing, line_of_token, list_of_line
from letstalk.public.door import quietly


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows a button and changes nothing, since scanners follow links; a POST ends the letters at once.

    No session, no cookie and no redirect are needed, so a mail program can do it by itself (RFC 8058, 3.1). The answer
    is the same for a link nobody was given: it tells nothing of anyone.
    """
    is_done = request.method == "POST"
    if is_done:
        lists.unsubscribe(token=token, words=_("Stop the letters of this list"), at=clock.now())
    return quietly(render(request, "public/unsubscribe.html", {"is_done": is_done, "token": token}))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_list(request: HttpRequest, token: str) -> HttpResponse:
    """Their own yes, by one tap on the page the link leads to; opening it says nothing yet."""
    line = line_of_token(token, use=CONFIRM)
    found = list_of_line(line) if line is not None and is_standing(line) else None
    if line is None or found is None or found.closed_at is not None:
        return quietly(render(request, "public/confirm_list.html", {"is_over": True}, status=404))
    with translation.override(line.person.language or line.chapter.language):
        question = _("Send me letters of “%(name)s” from %(chapter)s") % {
            "name": found.name,
            "chapter": found.chapter.name,
        }
        is_done = request.method == "POST"
        if is_done:
            lists.confirm(token=token, words=question, at=clock.now())
        context = {"list": found, "question": question, "is_done": is_done, "token": token, "place": found.chapter.name}
        return quietly(render(request, "public/confirm_list.html", context))
