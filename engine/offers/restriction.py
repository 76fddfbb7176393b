"""Which levers a search pulls: all of a small plan's, the most telling of a large one's."""

from engine.offers.levers import Lever, levers_of
from engine.offers.search import Search
from engine.offers.trial import Bench

# So many subjects of each kind keep the sets of three levers in the hundreds.
MOST_TACTICS = 4
MOST_INITIATIVES = 3
MOST_PROMISES = 2
MOST_LEVERS = 16


def levers_within(search: Search) -> tuple[list[Lever], list[Lever]]:
    """Return all levers, and those that the search pulls.

    Of a large plan these are: the promises most often missed; the tactics that load most
    what those promises need; the initiatives that add most to it for their cost.
    """
    every = levers_of(search.bench)
    if len(every) <= MOST_LEVERS:
        return every, every
    weight = weights(search)
    most = {
        "narrow": MOST_TACTICS,
        "throttle": MOST_TACTICS,
        "shift": MOST_TACTICS,
        "fund": MOST_INITIATIVES,
        "window": MOST_PROMISES,
        "target": MOST_PROMISES,
    }
    chosen: list[Lever] = []
    for kind, count in most.items():
        inside = [lever for lever in every if lever.kind == kind]
        inside.sort(key=lambda lever: (-weight[lever], lever.of))
        chosen += [lever for lever in inside[:count] if weight[lever] > 0.0]
    return every, chosen


def weights(search: Search) -> dict[Lever, float]:
    """Return how telling each lever is: only those of one kind are compared."""
    bench = search.bench
    missed = missing(search)
    strain = strains(bench, missed)
    tactics = [
        sum(
            float(strain[c] * loads[i].sum(axis=0).mean() / size(bench, c))
            for c, loads in enumerate(bench.loads)
            if i in loads
        )
        for i in range(len(bench.occasions))
    ]
    result: dict[Lever, float] = {}
    for lever in levers_of(bench):
        if lever.kind in ("window", "target"):
            result[lever] = missed[lever.of]
        elif lever.kind == "fund":
            result[lever] = relief(bench, strain, lever.of)
        else:
            result[lever] = tactics[lever.of]
    return result


def missing(search: Search) -> list[float]:
    """Return by promise of the plan how often it misses its target as drafted."""
    bench = search.bench
    tried = search.play(bench.as_drafted())
    return [
        1.0 - float(bench.chance(order, on_time, bench.targets[order], none).mean())
        for order, (on_time, none) in enumerate(
            zip(tried.on_time, tried.none, strict=True)
        )
    ]


def strains(bench: Bench, missed: list[float]) -> list[float]:
    """Return by capability how much is missed of what needs it."""
    strain = [0.0] * len(bench.loads)
    setting = bench.as_drafted()
    for order, layout in enumerate(bench.model.promises):
        for step in layout.steps:
            share = bench.step_share(step, order, setting)
            late = 0.0 if share is None else float(share.mean())
            strain[step.standard.capability] += missed[order] * late
    return strain


def size(bench: Bench, index: int) -> float:
    """Return a capability's mean capacity a period, at least a little."""
    flow, _ = bench.without_plan(index, ())
    return max(1e-9, float(flow.capacity.mean()))


def relief(bench: Bench, strain: list[float], initiative: int) -> float:
    """Return how much an initiative relieves what is strained, for its cost."""
    row = bench.case.initiatives[initiative]
    index = bench.lifts(initiative)
    before, _ = bench.without_plan(index, ())
    after, _ = bench.without_plan(index, (initiative,))
    gained = float((after.capacity - before.capacity).mean()) / size(bench, index)
    return strain[index] * gained / (1.0 + float(row.cost))
