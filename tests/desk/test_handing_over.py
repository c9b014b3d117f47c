"""A promise handed over: another organizer is asked, and it is theirs once they say yes (P-4)."""

import pytest
from django.urls import reverse

from letstalk.commitments.domain.promises import AlreadyOffered, keep, make_promise, offer
from letstalk.commitments.models import PromiseHandover
from tests.factories import a_role, a_user
from tests.moments import DAY, NOW

LIST = reverse("desk:follow_ups")


@pytest.fixture
def noor(cast):
    return a_role(a_user("Noor Haddad", email="noor@example.org"), cast.chapter)


@pytest.fixture
def promise(cast):
    return make_promise(relationship=cast.relationship, words="the bus timetable", by=cast.organizer, at=NOW)


def ask(client, promise, user):
    return client.post(reverse("desk:hand_over_promise", args=[promise.pk]), {"to": str(user.pk)})


def answer(client, promise, word):
    return client.post(reverse("desk:answer_handover", args=[promise.pk]), {word: "1"})


def test_p4_asked_it_stays_and_accepted_it_is_theirs(cast, desk, noor, promise, on_the_day):
    assert ask(desk, promise, noor)["Location"] == LIST
    promise.refresh_from_db()
    while_asked = promise.organizer, "has not answered yet" in desk.get(LIST).content.decode()
    desk.force_login(noor)
    on_today = desk.get(reverse("desk:today")).content.decode()

    answer(desk, promise, "accept")

    promise.refresh_from_db()
    assert while_asked == (cast.organizer, True)
    assert "Would you keep this?" in on_today
    assert promise.organizer == noor
    assert "the bus timetable" in desk.get(LIST).content.decode()


def test_p4_declined_it_stays_and_its_owner_is_told(cast, desk, noor, promise, on_the_day):
    ask(desk, promise, noor)
    desk.force_login(noor)
    answer(desk, promise, "decline")
    desk.force_login(cast.organizer)

    page = desk.get(LIST).content.decode()

    assert "It stays with you; Noor Haddad was asked." in page


def test_its_owner_may_keep_it_after_all(cast, desk, noor, promise, on_the_day):
    ask(desk, promise, noor)

    desk.post(reverse("desk:hand_over_promise", args=[promise.pk]), {"take_back": "1"})
    desk.force_login(noor)

    assert answer(desk, promise, "accept").status_code == 404


def test_nobody_answers_for_whoever_was_asked(cast, desk, noor, promise, on_the_day):
    ask(desk, promise, noor)

    assert answer(desk, promise, "accept").status_code == 404
    assert PromiseHandover.objects.get().accepted_at is None


def test_only_organizers_of_the_chapter_can_be_asked(cast, desk, noor, promise, on_the_day):
    refused = ask(desk, promise, cast.outsider)

    assert refused.status_code == 422
    assert not PromiseHandover.objects.exists()


def test_two_are_not_asked_at_once(cast, noor, promise):
    offer(promise=promise, to=noor, by=cast.organizer, at=NOW)

    with pytest.raises(AlreadyOffered):
        offer(promise=promise, to=cast.founder, by=cast.organizer, at=NOW)


def test_what_was_kept_meanwhile_is_not_asked_for(cast, desk, noor, promise, on_the_day):
    ask(desk, promise, noor)
    keep(promise=promise, by=cast.organizer, at=NOW + DAY)
    desk.force_login(noor)

    assert "Would you keep this?" not in desk.get(LIST).content.decode()


def test_r057_a_late_promise_has_words_ready_to_tell_them(cast, desk, promise, at_hour):
    at_hour(NOW + 10 * DAY)

    page = desk.get(LIST).content.decode()

    assert "I%20am%20late%20with%20it" in page
