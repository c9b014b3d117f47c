"""What we heard, for those who were asked and for everybody; and giving a line for the wall (R-049, R-097)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from letstalk.campaigns.models import ActionPage
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id, peer
from letstalk.public.door import Visit, by_link, quietly, show
from letstalk.public.views.action import A_WHILE, by_page, show_action
from letstalk.reports.access import heard_by, wall_line_of_token
from letstalk.reports.domain.wall import (
    LONGEST,
    LONGEST_NAME,
    TooManyLines,
    give_line,
    may_give,
    take_line_off,
)
from letstalk.reports.queries import public_heard, wall_of

PAGES_SHOWN = 20
BLANK = "blank_"


class LineForm(forms.Form):
    """A line and the yes to it. `website` is no question: only what fills in every box it finds fills it in."""

    words = forms.CharField(
        label=gettext_lazy("Your line"),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Write the line.")},
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "dir": "auto"}),
    )
    said_by = forms.CharField(
        label=gettext_lazy("Your first name beside it"),
        help_text=gettext_lazy("Only your own, and only if you like. Left empty, it stands without a name."),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    yes = forms.BooleanField(
        label=gettext_lazy("Yes, everybody may read this on this page. I can take it off at any time."),
        error_messages={"required": gettext_lazy("Without your yes it goes nowhere.")},
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))


@require_safe
@by_link
def heard(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What was heard, for somebody who was asked. Opening it changes nothing."""
    pages = list(heard_by(visit.link)[:PAGES_SHOWN])
    return show(request, visit, "public/heard.html", {"pages": pages})


@require_safe
@by_page
def action_heard(request: HttpRequest, page: ActionPage) -> HttpResponse:
    """For everybody: what this chapter says it heard, and the wall."""
    context = {"pages": list(public_heard(page.chapter)[:PAGES_SHOWN]), "lines": wall_of(page.chapter)}
    return show_action(request, page, "public/action/heard.html", context, headers=A_WHILE)


@require_http_methods(["GET", "HEAD", "POST"])
@by_page
def line(request: HttpRequest, page: ActionPage) -> HttpResponse:
    """Giving a line. What was typed for a graphic comes along by the button there; nothing of it is kept yet."""
    if request.method != "POST" or "words" not in request.POST:
        return _show_line(request, page, LineForm(initial={"words": _from_graphic(request)}, label_suffix=""))
    form = LineForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _show_line(request, page, form, status=422)
    if form.cleaned_data["website"]:
        return redirect("public:action_heard", page.chapter.slug)
    at = clock.now()
    try:
        may_give(peer=peer(request), at=at)
        token = give_line(
            chapter=page.chapter,
            words=form.cleaned_data["words"],
            said_by=form.cleaned_data["said_by"],
            consent_words=str(form.fields["yes"].label),
            id=entry_id(request),
            at=at,
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _show_line(request, page, form, status=429 if isinstance(refused, TooManyLines) else 422)
    return redirect("public:own_line", page.chapter.slug, token)


def _from_graphic(request: HttpRequest) -> str:
    words = [value.strip() for key, value in request.POST.items() if key.startswith(BLANK) and isinstance(value, str)]
    return "\n".join(filter(None, words))[:LONGEST]


def _show_line(request: HttpRequest, page: ActionPage, form: LineForm, status: int = 200) -> HttpResponse:
    return quietly(show_action(request, page, "public/action/line.html", {"form": form}, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
@by_page
def own_line(request: HttpRequest, page: ActionPage, token: str) -> HttpResponse:
    """The line by the secret of whoever gave it: whether it is shown, and taking it off. A wrong one says it is off."""
    found = wall_line_of_token(token)
    if request.method == "POST":
        if found is not None:
            take_line_off(line=found, by=None, at=clock.now())
        return redirect("public:own_line", page.chapter.slug, token)
    address = request.build_absolute_uri(reverse("public:own_line", args=[page.chapter.slug, token]))
    return quietly(show_action(request, page, "public/action/own_line.html", {"line": found, "address": address}))
