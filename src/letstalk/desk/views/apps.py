"""For leads: by which further apps the organizers of a chapter may write from their own phones."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from letstalk.desk.frame import for_leads, show
from letstalk.followups.domain.by_hand import allow, allows
from letstalk.followups.words import App
from letstalk.kit import clock
from letstalk.people.access import chapter_led_or_404


class AppsForm(forms.Form):
    whatsapp = forms.BooleanField(
        label=gettext_lazy("Offer WhatsApp"),
        help_text=gettext_lazy(
            "Its maker learns who writes to whom, and when. Text, call and Signal are always there."
        ),
        required=False,
    )


@require_http_methods(["GET", "POST"])
@for_leads
def edit_apps(request: HttpRequest, chapter_id: UUID) -> HttpResponse:
    chapter = chapter_led_or_404(request.user, chapter_id)
    form = AppsForm(request.POST or None, initial={"whatsapp": allows(chapter, App.WHATSAPP)})
    if request.method == "POST":
        form = AppsForm(request.POST)
        form.is_valid()
        allow(
            chapter=chapter,
            app=App.WHATSAPP,
            is_allowed=form.cleaned_data["whatsapp"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("desk:edit_apps", chapter.pk)
    return show(request, "desk/chapter/apps.html", "chapter", {"chapter": chapter, "form": form})
