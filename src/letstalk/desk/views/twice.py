"""Entries that may be one person: a lead looks at each pair, and says whether they are one or two."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.desk import alike
from letstalk.desk.forms.people import looking
from letstalk.desk.forms.twice import StaysForm
from letstalk.desk.frame import for_leads, show
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import uuids_in
from letstalk.people.access import memberships_seen_by, ways_seen_by
from letstalk.people.domain.duplicates import say_two_people, take_for_one
from letstalk.people.domain.merges import UNDO_FOR, rows_of
from letstalk.people.linkage.records import OFFERED
from letstalk.people.models import LikelyPair, Merge
from letstalk.people.queries.duplicates import (
    SHOWN,
    last_look,
    led_or_404,
    likely_pair_or_404,
    likely_pairs,
    likely_too,
    named_like,
)
from letstalk.stewardship.access import merge_or_404, merges_led
from letstalk.stewardship.domain.merge import merge_all
from letstalk.stewardship.domain.merge_undo import undo_merge

# More at once is more than a page shows well.
MOST_AT_ONCE = 8


@require_GET
@for_leads
def twice(request: HttpRequest) -> HttpResponse:
    """The pairs that want a look, the likeliest first."""
    found = list(likely_pairs(request.user)[: SHOWN + 1])
    look = last_look(request.user)
    context = {
        "pairs": [(pair, alike.how_likely(pair) if pair.weight >= OFFERED else "") for pair in found[:SHOWN]],
        "has_more": len(found) > SHOWN,
        "looked_at": look.at if look else None,
        "merges": list(merges_led(request.user)[:SHOWN]),
    }
    return show(request, "desk/twice/list.html", "people", context)


@require_GET
@for_leads
def likely_pair(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    pair = likely_pair_or_404(request.user, pair_id)
    return _show(request, pair, _form(request, pair))


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
    form = _form(request, pair, request.POST)
    if not form.is_valid():
        return _show(request, pair, form, status=422)
    stays = form.who_stays()
    try:
        merge_all(others=form.who_goes(), stays=stays, take=form.taken(), by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _show(request, pair, form, status=422)
    messages.success(request, _("One person now, with everything of both. For 90 days you can take it back."))
    return redirect("desk:person", stays.pk)


@require_http_methods(["GET", "POST"])
@for_leads
def same_as(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody is here twice, and no look has found it: whose is the other entry?"""
    person = led_or_404(request.user, person_id)
    if request.method == "POST":
        others = [led_or_404(request.user, id) for id in uuids_in(request.POST.get("other", ""))[:1]]
        try:
            pair = take_for_one(one=person, other=others[0] if others else person, at=clock.now())
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("desk:same_as", person.pk)
        return redirect("desk:likely_pair", pair.pk)
    text = looking(request.GET).text
    context = {"person": person, "q": text, "found": named_like(request.user, person, text)}
    return show(request, "desk/twice/same_as.html", "people", context)


@require_GET
@for_leads
def merged(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """What was put together, before it is taken apart."""
    return _show_merge(request, merge_or_404(request.user, merge_id))


@require_POST
@for_leads
def take_apart(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """They were two after all."""
    merge = merge_or_404(request.user, merge_id)
    try:
        back = undo_merge(merge=merge, by=request.user, at=clock.now())
    except Refused as refused:
        return _show_merge(request, merge, refused=str(refused), status=422)
    messages.success(request, _("Two again, each with what was theirs."))
    return redirect("desk:person", back.pk)


def _show_merge(request: HttpRequest, merge: Merge, refused: str = "", status: int = 200) -> HttpResponse:
    rows = rows_of(merge)
    context = {
        "merge": merge,
        "name": alike.name_before(merge, rows),
        "counts": alike.counted(rows),
        "until": clock.local_day(merge.at + UNDO_FOR, merge.stays.chapter.zone),
        "today": clock.local_day(clock.now(), merge.stays.chapter.zone),
        "refused": refused,
    }
    return show(request, "desk/twice/merged.html", "people", context, status=status)


def _form(request: HttpRequest, pair: LikelyPair, data: Any = None) -> StaysForm:
    return StaysForm(
        data, pair={"one": pair.one, "other": pair.other}, likely=likely_too(request.user, pair, most=MOST_AT_ONCE)
    )


def _show(request: HttpRequest, pair: LikelyPair, form: StaysForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "pair": pair,
        "likely": alike.how_likely(pair),
        "is_offered": pair.weight >= OFFERED,
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
