"""Every verb of the room leaves one line in the journal, and no line holds a word about anyone."""

import json
import uuid
from datetime import timedelta

from letstalk.journal.models import CODE, Entry
from letstalk.people.access import link_or_404
from letstalk.people.domain import (
    adding,
    codes,
    consent,
    links,
    notes,
    organization,
    organizers,
    persons,
    relationships,
    requests,
    several,
    stages,
    tags,
    ways,
)
from letstalk.people.models import Membership, Role
from letstalk.people.queries import ways_of
from tests.factories import AT, a_user

LATER = AT + timedelta(days=1)
WORDS = [
    "Amina",
    "Okafor",
    "Ben",
    "Cleo",
    "@",
    "0143",
    "sings",
    "buses",
    "gladly",
    "moved",
    "Riverside",
    "Rosa",
    "north",
]


def do_everything(cast):
    by, at = cast.organizer, LATER
    about = {"person": cast.person, "chapter": cast.chapter, "by": by, "at": at}
    organization.rename(chapter=cast.chapter, name="Riverside North", by=by, at=at)
    organization.change_settings(
        chapter=cast.chapter, word="north", zone="Europe/London", region="GB", language="en", by=by, at=at
    )
    adding.change_person(person=cast.person, name="Amina O.", by=by, at=at)
    ways.add_way(kind="email", value="second@example.org", **about)
    ways.end_way(way=ways_of(cast.person).get(kind="phone"), by=by, at=at)
    tagging = tags.tag(kind="issue", name="buses", **about)
    tags.untag(tagging=tagging, by=by, at=at)
    stages.raise_to(stage="connected", **about)
    note = notes.jot(relationship=cast.relationship, text="sings", by=by, at=at)
    notes.tear_up(note=note, by=by, at=at)
    consent.record_answer(purpose="photo", answer="granted", how="met", words="gladly", **about)
    consent.stop_everything(how="met", words="I moved", **about)
    consent.resume_contact(how="met", words="gladly again", **about)
    several.add_several(
        lines=several.read_lines("Ben ben@example.org\nCleo", "US"),
        chapter=cast.chapter,
        by=by,
        at=at,
        entry=uuid.uuid4(),
    )
    request = requests.ask_for(relationship=cast.relationship, kind="correct", words="I moved", at=at)
    requests.settle(request=request, by=by, at=at)
    relationships.set_cadence(relationship=cast.relationship, every_days=21, by=by, at=at)
    link = link_or_404(cast.link_token, at)
    codes.make_code(link=link, at=at)
    links.revoke(link=link, by=by, at=at)
    organizers.become_organizer(person=cast.person, user=a_user(), chapter=cast.chapter, by=by, at=at)
    organization.end_role(role=Role.objects.get(user=cast.lead), by=by, at=at)
    relationships.end(relationship=cast.relationship, by=by, at=at)
    relationships.leave(membership=Membership.objects.get(person=cast.person), by=by, at=at)
    persons.erase(cast.person, by=by, at=at)


def test_every_verb_leaves_a_line_with_who_and_when(cast):
    do_everything(cast)

    lines = Entry.objects.filter(kind__startswith="people.")
    assert set(lines.filter(at=LATER).values_list("kind", flat=True)) >= {
        "people.became_organizer",
        "people.cadence_set",
        "people.chapter_changed",
        "people.chapter_renamed",
        "people.code_made",
        "people.consent_answered",
        "people.erased",
        "people.link_revoked",
        "people.note_jotted",
        "people.note_torn_up",
        "people.person_added",
        "people.person_changed",
        "people.request_settled",
        "people.asked_for",
        "people.relationship_ended",
        "people.role_ended",
        "people.left",
        "people.several_added",
        "people.stage_changed",
        "people.tagged",
        "people.untagged",
        "people.way_added",
        "people.way_ended",
    }
    assert set(lines.filter(at=LATER).exclude(by=None).values_list("by", flat=True)) == {cast.organizer.pk}


def test_no_line_of_the_journal_holds_a_word_about_anyone(cast):
    do_everything(cast)

    for details in Entry.objects.values_list("details", flat=True):
        said = json.dumps(details, ensure_ascii=False)
        assert [word for word in WORDS if word in said] == []
        for value in details.values():
            assert isinstance(value, bool | int | None) or CODE.fullmatch(value)


def test_doing_something_twice_leaves_one_line(cast):
    before = Entry.objects.count()

    relationships.take_on(
        person=cast.person, chapter=cast.chapter, organizer=cast.organizer, by=cast.organizer, at=LATER
    )
    stages.raise_to(person=cast.person, chapter=cast.chapter, stage="prospective", by=None, at=LATER)

    assert Entry.objects.count() == before
