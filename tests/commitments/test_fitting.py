"""What is known of people and asks is read for any number of them at once, and how an ask stood is kept with it."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from letstalk.campaigns.domain.asks import add_ask
from letstalk.campaigns.models import Ask
from letstalk.campaigns.queries import asks_for
from letstalk.campaigns.validators import AskSuits, AskWords
from letstalk.campaigns.words import NextStep
from letstalk.commitments.domain.asking import record_ask
from letstalk.commitments.domain.choosing import carry_asks
from letstalk.commitments.domain.promises import make_promise
from letstalk.commitments.domain.weighing import settle_weights
from letstalk.commitments.fit import WEIGHTS, Factor, Gate
from letstalk.commitments.fitting import fits_for, fits_of, weights_for
from letstalk.commitments.models import AskStanding, ChosenOtherwise
from letstalk.commitments.words import Answer, Stood
from letstalk.journal.models import Entry
from letstalk.kit.refusal import NothingWritten
from letstalk.people.domain.said import write_down
from letstalk.people.words import SaidKind
from tests.factories import a_chapter, a_person
from tests.moments import DAY, NOW, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def menu(cast) -> list[Ask]:
    """A step up, two up, and one that says nothing of itself."""
    for title, step in (
        ("News", NextStep.NEWS),
        ("March", NextStep.LOCAL_ACTION),
        ("Lead", NextStep.START_OWN),
        ("Bake", NextStep.OTHER),
    ):
        add_ask(chapter=cast.chapter, words=AskWords(title=title, step=step), by=cast.organizer, at=NOW)
    return list(asks_for(cast.chapter, NOW))


def fits(cast, menu, at=NOW):
    return fits_for(cast.person.pk, menu, chapter=cast.chapter, organizer_id=cast.organizer.pk, at=at)


def named(menu, title) -> Ask:
    return next(ask for ask in menu if ask.title == title)


def test_one_person_costs_as_many_queries_as_thirty(cast, menu):
    people = [a_person(cast.organizer, cast.chapter, f"Ada {number}").pk for number in range(30)]

    def queries(ids) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            fits_of(ids, menu, chapter=cast.chapter, organizer_id=cast.organizer.pk, at=NOW)
        return len(caught)

    assert queries(people[:1]) == queries(people) <= 11


def test_what_they_said_of_themselves_weighs_and_holds_back(cast):
    """Section g: motives, time, a wish to learn; a language and an age are gates."""
    suits = {
        "Canvass": AskSuits(motives={"belong": 100}, teaches=("Speaking in public",), languages=("en", "es")),
        "Sit-in": AskSuits(least_age=18, languages=("en",)),
        "Read": AskSuits(languages=("ar",)),
    }
    thursday_evening = {"on": date(2026, 3, 5), "time": time(19, 0)}
    for title, one in suits.items():
        words = AskWords(title=title, suits=one, **thursday_evening)
        add_ask(chapter=cast.chapter, words=words, by=cast.organizer, at=NOW)
    menu = list(asks_for(cast.chapter, NOW))
    before = fits(cast, menu)

    write_down(
        person=cast.person,
        chapter=cast.chapter,
        said={
            SaidKind.MOTIVE: ["belong"],
            SaidKind.WISH: ["speaking in public"],
            SaidKind.TIME: ["3 evening"],
            SaidKind.LANGUAGE: ["es", "en"],
            SaidKind.AGE: ["18"],
        },
        source="their page",
        by=cast.organizer,
        at=NOW,
    )
    after = fits(cast, menu)

    canvass = named(menu, "Canvass")
    factors = (Factor.MOTIVES, Factor.TIME, Factor.SKILLS)
    assert [before.of(canvass).value(factor) for factor in factors] == [None, None, None]
    assert [after.of(canvass).value(factor) for factor in factors] == [100, 100, 100]
    assert after.of(canvass).confidence > before.of(canvass).confidence
    assert after.of(named(menu, "Sit-in")).gates == (Gate.AGE,)
    assert after.of(named(menu, "Read")).gates == (Gate.LANGUAGE,)


def test_the_next_step_up_is_the_one_to_carry(cast, menu):
    found = fits(cast, menu)

    assert found.stood(named(menu, "News")) == Stood.LIGHT
    assert found.stood(named(menu, "March")) == Stood.TARGET
    assert found.stood(named(menu, "Lead")) == Stood.OTHER


def test_after_a_no_it_is_not_suggested_for_sixty_days(cast, menu):
    news = named(menu, "News")
    record_ask(meeting=planned(cast), ask=news, answer=Answer.NO, by=cast.organizer, at=NOW)

    assert fits(cast, menu, at=NOW + DAY).of(news).gates == (Gate.REFUSED,)
    assert fits(cast, menu, at=NOW + 61 * DAY).of(news).gates == ()


def test_a_late_promise_of_ours_holds_back_every_ask_p_2(cast, menu):
    make_promise(relationship=cast.relationship, words="The leaflet", by=cast.organizer, at=NOW)

    found = fits(cast, menu, at=NOW + 9 * DAY)

    assert all(Gate.REPAIR in one.gates for one in found.ranked)
    assert found.picks.target is None


def test_how_an_ask_stood_is_kept_with_it(cast, menu):
    march = named(menu, "March")

    made = record_ask(
        meeting=planned(cast), ask=march, answer=Answer.YES, fits=fits(cast, menu), by=cast.organizer, at=NOW
    )

    kept = AskStanding.objects.get(made=made)
    assert (kept.stood, kept.points, kept.confidence) == (Stood.TARGET, fits(cast, menu).of(march).points, 40)


def test_choosing_otherwise_is_kept_with_the_reason_and_the_organizer_decides_r_030(cast, menu):
    meeting, bake = planned(cast), named(menu, "Bake")

    carry_asks(meeting=meeting, asks=[bake], fits=fits(cast, menu), why="She loves baking", by=cast.organizer, at=NOW)

    assert meeting.asks == [str(bake.pk)]
    assert ChosenOtherwise.objects.get(meeting=meeting).words == "She loves baking"

    carry_asks(meeting=meeting, asks=[named(menu, "News")], fits=fits(cast, menu), by=cast.organizer, at=NOW)

    assert not ChosenOtherwise.objects.exists()


def test_weights_hold_below_the_chapter_that_settled_them_and_are_journaled(cast):
    below = a_chapter(cast.chapter, "Hillside")
    settled = WEIGHTS | {Factor.ISSUES: 30, Factor.MOTIVES: 10}

    settle_weights(chapter=cast.chapter, weights=settled, by=cast.lead, at=NOW)
    settle_weights(chapter=cast.chapter, weights=settled, by=cast.lead, at=NOW + timedelta(hours=1))

    assert weights_for(below) == settled
    assert weights_for(cast.sibling) == WEIGHTS
    assert Entry.objects.filter(kind="weights.settled").count() == 1


@pytest.mark.parametrize("weights", [{Factor.ISSUES: 30}, {Factor.ISSUES: -1, Factor.MOTIVES: 41}])
def test_weights_are_a_hundred_together_and_none_below_nothing(cast, weights):
    with pytest.raises(NothingWritten):
        settle_weights(chapter=cast.chapter, weights=WEIGHTS | weights, by=cast.lead, at=NOW)


def test_target_is_asked_for_first_and_the_lighter_one_after_a_no(cast, menu):
    meeting = planned(cast)
    march, news, lead = (named(menu, title) for title in ("March", "News", "Lead"))

    carry_asks(meeting=meeting, asks=[lead, news, march], fits=fits(cast, menu), by=cast.organizer, at=NOW)

    assert meeting.asks == [str(ask.pk) for ask in (march, news, lead)]
