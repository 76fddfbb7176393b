"""One row for every candidate: in or out, worth what, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from core.pages import Tone
from core.templatetags.shares import about_money, percent
from planner.plans.models.states import RUNNING

Document = Mapping[str, Any]


def joined(names: list[str]) -> str:
    """Return names as a sentence lists them.

    >>> joined(["a", "b", "c"]), joined(["a"])
    ('a, b and c', 'a')
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


@dataclass(frozen=True, kw_only=True)
class CandidateRow:
    """A candidate as the table and the export show it; amounts in the currency."""

    code: str
    kind: str
    name: str
    url: str
    department: str
    chosen: bool
    decided: bool
    must: bool
    loyalty: float
    differentiation: float
    profitability: float
    cost: float
    scored: float | None
    badge: str
    tone: Tone
    reason: str
    requires: str

    @property
    def worth(self) -> float:
        return self.loyalty + self.differentiation + self.profitability - self.cost


def candidate_rows(
    case: Document, facts: Document, result: Document
) -> list[CandidateRow]:
    """List what is in, plans before promises and initiatives, then what is out."""
    found = [_row(entry, case, facts, result) for entry in case["candidates"]]
    kinds = ("plan", "promise", "initiative")
    return sorted(
        found, key=lambda row: (not row.chosen, kinds.index(row.kind), -row.worth)
    )


def _row(
    entry: Document, case: Document, facts: Document, result: Document
) -> CandidateRow:
    known = facts["candidates"][entry["id"]]
    chosen = entry["id"] in result["solution"]["chosen"]
    decided = is_made(entry, known)
    value = entry.get("value", {})
    badge, tone = _badge(entry, chosen=chosen, decided=decided)
    return CandidateRow(
        code=entry["id"],
        kind=entry["kind"],
        name=known["name"],
        url=_url(entry, known),
        department=entry.get("department", ""),
        chosen=chosen,
        decided=decided,
        must=bool(entry.get("must")),
        loyalty=value.get("loyalty", 0.0),
        differentiation=value.get("differentiation", 0.0),
        profitability=value.get("profitability", 0.0),
        cost=entry["cost"],
        scored=known.get("scored_value"),
        badge=badge,
        tone=tone,
        requires=", ".join(
            facts["candidates"][other]["name"] for other in entry.get("requires", ())
        ),
        reason=_reason(entry, known, case, facts, result, chosen=chosen),
    )


def has_set(result: Document) -> bool:
    """Tell whether a set was found at all."""
    return result["solution"]["status"] in {"optimal", "feasible"}


def _url(entry: Document, known: Document) -> str:
    if entry["kind"] == "plan":
        return reverse("plans:detail", args=[known["plan"]])
    if entry["kind"] == "promise":
        return reverse("promises:detail", args=[known["pk"]])
    return reverse("operations:initiatives")


def _badge(entry: Document, *, chosen: bool, decided: bool) -> tuple[str, Tone]:
    if decided:
        return "approved", "kept"
    if entry.get("must"):
        return "must be in", "accent" if chosen else "not-kept"
    return ("in", "accent") if chosen else ("out", "neutral")


def _reason(
    entry: Document,
    known: Document,
    case: Document,
    facts: Document,
    result: Document,
    *,
    chosen: bool,
) -> str:
    """Say why a candidate is where it is."""
    if is_made(entry, known):
        return "Approved: what it asks is counted as committed."
    if entry.get("must"):
        return "It must be in: the CEO says so."
    if not has_set(result):
        return "No set was found, so nothing was chosen."
    if chosen:
        return _why_in(entry, case, facts, result)
    if entry["kind"] == "initiative":
        return _why_not_funded(entry["id"], result, facts)
    if entry["kind"] == "promise" and known["lacks"]:
        return f"No figure on it of its own: it lacks {joined(known['lacks'])}."
    return _why_out(entry, case, facts, result)


def _why_in(entry: Document, case: Document, facts: Document, result: Document) -> str:
    code = entry["id"]
    needs = {each["id"]: each.get("requires", ()) for each in case["candidates"]}
    leaning = [
        facts["candidates"][other]["name"]
        for other in result["solution"]["chosen"]
        if code in needs.get(other, ())
    ]
    if leaning and value_of(entry) <= entry["cost"]:
        return f"{' and '.join(leaning)} cannot be chosen without it."
    if entry["kind"] != "initiative":
        return "Worth more than what it takes from the others."
    gains = {row["id"]: row["gain"] for row in result.get("gains", ())}
    if gains.get(entry["id"]) is None:
        return "Without it the set does not fit."
    return "Its room is worth more than its cost."


def _why_not_funded(code: str, result: Document, facts: Document) -> str:
    gains = {row["id"]: row for row in result.get("gains", ())}
    row = gains.get(code)
    if row is None or row["gain"] is None:
        return "No set that holds can use it."
    if row["gain"] + row["cost"] < 1:
        return "What it adds lets nothing more be chosen."
    earned = about_money(row["gain"] + row["cost"], facts["currency"])
    return f"What it adds is worth {earned}, less than its cost."


def value_of(entry: Document) -> float:
    return float(sum(entry.get("value", {}).values()))


def is_made(entry: Document, known: Document) -> bool:
    """Tell whether the company has approved it: every set holds it anyway."""
    return bool(entry.get("must")) and known.get("state") in RUNNING


def _instead(code: str, result: Document, case: Document) -> str:
    """Return the alternative that was chosen in its place, if one was."""
    chosen = result["solution"]["chosen"]
    for group in case.get("exclusions", ()):
        if code in group:
            return next((other for other in group if other in chosen), "")
    return ""


def _why_out(entry: Document, case: Document, facts: Document, result: Document) -> str:
    code = entry["id"]
    if value_of(entry) <= entry["cost"]:
        return "It costs more than it is worth, even where operations can carry it."
    if other := _instead(code, result, case):
        name = facts["candidates"][other]["name"]
        return f"It is not chosen together with {name}, which is worth more to the set."
    tried = [row for row in result["rounds"] if code in row["chosen"]]
    if tried:
        best = percent(max(row["keep_probability"] for row in tried))
        return f"It fits on paper. Played through, sets with it are kept in {best} at most."
    if code in result["solution"]["blocked"]:
        return "There is no room for it, not even with every initiative."
    return "What it takes of capacity or money is worth more elsewhere."
