"""What is promised, what it takes, and how it was kept so far."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db.models import Q

from core.weeks import monday_of, mondays
from planner.plans.content import PlanContent
from planner.plans.models import Commitment
from promises.models import Promise
from promises.queries import (
    Standing,
    TrackRecord,
    WeekCount,
    company_record,
)

# Two years: a season seen twice, and a case that stays small.
RECORD_WEEKS = 104
# The company's level is a beginning: it is told to a point, so that what is reported of
# other promises does not make every score look old.
COMPANY_OUTCOMES = 1_000
Document = dict[str, Any]


def made_codes(content: PlanContent) -> set[str]:
    """Return the promises that the plan makes."""
    return {code for tactic in content["tactics"] for code in tactic["promises"]}


def named_codes(content: PlanContent) -> set[str]:
    """Return the promises that the plan makes or doubts."""
    return made_codes(content) | {
        assumption["driver"]["reliability"]
        for assumption in content["assumptions"]
        if "reliability" in assumption["driver"]
    }


def promises_of(content: PlanContent, held: Iterable[Commitment]) -> list[Promise]:
    committed = {row.promise_id for row in held}
    return list(
        Promise.objects.filter(Q(code__in=named_codes(content)) | Q(pk__in=committed))
        .prefetch_related("requirements__capability")
        .order_by("code")
    )


def records(as_of: date, since: date, *, known: bool) -> Document:
    """Say where the records end, and what the company kept in all."""
    company = company_record(as_of, since=since)
    if company is None or not known:
        return {}
    outcomes = company.kept + company.broken
    if outcomes > COMPANY_OUTCOMES:
        points = COMPANY_OUTCOMES // 100
        kept = round(100 * company.kept / outcomes) * points
        company = TrackRecord(kept=kept, broken=COMPANY_OUTCOMES - kept)
    end = monday_of(as_of).isoformat()
    return {"records": {"end": end, "kept": company.kept, "broken": company.broken}}


def record_of(
    promise: Promise, weeks: Sequence[WeekCount], as_of: date
) -> list[list[int]]:
    """Return due and kept of every week from the first known to the last over."""
    if not weeks:
        return []
    found = {week.week: [week.due, week.kept(promise.kept_rule)] for week in weeks}
    count = (monday_of(as_of) - weeks[0].week).days // 7
    return [found.get(day, [0, 0]) for day in mondays(weeks[0].week, count)]


def promise_entry(
    promise: Promise, sums: TrackRecord | None, record: Sequence[list[int]] = ()
) -> Document:
    entry: Document = {
        "id": promise.code,
        "target": float(promise.target) if promise.target is not None else 1.0,
        "within": promise.within_weeks,
        "break_cost": float(promise.break_cost or 0),
        "requires": [],
    }
    if sums is not None:
        entry["track_record"] = {"kept": sums.kept, "broken": sums.broken}
        entry["record"] = list(record)
    needs = sorted(promise.requirements.all(), key=lambda n: n.capability.code)
    for need in needs:
        required: Document = {
            "capability": need.capability.code,
            "units": float(need.units),
            "lead": need.lead_weeks,
        }
        if need.within_minutes is not None:
            required["within_minutes"] = float(need.within_minutes)
        entry["requires"].append(required)
    return entry


def objections_entry(said: Standing | None) -> Document:
    """Return what stands open against a promise of the plan: evidence, and no number."""
    return {} if said is None else {"objections": asdict(said)}
