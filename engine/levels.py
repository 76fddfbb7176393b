"""The levels of every quantity in every draw, assumptions applied."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from engine import case as parts
from engine.committed import Committed
from engine.draws import normal_scores
from engine.model import Model
from engine.outlook import outlooks
from engine.reliable import Known, Posterior, Reliable, reaching
from engine.source import Source

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Jeffreys' prior for the share of occasions kept.
PRIOR = 0.5
# The factor of what no assumption drives.
UNCHANGED = np.ones(1)


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Rows of all quantities: (rows, draws), or (rows, 1) where all draws agree.

    ``held`` is (H, draws) what the commitments ask of each capability, None where that is
    not at hand. ``demand`` stacks the tactics' rows; ``reliability`` is (promises, draws). Behind it
    stand what is known of each promise, ``reliables``, and the ``factors``, (draws,) or
    (1,), that the false assumptions multiply it by.
    """

    draws: int
    demand: Array
    commitments: tuple[Array, ...]
    capacity: tuple[Array, ...]
    committed: tuple[Array, ...]
    reliability: Array
    reliables: tuple[Reliable, ...]
    factors: tuple[Array, ...]
    held: tuple[Array | None, ...]

    def reaching(self, promise: int, target: float, on_time: Array) -> Array:
        """Return (draws,) the probability that a promise reaches a target.

        ``on_time`` is the share of its occasions that are on time, (draws,) or (1,).
        """
        return reaching(self.reliables[promise], target, on_time, self.factors[promise])

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
            self.reliables,
            tuple(f if f.size == 1 else f[chosen] for f in self.factors),
            tuple(load if load is None else load[:, chosen] for load in self.held),
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
            model.gathered.rows(seed, draws)
            if committed is None
            else committed.rows(draws)
        )
        self.held = tuple(
            None
            if committed is None
            else committed.load(entry.id, layout.commitment_loads, draws)
            for entry, layout in zip(
                model.case.capabilities, model.capabilities, strict=True
            )
        )
        self.outlooks = outlooks(model.case)
        self.reliables = self.how_reliable()
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

    def how_reliable(self) -> tuple[Reliable, ...]:
        """Return what is known of each promise's reliability, before assumptions."""
        return tuple(
            self.outlooks.get(index) or without_record(promise)
            for index, promise in enumerate(self.model.case.promises)
        )

    def reliabilities(self) -> Array:
        """Draw (promises, draws) reliabilities, before assumptions."""
        result = np.empty((len(self.reliables), self.draws))
        nothing = np.zeros(self.draws)
        for index, reliable in enumerate(self.reliables):
            dimension = self.model.reliability_dimensions[index]
            scores = nothing if dimension is None else self.scores[dimension]
            result[index] = reliable.rates(scores)
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
        factors = tuple(
            self.factor(beliefs, failing) if beliefs else UNCHANGED
            for beliefs in model.reliability_beliefs
        )
        reliability = self.reliability.copy()
        for index, factor in enumerate(factors):
            reliability[index] *= factor
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
            self.reliables,
            factors,
            self.held,
        )

    def factor(self, beliefs: tuple[int, ...], fails: Flags) -> Array:
        """Return (draws,) the product of what the false assumptions multiply by."""
        assumptions = self.model.case.plan.assumptions
        result = np.ones(fails.shape[1])
        for index in beliefs:
            result *= np.where(fails[index], assumptions[index].if_false, 1.0)
        return result


def without_record(promise: parts.Promise) -> Reliable:
    """Return what is known of a promise without the weeks of its record."""
    if promise.reliability is not None:
        return Known(float(promise.reliability))
    record = promise.track_record
    if record is None:
        return Known(1.0)
    return Posterior(float(record.kept) + PRIOR, float(record.broken) + PRIOR)
