"""How a pairing's reasons are said, why somebody is left out, and how good a round is proven to be."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letstalk.desk.whom import HELD_BACK
from letstalk.followups.domain.pairing import BY_HAND
from letstalk.followups.models import PairingRound
from letstalk.followups.pairing import Left, Reason
from letstalk.followups.whom_next import Hold
from letstalk.kit.languages import language_name

LEFT_OUT = {
    str(Left.FULL): gettext_lazy("Everybody who could meet them is full in these days."),
    str(Left.KNOWN_IS_FULL): gettext_lazy("They are in touch with somebody who has no time left in these days."),
    str(Left.LANGUAGE): gettext_lazy("Nobody here is known to speak their language."),
    str(Left.TIME): gettext_lazy("Nobody is free when it suits them."),
    BY_HAND: gettext_lazy("Left out by hand."),
    str(Hold.LEFT): gettext_lazy("They have left, as friends."),
    **{str(hold): said for hold, said in HELD_BACK.items()},
}


def reasons_said(reasons: Iterable[Sequence[str]]) -> list[str]:
    """Sentences, the strongest first; that it was by hand is shown otherwise."""
    return [_reason(code, about) for code, about in reasons if code != Reason.BY_HAND]


def _reason(code: str, about: str) -> str:
    if code == Reason.ISSUE:
        return _("Both care about %(issue)s.") % {"issue": about}
    if code == Reason.LANGUAGE:
        return _("Both speak %(language)s.") % {"language": language_name(about)}
    return {
        Reason.KNOWS: _("They are in touch already."),
        Reason.CHAPTER: _("Both are at home in the same chapter."),
    }.get(Reason(code), _("Both are free then."))


def left_said(code: str) -> str:
    return str(LEFT_OUT.get(code, LEFT_OUT[str(Left.FULL)]))


def proof_said(round: PairingRound) -> str:
    """Whether a better one can exist; nothing while something was moved by hand since."""
    if round.bound == 0:
        return ""
    if round.objective >= round.bound:
        return _("No other way of pairing them would fit better: that is proven.")
    percent = max((round.bound - round.objective) * 100 / round.bound, 0.1)
    return _("Another way might fit better, by %(percent)s %% at the most.") % {"percent": f"{percent:.1f}"}
