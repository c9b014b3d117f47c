"""What became of the asks that were made, in counts and in ranges, never by yeses alone (section g, M13)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from letstalk.campaigns.domain.asks import add_ask
from letstalk.campaigns.validators import AskSuits, AskWords
from letstalk.campaigns.words import NextStep
from letstalk.commitments.domain.agreeing import agree
from letstalk.commitments.domain.asking import record_ask
from letstalk.commitments.domain.outcomes import record_outcome
from letstalk.commitments.fitting import fits_for
from letstalk.commitments.learning import asked_how_often, how_asks_do, names_asked_often, names_in_sight
from letstalk.commitments.words import Answer, OutcomeKind
from letstalk.kit.shares import Share
from tests.moments import DAY, FIRM, NOW, VAGUE, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def march(cast):
    words = AskWords(title="March", step=NextStep.LOCAL_ACTION)
    return add_ask(chapter=cast.chapter, words=words, by=cast.organizer, at=NOW)


def asked(cast, ask, *, answer=Answer.YES, terms=FIRM, outcome=OutcomeKind.DONE):
    meeting = planned(cast)
    fits = fits_for(cast.person.pk, [ask], chapter=cast.chapter, organizer_id=cast.organizer.pk, at=NOW)
    made = record_ask(meeting=meeting, ask=ask, answer=answer, fits=fits, by=cast.organizer, at=NOW)
    if answer == Answer.YES:
        commitment = agree(
            relationship=cast.relationship, meeting=meeting, ask_made=made, terms=terms, by=cast.organizer, at=NOW
        )
        if outcome:
            record_outcome(commitment=commitment, kind=outcome, by=cast.organizer, at=NOW + 60 * DAY)


@pytest.mark.parametrize(
    ("number", "of", "low", "high"), [(0, 0, 0, 100), (0, 10, 0, 28), (5, 10, 24, 76), (10, 10, 72, 100)]
)
def test_range_is_wilsons(number, of, low, high):
    """The figures of the tables that everybody has; none of few and all of few do not come to nothing and to all."""
    assert (Share(number, of).low, Share(number, of).high) == (low, high)


def test_too_few_say_nothing():
    assert not Share(4, 4).is_enough
    assert Share(4, 5).is_enough


def test_made_agreed_firm_and_done_are_counted(cast, march):
    asked(cast, march)
    asked(cast, march, terms=VAGUE, outcome=None)
    asked(cast, march, outcome=OutcomeKind.MISSED)
    asked(cast, march, outcome=OutcomeKind.RELEASED)
    asked(cast, march, answer=Answer.NO)

    [one] = how_asks_do(cast.organizer, months=1, at=NOW + DAY).asks

    counts = one.counts
    assert (counts.made, counts.agreed, counts.firm, counts.done, counts.known) == (5, 4, 3, 1, 2)
    assert (one.number_of_people, one.most_often) == (1, 5)


def test_best_is_what_became_firm_and_was_done_not_what_got_a_yes(cast, march):
    easy = add_ask(chapter=cast.chapter, words=AskWords(title="A pledge"), by=cast.organizer, at=NOW)
    for _time in range(3):
        asked(cast, easy, terms=VAGUE, outcome=None)
    asked(cast, march)
    asked(cast, march, answer=Answer.NO)

    assert [one.title for one in how_asks_do(cast.organizer, months=1, at=NOW + DAY).asks] == ["March", "A pledge"]


def test_an_organizer_sees_their_own_and_a_lead_the_chapters_and_names_only_of_their_own_people(cast, march):
    for _time in range(3):
        asked(cast, march)
    names = {cast.person.pk: "Amina Okafor"}

    own = how_asks_do(cast.organizer, months=1, at=NOW + DAY)
    led = how_asks_do(cast.lead, months=1, at=NOW + DAY)

    assert len(own.asks) == len(led.asks) == 1
    assert how_asks_do(cast.outsider, months=1, at=NOW + DAY).asks == []
    assert names_asked_often(own.asks, names=names) == {march.pk: ["Amina Okafor"]}
    assert names_asked_often(led.asks, names={}) == {march.pk: []}


def test_who_is_always_asked_to_cook_is_told_role_by_role_to_whoever_sees_them(cast):
    """Roles are the skills that asks use, whichever ask; an outsider reads nothing of it, and it is a count (h.4)."""
    menu = [
        add_ask(chapter=cast.chapter, words=AskWords(title=title, suits=AskSuits(uses=uses)), by=cast.organizer, at=NOW)
        for title, uses in (("Soup night", ("Cooking",)), ("Summer feast", ("cooking", "Music")), ("March", ()))
    ]
    for ask in (*menu, menu[0]):
        asked(cast, ask)

    told = {
        who: (roles_of(found), [asked_how_often(one, names=names_in_sight(user, found)) for one in found.roles])
        for who, user in (("organizer", cast.organizer), ("lead", cast.lead), ("outsider", cast.outsider))
        for found in [how_asks_do(user, months=1, at=NOW + DAY)]
    }

    everything = ([("cooking", 3, True), ("music", 1, False)], [[("Amina Okafor", 3)], [("Amina Okafor", 1)]])
    assert told == {"organizer": everything, "lead": everything, "outsider": ([], [])}


def roles_of(found):
    return [(one.title.lower(), one.made, one.falls_to_few) for one in found.roles]


def test_costs_as_many_queries_for_many_asks_as_for_one(cast, march):
    asked(cast, march)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            how_asks_do(cast.organizer, months=1, at=NOW + DAY)
        return len(caught)

    before = queries()
    for _time in range(3):
        asked(cast, march)

    assert queries() == before
