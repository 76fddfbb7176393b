"""A small case document to bend in tests."""

from typing import Any


def make_case(**changes: Any) -> dict[str, Any]:
    """One capability with room for 40, one promise, one tactic of 50 a week."""
    return {
        "format": "promise-case/1",
        "horizon": {"start": "2026-01-05", "period": "week", "periods": 4},
        "capabilities": [
            {"id": "packing", "unit": "parcel", "capacity": 100, "committed": 60}
        ],
        "promises": [
            {
                "id": "same-week",
                "target": 0.95,
                "reliability": 1.0,
                "requires": [{"capability": "packing", "units": 1.0}],
            }
        ],
        "plan": {
            "tactics": [
                {
                    "id": "mail",
                    "promises": ["same-week"],
                    "audience": "new",
                    "occasions": 50,
                }
            ]
        },
    } | changes


def replaced(document: Any, place: str, value: Any) -> Any:
    """The document with the value at ``place`` (``plan.tactics.0.margin``) replaced."""
    if not place:
        return value
    key, _, rest = place.partition(".")
    if isinstance(document, list):
        copy = list(document)
        index = int(key)
        if index == len(copy):
            copy.append(None)
        copy[index] = replaced(copy[index], rest, value)
        return copy
    inner = document.get(key)
    if inner is None and rest:
        inner = [] if rest[0].isdigit() else {}
    return document | {key: replaced(inner, rest, value)}
