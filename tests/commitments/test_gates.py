"""The gates of an ask, from what its rows say: full, over, language, age, what comes first (section g)."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from letstalk.campaigns.domain.asks import add_ask
from letstalk.campaigns.domain.dates import call_off
from letstalk.campaigns.models import Ask
from letstalk.campaigns.validators import AskSuits, AskWords
from letstalk.campaigns.words import Access, SetUpKind
from letstalk.commitments.domain.agreeing import agree, agree_anew
from letstalk.commitments.domain.asking import record_ask
from letstalk.commitments.domain.outcomes import record_outcome, release
from letstalk.commitments.domain.succeeding import set_up
from letstalk.commitments.fit import Gate, PersonFacts, Scales, Window
from letstalk.commitments.fitting import facts_of_asks, fits_for
from letstalk.commitments.queries import usually_taken
from letstalk.commitments.rooms import rooms_of
from letstalk.commitments.validators import Terms
from letstalk.commitments.words import Answer, OutcomeKind
from tests.moments import DAY, NOW, planned

pytestmark = pytest.mark.django_db

THURSDAY, NEXT, SEVEN = date(2026, 3, 5), date(2026, 3, 12), time(19, 0)


def on_the_menu(cast, title: str = "Come to the huddle", **words) -> Ask:
    return add_ask(chapter=cast.chapter, words=AskWords(title, **words), by=cast.lead, at=NOW)


def gates(cast, ask: Ask, person: PersonFacts | None = None, *, at=NOW) -> tuple[Gate, ...]:
    [weighed] = Scales(facts_of_asks([ask], zone=cast.chapter.zone, at=at)).weigh(person or PersonFacts())
    return weighed.gates


def said_yes(cast, ask: Ask, *, on: date = THURSDAY, at: time | None = SEVEN):
    made = record_ask(meeting=planned(cast), ask=ask, answer=Answer.YES, by=cast.organizer, at=NOW)
    terms = Terms(what="Come", goal="Stay", on=on, time=at)
    return agree(relationship=cast.relationship, terms=terms, ask_made=made, by=cast.organizer, at=NOW)


def test_an_ask_is_full_once_everybody_it_has_room_for_said_yes_and_not_before(cast):
    ask = on_the_menu(cast, on=THURSDAY, time=SEVEN, places=2)
    first = said_yes(cast, ask)
    assert gates(cast, ask) == ()

    said_yes(cast, ask, at=None)
    assert gates(cast, ask) == (Gate.FULL,)

    release(commitment=first, by=cast.organizer, at=NOW)
    assert gates(cast, ask) == ()


def test_with_one_of_two_days_full_it_is_asked_for_the_other(cast):
    ask = on_the_menu(cast, on=THURSDAY, time=SEVEN, more=((NEXT, time(10, 0)),), places=1)
    moved = said_yes(cast, ask)

    [facts] = facts_of_asks([ask], zone=cast.chapter.zone, at=NOW)
    assert facts.times == {Window(3, 600, 660)}

    agree_anew(commitment=moved, terms=Terms("Come", on=NEXT, time=time(10, 0)), by=cast.organizer, at=NOW)
    assert [room.left for room in rooms_of([ask], at=NOW)[ask.pk]] == [1, 0]


def test_an_ask_is_over_with_its_last_day_or_when_that_is_called_off(cast):
    ask = on_the_menu(cast, on=THURSDAY, time=SEVEN, more=((NEXT, SEVEN),))
    assert [gates(cast, ask, at=NOW + days * DAY) for days in (0, 5, 12)] == [(), (), (Gate.PAST,)]

    for day in ask.dates.all():
        call_off(date=day, by=cast.lead, at=NOW)
    assert gates(cast, Ask.objects.get()) == (Gate.PAST,)


def test_who_speaks_none_of_its_languages_is_not_asked_and_who_was_not_asked_about_it_may_be(cast):
    ask = on_the_menu(cast, suits=AskSuits(languages=("es", "en")))

    spoken = [frozenset({"zh"}), frozenset({"zh", "en"}), None]

    assert [gates(cast, ask, PersonFacts(languages=those)) for those in spoken] == [(Gate.LANGUAGE,), (), ()]


def test_who_is_under_its_age_is_not_asked(cast):
    ask = on_the_menu(cast, suits=AskSuits(least_age=18))

    assert [gates(cast, ask, PersonFacts(under_age=age)) for age in (18, None)] == [(Gate.AGE,), ()]


def test_what_comes_first_has_to_be_done_first(cast):
    training = on_the_menu(cast, "Come to the training")
    ask = on_the_menu(cast, "Lead a walk", suits=AskSuits(before=(str(training.pk),)))

    def shut() -> tuple[Gate, ...]:
        fits = fits_for(cast.person.pk, [ask], chapter=cast.chapter, organizer_id=cast.organizer.pk, at=NOW)
        return fits.of(ask).gates

    assert shut() == (Gate.PREREQUISITE,)

    record_outcome(commitment=said_yes(cast, training), kind=OutcomeKind.DONE, by=cast.organizer, at=NOW)
    assert shut() == ()


def test_a_need_is_met_by_what_was_ticked_as_by_what_was_written(cast):
    ask = on_the_menu(cast, suits=AskSuits(access=(Access.STEP_FREE,), child_care=True, solves=("A ride",)))
    bare = on_the_menu(cast, "Bare")
    must_have = frozenset({"step-free", "child care", "a ride"})

    assert gates(cast, ask, PersonFacts(must_have=must_have)) == ()
    assert gates(cast, bare, PersonFacts(must_have=must_have)) == (Gate.ACCESS,)


def test_what_nobody_said_of_an_ask_is_not_known_and_no_child_care_is_known(cast):
    bare, without = on_the_menu(cast, "Bare"), on_the_menu(cast, "Without", suits=AskSuits(child_care=False, rung=4))

    [unsaid, said] = facts_of_asks([bare, without], zone=cast.chapter.zone, at=NOW)

    assert (unsaid.solves, unsaid.rung, unsaid.motives, unsaid.languages, unsaid.least_age) == (None,) * 5
    assert (said.solves, said.rung) == (frozenset(), 3)


def test_ten_asks_with_many_days_cost_as_many_queries_as_one(cast):
    menu = [
        on_the_menu(cast, f"Ask {number}", on=THURSDAY, time=SEVEN, more=((NEXT, SEVEN),), places=5)
        for number in range(10)
    ]

    def queries(asks) -> int:
        with CaptureQueriesContext(connection) as caught:
            facts_of_asks(asks, zone=cast.chapter.zone, at=NOW)
        return len(caught)

    assert queries(menu[:1]) == queries(menu) == 2


def test_the_motives_an_ask_serves_are_weighed(cast):
    ask = on_the_menu(cast, suits=AskSuits(motives={"belong": 100, "learn": 60}))

    [facts] = facts_of_asks([ask], zone=cast.chapter.zone, at=NOW)

    assert facts.motives == {"belong": 100, "learn": 60}


def test_r028_what_an_ask_usually_takes_is_proposed_until_it_is_arranged_also_when_agreed_anew(cast):
    ask = on_the_menu(cast, on=THURSDAY, time=SEVEN, suits=AskSuits(set_up=("ride", "child_care")))
    agreed = said_yes(cast, ask)
    assert usually_taken(agreed) == [SetUpKind.RIDE, SetUpKind.CHILD_CARE]

    set_up(commitment=agreed, kind=SetUpKind.RIDE, words="Lee drives", by=cast.organizer, at=NOW)
    anew = agree_anew(commitment=agreed, terms=Terms("Come", on=NEXT, time=SEVEN), by=cast.organizer, at=NOW)

    assert usually_taken(anew) == [SetUpKind.CHILD_CARE]
