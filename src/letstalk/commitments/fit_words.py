"""How it is said why an ask suits a person, or is held back: from the codes of `fit` to sentences."""

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from letstalk.commitments.fit import HALF, WILL_MEET_PEOPLE, Factor, Gate, Point

FACTORS: dict[Factor, Lazy] = {
    Factor.ISSUES: gettext_lazy("What they care about"),
    Factor.MOTIVES: gettext_lazy("What moves them"),
    Factor.TIME: gettext_lazy("Their days and hours"),
    Factor.SKILLS: gettext_lazy("What they can or want to learn"),
    Factor.STEP: gettext_lazy("The size of the step"),
    Factor.COMPANY: gettext_lazy("Who goes with them"),
    Factor.PRACTICAL: gettext_lazy("Travel, child care, cost, language"),
    Factor.NEED: gettext_lazy("How much we need it now"),
}

FACTORS_EXPLAINED: dict[Factor, Lazy] = {
    Factor.ISSUES: gettext_lazy("The share of its issues that they named themselves."),
    Factor.MOTIVES: gettext_lazy("Whether it serves a motive they voiced, or one next to it."),
    Factor.TIME: gettext_lazy("Whether it fits the days and hours they named, or nearly."),
    Factor.SKILLS: gettext_lazy("Whether it uses or teaches what they named, or needs what they lack."),
    Factor.STEP: gettext_lazy("The next step up counts most; far up or down counts little."),
    Factor.COMPANY: gettext_lazy("Whether someone they know goes too, or they will meet people."),
    Factor.PRACTICAL: gettext_lazy("Whether what they need to come is seen to."),
    Factor.NEED: gettext_lazy("The smallest on purpose: the person comes before the campaign."),
}

UNKNOWN: dict[Factor, Lazy] = {
    Factor.ISSUES: pgettext_lazy("not known of a person", "what they care about"),
    Factor.MOTIVES: pgettext_lazy("not known of a person", "what moves them"),
    Factor.TIME: pgettext_lazy("not known of a person", "when they are free"),
    Factor.SKILLS: pgettext_lazy("not known of a person", "what they can do or want to learn"),
    Factor.STEP: pgettext_lazy("not known of an ask", "how big a step it is"),
    Factor.COMPANY: pgettext_lazy("not known of an ask", "who goes with them"),
    Factor.PRACTICAL: pgettext_lazy("not known of a person", "what they need to come"),
    Factor.NEED: pgettext_lazy("not known of an ask", "how urgent it is"),
}

# In plain words, for a guide that has no question about it.
QUESTIONS: dict[Factor, Lazy] = {
    Factor.ISSUES: gettext_lazy("Which problems near home worry you most?"),
    Factor.MOTIVES: gettext_lazy("What made you say yes to this talk?"),
    Factor.TIME: gettext_lazy("How much time would be honest for you, and on which days?"),
    Factor.SKILLS: gettext_lazy("What do you like doing, and what would you like to learn?"),
    Factor.STEP: gettext_lazy("What have you taken part in so far?"),
    Factor.COMPANY: gettext_lazy("Whom do you know who comes along to such things?"),
    Factor.PRACTICAL: gettext_lazy("What would make it hard to come?"),
}

GATES: dict[Gate, Lazy] = {
    Gate.PAST: gettext_lazy("It is over."),
    Gate.FULL: gettext_lazy("It is full."),
    Gate.REFUSED: gettext_lazy("They said no, or not now, to this lately."),
    Gate.DO_NOT_ASK: gettext_lazy("They asked to be left in peace, or are taking a rest."),
    Gate.ACCESS: gettext_lazy("They could not get in or take part: their access is not seen to."),
    Gate.LANGUAGE: gettext_lazy("It is not held in a language they speak."),
    Gate.PREREQUISITE: gettext_lazy("Something else comes before it, and they have not done that yet."),
    Gate.TWO_OPEN: gettext_lazy("They have two things open already."),
    Gate.REPAIR: gettext_lazy("A promise of yours to them is late. Repair it first."),
    Gate.RISK: gettext_lazy("It carries a legal risk or one at work. It is never suggested, only chosen by hand."),
    Gate.AGE: gettext_lazy("They are younger than it is meant for."),
}

MOTIVES: dict[str, Lazy] = {
    "protect": pgettext_lazy("a motive", "protecting those they love"),
    "belong": pgettext_lazy("a motive", "belonging"),
    "learn": pgettext_lazy("a motive", "learning"),
    "useful": pgettext_lazy("a motive", "being useful"),
    "heard": pgettext_lazy("a motive", "being heard"),
    "justice": pgettext_lazy("a motive", "justice"),
}


def gate_words(gates: tuple[Gate, ...]) -> list[str]:
    return [str(GATES[gate]) for gate in gates]


def unknown_words(factor: Factor) -> str:
    return str(UNKNOWN[factor])


def point_words(point: Point) -> str:
    """One reason in a few words, for it or against: "housing", "Thursday", "with Lee"."""
    said = ", ".join(_said(point))
    if point.value >= HALF:
        return _for_it(point, said)
    return _against(point, said)


def _said(point: Point) -> list[str]:
    if point.factor == Factor.TIME:
        return [str(WEEKDAYS[int(day)]) for day in point.rests_on]
    if point.factor == Factor.MOTIVES:
        return [str(MOTIVES.get(motive, motive)) for motive in point.rests_on]
    return list(point.rests_on)


def _for_it(point: Point, said: str) -> str:
    is_full = point.value == 100
    match point.factor:
        case Factor.ISSUES:
            return said or _("their issues")
        case Factor.MOTIVES:
            return said or _("near what moves them")
        case Factor.TIME if not is_full:
            return _("%(days)s, nearly") % {"days": said} if said else _("more hours than they have")
        case Factor.TIME:
            return said or _("any time")
        case Factor.SKILLS:
            return said or _("needs no special skill")
        case Factor.STEP:
            return _step_words(point.value)
        case Factor.COMPANY:
            return pgettext("company", "with %(names)s") % {"names": said} if said else _("someone goes with them")
        case Factor.PRACTICAL:
            return _("all they need is seen to") if is_full else _("not seen to yet: %(needs)s") % {"needs": said}
        case Factor.NEED:
            return _("needed now")


def _against(point: Point, said: str) -> str:
    match point.factor:
        case Factor.ISSUES:
            return _("few of its issues are theirs") if said else _("not an issue they named")
        case Factor.MOTIVES:
            return _("not what moves them")
        case Factor.TIME:
            return _("not on a day or at an hour they named")
        case Factor.SKILLS:
            return _("needs what they do not have")
        case Factor.STEP:
            return _step_words(point.value)
        case Factor.COMPANY:
            return _("they would meet people") if point.value == WILL_MEET_PEOPLE else _("they would be alone")
        case Factor.PRACTICAL:
            return _("not seen to: %(needs)s") % {"needs": said}
        case Factor.NEED:
            return _("not urgent")


def _step_words(value: int) -> str:
    said = {
        100: _("the next step up"),
        70: _("as much as they do now"),
        50: _("two steps up"),
        30: _("less than they do now"),
    }
    return said.get(value, _("far from where they stand"))
