"""What scarce capacity is worth to whoever competes for it, and what initiatives gain."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

import engine
from core.refusals import Invalid
from engine import portfolio
from planner.portfolio.amounts import hold_back, points
from planner.portfolio.assembly import build_portfolio
from planner.pruning.assembly import World, held_back
from planner.pruning.loads import Weekly

SEED = 1
SECONDS = 5.0
Document = dict[str, Any]


class NotComparable(Invalid):
    title = "What competes cannot be compared"


@dataclass(frozen=True, kw_only=True)
class Competition:
    """Shadow values by capability (weeks,), initiatives' gains, and the fullest weeks."""

    weeks: int
    worth: dict[str, Weekly] = field(default_factory=dict)
    gains: dict[str, portfolio.InitiativeGain] = field(default_factory=dict)
    fullest: dict[str, float] = field(default_factory=dict)
    held_back: dict[str, float] = field(default_factory=dict)

    def charge(self, loads: dict[str, Weekly]) -> tuple[float, tuple[Document, ...]]:
        """Return what loads are worth to others, and the units and value behind it.

        Loads are by week from the same Monday on; what comes after the last week that
        is looked at costs nothing.
        """
        rows: list[Document] = []
        for code, load in sorted(loads.items()):
            worth = self.worth.get(code, np.zeros(0))
            weeks = min(len(load), len(worth))
            value = float(load[:weeks] @ worth[:weeks])
            if value > 0.0:
                units = float(load[:weeks][worth[:weeks] > 0.0].sum())
                rows.append({"capability": code, "units": units, "value": value})
        return sum(row["value"] for row in rows), tuple(rows)


def compete(world: World) -> Competition:
    """Solve the choice among all that waits, on what the newest best set holds back."""
    document = build_portfolio(as_of=world.as_of).case
    weeks = document["horizon"]["periods"]
    if not document["capabilities"]:
        return Competition(weeks=weeks)
    shares = held_back(world.start)
    try:
        case = portfolio.parse_portfolio(hold_back(document, shares))
        best = portfolio.solve(case, seconds=SECONDS, seed=SEED)
        gains: tuple[portfolio.InitiativeGain, ...] = ()
        if best.status in {"optimal", "feasible"}:
            gains = portfolio.initiative_gains(case, best, seconds=SECONDS, seed=SEED)
    except engine.InvalidCase as error:
        msg = f"What competes cannot be compared: {error}."
        raise NotComparable(
            msg, next_step="Correct what is named, then look again."
        ) from error
    return Competition(
        weeks=weeks,
        worth={use.id: np.asarray(use.worth, float) for use in best.capabilities},
        gains={row.id.removeprefix("initiative-"): row for row in gains},
        fullest=_fullest(document, weeks),
        held_back=dict(shares),
    )


def _fullest(document: Document, weeks: int) -> dict[str, float]:
    """Return the share asked of each capability in its fullest week.

    Plans that wait count, too: the high estimate of all that is asked against the low
    one of what can be done.
    """
    asked = {
        entry["id"]: points(entry["committed"], weeks)["high"].copy()
        for entry in document["capabilities"]
    }
    for candidate in document["candidates"]:
        for load in candidate.get("loads", ()):
            first, last = load.get("starts", 0), load.get("ends")
            more = points(load["units"], weeks)["high"]
            inside = np.arange(weeks)
            inside = (inside >= first) & (inside <= (weeks if last is None else last))
            asked[load["capability"]] += np.where(inside, more, 0.0)
    return {
        entry["id"]: _share(asked[entry["id"]], points(entry["capacity"], weeks)["low"])
        for entry in document["capabilities"]
    }


def _share(asked: Weekly, capacity: Weekly) -> float:
    """Return the largest share of capacity asked in a week; a thousandfold where none is."""
    most = 1_000.0
    shares = np.full(len(asked), most)
    np.divide(asked, capacity, out=shares, where=capacity > 0.0)
    shares[asked <= 0.0] = 0.0
    return round(float(min(shares.max(), most)), 4)
