"""Capable-to-promise: how much of a tactic's demand the plan can bear."""

import numpy as np
from numpy.typing import NDArray

from engine.draws import REPLICATES
from engine.evaluate import Outcome, PlanPiece, pieces_of
from engine.levels import Levels
from engine.model import Model
from engine.result import CapableToPromise
from engine.summary import reached

Flags = NDArray[np.bool_]

# No tactic is said to bear more than this multiple of its demand.
LARGEST_MULTIPLE = 10.0
STEPS_PER_UNIT = 1_000

# Larger plans are searched in fewer draws, so that a score ends in seconds.
FEW_TACTICS = 25
REPLICATES_IF_MANY = 2


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
    return tuple(
        CapableToPromise(tactic.id, Search(model, levels, kept, index).multiple())
        for index, tactic in enumerate(tactics)
    )


class Search:
    """The search for one tactic's multiple; only what the tactic touches is redone."""

    def __init__(self, model: Model, levels: Levels, kept: Flags, tactic: int) -> None:
        self.model = model
        self.rows = model.tactic_rows[tactic]
        touched = self.touched()
        self.promises = [model.promises[order] for order in np.flatnonzero(touched)]
        self.targets = np.array(
            [model.case.promises[layout.index].target for layout in self.promises]
        )
        # Draws in which an untouched promise is broken stay broken: leave them out.
        others = np.asarray(kept[~touched].all(axis=0))
        self.needed = model.case.policy.keepable * levels.draws
        self.most = int(others.sum())
        self.now = int(kept.all(axis=0).sum())
        self.levels = levels.only(others)

    def touched(self) -> Flags:
        """Tell which promises of the plan the tactic makes or can delay."""
        rows = range(self.rows.start, self.rows.stop)
        capabilities = {
            index
            for index, layout in enumerate(self.model.capabilities)
            if np.isin(layout.rows, rows).any()
        }
        return np.array(
            [
                bool(np.isin(layout.occasions.rows, rows).any())
                or any(
                    step.standard.capability in capabilities for step in layout.steps
                )
                for layout in self.model.promises
            ]
        )

    def keepable(self, steps: int) -> bool:
        """Tell whether the plan is keepable at a multiple of steps ÷ 1,000."""
        changed = self.levels.with_demand(self.rows, steps / STEPS_PER_UNIT)
        kept = 0
        for piece in pieces_of(self.model, changed):
            rates = PlanPiece(self.model, piece, self.promises).rates()
            kept += int(reached(rates, self.targets[:, None]).all(axis=0).sum())
        return kept >= self.needed

    def multiple(self) -> float:
        """Search by bisection to a thousandth, rounded down.

        10 where even ten times the demand is kept; 0 where the plan is not keepable even
        without the tactic. Assumes that more demand never helps.
        """
        if self.most < self.needed:
            return 0.0
        low, high = 0, STEPS_PER_UNIT
        if self.now >= self.needed:
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
