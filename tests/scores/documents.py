"""Evidence documents for tests: a case scored by the engine, with names for its codes."""

import copy
import json
from pathlib import Path
from typing import Any

import engine

GOLDEN = Path(__file__).parent.parent / "golden"

CASE: dict[str, Any] = {
    "format": "promise-case/1",
    "horizon": {"start": "2026-01-05", "period": "week", "periods": 26},
    "capabilities": [
        {
            "id": "packing",
            "unit": "parcel",
            "capacity": {"low": 900, "likely": 1000, "high": 1050},
            "committed": 600,
        },
        {
            "id": "help-desk",
            "unit": "call",
            "staffed": {"servers": 6, "handle_minutes": 8.0, "open_minutes": 2400},
            "committed": 900,
        },
    ],
    "promises": [
        {
            "id": "next-week",
            "target": 0.95,
            "break_cost": 40.0,
            "track_record": {"kept": 970, "broken": 10},
            "record": [[49, 49 - week % 2] for week in range(20)],
            "requires": [{"capability": "packing", "units": 1.0}],
        },
        {
            "id": "answered",
            "target": 0.80,
            "break_cost": 5.0,
            "track_record": {"kept": 20, "broken": 0},
            "requires": [
                {"capability": "help-desk", "units": 0.5, "within_minutes": 0.5}
            ],
        },
    ],
    "commitments": [
        {"promise": "next-week", "occasions": 120},
        {"promise": "next-week", "occasions": 60, "plan": "7: Autumn"},
    ],
    "plan": {
        "tactics": [
            {
                "id": "spring-mail",
                "promises": ["next-week", "answered"],
                "audience": "new",
                "budget": 64000.0,
                "margin": 25.0,
                "occasions": {"low": 150, "likely": 210, "high": 320},
                "starts": 8,
                "ends": 18,
            },
            {
                "id": "letter",
                "promises": ["answered"],
                "audience": "existing",
                "budget": 20000.0,
                "margin": 15.0,
                "occasions": {"low": 40, "likely": 60, "high": 80},
                "starts": 4,
                "ends": 25,
            },
        ],
        "assumptions": [
            {
                "id": "a1",
                "driver": {"demand": "spring-mail"},
                "probability": 0.7,
                "if_false": 1.5,
                "status": "untested",
            },
            {
                "id": "a2",
                "driver": {"capacity": "help-desk"},
                "probability": 0.9,
                "if_false": 0.8,
                "status": "supported",
            },
        ],
    },
    "policy": {"who_waits": "plan", "keepable": 0.9, "at_risk": 0.6},
}
NAMES = {
    "next-week": "Your parcel is with you in the week you choose.",
    "answered": "A person answers within 30 seconds.",
    "packing": "Packing",
    "help-desk": "Help desk",
    "spring-mail": "Spring mailing",
    "letter": "A letter to loyal families",
    "a1": "A third of the families answer the mail",
    "a2": "The new colleague is trained by March",
}


def evidence(
    case: dict[str, Any] | None = None,
    *,
    sensitivities: bool = True,
    searches: bool = False,
    draws: int = 1024,
    **changes: Any,
) -> dict[str, Any]:
    """Score a case and return the evidence document a database would give."""
    case = copy.deepcopy(CASE if case is None else case)
    case.update(changes)
    result = engine.score(
        engine.parse_case(case),
        draws=draws,
        sensitivities=sensitivities,
        searches=searches,
    ).document()
    plan = case["plan"]
    for number, tactic in enumerate(plan["tactics"]):
        tactic.setdefault("audience", "new")
        tactic.setdefault("budget", 0.0)
        tactic.setdefault("margin", 0.0)
        tactic.setdefault("starts", 0)
        tactic.setdefault("ends", case["horizon"]["periods"] - 1)
        tactic["position"] = number
    return {
        "format": "score-evidence/1",
        "title": "Spring launch",
        "plan_id": 42,
        "version_id": 7,
        "version": 4,
        "author": "Max Marten, marketing director",
        "submitted_at": "2026-01-05T09:00:00+00:00",
        "scored_at": "2026-01-05T09:00:05+00:00",
        "score_id": 3,
        "case_hash": "0123456789abcdef" * 4,
        "currency": "EUR",
        "company": "Our company",
        "content": {
            "tactics": [
                {"code": row["id"], "name": name(row["id"])} for row in plan["tactics"]
            ],
            "assumptions": [
                {
                    "code": row["id"],
                    "statement": name(row["id"]),
                    "driver": row["driver"],
                }
                for row in plan.get("assumptions", [])
            ],
        },
        "case": case,
        "result": json.loads(json.dumps(result)),
        "promises": {
            row["id"]: {"statement": name(row["id"]), "standard": "", "id": n}
            for n, row in enumerate(case["promises"], start=1)
        },
        "capabilities": {
            row["id"]: {
                "name": name(row["id"]),
                "unit": row.get("unit", "unit"),
                "id": n,
            }
            for n, row in enumerate(case["capabilities"], start=1)
        },
    }


def name(code: str) -> str:
    return NAMES.get(code, code.replace("-", " ").capitalize())


def golden_cases() -> dict[str, dict[str, Any]]:
    return {
        path.stem: json.loads(path.read_text())["case"]
        for path in sorted(GOLDEN.glob("*.json"))
    }
