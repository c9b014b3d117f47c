"""When an organizer can be met, the pages by which that is booked, and times offered with an invitation."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from letstalk.desk import saying
from letstalk.desk.forms.availability import HoursForm, OfferForm, OtherHoursForm, ShareForm
from letstalk.desk.forms.availability import said as spans_said
from letstalk.desk.forms.where import PLACE_LENGTH, WhereForm
from letstalk.desk.frame import for_leads, for_organizers, show
from letstalk.desk.hints import hint_at_home
from letstalk.desk.inviting import invitation_for
from letstalk.desk.soonest import soonest_for
from letstalk.desk.views.one_on_one import page_again
from letstalk.kit import clock, days
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.meetings.access import own_meeting_or_404
from letstalk.meetings.availability import NEARLY_A_DAY, NEXT_WITHIN, hours_of, next_free, other_hours_of
from letstalk.meetings.domain import availability as opening
from letstalk.meetings.domain.invitation_mail import mail_invitation
from letstalk.meetings.domain.links import answer_address
from letstalk.meetings.domain.offer import accept_proposed, offer_times
from letstalk.meetings.domain.schedule import Where, agree_by_phone
from letstalk.meetings.models import BookingPage, Invitation, Meeting, OtherHours
from letstalk.meetings.places import is_first_between, places_offered
from letstalk.meetings.validators import is_usual_length
from letstalk.meetings.words import Share
from letstalk.outbox.words import Channel
from letstalk.people.access import chapters_led, home_chapter
from letstalk.people.models import Chapter
from letstalk.people.queries import may_reach
from letstalk.people.words import Purpose


@require_http_methods(["GET", "POST"])
@for_organizers
def availability(request: HttpRequest) -> HttpResponse:
    """The hours of a week; what was agreed before stays agreed."""
    hours = hours_of(request.user)
    form = HoursForm(request.POST or None, hours=hours, zone=_zone(request))
    if request.method == "POST" and form.is_valid():
        try:
            opening.set_hours(organizer=request.user, wish=form.wish(), at=clock.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            if not is_usual_length(form.cleaned_data["minutes"]):
                messages.warning(request, _("30 to 45 minutes is usual. That is only a hint."))
            return redirect("desk:availability")
    return _show(request, form=form, status=422 if form.errors else 200)


@require_POST
@for_organizers
def add_other_hours(request: HttpRequest) -> HttpResponse:
    """Days that are not like the others, or days away."""
    form = OtherHoursForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            opening.set_other_hours(
                organizer=request.user,
                first_on=given["first_on"],
                last_on=given["last_on"] or given["first_on"],
                hours=given["spans"],
                at=clock.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Noted."))
            return redirect("desk:availability")
    return _show(request, other=form, status=422)


@require_POST
@for_organizers
def drop_other_hours(request: HttpRequest, row_id: UUID) -> HttpResponse:
    row = OtherHours.objects.filter(organizer=request.user, pk=row_id).first()
    if row is None:
        raise Http404
    opening.drop_other_hours(row=row, by=request.user, at=clock.now())
    messages.success(request, _("These days are like the others again."))
    return redirect("desk:availability")


@require_POST
@for_organizers
def open_booking(request: HttpRequest) -> HttpResponse:
    """Open one's own page; nobody can book before that."""
    try:
        opening.open_page(chapter=home_chapter(request.user), organizer=request.user, by=request.user, at=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("desk:availability")


@require_POST
@for_organizers
def close_booking(request: HttpRequest) -> HttpResponse:
    for page in BookingPage.objects.filter(organizer=request.user, closed_at__isnull=True):
        opening.close_page(page=page, by=request.user, at=clock.now())
    messages.success(request, _("The page is closed. What was booked stays."))
    return redirect("desk:availability")


@require_http_methods(["GET", "POST"])
@for_leads
def chapter_booking(request: HttpRequest, chapter_id: UUID) -> HttpResponse:
    """A chapter's page: opened, shared out otherwise, or closed, by whoever leads it."""
    chapter = chapters_led(request.user).filter(pk=chapter_id).first()
    if chapter is None:
        raise Http404
    page = BookingPage.objects.filter(chapter=chapter, organizer__isnull=True, closed_at__isnull=True).first()
    form = ShareForm(request.POST or None, initial={"share": page.share if page else Share.ROTA})
    if request.method == "POST" and "close" in request.POST and page is not None:
        opening.close_page(page=page, by=request.user, at=clock.now())
        messages.success(request, _("The page is closed. What was booked stays."))
        return redirect("desk:chapter_booking", chapter.pk)
    if request.method == "POST" and form.is_valid():
        share = Share(form.cleaned_data["share"])
        opening.open_page(chapter=chapter, organizer=None, by=request.user, at=clock.now(), share=share)
        messages.success(request, _("Saved."))
        return redirect("desk:chapter_booking", chapter.pk)
    return _show_chapter(request, chapter, page, form, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_organizers
def offer(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Invite with two or three times to choose from; what goes out, and the link, are shown once."""
    meeting = own_meeting_or_404(request.user, meeting_id)
    form = _offer_form(request, meeting)
    if request.method == "POST" and form.is_valid():
        try:
            return _offered(request, meeting, form)
        except Refused as refused:
            add_refusal(form, refused)
    context = {
        "form": form,
        "meeting": meeting,
        "person": meeting.person,
        "zone": meeting.chapter.zone,
        "is_first": is_first_between(meeting.relationship),
    }
    status = 422 if form.errors else 200
    return show(request, "desk/availability/offer.html", "one_on_ones", context, status=status)


@require_POST
@for_organizers
def accept(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The time the person proposed suits both: agreed in one tap, where and as long as it was offered."""
    meeting = own_meeting_or_404(request.user, meeting_id)
    try:
        accept_proposed(
            meeting=meeting,
            starts_at=_start(request),
            minds_calendar="knowing" not in request.POST,
            by=request.user,
            at=clock.now(),
        )
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Agreed."))
    return redirect(meeting.desk_url)


@require_POST
@for_organizers
def agree_soon(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Agreed by phone: one of the next free times, where these two usually meet. All else is in the long form."""
    meeting = own_meeting_or_404(request.user, meeting_id)
    at, start = clock.now(), _start(request)
    form = WhereForm(places=places_offered(meeting.relationship))
    usual = soonest_for(meeting, form, at=at)
    words = request.POST.get("place_words", "")[:PLACE_LENGTH]
    if start is None or start > at + NEXT_WITHIN:
        return page_again(request, meeting, trouble=_("Choose one of the times."))
    try:
        agree_by_phone(
            meeting=meeting,
            starts_at=start,
            zone=usual.zone,
            minutes=usual.minutes,
            where=usual.where if usual.place else Where(place_words=words),
            by=request.user,
            at=at,
        )
    except Refused as refused:
        return page_again(request, meeting, trouble=str(refused))
    messages.success(request, _("Agreed."))
    return redirect(meeting.desk_url)


def _start(request: HttpRequest) -> datetime | None:
    typed = request.POST.get("start", "")
    return clock.from_epoch(int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 12 else None


def _offer_form(request: HttpRequest, meeting: Meeting) -> OfferForm:
    at, zone = clock.now(), meeting.chapter.zone
    hours = hours_of(request.user)
    proposed = (
        next_free(
            request.user,
            after=at + timedelta(days=1),
            minutes=hours.minutes,
            zone=zone,
            at=at,
            apart=NEARLY_A_DAY,
        )
        if hours
        else []
    )
    return OfferForm(
        request.POST or None,
        zone=zone,
        today=clock.local_day(at, zone),
        proposed=proposed,
        hours=hours,
        places=places_offered(meeting.relationship),
    )


def _offered(request: HttpRequest, meeting: Meeting, form: OfferForm) -> HttpResponse:
    at, channel = clock.now(), Channel(form.cleaned_data["channel"])
    may = may_reach(meeting.person, Purpose.PERSONAL, channel, at=at, at_any_hour=True)
    if not may.may and (channel != Channel.LETTER or may.why in {"no_contact", "refused"}):
        raise Refused(may.sentence, field="channel")
    words = _words(request, meeting, form)
    with transaction.atomic():
        invitation: Invitation = offer_times(
            meeting=meeting,
            times=form.times(),
            minutes=form.minutes_said,
            where=form.where(),
            channel=channel,
            words=words,
            by=request.user,
            at=at,
        )
        if channel == Channel.EMAIL:
            mail_invitation(invitation=invitation, at=at)
    if not is_usual_length(form.minutes_said):
        messages.warning(request, _("30 to 45 minutes is usual. That is only a hint."))
    hint_at_home(request, meeting, form.where().place_words)
    if channel == Channel.EMAIL:
        messages.success(request, _("The invitation is on its way."))
        return redirect(meeting.desk_url)
    address = answer_address(meeting, at=at)
    words = f"{words} {address}"
    context = {
        "meeting": meeting,
        "person": meeting.person,
        "words": words,
        "address": address,
        "text_link": days.sms_link(may.way.value, words) if channel == Channel.TEXT and may.way else "",
    }
    return show(request, "desk/availability/offered.html", "one_on_ones", context)


def _words(request: HttpRequest, meeting: Meeting, form: OfferForm) -> str:
    """The usual words of an invitation, then the times, and where to answer."""
    usual = invitation_for(meeting, organizer=request.user, at=clock.now(), minutes=form.minutes_said)
    times = "; ".join(
        days.moment_said(clock.instant(when.on, when.at, when.zone), when.zone, form.today)
        for when in form.times()
        if _is_there(when)
    )
    place = days.place_of_zone(form.zone)
    offered = _("I could do: %(times)s (%(place)s time).") % {"times": times, "place": place} if times else ""
    return " ".join(filter(None, [usual.words, offered, _("Choose here, or tell me what suits you better:")]))


def _is_there(when: clock.LocalTime) -> bool:
    try:
        clock.instant(when.on, when.at, when.zone)
    except clock.NoSuchTime:
        return False
    return True


def _zone(request: HttpRequest) -> str:
    return saying.zone_of(request.user, home_chapter(request.user))


def _show(
    request: HttpRequest, *, form: HoursForm | None = None, other: OtherHoursForm | None = None, status: int = 200
) -> HttpResponse:
    hours = hours_of(request.user)
    today = clock.local_day(clock.now(), _zone(request))
    page = BookingPage.objects.filter(organizer=request.user, closed_at__isnull=True).first()
    context: dict[str, Any] = {
        "form": form or HoursForm(hours=hours, zone=_zone(request)),
        "other": other or OtherHoursForm(),
        "wrong": other if other else form,
        "hours": hours,
        "rows": [(row, spans_said(row.hours)) for row in other_hours_of(request.user, today=today)],
        "page": page,
        "address": _address(request, page),
        "led": list(chapters_led(request.user).order_by("path")[:20]),
        "today": today,
    }
    return show(request, "desk/availability/page.html", "settings", context, status=status)


def _show_chapter(
    request: HttpRequest, chapter: Chapter, page: BookingPage | None, form: ShareForm, *, status: int
) -> HttpResponse:
    context = {"chapter": chapter, "page": page, "form": form, "address": _address(request, page)}
    return show(request, "desk/availability/chapter.html", "chapter", context, status=status)


def _address(request: HttpRequest, page: BookingPage | None) -> str:
    return request.build_absolute_uri(reverse("public:book", args=[page.code])) if page else ""
