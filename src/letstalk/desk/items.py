"""A follow-up as it stands in a list: what to do, for whom, and where that is done."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from letstalk.followups import timings
from letstalk.followups.models import FollowUp
from letstalk.followups.words import SERVES, Kind
from letstalk.kit.addresses import address
from letstalk.kit.markup import fill

PICTURES = {
    timings.THANK_YOU: "gift",
    timings.SEE_THROUGH: "calendar-check",
    timings.KEEP_PROMISES: "handshake",
    timings.CHECK_IN: "phone",
    timings.BEYOND_TEAM: "phone",
    timings.SETTLE_DETAILS: "calendar",
    timings.REMIND_EARLY: "bell",
    timings.REMIND: "bell",
    timings.CONFIRM: "send",
    timings.HELP: "hand",
    timings.MOVED: "calendar",
    timings.RECONFIRM: "calendar-check",
    timings.REBOOK: "calendar",
    timings.INTRODUCE: "users",
    timings.INVITE: "message-circle",
    timings.ORGANIZE: "users",
}

SENTENCES = {
    timings.THANK_YOU: _("Thank {name}"),
    timings.SEE_THROUGH: _("See through what {name} took on"),
    timings.KEEP_PROMISES: _("Keep what you promised {name}"),
    timings.CHECK_IN: _("Check in with {name}"),
    timings.BEYOND_TEAM: _("Call {name} just to talk"),
    timings.SETTLE_DETAILS: _("Settle what is still open with {name}"),
    timings.REMIND_EARLY: _("Ask {name} how it is going"),
    timings.REMIND: _("Remind {name}"),
    timings.CONFIRM: _("Send {name} what you agreed"),
    timings.HELP: _("{name} asks for help"),
    timings.MOVED: _("{name} chose another day"),
    timings.RECONFIRM: _("Ask {name} whether it still suits"),
    timings.REBOOK: _("Find another time with {name}"),
    timings.INTRODUCE: _("Introduce {name} to somebody"),
    timings.INVITE: _("Invite {name} to a one-on-one"),
    timings.ORGANIZE: _("Let {name} begin one-on-ones of their own"),
}

USUAL_NOTES = {
    timings.THANK_YOU: _("Something they said, in your own words, is the best thank-you."),
    timings.CHECK_IN: _("Ask what they would like to hear about."),
    timings.BEYOND_TEAM: _("News from beyond the local team, and no ask."),
    timings.REMIND_EARLY: _("A few days before: is anything in the way?"),
    timings.RECONFIRM: _("The words stand ready. No answer does not call it off."),
    timings.REBOOK: _("Things come up. A call does more than a message."),
    timings.INTRODUCE: _("Both are asked first, each alone."),
    timings.ORGANIZE: _("An account of their own and the guide; nobody’s notes."),
}

# What is about a one-on-one and not about a commitment.
ABOUT_MEETINGS = {timings.RECONFIRM, timings.REBOOK, timings.INVITE}

# Done by being in touch, so that how they were is asked; the others are done in one tap.
BY_CONTACT = {
    timings.CHECK_IN,
    timings.BEYOND_TEAM,
    timings.SETTLE_DETAILS,
    timings.REMIND_EARLY,
    timings.REMIND,
    timings.CONFIRM,
    *ABOUT_MEETINGS,
}


@dataclass(frozen=True)
class Line:
    """What a list shows of a follow-up; `title` holds the name set apart from the writing around it.

    serves: its kind and the end it serves (R-045).
    """

    title: SafeString
    note: str
    picture: str
    href: str
    serves: str
    by_contact: bool


def line_of(item: FollowUp) -> Line:
    return Line(
        title=_title(item),
        note=_note(item),
        picture=PICTURES.get(item.step, "flag"),
        href=_where(item),
        serves=_serves(item),
        by_contact=item.step in BY_CONTACT,
    )


def _title(item: FollowUp) -> SafeString:
    name = fill("<bdi>{}</bdi>", item.person.name)
    if item.step in SENTENCES:
        return fill(str(SENTENCES[item.step]), name=name)
    return fill("<bdi>{}</bdi> ({})", item.words, name)


def _note(item: FollowUp) -> str:
    if item.step == timings.CUSTOM:
        return ""
    return item.words or str(USUAL_NOTES.get(item.step, ""))


def _where(item: FollowUp) -> str:
    if item.step == timings.THANK_YOU:
        return address("desk:thank", item.pk)
    if item.step == timings.BEYOND_TEAM:
        # There stand the number to call and what there is to tell.
        return address("desk:follow_up_done", item.pk)
    if item.step == timings.INTRODUCE:
        return address("desk:introductions")
    if item.step == timings.ORGANIZE:
        return address("desk:invite_to_organize", item.person_id)
    if item.step in ABOUT_MEETINGS:
        return address("desk:one_on_one", item.about)
    if item.about is not None:
        return address("desk:commitment", item.about)
    return address("desk:person", item.person_id)


def _serves(item: FollowUp) -> str:
    kind = Kind(item.kind)
    return gettext("%(kind)s, for %(end)s") % {"kind": kind.label, "end": SERVES[kind].label}
