"""To be written."""

from django.http import Http404


def home(request):
    raise Http404


def welcome(request):
    raise Http404


def welcome_demo(request):
    raise Http404


def sign_in(request):
    raise Http404


def sign_out(request):
    raise Http404


def enter(request, token):
    raise Http404
