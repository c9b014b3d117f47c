"""What somebody said of themselves, for an organizer to read and to put right (section g, h.2)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from letstalk.desk.forms.said import SaidForm
from letstalk.desk.frame import for_people_workers, show
from letstalk.desk.known import Known, known_or_404
from letstalk.desk.seen import show_anew, version
from letstalk.kit import clock
from letstalk.kit.refusal import Refused
from letstalk.people.domain.said import write_down
from letstalk.people.models import Said
from letstalk.people.queries.said import said_seen_by

SOURCE = "their page"


@require_http_methods(["GET", "POST"])
@for_people_workers
def said(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What asks are weighed by, in the smallest form; not said is a good answer."""
    known = known_or_404(request.user, person_id)
    stands = said_seen_by(request.user, known.person)
    now = version(*(row.pk for row in stands))
    if request.method == "GET":
        return _show(request, known, SaidForm(stands=stands, seen=now), stands)
    form = SaidForm(request.POST, stands=stands, seen=now)
    if not form.is_valid():
        return _show(request, known, form, stands, status=422)
    if form.cleaned_data["seen"] not in ("", now):
        show_anew(form, now)
        return _show(request, known, form, stands, is_stale=True, status=422)
    try:
        write_down(
            person=known.person,
            chapter=known.chapter,
            said=form.said,
            source=SOURCE,
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Kept."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(known.person.desk_url)


def _show(
    request: HttpRequest,
    known: Known,
    form: SaidForm,
    stands: list[Said],
    *,
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"known": known, "form": form, "stands": stands, "is_stale": is_stale, "zone": known.zone}
    context |= {"today": clock.local_day(clock.now(), known.zone)}
    return show(request, "desk/person/said.html", "people", context, status=status)
