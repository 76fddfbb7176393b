"""A plan's document as a counter-offer changes it, with no database at hand."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

from planner.plans.content import (
    MAX_ROWS,
    AssumptionContent,
    PlanContent,
    TacticContent,
    amount_text,
    free_code,
    money_text,
)

Change = Mapping[str, Any]
AMOUNT = Decimal("0.001")


def offered_content(
    content: PlanContent,
    changes: Sequence[Change],
    case: Mapping[str, Any],
    names: Mapping[str, str],
) -> PlanContent:
    """Return the plan as the changes make it; ``names`` says what initiatives are called.

    What operations or the owner of a promise would have to do is not pretended: an
    initiative becomes an assumption that has no effect yet, a promise stays as it is.
    """
    tactics = list(content["tactics"])
    assumptions = list(content["assumptions"])
    for change in changes:
        if change["change"] == "fund" and len(assumptions) < MAX_ROWS:
            taken = [row["code"] for row in assumptions]
            assumptions.append(_need(change, case, names, taken))
        elif "tactic" in change:
            tactics = [
                changed if row["code"] == change["tactic"] else row
                for row in tactics
                if (changed := _changed(row, change)) is not None
            ]
    left = {row["code"] for row in tactics}
    return {
        **content,
        "tactics": tactics,
        "assumptions": [
            row for row in assumptions if row["driver"].get("demand", "") in {"", *left}
        ],
    }


def _changed(row: TacticContent, change: Change) -> TacticContent | None:
    """Return a tactic as one change makes it; None where it is left out."""
    if row["code"] != change["tactic"]:
        return row
    if change["change"] == "shift":
        return {**row, "starts": change["starts"] + 1, "ends": change["ends"] + 1}
    multiple = Decimal(str(change["multiple"]))
    if not multiple:
        return None
    smaller: TacticContent = {
        **row,
        "low": _part(row["low"], multiple),
        "likely": _part(row["likely"], multiple),
        "high": _part(row["high"], multiple),
    }
    if change["change"] == "narrow":
        smaller["budget"] = money_text(Decimal(row["budget"]) * multiple)
    return smaller


def _part(amount: str, multiple: Decimal) -> str:
    """Return a part of an amount, rounded down: the offer allows no more."""
    part = (Decimal(amount) * multiple).quantize(AMOUNT, ROUND_DOWN)
    return amount_text(part)


def _need(
    change: Change,
    case: Mapping[str, Any],
    names: Mapping[str, str],
    taken: Sequence[str],
) -> AssumptionContent:
    """Write down what the draft counts on; it moves nothing until it is funded."""
    code = change["initiative"]
    first = next(row["from"] for row in case["initiatives"] if row["id"] == code)
    return {
        "code": free_code(f"funded-{code}"[:50].rstrip("-"), taken),
        "statement": f"Operations fund “{names.get(code, code)}”; it helps from week {first + 1}.",
        "driver": {"capacity": change["capability"]},
        "probability": "0.5",
        "if_false": "1",
        "status": "untested",
        "note": (
            "A counter-offer counts on this. Until it is funded its capacity is not in "
            "the score, so this belief moves nothing by itself: ask operations for it."
        ),
    }


def softenings(offer: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return by promise what an offer softens it to: ``within``, ``target`` or both."""
    found: dict[str, dict[str, Any]] = {}
    for change in offer["changes"]:
        if change["change"] == "soften":
            key = "target" if "target" in change else "within"
            found.setdefault(change["promise"], {})[key] = change[key]
    return found
