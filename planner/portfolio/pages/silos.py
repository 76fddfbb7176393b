"""What the silos would do: sentences, a table, and the picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import Department
from core.charts import Bundle, Bundles, Measure, bundles
from core.templatetags.shares import about_money, percent
from planner.portfolio.pages.beside import fall_sentences
from planner.portfolio.pages.rows import is_made, joined
from planner.scores.pages import words

Document = Mapping[str, Any]
KEY = (
    ("earns", "earns the department itself"),
    ("costs", "costs the whole"),
    ("takes", "takes of what is free where it is scarcest"),
)
HEAD = (
    "Department",
    "Earns itself",
    "Costs the whole, on paper",
    "Takes of what is scarce",
    "All kept, played through",
    "Worth, played through",
)


@dataclass(frozen=True, kw_only=True)
class SiloRow:
    """A department's favourite set, in words and in figures."""

    department: str
    plans: str
    needs: str
    earns: str
    costs: str
    takes: str
    whose: str
    kept: str
    played: str
    said: str
    earned: float
    cost: float | None
    share_taken: float | None
    scarcest: str


def silo_rows(case: Document, facts: Document, result: Document) -> tuple[SiloRow, ...]:
    """Return the favourites that hold something new, by what they cost the whole."""
    known = facts["candidates"]
    made = {e["id"] for e in case["candidates"] if is_made(e, known[e["id"]])}
    favourites = result.get("silos", {}).get("favourites", ())
    rows = [
        _silo_row(row, case, facts, made)
        for row in favourites
        if set(row["chosen"]) - made
    ]
    return tuple(sorted(rows, key=lambda row: -(row.cost or 0.0)))


def _silo_row(
    row: Document, case: Document, facts: Document, made: set[str]
) -> SiloRow:
    currency = facts["currency"]
    takes = [take for take in row["takes"] if take["favourite"] > 0]
    share, scarcest = _share_taken(takes, facts)
    played = row.get("keep_probability")
    return SiloRow(
        department=str(Department(row["department"]).label),
        plans=_names(row["chosen"], facts, made),
        needs=_names(row["needs"], facts, made) or "–",
        earns=about_money(row["earns"], currency),
        costs="–" if row["costs"] is None else about_money(row["costs"], currency),
        takes=joined([_taken(take, facts) for take in takes]) or "–",
        whose=_whose(row, case, facts),
        kept="–" if played is None else percent(played),
        played=about_money(row["played"], currency) if "played" in row else "–",
        said=_said(row, case, facts),
        earned=row["earns"],
        cost=row["costs"],
        share_taken=share,
        scarcest=scarcest,
    )


def _taken(take: Document, facts: Document) -> str:
    name = facts["capabilities"][take["capability"]]["name"]
    return f"{words.in_units(take['favourite'], take['unit'])} of {name}"


def _share_taken(takes: list[Document], facts: Document) -> tuple[float | None, str]:
    """Return the share of what is free that it takes of the capability it takes most of."""
    shares = [
        (take["favourite"] / take["room"], take["capability"])
        for take in takes
        if take.get("room")
    ]
    if not shares:
        return None, ""
    share, code = max(shares)
    return share, str(facts["capabilities"][code]["name"])


def _whose(row: Document, case: Document, facts: Document) -> str:
    """Name the departments whose plans would make room, with what falls out."""
    departments = {
        entry["id"]: entry.get("department", "") for entry in case["candidates"]
    }
    losing: dict[str, list[str]] = {}
    for code in row["displaced"]:
        if departments.get(code) != row["department"]:
            losing.setdefault(departments.get(code, ""), []).append(code)
    said = [
        f"{_department(name)} ({_names(codes, facts, set())})"
        for name, codes in sorted(losing.items())
    ]
    return joined(said)


def _department(name: str) -> str:
    return str(Department(name).label) if name else "nobody’s"


def _said(row: Document, case: Document, facts: Document) -> str:
    name = str(Department(row["department"]).label)
    earns = about_money(row["earns"], facts["currency"])
    first = f"{name} would earn {earns}"
    if row["costs"] is None:
        first += "; what must be kept would not fit."
    elif row["costs"] < 1:
        first += ", and on paper it costs the whole nothing."
    else:
        costs = about_money(row["costs"], facts["currency"])
        first += f" and cost the whole {costs}."
    whose = _whose(row, case, facts)
    taken = f" The room would be taken from {whose}." if whose else ""
    return f"{first}{taken}{_played(row, facts)}"


def _played(row: Document, facts: Document) -> str:
    """Say what becomes of promises if the favourite is granted as it is."""
    share = row.get("keep_probability")
    if share is None:
        return ""
    said = [f"every promise of it is kept in {percent(share)} of outcomes"]
    if "played" in row:
        said.append(f"it is worth {about_money(row['played'], facts['currency'])}")
    said += fall_sentences(row["falls"], facts)
    return f" Played through, {joined(said)}."


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
        fit = f"Together they would not fit: {joined(over)} would be overloaded."
    said = (
        f"If every department had its favourite set, they would count {wished}; on paper "
        f"the best set for the whole is worth {best}, initiatives paid. {fit}"
    )
    if "played" not in silos:
        return said
    kept = about_money(silos["played"], currency)
    return f"{said} Of what waits, the set above is worth {kept} when it is played through."


# --- The picture ---------------------------------------------------------------------


def silo_chart(rows: tuple[SiloRow, ...], facts: Document) -> Bundles | None:
    """Draw what each favourite earns, costs and takes; nothing if there is none."""
    if not rows:
        return None
    most = max(max(row.earned, row.cost or 0.0, 0.0) for row in rows)
    return bundles(
        [Bundle(label=row.department, measures=_measures(row)) for row in rows],
        key=KEY,
        most={"earns": most, "costs": most, "takes": 1.0},
        title=_headline(rows, facts),
        note="Each department’s favourite set: money on one scale, and how much of what "
        "is free of the scarcest capability it takes.",
        head=HEAD,
        numbers=[
            (row.department, row.earns, row.costs, row.takes, row.kept, row.played)
            for row in rows
        ],
    )


def _measures(row: SiloRow) -> tuple[Measure, ...]:
    earns = Measure(
        kind="earns", value=max(row.earned, 0.0), text=f"Earns itself {row.earns}"
    )
    said = f"Costs the whole {row.costs}, on paper"
    if row.cost is None:
        said = "The whole would not hold what must be kept"
    costs = Measure(kind="costs", value=max(row.cost or 0.0, 0.0), text=said)
    if row.share_taken is None:
        return earns, costs
    taken = f"Takes {percent(row.share_taken)} of what is free of {row.scarcest}"
    return earns, costs, Measure(kind="takes", value=row.share_taken, text=taken)


def _headline(rows: tuple[SiloRow, ...], facts: Document) -> str:
    dearest = rows[0]
    if dearest.cost is not None and dearest.cost >= 1:
        return (
            f"{dearest.department}’s favourite would earn it {dearest.earns} and cost "
            f"the whole {dearest.costs}"
        )
    weak = [row for row in rows if row.kept not in {"–", "100\N{NO-BREAK SPACE}%"}]
    if weak:
        most = max(weak, key=lambda row: row.earned)
        return (
            f"{most.department} would count {most.earns} for its favourite; played "
            f"through it is worth {most.played}, all kept in {most.kept} of outcomes"
        )
    return "The departments’ favourites cost the whole nothing"
