"""Which part of the load of other plans is only reserved, and which is approved."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Profiles = defaultdict[str, NDArray[np.float64]]


def waiting_shares(
    case: Mapping[str, Any], undecided: Collection[str]
) -> dict[str, list[float]]:
    """Return, by capability and week, the share of other plans' load that waits.

    ``undecided`` names the plans that wait, as the case's commitments do. The shares
    are those of the expected occasions; the engine says how much load there is.
    """
    weeks = int(case["horizon"]["periods"])
    due: Profiles = defaultdict(lambda: np.zeros((2, weeks)))
    for entry in case["commitments"]:
        if "plan" in entry:
            expected = _expected(entry["occasions"])
            due[entry["promise"]][0] += expected
            if entry["plan"] in undecided:
                due[entry["promise"]][1] += expected
    loads: Profiles = defaultdict(lambda: np.zeros((2, weeks)))
    for promise in case["promises"]:
        for need in promise.get("requires", ()) if promise["id"] in due else ():
            lead = need.get("lead", 0)
            arriving = need["units"] * due[promise["id"]][:, : max(weeks - lead, 0)]
            loads[need["capability"]][:, lead:] += arriving
    return {
        code: np.divide(part, whole, out=np.zeros(weeks), where=whole > 0).tolist()
        for code, (whole, part) in loads.items()
    }


def waiting(
    held: Sequence[float], shares: Mapping[str, Sequence[float]], capability: str
) -> list[float]:
    """Return what waits of the load that other plans hold on a capability."""
    found = shares.get(capability)
    if found is None:
        return [0.0] * len(held)
    return [load * share for load, share in zip(held, found, strict=True)]


def _expected(estimate: Any) -> Any:  # noqa: ANN401  # a quantity of the case
    """Return what is expected: one number, or one for each week."""
    if isinstance(estimate, Mapping):
        low, likely, high = (np.asarray(estimate[k]) for k in ("low", "likely", "high"))
        return (low + 4 * likely + high) / 6
    return np.asarray(estimate)


def mean_of(estimate: Any, week: int) -> float:  # noqa: ANN401  # a quantity of the case
    """Return what is expected in a week: (low + 4 × likely + high) ÷ 6."""
    if isinstance(estimate, Mapping):
        low, likely, high = (
            mean_of(estimate[k], week) for k in ("low", "likely", "high")
        )
        return (low + 4 * likely + high) / 6
    return float(estimate[week] if isinstance(estimate, list) else estimate)
