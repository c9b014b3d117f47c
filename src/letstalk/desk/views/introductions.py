"""Introductions (R-089): one's own, a new one, and what each of the two said. Whose a no was is shown nowhere."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.desk.forms.introductions import IntroduceForm, SaidYesForm
from letstalk.desk.frame import for_organizers, show
from letstalk.followups.access import own_introduction_or_404, own_side_or_404
from letstalk.followups.domain import introductions as introducing
from letstalk.followups.introduction_pages import Stands, introductions_of, own_people, ways_to_choose, wishes_of
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people.access import own_relationship_or_404

HERE = "people"
SAID = {
    Stands.ASKED: gettext_lazy("Nobody has answered yet."),
    Stands.ONE_YES: gettext_lazy("One of the two has said yes."),
    Stands.AGREED: gettext_lazy("Both said yes. A message to both is on its way."),
    Stands.INTRODUCED: gettext_lazy("Introduced: both have each other’s first name and the way they chose."),
    Stands.BY_HAND: gettext_lazy("Both said yes. Bring them together yourself: one of them has no email."),
    Stands.ENDED: gettext_lazy("It did not come about, and that is all right."),
}


@require_GET
@for_organizers
def introductions(request: HttpRequest) -> HttpResponse:
    lines = [(line, SAID[line.stands]) for line in introductions_of(request.user)]
    return show(request, "desk/introductions/list.html", HERE, {"lines": lines, "wishes": wishes_of(request.user)})


@require_http_methods(["GET", "POST"])
@for_organizers
def introduce(request: HttpRequest) -> HttpResponse:
    """Choose two, and say of each what the other may know."""
    people = own_people(request.user)
    form = IntroduceForm(request.POST or None, people=people, first=request.GET.get("person", ""))
    if request.method == "POST" and form.is_valid():
        first, second = form.wishes
        try:
            introducing.propose(first=first, second=second, by=request.user, at=clock.now(), id=entry_id(request))
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Now ask each of them, alone. Their own page asks them, too."))
            return redirect("desk:introductions")
    asked_first = form.people.get(str(form["first"].value() or ""))
    context = {"form": form, "wish_of": asked_first.person if asked_first else None}
    return show(request, "desk/introductions/new.html", HERE, context, status=422 if form.errors else 200)


@require_POST
@for_organizers
def wishes_to_meet(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """They said that they would like to meet others: a task for their organizer."""
    relationship = own_relationship_or_404(request.user, person_id)
    introducing.wish_to_meet_others(relationship=relationship, by=request.user, at=clock.now(), id=entry_id(request))
    messages.success(request, _("Noted. It stands among your follow-ups."))
    return redirect("desk:introductions")


@require_http_methods(["GET", "POST"])
@for_organizers
def introduction_answer(request: HttpRequest, side_id: UUID) -> HttpResponse:
    """What one of the two said to their organizer."""
    side = own_side_or_404(request.user, side_id)
    form = SaidYesForm(request.POST if "yes" in request.POST else None, ways=ways_to_choose(side))
    try:
        if "no" in request.POST:
            introducing.say_no(side=side, by=request.user, at=clock.now())
            messages.success(request, _("Then it does not come about. The other is not told why."))
            return redirect("desk:introductions")
        if request.method == "POST" and form.is_valid():
            introducing.say_yes(side=side, by=request.user, at=clock.now(), **form.cleaned_data)
            messages.success(request, _("Noted."))
            return redirect("desk:introductions")
    except introducing.NotOpen as refused:
        messages.warning(request, str(refused))
        return redirect("desk:introductions")
    except Refused as refused:
        add_refusal(form, refused)
    context = {"form": form, "side": side}
    return show(request, "desk/introductions/answer.html", HERE, context, status=422 if form.errors else 200)


@require_POST
@for_organizers
def let_introduction_be(request: HttpRequest, introduction_id: UUID) -> HttpResponse:
    found = own_introduction_or_404(request.user, introduction_id)
    try:
        introducing.let_be(introduction=found, by=request.user, at=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Let be. Neither is told why."))
    return redirect("desk:introductions")
