"""Thank-yous on paper: written, printed as cards or letters, and logged as sent in one tap (R-048)."""

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from letstalk.desk.forms.cards import CardForm, PrintForm
from letstalk.desk.frame import for_organizers, show
from letstalk.followups.domain.doing import do_by_contact
from letstalk.followups.letters import thank_yous_on_paper
from letstalk.followups.words import Channel, ContactKind
from letstalk.graphics.print_sheets import Look, Note, Notes, notes_pdf, usual_paper
from letstalk.kit import clock
from letstalk.people.access import home_chapter


@never_cache
@require_http_methods(["GET", "POST"])
@for_organizers
def cards(request: HttpRequest) -> HttpResponse:
    """The open thank-yous, each with its words; printing keeps this page as it is, since it opens beside it."""
    thanks = thank_yous_on_paper(request.user)
    if request.method == "GET":
        only = request.GET.get("only", "")
        one_by_one = [
            CardForm(thanks=one, initial={"words": one.words, "chosen": str(one.item.pk) == only}) for one in thanks
        ]
        paper = usual_paper(home_chapter(request.user).region)
        return _show(request, one_by_one, PrintForm(initial={"paper": paper, "kind": "card"}))
    one_by_one = [CardForm(request.POST, thanks=one) for one in thanks]
    form = PrintForm(request.POST)
    are_right = [one.is_valid() for one in one_by_one]
    if not (form.is_valid() and all(are_right)):
        return _show(request, one_by_one, form, status=422)
    chosen = [one for one in one_by_one if one.cleaned_data["chosen"]]
    if not chosen:
        form.add_error(None, _("Choose at least one."))
        return _show(request, one_by_one, form, status=422)
    return _log(request, chosen) if "sent" in request.POST else _print(chosen, form)


def _print(chosen: list[CardForm], form: PrintForm) -> HttpResponse:
    told = form.cleaned_data
    notes = Notes(
        name=_("Thank you"),
        kind=told["kind"],
        notes=[Note(one.thanks.item.person.name, one.cleaned_data["words"], one.thanks.address) for one in chosen],
    )
    look = Look(
        paper=told["paper"],
        large=told["large"],
        language=(get_language() or "en").partition("-")[0],
    )
    # A name that says nothing of anyone: files lie about on phones.
    response = HttpResponse(notes_pdf(notes, look), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="cards.pdf"'
    return response


def _log(request: HttpRequest, chosen: list[CardForm]) -> HttpResponse:
    at = clock.now()
    for one in chosen:
        # By the item's own id, so that the same tap twice is one contact.
        do_by_contact(
            item=one.thanks.item,
            channel=Channel.LETTER,
            kind=ContactKind.THANKS,
            id=one.thanks.item.pk,
            by=request.user,
            at=at,
        )
    said = ngettext(
        "One thank-you is on its way by post.", "%(number)s thank-yous are on their way by post.", len(chosen)
    )
    notices.success(request, said % {"number": len(chosen)})
    return redirect("desk:follow_ups")


def _show(request: HttpRequest, one_by_one: list[CardForm], form: PrintForm, status: int = 200) -> HttpResponse:
    context = {"cards": one_by_one, "form": form}
    return show(request, "desk/follow_ups/cards.html", "follow_ups", context, status=status)
