"""The registry test: whatever table points at a person, merging, erasing and telling what is kept all reach it.

A new table with a foreign key to Person fails here until it is covered, and so does a new sealed column.
"""

import uuid

import pytest

from letstalk.commitments.models import AskMade, Commitment, Promise
from letstalk.followups.models import Contact, FollowUp, Handover, IntroductionSide, Pairing
from letstalk.journal.models import Entry
from letstalk.kit.sealed import SealedText
from letstalk.meetings.models import Meeting
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.people.models import (
    Bond,
    BulkEditRow,
    Consent,
    CustomValue,
    ImportRow,
    InTouch,
    InvitedToOrganize,
    LikelyPair,
    Membership,
    Merge,
    Note,
    OtherNumber,
    Person,
    PersonRequest,
    Relationship,
    Said,
    Tagging,
    TakenOutRow,
    Way,
)
from letstalk.reports.models import ToldBack, WallLine
from letstalk.stewardship.domain.erase import erase_person, held_about
from letstalk.stewardship.domain.merge import merge
from tests.factories import a_person
from tests.stewardship.known_person import AFTER, NOW, WORDS, foreign_keys_to, live_through, own_models, where_it_stands

pytestmark = pytest.mark.django_db

TOLD_AS = {
    ToldBack: "what we heard",
    WallLine: "line on the wall",
    Way: "way",
    Membership: "membership",
    Relationship: "relationship",
    Consent: "answer",
    Tagging: "tag",
    Said: "said",
    CustomValue: "field",
    Note: "note",
    PersonRequest: "request",
    InvitedToOrganize: "invited to organize",
    OtherNumber: "number elsewhere",
    ImportRow: "row of a file",
    TakenOutRow: "file taken out",
    InTouch: "asked around",
    LikelyPair: "likely pair",
    Bond: "bond",
    BulkEditRow: "changed with others",
    Merge: "merged entry",
    Meeting: "one-on-one",
    AskMade: "ask",
    Commitment: "commitment",
    Promise: "promise to you",
    Contact: "contact",
    FollowUp: "follow-up",
    Pairing: "pairing",
    IntroductionSide: "introduction",
    Handover: "handover",
}
NOT_TOLD_BY_ITSELF = {}
# Sealed, but about the installation or those who sign in, and not about a person one meets.
NOT_ABOUT_A_PERSON = {
    "kit.KeyProof.phrase",
    "accounts.User.email",
    "outbox.Route.url",
    "outbox.Gateway.url",
    # An organizer's own story, a chapter's own strategy, and questions being written.
    "campaigns.Story.title",
    "campaigns.Story.words",
    "campaigns.Story.bridge",
    "campaigns.StrategyCard.words",
    "guides.DraftStep.body",
    # What somebody answered without an account; whose it is, is known nowhere.
    "reports.SelfSurvey.answers",
    # One of three codes for oneself: who spoke more. It is counted after erasing, as the one-on-one is.
    "meetings.Debriefed.spoke",
    # A letter to a whole list, and where a group talks online.
    "people.Mailing.subject",
    "people.Mailing.body",
    "people.SocialSpace.link",
    # What a file of many people is called, and what its columns mean.
    "people.Import.file_name",
    "people.Import.columns",
    "people.Import.mapping",
    # What a chapter tells on its calls.
    "followups.News.words",
    "meetings.Hours.place_words",
    "meetings.BusyCalendar.name",
    "meetings.BusyCalendar.address",
    "meetings.BusyCalendar.username",
    "meetings.BusyCalendar.password",
    "outbox.Message.sender_name",
}
TOLD = (WORDS, "Amina", "Okafor", "amina@example.org", "+12025550143")


def test_the_person_of_these_tests_is_in_every_table_that_points_at_people(cast):
    person = live_through(cast)

    empty = [model._meta.label for model, name in foreign_keys_to(Person) if not _rows(model, name, person)]

    assert empty == []


def test_the_person_of_these_tests_has_words_in_every_sealed_column(cast):
    live_through(cast)

    sealed = {
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedText)
    }

    assert sealed - set(where_it_stands(*TOLD)) == NOT_ABOUT_A_PERSON


def test_b1_after_erasing_nothing_that_was_said_or_written_stands_anywhere(cast):
    """The state Erased: nothing identifying remains, only totals; scanned in every column of every table."""
    person = live_through(cast)
    assert len(where_it_stands(*TOLD)) > 20

    erase_person(person=person, by=cast.organizer, at=AFTER)

    assert where_it_stands(*TOLD) == []


def test_b1_what_went_out_to_both_of_two_entries_is_forgotten_with_the_one_that_stays(cast):
    """A message about one thing stands once for each recipient, so the merged entry keeps its own copy."""
    first, other = cast.person, a_person(cast.organizer, cast.chapter, "A. Okafor", email="okafor@example.org")
    about = uuid.uuid4()
    for person, address in ((first, "amina@example.org"), (other, "okafor@example.org")):
        message = outbox.plan(
            kind="people.letter",
            about=about,
            recipient=person.pk,
            by=cast.lead.pk,
            chapter_id=cast.chapter.pk,
            channel="email",
            due_at=NOW,
            at=NOW,
        )
        outbox.release(
            message, address=address, subject=WORDS, body=WORDS, sender_name="Riverside", reply_to="", at=NOW
        )
    Message.objects.update(state="sent")
    merge(from_=first, to=other, by=cast.organizer, at=AFTER)
    assert sum(row["what"] == "message" for row in held_about(other)) == 2

    erase_person(person=other, by=cast.organizer, at=AFTER)

    assert where_it_stands(WORDS, "amina@example.org", "okafor@example.org") == []


def test_b1_after_erasing_the_totals_are_what_they_were(cast):
    person = live_through(cast)
    counted = (Meeting, Commitment, Promise, AskMade, Contact, Relationship, Consent)
    before = [model.objects.count() for model in counted]

    erase_person(person=person, by=cast.organizer, at=AFTER)

    assert [model.objects.count() for model in counted] == before


def test_erasing_twice_is_erasing_once(cast):
    person = live_through(cast)
    erase_person(person=person, by=cast.organizer, at=AFTER)

    erase_person(person=person, by=cast.organizer, at=AFTER)

    assert Entry.objects.filter(kind="people.erased", about=person.pk).count() == 1


def test_after_erasing_nothing_goes_out_to_them_any_more(cast):
    person = live_through(cast)

    erase_person(person=person, by=None, at=AFTER)

    states = set(Message.objects.filter(recipient=person.pk).values_list("state", flat=True))
    assert states == {"withdrawn"}


def test_the_journal_keeps_who_erased_and_when_and_no_word(cast):
    person = live_through(cast)

    erase_person(person=person, by=cast.organizer, at=AFTER)

    entry = Entry.objects.get(kind="people.erased")
    assert (entry.about, entry.by, entry.at) == (person.pk, cast.organizer.pk, AFTER)


def test_after_merging_no_column_of_any_table_points_at_the_first_row(cast):
    first = live_through(cast)
    other = a_person(cast.organizer, cast.chapter, "A. Okafor")

    merge(from_=first, to=other, by=cast.organizer, at=AFTER)

    left = [model._meta.label for model, name in foreign_keys_to(Person) if _rows(model, name, first)]
    assert left == []
    assert not Message.objects.filter(recipient=first.pk).exists()


def test_whoever_asks_is_told_of_every_table(cast):
    person = live_through(cast)

    told = {row["what"] for row in held_about(person)}

    tables = {model for model, _name in foreign_keys_to(Person)}
    assert tables - set(TOLD_AS) - set(NOT_TOLD_BY_ITSELF) == set()
    assert set(TOLD_AS.values()) - told == set()
    assert {"message", "rhythm", "stand-in", "answer by calendar"} <= told


def test_a_foreign_key_from_room_to_room_is_looked_up_from_above_only():
    """No look-up string reaches upward where the import contracts cannot see it."""
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]
        if field.is_relation
        and field.related_model._meta.app_label != model._meta.app_label
        and not field.remote_field.hidden
    ]

    assert upward == []


def _rows(model, name: str, person: Person) -> bool:
    return model._default_manager.filter(**{name: person}).exists()
