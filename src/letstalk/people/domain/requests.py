"""What a person asks for on their page and a human has to do: erase, show, correct."""

from datetime import datetime

from django.db import IntegrityError, transaction

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.people.models import PersonRequest, Relationship


def ask_for(*, relationship: Relationship, kind: str, words: str = "", at: datetime) -> PersonRequest:
    """Keep a person's request until someone settled it. Asked again meanwhile, its new words are added to the first."""
    request = PersonRequest(
        chapter=relationship.chapter,
        person=relationship.person,
        relationship=relationship,
        kind=kind,
        words=words.strip(),
        at=at,
    )
    try:
        with transaction.atomic():
            request.save(force_insert=True)
            record("people.asked_for", about=request, by=None, at=at, person=request.person_id, asked=kind)
    except IntegrityError:
        return _add_words(request)
    return request


def _add_words(request: PersonRequest) -> PersonRequest:
    with transaction.atomic():
        open_ones = PersonRequest.objects.select_for_update().filter(settled_at__isnull=True)
        first = open_ones.get(person=request.person, kind=request.kind)
        if request.words and request.words not in first.words:
            first.words = "\n".join(filter(None, [first.words, request.words]))
            first.save(update_fields=["words"])
    return first


def settle(*, request: PersonRequest, by: User | None, at: datetime) -> PersonRequest:
    """What they asked for was done, or talked about; settled twice, the first time counts."""
    open_one = PersonRequest.objects.filter(pk=request.pk, settled_at__isnull=True)
    with transaction.atomic():
        if open_one.update(settled_at=at, settled_by=by) == 1:
            record("people.request_settled", about=request, by=by, at=at, person=request.person_id, asked=request.kind)
    request.refresh_from_db()
    return request
