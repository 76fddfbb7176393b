"""A plan's document as a scenario changes it, with no database at hand."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from planner.plans.content import (
    AMOUNT_MOST,
    MONEY_MOST,
    PlanContent,
    TacticContent,
    amount_text,
    money_text,
)
from planner.scenarios.models import Change, Kind

LONGEST_TITLE = 120
THOUSANDTH = Decimal("0.001")
HUNDRED = Decimal(100)


def promoted_content(
    content: PlanContent, changes: Iterable[Change], *, named: str
) -> PlanContent:
    """Return the plan as these changes make it, its title saying of which scenario."""
    result: PlanContent = {**content, "title": _title(content["title"], named)}
    for change in changes:
        amount = change.amount or Decimal(0)
        if change.kind == Kind.WITHOUT:
            result = _without(result, change.tactic_code)
        elif change.kind == Kind.MOVE:
            day = date.fromisoformat(result["starts_on"]) + timedelta(weeks=int(amount))
            result = {**result, "starts_on": day.isoformat()}
        elif change.kind == Kind.VOLUME:
            tactics = [_scaled(row, amount / HUNDRED) for row in result["tactics"]]
            result = {**result, "tactics": tactics}
    return result


def _title(title: str, named: str) -> str:
    if named.startswith(title):
        return named[:LONGEST_TITLE]
    mark = f", {named}"[: LONGEST_TITLE // 2]
    return title[: LONGEST_TITLE - len(mark)] + mark


def _without(content: PlanContent, code: str) -> PlanContent:
    """Return the plan without a tactic, nor what was believed of its demand."""
    return {
        **content,
        "tactics": [row for row in content["tactics"] if row["code"] != code],
        "assumptions": [
            row for row in content["assumptions"] if row["driver"].get("demand") != code
        ],
    }


def _scaled(row: TacticContent, share: Decimal) -> TacticContent:
    return {
        **row,
        "low": _amount(row["low"], share),
        "likely": _amount(row["likely"], share),
        "high": _amount(row["high"], share),
        "budget": money_text(min(Decimal(row["budget"]) * share, MONEY_MOST)),
    }


def _amount(text: str, share: Decimal) -> str:
    amount = min(Decimal(text) * share, AMOUNT_MOST)
    return amount_text(amount.quantize(THOUSANDTH, ROUND_HALF_UP))
