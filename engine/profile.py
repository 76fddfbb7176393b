"""The load profile: by capability and period, what is asked of it and what it can do."""

import numpy as np
from numpy.typing import NDArray

from engine.levels import Levels
from engine.model import CapabilityLayout, Model
from engine.result import CapabilityScore
from engine.summary import quantiles

Array = NDArray[np.float64]


def capability_scores(model: Model, levels: Levels) -> tuple[CapabilityScore, ...]:
    """Return the load profile of every capability over the horizon."""
    return tuple(
        capability_score(model, levels, index)
        for index in range(len(model.capabilities))
    )


def capability_score(model: Model, levels: Levels, index: int) -> CapabilityScore:
    """Return one capability's load profile over the horizon."""
    layout = model.capabilities[index]
    entry = model.case.capabilities[index]
    periods = model.periods
    committed, approved = committed_means(model, layout, levels, index)
    demand = levels.demand[layout.rows]
    plan = layout.loads[:periods]
    capacity = layout.capacity.shapes[:periods]
    return CapabilityScore(
        id=entry.id,
        unit=entry.unit,
        backlog=layout.backlog,
        committed=listed(committed[:periods]),
        approved=listed(approved[:periods]),
        plan=listed(plan @ demand.mean(axis=1)),
        plan_p90=listed(quantiles_by_period(plan, demand, 0.9)),
        capacity=listed(capacity @ levels.capacity[index].mean(axis=1)),
        capacity_p10=listed(quantiles_by_period(capacity, levels.capacity[index], 0.1)),
    )


def committed_means(
    model: Model, layout: CapabilityLayout, levels: Levels, index: int
) -> tuple[Array, Array]:
    """Return (H,) mean committed load, and mean load of other plans already approved."""
    committed = layout.committed.shapes @ levels.committed[index].mean(axis=1)
    approved = np.zeros(model.extended)
    for group, load in layout.commitment_loads:
        mean = load @ levels.commitments[group].mean(axis=1)
        if model.gathered.groups[group].approved:
            approved += mean
        else:
            committed = committed + mean
    return committed, approved


def quantiles_by_period(shapes: Array, rows: Array, share: float) -> Array:
    """Return (T,) quantiles of shapes @ rows; periods like the one before cost nothing."""
    differs = np.ones(len(shapes), dtype=bool)
    differs[1:] = (shapes[1:] != shapes[:-1]).any(axis=1)
    (found,) = quantiles(shapes[differs] @ rows, share)
    return np.asarray(found[np.cumsum(differs) - 1])


def listed(values: Array) -> tuple[float, ...]:
    """Return an array as a tuple of floats."""
    return tuple(values.tolist())
