"""The page of one set that was found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from accounts.models import Department
from core.charts import Bundles, Load, WorthMap, heat_map
from core.charts.heat_map import HeatMap
from core.pages import Figure, Phrase, Tone
from core.templatetags.shares import about_money, percent
from core.weeks import mondays
from planner.portfolio.pages.beside import (
    ContributionRow,
    GainRow,
    MoreRow,
    WorthRow,
    contribution_rows,
    gain_rows,
    more_rows,
    worth_chart,
    worth_rows,
)
from planner.portfolio.pages.held import (
    absent_musts,
    contradiction_sentences,
    held_to,
    left_out,
    unvalued,
)
from planner.portfolio.pages.rows import (
    CandidateRow,
    candidate_rows,
    has_set,
    joined,
)
from planner.portfolio.pages.silos import (
    SiloRow,
    silo_chart,
    silo_rows,
    silo_sentence,
)
from planner.scores.pages import words

Document = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class BudgetRow:
    name: str
    amount: float
    spent: float
    left: float
    worth: str


@dataclass(frozen=True, kw_only=True)
class RoundRow:
    """A set that was found and would not have been kept, and what was done then."""

    number: int
    plans: str
    value: str
    kept: str
    then: str


@dataclass(frozen=True, kw_only=True)
class SetPage:
    phrases: tuple[Phrase, ...]
    figures: tuple[Figure, ...]
    rows: tuple[CandidateRow, ...]
    loads: HeatMap
    budgets: tuple[BudgetRow, ...]
    rounds: tuple[RoundRow, ...]
    held_back: str
    worths: tuple[WorthRow, ...]
    gains: tuple[GainRow, ...]
    more: tuple[MoreRow, ...]
    silos: tuple[SiloRow, ...]
    silo_sentence: str
    silo_chart: Bundles | None
    worth_chart: WorthMap | None
    contributions: tuple[ContributionRow, ...]
    more_left: int
    currency: str
    contradictions: tuple[str, ...]
    left_out: tuple[str, ...]
    absent_musts: str
    unvalued: tuple[str, ...]
    held_to: tuple[str, ...]


def set_page(case: Document, facts: Document, result: Document) -> SetPage:
    """Write the page of a run that is done."""
    rows = candidate_rows(case, facts, result)
    silos = silo_rows(case, facts, result)
    return SetPage(
        phrases=_verdict(rows, facts, result),
        figures=_figures(facts, result),
        rows=tuple(rows),
        loads=_loads(case, facts, result),
        budgets=_budgets(result),
        rounds=_rounds(facts, result),
        held_back=_held_back(facts, result),
        worths=worth_rows(case, facts, result),
        gains=gain_rows(facts, result),
        more=more_rows(facts, result),
        silos=silos,
        silo_sentence=silo_sentence(facts, result),
        silo_chart=silo_chart(silos, facts),
        worth_chart=worth_chart(case, facts, result),
        contributions=contribution_rows(facts, result),
        more_left=result.get("one_more_left", 0),
        currency=facts["currency"],
        contradictions=contradiction_sentences(case, facts, result),
        left_out=left_out(facts),
        absent_musts=absent_musts(facts),
        unvalued=unvalued(facts),
        held_to=held_to(case, facts),
    )


# --- The sentence ----------------------------------------------------------------


def _verdict(
    rows: list[CandidateRow], facts: Document, result: Document
) -> tuple[Phrase, ...]:
    solution = result["solution"]
    if not has_set(result):
        why = "infeasible" if result.get("contradictions") else solution["status"]
        return (Phrase(NO_SET[why], tone="not-kept"),)
    waiting = [row for row in rows if row.kind == "plan" and not row.decided]
    if not waiting and not any(row.kind == "promise" for row in rows):
        return (Phrase("No plan waits for a decision, so there is nothing to choose."),)
    return (*_choice(rows, waiting), *_value(facts, result), *_kept(facts, result))


NO_SET = {
    "infeasible": "No set holds everything that must be in.",
    "unsolved": "No set was found in the time. Ask again, with more seconds.",
}


def _choice(
    rows: list[CandidateRow], waiting: list[CandidateRow]
) -> tuple[Phrase, ...]:
    chosen = [row for row in waiting if row.chosen]
    made = [row for row in rows if row.kind == "promise" and row.chosen]
    funded = [row for row in rows if row.kind == "initiative" and row.chosen]
    phrases = [
        Phrase(f"Of {words.counted(len(waiting), 'plan')} that wait, approve "),
        Phrase(_named(chosen) if chosen else "none", "#candidates"),
    ]
    if made:
        phrases += [Phrase(", make the promise "), Phrase(_named(made), "#candidates")]
    if funded:
        phrases += [Phrase(", and fund "), Phrase(_named(funded), "#initiatives")]
    return tuple(phrases)


def _named(rows: list[CandidateRow]) -> str:
    names = [row.name for row in rows]
    if len(names) > 3:
        return f"{names[0]}, {names[1]} and {words.counted(len(names) - 2, 'other')}"
    return joined(names)


def _value(facts: Document, result: Document) -> tuple[Phrase, ...]:
    solution = result["solution"]
    total = about_money(solution["value"]["total"], facts["currency"])
    best = f"; {_of_those(result)} is worth more"
    if solution["gap"]:
        bound = about_money(solution["bound"], facts["currency"])
        best += f" than {bound}"
    return (
        Phrase(". With what is approved already this is worth "),
        Phrase(total, "#value"),
        Phrase(best),
    )


def _of_those(result: Document) -> str:
    """Name the sets among which it is the best: after a repair not all of them."""
    repaired = result["rounds"] or result["held_back"]
    return "none that leaves the same room" if repaired else "no set of these"


def _kept(facts: Document, result: Document) -> tuple[Phrase, ...]:
    together = result["together"]
    if together is None:
        return (Phrase("."),)
    share = percent(together["keep_probability"]["value"])
    tone: Tone = "kept" if result["is_kept"] else "not-kept"
    policy = words.policy_share(facts["keepable"])
    end = f" of outcomes; the policy asks {policy}."
    return (
        Phrase(". Played through together, every promise of the new plans is kept in "),
        Phrase(share, "#together", tone),
        Phrase(end),
    )


def _figures(facts: Document, result: Document) -> tuple[Figure, ...]:
    solution, currency = result["solution"], facts["currency"]
    if not has_set(result):
        return ()
    value = solution["value"]
    gap = percent(solution["gap"], 1) if solution["gap"] else ""
    parts = (
        ("Loyalty", "loyalty", "What its broken promises cost in customers"),
        ("Differentiation", "differentiation", _set_apart(facts)),
        ("Profitability", "profitability", "What kept ones earn, less all costs"),
    )
    return (
        Figure(
            label="Worth",
            value=about_money(value["total"], currency),
            meaning=f"The three together, at most {gap} from the best possible"
            if gap
            else f"The three together: {_of_those(result)} is worth more",
        ),
        *(
            Figure(
                label=label,
                value=about_money(value[name], currency),
                meaning=text,
                url=reverse("portfolio:worths") if name == "differentiation" else "",
            )
            for label, name, text in parts
        ),
    )


def _set_apart(facts: Document) -> str:
    """Say on how many promises differentiation rests."""
    known = facts.get("set_apart", [])
    if not known:
        return "Nobody has put a figure on it"
    promises = words.counted(len(known), "promise")
    return f"What kept promises set apart, where there is a figure: {promises}"


# --- Capacity and money ----------------------------------------------------------


def _loads(case: Document, facts: Document, result: Document) -> HeatMap:
    start = date.fromisoformat(case["horizon"]["start"])
    weeks = [
        date_format(day, "j M") for day in mondays(start, case["horizon"]["periods"])
    ]
    loads = [
        Load(
            label=facts["capabilities"][use["id"]]["name"],
            unit=use["unit"],
            committed=use["committed"],
            reserved=[0.0] * len(weeks),
            plan=use["load"],
            capacity=[
                have + more
                for have, more in zip(use["capacity"], use["added"], strict=True)
            ],
        )
        for use in result["solution"]["capabilities"]
    ]
    return heat_map(
        loads,
        weeks=weeks,
        title="What the set asks of every capability",
        note="Committed and chosen, against what is reached with the policy’s confidence.",
    )


def _budgets(result: Document) -> tuple[BudgetRow, ...]:
    return tuple(
        BudgetRow(
            name=_budget_name(row.get("department")),
            amount=row["amount"],
            spent=row["spent"],
            left=row["amount"] - row["spent"],
            worth=words.exact(round(row["worth"], 2)),
        )
        for row in result["solution"]["budgets"]
    )


def _budget_name(department: str | None) -> str:
    return str(Department(department).label) if department else "All together"


# --- What was tried --------------------------------------------------------------


def _rounds(facts: Document, result: Document) -> tuple[RoundRow, ...]:
    known, currency = facts["candidates"], facts["currency"]
    return tuple(
        RoundRow(
            number=number,
            plans=", ".join(
                known[name]["name"]
                for name in row["chosen"]
                if known[name].get("state") in {None, "submitted"}
            ),
            value=about_money(row["value"], currency),
            kept=percent(row["keep_probability"]),
            then=_then(row, facts),
        )
        for number, row in enumerate(result["rounds"], 1)
    )


def _then(row: Document, facts: Document) -> str:
    if "held_back" in row:
        name = facts["capabilities"][row["held_back"]]["name"]
        return f"More of {name} was held back."
    names = [facts["candidates"][name]["name"] for name in row["apart"]]
    if len(names) == 1:
        return f"{names[0]} was left out."
    return f"At least one was left out of {', '.join(names)}."


def _held_back(facts: Document, result: Document) -> str:
    held = [
        f"{percent(share)} of {facts['capabilities'][code]['name']}"
        for code, share in sorted(result["held_back"].items())
    ]
    return ", ".join(held)
