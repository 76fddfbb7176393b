"""Reasons and warnings: stable codes with numbers, which the interface puts into words.

``docs/scoring.md`` lists every code with its meaning and its fields.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from engine.case import Promise
from engine.levels import Levels, Sample
from engine.model import Model
from engine.result import (
    AssumptionScore,
    CapabilityScore,
    ExistingScore,
    Finding,
    Money,
    Probability,
    PromiseScore,
    Spread,
)

Array = NDArray[np.float64]

# Differences smaller than these are not worth a reader's time.
NOTABLE_SWING = 0.10
NOTABLE_HARM = 0.005
THIN_RECORD = 30


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """The figures that reasons are drawn from."""

    model: Model
    levels: Levels
    keep_probability: Probability
    promises: tuple[PromiseScore, ...]
    capabilities: tuple[CapabilityScore, ...]
    existing: tuple[ExistingScore, ...]
    money: Money
    value: Spread
    assumptions: tuple[AssumptionScore, ...]


def finding(code: str, **details: object) -> Finding:
    """Name a reason or a warning with its numbers."""
    return Finding(code, details)


def reasons(found: Findings) -> tuple[Finding, ...]:
    """Return the reasons for the verdict, the most telling first; never none."""
    result = [
        *short_capabilities(found),
        *weak_track_records(found),
        *joint_risk(found),
        *overcommitted(found),
        *harmed_customers(found),
        *leaning_assumptions(found),
        *money_matters(found),
    ]
    return tuple(result) or (on_target(found),)


def short_capabilities(found: Findings) -> Iterator[Finding]:
    """Name where promises that miss the policy's threshold run short."""
    threshold = found.model.case.policy.keepable
    for promise in sorted(found.promises, key=lambda p: p.keep_probability.value):
        bottleneck = promise.bottleneck
        if bottleneck is None or bottleneck.first_short_period is None:
            continue
        if promise.keep_probability.value >= threshold:
            continue
        staffed = "servers" in bottleneck.numbers
        yield finding(
            "staffed-understaffed" if staffed else "capability-short",
            capability=bottleneck.capability,
            promise=promise.id,
            period=bottleneck.first_short_period,
            shortfall=bottleneck.shortfall,
            mean_on_time=bottleneck.mean_on_time,
            keep_probability=promise.keep_probability.value,
            **bottleneck.numbers,
        )


def weak_track_records(found: Findings) -> Iterator[Finding]:
    """Name promises that would miss their target even if all were on time."""
    threshold = found.model.case.policy.keepable
    for layout, promise in zip(found.model.promises, found.promises, strict=True):
        reliability = found.levels.reliability[layout.index]
        chance = float((reliability >= promise.target - 1e-9).mean())
        if chance >= threshold:
            continue
        below = promise.reliability.mean < promise.target
        yield finding(
            "track-record-below-target" if below else "target-out-of-reach",
            promise=promise.id,
            target=promise.target,
            reliability=promise.reliability.mean,
            best_keep_probability=chance,
        )


def joint_risk(found: Findings) -> Iterator[Finding]:
    """Say so when every promise alone is keepable, and all together are not."""
    threshold = found.model.case.policy.keepable
    lowest = min(found.promises, key=lambda p: p.keep_probability.value)
    together = found.keep_probability.value
    if together < threshold <= lowest.keep_probability.value:
        yield finding(
            "joint-risk",
            promise=lowest.id,
            lowest=lowest.keep_probability.value,
            keep_probability=together,
        )


def overcommitted(found: Findings) -> Iterator[Finding]:
    """Name capabilities whose committed load alone exceeds them."""
    for capability in found.capabilities:
        committed = np.array(capability.committed) + np.array(capability.approved)
        over = np.flatnonzero(committed > np.array(capability.capacity) + 1e-9)
        if over.size and any(capability.plan):
            period = int(over[0])
            yield finding(
                "committed-over-capacity",
                capability=capability.id,
                period=period,
                committed=float(committed[period]),
                capacity=capability.capacity[period],
                backlog=capability.backlog,
            )


def harmed_customers(found: Findings) -> Iterator[Finding]:
    """Name promises to existing customers that the plan breaks, or would unguarded."""
    everyone = found.model.case.policy.who_waits == "everyone"
    for promise in found.existing:
        with_plan = promise.unprotected if everyone else promise.protected
        numbers = {
            "promise": promise.promise,
            "target": promise.target,
            "without": promise.without,
            "protected": promise.protected,
            "unprotected": promise.unprotected,
        }
        if promise.without - with_plan >= NOTABLE_HARM:
            yield finding("existing-customers-hurt", **numbers)
        elif promise.without - promise.unprotected >= NOTABLE_HARM:
            yield finding("existing-customers-exposed", **numbers)


def leaning_assumptions(found: Findings) -> Iterator[Finding]:
    """Name the assumption that matters most, and those already refuted."""
    for assumption in found.model.case.plan.assumptions:
        if assumption.status == "refuted":
            yield finding(
                "assumption-refuted",
                assumption=assumption.id,
                if_false=assumption.if_false,
            )
    untested = [a for a in found.assumptions if 0.0 < a.chance_of_failing < 1.0]
    if untested and abs(untested[0].swing) >= NOTABLE_SWING:
        top = untested[0]
        yield finding(
            "assumption-dominates",
            assumption=top.id,
            if_holds=top.if_holds,
            if_fails=top.if_fails,
            swing=top.swing,
            value_of_testing=top.value_of_testing,
        )


def money_matters(found: Findings) -> Iterator[Finding]:
    """Say how much would advertise what cannot be kept, and whether the plan pays."""
    threshold = found.model.case.policy.keepable
    if found.keep_probability.value < threshold and found.money.at_risk > 0.0:
        yield finding(
            "budget-at-risk", at_risk=found.money.at_risk, budget=found.money.budget
        )
    if found.value.mean < 0.0:
        yield finding(
            "loses-money",
            mean=found.value.mean,
            p10=found.value.p10,
            p90=found.value.p90,
        )


def on_target(found: Findings) -> Finding:
    """Say what carries a plan without troubles: its weakest promise is on target."""
    weakest = min(found.promises, key=lambda p: p.keep_probability.value)
    return finding(
        "promises-on-target",
        promise=weakest.id,
        target=weakest.target,
        keep_rate=weakest.keep_rate.mean,
        keep_probability=weakest.keep_probability.value,
    )


def warnings(model: Model, sample: Sample) -> tuple[Finding, ...]:
    """Return what a reader should know before trusting the score."""
    return (
        *promise_warnings(model),
        *objection_warnings(model),
        *record_warnings(model, sample),
        *tactic_warnings(model),
    )


def tactic_warnings(model: Model) -> Iterator[Finding]:
    """Warn about tactics that promise nothing to anybody."""
    for tactic, source in zip(model.case.plan.tactics, model.tactics, strict=True):
        if not source.shapes.any():
            yield finding("no-occasions", tactic=tactic.id)


def promise_warnings(model: Model) -> Iterator[Finding]:
    """Warn about promises of the plan that rest on little."""
    for layout in model.promises:
        promise = model.case.promises[layout.index]
        if promise.reliability is None:
            yield from reliance(promise)
        if not promise.requires:
            yield finding("nothing-required", promise=promise.id)


def objection_warnings(model: Model) -> Iterator[Finding]:
    """Warn where those who keep a promise of the plan say that they cannot."""
    for layout in model.promises:
        promise = model.case.promises[layout.index]
        if promise.objections is not None:
            yield finding(
                "frontline-objects",
                promise=promise.id,
                open=promise.objections.open,
                newest=promise.objections.newest,
            )


def reliance(promise: Promise) -> Iterator[Finding]:
    """Warn about a reliability that rests on little, or only on sums."""
    sums = promise.track_record
    if promise.record is not None:
        outcomes = float(sum(due for due, _ in promise.record))
    elif sums is not None:
        outcomes = float(sums.kept + sums.broken)
        yield finding("record-without-weeks", promise=promise.id)
    else:
        yield finding("no-track-record", promise=promise.id)
        return
    if outcomes < THIN_RECORD:
        yield finding("thin-track-record", promise=promise.id, outcomes=outcomes)


def record_warnings(model: Model, sample: Sample) -> Iterator[Finding]:
    """Warn where the latest weeks have broken away from a promise's history."""
    for layout in model.promises:
        outlook = sample.outlooks.get(layout.index)
        if outlook is not None and outlook.broken_away is not None:
            yield finding(
                "record-drifting",
                promise=model.case.promises[layout.index].id,
                **asdict(outlook.broken_away),
            )
