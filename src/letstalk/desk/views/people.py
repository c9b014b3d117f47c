"""To be written."""

from django.http import Http404


def people(request):
    raise Http404


def add_person(request):
    raise Http404


def add_several(request):
    raise Http404
