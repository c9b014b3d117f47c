"""What somebody agreed to, or did not, in a few words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letstalk.people.models import Consent
from letstalk.people.words import Answer, Purpose

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


def _with_scope(line: Consent) -> str:
    return f"{line.get_purpose_display()} ({line.scope})" if line.scope else str(line.get_purpose_display())
