"""Bars in bundles, and what one more unit is worth by week."""

import pytest
from django.template.loader import render_to_string

from core.charts import Bundle, Measure, WorthRow, bundles, worth_map
from core.charts.worth_map import level


def drawn():
    one = Bundle(
        label="Sales",
        measures=(
            Measure(kind="earns", value=50.0, text="Earns 50 EUR"),
            Measure(kind="costs", value=0.0, text="Costs 0 EUR"),
        ),
    )
    other = Bundle(
        label="Marketing",
        measures=(Measure(kind="earns", value=100.0, text="Earns 100 EUR"),),
    )
    return bundles(
        [one, other],
        key=[("earns", "earns"), ("costs", "costs")],
        most={"earns": 100.0, "costs": 100.0},
        title="Sales would earn 50",
        head=["Department", "Earns"],
        numbers=[("Sales", "50 EUR"), ("Marketing", "100 EUR")],
    )


def test_bars_are_as_long_as_they_are_large():
    chart = drawn()
    assert [bar.width for row in chart.rows for bar in row.bars] == [50.0, 0.0, 100.0]
    assert chart.summary == "Sales: Earns 50 EUR, Costs 0 EUR; Marketing: Earns 100 EUR"


def test_no_text_stands_on_another_bar():
    rows = drawn().rows
    places = [
        place for row in rows for bar in row.bars for place in (bar.text_y, bar.y)
    ]
    assert places == sorted(places)
    assert rows[1].y > rows[0].bars[-1].y + 10


def test_the_picture_tells_itself_and_has_its_table():
    text = render_to_string("components/charts/bundles.html", {"chart": drawn()})
    assert 'aria-label="Sales: Earns 50 EUR' in text
    assert "<title>Marketing: Earns 100 EUR</title>" in text
    assert '<th scope="row">Marketing</th>' in text
    assert "style=" not in text


def test_without_money_nothing_is_divided_by_nought():
    chart = bundles(
        [Bundle(label="a", measures=(Measure(kind="earns", value=0.0, text="0"),))],
        key=[],
        most={"earns": 0.0},
        title="",
        head=[],
        numbers=[],
    )
    assert chart.rows[0].bars[0].width == 0.0


@pytest.mark.parametrize(
    ("value", "tone"), [(0.0, 0), (1.0, 1), (2.5, 1), (4.0, 2), (7.0, 3), (10.0, 4)]
)
def test_a_worth_has_the_tone_of_its_quarter(value, tone):
    assert level(value, 10.0) == tone
    assert level(0.0, 0.0) == 0


def test_the_map_lists_the_weeks_in_which_something_is_worth_anything():
    row = WorthRow(label="Packing", values=(0.0, 3.0), said=("nothing", "3 EUR"))
    chart = worth_map(
        [row],
        weeks=["5 Jan", "12 Jan"],
        title="Packing is dearest",
        head=("Capability", "Week", "Worth"),
        most_said="3 EUR",
    )
    assert chart.numbers == (("Packing", "12 Jan", "3 EUR"),)
    assert [cell.level for cell in chart.rows[0].cells] == [0, 4]
    text = render_to_string("components/charts/worth_map.html", {"chart": chart})
    assert "<title>Packing, 12 Jan: 3 EUR</title>" in text
    assert "Packing: scarce in 1 weeks" in text


def test_an_empty_map_is_drawn_too():
    chart = worth_map([], weeks=[], title="", head=("", "", ""), most_said="")
    assert chart.rows == ()
