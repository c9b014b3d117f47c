"""Who may come in without an account: whoever holds a link, and only to what it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from letstalk.accounts.domain.limits import attempt
from letstalk.commitments.access import live_link_or_404
from letstalk.kit import clock
from letstalk.kit.requests import peer
from letstalk.people.models import Relationship, SupporterLink
from letstalk.people.queries import organization

View = Callable[..., HttpResponse]
QUIET = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}
WRONG_LINK = "link.wrong"
MOST_WRONG, WITHIN = 30, timedelta(minutes=10)
PROOF_GOOD_FOR = timedelta(minutes=15)
PROOF_SALT = "letstalk.public.proof"


@dataclass(frozen=True)
class Visit:
    """Somebody came in by a link. The token is what the link is addressed by; only its hash is kept."""

    link: SupporterLink
    token: str

    @property
    def relationship(self) -> Relationship:
        return self.link.relationship

    @property
    def organizer(self) -> str:
        """What the organizer is called here."""
        user = self.relationship.organizer
        return user.first_name or user.email

    def url(self, name: str) -> str:
        return reverse(f"public:{name}", args=[self.token])

    def back(self, said: str, *, to: str = "supporter") -> HttpResponse:
        """To the page again, which says what happened."""
        return redirect(f"{self.url(to)}?said={said}")


def by_link(view: View) -> View:
    """The door: the view is given the visit in place of the token, in the person's language; a wrong one is a 404.

    Without CSRF tokens, since nothing here rides on a cookie: the secret is in the address itself. With our
    no-referrer policy a browser sends `Origin: null`, which Django's check would refuse from everyone.
    """

    @csrf_exempt
    @wraps(view)
    def enter(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        try:
            link = live_link_or_404(token, clock.now())
        except Http404:
            if is_guessing(request):
                return quietly(render(request, "public/too_many.html", status=429))
            raise
        visit = Visit(link, token)
        relationship = visit.relationship
        with translation.override(relationship.person.language or relationship.chapter.language):
            return quietly(view(request, visit, **more))

    return enter


def is_guessing(request: HttpRequest) -> bool:
    """Only wrong tokens are counted and refused, so nobody's guesses lock out who shares an address with them."""
    return not attempt(WRONG_LINK, peer(request), at=clock.now(), most=MOST_WRONG, within=WITHIN)


def quietly(response: HttpResponse) -> HttpResponse:
    """Neither kept by a cache, nor found by a search, nor told to the next page."""
    for name, value in QUIET.items():
        response.headers[name] = value
    return response


def show(request: HttpRequest, visit: Visit, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    frame = {
        "token": visit.token,
        "place": visit.relationship.chapter.name,
        "organizer": visit.organizer,
        "is_demo": organization().is_demo,
    }
    return render(request, template, frame | context, status=status)


def proof_of(link: SupporterLink) -> str:
    """What a page carries after the right six digits, so that its next button needs no new code; in no cookie."""
    return signing.dumps(str(link.pk), salt=PROOF_SALT)


def is_proven(link: SupporterLink, proof: str) -> bool:
    try:
        return bool(signing.loads(proof, salt=PROOF_SALT, max_age=PROOF_GOOD_FOR) == str(link.pk))
    except signing.BadSignature:
        return False
