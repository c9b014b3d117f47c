"""The buttons of a person's own page. Each is a POST; saying no works at once or becomes a request (b.6, C-3)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from letstalk.commitments.access import linked_commitment_or_404
from letstalk.commitments.domain.agreeing import reconfirm
from letstalk.commitments.models import Commitment
from letstalk.followups.domain import commitments as following
from letstalk.kit import clock
from letstalk.kit.refusal import Refused
from letstalk.people.domain import links
from letstalk.people.domain.consent import stop_everything
from letstalk.people.domain.requests import ask_for
from letstalk.people.words import OWN_PAGE, RequestKind
from letstalk.public.door import Visit, by_link, show
from letstalk.public.forms import HelpForm, MoveForm
from letstalk.public.views.supporter import page


@require_POST
@by_link
def on_it(request: HttpRequest, visit: Visit, commitment_id: UUID) -> HttpResponse:
    commitment = linked_commitment_or_404(visit.link, commitment_id)
    try:
        reconfirm(commitment=commitment, by=None, at=clock.now())
    except Refused:
        return visit.back("changed")
    return visit.back("on_it")


@require_POST
@by_link
def move_day(request: HttpRequest, visit: Visit, commitment_id: UUID) -> HttpResponse:
    """Another day; the old agreement is kept as history and its organizer is told (C-2)."""
    commitment = linked_commitment_or_404(visit.link, commitment_id)
    at = clock.now()
    today = clock.local_day(at, visit.relationship.chapter.zone)
    form = MoveForm(request.POST, commitment=commitment, today=today)
    if not form.is_valid():
        return page(request, visit, move=form)
    if not (form.is_as_it_was or _was_moved_so(form)):
        try:
            following.move_day(commitment=commitment, terms=form.terms(), at=at)
        except Refused:
            return visit.back("changed")
    return visit.back("moved")


@require_POST
@by_link
def ask_help(request: HttpRequest, visit: Visit, commitment_id: UUID) -> HttpResponse:
    commitment = linked_commitment_or_404(visit.link, commitment_id)
    form = HelpForm(request.POST, commitment=commitment)
    words = form.cleaned_data["words"] if form.is_valid() else request.POST.get("words", "")
    if commitment.is_settled:
        return visit.back("changed")
    following.ask_for_help(commitment=commitment, words=words, at=clock.now())
    return visit.back("help")


@require_POST
@by_link
def let_go(request: HttpRequest, visit: Visit, commitment_id: UUID) -> HttpResponse:
    """At once, without a reason and without a mark (C-3)."""
    commitment = linked_commitment_or_404(visit.link, commitment_id)
    try:
        following.release(commitment=commitment, by=None, at=clock.now())
    except Refused:
        return visit.back("changed")
    return visit.back("let_go")


@require_POST
@by_link
def stop(request: HttpRequest, visit: Visit) -> HttpResponse:
    """No message of any kind from now on (L-1)."""
    relationship = visit.relationship
    stop_everything(
        person=relationship.person,
        chapter=relationship.chapter,
        how=OWN_PAGE,
        words=_("Stop all messages"),
        by=None,
        at=clock.now(),
    )
    return visit.back("stopped")


@require_POST
@by_link
def ask_erase(request: HttpRequest, visit: Visit) -> HttpResponse:
    ask_for(relationship=visit.relationship, kind=RequestKind.ERASE, at=clock.now())
    return visit.back("erase")


@require_POST
@by_link
def close_link(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The person closes their own page; the address opens nothing any more, so this answer is its last."""
    links.revoke(link=visit.link, by=None, at=clock.now())
    return show(request, visit, "public/closed.html", {})


def _was_moved_so(form: MoveForm) -> bool:
    """The same change was sent before: a second tap is not a second move."""
    moved = Commitment.objects.filter(renews=form.commitment).first()
    terms = form.terms()
    return moved is not None and (moved.on, moved.at) == (terms.on, terms.time)
