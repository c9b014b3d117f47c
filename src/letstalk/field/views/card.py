"""To be written."""

from django.http import Http404


def card(request, meeting_id):
    raise Http404
