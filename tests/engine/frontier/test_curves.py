import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import frontier
from engine.frontier.cohorts import cohorts_of
from engine.frontier.spans import spans_of
from engine.frontier.survival import curve_of, recency, steps
from tests.engine.frontier.make import after, make_ledger, make_spans, slow_curve


def test_what_was_promised_later_is_unknown_and_what_was_done_later_is_not_done_yet():
    spans = make_spans([(0, 3), (1, 9), (2, None), (8, 8.5)], as_of=5)
    assert spans.took.tolist() == [3.0, np.inf, np.inf]
    assert spans.age.tolist() == pytest.approx([5, 4, 3])
    assert spans.finished.tolist() == [True, False, False]


def test_what_was_done_before_it_was_promised_took_no_time_and_is_counted():
    promised = np.array([after(2), after(2)], "datetime64[s]")
    done = np.array([after(1.5), after(3)], "datetime64[s]")
    assert spans_of(promised, done, after(9)).took.tolist() == [0.0, 1.0]
    assert frontier.done_too_early(promised, done, after(9)) == 1


def test_looking_back_from_today_gives_what_was_known_then():
    promised, done = make_ledger(days=90)
    then = spans_of(promised, done, after(40))
    back = spans_of(promised, done, after(90)).known_at(frontier.day_of(after(40)))
    assert back.started.tolist() == then.started.tolist()
    assert back.took.tolist() == then.took.tolist()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(0, 40))),
        min_size=1,
        max_size=25,
    ),
    st.sampled_from([np.inf, 10.0]),
)
def test_the_curve_is_kaplan_and_meiers(rows, half_life):
    spans = make_spans([(b, None if d is None else b + d) for b, d in rows], as_of=31)
    curve = curve_of(spans, half_life)
    observed = list(zip(spans.observed, spans.finished, strict=True))
    weights = [2 ** (-float(age) / half_life) for age in spans.age]
    expected = slow_curve(observed, weights)
    assert curve.days.tolist() == list(expected)
    assert curve.share.tolist() == pytest.approx(list(expected.values()))


def test_the_variance_is_greenwoods():
    # Five occasions: done after 1, 2 and 4 days, open after 2 and 5.
    spans = make_spans([(0, 1), (0, 2), (3, None), (0, 4), (0, None)], as_of=5)
    curve = curve_of(spans)
    left = 1 - curve.share
    terms = np.cumsum([1 / (5 * 4), 1 / (4 * 3), 1 / (2 * 1)])
    assert curve.share.tolist() == pytest.approx([0.2, 0.4, 0.7])
    assert curve.variance.tolist() == pytest.approx((left**2 * terms).tolist())


def test_occasions_given_as_counts_weigh_as_much_as_one_by_one():
    one_by_one = make_spans([(0, 2)] * 3 + [(1, None)] * 2, as_of=4)
    promised = np.array([after(0), after(1)], "datetime64[s]")
    done = np.array([after(2), np.datetime64("NaT")], "datetime64[s]")
    counted = spans_of(promised, done, after(4), count=np.array([3.0, 2.0]))
    a, b = curve_of(one_by_one, 20.0), curve_of(counted, 20.0)
    assert a.share.tolist() == pytest.approx(b.share.tolist())
    assert a.behind.tolist() == pytest.approx(b.behind.tolist())


def test_a_long_record_steps_at_quantiles_and_never_overstates_a_share():
    took = np.random.default_rng(2).gamma(2.0, 4.0, 5_000)
    ladder = steps(took, 200)
    assert len(ladder) == 200
    assert ladder[-1] == took.max()
    promised = np.full(5_000, after(0))
    done = promised + (took * 86_400).astype("timedelta64[s]")
    spans = spans_of(promised, done, after(999))
    curve = curve_of(spans, days=ladder)
    for days, share in zip(curve.days, curve.share, strict=True):
        assert share <= np.mean(spans.took <= days) + 1e-9
    assert curve.share[100] == pytest.approx(np.mean(took <= ladder[100]), abs=0.006)


def test_an_old_record_does_not_vanish():
    assert recency(np.array([50_000.0, 50_030.0]), 30.0).tolist() == [1.0, 0.5]


def test_counts_by_day_give_the_curve_of_the_occasions_themselves():
    promised, done = make_ledger(days=120, seed=5)
    spans = spans_of(promised, done, after(120))
    cohorts = cohorts_of(spans)
    shares, variances, behind = cohorts.curves(
        cohorts.days < spans.as_of, spans.as_of, np.array([30.0, np.inf])
    )
    exact = curve_of(spans, days=cohorts.steps)
    assert np.abs(shares[1] - exact.share).max() < 0.004
    assert variances[1] == pytest.approx(exact.variance, rel=0.2, abs=1e-5)
    assert behind[1] == pytest.approx(exact.behind[0], rel=0.02)
    recent = curve_of(spans, 30.0, cohorts.steps)
    assert np.abs(shares[0] - recent.share).max() < 0.012
