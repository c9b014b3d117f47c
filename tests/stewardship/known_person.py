"""A person about whom something is kept in every table, made by the verbs that doors call."""

import uuid
from datetime import time
from itertools import count

from django.apps import apps
from django.db import models

from letstalk.campaigns.queries import asks_for
from letstalk.campaigns.words import SetUpKind
from letstalk.commitments.domain.choosing import carry_asks
from letstalk.commitments.domain.outcomes import record_outcome
from letstalk.commitments.domain.promises import keep
from letstalk.commitments.domain.succeeding import add_step, set_up
from letstalk.commitments.fitting import fits_for
from letstalk.commitments.models import Commitment, Promise
from letstalk.commitments.words import SUGGESTED, Answer, OutcomeKind
from letstalk.followups.domain import handovers
from letstalk.followups.domain import introductions as introducing
from letstalk.followups.domain.commitments import ask_for_help
from letstalk.followups.domain.contacts import log_contact
from letstalk.followups.domain.debrief import AskEntry, DebriefEntry, HeardEntry, HeldEntry, PromiseEntry, debrief
from letstalk.followups.domain.entries import Slip, take_debrief
from letstalk.followups.domain.items import plan_own, waive
from letstalk.followups.models import Pairing, PairingRound
from letstalk.followups.words import Channel, ContactKind, EntryKind, SaidHow
from letstalk.guides.domain.sheets import fill_sheet
from letstalk.guides.queries import agenda_for, report_guide_version
from letstalk.guides.words import MeetingKind
from letstalk.kit import clock
from letstalk.meetings.domain import invite, schedule
from letstalk.meetings.domain.availability import HoursWish, open_page, set_hours
from letstalk.meetings.domain.before import let_stand_in
from letstalk.meetings.domain.book import Asking, book
from letstalk.meetings.domain.links import make_meeting_link
from letstalk.meetings.domain.offer import offer_times, propose
from letstalk.meetings.domain.plan import plan
from letstalk.meetings.domain.rhythms import begin_rhythm
from letstalk.meetings.domain.schedule import Where
from letstalk.meetings.models import CalendarReply, Meeting
from letstalk.meetings.words import CalendarAnswer, Mode, Part, Reply, Side
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.validators import Attachment
from letstalk.outbox.words import Channel as MessageChannel
from letstalk.people.domain.changing_several import Wish, change_several
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.fields import FieldWords, add_field, fill_in
from letstalk.people.domain.in_touch import answer, ask_around
from letstalk.people.domain.notes import jot
from letstalk.people.domain.requests import ask_for
from letstalk.people.domain.said import write_down
from letstalk.people.domain.taking_out import take_out
from letstalk.people.models import Bond, InvitedToOrganize, LikelyPair, Person
from letstalk.people.queries.lists import mention_scope
from letstalk.people.words import Answer as ConsentAnswer
from letstalk.people.words import (
    BondKind,
    BulkKind,
    FieldKind,
    Level,
    Platform,
    Purpose,
    RequestKind,
    SaidKind,
    TagKind,
)
from letstalk.reports import sweeps
from letstalk.reports.domain.back import HeardWords, publish_heard, write_heard
from letstalk.reports.domain.wall import bring_line
from letstalk.stewardship.domain.merge import merge
from tests.campaign import adopted
from tests.factories import a_person, a_role, a_user, relationship_of
from tests.moments import DAY, FIRM, HOUR, NOW, VAGUE, agree_on, planned
from tests.support.files import bring_in

AFTER = NOW + DAY + HOUR
WORDS = "heron"  # in everything that is said or written below, and in nothing else


def live_through(cast) -> Person:
    """A whole acquaintance: invited, called off, met, agreed, promised, reported; on paper in every room."""
    adopted(cast)
    person, organizer = cast.person, cast.organizer
    _entered_twice(cast)
    _came_in_a_file(cast)
    _asked_around(cast)
    person.refresh_from_db()
    person.pronouns = WORDS
    person.save(update_fields=["pronouns"])
    wish = Wish(cast.chapter, BulkKind.TAG, tag_kind=TagKind.ISSUE, name="Rents")
    change_several(id=uuid.uuid4(), wish=wish, people=[person.pk], by=organizer, at=NOW)
    said = {SaidKind.WISH: [WORDS]}
    write_down(person=person, chapter=cast.chapter, said=said, source="their page", by=organizer, at=NOW)
    _said_for_a_field(cast)
    jot(relationship=cast.relationship, text=WORDS, by=organizer, at=NOW)
    InvitedToOrganize.objects.create(chapter=cast.chapter, person=person, by=organizer, at=NOW)
    record_answer(
        person=person,
        chapter=cast.chapter,
        purpose=Purpose.REMINDERS,
        scope="email",
        answer=ConsentAnswer.GRANTED,
        how="one-on-one",
        words=WORDS,
        by=organizer,
        at=NOW,
    )
    _called_off(cast)
    _met(cast)
    log_contact(
        relationship=cast.relationship,
        channel=Channel.CALL,
        kind=ContactKind.NON_ASK,
        words=WORDS,
        next_time=WORDS,
        by=organizer,
        at=AFTER,
    )
    for number in range(2):
        item = plan_own(relationship=cast.relationship, words=WORDS, due_at=AFTER + DAY, by=organizer, at=AFTER)
        if number:
            waive(item=item, because=WORDS, by=organizer, at=AFTER)
    ask_for(relationship=cast.relationship, kind=RequestKind.SEE, words=WORDS, at=AFTER)
    _written_to(cast)
    _booked(cast)
    _met_regularly(cast)
    _paired_and_introduced(cast)
    _to_go_on_with_another(cast)
    _taken_for_another(cast)
    _told_back(cast)
    take_out(chapter=cast.chapter, form="csv", holds=[], id=uuid.uuid4(), by=organizer, at=NOW)
    sweeps.run(at=AFTER)
    return person


def _said_for_a_field(cast) -> None:
    """Of the chapter's own, and then in other words."""
    words = FieldWords("Needs a lift", "To arrange who drives whom.")
    about = {"chapter": cast.chapter, "by": cast.organizer, "at": NOW}
    asked = add_field(kind=FieldKind.WORDS, words=words, id=uuid.uuid4(), **about)
    for text in (f"{WORDS} first", WORDS):
        fill_in(person=cast.person, values={asked.pk: text}, source="their page", **about)


def _told_back(cast) -> None:
    """What was heard came back to them, and a line of theirs stands on the wall."""
    scope = mention_scope(Platform.WEBSITE, Level.FIRST_NAME)
    who = {"person": cast.person, "chapter": cast.chapter}
    record_answer(
        **who,
        purpose=Purpose.MENTION,
        scope=scope,
        answer=ConsentAnswer.GRANTED,
        how="one-on-one",
        words=WORDS,
        by=cast.organizer,
        at=AFTER,
    )
    bring_line(**who, words=WORDS, is_named=True, id=uuid.uuid4(), by=cast.organizer, at=AFTER)
    said = HeardWords("The night bus matters most.", since_on=(NOW - DAY).date(), until_on=(AFTER + DAY).date())
    page = write_heard(chapter=cast.chapter, said=said, id=uuid.uuid4(), by=cast.lead, at=AFTER)
    publish_heard(page=page, by=cast.lead, at=AFTER + DAY)


def _taken_for_another(cast) -> None:
    """By one entry before theirs and one after, in the order of ids that a pair has."""
    others = (a_person(cast.organizer, cast.chapter, "Kofi Mensah", own=False) for _nth in count())
    lower, higher = (
        next(one for one in others if is_right(str(one.pk), str(cast.person.pk)))
        for is_right in (str.__lt__, str.__gt__)
    )
    for one, other in ((lower, cast.person), (cast.person, higher)):
        LikelyPair.objects.create(chapter=cast.chapter, one=one, other=other, weight=7, start=-6, found_at=AFTER)
        Bond.objects.create(chapter=cast.chapter, one=one, other=other, kind=BondKind.KNOWS, at=AFTER)


def _entered_twice(cast) -> None:
    """A second entry, with words of its own, became theirs."""
    second = a_person(cast.organizer, cast.chapter, "Amina Okafor")
    second.pronouns = WORDS
    second.save(update_fields=["pronouns"])
    jot(relationship=relationship_of(second, cast.organizer), text=WORDS, by=cast.organizer, at=NOW)
    merge(from_=second, to=cast.person, take=["pronouns"], by=cast.organizer, at=NOW)
    # What comes in a file next says it once more.
    cast.person.pronouns = ""
    cast.person.save(update_fields=["pronouns"])


def _called_off(cast) -> None:
    meeting = planned(cast, reason=WORDS)
    invite.invite(meeting=meeting, channel=MessageChannel.TEXT, words=WORDS, by=cast.organizer, at=NOW)
    invite.hear_no(meeting=meeting, answer=Reply.DECLINED, by=cast.organizer, at=NOW)
    agree_on(meeting, cast, mode=Mode.PHONE, mode_reason=WORDS)
    schedule.call_off(meeting=meeting, whose=Side.PERSON, reason=WORDS, by=cast.organizer, at=NOW)


def _booked(cast) -> None:
    """Invited with times to choose from, answered by link; then they booked one themselves."""
    meeting = planned(cast)
    zone = cast.chapter.zone
    offer_times(
        meeting=meeting,
        times=[clock.LocalTime((NOW + 9 * DAY).date(), time(18), zone)],
        minutes=45,
        where=Where(Mode.PHONE, WORDS, None, WORDS),
        channel=MessageChannel.TEXT,
        words=WORDS,
        by=cast.organizer,
        at=NOW,
    )
    propose(meeting=meeting, starts_at=NOW + 8 * DAY, words=WORDS, at=NOW)
    week = [(day, "00:00", "23:45") for day in range(7)]
    set_hours(organizer=cast.organizer, wish=HoursWish(zone=zone, weekly=week, place_words="Library"), at=NOW)
    page = open_page(chapter=cast.chapter, organizer=cast.organizer, by=cast.organizer, at=NOW)
    asking = Asking(name="Amina Okafor", way="amina@example.org", words=WORDS)
    booked = book(page=page, starts_at=NOW + 12 * DAY, asking=asking, minutes=None, at=NOW)
    make_meeting_link(meeting=booked.meeting, at=NOW)


def _met_regularly(cast) -> None:
    """Every week from here on, this once with somebody else; and a calendar program said perhaps."""
    meeting = planned(cast)
    agree_on(meeting, cast, starts_at=NOW + 20 * DAY, place_words=WORDS)
    begin_rhythm(meeting=meeting, every_weeks=1, by=cast.organizer, at=NOW)
    other = a_role(a_user("Lena Bright", email="lena@example.org"), cast.chapter)
    let_stand_in(meeting=meeting, to=other, persons_yes=True, by=cast.organizer, at=NOW)
    CalendarReply.objects.create(
        chapter=cast.chapter,
        meeting=meeting,
        whose=Side.PERSON,
        answer=CalendarAnswer.TENTATIVE,
        message_key="perhaps",
        at=NOW,
    )


def _paired_and_introduced(cast) -> None:
    """Proposed to somebody for a talk, and introduced to somebody else, with both their yes and a message to each."""
    round = PairingRound.objects.create(
        chapter=cast.chapter, first_on=NOW.date(), last_on=NOW.date(), minutes=45, by=cast.lead, made_at=NOW
    )
    Pairing.objects.create(round=round, person=cast.person, organizer=cast.organizer, starts_at=NOW + 30 * DAY)
    other = a_person(cast.organizer, cast.chapter, "Ben Ito", email="ben@example.org")
    both = (cast.relationship, relationship_of(other, cast.organizer))
    wishes = [introducing.SideWish(one, WORDS) for one in both]
    introduction = introducing.propose(first=wishes[0], second=wishes[1], by=cast.organizer, at=AFTER, id=uuid.uuid4())
    sides = introducing.sides_of(introduction)
    for side in sides:
        introducing.say_yes(side=side, way="email", how="one-on-one", by=cast.organizer, at=AFTER)
    for message in Message.objects.filter(about=introduction.pk):
        words = introducing.words_of_introduction(sides, cast.person)
        outbox.release(message, address="ben@example.org", subject=words.subject, body=words.body, at=AFTER)


def _to_go_on_with_another(cast) -> None:
    """One who was asked to follow could not; another has not said yet."""
    for name in ("Noor Khan", "Milan Kos"):
        to = a_role(a_user(name), cast.chapter)
        handover = handovers.propose(relationship=cast.relationship, to=to, reason=WORDS, by=cast.organizer, at=AFTER)
        said = handovers.Said(SaidHow.IN_PERSON, AFTER.date())
        handovers.may_name(handover=handover, said=said, by=cast.organizer, at=AFTER)
        if name == "Noor Khan":
            handovers.decline(handover=handover, words=WORDS, by=to, at=AFTER)


def _met(cast) -> None:
    template = agenda_for(MeetingKind.INTRODUCTORY, cast.chapter)
    meeting = plan(
        relationship=cast.relationship,
        kind=MeetingKind.INTRODUCTORY,
        template=template,
        reason=WORDS,
        by=cast.organizer,
        at=NOW,
    )
    agree_on(meeting, cast, place_words=WORDS)
    _carry_another_ask(cast, meeting)
    Meeting.objects.filter(pk=meeting.pk).update(
        sheet=fill_sheet(
            chapter=cast.chapter,
            version=meeting.guide_version,
            answers={"Q6a": WORDS, "Q11": [WORDS], f"Q11b@{WORDS}": WORDS},
            by=cast.organizer,
            at=NOW,
        )
    )
    entry = DebriefEntry(
        id=uuid.uuid4(),
        held=HeldEntry(began_at=NOW + DAY),
        asks=(
            AskEntry(answer=Answer.YES, words=WORDS, terms=FIRM),
            AskEntry(answer=Answer.COUNTER_OFFER, words=WORDS, terms=VAGUE),
            AskEntry(answer=Answer.NO, words=WORDS),
        ),
        promises=(PromiseEntry(words=WORDS), PromiseEntry(words=WORDS)),
        heard=HeardEntry(version=report_guide_version(cast.chapter), answers={"R1": WORDS, "R3": "Rents"}),
        note=WORDS,
        read_back=WORDS,
        common_ground=WORDS,
        wants_from_us=WORDS,
        none_because={Part.NEXT_STEP: WORDS},
    )
    debrief(meeting=meeting, entry=entry, by=cast.organizer, at=AFTER)
    _written_twice(cast, meeting, entry)
    _what_became_of_it(cast)


def _carry_another_ask(cast, meeting: Meeting) -> None:
    """Not the one that was suggested, and why."""
    menu = list(asks_for(cast.chapter, NOW))
    fits = fits_for(meeting.person_id, menu, chapter=cast.chapter, organizer_id=cast.organizer.pk, at=NOW)
    other = next(ask for ask in menu if fits.stood(ask) not in SUGGESTED)
    carry_asks(meeting=meeting, asks=[other], fits=fits, why=WORDS, by=cast.organizer, at=NOW)


def _written_twice(cast, meeting: Meeting, entry: DebriefEntry) -> None:
    """Another phone wrote about it, too."""
    slip = Slip(
        id=uuid.uuid4(), revision=uuid.uuid4(), kind=EntryKind.DEBRIEF, written_at=AFTER, lines=[("Note", WORDS)]
    )
    take_debrief(meeting=meeting, entry=entry, slip=slip, by=cast.organizer, at=AFTER)


def _what_became_of_it(cast) -> None:
    for commitment in Commitment.objects.all():
        commitment.what = commitment.place = commitment.if_then = WORDS
        commitment.goal = commitment.goal and WORDS
        commitment.save()
        set_up(commitment=commitment, kind=SetUpKind.RIDE, words=WORDS, by=cast.organizer, at=AFTER)
        add_step(commitment=commitment, words=WORDS, by=cast.organizer, at=AFTER)
    vague = Commitment.objects.filter(on__isnull=True).get()
    record_outcome(commitment=vague, kind=OutcomeKind.PARTLY, by=cast.organizer, at=AFTER)
    ask_for_help(commitment=Commitment.objects.filter(on__isnull=False).get(), words=WORDS, at=AFTER)
    keep(promise=Promise.objects.order_by("pk")[0], by=cast.organizer, at=AFTER)


def _asked_around(cast) -> None:
    asked = ask_around(person=cast.person, words=WORDS, by=cast.lead, at=NOW)
    answer(asked=asked, chapter=cast.sibling, is_yes=True, words=WORDS, by=cast.outsider, at=NOW)


def _came_in_a_file(cast) -> None:
    raw = f"Reach ID,Name,Email,Pronouns\n{WORDS},Amina Okafor,amina@example.org,{WORDS}\n"
    bring_in(raw, chapter=cast.chapter, at=NOW)


def _written_to(cast) -> None:
    message = outbox.plan(
        kind="followups.thank_you",
        about=uuid.uuid4(),
        recipient=cast.person.pk,
        by=cast.organizer.pk,
        chapter_id=cast.chapter.pk,
        channel="email",
        due_at=AFTER,
        at=AFTER,
    )
    outbox.release(
        message,
        address="amina@example.org",
        subject=WORDS,
        body=WORDS,
        sender_name=cast.organizer.name,
        reply_to=f"{WORDS}@example.org",
        attachments=[Attachment(name="day.ics", mime="text/calendar", text=WORDS)],
        unsubscribe=f"https://example.org/{WORDS}",
        at=AFTER,
    )


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("letstalk.")]


def foreign_keys_to(target: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Every column of every table that points at this one."""
    return [
        (model, field.name)
        for model in own_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is target
    ]


def where_it_stands(*words: str) -> list[str]:
    """The columns, sealed ones opened, in which any of these words stands: "app.Model.field"."""
    found = set()
    for model in own_models():
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                text = str(getattr(row, field.attname)).casefold()
                if any(word.casefold() in text for word in words):
                    found.add(f"{model._meta.label}.{field.name}")
    return sorted(found)
