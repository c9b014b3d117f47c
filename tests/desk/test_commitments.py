"""A commitment's page: what was agreed, what is open, what became of it; and the organizer's promises."""

import uuid
from datetime import date, time

import pytest
from django.urls import reverse

from letstalk.commitments.domain import outcomes
from letstalk.commitments.domain.agreeing import agree, fill_in
from letstalk.commitments.domain.promises import make_promise
from letstalk.commitments.domain.succeeding import set_up
from letstalk.commitments.models import Commitment, Outcome, Promise
from letstalk.commitments.validators import Terms
from letstalk.commitments.words import OutcomeKind, PromiseOutcomeKind
from letstalk.followups.domain.agreements import agree_outside
from tests.moments import DAY, FIRM, NOW

AFTERWARDS = NOW + 14 * DAY


def agreed(cast, terms: Terms = FIRM) -> Commitment:
    return agree(relationship=cast.relationship, terms=terms, by=cast.organizer, at=NOW)


def page_of(commitment: Commitment, name: str = "commitment") -> str:
    return reverse(f"desk:{name}", args=[commitment.pk])


def test_its_organizer_and_a_lead_see_it_and_nobody_else(cast, client, on_the_day):
    commitment = agreed(cast)
    for user, status in ((cast.organizer, 200), (cast.lead, 200), (cast.outsider, 404), (cast.administrator, 404)):
        client.force_login(user)
        assert client.get(page_of(commitment)).status_code == status


@pytest.mark.parametrize("name", ["fill_in", "agree_anew", "record_outcome", "release"])
def test_a_lead_reads_it_and_changes_nothing(cast, client, at_hour, name):
    commitment = agreed(cast)
    at_hour(AFTERWARDS)
    client.force_login(cast.lead)

    assert page_of(commitment, name) not in client.get(page_of(commitment)).content.decode()
    assert client.post(page_of(commitment, name), {"kind": "done", "what": "x"}).status_code == 404
    assert not Outcome.objects.exists()


def test_r016_what_is_open_is_filled_in_and_makes_it_firm(cast, desk, on_the_day):
    commitment = agreed(cast, Terms(what="come along"))
    seen = desk.get(page_of(commitment)).context["seen"]
    told = {"on": "2026-03-14", "time": "19:00", "goal": "two neighbours", "seen": seen}

    answer = desk.post(page_of(commitment, "fill_in"), told)

    assert answer["Location"] == page_of(commitment)
    filled = Commitment.objects.get(pk=commitment.pk)
    assert (filled.on, filled.at, filled.goal) == (date(2026, 3, 14), time(19), "two neighbours")
    assert filled.is_firm


def test_what_was_filled_in_meanwhile_is_shown_beside_what_was_typed(cast, desk, on_the_day):
    commitment = agreed(cast, Terms(what="come along"))
    seen = desk.get(page_of(commitment)).context["seen"]
    fill_in(commitment=commitment, terms=Terms(what="", on=date(2026, 3, 20)), by=cast.organizer, at=NOW)

    stale = desk.post(page_of(commitment, "fill_in"), {"on": "2026-03-14", "goal": "two neighbours", "seen": seen})
    page = stale.content.decode()

    assert stale.status_code == 422
    assert "2026-03-20" in page
    assert "two neighbours" in page
    assert Commitment.objects.get(pk=commitment.pk).goal == ""


def test_a_time_without_a_day_is_told_and_nothing_is_lost(cast, desk, on_the_day):
    commitment = agreed(cast, Terms(what="come along"))
    seen = desk.get(page_of(commitment)).context["seen"]

    answer = desk.post(page_of(commitment, "fill_in"), {"time": "19:00", "goal": "two neighbours", "seen": seen})

    assert answer.status_code == 422
    assert "On which day?" in answer.content.decode()
    assert "two neighbours" in answer.content.decode()


@pytest.mark.parametrize("kind", ["done", "partly", "missed"])
def test_an_outcome_is_recorded_in_one_tap_and_once(cast, desk, at_hour, kind):
    commitment = agreed(cast)
    at_hour(AFTERWARDS)
    record = page_of(commitment, "record_outcome") + "?back=today"

    first = desk.post(record, {"kind": kind})
    second = desk.post(record, {"kind": kind})

    assert first["Location"] == reverse("desk:today")
    assert Outcome.objects.get().kind == kind
    assert second.status_code == 422
    assert "already marked" in second.content.decode()


def test_a_miss_before_its_day_is_refused_with_what_to_do_instead(cast, desk, on_the_day):
    commitment = agreed(cast)

    answer = desk.post(page_of(commitment, "record_outcome"), {"kind": "missed"})

    assert answer.status_code == 422
    assert "let it go" in answer.content.decode()


def test_c5_after_a_miss_the_page_asks_what_happened_and_offers_another_day(cast, desk, at_hour):
    commitment = agreed(cast)
    at_hour(AFTERWARDS)
    desk.post(page_of(commitment, "record_outcome"), {"kind": "missed"})

    page = desk.get(page_of(commitment)).content.decode()

    assert "not a verdict" in page
    assert page_of(commitment, "agree_anew") in page


def test_c6_after_two_misses_a_smaller_step_is_suggested(cast, desk, at_hour):
    for _twice in range(2):
        outcomes.record_outcome(commitment=agreed(cast), kind=OutcomeKind.MISSED, by=cast.organizer, at=AFTERWARDS)
    at_hour(AFTERWARDS)

    page = desk.get(page_of(Commitment.objects.order_by("pk").first())).content.decode()

    assert "smaller step would suit, or a rest" in page


def test_another_day_takes_the_place_of_the_first(cast, desk, on_the_day):
    commitment = agreed(cast)
    told = {"what": "bring one neighbour", "on": "2026-03-21", "time": "18:00", "goal": "one comes along"}

    answer = desk.post(page_of(commitment, "agree_anew"), told)

    renewed = Commitment.objects.get(renews=commitment)
    assert answer["Location"] == page_of(renewed)
    assert commitment.standing_outcome.kind == OutcomeKind.RENEGOTIATED
    again = desk.post(page_of(commitment, "agree_anew"), told)
    assert again.status_code == 422
    assert page_of(renewed) in again.content.decode()


def test_what_was_typed_for_another_day_stays_when_something_is_missing(cast, desk, on_the_day):
    commitment = agreed(cast)

    answer = desk.post(page_of(commitment, "agree_anew"), {"what": "", "goal": "one comes along"})

    assert answer.status_code == 422
    assert "one comes along" in answer.content.decode()
    assert commitment.standing_outcome is None


def test_c3_letting_go_needs_no_reason(cast, desk, on_the_day):
    commitment = agreed(cast)

    desk.post(page_of(commitment, "release"))

    assert commitment.standing_outcome.kind == OutcomeKind.RELEASED


def test_a_wrong_outcome_is_corrected_and_the_first_stays_as_superseded(cast, desk, at_hour):
    commitment = agreed(cast)
    outcomes.record_outcome(commitment=commitment, kind=OutcomeKind.MISSED, by=cast.organizer, at=AFTERWARDS)
    at_hour(AFTERWARDS + DAY)
    seen = desk.get(page_of(commitment)).context["seen"]
    told = {"kind": "done", "correct": "1", "seen": seen}

    desk.post(page_of(commitment, "record_outcome"), told)
    stale = desk.post(page_of(commitment, "record_outcome"), told | {"kind": "partly"})

    assert commitment.standing_outcome.kind == OutcomeKind.DONE
    assert commitment.outcomes.count() == 2
    assert stale.status_code == 422
    assert "changed meanwhile" in stale.content.decode()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("keep_promise", PromiseOutcomeKind.KEPT),
        ("repair_promise", PromiseOutcomeKind.REPAIRED),
        ("let_promise_go", PromiseOutcomeKind.RELEASED),
    ],
)
def test_a_promise_is_settled_by_its_owner_alone(cast, client, at_hour, name, kind):
    promise = make_promise(relationship=cast.relationship, words="Bring a map", by=cast.organizer, at=NOW)
    at_hour(AFTERWARDS)
    address = reverse(f"desk:{name}", args=[promise.pk])
    client.force_login(cast.lead)
    assert client.post(address).status_code == 404

    client.force_login(cast.organizer)
    answer = client.post(address)

    assert answer["Location"] == cast.person.desk_url
    assert promise.standing_outcome.kind == kind


def test_nothing_changes_by_looking(cast, desk, on_the_day):
    promise = make_promise(relationship=cast.relationship, words="Bring a map", by=cast.organizer, at=NOW)
    commitment = agreed(cast)

    assert desk.get(reverse("desk:keep_promise", args=[promise.pk])).status_code == 405
    assert desk.get(page_of(commitment, "release")).status_code == 405
    assert desk.get(page_of(commitment, "record_outcome")).status_code == 405


def test_no_address_from_outside_is_followed_after_a_tap(cast, desk, on_the_day):
    promise = make_promise(relationship=cast.relationship, words="Bring a map", by=cast.organizer, at=NOW)

    answer = desk.post(reverse("desk:keep_promise", args=[promise.pk]) + "?back=https://example.org/")

    assert answer["Location"] == cast.person.desk_url


def test_r028_what_makes_it_easy_is_arranged_and_one_s_own_part_is_a_promise(cast, desk, on_the_day):
    commitment = agreed(cast)
    address = reverse("desk:set_up", args=[commitment.pk])

    told = {"kind": "ride", "words": "I pick you up", "is_promised": "on", "entry": str(uuid.uuid4())}
    for _ in range(2):
        desk.post(address, told)

    page = desk.get(reverse("desk:commitment", args=[commitment.pk])).content.decode()
    assert "I pick you up" in page
    assert Promise.objects.filter(enables=commitment).count() == 1


def test_c7_a_count_and_a_step_are_told_in_a_tap(cast, desk, on_the_day):
    commitment = agreed(cast)
    desk.post(reverse("desk:count_toward", args=[commitment.pk]), {"wanted": "5"})
    desk.post(reverse("desk:count", args=[commitment.pk]), {"number": "3"})
    desk.post(reverse("desk:add_step", args=[commitment.pk]), {"step": "ask next door"})
    desk.post(reverse("desk:add_step", args=[commitment.pk]), {"done": str(commitment.steps.get().pk)})

    page = desk.get(reverse("desk:commitment", args=[commitment.pk])).content.decode()

    assert "3 of 5" in page
    assert commitment.steps.get().done_at == on_the_day


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("set_up", {"kind": "ride", "words": ""}),
        ("count_toward", {"wanted": "-3"}),
        ("add_step", {"step": " "}),
    ],
)
def test_what_is_missing_about_succeeding_is_said_on_the_page(cast, desk, on_the_day, name, told):
    answer = desk.post(reverse(f"desk:{name}", args=[agreed(cast).pk]), told)

    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()


def test_c7_a_count_that_is_no_number_is_asked_for_again(cast, desk, on_the_day):
    commitment = agreed(cast)
    desk.post(reverse("desk:count_toward", args=[commitment.pk]), {"wanted": "5"})

    answer = desk.post(reverse("desk:count", args=[commitment.pk]), {"number": "many"})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_r053_without_a_yes_to_reminders_what_was_agreed_stands_ready_to_be_texted(cast, desk, on_the_day):
    commitment = agree_outside(relationship=cast.relationship, terms=FIRM, by=cast.organizer, at=NOW)
    set_up(commitment=commitment, kind="ride", words="I pick you up", by=cast.organizer, at=NOW)

    page = desk.get(page_of(commitment)).content.decode()

    assert "Text what you agreed" in page
    assert "this%20is%20what%20we%20agreed" in page
    assert "A%20ride%3A%20I%20pick%20you%20up" in page
