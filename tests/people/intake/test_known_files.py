"""The files organizers really export are recognised and read as they mean to be (files/NOTES.md)."""

from collections import Counter

import pytest

from tests.people.intake.reading import FILES, read_named

LAYOUTS = {
    "action-network.csv": ("action_network", 60),
    "van-export.zip": ("van", 60),
    "google-new.csv": ("google", 40),
    "google-old.csv": ("google_old", 30),
    "outlook.csv": ("outlook", 25),
    "membership-semicolon.csv": ("actionkit", 50),
    "nationbuilder.csv": ("nationbuilder", 40),
    "phone.vcf": ("vcard", 15),
    "names.csv": ("other", 20),
}


def remarks(whole):
    return Counter(remark for one in whole.people for remark in one.remarks)


def answers(whole):
    return Counter(no for one in whole.people for no in one.no)


@pytest.mark.parametrize(("name", "layout"), LAYOUTS.items())
def test_each_file_is_recognised_and_every_row_of_it_can_come_in(name, layout):
    whole = read_named(name)

    assert (whole.layout.key, len(whole.people), whole.problems) == (*layout, {})


def test_action_network_tells_who_wants_no_letters_and_no_texts_and_its_zip_codes_are_mended():
    whole = read_named("action-network.csv")

    assert answers(whole) == {"list": 6, "texts": 15}
    assert remarks(whole) == {"zip_mended": 3}
    assert {len(one.number) for one in whole.people} == {36}
    assert whole.people[1].tags == ["march", "housing"]
    assert whole.people[0].pronouns == "she/her"


def test_row_12_of_action_network_is_row_11_in_other_letters():
    eleven, twelve = read_named("action-network.csv").people[9:11]

    assert eleven.number == twelve.number
    assert eleven.name.casefold() == twelve.name.casefold() != eleven.name


def test_van_writes_utf_16_with_tabs_into_a_zip_and_party_and_age_are_not_kept():
    whole = read_named("van-export.zip")

    kept = {name for name, target in zip(whole.columns, whole.targets, strict=True) if target}

    assert "Pref Phone " in kept
    assert not kept & {"Party", "Age", "Sex", "PrecinctName", "Latitude", "Longitude"}
    assert whole.people[0].name == "Claude Martinez"
    assert whole.people[0].phones == ["+12125550138"]


def test_google_writes_several_values_in_one_cell_and_its_labels_are_tags():
    whole = read_named("google-new.csv")

    hilda = whole.people[0]
    assert (hilda.name, hilda.note) == ("Hilda", 'met at the "library", said\nshe paints')
    assert {tag for one in whole.people for tag in one.tags} == {"Huddle"}
    assert any(len(one.phones) > 1 or len(one.emails) > 1 for one in whole.people) == any(
        " ::: " in cell and ("@" in cell or "555" in cell) for row in whole.rows for cell in row.cells
    )
    assert not any(one.said_yes or one.no for one in whole.people)


def test_outlook_writes_windows_1252():
    whole = read_named("outlook.csv")

    assert {one.note for one in whole.people} == {"né à Orléans; préfère le téléphone"}
    assert "Benoît Legrand" in [one.name for one in whole.people]


def test_the_membership_list_has_semicolons_months_before_days_and_five_who_want_no_calls():
    whole = read_named("membership-semicolon.csv")

    assert set(whole.dates.values()) == {"mdy"}
    assert answers(whole) == {"calls": 5}
    assert [one.since for one in whole.people[-2:]] == ["2024-01-21", "2024-02-22"]
    assert remarks(whole)["zip_mended"] == sum(len(row.cells[8]) == 4 for row in whole.rows)


def test_nationbuilder_names_one_who_must_never_be_contacted_and_an_empty_box_is_no_answer():
    whole = read_named("nationbuilder.csv")

    assert answers(whole) == {"contact": 1}
    assert [one.note for one in whole.people if one.note.startswith("=")] == ['=HYPERLINK("http://example.com")']
    assert whole.people[0].tags == ["tenant", "night shift", "march"]


def test_cards_of_two_versions_with_folded_lines_and_grouped_properties_are_read():
    whole = read_named("phone.vcf")

    assert {one.note for one in whole.people} == {
        "long line that is folded because it is longer than seventy-five oct ets, with a comma and a\nline break"
    }
    assert all(one.emails for one in whole.people)


def test_names_stay_exactly_as_they_are_written():
    lines = (FILES / "names.csv").read_text(encoding="utf-8").splitlines()[1:]
    written = [line.rpartition(",")[0].strip('"').strip() for line in lines]

    assert [one.name for one in read_named("names.csv").people] == written
