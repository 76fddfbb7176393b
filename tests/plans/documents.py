"""Plans as documents and as posted forms, for the tests of this app."""

from typing import Any

from planner.plans.content import FORMAT, AssumptionContent, PlanContent, TacticContent


def tactic(**changes: Any) -> TacticContent:
    row: Any = {
        "code": "spring",
        "name": "Spring mailing",
        "promises": ["next-week"],
        "audience": "new",
        "segment": "",
        "channel": "mail",
        "budget": "20000.00",
        "margin": "25.00",
        "low": "300",
        "likely": "350",
        "high": "500",
        "starts": 3,
        "ends": 13,
    }
    row |= changes
    return row  # type: ignore[no-any-return]


def assumption(**changes: Any) -> AssumptionContent:
    row: Any = {
        "code": "a1",
        "statement": "Half of them order",
        "driver": {"demand": "spring"},
        "probability": "0.7",
        "if_false": "1.5",
        "status": "untested",
        "note": "",
    }
    row |= changes
    return row  # type: ignore[no-any-return]


def content(**changes: Any) -> PlanContent:
    document: Any = {
        "format": FORMAT,
        "title": "Spring launch",
        "objective": "More families buy a second time.",
        "department": "marketing",
        "starts_on": "2026-01-05",
        "weeks": 26,
        "tactics": [tactic()],
        "assumptions": [assumption()],
    }
    document |= changes
    return document  # type: ignore[no-any-return]


def form_of(document: PlanContent, **more: Any) -> dict[str, Any]:
    """Return what a browser posts for this document."""
    posted: dict[str, Any] = {
        name: document[name] for name in ("title", "objective", "starts_on", "weeks")
    }
    for number, row in enumerate(document["tactics"]):
        posted |= {f"tactics-{number}-{name}": value for name, value in row.items()}
    for number, belief in enumerate(document["assumptions"]):
        ((kind, target),) = belief["driver"].items()
        typed = belief | {
            "driver": f"{kind}:{target}",
            "probability": f"{float(belief['probability']) * 100:g}",
        }
        posted |= {
            f"assumptions-{number}-{name}": value for name, value in typed.items()
        }
    return posted | more
