"""What pages and endpoints read of scores."""

from typing import Any

from accounts.queries import company
from operations.models import Capability
from planner.scores.models import Score
from promises.models import Promise

EVIDENCE_FORMAT = "score-evidence/1"


def evidence_document(score: Score) -> dict[str, Any]:
    """Return all that a score's page shows, as one document that can be kept."""
    version = score.version
    case, here = score.case, company()
    promises = Promise.objects.filter(code__in=[p["id"] for p in case["promises"]])
    capabilities = Capability.objects.filter(
        code__in=[c["id"] for c in case["capabilities"]]
    )
    return {
        "format": EVIDENCE_FORMAT,
        "title": version.plan.title,
        "plan_id": version.plan_id,
        "version_id": version.pk,
        "version": version.number,
        "author": f"{version.author.name}, {version.author.title}",
        "submitted_at": version.submitted_at.isoformat(),
        "scored_at": score.scored_at.isoformat(),
        "score_id": score.pk,
        "case_hash": score.case_hash,
        "currency": here.currency,
        "company": here.name,
        "content": version.content,
        "case": case,
        "result": score.result,
        "promises": {
            row.code: {
                "statement": row.statement,
                "standard": row.standard,
                "id": row.pk,
            }
            for row in promises
        },
        "capabilities": {
            row.code: {"name": row.name, "unit": row.unit, "id": row.pk}
            for row in capabilities
        },
    }
