"""Companies to choose the best set of plans for, made from a seed.

Nothing is spread evenly, because evenly spread choices are easy:

- *Capabilities* differ in size by a factor of about ten and have a yearly season; 50 to 80 % of each
  is committed; what is sure of the rest is the quantile of a three-point estimate.
- *Plans* belong to six departments and last 4 to 26 weeks. Each loads two to six capabilities, a few
  popular ones far more often (Zipf), evenly or as a launch that fades. All plans together ask for about three times
  what is free, at every size of the company.
- *Value* follows what a plan asks of capacity, times a lognormal factor (as in Chu and
  Beasley's knapsacks, where value follows weight): no plan is obviously good or bad.
- *Initiatives* add 3 to 15 % to one capability from a week in the first half on. They cost about what that
  capacity is worth to average plans, so that few are plainly worth it and few plainly not.
- Money allows about half of all that is asked for, in total and by department. A tenth of the plans
  require another plan or an initiative, some are variants of each other, one in fifty must be done.
"""

from dataclasses import replace
from datetime import date

import numpy as np

from engine.case import Horizon
from engine.portfolio import (
    Addition,
    Budget,
    Candidate,
    Capability,
    Load,
    PortfolioCase,
    Value,
)
from engine.quantity import ThreePoint

DEPARTMENTS = ("marketing", "sales", "care", "product", "operations", "finance")
ASKED = 1.5
AFFORDED = 0.5
# Weeks that a plan lasts and capabilities that it loads: from, and below.
WEEKS = (4, 27)
USED = (2, 7)
# The most of a capability's free weeks that one plan asks for.
LARGEST_SHARE = 0.1


def company(
    *, plans: int, initiatives: int, capabilities: int, periods: int, seed: int
) -> PortfolioCase:
    """Make a company: the same arguments give the same case."""
    rng = np.random.default_rng([seed, plans, initiatives, capabilities, periods])
    size = rng.lognormal(6.0, 0.8, capabilities)
    weeks = np.arange(periods)
    phase = rng.uniform(0.0, 2.0 * np.pi, capabilities)
    season = 1.0 + 0.15 * np.sin(2.0 * np.pi * weeks / 52.0 + phase[:, None])
    likely = size[:, None] * season
    taken = rng.uniform(0.5, 0.8, capabilities)
    committed = likely * taken[:, None] * rng.uniform(0.9, 1.1, likely.shape)
    free = np.maximum(0.93 * likely - committed, 0.0)
    loads, value = plan_loads(rng, plans, free)
    invested, lifts = initiative_lifts(rng, initiatives, size, free, periods, value)
    plans_made = plan_candidates(rng, loads, value, initiatives)
    groups = variants(rng, plans)
    candidates = with_musts(rng, plans_made, groups, free) + [
        Candidate(
            id=f"initiative-{i}",
            kind="initiative",
            department="operations",
            cost=float(invested[i]),
            adds=(lifts[i],),
        )
        for i in range(initiatives)
    ]
    return PortfolioCase(
        horizon=Horizon(date(2026, 1, 5), "week", periods),
        capabilities=tuple(
            Capability(
                id=f"capability-{k}",
                capacity=ThreePoint(
                    tuple((0.85 * likely[k]).tolist()),
                    tuple(likely[k].tolist()),
                    tuple((1.1 * likely[k]).tolist()),
                ),
                committed=tuple(committed[k].tolist()),
            )
            for k in range(capabilities)
        ),
        candidates=tuple(candidates),
        budgets=budgets(candidates),
        exclusions=groups,
    )


def plan_loads(
    rng: np.random.Generator, plans: int, free: np.ndarray
) -> tuple[list[tuple[Load, ...]], np.ndarray]:
    """Return what each plan loads, and its value."""
    capabilities, periods = free.shape
    popular = 1.0 / np.arange(1, capabilities + 1) ** 0.7
    popular /= popular.sum()
    order = rng.permutation(capabilities)
    parts: list[list[tuple[int, int, int, bool, float]]] = []
    asked = np.zeros_like(free)
    for _ in range(plans):
        start = int(rng.integers(0, max(1, periods - 2)))
        end = min(periods - 1, start + int(rng.integers(*WEEKS)) - 1)
        used = min(capabilities, int(rng.integers(*USED)))
        scale = rng.lognormal(0.0, 0.7)
        entries = []
        for k in order[rng.choice(capabilities, used, replace=False, p=popular)]:
            fading = bool(rng.random() < 0.3)
            units = float(scale * rng.uniform(0.5, 1.5) * free[k].mean())
            asked[k] += units * shape(start, end, periods, fading=fading)
            entries.append((int(k), start, end, fading, units))
        parts.append(entries)
    # On average over capabilities; the popular ones are asked for several times as much.
    factor = ASKED * capabilities / (asked.sum(axis=1) / free.sum(axis=1)).sum()
    price = 1.0 / free.mean(axis=1)
    loads, value = [], np.empty(plans)
    for index, entries in enumerate(parts):
        made, worth = [], 0.0
        for k, start, end, fading, units in entries:
            profile = units * factor * shape(start, end, periods, fading=fading)
            room = LARGEST_SHARE * free[k, start : end + 1].min()
            profile *= min(1.0, room / profile.max())
            worth += float(profile.sum() * price[k])
            amount = tuple(profile.tolist()) if fading else float(profile[start])
            made.append(Load(f"capability-{k}", amount, start, end))
        loads.append(tuple(made))
        value[index] = 10_000.0 * worth * rng.lognormal(0.0, 0.35)
    return loads, value


def shape(start: int, end: int, periods: int, *, fading: bool) -> np.ndarray:
    """Return (T,) an even load, or one that starts at twice and fades to a half."""
    profile = np.zeros(periods)
    profile[start : end + 1] = (
        np.geomspace(2.0, 0.5, end + 1 - start) if fading else 1.0
    )
    return profile


def initiative_lifts(
    rng: np.random.Generator,
    initiatives: int,
    size: np.ndarray,
    free: np.ndarray,
    periods: int,
    value: np.ndarray,
) -> tuple[np.ndarray, list[Addition]]:
    """Return what each initiative costs and adds."""
    cost, lifts = np.empty(initiatives), []
    # What a unit of free capacity earns if plans fill it.
    rate = value.sum() / ASKED / free.shape[0] / periods
    for index in range(initiatives):
        k = int(rng.integers(free.shape[0]))
        units = float(size[k] * rng.uniform(0.03, 0.15))
        start = int(rng.integers(0, max(1, periods // 2)))
        worth = units / free[k].mean() * (periods - start) * rate
        cost[index] = worth * rng.lognormal(0.0, 0.5)
        lifts.append(Addition(f"capability-{k}", units, start))
    return cost, lifts


def plan_candidates(
    rng: np.random.Generator,
    loads: list[tuple[Load, ...]],
    value: np.ndarray,
    initiatives: int,
) -> list[Candidate]:
    """Return the plans, their value split in three and their cost taken from it."""
    found = []
    for index, load in enumerate(loads):
        cost = float(value[index] * rng.uniform(0.05, 0.4))
        shares = rng.dirichlet((1.0, 1.0, 3.0)) * (value[index] + cost)
        requires: tuple[str, ...] = ()
        if rng.random() < 0.1:
            other = rng.random() < 0.5 or not initiatives
            requires = (
                f"plan-{rng.integers(len(loads))}"
                if other
                else f"initiative-{rng.integers(initiatives)}",
            )
        found.append(
            Candidate(
                id=f"plan-{index}",
                department=DEPARTMENTS[int(rng.integers(len(DEPARTMENTS)))],
                value=Value(*shares.tolist()),
                cost=cost,
                loads=load,
                requires=tuple(name for name in requires if name != f"plan-{index}"),
                must=False,
            )
        )
    return found


def budgets(candidates: list[Candidate]) -> tuple[Budget, ...]:
    """Return the total budget and those of the departments."""
    asked = {
        department: sum(
            entry.cost for entry in candidates if entry.department == department
        )
        for department in DEPARTMENTS
    }
    found = [
        Budget(AFFORDED * amount, department)
        for department, amount in asked.items()
        if amount
    ]
    return (Budget(0.9 * AFFORDED * sum(asked.values())), *found)


def variants(rng: np.random.Generator, plans: int) -> tuple[tuple[str, ...], ...]:
    """Return groups of plans that are variants of one another."""
    groups = []
    for _ in range(plans // 20):
        members = rng.choice(plans, min(plans, int(rng.integers(2, 4))), replace=False)
        if members.size > 1:
            groups.append(tuple(f"plan-{i}" for i in sorted(members.tolist())))
    return tuple(groups)


def with_musts(
    rng: np.random.Generator,
    candidates: list[Candidate],
    groups: tuple[tuple[str, ...], ...],
    free: np.ndarray,
) -> list[Candidate]:
    """Make one plan in fifty a must-have, as long as all of these fit together."""
    bound = {name for group in groups for name in group}
    left = 0.9 * free
    for index in rng.permutation(len(candidates))[: len(candidates) // 50]:
        entry = candidates[index]
        asked = np.zeros_like(free)
        for load in entry.loads:
            k = int(load.capability.removeprefix("capability-"))
            units = np.asarray(load.units, dtype=float)
            weeks = slice(load.starts, None if load.ends is None else load.ends + 1)
            asked[k, weeks] += units[weeks] if units.ndim else units
        if entry.requires or entry.id in bound or (asked > left).any():
            continue
        left = left - asked
        candidates[index] = replace(entry, must=True)
    return candidates
