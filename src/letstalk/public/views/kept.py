"""To be written."""

from django.http import Http404


def send_code(request, token):
    raise Http404


def kept(request, token):
    raise Http404


def correct(request, token):
    raise Http404


def consent(request, token):
    raise Http404
