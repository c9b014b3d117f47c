"""What is tapped on a card is kept only where its question and the person allow it, and exactly once (R-068, R-071)."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.followups.domain.clashes import settle_clash
from letstalk.followups.models import Clash, Entry
from letstalk.followups.words import Choice
from letstalk.guides.models import SheetAnswer
from letstalk.kit import clock
from letstalk.meetings.domain.persons import held_about
from letstalk.meetings.domain.prepare import choose_questions
from letstalk.meetings.domain.tapped import MayNotBeKept, forget_taps_without_a_yes, keep_taps
from letstalk.meetings.models import Debriefed, Meeting
from letstalk.meetings.tapped import keepable_of, tapped_of
from letstalk.people.domain.consent import record_answer
from letstalk.people.words import Answer, Purpose
from letstalk.stewardship.domain.erase import erase_person
from tests.field.test_prepare import coming

pytestmark = pytest.mark.django_db
__all__ = ["coming"]


def answered(meeting: Meeting, purpose: str, answer: str) -> None:
    record_answer(
        person=meeting.person,
        chapter=meeting.chapter,
        purpose=purpose,
        answer=answer,
        how="one-on-one",
        words="May I?",
        by=meeting.organizer,
        at=clock.now(),
    )


@pytest.fixture
def agreed(coming: Meeting) -> Meeting:
    """They said yes to notes."""
    answered(coming, Purpose.KEEP_NOTES, Answer.GRANTED)
    return coming


@pytest.fixture
def phone(client, cast) -> Client:
    client.force_login(cast.organizer)
    return client


def afresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.get(pk=meeting.pk)


def tapped(meeting: Meeting) -> dict:
    return tapped_of(afresh(meeting))


def entry(meeting: Meeting, taps: list[str], seen: list[str] | None = None, **more) -> dict:
    """What was tapped as a phone has it: all of it, and what it knew to be kept."""
    return {
        "id": str(uuid.uuid4()),
        "revision": str(uuid.uuid4()),
        "owner": str(meeting.organizer_id),
        "meeting": str(meeting.pk),
        "kind": "taps",
        "made_at": clock.now().isoformat(),
        "fields": [*(["seen", tap] for tap in seen or []), *(["taps", tap] for tap in taps)],
    } | more


def later(sent: dict, taps: list[str]) -> dict:
    """The same entry after more was tapped, before the phone heard that the earlier state had arrived."""
    seen = [pair for pair in sent["fields"] if pair[0] != "taps"]
    earlier = ["earlier", " ".join(value for name, value in sent["fields"] if name == "taps")]
    return sent | {
        "revision": str(uuid.uuid4()),
        "made_at": clock.now().isoformat(),
        "fields": [*seen, earlier, *(["taps", tap] for tap in taps)],
    }


def send(phone: Client, sent: dict) -> str:
    response = phone.post("/field/entries/", json.dumps(sent), content_type="application/json")
    assert response.status_code == 200, response.content
    return response.json()["receipt"]


def test_only_questions_that_may_be_kept_are_and_politics_only_with_a_yes_of_its_own_r_068(coming):
    assert keepable_of(coming) == []

    answered(coming, Purpose.KEEP_NOTES, Answer.GRANTED)
    assert {"Q6", "Q9", "Q10"} <= set(keepable_of(coming))
    # What is never kept, is answered in words, or hangs on politics without a yes to that.
    assert not {"Q1", "Q2", "Q7", "Q8a", "Q11"} & set(keepable_of(coming))


def test_taps_arrive_once_however_often_they_are_sent(phone, agreed):
    sent = entry(agreed, ["Q6=yes", "Q10=both"])

    receipts = [send(phone, sent) for _time in range(3)]

    assert receipts == ["received"] * 3
    assert tapped(agreed) == {"Q6": "yes", "Q10": "both"}
    assert (Entry.objects.count(), SheetAnswer.objects.count(), Clash.objects.count()) == (1, 2, 0)


def test_more_taps_after_a_lost_reply_take_the_place_of_the_earlier_ones(phone, agreed):
    sent = entry(agreed, ["Q6=yes"])
    send(phone, sent)
    more = later(sent, ["Q6=no", "Q9=yes"])

    receipts = [send(phone, more), send(phone, more)]

    assert receipts == ["received"] * 2
    assert tapped(agreed) == {"Q6": "no", "Q9": "yes"}
    assert Clash.objects.count() == 0


def test_next_entry_of_the_same_phone_goes_on_from_what_it_knew(phone, agreed):
    send(phone, entry(agreed, ["Q6=yes"]))

    receipt = send(phone, entry(agreed, ["Q9=yes"], seen=["Q6=yes"]))

    assert receipt == "received"
    assert tapped(agreed) == {"Q9": "yes"}


def test_two_phones_that_tapped_differently_keep_both_until_it_is_decided(phone, cast, agreed):
    send(phone, entry(agreed, ["Q6=yes"]))
    other = entry(agreed, ["Q6=no", "Q9=yes"])

    assert [send(phone, other), send(phone, other)] == ["clash", "clash"]

    assert tapped(agreed) == {"Q6": "yes"}
    clash = Clash.objects.get()
    assert clash.words["lines"][0][1] == "No"
    settle_clash(clash=clash, choice=Choice.OTHER, by=cast.organizer, at=clock.now())
    assert tapped(agreed) == {"Q6": "no", "Q9": "yes"}


@pytest.mark.parametrize("taps", [["Q1=yes"], ["Q6=maybe"], ["Q6=did_not_ask"], ["Q6=yes", "Q2=no"]])
def test_what_may_not_be_kept_is_refused_with_its_reason_r_068(phone, agreed, taps):
    assert send(phone, entry(agreed, taps)) == "refused"

    assert tapped(agreed) == {}
    assert Entry.objects.count() == 0


def test_without_their_yes_nothing_is_kept_and_the_phone_is_told_why(phone, coming):
    sent = entry(coming, ["Q6=yes"])

    response = phone.post("/field/entries/", json.dumps(sent), content_type="application/json").json()

    assert response["receipt"] == "refused"
    assert "does not stand" in response["sentence"]
    assert SheetAnswer.objects.count() == 0


def test_yes_taken_back_hides_at_once_and_erases_soon_after_b_6(agreed, cast):
    keep_taps(meeting=agreed, answers={"Q6": "yes"}, by=cast.organizer, at=clock.now())

    answered(agreed, Purpose.KEEP_NOTES, Answer.WITHDRAWN)

    assert tapped(agreed) == {}
    assert forget_taps_without_a_yes(at=clock.now()) == 1
    assert forget_taps_without_a_yes(at=clock.now()) == 0
    assert SheetAnswer.objects.count() == 0


def test_yes_to_views_taken_back_takes_politics_and_leaves_the_rest(agreed, cast):
    version = agreed.guide_version
    body = json.loads(json.dumps(version.body))
    next(one for one in body["questions"] if one["id"] == "Q9")["sensitivity"] = "political"
    agreed.guide_version = version.guide.versions.create(number=2, body=body, published_at=clock.now())
    agreed.save()
    answered(agreed, Purpose.KEEP_VIEWS, Answer.GRANTED)
    keep_taps(meeting=agreed, answers={"Q6": "yes", "Q9": "yes"}, by=cast.organizer, at=clock.now())

    answered(agreed, Purpose.KEEP_VIEWS, Answer.WITHDRAWN)

    assert tapped(agreed) == {"Q6": "yes"}
    assert forget_taps_without_a_yes(at=clock.now()) == 1
    assert SheetAnswer.objects.get().question == "Q6"


def test_person_is_told_of_it_and_forgetting_them_takes_it(agreed, cast):
    keep_taps(meeting=agreed, answers={"Q6": "yes"}, by=cast.organizer, at=clock.now())

    told = [row for row in held_about(agreed.person) if row["what"] == "tapped in the room"]
    erase_person(person=agreed.person, by=cast.organizer, at=clock.now())

    assert [row["answer"] for row in told] == ["Yes"]
    assert SheetAnswer.objects.count() == 0


def test_verb_refuses_what_nobody_could_have_tapped(agreed, cast):
    with pytest.raises(MayNotBeKept):
        keep_taps(meeting=agreed, answers={"Q6": ["yes"] * 2 + ["x"]}, by=cast.organizer, at=clock.now())


# --- the sheet of the debrief ---


def write_up(phone: Client, meeting: Meeting, **words) -> object:
    page = reverse("field:debrief", args=[meeting.pk])
    return phone.post(page, {"entry": str(uuid.uuid4())} | words)


def test_debrief_shows_what_was_tapped_ticked_and_keeps_what_stays_ticked(phone, cast, agreed):
    keep_taps(meeting=agreed, answers={"Q6": "yes", "Q9": "no"}, by=cast.organizer, at=clock.now())

    page = phone.get(reverse("field:debrief", args=[agreed.pk])).text
    response = write_up(phone, agreed, tapped_shown=["Q6=yes", "Q9=no"], tapped=["Q9=no"])

    assert "Tapped in the room" in page
    assert 'value="Q6=yes" checked' in page
    assert response.status_code == 302
    assert tapped(agreed) == {"Q9": "no"}
    heard = phone.get(agreed.desk_url).text
    assert "Tapped in the room" in heard
    assert '<dd dir="auto">No</dd>' in heard


def test_debrief_from_a_phone_keeps_what_the_server_never_had(phone, agreed):
    fields = [["tapped_shown", "Q6=yes"], ["tapped_shown", "Q10=both"], ["tapped", "Q6=yes"]]

    receipt = send(phone, entry(agreed, [], kind="debrief", fields=fields))

    assert receipt == "received"
    assert tapped(agreed) == {"Q6": "yes"}
    assert Debriefed.objects.count() == 1


def test_what_was_not_shown_stays(phone, cast, agreed):
    keep_taps(meeting=agreed, answers={"Q6": "yes"}, by=cast.organizer, at=clock.now())

    write_up(phone, agreed, tapped_shown=["Q9=yes"], tapped=["Q9=yes"])

    assert tapped(agreed) == {"Q6": "yes", "Q9": "yes"}


def test_their_no_to_notes_in_the_same_debrief_has_it_taken_away_first_i_9(phone, cast, agreed):
    answered(agreed, Purpose.KEEP_NOTES, Answer.WITHDRAWN)

    refused = write_up(phone, agreed, tapped_shown=["Q6=yes"], tapped=["Q6=yes"])
    taken = write_up(phone, agreed, tapped_shown=["Q6=yes"])

    assert refused.status_code == 422
    assert "does not stand" in refused.text
    assert taken.status_code == 302
    assert tapped(agreed) == {}


def test_taps_that_come_after_the_write_up_are_the_organizers_to_decide(phone, agreed):
    write_up(phone, agreed)

    assert send(phone, entry(agreed, ["Q6=yes"])) == "clash"
    assert tapped(agreed) == {}


# --- the card without scripts ---


def test_card_keeps_by_itself_only_what_may_be_kept_and_says_which_r_071(phone, cast, agreed):
    choose_questions(meeting=agreed, questions=["Q1", "Q6"], by=cast.organizer, at=cast.at)
    card = reverse("field:card", args=[agreed.pk])
    first, second = (one.number for one in phone.get(card).context["cards"] if one.is_question)

    kept = phone.post(card, {"card": second, "tap": "Q6=yes"})
    not_kept = phone.post(card, {"card": first, "taps": ["Q6=yes"], "tap": "Q1=yes"})

    assert 'data-tap-is="kept"' in kept.text
    assert 'data-tap-is="not"' in not_kept.text
    assert tapped(agreed) == {"Q6": "yes"}
    assert phone.get(card).context["taps"] == ["Q6=yes"]


def test_second_tap_takes_what_was_kept_away_again(phone, agreed):
    card = reverse("field:card", args=[agreed.pk])
    phone.post(card, {"card": "2", "tap": "Q6=yes"})

    phone.post(card, {"card": "2", "taps": ["Q6=yes"], "tap": "Q6=yes"})

    assert tapped(agreed) == {}


def test_without_a_yes_the_card_keeps_nothing_and_says_so(phone, coming):
    card = reverse("field:card", args=[coming.pk])

    shown = phone.post(card, {"card": "2", "tap": "Q6=yes"})

    assert "Nothing you tap here is kept." in shown.text
    assert "data-tap-is" not in shown.text
    assert SheetAnswer.objects.count() == 0
