"""What stands in the way where nothing helps: reasons with numbers, as for a score."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from engine.offers.levers import MOST_CHANGES
from engine.offers.search import Search
from engine.offers.trial import Bench, Setting
from engine.reliable import TOLERANCE
from engine.result import Finding

# The least of a tactic that is still a plan.
ALMOST_NOTHING = 0.001


def blocks(search: Search, *, complete: bool) -> tuple[Finding, ...]:
    """Return why the promises cannot be kept as they are by at most three changes."""
    result = [*reliability_blocks(search)]
    if not result:
        result += capacity_blocks(search)
    if not complete:
        result.append(Finding("search-ended", {"changes": MOST_CHANGES}))
    return tuple(result)


def reliability_blocks(search: Search) -> Iterator[Finding]:
    """Name promises that would be missed even if nothing were ever late."""
    bench = search.bench
    never = np.zeros(bench.used, dtype=bool)
    reach = [
        bench.chance(order, np.ones(1), target, never)
        for order, target in enumerate(bench.targets)
    ]
    alone = [float(chances.mean()) for chances in reach]
    for order, chance in enumerate(alone):
        if chance < search.needed:
            yield Finding(
                "reliability-blocks",
                {
                    "promise": promise_name(bench, order),
                    "target": float(bench.targets[order]),
                    "reliability": float(bench.reliability[order].mean()),
                    "best_keep_probability": chance,
                },
            )
    together = float(np.prod(reach, axis=0).mean())
    if min(alone) >= search.needed > together:
        yield Finding("joint-reliability-blocks", {"best_keep_probability": together})


def capacity_blocks(search: Search) -> Iterator[Finding]:
    """Name capabilities that have no room even for a thousandth of the plan."""
    bench = search.bench
    setting = almost_nothing(bench)
    if bench.kept(search.play(setting), np.zeros(len(bench.targets))) >= search.needed:
        yield Finding("more-changes-needed", {"changes": MOST_CHANGES})
        return
    named: set[int] = set()
    for order, layout in enumerate(bench.model.promises):
        for step in layout.steps:
            index = step.standard.capability
            share = bench.step_share(step, order, setting)
            if share is None or index in named:
                continue
            often = (share > TOLERANCE).mean(axis=1)
            if often.max() > 1.0 - search.needed:
                named.add(index)
                yield no_room(bench, order, index, int(often.argmax()))


def almost_nothing(bench: Bench) -> Setting:
    """Return a thousandth of the plan, with every initiative funded."""
    least = (ALMOST_NOTHING,) * len(bench.occasions)
    every = range(len(bench.case.initiatives))
    return replace(bench.as_drafted(), load=least, count=least, funded=tuple(every))


def no_room(bench: Bench, order: int, index: int, period: int) -> Finding:
    """Say where there is no room, and whether an initiative would ever bring some."""
    name = bench.case.capabilities[index].id
    helping = [row for row in bench.case.initiatives if row.capability == name]
    return Finding(
        "no-room",
        {
            "capability": name,
            "promise": promise_name(bench, order),
            "period": period,
            "initiatives": len(helping),
            "too_late": sum(row.from_period > period for row in helping),
        },
    )


def promise_name(bench: Bench, order: int) -> str:
    """Return the name of a promise of the plan."""
    return bench.model.case.promises[bench.model.promises[order].index].id
