"""Small portfolio cases, and the best set of them found by trying every one."""

import itertools
from functools import cache
from typing import Any

import numpy as np
from scipy.stats import beta

from engine import portfolio

HORIZON = {"start": "2026-01-05", "period": "week", "periods": 4}


def make_document(**changes: Any) -> dict[str, Any]:
    return {
        "format": "portfolio-case/1",
        "horizon": HORIZON,
        "capabilities": [{"id": "packing", "capacity": 10}],
        "candidates": [],
        **changes,
    }


def make_case(**changes: Any) -> portfolio.PortfolioCase:
    return portfolio.parse_portfolio(make_document(**changes))


def make_plan(
    name: str, profit: float, packing: float = 0.0, **more: Any
) -> dict[str, Any]:
    loads = [{"capability": "packing", "units": packing}] if packing else []
    return {"id": name, "value": {"profitability": profit}, "loads": loads, **more}


def random_case(seed: int, *, integers: bool = False) -> portfolio.PortfolioCase:
    """A case of up to nine candidates with everything a case can hold."""
    rng = np.random.default_rng(seed)
    count, periods = int(rng.integers(4, 10)), int(rng.integers(1, 4))
    names = [f"c{i}" for i in range(count)]
    capabilities = [
        {
            "id": f"k{k}",
            "capacity": {"low": 8, "likely": 10, "high": float(rng.integers(10, 20))},
            "committed": float(rng.choice([0, 3, 12])),
        }
        for k in range(3)
    ]
    candidates = [random_candidate(rng, i, names, periods) for i in range(count)]
    if integers:
        for entry in candidates:
            entry["value"] = {"profitability": round(entry["value"]["profitability"])}
            entry["cost"] = round(entry["cost"])
    spent = [entry["department"] for entry in candidates]
    return make_case(
        horizon={**HORIZON, "periods": periods},
        capabilities=capabilities,
        candidates=candidates,
        budgets=[{"amount": 30}, {"amount": 12, "department": spent[0]}],
        exclusions=[names[:2], names[1:4]],
        policy={"confidence": 0.9},
    )


def random_candidate(
    rng: np.random.Generator, index: int, names: list[str], periods: int
) -> dict[str, Any]:
    initiative = rng.random() < 0.25
    start = int(rng.integers(0, periods))
    part = {"capability": f"k{rng.integers(3)}", "units": float(rng.integers(1, 8))}
    earlier = names[:index]
    entry: dict[str, Any] = {
        "id": names[index],
        "kind": "initiative" if initiative else "plan",
        "department": str(rng.choice(["sales", "care"])),
        "cost": float(rng.integers(0, 9)),
        "value": {"profitability": float(rng.integers(-2, 30)) * 1.1},
        "requires": [earlier[-1]] if earlier and rng.random() < 0.2 else [],
        "must": bool(rng.random() < 0.05),
    }
    if initiative:
        return {**entry, "adds": [{**part, "from": start}]}
    other = {"capability": f"k{rng.integers(3)}", "units": float(rng.integers(1, 5))}
    return {**entry, "loads": [{**part, "starts": start}, other]}


def exhaustive(case: portfolio.PortfolioCase) -> tuple[float | None, set[str]]:
    """The best value over all sets, straight from the words of the case."""
    best: tuple[float | None, set[str]] = (None, set())
    ids = [candidate.id for candidate in case.candidates]
    for flags in itertools.product((False, True), repeat=len(ids)):
        chosen = {name for name, taken in zip(ids, flags, strict=True) if taken}
        if allowed(case, chosen):
            value = worth(case, chosen)
            if best[0] is None or value > best[0]:
                best = (value, chosen)
    return best


def worth(case: portfolio.PortfolioCase, chosen: set[str]) -> float:
    return sum(
        entry.value.loyalty
        + entry.value.differentiation
        + entry.value.profitability
        - entry.cost
        for entry in case.candidates
        if entry.id in chosen
    )


def allowed(case: portfolio.PortfolioCase, chosen: set[str]) -> bool:
    entries = [entry for entry in case.candidates if entry.id in chosen]
    if any(entry.must and entry.id not in chosen for entry in case.candidates):
        return False
    if any(set(entry.requires) - chosen for entry in entries):
        return False
    if any(len(chosen & set(group)) > 1 for group in case.exclusions):
        return False
    for budget in case.budgets:
        spent = sum(
            entry.cost
            for entry in entries
            if budget.department in (None, entry.department)
        )
        if spent > budget.amount + 1e-9:
            return False
    return all(
        fits(case, entries, capability, period)
        for capability in case.capabilities
        for period in range(case.horizon.periods)
    )


def fits(case: Any, entries: list[Any], capability: Any, period: int) -> bool:
    """Whether what the set asks in a period is there, in a case of constant numbers."""
    load = sum(
        part.units
        for entry in entries
        for part in entry.loads
        if part.capability == capability.id
        and part.starts
        <= period
        <= (case.horizon.periods if part.ends is None else part.ends)
    )
    if load == 0.0:
        return True
    added = sum(
        part.units
        for entry in entries
        for part in entry.adds
        if part.capability == capability.id and part.from_period <= period
    )
    room = assured(capability, case) + added - capability.committed
    return bool(load <= room + 1e-9)


@cache
def assured(capability: Any, case: Any) -> float:
    """The capacity at the policy's confidence, by SciPy's beta distribution."""
    points: Any = capability.capacity
    if isinstance(points, int | float):
        return float(points)
    spread = points.high - points.low
    mode = (points.likely - points.low) / spread
    law = beta(1 + 4 * mode, 5 - 4 * mode)
    return float(points.low + spread * law.ppf(1 - case.policy.confidence))
