"""What a person may decide about themselves: consent, stopping, their own page, what is kept, being forgotten."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.desk.forms.person import ConsentForm, StopForm
from letstalk.desk.frame import for_organizers, for_people_workers, show
from letstalk.desk.kept_words import readable
from letstalk.desk.known import Known, known_or_404
from letstalk.followups.domain.answers import hear_consent
from letstalk.graphics.qr import qr_svg
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.people.access import own_relationship_or_404, request_or_404, scope_of, standing_answers
from letstalk.people.domain.consent import lift_restriction, restrict, resume_contact, stop_everything
from letstalk.people.domain.links import make_link, revoke_all
from letstalk.people.domain.requests import settle
from letstalk.people.models import Consent, Membership, Relationship, SupporterLink
from letstalk.people.queries import is_do_not_contact, ledger_of, stops_use
from letstalk.people.queries.lists import links_told
from letstalk.people.words import RequestKind
from letstalk.stewardship.domain.erase import erase_person as forget
from letstalk.stewardship.domain.erase import held_about


@require_http_methods(["GET", "POST"])
@for_people_workers
def record_consent(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One line of the ledger: asked what, answered how, in which words (b.6)."""
    known = known_or_404(request.user, person_id)
    form = ConsentForm(request.POST if request.method == "POST" else None, chapter=known.chapter)
    if request.method == "POST" and form.is_valid():
        purpose, scope = form.purpose_and_scope
        try:
            hear_consent(
                person=known.person,
                chapter=known.chapter,
                purpose=purpose,
                scope=scope,
                answer=form.cleaned_data["answer"],
                how=form.cleaned_data["how"],
                words=form.cleaned_data["words"],
                by=request.user,
                at=clock.now(),
            )
            return redirect(known.person.desk_url)
        except Refused as refused:
            add_refusal(form, refused)
    context = {"known": known, "form": form, "ledger": _ledger_seen(known), "zone": known.zone}
    context["spaces"] = links_told(known.person, known.chapter)
    return show(request, "desk/person/consent.html", "people", context, status=_status(form))


def _ledger_seen(known: Known) -> list:
    """The lines written in the chapters this user may look into, the newest first."""
    return list(ledger_of(known.person).filter(chapter__in=known.chapters)[:50])


def _status(form) -> int:
    return 422 if form.is_bound and form.errors else 200


@require_http_methods(["GET", "POST"])
@for_people_workers
def stop_contact(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """They want to be left alone: at once, by every way (L-1). Their own word opens the door again, written down."""
    known = known_or_404(request.user, person_id)
    is_stopped = is_do_not_contact(known.person)
    verb = resume_contact if request.POST.get("resume") else stop_everything
    return _hear(request, known, verb, "desk/person/stop.html", {"is_stopped": is_stopped})


def _hear(
    request: HttpRequest, known: Known, verb: Callable[..., Consent], page: str, context: dict[str, bool]
) -> HttpResponse:
    """What they said, or took back, and how it was heard."""
    form = StopForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            verb(
                person=known.person,
                chapter=known.chapter,
                how=form.cleaned_data["how"],
                words=form.cleaned_data["words"],
                by=request.user,
                at=clock.now(),
            )
            return redirect(known.person.desk_url)
        except Refused as refused:
            add_refusal(form, refused)
    return show(request, page, "people", context | {"known": known, "form": form}, status=_status(form))


@require_http_methods(["GET", "POST"])
@for_people_workers
def restrict_use(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What is kept is left unused while something is to be cleared up, and may be used again once it is (h.2)."""
    known = known_or_404(request.user, person_id)
    is_restricted = stops_use(standing_answers(known.person))
    verb = lift_restriction if request.POST.get("lift") else restrict
    return _hear(request, known, verb, "desk/person/restrict.html", {"is_restricted": is_restricted})


@never_cache
@require_http_methods(["GET", "POST"])
@for_organizers
def supporter_link(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The address of the person's own page, shown this once: only its hash is kept, so nothing is redirected to."""
    relationship = own_relationship_or_404(request.user, person_id)
    address = ""
    if request.method == "POST":
        try:
            token = make_link(relationship=relationship, by=request.user, at=clock.now())
            address = settings.LETSTALK_URL.rstrip("/") + reverse("public:supporter", args=[token])
        except Refused as refused:
            messages.error(request, str(refused))
    links = SupporterLink.objects.filter(relationship=relationship, revoked_at__isnull=True)
    context = {
        "person": relationship.person,
        "address": address,
        "qr": SafeString(qr_svg(address)) if address else "",
        "open_links": links.count(),
    }
    return show(request, "desk/person/link.html", "people", context)


@require_POST
@for_organizers
def revoke_link(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Every address of the person's page stops working."""
    relationship = own_relationship_or_404(request.user, person_id)
    revoke_all(relationship=relationship, by=request.user, at=clock.now())
    messages.success(request, _("Their page is closed. You can make a new one at any time."))
    return redirect(relationship.person.desk_url)


@require_GET
@for_people_workers
def kept_about(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Everything that is kept about a person, to go through with them.

    Shown only to those in whose hands all of it is; of what other chapters know, nobody here learns by it.
    """
    known = known_or_404(request.user, person_id)
    is_all_here = _sees_everything(request, known)
    context = {
        "known": known,
        "is_all_here": is_all_here,
        "kept": readable(held_about(known.person), zone=known.zone) if is_all_here else [],
    }
    return show(request, "desk/person/kept.html", "people", context)


@require_GET
@for_people_workers
def kept_file(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The same as JSON, to be handed over to them; the journal says who took it."""
    known = known_or_404(request.user, person_id)
    if not _sees_everything(request, known):
        raise Http404
    record("stewardship.kept_taken_out", about=known.person, by=request.user, at=clock.now())
    answer = JsonResponse(held_about(known.person), safe=False, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="kept.json"'
    answer["Cache-Control"] = "no-store"
    return answer


def _sees_everything(request: HttpRequest, known: Known) -> bool:
    """No relationship or membership of the person, past or present, is out of this user's reach."""
    scope = scope_of(request.user)
    own = known.relationship.chapter_id if known.relationship else None
    relationships = Relationship.objects.filter(person=known.person).select_related("chapter")
    memberships = Membership.objects.filter(person=known.person).select_related("chapter")
    return all(row.organizer_id == request.user.pk or scope.leads(row.chapter) for row in relationships) and all(
        row.chapter_id == own or scope.leads(row.chapter) for row in memberships
    )


@require_http_methods(["GET", "POST"])
@for_people_workers
def erase_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Forget them, after a page that says what that means: it cannot be taken back."""
    known = known_or_404(request.user, person_id)
    if request.method == "GET":
        return show(request, "desk/person/erase.html", "people", {"known": known})
    name = known.person.first_name
    forget(person=known.person, by=request.user, at=clock.now())
    messages.success(request, _("%(name)s is forgotten here. Only counts are left.") % {"name": name})
    return redirect("desk:people")


@require_POST
@for_people_workers
def settle_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """What they asked for on their page was done. Being forgotten is done by doing it, not by saying so."""
    asked = request_or_404(request.user, request_id)
    if asked.kind == RequestKind.ERASE and "declined" not in request.POST:
        return redirect("desk:erase_person", asked.person_id)
    settle(request=asked, by=request.user, at=clock.now())
    return redirect(asked.person.desk_url)
