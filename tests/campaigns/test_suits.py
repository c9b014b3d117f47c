"""Whom an ask suits is said by hand, and what could cost somebody dearly is never suggested (section g, h.1)."""

import pytest
from django.db import IntegrityError, transaction

from letstalk.campaigns.domain.asks import add_ask
from letstalk.campaigns.models import Ask
from letstalk.campaigns.validators import AskSuits, AskWords
from letstalk.commitments.fit import Factor, Gate
from letstalk.commitments.fitting import fits_for
from letstalk.kit.refusal import NothingWritten
from letstalk.people.domain.tags import tag
from letstalk.people.words import TagKind
from tests.moments import NOW

pytestmark = pytest.mark.django_db


def on_the_menu(cast, title: str, **suits) -> Ask:
    words = AskWords(title, suits=AskSuits(**suits))
    return add_ask(chapter=cast.chapter, words=words, by=cast.lead, at=NOW)


def weighed(cast, *asks: Ask):
    fits = fits_for(cast.person.pk, asks, chapter=cast.chapter, organizer_id=cast.organizer.pk, at=NOW)
    return {one.ask.title: one for one in fits.ranked}


@pytest.mark.parametrize("risk", ["arrest", "work"])
def test_h1_an_ask_that_could_cost_them_dearly_is_never_suggested(cast, risk: str):
    safe = on_the_menu(cast, "Come to the huddle", issues=("Housing",))
    risky = on_the_menu(cast, "Sit in at the landlord's", risk=risk, issues=("Housing",), urgency=100)
    tag(person=cast.person, chapter=cast.chapter, kind=TagKind.ISSUE, name="Housing", by=cast.organizer, at=NOW)

    found = weighed(cast, safe, risky)

    assert Gate.RISK in found["Sit in at the landlord's"].gates
    assert not found["Sit in at the landlord's"].is_shown
    assert Gate.RISK not in found["Come to the huddle"].gates


def test_words_meet_whatever_their_accents_and_case(cast):
    ask = on_the_menu(cast, "Teach a class", issues=("ÉCOLES",), uses=("Spanish",), solves=("Child care",))
    for kind, name in ((TagKind.ISSUE, "écoles"), (TagKind.SKILL, "spanish"), (TagKind.NEED, "child care")):
        tag(person=cast.person, chapter=cast.chapter, kind=kind, name=name, by=cast.organizer, at=NOW)

    values = dict(zip(Factor, weighed(cast, ask)["Teach a class"].values, strict=True))

    assert values[Factor.ISSUES] == values[Factor.SKILLS] == values[Factor.PRACTICAL]
    assert values[Factor.ISSUES]


def test_what_nobody_said_is_unknown_and_lowers_nothing_but_the_confidence(cast):
    said = on_the_menu(cast, "Said", urgency=100, company="with_someone")
    unsaid = on_the_menu(cast, "Unsaid")

    found = weighed(cast, said, unsaid)

    assert found["Said"].confidence > found["Unsaid"].confidence


@pytest.mark.parametrize(
    ("suits", "field"),
    [
        ({"risk": "jail"}, "risk"),
        ({"company": "crowd"}, "company"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 2000}, "minutes"),
        ({"urgency": 101}, "urgency"),
        ({"issues": ("x" * 61,)}, "issues"),
        ({"solves": tuple(f"n{n}" for n in range(13))}, "solves"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(cast, suits: dict, field: str):
    with pytest.raises(NothingWritten) as refused:
        on_the_menu(cast, "Come along", **suits)

    assert set(refused.value.errors) == {field}


@pytest.mark.parametrize("wrong", [{"risk": "jail"}, {"company": "crowd"}, {"urgency": 101}])
def test_the_database_knows_the_codes_too(cast, wrong: dict):
    ask = on_the_menu(cast, "Come along")

    with pytest.raises(IntegrityError), transaction.atomic():
        Ask.objects.filter(pk=ask.pk).update(**wrong)
