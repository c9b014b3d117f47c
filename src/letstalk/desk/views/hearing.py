"""To be written."""

from django.http import Http404


def hearing(request):
    raise Http404


def report_back(request):
    raise Http404


def report(request, report_id):
    raise Http404


def send_report(request, report_id):
    raise Http404
