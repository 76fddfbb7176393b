"""What stands beside the set: marginal values, one more plan, and the silos."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format

from accounts.models import Department
from core.templatetags.shares import about_money, percent
from planner.portfolio.pages.rows import is_made
from planner.scores.pages import words

Document = Mapping[str, Any]
NOTICED = 0.005  # money: what one more unit is worth, below which it is nothing


@dataclass(frozen=True, kw_only=True)
class WorthRow:
    """A capability that limits the set: one more unit of it in which weeks."""

    name: str
    unit: str
    weeks: str
    most: str
    when: str
    all_weeks: str


@dataclass(frozen=True, kw_only=True)
class GainRow:
    name: str
    capability: str
    chosen: bool
    cost: float
    gain: str
    per_money: str


@dataclass(frozen=True, kw_only=True)
class MoreRow:
    """A plan that was left out, and what approving it too would do."""

    name: str
    kept: str
    falls: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SiloRow:
    department: str
    plans: str
    needs: str
    earns: str
    costs: str
    takes: str
    said: str


def signed(value: float) -> str:
    r"""Say a number to the hundredth, with a minus that is one.

    >>> signed(-1.0), signed(0.256)
    ('\N{MINUS SIGN}1', '0.26')
    """
    said = words.exact(round(abs(value), 2))
    return f"\N{MINUS SIGN}{said}" if value < 0 else said


def _week(case: Document, number: int) -> str:
    start = date.fromisoformat(case["horizon"]["start"])
    return date_format(start + timedelta(weeks=number), "j F Y")


def worth_rows(
    case: Document, facts: Document, result: Document
) -> tuple[WorthRow, ...]:
    """Return capabilities by what one more unit every week is worth, the most first."""
    uses = [
        use
        for use in result["solution"]["capabilities"]
        if max(use["worth"]) >= NOTICED
    ]
    uses.sort(key=lambda use: -float(sum(use["worth"])))
    return tuple(_worth_row(case, facts, use) for use in uses)


def _worth_row(case: Document, facts: Document, use: Document) -> WorthRow:
    scarce = [number for number, worth in enumerate(use["worth"]) if worth >= NOTICED]
    most = max(use["worth"])
    currency = facts["currency"]
    return WorthRow(
        name=facts["capabilities"][use["id"]]["name"],
        unit=use["unit"],
        weeks=f"{words.counted(len(scarce), 'week')}, from {_week(case, scarce[0])}",
        most=f"{words.exact(round(most, 2))} {currency}",
        when=_week(case, use["worth"].index(most)),
        all_weeks=about_money(sum(use["worth"]), currency),
    )


def gain_rows(facts: Document, result: Document) -> tuple[GainRow, ...]:
    return tuple(
        GainRow(
            name=facts["candidates"][row["id"]]["name"],
            capability=_capability(facts, row["id"]),
            chosen=row["chosen"],
            cost=row["cost"],
            gain=about_money(row["gain"], facts["currency"]),
            per_money=("–" if row["per_money"] is None else signed(row["per_money"])),
        )
        for row in result.get("gains", ())
    )


def _capability(facts: Document, code: str) -> str:
    known = facts["candidates"][code]
    return str(facts["capabilities"][known["capability"]]["name"])


def more_rows(facts: Document, result: Document) -> tuple[MoreRow, ...]:
    return tuple(
        MoreRow(
            name=facts["candidates"][row["candidate"]]["name"],
            kept=percent(row["keep_probability"]),
            falls=tuple(
                f"“{facts['promises'][fall['promise']]['name']}” falls from "
                f"{percent(fall['before'])} to {percent(fall['after'])} kept"
                for fall in row["falls"]
            ),
        )
        for row in result["one_more"]
    )


# --- What the silos would do -------------------------------------------------------


def silo_rows(case: Document, facts: Document, result: Document) -> tuple[SiloRow, ...]:
    known = facts["candidates"]
    made = {e["id"] for e in case["candidates"] if is_made(e, known[e["id"]])}
    favourites = result.get("silos", {}).get("favourites", ())
    return tuple(
        _silo_row(row, facts, made) for row in favourites if set(row["chosen"]) - made
    )


def _silo_row(row: Document, facts: Document, made: set[str]) -> SiloRow:
    currency = facts["currency"]
    department = str(Department(row["department"]).label)
    plans, needs = (_names(row[key], facts, made) for key in ("chosen", "needs"))
    takes = [
        f"{words.in_units(take['favourite'], take['unit'])} of "
        f"{facts['capabilities'][take['capability']]['name']}"
        for take in row["takes"]
        if take["favourite"] > 0
    ]
    costs = "–" if row["costs"] is None else about_money(row["costs"], currency)
    return SiloRow(
        department=department,
        plans=plans,
        needs=needs or "–",
        earns=about_money(row["earns"], currency),
        costs=costs,
        takes=", ".join(takes) or "–",
        said=_said(row, department, facts),
    )


def _said(row: Document, department: str, facts: Document) -> str:
    earns = about_money(row["earns"], facts["currency"])
    if row["costs"] is None:
        return f"{department} would earn {earns}; what must be kept would not fit."
    if row["costs"] < 1:
        return f"{department} would earn {earns}, and it costs the whole nothing."
    costs = about_money(row["costs"], facts["currency"])
    out = _names(row["displaced"], facts, set())
    fall = f"; out would fall {out}" if out else ""
    return f"{department} would earn {earns} and cost the whole {costs}{fall}."


def _names(codes: list[str], facts: Document, made: set[str]) -> str:
    return ", ".join(facts["candidates"][c]["name"] for c in codes if c not in made)


def silo_sentence(facts: Document, result: Document) -> str:
    """Say what departments would earn one by one, and what fits together."""
    silos = result.get("silos")
    if silos is None:
        return ""
    currency = facts["currency"]
    wished, best = (about_money(silos[key], currency) for key in ("wished", "best"))
    over = [facts["capabilities"][c["capability"]]["name"] for c in silos["clashes"]]
    if not over:
        fit = "Their favourites fit together, on paper."
    else:
        fit = f"Together they would not fit: {', '.join(over)} would be overloaded."
    return (
        f"If every department had its favourite set, they would count {wished}; the best "
        f"set for the whole is worth {best}, initiatives paid. {fit}"
    )
