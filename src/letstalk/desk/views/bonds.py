"""What people are to each other: a map and the same as a list, around somebody and of a chapter (issue 8, h.3)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.desk.forms.bonds import BondForm
from letstalk.desk.forms.people import looking
from letstalk.desk.frame import for_people_workers, show
from letstalk.desk.known import Known, known_or_404
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people.domain.bonds import say_bond, take_bond_back
from letstalk.people.models import Bond, Person
from letstalk.people.queries.bonds import (
    Bonds,
    bond_or_404,
    bonds_around,
    bonds_in,
    chapters_with_bonds,
    may_be_beside,
)
from letstalk.people.words import TURNED, BondKind
from letstalk.reports.charts.bonds import Net, Tie, bonds_chart, most_beside
from letstalk.reports.charts.canvas import Chart

# What each kind looks like among the parts a chart is drawn of.
LOOKS = {
    BondKind.KNOWS: "tie",
    BondKind.RELATED: "held",
    BondKind.WORKS_WITH: "goal",
    BondKind.HOUSEHOLD: "range",
    BondKind.INTRODUCED: "tie",
    BondKind.BROUGHT: "likely",
}


@require_http_methods(["GET", "POST"])
@for_people_workers
def person_bonds(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Whom somebody stands beside, and one more with a yes of both."""
    known = known_or_404(request.user, person_id)
    text = looking(request.GET).text if request.method == "GET" else request.POST.get("q", "")[:200]
    found = may_be_beside(request.user, known.person, known.chapter, text)
    if request.method == "GET":
        return _show_around(request, known, BondForm(found=found, q=text), text, found)
    form = BondForm(request.POST, found=found, q=text)
    if not form.is_valid():
        return _show_around(request, known, form, text, found, status=422)
    try:
        say_bond(
            id=entry_id(request),
            one=known.person,
            other=form.chosen,
            kind=form.cleaned_data["kind"],
            chapter=known.chapter,
            both_said_yes=form.cleaned_data["both_said_yes"],
            by=request.user,
            at=clock.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _show_around(request, known, form, text, found, status=422)
    return redirect("desk:person_bonds", known.person.pk)


def _show_around(
    request: HttpRequest, known: Known, form: BondForm, text: str, found: list[Person], status: int = 200
) -> HttpResponse:
    bonds = bonds_around(request.user, known.person)
    beside = [bond for bond in bonds.rows if known.person.pk in (bond.one_id, bond.other_id)]
    among = [bond for bond in bonds.rows if known.person.pk not in (bond.one_id, bond.other_id)]
    others = {bond.other_id if bond.one_id == known.person.pk else bond.one_id for bond in beside}
    finding = ngettext(
        "One person here stands beside %(name)s.", "%(count)d people here stand beside %(name)s.", len(others)
    ) % {"count": len(others), "name": known.person.first_name}
    context = {
        "known": known,
        "chart": _chart(bonds, _("Around %(name)s") % {"name": known.person.first_name}, finding, known.person),
        "beside": [(bond, *_told_from(bond, known.person.pk)) for bond in beside],
        "among": [(bond, *_told_from(bond, bond.one_id)) for bond in among],
        "is_all": bonds.is_all,
        "form": form,
        "q": text,
        "found": found,
    }
    return show(request, "desk/bonds/person.html", "people", context, status=status)


@require_POST
@for_people_workers
def end_bond(request: HttpRequest, person_id: UUID, bond_id: UUID) -> HttpResponse:
    """One of the two would rather not have it stand here, or it is not so any more."""
    known = known_or_404(request.user, person_id)
    take_bond_back(bond=bond_or_404(request.user, bond_id), by=request.user, at=clock.now())
    messages.success(request, _("It does not stand here any more."))
    return redirect("desk:person_bonds", known.person.pk)


@require_GET
@for_people_workers
def bonds(request: HttpRequest) -> HttpResponse:
    """Of a chapter, as far as one sees both people; of all that one sees without one."""
    chapters = chapters_with_bonds(request.user)
    chapter = next((one for one in chapters if str(one.pk) == request.GET.get("chapter")), None)
    found = bonds_in(request.user, chapter)
    title = _("Who knows whom in %(chapter)s") % {"chapter": chapter.name} if chapter else _("Who knows whom")
    context = {
        "chart": _chart(found, title, _finding(found)),
        "rows": [(bond, *_told_from(bond, bond.one_id)) for bond in found.rows],
        "is_all": found.is_all,
        "title": title,
        "chapter": chapter,
        "chapters": chapters if len(chapters) > 1 else [],
    }
    return show(request, "desk/bonds/chapter.html", "people", context)


def _finding(found: Bonds) -> str:
    if not found.rows:
        return ""
    net = _net(found)
    one, many = most_beside(net)
    words = ngettext(
        "Nobody here stands beside more than one other.",
        "%(name)s stands beside most: %(count)d of %(all)d people.",
        many,
    )
    return words % {"name": net.names[one], "count": many, "all": len(net.names) - 1}


def _told_from(bond: Bond, person: UUID) -> tuple[Person, str, Person]:
    first, second = (bond.one, bond.other) if person == bond.one_id else (bond.other, bond.one)
    return first, bond.words_from(person), second


def _net(found: Bonds, middle: Person | None = None) -> Net:
    names = {person.pk: person.name for bond in found.rows for person in (bond.one, bond.other)}
    ties = [
        Tie(
            bond.one_id,
            bond.other_id,
            LOOKS[BondKind(bond.kind)],
            bond.get_kind_display(),
            goes_one_way=bond.kind in TURNED,
        )
        for bond in found.rows
    ]
    return Net(names, ties, middle.pk if middle else None)


def _chart(found: Bonds, title: str, finding: str, middle: Person | None = None) -> tuple[Chart, SafeString] | None:
    if not found.rows:
        return None
    head = [_("Who"), _("is to"), _("whom")]
    chart = bonds_chart(_net(found, middle), title=title, finding=finding, head=head)
    return chart, SafeString(chart.svg)
