"""How early a project can end at the best: no schedule beats the bound.

The critical path, and the work that has to be done between heads and tails on each resource:
tasks that cannot start before a and are followed by at least b take their work together.
Where capacity is constant, needs are also rounded by dual feasible functions: S. Fekete and
J. Schepers, "New classes of fast lower bounds for bin packing problems" (2001).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from engine.schedule.problem import Problem, extended

Numbers = NDArray[np.int64]

# So many different earliest starts are looked at for each resource.
MOST_HEADS = 64
MOST_ROUNDINGS = 12


def bound(problem: Problem, periods: int) -> int:
    """Return a period before which not everything can be finished.

    ``periods`` are as many as some schedule takes.
    """
    heads = np.array(problem.heads(), dtype=np.int64)
    tails = np.array(problem.tails(), dtype=np.int64)
    durations = np.array(problem.durations, dtype=np.int64)
    best = int((heads + tails).max())
    for resource, row in enumerate(problem.free):
        units = np.zeros(heads.size, dtype=np.int64)
        for task, needs in enumerate(problem.needs):
            units[task] = dict(needs).get(resource, 0)
        free = np.array(extended(row, periods), dtype=np.int64)
        for rounded in roundings(units, free):
            used = rounded * durations > 0
            if used.any():
                work = (rounded * durations)[used]
                found = worked(heads[used], (tails - durations)[used], work, free)
                best = max(best, found)
    return best


def roundings(units: Numbers, free: Numbers) -> Iterator[Numbers]:
    """Yield needs (n,) that can replace a resource's, the same or dual feasible."""
    yield units
    capacity = int(free[0])
    if (free == capacity).all():
        small = np.unique(units[(units > 0) & (2 * units <= capacity)])
        for least in small[:: max(1, small.size // MOST_ROUNDINGS)]:
            kept = np.where(units >= least, units, 0)
            yield np.where(units > capacity - least, capacity, kept)
        yield np.where(2 * units > capacity, capacity, 0)


def worked(heads: Numbers, tails: Numbers, work: Numbers, free: Numbers) -> int:
    """Return the end that the work of tasks between heads and tails (n,) needs at least."""
    order = np.argsort(-tails, kind="stable")
    heads, tails, work = heads[order], tails[order], work[order]
    starts = np.unique(heads)
    starts = starts[:: max(1, starts.size // MOST_HEADS)]
    inside = heads[None, :] >= starts[:, None]
    asked = np.cumsum(np.where(inside, work, 0), axis=1)
    given = np.concatenate(([0], np.cumsum(free)))
    first = np.minimum(starts, free.size)
    done = np.searchsorted(given, given[first][:, None] + asked)
    return int(np.where(asked > 0, done + tails, 0).max())
