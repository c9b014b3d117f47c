"""The map of who knows whom: everybody has a place of their own within the picture, and the table says the same."""

import re
from itertools import combinations
from xml.etree import ElementTree

from letstalk.reports.charts.bonds import MOST_DRAWN, Net, Tie, bonds_chart, most_beside


def drawn(ties, middle=None):
    names = {one: f"Person {one}" for tie in ties for one in (tie.one, tie.other)}
    net = Net(names, ties, middle)
    return net, bonds_chart(net, title="Around", finding="One sentence.", head=["Who", "is to", "whom"])


def points_of(chart):
    found = re.findall(r'<circle cx="([\d.-]+)" cy="([\d.-]+)"', chart.drawing)
    return [(float(x), float(y)) for x, y in found]


def test_everybody_has_a_place_of_their_own_inside_of_the_picture():
    ring = [Tie(0, number, "tie", "knows") for number in range(1, 13)]
    chain = [Tie(20, 21, "likely", "was brought along by", goes_one_way=True), Tie(21, 22, "tie", "knows")]
    _net, chart = drawn([*ring, *chain, Tie(30, 31, "range", "lives with")])

    points = points_of(chart)

    assert len(points) == 18
    assert all(0 <= x <= chart.wide and 0 <= y <= chart.high for x, y in points)
    assert min(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in combinations(points, 2)) > 20
    ElementTree.fromstring(chart.svg)


def test_the_table_says_every_line_and_the_picture_says_what_its_lines_mean():
    _net, chart = drawn([Tie("a", "b", "tie", "knows"), Tie("b", "c", "range", "lives with")])

    assert chart.rows == [["Person a", "knows", "Person b"], ["Person b", "lives with", "Person c"]]
    assert "lives with" in chart.drawing
    assert "One sentence." in chart.svg


def test_of_too_many_the_largest_groups_are_drawn_and_the_table_has_all():
    pairs = [Tie(f"{number}a", f"{number}b", "tie", "knows") for number in range(50)]
    group = [Tie("hub", f"h{number}", "tie", "knows") for number in range(5)]
    net, chart = drawn([*pairs, *group])

    assert len(points_of(chart)) == MOST_DRAWN
    assert "Person hub" in chart.drawing
    assert len(chart.rows) == 55
    assert most_beside(net) == ("hub", 5)


def test_the_same_people_are_drawn_the_same_way_every_time():
    ties = [Tie(one, other, "tie", "knows") for one, other in combinations(range(5), 2)]

    assert points_of(drawn(ties)[1]) == points_of(drawn(ties[::-1])[1])
