"""Step d: whoever would hold one-on-ones of their own is let in, and finds the guide in hand (R-092)."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from letstalk.commitments.queries import would_organize
from letstalk.desk.forms.organizing import OrganizeForm
from letstalk.desk.frame import for_organizers, show
from letstalk.graphics.qr import qr_svg
from letstalk.guides.queries import agenda_for
from letstalk.guides.words import MeetingKind
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.people.access import own_relationship_or_404, ways_seen_by
from letstalk.people.models import Relationship
from letstalk.people.words import WayKind
from letstalk.stewardship.domain.next_organizers import invite_to_organize as invite


@never_cache
@require_http_methods(["GET", "POST"])
@for_organizers
def invite_to_organize(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Their email, what they get and what they do not; then a link that lets them in, shown this once."""
    relationship = own_relationship_or_404(request.user, person_id)
    form = OrganizeForm(request.POST or None, initial={"email": _email_on_file(request, relationship)}, label_suffix="")
    token = ""
    if request.method == "POST" and form.is_valid():
        try:
            entered = invite(
                relationship=relationship, email=form.cleaned_data["email"], by=request.user, at=clock.now()
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            token = entered.token
            if not token:
                who = {"name": relationship.person.first_name, "chapter": relationship.chapter.name}
                messages.success(request, _("%(name)s organizes in %(chapter)s now, and signs in as before.") % who)
                return redirect(relationship.person.desk_url)
    address = settings.LETSTALK_URL.rstrip("/") + reverse("desk:enter", args=[token]) if token else ""
    context = {
        "person": relationship.person,
        "chapter": relationship.chapter,
        "form": form,
        "address": address,
        "qr": SafeString(qr_svg(address)) if address else "",
        "may": would_organize(relationship.person),
        "agenda": agenda_for(MeetingKind.INTRODUCTORY, relationship.chapter),
    }
    return show(request, "desk/person/organize.html", "people", context, status=422 if form.errors else 200)


def _email_on_file(request: HttpRequest, relationship: Relationship) -> str:
    found = (way.value for way in ways_seen_by(request.user, relationship.person) if way.kind == WayKind.EMAIL)
    return next(found, "")
