"""A piece of the draws: what is late in it, what is kept, and what is earned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.lateness import Lateness, all_lateness, worst
from engine.levels import Levels
from engine.memory import Memory
from engine.model import Bundle, Model, Occasions, PromiseLayout, Standard, Step

Array = NDArray[np.float64]

ON_TIME = np.ones(1)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a pass found, by promise of the plan and draw.

    ``rates`` are keep rates; ``chances`` say how likely each target is reached, given all
    that is drawn but the reliabilities. ``earned`` is margins less what broken promises
    cost, by promise, then by bundle, or one sum, and draw; ``spent`` is the plan's budget.
    """

    rates: Array
    chances: Array
    earned: Array
    spent: float

    @property
    def kept(self) -> Array:
        """Return (draws,) how likely every promise of the plan reaches its target."""
        return np.asarray(self.chances.prod(axis=0))

    @property
    def value(self) -> Array:
        """Return (draws,) the plan's value."""
        return np.asarray(self.earned.sum(axis=0) - self.spent)


class PlanPiece:
    """A piece of the draws, and what is late in it.

    ``promises`` and ``bundles`` are those of the plan that are looked at, by default all;
    ``customers`` the standards of promises already made. ``known`` are late shares that
    need not be worked out again. ``memory`` is what other pieces have used and nobody
    needs any more.
    """

    def __init__(
        self,
        model: Model,
        levels: Levels,
        *,
        memory: Memory,
        promises: Sequence[PromiseLayout] | None = None,
        bundles: Sequence[Bundle] | None = None,
        customers: Iterable[Standard] = (),
        known: Lateness | None = None,
    ) -> None:
        self.model, self.levels = model, levels
        self.promises = model.promises if promises is None else promises
        self.bundles = model.bundles if bundles is None else bundles
        memory.clear()
        self.passing = Memory()
        known = known or {}
        held = [
            step.standard
            for layout in self.promises
            for step in layout.steps
            if step.standard not in known
        ]
        self.situations = all_lateness(model, levels, held, customers, memory.new)
        self.late: Lateness = self.situations.plan | known

    def outcome(self) -> Outcome:
        """Return keep rates, how likely targets are reached, and what is earned."""
        draws = self.levels.draws
        rates = np.empty((len(self.promises), draws))
        chances = np.empty_like(rates)
        earned = np.empty((len(self.promises) + len(self.bundles), draws))
        for order, layout in enumerate(self.promises):
            occasions = layout.occasions
            demand = self.levels.demand[occasions.rows]
            total = occasions.totals @ demand
            late = self.late_occasions(layout.steps, occasions, demand)
            on_time = share_on_time(late, total)
            rates[order] = self.rate(layout, total, on_time)
            chances[order] = self.chance(layout, total, on_time)
            cost = self.model.case.promises[layout.index].break_cost
            earned[order] = self.earned(layout, demand, late)
            earned[order] -= cost * total * (1.0 - rates[order])
        for order, bundle in enumerate(self.bundles, len(self.promises)):
            earned[order] = self.margin(bundle)
        return Outcome(rates, chances, earned, budget(self.model))

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
        self.passing.clear()
        shares = worst(steps, self.late, self.model.periods, self.passing.new)
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


def budget(model: Model) -> float:
    """Return what the plan spends."""
    return float(sum(tactic.budget for tactic in model.case.plan.tactics))


def share_on_time(late: Array | None, total: Array) -> Array:
    """Return (draws,) or (1,) the share of occasions that are on time.

    ``late`` is (rows, draws), None where none is; ``total`` is (draws,).
    """
    if late is None:
        return ON_TIME
    return np.asarray(1.0 - late.sum(axis=0) / np.where(total > 0.0, total, 1.0))
