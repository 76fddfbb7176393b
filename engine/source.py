"""A quantity of the case as rows × shapes, ready for drawing.

Any quantity is value[t] = Σₖ rowₖ · shape[t, k]: a constant row of 1 for what is certain,
and a PERT row on [0, 1] for every distinct relative mode (likely − low) / (high − low).
One uniform moves all rows of a quantity: people are wrong about a level, not about weeks
independently. Assumptions multiply the rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.draws import pert_quantiles
from engine.quantity import Profile, Quantity, ThreePoint

Array = NDArray[np.float64]

# Relative modes that differ less than this are one shape of uncertainty.
MODE_DIGITS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A quantity decomposed: ``shapes`` is (periods, rows), ``modes`` one per row.

    A mode of None is a certain row. ``dimension`` is the uniform that moves the uncertain
    rows; ``beliefs`` are the indices of the assumptions that multiply all of them.
    """

    shapes: Array
    modes: tuple[float | None, ...]
    dimension: int | None
    beliefs: tuple[int, ...] = ()

    def rows(self, scores: Array) -> Array:
        """Return (rows, draws) before assumptions, (rows, 1) where all is certain."""
        if self.dimension is None:
            return np.ones((len(self.modes), 1))
        draws = scores[self.dimension]
        rows = np.ones((len(self.modes), draws.size))
        for index, mode in enumerate(self.modes):
            if mode is not None:
                rows[index] = pert_quantiles(mode, draws)
        return rows


class Dimensions:
    """Hands out one dimension of the Sobol points to each uncertain quantity."""

    def __init__(self) -> None:
        self.count = 0

    def take(self) -> int:
        """Return the next free dimension."""
        self.count += 1
        return self.count - 1


def profile_array(profile: Profile, periods: int) -> Array:
    """Return a profile as an array; after its end it keeps its last value."""
    if not isinstance(profile, tuple):
        return np.full(periods, float(profile))
    values = np.full(periods, profile[-1], dtype=float)
    values[: len(profile)] = profile[:periods]
    return values


def decompose(
    quantity: Quantity,
    periods: int,
    dimensions: Dimensions,
    beliefs: tuple[int, ...] = (),
) -> Source:
    """Decompose a quantity over ``periods`` periods."""
    if not isinstance(quantity, ThreePoint):
        constant = profile_array(quantity, periods)[:, None]
        return Source(constant, (None,), None, beliefs)
    low = profile_array(quantity.low, periods)
    spread = profile_array(quantity.high, periods) - low
    likely = profile_array(quantity.likely, periods) - low
    if not spread.any():
        return Source(low[:, None], (None,), None, beliefs)
    by_mode = shapes_by_mode(likely, spread)
    columns = [low, *by_mode.values()] if low.any() else list(by_mode.values())
    modes = [None, *by_mode] if low.any() else list(by_mode)
    return Source(np.stack(columns, axis=1), tuple(modes), dimensions.take(), beliefs)


def shapes_by_mode(likely: Array, spread: Array) -> Mapping[float, Array]:
    """Group the periods by their relative mode; each group is one row's shape."""
    modes = np.zeros_like(spread)
    np.divide(likely, spread, out=modes, where=spread > 0.0)
    modes = np.round(modes, MODE_DIGITS)
    groups = sorted({float(mode) for mode in modes[spread > 0.0]})
    return {
        mode: np.where((modes == mode) & (spread > 0.0), spread, 0.0) for mode in groups
    }
