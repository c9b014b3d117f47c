"""The people an organizer or lead may see: the list with its search, and adding one or several."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from letstalk.accounts.models import User
from letstalk.desk.forms.people import AddPersonForm, AddSeveralForm, FilterForm, Looking, looking
from letstalk.desk.frame import for_organizers, for_people_workers, show
from letstalk.desk.offered import offered, part_said
from letstalk.followups.looking_for import clauses_decided_here
from letstalk.followups.queries import people_spoken_with
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people.access import chapters_organized, is_organizer, people_visible_to, scope_of
from letstalk.people.domain.adding import add_person as add_one
from letstalk.people.domain.several import Line, compare_with_chapter, read_lines
from letstalk.people.domain.several import add_several as add_lines
from letstalk.people.domain.ways import AddressTaken
from letstalk.people.filters import EVERYBODY, TITLES, Named, read_filter, sentence
from letstalk.people.models import Person, SavedFilter
from letstalk.people.queries import PeoplePage, people_page
from letstalk.people.queries.duplicates import alike_on_entry, other_than_new, people_of
from letstalk.people.queries.filtering import names_for
from letstalk.people.queries.kept_filters import filters_shown_to
from letstalk.people.queries.listing import count_words, found_without_each
from letstalk.people.queries.reaching import restricted_among
from letstalk.people.words import LADDER, Stage

KEPT_SHOWN = 100


@require_GET
@for_people_workers
def people(request: HttpRequest) -> HttpResponse:
    """The list, fifty a page; searched as one types."""
    at = clock.now()
    look = looking(request.GET)
    page = found_by(request.user, look, at=at)
    named = names_for(scope_of(request.user), look.wanted)
    is_filtered = look.wanted != EVERYBODY
    return show(
        request,
        "desk/people/list.html",
        "people",
        {
            "page": page,
            "spoken": people_spoken_with(request.user, [row.id for row in page.rows]),
            "left_alone": restricted_among([row.id for row in page.rows]),
            "now": at,
            "q": look.text,
            "form": FilterForm(look.wanted, offered=offered(request.user), named=named) if look.is_choosing else None,
            "sentence": sentence(look.wanted, named) if is_filtered else "",
            "parts": _parts(look, named),
            "fewer": _fewer(request.user, look, named, at=at) if is_filtered and not page.count else [],
            "kept": _kept(request.user, look),
            "keep_at": reverse("desk:keep_filter") + address_of(look.wanted.clauses),
            "out_at": reverse("desk:take_out") + address_of(look.wanted.clauses),
            "stage": look.wanted.stage,
            "stages": _stage_links(look.asked),
            "next_page": address_of(look.asked | {"after": str(page.next)}) if page.next else "",
            "first_page": address_of(look.asked) if look.after else "",
            "is_searched": bool(look.asked),
            "asked": look.asked,
            "parts_asked": look.wanted.clauses,
            "may_add": is_organizer(request.user),
        },
    )


def found_by(user: User, look: Looking, *, at: datetime) -> PeoplePage:
    """The page of the people that a search finds."""
    among = clauses_decided_here(user, look.wanted, at=at)
    return people_page(user, text=look.text, wanted=look.wanted, among=among, after=look.after, at=at)


def _kept(user: User, look: Looking) -> list[tuple[SavedFilter, str, bool]]:
    """The searches that are kept: where each is opened, and whether it is the one that is shown.

    One of which a part is not understood any more is opened on its own page, which says so; without that part it would
    find other people than were meant.
    """
    found = []
    for saved in filters_shown_to(user, most=KEPT_SHOWN):
        wanted, unknown = read_filter(saved.clauses)
        address = reverse("desk:kept_filter", args=[saved.pk]) if unknown else address_of(wanted.clauses)
        found.append((saved, address, not unknown and wanted == look.wanted))
    return found


def _parts(look: Looking, named: Named) -> list[tuple[str, str, str]]:
    """Each part of the sentence: what it is, what is chosen, and the address without it."""
    return [
        (str(TITLES[name]), part_said(name, look.wanted, named), address_of(look.asked | {name: ""}))
        for name in look.wanted.clauses
    ]


def _fewer(user: User, look: Looking, named: Named, *, at: datetime) -> list[tuple[str, str, str]]:
    """Without which part of the sentence somebody would be found: the part, how many, the address.

    Where it has one part alone, without it there is everybody.
    """
    if len(look.asked) < 2:
        return []
    found = found_without_each(
        user, text=look.text, wanted=look.wanted, among=lambda fewer: clauses_decided_here(user, fewer, at=at)
    )
    return [
        (f"{title}: {said}", count_words(found[name]), address)
        for name, (title, said, address) in zip(look.wanted.clauses, _parts(look, named), strict=True)
        if found[name]
    ]


def _stage_links(asked: dict[str, str]) -> list[tuple[str, str, str]]:
    stages = [("", _("Everyone"))]
    stages += [(stage.value, str(stage.label)) for stage in [*LADDER, Stage.RESTING, Stage.LEFT]]
    return [(code, words, address_of(asked | {"stage": code})) for code, words in stages]


def address_of(asked: dict[str, str]) -> str:
    """What follows the page's path."""
    return "?" + urlencode({name: value for name, value in asked.items() if value})


@require_http_methods(["GET", "POST"])
@for_organizers
def add_person(request: HttpRequest) -> HttpResponse:
    """One person, in the chapter they belong to; they become the organizer's own."""
    chapters = chapters_organized(request.user)
    if request.method == "GET":
        return _show_add(request, AddPersonForm(chapters=chapters))
    form = AddPersonForm(request.POST, chapters=chapters)
    if not form.is_valid():
        return _show_add(request, form, status=422)
    told = {name: form.cleaned_data[name] for name in ("name", "email", "phone")}
    alike = alike_on_entry(request.user, **told, id=entry_id(request))
    if not {other_than_new(pair) for pair in alike}.issubset(form.cleaned_data["other_than"].split()):
        return _show_add(request, form, alike=people_of(request.user, alike), status=422)
    try:
        person = add_one(
            id=entry_id(request),
            chapter=form.chosen,
            **told,
            pronouns=form.cleaned_data["pronouns"],
            is_shared=form.cleaned_data["is_shared"],
            other_than=alike,
            by=request.user,
            at=clock.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _show_add(request, form, refused=refused, status=422)
    return redirect(person.desk_url)


def _show_add(
    request: HttpRequest,
    form: AddPersonForm,
    *,
    alike: Sequence[Person] = (),
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    holder = None
    if isinstance(refused, AddressTaken):
        holder = people_visible_to(request.user).filter(pk=refused.person.pk).first()
    context = {
        "form": form,
        "alike": alike,
        "other_than": " ".join(str(person.pk) for person in alike) or form["other_than"].value() or "",
        "holder": holder,
        "asks_if_shared": isinstance(refused, AddressTaken) or bool(request.POST.get("is_shared")),
    }
    return show(request, "desk/people/add.html", "people", context, status=status)


@require_http_methods(["GET", "POST"])
@for_organizers
def add_several(request: HttpRequest) -> HttpResponse:
    """Several people at once: pasted, looked over, saved. What cannot be read stays to be mended."""
    chapters = chapters_organized(request.user)
    if request.method == "GET":
        return _show_several(request, AddSeveralForm(chapters=chapters))
    form = AddSeveralForm(request.POST, chapters=chapters)
    if not form.is_valid():
        return _show_several(request, form, status=422)
    try:
        lines = compare_with_chapter(read_lines(form.cleaned_data["lines"], form.chosen.region), chapter=form.chosen)
    except Refused as refused:
        add_refusal(form, refused)
        return _show_several(request, form, status=422)
    if "save" not in request.POST:
        return _show_several(request, form, lines=lines)
    return _save_several(request, form, lines)


def _save_several(request: HttpRequest, form: AddSeveralForm, lines: list[Line]) -> HttpResponse:
    done = add_lines(lines=lines, chapter=form.chosen, by=request.user, at=clock.now(), entry=entry_id(request))
    if done.added:
        said = ngettext("%(count)d person added.", "%(count)d people added.", len(done.added))
        messages.success(request, said % {"count": len(done.added)})
    if not done.left:
        return redirect("desk:people")
    # The same entry goes on: what was added is known, so that a corrected list adds only what is new.
    rest = request.POST.copy()
    rest["lines"] = "\n".join(line.text for line in done.left)
    left = AddSeveralForm(rest, chapters=chapters_organized(request.user))
    left.is_valid()
    return _show_several(request, left, lines=list(done.left))


def _show_several(
    request: HttpRequest, form: AddSeveralForm, *, lines: list[Line] | None = None, status: int = 200
) -> HttpResponse:
    good = sum(1 for line in lines or [] if not line.problem)
    context = {
        "form": form,
        "lines": lines,
        "good": good,
        "wrong": len(lines or []) - good,
        "chapter_id": form.chosen.pk if lines else "",
    }
    return show(request, "desk/people/several.html", "people", context, status=status)
