"""Service in order of arrival, period by period, for many draws at once.

All arrays are (periods, draws); a second axis of length 1 stands for a value that is
the same in every draw. Load and capacity are in the capability's own unit.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Load below this is rounding, not load: it keeps 0 / 0 at 0 late.
SMALLEST_LOAD = 1e-300


def serve(
    arrivals: Array, capacity: Array, backlog: float = 0.0
) -> tuple[Array, Array]:
    """Serve arrivals from capacity; return what waits and what capacity is left.

    Lindley's recursion: waiting[t] = max(0, waiting[t−1] + arrivals[t] − capacity[t]),
    with ``backlog`` waiting before period 0; leftover[t] is the capacity not used. Both
    are (periods, draws).
    """
    excess = arrivals - capacity
    if backlog:
        excess[0] += backlog
    if excess.max() <= 0.0:
        return np.zeros_like(excess), np.negative(excess, out=excess)
    waiting = np.empty_like(excess)
    waiting[0] = np.maximum(excess[0], 0.0)
    for period in range(1, len(excess)):
        row = excess[period]
        row += waiting[period - 1]
        np.maximum(row, 0.0, out=waiting[period])
    leftover = np.subtract(waiting, excess, out=excess)
    return waiting, leftover


def waiting_after(arrivals: Array, capacity: Array, backlog: float = 0.0) -> Array:
    """Return what waits at the end of each period, as ``serve`` does, in less work."""
    waiting = arrivals - capacity
    if backlog:
        waiting[0] += backlog
    if waiting.max(initial=0.0) <= 0.0:
        return np.zeros_like(waiting)
    np.maximum(waiting[0], 0.0, out=waiting[0])
    for period in range(1, len(waiting)):
        row = waiting[period]
        row += waiting[period - 1]
        np.maximum(row, 0.0, out=row)
    return waiting


def running_total(arrivals: Array) -> Array:
    """Return the load that has arrived by the end of each period."""
    # Row by row: NumPy's cumulative sum over the first axis takes ten times as long.
    total = np.empty_like(arrivals)
    total[0] = arrivals[0]
    for period in range(1, len(arrivals)):
        np.add(total[period - 1], arrivals[period], out=total[period])
    return total


def late_share(
    waiting: Array, arrivals: Array, within: int, total: Array | None = None
) -> Array:
    """Return the share of each period's arrivals not served ``within`` periods.

    The load of period u is late in the share clip((A[u] − S[u + w]) / (A[u] − A[u−1]),
    0, 1) of cumulative arrivals A and service S; with Q = A − S waiting, A[u] − S[u + w]
    is Q[u + w] less what arrived after u, so nothing is lost to cancellation where nothing
    waits. ``total`` is A, if it is at hand. Returns (periods − within, draws): only periods
    whose time is up inside the arrays; 0 where nothing arrives.
    """
    periods = len(arrivals) - within
    own = arrivals[:periods]
    late: Array = waiting[within:]
    if within:
        total = running_total(arrivals) if total is None else total
        late = late - total[within:]
        late += total[:periods]
        np.maximum(late, 0.0, out=late)
        np.minimum(late, own, out=late)
    else:
        late = np.minimum(late, own)
    late /= np.maximum(own, SMALLEST_LOAD)
    return late
