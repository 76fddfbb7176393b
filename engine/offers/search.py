"""The search for the cheapest pull: best first, by branch and bound.

A node is a set of levers, some of them not decided yet. Its bound is one optimistic trial
(see ``trial``): undecided shifts load nothing, undecided multiples load their lowest and
earn their highest. Nodes are opened in order of their bound; once the cheapest pull found
costs no more than the next bound, it is proven, in the draws of the search. When the work
is used up first, the next bound still says how far from the cheapest it can be at most.

Assumes, as capable-to-promise does, that less demand never hurts.
"""

import heapq
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations, count, permutations
from typing import TypeAlias

import numpy as np

from engine.offers.levers import (
    LONGEST_WINDOW,
    MOST_CHANGES,
    POINT,
    STEPS,
    Lever,
    Pulled,
    bounded,
    deepest,
    setting_of,
    shift_options,
    spending,
)
from engine.offers.trial import Array, Bench, Setting, Tried

# A pull this much above the bound, as a share of its own cost, counts as proven.
GOOD_ENOUGH = 0.01
# Costs that differ by less than this share are the same.
SAME = 1e-9
COARSE = (128, 32)
# What one multiple gives away, another may take so many times.
REACH = 6
# Ranges of multiples are cut off to a share of one in this many.
TIGHTNESS = 32
FINE = (16, 4, 1)


# What of a pull is not a matter of degree: its levers, and where tactics move.
Skeleton: TypeAlias = tuple[frozenset[Lever], tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pull that leaves the plan keepable in the draws of the search, and its cost."""

    pulled: Pulled
    cost: float
    kept: float


@dataclass(frozen=True, slots=True)
class Node:
    """Levers, and how far they are decided.

    ``free`` tactics may still start anywhere, multiples lie between ``low`` and ``high``.
    ``tight``: no multiple can reach further; ``sketched``: candidates were looked for.
    """

    pulled: Pulled
    free: tuple[int, ...]
    low: dict[int, int] = field(default_factory=dict)
    high: dict[int, int] = field(default_factory=dict)
    tight: bool = False
    sketched: bool = False


Heap: TypeAlias = list[tuple[float, int, Node]]


@dataclass(frozen=True, slots=True)
class Found:
    """The cheapest of a search, what nothing can be cheaper than, and if it ended."""

    best: Candidate | None
    bound: float
    complete: bool


class Queue:
    """Nodes by their bound. What was sketched waits until all else has been looked at."""

    def __init__(self) -> None:
        self.order = count()
        self.heaps: tuple[Heap, Heap] = ([], [])

    def push(self, bound: float, node: Node) -> None:
        """Queue a node."""
        heapq.heappush(self.heaps[node.sketched], (bound, next(self.order), node))

    def bound(self) -> float:
        """Return what nothing that waits can undercut."""
        return min((heap[0][0] for heap in self.heaps if heap), default=float("inf"))

    def pop(self, most: float) -> Node:
        """Return the next node, which may undercut ``most``."""
        fresh = self.heaps[0]
        return heapq.heappop(fresh if fresh and fresh[0][0] < most else self.heaps[1])[
            2
        ]


class Search:
    """Trials of one bench against the policy's threshold."""

    def __init__(self, bench: Bench, needed: float) -> None:
        self.bench, self.needed = bench, needed
        self.tried: dict[Setting, Tried] = {}
        self.drafted = self.play(bench.as_drafted()).value
        self.pool: dict[Skeleton, Candidate] = {}
        self.refuted: set[Skeleton] = set()
        self.most_tries = sys.maxsize
        self.scale = float(np.abs(bench.worth).sum() + sum(bench.budgets))

    def play(self, setting: Setting) -> Tried:
        """Play a setting once."""
        if setting not in self.tried:
            self.tried[setting] = self.bench.play(setting)
        return self.tried[setting]

    def lower(self, pulled: Pulled) -> Array:
        """Return by how much each target is lowered."""
        points = np.zeros(len(self.bench.targets))
        for order, by in pulled.targets.items():
            points[order] = by * POINT
        return points

    def look(self, setting: Setting, pulled: Pulled) -> tuple[float, float]:
        """Return the share of draws kept, and the cost, of a setting."""
        tried = self.play(setting)
        kept = self.bench.kept(tried, self.lower(pulled))
        return kept, self.drafted - tried.value + spending(self.bench, pulled)

    def exact(self, pulled: Pulled) -> Candidate | None:
        """Return a pull as a candidate, if it leaves a plan, and that keepable."""
        setting = setting_of(self.bench, pulled)
        if not self.bench.counts.T.dot(setting.count).any():
            return None
        kept, cost = self.look(setting, pulled)
        if kept < self.needed:
            return None
        found, skeleton = Candidate(pulled, cost, kept), skeleton_of(pulled)
        known = self.pool.get(skeleton)
        if skeleton not in self.refuted and (known is None or cost < known.cost):
            self.pool[skeleton] = found
        return found

    def refute(self, candidate: Candidate) -> None:
        """Take a candidate out that did not stand when it was scored in full."""
        skeleton = skeleton_of(candidate.pulled)
        self.refuted.add(skeleton)
        self.pool.pop(skeleton, None)

    # --- Branch and bound -----------------------------------------------------

    def explore(self, levers: Iterable[Lever], work: int) -> Found:
        """Search all sets of at most three levers, for at most ``work`` trials.

        No tactic may be among them both to be narrowed and to be throttled.
        """
        allowed = set(levers)
        last = self.bench.tries + work
        queue = Queue()
        for node in self.roots(sorted(allowed)):
            self.push(queue, node)
            if self.bench.tries >= last:
                return Found(self.cheapest(allowed), float("-inf"), complete=False)
        while True:
            best = self.cheapest(allowed)
            bound = queue.bound()
            if best is not None and bound >= best.cost - self.slack(best):
                return Found(best, min(bound, best.cost), complete=True)
            if bound == float("inf"):
                return Found(None, bound, complete=True)
            if self.bench.tries >= last:
                return Found(best, bound, complete=False)
            most = float("inf") if best is None else best.cost - self.slack(best)
            for child in self.open(queue.pop(most)):
                self.push(queue, child)

    def slack(self, best: Candidate) -> float:
        """Return by how much a candidate may miss the bound and count as proven."""
        return max(GOOD_ENOUGH * abs(best.cost), 1e-9 * self.scale)

    def cheapest(self, allowed: set[Lever]) -> Candidate | None:
        """Return the cheapest candidate found so far that pulls only allowed levers."""
        return min(self.within(allowed), key=lambda c: c.cost, default=None)

    def within(self, allowed: set[Lever]) -> list[Candidate]:
        """Return the candidates found so far that pull only allowed levers."""
        return [c for c in self.pool.values() if c.pulled.levers <= allowed]

    def push(self, queue: "Queue", node: Node) -> None:
        """Bound a node, and queue it if it may hold a keepable plan."""
        setting = bounded(self.bench, node.pulled, node.low, node.high, node.free)
        kept, cost = self.look(setting, node.pulled)
        if kept >= self.needed:
            queue.push(cost, node)

    def roots(self, levers: Sequence[Lever]) -> Iterable[Node]:
        """Return every set of levers as an undecided node."""
        for size in range(1, MOST_CHANGES + 1):
            for chosen in combinations(levers, size):
                yield self.root(frozenset(chosen))

    def root(self, levers: frozenset[Lever]) -> Node:
        """Return a set of levers, undecided; promises are softened as far as allowed."""
        pulled = Pulled(levers)
        pulled = replace(
            pulled,
            windows=dict.fromkeys(pulled.of("window"), LONGEST_WINDOW),
            targets={p: deepest(self.bench, p) for p in pulled.of("target")},
        )
        sized = pulled.sized()
        low, high = dict.fromkeys(sized, 0), dict.fromkeys(sized, STEPS - 1)
        return Node(pulled, tuple(pulled.of("shift")), low, high)

    def open(self, node: Node) -> list[Node]:
        """Decide a little more of a node; note the candidates on the way."""
        if node.low and not node.tight:
            return [self.tightened(node)]
        if node.free:
            return self.shifted(node)
        if len(node.low) < 2:
            self.settle(node)
            return []
        if not node.sketched:
            self.sketch(node.pulled.with_multiples(node.low))
        return self.halves(replace(node, sketched=True, tight=False))

    def settle(self, node: Node) -> None:
        """Find the cheapest of a node that is decided but for one multiple at most."""
        if node.low:
            (tactic,) = node.low
            self.along(node.pulled, tactic, node.low[tactic], node.high[tactic])
        else:
            self.exact(node.pulled)

    def tightened(self, node: Node) -> Node:
        """Return a node without the multiples that are too large whatever the others."""
        high = dict(node.high)
        for tactic in node.low:
            _, high[tactic] = first_false(
                node.low[tactic],
                high[tactic],
                partial(self.bearable, node, tactic),
                close=max(1, (high[tactic] - node.low[tactic]) // TIGHTNESS),
            )
        return replace(node, high=high, tight=True)

    def bearable(self, node: Node, tactic: int, steps: int) -> bool:
        """Tell whether some plan of a node may be keepable at this multiple or above."""
        low = {**node.low, tactic: steps}
        setting = bounded(self.bench, node.pulled, low, node.high, node.free)
        return self.look(setting, node.pulled)[0] >= self.needed

    def shifted(self, node: Node) -> list[Node]:
        """Decide where one tactic moves."""
        tactic, *rest = node.free
        return [
            replace(
                node,
                pulled=replace(node.pulled, shifts={**node.pulled.shifts, tactic: by}),
                free=tuple(rest),
            )
            for by in shift_options(self.bench, tactic)
        ]

    def halves(self, node: Node) -> list[Node]:
        """Cut the widest range of multiples in two."""
        tactic = max(node.low, key=lambda i: (node.high[i] - node.low[i], -i))
        low, high = node.low[tactic], node.high[tactic]
        if high == low:
            self.exact(node.pulled.with_multiples(node.low))
            return []
        middle = (low + high) // 2
        return [
            replace(node, high={**node.high, tactic: middle}),
            replace(node, low={**node.low, tactic: middle + 1}),
        ]

    # --- Multiples ------------------------------------------------------------

    def along(
        self, pulled: Pulled, tactic: int, low: int, high: int
    ) -> Candidate | None:
        """Return the cheapest keepable multiple of one tactic between two.

        Bisects for the largest that is keepable, then looks below it only if the plan
        gains by being smaller still (its value is concave in the multiple).
        """

        def at(steps: int) -> Candidate | None:
            return self.exact(
                pulled.with_multiples({**pulled.multiples, tactic: steps})
            )

        first = at(low)
        if first is None and low == 0:
            # Nothing at all is not a plan: the least there can be is a thousandth.
            low, first = 1, at(1)
        if first is None:
            return None
        if at(high) is None:
            high = last_true(low, high, lambda steps: at(steps) is not None)
        return lowest(low, high, at)

    def sketch(self, pulled: Pulled) -> None:
        """Look for good multiples of several tactics, from the least that is keepable."""
        best = self.exact(pulled) or self.exact(
            pulled.with_multiples({i: max(1, m) for i, m in pulled.multiples.items()})
        )
        if best is not None:
            self.polish(self.widened(best), COARSE)

    def polish(self, best: Candidate, steps: Sequence[int]) -> Candidate:
        """Return the cheapest found by moving multiples against each other.

        One gives way by some steps while another takes what that frees, as long as it
        gets cheaper and trials are left.
        """
        for step in steps:
            better = self.exchanged(best, step)
            while better.cost < best.cost - 1e-9 * self.scale:
                best, better = better, self.exchanged(better, step)
        return best

    def widened(self, best: Candidate) -> Candidate:
        """Let all multiples grow together, then each alone."""
        start = best.pulled.multiples

        def grown(share: int) -> Candidate | None:
            multiples = {
                i: m + (STEPS - 1 - m) * share // STEPS for i, m in start.items()
            }
            return self.exact(best.pulled.with_multiples(multiples))

        share = last_true(0, STEPS, lambda share: grown(share) is not None)
        best = min(filter(None, (best, grown(share))), key=lambda c: c.cost)
        for tactic in start:
            best = self.cheaper(best, tactic)
        return best

    def cheaper(self, best: Candidate, tactic: int) -> Candidate:
        """Return the cheapest when one tactic's multiple moves alone."""
        found = self.along(best.pulled, tactic, 0, STEPS - 1)
        return found if found and found.cost <= same(best.cost) else best

    def exchanged(self, best: Candidate, step: int) -> Candidate:
        """Return the cheapest when one multiple gives way and another takes it."""
        for giver, taker in permutations(sorted(best.pulled.multiples), 2):
            if self.bench.tries >= self.most_tries:
                break
            for by in (-step, step):
                sizes = best.pulled.multiples
                given = min(STEPS - 1, max(0, sizes[giver] + by))
                found = self.along(
                    best.pulled.with_multiples({**sizes, giver: given}),
                    taker,
                    max(0, sizes[taker] - REACH * step),
                    min(STEPS - 1, sizes[taker] + REACH * step),
                )
                best = found if found and found.cost < best.cost else best
        return best


def skeleton_of(pulled: Pulled) -> Skeleton:
    """Return what of a pull is not a matter of degree."""
    return pulled.levers, tuple(sorted(pulled.shifts.items()))


def same(cost: float) -> float:
    """Return the largest cost that is the same but for rounding."""
    return cost + SAME * (1.0 + abs(cost))


def last_true(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the largest number up to ``high`` at which something holds.

    It holds at ``low``, and once it does not, it does not above.
    """
    return first_false(low, high, holds, close=1)[0]


def first_false(
    low: int, high: int, holds: Callable[[int], bool], *, close: int
) -> tuple[int, int]:
    """Return numbers between which something ceases to hold, at most ``close`` apart."""
    if holds(high):
        return high, high
    while high - low > close:
        middle = (low + high) // 2
        if holds(middle):
            low = middle
        else:
            high = middle
    return low, high


def lowest(
    low: int, high: int, at: Callable[[int], Candidate | None]
) -> Candidate | None:
    """Return the cheapest between two numbers, of a cost that falls, then rises.

    Where it does not change, the larger: less of the plan is given up.
    """
    top, below = at(high), at(max(low, high - 1))
    if top is not None and below is not None and top.cost <= same(below.cost):
        return top
    while high - low > 2:
        middle = (low + high) // 2
        here, above = at(middle), at(middle + 1)
        if here is not None and above is not None and here.cost <= above.cost:
            high = middle
        else:
            low = middle + 1
    found = [c for c in map(at, range(low, high + 1)) if c is not None]
    return min(found, key=lambda c: c.cost, default=None)
