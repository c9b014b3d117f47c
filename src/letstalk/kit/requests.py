"""Small questions about a request that every door asks."""

import uuid

from django.http import HttpRequest


def entry_id(request: HttpRequest) -> uuid.UUID:
    """The id the form was born with, under which its row is made: a form sent twice makes one thing.

    A missing or broken one becomes a fresh id: the form still works, only without that protection.
    """
    try:
        return uuid.UUID(request.POST.get("entry", ""))
    except ValueError:
        return uuid.uuid4()
