"""What a phone sends later is taken in exactly once, as its owner's, and never dropped in silence."""

import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.campaigns.models import Ask
from letstalk.commitments.models import AskMade, ChosenOtherwise, Commitment, Promise
from letstalk.followups.clashes import fields_of
from letstalk.followups.domain.clashes import AlreadyDecided, settle_clash
from letstalk.followups.models import Clash, Entry
from letstalk.followups.words import Choice
from letstalk.guides.models import Guide, GuideVersion
from letstalk.guides.queries import answers_of
from letstalk.guides.words import GuideKind
from letstalk.kit import clock
from letstalk.meetings.domain import schedule
from letstalk.meetings.domain.prepare import choose_asks
from letstalk.meetings.models import Debriefed, Meeting, Slot
from letstalk.meetings.words import Side
from letstalk.people.domain.consent import record_answer
from letstalk.people.models import Consent, Note, Said
from letstalk.people.words import Answer as ConsentAnswer
from letstalk.people.words import Purpose
from tests.field.test_debrief import in_a_week, met, typed

pytestmark = pytest.mark.django_db
__all__ = ["met"]

ADDRESS = "/field/entries/"


@pytest.fixture
def phone(client, cast) -> Client:
    client.force_login(cast.organizer)
    return client


def shown(asks: list[Ask]) -> str:
    return " ".join(f"ask:{ask.pk}" for ask in asks)


def entry(cast, met: Meeting, asks: list[Ask], kind: str = "debrief", **more) -> dict:
    """One write-up as a phone has it."""
    words = typed(cast, **{"shown": shown(asks[:2])} | more.pop("words", {}))
    words.pop("entry")
    return {
        "id": str(uuid.uuid4()),
        "revision": str(uuid.uuid4()),
        "owner": str(cast.organizer.pk),
        "meeting": str(met.pk),
        "kind": kind,
        "made_at": clock.now().isoformat(),
        "fields": [[name, value] for name, value in words.items()],
    } | more


def send(phone: Client, sent: dict) -> dict:
    response = phone.post(ADDRESS, json.dumps(sent), content_type="application/json")
    assert response.status_code == 200, response.content
    return response.json()


def changed(sent: dict, **words: str) -> dict:
    """The same entry after its words were changed on the phone."""
    kept = [pair for pair in sent["fields"] if pair[0] not in words]
    return sent | {"revision": str(uuid.uuid4()), "fields": kept + [list(pair) for pair in words.items()]}


def test_write_up_arrives_and_gets_its_receipt(phone, cast, met, asks):
    sent = entry(cast, met, asks)

    receipt = send(phone, sent)

    assert receipt == {
        "id": sent["id"],
        "revision": sent["revision"],
        "receipt": "received",
        "next": met.desk_url,
    }
    assert Commitment.objects.get().what == "Bring two neighbours"


def test_same_entry_again_is_received_once(phone, cast, met, asks):
    sent = entry(cast, met, asks)

    receipts = [send(phone, sent)["receipt"] for _time in range(3)]

    assert receipts == ["received"] * 3
    assert (Entry.objects.count(), Commitment.objects.count(), Debriefed.objects.count()) == (1, 1, 1)


def test_entry_changed_after_it_had_arrived_keeps_both(phone, cast, met, asks):
    """The reply was lost, so the phone did not know and let its owner go on writing."""
    sent = entry(cast, met, asks)
    send(phone, sent)
    later = changed(sent, **{"ask0-goal": "Three come along"})

    receipts = [send(phone, later)["receipt"] for _time in range(2)]

    assert receipts == ["clash", "clash"]
    assert Commitment.objects.get().goal == "Two come along"
    assert ["Goal: how will you both know?", "Three come along"] in Clash.objects.get().words["lines"]


def test_two_devices_about_one_one_on_one_keep_both_and_show_it(phone, cast, met, asks):
    first, second = entry(cast, met, asks), entry(cast, met, asks, words={"promise0-words": "A ride"})

    receipts = [send(phone, one)["receipt"] for one in (first, second, second)]

    assert receipts == ["received", "clash", "clash"]
    assert Promise.objects.get().words == "The sign-up sheet"
    assert "A ride" in phone.get(met.desk_url).text


def test_written_up_on_the_desk_meanwhile_is_a_clash_too(phone, cast, met, asks):
    phone.post(reverse("field:debrief", args=[met.pk]), typed(cast))

    assert send(phone, entry(cast, met, asks))["receipt"] == "clash"


def test_nothing_is_taken_as_somebody_else(phone, cast, met, asks):
    phone.force_login(cast.outsider)

    receipt = send(phone, entry(cast, met, asks))

    assert receipt["receipt"] == "not_yours"
    assert not Entry.objects.exists()


def test_entry_under_somebody_else_s_id_is_not_told_to_be_received(phone, cast, met, asks):
    sent = entry(cast, met, asks)
    send(phone, sent)
    phone.force_login(cast.outsider)

    receipt = send(phone, sent | {"owner": str(cast.outsider.pk)})

    assert receipt["receipt"] == "not_yours"


def test_one_on_one_of_somebody_else_is_refused_with_a_sentence(phone, cast, met, asks):
    phone.force_login(cast.outsider)

    receipt = send(phone, entry(cast, met, asks, owner=str(cast.outsider.pk)))

    assert receipt["receipt"] == "refused"
    assert "not among yours" in receipt["sentence"]


def test_nobody_signed_in_is_told_so_and_nothing_is_written(client, cast, met, asks):
    response = client.post(ADDRESS, json.dumps(entry(cast, met, asks)), content_type="application/json")

    assert response.status_code == 401
    assert not Entry.objects.exists()


def test_form_token_is_asked_for(cast, met, asks):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.organizer)

    response = strict.post(ADDRESS, json.dumps(entry(cast, met, asks)), content_type="application/json")

    assert response.status_code == 403


@pytest.mark.parametrize(
    "broken",
    (
        {"id": "no id"},
        {"kind": "other"},
        {"made_at": "yesterday"},
        {"fields": "all of them"},
        {"fields": [["note", 7]]},
        {"fields": [["note", "a\0b"]]},
        {"fields": [["note", "a"]] * 700},
    ),
)
def test_what_no_phone_of_ours_sends_is_turned_away(phone, cast, met, asks, broken):
    body = json.dumps(entry(cast, met, asks) | broken)

    assert phone.post(ADDRESS, body, content_type="application/json").status_code == 400
    assert phone.post(ADDRESS, b"[" * 5000, content_type="application/json").status_code == 400


def test_what_is_wrong_comes_back_with_the_form_and_its_words(phone, cast, met, asks):
    receipt = send(phone, entry(cast, met, asks, words={"ask0-on": "", "note": "She laughed a lot."}))

    assert receipt["receipt"] == "refused"
    assert "There is a time but no day. On which day?" in receipt["page"]
    assert "She laughed a lot." in receipt["page"]
    assert "csrfmiddlewaretoken" not in receipt["page"]
    assert not Entry.objects.exists()


def test_refused_entry_put_right_is_received_under_its_id(phone, cast, met, asks):
    sent = entry(cast, met, asks, words={"ask0-on": ""})
    send(phone, sent)

    receipt = send(phone, changed(sent, **{"ask0-on": in_a_week(cast)}))

    assert receipt["receipt"] == "received"
    assert Entry.objects.get().pk == uuid.UUID(sent["id"])


def test_asks_are_those_the_phone_showed_though_the_menu_changed_since(phone, cast, met, asks):
    sent = entry(cast, met, asks)
    choose_asks(meeting=met, asks=[asks[3], asks[2]], by=cast.organizer, at=clock.now())
    Ask.objects.filter(pk=asks[0].pk).update(retired_at=clock.now())

    send(phone, sent)

    assert Commitment.objects.get().ask_made.ask_id == asks[0].pk


def test_note_to_someone_who_refused_notes_meanwhile_is_not_dropped_in_silence_i_9(phone, cast, met, asks):
    sent = entry(cast, met, asks, words={"note": "She is moving house.", "said_time": "3 evening"})
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.KEEP_NOTES,
        answer=ConsentAnswer.REFUSED,
        how="call",
        words="No notes, please",
        by=cast.organizer,
        at=clock.now(),
    )

    receipt = send(phone, sent)

    assert receipt["receipt"] == "refused"
    assert "She is moving house." in receipt["page"]
    assert "Thursday, evening" in receipt["page"]
    assert not Note.objects.exists()
    assert not Said.objects.exists()


def test_consent_given_meanwhile_on_the_desk_does_not_lose_the_one_heard_in_the_room(phone, cast, met, asks):
    sent = entry(cast, met, asks, words={"consent-reminders-email": "refused"})
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.REMINDERS,
        scope="email",
        answer=ConsentAnswer.GRANTED,
        how="call",
        words="Yes",
        by=cast.organizer,
        at=clock.now() - timedelta(hours=1),
    )

    send(phone, sent)

    standing = Consent.objects.get(purpose=Purpose.REMINDERS, superseded_at__isnull=True)
    assert standing.answer == ConsentAnswer.REFUSED


def test_questions_chosen_without_a_network_arrive_once(phone, cast, met, asks):
    sent = entry(cast, met, asks, kind="asks", fields=[["seen", str(ask.pk)] for ask in asks[:2]])
    sent["fields"].append(["asks", str(asks[2].pk)])

    receipts = [send(phone, sent)["receipt"] for _time in range(2)]

    assert receipts == ["received", "received"]
    assert Meeting.objects.get(pk=met.pk).asks == [str(asks[2].pk)]


def test_choice_made_on_the_desk_meanwhile_stands_and_the_other_is_shown(phone, cast, met, asks):
    sent = entry(cast, met, asks, kind="asks", fields=[["seen", str(ask.pk)] for ask in asks[:2]])
    sent["fields"].append(["asks", str(asks[2].pk)])
    choose_asks(meeting=met, asks=[asks[3]], by=cast.organizer, at=clock.now())

    receipt = send(phone, sent)
    settle_clash(clash=Clash.objects.get(), choice=Choice.OTHER, by=cast.organizer, at=clock.now())

    assert receipt["receipt"] == "clash"
    assert Meeting.objects.get(pk=met.pk).asks == [str(asks[2].pk)]


def asks_chosen(cast, met, seen: list[Ask], wanted: list[Ask]) -> dict:
    pairs = [["seen", str(ask.pk)] for ask in seen] + [["asks", str(ask.pk)] for ask in wanted]
    return entry(cast, met, [], kind="asks", fields=pairs)


def test_second_thought_after_a_lost_reply_is_not_taken_for_another_device_s(phone, cast, met, asks):
    first = asks_chosen(cast, met, seen=asks[:2], wanted=[asks[2]])
    send(phone, first)
    again = asks_chosen(cast, met, seen=asks[:2], wanted=[asks[3]])["fields"] + [["earlier", str(asks[2].pk)]]
    same = first | {"revision": str(uuid.uuid4())}

    receipts = [send(phone, one)["receipt"] for one in (same, same | {"revision": str(uuid.uuid4()), "fields": again})]

    assert receipts == ["received", "received"]
    assert Meeting.objects.get(pk=met.pk).asks == [str(asks[3].pk)]
    assert Entry.objects.count() == 1


def test_ask_that_is_not_among_theirs_is_refused_and_none_is_dropped_in_silence(phone, cast, met, asks):
    sent = asks_chosen(cast, met, seen=asks[:2], wanted=[asks[2]])
    sent["fields"].append(["asks", str(uuid.uuid4())])

    receipt = send(phone, sent)

    assert receipt["receipt"] == "refused"
    assert "Choose again" in receipt["sentence"]
    assert Meeting.objects.get(pk=met.pk).asks == [str(ask.pk) for ask in asks[:2]]


def test_note_arrives_once_and_a_changed_one_is_a_second(phone, cast, met, asks):
    sent = entry(cast, met, asks, kind="note", fields=[["text", "Her sister sings."]])

    receipts = [send(phone, one)["receipt"] for one in (sent, sent, changed(sent, text="Her sister sings alto."))]

    assert receipts == ["received"] * 3
    assert sorted(note.text for note in Note.objects.all()) == ["Her sister sings alto.", "Her sister sings."]


# --- each reason for which something comes back: said so that it can be acted on, and nothing written ---


def refused(phone, sent: dict) -> dict:
    """The receipt of something that comes back; nothing of it was written."""
    before = (Entry.objects.count(), Clash.objects.count(), Note.objects.count())

    receipt = send(phone, sent)

    assert receipt["receipt"] == "refused"
    assert receipt["sentence"]
    assert (Entry.objects.count(), Clash.objects.count(), Note.objects.count()) == before
    assert send(phone, sent)["sentence"] == receipt["sentence"]
    return receipt


@pytest.mark.parametrize(
    ("words", "reason"),
    (
        ({"ask0-on": ""}, "There is a time but no day. On which day?"),
        ({"ask0-on": "soon"}, "Choose a day, such as 2026-03-14."),
        ({"ask0-answer": "perhaps"}, "perhaps is not one of the available choices"),
        ({"more-answer": "yes"}, "Say what you asked for."),
        ({"promise0-words": "", "promise0-due_on": "2027-01-01"}, ""),
        ({"next_on": "2027-01-01"}, ""),
        ({"next_on": "2027-01-01", "next_at": "18:00"}, ""),
        ({"minutes": "0"}, ""),
        ({"note": "a" * 10_001}, ""),
        ({"more_issues": "a" * 200}, ""),
        ({"consent-keep_notes-": "refused", "note": "Something."}, "They said no to notes."),
    ),
)
def test_what_is_wrong_in_a_write_up_is_named_and_its_words_come_back(phone, cast, met, asks, words, reason):
    receipt = refused(phone, entry(cast, met, asks, words=words))

    assert reason in receipt["sentence"]
    assert "Something in it needs another look:" in receipt["sentence"]
    assert 'value="Two come along"' in receipt["page"]


def test_write_up_of_one_that_was_called_off_meanwhile_comes_back_with_its_words(phone, cast, met, asks):
    sent = entry(cast, met, asks, words={"note": "She is moving house."})
    schedule.call_off(meeting=met, whose=Side.PERSON, by=cast.organizer, at=clock.now())

    receipt = refused(phone, sent)

    assert "called off" in receipt["sentence"].lower()
    assert "She is moving house." in receipt["page"]


@pytest.mark.parametrize("kind", ("debrief", "questions", "asks", "note"))
def test_one_on_one_that_went_to_somebody_else_meanwhile_says_so(phone, cast, met, asks, kind):
    sent = entry(cast, met, asks, kind=kind)
    Meeting.objects.filter(pk=met.pk).update(organizer=cast.lead)

    assert "not among yours any more" in refused(phone, sent)["sentence"]


def test_question_that_is_not_in_the_guide_any_more_is_to_be_chosen_again(phone, cast, met, asks):
    sent = entry(cast, met, asks, kind="questions", fields=[["questions", "Q999"]])

    assert "choose again" in refused(phone, sent)["sentence"]


def test_more_asks_than_anyone_can_carry_come_back(phone, cast, met, asks):
    more = [
        Ask.objects.create(
            chapter=cast.chapter, key=f"more-{number}", title=f"More {number}", step=asks[0].step, made_at=cast.at
        )
        for number in range(2)
    ]
    sent = asks_chosen(cast, met, seen=asks[:2], wanted=[*asks[:4], *more])

    assert "at most four" in refused(phone, sent)["sentence"]


@pytest.mark.parametrize("text", ("", "   "))
def test_note_without_a_word_comes_back(phone, cast, met, asks, text):
    sent = entry(cast, met, asks, kind="note", fields=[["text", text]])

    assert "nothing written" in refused(phone, sent)["sentence"]


def test_note_about_somebody_who_wants_none_comes_back_and_can_be_erased_or_kept(phone, cast, met, asks):
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.KEEP_NOTES,
        answer=ConsentAnswer.REFUSED,
        how="call",
        words="No notes, please",
        by=cast.organizer,
        at=clock.now(),
    )

    assert refused(phone, entry(cast, met, asks, kind="note", fields=[["text", "Her sister sings."]]))


@pytest.mark.parametrize("fields", ([["note", "a"]] * 700, [["note", "a" * 500_000]], [["note", "a\0b"]]))
def test_what_cannot_be_read_comes_back_with_a_sentence(phone, cast, met, asks, fields):
    """Sent as it is it would be turned away for ever, so the phone is told and its owner decides."""
    body = json.dumps(entry(cast, met, asks, fields=fields))

    response = phone.post(ADDRESS, body, content_type="application/json")

    assert response.status_code == 400
    assert response.json()["receipt"] == "unreadable"
    assert "copy the words" in response.json()["sentence"]


def test_what_is_longer_than_any_form_comes_back_with_a_sentence(phone, cast, met, asks, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    response = phone.post(ADDRESS, json.dumps(entry(cast, met, asks)), content_type="application/json")

    assert (response.status_code, response.json()["receipt"]) == (400, "unreadable")


# --- a clash is for its organizer to decide ---


@pytest.fixture
def clash(phone, cast, met, asks) -> Clash:
    send(phone, entry(cast, met, asks, words={"note": "First."}))
    more = {"ask0-goal": "Three come along", "promise0-words": "A ride", "note": "Second.", "read_back": "Rents"}
    later = more | {"next_on": in_a_week(cast), "next_at": "18:00", "next_place": "Library"}
    send(phone, entry(cast, met, asks, words=later))
    return Clash.objects.get()


def settle(phone, clash, choice: str):
    return phone.post(reverse("desk:settle_clash", args=[clash.pk]), {"choice": choice})


def test_keeping_what_stands_lets_the_other_words_go(phone, met, clash):
    settle(phone, clash, "stands")

    assert Clash.objects.get().words is None
    assert Commitment.objects.open().get().goal == "Two come along"
    assert "You wrote this up twice" not in phone.get(met.desk_url).text


def test_taking_the_other_adds_what_only_it_says_and_puts_its_words(phone, met, clash):
    settle(phone, clash, "other")

    assert Commitment.objects.open().get().goal == "Three come along"
    assert sorted(promise.words for promise in Promise.objects.all()) == ["A ride", "The sign-up sheet"]
    assert sorted(note.text for note in Note.objects.all()) == ["First.", "Second."]
    assert Debriefed.objects.get().read_back == "Rents"
    assert Slot.objects.standing().get(meeting__grew_from=met).where == "Library"


def by_field(phone, clash, **chosen: str):
    """What stands everywhere, but for the fields named."""
    page = phone.get(clash.meeting.desk_url)
    shown = next(one for one in page.context["clashes"] if one["row"].pk == clash.pk)
    choices = {field.key: "stands" for field in shown["fields"]} | {
        key.replace("__", "."): value for key, value in chosen.items()
    }
    assert set(choices) == {field.key for field in shown["fields"]}
    address = reverse("desk:settle_clash", args=[clash.pk])
    return phone.post(address, choices | {"choice": "fields", "seen": shown["seen"]})


def test_both_are_shown_side_by_side_where_they_differ_and_only_there(phone, met, clash):
    shown = phone.get(met.desk_url).context["clashes"][0]["fields"]

    assert {field.key: (field.stands, field.other) for field in shown if not field.is_added} == {
        "ask0.goal": ("Two come along", "Three come along"),
        "read_back": ("", "Rents"),
    }
    assert {field.key for field in shown if field.is_added} == {"promise0", "next", "note"}


def test_what_another_write_up_heard_of_themselves_can_be_taken(phone, cast, met, asks):
    send(phone, entry(cast, met, asks, words={"said_amount": "60", "said_wish": "sing"}))
    other = {"said_amount": "120", "said_wish": "sing, cook", "said_motive": "belong"}
    send(phone, entry(cast, met, asks, words=other))
    clash = Clash.objects.get()
    shown = {one.key: (one.stands, one.other) for one in fields_of(clash, at=clock.now())}

    by_field(phone, clash, said__amount="other", said__wish="other")

    assert shown == {
        "said.amount": ("An hour a week", "Two hours a week"),
        "said.wish": ("", "cook"),
        "said.motive": ("", "To belong"),
    }
    standing = Said.objects.filter(superseded_at__isnull=True)
    assert {row.code or row.words for row in standing} == {"120", "sing", "cook"}


def test_each_field_is_decided_by_itself(phone, met, clash):
    by_field(phone, clash, ask0__goal="other", note="other")

    assert Commitment.objects.open().get().goal == "Three come along"
    assert sorted(note.text for note in Note.objects.all()) == ["First.", "Second."]
    assert [promise.words for promise in Promise.objects.all()] == ["The sign-up sheet"]
    assert Debriefed.objects.get().read_back == ""
    assert not Meeting.objects.filter(grew_from=met).exists()


def test_choosing_what_stands_everywhere_lets_the_other_words_go(phone, clash):
    by_field(phone, clash)

    assert Clash.objects.get().words is None


def test_page_opened_before_something_changed_decides_nothing(phone, met, clash):
    address = reverse("desk:settle_clash", args=[clash.pk])

    response = phone.post(address, {"choice": "fields", "seen": "earlier", "ask0.goal": "other"})

    assert response.status_code == 422
    assert "nothing is decided yet" in response.text
    assert Commitment.objects.open().get().goal == "Two come along"
    assert phone.get(met.desk_url).context["clashes"]


def test_other_answer_to_the_same_ask_can_be_taken(phone, cast, met, asks):
    send(phone, entry(cast, met, asks))
    send(phone, entry(cast, met, asks, words={"ask0-answer": "not_now", "ask0-revisit_on": in_a_week(cast)}))
    clash = Clash.objects.get()

    by_field(phone, clash, ask0__answer="other")

    made = AskMade.objects.get()
    assert (made.answer, made.revisit_on.isoformat()) == ("not_now", in_a_week(cast))
    assert not Commitment.objects.open().exists()


def test_other_day_of_the_same_promise_and_of_the_next_talk_can_be_taken(phone, cast, met, asks):
    first = {
        "promise0-due_on": in_a_week(cast),
        "next_on": in_a_week(cast),
        "next_at": "18:00",
        "next_place": "Library",
    }
    day = (clock.local_day(clock.now(), cast.chapter.zone) + timedelta(days=3)).isoformat()
    send(phone, entry(cast, met, asks, words=first))
    send(
        phone, entry(cast, met, asks, words=first | {"promise0-due_on": day, "next_at": "19:30", "next_place": "Hall"})
    )
    clash = Clash.objects.get()

    by_field(phone, clash, promise0="other", next__when="other")

    assert Promise.objects.get().due_on.isoformat() == day
    slot = Slot.objects.standing().get(meeting__grew_from=met)
    assert (f"{clock.local(slot.starts_at, slot.zone):%H:%M}", slot.where) == ("19:30", "Library")


def test_report_s_answers_are_chosen_until_the_report_was_sent(phone, cast, met, asks):
    guide = Guide.objects.create(chapter=cast.chapter, key="report", kind=GuideKind.REPORT, title="What we heard")
    questions = [
        {"id": "R1", "kind": "open", "text": "What did you learn?", "recording": "theme"},
        {"id": "R2", "kind": "scale", "text": "How loud?", "recording": "theme", "highest": 3},
    ]
    version = GuideVersion.objects.create(guide=guide, number=1, body={"questions": questions}, published_at=cast.at)
    about = {"shown": f"{shown(asks[:2])} report:{version.pk}"}
    send(phone, entry(cast, met, asks, words=about | {"heard-R1": "Rents double", "heard-R2": "0"}))
    send(phone, entry(cast, met, asks, words=about | {"heard-R1": "Rents triple", "heard-R2": "3"}))
    clash = Clash.objects.get()
    assert [field.key for field in fields_of(clash, at=clock.now(), report_is_open=False) if field.is_fixed] == [
        "heard.R1",
        "heard.R2",
    ]

    by_field(phone, clash, heard__R2="other")

    assert answers_of(Debriefed.objects.get().heard) == {"R1": "Rents double", "R2": 3}


def test_leaving_both_keeps_the_other_to_read(phone, met, clash):
    settle(phone, clash, "both")

    shown = phone.get(met.desk_url).text
    assert "The other one, kept to read" in shown
    assert "Three come along" in shown


def test_deciding_twice_is_told(cast, phone, clash):
    settle(phone, clash, "both")

    again = settle(phone, clash, "other")

    assert again.status_code == 422
    assert "You have decided this already." in again.text
    with pytest.raises(AlreadyDecided):
        settle_clash(clash=clash, choice=Choice.OTHER, by=cast.organizer, at=clock.now())


def test_another_ask_than_suggested_chosen_without_a_network_brings_its_reason(phone, cast, met, asks):
    """As on the desk: an override is kept, and why, if the organizer said so (section g)."""
    sent = asks_chosen(cast, met, seen=asks[:2], wanted=[asks[3]])
    sent["fields"].append(["why", "She asked me how to begin"])

    receipt = send(phone, sent)

    kept = ChosenOtherwise.objects.get()
    assert receipt["receipt"] == "received"
    assert (kept.ask, kept.words) == (asks[3], "She asked me how to begin")


def test_a_third_ask_comes_back_with_a_kind_sentence_and_is_taken_when_it_was_so(phone, cast, met, asks):
    words = {"shown": shown(asks[:3])} | {f"ask{place}-answer": "no" for place in range(3)}
    sent = entry(cast, met, asks, words=words)

    first = send(phone, sent)
    again = send(phone, changed(sent, all_asked="on"))

    assert (first["receipt"], again["receipt"]) == ("refused", "received")
    assert "Two are enough" in first["sentence"] and 'name="all_asked"' in first["page"]
    assert AskMade.objects.count() == 3
