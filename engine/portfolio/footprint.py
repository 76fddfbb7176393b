"""What any set of candidates loads and adds, by capability and period."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from engine.portfolio.case import PortfolioCase
from engine.portfolio.program import Array, Entries, demands


@dataclass(frozen=True, slots=True, eq=False)
class Footprint:
    """Loads and additions as (n, K·T) matrices; ``shape`` is (K, T)."""

    names: dict[str, int]
    loads: csr_array
    additions: csr_array
    shape: tuple[int, int]

    def load(self, chosen: Collection[str]) -> Array:
        """Return (K, T) what a set loads."""
        return self.summed(self.loads, chosen)

    def added(self, chosen: Collection[str]) -> Array:
        """Return (K, T) what a set adds."""
        return self.summed(self.additions, chosen)

    def summed(self, matrix: csr_array, chosen: Collection[str]) -> Array:
        """Return (K, T) the sum of a set's rows."""
        flags = np.zeros(len(self.names))
        flags[[self.names[name] for name in chosen]] = 1.0
        total: Array = (flags @ matrix).reshape(self.shape)
        return total


def footprint(case: PortfolioCase) -> Footprint:
    """Tabulate what every candidate loads and adds."""
    loads, additions = demands(case)
    shape = (len(case.capabilities), case.horizon.periods)
    size = (len(case.candidates), shape[0] * shape[1])
    return Footprint(
        names={entry.id: index for index, entry in enumerate(case.candidates)},
        loads=matrix(loads, size),
        additions=matrix(additions, size),
        shape=shape,
    )


def matrix(entries: Entries, size: tuple[int, int]) -> csr_array:
    """Write entries as a matrix of candidates by cells."""
    return csr_array((entries.amounts, (entries.columns, entries.cells)), shape=size)
