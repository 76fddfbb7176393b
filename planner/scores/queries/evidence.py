"""A score and all that its page shows, as one document that can be kept.

``score-evidence/1`` holds the plan, the case, the result, and what their codes are
called. A decision freezes it, and the page is drawn from it alone, years later too.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from accounts.queries import company
from operations.models import Capability, Initiative
from planner.plans.content import PlanContent
from planner.plans.models import Commitment
from planner.scores.models import Score
from promises.models import Promise

EVIDENCE_FORMAT = "score-evidence/1"
PLAN = re.compile(r"plan-(\d{1,18})", re.ASCII)


def evidence_document(score: Score) -> dict[str, Any]:
    """Return all that a score's page shows, ready for JSON."""
    version = score.version
    return {
        "title": version.plan.title,
        "plan_id": version.plan_id,
        "version_id": version.pk,
        "version": version.number,
        "author": f"{version.author.name}, {version.author.title}",
        "submitted_at": version.submitted_at.isoformat(),
        "scored_at": score.scored_at.isoformat(),
        "score_id": score.pk,
        "case_hash": score.case_hash,
        "late_starts": score.late_starts,
        **drawable(version.content, score.case, score.result),
    }


def drawable(
    content: PlanContent, case: Mapping[str, Any], result: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the part that figures and sentences are drawn from; five queries."""
    promises = Promise.objects.filter(code__in=[p["id"] for p in case["promises"]])
    capabilities = Capability.objects.filter(
        code__in=[c["id"] for c in case["capabilities"]]
    )
    here = company()
    return {
        "format": EVIDENCE_FORMAT,
        "currency": here.currency,
        "company": here.name,
        "content": content,
        "case": case,
        "result": result,
        "undecided": undecided(case["commitments"]),
        "promises": {
            row.code: {
                "statement": row.statement,
                "standard": row.standard,
                "id": row.pk,
            }
            for row in promises.order_by("code")
        },
        "capabilities": {
            row.code: {"name": row.name, "unit": row.unit, "id": row.pk}
            for row in capabilities.order_by("code")
        },
        "initiatives": initiatives_offered(result),
    }


def initiatives_offered(result: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what the initiatives are called that counter-offers would fund."""
    codes = {
        change["initiative"]
        for offer in result.get("counter_offers", ())
        for change in offer["changes"]
        if change["change"] == "fund"
    }
    if not codes:
        return {}
    rows = Initiative.objects.filter(code__in=codes).order_by("code")
    return {row.code: {"name": row.name, "id": row.pk} for row in rows}


def undecided(commitments: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return which of the plans that hold capacity only reserved it until now."""
    names = {str(entry.get("plan", "")) for entry in commitments}
    plans = {int(found[1]) for name in names if (found := PLAN.fullmatch(name))}
    rows = Commitment.objects.holding().filter(
        kind=Commitment.Kind.RESERVED, version__plan__in=plans
    )
    waiting = rows.values_list("version__plan", flat=True).distinct()
    return sorted(f"plan-{pk}" for pk in waiting)
