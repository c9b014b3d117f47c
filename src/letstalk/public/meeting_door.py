"""Who comes in by the link of one one-on-one: its person, to answer an invitation or to look after what was booked."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from letstalk.kit import clock
from letstalk.meetings.access import is_over, meeting_link_or_404
from letstalk.meetings.models import Invitation, Meeting, MeetingLink
from letstalk.people.queries import organization
from letstalk.public.door import is_guessing, quietly

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class MeetingVisit:
    """Somebody came in by the link of a one-on-one."""

    link: MeetingLink
    token: str

    @property
    def meeting(self) -> Meeting:
        return self.link.meeting

    @property
    def organizer(self) -> str:
        user = self.meeting.organizer
        return user.first_name or user.email

    @cached_property
    def is_invited(self) -> bool:
        """By the organizer, who knows them. Who booked has only typed an address, and may not speak for it."""
        return Invitation.objects.filter(meeting=self.meeting).exists()

    @property
    def language(self) -> str:
        return (self.meeting.person.language if self.is_invited else "") or self.meeting.chapter.language

    def back(self, said: str, *, zone: str = "") -> HttpResponse:
        """To the page again, which says what happened."""
        kept = f"&zone={zone}" if zone and clock.is_zone(zone) else ""
        return redirect(f"{reverse('public:invitation', args=[self.token])}?said={said}{kept}")


def by_meeting_link(view: View) -> View:
    """The door: as `by_link`, for the link of a one-on-one. What it is not, and what it no longer is, it says.

    Without CSRF tokens for the same reason: the secret is in the address, and nothing rides on a cookie.
    """

    @csrf_exempt
    @wraps(view)
    def enter(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        try:
            link = meeting_link_or_404(token)
        except Http404:
            if is_guessing(request):
                return quietly(render(request, "public/too_many.html", status=429))
            return quietly(render(request, "public/no_link.html", status=404))
        visit = MeetingVisit(link, token)
        with translation.override(visit.language):
            if is_over(link, clock.now()):
                return quietly(show(request, visit, "public/closed.html", {}, status=410))
            return quietly(view(request, visit, **more))

    return enter


def show(
    request: HttpRequest, visit: MeetingVisit, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    frame = {
        "token": visit.token,
        "place": visit.meeting.chapter.name,
        "organizer": visit.organizer,
        "is_demo": organization().is_demo,
    }
    return render(request, template, frame | context, status=status)
