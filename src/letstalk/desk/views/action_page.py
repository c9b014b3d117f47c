"""The action's page of a chapter, opened and closed by whoever leads it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from letstalk.campaigns.domain.action_page import LONGEST_PLACES, close_action_page, open_action_page
from letstalk.campaigns.models import ActionPage
from letstalk.desk.frame import for_leads, show
from letstalk.guides.surveying import survey_version
from letstalk.kit import clock
from letstalk.people.access import chapter_led_or_404


class PlacesForm(forms.Form):
    """By which people find this chapter."""

    places = forms.CharField(
        label=gettext_lazy("Places and postal codes near you"),
        help_text=gettext_lazy("One a line. People who look for the nearest team find yours by them."),
        required=False,
        max_length=LONGEST_PLACES,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@require_http_methods(["GET", "POST"])
@for_leads
def action_page(request: HttpRequest, chapter_id: UUID) -> HttpResponse:
    """Off until a lead opens it; what it shows is said before."""
    chapter = chapter_led_or_404(request.user, chapter_id)
    page = ActionPage.objects.filter(chapter=chapter, closed_at__isnull=True).first()
    initial = {"places": page.places if page else chapter.name}
    form = PlacesForm(request.POST or None, label_suffix="", initial=initial)
    if request.method == "POST" and "close" in request.POST:
        if page is not None:
            close_action_page(page=page, by=request.user, at=clock.now())
        messages.success(request, _("The page is closed. Who signed up stays."))
        return redirect("desk:action_page", chapter.pk)
    if request.method == "POST" and form.is_valid():
        open_action_page(chapter=chapter, places=form.cleaned_data["places"], by=request.user, at=clock.now())
        messages.success(request, _("Saved."))
        return redirect("desk:action_page", chapter.pk)

    def link_to(name: str) -> str:
        return request.build_absolute_uri(reverse(name, args=[chapter.slug]))

    has_questions = page is not None and survey_version(chapter)
    context: dict[str, Any] = {
        "chapter": chapter,
        "page": page,
        "form": form,
        "address": link_to("public:action") if page else "",
        "questions": link_to("public:questions") if has_questions else "",
    }
    return show(request, "desk/chapter/action_page.html", "chapter", context, status=422 if form.errors else 200)
