"""What the answer leans on: assumptions, and how much demand the plan can bear."""

import numpy as np
from numpy.typing import NDArray

from engine.evaluate import Outcome, evaluate
from engine.levels import Levels, Sample
from engine.model import Model
from engine.result import AssumptionScore, CapableToPromise
from engine.summary import reached

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

# No tactic is said to bear more than this multiple of its demand.
LARGEST_MULTIPLE = 10.0
MULTIPLE_STEP = 0.005


def plan_kept(model: Model, outcome: Outcome) -> Flags:
    """Tell in which draws every promise of the plan reaches its target."""
    targets = [model.case.promises[layout.index].target for layout in model.promises]
    return np.asarray(reached(outcome.rates, np.array(targets)[:, None]).all(axis=0))


def assumption_scores(
    model: Model, sample: Sample, outcome: Outcome
) -> tuple[AssumptionScore, ...]:
    """Return what each assumption is worth, the largest swing first.

    Every assumption is forced to hold and forced to fail in the same draws. One pass with
    the assumption turned over gives both: a draw in which it held anyway is half of
    "holds", the same draw turned over half of "fails".
    """
    scores = [
        assumption_score(model, sample, outcome, index)
        for index in range(len(model.case.plan.assumptions))
    ]
    return tuple(sorted(scores, key=lambda score: (-abs(score.swing), score.id)))


def assumption_score(
    model: Model, sample: Sample, outcome: Outcome, index: int
) -> AssumptionScore:
    """Return what one assumption is worth."""
    fails = sample.fails.copy()
    fails[index] = ~fails[index]
    turned = evaluate(model, sample.levels(fails))
    failing = sample.fails[index]
    kept, kept_turned = plan_kept(model, outcome), plan_kept(model, turned)
    holds = float(np.where(failing, kept_turned, kept).mean())
    breaks = float(np.where(failing, kept, kept_turned).mean())
    value_holds = float(np.where(failing, turned.value, outcome.value).mean())
    value_fails = float(np.where(failing, outcome.value, turned.value).mean())
    assumption = model.case.plan.assumptions[index]
    chance = assumption.chance_of_failing
    return AssumptionScore(
        id=assumption.id,
        status=assumption.status,
        chance_of_failing=chance,
        if_holds=holds,
        if_fails=breaks,
        swing=holds - breaks,
        value_if_holds=value_holds,
        value_if_fails=value_fails,
        value_of_testing=value_of_testing(chance, value_holds, value_fails),
    )


def value_of_testing(chance: float, if_holds: float, if_fails: float) -> float:
    """Return the expected value of perfect information on approve / don't.

    Knowing first, one approves where the value is positive; not knowing, one approves if
    the expected value is. Source: Raiffa and Schlaifer, "Applied Statistical Decision
    Theory" (1961).

    >>> value_of_testing(0.25, 100.0, -200.0)
    50.0
    """
    informed = (1.0 - chance) * max(0.0, if_holds) + chance * max(0.0, if_fails)
    uninformed = max(0.0, (1.0 - chance) * if_holds + chance * if_fails)
    return max(0.0, informed - uninformed)


def capable_to_promise(
    model: Model, levels: Levels, outcome: Outcome
) -> tuple[CapableToPromise, ...]:
    """Return per tactic the largest multiple of demand that leaves the plan keepable."""
    return tuple(
        CapableToPromise(tactic.id, largest_multiple(model, levels, outcome, index))
        for index, tactic in enumerate(model.case.plan.tactics)
    )


def largest_multiple(
    model: Model, levels: Levels, outcome: Outcome, tactic: int
) -> float:
    """Search one tactic's multiple by bisection, to a step of 0.005, rounded down.

    10 where even ten times the demand is kept; 0 where the plan is not keepable even
    without the tactic. Assumes that more demand never helps.
    """
    threshold = model.case.policy.keepable

    def keepable(multiple: float) -> bool:
        changed = levels.with_demand(model.tactic_rows[tactic], multiple)
        return bool(plan_kept(model, evaluate(model, changed)).mean() >= threshold)

    if plan_kept(model, outcome).mean() >= threshold:
        low, high = 1.0, LARGEST_MULTIPLE
        if keepable(high):
            return high
    else:
        low, high = 0.0, 1.0
    steps_low, steps_high = round(low / MULTIPLE_STEP), round(high / MULTIPLE_STEP)
    while steps_high - steps_low > 1:
        middle = (steps_low + steps_high) // 2
        if keepable(middle * MULTIPLE_STEP):
            steps_low = middle
        else:
            steps_high = middle
    return steps_low * MULTIPLE_STEP
