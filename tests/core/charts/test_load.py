import pytest

from core.charts import Load, load_profile


def make_load(**changes):
    profile = {
        "label": "Packing",
        "unit": "parcels",
        "committed": [600.0, 600.0, 600.0],
        "reserved": [0.0, 100.0, 0.0],
        "plan": [0.0, 200.0, 540.0],
        "capacity": [1000.0, 1000.0, 1000.0],
    }
    return Load(**{**profile, **changes})


WEEKS = ("w1", "w2", "w3")


def test_the_layers_stand_on_each_other_and_reach_the_baseline():
    chart = load_profile(make_load(), weeks=WEEKS, title="Packing")
    layers = chart.columns[1].layers
    assert [layer.kind for layer in layers] == ["committed", "reserved", "plan"]
    assert layers[0].y + layers[0].height == pytest.approx(196.0)
    assert layers[1].y + layers[1].height == pytest.approx(layers[0].y, abs=0.02)
    assert layers[2].y + layers[2].height == pytest.approx(layers[1].y, abs=0.02)


def test_what_is_above_capacity_is_drawn_as_over():
    chart = load_profile(make_load(), weeks=WEEKS, title="Packing")
    assert chart.has_over
    assert chart.columns[2].layers[-1].kind == "over"
    assert chart.capacity_end is not None
    over = chart.columns[2].layers[-1]
    assert over.y + over.height == pytest.approx(chart.capacity_end.at, abs=0.02)


def test_the_summary_names_the_first_week_that_is_short():
    chart = load_profile(make_load(), weeks=WEEKS, title="Packing")
    assert chart.summary == "Packing: over capacity in 1 of 3 weeks, first in w3"


def test_a_load_within_capacity_says_so():
    chart = load_profile(make_load(plan=[0.0] * 3), weeks=WEEKS, title="Packing")
    assert chart.summary == "Packing: within capacity in all 3 weeks"
    assert not chart.has_over


def test_the_capacity_line_spans_the_whole_width():
    path = load_profile(make_load(), weeks=WEEKS, title="Packing").capacity_path
    assert path.startswith("M0.00 ")
    assert path.endswith("H100.00")


def test_the_low_band_closes_where_low_capacity_is_known():
    chart = load_profile(
        make_load(capacity_low=[900.0] * 3), weeks=WEEKS, title="Packing"
    )
    assert chart.low_band.endswith("Z")
    assert load_profile(make_load(), weeks=WEEKS, title="Packing").low_band == ""


def test_the_numbers_are_those_drawn():
    chart = load_profile(make_load(), weeks=WEEKS, title="Packing")
    assert chart.rows[2] == ("w3", 600, 0, 540, 1000)


def test_what_waits_and_what_is_approved_stand_apart_where_it_is_known():
    load = make_load(waiting=[0.0, 30.0, 0.0])
    chart = load_profile(load, weeks=WEEKS, title="Packing")
    assert load.total == make_load().total
    assert list(chart.head) == [
        "Week",
        *("Committed", "Reserved", "Approved", "This plan", "Capacity"),
    ]
    assert chart.rows[1] == ("w2", 600, 30, 70, 200, 1000)


def test_no_weeks_draw_an_empty_chart():
    empty = make_load(committed=[], reserved=[], plan=[], capacity=[])
    chart = load_profile(empty, weeks=(), title="Packing")
    assert chart.columns == ()
    assert chart.capacity_end is None


def test_profiles_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="zip"):
        _ = make_load(plan=[1.0]).total
