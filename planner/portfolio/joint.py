"""The chosen plans as one plan, for the engine to play through."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from core.weeks import monday_of
from operations.models import Initiative
from planner.plans.content import FORMAT, PlanContent
from planner.plans.models import PlanVersion
from planner.plans.queries import (
    late_starts_of,
    results_of,
    with_delays,
    with_results,
)
from planner.portfolio.amounts import POINTS, estimate, plain, points
from planner.portfolio.promising import held
from planner.scores.assembly import build_case
from planner.scores.models import Policy

Document = dict[str, Any]


def standing_of(policy: Policy) -> str:
    """Name the figure of ``existing`` that holds under the policy."""
    waits = policy.who_waits == Policy.WhoWaits.PLAN
    return "protected" if waits else "unprotected"


def build_joint(
    plans: Sequence[int],
    initiatives: Sequence[str],
    *,
    as_of: date,
    weeks: int,
    promises: Sequence[Document] = (),
) -> Document:
    """Return the promise case of some submitted plans, made all at once.

    It meets what the company has made, and no other reservation; the ``initiatives``
    are funded in it, and the occasions of the ``promises`` that are not made yet come
    on top. Weeks that are over are left out.
    """
    start = monday_of(as_of)
    rows = PlanVersion.objects.filter(pk__in=plans).order_by("plan")
    content = _together(list(rows), start, weeks, as_of=as_of)
    for facts in promises:
        extra = held(facts["promise"], facts["own"], facts["margin"], weeks)
        content["tactics"].append(extra)  # type: ignore[arg-type]
    case = build_case(content, as_of=as_of, undecided=False)
    ideas = Initiative.objects.filter(code__in=initiatives).select_related("capability")
    for idea in ideas.order_by("code"):
        _fund(case, idea, start, weeks)
    case["initiatives"] = []
    return case


def _together(
    versions: Sequence[PlanVersion], start: date, weeks: int, *, as_of: date
) -> PlanContent:
    plans = [version.plan_id for version in versions]
    results, late = results_of(plans, as_of=as_of), late_starts_of(plans)
    joint: PlanContent = {
        "format": FORMAT,
        "title": "The chosen plans together",
        "objective": "",
        "department": "",
        "starts_on": start.isoformat(),
        "weeks": weeks,
        "tactics": [],
        "assumptions": [],
    }
    codes: set[str] = set()
    for version in versions:
        content = with_results(version.content, results.get(version.plan_id, {}))
        content = with_delays(content, late.get(version.plan_id, {}))
        shift = (date.fromisoformat(content["starts_on"]) - start).days // 7
        mark = f"plan-{version.plan_id}."
        for tactic in content["tactics"]:
            starts, ends = tactic["starts"] + shift, tactic["ends"] + shift
            if ends >= 1 and starts <= weeks:
                code = mark + tactic["code"]
                span = {"starts": max(starts, 1), "ends": min(ends, weeks)}
                joint["tactics"].append({**tactic, "code": code, **span})  # type: ignore[typeddict-item]
                codes.add(code)
        for belief in content["assumptions"]:
            driver = dict(belief["driver"])
            if "demand" in driver:
                driver["demand"] = mark + driver["demand"]
                if driver["demand"] not in codes:
                    continue
            joint["assumptions"].append(
                {**belief, "code": mark + belief["code"], "driver": driver}
            )
    return joint


def _fund(case: Document, idea: Initiative, start: date, weeks: int) -> None:
    first = max(0, -((start - idea.helps_from).days // 7))
    more = np.where(np.arange(weeks) >= first, float(idea.adds), 0.0)
    for entry in case["capabilities"]:
        if entry["id"] != idea.capability.code:
            continue
        if "staffed" in entry:
            servers = np.asarray(entry["staffed"]["servers"], float) + more
            entry["staffed"] = {**entry["staffed"], "servers": plain(servers)}
        else:
            found = points(entry["capacity"], weeks)
            entry["capacity"] = estimate({p: found[p] + more for p in POINTS})
