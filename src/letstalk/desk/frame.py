"""What every page of the desk is set in: who is here, what is late, where they are."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from letstalk.followups.queries import late_count
from letstalk.kit import clock
from letstalk.people.access import home_chapter, remember_scope
from letstalk.people.queries import organization
from letstalk.people.words import RoleKind

View = Callable[..., HttpResponse]


def show(request: HttpRequest, template: str, here: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page in the desk's frame. `here` names the place in the navigation.

    A page that lists the late promises says in its context how many there are (`late_count`).
    """
    user = request.user
    chapter = home_chapter(user)
    root = chapter if chapter and chapter.parent_id is None else organization()
    frame = {
        "here": here,
        "late_count": context["late_count"] if "late_count" in context else late_count(user, at=clock.now()),
        "me_name": user.name or user.email,
        "me_place": chapter.name if chapter else "",
        "my_chapter": chapter,
        "is_demo": bool(root and root.is_demo),
    }
    return render(request, template, frame | context, status=status)


def for_role(*kinds: RoleKind) -> Callable[[View], View]:
    """The door: signed in and holding one of these roles somewhere, or it is a 404."""

    def door(view: View) -> View:
        @login_required
        @wraps(view)
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            scope = remember_scope(request.user)
            if not any(scope.of_kind(kind) for kind in kinds):
                raise Http404
            return view(request, *args, **kwargs)

        return enter

    return door


for_organizers = for_role(RoleKind.ORGANIZER)
for_leads = for_role(RoleKind.LEAD)
for_administrators = for_role(RoleKind.ADMINISTRATOR)
for_people_workers = for_role(RoleKind.ORGANIZER, RoleKind.LEAD)
for_everyone_here = for_role(RoleKind.ORGANIZER, RoleKind.LEAD, RoleKind.ADMINISTRATOR)
