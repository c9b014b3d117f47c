"""One ask of the menu: put on it, looked at, said in other words, called off for one day, taken off."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.campaigns.access import ask_led_or_404, ask_or_404, own_and_above
from letstalk.campaigns.domain import asks
from letstalk.campaigns.domain.dates import call_off, put_back
from letstalk.campaigns.models import Ask
from letstalk.campaigns.queries import asks_for
from letstalk.commitments.rooms import rooms_of
from letstalk.desk.forms.asks import AskForm, shown_of
from letstalk.desk.frame import for_everyone_here, for_leads, show
from letstalk.desk.menu import first_led, said_room, told_of
from letstalk.desk.seen import show_anew, version
from letstalk.kit import clock, days
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people.access import chapters_led
from letstalk.people.models import Chapter


@require_GET
@for_everyone_here
def ask(request: HttpRequest, ask_id: UUID) -> HttpResponse:
    """All an ask says of itself, its days and the room that is left (R-042)."""
    found = ask_or_404(request.user, ask_id)
    at = clock.now()
    [told] = told_of([found], at=at)
    context = {
        "told": told,
        "ask": found,
        "rooms": [(room, said_room(room.left)) for room in told.rooms],
        "called_off": found.dates.filter(cancelled_at__isnull=False, over_at__gt=at).order_by("over_at"),
        "before": _asks_before(found),
        "is_led": chapters_led(request.user).filter(pk=found.chapter_id).exists(),
        "today": clock.local_day(at, found.chapter.zone),
    }
    return show(request, "desk/campaign/one_ask.html", "campaign", context)


def _asks_before(ask: Ask) -> list[Ask]:
    return list(Ask.objects.filter(pk__in=ask.before).order_by("title", "pk"))


@require_http_methods(["GET", "POST"])
@for_leads
def add_ask(request: HttpRequest) -> HttpResponse:
    """An ask of the chapter's own, put on the menu by hand in a minute (R-029)."""
    led, first = chapters_led(request.user), first_led(request.user)
    others = _others(first, at=clock.now())
    if request.method == "GET":
        return _show_form(request, AskForm(chapters=led, others=others, initial={"chapter": first}), first)
    form = AskForm(request.POST, chapters=led, others=others)
    if not form.is_valid():
        return _show_form(request, form, first, status=422)
    try:
        ask = asks.add_ask(id=entry_id(request), chapter=form.chosen, words=form.words, by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _show_form(request, form, first, status=422)
    messages.success(request, _("“%(ask)s” is on the menu.") % {"ask": ask.title})
    return redirect("desk:campaign")


@require_http_methods(["GET", "POST"])
@for_leads
def change_ask(request: HttpRequest, ask_id: UUID) -> HttpResponse:
    """The same ask in other words, on other days, for others; who said yes before agreed to what it was then."""
    found = ask_led_or_404(request.user, ask_id)
    here = Chapter.objects.filter(pk=found.chapter_id)
    others = _others(found.chapter, at=clock.now(), apart_from=found)
    standing = version(*shown_of(found).values())
    if request.method == "GET":
        form = AskForm(chapters=here, others=others, ask=found, initial={"seen": standing})
        return _show_form(request, form, found.chapter)
    form = AskForm(request.POST, chapters=here, others=others, ask=found)
    if not form.is_valid():
        return _show_form(request, form, found.chapter, status=422)
    if form.cleaned_data["seen"] != standing:
        changed = _changed(form)
        show_anew(form, standing)
        return _show_form(request, form, found.chapter, changed=changed, status=422)
    try:
        asks.change_ask(ask=found, words=form.words, by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _show_form(request, form, found.chapter, status=422)
    messages.success(request, _("“%(ask)s” is changed.") % {"ask": found.title})
    return redirect("desk:ask", found.pk)


def _changed(form: AskForm) -> list[tuple[str, str]]:
    """What now stands otherwise than it was typed: the label of each, and what stands."""
    now = shown_of(form.ask) if form.ask else {}
    fields = [form[name] for name in now if form[name].field.has_changed(now[name], form[name].data)]
    return [(str(field.label), _plain(now[field.name])) for field in fields]


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _others(chapter: Chapter, *, at: datetime, apart_from: Ask | None = None) -> list[tuple[str, str]]:
    """What can come before an ask: the others of the menu, and what comes before it already."""
    named = Q(pk__in=asks_for(chapter, at).values("pk"))
    if apart_from is not None:
        named |= Q(pk__in=apart_from.before, chapter__in=own_and_above(chapter))
    rows: Iterable[Ask] = Ask.objects.filter(named).exclude(pk=apart_from.pk if apart_from else None)
    return [(str(one.pk), one.title) for one in sorted(rows, key=lambda one: (one.title, one.pk))]


def _show_form(
    request: HttpRequest,
    form: AskForm,
    chapter: Chapter,
    *,
    changed: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = clock.local_day(clock.now(), chapter.zone)
    context = {
        "form": form,
        "ask": form.ask,
        "changed": changed,
        "days": days.day_choices(today, first=1),
        "hours": days.hour_choices(),
    }
    return show(request, "desk/campaign/ask_form.html", "campaign", context, status=status)


@require_POST
@for_leads
def call_off_day(request: HttpRequest, ask_id: UUID, date_id: UUID) -> HttpResponse:
    """This one time it does not take place; or it does after all."""
    found = ask_led_or_404(request.user, ask_id)
    date = found.dates.filter(pk=date_id).first()
    if date is None:
        raise Http404
    at = clock.now()
    if "back" in request.POST:
        put_back(date=date, by=request.user, at=at)
        return redirect("desk:ask", found.pk)
    coming = next((room.taken for room in rooms_of([found], at=at)[found.pk] if room.date == date), 0)
    call_off(date=date, by=request.user, at=at)
    if coming:
        said = ngettext(
            "One person said they will come that day: tell them.",
            "%(people)d people said they will come that day: tell them.",
            coming,
        )
        messages.warning(request, said % {"people": coming})
    return redirect("desk:ask", found.pk)


@require_http_methods(["GET", "POST"])
@for_leads
def retire_ask(request: HttpRequest, ask_id: UUID) -> HttpResponse:
    """Off the menu; what was agreed on because of it stays."""
    found = ask_led_or_404(request.user, ask_id)
    if request.method == "GET":
        return show(request, "desk/campaign/retire_ask.html", "campaign", {"ask": found})
    asks.retire_ask(ask=found, by=request.user, at=clock.now())
    messages.success(request, _("“%(ask)s” is off the menu.") % {"ask": found.title})
    return redirect("desk:campaign")
