"""To be written."""

from django.http import Http404


def method(request):
    raise Http404


def method_page(request, slug):
    raise Http404


def edit_method_page(request, slug):
    raise Http404
