"""Back to the list a button was pressed on: by a short name, so that no address from outside is ever followed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

LISTS = {
    "today": "desk:today",
    "people": "desk:people",
    "follow_ups": "desk:follow_ups",
    "messages": "desk:messages",
}


def back_to(request: HttpRequest, otherwise: str) -> HttpResponse:
    """The list named by ?back=, or else this address."""
    return redirect(LISTS.get(request.GET.get("back", ""), otherwise))
