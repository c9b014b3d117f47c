"""A person's own page: what they said they would do, and what was promised to them. Opening it changes nothing."""

from uuid import UUID

from django.conf import settings
from django.db.models import Value
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from letstalk.commitments.access import linked_commitment_or_404
from letstalk.commitments.calendar import commitment_file
from letstalk.followups.domain.messages import said_when
from letstalk.followups.handover_pages import asked_who_follows
from letstalk.followups.introduction_pages import sides_asked
from letstalk.followups.own_page import Agreed, OwnPage, own_page
from letstalk.kit import clock
from letstalk.people.domain import adding as chosen
from letstalk.people.models import SupporterLink
from letstalk.public.door import Visit, by_link, show
from letstalk.public.forms import HelpForm, LanguageForm, MoveForm
from letstalk.public.saying import what_happened
from letstalk.reports.access import heard_by


@require_safe
@by_link
def supporter(request: HttpRequest, visit: Visit) -> HttpResponse:
    return page(request, visit)


@require_safe
@by_link
def calendar_file(request: HttpRequest, visit: Visit, commitment_id: UUID) -> HttpResponse:
    """Its name and summary are neutral: a calendar is looked at by more eyes than one's own."""
    commitment = linked_commitment_or_404(visit.link, commitment_id)
    if commitment.on is None or commitment.is_settled:
        raise Http404
    response = HttpResponse(
        commitment_file(commitment, at=clock.now()), content_type="text/calendar; charset=utf-8; method=PUBLISH"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="our-conversation.ics"'
    return response


@require_POST
@by_link
def choose_language(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page and what is written to them are in it from now on; it needs no code, since it tells nothing."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return visit.back("changed")
    chosen.choose_language(person=visit.relationship.person, language=form.cleaned_data["language"], at=clock.now())
    return visit.back("language")


def page(request: HttpRequest, visit: Visit, *, move: MoveForm | None = None) -> HttpResponse:
    """The page; with a form that needs another look, that one is open and the answer is a 422."""
    found = own_page(visit.link, at=clock.now())
    said = what_happened(request.GET.get("said", ""), visit.organizer)
    context = {
        "page": found,
        "cards": [_card(agreed, found, move) for agreed in found.commitments],
        "said": "" if move else said,
        "said_code": request.GET.get("said", ""),
        "form": move,
        "own_language": LanguageForm(now=visit.relationship.person.language or visit.relationship.chapter.language),
        "waits_for_them": _waits_for_them(visit.link),
        "has_languages": len(settings.LANGUAGES) > 1,
    }
    return show(request, visit, "public/supporter.html", context, status=422 if move else 200)


def _waits_for_them(link: SupporterLink) -> set[str]:
    """Whether they are asked to meet somebody ("meet"), who follows ("follow"), and told what was heard ("heard")."""
    meet = sides_asked(link).order_by().values_list(Value("meet"))
    heard = heard_by(link).order_by().values_list(Value("heard"))
    follow = asked_who_follows(link).order_by().values_list(Value("follow"))
    return {what for (what,) in meet.union(heard, follow)}


def _card(agreed: Agreed, found: OwnPage, move: MoveForm | None) -> dict[str, object]:
    commitment = agreed.commitment
    is_this = move is not None and move.commitment.pk == commitment.pk
    return {
        "agreed": agreed,
        "commitment": commitment,
        "when": said_when(commitment),
        "move": move if is_this else MoveForm(commitment=commitment, today=found.today),
        "is_open": is_this,
        "help": HelpForm(commitment=commitment),
    }
