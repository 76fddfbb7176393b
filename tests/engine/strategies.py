"""Random case documents: small, certain, and mean to the corners of the method."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

AMOUNTS = st.integers(0, 40).map(lambda n: n / 4)


def profiles(periods: int) -> st.SearchStrategy[Any]:
    """A number for every period, or a list."""
    return st.one_of(AMOUNTS, st.lists(AMOUNTS, min_size=periods, max_size=periods))


@st.composite
def capabilities(draw: DrawFn, periods: int, name: str) -> dict[str, Any]:
    base: dict[str, Any] = {
        "id": name,
        "unit": "parcel",
        "committed": draw(profiles(periods)),
        "backlog": draw(AMOUNTS),
    }
    if draw(st.booleans()):
        return base | {"capacity": draw(profiles(periods))}
    return base | {
        "staffed": {
            "servers": draw(st.integers(1, 12)),
            "handle_minutes": 2.0,
            "open_minutes": 4.0,
        }
    }


@st.composite
def requirements(draw: DrawFn, available: list[dict[str, Any]]) -> dict[str, Any]:
    capability = draw(st.sampled_from(available))
    need = {
        "capability": capability["id"],
        "units": draw(st.sampled_from([0.5, 1.0, 2.0])),
        "lead": draw(st.integers(0, 3)),
    }
    if "staffed" in capability and draw(st.booleans()):
        need["within_minutes"] = draw(st.sampled_from([0.0, 0.5, 3.0]))
    return need


@st.composite
def promises(
    draw: DrawFn, available: list[dict[str, Any]], name: str
) -> dict[str, Any]:
    return {
        "id": name,
        "target": draw(st.sampled_from([0.3, 0.5, 0.9, 1.0])),
        "within": draw(st.integers(0, 3)),
        "break_cost": draw(AMOUNTS),
        "reliability": draw(st.sampled_from([0.5, 0.9, 1.0])),
        "requires": draw(st.lists(requirements(available), max_size=3)),
    }


@st.composite
def tactics(
    draw: DrawFn, periods: int, promises: list[str], name: str
) -> dict[str, Any]:
    starts = draw(st.integers(0, periods - 1))
    return {
        "id": name,
        "promises": draw(
            st.lists(st.sampled_from(promises), min_size=1, max_size=3, unique=True)
        ),
        "audience": draw(st.sampled_from(["new", "existing", "lapsed"])),
        "budget": draw(AMOUNTS),
        "margin": draw(AMOUNTS),
        "occasions": draw(profiles(periods)),
        "starts": starts,
        "ends": draw(st.integers(starts, periods - 1)),
    }


@st.composite
def certain_cases(draw: DrawFn) -> dict[str, Any]:
    """A case in which every draw is the same."""
    periods = draw(st.integers(1, 6))
    available = [
        draw(capabilities(periods, f"c{i}")) for i in range(draw(st.integers(1, 3)))
    ]
    made = [draw(promises(available, f"p{i}")) for i in range(draw(st.integers(1, 3)))]
    names = [promise["id"] for promise in made]
    plan = [
        draw(tactics(periods, names, f"t{i}")) for i in range(draw(st.integers(1, 3)))
    ]
    commitment = st.fixed_dictionaries(
        {"promise": st.sampled_from(names), "occasions": profiles(periods)},
        optional={"plan": st.just("another")},
    )
    return {
        "format": "promise-case/1",
        "horizon": {"start": "2026-01-05", "period": "week", "periods": periods},
        "capabilities": available,
        "promises": made,
        "commitments": draw(st.lists(commitment, max_size=3)),
        "plan": {"tactics": plan, "assumptions": draw(assumptions(plan, made))},
        "policy": {"who_waits": draw(st.sampled_from(["plan", "everyone"]))},
    }


@st.composite
def assumptions(
    draw: DrawFn, plan: list[dict[str, Any]], made: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Assumptions that are known to hold or known to fail."""
    drivers = [{"demand": tactic["id"]} for tactic in plan]
    drivers += [{"reliability": promise["id"]} for promise in made]
    return [
        {
            "id": f"a{index}",
            "driver": draw(st.sampled_from(drivers)),
            "probability": 0.5,
            "if_false": draw(st.sampled_from([0.0, 0.5, 1.5])),
            "status": draw(st.sampled_from(["supported", "refuted"])),
        }
        for index in range(draw(st.integers(0, 3)))
    ]
