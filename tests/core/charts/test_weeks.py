from datetime import date, timedelta

import pytest

from core.charts import WeekOutcome, kept_by_week, sparkline
from core.charts.weeks import spread

MONDAY = date(2025, 1, 6)


def make_outcomes(*kept, occasions=100):
    return [
        WeekOutcome(
            week=MONDAY + timedelta(weeks=index), occasions=occasions, kept=(number,)
        )
        for index, number in enumerate(kept)
        if number is not None
    ]


def draw(outcomes, **changes):
    return kept_by_week(outcomes, rules=("by day",), title="Kept", **changes)


def test_more_kept_stands_higher():
    dots = draw(make_outcomes(90, 95)).lines[0].dots
    assert dots[1].y < dots[0].y


def test_a_missing_week_is_a_gap_and_not_a_zero():
    chart = draw(make_outcomes(90, 91, None, 92, 93))
    assert chart.lines[0].path.count("M") == 2
    assert len(chart.rows) == 5
    assert chart.rows[2][-1] == "–"
    assert len(chart.bars) == 4


def test_a_week_without_neighbours_is_marked_even_in_a_long_history():
    known = [90] * 20 + [None, 95, None] + [90] * 20
    chart = draw(make_outcomes(*known))
    assert len(chart.lines[0].dots) == 1


@pytest.mark.parametrize("count", [0, 1, 2, 26, 27, 160])
def test_any_number_of_weeks_is_drawn_within_the_frame(count):
    chart = draw(make_outcomes(*([93] * count)), target=0.95)
    assert len(chart.bars) == count
    assert all(bar.x >= 0 and bar.x + bar.width <= 100 for bar in chart.bars)
    assert len(chart.weeks) <= 5
    assert all(0 <= tick.at <= chart.height for tick in chart.ticks)


def test_no_outcome_yet_draws_no_line_and_says_so():
    chart = draw([])
    assert chart.lines == ()
    assert chart.summary == "No occasion has fallen due yet"


def test_the_axis_reaches_below_the_lowest_week():
    assert draw(make_outcomes(96, 97)).ticks[0].label.startswith("95")
    assert draw(make_outcomes(12, 97)).ticks[0].label.startswith("0")


def test_two_rules_draw_two_lines_with_their_own_numbers():
    outcomes = [
        WeekOutcome(week=MONDAY, occasions=200, kept=(180, 190)),
        WeekOutcome(week=MONDAY + timedelta(weeks=1), occasions=0, kept=(0, 0)),
    ]
    chart = kept_by_week(outcomes, rules=("by hour", "by day"), title="Kept")
    assert [line.number for line in chart.lines] == [1, 2]
    assert list(chart.rows[0]) == [
        MONDAY,
        200,
        180,
        190,
        "90.0\N{NO-BREAK SPACE}%",
        "95.0\N{NO-BREAK SPACE}%",
    ]
    assert "by hour 90" in chart.summary


def test_outcomes_come_in_any_order():
    outcomes = make_outcomes(90, 91, 92)
    assert draw(outcomes[::-1]) == draw(outcomes)


def test_labels_that_would_touch_are_pushed_apart_within_the_frame():
    placed = spread([100.0, 102.0, 101.0], apart=15, low=18, high=168)
    assert sorted(placed) == [100.0, 115.0, 130.0]
    crowded = spread([168.0, 168.0, 168.0], apart=15, low=18, high=168)
    assert sorted(crowded) == [138.0, 153.0, 168.0]


def test_a_sparkline_ends_at_the_last_known_week():
    line = sparkline([0.9, None, 0.96], target=0.95)
    assert line is not None
    assert line.tone == "kept"
    assert line.path.count("L") == 1
    assert line.end_x == 92.0


def test_a_sparkline_of_nothing_is_nothing():
    assert sparkline([None, None]) is None


def test_a_sparkline_without_a_target_takes_no_side():
    line = sparkline([0.5])
    assert line is not None
    assert (line.tone, line.target_at) == ("accent", None)
