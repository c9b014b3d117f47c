"""To be written."""

from django.http import Http404


def follow_ups(request):
    raise Http404


def follow_up_done(request, follow_up_id):
    raise Http404


def follow_up_waive(request, follow_up_id):
    raise Http404


def thank(request, follow_up_id):
    raise Http404


def messages(request):
    raise Http404


def send_again(request, message_id):
    raise Http404


def take_back_message(request, message_id):
    raise Http404
