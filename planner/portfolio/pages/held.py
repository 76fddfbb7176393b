"""What cannot be chosen, what must be and is not, and why no set holds it all."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format

from accounts.models import Department
from core.templatetags.shares import about_money, percent
from planner.plans.models.states import RUNNING
from planner.portfolio.pages.rows import joined
from planner.scores.pages import words

Document = Mapping[str, Any]


def called(facts: Document, code: str) -> str:
    """Return what a code is called, whether it competes or not."""
    if code in facts["candidates"]:
        return str(facts["candidates"][code]["name"])
    return str(facts.get("called", {}).get(code, code))


def listed(facts: Document, codes: list[str]) -> str:
    return joined([_quoted(facts, code) for code in codes])


def _quoted(facts: Document, code: str) -> str:
    state = facts["candidates"].get(code, {}).get("state")
    return f"“{called(facts, code)}”{' (approved)' if state in RUNNING else ''}"


def left_out(facts: Document) -> tuple[str, ...]:
    """Say of each candidate that could not be chosen at all what stands in its way."""
    return tuple(
        _left_out(facts, code, row["why"], row["other"])
        for code, row in facts.get("held_out", {}).items()
    )


def _left_out(facts: Document, code: str, why: str, other: str) -> str:
    name, reason = called(facts, code), called(facts, other)
    if why == "requires":
        return f"“{name}” requires “{reason}”, which is neither approved nor up for choice."
    return f"“{name}” excludes “{reason}”, which is chosen for good."


def unvalued(facts: Document) -> tuple[str, ...]:
    """Name the promises that are not made and cannot be valued, and what they lack."""
    return tuple(
        f"“{row['name']}” lacks {joined(row['lacks'])}."
        for row in facts.get("unvalued", ())
    )


def absent_musts(facts: Document) -> str:
    """Name what must be in and does not compete; empty if there is none."""
    codes = facts.get("absent_musts", [])
    if not codes:
        return ""
    verb = "is" if len(codes) == 1 else "are"
    return f"{listed(facts, codes)} must be in, and {verb} not up for choice today."


def held_to(case: Document, facts: Document) -> tuple[str, ...]:
    """Say what this search was held to: prerequisites, alternatives, must-haves."""
    needs = [
        f"{called(facts, entry['id'])} requires {joined(_names(facts, entry['requires']))}."
        for entry in case["candidates"]
        if entry.get("requires")
    ]
    groups = [
        f"At most one of {joined(_names(facts, group))}."
        for group in case.get("exclusions", ())
    ]
    musts = [
        f"{called(facts, entry['id'])} must be in."
        for entry in case["candidates"]
        if entry.get("must")
        and facts["candidates"][entry["id"]].get("state") not in RUNNING
    ]
    return (*needs, *groups, *musts)


def _names(facts: Document, codes: list[str]) -> list[str]:
    return [called(facts, code) for code in codes]


# --- Why no set holds ----------------------------------------------------------------


def contradiction_sentences(
    case: Document, facts: Document, result: Document
) -> tuple[str, ...]:
    """Say which must-haves meet which limit, where no set holds them all."""
    return tuple(
        SAID[row["kind"]](row, case, facts) for row in result.get("contradictions", ())
    )


def _must(row: Document, facts: Document) -> str:
    if not row["musts"]:
        return "What is committed"
    return f"{listed(facts, row['musts'])} must be in"


def _alternatives(row: Document, case: Document, facts: Document) -> str:
    return f"{_must(row, facts)}, and at most one of them may be chosen."


def _budget(row: Document, case: Document, facts: Document) -> str:
    asked, room = (
        about_money(row[key], facts["currency"]) for key in ("asked", "room")
    )
    whose = "the whole budget"
    if row["department"]:
        whose = f"the {Department(row['department']).label.lower()} budget"
    return f"{_must(row, facts)} and cost {asked}; {whose} is {room}."


def _capability(row: Document, case: Document, facts: Document) -> str:
    start = date.fromisoformat(case["horizon"]["start"])
    week = date_format(start + timedelta(weeks=row["period"]), "j F Y")
    asked, room = (words.in_units(row[key], row["unit"]) for key in ("asked", "room"))
    name = facts["capabilities"][row["capability"]]["name"]
    return (
        f"{_must(row, facts)} and ask {asked} of {name} in the week of {week}; with "
        f"every initiative there would be {room} left for it."
    )


def _unpaid(row: Document, case: Document, facts: Document) -> str:
    return (
        f"{_must(row, facts)}, and there is only room with initiatives that the budgets "
        "do not pay for."
    )


def _together(row: Document, case: Document, facts: Document) -> str:
    return f"{_must(row, facts)}, and no set of initiatives makes room for all of it."


def _kept(row: Document, case: Document, facts: Document) -> str:
    share, asked = percent(row["share"]), percent(facts["keepable"])
    return (
        f"{_must(row, facts)}: played through, every promise was kept in {share} of "
        f"outcomes at most, and the policy asks for {asked}."
    )


SAID: dict[str, Callable[[Document, Document, Document], str]] = {
    "alternatives": _alternatives,
    "budget": _budget,
    "capability": _capability,
    "unpaid": _unpaid,
    "together": _together,
    "kept": _kept,
}
