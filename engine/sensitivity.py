"""What the answer leans on: which assumptions matter, and what testing them is worth."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.levels import Sample
from engine.piece import Outcome
from engine.result import AssumptionScore
from engine.turning import Turn

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


def assumption_scores(
    sample: Sample, outcome: Outcome, turns: Sequence[Turn]
) -> tuple[AssumptionScore, ...]:
    """Return what each assumption is worth, the largest swing first.

    ``turns`` are the draws that explain a score, with each assumption turned over. That
    gives both: a draw in which it held anyway is half of "holds", the same draw turned over
    half of "fails". Where these are not all draws, what holding and failing change in them
    is put on top of what all draws come to: a control variate, as in P. Glasserman, "Monte
    Carlo Methods in Financial Engineering" (2003), chapter 4.1.
    """
    scores = [
        assumption_score(sample, outcome, turn, index)
        for index, turn in enumerate(turns)
    ]
    return tuple(sorted(scores, key=lambda score: (-abs(score.swing), score.id)))


def assumption_score(
    sample: Sample, outcome: Outcome, turned: Turn, index: int
) -> AssumptionScore:
    """Return what one assumption is worth."""
    failing = sample.fails[index, : turned.draws]
    kept = both(outcome.kept, turned.kept, failing)
    holds, fails = (min(max(chance, 0.0), 1.0) for chance in kept)
    value = outcome.value
    turned_value = value[: turned.draws] + turned.gained
    value_holds, value_fails = both(value, turned_value, failing)
    assumption = sample.model.case.plan.assumptions[index]
    chance = assumption.chance_of_failing
    return AssumptionScore(
        id=assumption.id,
        status=assumption.status,
        chance_of_failing=chance,
        if_holds=holds,
        if_fails=fails,
        swing=holds - fails,
        value_if_holds=value_holds,
        value_if_fails=value_fails,
        value_of_testing=value_of_testing(chance, value_holds, value_fails),
    )


def both(drawn: Array, turned: Array, failing: Flags) -> tuple[float, float]:
    """Return the means if an assumption holds, and if it fails.

    ``drawn`` is (draws,), ``turned`` and ``failing`` are (n,) of its first draws.
    """
    seen = drawn[: turned.size]
    beyond = float(drawn.mean() - seen.mean())
    holds = float(np.where(failing, turned, seen).mean())
    fails = float(np.where(failing, seen, turned).mean())
    return holds + beyond, fails + beyond


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
