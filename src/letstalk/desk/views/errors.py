"""Pages for what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's safety token is old or missing: the person is told, and nothing was done."""
    return render(request, "desk/errors/stale_form.html", status=403)
