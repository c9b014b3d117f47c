"""What somebody agreed to, or did not, in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letstalk.people.models import Chapter, Consent
from letstalk.people.queries.lists import lists_of, mention_said, mention_scope, spaces_of
from letstalk.people.words import NEWS, Answer, Level, Platform, Purpose

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What there is to agree to: (code, words); messages are asked for by channel (b.6).
AGREEMENTS = [
    (f"{Purpose.REMINDERS}:email", gettext_lazy("Reminders by email")),
    (f"{Purpose.REMINDERS}:text", gettext_lazy("Reminders by text")),
    (f"{Purpose.PERSONAL}:email", gettext_lazy("Personal emails")),
    (f"{Purpose.PERSONAL}:text", gettext_lazy("Texts")),
    (f"{Purpose.PERSONAL}:call", gettext_lazy("Calls")),
    (f"{Purpose.LIST}:news", gettext_lazy("News and information")),
    (f"{Purpose.KEEP_NOTES}:", gettext_lazy("Keeping notes")),
    (f"{Purpose.KEEP_VIEWS}:", gettext_lazy("Keeping what they said about politics")),
    (f"{Purpose.SHARE_WITH_TEAM}:", gettext_lazy("Sharing with the team")),
    (f"{Purpose.INTRODUCE}:", gettext_lazy("Being introduced to others")),
    (f"{Purpose.MENTION}:", gettext_lazy("Being named online")),
    (f"{Purpose.PHOTO}:", gettext_lazy("Photos")),
    (f"{Purpose.ANONYMOUS_REPORTS}:", gettext_lazy("Anonymous use in reports")),
    (f"{Purpose.CALENDAR_DETAILS}:", gettext_lazy("Your name and the group’s in their calendar")),
]


def said(line: Consent) -> str:
    """As in "Reminders by email: yes": the answer stands in words, not in a colour alone."""
    known = dict(AGREEMENTS)
    about = known.get(f"{line.purpose}:{line.scope}") or _with_scope(line)
    answers = {
        Answer.GRANTED: _("%(about)s: yes"),
        Answer.REFUSED: _("%(about)s: no"),
        Answer.WITHDRAWN: _("%(about)s: taken back"),
        Answer.LAPSED: _("%(about)s: lapsed, ask again"),
    }
    return answers[Answer(line.answer)] % {"about": about}


def choices_for(chapter: Chapter) -> list[tuple[StrOrPromise, list[tuple[str, StrOrPromise]]]]:
    """What can be asked in this chapter: the usual, its lists and spaces, and being shown online, level by level."""
    lists = [(f"{Purpose.LIST}:{one.scope}", one.name) for one in lists_of([chapter]) if one.scope != NEWS]
    spaces = [(f"{Purpose.SPACE}:{one.scope}", one.name) for one in spaces_of([chapter])]
    shown = [mention_scope(platform, level) for platform in Platform for level in Level]
    groups: list[tuple[StrOrPromise, list[tuple[str, StrOrPromise]]]] = [
        (_("Messages and what is kept"), list(AGREEMENTS)),
        (_("Letters of a list"), list(lists)),
        (_("Being invited to where we talk online"), list(spaces)),
        (_("Being shown online"), [(f"{Purpose.MENTION}:{scope}", mention_said(scope)) for scope in shown]),
    ]
    return [(name, found) for name, found in groups if found]


def _with_scope(line: Consent) -> str:
    if line.purpose == Purpose.MENTION and mention_said(line.scope):
        return _("May be shown online, %(what)s") % {"what": mention_said(line.scope)}
    return f"{line.get_purpose_display()} ({line.scope})" if line.scope else str(line.get_purpose_display())
