"""How likely a target is reached agrees with counting draws, and with SciPy."""

import numpy as np
import pytest
from scipy.stats import beta

import engine
from engine.draws import normal_scores
from engine.evaluate import evaluate
from engine.levels import Sample
from engine.model import compile_case
from engine.reliable import TOLERANCE, Known, Posterior, Reliable, reaching
from tests.engine.make import make_case, replaced
from tests.engine.test_evaluate import UNCERTAIN

RECORD = [[22 + week % 7, 18 + week % 5] for week in range(60)]
LEAST = np.linspace(0.5, 1.0, 101)


def outlook() -> Reliable:
    document = replaced(make_case(), "promises.0.record", RECORD)
    document = replaced(document, "promises.0.reliability", None)
    return Sample(compile_case(engine.parse_case(document)), 1, 64).reliables[0]


@pytest.mark.parametrize(
    "reliable", [Posterior(93.5, 4.5), Posterior(40.5, 0.5), Posterior(0.5, 0.5)]
)
def test_a_posterior_reaches_what_the_beta_distribution_does(
    reliable: Posterior,
) -> None:
    told = beta(reliable.kept, reliable.broken).sf(LEAST)
    assert reliable.chance(LEAST)[:-1] == pytest.approx(told[:-1], abs=2e-5)


@pytest.mark.parametrize("reliable", [Posterior(93.5, 4.5), outlook(), Known(0.9)])
def test_a_chance_is_the_share_of_the_draws_that_are_high_enough(
    reliable: Reliable,
) -> None:
    drawn = reliable.rates(normal_scores(1, 65_536, 3)[0])
    for least in (0.85, 0.9, 0.95):
        share = float((drawn >= least).mean())
        chance = float(reliable.chance(np.array([least]))[0])
        assert chance == pytest.approx(share, abs=2e-4)


@pytest.mark.parametrize("reliable", [Posterior(93.5, 4.5), outlook(), Known(0.9)])
def test_more_is_never_reached_more_surely_than_less(reliable: Reliable) -> None:
    chances = reliable.chance(np.linspace(0.0, 1.2, 400))
    assert (np.diff(chances) <= 0.0).all()
    assert chances[0] == 1.0
    assert chances[-1] == 0.0


def test_no_factor_makes_a_promise_surer_than_sure() -> None:
    on_time = np.array([-1e-16, 0.0, 0.89, 0.9, 1.0])
    chances = reaching(Known(0.8), 0.9, on_time, np.array([2.0]))
    assert chances.tolist() == [0.0, 0.0, 0.0, 1.0, 1.0]


def test_a_false_assumption_makes_a_promise_less_sure() -> None:
    chances = reaching(Posterior(93.5, 4.5), 0.9, np.ones(2), np.array([1.0, 0.95]))
    told = beta(93.5, 4.5).sf([0.9 - TOLERANCE, 0.9 / 0.95])
    assert chances == pytest.approx(told, abs=2e-5)


def test_the_headline_is_what_counting_kept_draws_comes_to() -> None:
    model = compile_case(engine.parse_case(UNCERTAIN))
    outcome = evaluate(model, Sample(model, 1, 65_536).levels())
    targets = [model.case.promises[layout.index].target for layout in model.promises]
    counted = (outcome.rates >= np.array(targets)[:, None] - TOLERANCE).mean(axis=1)
    assert outcome.chances.mean(axis=1) == pytest.approx(counted, abs=0.004)


def test_what_only_a_record_puts_in_doubt_is_not_left_to_the_draws() -> None:
    document = replaced(make_case(), "promises.0.record", RECORD)
    document = replaced(document, "promises.0.reliability", None)
    document = replaced(document, "promises.0.target", 0.8)
    document = replaced(document, "plan.tactics.0.occasions", 1)
    found = engine.score(engine.parse_case(document), sensitivities=False)
    assert 0.05 < found.keep_probability.value < 0.95
    assert found.keep_probability.standard_error < 1e-9
