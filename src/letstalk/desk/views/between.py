"""What happens between an organizer and their person: notes, contacts, promises, commitments, own follow-ups."""

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from letstalk.commitments.domain.promises import make_promise
from letstalk.commitments.queries import hold_on_asks
from letstalk.desk.forms.commitments import TermsForm
from letstalk.desk.forms.person import IN_TOUCH, ContactForm, FollowUpForm, NoteForm, PromiseForm
from letstalk.desk.frame import for_organizers, show
from letstalk.desk.going_back import back_to
from letstalk.desk.undoing import say_with_undo
from letstalk.followups.access import own_contact
from letstalk.followups.domain.agreements import agree_outside
from letstalk.followups.domain.contacts import log_contact as log
from letstalk.followups.domain.contacts import take_back_contact as take_back
from letstalk.followups.domain.items import plan_own
from letstalk.followups.queries import news_for
from letstalk.followups.words import Channel
from letstalk.kit import clock, days
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people.access import notes_of, own_relationship_or_404
from letstalk.people.domain.notes import jot, tear_up
from letstalk.people.models import Person, Relationship

NOON = time(12)


@require_http_methods(["GET", "POST"])
@for_organizers
def jot_note(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A note that its author reads and nobody else (h.2)."""
    relationship = own_relationship_or_404(request.user, person_id)
    if request.POST.get("tear"):
        return _tear_up(request, relationship.person)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            jot(
                id=entry_id(request),
                relationship=relationship,
                text=form.cleaned_data["text"],
                by=request.user,
                at=clock.now(),
            )
            return redirect(relationship.person.desk_url)
        except Refused as refused:
            add_refusal(form, refused)
    return _show(request, "note", relationship, form, written=notes_of(request.user, relationship.person))


def _tear_up(request: HttpRequest, person: Person) -> HttpResponse:
    """Only what they wrote themselves; a note that is gone, or another's, is not said to be torn up."""
    for note in notes_of(request.user, person):
        if str(note.pk) == request.POST["tear"]:
            tear_up(note=note, by=request.user, at=clock.now())
            messages.success(request, _("Torn up."))
    return redirect("desk:jot_note", person.pk)


@require_http_methods(["GET", "POST"])
@for_organizers
def log_contact(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Two taps: how on the page before and what for here, or how here when the page before did not say.

    The day and a few words are there for those who want them.
    """
    relationship = own_relationship_or_404(request.user, person_id)
    today = clock.local_day(clock.now(), relationship.chapter.zone)
    if request.method == "GET":
        asked = request.GET.get("channel", "")
        channel = asked if asked in Channel.values else ""
        return _show_contact(request, relationship, ContactForm(initial={"channel": channel, "on": today}, today=today))
    form = ContactForm(request.POST, today=today)
    if not form.is_valid():
        return _show_contact(request, relationship, form)
    at = clock.now()
    logged = log(
        id=entry_id(request),
        relationship=relationship,
        channel=form.cleaned_data["channel"],
        kind=form.cleaned_data["kind"],
        happened_at=_when(form, relationship, at=at),
        words=form.cleaned_data["words"],
        next_time=form.cleaned_data["next_time"],
        by=request.user,
        at=at,
    )
    undo = reverse("desk:take_back_contact", args=[person_id, logged.pk])
    back = request.GET.get("back", "")
    say_with_undo(
        request,
        _("Written down. %(name)s will not be on your list for that.") % _named(relationship),
        undo=f"{undo}?{urlencode({'back': back})}" if back else undo,
    )
    return back_to(request, relationship.person.desk_url)


@require_POST
@for_organizers
def take_back_contact(request: HttpRequest, person_id: UUID, contact_id: UUID) -> HttpResponse:
    """It was a slip of the finger: what it had done is open again."""
    relationship = own_relationship_or_404(request.user, person_id)
    contact = own_contact(request.user, relationship, contact_id)
    try:
        if contact is not None:
            take_back(contact=contact, by=request.user, at=clock.now())
        messages.success(request, _("Taken back. Everything is as it was."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return back_to(request, relationship.person.desk_url)


def _when(form: ContactForm, relationship: Relationship, *, at: datetime) -> datetime:
    """Today is now; of another day nobody remembers the hour, so it is its noon."""
    on = form.cleaned_data["on"]
    return at if on == form.today else clock.instant_or_nearest(on, NOON, relationship.chapter.zone)


def _named(relationship: Relationship) -> dict[str, str]:
    return {"name": relationship.person.first_name}


def _show_contact(request: HttpRequest, relationship: Relationship, form: ContactForm) -> HttpResponse:
    channel = str(form["channel"].value() or "")
    said: dict[str, str] = {
        Channel.CALL: _("You called {name}. What was it for?"),
        Channel.TEXT: _("You texted {name}. What was it for?"),
        Channel.MET: _("You met {name}. What was it for?"),
        Channel.EMAIL: _("You wrote to {name}. What was it for?"),
        Channel.VIDEO: _("You saw {name} by video. What was it for?"),
        Channel.LETTER: _("You wrote {name} a note. What was it for?"),
    }
    lately = days.day_choices(form.today, first=-2, count=3)
    more = {
        "question": said.get(channel, _("How were you in touch with {name}?")).format(name=relationship.person.name),
        "asks_how": channel not in said,
        "ways": IN_TOUCH,
        "news": news_for(relationship.chapter) if channel not in said else [],
        "lately": list(reversed(lately)),
        "back": request.GET.get("back", ""),
    }
    return _show(request, "contact", relationship, form, **more)


@require_http_methods(["GET", "POST"])
@for_organizers
def add_promise(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What the organizer said they would do; due within a week unless a day is said (P-1)."""
    relationship = own_relationship_or_404(request.user, person_id)
    form = PromiseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            make_promise(
                id=entry_id(request),
                relationship=relationship,
                words=form.cleaned_data["words"],
                due_on=form.cleaned_data["due_on"],
                by=request.user,
                at=clock.now(),
            )
            return redirect(relationship.person.desk_url)
        except Refused as refused:
            add_refusal(form, refused)
    return _show(request, "promise", relationship, form)


@require_http_methods(["GET", "POST"])
@for_organizers
def add_commitment(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What the person said they will do, outside a one-on-one. What is really so is never refused (R-003)."""
    relationship = own_relationship_or_404(request.user, person_id)
    form = TermsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            agree_outside(
                id=entry_id(request),
                relationship=relationship,
                terms=form.terms,
                by=request.user,
                at=clock.now(),
            )
            return redirect(relationship.person.desk_url)
        except Refused as refused:
            add_refusal(form, refused)
    today = clock.local_day(clock.now(), relationship.chapter.zone)
    hold = hold_on_asks(relationship.person, organizer_id=request.user.pk, today=today)
    return _show(request, "commitment", relationship, form, hold=hold, hours=days.hour_choices())


@require_http_methods(["GET", "POST"])
@for_organizers
def add_follow_up(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Something the organizer wants to do for or with this person, on a day (R-047)."""
    relationship = own_relationship_or_404(request.user, person_id)
    form = FollowUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        zone = relationship.chapter.zone
        try:
            plan_own(
                id=entry_id(request),
                relationship=relationship,
                words=form.cleaned_data["words"],
                due_at=clock.day_bounds(form.cleaned_data["on"], zone)[1] - timedelta(minutes=1),
                by=request.user,
                at=clock.now(),
            )
            return redirect(relationship.person.desk_url)
        except Refused as refused:
            add_refusal(form, refused)
    return _show(request, "follow_up", relationship, form)


def _show(request: HttpRequest, page: str, relationship: Relationship, form: Form, **more: Any) -> HttpResponse:
    today = clock.local_day(clock.now(), relationship.chapter.zone)
    context = {
        "person": relationship.person,
        "relationship": relationship,
        "form": form,
        "today": today,
        "days": days.day_choices(today),
    }
    status = 422 if form.is_bound and form.errors else 200
    return show(request, f"desk/person/{page}.html", "people", context | more, status=status)
