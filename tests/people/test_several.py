"""Adding several: one person a line, name, phone and email in any order, whatever stands between them."""

import uuid

import pytest

from letstalk.journal.models import Entry
from letstalk.people.domain.several import MOST_LINES, TooMany, add_several, compare_with_chapter, read_lines
from letstalk.people.models import Person, Relationship
from letstalk.people.queries import ways_of
from tests.factories import AT

AMINA = ("Amina Okafor", "amina@example.org", "+12025550143")


def read(text, region="US"):
    return [(line.name, line.email, line.phone) for line in read_lines(text, region) if not line.problem]


def problems(text, region="US"):
    return [line.problem for line in read_lines(text, region) if line.problem]


@pytest.mark.parametrize(
    "line",
    [
        "Amina Okafor, 202-555-0143, amina@example.org",
        "Amina Okafor\t(202) 555-0143\tamina@example.org",
        "amina@example.org; Amina Okafor; +1 202 555 0143",
        "Amina Okafor amina@example.org 2025550143",
        "202.555.0143 Amina Okafor amina@example.org",
        "2025550143 amina@example.org Amina Okafor",
        "Amina 202 555 0143 Okafor amina@example.org",
        '"Amina Okafor" <amina@example.org>, 202 555-0143',
        "Amina Okafor (amina@example.org) (202) 555-0143",
        "Amina Okafor,,202-555-0143,,amina@example.org,,",
        "  Amina   Okafor ;202/555/0143;mailto:amina@example.org",
        "\u202aAmina Okafor\u202c,\u200e+12025550143,\u200famina@example.org",
        "Amina Okafor، ٢٠٢-٥٥٥-٠١٤٣، amina@example.org",
        "+1(202)555-0143,amina@example.org.,Amina Okafor",
        "1. Amina Okafor, 202-555-0143, amina@example.org".removeprefix("1. "),
    ],
)
def test_name_phone_and_email_are_found_in_any_order(line):
    assert read(line) == [AMINA]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Amina", "Amina"),
        ("محمد عبد الله", "محمد عبد الله"),
        ("李明", "李明"),
        ("Ngũgĩ wa Thiong’o", "Ngũgĩ wa Thiong’o"),
        ("🌻 Sol", "🌻 Sol"),
        ("👩🏽‍🌾", "👩🏽‍🌾"),
        ("Okafor, Amina", "Okafor Amina"),
        ("X Æ A-12", "X Æ A-12"),
        ("Elizabeth 2", "Elizabeth 2"),
        ("Class of 1999", "Class of 1999"),
        ("Anne-Marie O'Neil (Annie)", "Anne-Marie O'Neil (Annie)"),
        ("n" * 200, "n" * 200),
    ],
)
def test_a_line_may_hold_just_a_name_in_any_script(line, name):
    assert read(line) == [(name, "", "")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("שרה לוי, 202-555-0143", ("שרה לוי", "", "+12025550143")),
        ("🌻 Sol sol@example.org", ("🌻 Sol", "sol@example.org", "")),
        ("+44 7700 900123 Ewan", ("Ewan", "", "+447700900123")),
        ("Ewan 0114 496 0123", None),
    ],
)
def test_lines_without_one_of_the_three(line, expected):
    assert read(line) == ([expected] if expected else [])


def test_a_number_without_plus_is_read_as_in_the_chapters_country():
    assert read("Ewan 0114 496 0123", region="GB") == [("Ewan", "", "+441144960123")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("202-555-0143", "no name"),
        ("amina@example.org", "no name"),
        (",;", "no name"),
        ("Amina amina@", "does not look like an email"),
        ("Amina @amina", "does not look like an email"),
        ("Amina 12345", "does not look like a phone"),
        ("Amina 555-0143", "does not look like a phone"),
        ("Amina 202-555-0143 ext. 12", "extension"),
        ("Amina a@example.org b@example.org", "two emails"),
        ("Amina 202-555-0143, 202-555-0144", "two phones"),
        ("n" * 201, "longer than we can keep"),
        ("--- ---", "Write a name"),
    ],
)
def test_what_cannot_be_understood_is_said_kindly_beside_its_line(line, said):
    [problem] = problems(line)

    assert said in problem
    assert "rror" not in problem
    assert "nvalid" not in problem


def test_empty_lines_are_passed_over_and_numbers_are_those_of_the_text():
    lines = read_lines("Amina\n\n   \nBen\r\nCleo\u2028Dina", "US")

    assert [(line.number, line.name) for line in lines] == [(1, "Amina"), (4, "Ben"), (5, "Cleo"), (6, "Dina")]
    assert lines[0].text == "Amina"


def test_an_address_on_two_lines_is_pointed_out_on_the_second():
    [problem] = problems("Amina amina@example.org\nBen\nAlso Amina AMINA@example.org")

    assert "line 1" in problem


def test_more_lines_than_can_be_added_at_once_are_refused():
    assert len(read_lines("Maria\n" * MOST_LINES, "US")) == MOST_LINES

    with pytest.raises(TooMany) as refused:
        read_lines("Maria\n" * (MOST_LINES + 1), "US")

    assert refused.value.field == "lines"


def test_a_preview_points_out_whom_the_chapter_has_already(cast, django_assert_num_queries):
    lines = read_lines("Ben, amina@example.org\nCleo, 202 555 0143\nDina, dina@example.org", "US")

    with django_assert_num_queries(1):
        compared = compare_with_chapter(lines, chapter=cast.chapter)

    assert [bool(line.problem) for line in compared] == [True, True, False]
    assert "email" in compared[0].problem
    assert "phone" in compared[1].problem
    assert not any(line.problem for line in compare_with_chapter(lines, chapter=cast.sibling))


def add(cast, text, entry):
    lines = read_lines(text, "US")
    return add_several(lines=lines, chapter=cast.chapter, by=cast.organizer, at=AT, entry=entry)


def names():
    return sorted(Person.objects.exclude(name="Amina Okafor").values_list("name", flat=True))


def test_lines_without_a_problem_are_added_and_the_others_left(cast):
    several = add(cast, "Ben ben@example.org\n202-555-0155\nCleo\nDina amina@example.org", uuid.uuid4())

    assert [person.name for person in several.added] == ["Ben", "Cleo"]
    assert [(line.number, bool(line.problem)) for line in several.left] == [(2, True), (4, True)]
    assert names() == ["Ben", "Cleo"]
    assert Relationship.objects.filter(organizer=cast.organizer, person__in=several.added).count() == 2
    assert ways_of(several.added[0]).get().source == "list"


def test_the_same_list_sent_twice_adds_everyone_once(cast):
    entry = uuid.uuid4()
    first = add(cast, "Ben ben@example.org\nMaria\nMaria", entry)

    second = add(cast, "Ben ben@example.org\nMaria\nMaria", entry)

    assert first.added == second.added
    assert names() == ["Ben", "Maria", "Maria"]


def test_a_corrected_list_sent_again_adds_only_what_is_new(cast):
    entry = uuid.uuid4()
    add(cast, "Ben\nCleo cleo@", entry)

    several = add(cast, "Zoe\nBen\nCleo cleo@example.org", entry)

    assert [person.name for person in several.added] == ["Zoe", "Ben", "Cleo"]
    assert names() == ["Ben", "Cleo", "Zoe"]


def test_another_list_may_hold_the_same_names(cast):
    add(cast, "Maria", uuid.uuid4())
    add(cast, "Maria", uuid.uuid4())

    assert names() == ["Maria", "Maria"]


def test_a_list_is_added_wholly_or_not_at_all(cast, monkeypatch):
    lines = read_lines("Ben\nCleo", "US")
    calls = iter([None])
    monkeypatch.setattr("letstalk.people.domain.several.record", lambda *_said, **_more: next(calls) or 1 / 0)

    with pytest.raises(ZeroDivisionError):
        add_several(lines=lines, chapter=cast.chapter, by=cast.organizer, at=AT, entry=uuid.uuid4())

    assert names() == []


def test_the_journal_knows_how_many_and_no_name(cast):
    entry = uuid.uuid4()
    add(cast, "Ben ben@example.org\n12345", entry)

    assert Entry.objects.get(kind="people.several_added").details == {"entry": str(entry), "added": 1, "left": 1}
    assert "Ben" not in str(list(Entry.objects.values()))
