"""The satisfied-defector share as plain dictionaries, lists and numbers, for JSON."""

from typing import Any

from engine.calibration import Share, share_of
from engine.satisfaction.judging import Judged, Level, Relation


def judged_document(found: Judged) -> dict[str, Any]:
    """Write the share, its interval, and what stands beside it."""
    return {
        "satisfied_from": found.satisfied_from,
        "confidence": found.confidence,
        "defectors": found.share.of,
        "satisfied_defectors": found.share.count,
        **interval(found.share),
        "leaving": {
            "satisfied": share_document(found.satisfied),
            "dissatisfied": share_document(found.dissatisfied),
        },
        "at_thresholds": thresholds(found),
        "by_score": [level_document(level) for level in found.levels],
        "relation": relation_document(found.relation),
    }


def thresholds(found: Judged) -> list[dict[str, Any]]:
    """Write what the share would be if satisfied began at any other score."""
    rows = []
    satisfied = found.share.of
    for level in found.levels:
        share = share_of(satisfied, found.share.of, confidence=found.confidence)
        row = {"satisfied_from": level.lowest, "satisfied_defectors": satisfied}
        rows.append({**row, **interval(share)})
        satisfied -= level.left.count
    return rows


def interval(share: Share) -> dict[str, float | None]:
    """Write a share with its ends; null where there is nobody."""
    value = share.count / share.of if share.of else None
    return {"share": value, "low": share.low, "high": share.high}


def share_document(share: Share) -> dict[str, Any]:
    """Write how many of how many left."""
    return {"customers": share.of, "left": share.count, **interval(share)}


def level_document(level: Level) -> dict[str, Any]:
    """Write one score, or a band of scores."""
    return {"from": level.lowest, "to": level.highest, **share_document(level.left)}


def relation_document(relation: Relation | None) -> dict[str, float] | None:
    """Write how the score goes with staying."""
    if relation is None:
        return None
    return {"value": relation.value, "low": relation.low, "high": relation.high}
