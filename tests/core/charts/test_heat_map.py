import pytest

from core.charts import heat_map
from core.charts.heat_map import level, overflow
from tests.core.charts.test_load import WEEKS, make_load


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0, 0), (0.5, 1), (0.7, 2), (0.85, 3), (1.0, 3), (1.001, 4), (1.12, 4), (1.13, 5)],
)
def test_a_share_has_the_tone_of_the_key(share, expected):
    assert level(share) == expected


@pytest.mark.parametrize(
    ("share", "said"),
    [(1.0, ""), (1.002, "+1"), (1.06, "+6"), (2.4, "2×"), (float("inf"), "∞")],
)
def test_an_overload_says_by_how_much(share, said):
    assert overflow(share) == said


def test_the_cells_of_a_row_fill_the_width_without_gaps():
    chart = heat_map([make_load()], weeks=WEEKS, title="Packing")
    cells = chart.rows[0].cells
    assert cells[0].x == 0
    assert cells[-1].x + chart.column == pytest.approx(100, abs=0.01)
    assert cells[1].x - cells[0].x == pytest.approx(chart.column, abs=0.01)


def test_rows_stand_under_each_other_and_within_the_height():
    chart = heat_map([make_load(), make_load(label="Vans")], weeks=WEEKS, title="x")
    first, second = chart.rows
    assert second.y - first.y == chart.row_height
    assert second.y + chart.row_height <= chart.height


def test_the_marker_stands_before_the_week_the_campaign_starts():
    chart = heat_map([make_load()], weeks=WEEKS, title="x", starts=1)
    assert chart.marker is not None
    assert chart.marker.at == chart.rows[0].cells[1].x
    assert chart.marker.label == "campaign starts"


@pytest.mark.parametrize("starts", [None, -1, 3])
def test_no_marker_stands_outside_the_weeks(starts):
    chart = heat_map([make_load()], weeks=WEEKS, title="x", starts=starts)
    assert chart.marker is None


def test_a_load_where_there_is_no_capacity_is_far_over():
    chart = heat_map([make_load(capacity=[0.0] * 3)], weeks=WEEKS, title="x")
    assert {cell.level for cell in chart.rows[0].cells} == {5}
    assert chart.rows[0].cells[0].share == "no capacity"


def test_no_load_where_there_is_no_capacity_is_idle():
    idle = make_load(
        committed=[0.0] * 3, reserved=[0.0] * 3, plan=[0.0] * 3, capacity=[0.0] * 3
    )
    assert {
        c.level for c in heat_map([idle], weeks=WEEKS, title="x").rows[0].cells
    } == {0}


def test_the_summary_names_the_worst_week():
    chart = heat_map([make_load()], weeks=WEEKS, title="x")
    assert "Highest: Packing, w3, 114" in chart.summary


def test_every_cell_has_its_numbers_in_the_table():
    chart = heat_map([make_load(), make_load(label="Vans")], weeks=WEEKS, title="x")
    assert len(chart.numbers) == 6
    assert chart.numbers[0][:6] == ("Packing", "w1", 600, 0, 0, 1000)


def test_nothing_to_show_is_not_an_error():
    chart = heat_map([], weeks=(), title="x")
    assert chart.rows == ()
    assert chart.summary.endswith("0 capabilities by 0 weeks")
