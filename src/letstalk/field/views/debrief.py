"""To be written."""

from django.http import Http404


def debrief(request, meeting_id):
    raise Http404
