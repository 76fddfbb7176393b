"""One pass over the draws: what is kept, what is earned, and who else is hurt."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.existing import committed_standards, rate_sums
from engine.levels import Levels
from engine.limits import explained
from engine.memory import Memory
from engine.model import Model, PromiseLayout, Standard
from engine.piece import Outcome, PlanPiece
from engine.reliable import TOLERANCE

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

# Draws are worked on in pieces whose late shares stay near the processor.
CHUNK_BYTES = 32_000_000
SMALLEST_CHUNK = 256

# Looks at a piece, which draws it is, and its outcome while what is late in it is at hand.
Watch = Callable[[slice, PlanPiece, Outcome], None]


@dataclass(slots=True, eq=False)
class Details:
    """What a pass gathers on the way, summed over the first ``draws`` of its draws.

    ``on_time`` holds per promise of the plan the on-time share of each step alone;
    ``short`` by standard the number of draws that are late, by period; ``existing`` the
    (promises in commitments, 3) keep rates of existing customers.
    """

    draws: int
    on_time: list[Array]
    short: dict[Standard, Counts]
    existing: Array

    def add(self, piece: PlanPiece) -> None:
        """Add what a piece of the draws knows."""
        for order, layout in enumerate(piece.promises):
            self.on_time[order] += step_sums(piece, layout)
        for standard, late in piece.late.items():
            if late is not None:
                count = np.array([np.count_nonzero(row) for row in late > TOLERANCE])
                self.short[standard] = self.short.get(standard, 0) + count
        self.existing = self.existing + rate_sums(
            piece.model, piece.levels, piece.situations
        )


def evaluate(model: Model, levels: Levels) -> Outcome:
    """Evaluate the plan in every draw."""
    memory = Memory()
    return joined(
        PlanPiece(model, levels.between(span.start, span.stop), memory=memory).outcome()
        for span in spans(model, 0, levels.draws)
    )


def evaluate_in_detail(
    model: Model, levels: Levels, watches: Sequence[Watch] = ()
) -> tuple[Outcome, Details]:
    """Evaluate the plan in every draw; gather what explains it and what it does.

    ``watches`` see the pieces of the draws that explain it.
    """
    draws = explained(model, levels.draws)
    customers = committed_standards(model)
    on_time = [np.zeros(len(promise.steps)) for promise in model.promises]
    details = Details(draws, on_time, {}, np.zeros(1))
    outcomes, memory = [], Memory()
    for span in (*spans(model, 0, draws), *spans(model, draws, levels.draws)):
        telling = span.stop <= draws
        piece = PlanPiece(
            model,
            levels.between(span.start, span.stop),
            memory=memory,
            customers=customers if telling else (),
        )
        outcomes.append(piece.outcome())
        if telling:
            details.add(piece)
            for watch in watches:
                watch(span, piece, outcomes[-1])
    return joined(outcomes), details


def joined(outcomes: Iterable[Outcome]) -> Outcome:
    """Put the outcomes of pieces one after the other, what is earned in one sum."""
    pieces = list(outcomes)
    return Outcome(
        np.concatenate([piece.rates for piece in pieces], axis=1),
        np.concatenate([piece.chances for piece in pieces], axis=1),
        np.concatenate(
            [piece.earned.sum(axis=0, keepdims=True) for piece in pieces], 1
        ),
        pieces[0].spent,
    )


def spans(model: Model, first: int, last: int) -> Iterator[slice]:
    """Cut draws first … last − 1 into pieces that fit the processor's cache."""
    cells = model.extended * max(1, len(model.capabilities)) * 8
    size = SMALLEST_CHUNK
    while size * 2 * cells <= CHUNK_BYTES:
        size *= 2
    for start in range(first, last, size):
        yield slice(start, min(start + size, last))


def step_sums(piece: PlanPiece, layout: PromiseLayout) -> Array:
    """Return (steps,) the sum over draws of the share of each step that is on time."""
    sums = np.full(len(layout.steps), float(piece.levels.draws))
    if all(piece.late[step.standard] is None for step in layout.steps):
        return sums
    occasions = layout.occasions
    demand = piece.levels.demand[occasions.rows]
    total = occasions.totals @ demand
    weights = occasions.shapes @ (demand / np.where(total > 0.0, total, 1.0))
    for position, step in enumerate(layout.steps):
        late = piece.late[step.standard]
        if late is not None:
            shares = late[step.lead : step.lead + piece.model.periods]
            sums[position] -= np.vdot(shares, weights)
    return sums
