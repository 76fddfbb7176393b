"""A score and all that its page shows, as one document that can be kept.

``score-evidence/1`` holds the plan, the case, the result, and what their codes are
called. A decision freezes it, and the page is drawn from it alone, years later too.
"""

from collections.abc import Mapping
from typing import Any

from accounts.queries import company
from operations.models import Capability
from planner.plans.content import PlanContent
from planner.scores.models import Score
from promises.models import Promise

EVIDENCE_FORMAT = "score-evidence/1"


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
        **drawable(version.content, score.case, score.result),
    }


def drawable(
    content: PlanContent, case: Mapping[str, Any], result: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the part that figures and sentences are drawn from; three queries."""
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
    }
