"""Everything an organizer carries: the open follow-ups, saying thank you, and the messages that wait."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.accounts.models import User
from letstalk.campaigns.queries import current_campaign
from letstalk.commitments.models import Commitment, Promise
from letstalk.commitments.queries import last_offers, offered_to
from letstalk.desk import saying
from letstalk.desk.forms.follow_ups import DoneForm, HeardForm, LeaveOutForm, ThankForm
from letstalk.desk.frame import for_organizers, show
from letstalk.desk.going_back import back_to
from letstalk.desk.items import line_of
from letstalk.desk.letters import letters_of, own_message_or_404
from letstalk.desk.reach import phones_of
from letstalk.desk.undoing import say_with_undo
from letstalk.followups import timings
from letstalk.followups.access import own_follow_up_or_404
from letstalk.followups.domain.by_hand import allows
from letstalk.followups.domain.doing import do_by_contact, do_once
from letstalk.followups.domain.doing import send_again as send_anew
from letstalk.followups.domain.items import waive
from letstalk.followups.domain.messages import THANK_YOU, draft_post, draft_thank_you, may_name, send_thank_you, why_not
from letstalk.followups.models import Contact, FollowUp, FollowUpResult
from letstalk.followups.queries import follow_ups_of, news_for, noted_about
from letstalk.followups.words import App, ContactKind
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.queries import current_route, how_many_need_a_word, needing_a_word, route_problem, waiting_for
from letstalk.outbox.words import NOT_YET_OUT
from letstalk.people.access import home_chapter, standing_answers
from letstalk.people.queries import may_reach
from letstalk.people.queries.lists import mentions_of
from letstalk.people.words import Platform, Purpose

A_PAGE = 50
SOON = timedelta(days=7)
MESSAGES_SHOWN = 50
HEARD_LENGTH = 500
JUST_TO_TALK = {timings.CHECK_IN, timings.BEYOND_TEAM}
ABOUT_AN_AGREEMENT = {timings.CONFIRM, timings.REMIND_EARLY, timings.REMIND}
KIND_OF_CONTACT = {
    timings.THANK_YOU: ContactKind.THANKS,
    timings.REMIND_EARLY: ContactKind.REMINDER,
    timings.REMIND: ContactKind.REMINDER,
    timings.CONFIRM: ContactKind.REMINDER,
    timings.RECONFIRM: ContactKind.REMINDER,
    timings.REBOOK: ContactKind.REMINDER,
}


@require_GET
@for_organizers
def follow_ups(request: HttpRequest) -> HttpResponse:
    """All of it, soonest first; late promises on top, and what is only when possible at the end (R-064)."""
    at = clock.now()
    zone = saying.zone_of(request.user, home_chapter(request.user))
    owed = Promise.objects.open().filter(organizer=request.user, person__erased_at__isnull=True)
    page = Paginator(follow_ups_of(request.user), A_PAGE).get_page(request.GET.get("page"))
    promises = (
        list(owed.select_related("person", "relationship").order_by("due_on", "pk")[:A_PAGE])
        if page.number == 1
        else []
    )
    people = {item.person_id for item in page.object_list} | {promise.person_id for promise in promises}
    this_week = [item for item in page.object_list if not item.when_possible and item.due_at <= at + SOON]
    context = {
        "page": page,
        "this_week": this_week,
        "for_later": [item for item in page.object_list if item not in this_week],
        "promises": promises,
        "offers": last_offers([promise.pk for promise in promises]),
        "offered": offered_to(user=request.user.pk) if page.number == 1 else [],
        "now": at,
        "zone": zone,
        "today": clock.local_day(at, zone),
        "phones": phones_of(people),
        "waiting": waiting_for(request.user.pk).count(),
        "words_needed": how_many_need_a_word(request.user.pk),
    }
    return show(request, "desk/follow_ups/list.html", "follow_ups", context)


@require_http_methods(["GET", "POST"])
@for_organizers
def follow_up_done(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """Done: by being in touch, which is logged, or without."""
    item = own_follow_up_or_404(request.user, follow_up_id)
    form = DoneForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return _show_item(request, "done", item, status=200 if request.method == "GET" else 422)
    at = clock.now()
    if form.cleaned_data["channel"]:
        contact = do_by_contact(
            item=item,
            channel=form.cleaned_data["channel"],
            kind=KIND_OF_CONTACT.get(item.step, ContactKind.NON_ASK),
            id=entry_id(request),
            by=request.user,
            at=at,
        )
        _say_done(request, item, contact)
    else:
        do_once(item=item, by=request.user, at=at)
        notices.success(request, _("Done."))
    return back_to(request, item.person.desk_url)


def _say_done(request: HttpRequest, item: FollowUp, contact: Contact) -> None:
    """Taken for sent by one tap, and by one more for not sent."""
    undo = reverse("desk:take_back_contact", args=[item.person_id, contact.pk])
    back = request.GET.get("back", "")
    said = _("Thanked.") if item.step == timings.THANK_YOU else _("Done.")
    say_with_undo(request, said, undo=f"{undo}?{urlencode({'back': back})}" if back else undo)


@require_http_methods(["GET", "POST"])
@for_organizers
def follow_up_waive(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """Knowingly left out, with the reason (R-046)."""
    item = own_follow_up_or_404(request.user, follow_up_id)
    form = LeaveOutForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            waive(item=item, because=form.cleaned_data["because"], by=request.user, at=clock.now())
            return back_to(request, item.person.desk_url)
        except Refused as refused:
            add_refusal(form, refused)
    reasons = [_("They took care of it themselves"), _("It no longer matters"), _("We talked about it")]
    more = {"form": form, "reasons": [(words, words) for words in reasons]}
    return _show_item(request, "leave_out", item, status=422 if form.is_bound else 200, **more)


def _show_item(request: HttpRequest, page: str, item: FollowUp, *, status: int, **more: Any) -> HttpResponse:
    context = {
        "item": item,
        "line": line_of(item),
        "is_done": FollowUpResult.objects.filter(follow_up=item).exists(),
        "phone": phones_of([item.person_id]).get(item.person_id),
        "words": _words_by_hand(item, request.user),
        "whatsapp": allows(item.chapter, App.WHATSAPP),
        "news": news_for(item.chapter) if item.step in JUST_TO_TALK else [],
        "back": request.GET.get("back", ""),
    }
    return show(request, f"desk/follow_ups/{page}.html", "follow_ups", context | more, status=status)


def _words_by_hand(item: FollowUp, user: User) -> str:
    """What may be sent from one's own phone, to be changed first: what was agreed, or a greeting."""
    if item.step in ABOUT_AN_AGREEMENT and item.about is not None:
        commitment = Commitment.objects.select_related("person").filter(pk=item.about).first()
        if commitment is not None:
            return saying.agreed_words(commitment, is_reminder=item.step != timings.CONFIRM)
    return _("Hi %(name)s, this is %(me)s. ") % {"name": item.person.first_name, "me": user.first_name or user.name}


@require_http_methods(["GET", "POST"])
@for_organizers
def thank(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """A thank-you in the organizer's own words: by email from here, or by any other way and then one tap (R-048)."""
    item = own_follow_up_or_404(request.user, follow_up_id)
    if item.step != timings.THANK_YOU:
        raise Http404
    if request.method == "GET":
        return _show_thank(request, item, _first_words(request, item))
    form = ThankForm(request.POST)
    if not form.is_valid():
        return _show_thank(request, item, form, status=422)
    try:
        send_thank_you(
            item=item,
            subject=form.cleaned_data["subject"],
            body=form.cleaned_data["body"],
            by=request.user,
            at=clock.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _show_thank(request, item, form, status=422)
    if current_route() is None:
        notices.warning(request, _("Written. No mail is set up yet, so it waits here; you can copy the words."))
        return redirect("desk:messages")
    notices.success(request, _("On its way to %(name)s.") % {"name": item.person.first_name})
    return back_to(request, item.person.desk_url)


def _first_words(request: HttpRequest, item: FollowUp) -> ThankForm:
    """What was written before, or a draft with the line from one's own note, if one was chosen."""
    written = _written(item)
    if written is not None:
        return ThankForm(initial={"subject": written.subject, "body": written.body})
    chosen = request.GET.get("note", "")
    noted = next((one.words for one in noted_about(request.user, item) if one.key == chosen), "")
    draft = draft_thank_you(item, heard=noted or request.GET.get("heard", "")[:HEARD_LENGTH])
    return ThankForm(initial={"subject": draft.subject, "body": draft.body})


def _written(item: FollowUp) -> Message | None:
    return Message.objects.live().filter(kind=THANK_YOU, about=item.pk, recipient=item.person_id).first()


def _show_thank(request: HttpRequest, item: FollowUp, form: ThankForm, status: int = 200) -> HttpResponse:
    at = clock.now()
    reach = may_reach(item.person, Purpose.PERSONAL, "email", at=at)
    written = _written(item)
    context = {
        "item": item,
        "person": item.person,
        "form": form,
        "noted": noted_about(request.user, item),
        "heard_form": HeardForm(),
        "shown": mentions_of(standing_answers(item.person)),
        "posts": _posts(item, at=at),
        "may_email": reach.may,
        "why_no_email": "" if reach.may else why_not(reach.why, item.person.first_name),
        "written": written,
        "may_change": written is None or written.state in NOT_YET_OUT,
        "is_done": FollowUpResult.objects.filter(follow_up=item).exists(),
        "phone": phones_of([item.person_id]).get(item.person_id),
        "whatsapp": allows(item.chapter, App.WHATSAPP),
        "sms_words": str(form["body"].value() or ""),
        "back": request.GET.get("back", ""),
    }
    return show(request, "desk/follow_ups/thank.html", "follow_ups", context, status=status)


def _posts(item: FollowUp, *, at: datetime) -> list[tuple[str, str]]:
    """Words to say online: without a name for anywhere, and with it for where they said yes to that (R-049)."""
    hashtag = _hashtag(item, at=at)
    named = [platform for platform in Platform if may_name(item, platform)]
    with_name = [(str(platform.label), draft_post(item, hashtag=hashtag, platform=platform)) for platform in named]
    return [("", draft_post(item, hashtag=hashtag)), *with_name]


def _hashtag(item: FollowUp, *, at: datetime) -> str:
    """The campaign's own, if it has one (R-050)."""
    campaign = current_campaign(item.chapter, at)
    return campaign.hashtag if campaign else ""


@require_GET
@for_organizers
def messages(request: HttpRequest) -> HttpResponse:
    """What waits to go out and what needs a word, each with its words to copy."""
    at = clock.now()
    zone = saying.zone_of(request.user, home_chapter(request.user))
    context = {
        "asking": letters_of(needing_a_word(request.user.pk)[:MESSAGES_SHOWN]),
        "waiting": letters_of(waiting_for(request.user.pk)[:MESSAGES_SHOWN]),
        "is_mail_set_up": current_route() is not None,
        "mail_problem": route_problem(),
        "zone": zone,
        "today": clock.local_day(at, zone),
    }
    return show(request, "desk/follow_ups/messages.html", "follow_ups", context)


@require_POST
@for_organizers
def send_again(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """A person's word about a message that failed or may have arrived: once more, or leave it (never by itself)."""
    message = own_message_or_404(request.user, message_id)
    at = clock.now()
    try:
        if "leave" in request.POST:
            outbox.leave_it(message, by=request.user, at=at)
            notices.success(request, _("Left as it is."))
        else:
            send_anew(message=message, by=request.user, at=at)
            notices.success(request, _("It goes out once more."))
    except Refused as refused:
        notices.warning(request, str(refused))
    return redirect("desk:messages")


@require_POST
@for_organizers
def take_back_message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    message = own_message_or_404(request.user, message_id)
    if outbox.withdraw(message, reason="taken_back", at=clock.now()):
        notices.success(request, _("Taken back. It does not go out."))
    else:
        notices.warning(request, _("It is too late to take this back: it is going out, or was settled before."))
    return redirect("desk:messages")
