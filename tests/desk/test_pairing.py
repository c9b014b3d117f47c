"""Who should talk with whom, through its pages: a lead's proposal, moved by hand and handed out as drafts."""

import uuid

import pytest
from django.urls import reverse

from letstalk.followups.models import Brings, Pairing, PairingRound
from letstalk.kit import clock
from letstalk.meetings.models import Meeting
from tests.factories import a_person
from tests.followups.test_pairing_rounds import can_be_met
from tests.moments import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(cast, client, on_the_day):
    """The chapter's lead, signed in; the chapter's organizer can be met."""
    can_be_met(cast.organizer, cast)
    client.force_login(cast.lead)
    return client


def make(lead, **more):
    monday = (clock.now() + 6 * DAY).date()
    said = {"first_on": monday.isoformat(), "span": "week", "minutes": "45", "entry": str(uuid.uuid4())}
    return lead.post(reverse("desk:pairing"), said | more)


def the_round() -> PairingRound:
    return PairingRound.objects.get()


def at(name: str, row) -> str:
    return reverse(f"desk:{name}", args=[row.pk])


def test_a_lead_makes_a_proposal_and_sees_each_pair_with_its_reason(lead, cast):
    answer = make(lead)

    shown = lead.get(answer["Location"]).text
    assert "Amina Okafor" in shown
    assert "Rosa Marin" in shown
    assert "They are in touch already." in shown
    assert "that is proven" in shown


def test_the_form_sent_twice_makes_one_proposal(lead):
    entry = str(uuid.uuid4())

    first, second = make(lead, entry=entry), make(lead, entry=entry)

    assert first["Location"] == second["Location"]


def test_a_day_that_is_over_is_refused_and_nothing_typed_is_lost(lead):
    answer = make(lead, first_on="2026-01-05", minutes="40")

    assert answer.status_code == 422
    assert "Choose a day that is still to come." in answer.text
    assert 'value="40"' in answer.text
    assert not PairingRound.objects.exists()


def test_somebody_is_moved_by_hand_with_links_and_boxes_alone(lead, cast):
    make(lead)
    pairing = Pairing.objects.get()
    choosing = lead.get(at("move_pairing", pairing))
    assert f"?with={cast.organizer.pk}" in choosing.text
    address = at("move_pairing", pairing) + f"?with={cast.organizer.pk}"
    times = lead.get(address).context["form"].fields["choice"].choices
    other = next(value for value, _said in times if clock.from_epoch(int(value)) != pairing.starts_at)

    answer = lead.post(address, {"choice": other, "seen": "1"})

    pairing.refresh_from_db()
    assert answer.status_code == 302
    assert (pairing.starts_at, pairing.is_fixed) == (clock.from_epoch(int(other)), True)
    assert "by hand" in lead.get(at("pairing_round", the_round())).text


def test_a_page_of_an_earlier_version_is_told_and_shows_how_it_stands_now(lead):
    make(lead)
    lead.post(at("leave_pairing_out", Pairing.objects.get()), {"seen": "1"})

    stale = lead.post(at("hand_out", the_round()), {"seen": "1"})

    assert stale.status_code == 422
    assert "This was changed meanwhile." in stale.text
    assert "Left out by hand." in stale.text
    assert not Meeting.objects.exists()


def test_worked_out_again_around_what_was_decided_by_hand(lead):
    make(lead)
    lead.post(at("leave_pairing_out", Pairing.objects.get()), {"seen": "1"})
    lead.post(at("pair_again", the_round()), {"seen": "2"})
    assert Pairing.objects.get().organizer is None
    lead.post(at("leave_pairing_out", Pairing.objects.get()), {"seen": "3", "free": "1"})

    lead.post(at("pair_again", the_round()), {"seen": "4"})

    assert Pairing.objects.get().organizer is not None


def test_handed_out_each_organizer_finds_their_own_and_only_theirs(lead, cast, client):
    make(lead)

    answer = lead.post(at("hand_out", the_round()), {"seen": "1"}, follow=True)

    assert "One invitation stands ready." in answer.text
    client.force_login(cast.organizer)
    assert "Proposed to you" in client.get(reverse("desk:whom_next")).text
    assert "Invite <bdi>Amina Okafor</bdi> to a one-on-one" in client.get(reverse("desk:today")).text
    client.force_login(cast.outsider)
    assert "Proposed to you" not in client.get(reverse("desk:whom_next")).text


def test_let_go_it_is_gone(lead):
    make(lead)

    lead.post(at("let_round_go", the_round()))

    assert lead.get(at("pairing_round", the_round())).status_code == 404


@pytest.mark.parametrize("who", ["organizer", "outsider", "administrator"])
def test_nobody_but_the_lead_of_the_chapter_sees_a_round(lead, cast, who):
    make(lead)
    lead.force_login(getattr(cast, who))

    assert lead.get(at("pairing_round", the_round())).status_code == 404
    assert lead.get(at("move_pairing", Pairing.objects.get())).status_code == 404


def test_a_round_costs_the_same_for_one_pair_and_for_three(lead, cast, cost):
    make(lead)
    one = cost(lead, at("pairing_round", the_round()))
    PairingRound.objects.all().delete()
    for name in ("Ben Ito", "Cleo Abara"):
        a_person(cast.organizer, cast.chapter, name)

    make(lead)

    assert Pairing.objects.filter(organizer__isnull=False).count() == 3
    assert cost(lead, at("pairing_round", the_round())) == one


def test_an_organizer_says_what_they_bring(desk, cast):
    desk.post(reverse("desk:brings"), {"languages": ["en", "es"], "issues": "Night buses\nRents\n"})

    kept = Brings.objects.get(organizer=cast.organizer)
    assert (kept.languages, kept.issues) == (["en", "es"], ["Night buses", "Rents"])
    assert "Night buses" in desk.get(reverse("desk:brings")).text


def test_many_pairs_come_page_by_page_and_of_those_left_out_all_are_counted(lead, cast, monkeypatch):
    for name in ("Ben Ito", "Cleo Abara", "Dana Fox"):
        a_person(cast.organizer, cast.chapter, name)
    make(lead)
    Pairing.objects.filter(person__name="Dana Fox").update(organizer=None, starts_at=None, left="no_time")
    Pairing.objects.filter(person__name="Cleo Abara").update(organizer=None, starts_at=None, left="no_time")
    monkeypatch.setattr("letstalk.followups.pairing_pages.PAIRS_SHOWN", 1)
    monkeypatch.setattr("letstalk.followups.pairing_pages.LEFT_SHOWN", 1)

    first, second = (lead.get(at("pairing_round", the_round()), {"page": page}) for page in "12")

    assert [len(pairs) for page in (first, second) for _on, pairs in page.context["days"]] == [1, 1]
    assert first.context["paired"] == second.context["paired"] == 2
    assert [(count, len(rows)) for _why, count, rows in first.context["left"]] == [(2, 1)]
    assert "The first 1 of 2." in first.text
