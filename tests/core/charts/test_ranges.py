"""Keep rates, the tornado and the dumbbell: one row per promise or belief."""

from core.charts import (
    ExistingPromise,
    KeepRate,
    Swing,
    dumbbell,
    keep_rates,
    tornado,
)


def make_rate(**changes):
    known = {"target": 0.95, "mean": 0.81, "p10": 0.72, "p90": 0.9, "probability": 0.31}
    return KeepRate(label="Delivered in the week chosen", **{**known, **changes})


def test_dot_lies_within_the_range_and_the_target_where_it_is_promised():
    row = keep_rates([make_rate()], title="What would be kept").rows[0]
    assert row.bar.start < row.dot < row.bar.start + row.bar.length < row.tick


def test_the_axis_ends_at_all_kept():
    chart = keep_rates([make_rate()], title="x")
    assert (chart.low[:2], chart.high[:3]) == ("70", "100")


def test_the_policy_gives_the_tone():
    tones = [
        keep_rates([make_rate(probability=p)], title="x").rows[0].tone
        for p in (0.9, 0.6, 0.59)
    ]
    assert tones == ["kept", "at-risk", "not-kept"]


def test_a_stricter_policy_changes_the_tone():
    chart = keep_rates([make_rate(probability=0.92)], title="x", keepable=0.95)
    assert chart.rows[0].tone == "at-risk"


def test_no_promises_draw_no_rows():
    assert keep_rates([], title="x").rows == ()


def test_the_widest_swing_comes_first():
    chart = tornado(
        [
            Swing(label="small", if_fails=0.25, if_holds=0.28),
            Swing(label="wide", if_fails=0.08, if_holds=0.41),
        ],
        baseline=0.27,
        title="What we believe",
    )
    assert [row.label for row in chart.rows] == ["wide", "small"]
    assert chart.rows[0].swing == "+33"


def test_both_bars_of_a_swing_meet_at_the_baseline():
    row = tornado(
        [Swing(label="x", if_fails=0.08, if_holds=0.41)], baseline=0.27, title="x"
    )
    bar = row.rows[0]
    assert abs(bar.fails.start + bar.fails.length - row.baseline) < 0.02
    assert bar.holds.start == row.baseline


def test_a_belief_that_hurts_when_it_holds_is_drawn_too():
    chart = tornado(
        [Swing(label="x", if_fails=0.5, if_holds=0.2)], baseline=0.3, title="x"
    )
    assert chart.rows[0].swing == "−30"
    assert chart.rows[0].fails.start == chart.baseline


def test_no_beliefs_leave_only_the_baseline():
    assert tornado([], baseline=0.3, title="x").rows == ()


def test_the_line_spans_the_three_worlds():
    chart = dumbbell(
        [ExistingPromise(label="x", without=0.96, protected=0.95, unprotected=0.81)],
        title="x",
    )
    row = chart.rows[0]
    assert row.line.start == row.unprotected_at
    assert row.line.start + row.line.length == row.without_at
    assert (row.change, row.tone, row.target_at) == ("−15", "at-risk", None)
    assert not chart.has_targets


def test_existing_customers_below_their_target_are_not_kept():
    chart = dumbbell(
        [
            ExistingPromise(
                label="x", without=0.96, protected=0.96, unprotected=0.9, target=0.95
            ),
            ExistingPromise(
                label="y", without=0.96, protected=0.96, unprotected=0.96, target=0.95
            ),
        ],
        title="x",
    )
    assert [row.tone for row in chart.rows] == ["not-kept", "kept"]
    assert chart.has_targets
