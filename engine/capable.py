"""Capable-to-promise: how much of a tactic's demand the plan can bear."""

from collections.abc import Iterator, Sequence
from typing import Final

from engine.bearing import MOST_STEPS, STEPS_PER_UNIT, Ground, Search, look
from engine.draws import REPLICATES, first_of_each
from engine.levels import Levels
from engine.model import Model
from engine.piece import Outcome
from engine.result import CapableToPromise

__all__ = ["MOST_STEPS", "STEPS_PER_UNIT", "capable_to_promise", "searched"]

# Larger plans are searched in fewer draws, so that a score ends in seconds.
FEW_TACTICS: Final = 25
REPLICATES_IF_MANY: Final = 1

# Numbers kept while tactics are searched together: at most 160 MB.
MOST_KNOWN: Final = 20_000_000


def capable_to_promise(
    model: Model, levels: Levels, outcome: Outcome, *, most: int | None = None
) -> tuple[CapableToPromise, ...]:
    """Return per tactic the largest multiple of demand that leaves the plan keepable.

    10 where even ten times the demand is kept; 0 where the plan is not keepable even
    without the tactic. Assumes that more demand never helps, in any draw. The plan's keep
    probability at a multiple is at the threshold or up to ``CLOSE`` above it. At most
    ``most`` draws are looked at, the first of every replicate.
    """
    chances = outcome.chances
    if most is not None and most < levels.draws:
        first = first_of_each(levels.draws, most)
        levels, chances = levels.only(first), chances[:, first]
    draws = searched(model, levels.draws)
    ground = Ground(model, levels.between(0, draws), chances[:, :draws])
    steps = [step for some in in_groups(ground) for step in largest_of(ground, some)]
    return tuple(
        CapableToPromise(tactic.id, number / STEPS_PER_UNIT)
        for tactic, number in zip(model.case.plan.tactics, steps, strict=True)
    )


def searched(model: Model, draws: int) -> int:
    """Return in how many of the first draws a plan is searched."""
    if len(model.case.plan.tactics) <= FEW_TACTICS:
        return draws
    return draws * REPLICATES_IF_MANY // REPLICATES


def in_groups(ground: Ground) -> Iterator[Sequence[slice]]:
    """Cut the tactics into groups that are searched together, by what memory allows."""
    group: list[slice] = []
    room = most = MOST_KNOWN // (3 * ground.model.extended * ground.levels.draws)
    for rows in ground.model.tactic_rows:
        growing = int(ground.loads[rows].any(axis=0).sum())
        if group and growing > room:
            yield group
            group, room = [], most
        group.append(rows)
        room -= growing
    yield group


def largest_of(ground: Ground, tactics: Sequence[slice]) -> list[int]:
    """Return the largest multiples of some tactics, in thousandths.

    They are looked at together, each where its own bracket says: queues in many draws take
    little longer than in few.
    """
    searches = [Search(ground, rows) for rows in tactics]
    while open_ones := [search for search in searches if search.next is not None]:
        look(ground, open_ones)
    return [search.bracket.low for search in searches]
