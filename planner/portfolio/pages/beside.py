"""What stands beside the set: marginal values, contributions, and one more plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format

from core.charts import WorthMap, worth_map
from core.charts import WorthRow as WorthRowOf
from core.templatetags.shares import about_money, percent
from core.weeks import mondays
from planner.portfolio.pages.rows import joined
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
    along: str
    kept: str
    falls: tuple[str, ...]


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
            along=joined(
                [facts["candidates"][code]["name"] for code in row.get("along", ())]
            ),
            kept=percent(row["keep_probability"]),
            falls=fall_sentences(row["falls"], facts),
        )
        for row in result["one_more"]
    )


def fall_sentences(falls: Iterable[Document], facts: Document) -> tuple[str, ...]:
    """Say of each promise from what to what it falls."""
    return tuple(
        f"“{facts['promises'][fall['promise']]['name']}” falls from "
        f"{percent(fall['before'])} to {percent(fall['after'])} kept"
        for fall in falls
    )


# --- Worth per unit of the bottleneck ------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ContributionRow:
    """A candidate by what it earns for each unit of what it takes most of."""

    name: str
    chosen: bool
    worth: str
    bottleneck: str
    units: str
    per_unit: str


def contribution_rows(facts: Document, result: Document) -> tuple[ContributionRow, ...]:
    """Return who takes something scarce, by what each unit of it earns, the most first."""
    rows = [
        row for row in result.get("contributions", ()) if row["per_unit"] is not None
    ]
    rows.sort(key=lambda row: -float(row["per_unit"]))
    return tuple(_contribution(row, facts) for row in rows)


def _contribution(row: Document, facts: Document) -> ContributionRow:
    capability = facts["capabilities"][row["bottleneck"]]
    return ContributionRow(
        name=facts["candidates"][row["id"]]["name"],
        chosen=row["chosen"],
        worth=about_money(row["worth"], facts["currency"]),
        bottleneck=capability["name"],
        units=words.in_units(row["units"], capability["unit"]),
        per_unit=f"{signed(row['per_unit'])} {facts['currency']}",
    )


# --- One more unit, week by week -------------------------------------------------------


def worth_chart(case: Document, facts: Document, result: Document) -> WorthMap | None:
    """Draw what one more unit of each scarce capability is worth in every week."""
    uses = [
        use
        for use in result["solution"]["capabilities"]
        if max(use["worth"], default=0.0) >= NOTICED
    ]
    if not uses:
        return None
    uses.sort(key=lambda use: -float(sum(use["worth"])))
    start = date.fromisoformat(case["horizon"]["start"])
    weeks = mondays(start, case["horizon"]["periods"])
    currency = facts["currency"]

    def row(use: Document) -> WorthRowOf:
        return WorthRowOf(
            label=facts["capabilities"][use["id"]]["name"],
            values=tuple(v if v >= NOTICED else 0.0 for v in use["worth"]),
            said=tuple(
                f"{words.exact(round(v, 2))} {currency} for one more {use['unit']}"
                for v in use["worth"]
            ),
        )

    dearest = max(uses, key=lambda use: float(max(use["worth"])))
    name = facts["capabilities"][dearest["id"]]["name"]
    week = _week(case, dearest["worth"].index(max(dearest["worth"])))
    most = f"{words.exact(round(max(dearest['worth']), 2))} {currency}"
    return worth_map(
        [row(use) for use in uses],
        weeks=[date_format(day, "j M") for day in weeks],
        title=f"{name} is dearest: one more {dearest['unit']} in the week of {week} is "
        f"worth {most}",
        note="What one more unit in that week would let the set earn. Values are those "
        "of the relaxation, in which plans may be taken in part.",
        head=("Capability", "Week", "One more is worth"),
        most_said=most,
    )
