"""Draws in which it is open how much of a tactic the plan can bear."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.evaluate import PlanPiece
from engine.headroom import Growth
from engine.lateness import Lateness
from engine.levels import Levels
from engine.model import Model, PromiseLayout, Standard
from engine.summary import TOLERANCE

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]

# No tactic is said to bear more than this multiple of its demand.
STEPS_PER_UNIT = 1_000
MOST_STEPS = 10 * STEPS_PER_UNIT

# Few draws are looked at in many multiples at once, up to this many columns.
MOST_AT_ONCE, MANY_DRAWS = 512, 48


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A tactic, by its rows of demand, and the promises it touches with their targets."""

    model: Model
    rows: slice
    promises: Sequence[PromiseLayout]
    targets: Array


@dataclass(slots=True, eq=False)
class Crowd:
    """Some draws and all that decides in them whether the plan is kept.

    ``seen`` is (6, draws): the multiple, in thousandths, up to which nobody waits; the one
    at which the draw was last seen to be kept, and to be broken; and the margins there.
    """

    question: Question
    growths: list[Growth]
    fixed: dict[Standard, Array | None]
    demand: Array
    reliability: Array
    seen: Array

    def only(self, chosen: Flags) -> "Crowd":
        """Return some of the draws."""
        return self.pick(np.flatnonzero(chosen))

    def pick(self, columns: Indices) -> "Crowd":
        """Return draws by their place."""
        return Crowd(
            self.question,
            [growth.only(columns) for growth in self.growths],
            some_draws(self.fixed, columns),
            self.demand.take(columns, axis=1),
            self.reliability.take(columns, axis=1),
            self.seen.take(columns, axis=1),
        )

    def look(self, steps: int) -> Flags:
        """Tell which draws break a promise at a multiple, and remember by how much."""
        margins = self.margins(steps)
        breaks = np.asarray(margins < -TOLERANCE)
        _, left, right, _, above, below = self.seen
        left[~breaks], above[~breaks] = steps, margins[~breaks]
        right[breaks], below[breaks] = steps, margins[breaks]
        return breaks

    def guess(self) -> Array:
        """Guess at which multiple each draw breaks.

        The margin falls with the square of what is beyond ``clean``, as a queue grows with
        both its length and its time; between two multiples close by it falls evenly.
        """
        clean, left, right, ease, above, below = self.seen
        with np.errstate(divide="ignore", invalid="ignore"):
            beyond = clean + (left - clean) * np.sqrt(ease / (ease - above))
            share = above / (above - below)
            share = np.where(left > clean, share, np.sqrt(share))
            inside = left + (right - left) * share
        guess = np.where(np.isinf(right), beyond, inside)
        return np.asarray(np.nan_to_num(guess, nan=MOST_STEPS, posinf=MOST_STEPS))

    def repeated(self, number: int) -> "Crowd":
        """Return the same draws several times over."""
        return self.pick(np.tile(np.arange(self.seen.shape[1]), number))

    def margins(self, steps: int | Indices) -> Array:
        """Return by how much the least kept promise is kept at a multiple, or one each."""
        question, multiple = self.question, steps / STEPS_PER_UNIT
        late: Lateness = dict(self.fixed)
        for growth in self.growths:
            late.update(growth.late_at(multiple))
        demand = self.demand.copy()
        demand[question.rows] *= multiple
        levels = Levels(demand.shape[1], demand, (), (), (), self.reliability)
        piece = PlanPiece(question.model, levels, question.promises, known=late)
        return np.asarray((piece.rates() - question.targets).min(axis=0))


def between(low: int, high: int, crowd: Crowd, spare: int) -> int:
    """Search between a keepable multiple and one that is not.

    The ``crowd`` is kept at the one and broken at the other. A large one is looked at where
    its draws are guessed to break, a small one at many multiples at once.
    """
    while high - low > 1 and crowd.seen.shape[1] > MANY_DRAWS:
        guess = int(np.partition(crowd.guess(), spare)[spare])
        middle = min(max(guess, low + (high - low) // 8, low + 1), high - 1)
        breaks = crowd.look(middle)
        number = int(np.count_nonzero(breaks))
        if number > spare:
            high, crowd = middle, crowd.only(breaks)
        else:
            low, crowd, spare = middle, crowd.only(~breaks), spare - number
    while high - low > 1:
        size = crowd.seen.shape[1]
        number = min(high - low - 1, max(1, MOST_AT_ONCE // size))
        multiples = np.linspace(low, high, number + 2).astype(np.intp)
        margins = crowd.repeated(number).margins(np.repeat(multiples[1:-1], size))
        broken = np.count_nonzero((margins < -TOLERANCE).reshape(number, size), axis=1)
        place = int(np.count_nonzero(np.maximum.accumulate(broken) <= spare))
        low, high = int(multiples[place]), int(multiples[place + 1])
    return low


def some_draws(
    fixed: dict[Standard, Array | None], columns: Indices
) -> dict[Standard, Array | None]:
    """Return late shares in some draws."""
    return {
        standard: shares if shares is None else shares.take(columns, axis=1)
        for standard, shares in fixed.items()
    }
