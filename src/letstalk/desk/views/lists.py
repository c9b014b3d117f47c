"""Lists of a chapter, the letters to them, and where the group talks online: a lead's pages (R-058, R-059)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.desk.forms.lists import LetterForm, ListForm, SpaceForm, seen_of
from letstalk.desk.frame import for_leads, show
from letstalk.desk.seen import show_anew
from letstalk.kit import clock
from letstalk.kit.cells import csv_lines
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.queries import current_route
from letstalk.outbox.words import NOT_YET_OUT, State
from letstalk.people.access import chapters_led, letter_led_or_404, list_led_or_404, space_led_or_404
from letstalk.people.domain import lists as keeping
from letstalk.people.domain import mailings
from letstalk.people.models import Chapter, Mailing, MailingList, Person
from letstalk.people.queries.lists import Counted, counted, lists_of, on_list, said_yes_to, spaces_of
from letstalk.people.words import Purpose

HERE = "chapter"
LETTERS_SHOWN = 50
IN_QUESTION_SHOWN = 50


@require_GET
@for_leads
def lists(request: HttpRequest) -> HttpResponse:
    """The lists one leads, each with how many are on it, and the spaces."""
    chapters = _chapters(request)
    rows = list(lists_of(chapters))
    how_many = counted(rows)
    context = {
        "lines": [(row, how_many.get(row.pk, Counted())) for row in rows],
        "spaces": spaces_of(chapters),
        "has_chapters": len(chapters) > 1,
    }
    return show(request, "desk/lists/list.html", HERE, context)


def _chapters(request: HttpRequest) -> list[Chapter]:
    return list(chapters_led(request.user).order_by("path"))


@require_http_methods(["GET", "POST"])
@for_leads
def add_list(request: HttpRequest) -> HttpResponse:
    form = ListForm(request.POST or None, chapters=_chapters(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = keeping.make_list(
                chapter=form.chapter_chosen,
                words=form.words,
                is_news=form.cleaned_data["is_news"],
                id=entry_id(request),
                by=request.user,
                at=clock.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The list is there, and nobody is on it until they say so."))
            return redirect("desk:list", made.pk)
    return _show_form(request, "desk/lists/edit.html", form, {"list": None})


@require_http_methods(["GET", "POST"])
@for_leads
def edit_list(request: HttpRequest, list_id: UUID) -> HttpResponse:
    found = list_led_or_404(request.user, list_id)
    form = ListForm(request.POST or None, chapters=[found.chapter], row=found)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.change_list(list=found, words=form.words, by=request.user, at=clock.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:list", found.pk)
    return _show_form(request, "desk/lists/edit.html", form, {"list": found})


@require_GET
@for_leads
def list_page(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """One list: how many are on it, and its letters, the latest first."""
    found = list_led_or_404(request.user, list_id)
    letters = list(Mailing.objects.filter(list=found).order_by("-made_at", "pk")[:LETTERS_SHOWN])
    sent = _sent(letters)
    context = {
        "list": found,
        "counted": counted([found]).get(found.pk, Counted()),
        "letters": [(letter, sent.get(letter.pk, 0)) for letter in letters],
        "zone": found.chapter.zone,
    }
    return show(request, "desk/lists/page.html", HERE, context)


def _sent(letters: list[Mailing]) -> dict[UUID, int]:
    """How many of each letter went out, in one query."""
    rows = Message.objects.filter(kind=mailings.LETTER, about__in=[one.pk for one in letters], state=State.SENT)
    return dict(rows.values_list("about").annotate(count=Count("pk")).order_by("about"))


@require_http_methods(["GET", "POST"])
@for_leads
def close_list(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """After one question; what people said stays in the ledger."""
    found = list_led_or_404(request.user, list_id)
    if request.method == "GET":
        return show(request, "desk/lists/close.html", HERE, {"list": found})
    keeping.close_list(list=found, by=request.user, at=clock.now())
    messages.success(request, _("The list is closed. Nothing goes to it any more."))
    return redirect("desk:lists")


@require_POST
@for_leads
def export_list(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Who is on it, with the evidence of each yes, as a file; the journal says who took it out (R-058)."""
    found = list_led_or_404(request.user, list_id)
    lines = keeping.export(list=found, by=request.user, at=clock.now())
    addresses = keeping.addresses_on(lines)
    rows = [[_("Name"), _("Email"), _("Said yes at"), _("How"), _("In these words")]]
    for line in lines:
        rows.append([line.person.name, addresses.get(line.person_id, ""), line.at.isoformat(), line.how, line.words])
    answer = HttpResponse("".join(csv_lines(rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slugify(found.name) or "list"}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "POST"])
@for_leads
def write_letter(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """A new letter to a list: kept as it is, finished or not."""
    found = list_led_or_404(request.user, list_id)
    form = LetterForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _show_letter(request, found, None, form)
    return _keep(request, found, None, form, id=entry_id(request))


@require_http_methods(["GET", "POST"])
@for_leads
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """A draft to change, preview and try out; once begun, how far it is."""
    found = letter_led_or_404(request.user, letter_id)
    if not found.is_draft:
        return _show_progress(request, found)
    form = LetterForm(request.POST or None, letter=found)
    if request.method == "GET" or not form.is_valid():
        return _show_letter(request, found.list, found, form)
    if form.is_about_another(found):
        show_anew(form, seen_of(found))
        form.add_error(None, _("This was changed meanwhile by somebody else. What you typed is below; save it again."))
        return _show_letter(request, found.list, found, form)
    return _keep(request, found.list, found, form, id=found.pk)


def _keep(
    request: HttpRequest, list: MailingList, found: Mailing | None, form: LetterForm, *, id: UUID
) -> HttpResponse:
    """Words are kept first, whatever is wrong with them; the test copy comes after."""
    at = clock.now()
    try:
        found = mailings.write(list=list, words=form.words, id=id, by=request.user, at=at)
        if "test" in request.POST:
            mailings.send_test_copy(letter=found, by=request.user, at=at)
            messages.success(
                request, _("A copy is on its way to %(email)s. Read it there.") % {"email": request.user.email}
            )
        else:
            messages.success(request, _("Kept."))
    except Refused as refused:
        add_refusal(form, refused)
        if found is not None:
            show_anew(form, seen_of(found))
        return _show_letter(request, list, found, form)
    return redirect("desk:letter", found.pk)


def _show_letter(request: HttpRequest, list: MailingList, found: Mailing | None, form: LetterForm) -> HttpResponse:
    waiting = counted([list]).get(list.pk, Counted())
    context = {
        "list": list,
        "letter": found,
        "form": form,
        "counted": waiting,
        "is_tested": found is not None and bool(found.tested) and found.tested == mailings.words_of(found).version,
        "preview": mailings.with_ending(found, stop="https://…") if found is not None else "",
        "is_mail_set_up": current_route() is not None,
    }
    return show(request, "desk/lists/letter.html", HERE, context, status=422 if form.errors else 200)


def _show_progress(request: HttpRequest, found: Mailing) -> HttpResponse:
    rows = Message.objects.filter(kind=mailings.LETTER, about=found.pk)
    by_state = dict(rows.values_list("state").annotate(count=Count("pk")).order_by("state"))
    not_planned = 0 if found.all_planned_at else _not_planned(found, sum(by_state.values()))
    waiting = sum(by_state.get(state, 0) for state in (*NOT_YET_OUT, State.SENDING)) + not_planned
    asking = _in_question(found).order_by("-settled_at", "pk")[:IN_QUESTION_SHOWN]
    names = Person.objects.in_bulk([message.recipient for message in asking])
    context = {
        "letter": found,
        "list": found.list,
        "sent": by_state.get(State.SENT, 0),
        "of": sum(by_state.values()) + not_planned,
        "waiting": waiting if found.is_going_out else 0,
        "taken_back": by_state.get(State.WITHDRAWN, 0),
        "asking": [(names[one.recipient], one) for one in asking if one.recipient in names],
        "is_mail_set_up": current_route() is not None,
        "zone": found.chapter.zone,
    }
    return show(request, "desk/lists/progress.html", HERE, context)


def _in_question(found: Mailing) -> QuerySet[Message]:
    """Of a letter's messages those that did not arrive, or perhaps not, and nobody said yet what to do about."""
    rows = Message.objects.filter(kind=mailings.LETTER, about=found.pk, answered_at__isnull=True)
    return rows.filter(state__in=[State.FAILED, State.UNSURE])


@require_POST
@for_leads
def answer_about_letter(request: HttpRequest, letter_id: UUID, copy_id: UUID) -> HttpResponse:
    """A word about one who perhaps did not get the letter: once more, or leave it (never by itself)."""
    found = letter_led_or_404(request.user, letter_id)
    message = get_object_or_404(Message, pk=copy_id, kind=mailings.LETTER, about=found.pk)
    is_left = "leave" in request.POST
    try:
        (outbox.leave_it if is_left else outbox.send_again)(message, by=request.user, at=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Left as it is.") if is_left else _("It goes out once more."))
    return redirect("desk:letter", found.pk)


def _not_planned(found: Mailing, planned: int) -> int:
    yes = on_list(found.list).filter(at__lte=found.begun_at).count()
    return max(yes - planned, 0)


@require_POST
@for_leads
def begin_letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    return _do(request, letter_id, mailings.begin, _("It is going out."))


@require_POST
@for_leads
def pause_letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    return _do(request, letter_id, mailings.pause, _("Paused. Nothing more of it leaves."))


@require_POST
@for_leads
def go_on_with_letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    return _do(request, letter_id, mailings.go_on, _("It goes on."))


@require_POST
@for_leads
def stop_letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    return _do(request, letter_id, mailings.stop, _("Stopped. Whoever does not have it yet does not get it."))


def _do(request: HttpRequest, letter_id: UUID, verb: Callable[..., Any], said: str) -> HttpResponse:
    found = letter_led_or_404(request.user, letter_id)
    try:
        verb(letter=found, by=request.user, at=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("desk:letter", found.pk)


@require_POST
@for_leads
def discard_letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    found = letter_led_or_404(request.user, letter_id)
    try:
        mailings.discard(letter=found, by=request.user, at=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("desk:letter", found.pk)
    messages.success(request, _("The draft is gone."))
    return redirect("desk:list", found.list_id)


@require_http_methods(["GET", "POST"])
@for_leads
def add_space(request: HttpRequest) -> HttpResponse:
    """Where the group talks online; the link is told only to those who said yes (R-059)."""
    form = SpaceForm(request.POST or None, chapters=_chapters(request))
    if request.method == "POST" and form.is_valid():
        try:
            keeping.make_space(
                chapter=form.chapter_chosen,
                name=form.cleaned_data["name"],
                link=form.cleaned_data["link"],
                id=entry_id(request),
                by=request.user,
                at=clock.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("It is there. Its link is told only to those who say yes to it."))
            return redirect("desk:lists")
    return _show_form(request, "desk/lists/space.html", form, {})


@require_http_methods(["GET", "POST"])
@for_leads
def close_space(request: HttpRequest, space_id: UUID) -> HttpResponse:
    """After one question: nobody is invited there any more."""
    found = space_led_or_404(request.user, space_id)
    if request.method == "GET":
        yes = said_yes_to(Purpose.SPACE, found.scope, found.chapter).count()
        return show(request, "desk/lists/close_space.html", HERE, {"space": found, "yes": yes})
    keeping.close_space(space=found, by=request.user, at=clock.now())
    messages.success(request, _("Nobody is invited there any more."))
    return redirect("desk:lists")


def _show_form(request: HttpRequest, template: str, form: Any, more: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return show(request, template, HERE, {"form": form} | more, status=status)
