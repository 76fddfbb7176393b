"""What the answer leans on: which assumptions matter, and what testing them is worth."""

from collections.abc import Sequence

import numpy as np

from engine.levels import Sample
from engine.piece import Outcome
from engine.result import AssumptionScore
from engine.turning import Turn


def assumption_scores(
    sample: Sample, outcome: Outcome, turns: Sequence[Turn]
) -> tuple[AssumptionScore, ...]:
    """Return what each assumption is worth, the largest swing first.

    ``turns`` are the same draws with each assumption turned over. That gives both: a draw
    in which it held anyway is half of "holds", the same draw turned over half of "fails".
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
    failing = sample.fails[index]
    kept, value = outcome.kept, outcome.value
    holds = float(np.where(failing, turned.kept, kept).mean())
    breaks = float(np.where(failing, kept, turned.kept).mean())
    value_holds = float(np.where(failing, turned.value, value).mean())
    value_fails = float(np.where(failing, value, turned.value).mean())
    assumption = sample.model.case.plan.assumptions[index]
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
