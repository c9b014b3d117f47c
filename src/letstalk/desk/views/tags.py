"""The words of a chapter for issues, skills and needs: whose they are, said otherwise, joined, retired (issue 8)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.desk.forms.tags import JoinForm, RenameForm
from letstalk.desk.frame import for_people_workers, show
from letstalk.desk.seen import show_anew
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.people.domain.tags import bring_back, join_tags, rename_tag, retire_tag
from letstalk.people.models import Tag
from letstalk.people.queries import tags_in_use
from letstalk.people.queries.tags import alike_to, tag_to_mend_or_404, tags_to_mend

HERE = "settings"


@require_GET
@for_people_workers
def tags(request: HttpRequest) -> HttpResponse:
    """All words of one's chapters, by kind; those that are one's to mend are links."""
    rows = list(tags_in_use(request.user).select_related("chapter", "made_by"))
    context = {
        "offered": [tag for tag in rows if tag.retired_at is None],
        "retired": [tag for tag in rows if tag.retired_at is not None],
        "mine": set(tags_to_mend(request.user).values_list("pk", flat=True)),
        "has_chapters": len({tag.chapter_id for tag in rows}) > 1,
    }
    return show(request, "desk/tags/list.html", HERE, context)


@require_http_methods(["GET", "POST"])
@for_people_workers
def edit_tag(request: HttpRequest, tag_id: UUID) -> HttpResponse:
    """Said in another way."""
    tag = tag_to_mend_or_404(request.user, tag_id)
    if request.method == "GET":
        return _show(request, tag, RenameForm(initial={"name": tag.name, "seen": tag.name}))
    form = RenameForm(request.POST)
    if not form.is_valid():
        return _show(request, tag, form, status=422)
    if form.cleaned_data["seen"] not in ("", tag.name):
        show_anew(form, tag.name)
        return _show(request, tag, form, is_stale=True, status=422)
    try:
        rename_tag(tag=tag, name=form.cleaned_data["name"], by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _show(request, tag, form, status=422)
    return redirect("desk:tags")


@require_POST
@for_people_workers
def join_tag(request: HttpRequest, tag_id: UUID) -> HttpResponse:
    """Two words mean the same."""
    tag = tag_to_mend_or_404(request.user, tag_id)
    form = JoinForm(request.POST, others=alike_to(request.user, tag))
    if not form.is_valid():
        return _show(request, tag, RenameForm(initial={"name": tag.name, "seen": tag.name}), join=form, status=422)
    into = join_tags(from_=tag, to=form.chosen, by=request.user, at=clock.now())
    messages.success(request, _("Whoever had “%(old)s” has “%(new)s” now.") % {"old": tag.name, "new": into.name})
    return redirect("desk:tags")


@require_POST
@for_people_workers
def retire_or_bring_back(request: HttpRequest, tag_id: UUID) -> HttpResponse:
    """Offered no more, or again."""
    tag = tag_to_mend_or_404(request.user, tag_id)
    verb = retire_tag if tag.retired_at is None else bring_back
    verb(tag=tag, by=request.user, at=clock.now())
    return redirect("desk:tags")


def _show(
    request: HttpRequest,
    tag: Tag,
    form: RenameForm,
    *,
    join: JoinForm | None = None,
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    join = join or JoinForm(others=alike_to(request.user, tag))
    context = {"tag": tag, "form": form, "join": join, "is_stale": is_stale}
    return show(request, "desk/tags/edit.html", HERE, context, status=status)
