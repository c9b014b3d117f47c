"""A person: their story with the organizer, what is between the two, and where they stand."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from letstalk.accounts.models import User
from letstalk.commitments.queries import misses_in_a_row
from letstalk.desk import saying
from letstalk.desk.forms.person import IN_TOUCH, EditPersonForm, NoteForm, StageForm, TagForm
from letstalk.desk.frame import for_people_workers, show
from letstalk.desk.known import Known, known_or_404
from letstalk.desk.reach import phone_among
from letstalk.desk.seen import show_anew, version
from letstalk.followups import timings
from letstalk.followups.domain.by_hand import allows
from letstalk.followups.models import Contact
from letstalk.followups.queries import PersonPage, person_page, rest_of
from letstalk.followups.words import App, ContactKind
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.outbox.bounced import bounced_among
from letstalk.outbox.domain.bounces import confirm
from letstalk.people.access import (
    consents_seen_by,
    home_chapter,
    relationships_visible_to,
    scope_of,
    standing_answers,
    taggings_seen_by,
    values_seen_by,
    ways_seen_by,
)
from letstalk.people.domain.adding import change_person
from letstalk.people.domain.fields import fill_in
from letstalk.people.domain.stages import set_stage as stand_at
from letstalk.people.domain.tags import tag, untag
from letstalk.people.domain.ways import add_way, end_way
from letstalk.people.models import PersonRequest
from letstalk.people.queries import has_link, requests_waiting, stops_contact, stops_use
from letstalk.people.queries.fields import Asked, asked_in
from letstalk.people.words import CHANNELS_OF_WAY, STAGE_EXPLAINED, Purpose, Stage, WayKind

# The promises and commitments themselves stand on the page, and settle these by being kept.
STOOD_FOR = {timings.SEE_THROUGH, timings.KEEP_PROMISES}


@require_GET
@for_people_workers
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    known = known_or_404(request.user, person_id)
    at = clock.now()
    page = person_page(request.user, known.person, known.relationships, at=at)
    stage = Stage(known.membership.stage) if known.membership else Stage.PROSPECTIVE
    ways, answers = ways_seen_by(request.user, known.person), standing_answers(known.person)
    phone = phone_among(ways, answers)
    context = {
        "known": known,
        "page": page,
        "now": at,
        "a_day_ago": at - timedelta(days=1),
        "today": clock.local_day(at, known.zone),
        "zone": known.zone,
        "viewer_zone": saying.zone_of(request.user, home_chapter(request.user)),
        "stage": stage,
        "stage_words": STAGE_EXPLAINED[stage],
        "phone": phone,
        "whatsapp": bool(phone and phone.may_text) and allows(known.chapter, App.WHATSAPP),
        "hello": _hello(request, known),
        "ways": ways,
        "taggings": taggings_seen_by(request.user, known.person),
        "values": values_seen_by(request.user, known.person, known.chapter),
        "consents": [
            line
            for line in consents_seen_by(request.user, known.person, answers)
            if line.purpose not in (Purpose.CONTACT, Purpose.USE)
        ],
        "is_stopped": stops_contact(answers) or stops_use(answers),
        "is_restricted": stops_use(answers),
        "requests": _open_requests(request, known),
        # Read only for whoever rests, so that nobody else's page waits for it.
        "resting": rest_of(known.relationship) if known.relationship and stage == Stage.RESTING else None,
        "has_page": _has_page(known),
        "may_merge": scope_of(request.user).leads(known.person.chapter),
        "follow_ups": [item for item in page.follow_ups if item.step not in STOOD_FOR],
        "thanked": _last_thanks(page),
        "ask_about": _ask_about(page, request.user),
        "misses": misses_in_a_row(known.person, organizer_id=request.user.pk),
        "channels": IN_TOUCH,
        "note_form": NoteForm(),
    }
    return show(request, "desk/person/page.html", "people", context)


def _hello(request: HttpRequest, known: Known) -> str:
    """The first words of a text, to be changed and sent by hand."""
    names = {"name": known.person.first_name, "me": request.user.first_name}
    return (_("Hi %(name)s, this is %(me)s. ") if names["me"] else _("Hi %(name)s, ")) % names


def _open_requests(request: HttpRequest, known: Known) -> list[PersonRequest]:
    """What the person asked for on their own page and nobody settled yet."""
    waiting = requests_waiting(person=known.person.pk)
    if not waiting:
        return []
    seen = set(relationships_visible_to(request.user).filter(person=known.person).values_list("pk", flat=True))
    return [one for one in waiting if one.relationship_id in seen]


def _has_page(known: Known) -> bool:
    return known.relationship is not None and has_link(known.relationship)


def _last_thanks(page: PersonPage) -> Contact | None:
    contacts = (item.row for item in page.story if isinstance(item.row, Contact))
    return next((contact for contact in contacts if contact.kind == ContactKind.THANKS), None)


def _ask_about(page: PersonPage, user: User) -> str:
    """What the reader meant to ask about the next time they speak, until they have spoken (R-063)."""
    own = (item.row for item in page.story if isinstance(item.row, Contact) and item.row.organizer_id == user.pk)
    last = next(own, None)
    return last.next_time if last else ""


@require_http_methods(["GET", "POST"])
@for_people_workers
def edit_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What they are called and how they are reached. A way that is no longer right is ended, not overwritten."""
    known = known_or_404(request.user, person_id)
    if request.method == "GET":
        return _show_edit(request, known, _edit_form(known, _asked(request, known)))
    if "end" in request.POST:
        return _end_way(request, known)
    if "right" in request.POST:
        return _make_sure_of_way(request, known)
    asked = _asked(request, known)
    form = EditPersonForm(request.POST, region=known.chapter.region, asked=asked)
    if not form.is_valid():
        return _show_edit(request, known, form, status=422)
    if form.cleaned_data["seen"] != _version(known, asked):
        show_anew(form, _version(known, asked))
        return _show_edit(request, known, form, is_stale=True, status=422)
    try:
        with transaction.atomic():
            _change(request, known, form)
    except Refused as refused:
        add_refusal(form, refused)
        return _show_edit(request, known, form, asks_if_shared=not isinstance(refused, NothingWritten), status=422)
    return redirect(known.person.desk_url)


def _edit_form(known: Known, asked: list[Asked]) -> EditPersonForm:
    shown = {"name": known.person.name, "pronouns": known.person.pronouns, "seen": _version(known, asked)}
    return EditPersonForm(initial=shown, region=known.chapter.region, asked=asked)


def _asked(request: HttpRequest, known: Known) -> list[Asked]:
    """The chapter's own fields, with what this user reads there."""
    return asked_in(known.chapter, values_seen_by(request.user, known.person, known.chapter))


def _version(known: Known, asked: list[Asked]) -> str:
    return version(known.person.name, known.person.pronouns, *(f"{one.key} {one.text}" for one in asked if one.text))


def _change(request: HttpRequest, known: Known, form: EditPersonForm) -> None:
    """All or nothing: a new address that is taken leaves the name as it was, too."""
    at, told = clock.now(), form.cleaned_data
    fill_in(
        person=known.person, chapter=known.chapter, values=form.own_values, source="their page", by=request.user, at=at
    )
    for kind in (WayKind.PHONE, WayKind.EMAIL):
        if told[kind]:
            add_way(
                person=known.person,
                chapter=known.chapter,
                kind=kind,
                value=told[kind],
                is_shared=told["is_shared"],
                by=request.user,
                at=at,
            )
    change_person(
        person=known.person,
        name=told["name"],
        pronouns=told["pronouns"],
        language=known.person.language,
        zone=known.person.zone,
        by=request.user,
        at=at,
    )


def _end_way(request: HttpRequest, known: Known) -> HttpResponse:
    for way in ways_seen_by(request.user, known.person):
        if str(way.pk) == request.POST["end"]:
            end_way(way=way, by=request.user, at=clock.now())
    return redirect("desk:edit_person", known.person.pk)


def _make_sure_of_way(request: HttpRequest, known: Known) -> HttpResponse:
    """Something sent there came back, and the organizer knows that it is right after all."""
    for way in ways_seen_by(request.user, known.person):
        if str(way.pk) == request.POST["right"]:
            for channel in CHANNELS_OF_WAY[WayKind(way.kind)]:
                confirm(channel=channel, address_key=way.key, by=request.user, at=clock.now())
    return redirect("desk:edit_person", known.person.pk)


def _show_edit(
    request: HttpRequest,
    known: Known,
    form: EditPersonForm,
    *,
    is_stale: bool = False,
    asks_if_shared: bool = False,
    status: int = 200,
) -> HttpResponse:
    ways = list(ways_seen_by(request.user, known.person))
    marked = {key for _channel, key in bounced_among(way.key for way in ways)}
    context = {
        "known": known,
        "form": form,
        "ways": [(way, way.key in marked) for way in ways],
        "is_stale": is_stale,
        "asks_if_shared": asks_if_shared or bool(request.POST.get("is_shared")),
    }
    return show(request, "desk/person/edit.html", "people", context, status=status)


@require_http_methods(["GET", "POST"])
@for_people_workers
def set_stage(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Where they stand: moved by what they did, or said here; resting and left are theirs to choose (b.5)."""
    known = known_or_404(request.user, person_id)
    now = known.membership.stage if known.membership else Stage.PROSPECTIVE
    if request.method == "GET":
        return _show_stage(request, known, StageForm(initial={"stage": now, "seen": now}))
    form = StageForm(request.POST)
    if not form.is_valid():
        return _show_stage(request, known, form, status=422)
    if form.cleaned_data["seen"] not in ("", now):
        show_anew(form, now)
        return _show_stage(request, known, form, changed_to=Stage(now), status=422)
    stand_at(
        person=known.person,
        chapter=known.chapter,
        stage=form.cleaned_data["stage"],
        by=request.user,
        at=clock.now(),
    )
    return redirect(known.person.desk_url)


def _show_stage(
    request: HttpRequest, known: Known, form: StageForm, *, changed_to: Stage | None = None, status: int = 200
) -> HttpResponse:
    context = {"known": known, "form": form, "changed_to": changed_to}
    return show(request, "desk/person/stage.html", "people", context, status=status)


@require_http_methods(["GET", "POST"])
@for_people_workers
def tag_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One more word for what touches them, what they can do or what makes it easy; or one taken off."""
    known = known_or_404(request.user, person_id)
    if request.method == "GET":
        return _show_tags(request, known, TagForm())
    if "remove" in request.POST:
        for tagging in taggings_seen_by(request.user, known.person):
            if str(tagging.pk) == request.POST["remove"]:
                untag(tagging=tagging, by=request.user, at=clock.now())
        return redirect(request.path)
    form = TagForm(request.POST)
    if not form.is_valid():
        return _show_tags(request, known, form, status=422)
    try:
        tag(
            person=known.person,
            chapter=known.chapter,
            kind=form.cleaned_data["kind"],
            name=form.cleaned_data["name"],
            by=request.user,
            at=clock.now(),
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(known.person.desk_url)


def _show_tags(request: HttpRequest, known: Known, form: TagForm, status: int = 200) -> HttpResponse:
    context = {"known": known, "form": form, "taggings": taggings_seen_by(request.user, known.person)}
    return show(request, "desk/person/tag.html", "people", context, status=status)
