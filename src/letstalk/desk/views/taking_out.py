"""People as a file: chosen what stands in it, written down who took it, and handed out as it is written."""

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from letstalk.desk.forms.people import looking
from letstalk.desk.forms.taking_out import TakeOutForm
from letstalk.desk.frame import for_people_workers, show
from letstalk.desk.signed_in_lately import sign_in_again, signed_in_lately
from letstalk.desk.views.people import address_of
from letstalk.followups.looking_for import clauses_decided_here
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people import outgoing
from letstalk.people.access import chapters_filled, home_chapter, scope_of
from letstalk.people.domain import taking_out
from letstalk.people.filters import EVERYBODY, Filter, sentence
from letstalk.people.models import Person, TakenOut
from letstalk.people.queries.filtering import names_for
from letstalk.people.queries.listing import people_found
from letstalk.people.queries.taking_out import lines_of, own_columns, taken_out_seen_by
from letstalk.people.words import FileForm

SHOWN = 20
TYPES = {
    FileForm.CSV: ("text/csv; charset=utf-8", "people.csv"),
    FileForm.XLSX: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "people.xlsx"),
    FileForm.VCARD: ("text/vcard; charset=utf-8", "people.vcf"),
}


@require_http_methods(["GET", "POST"])
@for_people_workers
def take_out(request: HttpRequest) -> HttpResponseBase:
    """The people one may see as a table, a spreadsheet or cards; the log of it is on the same page.

    With a filter in the address, as the list has it, only those whom it finds. Whoever has not signed in lately writes
    their password again first.
    """
    at = clock.now()
    wanted = looking(request.GET).wanted
    chapters, is_fresh = chapters_filled(request.user), signed_in_lately(request, at=at)
    if request.method == "GET":
        home = home_chapter(request.user)
        blank = TakeOutForm(chapters=chapters, is_fresh=is_fresh, initial={"chapter": home.pk})
        return _show(request, wanted, blank)
    form = TakeOutForm(request.POST, chapters=chapters, is_fresh=is_fresh)
    if not form.is_valid():
        return _show(request, wanted, form, status=422)
    try:
        sign_in_again(request, form, by=request.user, at=at)
        taken = taking_out.take_out(
            chapter=form.chosen,
            form=form.cleaned_data["form"],
            holds=form.cleaned_data["holds"],
            id=entry_id(request),
            by=request.user,
            at=at,
            found=_found(request, wanted),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _show(request, wanted, form, status=422)
    return _file(request, taken)


def _found(request: HttpRequest, wanted: Filter) -> QuerySet[Person] | None:
    if wanted == EVERYBODY:
        return None
    among = clauses_decided_here(request.user, wanted, at=clock.now())
    return people_found(request.user, wanted=wanted, among=among)


def _show(request: HttpRequest, wanted: Filter, form: TakeOutForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "log": taken_out_seen_by(request.user)[:SHOWN],
        "sentence": sentence(wanted, names_for(scope_of(request.user), wanted)) if wanted != EVERYBODY else "",
        "back": reverse("desk:people") + address_of(wanted.clauses),
    }
    return show(request, "desk/people/take_out.html", "people", context, status=status)


def _file(request: HttpRequest, taken: TakenOut) -> HttpResponseBase:
    lines, mark = lines_of(taken, by=request.user), taking_out.watermark(taken)
    mime, name = TYPES[FileForm(taken.form)]
    answer: HttpResponseBase
    if taken.form == FileForm.XLSX:
        book = outgoing.as_workbook(lines, watermark=mark, own=own_columns(taken))
        answer = FileResponse(book, content_type=mime)
    elif taken.form == FileForm.CSV:
        table = outgoing.as_csv(lines, watermark=mark, own=own_columns(taken))
        answer = StreamingHttpResponse(table, content_type=mime)
    else:
        answer = StreamingHttpResponse(outgoing.as_cards(lines, watermark=mark), content_type=mime)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
