"""What a chapter keeps about people besides what everybody keeps: few fields, each with what it is for (issue 8)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.desk.forms.fields import EditFieldForm, FieldForm
from letstalk.desk.frame import for_role, show
from letstalk.desk.seen import show_anew
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people.domain import fields as asking
from letstalk.people.models import Chapter, CustomChoice, CustomField
from letstalk.people.queries.fields import chapter_asking_or_404, field_to_set_or_404, fields_to_set, people_told
from letstalk.people.words import MOST_FIELDS, RoleKind

HERE = "settings"

for_those_who_shape = for_role(RoleKind.LEAD, RoleKind.ADMINISTRATOR)


@require_GET
@for_those_who_shape
def fields(request: HttpRequest) -> HttpResponse:
    """The fields of each chapter one leads or administers, with how many people said something."""
    context = {"chapters": fields_to_set(request.user), "most": MOST_FIELDS}
    return show(request, "desk/fields/list.html", HERE, context)


@require_http_methods(["GET", "POST"])
@for_those_who_shape
def add_field(request: HttpRequest, chapter_id: UUID) -> HttpResponse:
    """One thing more to ask for, with what it is for."""
    chapter = chapter_asking_or_404(request.user, chapter_id)
    form = FieldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asking.add_field(
                chapter=chapter,
                kind=form.cleaned_data["kind"],
                words=form.words,
                id=entry_id(request),
                by=request.user,
                at=clock.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("It is asked from now on."))
            return redirect("desk:fields")
    return _show_new(request, chapter, form)


def _show_new(request: HttpRequest, chapter: Chapter, form: FieldForm) -> HttpResponse:
    context = {"chapter": chapter, "form": form}
    return show(request, "desk/fields/new.html", HERE, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_those_who_shape
def edit_field(request: HttpRequest, field_id: UUID) -> HttpResponse:
    """Said in other words; of choices each is said in other words, ended or added."""
    field = field_to_set_or_404(request.user, field_id)
    form = EditFieldForm(request.POST or None, field=field, choices=_choices(field))
    if request.method == "GET":
        return _show_edit(request, field, form)
    if not form.is_valid():
        return _show_edit(request, field, form, status=422)
    if form.cleaned_data["seen"] not in ("", form.now):
        show_anew(form, form.now)
        return _show_edit(request, field, form, is_stale=True, status=422)
    try:
        asking.change_field(field=field, words=form.words, by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        field.refresh_from_db()
        return _show_edit(request, field, form, status=422)
    messages.success(request, _("Saved."))
    return redirect("desk:fields")


def _choices(field: CustomField) -> list[CustomChoice]:
    return list(CustomChoice.objects.filter(field=field, ended_at__isnull=True).order_by("place", "pk"))


def _show_edit(
    request: HttpRequest, field: CustomField, form: EditFieldForm, *, is_stale: bool = False, status: int = 200
) -> HttpResponse:
    context = {"asked": field, "form": form, "told": people_told(field), "is_stale": is_stale}
    return show(request, "desk/fields/edit.html", HERE, context, status=status)


@require_POST
@for_those_who_shape
def move_field(request: HttpRequest, field_id: UUID) -> HttpResponse:
    """One place up or down."""
    field = field_to_set_or_404(request.user, field_id)
    asking.move_field(field=field, is_up=request.POST.get("way") == "up", by=request.user, at=clock.now())
    return redirect("desk:fields")


@require_POST
@for_those_who_shape
def end_field(request: HttpRequest, field_id: UUID) -> HttpResponse:
    """Asked no more; what people said stays until they are forgotten."""
    field = field_to_set_or_404(request.user, field_id)
    asking.end_field(field=field, by=request.user, at=clock.now())
    messages.success(request, _("“%(name)s” is asked no more.") % {"name": field.name})
    return redirect("desk:fields")
