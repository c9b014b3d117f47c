"""Today: the next one-on-one, and what is due, in the order of what matters."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from letstalk.accounts.domain.users import change_user
from letstalk.commitments.queries import offered_to
from letstalk.desk import saying
from letstalk.desk.forms.today import OwnNameForm
from letstalk.desk.frame import for_everyone_here, show
from letstalk.desk.reach import Phone, phones_of
from letstalk.followups.handover_pages import handovers_waiting
from letstalk.followups.queries import Today, prepare_page, today_page
from letstalk.kit import clock
from letstalk.meetings.heard import answers_waiting
from letstalk.meetings.queries import calendar_notices
from letstalk.meetings.stand_ins import standing_in
from letstalk.outbox.queries import how_many_need_a_word, route_problem
from letstalk.people.access import home_chapter, is_organizer, people_visible_to


@require_GET
@for_everyone_here
def today(request: HttpRequest) -> HttpResponse:
    return _show(request, OwnNameForm())


@require_POST
@for_everyone_here
def own_name(request: HttpRequest) -> HttpResponse:
    """The organizer says their name, once."""
    form = OwnNameForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    user = request.user
    change_user(user=user, name=form.cleaned_data["name"], zone=user.zone, language=user.language, at=clock.now())
    messages.success(request, _("Good to meet you."))
    return redirect("desk:today")


def _show(request: HttpRequest, form: OwnNameForm, status: int = 200) -> HttpResponse:
    at = clock.now()
    zone = saying.zone_of(request.user, home_chapter(request.user))
    day = today_page(request.user, at=at)
    context = {
        "form": form,
        "day": day,
        "now": at,
        "zone": zone,
        "greeting": saying.greeting(at, zone),
        "phones": _phones(day),
        "late_count": len(day.late_promises),
        "offered": offered_to(user=request.user.pk),
        "handovers": handovers_waiting(request.user, at=at),
        "today": day.on,
        "next": _next(day, at=at),
        "standing_in": standing_in(request.user, at=at),
        "is_organizer": is_organizer(request.user),
        "knows_nobody": not day.has_people and not people_visible_to(request.user).exists(),
        "calendars": calendar_notices(request.user, at=at, coming=day.coming),
        "answers": answers_waiting(request.user.pk, at=at),
        "words_needed": how_many_need_a_word(request.user.pk),
        "mail_problem": route_problem(),
    }
    return show(request, "desk/today/page.html", "today", context, status=status)


def _next(day: Today, *, at: datetime) -> dict[str, Any] | None:
    """The next one-on-one with what its organizer knows, and whether it is time to write it up."""
    if day.next is None or day.next_slot is None:
        return None
    return {
        "meeting": day.next,
        "slot": day.next_slot,
        "until": saying.until_said(day.next_slot.starts_at, at),
        "is_over": any(meeting.pk == day.next.pk for meeting in day.to_write_up),
        "known": prepare_page(day.next, at=at, slot=day.next_slot),
        "late_words": _("Hi %(name)s, I’m running a few minutes late. See you soon!")
        % {"name": day.next.person.first_name},
    }


def _phones(day: Today) -> dict[UUID, Phone]:
    people = {promise.person_id for promise in [*day.late_promises, *day.due_promises]}
    people |= {item.person_id for item in [*day.thank_yous, *day.others]}
    people |= {commitment.person_id for commitment in day.to_ask}
    people |= {one.relationship.person_id for one in day.check_ins}
    if day.next is not None:
        people.add(day.next.person_id)
    return phones_of(people)
