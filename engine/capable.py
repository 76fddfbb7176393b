"""Capable-to-promise: how much of a tactic's demand the plan can bear."""

from math import ceil

import numpy as np
from numpy.typing import NDArray

from engine.crowd import (
    MOST_STEPS,
    STEPS_PER_UNIT,
    Crowd,
    Question,
    between,
    some_draws,
)
from engine.draws import REPLICATES
from engine.evaluate import Outcome
from engine.headroom import Growth, Queue
from engine.lateness import by_capability
from engine.levels import Levels
from engine.model import Model, Standard
from engine.result import CapableToPromise
from engine.summary import TOLERANCE, reached

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]

# Larger plans are searched in fewer draws, so that a score ends in seconds.
FEW_TACTICS = 25
REPLICATES_IF_MANY = 2

# Numbers kept from one tactic to the next: at most 160 MB.
MOST_KNOWN = 20_000_000

# How much farther the search looks at first, and farther each time.
STRIDE, FARTHEST_STRIDE = 1.05, 1.4


def capable_to_promise(
    model: Model, levels: Levels, outcome: Outcome
) -> tuple[CapableToPromise, ...]:
    """Return per tactic the largest multiple of demand that leaves the plan keepable.

    10 where even ten times the demand is kept; 0 where the plan is not keepable even
    without the tactic. Assumes that more demand never helps, in any draw.
    """
    targets = np.array(
        [model.case.promises[layout.index].target for layout in model.promises]
    )
    kept = reached(outcome.rates, targets[:, None])
    tactics = model.case.plan.tactics
    if len(tactics) > FEW_TACTICS:
        draws = levels.draws * REPLICATES_IF_MANY // REPLICATES
        levels, kept = levels.between(0, draws), kept[:, :draws]
    ground = Ground(model, levels, kept, targets)
    return tuple(
        CapableToPromise(tactic.id, ground.largest_multiple(rows))
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


class Ground:
    """What every tactic's search starts from: the plan as it stands, in all draws."""

    def __init__(
        self, model: Model, levels: Levels, kept: Flags, targets: Array
    ) -> None:
        self.model, self.levels, self.kept, self.targets = model, levels, kept, targets
        self.touched = touched_promises(model)
        self.ease = self.ease_of_promises()
        self.queues: dict[int, Queue] = {}

    def ease_of_promises(self) -> Array:
        """Return (promises, draws) by how much each is kept if all of it is on time."""
        ease = np.empty_like(self.kept, dtype=float)
        for order, layout in enumerate(self.model.promises):
            occasions = layout.occasions
            due = occasions.totals @ self.levels.demand[occasions.rows]
            reliability = self.levels.reliability[layout.index]
            ease[order] = np.where(due > 0.0, reliability, 1.0) - self.targets[order]
        return ease

    def queue(self, capability: int) -> Queue:
        """Return a capability's queue; the last ones used are kept."""
        if capability not in self.queues:
            each = 5 * self.model.extended * self.levels.draws
            while self.queues and (len(self.queues) + 1) * each > MOST_KNOWN:
                del self.queues[next(iter(self.queues))]
            self.queues[capability] = Queue(self.model, capability, self.levels)
        return self.queues[capability]

    def largest_multiple(self, rows: slice) -> float:
        """Return one tactic's largest multiple, from the draws that it can decide."""
        touched = np.asarray(self.touched[rows].any(axis=0))
        ease = self.ease[touched].min(axis=0)
        # Draws in which an untouched promise is broken stay broken, and so do those in
        # which a touched one would be broken if all were on time.
        others = np.asarray(self.kept[~touched].all(axis=0))
        open_draws = others & (ease >= -TOLERANCE)
        needed = ceil(self.model.case.policy.keepable * self.levels.draws)
        spare = int(open_draws.sum()) - needed
        if spare < 0:
            return 0.0
        search = Search(self, rows, touched, open_draws)
        return search.steps(spare) / STEPS_PER_UNIT


class Search:
    """The search for one tactic's multiple among the promises that it touches.

    ``columns`` are the draws it can decide, ordered by ``clean``: how many thousandths of
    its demand the tactic may bring before somebody has to wait and a promise may break.
    """

    def __init__(
        self, ground: Ground, rows: slice, touched: Flags, open_draws: Flags
    ) -> None:
        self.ground, self.rows = ground, rows
        orders = np.flatnonzero(touched)
        self.promises = [ground.model.promises[order] for order in orders]
        self.question = Question(
            ground.model, rows, self.promises, ground.targets[touched, None]
        )
        self.growths: list[Growth] = []
        self.fixed: dict[Standard, Array | None] = {}
        clean = self.prepare()
        columns = np.flatnonzero(open_draws)
        self.columns = columns[np.argsort(clean[columns], kind="stable")]
        self.clean = clean[self.columns]
        self.ease = ground.ease[touched].min(axis=0)[self.columns]
        self.now = np.asarray(ground.kept[touched].all(axis=0))[self.columns]

    def prepare(self) -> Array:
        """Find what grows with the tactic and what is fixed; return all draws' clean."""
        members = np.arange(self.rows.start, self.rows.stop)
        clean = np.full(self.ground.levels.draws, np.inf)
        steps = [step.standard for layout in self.promises for step in layout.steps]
        for capability, standards in by_capability(steps).items():
            queue = self.ground.queue(capability)
            if np.isin(queue.layout.rows, members).any():
                growth = queue.growth(members, tuple(standards))
                self.growths.append(growth)
                clean = np.minimum(clean, growth.largest_clean())
                continue
            for standard in standards:
                late = self.fixed[standard] = queue.late(standard)
                if late is not None:
                    clean[late.any(axis=0)] = 0.0
        return clean * STEPS_PER_UNIT

    def steps(self, spare: int) -> int:
        """Return the largest multiple, in thousandths, at which no more break than may."""
        broken = np.flatnonzero(~self.now)
        if broken.size <= spare:
            return self.grow(np.flatnonzero(self.now), spare - broken.size)
        low = min(self.surely(broken, spare), STEPS_PER_UNIT - 1)
        return between(low, STEPS_PER_UNIT, self.crowd(broken), spare)

    def crowd(self, among: Indices) -> Crowd:
        """Gather what decides in some of the columns."""
        columns, levels = self.columns[among], self.ground.levels
        clean, ease = self.clean[among], self.ease[among]
        never = np.full(among.size, np.inf)
        return Crowd(
            self.question,
            [growth.only(columns) for growth in self.growths],
            some_draws(self.fixed, columns),
            levels.demand.take(columns, axis=1),
            levels.reliability.take(columns, axis=1),
            np.array([clean, clean, never, ease, ease, -never]),
        )

    def surely(self, undecided: Indices, spare: int) -> int:
        """Return the multiple up to which no more have to wait than may break."""
        return int(min(self.clean[undecided[spare]], MOST_STEPS))

    def grow(self, undecided: Indices, spare: int) -> int:
        """Search upwards from a keepable plan; what is ``undecided`` is kept there."""
        low, far = max(STEPS_PER_UNIT, self.surely(undecided, spare)), 0.0
        while low < MOST_STEPS:
            # Twice as many wait as may break: not all who wait are late.
            last = undecided[min(2 * spare + 16, undecided.size - 1)]
            far = max(far, low * STRIDE, float(self.clean[last]))
            high = int(min(far + 1.0, MOST_STEPS))
            waiting = undecided[self.clean[undecided] < high]
            crowd = self.crowd(waiting)
            breaks = crowd.look(high)
            number = int(np.count_nonzero(breaks))
            if number > spare:
                return between(low, high, crowd.only(breaks), spare)
            spare -= number
            guessed = float(np.partition(crowd.only(~breaks).guess(), spare)[spare])
            far = float(np.clip(guessed, high * STRIDE, high * FARTHEST_STRIDE))
            undecided = np.setdiff1d(undecided, waiting[breaks], assume_unique=True)
            low = max(high, self.surely(undecided, spare))
        return MOST_STEPS
