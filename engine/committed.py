"""What is committed already: gathered and drawn once, whatever plan comes to meet it.

Commitments that make the same promise are always late together, so that only their sum
matters. They are drawn from points of their own, in an order of their own ("Latin supercube
sampling", A. B. Owen, ACM Transactions on Modeling and Computer Simulation 8 (1998)): a
plan changes nothing in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import case as parts
from engine.draws import check_request, normal_scores
from engine.refusal import InvalidCase
from engine.source import Dimensions, Source, decompose

Array = NDArray[np.float64]

DEFAULT_DRAWS = 4_096

# Normal scores of all commitments together: half a gigabyte.
MOST_NUMBERS = 60_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Commitments that make one promise, all ``approved`` with a plan or none of them.

    Their occasions are ``shapes`` (H, rows) @ rows; ``members`` are the commitments.
    """

    promise: int
    approved: bool
    members: tuple[int, ...]
    shapes: Array


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """All commitments of a case, over H = ``extended`` periods.

    ``sources`` has one entry for each commitment, ``of`` the groups of each promise.
    """

    extended: int
    dimensions: int
    sources: tuple[Source, ...]
    groups: tuple[Group, ...]
    of: tuple[tuple[int, ...], ...]

    def rows(self, seed: int, draws: int) -> tuple[Array, ...]:
        """Draw the rows of every group: (rows, draws), (1, 1) where all is certain."""
        if self.dimensions * draws > MOST_NUMBERS:
            raise InvalidCase("case", f"too large to score with {draws} draws")
        scores = normal_scores(self.dimensions, draws, seed, shuffled=True)
        return tuple(self.group_rows(group, scores) for group in self.groups)

    def group_rows(self, group: Group, scores: Array) -> Array:
        """Draw the rows of one group."""
        members = [self.sources[index] for index in group.members]
        if members[0].dimension is None:
            return np.ones((1, 1))
        if is_short(members, self.extended):
            return np.concatenate([member.rows(scores) for member in members])
        total = np.zeros((self.extended, scores.shape[1]))
        for member in members:
            total += member.shapes @ member.rows(scores)
        return total


@dataclass(frozen=True, slots=True, eq=False)
class Committed:
    """The commitments of a case, drawn: what every plan meets that is scored against it."""

    horizon: parts.Horizon
    promises: tuple[parts.Promise, ...]
    commitments: tuple[parts.Commitment, ...]
    seed: int
    draws: int
    gathered: Gathered
    drawn: dict[int, tuple[Array, ...]]
    loads: dict[tuple[str, int], Array]

    def rows(self, draws: int) -> tuple[Array, ...]:
        """Return the rows of every group in so many draws, drawn once."""
        if draws not in self.drawn:
            self.drawn[draws] = self.gathered.rows(self.seed, draws)
        return self.drawn[draws]

    def load(
        self, capability: str, groups: Sequence[tuple[int, Array]], draws: int
    ) -> Array | None:
        """Return (H, draws) what the groups ask of a capability, added up once.

        ``groups`` pairs the place of each with its (H, rows of it) load.
        """
        key = (capability, draws)
        if groups and key not in self.loads:
            rows = self.rows(draws)
            (first, load), *others = groups
            total = np.asarray(load @ rows[first])
            for group, load in others:
                total = total + load @ rows[group]
            self.loads[key] = np.broadcast_to(total, (len(total), draws))
        return self.loads.get(key)

    def fits(self, case: parts.Case, seed: int, draws: int) -> bool:
        """Tell whether a case meets the same commitments in the same draws."""
        own = (self.horizon, self.promises, self.commitments, self.seed, self.draws)
        return own == (case.horizon, case.promises, case.commitments, seed, draws)

    def check_fits(self, case: parts.Case, seed: int, draws: int) -> None:
        """Refuse a case that meets other commitments, or that is drawn otherwise."""
        if not self.fits(case, seed, draws):
            raise InvalidCase("against", "was prepared for other commitments")


def prepare(
    case: parts.Case, *, seed: int = 1, draws: int = DEFAULT_DRAWS
) -> Committed:
    """Draw what a case has committed, for ``score(…, against=…)`` of any plan that meets it.

    The plan, capabilities, initiatives and policy may differ from case to case; horizon,
    promises and commitments, seed and draws may not. The scores are the same to the byte.
    Raises ``InvalidCase`` for a seed, a number of draws or a size that cannot be scored.
    """
    check_request(seed, draws)
    gathered = gather(case)
    return Committed(
        case.horizon,
        case.promises,
        case.commitments,
        seed,
        draws,
        gathered,
        {draws: gathered.rows(seed, draws)},
        {},
    )


def gather(case: parts.Case) -> Gathered:
    """Gather the commitments of a case by what is late together."""
    extended = case.horizon.periods + reach(case.promises)
    dimensions = Dimensions()
    sources = tuple(
        decompose(entry.occasions, extended, dimensions) for entry in case.commitments
    )
    order = {promise.id: index for index, promise in enumerate(case.promises)}
    members: dict[tuple[int, bool, bool], list[int]] = {}
    for index, (entry, source) in enumerate(
        zip(case.commitments, sources, strict=True)
    ):
        certain = source.dimension is None
        key = (order[entry.promise], entry.plan is not None, certain)
        members.setdefault(key, []).append(index)
    groups = tuple(
        Group(
            promise,
            approved,
            tuple(chosen),
            group_shapes([sources[index] for index in chosen], extended),
        )
        for (promise, approved, _), chosen in members.items()
    )
    of: list[list[int]] = [[] for _ in case.promises]
    for index, group in enumerate(groups):
        of[group.promise].append(index)
    return Gathered(extended, dimensions.count, sources, groups, tuple(map(tuple, of)))


def reach(promises: Sequence[parts.Promise]) -> int:
    """Return how many periods after the horizon service has to run on."""
    return max(
        (
            need.lead + (promise.within if need.within_minutes is None else 0)
            for promise in promises
            for need in promise.requires
        ),
        default=0,
    )


def group_shapes(members: Sequence[Source], extended: int) -> Array:
    """Return (H, rows): what is certain in one row, the rest in at most H."""
    if members[0].dimension is None:
        return np.asarray(np.sum([member.shapes for member in members], axis=0))
    if is_short(members, extended):
        return np.concatenate([member.shapes for member in members], axis=1)
    return np.eye(extended)


def is_short(members: Sequence[Source], extended: int) -> bool:
    """Tell whether the members' own rows are fewer than one for each period."""
    return sum(len(member.modes) for member in members) <= extended
