"""Forecasts and outcomes, placed on their axes."""

import pytest

from core.charts import Level, Outcome, outcomes, reliability
from core.charts.calibration import BOTTOM, LARGEST, TOP


def level(**changes):
    facts = {"count": 4, "forecast": 0.5, "observed": 0.5, "low": 0.25, "high": 0.75}
    return Level(**facts | changes)


def test_a_right_forecast_lies_on_the_diagonal():
    (mark,) = reliability([level()], title="t").marks
    assert mark.x == 50.0
    assert mark.y == (TOP + BOTTOM) / 2
    assert mark.y - mark.top == mark.bottom - mark.y == (BOTTOM - TOP) / 4


def test_the_ends_of_the_axes_are_inside_the_plot():
    marks = reliability(
        [level(forecast=0.0, observed=0.0), level(forecast=1.0, observed=1.0)],
        title="t",
    ).marks
    assert [(mark.x, mark.y) for mark in marks] == [(2.0, BOTTOM), (98.0, TOP)]


def test_a_dot_grows_in_area_with_its_count():
    few, many = reliability([level(count=1), level(count=16)], title="t").marks
    assert many.radius == LARGEST
    assert few.radius == pytest.approx(4 + 7 / 4, abs=0.1)


def test_the_numbers_say_the_same():
    chart = reliability([level()], title="t")
    assert [cell.replace("\xa0", " ") for cell in chart.rows[0]] == [
        "50 %",
        "4",
        "50 %",
        "25 % and 75 %",
    ]
    assert len(chart.head) == len(chart.rows[0])


def test_outcomes_share_an_axis():
    found = outcomes(
        [
            Outcome(low=0.9, high=0.95, observed=0.8, target=0.9),
            Outcome(low=0.85, high=0.95, observed=1.0, target=0.95),
        ]
    )
    assert (found.low.replace("\xa0", " "), found.high.replace("\xa0", " ")) == (
        "80 %",
        "100 %",
    )
    first, second = found.marks
    assert (first.dot, first.tick, first.bar.start) == (0.0, 50.0, 50.0)
    assert (second.dot, second.bar.length) == (100.0, 50.0)


def test_no_outcome_is_an_empty_axis():
    assert outcomes([]).marks == ()
