"""A file comes in as its preview said, once however often, and can be taken back (b.6, L-1)."""

import io
from datetime import timedelta

import pytest

from letstalk.journal.models import Entry
from letstalk.outbox.models import Suppression
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.importing import NotNow, Yes, begin, discard, pause, understand
from letstalk.people.domain.importing_steps import finish
from letstalk.people.domain.importing_undo import settle, undo, undo_some
from letstalk.people.domain.importing_writing import commit, commit_some
from letstalk.people.domain.notes import jot
from letstalk.people.domain.persons import erase, held_about, move
from letstalk.people.models import (
    Consent,
    Import,
    ImportRow,
    Membership,
    Note,
    OtherNumber,
    Person,
    Relationship,
    Tagging,
    Way,
)
from letstalk.people.queries import has_refused, is_do_not_contact, may_reach
from letstalk.people.sweeps import bring_files_in, forget_files, look_for_duplicates_where_due
from letstalk.people.words import Answer, Doubtful, Purpose, RowState
from tests.factories import a_person, relationship_of
from tests.moments import DAY, NOW
from tests.people.intake.reading import FILES

pytestmark = pytest.mark.django_db

HERE = (Person, Way, Membership, Relationship, Tagging, OtherNumber, Note)


def looked_over(cast, raw, *, by=None, own=False, yes=None, **meant):
    raw = raw.encode() if isinstance(raw, str) else raw
    importing = begin(chapter=cast.chapter, file=io.BytesIO(raw), name="people.csv", by=by, at=NOW)
    targets = [
        meant.get(name, target) for name, target in zip(importing.columns, importing.mapping["targets"], strict=True)
    ]
    return finish(importing=understand(importing=importing, targets=targets, own=own, yes=yes, by=by, at=NOW))


def brought_in(cast, raw, *, doubtful=Doubtful.LEAVE, **kwargs):
    return finish(importing=commit(importing=looked_over(cast, raw, **kwargs), doubtful=doubtful, by=None, at=NOW))


def named_file(name):
    return (FILES / name).read_bytes()


def verdicts(importing):
    names = ("new", "updated", "unchanged", "probable", "refused")
    return tuple(importing.counts.get(name, 0) for name in names)


def standing_rows():
    """Every row about people as it stands, to compare."""
    return {model: set(model.objects.values_list("pk", flat=True)) for model in HERE}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("action-network.csv", (59, 0, 1, 0, 0)),
        ("van-export.zip", (60, 0, 0, 0, 0)),
        ("google-new.csv", (40, 0, 0, 0, 0)),
        ("google-old.csv", (30, 0, 0, 0, 0)),
        ("outlook.csv", (25, 0, 0, 0, 0)),
        ("membership-semicolon.csv", (50, 0, 0, 0, 0)),
        ("nationbuilder.csv", (40, 0, 0, 0, 0)),
        ("phone.vcf", (15, 0, 0, 0, 0)),
        ("names.csv", (20, 0, 0, 0, 0)),
    ],
)
def test_each_file_comes_in_as_its_notes_say_and_the_second_time_nothing_is_new(cast, name, expected):
    before = Person.objects.count()

    first = brought_in(cast, named_file(name))
    second = looked_over(cast, named_file(name))

    assert verdicts(first) == expected
    assert Person.objects.count() == before + expected[0]
    assert verdicts(second) == (0, 0, first.rows, 0, 0)


def test_people_who_are_in_two_files_come_in_once(cast):
    brought_in(cast, named_file("action-network.csv"))

    van, cards = (looked_over(cast, named_file(name)) for name in ("van-export.zip", "phone.vcf"))

    # Told by phone or address; one card is of somebody who is in neither.
    assert verdicts(van) == (40, 20, 0, 0, 0)
    assert verdicts(cards) == (1, 0, 14, 0, 0)


def test_membership_and_nationbuilder_share_twenty_people(cast):
    brought_in(cast, named_file("membership-semicolon.csv"))

    assert verdicts(looked_over(cast, named_file("nationbuilder.csv"))) == (20, 20, 0, 0, 0)


def test_a_preview_writes_nothing_about_anybody(cast):
    before = standing_rows()

    importing = looked_over(cast, named_file("action-network.csv"))
    discard(importing=importing, by=None, at=NOW)

    assert standing_rows() == before
    assert not ImportRow.objects.exists()


def test_b6_whoever_did_not_subscribe_gets_no_list_and_no_texts_and_the_rest_were_not_asked(cast):
    brought_in(cast, named_file("action-network.csv"))

    henri = Person.objects.get(name="Henri Semenowicz")
    assert has_refused(henri, Purpose.PERSONAL, "text")
    assert Consent.objects.filter(purpose=Purpose.LIST, answer=Answer.REFUSED).count() == 6
    assert not Consent.objects.filter(answer=Answer.GRANTED).exists()


def test_b6_a_yes_in_a_file_needs_its_source_its_day_and_its_words(cast):
    yes = Yes(source="sign-up form 2026", words="Send me news by email.")

    brought_in(cast, named_file("action-network.csv"), yes=yes)

    granted = Consent.objects.filter(answer=Answer.GRANTED)
    assert granted.count() == 53
    assert {(line.how, line.words, line.purpose) for line in granted} == {
        ("sign-up form 2026", "Send me news by email.", "list")
    }
    assert granted.order_by("at").first().at.date().isoformat() == "2026-03-01" or granted.first().at == NOW
    # Told to somebody else, so it still waits for their own click.
    assert not any(may_reach(line.person, Purpose.LIST, "email", scope=line.scope, at=NOW).may for line in granted[:3])


def test_l1_who_must_never_be_contacted_is_closed_at_once_and_do_not_call_means_no_texts(cast):
    brought_in(cast, named_file("nationbuilder.csv"))
    brought_in(cast, named_file("membership-semicolon.csv"))

    never = [person for person in Person.objects.all() if is_do_not_contact(person)]
    assert len(never) == 1
    assert Suppression.objects.filter(reason="no_contact").exists()
    no_texts = Consent.objects.filter(purpose=Purpose.PERSONAL, scope="text", answer=Answer.REFUSED)
    no_calls = Consent.objects.filter(purpose=Purpose.PERSONAL, scope="call", answer=Answer.REFUSED)
    assert no_texts.count() == no_calls.count() == 5


def test_a_household_with_one_email_stays_two_people(cast):
    raw = "Name,Email\nRuth Abara,home@example.org\nTom Bell,home@example.org\n"

    importing = brought_in(cast, raw)

    assert verdicts(importing) == (2, 0, 0, 0, 0)
    assert sorted(Way.objects.filter(source="import").values_list("is_shared", flat=True)) == [False, True]


def test_a_name_alone_is_only_a_perhaps_and_is_left_out_until_somebody_says(cast):
    importing = looked_over(cast, "Name,Phone\nAmina Okafor,\nAmina  Okafor,2025550177\n")
    assert verdicts(importing) == (0, 0, 0, 2, 0)
    people = Person.objects.count()

    finish(importing=commit(importing=importing, doubtful=Doubtful.LEAVE, by=None, at=NOW))
    assert Person.objects.count() == people

    brought_in(cast, "Name,Phone\nAmina Okafor,2025550177\n", doubtful=Doubtful.SAME)
    assert Person.objects.count() == people
    assert cast.person.ways.filter(kind="phone").count() == 2

    brought_in(cast, "Name,Email\nAmina Okafor,other@example.org\n", doubtful=Doubtful.ADD)
    assert Person.objects.count() == people + 1


@pytest.mark.parametrize("name", ["Maria Sanots", "Santos Maria", "M. Santos"])
def test_under_one_roof_a_name_written_a_little_otherwise_is_asked_about(cast, name):
    brought_in(cast, "Name,Phone,Address\nMaria Santos,2025550150,12 Mill Lane 20001 Washington\n")

    again = looked_over(cast, f"Name,Phone,Address\n{name},2025550151,12 Mill Lane 20001 Washington\n")

    assert verdicts(again) == (0, 0, 0, 1, 0)


def test_under_one_roof_another_first_name_is_somebody_else(cast):
    raw = "Name,Phone,Address\nMaria Santos,2025550150,12 Mill Lane\nTeo Santos,2025550151,12 Mill Lane\n"

    assert verdicts(looked_over(cast, raw)) == (2, 0, 0, 0, 0)


def test_who_may_be_twice_is_looked_for_once_a_file_has_come_in_and_not_only_at_night(cast):
    a_person(cast.organizer, cast.chapter, "Maria Santos", email="maria.santos@example.org")
    a_person(cast.organizer, cast.chapter, "María Santos", email="maria.santo@example.org")
    assert look_for_duplicates_where_due(at=NOW) == 0

    done_at = brought_in(cast, "Name,Email\nTeo Bell,teo@example.org\n").done_at

    assert look_for_duplicates_where_due(at=done_at) == 1
    assert look_for_duplicates_where_due(at=done_at + timedelta(minutes=1)) == 0


def test_an_organizer_adds_nothing_to_people_they_do_not_see(cast):
    a_person(cast.lead, cast.chapter, "Hidden Person", email="hidden@example.org")

    importing = looked_over(cast, "Name,Email\nHidden Person,hidden@example.org\n", by=cast.organizer, own=True)

    assert verdicts(importing) == (0, 0, 0, 0, 1)
    assert ImportRow.objects.get().reason == "taken"


def test_h2_somebody_who_was_forgotten_does_not_come_back_with_a_file(cast):
    erase(cast.person, at=NOW)

    importing = looked_over(cast, "Name,Email\nAmina Okafor,amina@example.org\n")

    assert ImportRow.objects.get(importing=importing).reason == "forgotten"


def test_notes_come_in_for_the_organizer_alone_and_a_formula_stays_words(cast):
    importing = brought_in(cast, named_file("nationbuilder.csv"), by=cast.organizer, own=True)

    note = Note.objects.get()
    assert (note.text, note.author) == ('=HYPERLINK("http://example.com")', cast.organizer)
    assert Relationship.objects.filter(organizer=cast.organizer).count() == 1 + importing.counts["new"]


def test_taking_back_leaves_everything_as_it_was_updates_included(cast):
    known = brought_in(cast, "Name,Email\nHenri,henri.semenowicz0@example.org\n")
    before = standing_rows()

    importing = brought_in(cast, named_file("action-network.csv"))
    assert Person.objects.get(name_folded="henri semenowicz")
    finish(importing=undo(importing=importing, by=None, at=NOW + DAY))

    assert standing_rows() == before
    assert Person.objects.get(pk=ImportRow.objects.get(importing=known).person_id).name == "Henri"
    importing.refresh_from_db()
    assert importing.state == "undone"
    assert not ImportRow.objects.filter(importing=importing, state=RowState.ASKED).exists()


def test_taking_back_asks_about_what_was_changed_since_and_keeps_whom_one_has_met(cast):
    brought_in(cast, "Name,Email\nSol,sol@example.org\n")
    importing = brought_in(
        cast, "Name,Email\nSol Reyes,sol@example.org\nRuth Abara,r@example.org\nTom Bell,t@example.org\nMia Ro,\n"
    )
    sol, ruth, tom = (Person.objects.get(name=name) for name in ("Sol Reyes", "Ruth Abara", "Tom Bell"))
    for person, name in ((sol, "Soledad Reyes"), (ruth, "Ruth A. Abara")):
        person.name = name
        person.save()
    link_to(cast, tom)

    finish(importing=undo(importing=importing, by=None, at=NOW))

    asked = {row.person_id: row for row in ImportRow.objects.filter(importing=importing, state=RowState.ASKED)}
    assert {id: row.before for id, row in asked.items()} == {
        sol.pk: {"name": ["Sol", "Sol Reyes"]},
        ruth.pk: {"person": ["name"]},
        tom.pk: {"met": True},
    }
    assert not Person.objects.filter(name="Mia Ro").exists()
    settle(row=asked[sol.pk], back=["name"], by=None, at=NOW)
    settle(row=asked[ruth.pk], back=["person"], by=None, at=NOW)
    with pytest.raises(NotNow):
        settle(row=asked[tom.pk], back=["person"], by=None, at=NOW)
    settle(row=asked[tom.pk], back=[], by=None, at=NOW)
    assert Person.objects.get(pk=sol.pk).name == "Sol"
    assert not Person.objects.filter(pk=ruth.pk).exists()
    assert ImportRow.objects.get(pk=asked[tom.pk].pk).state == RowState.KEPT


def link_to(cast, person):
    from letstalk.people.domain.links import make_link
    from letstalk.people.domain.relationships import take_on

    relationship = take_on(person=person, chapter=cast.chapter, organizer=cast.organizer, by=None, at=NOW)
    make_link(relationship=relationship, by=cast.organizer, at=NOW)


def test_a_no_that_came_with_a_file_stays_and_a_yes_taken_back_since_is_not_revived(cast):
    yes = Yes(source="form", on="2026-01-01", words="News please")
    raw = "Email,First_name,Last_name,can2_subscription_status,can2_sms_status\namina@example.org,Amina,Okafor,{},{}\n"
    importing = brought_in(cast, raw.format("subscribed", "unsubscribed"), yes=yes)
    assert Consent.objects.filter(person=cast.person, answer=Answer.GRANTED).count() == 1
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.LIST,
        scope="news",
        answer=Answer.WITHDRAWN,
        how="own page",
        words="",
        by=None,
        at=NOW,
    )

    finish(importing=undo(importing=importing, by=None, at=NOW))

    assert has_refused(cast.person, Purpose.PERSONAL, "text")
    assert has_refused(cast.person, Purpose.LIST, "news")


def test_after_thirty_days_the_rows_are_forgotten_and_it_cannot_be_taken_back(cast):
    importing = brought_in(cast, named_file("names.csv"))
    long_after = importing.done_at + timedelta(days=31)

    assert forget_files(at=long_after) == 1

    assert not ImportRow.objects.exists()
    importing.refresh_from_db()
    assert (importing.file_name, importing.counts["new"]) == ("", 20)
    with pytest.raises(NotNow):
        undo(importing=importing, by=None, at=long_after)


def test_it_goes_on_after_a_crash_at_the_row_where_it_stopped(cast, monkeypatch):
    rows = "".join(f"Person Number{n},p{n}@example.org\n" for n in range(1200))
    importing = commit(importing=looked_over(cast, "Name,Email\n" + rows), by=None, at=NOW)
    commit_some(importing=importing, at=NOW)

    def crash(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("letstalk.people.domain.importing_writing.Batch._mark", crash)
        with pytest.raises(KeyboardInterrupt):
            commit_some(importing=importing, at=NOW)
    assert Person.objects.filter(source="import").count() == 500

    finish(importing=Import.objects.get(pk=importing.pk))

    assert Person.objects.filter(source="import").count() == 1200
    done = finish(importing=undo(importing=Import.objects.get(pk=importing.pk), by=None, at=NOW))
    assert Person.objects.filter(source="import").count() == 0
    assert undo_some(importing=done, at=NOW).state == "undone"


def test_a_paused_file_waits_and_the_sweep_takes_the_others_on(cast):
    paused, going = (
        begin(chapter=cast.chapter, file=io.BytesIO(b"Name,Email\nRuth Abara,r@example.org\n"), by=None, at=NOW)
        for _unused in range(2)
    )
    paused = pause(importing=understand(importing=paused, by=None, at=NOW), by=None, at=NOW)
    understand(importing=going, by=None, at=NOW)

    bring_files_in(at=NOW)

    assert [Import.objects.get(pk=one.pk).state for one in (paused, going)] == ["checking", "checked"]


def test_a_form_sent_twice_is_one_import_and_what_its_columns_meant_is_remembered(cast):
    raw = b"Name,Zodiac\nRuth Abara,leo\n"
    first = begin(chapter=cast.chapter, file=io.BytesIO(raw), by=None, at=NOW)
    again = begin(id=first.pk, chapter=cast.chapter, file=io.BytesIO(raw), by=None, at=NOW)
    assert again.pk == first.pk
    understand(importing=first, targets=["full", "tags"], by=None, at=NOW)

    later = begin(chapter=cast.chapter, file=io.BytesIO(raw), by=None, at=NOW + DAY)

    assert later.mapping["targets"] == ["full", "tags"]


def test_a_file_without_names_or_with_two_whole_names_is_asked_about(cast):
    importing = begin(chapter=cast.chapter, file=io.BytesIO(b"Email,Phone\nr@example.org,\n"), by=None, at=NOW)

    for targets in (["email", "phone"], ["full", "full"], ["full"], ["full", "nonsense"]):
        with pytest.raises(Exception, match=r"\."):
            understand(importing=importing, targets=targets, by=None, at=NOW)


def test_erasing_forgets_the_row_and_merging_keeps_it_from_being_taken_back(cast):
    importing = brought_in(cast, "Name,Email\nAmina Okafor,amina@example.org\nRuth Abara,r@example.org\n")
    ruth = Person.objects.get(name="Ruth Abara")
    assert {"row of a file"} <= {one["what"] for one in held_about(ruth)}

    move(ruth, cast.person, at=NOW)
    finish(importing=undo(importing=importing, by=None, at=NOW))
    assert cast.person.ways.filter(kind="email").count() == 2

    erase(cast.person, at=NOW)
    assert not ImportRow.objects.filter(person=cast.person).exists()


def test_every_person_who_came_in_stands_in_the_journal(cast):
    importing = brought_in(cast, named_file("names.csv"))

    lines = Entry.objects.filter(kind="people.person_added", details__import=str(importing.pk))
    assert lines.count() == 20


def test_a_note_written_since_keeps_a_person_from_being_removed(cast):
    importing = brought_in(cast, "Name\nRuth Abara\n", by=cast.organizer, own=True)
    ruth = Person.objects.get(name="Ruth Abara")
    jot(relationship=relationship_of(ruth, cast.organizer), text="Likes tea", by=cast.organizer, at=NOW)

    finish(importing=undo(importing=importing, by=cast.organizer, at=NOW))

    assert ImportRow.objects.get(person=ruth).before == {"person": ["notes"]}
