"""Checks across the parts of a portfolio case: names that exist, lists that fit."""

from collections.abc import Collection

from engine import checks
from engine.case import Horizon
from engine.portfolio import case as parts
from engine.quantity import check_length
from engine.refusal import InvalidCase, quoted


def check_portfolio(case: parts.PortfolioCase) -> None:
    """Refuse a case whose parts do not fit together, naming the place."""
    checks.instance(case.horizon, "horizon", Horizon)
    checks.instance(case.policy, "policy", parts.Policy)
    for values, place, kind, most in (
        (case.capabilities, "capabilities", parts.Capability, parts.MOST_CAPABILITIES),
        (case.candidates, "candidates", parts.Candidate, parts.MOST_CANDIDATES),
        (case.budgets, "budgets", parts.Budget, parts.MOST_BUDGETS),
        (case.exclusions, "exclusions", tuple, parts.MOST_EXCLUSIONS),
    ):
        checks.sequence(values, place, kind, most=most)
    checks.distinct([entry.id for entry in case.capabilities], "capabilities", "id")
    checks.distinct([entry.id for entry in case.candidates], "candidates", "id")
    check_capabilities(case)
    check_candidates(case)
    check_budgets(case)
    check_exclusions(case)


def check_capabilities(case: parts.PortfolioCase) -> None:
    """Check that capacities and committed loads fit the horizon."""
    periods = case.horizon.periods
    for index, capability in enumerate(case.capabilities):
        place = f"capabilities[{index}]"
        check_length(capability.capacity, f"{place}.capacity", periods)
        check_length(capability.committed, f"{place}.committed", periods)


def check_candidates(case: parts.PortfolioCase) -> None:
    """Check that candidates load, lift and require what exists, inside the horizon."""
    capabilities = {entry.id for entry in case.capabilities}
    candidates = {entry.id for entry in case.candidates}
    periods = case.horizon.periods
    entries = 0
    for index, candidate in enumerate(case.candidates):
        place = f"candidates[{index}]"
        for order, load in enumerate(candidate.loads):
            check_load(load, f"{place}.loads[{order}]", capabilities, periods)
        for order, addition in enumerate(candidate.adds):
            check_addition(addition, f"{place}.adds[{order}]", capabilities, periods)
        for order, name in enumerate(candidate.requires):
            known(name, candidates, f"{place}.requires[{order}]", "candidate")
            if name == candidate.id:
                raise InvalidCase(f"{place}.requires[{order}]", "requires itself")
        entries += len(candidate.loads) + len(candidate.adds)
    if entries * periods > parts.MOST_ENTRIES:
        raise InvalidCase("candidates", "too many loads and additions to solve")


def check_load(
    load: parts.Load, place: str, capabilities: Collection[str], periods: int
) -> None:
    """Check that a load fits the horizon."""
    known(load.capability, capabilities, f"{place}.capability", "capability")
    check_length(load.units, f"{place}.units", periods)
    checks.whole(load.starts, f"{place}.starts", most=periods - 1)
    if load.ends is not None:
        checks.whole(load.ends, f"{place}.ends", least=load.starts, most=periods - 1)


def check_addition(
    addition: parts.Addition, place: str, capabilities: Collection[str], periods: int
) -> None:
    """Check that an addition fits the horizon."""
    known(addition.capability, capabilities, f"{place}.capability", "capability")
    check_length(addition.units, f"{place}.units", periods)
    checks.whole(addition.from_period, f"{place}.from", most=periods - 1)


def known(name: str, names: Collection[str], place: str, kind: str) -> None:
    """Refuse a name that nothing carries."""
    if name not in names:
        raise InvalidCase(place, f"no {kind} {quoted(name)}")


def check_budgets(case: parts.PortfolioCase) -> None:
    """Refuse a second budget for one department, and one that nobody spends."""
    departments = {entry.department for entry in case.candidates if entry.department}
    seen: set[str | None] = set()
    for index, budget in enumerate(case.budgets):
        place = f"budgets[{index}].department"
        if budget.department in seen:
            raise InvalidCase(place, "has a budget already")
        if budget.department is not None:
            known(
                budget.department,
                departments - {None},
                place,
                "candidate of department",
            )
        seen.add(budget.department)


def check_exclusions(case: parts.PortfolioCase) -> None:
    """Check that exclusions name at least two candidates each."""
    names = {candidate.id for candidate in case.candidates}
    for index, group in enumerate(case.exclusions):
        place = f"exclusions[{index}]"
        checks.sequence(group, place, str, least=2, most=parts.MOST_CANDIDATES)
        checks.distinct(group, place)
        for order, name in enumerate(group):
            known(name, names, f"{place}[{order}]", "candidate")
