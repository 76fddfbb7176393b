"""Case documents of any size from a fixed seed, with uncertain demand and capacity."""

from typing import Any

import numpy as np


def make_case(
    *,
    tactics: int,
    promises: int,
    capabilities: int,
    periods: int,
    assumptions: int = 0,
    seed: int = 7,
) -> dict[str, Any]:
    """Build a plan whose load comes to about nine tenths of the capacity.

    Every promise requires two capabilities, every fifth tactic makes two promises, all
    demand and capacity are three-point estimates and all promises have a track record.
    Assumptions drive demand, capacity and reliability in turn.
    """
    random = np.random.default_rng(seed)
    made = [promise(index, capabilities, random) for index in range(promises)]
    plan = [tactic(index, promises, periods, random) for index in range(tactics)]
    load = np.zeros(capabilities)
    for entry in plan:
        for name in entry["promises"]:
            for need in made[int(name[1:])]["requires"]:
                share = (entry["ends"] + 1 - entry["starts"]) / periods
                units = need["units"] * entry["occasions"]["likely"]
                load[int(need["capability"][1:])] += share * units
    return {
        "format": "promise-case/1",
        "horizon": {"start": "2026-01-05", "period": "week", "periods": periods},
        "capabilities": [
            capability(index, float(load[index])) for index in range(capabilities)
        ],
        "promises": made,
        "commitments": [
            {"promise": f"p{index}", "occasions": 20.0}
            for index in range(0, promises, 5)
        ],
        "plan": {
            "tactics": plan,
            "assumptions": [assumption(index) for index in range(assumptions)],
        },
    }


def promise(
    index: int, capabilities: int, random: np.random.Generator
) -> dict[str, Any]:
    """Build a promise that requires two capabilities, or the only one."""
    chosen = random.choice(capabilities, size=min(2, capabilities), replace=False)
    return {
        "id": f"p{index}",
        "target": 0.9,
        "within": int(random.integers(0, 3)),
        "break_cost": 10.0,
        "track_record": {"kept": int(random.integers(950, 1000)), "broken": 20},
        "requires": [
            {
                "capability": f"c{number}",
                "units": float(random.integers(1, 4)),
                "lead": order,
            }
            for order, number in enumerate(chosen)
        ],
    }


def tactic(
    index: int, promises: int, periods: int, random: np.random.Generator
) -> dict[str, Any]:
    """Build a tactic that runs for at least a quarter of the horizon."""
    starts = int(random.integers(0, periods // 2))
    ends = int(random.integers(min(periods - 1, starts + periods // 4), periods))
    likely = float(random.integers(40, 200))
    names = [index % promises]
    if index % 5 == 0 and promises > 1:
        names.append((index + 1) % promises)
    return {
        "id": f"t{index}",
        "promises": [f"p{name}" for name in names],
        "audience": ("new", "existing", "lapsed")[index % 3],
        "budget": 5000.0,
        "margin": 15.0,
        "occasions": {"low": 0.7 * likely, "likely": likely, "high": 1.6 * likely},
        "starts": starts,
        "ends": ends,
    }


def assumption(index: int) -> dict[str, Any]:
    """Build an assumption about a tactic, a capability or a promise."""
    kind, letter, if_false = (
        ("demand", "t", 1.3),
        ("capacity", "c", 0.85),
        ("reliability", "p", 0.97),
    )[index % 3]
    return {
        "id": f"a{index}",
        "driver": {kind: f"{letter}{index}"},
        "probability": 0.8,
        "if_false": if_false,
        "status": "untested",
    }


def capability(index: int, load: float) -> dict[str, Any]:
    """Build a capability that has a little more room than the plan needs on average."""
    room = 100.0 + 1.6 * load
    return {
        "id": f"c{index}",
        "unit": "hour",
        "capacity": {"low": 0.9 * room, "likely": room, "high": 1.05 * room},
        "committed": 0.25 * room,
    }
