"""To be written."""

from django.http import Http404


def chapter(request):
    raise Http404


def edit_chapter(request, chapter_id):
    raise Http404


def add_chapter(request, chapter_id):
    raise Http404


def give_role(request, chapter_id):
    raise Http404


def end_role(request, role_id):
    raise Http404


def edit_timings(request, chapter_id):
    raise Http404
