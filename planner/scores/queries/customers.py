"""Which existing customers' promises a plan endangers, in people and in value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db import connections, router
from django.db.models import Q, QuerySet, Sum

from accounts.models import User
from core.weeks import monday_of
from planner.plans.content import PlanContent
from planner.plans.models import Plan, PlanVersion
from planner.plans.queries import plan_content
from planner.plans.queries.customers import PlanCustomers, plan_customers
from planner.scores.models import Score
from promises.models import MADE, Outcome, Promise, Requirement

WEEKS: Final = 13  # who was promised it in the last so many weeks holds it
NOTICED: Final = 0.005  # of the keep rate: what a page shows as a difference

_SUMS: Final = """
SELECT COUNT(*), COUNT(h.customer_id), SUM(h.revenue)
FROM ({held}) AS held
LEFT JOIN customers_customer c ON c.code = held.customer
LEFT JOIN customers_history h ON h.customer_id = c.id AND h.days > 0
"""


@dataclass(frozen=True, kw_only=True)
class Endangered:
    """A promise to existing customers that the plan makes less often kept.

    ``people`` were promised it of late; ``buyers`` of them have purchases on record,
    which add up to ``revenue``.
    """

    promise: Promise
    without: float
    protected: float
    unprotected: float
    people: int
    buyers: int
    revenue: Decimal

    @property
    def is_safe_if_guarded(self) -> bool:
        return self.without - self.protected < NOTICED


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A made promise that takes of the same capabilities, and how often it fell due."""

    promise: Promise
    occasions: int


@dataclass(frozen=True, kw_only=True)
class InPlan:
    """The customers in a plan, with what its newest score says of existing ones."""

    plan: Plan
    customers: PlanCustomers
    score: Score | None
    standing: int  # promises to existing customers that were looked at
    endangered: tuple[Endangered, ...]
    people: int
    buyers: int
    revenue: Decimal
    since: date
    beside: tuple[Beside, ...] = ()  # of a plan without a score: whom it could hit

    @property
    def is_safe_if_guarded(self) -> bool:
        return all(row.is_safe_if_guarded for row in self.endangered)


def in_plan(
    plan: Plan, user: User, day: date, *, version: PlanVersion | None = None
) -> InPlan:
    """Read a plan, or a version of it, from the customers' side.

    A fixed number of queries where the score's people were counted with it.
    """
    newest = version or plan.versions.order_by("-number").first()
    score = _newest_score(newest)
    frozen = newest is not None and (version is not None or not plan.is_editable)
    content = newest.content if newest and frozen else plan_content(plan)
    rows: list[dict[str, Any]] = score.result.get("existing", []) if score else []
    # Counted by the worker with the score: a ledger of millions takes its time.
    counted = (score and score.people) or people_of(rows, day)
    everybody = _people(counted["all"])
    return InPlan(
        plan=plan,
        customers=plan_customers(content, user),
        score=score,
        standing=len(rows),
        endangered=_endangered(rows, counted),
        people=everybody.people,
        buyers=everybody.buyers,
        revenue=everybody.revenue,
        since=date.fromisoformat(counted["since"]),
        beside=() if score else _beside(content, monday_of(day)),
    )


def _beside(content: PlanContent, monday: date) -> tuple[Beside, ...]:
    """Return the made promises that a plan's own share a capability with; one query.

    How often they fell due of late is read from the weekly counts, never the ledger.
    """
    codes = {code for tactic in content["tactics"] for code in tactic["promises"]}
    taken = Requirement.objects.filter(promise__code__in=codes).values("capability")
    leaning = Requirement.objects.filter(capability__in=taken).values("promise")
    late = Q(weeks__week__gte=monday - timedelta(weeks=WEEKS))
    made = Promise.objects.filter(pk__in=leaning, state__in=MADE)
    due = made.annotate(occasions=Sum("weeks__due", filter=late))
    return tuple(
        Beside(promise=promise, occasions=promise.occasions)  # type: ignore[attr-defined]
        for promise in due.filter(occasions__gt=0).order_by("-occasions", "pk")
    )


def people_of(rows: Sequence[dict[str, Any]], day: date) -> dict[str, Any]:
    """Count who holds the promises that a score endangers, and what they have bought.

    ``rows`` are the score's existing customers. What comes out is plain, to be kept with
    the score: all of them together, each once, and by the promise's code.
    """
    since = monday_of(day) - timedelta(weeks=WEEKS)
    hurt = Promise.objects.filter(code__in=[row["promise"] for row in _hurt(rows)])
    return {
        "since": since.isoformat(),
        "all": _counted(hurt, since),
        "promises": {promise.code: _counted([promise], since) for promise in hurt},
    }


def _hurt(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the promises that are kept noticeably less often."""
    return [
        row
        for row in rows
        if row["without"] - min(row["protected"], row["unprotected"]) >= NOTICED
    ]


def _newest_score(version: PlanVersion | None) -> Score | None:
    if version is None:
        return None
    return version.scores.order_by("-scored_at", "-pk").defer("case").first()


def _endangered(
    rows: Sequence[dict[str, Any]], counted: dict[str, Any]
) -> tuple[Endangered, ...]:
    hurt = {row["promise"]: row for row in _hurt(rows)}
    found = []
    for promise in Promise.objects.filter(code__in=hurt).order_by("statement", "pk"):
        row = hurt[promise.code]
        held = _people(counted["promises"].get(promise.code))
        found.append(
            Endangered(
                promise=promise,
                without=row["without"],
                protected=row["protected"],
                unprotected=row["unprotected"],
                people=held.people,
                buyers=held.buyers,
                revenue=held.revenue,
            )
        )
    found.sort(key=lambda row: row.without - row.unprotected, reverse=True)
    return tuple(found)


class People(NamedTuple):
    """So many customers, of whom so many have bought, and for how much."""

    people: int
    buyers: int
    revenue: Decimal


def _people(counted: dict[str, Any] | None) -> People:
    if counted is None:
        return People(0, 0, Decimal(0))
    return People(counted["people"], counted["buyers"], Decimal(counted["revenue"]))


def _counted(promises: Sequence[Promise] | QuerySet[Promise], since: date) -> Any:  # noqa: ANN401  # plain
    """Count customers who were promised one of these of late; one query."""
    if not promises:
        return {"people": 0, "buyers": 0, "revenue": "0"}
    recent = Outcome.objects.filter(promise__in=promises, due_week__gte=since)
    held = recent.exclude(customer="").values("customer").distinct().query
    statement, parameters = held.sql_with_params()
    with connections[router.db_for_read(Outcome)].cursor() as cursor:
        # The inner statement is Django's own; its values go as parameters.
        cursor.execute(_SUMS.format(held=statement), parameters)
        people, buyers, revenue = cursor.fetchone()
    worth = Decimal(str(revenue or 0)).quantize(Decimal("0.01"))
    return {"people": people, "buyers": buyers, "revenue": str(worth)}
