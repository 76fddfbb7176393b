"""What the plan does to promises already made: without it, with it, and unguarded."""

import numpy as np
from numpy.typing import NDArray

from engine.evaluate import (
    Lateness,
    by_capability,
    flow_of,
    lateness,
    pieces_of,
    queue_everyone,
    unanswered,
    worst,
)
from engine.levels import Levels
from engine.model import Model, Standard
from engine.queueing import waiting_after
from engine.result import ExistingScore

Array = NDArray[np.float64]


def existing_scores(model: Model, levels: Levels) -> tuple[ExistingScore, ...]:
    """Return the mean keep rates of the promises in ``commitments``."""
    promises = committed_promises(model)
    if not promises:
        return ()
    totals = np.zeros((len(promises), 3))
    for piece in pieces_of(model, levels):
        totals += rate_sums(model, piece, promises)
    means = totals / levels.draws
    return tuple(
        ExistingScore(
            model.case.promises[promise].id,
            model.case.promises[promise].target,
            float(without),
            float(protected),
            float(unprotected),
        )
        for promise, (without, protected, unprotected) in zip(
            promises, means, strict=True
        )
    )


def committed_promises(model: Model) -> list[int]:
    """Return the promises that commitments make, in the order of the case."""
    names = {commitment.promise for commitment in model.case.commitments}
    return [i for i, promise in enumerate(model.case.promises) if promise.id in names]


def rate_sums(model: Model, levels: Levels, promises: list[int]) -> Array:
    """Return (promises, 3) sums over the draws of the keep rates in each situation."""
    standards = [step.standard for promise in promises for step in model.steps[promise]]
    situations = committed_lateness(model, levels, standards)
    return np.array(
        [
            [committed_rate(model, levels, promise, late).sum() for late in situations]
            for promise in promises
        ]
    )


def committed_lateness(
    model: Model, levels: Levels, standards: list[Standard]
) -> tuple[Lateness, Lateness, Lateness]:
    """Return late shares of committed load without, with and with an unguarded plan.

    Served first, committed load does not notice the plan; calls to a staffed capability
    do, because nobody can tell them apart before they are answered.
    """
    without: Lateness = {}
    protected: Lateness = {}
    unprotected: Lateness = {}
    for capability, held in by_capability(standards).items():
        layout = model.capabilities[capability]
        flow = flow_of(model, layout, capability, levels)
        alone = waiting_after(flow.committed, flow.capacity, flow.backlog)
        everything, mixed = queue_everyone(flow)
        for standard in held:
            if standard.minutes is not None:
                without[standard] = unanswered(layout, flow, standard, with_plan=False)
                with_plan = unanswered(layout, flow, standard, with_plan=True)
                protected[standard] = unprotected[standard] = with_plan
            else:
                without[standard] = lateness(alone, flow.committed, standard)
                protected[standard] = without[standard]
                unprotected[standard] = lateness(mixed, everything, standard)
    return without, protected, unprotected


def committed_rate(model: Model, levels: Levels, promise: int, late: Lateness) -> Array:
    """Return (draws,) the keep rate of a promise over its commitments."""
    shares = worst(model.steps[promise], late, model.periods)
    name = model.case.promises[promise].id
    due = np.zeros(levels.draws)
    missed = np.zeros(levels.draws)
    for index, commitment in enumerate(model.case.commitments):
        if commitment.promise == name:
            shapes = model.commitments[index].shapes[: model.periods]
            rows = levels.commitments[index]
            due += shapes.sum(axis=0) @ rows
            if shares is not None:
                missed += ((shapes.T @ shares) * rows).sum(axis=0)
    on_time = 1.0 - missed / np.where(due > 0.0, due, 1.0)
    return np.where(due > 0.0, levels.reliability[promise] * on_time, 1.0)
