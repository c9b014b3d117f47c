"""To be written."""

from django.http import Http404


def on_it(request, token, commitment_id):
    raise Http404


def move_day(request, token, commitment_id):
    raise Http404


def ask_help(request, token, commitment_id):
    raise Http404


def let_go(request, token, commitment_id):
    raise Http404


def stop(request, token):
    raise Http404


def ask_erase(request, token):
    raise Http404


def close_link(request, token):
    raise Http404
