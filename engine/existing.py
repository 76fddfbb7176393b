"""What the plan does to promises already made: without it, with it, and unguarded."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.lateness import Lateness, Situations, worst
from engine.levels import Levels
from engine.model import Model, Standard
from engine.result import ExistingScore

Array = NDArray[np.float64]


def committed_promises(model: Model) -> list[int]:
    """Return the promises that commitments make, in the order of the case."""
    return [index for index, groups in enumerate(model.gathered.of) if groups]


def committed_standards(model: Model) -> list[Standard]:
    """Return the standards that existing customers are held to."""
    return [
        step.standard
        for promise in committed_promises(model)
        for step in model.steps[promise]
    ]


def rate_sums(model: Model, levels: Levels, late: Situations) -> Array:
    """Return (promises, 3) sums over the draws of the keep rates in each situation."""
    situations = (late.without, late.protected, late.unprotected)
    return np.array(
        [
            [
                committed_rate(model, levels, promise, lateness).sum()
                for lateness in situations
            ]
            for promise in committed_promises(model)
        ]
    )


def committed_rate(model: Model, levels: Levels, promise: int, late: Lateness) -> Array:
    """Return (draws,) the keep rate of a promise over its commitments."""
    shares = worst(model.steps[promise], late, model.periods)
    due = np.zeros(levels.draws)
    missed = np.zeros(levels.draws)
    for index in model.gathered.of[promise]:
        shapes = model.gathered.groups[index].shapes[: model.periods]
        rows = levels.commitments[index]
        due += shapes.sum(axis=0) @ rows
        if shares is not None:
            missed += ((shapes.T @ shares) * rows).sum(axis=0)
    on_time = 1.0 - missed / np.where(due > 0.0, due, 1.0)
    return np.where(due > 0.0, levels.reliability[promise] * on_time, 1.0)


def existing_scores(
    model: Model, means: Sequence[Sequence[float]] | Array
) -> tuple[ExistingScore, ...]:
    """Name the mean keep rates of the promises in ``commitments``."""
    return tuple(
        ExistingScore(
            model.case.promises[promise].id,
            model.case.promises[promise].target,
            *(float(mean) for mean in row),
        )
        for promise, row in zip(committed_promises(model), means, strict=True)
    )
