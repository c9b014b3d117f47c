"""An ask takes place on real days: named, or coming back by themselves; the next one is shown (R-042, section g)."""

from datetime import date, time, timedelta

import pytest

from letstalk.campaigns.domain.asks import add_ask, change_ask
from letstalk.campaigns.domain.dates import call_off, days_of
from letstalk.campaigns.queries import asks_for
from letstalk.campaigns.sweeps import run
from letstalk.campaigns.validators import AskWords
from letstalk.campaigns.words import Again
from letstalk.kit.refusal import NothingWritten
from tests.moments import DAY, NOW

THURSDAY = date(2026, 3, 5)
SEVEN = time(19, 0)


def added(cast, **words):
    words = {"title": "Come to the huddle", "on": THURSDAY, "time": SEVEN} | words
    return add_ask(chapter=cast.chapter, words=AskWords(**words), by=cast.lead, at=NOW)


def days(ask) -> list[date]:
    return list(ask.dates.order_by("over_at").values_list("on", flat=True))


@pytest.mark.parametrize(
    ("first", "again", "then"),
    [
        (date(2026, 3, 5), Again.ONCE, []),
        (date(2026, 3, 5), Again.WEEK, [date(2026, 3, 12), date(2026, 3, 19)]),
        (date(2026, 3, 5), Again.FORTNIGHT, [date(2026, 3, 19), date(2026, 4, 2)]),
        (date(2026, 3, 5), Again.MONTH, [date(2026, 4, 2), date(2026, 5, 7)]),
        # The fifth Monday: April has four.
        (date(2026, 3, 30), Again.MONTH, [date(2026, 4, 27), date(2026, 5, 25)]),
    ],
)
def test_what_comes_back_comes_back_on_the_same_weekday(first, again, then):
    assert days_of(first, again, last=date(2026, 6, 30))[:3] == [first, *then]


def test_what_comes_back_ends_with_its_last_day():
    assert days_of(THURSDAY, Again.WEEK, last=date(2026, 3, 12)) == [THURSDAY, date(2026, 3, 12)]


@pytest.mark.django_db
class TestWrittenDown:
    def test_the_next_day_is_shown_and_moves_on_by_itself(self, cast):
        ask = added(cast, more=((THURSDAY + 7 * DAY, SEVEN),))

        assert run(at=NOW + 2 * DAY) == 0
        assert run(at=NOW + 4 * DAY) == 1
        ask.refresh_from_db()

        assert (ask.on, ask.at) == (THURSDAY + timedelta(days=7), SEVEN)
        assert run(at=NOW + 4 * DAY) == 0

    def test_it_stays_on_the_menu_until_its_last_day_is_over(self, cast):
        ask = added(cast, more=((THURSDAY + 7 * DAY, SEVEN),))

        on_the_menu = [ask in asks_for(cast.chapter, NOW + days * DAY) for days in (0, 5, 12)]

        assert on_the_menu == [True, True, False]

    def test_what_comes_back_is_laid_out_further_as_days_pass(self, cast):
        ask = added(cast, again=Again.WEEK, places=12)
        before = days(ask)

        run(at=NOW + 25 * DAY)

        assert days(ask)[: len(before)] == before
        assert days(ask)[-1] > before[-1]
        assert set(ask.dates.values_list("capacity", flat=True)) == {12}

    def test_one_time_is_called_off_and_the_others_stay(self, cast):
        ask = added(cast, again=Again.WEEK, until=date(2026, 3, 19))

        for _twice in range(2):
            call_off(date=ask.dates.get(on=THURSDAY), by=cast.lead, at=NOW)

        ask.refresh_from_db()
        assert (ask.on, ask.dates.coming(NOW).count()) == (date(2026, 3, 12), 2)

    def test_it_is_said_in_other_words_and_on_other_days_and_what_was_called_off_stays_so(self, cast):
        ask = added(cast, again=Again.WEEK, until=date(2026, 3, 19))
        call_off(date=ask.dates.get(on=THURSDAY), by=cast.lead, at=NOW)

        words = AskWords("Come on Fridays", on=date(2026, 3, 6), time=SEVEN, places=3)
        changed = change_ask(ask=ask, words=words, by=cast.lead, at=NOW)

        assert (changed.title, changed.on, changed.again) == ("Come on Fridays", date(2026, 3, 6), "")
        assert days(changed) == [date(2026, 3, 6)]

    def test_a_day_that_has_passed_may_stand_while_the_words_are_changed(self, cast):
        ask = added(cast)

        words = AskWords("Come again", on=THURSDAY, time=SEVEN)
        changed = change_ask(ask=ask, words=words, by=cast.lead, at=NOW + 9 * DAY)

        assert (changed.title, changed.on) == ("Come again", THURSDAY)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"again": Again.WEEK, "on": None, "time": None}, "on"),
            ({"again": Again.WEEK, "more": ((THURSDAY, None),)}, "more"),
            ({"again": "never"}, "again"),
            ({"more": ((date(2026, 3, 1), None),)}, "more"),
            ({"until": date(2026, 4, 1)}, "until"),
            ({"again": Again.WEEK, "until": date(2026, 3, 4)}, "until"),
            ({"places": 0}, "places"),
            ({"more": tuple((THURSDAY + number * DAY, None) for number in range(1, 61))}, "more"),
        ],
    )
    def test_days_that_cannot_be_are_told_beside_their_field(self, cast, wrong, field):
        with pytest.raises(NothingWritten) as refused:
            added(cast, **wrong)

        assert set(refused.value.errors) == {field}
