"""What each message needs (b.6), and L-1: do not contact overrides everything. Every row of the table is a case."""

from datetime import UTC, datetime, timedelta

import pytest

from letstalk.outbox.domain.messages import suppress
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.persons import erase
from letstalk.people.domain.ways import add_way, end_way
from letstalk.people.models import Person
from letstalk.people.queries import best_way, has_agreed, has_refused, is_do_not_contact, may_reach, ways_of
from letstalk.people.words import Purpose, Why
from tests.factories import AT, a_person

NOON = datetime(2026, 2, 5, 18, 0, tzinfo=UTC)  # noon in Chicago
LIST, MENTION, PHOTO, INTRODUCE, QUOTE = "list", "mention", "photo", "introduce", "anonymous_reports"


def answer(cast, purpose, answer, scope="", *, how="test", at=AT):
    return record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=purpose,
        scope=scope,
        answer=answer,
        how=how,
        words="said so",
        by=cast.organizer,
        at=at,
    )


def why(cast, purpose, channel, scope="", at=NOON):
    reach = may_reach(cast.person, purpose, channel, scope=scope, at=at)
    assert reach.may == (reach.why == "")
    return reach.why


@pytest.mark.parametrize("channel", ["email", "text", "call"])
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (None, ""),
        ("granted", ""),
        ("lapsed", ""),
        ("refused", Why.REFUSED),
        ("withdrawn", Why.REFUSED),
    ],
)
def test_a_personal_message_needs_only_that_nobody_said_no(cast, channel, said, expected):
    """Row one of b.6: not refused, not withdrawn; "not asked" is enough."""
    if said == "lapsed":
        answer(cast, "personal", "granted", channel)
    if said:
        answer(cast, "personal", said, channel, at=AT + timedelta(hours=1))

    assert why(cast, "personal", channel) == expected


@pytest.mark.parametrize("channel", ["email", "text", "call"])
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (None, Why.NOT_ASKED),
        ("granted", ""),
        ("lapsed", Why.NOT_ASKED),
        ("refused", Why.REFUSED),
        ("withdrawn", Why.REFUSED),
    ],
)
def test_a_reminder_needs_a_yes_to_reminders_by_this_channel(cast, channel, said, expected):
    """Row two of b.6."""
    if said == "lapsed":
        answer(cast, "reminders", "granted", channel)
    if said:
        answer(cast, "reminders", said, channel, at=AT + timedelta(hours=1))

    assert why(cast, "reminders", channel) == expected


def test_a_yes_to_reminders_by_one_channel_is_none_by_another(cast):
    answer(cast, "reminders", "granted", "text")

    assert why(cast, "reminders", "text") == ""
    assert why(cast, "reminders", "email") == Why.NOT_ASKED


def test_a_yes_to_reminders_without_a_channel_is_not_enough(cast):
    answer(cast, "reminders", "granted")

    assert why(cast, "reminders", "email") == Why.NOT_ASKED


def test_a_list_needs_a_yes_to_that_list(cast):
    """Row three of b.6, and R-058: a yes told to an organizer waits for the person's own."""
    answer(cast, LIST, "granted", "told", how="one-on-one")
    answer(cast, LIST, "granted", "national", how="own click")

    assert why(cast, LIST, "email", "national") == ""
    assert why(cast, LIST, "email", "told") == Why.UNCONFIRMED
    assert why(cast, LIST, "email", "river-news") == Why.NOT_ASKED
    assert why(cast, LIST, "email") == Why.NOT_ASKED


@pytest.mark.parametrize("purpose", [MENTION, PHOTO, INTRODUCE, QUOTE])
def test_being_named_shown_introduced_or_quoted_needs_a_yes_at_that_level(cast, purpose):
    """Row four of b.6, R-049."""
    assert not has_agreed(cast.person, purpose, "first_name")

    answer(cast, purpose, "granted", "first_name")

    assert has_agreed(cast.person, purpose, "first_name")
    assert why(cast, purpose, "", "first_name") == ""
    assert not has_agreed(cast.person, purpose, "photo_and_name")
    assert why(cast, purpose, "", "photo_and_name") == Why.NOT_ASKED


@pytest.mark.parametrize("no", ["refused", "withdrawn"])
@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose if purpose != Purpose.CONTACT])
@pytest.mark.parametrize("channel", ["email", "text", "call", "letter", "met", ""])
def test_l1_do_not_contact_overrides_everything(cast, purpose, channel, no):
    """L-1: whatever else was granted, before or after."""
    add_way(person=cast.person, chapter=cast.chapter, kind="address", value="1 River Road", by=None, at=AT)
    answer(cast, purpose, "granted", channel)
    answer(cast, Purpose.CONTACT, no, at=AT + timedelta(hours=1))
    answer(cast, purpose, "granted", channel, at=AT + timedelta(hours=2))

    assert is_do_not_contact(cast.person)
    assert why(cast, purpose, channel, channel) == Why.NO_CONTACT
    assert not has_agreed(cast.person, purpose, channel)


def test_nobody_reaches_someone_who_was_forgotten(cast):
    erase(cast.person, at=AT)

    assert why(cast, "personal", "email") == Why.ERASED


def test_without_a_way_on_file_nobody_is_reached(cast):
    person = a_person(cast.organizer, cast.chapter, "Ben Nophone", email="ben@example.org")

    assert may_reach(person, "personal", "text", at=NOON).why == Why.NO_WAY
    assert may_reach(person, "personal", "letter", at=NOON).why == Why.NO_WAY
    assert may_reach(person, "personal", "met", at=NOON).may


def test_a_way_that_ended_is_no_longer_used(cast):
    end_way(way=ways_of(cast.person).get(kind="email"), by=None, at=AT)

    assert why(cast, "personal", "email") == Why.NO_WAY
    assert best_way(cast.person, "email") is None


def test_a_suppressed_address_is_left_alone_and_another_one_used(cast):
    way = ways_of(cast.person).get(kind="email")
    suppress(channel="email", address_key=way.key, reason="unsubscribed", at=AT)
    assert why(cast, "personal", "email") == Why.SUPPRESSED
    assert best_way(cast.person, "email") is None

    second = add_way(person=cast.person, chapter=cast.chapter, kind="email", value="b@example.org", by=None, at=AT)

    reach = may_reach(cast.person, "personal", "email", at=NOON)
    assert (reach.may, reach.way) == (True, second)
    assert best_way(cast.person, "email") == second


def test_the_way_used_is_the_newest(cast):
    later = AT + timedelta(days=1)
    newest = add_way(person=cast.person, chapter=cast.chapter, kind="email", value="b@example.org", by=None, at=later)

    assert best_way(cast.person, "email") == newest
    assert may_reach(cast.person, "personal", "email", at=NOON).way == newest


@pytest.mark.parametrize(
    ("hour", "minute", "may"), [(7, 59, False), (8, 0, True), (20, 59, True), (21, 0, False), (23, 30, False)]
)
def test_texts_go_out_between_eight_and_nine_in_the_evening_where_the_person_is(cast, hour, minute, may):
    Person.objects.filter(pk=cast.person.pk).update(zone="Asia/Kolkata")
    cast.person.refresh_from_db()
    there = datetime(2026, 2, 6, hour, minute, tzinfo=UTC) - timedelta(hours=5, minutes=30)

    assert why(cast, "personal", "text", at=there) == ("" if may else Why.QUIET_HOURS)
    assert why(cast, "personal", "email", at=there) == ""
    assert why(cast, "personal", "call", at=there) == ""
    assert may_reach(cast.person, "personal", "text", at=there, at_any_hour=True).may


def test_without_a_zone_of_their_own_the_chapters_counts(cast):
    assert cast.chapter.zone == "America/Chicago"

    assert why(cast, "personal", "text", at=datetime(2026, 2, 5, 13, 59, tzinfo=UTC)) == Why.QUIET_HOURS
    assert why(cast, "personal", "text", at=datetime(2026, 2, 5, 14, 0, tzinfo=UTC)) == ""


def test_a_text_hour_is_the_hour_on_the_clock_on_the_day_it_changes(cast):
    """Chicago goes to summer time on 8 March 2026: 8:00 is then 13:00 UTC, an hour earlier than the day before."""
    assert why(cast, "personal", "text", at=datetime(2026, 3, 7, 13, 30, tzinfo=UTC)) == Why.QUIET_HOURS
    assert why(cast, "personal", "text", at=datetime(2026, 3, 8, 13, 30, tzinfo=UTC)) == ""


def test_a_no_to_all_channels_covers_each_until_a_later_yes_to_one(cast):
    answer(cast, "reminders", "granted", "email")
    answer(cast, "reminders", "refused", at=AT + timedelta(hours=1))
    assert why(cast, "reminders", "email") == Why.REFUSED
    assert has_refused(cast.person, "reminders", "email")

    answer(cast, "reminders", "granted", "email", at=AT + timedelta(hours=2))

    assert why(cast, "reminders", "email") == ""
    assert why(cast, "reminders", "text") == Why.REFUSED


def test_every_why_has_a_sentence_for_the_organizer(cast):
    answer(cast, "personal", "refused", "email")

    reach = may_reach(cast.person, "personal", "email", at=NOON)

    assert reach.sentence == "They said no to messages like this one."
    assert may_reach(cast.person, "personal", "call", at=NOON).sentence == ""
