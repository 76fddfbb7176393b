"""A small case document to bend in tests, and draws for the oracle."""

from typing import Any

from engine.draws import normal_scores
from engine.levels import Levels
from engine.model import Model
from tests.engine.oracle import Draw


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


def draw_of(model: Model, levels: Levels, column: int) -> Draw:
    """One of the engine's draws, written as plain numbers for the oracle."""
    case = model.case
    scores = normal_scores(model.gathered.dimensions, levels.draws, 1, shuffled=True)

    def value(shapes: Any, rows: Any) -> list[float]:
        return list((shapes @ rows)[:, column if rows.shape[1] > 1 else 0])

    return Draw(
        {
            tactic.id: value(model.tactics[i].shapes, levels.demand[rows])
            for i, (tactic, rows) in enumerate(
                zip(case.plan.tactics, model.tactic_rows, strict=True)
            )
        },
        {
            c.id: value(model.capabilities[i].capacity.shapes, levels.capacity[i])
            for i, c in enumerate(case.capabilities)
        },
        {
            c.id: value(model.capabilities[i].committed.shapes, levels.committed[i])
            for i, c in enumerate(case.capabilities)
        },
        [
            value(source.shapes, source.rows(scores))
            for source in model.gathered.sources
        ],
        {
            promise.id: float(levels.reliability[i, column])
            for i, promise in enumerate(case.promises)
        },
    )
