"""To be written."""

from django.http import Http404


def one_on_ones(request):
    raise Http404


def plan(request):
    raise Http404


def log_spontaneous(request):
    raise Http404
