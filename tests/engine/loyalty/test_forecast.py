"""Forecasts, against futures that were simulated or happened."""

import numpy as np
import pytest

from engine import loyalty
from engine.loyalty.answer import MODELS, Candidate, future_of, standing
from engine.loyalty.dropout import BG_NBD, MODIFIED
from engine.loyalty.fitting import fit_model
from engine.loyalty.forecast import (
    check_at,
    compare,
    gamma_interval,
    model_error_of,
    outlook_of,
    past_checks,
    total_of,
)
from engine.loyalty.histories import Shopping, compressed, histories_of, kinds_of
from tests.engine.loyalty.make import CALIBRATION_END, cdnow, simulated

ORIGIN = 10_000 + 39 * 7


def test_cdnow_is_missed_and_the_check_says_so():
    shopping = cdnow()
    calibration = shopping.until(CALIBRATION_END)
    fit = fit_model(BG_NBD, kinds_of(histories_of(calibration, CALIBRATION_END)))
    check = compare(fit, shopping, CALIBRATION_END, 39.0)
    assert round(check.expected.mean) == 1653
    assert check.happened == 1882
    assert not check.inside
    future = future_of(shopping, CALIBRATION_END, CALIBRATION_END + 273, 39.0)
    assert future.chosen == "mbg_nbd"
    best = future.best
    assert best.check is not None
    assert best.check.happened == 1882
    assert best.check.expected.mean == pytest.approx(best.total.mean)
    assert best.total.p10 < best.total.mean < best.total.p90
    assert best.total.model_error > best.total.chance
    once = future.kinds.repeats == 0
    assert future.outlook.alive[once].max() < 0.6
    assert len(best.past) == 3


def test_of_what_the_model_says_four_in_five_intervals_hold():
    inside = rows = 0
    for seed in range(40):
        check = check_at(MODIFIED, simulated(600, 65.0, seed), ORIGIN, 26.0)
        inside += check.inside
        rows += 1
    assert 0.62 * rows <= inside <= 0.95 * rows


def test_the_outlook_of_single_customers_is_calibrated():
    shopping = simulated(20_000, 65.0, 5)
    known = shopping.until(ORIGIN)
    kinds, kind = compressed(histories_of(known, ORIGIN))
    fit = fit_model(MODIFIED, kinds)
    outlook = outlook_of(fit, kinds, 26.0)
    ahead = np.bincount(shopping.customer[shopping.day > ORIGIN], minlength=20_000)
    assert len(kind) == 20_000
    expected, variance = outlook.expected[kind], outlook.variance[kind]
    for low, high in ((0, 0.2), (0.2, 1), (1, 3), (3, 90)):
        some = (expected >= low) & (expected < high)
        error = np.sqrt(variance[some].sum())
        assert abs(ahead[some].sum() - expected[some].sum()) < 4 * error
    over = (ahead > outlook.high[kind]).mean()
    under = (ahead < outlook.low[kind]).mean()
    assert over <= 0.1
    assert under <= 0.1
    assert (outlook.low <= outlook.high).all()
    assert outlook.high.max() > 5


def test_the_parts_of_an_interval_grow_it():
    shopping = simulated(2_000, 39.0)
    kinds = kinds_of(histories_of(shopping, ORIGIN))
    fit = fit_model(MODIFIED, kinds)
    bare, wide = total_of(fit, kinds, 26.0), total_of(fit, kinds, 26.0, 0.2)
    assert bare.mean == wide.mean
    assert bare.model_error == 0.0
    assert wide.model_error == pytest.approx(0.2 * wide.mean, rel=0.03)
    assert wide.p10 < bare.p10 < bare.mean < bare.p90 < wide.p90
    deviation = np.hypot(bare.chance, bare.uncertainty)
    assert bare.p90 - bare.p10 == pytest.approx(2 * 1.2816 * deviation, rel=0.02)


def test_an_interval_without_deviation_is_a_point():
    assert gamma_interval(5.0, 0.0) == (5.0, 5.0)
    assert gamma_interval(0.0, 1.0) == (0.0, 0.0)


def test_past_forecasts_are_as_long_as_wanted_where_the_history_allows():
    shopping = simulated(500, 156.0)
    end = 10_000 + 156 * 7
    checks = past_checks(MODIFIED, shopping.until(end), end, 13.0)
    assert [one.weeks for one in checks] == [13.0] * 3
    backs = [(end - one.origin) / 7 for one in checks]
    assert backs == pytest.approx([39.0, 29.25, 19.5], abs=0.1)
    short = past_checks(MODIFIED, shopping.until(end), end, 300.0)
    assert all(one.origin + one.weeks * 7 == end for one in short)
    assert model_error_of(short) > 0.0


def test_without_a_past_nothing_is_checked_and_the_fit_decides():
    nothing = Shopping(np.zeros(0, int), np.zeros(0, int), np.zeros(0))
    assert past_checks(MODIFIED, nothing, 0, 9.0) == ()
    assert model_error_of(()) == 0.0
    day = np.repeat([10, 16], [40, 20])
    people = np.append(np.arange(40), np.arange(20))
    sudden = loyalty.shopping_of(people, day, np.ones(60))
    future = future_of(sudden, 17, 17, 4.0)
    assert future.best.past == ()
    assert future.best.held_out is None
    assert future.best.check is None
    fitted = {n: c.fit.log_likelihood for n, c in future.candidates.items()}
    assert isinstance(future.best, Candidate)
    assert standing(future.best) == max(fitted["mbg_nbd"], fitted["pareto_nbd"])


def test_the_likelier_model_of_the_held_out_past_is_chosen_but_never_the_bg_nbd():
    shopping = simulated(3_000, 39.0, 2, first_may_be_last=False)
    future = future_of(shopping, ORIGIN, ORIGIN, 13.0)
    held_out = {name: one.held_out for name, one in future.candidates.items()}
    assert set(held_out) == {model.name for model in MODELS}
    assert max(held_out, key=lambda name: held_out[name] or 0.0) == "bg_nbd"
    assert future.chosen in {"mbg_nbd", "pareto_nbd"}
