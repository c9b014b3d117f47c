"""Going on with another organizer (d.9, L-4): propose it, each of the steps, and what is still to do."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.accounts.models import User
from letstalk.commitments.domain import promises as promising
from letstalk.commitments.models import Promise
from letstalk.desk.forms.handovers import (
    ChosenNotesForm,
    DeclineForm,
    MetForm,
    ProposeForm,
    SaidForm,
    SeveralForm,
)
from letstalk.desk.frame import for_people_workers, show
from letstalk.desk.known import known_or_404
from letstalk.followups.access import handover_or_404, handover_to_steer_or_404, steers
from letstalk.followups.domain import commitments as settling
from letstalk.followups.domain import handovers as verbs
from letstalk.followups.handover_facts import open_handover, own_notes, ways_to_say
from letstalk.followups.handover_pages import (
    handover_page,
    handovers_under_way,
    held_with,
    people_of,
    to_hand_over,
    whose_people,
)
from letstalk.followups.models import Handover, HandoverNote
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people.access import is_organizer
from letstalk.people.models import Relationship
from letstalk.people.queries import is_left_alone, organizers_for
from letstalk.stewardship.domain.handover import hand_over as hand_over_now
from letstalk.stewardship.domain.handover import what_is_missing

HERE = "people"
SETTLING = {
    "keep": settling.keep_promise,
    "repair": settling.repair_promise,
    "let_go": settling.let_promise_go,
    "take_back": promising.take_back_offer,
}
Forms = dict[str, SaidForm]


@require_http_methods(["GET", "POST"])
@for_people_workers
def hand_over(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Propose it; where it was proposed already, to its page."""
    known = known_or_404(request.user, person_id)
    relationships = to_hand_over(request.user, known.person)
    if not relationships:
        raise Http404
    waiting = open_handover(relationships[0]) if len(relationships) == 1 else None
    if waiting is not None and request.method == "GET":
        return redirect("desk:handover", waiting.pk)
    form = ProposeForm(
        request.POST if request.method == "POST" else None,
        relationships=relationships,
        organizers=_followers(relationships),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.propose(
                relationship=form.relationship,
                to=form.follower,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=clock.now(),
                id=entry_id(request),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect("desk:handover", made.pk)
    context = {
        "known": known,
        "form": form,
        "is_left_alone": is_left_alone(known.person),
        "whose": relationships[0].organizer if len(relationships) == 1 else None,
    }
    return show(request, "desk/handovers/new.html", HERE, context, status=422 if form.errors else 200)


def _followers(relationships: list[Relationship]) -> list[User]:
    """Who organizes there; where all are one organizer's, without that one."""
    chapters = {one.chapter_id: one.chapter for one in relationships}
    found = {user.pk: user for chapter in chapters.values() for user in organizers_for(chapter)}
    now = {one.organizer_id for one in relationships}
    if len(now) == 1:
        found.pop(now.pop(), None)
    return list(found.values())


@require_GET
@for_people_workers
def handovers(request: HttpRequest) -> HttpResponse:
    """All that is under way, of one's own and of the chapters one leads."""
    return show(request, "desk/handovers/list.html", HERE, {"handovers": handovers_under_way(request.user)})


@require_http_methods(["GET", "POST"])
@for_people_workers
def hand_over_several(request: HttpRequest) -> HttpResponse:
    """When somebody leaves: several of an organizer's people are proposed at once, and each is asked alone."""
    organizers = whose_people(request.user)
    asked = [one for one in organizers if str(one.pk) == request.GET.get("whose")]
    first = [*asked, *organizers]
    whose = first[0] if first else request.user
    relationships = people_of(request.user, whose)
    form = SeveralForm(
        request.POST if request.method == "POST" else None,
        relationships=relationships,
        organizers=_followers(relationships),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.propose_several(
                relationships=form.chosen,
                to=form.follower,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=clock.now(),
                id=entry_id(request),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _many_begun(len(made)))
            return redirect("desk:handovers")
    context = {"form": form, "whose": whose, "organizers": organizers}
    return show(request, "desk/handovers/several.html", HERE, context, status=422 if form.errors else 200)


def _many_begun(number: int) -> str:
    begun = ngettext("Begun for one person. Ask them.", "Begun for %(number)d people. Ask each of them, alone.", number)
    return begun % {"number": number}


@require_GET
@for_people_workers
def handover(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    return _show(request, handover_or_404(request.user, handover_id))


@require_POST
@for_people_workers
def handover_said(request: HttpRequest, handover_id: UUID, what: str) -> HttpResponse:
    """What the person said, as whoever asked them writes it down."""
    found = handover_to_steer_or_404(request.user, handover_id)
    if what == "no":
        return _tried(request, found, lambda at: verbs.say_no(handover=found, by=request.user, at=at))
    forms = _forms(found, posted=what, request=request)
    if what not in forms:
        raise Http404
    form = forms[what]
    if form.is_valid():
        try:
            _write_down(request, found, what, form)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Written down."))
            return redirect("desk:handover", found.pk)
    return _show(request, found, forms=forms, form=form, status=422)


def _write_down(request: HttpRequest, found: Handover, what: str, form: SaidForm) -> None:
    said = {"handover": found, "said": form.said, "by": request.user, "at": clock.now()}
    if isinstance(form, MetForm):
        verbs.have_met(meeting=form.met_in, **said)
        return
    {"named": verbs.may_name, "yes": verbs.say_yes, "read-out": verbs.read_out}[what](**said)


@require_POST
@for_people_workers
def answer_following(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Whoever is asked to follow says yes, or can't."""
    found = handover_or_404(request.user, handover_id)
    if found.to_organizer_id != request.user.pk:
        raise Http404
    if "yes" in request.POST:
        return _tried(request, found, lambda at: verbs.agree(handover=found, by=request.user, at=at))
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form=form, decline=form, status=422)
    try:
        words = form.cleaned_data["words"]
        verbs.decline(handover=found, words=words, by=request.user, at=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("desk:handover", found.pk)
    messages.success(request, _("%(name)s is told, kindly.") % {"name": found.from_organizer})
    return redirect("desk:today")


@require_POST
@for_people_workers
def handover_promise(request: HttpRequest, handover_id: UUID, promise_id: UUID) -> HttpResponse:
    """One open promise: kept before going, let go by the person, or taken over with a yes (P-4)."""
    found = handover_or_404(request.user, handover_id)
    promise = Promise.objects.filter(relationship=found.relationship_id, pk=promise_id).first()
    if promise is None:
        raise Http404
    verb = _verb_for(request, found, promise)
    return _tried(request, found, verb) if verb else redirect("desk:handover", found.pk)


def _verb_for(request: HttpRequest, found: Handover, promise: Promise) -> Callable[[datetime], object] | None:
    """What this user may do with it by the button that was pressed; nothing else is there for them."""
    user, pressed = request.user, set(request.POST)
    about = {"promise": promise, "by": user}
    if user.pk == found.to_organizer_id and pressed & {"accept", "decline"}:
        return _answer_for(promise, user, pressed)
    if promise.organizer_id != found.from_organizer_id or not steers(user, found):
        return None
    if "offer" in pressed:
        return lambda at: verbs.offer_promise(handover=found, at=at, **about)
    chosen = next((SETTLING[name] for name in SETTLING if name in pressed and _may_settle(user, found)), None)
    return (lambda at: chosen(at=at, **about)) if chosen else None


def _may_settle(user: User, found: Handover) -> bool:
    """Whoever promised it; in the place of one who organizes no more, the lead."""
    return user.pk == found.from_organizer_id or not is_organizer(found.from_organizer)


def _answer_for(promise: Promise, user: User, pressed: set[str]) -> Callable[[datetime], object] | None:
    """Of a promise this user is asked to keep: theirs to take on, or not."""
    offer = promise.handovers.filter(promising.OPEN_HANDOVER, to_organizer=user).first()
    answers = {"accept": promising.accept, "decline": promising.decline}
    chosen = next((answers[name] for name in answers if name in pressed), None)
    return (lambda at: chosen(handover=offer, by=user, at=at)) if chosen and offer else None


@require_http_methods(["GET", "POST"])
@for_people_workers
def handover_notes(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """For their author alone: read out to the person, who chooses what goes along."""
    found = handover_to_steer_or_404(request.user, handover_id)
    if found.from_organizer_id != request.user.pk or found.ended_at is not None:
        raise Http404
    notes = list(own_notes(found))
    form = ChosenNotesForm(
        request.POST if request.method == "POST" else None,
        notes=notes,
        chosen=HandoverNote.objects.filter(handover=found).values_list("note", flat=True),
        hows=ways_to_say(found.person),
        today=_today(found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            verbs.choose_notes(handover=found, notes=form.chosen, said=form.said, by=request.user, at=clock.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Written down. They go along once all of it is done."))
            return redirect("desk:handover", found.pk)
    context = {"handover": found, "form": form, "has_notes": bool(notes)}
    return show(request, "desk/handovers/notes.html", HERE, context, status=422 if form.errors else 200)


@require_POST
@for_people_workers
def take_handover_back(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    found = handover_to_steer_or_404(request.user, handover_id)
    try:
        verbs.take_back(handover=found, by=request.user, at=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Taken back. Everything stays as it is."))
    return redirect(found.person.desk_url)


@require_POST
@for_people_workers
def finish_handover(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """All of it is there: now it is done, in one step."""
    found = handover_to_steer_or_404(request.user, handover_id)
    try:
        hand_over_now(handover=found, by=request.user, at=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("desk:handover", found.pk)
    names = {"name": found.person.first_name, "to": found.to_organizer}
    messages.success(request, _("%(name)s goes on with %(to)s. Thank you for handing over with care.") % names)
    return redirect("desk:today")


def _tried(request: HttpRequest, found: Handover, verb: Callable[[datetime], object]) -> HttpResponse:
    """Do it, and back to the page, which says what was refused."""
    try:
        verb(clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Written down."))
    return redirect("desk:handover", found.pk)


def _today(found: Handover):
    return clock.local_day(clock.now(), found.chapter.zone)


def _forms(found: Handover, *, posted: str = "", request: HttpRequest | None = None) -> Forms:
    """One for each thing a person says, each with names of its own; `posted` is the one that was sent."""
    usual = {"hows": ways_to_say(found.person), "today": _today(found)}

    def of(kind: type[SaidForm], name: str, **more: object) -> SaidForm:
        sent = request.POST if request is not None and name == posted else None
        return kind(sent, prefix=name, **usual, **more)

    met = {"held": held_with(found.relationship), "zone": found.chapter.zone}
    return {name: of(SaidForm, name) for name in ("named", "read-out", "yes")} | {"met": of(MetForm, "met", **met)}


def _show(
    request: HttpRequest,
    found: Handover,
    *,
    forms: Forms | None = None,
    form: SaidForm | DeclineForm | None = None,
    decline: DeclineForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = handover_page(found)
    is_follower, may_steer = found.to_organizer_id == request.user.pk, steers(request.user, found)
    context = {
        "page": page,
        "handover": found,
        "person": found.person,
        "to": found.to_organizer,
        "from": found.from_organizer,
        "is_author": found.from_organizer_id == request.user.pk,
        "is_follower": is_follower,
        "may_steer": may_steer,
        "may_settle": may_steer and _may_settle(request.user, found),
        "forms": {key.replace("-", "_"): one for key, one in (forms or (_forms(found) if may_steer else {})).items()},
        "form": form,
        "decline": decline or DeclineForm(),
        "is_left_alone": is_left_alone(found.person),
        "missing": what_is_missing(found) if found.ended_at is None else "",
        "today": _today(found),
        "zone": found.chapter.zone,
    }
    return show(request, "desk/handovers/page.html", HERE, context, status=status)
