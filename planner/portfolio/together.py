"""Score the chosen plans together, and say which of them stand in each other's way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import engine
from planner.portfolio.joint import build_joint, standing_of
from planner.scores.assembly import NotScorable
from planner.scores.models import Policy

SEED = 1
# Enough to compare two sets in the same draws: rates then differ by the set alone.
DRAWS = 1_024
NOTICED = 0.005  # of a keep rate: what a page shows as a difference
Document = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Together:
    """A set as one plan: its case, its score, and which plans load and promise what."""

    case: Document
    score: Document

    @property
    def probability(self) -> float:
        value: float = self.score["keep_probability"]["value"]
        return value

    def document(self) -> Document:
        kept = ("keep_probability", "verdict", "promises", "existing", "value", "draws")
        return {name: self.score[name] for name in kept}

    def before(self) -> dict[str, float]:
        """Return the mean keep rate of what the company has made, without the set."""
        return {row["promise"]: row["without"] for row in self.score["existing"]}

    def rates(self, policy: Policy) -> dict[str, float]:
        """Return the mean keep rate of every promise: of the set, else of the company."""
        after = standing_of(policy)
        existing = {row["promise"]: row[after] for row in self.score["existing"]}
        own = {row["id"]: row["keep_rate"]["mean"] for row in self.score["promises"]}
        return existing | own


def play(
    candidates: Sequence[str],
    facts: Document,
    *,
    as_of: date,
    weeks: int,
    draws: int | None = None,
) -> Together | None:
    """Play the chosen plans that still wait through as one; nothing if none does."""
    known = facts["candidates"]
    waiting = [known[name] for name in candidates if is_waiting(name, facts)]
    versions = [entry["version"] for entry in waiting if "version" in entry]
    promises = [entry for entry in waiting if "version" not in entry]
    funded = [
        name.removeprefix("initiative-")
        for name in candidates
        if name.startswith("initiative-")
    ]
    if not waiting:
        return None
    try:
        case = build_joint(
            versions, funded, as_of=as_of, weeks=weeks, promises=promises
        )
    except NotScorable:  # all their weeks are over
        return None
    score = engine.score(
        engine.parse_case(case), seed=SEED, draws=draws, sensitivities=False
    )
    return Together(case=case, score=score.document())


def is_waiting(name: str, facts: Document) -> bool:
    """Tell whether it can be played through: a plan that waits, a promise with occasions."""
    known = facts["candidates"][name]
    return bool(known.get("state") == "submitted" or known.get("own"))


def bottleneck(found: Together) -> str | None:
    """Name what the promise that is least likely kept runs short of, if anything."""
    narrow = worst(found)["bottleneck"]
    return str(narrow["capability"]) if narrow else None


def worst(found: Together) -> Document:
    """Return the promise that is least likely to reach its target."""
    rows: list[Document] = found.score["promises"]
    return min(rows, key=lambda row: (row["keep_probability"]["value"], row["id"]))


def culprits(
    found: Together, chosen: Sequence[str], loads: Mapping[str, set[str]]
) -> list[str]:
    """Name plans of which at least one has to go, since the set is not kept.

    Those who ask the bottleneck of the worst promise for something, or, where nothing is
    late, those who make that promise.
    """
    code, narrow = worst(found)["id"], bottleneck(found)
    makers = {
        tactic["id"].partition(".")[0]
        for tactic in found.case["plan"]["tactics"]
        if code in tactic["promises"]
    }
    lean = {name for name in chosen if narrow in loads.get(name, ())}
    return sorted(lean or makers)


def falls(before: Mapping[str, float], after: Mapping[str, float]) -> list[Document]:
    """Return the promises that are kept less often after than before, the most first."""
    rows = [
        {"promise": code, "before": before[code], "after": after[code]}
        for code in sorted(before.keys() & after.keys())
        if before[code] - after[code] >= NOTICED
    ]
    return sorted(rows, key=lambda row: float(row["after"]) - float(row["before"]))
