"""The guide as a self-survey: one question at a time, then exactly what would be kept, and a yes to it (R-068)."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from letstalk.campaigns.models import ActionPage
from letstalk.guides.models import GuideVersion
from letstalk.guides.surveying import OwnAnswers, WouldKeep, kept_as, survey_version
from letstalk.guides.walk import Step
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.kit.requests import entry_id, peer
from letstalk.public.door import quietly
from letstalk.public.views.action import by_page, show_action
from letstalk.reports.domain.surveys import TooManySurveys, may_send_survey, send_survey

BACK, PASS, TO_END, LOOK, SEND = "back", "pass", "end", "look", "send"


class SendForm(forms.Form):
    """What to send of it, and the yes. `website` is no question: only what fills in every box it finds fills it in."""

    yes = forms.BooleanField(
        label=gettext_lazy("Yes, keep what is ticked here, without my name, and count it with what others say."),
        error_messages={"required": gettext_lazy("Without your yes nothing is kept.")},
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def __init__(self, data: Any = None, *, lines: list[WouldKeep], unticked: Collection[str] = ()) -> None:
        super().__init__(data, label_suffix="")
        self.lines = lines
        shown = [(line.key, line.words) for line in lines]
        self.fields["keep"] = forms.MultipleChoiceField(
            choices=shown,
            initial=[key for key, _words in shown if key not in unticked],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.trouble: Mapping[str, list[str]] = {}

    def refuse(self, refused: Refused) -> None:
        """A sentence about one answer stands beside it, any other on top."""
        if isinstance(refused, NothingWritten):
            self.trouble = {key: [words] for key, words in refused.errors.items()}
        else:
            add_refusal(self, refused)

    @property
    def rows(self) -> list[tuple[WouldKeep, bool, list[str]]]:
        """Each answer, whether it is ticked, and what is wrong with it."""
        ticked = self["keep"].value() or ()
        return [(line, line.key in ticked, list(self.trouble.get(line.key, ()))) for line in self.lines]


@require_http_methods(["GET", "HEAD", "POST"])
@by_page
def questions(request: HttpRequest, page: ActionPage) -> HttpResponse:
    """One question after another; what was answered comes along in the body of each page and is kept nowhere."""
    version = _version(page)
    if request.method != "POST":
        if request.GET.get("said") == "thanks":
            return _show(request, page, "thanks", {})
        survey = _survey(request, page, version)
        return _show_step(request, page, survey, survey.next)
    go, key = request.POST.get("go", ""), request.POST.get("now", "")
    change = request.POST.get("change", "")
    if request.POST.get("version") != str(version.pk):
        # Published anew meanwhile: nothing typed is read by other questions than it was an answer to.
        survey = OwnAnswers(version, language=page.chapter.language)
        return _show_step(request, page, survey, survey.next, is_new=True)
    if change:
        survey = _survey(request, page, version)
        return _show_step(request, page, survey, survey.step(change) or survey.next)
    if go in (LOOK, SEND):
        return _look(request, page, _survey(request, page, version), is_sent=go == SEND)
    return _walk_on(request, page, version, go=go, key=key)


def _walk_on(request: HttpRequest, page: ActionPage, version: GuideVersion, *, go: str, key: str) -> HttpResponse:
    survey = _survey(request, page, version)
    now = survey.step(key)
    if go == BACK:
        return _show_step(request, page, survey, survey.before(key) or survey.next)
    if now is not None and go != PASS:
        form = survey.form(now, request.POST)
        if not form.is_valid():
            return _show_step(request, page, survey, now, form=form)
    if now is not None and (go == PASS or now not in survey.done):
        survey = _survey(request, page, version, passed=key)
    if go == TO_END or survey.next is None:
        return _look(request, page, survey)
    return _show_step(request, page, survey, survey.next)


def _look(request: HttpRequest, page: ActionPage, survey: OwnAnswers, *, is_sent: bool = False) -> HttpResponse:
    """Exactly what would be kept; sent with a yes, and with what was left in."""
    unticked = _unticked(request, survey)
    form = SendForm(request.POST if is_sent else None, lines=survey.would_keep(), unticked=unticked)
    status = 200
    if is_sent:
        status = 422
        if form.is_valid():
            try:
                _send(request, page, survey, form)
                return redirect(f"{reverse('public:questions', args=[page.chapter.slug])}?said=thanks")
            except Refused as refused:
                form.refuse(refused)
                status = 429 if isinstance(refused, TooManySurveys) else 422
    return _show(request, page, "look", {"survey": survey, "form": form, "unticked": ()}, status=status)


def _unticked(request: HttpRequest, survey: OwnAnswers) -> list[str]:
    """What was left out on the page at the end; it stays so for whoever goes back to change something else."""
    if "looked" not in request.POST:
        return request.POST.getlist("unticked")
    keep = request.POST.getlist("keep")
    return [line.key for line in survey.would_keep() if line.key not in keep]


def _send(request: HttpRequest, page: ActionPage, survey: OwnAnswers, form: SendForm) -> None:
    if form.cleaned_data["website"]:
        return
    at = clock.now()
    may_send_survey(peer=peer(request), at=at)
    send_survey(
        chapter=page.chapter,
        answered=survey,
        keep=form.cleaned_data["keep"],
        consent_words=str(form.fields["yes"].label),
        id=entry_id(request),
        at=at,
    )


def _version(page: ActionPage) -> GuideVersion:
    version = survey_version(page.chapter)
    if version is None:
        raise Http404
    return version


def _survey(request: HttpRequest, page: ActionPage, version: GuideVersion, *, passed: str = "") -> OwnAnswers:
    """What came with this page; `passed`: one more question that was passed over."""
    before = request.POST.getlist("passed")
    return OwnAnswers(
        version,
        language=page.chapter.language,
        data=request.POST,
        passed=[*before, passed] if passed else before,
    )


def _show_step(
    request: HttpRequest,
    page: ActionPage,
    survey: OwnAnswers,
    step: Step | None,
    *,
    form: forms.Form | None = None,
    is_new: bool = False,
) -> HttpResponse:
    if step is None:
        return _look(request, page, survey)
    context = {
        "survey": survey,
        "step": step,
        "form": form or survey.form(step),
        "kept_as": kept_as(step),
        "is_written": step.kind == "open",
        "unticked": _unticked(request, survey),
        "so_far": survey.so_far(but=step.key),
        "passed": survey.passed_so_far(but=step.key),
        "number": [one.key for one in survey.steps].index(step.key) + 1,
        "has_before": survey.before(step.key) is not None,
        "is_new": is_new,
    }
    return _show(request, page, "question", context, status=422 if form else 200)


def _show(
    request: HttpRequest, page: ActionPage, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    frame = {"entry": _entry(request), "join": f"{reverse('public:join', args=[page.chapter.slug])}?wish=talk"}
    return quietly(show_action(request, page, f"public/survey/{name}.html", frame | context, status=status))


def _entry(request: HttpRequest) -> UUID:
    """The id this walk through the questions was begun with, so that it comes in once (h.2)."""
    return entry_id(request) if request.method == "POST" else uuid4()
