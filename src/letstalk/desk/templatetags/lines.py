"""The lines of lists, drawn here and not in a template, because a page holds dozens of them."""

from datetime import date, datetime
from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from letstalk.commitments.models import Commitment, Promise, PromiseHandover
from letstalk.commitments.words import OutcomeKind
from letstalk.desk import saying
from letstalk.desk.items import Line, line_of
from letstalk.desk.reach import Phone
from letstalk.followups import timings
from letstalk.followups.models import FollowUp
from letstalk.followups.queries import CheckIn
from letstalk.kit import clock, days
from letstalk.kit.addresses import address
from letstalk.kit.markup import fill, fill_each
from letstalk.kit.templatetags.parts import chip, post_button, todo_item
from letstalk.kit.templatetags.times import moment_of
from letstalk.people.models import Person

register = template.Library()

LINK = '<a class="{}" href="{}{}">{}<span class="visually-hidden">: {}</span></a>'
# How the chip looks that says what became of a commitment.
BECAME = {OutcomeKind.DONE: ("kept", "check"), OutcomeKind.PARTLY: ("kept", "")}
LACKS = {
    "date": gettext_lazy("which day?"),
    "time": gettext_lazy("what time?"),
    "goal": gettext_lazy("what goal?"),
}
# Where a button leads back to.
TO_TODAY = "?back=today"
TO_FOLLOW_UPS = "?back=follow_ups"


@register.simple_tag
def reach(person: Person, phone: Phone | None = None) -> SafeString:
    """Call and text, where this person may be reached so."""
    if not phone:
        return SafeString("")
    ways = [
        (f"tel:{phone.number}", pgettext("by phone", "Call"), phone.may_call),
        (f"sms:{phone.number}", pgettext("send a text message", "Text"), phone.may_text),
    ]
    return fill_each(
        '<a class="button small quiet" href="{}">{}<span class="visually-hidden">: {}</span></a>',
        ((href, words, person.name) for href, words, may in ways if may),
    )


@register.simple_tag(takes_context=True)
def promise_today(
    context: Context, promise: Promise, today: date, now: datetime, phone: Phone | None = None
) -> SafeString:
    """A promise on Today; a late one says since when it was promised, and offers to call (R-057)."""
    is_late = promise.due_on < today
    title = _in_marks(_("{words}, for {name}"), words=promise.words, name=promise.person.name)
    if is_late:
        note = _("You promised it %(day)s. Tell them, and say when they can count on it.")
        note %= {"day": saying.ago_said(promise.made_at, now)}
        when = chip(saying.late_said(promise.due_on, today), kind="late")
    else:
        note, when = _("You promised this."), chip(days.day_said(promise.due_on, today), kind="soon")
    done = _today_button(context, address("desk:keep_promise", promise.pk), _("Done"), title)
    content = when + (_tell_them(promise, phone) + reach(promise.person, phone) if is_late else "") + done
    return todo_item(SafeString(content), title, note=note, icon="handshake", href=_where_promised(promise))


@register.simple_tag(takes_context=True)
def promise_to_keep(
    context: Context,
    promise: Promise,
    today: date,
    phone: Phone | None,
    offer: PromiseHandover | None,
) -> SafeString:
    """A promise on the list of follow-ups: kept, made good, let go or handed over (b.3)."""
    is_late = promise.due_on < today
    title = _in_marks(_("{words}, for {name}"), words=promise.words, name=promise.person.name)
    when = chip(saying.late_said(promise.due_on, today), kind="late") if is_late else ""
    buttons = [when or chip(days.day_said(promise.due_on, today), kind="soon")]
    ways = [("keep_promise", _("Done")), ("let_promise_go", _("No longer needed"))]
    if is_late:
        buttons.append(_tell_them(promise, phone))
        ways.insert(1, ("repair_promise", _("Told them, made good")))
    for name, words in ways:
        action = address(f"desk:{name}", promise.pk) + TO_FOLLOW_UPS
        buttons.append(post_button(context, action, words, about=title, kind="quiet", size="small"))
    buttons.append(_hand_over(context, promise, offer, title))
    note, href = _asked_of(offer), _where_promised(promise)
    return todo_item(SafeString("".join(buttons)), title, note=note, icon="handshake", href=href)


def _where_promised(promise: Promise) -> str:
    """The person's page; nowhere for one taken over from another organizer, since the person is not this one's own."""
    is_own = promise.relationship.organizer_id == promise.organizer_id
    return address("desk:person", promise.person_id) if is_own else ""


def _tell_them(promise: Promise, phone: Phone | None) -> SafeString:
    """The repair that is suggested for a late promise: tell them, in words that stand ready (R-057)."""
    if phone is None or not phone.may_text:
        return SafeString("")
    words = pgettext("that a promise is late", "Tell them")
    link = days.sms_link(phone.number, saying.repair_words(promise))
    return fill(LINK, "button small quiet", link, "", words, promise.person.name)


def _hand_over(context: Context, promise: Promise, offer: PromiseHandover | None, title: str) -> SafeString:
    action = address("desk:hand_over_promise", promise.pk)
    if offer is not None and offer.declined_at is None:
        keep = _("Keep it myself")
        return post_button(context, action, keep, about=title, kind="quiet", size="small", name="take_back", value="1")
    words = pgettext("a promise to another organizer", "Hand over")
    return fill(LINK, "button small quiet", action, "", words, promise.words)


def _asked_of(offer: PromiseHandover | None) -> str:
    if offer is None:
        return ""
    said = _("%(name)s is asked to keep it and has not answered yet.")
    if offer.declined_at is not None:
        said = _("It stays with you; %(name)s was asked.")
    return said % {"name": offer.to_organizer}


@register.simple_tag
def thank_today(item: FollowUp, zone: str, today: date) -> SafeString:
    """A thank-you on Today (R-048)."""
    line = line_of(item)
    day = chip(days.day_said(clock.local_day(item.due_at, zone), today), kind="soon")
    return todo_item(day + _write(line), line.title, note=line.note, icon=line.picture, href=line.href)


@register.simple_tag(takes_context=True)
def outcome_today(context: Context, commitment: Commitment, today: date, zone: str) -> SafeString:
    """A commitment whose time has passed: what happened is asked, and never judged (C-5)."""
    title = _in_marks(_("Did {name} do it: {what}?"), name=commitment.person.name, what=commitment.what)
    outcome = address("desk:record_outcome", commitment.pk)
    answers = [
        (OutcomeKind.DONE, _("Done")),
        (OutcomeKind.PARTLY, _("Partly")),
        (OutcomeKind.MISSED, _("Didn’t happen")),
    ]
    buttons = [_today_button(context, outcome, words, title, name="kind", value=kind) for kind, words in answers]
    when = moment_of(commitment.due_at, commitment.zone, today, zone) if commitment.due_at else ""
    href = address("desk:commitment", commitment.pk)
    return todo_item(SafeString("".join(buttons)), title, note=when, icon="calendar-check", href=href)


@register.simple_tag
def check_in_today(one: CheckIn, phone: Phone | None = None) -> SafeString:
    """Someone not spoken with for a while; no ask, and never red (R-060, R-064)."""
    person = one.relationship.person
    title = _in_marks(_("Check in with {name}, no ask"), name=person.name)
    note = _("You last spoke %(ago)s.") % {"ago": saying.days_ago_said(one.days)}
    talked = fill(
        LINK,
        "button small quiet",
        address("desk:log_contact", person.pk),
        TO_TODAY,
        pgettext("button that logs a contact", "We talked"),
        person.name,
    )
    content = chip(str(one.warmth.label)) + reach(person, phone) + talked
    return todo_item(SafeString(content), title, note=note, icon="phone", href=address("desk:person", person.pk))


def _in_marks(sentence: str, **words: str) -> SafeString:
    """The sentence with people's own words set apart from the writing around them."""
    return fill(sentence, **{name: fill("<bdi>{}</bdi>", said) for name, said in words.items()})


def _today_button(
    context: Context, action: str, words: str, title: str, *, name: str = "", value: str = ""
) -> SafeString:
    action += TO_TODAY
    return post_button(context, action, words, about=title, kind="quiet", size="small", name=name, value=value)


@register.simple_tag
def due(commitment: Any, today: date) -> SafeString:
    """The day and time of a Commitment read `with_standing`, where it has a day."""
    if commitment.on is None:
        return SafeString("")
    day = days.day_said(commitment.on, today)
    said = f"{day}, {commitment.at:%H:%M}" if commitment.at else day
    return chip(said, kind="" if commitment.outcome_now else "soon")


@register.simple_tag
def standing(commitment: Commitment, outcome: str | None = None) -> SafeString:
    """What became of a commitment, or what it lacks (R-017); a missing place is asked for and blocks nothing."""
    if outcome:
        became = OutcomeKind(outcome)
        kind, picture = BECAME.get(became, ("", ""))
        return chip(str(became.label), kind=kind, icon=picture)
    if commitment.is_firm:
        chips = [chip(pgettext("a commitment with date, time and goal", "firm"), kind="kept")]
    else:
        chips = [chip(str(LACKS[detail]), kind="soon") for detail in commitment.missing]
    if not commitment.place:
        chips.append(chip(_("where?")))
    return SafeString(" ".join(chips))


@register.simple_tag(takes_context=True)
def follow_up(
    context: Context,
    item: FollowUp,
    zone: str,
    today: date,
    now: datetime,
    phone: Phone | None = None,
    back: str = "",
    with_kind: bool = False,
) -> SafeString:
    """One follow-up. `with_kind` says what it serves, and offers to leave it out (R-045)."""
    line = line_of(item)
    content = [_due(item, zone, today, now), reach(item.person, phone), _way_to_do_it(context, item, line, back)]
    if with_kind:
        content.append(_leave_out(item, line, back))
    return todo_item(
        SafeString("".join(content)), line.title, note=_note(line, with_kind), icon=line.picture, href=line.href
    )


def _note(line: Line, with_kind: bool) -> str:
    if not with_kind:
        return line.note
    return _("%(words)s (%(serves)s)") % {"words": line.note, "serves": line.serves} if line.note else line.serves


def _due(item: FollowUp, zone: str, today: date, now: datetime) -> SafeString:
    """When; what is only when possible has no day, and nothing here is ever red (R-064)."""
    if item.when_possible:
        return chip(_("When possible"))
    day = days.day_said(clock.local_day(item.due_at, zone), today)
    return chip(day, kind="soon", icon="clock") if item.due_at < now else chip(day)


def _way_to_do_it(context: Context, item: FollowUp, line: Line, back: str) -> SafeString:
    if item.step == timings.THANK_YOU:
        return _write(line, back)
    done = address("desk:follow_up_done", item.pk)
    if line.by_contact:
        return fill(LINK, "button small quiet", done, back, _("Done"), line.title)
    return post_button(context, done + back, _("Done"), about=line.title, kind="quiet", size="small")


def _write(line: Line, back: str = "") -> SafeString:
    words = pgettext("button that opens a thank-you", "Write")
    return fill(LINK, "button small", line.href, back, words, line.title)


def _leave_out(item: FollowUp, line: Line, back: str) -> SafeString:
    return fill(
        '<a href="{}{}">{}<span class="visually-hidden">: {}</span></a>',
        address("desk:follow_up_waive", item.pk),
        back,
        pgettext("a follow-up", "Leave out"),
        line.title,
    )
