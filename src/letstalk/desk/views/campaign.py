"""To be written."""

from django.http import Http404


def campaign(request):
    raise Http404


def add_ask(request):
    raise Http404


def retire_ask(request, ask_id):
    raise Http404


def adopt_campaign(request):
    raise Http404
