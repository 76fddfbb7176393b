"""Promises that are not made yet, as candidates beside the plans that need them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from planner.plans.content import FORMAT, PlanContent
from planner.plans.models import Commitment, PlanVersion
from planner.plans.models.states import RUNNING
from planner.portfolio.models import PromiseWorth
from planner.portfolio.worth import worth_of
from planner.scores.assembly import build_case
from promises.models import MADE, Promise, PromiseState

OPEN = (PromiseState.IDEA, PromiseState.STUDIED)
Document = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Open:
    """A promise that is not made yet, and what somebody has put on it."""

    promise: Promise
    worth: PromiseWorth | None
    standing: Decimal | None

    @property
    def code(self) -> str:
        return f"promise-{self.promise.code}"

    @property
    def weekly(self) -> Decimal | None:
        """Return its occasions a week: those it has already, else those foreseen."""
        foreseen = self.worth.occasions if self.worth else None
        return self.standing if self.standing is not None else foreseen

    @property
    def lacks(self) -> tuple[str, ...]:
        """Say what is missing to value it."""
        worth = self.worth
        earns = worth is not None and (worth.margin or worth.differentiation)
        gaps = {
            "a target": self.promise.target is None,
            "occasions a week": not self.weekly,
            "a figure on what keeping it once earns": not earns,
        }
        return tuple(words for words, missing in gaps.items() if missing)


@dataclass(frozen=True, kw_only=True)
class Promised:
    """Promises as candidates, which plans need which, and who is left out for want."""

    entries: list[Document]
    facts: dict[str, Document]
    needs: dict[str, list[str]]
    called: dict[str, str]
    unvalued: list[Document]


def figures() -> dict[str, PromiseWorth]:
    """Return what somebody has put on promises, by code."""
    rows = PromiseWorth.objects.select_related("promise", "by").order_by("pk")
    return {row.promise.code: row for row in rows}


def apart(worths: Mapping[str, PromiseWorth]) -> dict[str, float]:
    """Return what one kept occasion sets apart, where there is a figure on it."""
    return {
        code: float(row.differentiation)
        for code, row in worths.items()
        if row.differentiation
    }


def promised(
    versions: Iterable[PlanVersion],
    worths: Mapping[str, PromiseWorth],
    *,
    also: Collection[str],
    as_of: date,
    start: date,
    weeks: int,
) -> Promised:
    """Return what competes of promises: a fixed number of queries.

    A promise that nobody put a figure on is a candidate only where a plan, or one of
    ``also``, cannot do without it; then it is worth nothing by itself.
    """
    unmade, needs = _needed(versions)
    rows = _open(worths)
    wanted = {code for codes in needs.values() for code in codes} | set(also)
    valued = [row for row in rows if not row.lacks]
    entries = _valued(valued, worths, as_of=as_of, start=start, weeks=weeks)
    free = [row for row in rows if row.lacks and row.code in wanted]
    entries += [_free(row) for row in free]
    return Promised(
        entries=entries,
        facts={row.code: _facts(row) for row in [*valued, *free]},
        needs=needs,
        called=unmade | {row.code: row.promise.statement for row in rows},
        unvalued=[
            {"name": row.promise.statement, "pk": row.promise.pk, "lacks": row.lacks}
            for row in rows
            if row.lacks
        ],
    )


def _needed(
    versions: Iterable[PlanVersion],
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the promises that waiting plans make and the company has not."""
    waiting = [row for row in versions if row.plan.state not in RUNNING]
    codes = {
        row.plan_id: {
            code for tactic in row.content["tactics"] for code in tactic["promises"]
        }
        for row in waiting
    }
    every = {code for found in codes.values() for code in found}
    unmade = Promise.objects.filter(code__in=every).exclude(state__in=MADE)
    names = dict(unmade.values_list("code", "statement"))
    needs = {
        f"plan-{key}": [f"promise-{code}" for code in sorted(found & names.keys())]
        for key, found in codes.items()
        if found & names.keys()
    }
    return {f"promise-{code}": name for code, name in names.items()}, needs


def _open(worths: Mapping[str, PromiseWorth]) -> list[Open]:
    held = Commitment.objects.holding().filter(kind=Commitment.Kind.STANDING)
    standing = dict(held.values_list("promise", "likely"))
    rows = (
        Promise.objects.filter(state__in=OPEN)
        .select_related("owner")
        .prefetch_related("requirements__capability")
        .order_by("code")
    )
    return [
        Open(promise=row, worth=worths.get(row.code), standing=standing.get(row.pk))
        for row in rows
    ]


def _free(row: Open) -> Document:
    """Return a promise that is worth nothing but what plans make of it."""
    return _entry(row, {}, [])


def _entry(row: Open, value: Mapping[str, float], loads: list[Document]) -> Document:
    entry: Document = {
        "id": row.code,
        "kind": "promise",
        "value": dict(value),
        "cost": float(row.worth.cost) if row.worth else 0.0,
        "loads": loads,
    }
    if row.promise.owner.department:
        entry["department"] = row.promise.owner.department
    return entry


def _facts(row: Open) -> Document:
    own = float(row.weekly or 0) if row.standing is None and not row.lacks else 0.0
    return {
        "name": row.promise.statement,
        "pk": row.promise.pk,
        "promise": row.promise.code,
        "state": row.promise.state,
        "department": row.promise.owner.department,
        "author": row.promise.owner.name,
        "weekly": float(row.weekly or 0),
        "own": own,
        "margin": float(row.worth.margin or 0) if row.worth else 0.0,
        "lacks": list(row.lacks),
        "source": row.worth.source if row.worth else "",
    }


# --- What it is worth --------------------------------------------------------------


def held(code: str, weekly: float, margin: float, weeks: int) -> Document:
    """Return a promise's occasions as a tactic: every week, to those who are customers."""
    amount = str(weekly)
    return {
        "code": f"promise-{code}.held",
        "name": code,
        "promises": [code],
        "audience": "existing",
        "segment": "",
        "channel": "",
        "budget": "0",
        "margin": str(margin),
        "low": amount,
        "likely": amount,
        "high": amount,
        "starts": 1,
        "ends": weeks,
    }


def _valued(
    rows: list[Open],
    worths: Mapping[str, PromiseWorth],
    *,
    as_of: date,
    start: date,
    weeks: int,
) -> list[Document]:
    if not rows:
        return []
    content: PlanContent = {
        "format": FORMAT,
        "title": "Promises that are not made yet",
        "objective": "",
        "department": "",
        "starts_on": start.isoformat(),
        "weeks": weeks,
        "tactics": [
            held(  # type: ignore[misc]
                row.promise.code,
                float(row.weekly or 0),
                float((row.worth and row.worth.margin) or 0),
                weeks,
            )
            for row in rows
        ],
        "assumptions": [],
    }
    case = build_case(content, as_of=as_of, undecided=False)
    return [_worth(row, case, worths) for row in rows]


def _worth(row: Open, case: Document, worths: Mapping[str, PromiseWorth]) -> Document:
    code = row.promise.code
    tactics = [t for t in case["plan"]["tactics"] if t["promises"] == [code]]
    alone = {
        **case,
        "promises": [entry for entry in case["promises"] if entry["id"] == code],
        "plan": {**case["plan"], "tactics": tactics},
    }
    worth = worth_of(alone, apart(worths))
    return _entry(
        row,
        worth.value(),
        _loads(row, alone["promises"][0], case["horizon"]["periods"]),
    )


def _loads(row: Open, promise: Document, weeks: int) -> list[Document]:
    """Return what it asks every week; what it holds already is committed."""
    if row.standing is not None:
        return []
    weekly = float(row.weekly or 0)
    return [
        {
            "capability": need["capability"],
            "units": weekly * need["units"],
            "starts": need["lead"],
        }
        for need in promise["requires"]
        if need["lead"] < weeks
    ]
