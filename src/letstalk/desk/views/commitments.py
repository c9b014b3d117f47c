"""To be written."""

from django.http import Http404


def commitment(request, commitment_id):
    raise Http404


def fill_in(request, commitment_id):
    raise Http404


def agree_anew(request, commitment_id):
    raise Http404


def record_outcome(request, commitment_id):
    raise Http404


def release(request, commitment_id):
    raise Http404


def keep_promise(request, promise_id):
    raise Http404


def repair_promise(request, promise_id):
    raise Http404


def let_promise_go(request, promise_id):
    raise Http404
