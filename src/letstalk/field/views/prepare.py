"""The ten minutes before: who this is, what was said and promised, why we meet, what to carry."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from letstalk.campaigns.models import Ask
from letstalk.campaigns.queries import asks_for
from letstalk.field.frame import for_its_organizer, show, viewer_zone
from letstalk.followups.queries import prepare_page
from letstalk.guides.queries import QuestionLine, proposed_questions, questions_of
from letstalk.kit import clock
from letstalk.kit.days import moment_said, sms_link
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain.prepare import choose_asks, choose_questions
from letstalk.meetings.models import Meeting, Slot


@require_http_methods(["GET", "POST"])
@for_its_organizer
def prepare(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    at = clock.now()
    menu = list(asks_for(meeting.chapter, at))
    refusal = ""
    if request.method == "POST":
        try:
            _carry(request, meeting, menu)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Kept. This is what you carry."))
            return redirect("field:prepare", meeting.pk)

    page = prepare_page(meeting, at=at)
    lines = {line.id: line for line in _all_lines(meeting)}
    chosen = _posted(request, "question") if refusal else (meeting.questions or _proposed(meeting))
    context = {
        "page": page,
        "meeting": meeting,
        "person": meeting.person,
        "refusal": refusal,
        "carried": [lines[one] for one in chosen if one in lines],
        "is_proposal": not meeting.questions and not refusal,
        "others": [line for line in lines.values() if line.id not in chosen],
        "speaks_of_2016": any(line.is_about_2016 for line in lines.values()),
        "menu": menu,
        "asks_chosen": _posted(request, "ask") if refusal else meeting.asks,
        "to_buddy": _words_for_buddy(page.slot) if page.slot else "",
        "today": clock.local_day(at, meeting.chapter.zone),
        "viewer_zone": viewer_zone(request, meeting.chapter.zone),
        "back_url": meeting.desk_url,
    }
    return show(request, "field/prepare/page.html", context, status=422 if refusal else 200)


def _carry(request: HttpRequest, meeting: Meeting, menu: list[Ask]) -> None:
    at = clock.now()
    chosen = _moved(_posted(request, "question"), request.POST.get("sooner", ""))
    wanted = _posted(request, "ask")
    asks = [ask for ask in menu if str(ask.pk) in wanted]
    choose_asks(meeting=meeting, asks=asks, by=request.user, at=at)
    choose_questions(meeting=meeting, questions=chosen, by=request.user, at=at)


def _posted(request: HttpRequest, name: str) -> list[str]:
    return request.POST.getlist(name)


def _moved(chosen: list[str], sooner: str) -> list[str]:
    """The list with one question a place further up."""
    if sooner in chosen[1:]:
        place = chosen.index(sooner)
        chosen[place - 1], chosen[place] = chosen[place], chosen[place - 1]
    return chosen


def _proposed(meeting: Meeting) -> list[str]:
    return proposed_questions(meeting.guide_version) if meeting.guide_version else []


def _all_lines(meeting: Meeting) -> list[QuestionLine]:
    return questions_of(meeting.guide_version) if meeting.guide_version else []


def _words_for_buddy(slot: Slot) -> str:
    """The safety message: time and place only, never the person's name; nothing of it is stored (section f)."""
    today = clock.local_day(clock.now(), slot.zone)
    when = moment_said(slot.starts_at, slot.zone, today)
    until = clock.local(slot.ends_at, slot.zone).strftime("%H:%M")
    words = _("I am meeting someone %(when)s, until about %(until)s. Place: %(place)s. I will write when I am done.")
    return sms_link("", words % {"when": when, "until": until, "place": slot.where})
