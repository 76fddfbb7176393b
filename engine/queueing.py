"""Service in order of arrival, period by period, for many draws at once.

All arrays are (periods, draws); a second axis of length 1 stands for a value that is
the same in every draw. Load and capacity are in the capability's own unit. Results are
put into arrays that ``new`` makes, and what is only wanted on the way into ``passing``.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.memory import New

Array = NDArray[np.float64]

# Load below this is rounding, not load: it keeps 0 / 0 at 0 late.
SMALLEST_LOAD = 1e-300


def serve(
    arrivals: Array, capacity: Array, backlog: float = 0.0, new: New = np.empty
) -> tuple[Array, Array]:
    """Serve arrivals from capacity; return what waits and what capacity is left.

    Lindley's recursion: waiting[t] = max(0, waiting[t−1] + arrivals[t] − capacity[t]),
    with ``backlog`` waiting before period 0; leftover[t] is the capacity not used. Both
    are (periods, draws).
    """
    excess = difference(arrivals, capacity, new)
    if backlog:
        excess[0] += backlog
    waiting = new(excess.shape)
    if excess.max() <= 0.0:
        waiting.fill(0.0)
        return waiting, np.negative(excess, out=excess)
    nobody = before = np.zeros(excess.shape[1])
    for row, after in zip(excess, waiting, strict=True):
        row += before
        before = np.maximum(row, nobody, out=after)
    leftover = np.subtract(waiting, excess, out=excess)
    return waiting, leftover


def waiting_after(
    arrivals: Array, capacity: Array, backlog: float = 0.0, new: New = np.empty
) -> Array:
    """Return what waits at the end of each period, as ``serve`` does, in less work."""
    waiting = difference(arrivals, capacity, new)
    if backlog:
        waiting[0] += backlog
    if waiting.max(initial=0.0) <= 0.0:
        waiting.fill(0.0)
        return waiting
    # A row of zeros is compared with in half the time that the number takes.
    nobody = before = np.zeros(waiting.shape[1])
    for row in waiting:
        row += before
        before = np.maximum(row, nobody, out=row)
    return waiting


def difference(left: Array, right: Array, new: New) -> Array:
    """Return left − right."""
    return np.subtract(left, right, out=new(shape_of(left, right)))


def shape_of(left: Array, right: Array) -> tuple[int, ...]:
    """Return the shape of two arrays put together."""
    if left.shape == right.shape:
        return left.shape
    return np.broadcast_shapes(left.shape, right.shape)


def running_total(arrivals: Array, new: New = np.empty) -> Array:
    """Return the load that has arrived by the end of each period."""
    # Row by row: NumPy's cumulative sum over the first axis takes ten times as long.
    total = new(arrivals.shape)
    before = np.zeros(arrivals.shape[1])
    for row, after in zip(arrivals, total, strict=True):
        before = np.add(before, row, out=after)
    return total


def late_shares(
    waiting: Array,
    arrivals: Array,
    withins: Sequence[int],
    new: New = np.empty,
    passing: New = np.empty,
) -> list[Array]:
    """Return the share of each period's arrivals not served within so many periods, for each.

    The load of period u is late in the share clip((A[u] − S[u + w]) / (A[u] − A[u−1]),
    0, 1) of cumulative arrivals A and service S; with Q = A − S waiting, A[u] − S[u + w]
    is Q[u + w] less what arrived after u, so nothing is lost to cancellation where nothing
    waits. Returns (periods − within, draws) each: only periods whose time is up inside the
    arrays; 0 where nothing arrives.
    """
    divisor = np.maximum(arrivals, SMALLEST_LOAD, out=passing(arrivals.shape))
    total = running_total(arrivals, passing) if any(withins) else arrivals
    nobody = np.zeros(arrivals.shape[1])
    shares = []
    for within in withins:
        periods = len(arrivals) - within
        own = arrivals[:periods]
        if within:
            late = difference(waiting[within:], total[within:], new)
            late += total[:periods]
            np.maximum(late, nobody, out=late)
            np.minimum(late, own, out=late)
        else:
            late = np.minimum(waiting, own, out=new(shape_of(waiting, own)))
        late /= divisor[:periods]
        shares.append(late)
    return shares
