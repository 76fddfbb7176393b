"""Checks across the parts of a case: names that must exist, lists that must fit."""

from collections.abc import Collection

from engine import case as parts
from engine import checks
from engine.quantity import check_length
from engine.refusal import InvalidCase, quoted


def check_case(case: parts.Case) -> None:
    """Refuse a case whose parts do not fit together, naming the place."""
    check_parts(case)
    check_names(case)
    check_capabilities(case)
    check_promises(case)
    check_commitments(case)
    check_tactics(case)
    check_assumptions(case)
    check_initiatives(case)


def check_parts(case: parts.Case) -> None:
    """Check that every part is what it should be, and not too many."""
    checks.instance(case.horizon, "horizon", parts.Horizon)
    checks.instance(case.plan, "plan", parts.Plan)
    checks.instance(case.policy, "policy", parts.Policy)
    if case.records is not None:
        checks.instance(case.records, "records", parts.Records)
    for values, place, kind, most in (
        (case.capabilities, "capabilities", parts.Capability, parts.MOST_CAPABILITIES),
        (case.promises, "promises", parts.Promise, parts.MOST_PROMISES),
        (case.commitments, "commitments", parts.Commitment, parts.MOST_COMMITMENTS),
        (case.initiatives, "initiatives", parts.Initiative, parts.MOST_INITIATIVES),
    ):
        checks.sequence(values, place, kind, most=most)


def check_names(case: parts.Case) -> None:
    """Refuse two parts of one kind under one name."""
    checks.distinct([entry.id for entry in case.capabilities], "capabilities", "id")
    checks.distinct([entry.id for entry in case.promises], "promises", "id")
    checks.distinct([entry.id for entry in case.initiatives], "initiatives", "id")


def known(name: str, names: Collection[str], place: str, kind: str) -> None:
    """Refuse a name that nothing carries."""
    if name not in names:
        raise InvalidCase(place, f"no {kind} {quoted(name)}")


def check_capabilities(case: parts.Case) -> None:
    """Check the lengths of capacities, servers and committed loads."""
    periods = case.horizon.periods
    for index, capability in enumerate(case.capabilities):
        place = f"capabilities[{index}]"
        check_length(capability.committed, f"{place}.committed", periods)
        if capability.capacity is not None:
            check_length(capability.capacity, f"{place}.capacity", periods)
        if capability.staffed is not None:
            servers = capability.staffed.servers
            check_length(servers, f"{place}.staffed.servers", periods)


def check_promises(case: parts.Case) -> None:
    """Check that promises require capabilities that exist and can answer calls."""
    capabilities = {entry.id: entry for entry in case.capabilities}
    for index, promise in enumerate(case.promises):
        for order, requirement in enumerate(promise.requires):
            place = f"promises[{index}].requires[{order}]"
            name = requirement.capability
            known(name, capabilities, f"{place}.capability", "capability")
            if requirement.within_minutes is None:
                continue
            if capabilities[name].staffed is None:
                raise InvalidCase(
                    f"{place}.within_minutes",
                    f"capability {quoted(name)} is not staffed",
                )


def check_commitments(case: parts.Case) -> None:
    """Check that commitments name promises that exist, for every period."""
    names = {promise.id for promise in case.promises}
    for index, commitment in enumerate(case.commitments):
        place = f"commitments[{index}]"
        known(commitment.promise, names, f"{place}.promise", "promise")
        check_length(commitment.occasions, f"{place}.occasions", case.horizon.periods)


def check_tactics(case: parts.Case) -> None:
    """Check that tactics make promises that exist, inside the horizon."""
    names = {promise.id for promise in case.promises}
    periods = case.horizon.periods
    for index, tactic in enumerate(case.plan.tactics):
        place = f"plan.tactics[{index}]"
        for order, name in enumerate(tactic.promises):
            known(name, names, f"{place}.promises[{order}]", "promise")
        check_length(tactic.occasions, f"{place}.occasions", periods)
        checks.whole(tactic.starts, f"{place}.starts", most=periods - 1)
        if tactic.ends is not None:
            checks.whole(
                tactic.ends, f"{place}.ends", least=tactic.starts, most=periods - 1
            )


def check_assumptions(case: parts.Case) -> None:
    """Check that every assumption drives something that exists."""
    names: dict[str, tuple[str, Collection[str]]] = {
        "demand": ("tactic", {tactic.id for tactic in case.plan.tactics}),
        "capacity": ("capability", {entry.id for entry in case.capabilities}),
        "reliability": ("promise", {promise.id for promise in case.promises}),
    }
    for index, assumption in enumerate(case.plan.assumptions):
        driver = assumption.driver
        kind, targets = names[driver.kind]
        place = f"plan.assumptions[{index}].driver.{driver.kind}"
        known(driver.target, targets, place, kind)


def check_initiatives(case: parts.Case) -> None:
    """Check that every initiative lifts a capability that exists, inside the horizon."""
    names = {entry.id for entry in case.capabilities}
    periods = case.horizon.periods
    for index, initiative in enumerate(case.initiatives):
        place = f"initiatives[{index}]"
        known(initiative.capability, names, f"{place}.capability", "capability")
        check_length(initiative.adds, f"{place}.adds", periods)
        checks.whole(initiative.from_period, f"{place}.from", most=periods - 1)
