"""To be written."""

from django.http import Http404


def settings(request):
    raise Http404


def change_password(request):
    raise Http404


def mail_settings(request):
    raise Http404


def test_mail(request):
    raise Http404
