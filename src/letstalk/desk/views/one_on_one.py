"""To be written."""

from django.http import Http404


def one_on_one(request, meeting_id):
    raise Http404


def describe(request, meeting_id):
    raise Http404


def invite(request, meeting_id):
    raise Http404


def hear_no(request, meeting_id):
    raise Http404


def schedule(request, meeting_id):
    raise Http404


def confirm(request, meeting_id):
    raise Http404


def call_off(request, meeting_id):
    raise Http404


def no_show(request, meeting_id):
    raise Http404


def drop(request, meeting_id):
    raise Http404


def take_back(request, meeting_id):
    raise Http404


def set_aside(request, meeting_id):
    raise Http404


def close(request, meeting_id):
    raise Http404
