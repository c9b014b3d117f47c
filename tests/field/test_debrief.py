"""After a one-on-one: the ninety seconds, through the page (R-043, R-044, R-055, R-090, b.6)."""

import uuid
from datetime import time, timedelta

import pytest
from django.urls import reverse

from letstalk.campaigns.domain.asks import change_ask
from letstalk.campaigns.validators import AskWords
from letstalk.commitments.models import AskMade, Commitment, Promise, SetUp
from letstalk.commitments.queries import MeetingOutcome, outcome_of
from letstalk.commitments.words import Answer
from letstalk.followups import timings
from letstalk.followups.introduction_pages import wishes_of
from letstalk.followups.models import FollowUp
from letstalk.guides.models import Guide, GuideVersion, SheetAnswer
from letstalk.guides.words import GuideKind, MeetingKind
from letstalk.kit import clock
from letstalk.meetings.domain import schedule
from letstalk.meetings.domain.prepare import choose_asks
from letstalk.meetings.models import Debriefed, Held, Meeting, Slot
from letstalk.meetings.words import Mode, State
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.lists import ListWords, make_list
from letstalk.people.domain.said import write_down
from letstalk.people.models import Consent, Note, Said
from letstalk.people.queries import has_agreed
from letstalk.people.queries.lists import on_list
from letstalk.people.words import Answer as ConsentAnswer
from letstalk.people.words import Purpose, SaidKind
from tests.factories import AT
from tests.moments import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def met(cast, asks) -> Meeting:
    """Agreed for two hours ago, with the first two asks of the menu in the organizer's pocket."""
    now = clock.now()
    meeting = planned(cast, at=now - timedelta(days=3))
    there = clock.local(now - timedelta(hours=2), cast.chapter.zone)
    schedule.agree(
        meeting=meeting,
        when=clock.LocalTime(there.date(), there.time().replace(second=0, microsecond=0), cast.chapter.zone),
        minutes=45,
        place_words="Rosewater Café",
        by=cast.organizer,
        at=now - timedelta(days=2),
    )
    choose_asks(meeting=meeting, asks=asks[:2], by=cast.organizer, at=now)
    return meeting


@pytest.fixture
def page(client, cast, met):
    client.force_login(cast.organizer)
    return reverse("field:debrief", args=[met.pk])


def in_a_week(cast) -> str:
    return (clock.local_day(clock.now(), cast.chapter.zone) + timedelta(days=7)).isoformat()


def typed(cast, **more) -> dict:
    """A firm commitment and one promise, as they are tapped and typed."""
    return {
        "entry": str(uuid.uuid4()),
        "ask0-answer": "yes",
        "ask0-what": "Bring two neighbours",
        "ask0-on": in_a_week(cast),
        "ask0-time": "19:00",
        "ask0-goal": "Two come along",
        "promise0-words": "The sign-up sheet",
    } | more


def test_page_shows_each_ask_that_was_carried_and_what_may_be_answered(client, page):
    shown = client.get(page)

    assert shown.status_code == 200
    assert [row.ask.title for row in shown.context["form"].ask_rows] == ["Step a", "Step b"]
    for label in Answer.labels:
        assert str(label) in shown.text


@pytest.mark.parametrize("who", ("lead", "administrator", "outsider"))
def test_nobody_else_may_write_it_up(client, cast, page, who):
    client.force_login(getattr(cast, who))

    assert client.get(page).status_code == 404
    assert client.post(page, typed(cast)).status_code == 404


def test_firm_commitment_and_a_promise_make_it_successful_r_016(client, cast, met, page):
    response = client.post(page, typed(cast))

    assert response.status_code == 302
    assert response.url == met.desk_url
    assert outcome_of(met) == MeetingOutcome.SUCCESSFUL
    commitment = Commitment.objects.get()
    assert (commitment.what, commitment.goal, str(commitment.on)) == (
        "Bring two neighbours",
        "Two come along",
        in_a_week(cast),
    )
    assert Promise.objects.get().words == "The sign-up sheet"
    assert Meeting.objects.get(pk=met.pk).state == State.DEBRIEFED


def test_r028_what_would_make_it_easy_is_arranged_or_becomes_a_promise(client, cast, met, page):
    arranged = {"ask0-needs": ["ride"], "ask0-arranged": "Ben drives, at six"}
    still_to_be = {"ask1-answer": "yes", "ask1-needs": ["child_care", "interpreter"]}

    client.post(page, typed(cast, **arranged, **still_to_be))

    made = {commitment.what: commitment for commitment in Commitment.objects.all()}
    first = made.pop("Bring two neighbours")
    (second,) = made.values()
    assert [(row.kind, row.words) for row in first.set_ups.all()] == [("ride", "Ben drives, at six")]
    assert {row.kind for row in second.set_ups.all()} == {"child_care", "interpreter"}
    assert {promise.words for promise in Promise.objects.filter(enables=second)} == {
        "Child care: still to be arranged",
        "An interpreter: still to be arranged",
    }


def test_r028_what_is_needed_for_something_declined_is_not_kept(client, cast, met, page):
    client.post(page, typed(cast, **{"ask0-answer": "no", "ask0-needs": ["ride"]}))

    assert not SetUp.objects.exists()


def test_form_sent_twice_makes_one_thing(client, cast, met, page):
    form = typed(cast)

    client.post(page, form)
    again = client.post(page, form)

    assert again.status_code == 302
    assert (Commitment.objects.count(), Promise.objects.count(), Debriefed.objects.count()) == (1, 1, 1)


def test_second_debrief_from_a_stale_page_is_refused_and_loses_nothing(client, cast, met, page):
    client.post(page, typed(cast))

    stale = client.post(page, typed(cast, **{"promise0-words": "Something else entirely"}))

    assert stale.status_code == 422
    assert "was already written up" in stale.text
    assert "Something else entirely" in stale.text
    assert Promise.objects.count() == 1


def test_nothing_at_all_can_be_saved_i_8(client, met, page):
    response = client.post(page, {"entry": str(uuid.uuid4())})

    assert response.status_code == 302
    assert Debriefed.objects.filter(meeting=met).exists()


def test_time_without_a_day_is_said_beside_the_day_and_keeps_what_was_typed(client, cast, met, page):
    response = client.post(page, typed(cast, **{"ask0-on": "", "note": "She laughed a lot."}))

    assert response.status_code == 422
    assert response.context["form"].errors == {"ask0-on": ["There is a time but no day. On which day?"]}
    assert "She laughed a lot." in response.text
    assert not Debriefed.objects.exists()


def test_yes_without_a_day_is_vague_and_shows_what_is_missing_r_017(client, cast, met, page):
    client.post(page, typed(cast, **{"ask0-on": "", "ask0-time": ""}))

    assert outcome_of(met) == MeetingOutcome.DETAILS_MISSING


def test_not_now_keeps_when_to_ask_again(client, cast, met, page):
    client.post(page, typed(cast, **{"ask0-answer": "not_now", "ask0-revisit_on": in_a_week(cast)}))

    made = AskMade.objects.get()
    assert (made.answer, str(made.revisit_on)) == (Answer.NOT_NOW, in_a_week(cast))
    assert not Commitment.objects.exists()


def test_ask_that_was_not_carried_can_be_written_down(client, cast, met, page):
    more = {"more-which": "other", "more-words": "Lend us a ladder", "more-answer": "yes", "ask0-answer": ""}

    client.post(page, typed(cast, **more))

    assert Commitment.objects.get().what == "Lend us a ladder"


def test_consents_are_kept_in_the_words_that_were_asked(client, cast, met, page):
    said = {"reminders-email": "granted", "calendar_details-": "granted", "keep_notes-": "refused"}

    client.post(page, typed(cast, **{f"consent-{asked}": answer for asked, answer in said.items()}))

    assert has_agreed(cast.person, Purpose.REMINDERS, "email")
    assert has_agreed(cast.person, Purpose.CALENDAR_DETAILS)
    assert {row.purpose: row.words for row in Consent.objects.all()} == {
        Purpose.REMINDERS: "May I remind you of what we agreed, by email?",
        Purpose.CALENDAR_DETAILS: "May what I send for your calendar say whom you meet?",
        Purpose.KEEP_NOTES: "May I keep a few notes, for myself alone?",
    }


def test_no_to_notes_and_a_note_do_not_go_together_i_9(client, cast, page):
    response = client.post(page, typed(cast, **{"consent-keep_notes-": "refused", "note": "She is moving house."}))

    assert response.status_code == 422
    assert "They said no to notes" in response.text
    assert not Consent.objects.exists()


def test_someone_who_refused_notes_is_written_up_without_them_i_9(client, cast, met, page):
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.KEEP_NOTES,
        answer=ConsentAnswer.REFUSED,
        how="one-on-one",
        words="No notes, please",
        by=cast.organizer,
        at=cast.at,
    )

    shown = client.get(page)
    from_an_older_page = client.post(page, typed(cast, note="Not to be kept"))
    without = client.post(page, typed(cast))

    assert "note" not in shown.context["form"].fields
    assert from_an_older_page.status_code == 422
    assert "Not to be kept" in from_an_older_page.text
    assert without.status_code == 302
    assert not Note.objects.exists()


def test_choosing_news_without_a_yes_adds_nobody_to_a_list_acceptance_5(client, cast, met, asks, page):
    choose_asks(meeting=met, asks=[asks[4]], by=cast.organizer, at=clock.now())

    client.post(page, typed(cast))

    assert not has_agreed(cast.person, Purpose.LIST, "news")


def test_r058_a_first_conversation_offers_each_list_of_the_chapter_by_name_and_adds_nobody_by_itself(
    client, cast, met, page
):
    one = make_list(
        chapter=cast.chapter,
        words=ListWords("Night bus", "", "Riverside Huddle"),
        is_news=False,
        id=uuid.uuid4(),
        by=cast.lead,
        at=clock.now(),
    )

    shown = client.get(page)
    on_the_card = client.get(reverse("field:card", args=[met.pk])).context["may_i"]
    client.post(page, typed(cast, **{f"consent-list-{one.scope}": "granted"}))

    told = Consent.objects.get(purpose=Purpose.LIST, scope=one.scope)
    assert "May we send you letters of “Night bus”?" in shown.text
    assert "May we send you letters of “Night bus”?" in on_the_card
    assert (told.answer, told.words) == ("granted", "May we send you letters of “Night bus”?")
    assert not on_list(one).exists()


def test_a_yes_to_news_says_to_which_lists_and_is_nothing_to_do_r093(client, cast, met, asks, page):
    at = clock.now()
    words = ListWords("Night bus", "", "Riverside Huddle")
    one = make_list(chapter=cast.chapter, words=words, is_news=False, id=uuid.uuid4(), by=cast.lead, at=at)
    Meeting.objects.filter(pk=met.pk).update(kind=MeetingKind.MAINTENANCE)
    without = [row.name for row in client.get(page).context["form"].consent_rows]
    choose_asks(meeting=met, asks=[asks[4]], by=cast.organizer, at=at)
    form = client.get(page).context["form"]
    shown = {"shown": form.shown, "ask0-answer": "yes"}

    client.post(page, typed(cast, **shown, **{f"consent-list-{one.scope}": "granted", "consent-list-news": "refused"}))

    told = dict(Consent.objects.filter(purpose=Purpose.LIST).values_list("scope", "answer"))
    assert "consent-list-news" in without and f"consent-list-{one.scope}" not in without
    assert [row.name for row in form.news_rows] == ["consent-list-news", f"consent-list-{one.scope}"]
    assert told == {one.scope: "granted", "news": "refused"}
    assert AskMade.objects.get().answer == Answer.YES
    assert not Commitment.objects.exists()


def test_r089_a_wish_to_meet_others_becomes_an_introduction_to_think_of(client, cast, met, page):
    client.post(page, typed(cast, would_meet_others="on"))

    wish = FollowUp.objects.open().get(step=timings.INTRODUCE)
    assert (wish.person, wish.organizer) == (cast.person, cast.organizer)
    assert list(wishes_of(cast.organizer)) == [wish]


def test_m25_who_spoke_more_and_from_which_circle_may_be_said_for_oneself_and_need_not(client, cast, met, page):
    asked = client.get(page).context["form"]

    client.post(page, typed(cast, spoke="they", circle="outside"))

    assert [asked[name].value() for name in ("spoke", "circle")] == [None, None]
    written = Debriefed.objects.get()
    assert (written.spoke, written.circle) == ("they", "outside")


def test_what_they_said_of_themselves_is_added_to_what_stands(client, cast, met, page):
    told = {SaidKind.WISH: ["sing"], SaidKind.AMOUNT: ["60"]}
    write_down(person=cast.person, chapter=cast.chapter, said=told, source="their page", by=cast.organizer, at=AT)

    told = {"said_motive": ["belong"], "said_wish": "speak in public", "said_time": ["3 evening"]}
    client.post(page, typed(cast, **told, said_amount="120"))

    rows = Said.objects.filter(superseded_at__isnull=True)
    assert {(row.code or row.words, row.source, row.about) for row in rows} == {
        ("sing", "their page", None),
        ("speak in public", "one-on-one", met.pk),
        ("belong", "one-on-one", met.pk),
        ("3 evening", "one-on-one", met.pk),
        ("120", "one-on-one", met.pk),
    }


def test_what_they_said_of_themselves_and_a_no_to_notes_do_not_go_together_i_9(client, cast, page):
    sent = typed(cast, **{"consent-keep_notes-": "refused", "said_wish": "sing"})

    answer = client.post(page, sent)

    assert answer.status_code == 422
    assert "take these away" in answer.text
    assert not Said.objects.exists()


def test_next_one_on_one_is_made_on_the_spot_r_094(client, cast, met, page):
    more = {"next_on": in_a_week(cast), "next_at": "18:00", "next_place": "her kitchen"}

    client.post(page, typed(cast, **more))

    slot = Slot.objects.standing().get(meeting__grew_from=met)
    assert (slot.where, str(clock.local_day(slot.starts_at, slot.zone))) == ("her kitchen", in_a_week(cast))


def test_next_one_on_one_without_a_place_asks_where_r_090(client, cast, page):
    response = client.post(page, typed(cast, next_on=in_a_week(cast), next_at="18:00"))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["next_place"]


def test_how_it_took_place_can_be_put_right_i_7(client, cast, met, page):
    client.post(page, typed(cast, mode="phone", was_cut_short="on", minutes="15"))

    held = Held.objects.standing().get(meeting=met)
    assert (held.mode, held.was_cut_short, held.minutes) == (Mode.PHONE, True, 15)


def test_promises_counted_during_the_talk_come_as_that_many_lines_r_055(client, page):
    shown = client.get(page, {"promises": "3"})

    assert len(shown.context["form"].promise_rows) == 3
    assert "You counted 3 while you talked." in shown.text


def test_what_was_heard_for_the_report_is_kept_apart_from_notes_r_026(client, cast, met, page):
    guide = Guide.objects.create(chapter=cast.chapter, key="report", kind=GuideKind.REPORT, title="What we heard")
    questions = [
        {"id": "R1", "kind": "open", "text": "What did you learn?", "recording": "own_words"},
        {"id": "R3", "kind": "open", "collects": "items", "text": "Which issues?", "recording": "theme"},
    ]
    GuideVersion.objects.create(guide=guide, number=1, body={"questions": questions}, published_at=cast.at)

    client.post(page, typed(cast, **{"heard-R1": "Rents double", "heard-R3": "rent, buses", "note": "For me"}))

    assert {row.question: row.value for row in SheetAnswer.objects.all()} == {
        "R1": "Rents double",
        "R3": ["rent", "buses"],
    }
    assert Note.objects.get().text == "For me"


def test_one_without_an_agreed_time_says_what_comes_first(client, cast):
    client.force_login(cast.organizer)
    meeting = planned(cast, at=clock.now())

    shown = client.get(reverse("field:debrief", args=[meeting.pk]))

    assert shown.status_code == 200
    assert "Agree on a time first." in shown.text
    assert reverse("desk:log_spontaneous") in shown.text


def test_one_that_is_written_up_leads_to_its_page(client, cast, met, page):
    client.post(page, typed(cast))

    assert client.get(page).url == met.desk_url


@pytest.mark.parametrize("carried", (1, 2))
def test_cost_does_not_grow_with_the_asks(client, cast, met, asks, page, carried, django_assert_max_num_queries):
    choose_asks(meeting=met, asks=asks[:carried], by=cast.organizer, at=clock.now())

    with django_assert_max_num_queries(22):
        client.get(page)


def test_r042_a_day_is_picked_from_the_real_days_of_the_ask_that_have_room(client, cast, met, asks, page):
    today = clock.local_day(clock.now(), cast.chapter.zone)
    first, second = (today + timedelta(days=ahead) for ahead in (9, 16))
    words = AskWords(asks[0].title, on=first, time=time(18, 30), more=((second, time(18, 30)),), places=1)
    change_ask(ask=asks[0], words=words, by=cast.lead, at=clock.now())

    [row, _other] = client.get(page).context["form"].ask_rows

    assert [value for value, _words in row.days] == [first.isoformat(), second.isoformat()]
    assert (row.fields["on"].value(), row.fields["time"].value()) == (first, "18:30")
    assert ("18:30", "18:30") in row.hours
