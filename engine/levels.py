"""The levels of every quantity in every draw, assumptions applied."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from engine.committed import Committed
from engine.draws import beta_quantiles, normal_scores
from engine.model import Model
from engine.outlook import outlooks
from engine.source import Source

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Jeffreys' prior for the share of occasions kept.
PRIOR = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Rows of all quantities: (rows, draws), or (rows, 1) where all draws agree.

    ``demand`` stacks the tactics' rows; ``reliability`` is (promises, draws).
    """

    draws: int
    demand: Array
    commitments: tuple[Array, ...]
    capacity: tuple[Array, ...]
    committed: tuple[Array, ...]
    reliability: Array

    def between(self, first: int, last: int) -> "Levels":
        """Return the levels of draws first … last − 1, without copying."""
        return self.cut(slice(first, last), last - first)

    def only(self, chosen: Flags) -> "Levels":
        """Return the levels of the chosen draws."""
        return self.cut(chosen, int(chosen.sum()))

    def cut(self, chosen: slice | Flags, draws: int) -> "Levels":
        """Return the levels of some draws."""

        def columns(rows: Array) -> Array:
            return rows if rows.shape[1] == 1 else rows[:, chosen]

        return Levels(
            draws,
            columns(self.demand),
            tuple(map(columns, self.commitments)),
            tuple(map(columns, self.capacity)),
            tuple(map(columns, self.committed)),
            columns(self.reliability),
        )


class Sample:
    """The draws of one score: fixed by model, seed and number of draws.

    What is ``committed`` may have been drawn before.

    ``fails`` is (assumptions, draws): where each assumption turns out false.
    """

    def __init__(
        self,
        model: Model,
        seed: int,
        draws: int,
        committed: Committed | None = None,
    ) -> None:
        self.model = model
        self.draws = draws
        self.scores = normal_scores(model.dimensions, draws, seed)
        self.fails = self.failing()
        self.demand = np.concatenate(
            [
                np.broadcast_to(rows, (len(rows), draws))
                for rows in map(self.rows, model.tactics)
            ]
        )
        self.capacity = [self.rows(c.capacity) for c in model.capabilities]
        self.committed = tuple(self.rows(c.committed) for c in model.capabilities)
        self.commitments = (
            model.gathered.rows(seed, draws) if committed is None else committed.rows
        )
        self.outlooks = outlooks(model.case)
        self.reliability = self.reliabilities()

    def rows(self, source: Source) -> Array:
        """Draw one quantity, before assumptions."""
        return source.rows(self.scores)

    def failing(self) -> Flags:
        """Draw which assumptions are false."""
        assumptions = self.model.case.plan.assumptions
        fails = np.zeros((len(assumptions), self.draws), dtype=bool)
        for index, assumption in enumerate(assumptions):
            dimension = self.model.belief_dimensions[index]
            chance = assumption.chance_of_failing
            if dimension is None:
                fails[index] = chance > 0.0
            else:
                fails[index] = self.scores[dimension] < ndtri(chance)
        return fails

    def reliabilities(self) -> Array:
        """Draw (promises, draws) reliabilities, before assumptions."""
        promises = self.model.case.promises
        result = np.ones((len(promises), self.draws))
        for index, promise in enumerate(promises):
            dimension = self.model.reliability_dimensions[index]
            record = promise.track_record
            outlook = self.outlooks.get(index)
            if promise.reliability is not None:
                result[index] = promise.reliability
            elif outlook is not None and dimension is not None:
                result[index] = outlook.rates(self.scores[dimension])
            elif record is not None and dimension is not None:
                result[index] = beta_quantiles(
                    record.kept + PRIOR, record.broken + PRIOR, self.scores[dimension]
                )
        return result

    def levels(self, fails: Flags | None = None) -> Levels:
        """Apply the assumptions that fail (by default as drawn) to every level."""
        failing = self.fails if fails is None else fails
        model = self.model
        demand = self.demand
        for source, rows in zip(model.tactics, model.tactic_rows, strict=True):
            if source.beliefs:
                demand = demand.copy() if demand is self.demand else demand
                demand[rows] *= self.factor(source.beliefs, failing)
        reliability = self.reliability.copy()
        for index, beliefs in enumerate(model.reliability_beliefs):
            if beliefs:
                reliability[index] *= self.factor(beliefs, failing)
        return Levels(
            self.draws,
            demand,
            self.commitments,
            tuple(
                rows * self.factor(layout.capacity.beliefs, failing)
                if layout.capacity.beliefs
                else rows
                for rows, layout in zip(self.capacity, model.capabilities, strict=True)
            ),
            self.committed,
            np.minimum(reliability, 1.0),
        )

    def factor(self, beliefs: tuple[int, ...], fails: Flags) -> Array:
        """Return (draws,) the product of what the false assumptions multiply by."""
        assumptions = self.model.case.plan.assumptions
        result = np.ones(self.draws)
        for index in beliefs:
            result *= np.where(fails[index], assumptions[index].if_false, 1.0)
        return result
