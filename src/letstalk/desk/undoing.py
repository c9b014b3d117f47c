"""Saying what was done with a button that undoes it, on whichever page comes next."""

from django.contrib import messages
from django.http import HttpRequest


def say_with_undo(request: HttpRequest, words: str, *, undo: str) -> None:
    """`undo` is the address to which one button posts; `kit/parts/messages.html` draws it."""
    messages.success(request, words, extra_tags=undo)
