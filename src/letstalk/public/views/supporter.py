"""To be written."""

from django.http import Http404


def supporter(request, token):
    raise Http404


def calendar_file(request, token, commitment_id):
    raise Http404
