"""What a debrief sets down: the parts every one-on-one has, what the two share, what was heard and read back."""

import pytest

from letstalk.commitments.models import Commitment, Promise
from letstalk.commitments.words import Answer
from letstalk.followups.domain.debrief import AskEntry, PromiseEntry
from letstalk.followups.models import FollowUp
from letstalk.guides.queries import agenda_for
from letstalk.guides.words import MeetingKind
from letstalk.kit.refusal import NothingWritten
from letstalk.meetings.models import Debriefed, SetAside
from letstalk.meetings.words import Mode, Part
from letstalk.people.access import notes_of
from letstalk.people.models import Note
from tests.campaign import adopted
from tests.moments import FIRM, agree_on, debriefed, held, planned

pytestmark = pytest.mark.django_db


def test_r005_a_part_there_is_none_of_is_set_aside_with_its_reason_and_nothing_blocks(cast):
    meeting = debriefed(cast, none_because={Part.NEXT_STEP: "She moves away in April."})

    assert [(row.part, row.because) for row in SetAside.objects.filter(meeting=meeting)] == [
        (Part.NEXT_STEP, "She moves away in April.")
    ]


def test_r010_r025_r035_common_ground_read_back_and_what_they_want_are_kept_for_the_author(cast):
    meeting = debriefed(
        cast,
        common_ground="Two grandmothers who ran everything.",
        read_back="“You want the bus to come.” – “I want it to come on time.”",
        wants_from_us="Someone to go with her to the first meeting.",
    )

    kept = Debriefed.objects.get(meeting=meeting)

    assert kept.common_ground == "Two grandmothers who ran everything."
    assert kept.read_back.endswith("“I want it to come on time.”")
    assert kept.wants_from_us == "Someone to go with her to the first meeting."


def test_r035_the_agenda_puts_the_relationship_before_the_task(cast):
    adopted(cast)

    agenda = agenda_for(MeetingKind.INTRODUCTORY, cast.chapter)

    assert [section["key"] for section in agenda.sections] == ["purpose", "connection", "story", "strategy", "ask"]


def test_r018_the_goal_says_how_both_will_know(cast):
    debriefed(cast, asks=(AskEntry(answer=Answer.YES, words="Come?", terms=FIRM),))

    assert Commitment.objects.get().goal == "two come along"


def test_r020_by_phone_is_an_exception_with_a_reason_and_no_penalty(cast):
    slot = agree_on(planned(cast), cast, mode=Mode.PHONE, mode_reason="He works nights.", place_words="")

    assert (slot.mode, slot.mode_reason) == (Mode.PHONE, "He works nights.")
    with pytest.raises(NothingWritten):
        agree_on(planned(cast), cast, mode=Mode.VIDEO, place_words="")


def test_r027_every_follow_up_is_the_organizers_and_none_the_persons(cast):
    held(cast)

    assert set(FollowUp.objects.values_list("organizer", flat=True)) == {cast.organizer.pk}


def test_r032_several_things_can_come_of_one_meeting_owned_by_either_side(cast):
    debriefed(
        cast,
        asks=(AskEntry(answer=Answer.YES, words="Come?", terms=FIRM), AskEntry(answer=Answer.NO, words="Cook?")),
        promises=(PromiseEntry(words="a ride"), PromiseEntry(words="the timetable")),
    )

    assert (Commitment.objects.count(), Promise.objects.count()) == (1, 2)


def test_a_note_from_the_debrief_is_read_by_its_author_and_nobody_else(cast):
    debriefed(cast, note="Only for me.")
    assert Note.objects.count() == 1  # there is something to leak

    readers = (cast.organizer, cast.lead, cast.administrator, cast.outsider)
    read = [[note.text for note in notes_of(user, cast.person)] for user in readers]

    assert read == [["Only for me."], [], [], []]
