"""What the engine says: how surely promises are kept today, what a tactic earns alone."""

from collections.abc import Mapping
from typing import Any

import engine
from engine.result import PromiseScore
from planner.plans.content import TacticContent
from planner.pruning.assembly import WEEKS, World, present_case
from planner.pruning.grounds import Keeping
from planner.pruning.loads import occasions
from promises.models import Promise

SEED = 1
# Enough to compare a plan with itself: the draws are the same with and without.
DRAWS = 1_024
Document = dict[str, Any]


def play(case: Document) -> engine.Score:
    return engine.score(
        engine.parse_case(case), seed=SEED, draws=DRAWS, sensitivities=False
    )


def keepings(world: World) -> dict[str, Keeping]:
    """Play everything the company has made through at once; a keeping by promise."""
    case = present_case(world)
    if case is None:
        return {}
    known = {row.code: row for row in world.promises}
    records = {entry["id"]: entry.get("track_record") for entry in case["promises"]}
    return {
        found.id: _keeping(known[found.id], found, records[found.id], world)
        for found in play(case).promises
    }


def _keeping(
    promise: Promise,
    found: PromiseScore,
    record: Mapping[str, int] | None,
    world: World,
) -> Keeping:
    rows = world.of_promise(promise)
    weekly = sum(float(occasions(row, world.start, WEEKS).mean()) for row in rows)
    counted = (record["kept"], record["broken"]) if record else None
    reliability = found.reliability
    return Keeping(
        weekly=round(weekly, 3),
        assumed=not weekly,
        target=found.target,
        probability=found.keep_probability.value,
        standard_error=found.keep_probability.standard_error,
        rate=_spread(found.keep_rate),
        reliability={**_spread(reliability)} if counted and sum(counted) else None,
        record=counted if counted and sum(counted) else None,
        bottleneck=_bottleneck(found.bottleneck, world),
    )


def _spread(found: Any) -> dict[str, float]:  # noqa: ANN401  # a spread or a reliability
    return {"mean": found.mean, "p10": found.p10, "p90": found.p90}


def _bottleneck(found: Any, world: World) -> Document | None:  # noqa: ANN401
    if found is None:
        return None
    return {
        "capability": found.capability,
        "name": world.capabilities[found.capability].name,
        "unit": world.capabilities[found.capability].unit,
        "on_time": found.mean_on_time,
        "first_short_period": found.first_short_period,
        "shortfall": found.shortfall,
    }


def earned_alone(
    case: Document, tactic: TacticContent, *, elapsed: int
) -> dict[str, float] | None:
    """Return what a tactic earns from now on, as if nothing that it asks were short.

    Its budget is counted by the weeks that are left; None where none are. What it takes
    of what is scarce is charged beside, so a shortage here would be counted twice.
    """
    first = max(tactic["starts"], elapsed + 1)
    if first > tactic["ends"]:
        return None
    left = (tactic["ends"] - first + 1) / (tactic["ends"] - tactic["starts"] + 1)
    own = next(row for row in case["plan"]["tactics"] if row["id"] == tactic["code"])
    beliefs = [
        belief
        for belief in case["plan"]["assumptions"]
        if belief["driver"].get("demand") in {None, tactic["code"]}
        and "capacity" not in belief["driver"]
    ]
    ahead = {**own, "starts": first - 1, "budget": own["budget"] * left}
    alone = {
        **case,
        "plan": {"tactics": [ahead], "assumptions": beliefs},
        "promises": [{**entry, "requires": []} for entry in case["promises"]],
        "commitments": [],
        "initiatives": [],
    }
    return _spread(play(alone).value) | {"budget": float(ahead["budget"])}
