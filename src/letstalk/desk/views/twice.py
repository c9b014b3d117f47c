"""Entries that may be one person: a lead looks at each pair, and says whether they are one or two."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from letstalk.desk import alike
from letstalk.desk.forms.twice import StaysForm
from letstalk.desk.frame import for_leads, show
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.people.access import memberships_seen_by, ways_seen_by
from letstalk.people.domain.duplicates import say_two_people
from letstalk.people.models import LikelyPair
from letstalk.people.queries.duplicates import SHOWN, last_look, likely_pair_or_404, likely_pairs
from letstalk.stewardship.domain.merge import merge


@require_GET
@for_leads
def twice(request: HttpRequest) -> HttpResponse:
    """The pairs that want a look, the likeliest first."""
    found = list(likely_pairs(request.user)[: SHOWN + 1])
    look = last_look(request.user)
    context = {
        "pairs": [(pair, alike.how_likely(pair)) for pair in found[:SHOWN]],
        "has_more": len(found) > SHOWN,
        "looked_at": look.at if look else None,
    }
    return show(request, "desk/twice/list.html", "people", context)


@require_GET
@for_leads
def likely_pair(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    return _show(request, likely_pair_or_404(request.user, pair_id), StaysForm())


@require_POST
@for_leads
def two_people(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """They are two; nobody is asked again."""
    pair = likely_pair_or_404(request.user, pair_id)
    say_two_people(one=pair.one, other=pair.other, by=request.user, at=clock.now())
    messages.success(request, _("Two people, then. You won’t be asked about them again."))
    return redirect("desk:twice")


@require_POST
@for_leads
def one_person(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """They are one: everything of one entry goes to the other."""
    pair = likely_pair_or_404(request.user, pair_id)
    form = StaysForm(request.POST)
    if not form.is_valid():
        return _show(request, pair, form, status=422)
    stays, goes = (pair.one, pair.other) if form.cleaned_data["stays"] == "one" else (pair.other, pair.one)
    try:
        merge(from_=goes, to=stays, by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _show(request, pair, form, status=422)
    messages.success(request, _("One person now, with everything of both."))
    return redirect("desk:person", stays.pk)


def _show(request: HttpRequest, pair: LikelyPair, form: StaysForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "pair": pair,
        "likely": alike.how_likely(pair),
        "fall": alike.waterfall(pair),
        "sides": [
            {
                "code": code,
                "person": person,
                "ways": ways_seen_by(request.user, person),
                "memberships": memberships_seen_by(request.user, person),
                "added_on": clock.local_day(person.added_at, pair.chapter.zone),
            }
            for code, person in (("one", pair.one), ("other", pair.other))
        ],
        "today": clock.local_day(clock.now(), pair.chapter.zone),
        "form": form,
    }
    return show(request, "desk/twice/pair.html", "people", context, status=status)
