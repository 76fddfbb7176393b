"""The charts of a score, each with a headline that says what it shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.charts import (
    Dumbbell,
    ExistingPromise,
    HeatMap,
    KeepRate,
    KeepRates,
    Load,
    Swing,
    Tornado,
    dumbbell,
    heat_map,
    keep_rates,
    tornado,
)
from core.charts.scale import Scale
from core.pages import Tone
from planner.scores.pages import words
from planner.scores.pages.evidence import Evidence
from planner.scores.pages.holding import waiting

MOST_ROWS = 15
BUSY = 0.85


# --- Capability by week ------------------------------------------------------


def bottlenecks(evidence: Evidence) -> HeatMap:
    """Draw the capabilities that the plan loads or that are busy, the fullest first."""
    loads = sorted(
        (_load(row, evidence) for row in evidence.result["capabilities"]),
        key=lambda load: -max(load.shares),
    )
    shown = [load for load in loads if any(load.plan) or max(load.shares) >= BUSY]
    starts = min(row["starts"] for row in evidence.drafted.values())
    return heat_map(
        (shown or loads)[:MOST_ROWS],
        weeks=week_labels(evidence.periods),
        title=_bottleneck_title(evidence, loads),
        note=_bottleneck_note(evidence, hidden=len(loads) - len(shown[:MOST_ROWS])),
        starts=starts,
    )


def week_labels(weeks: int) -> tuple[str, ...]:
    return tuple(f"w{number + 1}" for number in range(weeks))


def _load(row: Mapping[str, Any], evidence: Evidence) -> Load:
    shares = evidence.waiting_shares
    return Load(
        label=evidence.capability(row["id"]),
        unit=words.plural(row["unit"]),
        committed=row["committed"],
        reserved=row["approved"],
        plan=row["plan"],
        capacity=row["capacity"],
        capacity_low=row["capacity_p10"],
        waiting=None if shares is None else waiting(row["approved"], shares, row["id"]),
        url=evidence.capability_url(row["id"]),
    )


def _bottleneck_title(evidence: Evidence, loads: list[Load]) -> str:
    short = next(
        (found for found in evidence.result["reasons"] if "shortfall" in found), None
    )
    if short:
        return f"{evidence.capability(short['capability'])} gives way first"
    if not loads:
        return "These promises lean on no capability"
    peak = max(loads[0].shares)
    if peak == float("inf"):
        return f"{loads[0].label} has no capacity in some weeks"
    return f"{loads[0].label} is the fullest, at {words.share(peak)}"


def _bottleneck_note(evidence: Evidence, *, hidden: int) -> str:
    note = "Expected load as a share of expected capacity, week by week."
    if any("staffed" in row for row in evidence.capabilities.values()):
        note += (
            " Where people answer calls, it is how busy they are: callers begin to"
            " wait long before 100\N{NO-BREAK SPACE}%."
        )
    if hidden:
        many = words.counted(hidden, "capability", "capabilities")
        note += f" Not shown: {many} that the plan does not touch."
    return note


# --- Promises ----------------------------------------------------------------


def promises(evidence: Evidence) -> KeepRates:
    return keep_rates(
        [_keep_rate(row, evidence) for row in evidence.result["promises"]],
        title="What would be kept",
        keepable=evidence.keepable,
        at_risk=evidence.at_risk,
    )


def _keep_rate(row: Mapping[str, Any], evidence: Evidence) -> KeepRate:
    return KeepRate(
        label=evidence.statement(row["id"]),
        target=row["target"],
        mean=row["keep_rate"]["mean"],
        p10=row["keep_rate"]["p10"],
        p90=row["keep_rate"]["p90"],
        probability=row["keep_probability"]["value"],
        detail=bottleneck_words(row["bottleneck"], evidence),
        url=evidence.promise_url(row["id"]),
    )


def bottleneck_words(found: Mapping[str, Any] | None, evidence: Evidence) -> str:
    """Say where a promise runs short: "Packing, from week 9"."""
    if found is None:
        return "always on time"
    name = evidence.capability(found["capability"])
    if found["first_short_period"] is not None:
        return f"{name}, from {words.week(found['first_short_period'])}"
    if evidence.is_staffed(found["capability"]):
        return f"{name} answers {words.share(found['mean_on_time'])} in time"
    return f"{name}, rarely short"


# --- Existing customers ------------------------------------------------------


def existing(evidence: Evidence) -> Dumbbell | None:
    rows = evidence.result["existing"]
    if not rows:
        return None
    return dumbbell(
        [
            ExistingPromise(
                label=evidence.statement(row["promise"]),
                without=row["without"],
                protected=row["protected"],
                unprotected=row["unprotected"],
                target=row["target"],
                url=evidence.promise_url(row["promise"]),
            )
            for row in rows
        ],
        title=_existing_title(rows, everyone_waits=evidence.everyone_waits),
        note=_existing_note(everyone_waits=evidence.everyone_waits),
    )


def _existing_title(rows: list[Mapping[str, Any]], *, everyone_waits: bool) -> str:
    with_plan = "unprotected" if everyone_waits else "protected"
    hurt = sum(row["without"] - row[with_plan] >= 0.005 for row in rows)
    exposed = sum(row["without"] - row["unprotected"] >= 0.005 for row in rows)
    if hurt:
        return "Existing customers would notice"
    if exposed:
        return "Existing customers hold, as long as they come first"
    return "Existing customers lose nothing"


def _existing_note(*, everyone_waits: bool) -> str:
    note = "What is kept of the promises already made: without the plan, and with it."
    if everyone_waits:
        return f"{note} By policy everybody waits in one queue: read “unprotected”."
    return f"{note} By policy they are served first: read “protected”."


# --- Value -------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ValueRange:
    """The plan's value on a line: 8 of 10 outcomes, the mean, and where it pays."""

    start: float
    length: float
    mean_at: float
    zero_at: float
    low: str
    mean: str
    high: str
    tone: Tone


def value_range(evidence: Evidence) -> ValueRange:
    value = evidence.result["value"]
    low, high = min(0.0, value["p10"]), max(0.0, value["p90"])
    margin = (high - low) * 0.05 or 1.0
    x = Scale(low - margin, high + margin)
    start, end = x(value["p10"]), x(value["p90"])
    return ValueRange(
        start=start,
        length=round(end - start, 2),
        mean_at=x(value["mean"]),
        zero_at=x(0.0),
        low=words.money(value["p10"], evidence.currency),
        mean=words.money(value["mean"], evidence.currency),
        high=words.money(value["p90"], evidence.currency),
        tone="not-kept"
        if value["mean"] < 0
        else "at-risk"
        if value["p10"] < 0
        else "kept",
    )


# --- Assumptions -------------------------------------------------------------


def assumptions(evidence: Evidence) -> Tornado | None:
    rows = evidence.result["assumptions"]
    if not rows:
        return None
    return tornado(
        [_swing(row, evidence) for row in rows],
        baseline=evidence.result["keep_probability"]["value"],
        title=_assumption_title(rows),
        note="How far each belief moves the chance of keeping everything.",
    )


def _assumption_title(rows: list[Mapping[str, Any]]) -> str:
    untested = sum(row["status"] == "untested" for row in rows)
    if not untested:
        return "What we believe, all of it tested"
    if untested == len(rows):
        return "What we believe and have not tested"
    return f"What we believe, {untested} of {len(rows)} untested"


def _swing(row: Mapping[str, Any], evidence: Evidence) -> Swing:
    status = str(row["status"])
    if row["status"] == "untested":
        status = f"untested, {words.share(1 - row['chance_of_failing'])} sure"
    return Swing(
        label=evidence.assumption(row["id"]),
        if_fails=row["if_fails"],
        if_holds=row["if_holds"],
        detail=f"{status} · moves {moved(row['id'], evidence)}",
    )


def moved(assumption: str, evidence: Evidence) -> str:
    """Say what an assumption moves: "the demand of Spring mailing"."""
    ((kind, target),) = evidence.assumptions[assumption]["driver"].items()
    if kind == "demand":
        return f"the demand of {evidence.tactic(target)}"
    if kind == "capacity":
        return f"the capacity of {evidence.capability(target)}"
    return f"how reliably {evidence.statement(target)} is kept"
