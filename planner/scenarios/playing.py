"""Play columns through with the engine, all in the same draws.

Every column is played eight times, each time with a seed of its own, and the same eight
seeds for all columns. So the luck of the draw is the same in each, and eight pairs say
how far a difference between two columns can be trusted. Source of common random numbers:
P. Glasserman, "Monte Carlo Methods in Financial Engineering" (2003), chapter 4.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, stdev
from typing import Any

import engine
from planner.portfolio.worth import set_apart
from planner.scenarios.applying import NOTHING, Applied

REPLICATES = 8
DRAWS = 512
Document = dict[str, Any]
Each = list[float]


@dataclass
class Played:
    """A column on its way: every figure in every replicate, by name.

    The names: ``all`` (chance that every plan's promise reaches its target), ``kept.P``
    (that promise P does), ``rate.P`` (share kept by plans), ``existing.P`` (to existing
    customers), ``value``, ``earned``, ``apart``, ``broken``, ``spent``, ``at_risk`` in money, and
    ``peak.C`` (largest load as a share of capacity).
    """

    applied: Applied
    each: dict[str, Each] = field(default_factory=dict)
    details: Document = field(default_factory=dict)

    def play(self, replicate: int) -> None:
        """Play it through once more; the first time tells what runs short, and when."""
        score = _score(self.applied.case, replicate)
        for name, figure in self._figures(score, replicate).items():
            self.each.setdefault(name, []).append(figure)
        if not self.details:
            self.details = _details(score)

    def _figures(self, score: Document, replicate: int) -> dict[str, float]:
        ahead = self.applied.case["policy"]["who_waits"] == "plan"
        standing = "protected" if ahead else "unprotected"
        found = {f"existing.{r['promise']}": r[standing] for r in score["existing"]}
        found |= {f"peak.{row['id']}": _peak(row)[0] for row in score["capabilities"]}
        spent = score["money"]["budget"] + self.applied.initiatives_cost
        unhurt = self._unhurt(replicate, score)
        apart = set_apart(
            self._careless, self.applied.apart, seed=1 + replicate, draws=DRAWS
        )
        found |= {
            "value": score["value"]["mean"] + apart - self.applied.initiatives_cost,
            "earned": unhurt + score["money"]["budget"],
            "apart": apart,
            "broken": score["value"]["mean"] - unhurt,
            "spent": spent,
            "at_risk": score["money"]["at_risk"],
        }
        if not self.applied.promises_something:
            return found
        for row in score["promises"]:
            found[f"kept.{row['id']}"] = row["keep_probability"]["value"]
            found[f"rate.{row['id']}"] = row["keep_rate"]["mean"]
        return found | {"all": score["keep_probability"]["value"]}

    def _unhurt(self, replicate: int, score: Document) -> float:
        """Return the value if broken promises cost nothing: the rest is their cost."""
        promises = self.applied.case["promises"]
        if not any(entry.get("break_cost") for entry in promises):
            return float(score["value"]["mean"])
        return float(_score(self._careless, replicate)["value"]["mean"])

    @property
    def _careless(self) -> Document:
        """Return the case with broken promises that cost nothing."""
        case = self.applied.case
        promises = [{**entry, "break_cost": 0.0} for entry in case["promises"]]
        return {**case, "promises": promises}

    def document(self) -> Document:
        return {
            "each": {
                name: [float(f"{value:.10g}") for value in values]
                for name, values in self.each.items()
            },
            **self.details,
        }


def _score(case: Document, replicate: int) -> Document:
    found = engine.score(
        engine.parse_case(case), seed=1 + replicate, draws=DRAWS, sensitivities=False
    )
    return found.document()


def _details(score: Document) -> Document:
    narrow = {
        row["id"]: row["bottleneck"]
        for row in score["promises"]
        if row["bottleneck"] and row["id"] != NOTHING
    }
    return {
        "bottlenecks": narrow,
        "targets": {
            row["id"]: row["target"]
            for row in score["promises"]
            if row["id"] != NOTHING
        },
        "existing_targets": {r["promise"]: r["target"] for r in score["existing"]},
        "peaks": {row["id"]: _peak(row)[1] for row in score["capabilities"]},
    }


def _peak(row: Mapping[str, Any]) -> tuple[float, int]:
    """Return the largest load as a share of capacity, and its week from 0."""
    shares = [
        _share(sum(parts[:-1]), parts[-1])
        for parts in zip(
            row["committed"],
            row["approved"],
            row["plan"],
            row["capacity"],
            strict=True,
        )
    ]
    most = max(shares)
    return most, shares.index(most)


# Where nothing can be done any load is too much: a share that no page takes for a load.
BEYOND = 99.0


def _share(load: float, capacity: float) -> float:
    if load <= 0:
        return 0.0
    return min(load / capacity, BEYOND) if capacity > 0 else BEYOND


# --- Figures and differences -----------------------------------------------------


@dataclass(frozen=True)
class Estimate:
    """A figure, and how far it can be trusted."""

    value: float
    error: float

    @property
    def is_clear(self) -> bool:
        """Tell whether it is hardly nought by chance: two standard errors away."""
        return abs(self.value) > 2 * self.error


def estimate(each: Sequence[float]) -> Estimate:
    """Return the mean of replicates and its standard error."""
    error = stdev(each) / math.sqrt(len(each)) if len(each) > 1 else 0.0
    return Estimate(fmean(each), error)


def difference(before: Sequence[float], after: Sequence[float]) -> Estimate:
    """Return how much a figure differs; the same draws stand behind both."""
    return estimate([b - a for a, b in zip(before, after, strict=True)])
