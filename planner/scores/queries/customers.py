"""Which existing customers' promises a plan endangers, in people and in value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, QuerySet, Sum

from accounts.models import User
from core.weeks import monday_of
from customers.models import History
from planner.plans.models import Plan, PlanVersion
from planner.plans.queries import plan_content
from planner.plans.queries.customers import PlanCustomers, plan_customers
from planner.scores.models import Score
from promises.models import Outcome, Promise

WEEKS: Final = 13  # who was promised it in the last so many weeks holds it
NOTICED: Final = 0.005  # of the keep rate: what a page shows as a difference


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

    @property
    def is_safe_if_guarded(self) -> bool:
        return all(row.is_safe_if_guarded for row in self.endangered)


def in_plan(
    plan: Plan, user: User, day: date, *, version: PlanVersion | None = None
) -> InPlan:
    """Read a plan, or a version of it, from the customers' side.

    The queries grow with the promises that are endangered, and with nothing else.
    """
    newest = version or plan.versions.order_by("-number").first()
    score = _newest_score(newest)
    frozen = newest is not None and (version is not None or not plan.is_editable)
    content = newest.content if newest and frozen else plan_content(plan)
    rows: list[dict[str, Any]] = score.result.get("existing", []) if score else []
    since = monday_of(day) - timedelta(weeks=WEEKS)
    endangered = _endangered(rows, since)
    held = _held([row.promise for row in endangered], since)
    buyers, revenue = _bought(held)
    return InPlan(
        plan=plan,
        customers=plan_customers(content, user),
        score=score,
        standing=len(rows),
        endangered=endangered,
        people=_people(held),
        buyers=buyers,
        revenue=revenue,
        since=since,
    )


def _newest_score(version: PlanVersion | None) -> Score | None:
    if version is None:
        return None
    return version.scores.order_by("-scored_at", "-pk").defer("case").first()


def _endangered(rows: Sequence[dict[str, Any]], since: date) -> tuple[Endangered, ...]:
    hurt = {
        row["promise"]: row
        for row in rows
        if row["without"] - min(row["protected"], row["unprotected"]) >= NOTICED
    }
    found = []
    for promise in Promise.objects.filter(code__in=hurt).order_by("statement", "pk"):
        held = _held([promise], since)
        buyers, revenue = _bought(held)
        row = hurt[promise.code]
        found.append(
            Endangered(
                promise=promise,
                without=row["without"],
                protected=row["protected"],
                unprotected=row["unprotected"],
                people=_people(held),
                buyers=buyers,
                revenue=revenue,
            )
        )
    found.sort(key=lambda row: row.without - row.unprotected, reverse=True)
    return tuple(found)


def _held(promises: Sequence[Promise], since: date) -> QuerySet[Outcome]:
    """Return the occasions of late on which customers were promised one of these."""
    recent = Outcome.objects.filter(promise__in=promises, due_week__gte=since)
    return recent.exclude(customer="")


def _people(held: QuerySet[Outcome]) -> int:
    return int(held.aggregate(people=Count("customer", distinct=True))["people"])


def _bought(held: QuerySet[Outcome]) -> tuple[int, Decimal]:
    """Return how many of these people have bought, and for how much; one query."""
    bought = History.objects.bought().filter(customer__code__in=held.values("customer"))
    sums = bought.aggregate(buyers=Count("pk"), revenue=Sum("revenue"))
    return int(sums["buyers"]), sums["revenue"] or Decimal(0)
