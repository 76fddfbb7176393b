"""One assumption turned over, where all else stays: only what it touches is worked out again."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.levels import Levels, Sample
from engine.limits import explained
from engine.memory import Memory
from engine.model import Bundle, Model, PromiseLayout, Standard
from engine.piece import Outcome, PlanPiece

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Move:
    """What an assumption moves: ``number`` by its kind, and the capabilities it loads."""

    kind: str
    number: int
    capabilities: frozenset[int]


def move_of(model: Model, index: int) -> Move:
    """Return what an assumption moves."""
    case, driver = model.case, model.case.plan.assumptions[index].driver
    if driver.kind == "demand":
        number = [tactic.id for tactic in case.plan.tactics].index(driver.target)
        rows = model.tactic_rows[number]
        loaded = frozenset(
            place
            for place, layout in enumerate(model.capabilities)
            if ((layout.rows >= rows.start) & (layout.rows < rows.stop)).any()
        )
        return Move(driver.kind, number, loaded)
    if driver.kind == "capacity":
        number = [entry.id for entry in case.capabilities].index(driver.target)
        return Move(driver.kind, number, frozenset((number,)))
    number = [promise.id for promise in case.promises].index(driver.target)
    return Move(driver.kind, number, frozenset())


class Turn:
    """A sample in which one assumption fails where it held, and holds where it failed.

    ``kept`` and ``gained``, value beyond what is drawn, are (draws,), of the first draws that
    explain a score, filled in piece by piece. ``memory`` is used while a piece is worked out.
    """

    def __init__(self, sample: Sample, index: int, memory: Memory) -> None:
        self.sample, self.move = sample, move_of(sample.model, index)
        self.memory = memory
        model = sample.model
        self.draws = explained(model, sample.draws)
        self.kept, self.gained = np.empty(self.draws), np.empty(self.draws)
        self.promises = [o for o, p in enumerate(model.promises) if self.touches(p)]
        self.bundles = [o for o, b in enumerate(model.bundles) if self.earns(b)]
        fails = sample.fails[:, : self.draws].copy()
        fails[index] = ~fails[index]
        self.moved, self.factor = self.levels(fails)

    def is_late(self, standard: Standard) -> bool:
        """Tell whether other occasions may be late by a standard."""
        return standard.capability in self.move.capabilities

    def touches(self, promise: PromiseLayout) -> bool:
        """Tell whether a promise may be kept otherwise."""
        if self.move.kind == "reliability":
            return promise.index == self.move.number
        late = any(self.is_late(step.standard) for step in promise.steps)
        return late or self.asks(promise.occasions.rows)

    def earns(self, bundle: Bundle) -> bool:
        """Tell whether a bundle may earn otherwise."""
        if self.move.kind == "reliability":
            return self.move.number in bundle.promises
        late = any(
            self.is_late(step.standard)
            for promise in bundle.promises
            for step in self.sample.model.steps[promise]
        )
        return late or self.asks(bundle.occasions.rows)

    def asks(self, rows: Indices) -> bool:
        """Tell whether the demand in some rows is moved."""
        if self.move.kind != "demand":
            return False
        own = self.sample.model.tactic_rows[self.move.number]
        return bool(((rows >= own.start) & (rows < own.stop)).any())

    def levels(self, fails: Flags) -> tuple[Array, Array]:
        """Return what is moved, (rows, draws), and the factor that moves it, (draws,)."""
        sample, number = self.sample, self.move.number
        model = sample.model
        if self.move.kind == "demand":
            drawn, beliefs = (
                sample.demand[model.tactic_rows[number]],
                model.tactics[number].beliefs,
            )
        elif self.move.kind == "capacity":
            drawn = sample.capacity[number]
            beliefs = model.capabilities[number].capacity.beliefs
        else:
            drawn = sample.reliability[[number]]
            beliefs = model.reliability_beliefs[number]
        factor = sample.factor(beliefs, fails)
        return drawn[:, : self.draws] * factor, factor

    def turned(self, levels: Levels, span: slice) -> Levels:
        """Return the levels of a piece, turned over."""
        number, moved = self.move.number, self.moved[:, span]
        if self.move.kind == "demand":
            demand = levels.demand.copy()
            demand[self.sample.model.tactic_rows[number]] = moved
            return replace(levels, demand=demand)
        if self.move.kind == "capacity":
            capacity = list(levels.capacity)
            capacity[number] = moved
            return replace(levels, capacity=tuple(capacity))
        reliability, factors = levels.reliability.copy(), list(levels.factors)
        reliability[number] = np.minimum(moved[0], 1.0)
        factors[number] = self.factor[span]
        return replace(levels, reliability=reliability, factors=tuple(factors))

    def watch(self, span: slice, piece: PlanPiece, outcome: Outcome) -> None:
        """Work out a piece of the draws, given how it is when nothing is turned over."""
        model = self.sample.model
        turned = PlanPiece(
            model,
            self.turned(piece.levels, span),
            memory=self.memory,
            promises=[model.promises[order] for order in self.promises],
            bundles=[model.bundles[order] for order in self.bundles],
            known={k: v for k, v in piece.late.items() if not self.is_late(k)},
        ).outcome()
        others = np.delete(outcome.chances, self.promises, axis=0)
        self.kept[span] = others.prod(axis=0) * turned.kept
        earning = [*self.promises, *(len(model.promises) + o for o in self.bundles)]
        before = outcome.earned[earning].sum(axis=0)
        self.gained[span] = turned.earned.sum(axis=0) - before
