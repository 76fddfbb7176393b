"""Amounts by week: three points of an estimate, and what a staffed desk can answer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.erlang import answered_within

Document = dict[str, Any]
Weekly = npt.NDArray[np.float64]  # (T,)
POINTS = ("low", "likely", "high")


def points(quantity: Any, weeks: int) -> dict[str, Weekly]:  # noqa: ANN401
    """Return low, likely and high as (T,) each of a number, a list or an estimate."""
    estimate = (
        quantity if isinstance(quantity, dict) else dict.fromkeys(POINTS, quantity)
    )
    return {
        point: np.broadcast_to(np.asarray(estimate[point], float), (weeks,))
        for point in POINTS
    }


def plain(values: Weekly) -> list[float]:
    return [round(float(value), 6) for value in values]


def estimate(profiles: Mapping[str, Weekly]) -> Any:  # noqa: ANN401
    found = {point: plain(values) for point, values in profiles.items()}
    return found["likely"] if found["low"] == found["high"] else found


def hold_back(case: Document, shares: Mapping[str, float]) -> Document:
    """Return the case with shares of the least capacity set aside, by capability."""
    weeks = case["horizon"]["periods"]

    def asked(entry: Document) -> Document:
        if entry["id"] not in shares:
            return entry
        least = points(entry["capacity"], weeks)["low"] * shares[entry["id"]]
        found = points(entry["committed"], weeks)
        more = estimate({point: found[point] + least for point in POINTS})
        return {**entry, "committed": more}

    return {**case, "capabilities": [asked(e) for e in case["capabilities"]]}


class Sustained:
    """How many calls a week a staffed capability answers in the promised time."""

    def __init__(
        self, capabilities: Sequence[Document], promises: Sequence[Document]
    ) -> None:
        self.staffed = {c["id"]: c["staffed"] for c in capabilities if "staffed" in c}
        self.held_to: dict[str, set[tuple[float, float]]] = defaultdict(set)
        for promise in promises:
            for need in promise["requires"]:
                if "within_minutes" in need:
                    standard = (promise["target"], need["within_minutes"])
                    self.held_to[need["capability"]].add(standard)

    def calls(self, code: str, servers: Weekly) -> Weekly:
        """Return (T,) the calls at which the strictest target is still met."""
        desk = self.staffed[code]
        handle = desk["handle_minutes"]
        load = servers.astype(float)
        for target, minutes in self.held_to[code]:
            load = np.minimum(load, _largest_load(servers, target, minutes, handle))
        calls: Weekly = load * desk["open_minutes"] / handle
        return calls

    def servers(self, code: str, weeks: int) -> Weekly:
        return np.broadcast_to(
            np.asarray(self.staffed[code]["servers"], float), (weeks,)
        )


def _largest_load(
    servers: Weekly, target: float, minutes: float, handle: float
) -> Weekly:
    """Return the largest offered load that is answered at the target, by bisection."""
    low, high = np.zeros_like(servers), servers.astype(float)
    for _ in range(50):
        middle = (low + high) / 2.0
        enough = answered_within(servers, middle, minutes, handle) >= target
        low, high = np.where(enough, middle, low), np.where(enough, high, middle)
    return low
