import pytest

from core.charts.scale import (
    Scale,
    amount,
    every,
    nice_ceiling,
    percent,
    points,
    share_floor,
    share_ticks,
    tens_around,
)


def test_a_scale_maps_its_ends_to_its_ends():
    scale = Scale(0.6, 1.0)
    assert (scale(0.6), scale(0.8), scale(1.0)) == (0.0, 50.0, 100.0)


def test_a_value_off_the_scale_stops_at_the_end():
    scale = Scale(0.0, 1.0, 200.0, 20.0)
    assert (scale(-3), scale(7)) == (200.0, 20.0)


def test_a_scale_without_width_answers_its_middle():
    assert Scale(1.0, 1.0)(1.0) == 50.0


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0 %"),
        (0.001, "<1 %"),
        (0.27, "27 %"),
        (0.9949, "99 %"),
        (0.9996, ">99 %"),
        (1.0, "100 %"),
        (1.06, "106 %"),
    ],
)
def test_a_share_is_said_in_percent_and_never_rounded_to_certainty(share, said):
    assert percent(share).replace("\N{NO-BREAK SPACE}", " ") == said


def test_a_fall_carries_a_true_minus_sign():
    assert (points(-0.15), points(0.2), points(0.001)) == ("−15", "+20", "0")


def test_small_amounts_keep_one_decimal():
    assert (amount(1234.5), amount(7.25), amount(3.0)) == (1234, 7.2, 3)


@pytest.mark.parametrize(
    ("lowest", "low"), [(0.99, 0.95), (0.93, 0.9), (0.81, 0.8), (0.55, 0.5), (0.2, 0)]
)
def test_the_axis_of_shares_begins_at_a_round_number_below_all(lowest, low):
    assert share_floor([lowest, 1.0])[0] == low


def test_ticks_of_shares_end_at_all():
    assert share_ticks(0.8, 0.05) == (0.8, 0.85, 0.9, 0.95, 1.0)
    assert share_ticks(0.0, 0.25)[-1] == 1.0


def test_the_tens_enclose_every_value_and_stay_apart():
    assert tens_around([0.72, 0.96]) == (0.7, 1.0)
    assert tens_around([0.7, 0.9]) == (0.7, 0.9)
    assert tens_around([1.0, 1.0]) == (0.9, 1.0)
    assert tens_around([0.3]) == (0.3, 0.4)


@pytest.mark.parametrize("value", [0.003, 1, 6, 7.3, 10, 61, 1040, 99_999, 3e9])
def test_an_axis_of_amounts_ends_at_a_round_number_in_a_few_steps(value):
    top, step = nice_ceiling(value)
    assert top >= value * (1 - 1e-9)
    assert top - step < value
    assert 2 <= round(top / step) <= 7


def test_an_axis_of_nothing_still_has_a_length():
    assert nice_ceiling(0) == (1.0, 0.5)


def test_labels_stay_uncrowded_however_many_weeks_there_are():
    for count in (0, 1, 6, 26, 52, 160, 1000):
        stride = every(count, at_most=8)
        assert len(range(0, count, stride)) <= 8
