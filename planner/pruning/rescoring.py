"""Which plans that wait would become keepable, each scored again without something."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from operations.models import Initiative
from planner.plans.content import PlanContent
from planner.plans.models import Commitment, PlanVersion
from planner.portfolio.joint import build_joint
from planner.pruning.assembly import (
    PlannedTactic,
    World,
    only_tactics,
    without_tactic,
)
from planner.pruning.grounds import InPlan
from planner.pruning.playing import play
from planner.scores.assembly import NotScorable, build_case

# A look stays within a minute or so; what was not tried is counted and said.
MOST_RESCORINGS = 120
Document = dict[str, Any]


@dataclass
class Rescoring:
    """Score plans that wait once as they stand, and then without this or that."""

    world: World
    tried: int = 0
    skipped: int = 0
    standing: dict[int, Document] = field(default_factory=dict)
    joint: dict[tuple[int, frozenset[str]], float | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Score every plan that waits as it stands, in the same draws as later."""
        for version in self.world.waiting:
            found = self._score(version, version.content)
            if found is not None:
                self.standing[version.pk] = found

    @property
    def short(self) -> list[PlanVersion]:
        """Plans that wait and are not kept as surely as the policy asks."""
        return [
            version
            for version in self.world.waiting
            if version.pk in self.standing
            and self.standing[version.pk]["keep_probability"] < self._keepable
        ]

    @property
    def _keepable(self) -> float:
        return float(self.world.policy.keepable)

    def without(
        self, rows: Sequence[Commitment], *, promise: str = ""
    ) -> list[Document]:
        """Score what waits without some commitments; a plan's own are told apart.

        A plan that makes the ``promise`` itself is left out: it has to change first.
        """
        freed = {
            need.capability.code
            for row in rows
            for need in row.promise.requirements.all()
        }
        if not freed:
            return []
        keys = {row.pk for row in rows}
        own = {row.version_id for row in rows}
        return [
            entry
            for version in self.short
            if version.pk not in own
            and promise not in _promises(version.content)
            and self._leans_on(version, freed)
            and (entry := self._compare(version, version.content, keys)) is not None
        ]

    def in_plan(self, tactic: PlannedTactic) -> tuple[InPlan | None, list[Document]]:
        """Score a tactic alone, and its plan without it where that waits and is short."""
        version, code = tactic.version, tactic.content["code"]
        plan = self.world.scores[version.pk].keep_probability
        standing = self.standing.get(version.pk)
        if tactic.waits and standing is not None:
            plan = standing["keep_probability"]
        alone = self._score(version, only_tactics(version.content, [code]))
        if alone is None:
            return None, []
        own: list[Document] = []
        if tactic.waits and version.pk in {row.pk for row in self.short}:
            rest = without_tactic(version.content, code)
            if rest is not None:
                entry = self._compare(version, rest, (), own=True)
                own = [entry] if entry else []
        found = InPlan(
            plan=plan,
            alone=alone["keep_probability"],
            without=own[0]["after"] if own else None,
            worst=self._worst(alone),
        )
        return found, own

    def _worst(self, found: Document) -> Document:
        """Return the figures of the promise that is least likely kept."""
        worst = min(
            found["promises"], key=lambda row: (row.keep_probability.value, row.id)
        )
        narrow = worst.bottleneck
        return {
            "promise": worst.id,
            "target": worst.target,
            "standard_error": worst.keep_probability.standard_error,
            "keep_rate": {
                "mean": worst.keep_rate.mean,
                "p10": worst.keep_rate.p10,
                "p90": worst.keep_rate.p90,
            },
            "bottleneck": narrow
            and {
                "capability": narrow.capability,
                "name": self.world.capabilities[narrow.capability].name,
                "unit": self.world.capabilities[narrow.capability].unit,
                "on_time": narrow.mean_on_time,
                "first_short_period": narrow.first_short_period,
                "shortfall": narrow.shortfall,
            },
        }

    def unlocked(self, initiative: str, capability: str) -> list[Document]:
        """Return the plans that are keepable only with an initiative.

        With it alone, or with all candidates funded and not without this one of them.
        """
        found = []
        others = [code for code in self._candidates if code != initiative]
        for version in self.short:
            if not self._leans_on(version, {capability}):
                continue
            pairs = [([], [initiative]), (others, [*others, initiative])]
            for before, after in pairs if others else pairs[:1]:
                low, high = (
                    self._jointly(version, before),
                    self._jointly(version, after),
                )
                if (
                    low is not None
                    and high is not None
                    and low < self._keepable <= high
                ):
                    entry = _entry(version, low, high, becomes=True, own=False)
                    found.append(entry)
                    break
        return found

    @property
    def _candidates(self) -> list[str]:
        candidate = Initiative.State.CANDIDATE
        return [row.code for row in self.world.initiatives if row.state == candidate]

    def _leans_on(self, version: PlanVersion, codes: set[str]) -> bool:
        """Tell whether what is freed is under the plan, directly or through others."""
        case = self.standing[version.pk]["capabilities"]
        return not codes.isdisjoint(case)

    def _may_try(self) -> bool:
        if self.tried >= MOST_RESCORINGS:
            self.skipped += 1
            return False
        self.tried += 1
        return True

    def _compare(
        self,
        version: PlanVersion,
        content: PlanContent,
        without: Collection[int],
        *,
        own: bool = False,
    ) -> Document | None:
        if not self._may_try():
            return None
        before = self.standing[version.pk]["keep_probability"]
        found = self._score(version, content, without)
        if found is None:
            return None
        after = found["keep_probability"]
        becomes = before < self._keepable <= after
        return _entry(version, before, after, becomes=becomes, own=own)

    def _score(
        self,
        version: PlanVersion,
        content: PlanContent,
        without: Collection[int] = (),
    ) -> Document | None:
        try:
            case = build_case(
                content, as_of=self.world.as_of, version=version, without=without
            )
        except NotScorable:
            return None
        score = play(case)
        return {
            "keep_probability": score.keep_probability.value,
            "promises": score.promises,
            "capabilities": {entry["id"] for entry in case["capabilities"]},
        }

    def _jointly(self, version: PlanVersion, initiatives: list[str]) -> float | None:
        """Return how surely a plan is kept against what is made, some funded."""
        key = (version.pk, frozenset(initiatives))
        if key not in self.joint:
            self.joint[key] = self._joint(version, initiatives)
        return self.joint[key]

    def _joint(self, version: PlanVersion, initiatives: list[str]) -> float | None:
        if not self._may_try():
            return None
        weeks = int(version.content["weeks"])
        try:
            case = build_joint(
                [version.pk], initiatives, as_of=self.world.as_of, weeks=weeks
            )
        except NotScorable:
            return None
        return play(case).keep_probability.value


def _promises(content: PlanContent) -> set[str]:
    return {code for tactic in content["tactics"] for code in tactic["promises"]}


def _entry(
    version: PlanVersion, before: float, after: float, *, becomes: bool, own: bool
) -> Document:
    return {
        "plan": version.plan_id,
        "version": version.pk,
        "title": version.content["title"],
        "before": before,
        "after": after,
        "becomes": becomes,
        "own": own,
    }
