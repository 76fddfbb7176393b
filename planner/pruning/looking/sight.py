"""What a look has before its eyes while it judges one subject after another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from planner.plans.models import Commitment
from planner.pruning.assembly import WEEKS, PlannedTactic, World, read
from planner.pruning.competing import Competition, compete
from planner.pruning.grounds import Judgement, Keeping, grounds
from planner.pruning.loads import freed, loads
from planner.pruning.playing import keepings
from planner.pruning.rescoring import Rescoring

Document = dict[str, Any]
Say = Callable[[int, str], None]


@dataclass(frozen=True)
class Sight:
    """The world as of a day, played through; what was judged so far stands in it."""

    say: Say
    world: World
    competition: Competition
    rescoring: Rescoring
    keepings: dict[str, Keeping]
    margins: dict[str, tuple[float, float]]
    about: dict[int, list[Judgement]] = field(default_factory=dict)

    def freed(self, rows: Sequence[Commitment], *, money: float) -> Document:
        found = loads(rows, self.world.start, WEEKS)
        return {
            "freed": freed(found, self.world.capabilities),
            "money": round(money, 2),
        }

    def entry(
        self,
        kind: str,
        key: str,
        name: str,
        judged: Sequence[Judgement],
        facts: Document,
    ) -> Document:
        claimed, untold = grounds(judged)
        return {
            "kind": kind,
            "key": key,
            "name": name,
            **facts,
            "grounds": [row.document() for row in claimed],
            "untold": [row.document() for row in untold],
        }


def see(as_of: date, say: Say) -> Sight:
    """Read the world of a day, and play through all that the company has made."""
    say(2, "Reading what is promised, planned and held")
    world = read(as_of)
    say(10, "Playing through everything the company has made")
    kept = keepings(world)
    say(25, "Working out what scarce capacity is worth")
    competition = compete(world)
    say(45, "Scoring the plans that wait")
    return Sight(
        say=say,
        world=world,
        competition=competition,
        rescoring=Rescoring(world),
        keepings=kept,
        margins=_margins(world),
    )


def elapsed(tactic: PlannedTactic, world: World) -> int:
    """Return how many weeks of its plan are over."""
    starts = date.fromisoformat(tactic.version.content["starts_on"])
    return max(0, (world.start - starts).days // 7)


def ahead(tactic: PlannedTactic, world: World) -> float:
    """Return the share of a tactic's weeks that is still ahead."""
    content = tactic.content
    first = max(content["starts"], elapsed(tactic, world) + 1)
    span = content["ends"] - content["starts"] + 1
    return max(0, content["ends"] - first + 1) / span


def _margins(world: World) -> dict[str, tuple[float, float]]:
    """Return by promise what an occasion earns, by the plans that make it, and how many.

    An occasion that makes several promises lends its whole margin to each: what is said
    of a promise is never too little.
    """
    found: dict[str, tuple[float, float]] = {}
    for version in world.versions:
        for tactic in version.content["tactics"]:
            weeks = tactic["ends"] - tactic["starts"] + 1
            many = float(tactic["likely"]) * weeks
            for code in tactic["promises"]:
                mean, before = found.get(code, (0.0, 0.0))
                if before + many > 0.0:
                    mean += (float(tactic["margin"]) - mean) * many / (before + many)
                found[code] = (mean, before + many)
    return found
