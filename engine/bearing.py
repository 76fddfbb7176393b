"""How much of a tactic the plan bears: what is lost at a multiple, and where to look next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.bracket import Bracket
from engine.headroom import Growth, Queue, joined
from engine.lateness import Lateness, by_capability
from engine.levels import Levels
from engine.model import Model, PromiseLayout, Standard
from engine.piece import share_on_time
from engine.reliable import reaching

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]

# No tactic is said to bear more than this multiple of its demand, in thousandths.
STEPS_PER_UNIT: Final = 1_000
MOST_STEPS: Final = 10 * STEPS_PER_UNIT

# A multiple is found when the keep probability is above the threshold by no more: less than
# the standard error of the draws it is searched in.
CLOSE: Final = 0.003

# The first look: where so many times more have to wait than may be lost.
WAITING_PER_LOST: Final = 3.0

# A draw that has lost all but so much has lost all; one that lost no more, nothing.
SETTLED: Final = 1e-9

# Queues of the plan as it stands: at most 160 MB.
MOST_KNOWN: Final = 20_000_000


class Ground:
    """What every tactic's search starts from: the plan as it stands, in all draws.

    ``chances`` say how likely each promise reaches its target, (promises, draws), and
    ``ease`` how likely if all of it were on time.
    """

    def __init__(self, model: Model, levels: Levels, chances: Array) -> None:
        self.model, self.levels, self.chances = model, levels, chances
        self.loads = loaded_capabilities(model)
        self.touched = touched_promises(model, self.loads)
        everywhere = np.arange(levels.draws)
        self.ease = np.array(
            [
                self.chance(layout, levels.demand[layout.occasions.rows], everywhere)
                for layout in model.promises
            ]
        )
        self.queues: dict[int, Queue] = {}

    def queue(self, capability: int) -> Queue:
        """Return a capability's queue; the last ones used are kept."""
        if capability not in self.queues:
            each = 5 * self.model.extended * self.levels.draws
            while self.queues and (len(self.queues) + 1) * each > MOST_KNOWN:
                del self.queues[next(iter(self.queues))]
            self.queues[capability] = Queue(self.model, capability, self.levels)
        return self.queues[capability]

    def chance(
        self,
        layout: PromiseLayout,
        demand: Array,
        draws: Indices,
        shares: Array | None = None,
    ) -> Array:
        """Return how likely a promise reaches its target in some draws.

        ``demand`` is (rows of its occasions, draws), ``shares`` (T, draws) what is late.
        """
        occasions = layout.occasions
        total = occasions.totals @ demand
        late = None if shares is None else (occasions.shapes.T @ shares) * demand
        factor = self.levels.factors[layout.index]
        chance = reaching(
            self.levels.reliables[layout.index],
            self.model.case.promises[layout.index].target,
            share_on_time(late, total),
            factor if factor.size == 1 else factor[draws],
        )
        return np.where(total > 0.0, chance, 1.0)


def loaded_capabilities(model: Model) -> Flags:
    """Tell by (row of demand, capability) what loads what."""
    rows = model.tactic_rows[-1].stop
    loads = np.zeros((rows, len(model.capabilities)), dtype=bool)
    for index, capability in enumerate(model.capabilities):
        loads[capability.rows, index] = True
    return loads


def touched_promises(model: Model, loads: Flags) -> Flags:
    """Tell by (row of demand, promise of the plan) which it is made of or can delay."""
    touched = np.zeros((len(loads), len(model.promises)), dtype=bool)
    for order, promise in enumerate(model.promises):
        touched[promise.occasions.rows, order] = True
        for step in promise.steps:
            touched[:, order] |= loads[:, step.standard.capability]
    return touched


class Search:
    """The search for one tactic's multiple among the promises that it touches.

    Its ``draws`` are those on which it still depends, in the order of ``clean``: how many
    thousandths of its demand the tactic may bring before anybody has to wait. Up to there a
    draw keeps its ``best``: how likely the plan is kept if all that the tactic touches is
    on time; ``others`` is how likely all else is. ``lost`` is what other draws have lost
    for good, ``next`` where to look next.
    """

    def __init__(self, ground: Ground, rows: slice) -> None:
        self.ground, self.rows = ground, rows
        touched = np.asarray(ground.touched[rows].any(axis=0))
        self.orders = np.flatnonzero(touched).tolist()
        self.growths: dict[int, Growth] = {}
        self.fixed: Lateness = {}
        others = ground.chances[~touched].prod(axis=0)
        best = others * ground.ease[touched].prod(axis=0)
        draws = ground.levels.draws
        limit = float(best.sum()) - ground.model.case.policy.keepable * draws
        self.bracket = Bracket(limit=limit, close=CLOSE * draws, most=MOST_STEPS)
        self.next: int | None = None
        if limit < 0.0:
            return
        clean = self.prepare()
        now = others * ground.chances[touched].prod(axis=0)
        self.draws = np.argsort(clean, kind="stable")
        self.clean, self.best = clean[self.draws], best[self.draws]
        self.others, self.lost = others[self.draws], 0.0
        self.crowd = Crowd({}, {}, 0)
        self.begin(float(best.sum() - now.sum()))
        self.next = self.bracket.next()

    def prepare(self) -> Array:
        """Find what grows with the tactic and what is fixed; return all draws' clean."""
        clean = np.full(self.ground.levels.draws, np.inf)
        for capability, standards in by_capability(self.standards()).items():
            queue = self.ground.queue(capability)
            if self.ground.loads[self.rows, capability].any():
                growth = queue.growth(self.rows, tuple(standards))
                self.growths[capability] = growth
                clean = np.minimum(clean, growth.largest_clean())
                continue
            for standard in standards:
                late = self.fixed[standard] = queue.late(standard)
                if late is not None:
                    clean[late.any(axis=0)] = 0.0
        return clean * STEPS_PER_UNIT

    def standards(self) -> Iterator[Standard]:
        """Return the standards that the touched promises are held to."""
        for order in self.orders:
            for step in self.ground.model.promises[order].steps:
                yield step.standard

    def begin(self, lost_now: float) -> None:
        """Note what is known before the first look."""
        bracket, limit = self.bracket, self.bracket.limit
        waiting = np.cumsum(self.best)
        bracket.note(float(min(self.clean[0], MOST_STEPS)), 0.0)
        bracket.note(STEPS_PER_UNIT, lost_now)
        # Up to here not even the loss of all who wait would be too much.
        bracket.low = max(bracket.low, self.clean_after(waiting, limit))
        if not lost_now:
            bracket.start = self.clean_after(waiting, WAITING_PER_LOST * limit)

    def clean_after(self, waiting: Array, lost: float) -> int:
        """Return the multiple up to which those who wait weigh no more than ``lost``."""
        place = int(np.searchsorted(waiting, lost, side="right"))
        last = self.clean[place] if place < self.clean.size else np.inf
        return int(min(last, MOST_STEPS))

    def waiting(self) -> "Crowd":
        """Return the draws in which somebody has to wait at the next multiple."""
        number = int(np.searchsorted(self.clean, self.next or 0))
        if number > self.crowd.size:
            places = self.draws[: number + number // 2]
            everyone = Crowd(self.growths, self.fixed, 0)
            self.crowd = everyone.pick(places)
        return self.crowd.first(number)

    def note(self, kept: Array) -> None:
        """Note how likely the touched promises are kept where somebody waits; go on."""
        assert self.next is not None  # noqa: S101 - it was looked at
        number = kept.size
        lost = self.best[:number] - self.others[:number] * kept
        self.bracket.note(self.next, self.lost + float(lost.sum()))
        self.forget(lost, within=self.bracket.low == self.next)
        self.next = self.bracket.next()

    def forget(self, lost: Array, *, within: bool) -> None:
        """Forget the draws on which nothing depends any more, given what they lost.

        Where more may be lost, what is lost altogether stays lost. Where too much is, what
        has lost nothing will not lose below.
        """
        best = self.best[: lost.size]
        if within:
            stays = lost < best * (1.0 - SETTLED)
            self.lost += float(lost[~stays].sum())
            later = np.arange(lost.size, self.best.size)
            places = np.concatenate((np.flatnonzero(stays), later))
        else:
            places = np.flatnonzero(lost > best * SETTLED)
        known = places[places < self.crowd.size]
        if known.size < self.crowd.size:
            self.crowd = self.crowd.pick(known)
        self.draws, self.clean = self.draws[places], self.clean[places]
        self.best, self.others = self.best[places], self.others[places]


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """What grows, by capability, and what is late anyway, in ``size`` of the draws."""

    growths: dict[int, Growth]
    fixed: Lateness
    size: int

    def pick(self, places: Indices) -> "Crowd":
        """Return the draws at some places."""
        return Crowd(
            {index: growth.only(places) for index, growth in self.growths.items()},
            {
                standard: late if late is None else late.take(places, axis=1)
                for standard, late in self.fixed.items()
            },
            places.size,
        )

    def first(self, number: int) -> "Crowd":
        """Return the first draws, without copying."""
        return Crowd(
            {index: growth.first(number) for index, growth in self.growths.items()},
            {
                standard: late if late is None else late[:, :number]
                for standard, late in self.fixed.items()
            },
            number,
        )


def look(ground: Ground, searches: Sequence[Search]) -> None:
    """Look at every search's next multiple, at all of them together."""
    crowds = [search.waiting() for search in searches]
    lates = all_late(searches, crowds)
    kept = [np.ones(crowd.size) for crowd in crowds]
    members: dict[int, list[int]] = {}
    for place, search in enumerate(searches):
        for order in search.orders:
            members.setdefault(order, []).append(place)
    for order, places in members.items():
        chance = chance_of(
            ground,
            ground.model.promises[order],
            [searches[place] for place in places],
            [lates[place] for place in places],
            [crowds[place].size for place in places],
        )
        for place, own in zip(places, chance, strict=True):
            kept[place] *= own
    for search, chances in zip(searches, kept, strict=True):
        search.note(chances)


def all_late(searches: Sequence[Search], crowds: Sequence[Crowd]) -> list[Lateness]:
    """Return what is late in every search's crowd at its next multiple."""
    lates = [dict(crowd.fixed) for crowd in crowds]
    growing: dict[int, list[int]] = {}
    for place, crowd in enumerate(crowds):
        for capability in crowd.growths:
            growing.setdefault(capability, []).append(place)
    for capability, places in growing.items():
        sizes = [crowds[place].size for place in places]
        steps = np.array([searches[place].next for place in places])
        together = joined([crowds[place].growths[capability] for place in places])
        late = together.late_at(np.repeat(steps / STEPS_PER_UNIT, sizes))
        for standard, shares in late.items():
            for place, own in zip(places, in_parts(shares, sizes), strict=True):
                lates[place][standard] = own
    return lates


def in_parts(shares: Array | None, sizes: Iterable[int]) -> Iterator[Array | None]:
    """Cut late shares into parts of some draws each; None stays None."""
    first = 0
    for size in sizes:
        yield None if shares is None else shares[..., first : first + size]
        first += size


def chance_of(
    ground: Ground,
    layout: PromiseLayout,
    searches: Sequence[Search],
    lates: Sequence[Lateness],
    sizes: Sequence[int],
) -> Iterator[Array]:
    """Return how likely a promise reaches its target in each search's crowd."""
    draws = np.concatenate(
        [search.draws[:size] for search, size in zip(searches, sizes, strict=True)]
    )
    rows = layout.occasions.rows
    demand = ground.levels.demand[rows[:, None], draws]
    shares = np.zeros((ground.model.periods, draws.size))
    first = 0
    for search, late, size in zip(searches, lates, sizes, strict=True):
        own = slice(first, first + size)
        made = (rows >= search.rows.start) & (rows < search.rows.stop)
        if made.any():
            demand[made, own] *= (search.next or 0) / STEPS_PER_UNIT
        for step in layout.steps:
            slower = late[step.standard]
            if slower is not None:
                slower = slower[step.lead : step.lead + len(shares)]
                np.maximum(shares[:, own], slower, out=shares[:, own])
        first += size
    chance = ground.chance(layout, demand, draws, shares)
    for part in in_parts(chance, sizes):
        assert part is not None  # noqa: S101 - there are chances
        yield part
