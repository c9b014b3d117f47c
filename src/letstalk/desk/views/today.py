"""To be written."""

from django.http import Http404


def today(request):
    raise Http404


def own_name(request):
    raise Http404
