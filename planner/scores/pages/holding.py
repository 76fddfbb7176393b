"""Which part of the load of other plans is only reserved, and which is approved."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

Profiles = defaultdict[str, list[float]]


def waiting_shares(
    case: Mapping[str, Any], undecided: Collection[str]
) -> dict[str, list[float]]:
    """Return, by capability and week, the share of other plans' load that waits.

    ``undecided`` names the plans that wait, as the case's commitments do. The shares
    are those of the expected occasions; the engine says how much load there is.
    """
    weeks = int(case["horizon"]["periods"])
    requires = {row["id"]: row.get("requires", ()) for row in case["promises"]}
    held: Profiles = defaultdict(lambda: [0.0] * weeks)
    waits: Profiles = defaultdict(lambda: [0.0] * weeks)
    for entry in case["commitments"]:
        if "plan" not in entry:
            continue
        for need in requires[entry["promise"]]:
            _add(held[need["capability"]], entry, need)
            if entry["plan"] in undecided:
                _add(waits[need["capability"]], entry, need)
    return {
        code: [
            part / whole if whole else 0.0
            for part, whole in zip(waits[code], profile, strict=True)
        ]
        for code, profile in held.items()
    }


def waiting(
    held: Sequence[float], shares: Mapping[str, Sequence[float]], capability: str
) -> list[float]:
    """Return what waits of the load that other plans hold on a capability."""
    found = shares.get(capability)
    if found is None:
        return [0.0] * len(held)
    return [load * share for load, share in zip(held, found, strict=True)]


def _add(
    profile: list[float], entry: Mapping[str, Any], need: Mapping[str, Any]
) -> None:
    lead = need.get("lead", 0)
    for week in range(len(profile) - lead):
        load = mean_of(entry["occasions"], week) * need["units"]
        profile[week + lead] += load


def mean_of(estimate: Any, week: int) -> float:  # noqa: ANN401  # a quantity of the case
    """Return what is expected in a week: (low + 4 × likely + high) ÷ 6."""
    if isinstance(estimate, Mapping):
        low, likely, high = (
            mean_of(estimate[k], week) for k in ("low", "likely", "high")
        )
        return (low + 4 * likely + high) / 6
    return float(estimate[week] if isinstance(estimate, list) else estimate)
