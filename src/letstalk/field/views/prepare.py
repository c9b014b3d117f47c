"""To be written."""

from django.http import Http404


def prepare(request, meeting_id):
    raise Http404
