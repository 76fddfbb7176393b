"""One pass over the draws: what is kept, what is earned, and who else is hurt."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.existing import committed_standards, rate_sums
from engine.lateness import Lateness, all_lateness, worst
from engine.levels import Levels
from engine.model import Bundle, Model, Occasions, PromiseLayout, Standard, Step
from engine.reliable import TOLERANCE

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

# Draws are worked on in pieces whose late shares stay near the processor.
CHUNK_BYTES = 32_000_000
SMALLEST_CHUNK = 256
ON_TIME = np.ones(1)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a pass found: by promise of the plan and draw, and the (draws,) plan value.

    ``rates`` are keep rates; ``chances`` say how likely each target is reached, given all
    that is drawn but the reliabilities.
    """

    rates: Array
    chances: Array
    value: Array

    @property
    def kept(self) -> Array:
        """Return (draws,) how likely every promise of the plan reaches its target."""
        return np.asarray(self.chances.prod(axis=0))


@dataclass(slots=True, eq=False)
class Details:
    """What a pass gathers on the way, summed over the draws.

    ``on_time`` holds per promise of the plan the on-time share of each step alone;
    ``short`` by standard the number of draws that are late, by period; ``existing`` the
    (promises in commitments, 3) keep rates of existing customers.
    """

    on_time: list[Array]
    short: dict[Standard, Counts]
    existing: Array


def evaluate(model: Model, levels: Levels) -> Outcome:
    """Evaluate the plan in every draw."""
    return joined(
        PlanPiece(model, piece, model.promises).outcome()
        for piece in pieces_of(model, levels)
    )


def evaluate_in_detail(model: Model, levels: Levels) -> tuple[Outcome, Details]:
    """Evaluate the plan in every draw; gather what explains it and what it does."""
    customers = committed_standards(model)
    details = Details([np.zeros(len(p.steps)) for p in model.promises], {}, np.zeros(1))
    outcomes = []
    for levels_piece in pieces_of(model, levels):
        piece = PlanPiece(model, levels_piece, model.promises, customers)
        outcomes.append(piece.outcome())
        piece.gather(details)
    return joined(outcomes), details


def joined(outcomes: Iterable[Outcome]) -> Outcome:
    """Put the outcomes of pieces one after the other."""
    pieces = list(outcomes)
    return Outcome(
        np.concatenate([piece.rates for piece in pieces], axis=1),
        np.concatenate([piece.chances for piece in pieces], axis=1),
        np.concatenate([piece.value for piece in pieces]),
    )


def pieces_of(model: Model, levels: Levels) -> Iterator[Levels]:
    """Cut the draws into pieces that fit the processor's cache."""
    cells = model.extended * max(1, len(model.capabilities)) * 8
    size = SMALLEST_CHUNK
    while size * 2 * cells <= CHUNK_BYTES:
        size *= 2
    for first in range(0, levels.draws, size):
        yield levels.between(first, min(first + size, levels.draws))


def standards_of(promises: Iterable[PromiseLayout]) -> list[Standard]:
    """Return the standards that some promises are held to."""
    return [step.standard for layout in promises for step in layout.steps]


class PlanPiece:
    """A piece of the draws, and what is late in it.

    ``known`` are late shares that need not be worked out again.
    """

    def __init__(
        self,
        model: Model,
        levels: Levels,
        promises: Sequence[PromiseLayout],
        customers: Iterable[Standard] = (),
        known: Lateness | None = None,
    ) -> None:
        self.model, self.levels, self.promises = model, levels, promises
        known = known or {}
        held = [entry for entry in standards_of(promises) if entry not in known]
        self.situations = all_lateness(model, levels, held, customers)
        self.late: Lateness = self.situations.plan | known

    def outcome(self) -> Outcome:
        """Return keep rates, how likely targets are reached, and plan value."""
        budget = float(sum(tactic.budget for tactic in self.model.case.plan.tactics))
        value = np.full(self.levels.draws, -budget)
        rates = np.empty((len(self.promises), self.levels.draws))
        chances = np.empty_like(rates)
        for order, layout in enumerate(self.promises):
            occasions = layout.occasions
            demand = self.levels.demand[occasions.rows]
            total = occasions.totals @ demand
            late = self.late_occasions(layout.steps, occasions, demand)
            on_time = share_on_time(late, total)
            rates[order] = self.rate(layout, total, on_time)
            chances[order] = self.chance(layout, total, on_time)
            value += self.earned(layout, demand, late)
            cost = self.model.case.promises[layout.index].break_cost
            value -= cost * total * (1.0 - rates[order])
        for bundle in self.model.bundles:
            value += self.margin(bundle)
        return Outcome(rates, chances, value)

    def rate(self, layout: PromiseLayout, total: Array, on_time: Array) -> Array:
        """Return (draws,) a promise's keep rate: 1 in draws without occasions."""
        rate = self.levels.reliability[layout.index] * on_time
        return np.where(total > 0.0, rate, 1.0)

    def chance(self, layout: PromiseLayout, total: Array, on_time: Array) -> Array:
        """Return (draws,) how likely a target is reached: surely without occasions."""
        target = self.model.case.promises[layout.index].target
        chance = self.levels.reaching(layout.index, target, on_time)
        return np.where(total > 0.0, chance, 1.0)

    def earned(self, layout: PromiseLayout, demand: Array, late: Array | None) -> Array:
        """Return (draws,) the margin of a promise's occasions that are kept.

        Tactics that make other promises as well earn elsewhere, in ``margin``.
        """
        earned = (layout.margins * layout.occasions.totals) @ demand
        if late is not None:
            earned -= layout.margins @ late
        earned *= self.levels.reliability[layout.index]
        return np.asarray(earned)

    def late_occasions(
        self, steps: Sequence[Step], occasions: Occasions, demand: Array
    ) -> Array | None:
        """Return (rows, draws) how many occasions are late in some of the steps.

        None where none is.
        """
        shares = worst(steps, self.late, self.model.periods)
        if shares is None:
            return None
        late = occasions.shapes.T @ shares
        late *= demand
        return late

    def margin(self, bundle: Bundle) -> Array:
        """Return (draws,) the margin of occasions that keep all promises they make."""
        occasions = bundle.occasions
        demand = self.levels.demand[occasions.rows]
        steps = [s for promise in bundle.promises for s in self.model.steps[promise]]
        late = self.late_occasions(steps, occasions, demand)
        reliability = np.prod(self.levels.reliability[list(bundle.promises)], axis=0)
        kept = (bundle.margins * occasions.totals) @ demand
        if late is not None:
            kept -= bundle.margins @ late
        return np.asarray(reliability * kept)

    def gather(self, details: Details) -> None:
        """Add what this piece knows to the details."""
        for order, layout in enumerate(self.promises):
            details.on_time[order] += self.step_sums(layout)
        for standard, late in self.late.items():
            if late is not None:
                count = np.array([np.count_nonzero(row) for row in late > TOLERANCE])
                details.short[standard] = details.short.get(standard, 0) + count
        details.existing = details.existing + rate_sums(
            self.model, self.levels, self.situations
        )

    def step_sums(self, layout: PromiseLayout) -> Array:
        """Return (steps,) the sum over draws of the share of each step that is on time."""
        sums = np.full(len(layout.steps), float(self.levels.draws))
        if all(self.late[step.standard] is None for step in layout.steps):
            return sums
        occasions = layout.occasions
        demand = self.levels.demand[occasions.rows]
        total = occasions.totals @ demand
        weights = occasions.shapes @ (demand / np.where(total > 0.0, total, 1.0))
        for position, step in enumerate(layout.steps):
            late = self.late[step.standard]
            if late is not None:
                shares = late[step.lead : step.lead + self.model.periods]
                sums[position] -= np.vdot(shares, weights)
        return sums


def share_on_time(late: Array | None, total: Array) -> Array:
    """Return (draws,) or (1,) the share of occasions that are on time.

    ``late`` is (rows, draws), None where none is; ``total`` is (draws,).
    """
    if late is None:
        return ON_TIME
    return np.asarray(1.0 - late.sum(axis=0) / np.where(total > 0.0, total, 1.0))
