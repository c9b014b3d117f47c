"""Charts: well-formed SVG with a title and a sentence, the same as a table, no formula in it, nobody in a loop."""

import xml.etree.ElementTree as ET

import pytest

from letstalk.graphics.pictures import png
from letstalk.kit.shares import Share
from letstalk.reports.charts.canvas import Chart, as_file, marks
from letstalk.reports.charts.pace import Pace, PaceWords, pace_chart
from letstalk.reports.charts.rows import Row, ShareRow, bars_chart, shares_chart
from letstalk.reports.charts.snowflake import Flake, generations, snowflake_chart
from letstalk.reports.charts.weeks import Column, weeks_chart
from letstalk.reports.measures.forecast import Known, fan

FLAKE = Flake(
    organizers={1: "Rosa & Co", 2: "Marcus", 3: "Dana", 4: ""},
    developed_by={2: 1, 3: 2},
    people={1: 3, 2: 60},
)


def pace() -> Chart:
    known = Known(goal=60, held_so_far=31, day=48, length=100, invited=40, agreed=30, due=30, held=24, a_week=5)
    return pace_chart(
        Pace(length=100, goal=60, held=[(0, 0), (24, 12), (48, 31)], ahead=fan(known)),
        PaceWords("Pace <1>", "31 held", "day 0", "31 held, day 48", "goal 60", ["day", "held", "line", "m", "l", "h"]),
    )


def charts() -> list[Chart]:
    return [
        pace(),
        bars_chart("road", "Road", "It leaks.", [Row("Invited", 64), Row("=Held", 0)], head=["step", "number"]),
        shares_chart(
            "through",
            "Follow-through",
            "Half.",
            [ShareRow("Done", Share(4, 9)), ShareRow("Came", Share(1, 2))],
            head=["what", "number", "of", "low", "high"],
            too_few="too few to say",
        ),
        weeks_chart("voices", "Voices", "New.", [Column("1 June", 2, 3)], names=("new", "again"), head=["w", "n", "a"]),
        snowflake_chart(FLAKE, title="Who", finding="Three.", more="+%(number)s", head=["who", "gen", "dev", "people"]),
    ]


@pytest.mark.parametrize("chart", charts(), ids=lambda chart: chart.key)
def test_each_chart_is_well_formed_and_says_what_it_shows(chart):
    inside = ET.fromstring(chart.svg)
    alone = ET.fromstring(as_file(chart))

    assert inside.attrib["role"] == "img"
    assert [child.text for child in inside[:2]] == [chart.title, chart.finding]
    assert {child.attrib.get("id") for child in alone[:2]} == {"title", "says"}
    assert all(len(row) == len(chart.head) for row in chart.rows)
    assert "style=" not in chart.svg


def test_a_table_holds_no_formula():
    [_pace, road, *_rest] = charts()

    assert "'=Held" in road.csv


def test_a_chart_is_a_picture_of_the_width_asked_for():
    made = png(as_file(pace(), follows=False), wide=840)

    assert made[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(made[16:20], "big") == 840


def test_generations_are_counted_from_those_nobody_here_developed():
    assert generations(FLAKE) == [2, 1, 1]


def test_two_who_developed_each_other_stand_side_by_side():
    assert generations(Flake(organizers={1: "", 2: ""}, developed_by={1: 2, 2: 1})) == [2]


@pytest.mark.parametrize(("most", "last"), [(0, 1), (3, 3), (60, 60), (61, 80), (4200, 6000)])
def test_the_lines_behind_a_chart_are_round_and_reach_far_enough(most, last):
    assert marks(most)[-1] == last
