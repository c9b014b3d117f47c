"""The digest: once a day at the organizer's own hour, nothing when there is nothing, nothing while away (b.5)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from letstalk.accounts.domain.users import set_own_day
from letstalk.commitments.domain.promises import make_promise, offer
from letstalk.followups import sweeps
from letstalk.followups.domain.digests import DIGEST, tell_the_day
from letstalk.followups.models import Digest
from letstalk.followups.queries import today_page
from letstalk.followups.sweeps import tell_days
from letstalk.kit.refusal import NothingWritten
from letstalk.outbox import sweeps as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.words import State
from tests.factories import a_role, a_user
from tests.moments import DAY, HOUR, NOW, held

pytestmark = pytest.mark.django_db(transaction=True)
# Where the cast lives it is six hours earlier than in UTC.
SEVEN = datetime(2026, 3, 5, 13, 0, tzinfo=UTC)


@pytest.fixture
def post_office(settings, smtp_server):
    settings.LETSTALK_SMTP_URL = smtp_server.url
    settings.LETSTALK_MAIL_FROM = "organizers@example.org"
    return smtp_server


def tell_me_at_seven(cast, **away) -> None:
    days = {"away_from": None, "away_until": None} | away
    set_own_day(user=cast.organizer, digest_hour=7, at=NOW, **days)


def a_promise(cast, *, words="the bus timetable", due_on=date(2026, 3, 6)):
    return make_promise(relationship=cast.relationship, words=words, due_on=due_on, by=cast.organizer, at=NOW)


def go_round(at) -> None:
    sweeps.run(at=at)
    outbox.run(at=at)


def test_at_one_s_own_hour_the_day_is_told_once_however_often_the_sweeps_go_round(cast, post_office):
    tell_me_at_seven(cast)
    a_promise(cast)

    told_by = []
    for at in (SEVEN - HOUR, SEVEN, SEVEN + HOUR / 2, SEVEN + 3 * HOUR, SEVEN + 14 * HOUR, SEVEN + DAY):
        go_round(at)
        told_by.append(len(post_office.letters))

    assert told_by == [0, 1, 1, 1, 1, 2]
    assert {letter.recipients for letter in post_office.letters} == {("rosa@example.org",)}


def test_it_says_how_much_waits_and_names_nobody(cast, post_office):
    tell_me_at_seven(cast)
    held(cast)
    a_promise(cast)

    go_round(SEVEN)

    letter = post_office.letters[0]
    assert letter.message["Subject"] == "Your day"
    assert "1 promise of yours is due soon" in letter.text
    assert "1 one-on-one to write up" in letter.text
    assert "1 thank-you to write" in letter.text
    for name in ("Amina", "Okafor", "bus timetable", cast.organization.name):
        assert name not in letter.text + str(letter.message["Subject"])


def test_a_day_that_holds_nothing_is_not_told(cast, post_office):
    tell_me_at_seven(cast)

    for hour in range(3):
        go_round(SEVEN + hour * HOUR)

    assert post_office.letters == []
    assert Digest.objects.count() == 1


def test_whoever_asked_for_none_gets_none(cast, post_office):
    a_promise(cast)

    go_round(SEVEN)

    assert (post_office.letters, Digest.objects.count()) == ([], 0)


def test_while_away_nothing_is_told_and_nobody_waits(cast, post_office):
    held(cast)
    tell_me_at_seven(cast, away_from=date(2026, 3, 30), away_until=date(2026, 4, 12))
    at = SEVEN + 40 * DAY - HOUR  # summer time has begun

    go_round(at - DAY)
    away = today_page(cast.organizer, at=at - 5 * DAY)
    back = today_page(cast.organizer, at=at)

    assert away.check_ins == []
    assert away.away_until == date(2026, 4, 12)
    assert len(back.check_ins) == 1


def test_r056_before_some_days_away_the_promises_that_fall_due_in_them_are_shown(cast):
    a_promise(cast, words="the key", due_on=date(2026, 3, 20))
    before = today_page(cast.organizer, at=SEVEN).due_promises
    tell_me_at_seven(cast, away_from=date(2026, 3, 7), away_until=date(2026, 3, 21))

    warned = today_page(cast.organizer, at=SEVEN).due_promises

    assert before == []
    assert [promise.words for promise in warned] == ["the key"]


def test_a_day_of_downtime_tells_nothing_stale(cast, post_office):
    tell_me_at_seven(cast)
    a_promise(cast)
    tell_days(at=SEVEN)

    go_round(SEVEN + 10 * HOUR)

    assert post_office.letters == []
    assert not Message.objects.filter(kind=DIGEST, state=State.SENT).exists()


def test_kept_meanwhile_there_is_nothing_left_to_tell(cast, post_office):
    tell_me_at_seven(cast)
    promise = a_promise(cast)
    tell_days(at=SEVEN)
    promise.delete()

    go_round(SEVEN)

    assert post_office.letters == []
    assert Message.objects.get(kind=DIGEST).state == State.WITHDRAWN


@pytest.mark.parametrize(
    ("zone", "seven"),
    [
        ("Asia/Kolkata", datetime(2026, 3, 5, 1, 30, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 3, 4, 18, 0, tzinfo=UTC)),
        ("America/Chicago", datetime(2026, 3, 8, 12, 0, tzinfo=UTC)),  # the clock was put forward that night
    ],
)
def test_the_hour_is_that_of_the_organizer_s_own_zone(cast, post_office, zone, seven):
    cast.organizer.zone = zone
    cast.organizer.save()
    tell_me_at_seven(cast)
    a_promise(cast)

    too_early = tell_days(at=seven - timedelta(minutes=1))

    assert (too_early, tell_days(at=seven)) == (0, 1)


def test_the_database_too_lets_a_day_be_told_only_once(cast):
    tell_me_at_seven(cast)
    a_promise(cast)
    first = tell_the_day(user=cast.organizer, chapter=cast.chapter, at=SEVEN)

    again = tell_the_day(user=cast.organizer, chapter=cast.chapter, at=SEVEN + HOUR)

    assert first is not None
    assert again is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(user=cast.organizer, on=date(2026, 3, 5), at=SEVEN)


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"away_from": date(2026, 3, 9), "away_until": None}, "away_until"),
        ({"away_from": None, "away_until": date(2026, 3, 9)}, "away_from"),
        ({"away_from": date(2026, 3, 9), "away_until": date(2026, 3, 8)}, "away_until"),
    ],
)
def test_days_away_have_a_first_and_a_last_one(cast, days, field):
    with pytest.raises(NothingWritten) as refusal:
        set_own_day(user=cast.organizer, digest_hour=None, at=NOW, **days)

    assert set(refusal.value.errors) == {field}


def test_a_promise_one_is_asked_to_keep_is_told_too(cast, post_office):
    noor = a_role(a_user("Noor Haddad", email="noor@example.org"), cast.chapter)
    set_own_day(user=noor, digest_hour=7, away_from=None, away_until=None, at=NOW)
    offer(promise=a_promise(cast), to=noor, by=cast.organizer, at=NOW)

    go_round(SEVEN)

    assert "1 promise you are asked to keep" in post_office.letters[0].text
