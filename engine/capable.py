"""Capable-to-promise: how much of a tactic's demand the plan can bear."""

import numpy as np
from numpy.typing import NDArray

from engine.draws import REPLICATES
from engine.evaluate import Outcome, PlanPiece, pieces_of, standards_of
from engine.lateness import all_lateness
from engine.levels import Levels
from engine.model import Model, PromiseLayout, Standard
from engine.result import CapableToPromise
from engine.summary import reached

Flags = NDArray[np.bool_]

# No tactic is said to bear more than this multiple of its demand.
LARGEST_MULTIPLE = 10.0
STEPS_PER_UNIT = 1_000

# Larger plans are searched in fewer draws, so that a score ends in seconds.
FEW_TACTICS = 25
REPLICATES_IF_MANY = 2

# Late shares kept during a search: at most 160 MB.
MOST_KNOWN = 20_000_000


def capable_to_promise(
    model: Model, levels: Levels, outcome: Outcome
) -> tuple[CapableToPromise, ...]:
    """Return per tactic the largest multiple of demand that leaves the plan keepable."""
    targets = np.array(
        [model.case.promises[layout.index].target for layout in model.promises]
    )
    kept = reached(outcome.rates, targets[:, None])
    tactics = model.case.plan.tactics
    if len(tactics) > FEW_TACTICS:
        draws = levels.draws * REPLICATES_IF_MANY // REPLICATES
        levels, kept = levels.between(0, draws), kept[:, :draws]
    reach = touched_promises(model)
    return tuple(
        CapableToPromise(tactic.id, largest_multiple(model, levels, kept, rows, reach))
        for tactic, rows in zip(tactics, model.tactic_rows, strict=True)
    )


def touched_promises(model: Model) -> Flags:
    """Tell by (row of demand, promise of the plan) which it is made of or can delay."""
    rows = model.tactic_rows[-1].stop
    loads = np.zeros((rows, len(model.capabilities)), dtype=bool)
    for index, capability in enumerate(model.capabilities):
        loads[capability.rows, index] = True
    touched = np.zeros((rows, len(model.promises)), dtype=bool)
    for order, promise in enumerate(model.promises):
        touched[promise.occasions.rows, order] = True
        for step in promise.steps:
            touched[:, order] |= loads[:, step.standard.capability]
    return touched


def largest_multiple(
    model: Model, levels: Levels, kept: Flags, rows: slice, reach: Flags
) -> float:
    """Return one tactic's largest multiple.

    10 where even ten times the demand is kept; 0 where the plan is not keepable even
    without the tactic. Assumes that more demand never helps.
    """
    touched = reach[rows].any(axis=0)
    # Draws in which an untouched promise is broken stay broken: they are left out.
    others = np.asarray(kept[~touched].all(axis=0))
    needed = model.case.policy.keepable * levels.draws
    if int(others.sum()) < needed:
        return 0.0
    promises = [model.promises[order] for order in np.flatnonzero(touched)]
    search = Search(model, levels.only(others), promises, rows, needed)
    return search.multiple(now=int(kept.all(axis=0).sum()) >= needed)


class Search:
    """The search for one tactic's multiple among the promises that it touches."""

    def __init__(
        self,
        model: Model,
        levels: Levels,
        promises: list[PromiseLayout],
        rows: slice,
        needed: float,
    ) -> None:
        self.model, self.promises = model, promises
        self.rows, self.needed = rows, needed
        self.pieces = [
            (piece, all_lateness(model, piece, self.untouched(levels.draws)).plan)
            for piece in pieces_of(model, levels)
        ]
        self.targets = np.array(
            [model.case.promises[layout.index].target for layout in promises]
        )

    def untouched(self, draws: int) -> list[Standard]:
        """Return the standards that the tactic cannot change: served once, then known."""
        rows = range(self.rows.start, self.rows.stop)
        standards = dict.fromkeys(standards_of(self.promises))
        fixed = [
            standard
            for standard in standards
            if not np.isin(
                self.model.capabilities[standard.capability].rows, rows
            ).any()
        ]
        fits = len(fixed) * self.model.extended * draws <= MOST_KNOWN
        return fixed if fits else []

    def keepable(self, steps: int) -> bool:
        """Tell whether the plan is keepable at a multiple of steps ÷ 1,000."""
        kept = 0
        for piece, known in self.pieces:
            changed = piece.with_demand(self.rows, steps / STEPS_PER_UNIT)
            rates = PlanPiece(self.model, changed, self.promises, known=known).rates()
            kept += int(reached(rates, self.targets[:, None]).all(axis=0).sum())
        return kept >= self.needed

    def multiple(self, *, now: bool) -> float:
        """Search by bisection to a thousandth, rounded down; ``now``: keepable as it is."""
        low, high = 0, STEPS_PER_UNIT
        if now:
            low, high = high, round(LARGEST_MULTIPLE * STEPS_PER_UNIT)
            if self.keepable(high):
                return LARGEST_MULTIPLE
        while high - low > 1:
            middle = (low + high) // 2
            if self.keepable(middle):
                low = middle
            else:
                high = middle
        return low / STEPS_PER_UNIT
